/* SPDX-License-Identifier: Apache-2.0 */
/* src/yaml/structured.h -- YAML or JSON that stands in a scalar: the configuration in a ConfigMap.
 *
 * Reads such a text as a tree and writes the tree back as text, in the way of kustomize's
 * replacements: JSON stays JSON, with sorted keys, and pretty when it was; everything else becomes
 * go-yaml v3's YAML. Faults are told, not reported: the text may be a secret. Layer: yaml. */
#ifndef HK_YAML_STRUCTURED_H
#define HK_YAML_STRUCTURED_H

#include "node.h"

/* False: not YAML. *ret_root is NULL when there is nothing in it. */
bool hk_structured_read(struct hk_env *env, const struct hk_node *scalar,
                        struct hk_node **ret_root);

enum hk_structured_result {
    HK_STRUCTURED_OK,
    HK_STRUCTURED_NO_JSON, /* the tree cannot be written as JSON */
    HK_STRUCTURED_LOSSY    /* the old text has comments, anchors, tags or folded text, which our
                              trees do not keep and kustomize does */
};

/* The text for @root, which was changed, in the form of the text @old that it was read from. */
enum hk_structured_result hk_structured_write(struct hk_env *env, const struct hk_node *root,
                                              struct hk_slice old, struct hk_slice *ret_text);

#endif
