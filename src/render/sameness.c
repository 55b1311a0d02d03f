/* SPDX-License-Identifier: Apache-2.0 */
#include "sameness.h"

/* The piece of a text between two "---" lines: kustomize counts lines from its beginning. */
struct chunk {
    hk_file_id file;
    struct hk_slice text;
    size_t start;
    uint32_t line;
};

struct comparison {
    struct hk_env *env;
    struct chunk before;
    struct chunk after;
};

static size_t
after_line(struct hk_slice text, size_t at)
{
    size_t end = hk_slice_find(hk_slice_from(text, at), '\n');
    return end == SIZE_MAX ? text.len : at + end + 1;
}

/* Whether a line that separates documents begins at @at. */
static bool
is_separator(struct hk_slice text, size_t at)
{
    return at > 0 && text.ptr[at - 1] == '\n' &&
           hk_slice_starts(hk_slice_from(text, at), HK_S("---"));
}

static struct chunk
chunk_around(struct hk_env *env, hk_file_id file, size_t offset)
{
    struct hk_slice text = hk_sources_text(env->sources, file);
    struct chunk chunk = {.file = file};
    for (size_t at = offset < text.len ? offset : text.len; at > 0 && !chunk.start; at--)
        if (is_separator(text, at))
            chunk.start = after_line(text, at);
    const char *cut =
        offset < text.len ? memmem(text.ptr + offset, text.len - offset, "\n---", 4) : NULL;
    size_t end = cut ? (size_t)(cut - text.ptr) + 1 : text.len;
    chunk.text = hk_slice(text.ptr + chunk.start, end > chunk.start ? end - chunk.start : 0);
    struct hk_place start = {file, (uint32_t)chunk.start, 0};
    chunk.line = chunk.text.len ? hk_sources_position(env->sources, start).line : 1;
    return chunk;
}

/* Where @offset of @file lies in its chunk, which is @chunk most of the time. */
static struct hk_position
position_in(struct hk_env *env, const struct chunk *chunk, hk_file_id file, uint32_t offset)
{
    struct chunk other;
    if (file != chunk->file || offset < chunk->start || offset > chunk->start + chunk->text.len) {
        other = chunk_around(env, file, offset);
        chunk = &other;
    }
    struct hk_position at = hk_sources_position(env->sources, (struct hk_place){file, offset, 0});
    at.line -= chunk->line;
    return at;
}

static bool
is_same_place(struct comparison *it, struct hk_place a, struct hk_place b)
{
    if (!a.file || !b.file)
        return false;
    struct hk_position x = position_in(it->env, &it->before, a.file, a.offset);
    struct hk_position y = position_in(it->env, &it->after, b.file, b.offset);
    return x.line == y.line && x.column == y.column;
}

static bool
is_same_node(struct comparison *it, const struct hk_node *a, const struct hk_node *b)
{
    if (a->kind != b->kind || a->n != b->n || (a->flags ^ b->flags) & HK_NODE_FLOW ||
        !is_same_place(it, hk_node_place(a), hk_node_place(b)))
        return false;
    if (a->kind == HK_SCALAR)
        return hk_slice_eq(hk_node_text(a), hk_node_text(b)) && a->style == b->style &&
               hk_node_type(a) == hk_node_type(b);
    for (uint32_t i = 0; i < a->n; i++) {
        if (a->kind == HK_MAP &&
            (a->pairs[i].key != b->pairs[i].key || a->pairs[i].key_style != b->pairs[i].key_style ||
             !is_same_place(it, hk_pair_place(&a->pairs[i]), hk_pair_place(&b->pairs[i]))))
            return false;
        if (a->kind == HK_MAP ? !is_same_node(it, a->pairs[i].value, b->pairs[i].value)
                              : !is_same_node(it, a->items[i], b->items[i]))
            return false;
    }
    return true;
}

/* Comments belong to the nodes of kustomize: a line of one text that may hold one stands in the
 * other as well. */
static bool
has_lines_of(struct hk_slice text, struct hk_slice other)
{
    while (text.len) {
        size_t end = after_line(text, 0);
        size_t other_end = after_line(other, 0);
        struct hk_slice line = hk_slice_trim(hk_slice_head(text, end));
        if (hk_slice_find(line, '#') != SIZE_MAX &&
            !hk_slice_eq(line, hk_slice_trim(hk_slice_head(other, other_end))))
            return false;
        text = hk_slice_from(text, end);
        other = hk_slice_from(other, other_end);
    }
    return true;
}

bool
hk_same_text(struct hk_env *env, const struct hk_node *before, const struct hk_node *after)
{
    if (!before->file || !after->file)
        return false;
    struct comparison it = {env, chunk_around(env, before->file, before->offset),
                            chunk_around(env, after->file, after->offset)};
    return has_lines_of(it.before.text, it.after.text) &&
           has_lines_of(it.after.text, it.before.text) && is_same_node(&it, before, after);
}
