/* SPDX-License-Identifier: Apache-2.0 */
#include "jsonform.h"

#include "../base/index.h"
#include "../base/number.h"
#include "../yaml/scalar_style.h"
#include "../yaml/strict.h"

#include <math.h>

/* Maps of more pairs than this are checked for equal keys with an index. */
enum { FEW_PAIRS = 24 };

static enum hk_style
style_of(struct hk_slice text)
{
    return hk_shape_style(text, hk_shape_of(text), true);
}

struct hk_node *
hk_json_string(struct hk_env *env, struct hk_slice text, struct hk_place at)
{
    return hk_node_scalar(env, text, HK_TAG_NONE, style_of(text), at);
}

static double
as_double(struct hk_number number)
{
    switch (number.kind) {
    case HK_NUMBER_INT:
        return (double)number.i;
    case HK_NUMBER_UINT:
        return (double)number.u;
    case HK_NUMBER_FLOAT:
        break;
    }
    return number.f;
}

static size_t
number_text(struct hk_number number, char *buffer)
{
    return hk_number_write_g(as_double(number), buffer);
}

static struct hk_slice
word_text(enum hk_tag tag, bool truth)
{
    return tag == HK_TAG_NULL ? HK_S("null") : truth ? HK_S("true") : HK_S("false");
}

struct hk_node *
hk_json_number(struct hk_env *env, struct hk_number number, struct hk_place at)
{
    char buffer[HK_NUMBER_BUFFER];
    struct hk_slice text = hk_slice(buffer, number_text(number, buffer));
    if (number.kind == HK_NUMBER_INT)
        hk_strict_rounded(env, hk_strict_size(number.i), at);
    else if (number.kind == HK_NUMBER_UINT)
        hk_strict_rounded(env, number.u, at);
    return hk_node_scalar(env, hk_arena_slice(env->arena, text), HK_TAG_NONE, HK_PLAIN, at);
}

struct hk_node *
hk_json_word(struct hk_env *env, enum hk_tag tag, bool truth, struct hk_place at)
{
    return hk_node_scalar(env, word_text(tag, truth), HK_TAG_NONE, HK_PLAIN, at);
}

struct hk_pair
hk_json_pair(struct hk_env *env, hk_sym key, struct hk_place key_at, struct hk_node *value)
{
    return (struct hk_pair){.key = key,
                            .key_style = (uint8_t)style_of(hk_env_text(env, key)),
                            .key_file = key_at.file,
                            .key_offset = key_at.offset,
                            .value = value};
}

struct walk {
    struct hk_env *env;
    uint32_t depth;
};

static enum hkr_status walk_node(struct walk *walk, struct hk_node **slot);

static enum hk_tag
type_of(const struct hk_node *node, struct hk_number *ret_number)
{
    if (node->tag == HK_TAG_OTHER)
        return HK_TAG_STR;
    if (node->style == HK_PLAIN && node->tag == HK_TAG_NONE)
        return hk_resolve_yaml11(hk_node_text(node), ret_number);
    enum hk_tag type = hk_node_type(node);
    if (type == HK_TAG_INT || type == HK_TAG_FLOAT)
        (void)hk_resolve(hk_node_text(node), ret_number);
    return type;
}

/* Whether @node is @text already, without quotes and tag. */
static bool
is_plain_text(const struct hk_node *node, struct hk_slice text)
{
    return node->style == HK_PLAIN && node->tag == HK_TAG_NONE &&
           hk_slice_eq(hk_node_text(node), text);
}

static enum hkr_status
not_a_number(struct walk *walk, struct hk_place at)
{
    enum hkr_status status =
        hk_diag_report(walk->env->diags, HK_D_JSON_PATCH_VALUE, at, "JSON has no such number");
    hk_diag_mend(walk->env->diags, "use a finite number, or quote it to make it a string");
    return status;
}

static enum hkr_status
null_key(struct walk *walk, struct hk_place at)
{
    enum hkr_status status =
        hk_diag_report(walk->env->diags, HK_D_JSON_PATCH_VALUE, at, "JSON has no null key");
    hk_diag_mend(walk->env->diags, "quote the key to make it a string");
    return status;
}

