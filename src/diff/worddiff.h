/* SPDX-License-Identifier: Apache-2.0 */
/* src/diff/worddiff.h -- which words of a line changed, for marks within it.
 *
 * Words are runs of letters and digits, runs of blanks, and every other character. Layer: diff. */
#ifndef HK_DIFF_WORDDIFF_H
#define HK_DIFF_WORDDIFF_H

#include "linediff.h"

struct hk_mark_range { /* bytes of a line */
    uint32_t start, end;
};

struct hk_marks { /* in order, never touching */
    const struct hk_mark_range *items;
    uint32_t n;
};

/* The parts that differ between two forms of one line. False, and no marks, when the lines have
 * so little in common that marks would not help, or are too long. */
bool hk_worddiff(struct hk_arena *arena, struct hk_arena *scratch, struct hk_slice a,
                 struct hk_slice b, struct hk_marks *ret_a, struct hk_marks *ret_b);

#endif
