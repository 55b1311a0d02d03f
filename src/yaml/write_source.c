/* SPDX-License-Identifier: Apache-2.0 */
#include "write_source.h"

#include "resolve.h"
#include "write_scalar.h"

/* Longest key, in bytes, that is written on one line with its value. */
enum { SIMPLE_KEY_MAX = 128 };

struct writer {
    struct hk_env *env;
    struct hk_yaml_out out;
    uint32_t depth;
};

/* Where a node is to be written; the output ends with the ":" or "-" before it. */
struct spot {
    uint32_t indent; /* of the map or list that holds it */
    bool flow;
    bool compact; /* a collection begins on the same line */
    bool key;
};

struct scalar {
    struct hk_slice text;
    enum hk_tag tag;
    enum hk_style style;
};

static void write_node(struct writer *w, const struct hk_node *node, const struct spot *spot);

/* ---- Scalars ------------------------------------------------------------------------------ */

static const char *
tag_text(enum hk_tag tag)
{
    switch (tag) {
    case HK_TAG_INT:
        return "!!int ";
    case HK_TAG_FLOAT:
        return "!!float ";
    case HK_TAG_BOOL:
        return "!!bool ";
    case HK_TAG_NULL:
        return "!!null ";
    case HK_TAG_TIMESTAMP:
        return "!!timestamp ";
    case HK_TAG_BINARY:
        return "!!binary ";
    case HK_TAG_MERGE:
        return "!!merge ";
    case HK_TAG_NONE:
    case HK_TAG_STR:
    case HK_TAG_OTHER:
        break;
    }
    return "";
}

static bool
is_quoted(enum hk_style style)
{
    return style == HK_SINGLE || style == HK_DOUBLE;
}

static bool
flow_plain_allowed(struct hk_slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (memchr(",?[]{}:", text.ptr[i], 7))
            return false;
    return text.len > 0;
}

static bool
plain_allowed(struct hk_slice text, uint32_t shape, const struct spot *spot)
{
    const uint32_t never = HK_SHAPE_NEWLINE | HK_SHAPE_OTHER_BREAK | HK_SHAPE_TAB |
                           HK_SHAPE_SPECIAL | HK_SHAPE_LEADING_SPACE | HK_SHAPE_TRAILING_SPACE |
                           HK_SHAPE_INDICATOR;
    if (shape & never || (spot->flow && !flow_plain_allowed(text)))
        return false;
    return text.len || !(spot->flow || spot->key);
}

static enum hk_style
choose_style(const struct scalar *scalar, uint32_t shape, const struct spot *spot)
{
    const uint32_t never_single =
        HK_SHAPE_TAB | HK_SHAPE_SPECIAL | HK_SHAPE_SPACE_BREAK | HK_SHAPE_BREAK_SPACE;
    enum hk_style style = scalar->style;
    bool lines = shape & (HK_SHAPE_NEWLINE | HK_SHAPE_OTHER_BREAK);
    if (style == HK_PLAIN && shape & HK_SHAPE_NEWLINE)
        style = HK_LITERAL;
    else if (style == HK_PLAIN && scalar->tag == HK_TAG_STR &&
             hk_resolve(scalar->text, NULL) != HK_TAG_STR)
        style = HK_DOUBLE;
    if (style == HK_PLAIN && !plain_allowed(scalar->text, shape, spot))
        style = HK_SINGLE;
    if (spot->key && lines)
        style = HK_DOUBLE;
    if (style == HK_SINGLE && shape & never_single)
        style = HK_DOUBLE;
    bool block = style == HK_LITERAL || style == HK_FOLDED;
    if (block && (spot->flow || spot->key || !hk_shape_block_allowed(scalar->text, shape)))
        style = HK_DOUBLE;
    return style;
}

static void
write_scalar(struct writer *w, const struct scalar *scalar, const struct spot *spot)
{
    uint32_t shape = hk_shape_of(scalar->text);
    bool explicit_tag =
        scalar->tag != HK_TAG_NONE && scalar->tag != HK_TAG_STR &&
        (scalar->style != HK_PLAIN || hk_resolve(scalar->text, NULL) != scalar->tag);
    if (explicit_tag) {
        struct hk_slice tag = hk_slice_cstr(tag_text(scalar->tag));
        if (tag.len && !scalar->text.len && scalar->style == HK_PLAIN)
            tag.len--; /* the space behind it */
        hk_buf_append(w->out.buf, tag);
    }
    hk_yaml_write_scalar(&w->out, scalar->text, shape, choose_style(scalar, shape, spot),
                         spot->indent + 2, false);
}

static struct scalar
scalar_of(const struct hk_node *node)
{
    enum hk_style style = (enum hk_style)node->style;
    enum hk_tag tag = (enum hk_tag)node->tag;
    return (struct scalar){hk_node_text(node),
                           is_quoted(style) && tag == HK_TAG_NONE ? HK_TAG_STR : tag, style};
}

