/* SPDX-License-Identifier: Apache-2.0 */
/* src/yaml/edit.h -- the only module that changes trees: copy on write.
 *
 * A node whose owner is env->owner is changed in place; any other is copied first, sharing its
 * children. So each function returns the node that must stand in the parent afterwards, which
 * is the one given when that was owned already:
 *
 *     struct hk_node *meta = hk_edit_set(env, hk_map_get(root, HK_SYM_metadata), key, value);
 *     root = hk_edit_set(env, root, HK_SYM_metadata, meta);
 *
 * A caller never keeps a pointer to a node across a change of the same tree.
 *
 * Cells. When kustomize adds a label at several places of an object, one and the same node stands
 * at all of them, and a later change of one place changes all: a patch of metadata.labels
 * reaches the selector. So does a node with HK_NODE_CELL here: it belongs to one tree of one
 * render, and putting another value in its stead overwrites it where it stands.
 * Layer: yaml. */
#ifndef HK_YAML_EDIT_H
#define HK_YAML_EDIT_H

#include "node.h"

/* @node when owned, else a shallow copy that is. */
struct hk_node *hk_edit_own(struct hk_env *env, struct hk_node *node);

/* The same, with room for @more children behind those that are there. */
struct hk_node *hk_edit_own_with_room(struct hk_env *env, struct hk_node *node, uint32_t more);

/* How a key that does not exist yet is written: plain, untagged, at the place of the value. */
struct hk_pair hk_edit_pair(hk_sym key, struct hk_node *value);

/* Sets the first pair with @key, or appends one made by hk_edit_pair(). @map is a map. */
struct hk_node *hk_edit_set(struct hk_env *env, struct hk_node *map, hk_sym key,
                            struct hk_node *value);
/* Appends @pair as it is, without looking for its key. */
struct hk_node *hk_edit_append_pair(struct hk_env *env, struct hk_node *map, struct hk_pair pair);
/* Sets the value of the @i-th pair. */
struct hk_node *hk_edit_set_at(struct hk_env *env, struct hk_node *map, uint32_t i,
                               struct hk_node *value);
/* Gives the @i-th pair the key @key, a string where it was written. */
struct hk_node *hk_edit_set_key(struct hk_env *env, struct hk_node *map, uint32_t i, hk_sym key);
/* Removes every pair with @key. */
struct hk_node *hk_edit_remove(struct hk_env *env, struct hk_node *map, hk_sym key);
/* Removes the @i-th pair or item. */
struct hk_node *hk_edit_remove_at(struct hk_env *env, struct hk_node *node, uint32_t i);

/* Items of a sequence. hk_edit_insert() puts @item before the @i-th (@i may be n). */
struct hk_node *hk_edit_set_item(struct hk_env *env, struct hk_node *seq, uint32_t i,
                                 struct hk_node *item);
struct hk_node *hk_edit_insert(struct hk_env *env, struct hk_node *seq, uint32_t i,
                               struct hk_node *item);
struct hk_node *hk_edit_append(struct hk_env *env, struct hk_node *seq, struct hk_node *item);

/* A new scalar, never @scalar itself: with the text (not copied), a new tag and the style that it
 * had; place becomes @at when that names a file. HK_TAG_NONE makes it one without a tag. */
struct hk_node *hk_edit_text(struct hk_env *env, struct hk_node *scalar, struct hk_slice text,
                             enum hk_tag tag, struct hk_place at);

/* A deep copy owned by env->owner, for the rare tree that outlives its source. Has no cells. */
struct hk_node *hk_edit_clone(struct hk_env *env, const struct hk_node *node);

/* A tree that shares all of @root but its cells, for a tree that is used a second time: cells
 * of its own stand where @root has cells. */
struct hk_node *hk_edit_copy_cells(struct hk_env *env, struct hk_node *root);

#endif
