/* SPDX-License-Identifier: Apache-2.0 */
/* src/base/index.h -- a multimap from 64-bit hashes to numbers.
 *
 *     for (uint32_t i = hk_index_first(ix, hash); i != HK_INDEX_END; i = hk_index_next(ix, i))
 *         consider(objects[hk_index_value(ix, i)]);
 *
 * Values of one hash come back in the order in which they were added. The caller compares
 * what the hash stands for; entries are never removed (build a new index). Layer: base. */
#ifndef HK_BASE_INDEX_H
#define HK_BASE_INDEX_H

#include "arena.h"

#define HK_INDEX_END UINT32_MAX

struct hk_index;

/* @expected: how many entries will probably come; 0 when unknown. */
struct hk_index *hk_index_new(struct hk_arena *arena, size_t expected);
/* A copy of @from that grows on its own, in @arena. */
struct hk_index *hk_index_clone(struct hk_arena *arena, const struct hk_index *from);
/* Forgets all entries and keeps the room that they had. */
void hk_index_clear(struct hk_index *index);
void hk_index_add(struct hk_index *index, uint64_t hash, uint32_t value);
/* The first entry of @hash, or HK_INDEX_END. */
uint32_t hk_index_first(const struct hk_index *index, uint64_t hash);
/* The entry after @entry with the same hash, or HK_INDEX_END. */
uint32_t hk_index_next(const struct hk_index *index, uint32_t entry);
uint32_t hk_index_value(const struct hk_index *index, uint32_t entry);

/* Folds @more into @hash; for keys of several parts. Start from any constant. */
static inline uint64_t
hk_hash_mix(uint64_t hash, uint64_t more)
{
    hash ^= more + 0x9e3779b97f4a7c15u + (hash << 6) + (hash >> 2);
    hash *= 0xff51afd7ed558ccdu;
    return hash ^ (hash >> 32);
}

/* XXH3 of the bytes. */
uint64_t hk_hash_bytes(struct hk_slice text);

#endif
