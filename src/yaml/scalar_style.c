/* SPDX-License-Identifier: Apache-2.0 */
#include "scalar_style.h"

#include "../base/utf8.h"
#include "resolve.h"

/* Kinds of bytes that need a closer look; they stand beside the shape in one table. */
enum { COLON = 1 << 20, HASH = 1 << 21 };

#define CONTROL HK_SHAPE_SPECIAL
#define HIGH8                                                                                      \
    HK_SHAPE_HIGH, HK_SHAPE_HIGH, HK_SHAPE_HIGH, HK_SHAPE_HIGH, HK_SHAPE_HIGH, HK_SHAPE_HIGH,      \
        HK_SHAPE_HIGH, HK_SHAPE_HIGH
#define HIGH32 HIGH8, HIGH8, HIGH8, HIGH8
#define CONTROL8 CONTROL, CONTROL, CONTROL, CONTROL, CONTROL, CONTROL, CONTROL, CONTROL

/* What a byte says of the string that it stands in. */
static const uint32_t byte_shape[256] = {
    /* 00 */ CONTROL8,
    /* 08 */ CONTROL,
    HK_SHAPE_TAB,
    HK_SHAPE_NEWLINE,
    CONTROL,
    CONTROL,
    HK_SHAPE_OTHER_BREAK | CONTROL, /* \r */
    CONTROL,
    CONTROL,
    /* 10 */ CONTROL8,
    CONTROL8,
    [' '] = HK_SHAPE_SPACE,
    ['"'] = HK_SHAPE_ESCAPE,
    ['#'] = HASH,
    ['\''] = HK_SHAPE_QUOTE,
    [':'] = COLON,
    ['\\'] = HK_SHAPE_ESCAPE,
    [0x7F] = CONTROL | HK_SHAPE_REJECTED,
    HIGH32, /* 80 */
    HIGH32,
    HIGH32,
    HIGH32,
};

/* What one code point past ASCII says. */
static uint32_t
point_shape(uint32_t point)
{
    if (point == 0x85)
        return HK_SHAPE_NEL | HK_SHAPE_SPECIAL;
    if (point < 0xA0 || point == 0xFFFE || point == 0xFFFF)
        return HK_SHAPE_SPECIAL | HK_SHAPE_REJECTED;
    if (point == 0x2028 || point == 0x2029)
        return HK_SHAPE_OTHER_BREAK;
    return point == 0xFEFF || point > 0xFFFF ? HK_SHAPE_SPECIAL : 0;
}

static uint32_t
high_shape(struct hk_slice text)
{
    uint32_t shape = 0;
    const char *end = hk_slice_end(text);
    for (const char *at = text.ptr; at < end;) {
        unsigned len = 1;
        if ((unsigned char)*at >= 0x80) {
            uint32_t point = hk_utf8_decode(at, end, &len);
            shape |= len == 1 ? HK_SHAPE_INVALID : point_shape(point);
        }
        at += len;
    }
    if (hk_slice_starts(text, HK_S("\xEF\xBB\xBF")))
        shape |= HK_SHAPE_BOM;
    return shape;
}

/* How spaces and breaks touch. */
static uint32_t
break_shape(struct hk_slice text)
{
    uint32_t shape = 0;
    const char *end = hk_slice_end(text);
    bool space_before = false;
    bool break_before = false;
    for (const char *at = text.ptr; at < end;) {
        unsigned len = hk_shape_break(at, end);
        if (len && space_before)
            shape |= HK_SHAPE_SPACE_BREAK;
        if (*at == ' ' && break_before)
            shape |= HK_SHAPE_BREAK_SPACE;
        space_before = *at == ' ';
        break_before = len > 0;
        at += len ? len : 1;
    }
    return shape;
}

/* ": " within the text, or ":" at its end. */
static bool
has_mapping(struct hk_slice text)
{
    for (size_t i = hk_slice_find(text, ':'); i < text.len; i++)
        if (text.ptr[i] == ':' && (i + 1 == text.len || text.ptr[i + 1] == ' '))
            return true;
    return false;
}

/* " #" within the text. */
static bool
has_comment(struct hk_slice text)
{
    for (size_t i = hk_slice_find(text, '#'); i < text.len; i++)
        if (text.ptr[i] == '#' && i && text.ptr[i - 1] == ' ')
            return true;
    return false;
}

