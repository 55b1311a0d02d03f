/* SPDX-License-Identifier: Apache-2.0 */
#include "../base/vec.h"
#include "linediff.h"

struct rows {
    struct hk_arena *arena;
    HK_VEC(struct hk_row) list;
};

static void
add_row(struct rows *rows, enum hk_row_kind kind, uint32_t a, uint32_t b)
{
    struct hk_row row = {kind, a, b};
    hk_vec_push(rows->arena, &rows->list, row);
}

/* What a line is about: all of it up to the colon. */
static struct hk_slice
key_of(struct hk_slice line)
{
    return hk_slice_head(line, hk_slice_find(line, ':'));
}

static struct hk_texts
keys_of(struct hk_arena *arena, struct hk_texts lines, uint32_t from, uint32_t n)
{
    struct hk_slice *keys = HK_NEW_ARRAY(arena, n, struct hk_slice);
    for (uint32_t i = 0; i < n; i++)
        keys[i] = key_of(lines.items[from + i]);
    return (struct hk_texts){keys, n};
}

/* Lines without a partner of the same key: side by side as they come. */
static void
add_strangers(struct rows *rows, const struct hk_hunk *hunk)
{
    uint32_t both = hunk->n_a < hunk->n_b ? hunk->n_a : hunk->n_b;
    for (uint32_t i = 0; i < both; i++)
        add_row(rows, HK_ROW_CHANGED, hunk->a + i, hunk->b + i);
    for (uint32_t i = both; i < hunk->n_a; i++)
        add_row(rows, HK_ROW_REMOVED, hunk->a + i, 0);
    for (uint32_t i = both; i < hunk->n_b; i++)
        add_row(rows, HK_ROW_ADDED, 0, hunk->b + i);
}

static void
add_hunk(struct rows *rows, struct hk_arena *scratch, struct hk_texts a, struct hk_texts b,
         const struct hk_hunk *hunk)
{
    if (!hunk->n_a || !hunk->n_b) {
        add_strangers(rows, hunk);
        return;
    }
    struct hk_texts keys_a = keys_of(rows->arena, a, hunk->a, hunk->n_a);
    struct hk_texts keys_b = keys_of(rows->arena, b, hunk->b, hunk->n_b);
    struct hk_hunks odd = hk_linediff(rows->arena, scratch, keys_a, keys_b);
    uint32_t i = 0, j = 0;
    for (uint32_t h = 0; h <= odd.n; h++) {
        struct hk_hunk end = {hunk->n_a, 0, hunk->n_b, 0};
        struct hk_hunk part = h < odd.n ? odd.items[h] : end;
        for (; i < part.a; i++, j++)
            add_row(rows, HK_ROW_CHANGED, hunk->a + i, hunk->b + j);
        i = part.a + part.n_a;
        j = part.b + part.n_b;
        part.a += hunk->a;
        part.b += hunk->b;
        add_strangers(rows, &part);
    }
}

struct hk_rows
hk_side_by_side(struct hk_arena *arena, struct hk_arena *scratch, struct hk_texts a,
                struct hk_texts b, struct hk_hunks hunks)
{
    struct rows rows = {.arena = arena};
    uint32_t i = 0, j = 0;
    for (uint32_t h = 0; h < hunks.n; h++) {
        const struct hk_hunk *hunk = &hunks.items[h];
        for (; i < hunk->a; i++, j++)
            add_row(&rows, HK_ROW_SAME, i, j);
        add_hunk(&rows, scratch, a, b, hunk);
        i = hunk->a + hunk->n_a;
        j = hunk->b + hunk->n_b;
    }
    for (; i < a.n; i++, j++)
        add_row(&rows, HK_ROW_SAME, i, j);
    return (struct hk_rows){rows.list.items, rows.list.n};
}
