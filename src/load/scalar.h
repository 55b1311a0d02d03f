/* SPDX-License-Identifier: Apache-2.0 */
/* src/load/scalar.h -- which JSON value a scalar of a kustomization file is.
 *
 * kustomize turns these files from YAML 1.1 into JSON before it decodes them; these functions
 * answer what would come out. Layer: load. */
#ifndef HK_LOAD_SCALAR_H
#define HK_LOAD_SCALAR_H

#include "../yaml/resolve.h"

/* STR, INT, FLOAT, BOOL, NULL or BINARY. For INT and FLOAT, *ret_number (may be NULL) receives
 * the value. */
enum hk_tag hk_scalar_type(const struct hk_node *node, struct hk_number *ret_number);
/* Truth of a scalar of type BOOL. */
bool hk_scalar_is_true(const struct hk_node *node);
/* Whether the JSON text of @number is a whole number of 64 bits: 3.0 is one, since it is written
 * as 3; 1e21 is not. */
bool hk_scalar_int64(const struct hk_number *number, int64_t *ret_value);
/* The text that kustomize makes of a number or boolean where its strict reader wants text. */
struct hk_slice hk_scalar_as_text(struct hk_env *env, const struct hk_node *node);
/* What a scalar of type BINARY stands for. False when it is not the base64 of UTF-8 text. */
bool hk_scalar_binary(struct hk_env *env, const struct hk_node *node, struct hk_slice *ret_text);
/* The JSON text of a map key ("n" is "false"). False when the key is null or otherwise has none. */
bool hk_scalar_key(struct hk_env *env, const struct hk_pair *pair, struct hk_slice *ret_key);

#endif
