/* SPDX-License-Identifier: Apache-2.0 */
/* src/diff/items.h -- which item of a list is which of the other list.
 *
 * By the merge keys of the schema; else by name, key or id, where each item of both lists has one
 * of its own; else equal items are the same one, and what stands between two of them is paired by
 * position. Costs n log n. Layer: diff. */
#ifndef HK_DIFF_ITEMS_H
#define HK_DIFF_ITEMS_H

#include "../merge/schema.h"
#include "canon.h"

#define HK_NO_ITEM UINT32_MAX

struct hk_item_pair {
    uint32_t before; /* index, or HK_NO_ITEM: added */
    uint32_t after;  /* index, or HK_NO_ITEM: removed */
    bool moved;      /* it stands elsewhere among those that stayed */
};

struct hk_items {
    const struct hk_item_pair *pairs; /* in the order of the lists */
    uint32_t n;
    struct hk_list_rule rule; /* by which keys; n_keys 0: by position */
};

/* Lives in the arena of canon->env. Both are lists. */
void hk_items_match(const struct hk_canon *canon, struct hk_spot before, struct hk_spot after,
                    const struct hk_list_rule *rule, struct hk_items *ret_items);

#endif
