/* SPDX-License-Identifier: Apache-2.0 */
#include "linediff.h"

#include "../base/index.h"
#include "../base/vec.h"

#define COST_LIMIT 512 /* edits from either end before a split is guessed */

/* A part of both sequences that is still to be compared: [a0, a1) with [b0, b1). */
struct box {
    uint32_t a0, a1;
    uint32_t b0, b1;
};

struct side {
    const uint32_t *ids;   /* of the texts that occur on both sides */
    const uint32_t *where; /* which texts these are */
    uint32_t n;
    bool *changed; /* of every text */
};

struct differ {
    struct hk_arena *arena;
    struct side a, b;
    int64_t *forward, *backward; /* furthest reach on each diagonal, by HALF + diagonal */
    HK_VEC(struct box) todo;
};

enum { HALF = COST_LIMIT + 2, REACHES = 2 * HALF + 1 };

struct hk_texts
hk_lines(struct hk_arena *arena, struct hk_slice text)
{
    HK_VEC(struct hk_slice) lines = {0};
    while (text.len) {
        size_t end = hk_slice_find(text, '\n');
        hk_vec_push(arena, &lines, hk_slice_head(text, end));
        text = end == SIZE_MAX ? (struct hk_slice){0} : hk_slice_from(text, end + 1);
    }
    return (struct hk_texts){lines.items, lines.n};
}

/* Texts that are equal have the same number. */
struct numbering {
    struct hk_arena *arena;
    struct hk_index *index;
    HK_VEC(struct hk_slice) texts;
    HK_VEC(uint8_t) seen; /* bit 0: in a, bit 1: in b */
};

static uint32_t
number_of(struct numbering *numbers, struct hk_slice text, uint8_t bit)
{
    uint64_t hash = hk_hash_bytes(text);
    struct hk_index *index = numbers->index;
    for (uint32_t i = hk_index_first(index, hash); i != HK_INDEX_END; i = hk_index_next(index, i)) {
        uint32_t id = hk_index_value(index, i);
        if (hk_slice_eq(numbers->texts.items[id], text)) {
            numbers->seen.items[id] |= bit;
            return id;
        }
    }
    hk_index_add(index, hash, numbers->texts.n);
    hk_vec_push(numbers->arena, &numbers->texts, text);
    hk_vec_push(numbers->arena, &numbers->seen, bit);
    return numbers->texts.n - 1;
}

static uint32_t *
number_all(struct numbering *numbers, struct hk_texts texts, uint8_t bit)
{
    uint32_t *ids = HK_NEW_ARRAY(numbers->arena, texts.n, uint32_t);
    for (uint32_t i = 0; i < texts.n; i++)
        ids[i] = number_of(numbers, texts.items[i], bit);
    return ids;
}

/* Leaves out what occurs on one side only: it cannot be part of what is common. */
static struct side
side_of(struct numbering *numbers, uint32_t *ids, uint32_t n)
{
    struct side side = {.ids = ids, .changed = HK_NEW_ARRAY(numbers->arena, n, bool)};
    uint32_t *where = HK_NEW_ARRAY(numbers->arena, n, uint32_t);
    for (uint32_t i = 0; i < n; i++) {
        if (numbers->seen.items[ids[i]] != 3) {
            side.changed[i] = true;
            continue;
        }
        ids[side.n] = ids[i];
        where[side.n++] = i;
    }
    side.where = where;
    return side;
}

static void
mark_changed(const struct side *side, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        side->changed[side->where[i]] = true;
}

/* Where a box is cut in two: what is before (x, y) and what is after (u, v); between them lies a
 * run that is common. */
struct cut {
    int64_t x, y, u, v;
};

/* The search from one end of a box. */
struct search {
    const uint32_t *a, *b; /* of the box */
    int64_t n, m;
    int64_t *own, *other;
    bool back; /* from the end: positions count from there */
};

static bool
same_at(const struct search *s, int64_t x, int64_t y)
{
    return s->back ? s->a[s->n - 1 - x] == s->b[s->m - 1 - y] : s->a[x] == s->b[y];
}

