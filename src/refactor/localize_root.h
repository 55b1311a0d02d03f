/* SPDX-License-Identifier: Apache-2.0 */
/* src/refactor/localize_root.h -- one kustomization on its way into a copy, for localize.c.
 * Layer: refactor. */
#ifndef HK_REFACTOR_LOCALIZE_ROOT_H
#define HK_REFACTOR_LOCALIZE_ROOT_H

#include "../base/index.h"
#include "../load/checkout.h"
#include "localize.h"

struct hk_localizer {
    struct hk_env *env;
    struct hk_localized *out;
    struct hk_slice scope;         /* canonical: local directories lie in it */
    struct hk_index *by_path;      /* of out->files */
    struct hk_index *by_directory; /* of directories */
    HK_VEC(struct hk_slice) directories;
};

/* Adds a file. @path is absolute, with the destination as "/". */
HKR_MUST_CHECK enum hkr_status hk_localizer_put(struct hk_localizer *lc, struct hk_slice path,
                                                struct hk_slice bytes, struct hk_place at);
/* False when @directory was there before. */
bool hk_localizer_visit(struct hk_localizer *lc, struct hk_slice directory);

/* The repository of @loader must have a ref, which names its place in the copy. */
HKR_MUST_CHECK enum hkr_status hk_localize_check_ref(const struct hk_loader *loader,
                                                     struct hk_place at);
/* Copies directory @from (canonical) and what is below it to @to, links left out. */
HKR_MUST_CHECK enum hkr_status hk_localize_tree(struct hk_localizer *lc, struct hk_files *files,
                                                struct hk_slice from, struct hk_slice to,
                                                struct hk_place at);
/* Localizes the kustomization of @loader into @dst. @local: every step to it was local. */
HKR_MUST_CHECK enum hkr_status hk_localize_root(struct hk_localizer *lc, struct hk_loader *loader,
                                                struct hk_slice dst, bool local);

#endif
