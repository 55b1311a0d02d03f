/* SPDX-License-Identifier: Apache-2.0 */
#include "origin.h"

#include "../base/path.h"
#include "../load/remote.h"
#include "../yaml/resolve.h"

/* @path as go-yaml writes a short string. */
static struct hk_slice
quoted(struct hk_env *env, struct hk_slice path)
{
    static const char special_first[] = "#,[]{}&*!|>'\"%@`";
    if (hk_resolve(path, NULL) != HK_TAG_STR)
        return hk_arena_printf(env->arena, "\"%" PRSLICE "\"", ARGSLICE(path));
    bool odd = memchr(special_first, path.ptr[0], sizeof special_first - 1) != NULL;
    for (size_t i = 0; i < path.len && !odd; i++)
        odd = (path.ptr[i] == ':' && (i + 1 == path.len || path.ptr[i + 1] == ' ')) ||
              (path.ptr[i] == '#' && i > 0 && path.ptr[i - 1] == ' ') || path.ptr[i] == '\'';
    if (!odd)
        return path;
    char *text = hk_arena_alloc(env->arena, path.len * 2 + 2);
    size_t n = 0;
    text[n++] = '\'';
    for (size_t i = 0; i < path.len; i++) {
        if (path.ptr[i] == '\'')
            text[n++] = '\'';
        text[n++] = path.ptr[i];
    }
    text[n++] = '\'';
    return hk_slice(text, n);
}

struct hk_origin
hk_origin_below(struct hk_env *env, const struct hk_origin *origin, struct hk_slice entry)
{
    struct hk_remote remote;
    struct hk_origin below = *origin;
    if (!hk_remote_parse_repository(env->arena, entry, &remote)) {
        below.path = hk_path_resolve(env->arena, origin->path, entry);
        return below;
    }
    /* kustomize takes the path apart before there is a clone, and its stand-in for one shows
     * where nothing of the path is left. */
    struct hk_slice path = hk_path_clean(env->arena, remote.path);
    below.path = hk_slice_eq(path, HK_S(".")) ? HK_S("notCloned") : path;
    below.repo = remote.clone;
    below.ref = remote.ref;
    return below;
}

/* "NAME: VALUE\n", or nothing when there is no value. */
static struct hk_slice
line(struct hk_env *env, const char *name, struct hk_slice value)
{
    if (!value.len)
        return value;
    value = quoted(env, value);
    return hk_arena_printf(env->arena, "%s: %" PRSLICE "\n", name, ARGSLICE(value));
}

static struct hk_slice
repository_lines(struct hk_env *env, const struct hk_origin *origin)
{
    return hk_arena_concat(env->arena, line(env, "repo", origin->repo),
                           line(env, "ref", origin->ref));
}

struct hk_slice
hk_origin_of_file(struct hk_env *env, const struct hk_origin *dir, struct hk_slice path)
{
    struct hk_origin origin = hk_origin_below(env, dir, path);
    return hk_arena_concat(env->arena, line(env, "path", origin.path),
                           repository_lines(env, &origin));
}

struct hk_slice
hk_origin_of_builtin(struct hk_env *env, const struct hk_origin *dir, struct hk_slice file_name,
                     const char *kind)
{
    struct hk_slice text = quoted(env, hk_path_resolve(env->arena, dir->path, file_name));
    struct hk_slice by = hk_arena_printf(env->arena,
                                         "configuredIn: %" PRSLICE
                                         "\nconfiguredBy:\n  apiVersion: builtin\n  kind: %s\n",
                                         ARGSLICE(text), kind);
    return hk_arena_concat(env->arena, repository_lines(env, dir), by);
}

/* Takes the first line off @text when it begins with @name. */
static struct hk_slice
take_line(struct hk_slice *text, struct hk_slice name)
{
    if (!hk_slice_starts(*text, name))
        return HK_S("");
    size_t end = hk_slice_find(*text, '\n');
    struct hk_slice taken = hk_slice_head(*text, end == SIZE_MAX ? end : end + 1);
    *text = hk_slice_from(*text, taken.len);
    return taken;
}

