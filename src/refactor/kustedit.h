/* SPDX-License-Identifier: Apache-2.0 */
/* src/refactor/kustedit.h -- what `edit set|add|remove` do to a kustomization file.
 *
 * Operations work on the tree of the file, with kustomize's meaning; textedit.h then brings the
 * text after it. Fields are found whatever their letter case, and of fields that stand twice the
 * later one is meant, as kustomize reads them. Nothing is written here. Layer: refactor. */
#ifndef HK_REFACTOR_KUSTEDIT_H
#define HK_REFACTOR_KUSTEDIT_H

#include "../load/load.h"

struct hk_kustedit_result {
    bool changed;
    struct hk_slice path; /* of the kustomization file, as it is to be shown */
    struct hk_slice text; /* its new text */
};

/* Applies @edits, which are sound, in their order and all or none. */
HKR_MUST_CHECK enum hkr_status hk_kustedit_run(struct hk_loader *loader,
                                               const struct hkr_edit *edits, size_t n,
                                               struct hk_kustedit_result *ret_result);

#endif
