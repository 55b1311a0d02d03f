/* SPDX-License-Identifier: Apache-2.0 */
/* src/diff/linediff.h -- where two sequences of texts differ: the lines of two files,
 * the words of two lines.
 *
 * Myers' shortest edit script, found from both ends in linear space; a bound on the cost makes
 * the answer for very different inputs good instead of shortest, so the time stays
 * linear in the input. Knows nothing of YAML but that indentation tells where something begins.
 * Results live in @arena; @scratch must be another one, and is rewound. Layer: diff. */
#ifndef HK_DIFF_LINEDIFF_H
#define HK_DIFF_LINEDIFF_H

#include "../base/arena.h"

/* Texts a, a+1, ... (n_a of them) became b, b+1, ... (n_b). One of the counts may be 0. */
struct hk_hunk {
    uint32_t a, n_a;
    uint32_t b, n_b;
};

struct hk_hunks { /* in order, never touching; between them both sequences are the same */
    const struct hk_hunk *items;
    uint32_t n;
};

struct hk_texts {
    const struct hk_slice *items;
    uint32_t n;
};

/* The lines of @text without their line feeds. A line feed at the end begins no further line. */
struct hk_texts hk_lines(struct hk_arena *arena, struct hk_slice text);

/* Where @a and @b differ. What can be seen as inserted in several places is told at the one that
 * is indented least. */
struct hk_hunks hk_linediff(struct hk_arena *arena, struct hk_arena *scratch, struct hk_texts a,
                            struct hk_texts b);

/* One row of two texts side by side. */
struct hk_row {
    enum hk_row_kind { HK_ROW_SAME, HK_ROW_CHANGED, HK_ROW_REMOVED, HK_ROW_ADDED } kind;
    uint32_t a, b; /* lines; a means nothing in an added row, b nothing in a removed one */
};

struct hk_rows {
    const struct hk_row *items;
    uint32_t n;
};

/* All lines of @a and @b as rows. Within a hunk, lines with the same key before the colon stand
 * side by side. */
struct hk_rows hk_side_by_side(struct hk_arena *arena, struct hk_arena *scratch, struct hk_texts a,
                               struct hk_texts b, struct hk_hunks hunks);

#endif
