/* SPDX-License-Identifier: Apache-2.0 */
/* src/merge/strict.h -- what a strategic merge does that people do not expect, for whoever asks.
 *
 * Strict checks of one merge, called where it happens. None changes anything, and each costs one
 * test when it is off. Layer: merge. */
#ifndef HK_MERGE_STRICT_H
#define HK_MERGE_STRICT_H

#include "walk.h"

/* List @patch takes the place of list @dest, for want of merge keys. */
void hk_merge_strict_replaced(const struct merge *m, const struct hk_node *dest,
                              const struct hk_node *patch, hk_schema type);
/* List @patch is merged into @dest by @rule. */
void hk_merge_strict_list(const struct merge *m, const struct hk_list_rule *rule,
                          const struct hk_node *dest, const struct hk_node *patch);
/* @value becomes a string since what stood there, @old, is quoted. */
void hk_merge_strict_quoted(const struct merge *m, const struct hk_node *old,
                            const struct hk_node *value);

#endif
