/* SPDX-License-Identifier: Apache-2.0 */
/* src/transform/transform.h -- the built-in transformers, in kustomize's order.
 *
 * Each is a row of one const table (registry.c): the field that asks for it, whether this
 * kustomization wants it, and the function that applies it. Row order is the order of
 * application (reference: 2.2 step 6). Layer: transform. */
#ifndef HK_TRANSFORM_TRANSFORM_H
#define HK_TRANSFORM_TRANSFORM_H

#include "../load/load.h"
#include "../patch/patch.h"
#include "../res/resset.h"

/* One run of the transformers of one layer. */
struct hk_transform_run {
    struct hk_env *env;
    struct hk_loader *loader;
    const struct hk_kustomization *kust;
    const struct hk_transform_config *config;
    struct hk_patch_set *patches; /* loaded by hk_transform_all() */
    struct hk_resset *set;
    /* Called after each transformer that ran, in kustomize's count of them; may be NULL. @kind is
     * kustomize's name for it ("PrefixTransformer"). For transformer annotations. */
    void (*after)(struct hk_transform_run *run, const char *kind, void *user);
    void *after_user;
};

/* The built-in field specs (reference: 5.1-5.6, 5.12); costs nothing. */
void hk_transform_defaults(struct hk_env *env, struct hk_transform_config *ret_config);
/* Adds @more to @config by kustomize's rules for merging rows (reference: 5.0): duplicates are
 * dropped, conflicting ones are a fault. */
HKR_MUST_CHECK enum hkr_status hk_transform_merge_config(struct hk_env *env,
                                                         struct hk_transform_config *config,
                                                         const struct hk_transform_config *more);

HKR_MUST_CHECK enum hkr_status hk_transform_all(struct hk_transform_run *run);

/* The hash suffix step, once at the top: every resource that needs one gets its previous id
 * pushed and "-<hash>" appended to its name (reference: 5.9). */
HKR_MUST_CHECK enum hkr_status hk_transform_hash(struct hk_env *env, struct hk_resset *set);

#endif
