/* SPDX-License-Identifier: Apache-2.0 */
/* src/patch/jsonpatch.h -- JSON patches (RFC 6902) as kustomize's library carries them out.
 *
 * A patch is checked for its outer shape when it is parsed; what is wrong with an operation comes
 * up only when it is applied, because kustomize never looks at the operations of a patch that
 * meets no object. Differences from the RFC are listed in jsonpatch.c. Layer: patch. */
#ifndef HK_PATCH_JSONPATCH_H
#define HK_PATCH_JSONPATCH_H

#include "jsonform.h"

struct hk_jsonpatch; /* lives in env->arena */

/* @list is what the patch's text was read as: by hk_json_read(), or by the YAML reader. */
HKR_MUST_CHECK enum hkr_status hk_jsonpatch_parse(struct hk_env *env, struct hk_node *list,
                                                  const struct hk_jsonpatch **ret_patch);
uint32_t hk_jsonpatch_count(const struct hk_jsonpatch *patch);
/* Whether an operation looks at or into metadata.annotations, or at metadata as a whole. */
bool hk_jsonpatch_touches_annotations(const struct hk_jsonpatch *patch);

/* *ret_root is what @root becomes, in the form of jsonform.h. */
HKR_MUST_CHECK enum hkr_status hk_jsonpatch_apply(struct hk_env *env,
                                                  const struct hk_jsonpatch *patch,
                                                  struct hk_node *root, struct hk_node **ret_root);

#endif
