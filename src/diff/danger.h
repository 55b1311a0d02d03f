/* SPDX-License-Identifier: Apache-2.0 */
/* src/diff/danger.h -- changes that a reviewer should not miss.
 *
 * Rows of tables: kinds that hold data, fields that the server does not let change. What widens
 * rights is judged in rbac.c. Layer: diff. */
#ifndef HK_DIFF_DANGER_H
#define HK_DIFF_DANGER_H

#include "fields.h"

struct hk_dangers {
    struct hkr_danger *items;
    uint32_t n;
    uint32_t cap;
};

/* What one object's change brings with it. Either side may be NULL. */
struct hk_danger_case {
    const struct hk_diff_run *run;
    const struct hk_resource *before;
    const struct hk_resource *after;
    const struct hk_field_changes *fields;
    enum hkr_pairing pairing;
};

/* Appends to *ret_dangers. */
void hk_dangers_find(const struct hk_danger_case *it, struct hk_dangers *ret_dangers);

/* rbac.c: what is allowed afterwards that was not. */
void hk_dangers_rbac(const struct hk_danger_case *it, struct hk_dangers *ret_dangers);

void hk_dangers_add(const struct hk_danger_case *it, struct hk_dangers *dangers,
                    enum hkr_danger_kind kind, const char *path, const char *format, ...)
    HK_PRINTF(5, 6);

#endif
