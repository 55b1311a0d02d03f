/* SPDX-License-Identifier: Apache-2.0 */
/* src/patch/labelsel.h -- Kubernetes' label selectors: "app in (a,b), tier!=db, !legacy".
 *
 * The grammar and its oddities are those of the Kubernetes library that kustomize carries.
 * Parsing reports nothing, because kustomize finds a bad selector only when an object gets as
 * far as being asked; the caller reports the fault then. Layer: patch. */
#ifndef HK_PATCH_LABELSEL_H
#define HK_PATCH_LABELSEL_H

#include "../base/env.h"

struct hk_labelsel_fault {
    const char *message; /* NULL: none */
    size_t offset;       /* bytes into the text */
};

struct hk_labelsel; /* lives in env->arena */

/* @text is not copied. On a fault the result must not be used for matching. */
const struct hk_labelsel *hk_labelsel_parse(struct hk_env *env, struct hk_slice text,
                                            struct hk_labelsel_fault *ret_fault);

/* Tells whether there is a label @key and, if so, what it says. */
typedef bool (*hk_labelsel_get_fn)(const void *labels, hk_sym key, struct hk_slice *ret_value);

bool hk_labelsel_matches(const struct hk_labelsel *selector, hk_labelsel_get_fn get,
                         const void *labels);

#endif
