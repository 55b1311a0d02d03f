/* SPDX-License-Identifier: Apache-2.0 */
/* Conversions of a text by its lines, so that comments go where their lines go. */
#include "fix_parts.h"
#include "splice.h"

#include <strings.h>

#define NONE UINT32_MAX

static const struct hk_slice no_text = {NULL, 0};

/* A text that is being changed. */
struct lines {
    struct hk_textedit edit;
    const struct hk_spot *root;
};

/* False when the text is not a block of fields. */
static bool
open_lines(const struct hk_fix *fix, struct hk_slice text, struct lines *ret_lines)
{
    struct hk_env *env = fix->env;
    struct hk_spot *root = NULL;
    uint32_t n = env->diags->list.n;
    *ret_lines = (struct lines){.edit = {.env = env, .file = fix->source.file, .text = text}};
    if (hk_positions_read(env, fix->source.file, text, &root) != HKR_OK)
        hk_diag_rewind(env->diags, n);
    ret_lines->root = root;
    return root && root->form == HK_FORM_MAP && !root->flow && !root->odd && root->n > 0;
}

static struct hk_slice
finish(struct lines *lines)
{
    struct hk_slice text;
    struct hk_env *env = lines->edit.env;
    uint32_t n = env->diags->list.n;
    if (hk_splice_apply(&lines->edit, &text) == HKR_OK)
        return text;
    hk_diag_rewind(env->diags, n);
    return no_text;
}

static bool
is_key(const struct lines *lines, const struct hk_spot *spot, const char *name)
{
    size_t len = spot->end - spot->start;
    bool quoted = spot->style == HK_SINGLE || spot->style == HK_DOUBLE;
    const char *text = lines->edit.text.ptr + spot->start + quoted;
    len -= quoted ? 2 : 0;
    return len == strlen(name) && strncasecmp(text, name, len) == 0;
}

/* The number of the last pair of map @map called @name, but for the pair @but. */
static uint32_t
find_pair(const struct lines *lines, const struct hk_spot *map, const char *name, uint32_t but)
{
    for (uint32_t i = map->n / 2; i-- > 0;)
        if (i != but && is_key(lines, map->items[2 * i], name))
            return i;
    return NONE;
}

static struct hk_slice
spaces(struct hk_env *env, uint32_t n)
{
    return hk_arena_printf(env->arena, "%*s", (int)n, "");
}

/* Indents the lines from the one at @line to the one before @end by @more. */
static void
indent(struct lines *lines, uint32_t line, uint32_t end, uint32_t more)
{
    struct hk_slice text = lines->edit.text;
    for (; more && line < end && line < text.len; line = hk_splice_next_line(text, line))
        if (!hk_splice_is_blank(text, line))
            hk_splice_add(&lines->edit, line, line, spaces(lines->edit.env, more));
}

/* In which column the dashes of lists stand in this file. */
static uint32_t
dash_column(const struct lines *lines)
{
    for (uint32_t i = 0; i < lines->root->n / 2; i++) {
        const struct hk_spot *value = lines->root->items[2 * i + 1];
        if (value->form == HK_FORM_SEQ && !value->flow && value->n)
            return hk_splice_column(lines->edit.text, value->items[0]->mark);
    }
    return 0;
}

/* ---- In place ---------------------------------------------------------------------------- */

/* "commonLabels:" becomes the head of an entry of `labels`; the rest of its line (an anchor, a
 * comment, a map in braces) stays behind `pairs:`. */
static void
wrap_labels(struct lines *lines, const struct hk_spot *key, const struct hk_spot *value)
{
    struct hk_env *env = lines->edit.env;
    struct hk_slice text = lines->edit.text;
    uint32_t dash = dash_column(lines);
    struct hk_slice head =
        hk_arena_printf(env->arena, "labels:\n%*s- includeSelectors: true\n%*spairs:", (int)dash,
                        "", (int)dash + 2, "");
    uint32_t column = value->n ? hk_splice_column(text, value->items[0]->outset) : 0;
    uint32_t wanted = dash + 4;
    uint32_t more = value->flow ? wanted : column < wanted - 1 ? wanted - column : 0;
    hk_splice_add(&lines->edit, key->start, value->mark + 1, head);
    indent(lines, hk_splice_next_line(text, value->mark), value->end, more);
}

