/* SPDX-License-Identifier: Apache-2.0 */
#include "secrecy.h"

struct range {
    size_t start;
    size_t end;
};

/* The line that begins at @start, without its end. A lone carriage return ends one too. */
static struct hk_slice
line_at(struct hk_slice text, size_t start)
{
    struct hk_slice rest = hk_slice_from(text, start);
    struct hk_slice line = hk_slice_head(rest, hk_slice_find(rest, '\n'));
    return hk_slice_head(line, hk_slice_find(line, '\r'));
}

static bool
is_separator(struct hk_slice line)
{
    return hk_slice_starts(line, HK_S("---")) && (line.len == 3 || strchr(" \t", line.ptr[3]));
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

/* Whether the value that follows a `kind:` may be Secret: it is, or stands on another line, behind
 * a tag, an anchor or an alias, or is written with escapes. */
static bool
may_be_secret(struct hk_slice value)
{
    return !value.len || strchr("!&*|>#\\", value.ptr[0]) || hk_slice_starts(value, HK_S("Secret"));
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
        if (may_be_secret(hk_slice_from(line, skip(line, at + 1))))
            return true;
    }
    return false;
}

/* A key that is not written as it reads: behind a `?`, or with escapes. */
static bool
is_odd_field(struct hk_slice line)
{
    if (line.ptr[0] == '?')
        return true;
    struct hk_slice key = hk_slice_head(line, hk_slice_find(line, ':'));
    return line.ptr[0] == '"' && hk_slice_find(key, '\\') < key.len;
}

static bool
range_says_secret(struct hk_slice text, struct range range, bool top)
{
    for (size_t at = range.start; at < range.end;) {
        struct hk_slice line = line_at(text, at);
        if (says_secret(line, top) && (!top || is_field(line)))
            return true;
        if (top && is_field(line) && is_odd_field(line))
            return true;
        at += line.len + 1;
    }
    return false;
}

/* Whether a line of @range begins with the top-level key @key. */
static bool
has_field(struct hk_slice text, struct range range, struct hk_slice key)
{
    for (size_t at = range.start; at < range.end;) {
        struct hk_slice line = line_at(text, at);
        if (is_field(line) && hk_slice_starts(hk_slice_from(line, skip(line, 0)), key))
            return true;
        at += line.len + 1;
    }
    return false;
}

/* A patch that does not say of what kind it is, with fields that a Secret has. */
static bool
is_patch_of_data(struct hk_slice text, struct range document)
{
    return !has_field(text, document, HK_S("kind")) &&
           (has_field(text, document, HK_S("data")) ||
            has_field(text, document, HK_S("stringData")));
}

bool
hk_secrecy_covers(struct hk_slice text, size_t offset)
{
    struct range document = around(text, offset, is_separator);
    if (range_says_secret(text, document, true) || is_patch_of_data(text, document))
        return true;
    struct range field = around(text, offset, is_field);
    if (range_says_secret(text, field, false))
        return true;
    struct hk_slice line = line_at(text, field.start);
    return hk_slice_starts(hk_slice_from(line, skip(line, 0)), HK_S("secretGenerator"));
}
