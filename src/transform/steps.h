/* SPDX-License-Identifier: Apache-2.0 */
/* src/transform/steps.h -- what the files of this folder share, and nobody else needs.
 *
 * Each step applies one field of a kustomization to all resources. Ids of resources are
 * refreshed by the step that changes them, and the set is indexed anew at its end.
 * Layer: transform. */
#ifndef HK_TRANSFORM_STEPS_H
#define HK_TRANSFORM_STEPS_H

#include "transform.h"

/* registry.c: patches that are loaded already */
HKR_MUST_CHECK enum hkr_status hk_transform_patches_strategic_merge(struct hk_transform_run *run);
HKR_MUST_CHECK enum hkr_status hk_transform_patches(struct hk_transform_run *run);
HKR_MUST_CHECK enum hkr_status hk_transform_patches_json6902(struct hk_transform_run *run);
/* namespace.c */
HKR_MUST_CHECK enum hkr_status hk_transform_namespace(struct hk_transform_run *run);
struct hk_transform_value;
/* On one object, without a trace in its earlier ids. */
HKR_MUST_CHECK enum hkr_status hk_transform_namespace_of(struct hk_transform_run *run,
                                                         struct hk_resource *res,
                                                         struct hk_transform_value *value);
/* valueadd.c */
HKR_MUST_CHECK enum hkr_status hk_transform_value_add(struct hk_transform_run *run);
/* affix.c */
HKR_MUST_CHECK enum hkr_status hk_transform_prefix(struct hk_transform_run *run);
HKR_MUST_CHECK enum hkr_status hk_transform_suffix(struct hk_transform_run *run);
/* metadata.c */
HKR_MUST_CHECK enum hkr_status hk_transform_labels(struct hk_transform_run *run);
HKR_MUST_CHECK enum hkr_status hk_transform_annotations(struct hk_transform_run *run);
/* replicas.c */
HKR_MUST_CHECK enum hkr_status hk_transform_replicas(struct hk_transform_run *run);
/* images.c */
HKR_MUST_CHECK enum hkr_status hk_transform_images(struct hk_transform_run *run);

/* replacements.c */
HKR_MUST_CHECK enum hkr_status hk_transform_replacements(struct hk_transform_run *run);

/* config.c: adds one row, or a list of them, by the rules of hk_transform_merge_config(). */
HKR_MUST_CHECK enum hkr_status hk_transform_merge_row(struct hk_env *env,
                                                      struct hk_fieldspecs *specs,
                                                      const struct hk_fieldspec *spec);
HKR_MUST_CHECK enum hkr_status hk_transform_merge_rows(struct hk_env *env,
                                                       struct hk_fieldspecs *specs,
                                                       const struct hk_fieldspecs *more);

/* fields.c: one row applied to one resource, when the row is for its kind. A field is made
 * only when the row says so and @create_kind is not negative. */
HKR_MUST_CHECK enum hkr_status hk_transform_apply_row(struct hk_env *env,
                                                      const struct hk_fieldspec *spec,
                                                      struct hk_resource *res, int create_kind,
                                                      hk_fieldpath_fn apply, void *user);
/* The fault that a node is not of kind @want ("a map"). */
enum hkr_status hk_transform_wrong_kind(struct hk_env *env, const struct hk_node *node,
                                        const char *want);

/* A value that goes to many places. One node is shared by all places without a style of their
 * own, and a place that holds it already is left alone. */
struct hk_transform_value {
    struct hk_slice text;
    enum hk_tag tag;
    struct hk_place at;
    bool unset_only;       /* only where nothing stands */
    struct hk_node *plain; /* the shared node; made at first use */
};
/* hk_fieldpath_fn that writes struct hk_transform_value *user over the scalar at the slot. */
HKR_MUST_CHECK enum hkr_status hk_transform_set_value(struct hk_env *env, void *user,
                                                      struct hk_node **slot);

#endif
