/* SPDX-License-Identifier: Apache-2.0 */
/* src/transform/image_name.h -- what one entry of `images` makes of an image text.
 *
 * The name of an entry is a regular expression in kustomize, unescaped; nearly all are plain
 * names with dots, for which no expression is compiled. Layer: transform. */
#ifndef HK_TRANSFORM_IMAGE_NAME_H
#define HK_TRANSFORM_IMAGE_NAME_H

#include "../load/kustomization.h"
#include "../patch/selector.h"

struct hk_image_rule {
    const struct hk_image_spec *spec;
    bool was_used;                /* some image matched */
    bool is_plain;                /* the name stands for itself, dots for any character */
    const struct hk_regex *regex; /* else: compiled for the first image that it meets */
};

struct hk_image_rule hk_image_rule_make(const struct hk_image_spec *spec);
/* Faults in the expression are reported at the name; without any image nobody notices. */
HKR_MUST_CHECK enum hkr_status hk_image_rule_matches(struct hk_env *env, struct hk_image_rule *rule,
                                                     struct hk_slice image, bool *ret_matches);
/* @image without tag and digest. */
struct hk_slice hk_image_name(struct hk_slice image);
/* The new text for an @image that matches; may be equal to it. */
struct hk_slice hk_image_rule_rewrite(struct hk_env *env, const struct hk_image_rule *rule,
                                      struct hk_slice image);

#endif
