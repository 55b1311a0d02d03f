/* SPDX-License-Identifier: Apache-2.0 */
#include "walk.h"

static struct hk_node *walk_node(struct hk_subst_walk *walk, struct hk_node *node);

/* The @i-th child of @node, and its key. Returns what stands in the place of @node. */
static struct hk_node *
walk_child(struct hk_subst_walk *walk, struct hk_node *node, uint32_t i)
{
    struct hk_env *env = walk->env;
    struct hk_node *child = node->kind == HK_MAP ? node->pairs[i].value : node->items[i];
    hk_vec_push(env->scratch, &walk->steps, ((struct hk_subst_step){node, i}));
    struct hk_node *fresh = walk_node(walk, child);
    hk_sym key = HK_SYM_EMPTY;
    if (fresh && node->kind == HK_MAP) {
        key = node->pairs[i].key;
        if (hk_expr_is_any(hk_env_text(env, key), walk->angles))
            key = walk->key(walk, &node->pairs[i]);
    }
    walk->steps.n--;
    if (!fresh || key == HK_SYM_NONE)
        return NULL;
    if (fresh != child)
        node = node->kind == HK_MAP ? hk_edit_set_at(env, node, i, fresh)
                                    : hk_edit_set_item(env, node, i, fresh);
    if (node->kind == HK_MAP && key != node->pairs[i].key)
        node = hk_edit_set_key(env, node, i, key);
    return node;
}

static struct hk_node *
walk_node(struct hk_subst_walk *walk, struct hk_node *node)
{
    if (node->kind == HK_SCALAR)
        return hk_expr_is_any(hk_node_text(node), walk->angles) ? walk->scalar(walk, node) : node;
    if (walk->steps.n >= walk->env->limits->depth) /* the writer says so */
        return node;
    bool in_flow = walk->in_flow;
    walk->in_flow = in_flow || node->flags & HK_NODE_FLOW;
    for (uint32_t i = 0; node && i < node->n; i++)
        node = walk_child(walk, node, i);
    walk->in_flow = in_flow;
    return node;
}

struct hk_node *
hk_subst_walk_run(struct hk_subst_walk *walk, struct hk_node *root)
{
    struct hk_mark mark = hk_arena_mark(walk->env->scratch);
    walk->steps.items = NULL;
    walk->steps.n = walk->steps.cap = 0;
    walk->in_flow = false;
    root = walk_node(walk, root);
    hk_arena_rewind(walk->env->scratch, mark);
    return root;
}

static bool
has_work(const struct hk_env *env, const struct hk_node *node, bool angles, uint32_t depth)
{
    if (node->kind == HK_SCALAR)
        return hk_expr_is_any(hk_node_text(node), angles);
    if (depth >= env->limits->depth)
        return false;
    for (uint32_t i = 0; i < node->n; i++) {
        const struct hk_node *child = node->kind == HK_MAP ? node->pairs[i].value : node->items[i];
        if (has_work(env, child, angles, depth + 1) ||
            (node->kind == HK_MAP && hk_expr_is_any(hk_env_text(env, node->pairs[i].key), angles)))
            return true;
    }
    return false;
}

bool
hk_subst_has_work(const struct hk_env *env, const struct hk_node *root, bool angles)
{
    return has_work(env, root, angles, 0);
}

bool
hk_subst_is_disabled(struct hk_env *env, const struct hk_resource *res)
{
    hk_sym key = hk_env_sym(env, HK_S("kustomize.toolkit.fluxcd.io/substitute"));
    return hk_slice_eq(hk_map_text(hk_resource_labels(res), key), HK_S("disabled")) ||
           hk_slice_eq(hk_map_text(hk_resource_annotations(res), key), HK_S("disabled"));
}

/* ---- Where things stand ----------------------------------------------------------------- */

static bool
is_plain_key(struct hk_slice key)
{
    for (size_t i = 0; i < key.len; i++)
        if (strchr(".[]\"= \n", key.ptr[i]) || !key.ptr[i])
            return false;
    return key.len > 0;
}

static struct hk_slice
with_key(struct hk_env *env, struct hk_slice path, hk_sym sym)
{
    struct hk_slice key = hk_env_text(env, sym);
    if (!is_plain_key(key))
        return hk_arena_printf(env->arena, "%" PRSLICE "[\"%" PRSLICE "\"]", ARGSLICE(path),
                               ARGSLICE(key));
    return hk_arena_printf(env->arena, "%" PRSLICE "%s%" PRSLICE, ARGSLICE(path),
                           path.len ? "." : "", ARGSLICE(key));
}

