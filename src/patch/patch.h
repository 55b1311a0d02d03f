/* SPDX-License-Identifier: Apache-2.0 */
/* src/patch/patch.h -- the patch fields of a kustomization, applied to a resource set.
 *
 * Strategic merge patches and JSON patches, inline or from files, with or without a target.
 * Loading and detection come first for all entries, so that a bad patch file is found before
 * anything changes (reference: patches). Layer: patch. */
#ifndef HK_PATCH_PATCH_H
#define HK_PATCH_PATCH_H

#include "../load/load.h"
#include "../res/resset.h"

/* The patches of one kustomization, loaded and told apart. */
struct hk_patch_set;

/* Loads patchesStrategicMerge, patches and patchesJson6902 of @kust. */
HKR_MUST_CHECK enum hkr_status hk_patch_load(struct hk_loader *loader,
                                             const struct hk_kustomization *kust,
                                             struct hk_patch_set **ret_patches);
/* The three steps, each at its own point of the pipeline. Ids and indexes of @set are up to
 * date afterwards; deleted resources are dropped. @only is the number of the one entry that is
 * applied, from 1; 0 means all of them. */
HKR_MUST_CHECK enum hkr_status hk_patch_apply_strategic(struct hk_env *env,
                                                        const struct hk_patch_set *patches,
                                                        struct hk_resset *set);
HKR_MUST_CHECK enum hkr_status hk_patch_apply_patches(struct hk_env *env,
                                                      const struct hk_patch_set *patches,
                                                      uint32_t only, struct hk_resset *set);
HKR_MUST_CHECK enum hkr_status hk_patch_apply_json6902(struct hk_env *env,
                                                       const struct hk_patch_set *patches,
                                                       uint32_t only, struct hk_resset *set);

#endif
