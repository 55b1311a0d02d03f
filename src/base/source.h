/* SPDX-License-Identifier: Apache-2.0 */
/* src/base/source.h -- the texts that nodes and diagnostics point into.
 *
 * Every text that is parsed is registered once and gets a number; a place is that number and a
 * byte offset. Line and column are worked out only when somebody asks. File 0 stands for "no
 * file": things that the program made itself. Layer: base. */
#ifndef HK_BASE_SOURCE_H
#define HK_BASE_SOURCE_H

#include "arena.h"

typedef uint32_t hk_file_id;

/* A spot in a source text. file 0: nowhere. */
struct hk_place {
    hk_file_id file;
    uint32_t offset; /* bytes */
    uint32_t length; /* bytes; 0: unknown, one caret */
};

#define HK_NOWHERE ((struct hk_place){0, 0, 0})

/* 1-based; columns count characters. line 0: nowhere. */
struct hk_position {
    uint32_t line;
    uint32_t column;
};

struct hk_sources;

struct hk_sources *hk_sources_new(struct hk_arena *arena);
/* A table with the files of @from, that grows on its own, in @arena. It shares names and texts, so
 * @from must outlive it. */
struct hk_sources *hk_sources_clone(struct hk_arena *arena, const struct hk_sources *from);
/* Registers @text under @name (as it is to be shown, copied); @text must outlive the table. A text
 * that points nowhere stands for a file whose content is no text: places in it have no line.
 * @secret: no line of it is ever shown. */
hk_file_id hk_sources_add(struct hk_sources *sources, struct hk_slice name, struct hk_slice text,
                          bool secret);
/* A run of texts that do not outlive an arena. hk_sources_lend() comes before they are registered
 * and hk_sources_lent() after the last; when @arena goes, they are forgotten. */
struct hk_sources_loan;
struct hk_sources_loan *hk_sources_lend(struct hk_sources *sources, struct hk_arena *arena);
/* @secret: no line of them is ever shown. */
void hk_sources_lent(struct hk_sources_loan *loan, bool secret);
/* Bytes of all texts together. */
size_t hk_sources_size(const struct hk_sources *sources);
/* Marks a file so that no line of it is shown. */
void hk_sources_hide(struct hk_sources *sources, hk_file_id file);
bool hk_sources_hidden(const struct hk_sources *sources, hk_file_id file);
struct hk_slice hk_sources_name(const struct hk_sources *sources, hk_file_id file);
struct hk_slice hk_sources_text(const struct hk_sources *sources, hk_file_id file);
/* Whether places in @file have a line. */
bool hk_sources_has_lines(const struct hk_sources *sources, hk_file_id file);
struct hk_position hk_sources_position(const struct hk_sources *sources, struct hk_place place);
/* The line alone, which costs no more in a file of one long line. 0: nowhere. */
uint32_t hk_sources_line_number(const struct hk_sources *sources, struct hk_place place);
/* The whole line that holds @place, without its end. */
struct hk_slice hk_sources_line(const struct hk_sources *sources, struct hk_place place);

#endif
