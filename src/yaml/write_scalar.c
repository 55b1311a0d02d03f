/* SPDX-License-Identifier: Apache-2.0 */
#include "write_scalar.h"

#include "../base/utf8.h"

/* A space is folded when more than this many columns stand before it. */
enum { WIDTH = 80 };

static size_t
column(const struct hk_yaml_out *out)
{
    return hk_utf8_count(
        hk_slice(out->buf->ptr + out->line_start, out->buf->len - out->line_start));
}

static void
put_char(struct hk_yaml_out *out, char c)
{
    hk_buf_byte(out->buf, c);
}

static void
new_line(struct hk_yaml_out *out, uint32_t indent)
{
    hk_yaml_newline(out);
    hk_buf_fill(out->buf, ' ', indent);
}

/* Puts @text; within single quotes (@quote) each quote twice. */
static void
put_quoted(struct hk_yaml_out *out, struct hk_slice text, bool quote)
{
    while (quote && text.len) {
        size_t i = hk_slice_find(text, '\'');
        if (i == SIZE_MAX)
            break;
        hk_yaml_put(out, text.ptr, i + 1);
        put_char(out, '\'');
        text = hk_slice_from(text, i + 1);
    }
    hk_yaml_put(out, text.ptr, text.len);
}

/* ---- Plain and single-quoted ------------------------------------------------------------ */

/* The offset of the next space or break, or the length. */
static size_t
word_end(struct hk_slice text, size_t from, bool breaks)
{
    if (!breaks) {
        size_t i = hk_slice_find(hk_slice_from(text, from), ' ');
        return i == SIZE_MAX ? text.len : from + i;
    }
    while (from < text.len && text.ptr[from] != ' ' &&
           !hk_shape_break(text.ptr + from, hk_slice_end(text)))
        from++;
    return from;
}

/* Whether the space at @i may be folded, but for the column. */
static bool
can_fold(struct hk_slice text, size_t i, bool single)
{
    if (single && (i == 0 || i + 1 >= text.len))
        return false;
    return i + 1 < text.len && text.ptr[i + 1] != ' ';
}

/* Writes a text of one line, or with breaks of the rarer kind, plain or in quotes. */
static void
write_words(struct hk_yaml_out *out, struct hk_slice text, uint32_t shape, bool single,
            uint32_t indent, bool fold)
{
    bool has_breaks = shape & HK_SHAPE_OTHER_BREAK;
    size_t col = column(out);
    bool after_space = false;
    bool after_break = false;
    for (size_t i = 0; i < text.len;) {
        unsigned break_len = has_breaks ? hk_shape_break(text.ptr + i, hk_slice_end(text)) : 0;
        if (break_len) {
            hk_yaml_put(out, text.ptr + i, break_len);
            out->line_start = out->buf->len;
            i += break_len;
            col = 0;
            after_break = true;
        } else if (text.ptr[i] == ' ') {
            if (fold && !after_space && col > WIDTH && can_fold(text, i, single)) {
                new_line(out, indent);
                col = indent;
            } else {
                put_char(out, ' ');
                col++;
            }
            i++;
            after_space = true;
        } else {
            if (after_break) {
                hk_buf_fill(out->buf, ' ', indent);
                col = indent;
            }
            size_t before = out->buf->len;
            size_t end = word_end(text, i, has_breaks);
            put_quoted(out, hk_slice(text.ptr + i, end - i), single);
            col += hk_utf8_count(hk_slice(out->buf->ptr + before, out->buf->len - before));
            i = end;
            after_space = false;
            after_break = false;
        }
    }
}

/* ---- Double-quoted ---------------------------------------------------------------------- */

static void
put_hex(struct hk_yaml_out *out, uint32_t point)
{
    int digits = point <= 0xFF ? 2 : point <= 0xFFFF ? 4 : 8;
    put_char(out, digits == 2 ? 'x' : digits == 4 ? 'u' : 'U');
    for (int k = digits - 1; k >= 0; k--)
        put_char(out, "0123456789ABCDEF"[point >> (4 * k) & 0xF]);
}

/* The letter that stands for @point behind a backslash, or 0. */
static char
short_escape(uint32_t point)
{
    switch (point) {
    case 0x00:
        return '0';
    case 0x07:
        return 'a';
    case 0x08:
        return 'b';
    case 0x09:
        return 't';
    case 0x0A:
        return 'n';
    case 0x0B:
        return 'v';
    case 0x0C:
        return 'f';
    case 0x0D:
        return 'r';
    case 0x1B:
        return 'e';
    case '"':
    case '\\':
        return (char)point;
    case 0x85:
        return 'N';
    case 0xA0:
        return '_';
    case 0x2028:
        return 'L';
    case 0x2029:
        return 'P';
    default:
        return 0;
    }
}