/* One round with @cost edits. True when it met the other search; *ret_cut says where. */
static bool
advance(const struct search *s, int64_t cost, struct cut *ret_cut)
{
    int64_t delta = s->n - s->m;
    int64_t last_other = s->back ? cost : cost - 1; /* the cost that the other one is at */
    bool can_meet = ((delta & 1) != 0) == !s->back;
    int64_t low = -(cost - 2 * (cost > s->m ? cost - s->m : 0));
    int64_t high = cost - 2 * (cost > s->n ? cost - s->n : 0);
    for (int64_t k = low; k <= high; k += 2) {
        int64_t *own = s->own + HALF + k;
        int64_t x = k == -cost || (k != cost && own[-1] < own[1]) ? own[1] : own[-1] + 1;
        int64_t start = x;
        while (x < s->n && x - k < s->m && same_at(s, x, x - k))
            x++;
        *own = x;
        int64_t mirrored = delta - k;
        if (!can_meet || mirrored < -last_other || mirrored > last_other ||
            x + s->other[HALF + mirrored] < s->n)
            continue;
        *ret_cut = s->back
                       ? (struct cut){s->n - x, s->m - (x - k), s->n - start, s->m - (start - k)}
                       : (struct cut){start, start - k, x, x - k};
        return true;
    }
    return false;
}

/* The point that a search without end has come furthest to. */
static struct cut
furthest(const struct search *s, int64_t cost)
{
    int64_t best = 0, at_x = s->n / 2, at_y = s->m / 2;
    for (int64_t k = -cost; k <= cost; k += 2) {
        int64_t x = s->own[HALF + k], y = x - k;
        if (x < 0 || y < 0 || x > s->n || y > s->m || x + y <= best || x + y == s->n + s->m)
            continue;
        best = x + y;
        at_x = x;
        at_y = y;
    }
    return (struct cut){at_x, at_y, at_x, at_y};
}

/* Clears the diagonals that a box of @size texts can come to. */
static void
clear(int64_t *reach, int64_t size)
{
    int64_t half = size < COST_LIMIT ? size + 1 : HALF;
    memset(reach + HALF - half, 0, (size_t)(2 * half + 1) * sizeof *reach);
}

/* Cuts a box whose ends differ and which is empty on neither side. */
static struct cut
cut_box(const struct differ *d, struct box box)
{
    struct search ahead = {.a = d->a.ids + box.a0,
                           .b = d->b.ids + box.b0,
                           .n = box.a1 - box.a0,
                           .m = box.b1 - box.b0,
                           .own = d->forward,
                           .other = d->backward};
    struct search back = ahead;
    back.own = d->backward;
    back.other = d->forward;
    back.back = true;
    struct cut cut;
    clear(d->forward, ahead.n + ahead.m);
    clear(d->backward, ahead.n + ahead.m);
    for (int64_t cost = 0; cost <= COST_LIMIT; cost++)
        if (advance(&ahead, cost, &cut) || advance(&back, cost, &cut))
            return cut;
    return furthest(&ahead, COST_LIMIT);
}

static void
compare_box(struct differ *d, struct box box)
{
    const uint32_t *a = d->a.ids, *b = d->b.ids;
    while (box.a0 < box.a1 && box.b0 < box.b1 && a[box.a0] == b[box.b0])
        box.a0++, box.b0++;
    while (box.a0 < box.a1 && box.b0 < box.b1 && a[box.a1 - 1] == b[box.b1 - 1])
        box.a1--, box.b1--;
    if (box.a0 == box.a1 || box.b0 == box.b1) {
        mark_changed(&d->a, box.a0, box.a1);
        mark_changed(&d->b, box.b0, box.b1);
        return;
    }
    struct cut cut = cut_box(d, box);
    struct box rest = {box.a0 + (uint32_t)cut.u, box.a1, box.b0 + (uint32_t)cut.v, box.b1};
    hk_vec_push(d->arena, &d->todo, rest);
    struct box first = {box.a0, box.a0 + (uint32_t)cut.x, box.b0, box.b0 + (uint32_t)cut.y};
    hk_vec_push(d->arena, &d->todo, first);
}