/* Makes `path: x` or `patch: x` of item @item. */
static bool
wrap_patch(struct lines *lines, const struct hk_spot *item, bool flow, bool is_path)
{
    struct hk_slice text = lines->edit.text;
    if (item->form != HK_FORM_SCALAR || item->absent || item->outset < item->mark)
        return false;
    hk_splice_add(&lines->edit, item->outset, item->outset,
                  flow ? (is_path ? HK_S("{path: ") : HK_S("{patch: "))
                       : (is_path ? HK_S("path: ") : HK_S("patch: ")));
    if (flow)
        hk_splice_add(&lines->edit, item->end, item->end, HK_S("}"));
    else
        indent(lines, hk_splice_next_line(text, item->outset), item->end,
               item->outset - item->mark);
    return true;
}

static bool
convert(struct lines *lines, uint32_t i, const char *to, enum hk_fix_form form, const bool *is_path)
{
    const struct hk_spot *key = lines->root->items[2 * i];
    const struct hk_spot *value = lines->root->items[2 * i + 1];
    if (key->form != HK_FORM_SCALAR || value->form == HK_FORM_ALIAS)
        return false;
    if (form == HK_FIX_LABELS) {
        if (value->form != HK_FORM_MAP)
            return false;
        wrap_labels(lines, key, value);
        return true;
    }
    hk_splice_add(&lines->edit, key->start, key->end, hk_slice_cstr(to));
    if (form == HK_FIX_AS_IS)
        return true;
    for (uint32_t at = 0; at < value->n; at++)
        if (!wrap_patch(lines, value->items[at], value->flow, is_path[at]))
            return false;
    return value->form == HK_FORM_SEQ;
}

struct hk_slice
hk_fixlines_rename(struct hk_fix *fix, const char *from, const char *to, enum hk_fix_form form,
                   const bool *is_path)
{
    struct lines lines;
    if (!open_lines(fix, fix->source.text, &lines))
        return no_text;
    uint32_t i = find_pair(&lines, lines.root, from, NONE);
    return i != NONE && convert(&lines, i, to, form, is_path) ? finish(&lines) : no_text;
}

struct hk_slice
hk_fixlines_bracket(struct hk_fix *fix, const char *list, const char *from, const char *to)
{
    struct lines lines;
    if (!open_lines(fix, fix->source.text, &lines))
        return no_text;
    uint32_t i = find_pair(&lines, lines.root, list, NONE);
    const struct hk_spot *value = i == NONE ? NULL : lines.root->items[2 * i + 1];
    for (uint32_t at = 0; value && value->form == HK_FORM_SEQ && at < value->n; at++) {
        const struct hk_spot *entry = value->items[at];
        uint32_t pair = entry->form == HK_FORM_MAP ? find_pair(&lines, entry, from, NONE) : NONE;
        if (pair == NONE)
            continue;
        const struct hk_spot *key = entry->items[2 * pair], *text = entry->items[2 * pair + 1];
        if (text->form != HK_FORM_SCALAR || text->absent)
            return no_text;
        hk_splice_add(&lines.edit, key->start, key->end, hk_slice_cstr(to));
        hk_splice_add(&lines.edit, text->outset, text->outset, HK_S("["));
        hk_splice_add(&lines.edit, text->end, text->end, HK_S("]"));
    }
    return lines.edit.splices.n ? finish(&lines) : no_text;
}

/* ---- Comments above --------------------------------------------------------------------- */

/* Where the comment lines right above the line at @line begin. One on the first line of the file
 * belongs to the file. */
static uint32_t
comments_above(struct hk_slice text, uint32_t line)
{
    uint32_t from = line, column;
    while (from > 0 && text.ptr[from - 1] == '\n') {
        uint32_t above = hk_splice_line_start(text, from - 1);
        if (!hk_splice_is_comment(text, above, &column))
            return from;
        from = above;
    }
    return line;
}

struct hk_slice
hk_fixlines_head(struct hk_fix *fix, struct hk_slice head, const char *behind)
{
    struct lines lines;
    if (!open_lines(fix, fix->source.text, &lines))
        return no_text;
    uint32_t lead = lines.root->items[0]->outset;
    if (!hk_splice_leads(lines.edit.text, lead))
        return no_text;
    uint32_t at = comments_above(lines.edit.text, hk_splice_line_start(lines.edit.text, lead));
    if (is_key(&lines, lines.root->items[0], behind))
        at = hk_splice_next_line(lines.edit.text, lines.root->items[1]->end);
    hk_splice_add(&lines.edit, at, at, head);
    return finish(&lines);
}

/* ---- To another list -------------------------------------------------------------------- */

