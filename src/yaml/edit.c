/* SPDX-License-Identifier: Apache-2.0 */
#include "edit.h"

static size_t
child_size(const struct hk_node *node)
{
    return node->kind == HK_MAP ? sizeof *node->pairs : sizeof *node->items;
}

/* Gives @node (owned, no scalar) an array of its own with room for @cap children. */
static void
move_children(struct hk_env *env, struct hk_node *node, size_t cap)
{
    if (cap > UINT32_MAX)
        hk_heap_throw(hk_arena_heap(env->arena), HKR_E_LIMIT);
    void *fresh = hk_arena_regrow(env->arena, node->items, node->n, cap, child_size(node));
    node->items = fresh;
    node->cap = (uint32_t)cap;
}

/* As hk_edit_own(), with room for @more children behind those that are there. */
static struct hk_node *
own_with_room(struct hk_env *env, struct hk_node *node, uint32_t more)
{
    if (node->owner != env->owner) {
        struct hk_node *copy = HK_NEW(env->arena, struct hk_node);
        *copy = *node;
        copy->owner = env->owner;
        copy->cap = 0;
        node = copy;
        if (node->kind != HK_SCALAR)
            move_children(env, node, (size_t)node->n + more);
        return node;
    }
    if (node->kind != HK_SCALAR && more > node->cap - node->n)
        move_children(env, node, (size_t)node->n + (node->n > more ? node->n / 2 + 1 : 0) + more);
    return node;
}

struct hk_node *
hk_edit_own(struct hk_env *env, struct hk_node *node)
{
    return own_with_room(env, node, 0);
}

struct hk_pair
hk_edit_pair(hk_sym key, struct hk_node *value)
{
    return (struct hk_pair){
        .key = key, .key_file = value->file, .key_offset = value->offset, .value = value};
}

struct hk_node *
hk_edit_set(struct hk_env *env, struct hk_node *map, hk_sym key, struct hk_node *value)
{
    for (uint32_t i = 0; i < map->n; i++)
        if (map->pairs[i].key == key)
            return hk_edit_set_at(env, map, i, value);
    return hk_edit_append_pair(env, map, hk_edit_pair(key, value));
}

struct hk_node *
hk_edit_append_pair(struct hk_env *env, struct hk_node *map, struct hk_pair pair)
{
    map = own_with_room(env, map, 1);
    map->pairs[map->n++] = pair;
    return map;
}

struct hk_node *
hk_edit_set_at(struct hk_env *env, struct hk_node *map, uint32_t i, struct hk_node *value)
{
    if (map->pairs[i].value == value)
        return map;
    map = hk_edit_own(env, map);
    map->pairs[i].value = value;
    return map;
}

struct hk_node *
hk_edit_remove(struct hk_env *env, struct hk_node *map, hk_sym key)
{
    for (uint32_t i = map->n; i-- > 0;)
        if (map->pairs[i].key == key)
            map = hk_edit_remove_at(env, map, i);
    return map;
}

struct hk_node *
hk_edit_remove_at(struct hk_env *env, struct hk_node *node, uint32_t i)
{
    node = hk_edit_own(env, node);
    size_t size = child_size(node);
    char *base = (char *)(void *)node->items;
    node->n--;
    memmove(base + i * size, base + (i + 1) * size, (node->n - i) * size);
    return node;
}

struct hk_node *
hk_edit_set_item(struct hk_env *env, struct hk_node *seq, uint32_t i, struct hk_node *item)
{
    if (seq->items[i] == item)
        return seq;
    seq = hk_edit_own(env, seq);
    seq->items[i] = item;
    return seq;
}

struct hk_node *
hk_edit_insert(struct hk_env *env, struct hk_node *seq, uint32_t i, struct hk_node *item)
{
    seq = own_with_room(env, seq, 1);
    memmove(seq->items + i + 1, seq->items + i, (seq->n - i) * sizeof *seq->items);
    seq->items[i] = item;
    seq->n++;
    return seq;
}

struct hk_node *
hk_edit_append(struct hk_env *env, struct hk_node *seq, struct hk_node *item)
{
    return hk_edit_insert(env, seq, seq->n, item);
}

struct hk_node *
hk_edit_text(struct hk_env *env, struct hk_node *scalar, struct hk_slice text, enum hk_tag tag,
             struct hk_place at)
{
    struct hk_place place = at.file ? at : hk_node_place(scalar);
    return hk_node_scalar(env, text, tag, (enum hk_style)scalar->style, place);
}

struct hk_node *
hk_edit_clone(struct hk_env *env, const struct hk_node *node)
{
    struct hk_node *copy = HK_NEW(env->arena, struct hk_node);
    *copy = *node;
    copy->owner = env->owner;
    copy->cap = 0;
    if (node->kind == HK_SCALAR) {
        copy->text = hk_arena_slice(env->arena, hk_node_text(node)).ptr;
        return copy;
    }
    move_children(env, copy, node->n);
    for (uint32_t i = 0; i < node->n; i++) {
        if (node->kind == HK_MAP)
            copy->pairs[i].value = hk_edit_clone(env, node->pairs[i].value);
        else
            copy->items[i] = hk_edit_clone(env, node->items[i]);
    }
    return copy;
}
