/* SPDX-License-Identifier: Apache-2.0 */
#include "source.h"

#include "vec.h"

#include <string.h>

enum { MARK_EVERY = 512 }; /* bytes */

/* A line: its 0-based number, the offset at which it begins, and how many characters of it come
 * before the byte that it was looked up for. */
struct mark {
    uint32_t line;
    uint32_t start;
    uint32_t column;
};

struct source {
    struct hk_slice name;
    struct hk_slice text;
    struct mark *marks; /* the line that holds every so many-th byte; made when first asked for */
    bool hidden;
};

struct hk_sources {
    struct hk_arena *arena;
    HK_VEC(struct source) files; /* by file id; 0 is "no file" */
};

struct hk_sources *
hk_sources_new(struct hk_arena *arena)
{
    struct hk_sources *sources = HK_NEW(arena, struct hk_sources);
    sources->arena = arena;
    hk_vec_push(arena, &sources->files, ((struct source){.name = {"", 0}, .text = {"", 0}}));
    return sources;
}

struct hk_sources *
hk_sources_clone(struct hk_arena *arena, const struct hk_sources *from)
{
    struct hk_sources *sources = HK_NEW(arena, struct hk_sources);
    uint32_t n = from->files.n;
    sources->arena = arena;
    sources->files.items =
        hk_arena_regrow(arena, from->files.items, n, n, sizeof *from->files.items);
    sources->files.n = n;
    sources->files.cap = n;
    return sources;
}

hk_file_id
hk_sources_add(struct hk_sources *sources, struct hk_slice name, struct hk_slice text, bool secret)
{
    struct source source = {
        .name = hk_arena_slice(sources->arena, name), .text = text, .hidden = secret};
    hk_vec_push(sources->arena, &sources->files, source);
    return sources->files.n - 1;
}

struct hk_sources_loan {
    struct hk_sources *sources;
    hk_file_id from;
    hk_file_id to; /* UINT32_MAX while it lasts */
};

static void
forget(void *resource)
{
    struct hk_sources_loan *loan = resource;
    for (hk_file_id i = loan->from; i < loan->to && i < loan->sources->files.n; i++)
        loan->sources->files.items[i].text = (struct hk_slice){"", 0};
}

struct hk_sources_loan *
hk_sources_lend(struct hk_sources *sources, struct hk_arena *arena)
{
    struct hk_sources_loan *loan = HK_NEW(arena, struct hk_sources_loan);
    *loan = (struct hk_sources_loan){sources, sources->files.n, UINT32_MAX};
    hk_arena_defer(arena, forget, loan);
    return loan;
}

void
hk_sources_lent(struct hk_sources_loan *loan, bool secret)
{
    loan->to = loan->sources->files.n;
    for (hk_file_id i = loan->from; secret && i < loan->to; i++)
        hk_sources_hide(loan->sources, i);
}

size_t
hk_sources_size(const struct hk_sources *sources)
{
    size_t size = 0;
    for (uint32_t i = 0; i < sources->files.n; i++)
        size += sources->files.items[i].text.len;
    return size;
}

void
hk_sources_hide(struct hk_sources *sources, hk_file_id file)
{
    sources->files.items[file].hidden = true;
}

bool
hk_sources_hidden(const struct hk_sources *sources, hk_file_id file)
{
    return sources->files.items[file].hidden;
}

struct hk_slice
hk_sources_name(const struct hk_sources *sources, hk_file_id file)
{
    return sources->files.items[file].name;
}

struct hk_slice
hk_sources_text(const struct hk_sources *sources, hk_file_id file)
{
    return sources->files.items[file].text;
}

bool
hk_sources_has_lines(const struct hk_sources *sources, hk_file_id file)
{
    return file && hk_sources_text(sources, file).ptr;
}

/* The line after @line, when that ends before byte @end of @text. */
static bool
next_line(struct hk_slice text, size_t from, size_t end, struct mark *line)
{
    const char *stop = from < end ? memchr(text.ptr + from, '\n', end - from) : NULL;
    if (stop)
        *line = (struct mark){line->line + 1, (uint32_t)(stop + 1 - text.ptr), 0};
    return stop != NULL;
}

/* Characters that begin in @text[@from .. @to). */
static uint32_t
count(struct hk_slice text, size_t from, size_t to)
{
    uint32_t n = 0;
    for (size_t i = from; i < to; i++)
        n += ((unsigned char)text.ptr[i] & 0xC0u) != 0x80u;
    return n;
}

static void
find_marks(struct hk_arena *arena, struct source *source)
{
    struct hk_slice text = source->text;
    size_t n = text.len / MARK_EVERY + 1;
    source->marks = HK_NEW_ARRAY(arena, n, struct mark);
    for (size_t i = 1; i < n; i++) {
        struct mark mark = source->marks[i - 1];
        size_t before = (i - 1) * MARK_EVERY, at = i * MARK_EVERY;
        for (size_t from = before; next_line(text, from, at, &mark);)
            before = from = mark.start;
        mark.column += count(text, before, at);
        source->marks[i] = mark;
    }
}

/* The line that holds byte @offset of a file. */
static struct mark
line_of(const struct hk_sources *sources, hk_file_id file, size_t offset)
{
    struct source *source = &sources->files.items[file];
    if (!source->marks)
        find_marks(sources->arena, source);
    struct mark line = source->marks[offset / MARK_EVERY];
    size_t from = offset - offset % MARK_EVERY;
    while (next_line(source->text, from, offset, &line))
        from = line.start;
    line.column += count(source->text, from, offset);
    return line;
}

uint32_t
hk_sources_line_number(const struct hk_sources *sources, struct hk_place place)
{
    size_t len = hk_sources_text(sources, place.file).len;
    if (!hk_sources_has_lines(sources, place.file))
        return 0;
    return line_of(sources, place.file, place.offset < len ? place.offset : len).line + 1;
}

struct hk_position
hk_sources_position(const struct hk_sources *sources, struct hk_place place)
{
    if (!hk_sources_has_lines(sources, place.file))
        return (struct hk_position){0, 0};
    struct hk_slice text = hk_sources_text(sources, place.file);
    size_t offset = place.offset < text.len ? place.offset : text.len;
    struct mark line = line_of(sources, place.file, offset);
    return (struct hk_position){line.line + 1, line.column + 1};
}

struct hk_slice
hk_sources_line(const struct hk_sources *sources, struct hk_place place)
{
    struct hk_slice text = hk_sources_text(sources, place.file);
    size_t offset = place.offset < text.len ? place.offset : text.len;
    size_t start = line_of(sources, place.file, offset).start;
    size_t end = offset;
    while (end < text.len && text.ptr[end] != '\n' && text.ptr[end] != '\r')
        end++;
    return (struct hk_slice){text.ptr + start, end - start};
}
