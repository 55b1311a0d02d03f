/* SPDX-License-Identifier: Apache-2.0 */
#include "json.h"

#include "../base/number.h"
#include "keyorder.h"
#include "reread.h"
#include "scalar_style.h"
#include "strict.h"
#include "value.h"

struct walk {
    struct hk_env *env;
    bool rebuild; /* hk_json_rebuild(), else hk_json_roundtrip() */
    struct hk_keystack stack;
    uint32_t depth;
};

/* Texts in the scratch arena do not outlive the walk. */
static struct hk_slice
keep(struct walk *walk, struct hk_slice text, struct hk_slice source)
{
    return text.ptr == source.ptr ? text : hk_arena_slice(walk->env->arena, text);
}

/* The text of a string as it comes back, and its style. */
static enum hkr_status
string_form(struct walk *walk, struct hk_place at, enum hk_reread_use use, struct hk_slice *text,
            enum hk_style *ret_style)
{
    if (!walk->rebuild) {
        uint32_t shape;
        *ret_style = HK_DOUBLE;
        return hk_reread(walk->env, at, use, text, &shape);
    }
    uint32_t shape = hk_shape_of(*text);
    if (shape & HK_SHAPE_INVALID)
        *text = hk_reread_replace_invalid(walk->env, *text);
    *ret_style = hk_shape_style(*text, shape & HK_SHAPE_INVALID ? hk_shape_of(*text) : shape, true);
    if (*ret_style != HK_LITERAL || text->ptr[0] != '\t')
        return HKR_OK;
    enum hkr_status status = hk_diag_report(walk->env->diags, HK_D_BLOCK_TAB, at,
                                            "this text of several lines begins with a tab");
    hk_diag_mend(walk->env->diags, "begin it with another character");
    return status;
}

static size_t
number_text(const struct walk *walk, const struct hk_value *value, struct hk_place at, char *buffer)
{
    double number = value->kind == HK_VALUE_INT    ? (double)value->i
                    : value->kind == HK_VALUE_UINT ? (double)value->u
                                                   : value->f;
    if (walk->rebuild) {
        if (value->kind == HK_VALUE_INT)
            hk_strict_rounded(walk->env, hk_strict_size(value->i), at);
        else if (value->kind == HK_VALUE_UINT)
            hk_strict_rounded(walk->env, value->u, at);
        return hk_number_write_g(number, buffer);
    }
    if (value->kind == HK_VALUE_INT)
        return hk_number_write_int(value->i, buffer);
    if (value->kind == HK_VALUE_UINT)
        return hk_number_write_uint(value->u, buffer);
    return hk_number_write_json(number, buffer);
}

static enum hkr_status
walk_scalar(struct walk *walk, const struct hk_node *node, enum hk_passage passage,
            struct hk_node **ret_node)
{
    struct hk_env *env = walk->env;
    struct hk_place at = hk_node_place(node);
    struct hk_value value;
    char buffer[HK_NUMBER_BUFFER];
    enum hk_style style = HK_PLAIN;
    struct hk_slice text;
    enum hkr_status status = hk_value_of(env, node, passage, &value);
    if (status != HKR_OK)
        return status;
    switch (value.kind) {
    case HK_VALUE_NULL:
        text = HK_S("null");
        break;
    case HK_VALUE_BOOL:
        text = value.b ? HK_S("true") : HK_S("false");
        break;
    case HK_VALUE_INT:
    case HK_VALUE_UINT:
    case HK_VALUE_FLOAT:
        text = hk_slice(buffer, number_text(walk, &value, at, buffer));
        text = hk_arena_slice(env->arena, text);
        break;
    case HK_VALUE_STRING:
    default:
        text = value.text;
        status = string_form(walk, at, value.is_binary ? HK_REREAD_BINARY : HK_REREAD_TEXT, &text,
                             &style);
        text = keep(walk, text, hk_node_text(node));
        break;
    }
    if (status == HKR_OK) {
        *ret_node = hk_node_scalar(env, text, HK_TAG_NONE, style, at);
        (*ret_node)->flags |= node->flags & HK_NODE_SECRET;
    }
    return status;
}

static enum hkr_status walk_node(struct walk *walk, const struct hk_node *node,
                                 enum hk_passage passage, struct hk_node **ret_node);

