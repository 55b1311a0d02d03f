/* SPDX-License-Identifier: Apache-2.0 */
#include "node.h"

#include "resolve.h"

enum hk_tag
hk_node_type(const struct hk_node *node)
{
    if (node->tag != HK_TAG_NONE)
        return node->tag == HK_TAG_OTHER ? HK_TAG_STR : (enum hk_tag)node->tag;
    return node->style == HK_PLAIN ? hk_resolve(hk_node_text(node), NULL) : HK_TAG_STR;
}

bool
hk_node_is_null(const struct hk_node *node)
{
    if (!node)
        return true;
    if (node->kind != HK_SCALAR)
        return false;
    if (node->tag == HK_TAG_NONE && (node->style != HK_PLAIN || node->n > 4))
        return false; /* the common case, decided without resolving */
    if (node->flags & HK_NODE_UNTAGGED)
        return false;
    return hk_node_type(node) == HK_TAG_NULL;
}

bool
hk_node_is_string(const struct hk_node *node)
{
    return node && node->kind == HK_SCALAR && hk_node_type(node) == HK_TAG_STR;
}

struct hk_pair *
hk_map_find(const struct hk_node *node, hk_sym key)
{
    if (!node || node->kind != HK_MAP)
        return NULL;
    for (uint32_t i = 0; i < node->n; i++)
        if (node->pairs[i].key == key)
            return &node->pairs[i];
    return NULL;
}

struct hk_node *
hk_map_get(const struct hk_node *node, hk_sym key)
{
    struct hk_pair *pair = hk_map_find(node, key);
    return pair ? pair->value : NULL;
}

struct hk_slice
hk_map_text(const struct hk_node *node, hk_sym key)
{
    const struct hk_node *value = hk_map_get(node, key);
    if (!value || value->kind != HK_SCALAR || hk_node_is_null(value))
        return (struct hk_slice){"", 0};
    return hk_node_text(value);
}

static struct hk_node *
new_node(struct hk_env *env, enum hk_kind kind, struct hk_place at)
{
    struct hk_node *node = HK_NEW(env->arena, struct hk_node);
    node->kind = (uint8_t)kind;
    node->owner = env->owner;
    node->file = at.file;
    node->offset = at.offset;
    return node;
}

struct hk_node *
hk_node_scalar(struct hk_env *env, struct hk_slice text, enum hk_tag tag, enum hk_style style,
               struct hk_place at)
{
    if (text.len > UINT32_MAX)
        hk_heap_throw(hk_arena_heap(env->arena), HKR_E_LIMIT);
    struct hk_node *node = new_node(env, HK_SCALAR, at);
    node->tag = (uint8_t)tag;
    node->style = (uint8_t)style;
    node->text = text.ptr;
    node->n = (uint32_t)text.len;
    return node;
}

struct hk_node *
hk_node_untagged(struct hk_env *env, struct hk_slice text, struct hk_place at)
{
    struct hk_node *node = hk_node_scalar(env, text, HK_TAG_NONE, HK_PLAIN, at);
    node->flags |= HK_NODE_UNTAGGED;
    return node;
}

struct hk_node *
hk_node_map(struct hk_env *env, struct hk_place at)
{
    return new_node(env, HK_MAP, at);
}

struct hk_node *
hk_node_seq(struct hk_env *env, struct hk_place at)
{
    return new_node(env, HK_SEQ, at);
}
