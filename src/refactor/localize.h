/* SPDX-License-Identifier: Apache-2.0 */
/* src/refactor/localize.h -- a kustomization and all that it reads, as files that stand alone.
 *
 * Local references keep their form, as far as they can; what is remote gets a place below
 * `localized-files`, and the entries that name it are rewritten (reference: localize). The rules of
 * kustomize decide where each file goes. Must never write a file. Layer: refactor. */
#ifndef HK_REFACTOR_LOCALIZE_H
#define HK_REFACTOR_LOCALIZE_H

#include "../load/load.h"

struct hk_localized_file {
    struct hk_slice path; /* relative to the destination */
    struct hk_slice bytes;
};

struct hk_localized {
    HK_VEC(struct hk_localized_file) files; /* in the order of their discovery */
    struct hk_slice target;                 /* the directory that is built, in the destination */
    struct hk_slice name;                   /* what the destination is called by default */
};

/* Localizes the kustomization of @loader, which @text (as the user gave it) led to. Local
 * directories must lie in @scope: canonical, or empty for the target itself. */
HKR_MUST_CHECK enum hkr_status hk_localize(struct hk_env *env, struct hk_loader *loader,
                                           struct hk_slice text, struct hk_slice scope,
                                           struct hk_localized *ret_localized);

#endif