/* ---- Collections -------------------------------------------------------------------------- */

static void
begin_line(struct writer *w, uint32_t indent)
{
    if (!hk_yaml_at_line_start(&w->out))
        hk_yaml_newline(&w->out);
    hk_buf_fill(w->out.buf, ' ', indent);
}

/* Writes the key and its colon; returns whether in the "? " form. */
static bool
write_key(struct writer *w, const struct hk_pair *pair, const struct spot *spot)
{
    struct scalar key = {hk_env_text(w->env, pair->key), (enum hk_tag)pair->key_tag,
                         (enum hk_style)pair->key_style};
    struct spot at = {.indent = spot->indent, .flow = spot->flow, .key = true};
    uint32_t shape = hk_shape_of(key.text);
    bool lines = shape & (HK_SHAPE_NEWLINE | HK_SHAPE_OTHER_BREAK);
    bool complex = lines || key.text.len > SIMPLE_KEY_MAX;
    at.key = !complex;
    if (complex)
        hk_yaml_put(&w->out, "? ", 2);
    write_scalar(w, &key, &at);
    if (complex && !spot->flow)
        begin_line(w, spot->indent);
    hk_buf_byte(w->out.buf, ':');
    return complex;
}

static void
write_flow(struct writer *w, const struct hk_node *node, const struct spot *spot)
{
    struct spot inside = {.indent = spot->indent + 2, .flow = true};
    hk_buf_byte(w->out.buf, node->kind == HK_MAP ? '{' : '[');
    for (uint32_t i = 0; i < node->n; i++) {
        if (i)
            hk_yaml_put(&w->out, ", ", 2);
        if (node->kind == HK_MAP) {
            (void)write_key(w, &node->pairs[i], &inside);
            hk_buf_byte(w->out.buf, ' ');
        }
        write_node(w, node->kind == HK_MAP ? node->pairs[i].value : node->items[i], &inside);
    }
    hk_buf_byte(w->out.buf, node->kind == HK_MAP ? '}' : ']');
}

static bool
is_flow(const struct hk_node *node, const struct spot *spot)
{
    return spot->flow || !node->n || node->flags & HK_NODE_FLOW;
}

/* What follows the ":" or "-" of a block collection. */
static void
write_value(struct writer *w, const struct hk_node *node, const struct spot *spot)
{
    bool empty = node->kind == HK_SCALAR && !node->n && node->style == HK_PLAIN &&
                 (node->tag == HK_TAG_NONE || node->tag == HK_TAG_NULL);
    if (!empty && (node->kind == HK_SCALAR || is_flow(node, spot) || spot->compact))
        hk_buf_byte(w->out.buf, ' ');
    write_node(w, node, spot);
}

static void
write_block(struct writer *w, const struct hk_node *node, const struct spot *spot)
{
    struct spot inside = {.indent = spot->indent, .compact = node->kind == HK_SEQ};
    /* A list that is the value of a key stands no deeper than the key. */
    if (node->kind == HK_MAP || spot->compact)
        inside.indent += 2;
    for (uint32_t i = 0; i < node->n; i++) {
        if (i || !spot->compact)
            begin_line(w, inside.indent);
        if (node->kind == HK_MAP)
            inside.compact = write_key(w, &node->pairs[i], &inside);
        else
            hk_buf_byte(w->out.buf, '-');
        write_value(w, node->kind == HK_MAP ? node->pairs[i].value : node->items[i], &inside);
    }
}

static void
write_node(struct writer *w, const struct hk_node *node, const struct spot *spot)
{
    if (w->depth > w->env->limits->depth)
        hk_heap_throw(hk_arena_heap(w->env->arena), HKR_E_LIMIT);
    w->depth++;
    if (node->kind == HK_SCALAR) {
        struct scalar scalar = scalar_of(node);
        write_scalar(w, &scalar, spot);
    } else if (is_flow(node, spot)) {
        write_flow(w, node, spot);
    } else {
        write_block(w, node, spot);
    }
    w->depth--;
}

void
hk_write_source(struct hk_env *env, const struct hk_node *root, struct hk_buf *buf)
{
    struct writer w = {.env = env, .out = {buf, buf->len}};
    struct spot spot = {.compact = false};
    if (root->kind == HK_SCALAR || is_flow(root, &spot)) {
        write_node(&w, root, &spot);
    } else {
        /* The root's children stand at the margin. */
        for (uint32_t i = 0; i < root->n; i++) {
            spot.compact = root->kind == HK_SEQ;
            begin_line(&w, 0);
            if (root->kind == HK_MAP)
                spot.compact = write_key(&w, &root->pairs[i], &spot);
            else
                hk_buf_byte(buf, '-');
            write_value(&w, root->kind == HK_MAP ? root->pairs[i].value : root->items[i], &spot);
        }
    }
    if (!hk_yaml_at_line_start(&w.out))
        hk_yaml_newline(&w.out);
}
