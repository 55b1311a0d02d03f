/* SPDX-License-Identifier: Apache-2.0 */
#include "plain.h"

#include "../base/utf8.h"
#include "../yaml/resolve.h"
#include "../yaml/scalar_style.h"

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool
blank_or_end(struct hk_slice text, size_t at)
{
    return at >= text.len || is_blank(text.ptr[at]);
}

static struct hk_slice
trim_blanks(struct hk_slice text)
{
    while (text.len && is_blank(text.ptr[0]))
        text = hk_slice_from(text, 1);
    while (text.len && is_blank(text.ptr[text.len - 1]))
        text.len--;
    return text;
}

static struct hk_node *
string_node(struct hk_env *env, struct hk_slice text, struct hk_place at)
{
    return hk_node_scalar(env, text, HK_TAG_STR, HK_DOUBLE, at);
}

/* Whether plain @text, trimmed and not empty, ends where it ends: no map, list, comment, alias,
 * anchor, tag or block begins in it. */
static bool
is_one_scalar(struct hk_slice text)
{
    if (strchr("[]{},#&*!|>%@`\"'", text.ptr[0]))
        return false;
    if (strchr("-?:", text.ptr[0]) && blank_or_end(text, 1))
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == ':' && blank_or_end(text, i + 1))
            return false;
        if (text.ptr[i] == '#' && i && is_blank(text.ptr[i - 1]))
            return false;
    }
    return true;
}

/* Single quotes: two of them stand for one. */
static bool
unquote_single(struct hk_arena *arena, struct hk_slice text, struct hk_slice *ret_text)
{
    char *out = hk_arena_alloc(arena, text.len + 1);
    size_t n = 0;
    for (size_t i = 1; i < text.len; i++) {
        if (text.ptr[i] == '\'') {
            if (i + 1 == text.len) {
                *ret_text = hk_slice(out, n);
                return true;
            }
            if (text.ptr[++i] != '\'')
                return false;
        }
        out[n++] = text.ptr[i];
    }
    return false;
}

/* One escape, behind the backslash. Returns its length, 0 for one that is not known. */
static size_t
unescape(struct hk_slice text, char *out, size_t *n)
{
    static const char letters[] = "0abtnvfre \"/\\N_LP";
    static const uint16_t points[] = {0,   7,   8,   9,    10,   11,   12,     13,    27,
                                      ' ', '"', '/', '\\', 0x85, 0xA0, 0x2028, 0x2029};
    const char *letter = text.len && text.ptr[0] ? strchr(letters, text.ptr[0]) : NULL;
    if (letter) {
        *n += hk_utf8_encode(points[letter - letters], out + *n);
        return 1;
    }
    char kind = text.len ? text.ptr[0] : ' ';
    size_t digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
    uint32_t point = 0;
    if (!digits || text.len < digits + 1)
        return 0;
    for (size_t i = 1; i <= digits; i++) {
        int digit = hk_hex_value(text.ptr[i]);
        if (digit < 0 || point > 0x10FFFF)
            return 0;
        point = point << 4 | (uint32_t)digit;
    }
    if (point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
        return 0;
    *n += hk_utf8_encode(point, out + *n);
    return digits + 1;
}

static bool
unquote_double(struct hk_arena *arena, struct hk_slice text, struct hk_slice *ret_text)
{
    char *out = hk_arena_alloc(arena, text.len + 4);
    size_t n = 0;
    for (size_t i = 1; i < text.len; i++) {
        if (text.ptr[i] == '"') {
            *ret_text = hk_slice(out, n);
            return i + 1 == text.len;
        }
        if (text.ptr[i] != '\\') {
            out[n++] = text.ptr[i];
            continue;
        }
        size_t len = unescape(hk_slice_from(text, i + 1), out, &n);
        if (!len)
            return false;
        i += len;
    }
    return false;
}

struct hk_node *
hk_plain_read(struct hk_env *env, struct hk_slice text, struct hk_place at)
{
    uint32_t odd = HK_SHAPE_NEWLINE | HK_SHAPE_OTHER_BREAK | HK_SHAPE_SPECIAL | HK_SHAPE_NEL |
                   HK_SHAPE_REJECTED | HK_SHAPE_INVALID | HK_SHAPE_BOM;
    if (hk_shape_of(text) & odd) /* no plain scalar holds that */
        return string_node(env, text, at);
    text = trim_blanks(text);
    if (!text.len)
        return hk_node_scalar(env, HK_S("null"), HK_TAG_NONE, HK_PLAIN, at);
    struct hk_slice inner;
    if (text.ptr[0] == '\'')
        return unquote_single(env->arena, text, &inner) ? string_node(env, inner, at) : NULL;
    if (text.ptr[0] == '"')
        return unquote_double(env->arena, text, &inner) ? string_node(env, inner, at) : NULL;
    if (!is_one_scalar(text))
        return NULL;
    switch (hk_resolve_yaml11(text, NULL)) {
    case HK_TAG_BOOL:
        return hk_node_scalar(env, hk_resolve_bool(text) ? HK_S("true") : HK_S("false"),
                              HK_TAG_NONE, HK_PLAIN, at);
    case HK_TAG_NULL:
        return hk_node_scalar(env, HK_S("null"), HK_TAG_NONE, HK_PLAIN, at);
    case HK_TAG_INT:
    case HK_TAG_FLOAT:
        return hk_node_scalar(env, text, HK_TAG_NONE, HK_PLAIN, at);
    case HK_TAG_NONE:
    case HK_TAG_STR:
    case HK_TAG_TIMESTAMP: /* stays text */
    case HK_TAG_BINARY:
    case HK_TAG_MERGE:
    case HK_TAG_OTHER:
        break;
    }
    return string_node(env, text, at);
}
