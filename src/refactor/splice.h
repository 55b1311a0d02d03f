/* SPDX-License-Identifier: Apache-2.0 */
/* src/refactor/splice.h -- the parts of a text edit, for the files of textedit.h.
 *
 * A collection is looked at as its entries, those of the text in their order and those that are
 * new; block and flow forms differ in how entries come and go. What is to change is gathered as
 * splices and applied in one pass. Layer: refactor. */
#ifndef HK_REFACTOR_SPLICE_H
#define HK_REFACTOR_SPLICE_H

#include "newtext.h"
#include "positions.h"

#include "../base/vec.h"

struct hk_splice { /* bytes start to end become text */
    uint32_t start;
    uint32_t end;
    uint32_t order; /* of equal starts, the lower one comes first */
    struct hk_slice text;
};

struct hk_textedit {
    struct hk_env *env;
    hk_file_id file;
    struct hk_slice text;
    struct hk_habits habits;
    bool no_blocks; /* see struct hk_newtext */
    HK_VEC(struct hk_splice) splices;
};

/* A pair or an item that the text has. */
struct hk_entry {
    const struct hk_spot *key; /* NULL in a list */
    struct hk_spot *value;
    uint32_t lead;        /* its first byte; in a block list that of the dash */
    struct hk_node *old;  /* NULL: a merge key, never touched */
    struct hk_node *next; /* what its value is to be; NULL: removed */
};

/* A pair or an item that is new. */
struct hk_addition {
    uint32_t before;            /* the entry that it goes before; n: behind all */
    const struct hk_pair *pair; /* NULL in a list */
    const struct hk_node *node;
    enum hk_style wish;
};

struct hk_entries {
    const struct hk_spot *spot; /* of the collection */
    struct hk_entry *items;
    uint32_t n;
    uint32_t column; /* of the entries of a block */
    bool is_root;
    HK_VEC(struct hk_addition) additions; /* in their order */
};

/* Gathers a splice; @text is not copied. */
void hk_splice_add(struct hk_textedit *edit, uint32_t start, uint32_t end, struct hk_slice text);
/* The text with all splices applied, its line ends like those around them. HKR_E_INPUT, reported,
 * when two of them touch the same bytes. */
HKR_MUST_CHECK enum hkr_status hk_splice_apply(struct hk_textedit *edit, struct hk_slice *ret_text);

/* Reports that what stands at @at is not edited. */
enum hkr_status hk_splice_refuse(struct hk_textedit *edit, uint32_t at);

/* A buffer for new text that ends with the arena; what it holds when it is done. */
struct hk_newtext *hk_splice_newtext(struct hk_textedit *edit);
struct hk_slice hk_splice_text(const struct hk_newtext *out);

/* Lines. */
uint32_t hk_splice_line_start(struct hk_slice text, uint32_t at);
uint32_t hk_splice_line_end(struct hk_slice text, uint32_t at);  /* of its '\n', or the length */
uint32_t hk_splice_next_line(struct hk_slice text, uint32_t at); /* where that begins */
uint32_t hk_splice_column(struct hk_slice text, uint32_t at);
/* Whether nothing but spaces stands before @at on its line. */
bool hk_splice_leads(struct hk_slice text, uint32_t at);
/* Whether nothing but spaces and a comment stands behind @at on its line. */
bool hk_splice_ends(struct hk_slice text, uint32_t at);
/* Whether the line that begins at @line is empty; whether it is a comment, and in which column. */
bool hk_splice_is_blank(struct hk_slice text, uint32_t line);
bool hk_splice_is_comment(struct hk_slice text, uint32_t line, uint32_t *ret_column);
/* Whether the lines from @line on begin with one that a block of text before them would swallow: an
 * indented comment, or one of spaces. */
bool hk_splice_swallows(struct hk_slice text, uint32_t line);

/* Entries that go and come. */
HKR_MUST_CHECK enum hkr_status hk_splice_block(struct hk_textedit *edit,
                                               const struct hk_entries *entries);
HKR_MUST_CHECK enum hkr_status hk_splice_flow(struct hk_textedit *edit,
                                              const struct hk_entries *entries);

#endif
