/* SPDX-License-Identifier: Apache-2.0 */
#include "kusttree.h"

#include "../base/vec.h"
#include "../load/scalar.h"

#include <strings.h>

/* ---- Maps ------------------------------------------------------------------------------- */

static bool
is_name(struct hk_slice key, const char *name)
{
    return strlen(name) == key.len && strncasecmp(key.ptr, name, key.len) == 0;
}

uint32_t
hk_kusttree_find(const struct hk_env *env, const struct hk_node *map, const char *name)
{
    uint32_t found = UINT32_MAX;
    struct hk_slice best = {0};
    for (uint32_t i = 0; map && map->kind == HK_MAP && i < map->n; i++) {
        struct hk_slice key = hk_env_text(env, map->pairs[i].key);
        if (!is_name(key, name) || (found != UINT32_MAX && hk_slice_cmp(best, key) > 0))
            continue;
        found = i;
        best = key;
    }
    return found;
}

static bool
is_null(const struct hk_node *node)
{
    return node->kind == HK_SCALAR && hk_scalar_type(node, NULL) == HK_TAG_NULL;
}

struct hk_node *
hk_kusttree_get(const struct hk_env *env, const struct hk_node *map, const char *name)
{
    uint32_t i = hk_kusttree_find(env, map, name);
    return i == UINT32_MAX || is_null(map->pairs[i].value) ? NULL : map->pairs[i].value;
}

struct hk_slice
hk_kusttree_text(const struct hk_env *env, const struct hk_node *map, const char *name)
{
    const struct hk_node *value = hk_kusttree_get(env, map, name);
    return value && value->kind == HK_SCALAR ? hk_node_text(value) : HK_S("");
}

/* A pair that a merge key brought stands before the map in the text. */
static bool
is_inherited(const struct hk_node *map, const struct hk_pair *pair)
{
    return map->file && pair->key_file == map->file && pair->key_offset < map->offset;
}

static struct hk_node *
put_at(struct hk_env *env, struct hk_node *map, uint32_t i, hk_sym key, struct hk_node *value)
{
    if (i == UINT32_MAX || is_inherited(map, &map->pairs[i]))
        return hk_edit_append_pair(env, map, hk_edit_pair(key, value));
    return hk_edit_set_at(env, map, i, value);
}

struct hk_node *
hk_kusttree_put(struct hk_env *env, struct hk_node *map, const char *name, struct hk_node *value)
{
    return put_at(env, map, hk_kusttree_find(env, map, name), hk_env_sym(env, hk_slice_cstr(name)),
                  value);
}

/* @old with another text, or a new scalar. */
static struct hk_node *
changed_text(struct hk_env *env, struct hk_node *old, struct hk_slice text)
{
    if (!old || old->kind != HK_SCALAR)
        return hk_kusttree_new_text(env, text);
    if (hk_scalar_type(old, NULL) == HK_TAG_STR && hk_slice_eq(hk_node_text(old), text))
        return old;
    return hk_edit_text(env, old, text, HK_TAG_STR, HK_NOWHERE);
}

struct hk_node *
hk_kusttree_put_text(struct hk_env *env, struct hk_node *map, const char *name,
                     struct hk_slice text)
{
    if (text.len == 0)
        return hk_kusttree_drop(env, map, name);
    uint32_t i = hk_kusttree_find(env, map, name);
    struct hk_node *old = i == UINT32_MAX ? NULL : map->pairs[i].value;
    struct hk_node *next = changed_text(env, old, text);
    return next == old ? map : put_at(env, map, i, hk_env_sym(env, hk_slice_cstr(name)), next);
}

struct hk_node *
hk_kusttree_set(struct hk_env *env, struct hk_node *map, struct hk_slice name, struct hk_slice text)
{
    hk_sym key = hk_env_sym(env, name);
    uint32_t i = map->n;
    while (i-- > 0 && map->pairs[i].key != key)
        ;
    struct hk_node *old = i == UINT32_MAX ? NULL : map->pairs[i].value;
    struct hk_node *next = changed_text(env, old, text);
    return next == old ? map : put_at(env, map, i, key, next);
}