/* Appends the line at @line, its own indentation changed by @shift columns, without its end. */
static void
put_line(struct hk_buf *out, struct hk_slice text, uint32_t line, int64_t shift)
{
    uint32_t end = hk_splice_line_end(text, line), at = line;
    while (at < end && text.ptr[at] == ' ')
        at++;
    while (end > at && strchr(" \r", text.ptr[end - 1]) && hk_splice_is_blank(text, line))
        end--;
    end -= end > at && text.ptr[end - 1] == '\r';
    int64_t column = (int64_t)(at - line) + shift;
    if (at < end)
        hk_buf_fill(out, ' ', column > 0 ? (size_t)column : 0);
    hk_buf_append(out, hk_slice(text.ptr + at, end - at));
    hk_buf_byte(out, '\n');
}

/* The lines of a field: those of the comments above it and behind its key, then those of its
 * items, all at column @column. */
static void
put_items(struct hk_buf *out, struct hk_slice text, const struct hk_spot *key,
          const struct hk_spot *value, uint32_t column)
{
    uint32_t key_line = hk_splice_line_start(text, key->outset);
    uint32_t body = hk_splice_next_line(text, value->mark);
    uint32_t end = hk_splice_next_line(text, value->end);
    int64_t own = hk_splice_column(text, value->items[0]->mark);
    for (uint32_t line = comments_above(text, key_line); line < key_line;
         line = hk_splice_next_line(text, line))
        put_line(out, text, line, (int64_t)column);
    size_t hash = hk_slice_find(hk_slice(text.ptr + value->mark, body - value->mark), '#');
    if (hash != SIZE_MAX) {
        hk_buf_fill(out, ' ', column);
        put_line(out, text, value->mark + (uint32_t)hash, 0);
    }
    for (uint32_t line = body; line < end; line = hk_splice_next_line(text, line))
        put_line(out, text, line, (int64_t)column - own);
}

static bool
is_plain_list(const struct lines *lines, uint32_t i)
{
    const struct hk_spot *value = lines->root->items[2 * i + 1];
    return value->form == HK_FORM_SEQ && !value->flow && value->n &&
           value->outset == value->start &&
           hk_splice_leads(lines->edit.text, lines->root->items[2 * i]->outset) &&
           hk_splice_leads(lines->edit.text, value->items[0]->mark) &&
           hk_splice_ends(lines->edit.text, value->end);
}

static void
remove_field(struct lines *lines, uint32_t i)
{
    struct hk_slice text = lines->edit.text;
    uint32_t line = hk_splice_line_start(text, lines->root->items[2 * i]->outset);
    uint32_t start = comments_above(text, line);
    uint32_t end = hk_splice_next_line(text, lines->root->items[2 * i + 1]->end);
    bool gap = start == 0 || hk_splice_is_blank(text, hk_splice_line_start(text, start - 1));
    if (gap && end < text.len && hk_splice_is_blank(text, end))
        end = hk_splice_next_line(text, end);
    else if (gap && end == text.len && start > 0)
        start = hk_splice_line_start(text, start - 1);
    hk_splice_add(&lines->edit, start, end, no_text);
}

/* Moves the items of field @i to the end, or the front, of list @to. */
static struct hk_slice
move_items(struct lines *lines, uint32_t i, const char *to, bool front)
{
    struct hk_slice text = lines->edit.text;
    uint32_t target = find_pair(lines, lines->root, to, i);
    if (target == NONE || !is_plain_list(lines, i) || !is_plain_list(lines, target))
        return no_text;
    const struct hk_spot *list = lines->root->items[2 * target + 1];
    struct hk_newtext *out = hk_splice_newtext(&lines->edit);
    uint32_t first = hk_splice_line_start(text, list->items[0]->mark);
    uint32_t at = front ? comments_above(text, first) : hk_splice_next_line(text, list->end);
    bool unended = at == text.len && text.ptr[at - 1] != '\n';
    if (unended)
        hk_buf_byte(&out->buf, '\n');
    put_items(&out->buf, text, lines->root->items[2 * i], lines->root->items[2 * i + 1],
              hk_splice_column(text, list->items[0]->mark));
    struct hk_slice moved = hk_splice_text(out);
    hk_splice_add(&lines->edit, at, at, hk_slice_head(moved, moved.len - unended));
    remove_field(lines, i);
    return finish(lines);
}

struct hk_slice
hk_fixlines_move(struct hk_fix *fix, const char *from, const char *to, enum hk_fix_form form,
                 const bool *is_path, bool front)
{
    struct lines lines;
    if (!open_lines(fix, fix->source.text, &lines))
        return no_text;
    uint32_t i = find_pair(&lines, lines.root, from, NONE);
    if (i == NONE || !convert(&lines, i, to, form, is_path))
        return no_text;
    struct hk_slice converted = finish(&lines);
    if (!converted.len || !open_lines(fix, converted, &lines))
        return no_text;
    return move_items(&lines, i, to, front); /* conversions keep the order of fields */
}
