/* SPDX-License-Identifier: Apache-2.0 */
/* src/refactor/fix_parts.h -- what the files of fix.h share. Layer: refactor. */
#ifndef HK_REFACTOR_FIX_PARTS_H
#define HK_REFACTOR_FIX_PARTS_H

#include "fix.h"
#include "kusttree.h"

/* The file as it stands after the conversions so far. */
struct hk_fix {
    struct hk_env *env;
    struct hk_loader *loader;
    struct hk_kustomization_source source;
    enum hk_fix_order order;
    bool changed;
};

/* Takes the tree @after for that of the file: the text @lines is its text when it reads as
 * @after; else, or when @lines is empty, the text that has changed as little as can be. */
HKR_MUST_CHECK enum hkr_status hk_fix_step(struct hk_fix *fix, struct hk_node *after,
                                           struct hk_slice lines);

/* ---- Texts whose lines move. All return an empty slice when the form of the text does not allow
 * it. Fields are found whatever their letter case; of two, the later one. ---- */

enum hk_fix_form {
    HK_FIX_AS_IS,
    HK_FIX_PATCHES, /* items are paths and texts, and become patches */
    HK_FIX_LABELS   /* a map, which becomes a list of one entry with it as `pairs` */
};

/* The field @from is called @to, in its place. @is_path[i]: the i-th item of HK_FIX_PATCHES. */
struct hk_slice hk_fixlines_rename(struct hk_fix *fix, const char *from, const char *to,
                                   enum hk_fix_form form, const bool *is_path);
/* As above, and then the items move to the end of the list @to that is there, or its @front. */
struct hk_slice hk_fixlines_move(struct hk_fix *fix, const char *from, const char *to,
                                 enum hk_fix_form form, const bool *is_path, bool front);
/* The text `from: x` of each entry of list @list is `to: [x]`. */
struct hk_slice hk_fixlines_bracket(struct hk_fix *fix, const char *list, const char *from,
                                    const char *to);
/* @head, whole lines, stands before the first field, or right behind it when that is @behind. */
struct hk_slice hk_fixlines_head(struct hk_fix *fix, struct hk_slice head, const char *behind);

#endif
