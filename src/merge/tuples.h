/* SPDX-License-Identifier: Apache-2.0 */
/* src/merge/tuples.h -- the values of the merge keys of list items, in the order of the result.
 *
 * With several keys, tuples that leave one out are completed from others, as kustomize does it: in
 * place, pair by pair, but here, for two keys, without looking at all pairs. Scratch memory only.
 * Layer: merge. */
#ifndef HK_MERGE_TUPLES_H
#define HK_MERGE_TUPLES_H

#include "elements.h"

struct tuple {
    hk_sym value[HK_LIST_KEYS]; /* empty: the item does not have it */
};

struct tuples {
    struct hk_arena *scratch;
    struct hk_index *seen; /* while they are collected */
    HK_VEC(struct tuple) all;
};

/* Adds the tuples of @list that are not there yet. @expected: how many there may be in all. */
void hk_tuples_collect(struct tuples *tuples, const struct elements *list, uint32_t expected);
/* Completes tuples of several keys. False: that takes too long. */
bool hk_tuples_unify(struct tuples *tuples, uint8_t n_keys);
/* The mask of keys for which any tuple has a value; of all of @n_keys when none has. */
uint8_t hk_tuples_valid(const struct tuples *tuples, uint8_t n_keys);

#endif
