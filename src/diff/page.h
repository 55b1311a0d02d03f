/* SPDX-License-Identifier: Apache-2.0 */
/* src/diff/page.h -- the page of a report, as the build made it of src/diff/html: texts, each with
 * what is to be put after it. Layer: diff. */
#ifndef HK_DIFF_PAGE_H
#define HK_DIFF_PAGE_H

#include <stddef.h>

enum hk_page_slot {
    HK_SLOT_END, /* after the last text */
    HK_SLOT_TITLE,
    HK_SLOT_LEAD,
    HK_SLOT_TILES,
    HK_SLOT_DANGERS,
    HK_SLOT_IMAGES,
    HK_SLOT_TREE,
    HK_SLOT_ROOTS,
    HK_SLOT_SAME,
    HK_SLOT_COUNT_
};

struct hk_page_part {
    const char *text;
    size_t len;
    enum hk_page_slot slot;
};

extern const struct hk_page_part hk_page_parts[];
extern const size_t hk_n_page_parts;

#endif
