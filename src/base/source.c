/* SPDX-License-Identifier: Apache-2.0 */
#include "source.h"

#include "vec.h"

struct source {
    struct hk_slice name;
    struct hk_slice text;
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

hk_file_id
hk_sources_add(struct hk_sources *sources, struct hk_slice name, struct hk_slice text, bool secret)
{
    struct source source = {hk_arena_slice(sources->arena, name), text, secret};
    hk_vec_push(sources->arena, &sources->files, source);
    return sources->files.n - 1;
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

/* Offset of the first byte of the line that holds byte @offset of @text. */
static size_t
line_start(struct hk_slice text, size_t offset)
{
    while (offset > 0 && text.ptr[offset - 1] != '\n')
        offset--;
    return offset;
}

struct hk_position
hk_sources_position(const struct hk_sources *sources, struct hk_place place)
{
    if (!place.file)
        return (struct hk_position){0, 0};
    struct hk_slice text = hk_sources_text(sources, place.file);
    size_t offset = place.offset < text.len ? place.offset : text.len;
    struct hk_position at = {1, 1};
    for (size_t i = 0; i < offset; i++)
        at.line += text.ptr[i] == '\n';
    for (size_t i = line_start(text, offset); i < offset; i++)
        at.column += ((unsigned char)text.ptr[i] & 0xC0u) != 0x80u;
    return at;
}

struct hk_slice
hk_sources_line(const struct hk_sources *sources, struct hk_place place)
{
    struct hk_slice text = hk_sources_text(sources, place.file);
    size_t offset = place.offset < text.len ? place.offset : text.len;
    size_t start = line_start(text, offset);
    size_t end = offset;
    while (end < text.len && text.ptr[end] != '\n' && text.ptr[end] != '\r')
        end++;
    return (struct hk_slice){text.ptr + start, end - start};
}
