/* SPDX-License-Identifier: Apache-2.0 */
/* src/refactor/fix.h -- a kustomization file without deprecated fields.
 *
 * Each conversion is made twice: on the tree, where kustomize's meaning is known, and on the text,
 * where whole lines move with their comments. The text is taken when it reads as the tree; where
 * lines cannot be moved (lists in brackets, JSON) the text follows the tree (textedit.h). Whether
 * the render is the same afterwards is for the caller to prove. Layer: refactor. */
#ifndef HK_REFACTOR_FIX_H
#define HK_REFACTOR_FIX_H

#include "../load/files.h"

struct hk_changed_file {
    struct hk_slice path; /* absolute */
    struct hk_slice bytes;
};

struct hk_fixed {
    HK_VEC(struct hk_changed_file) files;
};

/* Where patchesStrategicMerge go among the patches that are there. */
enum hk_fix_order {
    HK_FIX_AS_KUSTOMIZE, /* behind them */
    HK_FIX_AS_BUILT      /* before them, which is when a build applies the old field */
};

/* Fixes the kustomization of @loader's directory; with @vars its vars become replacements, and the
 * files that they stand in change, too. What is left as it is is told in warnings. */
HKR_MUST_CHECK enum hkr_status hk_fix(struct hk_loader *loader, enum hk_fix_order order, bool vars,
                                      struct hk_fixed *ret_fixed);

#endif