static enum hkr_status
walk_scalar(struct walk *walk, struct hk_node **slot)
{
    struct hk_node *node = *slot;
    struct hk_place at = hk_node_place(node);
    struct hk_number number = {HK_NUMBER_INT, {0}};
    char buffer[HK_NUMBER_BUFFER];
    enum hk_tag type = type_of(node, &number);
    switch (type) {
    case HK_TAG_INT:
    case HK_TAG_FLOAT:
        if (!isfinite(as_double(number)))
            return not_a_number(walk, at);
        if (!is_plain_text(node, hk_slice(buffer, number_text(number, buffer))))
            *slot = hk_json_number(walk->env, number, at);
        return HKR_OK;
    case HK_TAG_BOOL:
    case HK_TAG_NULL:
        if (!is_plain_text(node, word_text(type, hk_resolve_bool(hk_node_text(node)))))
            *slot = hk_json_word(walk->env, type, hk_resolve_bool(hk_node_text(node)), at);
        return HKR_OK;
    case HK_TAG_BINARY: /* stays: what it stands for is worked out at output */
        return HKR_OK;
    case HK_TAG_TIMESTAMP: /* a string to go-yaml v2 */
    case HK_TAG_STR:
    case HK_TAG_NONE:
    case HK_TAG_MERGE:
    case HK_TAG_OTHER:
        break;
    }
    if (node->tag != HK_TAG_NONE || node->style != style_of(hk_node_text(node)))
        *slot = hk_json_string(walk->env, hk_node_text(node), at);
    return HKR_OK;
}

static enum hk_tag
key_type(const struct walk *walk, const struct hk_pair *pair)
{
    struct hk_slice text = hk_env_text(walk->env, pair->key);
    if (pair->key_tag != HK_TAG_NONE)
        return pair->key_tag == HK_TAG_OTHER ? HK_TAG_STR : (enum hk_tag)pair->key_tag;
    if (pair->key_style != HK_PLAIN)
        return HK_TAG_STR;
    return hk_resolve_yaml11(text, NULL);
}

/* A key of a patch as text: yes becomes true, 0x10 becomes 16. */
static hk_sym
key_text(const struct walk *walk, const struct hk_pair *pair)
{
    struct hk_slice text = hk_env_text(walk->env, pair->key);
    enum hk_tag type = key_type(walk, pair);
    struct hk_number number;
    char buffer[HK_NUMBER_BUFFER];
    if (type == HK_TAG_BOOL)
        return hk_env_sym(walk->env, hk_resolve_bool(text) ? HK_S("true") : HK_S("false"));
    if (type != HK_TAG_INT || hk_resolve_yaml11(text, &number) != HK_TAG_INT)
        return pair->key;
    size_t len = number.kind == HK_NUMBER_UINT ? hk_number_write_uint(number.u, buffer)
                                               : hk_number_write_int(number.i, buffer);
    return hk_env_sym(walk->env, hk_slice(buffer, len));
}

static enum hkr_status
walk_key(struct walk *walk, struct hk_node **map, uint32_t i)
{
    const struct hk_pair *pair = &(*map)->pairs[i];
    if (key_type(walk, pair) == HK_TAG_NULL)
        return null_key(walk, hk_pair_place(pair));
    struct hk_pair want =
        hk_json_pair(walk->env, key_text(walk, pair), hk_pair_place(pair), pair->value);
    if (want.key == pair->key && want.key_tag == pair->key_tag && want.key_style == pair->key_style)
        return HKR_OK;
    *map = hk_edit_own(walk->env, *map);
    (*map)->pairs[i] = want;
    return HKR_OK;
}

/* The place of an earlier pair with the key of the @i-th, or UINT32_MAX. @index covers the pairs
 * before it; NULL when there are few. */
static uint32_t
earlier_pair(const struct hk_node *map, uint32_t i, struct hk_index *index)
{
    hk_sym key = map->pairs[i].key;
    if (!index) {
        for (uint32_t k = 0; k < i; k++)
            if (map->pairs[k].key == key)
                return k;
        return UINT32_MAX;
    }
    uint32_t entry = hk_index_first(index, key);
    for (; entry != HK_INDEX_END; entry = hk_index_next(index, entry))
        if (map->pairs[hk_index_value(index, entry)].key == key)
            return hk_index_value(index, entry);
    hk_index_add(index, key, i);
    return UINT32_MAX;
}

