/* SPDX-License-Identifier: Apache-2.0 */
#include "index.h"

#include "vec.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

struct entry {
    uint32_t hash; /* folded; what is compared in the end is the caller's business */
    uint32_t value;
    uint32_t next; /* entry of the same hash, or HK_INDEX_END */
    uint32_t last; /* of the first entry of a hash: the last one */
};

struct hk_index {
    struct hk_arena *arena;
    HK_VEC(struct entry) entries;
    uint32_t *heads; /* entry + 1 of the first of a hash, 0 = free; open addressing */
    size_t mask;
    size_t n_hashes;
};

static uint32_t
fold(uint64_t hash)
{
    return (uint32_t)(hash ^ (hash >> 32));
}

/* The slot of @hash, or the free slot where it belongs. */
static size_t
slot_of(const struct hk_index *index, uint32_t hash)
{
    size_t at = hash & index->mask;
    while (index->heads[at] && index->entries.items[index->heads[at] - 1].hash != hash)
        at = (at + 1) & index->mask;
    return at;
}

static void
resize(struct hk_index *index, size_t n_slots)
{
    uint32_t *old_heads = index->heads;
    size_t n_old = old_heads ? index->mask + 1 : 0;
    uint32_t *heads = HK_NEW_ARRAY(index->arena, n_slots, uint32_t);
    index->heads = heads;
    index->mask = n_slots - 1;
    for (size_t i = 0; i < n_old; i++)
        if (old_heads[i])
            heads[slot_of(index, index->entries.items[old_heads[i] - 1].hash)] = old_heads[i];
}

struct hk_index *
hk_index_new(struct hk_arena *arena, size_t expected)
{
    struct hk_index *index = HK_NEW(arena, struct hk_index);
    index->arena = arena;
    size_t n_slots = 16;
    while (n_slots < expected * 2 && n_slots < ((size_t)1 << 30))
        n_slots *= 2;
    resize(index, n_slots);
    if (expected)
        hk_vec_reserve(arena, &index->entries, expected);
    return index;
}

struct hk_index *
hk_index_clone(struct hk_arena *arena, const struct hk_index *from)
{
    struct hk_index *index = HK_NEW(arena, struct hk_index);
    size_t n_slots = from->mask + 1;
    uint32_t n = from->entries.n;
    *index = *from;
    index->arena = arena;
    index->heads = hk_arena_regrow(arena, from->heads, n_slots, n_slots, sizeof *index->heads);
    index->entries.items =
        hk_arena_regrow(arena, from->entries.items, n, n, sizeof *index->entries.items);
    index->entries.cap = n;
    return index;
}

void
hk_index_clear(struct hk_index *index)
{
    memset(index->heads, 0, (index->mask + 1) * sizeof *index->heads);
    index->entries.n = 0;
    index->n_hashes = 0;
}

void
hk_index_add(struct hk_index *index, uint64_t hash, uint32_t value)
{
    if ((index->n_hashes + 1) * 2 > index->mask)
        resize(index, (index->mask + 1) * 2);
    uint32_t self = index->entries.n;
    hk_vec_push(index->arena, &index->entries,
                ((struct entry){fold(hash), value, HK_INDEX_END, self}));
    struct entry *entries = index->entries.items;
    size_t at = slot_of(index, fold(hash));
    if (index->heads[at]) {
        struct entry *first = &entries[index->heads[at] - 1];
        entries[first->last].next = self;
        first->last = self;
    } else {
        index->heads[at] = self + 1;
        index->n_hashes++;
    }
}

uint32_t
hk_index_first(const struct hk_index *index, uint64_t hash)
{
    uint32_t head = index->heads[slot_of(index, fold(hash))];
    return head ? head - 1 : HK_INDEX_END;
}

uint32_t
hk_index_next(const struct hk_index *index, uint32_t entry)
{
    return index->entries.items[entry].next;
}

uint32_t
hk_index_value(const struct hk_index *index, uint32_t entry)
{
    return index->entries.items[entry].value;
}

uint64_t
hk_hash_bytes(struct hk_slice text)
{
    return XXH3_64bits(text.len ? text.ptr : "", text.len);
}