static enum hkr_status
walk_pair(struct walk *walk, const struct hk_pair *pair, enum hk_passage passage,
          struct hk_pair *ret_pair)
{
    bool root = walk->rebuild && walk->depth == 1;
    struct hk_slice text;
    enum hk_style style;
    enum hkr_status status = hk_value_of_key(walk->env, pair, passage, root, &text);
    if (status == HKR_OK)
        status = string_form(walk, hk_pair_place(pair), HK_REREAD_KEY, &text, &style);
    if (status != HKR_OK)
        return status;
    struct hk_slice source = hk_env_text(walk->env, pair->key);
    bool same = text.ptr == source.ptr && text.len == source.len;
    *ret_pair = (struct hk_pair){.key = same ? pair->key : hk_env_sym(walk->env, text),
                                 .key_style = (uint8_t)style,
                                 .key_file = pair->key_file,
                                 .key_offset = pair->key_offset};
    return walk_node(walk, pair->value, passage, &ret_pair->value);
}

static enum hkr_status
walk_map(struct walk *walk, const struct hk_node *map, enum hk_passage passage, struct hk_node *to)
{
    uint32_t base = walk->stack.keys.n;
    enum hk_keyorder order = walk->rebuild ? HK_KEYORDER_NATURAL : HK_KEYORDER_BYTES;
    enum hkr_status status = hk_keyorder_push(walk->env, map, order, &walk->stack);
    to->pairs = HK_NEW_ARRAY(walk->env->arena, map->n, struct hk_pair);
    to->cap = map->n;
    for (; to->n < map->n && status == HKR_OK; to->n++)
        status =
            walk_pair(walk, walk->stack.keys.items[base + to->n].pair, passage, &to->pairs[to->n]);
    hk_keyorder_pop(&walk->stack, map);
    return status;
}

static enum hkr_status
walk_seq(struct walk *walk, const struct hk_node *seq, enum hk_passage passage, struct hk_node *to)
{
    enum hkr_status status = HKR_OK;
    to->items = HK_NEW_ARRAY(walk->env->arena, seq->n, struct hk_node *);
    to->cap = seq->n;
    for (; to->n < seq->n && status == HKR_OK; to->n++)
        status = walk_node(walk, seq->items[to->n], passage, &to->items[to->n]);
    return status;
}

static enum hkr_status
walk_node(struct walk *walk, const struct hk_node *node, enum hk_passage passage,
          struct hk_node **ret_node)
{
    struct hk_env *env = walk->env;
    struct hk_place at = hk_node_place(node);
    if (node->kind == HK_SCALAR)
        return walk_scalar(walk, node, passage, ret_node);
    if (walk->depth >= env->limits->depth)
        return hk_diag_report_as(env->diags, HKR_E_LIMIT, HK_D_OUTPUT_DEPTH, at,
                                 "this object is nested more than %u deep", env->limits->depth);
    if (passage == HK_PASSAGE_BLOCK && node->flags & HK_NODE_FLOW)
        passage = HK_PASSAGE_FLOW;
    struct hk_node *to = node->kind == HK_MAP ? hk_node_map(env, at) : hk_node_seq(env, at);
    /* An empty collection is written as {} or [], and read as a flow collection again. */
    if (!walk->rebuild || !node->n)
        to->flags |= HK_NODE_FLOW;
    walk->depth++;
    enum hkr_status status = HKR_OK;
    if (node->n)
        status = node->kind == HK_MAP ? walk_map(walk, node, passage, to)
                                      : walk_seq(walk, node, passage, to);
    walk->depth--;
    *ret_node = to;
    return status;
}

static enum hkr_status
through_json(struct hk_env *env, const struct hk_node *root, bool rebuild,
             struct hk_node **ret_root)
{
    struct walk walk = {.env = env, .rebuild = rebuild, .stack = {.arena = env->scratch}};
    struct hk_mark mark = hk_arena_mark(env->scratch);
    struct hk_node *node = NULL;
    enum hkr_status status =
        walk_node(&walk, root, rebuild ? HK_PASSAGE_BLOCK : HK_PASSAGE_NONE, &node);
    hk_arena_rewind(env->scratch, mark);
    if (status == HKR_OK)
        *ret_root = node;
    return status;
}

enum hkr_status
hk_json_roundtrip(struct hk_env *env, const struct hk_node *root, struct hk_node **ret_root)
{
    return through_json(env, root, false, ret_root);
}

enum hkr_status
hk_json_rebuild(struct hk_env *env, const struct hk_node *root, struct hk_node **ret_root)
{
    return through_json(env, root, true, ret_root);
}
