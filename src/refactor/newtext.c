/* SPDX-License-Identifier: Apache-2.0 */
#include "newtext.h"

#include "../load/scalar.h"
#include "../yaml/write_scalar.h"

static void
put(struct hk_newtext *out, struct hk_slice text)
{
    hk_buf_append(&out->buf, text);
}

/* ---- Scalars ---------------------------------------------------------------------------- */

/* Whether plain @text would end early within braces, or not begin. */
static bool
has_flow_sign(struct hk_slice text)
{
    if (text.len && strchr(":?-", text.ptr[0]))
        return true;
    for (size_t i = 0; i < text.len; i++)
        if (strchr(",?[]{}", text.ptr[i]))
            return true;
    return false;
}

static enum hk_style
style_for(struct hk_slice text, uint32_t shape, enum hk_style wish, bool block, bool flow)
{
    const uint32_t never_single = HK_SHAPE_NEWLINE | HK_SHAPE_OTHER_BREAK | HK_SHAPE_TAB |
                                  HK_SHAPE_SPECIAL | HK_SHAPE_SPACE_BREAK | HK_SHAPE_BREAK_SPACE;
    if (wish == HK_SINGLE && !(shape & never_single))
        return HK_SINGLE;
    if (wish == HK_DOUBLE || wish == HK_SINGLE)
        return HK_DOUBLE;
    enum hk_style style = hk_shape_style(text, shape, false);
    if (style == HK_PLAIN && flow && has_flow_sign(text))
        style = HK_DOUBLE;
    /* A block that keeps the line ends behind it would keep those of blank lines that follow, too.
     */
    bool keeps = hk_slice_ends(text, HK_S("\n\n")) || hk_slice_eq(text, HK_S("\n"));
    return style == HK_LITERAL && (!block || keeps) ? HK_DOUBLE : style;
}

/* A plain scalar that is no text goes out as it is. */
static bool
is_verbatim(const struct hk_node *scalar)
{
    if (scalar->tag != HK_TAG_NONE || scalar->style != HK_PLAIN)
        return false;
    return hk_scalar_type(scalar, NULL) != HK_TAG_STR;
}

static void
put_text(struct hk_newtext *out, struct hk_slice text, enum hk_style wish, uint32_t indent,
         bool flow)
{
    if (out->habits->json)
        wish = HK_DOUBLE;
    struct hk_yaml_out yaml = {&out->buf, out->buf.len};
    uint32_t shape = hk_shape_of(text);
    bool block = indent != UINT32_MAX && !out->no_blocks;
    enum hk_style style = style_for(text, shape, wish, block, flow);
    hk_yaml_write_scalar(&yaml, text, shape, style, indent + 2, false);
    if (style == HK_LITERAL && text.ptr[text.len - 1] == '\n')
        out->buf.len--; /* the caller ends the line */
}

void
hk_newtext_scalar(struct hk_newtext *out, const struct hk_node *scalar, enum hk_style wish,
                  uint32_t indent, bool flow)
{
    struct hk_slice text = hk_node_text(scalar);
    if (is_verbatim(scalar))
        put(out, text.len ? text : HK_S("null"));
    else
        put_text(out, text, wish, indent, flow);
}

static void
put_key(struct hk_newtext *out, const struct hk_pair *pair, enum hk_style wish, bool flow)
{
    struct hk_slice key = hk_env_text(out->env, pair->key);
    enum hk_style style = pair->key_file ? (enum hk_style)pair->key_style : wish;
    if (style == HK_PLAIN && hk_slice_eq(key, HK_S("<<")))
        style = HK_DOUBLE; /* else it merges */
    put_text(out, key, style, UINT32_MAX, flow);
    put(out, HK_S(":"));
}

/* ---- On one line ------------------------------------------------------------------------ */

static enum hk_style
own_style(const struct hk_node *node, enum hk_style wish)
{
    return node->file ? (enum hk_style)node->style : wish;
}

void
hk_newtext_flow_pair(struct hk_newtext *out, const struct hk_pair *pair, enum hk_style wish)
{
    put_key(out, pair, HK_PLAIN, true);
    put(out, HK_S(" "));
    hk_newtext_inline(out, pair->value, wish, true);
}

void
hk_newtext_inline(struct hk_newtext *out, const struct hk_node *node, enum hk_style wish, bool flow)
{
    if (node->kind == HK_SCALAR) {
        hk_newtext_scalar(out, node, own_style(node, wish), UINT32_MAX, flow);
        return;
    }
    bool is_map = node->kind == HK_MAP;
    put(out, is_map ? HK_S("{") : HK_S("["));
    for (uint32_t i = 0; i < node->n; i++) {
        if (i)
            put(out, HK_S(", "));
        if (is_map)
            hk_newtext_flow_pair(out, &node->pairs[i], HK_PLAIN);
        else
            hk_newtext_inline(out, node->items[i], HK_PLAIN, true);
    }
    put(out, is_map ? HK_S("}") : HK_S("]"));
}

/* ---- In lines --------------------------------------------------------------------------- */

uint32_t
hk_newtext_below(const struct hk_habits *habits, const struct hk_node *node, uint32_t indent)
{
    return indent + (node->kind == HK_SEQ ? habits->seq_indent : habits->map_indent);
}

static void
new_line(struct hk_newtext *out, uint32_t indent)
{
    put(out, HK_S("\n"));
    hk_buf_fill(&out->buf, ' ', indent);
}

void
hk_newtext_pair(struct hk_newtext *out, const struct hk_pair *pair, enum hk_style wish,
                uint32_t indent)
{
    const struct hk_node *value = pair->value;
    put_key(out, pair, HK_PLAIN, false);
    if (hk_newtext_is_tall(value)) {
        uint32_t below = hk_newtext_below(out->habits, value, indent);
        new_line(out, below);
        hk_newtext_block(out, value, below);
        return;
    }
    put(out, HK_S(" "));
    if (value->kind == HK_SCALAR)
        hk_newtext_scalar(out, value, own_style(value, wish), indent, false);
    else
        hk_newtext_inline(out, value, wish, false);
}

void
hk_newtext_item(struct hk_newtext *out, const struct hk_node *node, enum hk_style wish,
                uint32_t indent, uint32_t gap)
{
    put(out, HK_S("-"));
    hk_buf_fill(&out->buf, ' ', gap);
    if (hk_newtext_is_tall(node))
        hk_newtext_block(out, node, indent + 1 + gap);
    else if (node->kind == HK_SCALAR)
        hk_newtext_scalar(out, node, own_style(node, wish), indent, false);
    else
        hk_newtext_inline(out, node, wish, false);
}

void
hk_newtext_block(struct hk_newtext *out, const struct hk_node *node, uint32_t indent)
{
    for (uint32_t i = 0; i < node->n; i++) {
        if (i)
            new_line(out, indent);
        if (node->kind == HK_MAP)
            hk_newtext_pair(out, &node->pairs[i], HK_PLAIN, indent);
        else
            hk_newtext_item(out, node->items[i], HK_PLAIN, indent, 1);
    }
}