struct hk_slice
hk_subst_path(const struct hk_subst_walk *walk)
{
    struct hk_env *env = walk->env;
    struct hk_slice path = {NULL, 0};
    for (uint32_t i = 0; i < walk->steps.n; i++) {
        const struct hk_subst_step *step = &walk->steps.items[i];
        if (step->parent->kind == HK_MAP) {
            path = with_key(env, path, step->parent->pairs[step->i].key);
            continue;
        }
        const struct hk_node *named = hk_map_get(step->parent->items[step->i], HK_SYM_name);
        struct hk_slice name = hk_map_text(step->parent->items[step->i], HK_SYM_name);
        if (is_plain_key(name) && !(named->flags & HK_NODE_SECRET))
            path = hk_arena_printf(env->arena, "%" PRSLICE "[name=%" PRSLICE "]", ARGSLICE(path),
                                   ARGSLICE(name));
        else
            path = hk_arena_printf(env->arena, "%" PRSLICE "[%u]", ARGSLICE(path), step->i);
    }
    return path;
}

/* Indentation and escapes make a source longer than its text, within reason: that bounds how far
 * is looked. */
struct hk_place
hk_subst_find(struct hk_subst_finder *finder, uint32_t offset, uint32_t length)
{
    struct hk_place at = finder->at;
    if (!at.file || !length || offset < finder->text_at)
        return at;
    struct hk_slice source = hk_slice_from(hk_sources_text(finder->env->sources, at.file),
                                           at.offset + finder->source_at);
    source = hk_slice_head(source, ((size_t)offset - finder->text_at) * 4 + length + 4096);
    const char *hit =
        source.len ? memmem(source.ptr, source.len, finder->text.ptr + offset, length) : NULL;
    if (!hit)
        return at;
    at.offset += (uint32_t)(finder->source_at + (size_t)(hit - source.ptr));
    at.length = length;
    finder->source_at = at.offset - finder->at.offset + 1;
    finder->text_at = offset;
    return at;
}

static hk_sym
key_at(const struct hk_subst_walk *walk, uint32_t depth)
{
    const struct hk_subst_step *step = &walk->steps.items[depth];
    return step->parent->kind == HK_MAP ? step->parent->pairs[step->i].key : HK_SYM_NONE;
}

static bool
key_is(const struct hk_subst_walk *walk, uint32_t depth, const char *text)
{
    hk_sym key = key_at(walk, depth);
    return key != HK_SYM_NONE && hk_slice_eq(hk_env_text(walk->env, key), hk_slice_cstr(text));
}

static bool
is_data(const struct hk_subst_walk *walk)
{
    struct hk_slice kind = hk_env_text(walk->env, walk->res->id.gvk.kind);
    bool is_secret = hk_slice_eq(kind, HK_S("Secret"));
    if (walk->steps.n != 2 || walk->res->id.gvk.group != HK_SYM_EMPTY ||
        (!is_secret && !hk_slice_eq(kind, HK_S("ConfigMap"))))
        return false;
    return key_is(walk, 0, "data") || key_is(walk, 0, is_secret ? "stringData" : "binaryData");
}

/* What says which object it is. */
static bool
is_identity(const struct hk_subst_walk *walk)
{
    if (walk->steps.n == 1)
        return key_at(walk, 0) == HK_SYM_apiVersion || key_at(walk, 0) == HK_SYM_kind;
    return walk->steps.n == 2 && key_at(walk, 0) == HK_SYM_metadata &&
           (key_at(walk, 1) == HK_SYM_name || key_at(walk, 1) == HK_SYM_namespace);
}

/* An item of the command line of a container. */
static bool
is_argument(const struct hk_subst_walk *walk)
{
    uint32_t n = walk->steps.n;
    if (n < 4 || key_at(walk, n - 1) != HK_SYM_NONE || key_at(walk, n - 3) != HK_SYM_NONE)
        return false;
    return (key_is(walk, n - 2, "args") || key_is(walk, n - 2, "command")) &&
           (key_is(walk, n - 4, "containers") || key_is(walk, n - 4, "initContainers"));
}

bool
hk_subst_is_string_field(const struct hk_subst_walk *walk)
{
    uint32_t n = walk->steps.n;
    if (n >= 3 && key_at(walk, n - 3) == HK_SYM_metadata &&
        (key_at(walk, n - 2) == HK_SYM_annotations || key_at(walk, n - 2) == HK_SYM_labels))
        return true;
    if (n >= 3 && key_is(walk, n - 1, "value") && key_is(walk, n - 3, "env") &&
        key_at(walk, n - 2) == HK_SYM_NONE)
        return true;
    return is_data(walk) || is_identity(walk) || is_argument(walk);
}
