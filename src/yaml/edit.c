/* SPDX-License-Identifier: Apache-2.0 */
#include "edit.h"

#include "../base/index.h"
#include "../base/vec.h"

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

struct hk_node *
hk_edit_own_with_room(struct hk_env *env, struct hk_node *node, uint32_t more)
{
    if (node->owner != env->owner) {
        struct hk_node *copy = HK_NEW(env->arena, struct hk_node);
        *copy = *node;
        copy->owner = env->owner;
        copy->cap = 0;
        copy->flags &= (uint8_t)~HK_NODE_CELL;
        node = copy;
        if (node->kind != HK_SCALAR)
            move_children(env, node, (size_t)node->n + more + (more != 0));
        return node;
    }
    if (node->kind != HK_SCALAR && more > node->cap - node->n)
        move_children(env, node, (size_t)node->n + more + (node->n >= 8 ? node->n / 2 : 1));
    return node;
}

struct hk_node *
hk_edit_own(struct hk_env *env, struct hk_node *node)
{
    return hk_edit_own_with_room(env, node, 0);
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
    map = hk_edit_own_with_room(env, map, 1);
    map->pairs[map->n++] = pair;
    return map;
}

/* Whether @old is a cell; it then has become what @value is, wherever it stands. */
static bool
write_cell(struct hk_env *env, struct hk_node *old, struct hk_node *value)
{
    if (!(old->flags & HK_NODE_CELL) || old->owner != env->owner)
        return false;
    *old = *hk_edit_own(env, value);
    old->flags |= HK_NODE_CELL;
    return true;
}

struct hk_node *
hk_edit_set_at(struct hk_env *env, struct hk_node *map, uint32_t i, struct hk_node *value)
{
    if (map->pairs[i].value == value || write_cell(env, map->pairs[i].value, value))
        return map;
    map = hk_edit_own(env, map);
    map->pairs[i].value = value;
    return map;
}

struct hk_node *
hk_edit_set_key(struct hk_env *env, struct hk_node *map, uint32_t i, hk_sym key)
{
    map = hk_edit_own(env, map);
    map->pairs[i].key = key;
    map->pairs[i].key_tag = HK_TAG_STR;
    map->pairs[i].key_style = HK_DOUBLE;
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
    if (seq->items[i] == item || write_cell(env, seq->items[i], item))
        return seq;
    seq = hk_edit_own(env, seq);
    seq->items[i] = item;
    return seq;
}

struct hk_node *
hk_edit_insert(struct hk_env *env, struct hk_node *seq, uint32_t i, struct hk_node *item)
{
    seq = hk_edit_own_with_room(env, seq, 1);
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
    struct hk_node *made = hk_node_scalar(env, text, tag, (enum hk_style)scalar->style, place);
    if (tag == HK_TAG_NONE)
        made->flags |= HK_NODE_UNTAGGED;
    return made;
}

struct hk_node *
hk_edit_clone(struct hk_env *env, const struct hk_node *node)
{
    struct hk_node *copy = HK_NEW(env->arena, struct hk_node);
    *copy = *node;
    copy->owner = env->owner;
    copy->cap = 0;
    copy->flags &= (uint8_t)~HK_NODE_CELL;
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

struct cell_copy {
    const struct hk_node *from;
    struct hk_node *to;
};

struct cell_copies {
    struct hk_env *env;
    HK_VEC(struct cell_copy) made;
    struct hk_index *by_node; /* address of .from -> position in made */
};

static struct hk_node *
copy_cell(struct cell_copies *copies, const struct hk_node *cell)
{
    uint64_t hash = hk_hash_mix(0, (uint64_t)(uintptr_t)cell);
    if (!copies->by_node)
        copies->by_node = hk_index_new(copies->env->arena, 0);
    for (uint32_t i = hk_index_first(copies->by_node, hash); i != HK_INDEX_END;
         i = hk_index_next(copies->by_node, i))
        if (copies->made.items[hk_index_value(copies->by_node, i)].from == cell)
            return copies->made.items[hk_index_value(copies->by_node, i)].to;
    struct hk_node *to = HK_NEW(copies->env->arena, struct hk_node);
    *to = *cell;
    to->owner = copies->env->owner;
    hk_index_add(copies->by_node, hash, copies->made.n);
    hk_vec_push(copies->env->arena, &copies->made, ((struct cell_copy){cell, to}));
    return to;
}

static struct hk_node *
copy_cells(struct cell_copies *copies, struct hk_node *node, uint32_t depth)
{
    struct hk_env *env = copies->env;
    if (depth > env->limits->depth)
        hk_heap_throw(hk_arena_heap(env->arena), HKR_E_LIMIT);
    if (node->kind == HK_SCALAR)
        return node->flags & HK_NODE_CELL ? copy_cell(copies, node) : node;
    for (uint32_t i = 0; i < node->n; i++) {
        struct hk_node *child = node->kind == HK_MAP ? node->pairs[i].value : node->items[i];
        struct hk_node *copy = copy_cells(copies, child, depth + 1);
        if (copy == child)
            continue;
        node = hk_edit_own(env, node);
        if (node->kind == HK_MAP)
            node->pairs[i].value = copy;
        else
            node->items[i] = copy;
    }
    return node;
}

struct hk_node *
hk_edit_copy_cells(struct hk_env *env, struct hk_node *root)
{
    struct cell_copies copies = {.env = env};
    return copy_cells(&copies, root, 0);
}
