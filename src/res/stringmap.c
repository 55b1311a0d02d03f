/* SPDX-License-Identifier: Apache-2.0 */
#include "stringmap.h"

#include "../yaml/resolve.h"

#include <stdlib.h>

#define HK_INDEX_FROM 16 /* entries from which a search by hash pays */

static void
index_entry(struct hk_string_map *map, uint32_t i)
{
    hk_index_add(map->index, hk_hash_mix(1, map->entries.items[i].key), i);
}

struct hk_string_entry *
hk_string_map_find(const struct hk_string_map *map, hk_sym key)
{
    if (map->index) {
        uint32_t entry = hk_index_first(map->index, hk_hash_mix(1, key));
        for (; entry != HK_INDEX_END; entry = hk_index_next(map->index, entry)) {
            struct hk_string_entry *hit = &map->entries.items[hk_index_value(map->index, entry)];
            if (hit->key == key)
                return hit;
        }
        return NULL;
    }
    for (uint32_t i = 0; i < map->entries.n; i++)
        if (map->entries.items[i].key == key)
            return &map->entries.items[i];
    return NULL;
}

void
hk_string_map_put(struct hk_env *env, struct hk_string_map *map, hk_sym key, struct hk_slice value,
                  struct hk_place at)
{
    struct hk_string_entry *old = hk_string_map_find(map, key);
    if (old) {
        old->value = value;
        old->at = at;
        return;
    }
    hk_vec_push(env->arena, &map->entries, ((struct hk_string_entry){key, value, at}));
    if (map->index) {
        index_entry(map, map->entries.n - 1);
    } else if (map->entries.n == HK_INDEX_FROM) {
        map->index = hk_index_new(env->arena, map->entries.n);
        for (uint32_t i = 0; i < map->entries.n; i++)
            index_entry(map, i);
    }
}

void
hk_string_map_read(struct hk_env *env, struct hk_string_map *map, const struct hk_node *node)
{
    if (!node || node->kind != HK_MAP)
        return;
    for (uint32_t i = 0; i < node->n; i++) {
        const struct hk_node *value = node->pairs[i].value;
        struct hk_slice text = {"", 0};
        if (value->kind == HK_SCALAR)
            text = hk_node_text(value);
        hk_string_map_put(env, map, node->pairs[i].key, text, hk_node_place(value));
    }
}

struct hk_node *
hk_string_node(struct hk_env *env, struct hk_slice value, struct hk_place at)
{
    enum hk_style style = HK_PLAIN;
    if (value.len && memchr(value.ptr, '\n', value.len))
        style = HK_LITERAL;
    else if (hk_resolve_misread(value))
        style = HK_DOUBLE;
    return hk_node_scalar(env, value, HK_TAG_STR, style, at);
}

struct sort_key {
    struct hk_slice text;
    const struct hk_string_entry *entry;
};

static int
by_text(const void *a, const void *b)
{
    return hk_slice_cmp(((const struct sort_key *)a)->text, ((const struct sort_key *)b)->text);
}

struct hk_node *
hk_string_map_node(struct hk_env *env, const struct hk_string_map *map, struct hk_place at)
{
    uint32_t n = map->entries.n;
    if (!n)
        return NULL;
    struct hk_mark mark = hk_arena_mark(env->scratch);
    struct sort_key *keys = HK_NEW_ARRAY(env->scratch, n, struct sort_key);
    for (uint32_t i = 0; i < n; i++)
        keys[i] =
            (struct sort_key){hk_env_text(env, map->entries.items[i].key), &map->entries.items[i]};
    qsort(keys, n, sizeof *keys, by_text);
    struct hk_node *node = hk_node_map(env, at);
    node->pairs = HK_NEW_ARRAY(env->arena, n, struct hk_pair);
    node->cap = n;
    for (uint32_t i = 0; i < n; i++) {
        const struct hk_string_entry *entry = keys[i].entry;
        struct hk_node *value = hk_string_node(env, entry->value, entry->at);
        node->pairs[node->n++] = hk_edit_pair(entry->key, value);
    }
    hk_arena_rewind(env->scratch, mark);
    return node;
}
