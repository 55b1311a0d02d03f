/* SPDX-License-Identifier: Apache-2.0 */
/* src/patch/jsonform.h -- the values of a JSON patch, in the form that they have in an object.
 *
 * Around a JSON patch kustomize turns the object into JSON and back: hk_json_rebuild() gives that
 * form. Here is the same for what the patch brings along, which is typed as YAML 1.1 when the
 * patch is not JSON text itself. So all nodes of object and patch compare as they stand. What is
 * in that form already is shared, not copied. Layer: patch. */
#ifndef HK_PATCH_JSONFORM_H
#define HK_PATCH_JSONFORM_H

#include "../yaml/edit.h"
#include "../yaml/resolve.h"

/* The later of equal keys counts, and keys become text. */
HKR_MUST_CHECK enum hkr_status hk_json_form(struct hk_env *env, struct hk_node *node,
                                            struct hk_node **ret_node);

/* One scalar of that form. The text of a string is not copied. */
struct hk_node *hk_json_string(struct hk_env *env, struct hk_slice text, struct hk_place at);
struct hk_node *hk_json_number(struct hk_env *env, struct hk_number number, struct hk_place at);
/* true, false or null. */
struct hk_node *hk_json_word(struct hk_env *env, enum hk_tag tag, bool truth, struct hk_place at);
/* A pair whose key is quoted when it needs to be. */
struct hk_pair hk_json_pair(struct hk_env *env, hk_sym key, struct hk_place key_at,
                            struct hk_node *value);

/* Makes @node everybody's: nobody may change it in place any more, so it may hang in many trees. */
void hk_json_share(struct hk_node *node);

/* Whether two trees of that form say the same; the order of keys does not matter. */
bool hk_json_equal(const struct hk_node *a, const struct hk_node *b);

#endif
