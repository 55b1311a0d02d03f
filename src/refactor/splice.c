/* SPDX-License-Identifier: Apache-2.0 */
#include "splice.h"

#include <stdlib.h>

/* ---- Splices ---------------------------------------------------------------------------- */

void
hk_splice_add(struct hk_textedit *edit, uint32_t start, uint32_t end, struct hk_slice text)
{
    struct hk_splice splice = {start, end, edit->splices.n, text};
    hk_vec_push(edit->env->arena, &edit->splices, splice);
}

enum hkr_status
hk_splice_refuse(struct hk_textedit *edit, uint32_t at)
{
    struct hk_place place = {edit->file, at, 0};
    (void)hk_diag_report(edit->env->diags, HK_D_EDIT_UNREADABLE, place,
                         "what is written here cannot be edited safely");
    hk_diag_mend(edit->env->diags,
                 "write it in a plainer form first (an entry a line), or edit the file by hand");
    return HKR_E_INPUT;
}

static int
compare(const void *a, const void *b)
{
    const struct hk_splice *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if ((x->start == x->end) != (y->start == y->end))
        return x->start == x->end ? -1 : 1; /* what is put in comes before what is taken out */
    return x->order < y->order ? -1 : x->order > y->order;
}

/* Appends @text with the line ends of the file. */
static void
append_lines(struct hk_buf *buf, struct hk_slice text, bool crlf)
{
    for (size_t at = 0; at < text.len; at++) {
        if (crlf && text.ptr[at] == '\n')
            hk_buf_byte(buf, '\r');
        hk_buf_byte(buf, text.ptr[at]);
    }
}

/* Whether lines end with "\r\n", judged by the first one. */
static bool
has_crlf(struct hk_slice text)
{
    size_t at = hk_slice_find(text, '\n');
    return at != SIZE_MAX && at > 0 && text.ptr[at - 1] == '\r';
}

enum hkr_status
hk_splice_apply(struct hk_textedit *edit, struct hk_slice *ret_text)
{
    struct hk_newtext *out = hk_splice_newtext(edit);
    struct hk_splice *splices = edit->splices.items;
    bool crlf = has_crlf(edit->text);
    uint32_t at = 0;
    if (edit->splices.n)
        qsort(splices, edit->splices.n, sizeof *splices, compare);
    for (uint32_t i = 0; i < edit->splices.n; i++) {
        if (splices[i].start < at)
            return hk_splice_refuse(edit, splices[i].start);
        hk_buf_append(&out->buf, hk_slice(edit->text.ptr + at, splices[i].start - at));
        append_lines(&out->buf, splices[i].text, crlf);
        at = splices[i].end;
    }
    hk_buf_append(&out->buf, hk_slice_from(edit->text, at));
    *ret_text = hk_splice_text(out);
    return HKR_OK;
}

struct hk_newtext *
hk_splice_newtext(struct hk_textedit *edit)
{
    struct hk_arena *arena = edit->env->arena;
    struct hk_newtext *out = HK_NEW(arena, struct hk_newtext);
    *out = (struct hk_newtext){.env = edit->env,
                               .buf = HK_BUF_INIT(hk_arena_heap(arena)),
                               .habits = &edit->habits,
                               .no_blocks = edit->no_blocks};
    hk_arena_defer(arena, hk_buf_release, &out->buf);
    return out;
}

struct hk_slice
hk_splice_text(const struct hk_newtext *out)
{
    return out->buf.len ? hk_buf_slice(&out->buf) : HK_S("");
}

/* ---- Lines ------------------------------------------------------------------------------ */

uint32_t
hk_splice_line_start(struct hk_slice text, uint32_t at)
{
    while (at > 0 && text.ptr[at - 1] != '\n')
        at--;
    if (at == 0 && hk_slice_starts(text, HK_S("\xEF\xBB\xBF")))
        at = 3;
    return at;
}

uint32_t
hk_splice_line_end(struct hk_slice text, uint32_t at)
{
    size_t end = hk_slice_find(hk_slice_from(text, at), '\n');
    return end == SIZE_MAX ? (uint32_t)text.len : at + (uint32_t)end;
}

uint32_t
hk_splice_next_line(struct hk_slice text, uint32_t at)
{
    uint32_t end = hk_splice_line_end(text, at);
    return end < text.len ? end + 1 : end;
}

uint32_t
hk_splice_column(struct hk_slice text, uint32_t at)
{
    return at - hk_splice_line_start(text, at);
}

static uint32_t
skip_spaces(struct hk_slice text, uint32_t at)
{
    while (at < text.len && strchr(" \t\r", text.ptr[at]))
        at++;
    return at;
}

bool
hk_splice_leads(struct hk_slice text, uint32_t at)
{
    return skip_spaces(text, hk_splice_line_start(text, at)) >= at;
}

bool
hk_splice_ends(struct hk_slice text, uint32_t at)
{
    uint32_t next = skip_spaces(text, at);
    return next >= text.len || text.ptr[next] == '\n' || (text.ptr[next] == '#' && next > at);
}

bool
hk_splice_is_blank(struct hk_slice text, uint32_t line)
{
    uint32_t at = skip_spaces(text, line);
    return at >= text.len || text.ptr[at] == '\n';
}

bool
hk_splice_is_comment(struct hk_slice text, uint32_t line, uint32_t *ret_column)
{
    uint32_t at = skip_spaces(text, line);
    *ret_column = at - line;
    return at < text.len && text.ptr[at] == '#';
}

bool
hk_splice_swallows(struct hk_slice text, uint32_t line)
{
    uint32_t column = 0;
    while (line < text.len &&
           (hk_splice_is_blank(text, line) || hk_splice_is_comment(text, line, &column))) {
        if (text.ptr[line] == ' ' || text.ptr[line] == '\t')
            return true;
        line = hk_splice_next_line(text, line);
    }
    return false;
}