static struct hk_hunks
gather(struct hk_arena *arena, const struct side *a, uint32_t n_a, const struct side *b,
       uint32_t n_b)
{
    HK_VEC(struct hk_hunk) hunks = {0};
    for (uint32_t i = 0, j = 0; i < n_a || j < n_b; i++, j++) {
        struct hk_hunk hunk = {.a = i, .b = j};
        while (i < n_a && a->changed[i])
            i++;
        while (j < n_b && b->changed[j])
            j++;
        hunk.n_a = i - hunk.a;
        hunk.n_b = j - hunk.b;
        if (hunk.n_a || hunk.n_b)
            hk_vec_push(arena, &hunks, hunk);
    }
    return (struct hk_hunks){hunks.items, hunks.n};
}

static size_t
indent_of(struct hk_slice line)
{
    size_t i = 0;
    while (i < line.len && line.ptr[i] == ' ')
        i++;
    return i == line.len ? SIZE_MAX : i;
}

/* A run of @n lines from @at on that was inserted can as well be seen further up or down while the
 * lines that it leaves and takes are equal. Moves it to where its first line is indented least; of
 * several such, to the last. */
static uint32_t
settle(struct hk_texts texts, uint32_t at, uint32_t n, uint32_t floor, uint32_t ceiling)
{
    uint32_t low = at, high = at;
    while (low > floor && hk_slice_eq(texts.items[low - 1], texts.items[low + n - 1]))
        low--;
    while (high + n < ceiling && hk_slice_eq(texts.items[high], texts.items[high + n]))
        high++;
    uint32_t best = high;
    for (uint32_t i = high; i > low; i--)
        if (indent_of(texts.items[i - 1]) < indent_of(texts.items[best]))
            best = i - 1;
    return best;
}

/* Moves each hunk that only inserts or only removes to its best place, not onto its neighbours. */
static void
settle_all(struct hk_texts a, struct hk_texts b, struct hk_hunks hunks, struct hk_hunk *items)
{
    for (uint32_t i = 0; i < hunks.n; i++) {
        struct hk_hunk *hunk = &items[i];
        bool removes = hunk->n_a > 0;
        if (removes && hunk->n_b)
            continue;
        const struct hk_hunk *last = i ? &items[i - 1] : NULL;
        const struct hk_hunk *next = i + 1 < hunks.n ? &items[i + 1] : NULL;
        struct hk_texts texts = removes ? a : b;
        uint32_t at = removes ? hunk->a : hunk->b;
        uint32_t floor = !last ? 0 : removes ? last->a + last->n_a + 1 : last->b + last->n_b + 1;
        uint32_t ceiling = !next ? texts.n : removes ? next->a - 1 : next->b - 1;
        uint32_t to = settle(texts, at, removes ? hunk->n_a : hunk->n_b, floor, ceiling);
        hunk->a += to - at; /* wraps around when it goes up, and so comes out right */
        hunk->b += to - at;
    }
}

struct hk_hunks
hk_linediff(struct hk_arena *arena, struct hk_arena *scratch, struct hk_texts a, struct hk_texts b)
{
    struct hk_mark mark = hk_arena_mark(scratch);
    struct numbering numbers = {.arena = scratch, .index = hk_index_new(scratch, a.n)};
    uint32_t *ids_a = number_all(&numbers, a, 1);
    uint32_t *ids_b = number_all(&numbers, b, 2);
    struct differ d = {.arena = scratch,
                       .a = side_of(&numbers, ids_a, a.n),
                       .b = side_of(&numbers, ids_b, b.n),
                       .forward = HK_NEW_ARRAY(scratch, REACHES, int64_t),
                       .backward = HK_NEW_ARRAY(scratch, REACHES, int64_t)};
    struct box whole = {0, d.a.n, 0, d.b.n};
    hk_vec_push(scratch, &d.todo, whole);
    while (d.todo.n)
        compare_box(&d, d.todo.items[--d.todo.n]);
    struct hk_hunks hunks = gather(arena, &d.a, a.n, &d.b, b.n);
    settle_all(a, b, hunks, (struct hk_hunk *)hunks.items);
    hk_arena_rewind(scratch, mark);
    return hunks;
}
