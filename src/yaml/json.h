/* SPDX-License-Identifier: Apache-2.0 */
/* src/yaml/json.h -- trees through JSON, where kustomize takes that way.
 *
 * Some steps of kustomize turn an object into JSON text and read it back: quotes of scalars
 * become double quotes, numbers may change. These functions give the tree that comes back,
 * without writing the text. Places are kept. Layer: yaml. */
#ifndef HK_YAML_JSON_H
#define HK_YAML_JSON_H

#include "node.h"

/* What json.Marshal of the decoded tree, parsed again as YAML, would give. Faults as at output:
 * duplicate keys, keys that are no strings, not-a-number. */
HKR_MUST_CHECK enum hkr_status hk_json_roundtrip(struct hk_env *env, const struct hk_node *root,
                                                 struct hk_node **ret_root);

#endif
