/* SPDX-License-Identifier: Apache-2.0 */
/* Entries of block lists and maps: whole lines, with the comments that belong to them. */
#include "splice.h"

/* A comment that is an entry which somebody has switched off: it belongs to nobody. */
static bool
is_disabled_item(struct hk_slice text, uint32_t comment)
{
    uint32_t at = comment;
    while (at < text.len && text.ptr[at] == '#')
        at++;
    while (at < text.len && text.ptr[at] == ' ')
        at++;
    return at + 1 < text.len && text.ptr[at] == '-' && text.ptr[at + 1] == ' ';
}

/* Where the comment lines right above the line at @line begin that belong to what stands there, in
 * column @column. A comment on the first line of the file belongs to the file. */
static uint32_t
comments_above(struct hk_slice text, uint32_t line, uint32_t column)
{
    uint32_t from = line, found = 0;
    while (from > 0 && text.ptr[from - 1] == '\n') {
        uint32_t above = hk_splice_line_start(text, from - 1);
        if (!hk_splice_is_comment(text, above, &found) || found < column ||
            is_disabled_item(text, above + found))
            return from;
        from = above;
    }
    return line;
}

/* The line behind an entry and the comments below it that stand further in than its key. */
static uint32_t
end_of_inner(struct hk_slice text, const struct hk_entry *entry, uint32_t column)
{
    uint32_t line = hk_splice_next_line(text, entry->value->end), found = 0;
    while (entry->key && entry->value->n && !entry->value->flow && line < text.len &&
           hk_splice_is_comment(text, line, &found) && found > column)
        line = hk_splice_next_line(text, line);
    return line;
}

/* What an entry takes along when it goes. */
static void
take_lines(const struct hk_textedit *edit, const struct hk_entries *entries, uint32_t i,
           uint32_t *ret_start, uint32_t *ret_end)
{
    struct hk_slice text = edit->text;
    const struct hk_entry *entry = &entries->items[i];
    uint32_t line = hk_splice_line_start(text, entry->lead);
    uint32_t start = comments_above(text, line, entries->column);
    uint32_t end = end_of_inner(text, entry, entries->column);
    bool first = i == 0 && !entries->is_root;
    bool gap_above =
        first || start == 0 || hk_splice_is_blank(text, hk_splice_line_start(text, start - 1));
    if (gap_above && end < text.len && hk_splice_is_blank(text, end))
        end = hk_splice_next_line(text, end); /* one blank line is enough */
    else if (gap_above && !first && end == text.len && start > 0)
        start = hk_splice_line_start(text, start - 1);
    *ret_start = start;
    *ret_end = end;
}

static enum hkr_status
remove_lines(struct hk_textedit *edit, const struct hk_entries *entries, uint32_t i)
{
    uint32_t start = 0, end = 0;
    if (!hk_splice_ends(edit->text, entries->items[i].value->end))
        return hk_splice_refuse(edit, entries->items[i].lead);
    take_lines(edit, entries, i, &start, &end);
    if (end == edit->text.len && start > 0 && edit->text.ptr[end - 1] != '\n') {
        /* The last line of a file that does not end with a line end. */
        start -= edit->text.ptr[start - 1] == '\n';
        start -= start > 0 && edit->text.ptr[start - 1] == '\r';
    }
    hk_splice_add(edit, start, end, hk_slice(NULL, 0));
    return HKR_OK;
}

/* The first entries of a block that begins behind a dash: "- a: 1". @next is the first that stays.
 */
static enum hkr_status
remove_head(struct hk_textedit *edit, const struct hk_entries *entries, uint32_t next)
{
    struct hk_slice text = edit->text;
    uint32_t start = entries->items[0].lead;
    uint32_t last = entries->items[next - 1].value->end;
    uint32_t stop = entries->items[next].lead;
    uint32_t line = hk_splice_line_start(text, stop);
    if (!hk_splice_ends(text, last) || !hk_splice_leads(text, stop))
        return hk_splice_refuse(edit, start);
    if (hk_splice_next_line(text, last) == line) {
        hk_splice_add(edit, start, stop, hk_slice(NULL, 0));
        return HKR_OK;
    }
    /* Comments stand before the one that stays: it keeps its line, and the dash one of its own. */
    while (start > 0 && text.ptr[start - 1] == ' ')
        start--;
    uint32_t end = hk_splice_line_end(text, last);
    end -= end > 0 && text.ptr[end - 1] == '\r';
    hk_splice_add(edit, start, end, hk_slice(NULL, 0));
    return HKR_OK;
}