static void
settle_equal_keys(struct walk *walk, struct hk_node **map)
{
    struct hk_mark mark = hk_arena_mark(walk->env->scratch);
    struct hk_index *index =
        (*map)->n > FEW_PAIRS ? hk_index_new(walk->env->scratch, (*map)->n) : NULL;
    for (uint32_t i = 0; i < (*map)->n; i++) {
        uint32_t first = earlier_pair(*map, i, index);
        if (first == UINT32_MAX)
            continue;
        *map = hk_edit_set_at(walk->env, *map, first, (*map)->pairs[i].value);
        *map = hk_edit_remove_at(walk->env, *map, i--);
    }
    hk_arena_rewind(walk->env->scratch, mark);
}

/* Only what is empty is written in flow style. */
static void
settle_flow(struct walk *walk, struct hk_node **slot)
{
    bool is_flow = ((*slot)->flags & HK_NODE_FLOW) != 0;
    if (is_flow == ((*slot)->n == 0))
        return;
    *slot = hk_edit_own(walk->env, *slot);
    (*slot)->flags = (uint8_t)((*slot)->flags ^ HK_NODE_FLOW);
}

static enum hkr_status
walk_map(struct walk *walk, struct hk_node **slot)
{
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < (*slot)->n; i++)
        status = walk_key(walk, slot, i);
    settle_equal_keys(walk, slot);
    for (uint32_t i = 0; status == HKR_OK && i < (*slot)->n; i++) {
        struct hk_node *value = (*slot)->pairs[i].value;
        status = walk_node(walk, &value);
        *slot = hk_edit_set_at(walk->env, *slot, i, value);
    }
    return status;
}

static enum hkr_status
walk_seq(struct walk *walk, struct hk_node **slot)
{
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < (*slot)->n; i++) {
        struct hk_node *item = (*slot)->items[i];
        status = walk_node(walk, &item);
        *slot = hk_edit_set_item(walk->env, *slot, i, item);
    }
    return status;
}

static enum hkr_status
walk_node(struct walk *walk, struct hk_node **slot)
{
    if ((*slot)->kind != HK_SCALAR)
        settle_flow(walk, slot);
    if (++walk->depth > walk->env->limits->depth)
        hk_heap_throw(hk_arena_heap(walk->env->arena), HKR_E_LIMIT);
    enum hkr_status status = (*slot)->kind == HK_MAP   ? walk_map(walk, slot)
                             : (*slot)->kind == HK_SEQ ? walk_seq(walk, slot)
                                                       : walk_scalar(walk, slot);
    walk->depth--;
    return status;
}

enum hkr_status
hk_json_form(struct hk_env *env, struct hk_node *node, struct hk_node **ret_node)
{
    struct walk walk = {env, 0};
    enum hkr_status status = walk_node(&walk, &node);
    if (status == HKR_OK)
        *ret_node = node;
    return status;
}

void
hk_json_share(struct hk_node *node)
{
    if (node->owner == 0) /* then so are all nodes below it */
        return;
    node->owner = 0;
    for (uint32_t i = 0; node->kind != HK_SCALAR && i < node->n; i++)
        hk_json_share(node->kind == HK_MAP ? node->pairs[i].value : node->items[i]);
}

static bool
scalars_equal(const struct hk_node *a, const struct hk_node *b)
{
    return hk_slice_eq(hk_node_text(a), hk_node_text(b)) && hk_node_type(a) == hk_node_type(b) &&
           ((a->flags ^ b->flags) & HK_NODE_ESCAPED) == 0;
}

static bool
is_null(const struct hk_node *node)
{
    return node->kind == HK_SCALAR && hk_node_is_null(node);
}

bool
hk_json_equal(const struct hk_node *a, const struct hk_node *b)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind == HK_SCALAR)
        return scalars_equal(a, b);
    if (a->n != b->n)
        return false;
    for (uint32_t i = 0; i < a->n; i++) {
        const struct hk_node *x = a->kind == HK_SEQ ? a->items[i] : a->pairs[i].value;
        const struct hk_node *y = a->kind == HK_SEQ ? b->items[i] : NULL;
        if (a->kind == HK_MAP) {
            /* Both are mostly written in the same order. */
            const struct hk_pair *pair =
                b->pairs[i].key == a->pairs[i].key ? &b->pairs[i] : hk_map_find(b, a->pairs[i].key);
            y = pair ? pair->value : NULL;
        }
        if (!y || is_null(x) != is_null(y) || !hk_json_equal(x, y))
            return false;
    }
    return true;
}
