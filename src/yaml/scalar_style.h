/* SPDX-License-Identifier: Apache-2.0 */
/* src/yaml/scalar_style.h -- in which style a string is written.
 *
 * Follows the emitter that go-yaml took from libyaml: a string is looked through once, and what
 * was seen (its shape) decides which styles can carry it. Layer: yaml. */
#ifndef HK_YAML_SCALAR_STYLE_H
#define HK_YAML_SCALAR_STYLE_H

#include "node.h"

/* What there is in a string. A break is "\n", "\r", U+2028 or U+2029. */
enum hk_shape {
    HK_SHAPE_NEWLINE = 1 << 0,
    HK_SHAPE_OTHER_BREAK = 1 << 1,
    HK_SHAPE_TAB = 1 << 2,
    HK_SHAPE_SPECIAL = 1 << 3, /* not printable for go-yaml: controls, U+FEFF, past U+FFFF ... */
    HK_SHAPE_SPACE = 1 << 4,
    HK_SHAPE_LEADING_SPACE = 1 << 5,
    HK_SHAPE_TRAILING_SPACE = 1 << 6,
    HK_SHAPE_SPACE_BREAK = 1 << 7, /* a space right before a break */
    HK_SHAPE_BREAK_SPACE = 1 << 8, /* a space right after one */
    HK_SHAPE_INDICATOR = 1 << 9,   /* text that means something else when it is plain */
    HK_SHAPE_QUOTE = 1 << 10,      /* ' */
    HK_SHAPE_ESCAPE = 1 << 11,     /* " or \ */
    HK_SHAPE_HIGH = 1 << 12,       /* bytes past ASCII */
    HK_SHAPE_NEL = 1 << 13,        /* U+0085 */
    HK_SHAPE_REJECTED = 1 << 14,   /* characters that go-yaml does not read when they are bare */
    HK_SHAPE_INVALID = 1 << 15,    /* bytes that are no UTF-8 */
    HK_SHAPE_BOM = 1 << 16         /* begins with U+FEFF */
};

uint32_t hk_shape_of(struct hk_slice text);

/* Whether plain @text would be read as something else than a string, by YAML 1.1. */
bool hk_shape_is_typed(struct hk_slice text);

/* The style for a string without NEL, rejected or invalid characters. @tabs: a literal block
 * may hold tabs (so in go-yaml v3, not in v2). */
enum hk_style hk_shape_style(struct hk_slice text, uint32_t shape, bool tabs);

/* Whether go-yaml v3 writes the text as a block when asked to. */
bool hk_shape_block_allowed(struct hk_slice text, uint32_t shape);

/* Length in bytes of the break at @at, 0 when there is none. U+0085 is none here. */
static inline unsigned
hk_shape_break(const char *at, const char *end)
{
    if (*at == '\n' || *at == '\r')
        return 1;
    return *at == '\xE2' && end - at >= 3 && at[1] == '\x80' && (at[2] == '\xA8' || at[2] == '\xA9')
               ? 3
               : 0;
}

#endif
