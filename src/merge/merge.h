/* SPDX-License-Identifier: Apache-2.0 */
/* src/merge/merge.h -- strategic merge of two trees. Pure: nodes in, node out.
 *
 * The model, its list rules and its quirks are those of kustomize's merge2 with the frozen
 * Kubernetes 1.21.2 schema (doc/model.md). Lists are merged by the keys that
 * src/merge/schema.h knows for (apiVersion, kind, field); all others are replaced. Nothing is
 * written: results share nodes with both inputs. Layer: merge. */
#ifndef HK_MERGE_MERGE_H
#define HK_MERGE_MERGE_H

#include "../yaml/edit.h"

/* Merges @patch into @dest (both root maps). *ret_root is what @dest becomes, NULL when the
 * patch deletes it; a patch that replaces the root changes nothing, as in kustomize. @patch may
 * be used for any number of resources; where it is owned, a copy of it goes into the result.
 * Faults (kinds that do not fit, an unknown $patch value) are reported at the place in the
 * patch, with the place in @dest as related; there may be several. *ret_root is written on
 * success only, yet nodes of @dest that the render owns may be half merged then. */
HKR_MUST_CHECK enum hkr_status hk_merge(struct hk_env *env, struct hk_node *dest,
                                        struct hk_node *patch, struct hk_node **ret_root);

/* The same for two trees that are values, no objects: new items of lists come last, a patch may
 * replace the root, and no strict check looks on. */
HKR_MUST_CHECK enum hkr_status hk_merge_values(struct hk_env *env, struct hk_node *dest,
                                               struct hk_node *patch, struct hk_node **ret_root);

#endif
