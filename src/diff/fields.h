/* SPDX-License-Identifier: Apache-2.0 */
/* src/diff/fields.h -- what is different within two objects that are one.
 *
 * Walks both trees side by side and tells the smallest parts that differ, with their paths, values
 * and places. Layer: diff. */
#ifndef HK_DIFF_FIELDS_H
#define HK_DIFF_FIELDS_H

#include "../base/index.h"
#include "../res/resource.h"
#include "compare.h"

struct hk_rename {
    struct hk_slice before;
    struct hk_slice after;
};

/* Names that changed: of objects, and of their namespaces. */
struct hk_renames {
    struct hk_env *env;
    struct hk_index *by_before; /* hash of the text -> list */
    HK_VEC(struct hk_rename) list;
};

void hk_renames_add(struct hk_renames *renames, hk_sym before, hk_sym after);
bool hk_renames_has(const struct hk_renames *renames, struct hk_slice before,
                    struct hk_slice after);

struct hk_field_changes {
    struct hkr_field_change *items;
    uint32_t n;
    uint32_t cap;
};

/* Both have a tree. Texts and changes live in @out; *ret_changes is appended to. */
void hk_fields_compare(const struct hk_diff_run *run, const struct hk_resource *before,
                       const struct hk_resource *after, struct hk_field_changes *ret_changes);

#endif
