/* SPDX-License-Identifier: Apache-2.0 */
/* src/yaml/reread.h -- what is left of a string that stood in JSON and was read as YAML.
 *
 * kustomize hands JSON to YAML readers. Most characters come through; U+0085 is a line break to
 * them and gets folded, and some characters that JSON may hold are refused. Layer: yaml. */
#ifndef HK_YAML_REREAD_H
#define HK_YAML_REREAD_H

#include "node.h"

enum hk_reread_use {
    HK_REREAD_TEXT,
    HK_REREAD_BINARY, /* out of !!binary: bytes that are no UTF-8 become U+FFFD */
    HK_REREAD_KEY     /* must stay on one line and be short */
};

/* Replaces *@text by what is read, made in env->scratch where it changed; *ret_shape is its shape
 * (scalar_style.h). Faults are reported at @at. */
HKR_MUST_CHECK enum hkr_status hk_reread(struct hk_env *env, struct hk_place at,
                                         enum hk_reread_use use, struct hk_slice *text,
                                         uint32_t *ret_shape);

/* @text with U+FFFD for each byte that is no UTF-8, made in env->scratch. */
struct hk_slice hk_reread_replace_invalid(struct hk_env *env, struct hk_slice text);

#endif
