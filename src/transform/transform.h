/* SPDX-License-Identifier: Apache-2.0 */
/* src/transform/transform.h -- the built-in transformers, in kustomize's order.
 *
 * Each is a row of one const table (registry.c): the field that asks for it, whether this
 * kustomization wants it, and the function that applies it. Row order is the order of
 * application (reference: 2.2 step 6). Layer: transform. */
#ifndef HK_TRANSFORM_TRANSFORM_H
#define HK_TRANSFORM_TRANSFORM_H

#include "../load/plugin.h"
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
    bool wrote_anew;                /* some image was written, be it as it was */
    const struct hk_plugin *plugin; /* what a plugin says beyond the fields; NULL: no plugin */
    /* Called after each transformer that ran, in kustomize's count of them; may be NULL. @kind is
     * kustomize's name for it ("PrefixTransformer"). For transformer annotations. */
    void (*after)(struct hk_transform_run *run, const char *kind, void *user);
    void *after_user;
    uint32_t only_entry; /* of `patches` or `patchesJson6902`, from 1; 0: all of them */
};

/* The built-in field specs (reference: 5.1-5.6, 5.12); costs nothing. */
void hk_transform_defaults(struct hk_env *env, struct hk_transform_config *ret_config);
/* Adds @more to @config by kustomize's rules for merging rows (reference: 5.0): duplicates are
 * dropped, conflicting ones are a fault. */
HKR_MUST_CHECK enum hkr_status hk_transform_merge_config(struct hk_env *env,
                                                         struct hk_transform_config *config,
                                                         const struct hk_transform_config *more);

HKR_MUST_CHECK enum hkr_status hk_transform_all(struct hk_transform_run *run);

/* A transformer plugin: kust, config and patches of its run are its own. Configured first, as a
 * fault in any of them comes before anything changes. */
HKR_MUST_CHECK enum hkr_status hk_transform_configure_plugin(struct hk_transform_run *run,
                                                             const struct hk_plugin *plugin);
HKR_MUST_CHECK enum hkr_status hk_transform_plugin(struct hk_transform_run *run);
/* Whether it will write something that stands there already, which cannot be told afterwards. */
bool hk_transform_plugin_touches(struct hk_transform_run *run);

/* The hash suffix step, once at the top: every resource that needs one gets its previous id
 * pushed and "-<hash>" appended to its name (reference: 5.9). */
HKR_MUST_CHECK enum hkr_status hk_transform_hash(struct hk_env *env, struct hk_resset *set);

#endif
