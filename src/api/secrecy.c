/* SPDX-License-Identifier: Apache-2.0 */
#include "secrecy.h"

struct range {
    size_t start;
    size_t end;
};

/* The line that begins at @start, without its end. */
static struct hk_slice
line_at(struct hk_slice text, size_t start)
{
    struct hk_slice rest = hk_slice_from(text, start);
    return hk_slice_head(rest, hk_slice_find(rest, '\n'));
}

static bool
is_separator(struct hk_slice line)
{
    return hk_slice_starts(line, HK_S("---"));
}

/* A line that begins a top-level field. */
static bool
is_field(struct hk_slice line)
{
    return line.len && !strchr(" \t-#}]\r", line.ptr[0]);
}

typedef bool (*boundary_fn)(struct hk_slice line);

/* The lines around @offset from one that is a boundary up to the next. */
static struct range
around(struct hk_slice text, size_t offset, boundary_fn boundary)
{
    struct range range = {0, text.len};
    for (size_t at = 0; at < text.len;) {
        struct hk_slice line = line_at(text, at);
        if (boundary(line) && at <= offset)
            range.start = at;
        if (boundary(line) && at > offset) {
            range.end = at;
            break;
        }
        at += line.len + 1;
    }
    return range;
}

/* Skips blanks, a list dash and quotes. */
static size_t
skip(struct hk_slice line, size_t i)
{
    while (i < line.len && strchr(" \t-\"'{,", line.ptr[i]))
        i++;
    return i;
}

/* Whether @line has `kind: Secret` in block or flow style; at its very beginning when @top. */
static bool
says_secret(struct hk_slice line, bool top)
{
    for (size_t i = 0; i + 4 <= line.len; i++) {
        if (memcmp(line.ptr + i, "kind", 4) != 0)
            continue;
        if (top && skip(line, 0) != i)
            continue;
        size_t at = skip(line, i + 4);
        if (at >= line.len || line.ptr[at] != ':')
            continue;
        if (hk_slice_starts(hk_slice_from(line, skip(line, at + 1)), HK_S("Secret")))
            return true;
    }
    return false;
}

static bool
range_says_secret(struct hk_slice text, struct range range, bool top)
{
    for (size_t at = range.start; at < range.end;) {
        struct hk_slice line = line_at(text, at);
        if (says_secret(line, top) && (!top || is_field(line)))
            return true;
        at += line.len + 1;
    }
    return false;
}

bool
hk_secrecy_covers(struct hk_slice text, size_t offset)
{
    struct range document = around(text, offset, is_separator);
    if (range_says_secret(text, document, true))
        return true;
    struct range field = around(text, offset, is_field);
    if (range_says_secret(text, field, false))
        return true;
    return hk_slice_starts(line_at(text, field.start), HK_S("secretGenerator"));
}
