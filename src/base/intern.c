/* SPDX-License-Identifier: Apache-2.0 */
#include "intern.h"

#include "index.h"

struct hk_intern {
    struct hk_arena *arena;  /* the texts */
    struct hk_arena *tables; /* what follows; goes when it is outgrown */
    struct hk_slice *texts;  /* by symbol */
    uint32_t n;
    uint32_t cap;
    uint32_t *slots;  /* symbol + 1, 0 = free; open addressing, at most half full */
    uint32_t *hashes; /* by symbol */
    uint32_t mask;
};

static const struct hk_slice well_known[] = {
    HK_S_INIT(""),
#define HK_SYM(name, text) HK_S_INIT(text),
#include "syms.def"
#undef HK_SYM
};

static_assert(HK_COUNT(well_known) == HK_SYM_COUNT_, "a symbol has no text");

static uint32_t
hash_of(struct hk_slice text)
{
    return (uint32_t)hk_hash_bytes(text);
}

static void
place(struct hk_intern *intern, hk_sym sym)
{
    uint32_t at = intern->hashes[sym] & intern->mask;
    while (intern->slots[at])
        at = (at + 1) & intern->mask;
    intern->slots[at] = sym + 1;
}

/* Room for twice as many symbols. Takes effect only when all memory is there. */
static void
grow(struct hk_intern *intern)
{
    uint32_t cap = intern->cap ? intern->cap * 2 : 1024;
    if (cap > UINT32_MAX / 4)
        hk_heap_throw(hk_arena_heap(intern->arena), HKR_E_LIMIT);
    struct hk_arena *old = intern->tables;
    struct hk_arena *tables = hk_arena_within(intern->arena);
    struct hk_slice *texts = hk_arena_regrow(tables, intern->texts, intern->n, cap, sizeof *texts);
    uint32_t *hashes = hk_arena_regrow(tables, intern->hashes, intern->n, cap, sizeof *hashes);
    uint32_t *slots = HK_NEW_ARRAY(tables, (size_t)cap * 2, uint32_t);
    intern->texts = texts;
    intern->hashes = hashes;
    intern->slots = slots;
    intern->cap = cap;
    intern->mask = cap * 2 - 1;
    for (hk_sym sym = 0; sym < intern->n; sym++)
        place(intern, sym);
    intern->tables = tables;
    if (old)
        hk_arena_release(intern->arena, old);
}

static hk_sym
add(struct hk_intern *intern, struct hk_slice text, uint32_t hash)
{
    if (intern->n == intern->cap)
        grow(intern);
    hk_sym sym = intern->n;
    intern->texts[sym] = text;
    intern->hashes[sym] = hash;
    intern->n++;
    place(intern, sym);
    return sym;
}

struct hk_intern *
hk_intern_new(struct hk_arena *arena)
{
    struct hk_intern *intern = HK_NEW(arena, struct hk_intern);
    intern->arena = arena;
    for (size_t i = 0; i < HK_COUNT(well_known); i++)
        (void)add(intern, well_known[i], hash_of(well_known[i]));
    return intern;
}

struct hk_intern *
hk_intern_clone(struct hk_arena *arena, const struct hk_intern *from)
{
    struct hk_intern *intern = HK_NEW(arena, struct hk_intern);
    struct hk_arena *tables = hk_arena_within(arena);
    size_t n_slots = (size_t)from->mask + 1;
    *intern = *from;
    intern->arena = arena;
    intern->tables = tables;
    intern->texts = hk_arena_regrow(tables, from->texts, from->n, from->cap, sizeof *from->texts);
    intern->hashes =
        hk_arena_regrow(tables, from->hashes, from->n, from->cap, sizeof *from->hashes);
    intern->slots = hk_arena_regrow(tables, from->slots, n_slots, n_slots, sizeof *from->slots);
    return intern;
}

static hk_sym
find(const struct hk_intern *intern, struct hk_slice text, uint32_t hash)
{
    for (uint32_t at = hash & intern->mask; intern->slots[at]; at = (at + 1) & intern->mask) {
        hk_sym sym = intern->slots[at] - 1;
        if (intern->hashes[sym] == hash && hk_slice_eq(intern->texts[sym], text))
            return sym;
    }
    return HK_SYM_NONE;
}

hk_sym
hk_intern_sym(struct hk_intern *intern, struct hk_slice text)
{
    uint32_t hash = hash_of(text);
    hk_sym sym = find(intern, text, hash);
    return sym != HK_SYM_NONE ? sym : add(intern, hk_arena_slice(intern->arena, text), hash);
}

hk_sym
hk_intern_find(const struct hk_intern *intern, struct hk_slice text)
{
    return find(intern, text, hash_of(text));
}

struct hk_slice
hk_intern_text(const struct hk_intern *intern, hk_sym sym)
{
    return intern->texts[sym];
}
