/* SPDX-License-Identifier: Apache-2.0 */
/* src/res/stringmap.h -- labels, annotations and data as maps of strings.
 *
 * kustomize reads such a map as text to text, merges, and writes it back sorted, every value a
 * string; keys come back plain, so that one that looks like a number is a fault at output.
 * Layer: res. */
#ifndef HK_RES_STRINGMAP_H
#define HK_RES_STRINGMAP_H

#include "../base/index.h"
#include "../base/vec.h"
#include "../yaml/edit.h"

struct hk_string_entry {
    hk_sym key;
    struct hk_slice value; /* text of the scalar; empty for what is no scalar */
    struct hk_place at;
};

struct hk_string_map {
    HK_VEC(struct hk_string_entry) entries; /* keys are unique, in order of first put */
    struct hk_index *index;                 /* key -> entry, once there are many */
};

/* Puts every pair of @node (NULL or no map: none); a later equal key wins. */
void hk_string_map_read(struct hk_env *env, struct hk_string_map *map, const struct hk_node *node);
void hk_string_map_put(struct hk_env *env, struct hk_string_map *map, hk_sym key,
                       struct hk_slice value, struct hk_place at);
/* NULL when absent. */
struct hk_string_entry *hk_string_map_find(const struct hk_string_map *map, hk_sym key);
/* A map node with sorted keys, or NULL when there are no entries. */
struct hk_node *hk_string_map_node(struct hk_env *env, const struct hk_string_map *map,
                                   struct hk_place at);
/* One such value: a string node, double-quoted when YAML 1.1 would take it for something else. */
struct hk_node *hk_string_node(struct hk_env *env, struct hk_slice value, struct hk_place at);

#endif