struct hk_slice
hk_origin_of_plugin(struct hk_env *env, const struct hk_resource *res)
{
    struct hk_slice text = hk_map_text(hk_resource_annotations(res), HK_SYM_origin);
    if (!text.len)
        return text;
    struct hk_slice path = take_line(&text, HK_S("path: "));
    struct hk_slice repo = take_line(&text, HK_S("repo: "));
    struct hk_slice ref = take_line(&text, HK_S("ref: "));
    if (path.len)
        path = hk_arena_concat(env->arena, HK_S("configuredIn: "), hk_slice_from(path, 6));
    path = hk_arena_concat(env->arena, hk_arena_concat(env->arena, repo, ref), path);
    struct hk_slice version = quoted(env, hk_map_text(res->root, HK_SYM_apiVersion));
    struct hk_slice kind = quoted(env, hk_env_text(env, res->id.gvk.kind));
    struct hk_slice name = quoted(env, hk_env_text(env, res->id.name));
    struct hk_slice by =
        hk_arena_printf(env->arena,
                        "%" PRSLICE "configuredBy:\n  apiVersion: %" PRSLICE "\n  kind: %" PRSLICE
                        "\n  name: %" PRSLICE "\n",
                        ARGSLICE(path), ARGSLICE(version), ARGSLICE(kind), ARGSLICE(name));
    if (res->id.ns == HK_SYM_EMPTY)
        return by;
    struct hk_slice ns = quoted(env, hk_env_text(env, res->id.ns));
    return hk_arena_printf(env->arena, "%" PRSLICE "  namespace: %" PRSLICE "\n", ARGSLICE(by),
                           ARGSLICE(ns));
}

static void
set_annotation(struct hk_env *env, struct hk_resource *res, hk_sym key, struct hk_slice text)
{
    struct hk_node *value = hk_node_scalar(env, text, HK_TAG_STR, HK_LITERAL, HK_NOWHERE);
    struct hk_node *map = hk_map_get(hk_map_get(res->root, HK_SYM_metadata), HK_SYM_annotations);
    if (!map || map->kind != HK_MAP)
        map = hk_node_map(env, HK_NOWHERE);
    hk_resource_set_meta(env, res, HK_SYM_annotations, hk_edit_set(env, map, key, value));
}

void
hk_origin_set(struct hk_env *env, struct hk_resource *res, struct hk_slice origin)
{
    set_annotation(env, res, HK_SYM_origin, origin);
}

void
hk_origin_add(struct hk_env *env, struct hk_resource *res, struct hk_slice origin)
{
    if (!hk_map_find(hk_resource_annotations(res), HK_SYM_origin))
        hk_origin_set(env, res, origin);
}

/* @origin as an item of a list: "- " before its first line, two spaces before the others. */
static struct hk_slice
as_item(struct hk_env *env, struct hk_slice origin)
{
    char *text = hk_arena_alloc(env->arena, origin.len * 3 + 2);
    size_t n = 0;
    for (size_t i = 0; i < origin.len; i++) {
        if (i == 0 || origin.ptr[i - 1] == '\n') {
            text[n++] = i == 0 ? '-' : ' ';
            text[n++] = ' ';
        }
        text[n++] = origin.ptr[i];
    }
    return hk_slice(text, n);
}

void
hk_origin_transformed(struct hk_env *env, struct hk_resset *set, struct hk_slice origin)
{
    struct hk_slice item = as_item(env, origin);
    for (uint32_t i = 0; i < set->list.n; i++) {
        struct hk_resource *res = set->list.items[i];
        if (!res->root)
            continue;
        hk_resource_settle_annotations(env, res);
        const struct hk_node *annotations = hk_resource_annotations(res);
        if (!hk_map_find(annotations, HK_SYM_origin)) {
            hk_origin_set(env, res, origin);
            continue;
        }
        struct hk_slice before = hk_map_text(annotations, HK_SYM_transformations);
        set_annotation(env, res, HK_SYM_transformations, hk_arena_concat(env->arena, before, item));
    }
}
