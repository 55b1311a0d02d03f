/* SPDX-License-Identifier: Apache-2.0 */
/* src/yaml/write.h -- trees to bytes: the form that kustomize's output has.
 *
 * Block style, keys in natural order, go-yaml v2's choice of quotes, folding at column 80, Go's
 * number texts (reference: output rules). The faults that kustomize finds only here are found
 * here too, at the place of the node: duplicate keys, keys that are no strings, not-a-number.
 * Knows no Kubernetes. Layer: yaml. */
#ifndef HK_YAML_WRITE_H
#define HK_YAML_WRITE_H

#include "../base/buf.h"
#include "node.h"

/* Appends the YAML document of @root to @buf, ending in one newline as kustomize's does. On
 * failure a diagnostic is reported, and what was appended is to be thrown away. */
HKR_MUST_CHECK enum hkr_status hk_write_yaml(struct hk_env *env, const struct hk_node *root,
                                             struct hk_buf *buf);

/* Appends compact JSON as Go's encoding/json writes it: keys sorted bytewise at every level,
 * HTML characters escaped, no newline at the end. For hashes and messages. */
HKR_MUST_CHECK enum hkr_status hk_write_json(struct hk_env *env, const struct hk_node *root,
                                             struct hk_buf *buf);
/* Appends @text as a JSON string of that form, quotes included. */
void hk_write_json_string(struct hk_buf *buf, struct hk_slice text);

#endif
