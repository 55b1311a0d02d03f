/* SPDX-License-Identifier: Apache-2.0 */
/* src/yaml/json.h -- trees through JSON, where kustomize takes that way.
 *
 * Some steps of kustomize turn an object into JSON text and read it back: quotes of scalars
 * change, numbers may change. These functions give the tree that comes back, without writing
 * the text. Places are kept. Faults are those of output: duplicate keys, keys that are no
 * strings, not-a-number. Layer: yaml. */
#ifndef HK_YAML_JSON_H
#define HK_YAML_JSON_H

#include "node.h"

/* What json.Marshal of the decoded tree, parsed again as YAML, would give (items of a List): flow
 * collections, strings in double quotes. */
HKR_MUST_CHECK enum hkr_status hk_json_roundtrip(struct hk_env *env, const struct hk_node *root,
                                                 struct hk_node **ret_root);

/* What an object is after MarshalJSON and UnmarshalJSON (JSON patches): block collections, every
 * number as a float64, strings in the style that go-yaml v3 gives them. */
HKR_MUST_CHECK enum hkr_status hk_json_rebuild(struct hk_env *env, const struct hk_node *root,
                                               struct hk_node **ret_root);

#endif