struct hk_node *
hk_kusttree_drop(struct hk_env *env, struct hk_node *map, const char *name)
{
    const struct hk_node *inherited = NULL;
    for (uint32_t i = map->n; i-- > 0;) {
        if (!is_name(hk_env_text(env, map->pairs[i].key), name))
            continue;
        if (!is_inherited(map, &map->pairs[i]))
            map = hk_edit_remove_at(env, map, i);
        else if (map->pairs[i].value->n > 0)
            inherited = map->pairs[i].value;
    }
    if (!inherited)
        return map;
    /* A merge key brings it: only another value of the map's own says that there is none. */
    struct hk_node *nothing = inherited->kind == HK_SCALAR
                                  ? hk_kusttree_new_text(env, HK_S(""))
                                  : hk_kusttree_new_plain(env, HK_S("null"));
    return hk_edit_append_pair(env, map,
                               hk_edit_pair(hk_env_sym(env, hk_slice_cstr(name)), nothing));
}

/* ---- New nodes -------------------------------------------------------------------------- */

struct hk_node *
hk_kusttree_new_text(struct hk_env *env, struct hk_slice text)
{
    return hk_node_scalar(env, text, HK_TAG_STR, HK_PLAIN, HK_NOWHERE);
}

struct hk_node *
hk_kusttree_new_plain(struct hk_env *env, struct hk_slice text)
{
    return hk_node_scalar(env, text, HK_TAG_NONE, HK_PLAIN, HK_NOWHERE);
}

/* ---- Fields of the file ----------------------------------------------------------------- */

struct hk_node *
hk_kusttree_field(const struct hk_kusttree *tree, const char *name)
{
    return hk_kusttree_get(tree->env, tree->root, name);
}

void
hk_kusttree_set_field(struct hk_kusttree *tree, const char *name, struct hk_node *value)
{
    if (!value || (value->kind != HK_SCALAR && value->n == 0))
        tree->root = hk_kusttree_drop(tree->env, tree->root, name);
    else
        tree->root = hk_kusttree_put(tree->env, tree->root, name, value);
}

uint32_t
hk_kusttree_count(const struct hk_kusttree *tree, const char *name)
{
    const struct hk_node *list = hk_kusttree_field(tree, name);
    return list && list->kind == HK_SEQ ? list->n : 0;
}

void
hk_kusttree_append(struct hk_kusttree *tree, const char *name, struct hk_node *item)
{
    struct hk_node *list = hk_kusttree_field(tree, name);
    if (!list)
        list = hk_node_seq(tree->env, HK_NOWHERE);
    hk_kusttree_set_field(tree, name, hk_edit_append(tree->env, list, item));
}

/* ---- Operands --------------------------------------------------------------------------- */

struct hk_slices
hk_kusttree_split(struct hk_env *env, struct hk_slice text, char at)
{
    struct hk_slices parts = {0};
    for (;;) {
        size_t end = hk_slice_find(text, at);
        struct hk_slice part = end == SIZE_MAX ? text : hk_slice(text.ptr, end);
        hk_vec_push(env->arena, &parts, part);
        if (end == SIZE_MAX)
            return parts;
        text = hk_slice_from(text, end + 1);
    }
}

struct hk_slice
hk_kusttree_arg(const struct hk_kusttree *tree, size_t i)
{
    return hk_slice_cstr(tree->edit->args[i]);
}

enum hkr_status
hk_kusttree_fault(struct hk_kusttree *tree, const char *mend, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct hk_slice message = hk_arena_vprintf(tree->env->arena, format, args);
    va_end(args);
    (void)hk_diag_report(tree->env->diags, HK_D_EDIT_OPERAND, HK_NOWHERE, "%" PRSLICE,
                         ARGSLICE(message));
    if (mend)
        hk_diag_mend(tree->env->diags, "%s", mend);
    return HKR_E_INPUT;
}

struct hk_place
hk_kusttree_place(const struct hk_kusttree *tree, const struct hk_node *node)
{
    if (node && node->file)
        return hk_node_place(node);
    return (struct hk_place){tree->source.file, 0, 0};
}
