/* SPDX-License-Identifier: Apache-2.0 */
#include "source.h"

#include "vec.h"

struct source {
    struct hk_slice name;
    struct hk_slice text;
    uint32_t *lines; /* offsets at which the lines begin; made when first asked for */
    uint32_t n_lines;
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
    struct source source = {
        .name = hk_arena_slice(sources->arena, name), .text = text, .hidden = secret};
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

static void
find_lines(struct hk_arena *arena, struct source *source)
{
    uint32_t n = 1;
    for (size_t i = 0; i < source->text.len; i++)
        n += source->text.ptr[i] == '\n';
    source->lines = HK_NEW_ARRAY(arena, n, uint32_t);
    source->n_lines = 1;
    for (size_t i = 0; i < source->text.len; i++)
        if (source->text.ptr[i] == '\n')
            source->lines[source->n_lines++] = (uint32_t)(i + 1);
}

/* The 0-based line of @source that holds byte @offset. */
static uint32_t
line_of(const struct hk_sources *sources, hk_file_id file, size_t offset)
{
    struct source *source = &sources->files.items[file];
    if (!source->lines)
        find_lines(sources->arena, source);
    uint32_t low = 0;
    uint32_t high = source->n_lines;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (source->lines[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

struct hk_position
hk_sources_position(const struct hk_sources *sources, struct hk_place place)
{
    if (!place.file)
        return (struct hk_position){0, 0};
    struct hk_slice text = hk_sources_text(sources, place.file);
    size_t offset = place.offset < text.len ? place.offset : text.len;
    uint32_t line = line_of(sources, place.file, offset);
    struct hk_position at = {line + 1, 1};
    for (size_t i = sources->files.items[place.file].lines[line]; i < offset; i++)
        at.column += ((unsigned char)text.ptr[i] & 0xC0u) != 0x80u;
    return at;
}

struct hk_slice
hk_sources_line(const struct hk_sources *sources, struct hk_place place)
{
    struct hk_slice text = hk_sources_text(sources, place.file);
    size_t offset = place.offset < text.len ? place.offset : text.len;
    uint32_t line = line_of(sources, place.file, offset);
    size_t start = sources->files.items[place.file].lines[line];
    size_t end = offset;
    while (end < text.len && text.ptr[end] != '\n' && text.ptr[end] != '\r')
        end++;
    return (struct hk_slice){text.ptr + start, end - start};
}
