/* SPDX-License-Identifier: Apache-2.0 */
#include "worddiff.h"

#include "../base/vec.h"

#define LONGEST 4096 /* bytes of a line that is still looked into */

enum word_class { BLANK, WORD, OTHER };

static enum word_class
class_of(unsigned char c)
{
    if (c == ' ')
        return BLANK;
    bool word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                c == '_' || c >= 0x80;
    return word ? WORD : OTHER;
}

static struct hk_texts
words_of(struct hk_arena *arena, struct hk_slice line)
{
    HK_VEC(struct hk_slice) words = {0};
    while (line.len) {
        enum word_class class = class_of((unsigned char)line.ptr[0]);
        size_t n = 1;
        while (class != OTHER && n < line.len && class_of((unsigned char)line.ptr[n]) == class)
            n++;
        hk_vec_push(arena, &words, hk_slice_head(line, n));
        line = hk_slice_from(line, n);
    }
    return (struct hk_texts){words.items, words.n};
}

/* Bytes that are no blanks. */
static size_t
weight(struct hk_texts words, uint32_t from, uint32_t n)
{
    size_t sum = 0;
    for (uint32_t i = from; i < from + n; i++)
        if (words.items[i].ptr[0] != ' ')
            sum += words.items[i].len;
    return sum;
}

static uint32_t
offset_of(struct hk_slice line, struct hk_texts words, uint32_t i)
{
    return (uint32_t)(i < words.n ? (size_t)(words.items[i].ptr - line.ptr) : line.len);
}

struct marking {
    struct hk_arena *arena;
    HK_VEC(struct hk_mark_range) ranges;
};

/* Marks that are but one character apart read better as one: 1.[25].[3] is 1.[25.3]. */
static void
add_mark(struct marking *marking, uint32_t start, uint32_t end)
{
    uint32_t n = marking->ranges.n;
    if (start == end)
        return;
    if (n && start - marking->ranges.items[n - 1].end <= 1) {
        marking->ranges.items[n - 1].end = end;
        return;
    }
    struct hk_mark_range range = {start, end};
    hk_vec_push(marking->arena, &marking->ranges, range);
}

bool
hk_worddiff(struct hk_arena *arena, struct hk_arena *scratch, struct hk_slice a, struct hk_slice b,
            struct hk_marks *ret_a, struct hk_marks *ret_b)
{
    *ret_a = *ret_b = (struct hk_marks){0};
    if (a.len > LONGEST || b.len > LONGEST)
        return false;
    struct hk_texts words_a = words_of(arena, a), words_b = words_of(arena, b);
    struct hk_hunks hunks = hk_linediff(arena, scratch, words_a, words_b);
    size_t whole = weight(words_a, 0, words_a.n) + weight(words_b, 0, words_b.n), differs = 0;
    struct marking marks_a = {.arena = arena}, marks_b = {.arena = arena};
    for (uint32_t i = 0; i < hunks.n; i++) {
        const struct hk_hunk *hunk = &hunks.items[i];
        differs += weight(words_a, hunk->a, hunk->n_a) + weight(words_b, hunk->b, hunk->n_b);
        add_mark(&marks_a, offset_of(a, words_a, hunk->a),
                 offset_of(a, words_a, hunk->a + hunk->n_a));
        add_mark(&marks_b, offset_of(b, words_b, hunk->b),
                 offset_of(b, words_b, hunk->b + hunk->n_b));
    }
    if (differs * 10 > whole * 9)
        return false;
    *ret_a = (struct hk_marks){marks_a.ranges.items, marks_a.ranges.n};
    *ret_b = (struct hk_marks){marks_b.ranges.items, marks_b.ranges.n};
    return true;
}
