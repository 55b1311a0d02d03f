/* SPDX-License-Identifier: Apache-2.0 */
#include "index.h"

#include "vec.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

struct entry {
    uint64_t hash;
    uint32_t value;
    uint32_t next; /* entry of the same hash, or HK_INDEX_END */
};

struct hk_index {
    struct hk_arena *arena;
    HK_VEC(struct entry) entries;
    uint32_t *heads; /* entry + 1 of the first of a hash, 0 = free; open addressing */
    uint32_t *tails; /* entry + 1 of the last, same slot */
    size_t mask;
    size_t n_hashes;
};

/* The slot of @hash, or the free slot where it belongs. */
static size_t
slot_of(const struct hk_index *index, uint64_t hash)
{
    size_t at = (size_t)(hash ^ (hash >> 29)) & index->mask;
    while (index->heads[at] && index->entries.items[index->heads[at] - 1].hash != hash)
        at = (at + 1) & index->mask;
    return at;
}

static void
resize(struct hk_index *index, size_t n_slots)
{
    uint32_t *old_heads = index->heads;
    uint32_t *old_tails = index->tails;
    size_t n_old = old_heads ? index->mask + 1 : 0;
    uint32_t *heads = HK_NEW_ARRAY(index->arena, n_slots, uint32_t);
    uint32_t *tails = HK_NEW_ARRAY(index->arena, n_slots, uint32_t);
    index->heads = heads;
    index->tails = tails;
    index->mask = n_slots - 1;
    for (size_t i = 0; i < n_old; i++) {
        if (!old_heads[i])
            continue;
        size_t at = slot_of(index, index->entries.items[old_heads[i] - 1].hash);
        heads[at] = old_heads[i];
        tails[at] = old_tails[i];
    }
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
    hk_vec_push(index->arena, &index->entries, ((struct entry){hash, value, HK_INDEX_END}));
    uint32_t self = index->entries.n;
    size_t at = slot_of(index, hash);
    if (index->heads[at]) {
        index->entries.items[index->tails[at] - 1].next = self - 1;
    } else {
        index->heads[at] = self;
        index->n_hashes++;
    }
    index->tails[at] = self;
}

uint32_t
hk_index_first(const struct hk_index *index, uint64_t hash)
{
    uint32_t head = index->heads[slot_of(index, hash)];
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