static enum hkr_status
remove_entries(struct hk_textedit *edit, const struct hk_entries *entries)
{
    uint32_t i = 0;
    enum hkr_status status = HKR_OK;
    if (entries->n && !hk_splice_leads(edit->text, entries->items[0].lead)) {
        while (i < entries->n && entries->items[i].old && !entries->items[i].next)
            i++;
        if (i == entries->n)
            return hk_splice_refuse(edit, entries->items[0].lead);
        if (i)
            status = remove_head(edit, entries, i);
    }
    for (; status == HKR_OK && i < entries->n; i++)
        if (entries->items[i].old && !entries->items[i].next)
            status = remove_lines(edit, entries, i);
    return status;
}

/* ---- New entries ------------------------------------------------------------------------ */

/* Spaces behind the dashes of a list. */
static uint32_t
gap_of(const struct hk_entries *entries, struct hk_slice text)
{
    for (uint32_t i = entries->n; i-- > 0;) {
        const struct hk_entry *entry = &entries->items[i];
        uint32_t gap = entry->value->outset - entry->lead - 1;
        if (!entry->value->absent && gap < 16 &&
            hk_splice_line_start(text, entry->lead) ==
                hk_splice_line_start(text, entry->value->outset))
            return gap;
    }
    return 1;
}

static void
put_entry(const struct hk_textedit *edit, const struct hk_entries *entries,
          const struct hk_addition *addition, struct hk_newtext *out)
{
    if (addition->pair)
        hk_newtext_pair(out, addition->pair, addition->wish, entries->column);
    else
        hk_newtext_item(out, addition->node, addition->wish, entries->column,
                        gap_of(entries, edit->text));
}

/* Where new lines go that come behind entry @i. */
static uint32_t
line_behind(const struct hk_textedit *edit, const struct hk_entries *entries, uint32_t i)
{
    struct hk_slice text = edit->text;
    uint32_t line = hk_splice_next_line(text, entries->items[i].value->end), column = 0;
    /* A comment right below the last field of the file most likely belongs to that. */
    while (entries->is_root && i + 1 == entries->n && line < text.len && line > 0 &&
           text.ptr[line - 1] == '\n' && hk_splice_is_comment(text, line, &column))
        line = hk_splice_next_line(text, line);
    return line;
}

static enum hkr_status
insert_run(struct hk_textedit *edit, const struct hk_entries *entries, uint32_t first, uint32_t n)
{
    const struct hk_addition *additions = &entries->additions.items[first];
    struct hk_newtext *out = hk_splice_newtext(edit);
    struct hk_slice text = edit->text;
    uint32_t before = additions->before, at;
    if (before == 0) {
        uint32_t lead = entries->items[0].lead;
        if (!hk_splice_leads(text, lead))
            return hk_splice_refuse(edit, lead);
        at = comments_above(text, hk_splice_line_start(text, lead), entries->column);
    } else {
        if (!hk_splice_ends(text, entries->items[before - 1].value->end))
            return hk_splice_refuse(edit, entries->items[before - 1].value->end);
        at = line_behind(edit, entries, before - 1);
    }
    out->no_blocks |= hk_splice_swallows(text, at);
    bool unended = at == text.len && at > 0 && text.ptr[at - 1] != '\n';
    for (uint32_t i = 0; i < n; i++) {
        if (unended)
            hk_buf_byte(&out->buf, '\n');
        hk_buf_fill(&out->buf, ' ', entries->column);
        put_entry(edit, entries, &additions[i], out);
        if (!unended)
            hk_buf_byte(&out->buf, '\n');
    }
    hk_splice_add(edit, at, at, hk_splice_text(out));
    return HKR_OK;
}

enum hkr_status
hk_splice_block(struct hk_textedit *edit, const struct hk_entries *entries)
{
    enum hkr_status status = remove_entries(edit, entries);
    const struct hk_addition *additions = entries->additions.items;
    for (uint32_t i = 0, n; status == HKR_OK && i < entries->additions.n; i += n) {
        for (n = 1; i + n < entries->additions.n; n++)
            if (additions[i + n].before != additions[i].before)
                break;
        status = insert_run(edit, entries, i, n);
    }
    return status;
}