static bool
must_escape(uint32_t point)
{
    if (point < 0x80)
        return point < 0x20 || point == 0x7F || point == '"' || point == '\\';
    return point < 0xA0 || point == 0x2028 || point == 0x2029 || point == 0xFEFF || point > 0xFFFD;
}

static size_t
put_escape(struct hk_yaml_out *out, uint32_t point)
{
    size_t before = out->buf->len;
    char letter = short_escape(point);
    put_char(out, '\\');
    if (letter)
        put_char(out, letter);
    else
        put_hex(out, point);
    return out->buf->len - before;
}

/* go-yaml looks for U+FEFF at the start of the text instead of at the character in hand, so one
 * there makes every character an escape. */
static void
write_double(struct hk_yaml_out *out, struct hk_slice text, uint32_t shape, uint32_t indent,
             bool fold)
{
    bool escape_all = shape & HK_SHAPE_BOM;
    const char *end = hk_slice_end(text);
    bool after_space = false;
    put_char(out, '"');
    size_t col = column(out);
    for (const char *at = text.ptr; at < end;) {
        unsigned len;
        uint32_t point = hk_utf8_decode(at, end, &len);
        if (escape_all || must_escape(point)) {
            col += put_escape(out, point);
            after_space = false;
        } else if (point == ' ' && fold && !after_space && col > WIDTH && at > text.ptr &&
                   at + 1 < end) {
            new_line(out, indent);
            col = indent;
            if (at[1] == ' ') {
                put_char(out, '\\');
                col++;
            }
            after_space = true;
        } else {
            hk_yaml_put(out, at, len);
            col++;
            after_space = point == ' ';
        }
        at += len;
    }
    put_char(out, '"');
}

/* ---- Literal ---------------------------------------------------------------------------- */

/* The length of the break that ends at @end, 0 when none does. */
static size_t
break_before(struct hk_slice text, size_t end)
{
    if (end >= 1 && (text.ptr[end - 1] == '\n' || text.ptr[end - 1] == '\r'))
        return 1;
    return end >= 3 && hk_shape_break(text.ptr + end - 3, text.ptr + end) == 3 ? 3 : 0;
}

static void
put_hints(struct hk_yaml_out *out, struct hk_slice text)
{
    if (text.ptr[0] == ' ' || hk_shape_break(text.ptr, hk_slice_end(text)))
        put_char(out, '2');
    size_t last = break_before(text, text.len);
    if (!last)
        put_char(out, '-');
    else if (last == text.len || break_before(text, text.len - last))
        put_char(out, '+');
}

static void
write_literal(struct hk_yaml_out *out, struct hk_slice text, uint32_t indent)
{
    put_char(out, '|');
    put_hints(out, text);
    hk_yaml_newline(out);
    const char *end = hk_slice_end(text);
    for (const char *at = text.ptr; at < end;) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *line_end = newline ? newline : end;
        bool fresh = true;
        while (at < line_end) {
            unsigned len = hk_shape_break(at, line_end);
            if (len) {
                hk_yaml_put(out, at, len);
                out->line_start = out->buf->len;
                fresh = true;
                at += len;
                continue;
            }
            const char *stop = memchr(at + 1, '\xE2', (size_t)(line_end - at - 1));
            stop = stop ? stop : line_end;
            if (fresh)
                hk_buf_fill(out->buf, ' ', indent);
            fresh = false;
            hk_yaml_put(out, at, (size_t)(stop - at));
            at = stop;
        }
        if (newline) {
            hk_yaml_newline(out);
            at = newline + 1;
        }
    }
}

void
hk_yaml_write_scalar(struct hk_yaml_out *out, struct hk_slice text, uint32_t shape,
                     enum hk_style style, uint32_t indent, bool fold)
{
    switch (style) {
    case HK_PLAIN:
        if ((shape & HK_SHAPE_OTHER_BREAK) || ((shape & HK_SHAPE_SPACE) && fold &&
                                               out->buf->len - out->line_start + text.len > WIDTH))
            write_words(out, text, shape, false, indent, fold);
        else
            hk_yaml_put(out, text.ptr, text.len);
        break;
    case HK_SINGLE:
        put_char(out, '\'');
        write_words(out, text, shape, true, indent, fold);
        put_char(out, '\'');
        break;
    case HK_DOUBLE:
        write_double(out, text, shape, indent, fold);
        break;
    case HK_LITERAL:
    case HK_FOLDED: /* never chosen */
        write_literal(out, text, indent);
        break;
    }
}