/* Whether the first characters have a meaning of their own. */
static bool
starts_with_indicator(struct hk_slice text)
{
    if (hk_slice_starts(text, HK_S("---")) || hk_slice_starts(text, HK_S("...")))
        return true;
    switch (text.ptr[0]) {
    case '#':
    case ',':
    case '[':
    case ']':
    case '{':
    case '}':
    case '&':
    case '*':
    case '!':
    case '|':
    case '>':
    case '\'':
    case '"':
    case '%':
    case '@':
    case '`':
        return true;
    case '-':
    case '?':
        return text.len == 1 || text.ptr[1] == ' ';
    default:
        return false;
    }
}

uint32_t
hk_shape_of(struct hk_slice text)
{
    uint32_t shape = 0;
    if (!text.len)
        return 0;
    for (size_t i = 0; i < text.len; i++)
        shape |= byte_shape[(unsigned char)text.ptr[i]];
    if (shape & HK_SHAPE_HIGH)
        shape |= high_shape(text);
    if (shape & (HK_SHAPE_NEWLINE | HK_SHAPE_OTHER_BREAK))
        shape |= break_shape(text);
    if (text.ptr[0] == ' ')
        shape |= HK_SHAPE_LEADING_SPACE;
    if (text.ptr[text.len - 1] == ' ')
        shape |= HK_SHAPE_TRAILING_SPACE;
    if (starts_with_indicator(text) || ((shape & COLON) && has_mapping(text)) ||
        ((shape & HASH) && has_comment(text)))
        shape |= HK_SHAPE_INDICATOR;
    return shape & ~(uint32_t)(COLON | HASH);
}

/* [-+]? digit (digit | _)* (: [0-5]? digit)+ (. (digit | _)*)? */
static bool
is_base60(struct hk_slice text)
{
    const char *at = text.ptr;
    const char *end = hk_slice_end(text);
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    if (at == end || *at < '0' || *at > '9')
        return false;
    while (at < end && ((*at >= '0' && *at <= '9') || *at == '_'))
        at++;
    if (at == end || *at != ':')
        return false;
    while (at < end && *at == ':') {
        at++;
        if (end - at >= 2 && *at <= '5' && at[1] >= '0' && at[1] <= '9' && *at >= '0')
            at += 2;
        else if (at < end && *at >= '0' && *at <= '9')
            at++;
        else
            return false;
    }
    if (at < end && *at == '.')
        for (at++; at < end && ((*at >= '0' && *at <= '9') || *at == '_');)
            at++;
    return at == end;
}

bool
hk_shape_is_typed(struct hk_slice text)
{
    if (!text.len)
        return true;
    switch (text.ptr[0]) {
    case 'y':
    case 'Y':
    case 'n':
    case 'N':
    case 't':
    case 'T':
    case 'f':
    case 'F':
    case 'o':
    case 'O':
    case '~':
        return text.len <= 5 && hk_resolve_yaml11(text, NULL) != HK_TAG_STR;
    case '.':
        return hk_resolve_yaml11(text, NULL) != HK_TAG_STR;
    default:
        if (text.ptr[0] != '+' && text.ptr[0] != '-' && (text.ptr[0] < '0' || text.ptr[0] > '9'))
            return false;
        return hk_resolve_yaml11(text, NULL) != HK_TAG_STR || is_base60(text);
    }
}

bool
hk_shape_block_allowed(struct hk_slice text, uint32_t shape)
{
    return text.len &&
           !(shape & (HK_SHAPE_SPECIAL | HK_SHAPE_SPACE_BREAK | HK_SHAPE_TRAILING_SPACE));
}

enum hk_style
hk_shape_style(struct hk_slice text, uint32_t shape, bool tabs)
{
    const uint32_t never_plain = HK_SHAPE_NEWLINE | HK_SHAPE_OTHER_BREAK | HK_SHAPE_TAB |
                                 HK_SHAPE_SPECIAL | HK_SHAPE_LEADING_SPACE |
                                 HK_SHAPE_TRAILING_SPACE | HK_SHAPE_INDICATOR;
    const uint32_t never_single =
        HK_SHAPE_TAB | HK_SHAPE_SPECIAL | HK_SHAPE_SPACE_BREAK | HK_SHAPE_BREAK_SPACE;
    if (shape & HK_SHAPE_NEWLINE)
        return hk_shape_block_allowed(text, shape) && (tabs || !(shape & HK_SHAPE_TAB)) ? HK_LITERAL
                                                                                        : HK_DOUBLE;
    if (hk_shape_is_typed(text))
        return HK_DOUBLE;
    if (!(shape & never_plain))
        return HK_PLAIN;
    return shape & never_single ? HK_DOUBLE : HK_SINGLE;
}
