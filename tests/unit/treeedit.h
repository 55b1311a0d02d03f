/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/treeedit.h -- edits of trees by path, for the tests of src/refactor. Header only; for
 * test programs alone. */
#ifndef HK_TESTS_TREEEDIT_H
#define HK_TESTS_TREEEDIT_H

#include "check.h"

#include "yaml/edit.h"
#include "yaml/read.h"

/* @node and all below it as new nodes that were read nowhere; texts stay texts. */
static inline struct hk_node *
treeedit_fresh(struct hk_env *env, const struct hk_node *node)
{
    struct hk_node *copy;
    if (node->kind == HK_SCALAR) {
        bool plain = node->style == HK_PLAIN;
        return hk_node_scalar(env, hk_node_text(node), plain ? HK_TAG_NONE : HK_TAG_STR, HK_PLAIN,
                              HK_NOWHERE);
    }
    copy = node->kind == HK_MAP ? hk_node_map(env, HK_NOWHERE) : hk_node_seq(env, HK_NOWHERE);
    for (uint32_t i = 0; i < node->n; i++) {
        if (node->kind == HK_MAP)
            copy = hk_edit_set(env, copy, node->pairs[i].key,
                               treeedit_fresh(env, node->pairs[i].value));
        else
            copy = hk_edit_append(env, copy, treeedit_fresh(env, node->items[i]));
    }
    return copy;
}

static inline struct hk_node *
treeedit_value(struct hk_env *env, struct hk_slice text)
{
    struct hk_node *root = NULL;
    hk_file_id file = 0;
    CHECK(hk_read_config(env, HK_S("value"), text, &file, &root) == HKR_OK && root);
    return treeedit_fresh(env, root);
}

/* A change of the node that it is given; NULL: the node goes. */
typedef struct hk_node *(*treeedit_fn)(struct hk_env *env, struct hk_node *node, void *user);

/* Makes @change at @path ("images/0/newTag"); a key that is not there is added. */
static inline struct hk_node *
treeedit_at(struct hk_env *env, struct hk_node *node, struct hk_slice path, treeedit_fn change,
            void *user)
{
    if (path.len == 0)
        return change(env, node, user);
    size_t slash = hk_slice_find(path, '/');
    struct hk_slice part = hk_slice(path.ptr, slash == SIZE_MAX ? path.len : slash);
    struct hk_slice rest = hk_slice_from(path, slash == SIZE_MAX ? path.len : slash + 1);
    uint32_t i = 0;
    if (node->kind == HK_SEQ) {
        i = (uint32_t)strtoul(part.ptr, NULL, 10);
        struct hk_node *item = i < node->n ? node->items[i] : NULL;
        struct hk_node *next = treeedit_at(env, item, rest, change, user);
        if (!next)
            return hk_edit_remove_at(env, node, i);
        return item ? hk_edit_set_item(env, node, i, next) : hk_edit_append(env, node, next);
    }
    hk_sym key = hk_env_sym(env, part);
    while (i < node->n && node->pairs[i].key != key)
        i++;
    struct hk_node *old = i < node->n ? node->pairs[i].value : NULL;
    struct hk_node *next = treeedit_at(env, old, rest, change, user);
    if (!next)
        return hk_edit_remove_at(env, node, i);
    return old ? hk_edit_set_at(env, node, i, next)
               : hk_edit_append_pair(env, node, hk_edit_pair(key, next));
}

static inline struct hk_node *
treeedit_set(struct hk_env *env, struct hk_node *node, void *user)
{
    struct hk_node *value = user;
    if (node && node->kind == HK_SCALAR && value->kind == HK_SCALAR)
        return hk_edit_text(env, node, hk_node_text(value), (enum hk_tag)value->tag, HK_NOWHERE);
    return value;
}

static inline struct hk_node *
treeedit_remove(struct hk_env *env, struct hk_node *node, void *user)
{
    (void)env, (void)node, (void)user;
    return NULL;
}

static inline struct hk_node *
treeedit_append(struct hk_env *env, struct hk_node *node, void *user)
{
    if (!node || node->kind != HK_SEQ)
        return hk_edit_append(env, hk_node_seq(env, HK_NOWHERE), user);
    return hk_edit_append(env, node, user);
}

static inline struct hk_node *
treeedit_prepend(struct hk_env *env, struct hk_node *node, void *user)
{
    return hk_edit_insert(env, node, 0, user);
}

/* Edits in lines: "PATH = VALUE", "PATH += ITEM", "PATH ^= ITEM" (comes first), "PATH -". */
static inline struct hk_node *
treeedit_run(struct hk_env *env, struct hk_node *root, struct hk_slice script)
{
    while (script.len) {
        size_t end = hk_slice_find(script, '\n');
        struct hk_slice line = hk_slice(script.ptr, end == SIZE_MAX ? script.len : end);
        script = hk_slice_from(script, line.len + 1);
        size_t space = hk_slice_find(line, ' ');
        CHECK(space != SIZE_MAX);
        struct hk_slice path = hk_slice(line.ptr, space), rest = hk_slice_from(line, space + 1);
        size_t gap = hk_slice_find(rest, ' ');
        treeedit_fn change = rest.ptr[0] == '-'   ? treeedit_remove
                             : rest.ptr[0] == '+' ? treeedit_append
                             : rest.ptr[0] == '^' ? treeedit_prepend
                                                  : treeedit_set;
        struct hk_node *value =
            gap == SIZE_MAX ? NULL : treeedit_value(env, hk_slice_from(rest, gap + 1));
        if (!root || root->kind == HK_SCALAR)
            root = hk_node_map(env, HK_NOWHERE);
        root = treeedit_at(env, root, path, change, value);
    }
    return root;
}

#endif
