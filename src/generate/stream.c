/* SPDX-License-Identifier: Apache-2.0 */
#include "stream.h"

#include "../base/path.h"
#include "../res/notes.h"
#include "../res/stringmap.h"
#include "../yaml/write.h"
#include "../yaml/write_source.h"

#define NO_OWNER UINT32_MAX /* the number of no render: all trees are copied before they change */

/* ---- Objects ------------------------------------------------------------------------------ */

/* What kustomize keeps of it. What is down by now stays where the object brought it along. */
static void
put_notes(struct hk_env *env, struct hk_string_map *map, const struct hk_resource *res)
{
    for (size_t i = 0; i < HK_NOTES_MAX; i++) {
        struct hk_slice text = hk_notes_text(env, res, i);
        if (text.len)
            hk_string_map_put(env, map, hk_notes_keys[i], text, HK_NOWHERE);
        else if (hk_string_map_find(map, hk_notes_keys[i]))
            hk_string_map_find(map, hk_notes_keys[i])->value = text;
    }
}

static void
set_member(struct hk_env *env, struct hk_node **map, struct hk_slice key, hk_sym value)
{
    if (value == HK_SYM_EMPTY)
        return;
    *map = hk_edit_set(env, *map, hk_env_sym(env, key),
                       hk_string_node(env, hk_env_text(env, value), HK_NOWHERE));
}

/* The id as a small YAML text. */
static enum hkr_status
put_id(struct hk_env *env, struct hk_string_map *map, const struct hk_resource *res,
       struct hk_buf *buf)
{
    struct hk_node *node = hk_node_map(env, HK_NOWHERE);
    set_member(env, &node, HK_S("group"), res->id.gvk.group);
    set_member(env, &node, HK_S("kind"), res->id.gvk.kind);
    set_member(env, &node, HK_S("name"), res->id.name);
    set_member(env, &node, HK_S("namespace"), res->id.ns);
    set_member(env, &node, HK_S("version"), res->id.gvk.version);
    size_t before = buf->len;
    enum hkr_status status = hk_write_yaml(env, node, buf);
    struct hk_slice text = hk_arena_slice(env->arena, hk_slice_from(hk_buf_slice(buf), before));
    buf->len = before;
    hk_string_map_put(env, map, hk_env_sym(env, HK_STREAM_ID), text, HK_NOWHERE);
    return status;
}

static enum hkr_status
write_object(struct hk_env *env, const struct hk_resource *res, bool with_id, struct hk_buf *buf)
{
    struct hk_resource *copy = hk_resource_clone(env, res);
    struct hk_string_map map = {0};
    enum hkr_status status = HKR_OK;
    hk_string_map_read(env, &map, hk_resource_annotations(res));
    put_notes(env, &map, res);
    if (with_id)
        status = put_id(env, &map, res, buf);
    if (map.entries.n)
        hk_resource_set_meta(env, copy, HK_SYM_annotations,
                             hk_string_map_node(env, &map, HK_NOWHERE));
    if (status == HKR_OK)
        status = hk_write_yaml(env, copy->root, buf);
    if (status != HKR_OK)
        hk_resource_blame(env, res);
    return status;
}

/* An environment whose trees and sources are gone with @arena. */
static struct hk_env
passing(const struct hk_env *env, struct hk_arena *arena)
{
    struct hk_env sub = *env;
    sub.arena = arena;
    sub.owner = NO_OWNER;
    return sub;
}

enum hkr_status
hk_stream_config(struct hk_env *env, const struct hk_resource *res, struct hk_buf *buf)
{
    struct hk_mark mark = hk_arena_mark(env->scratch);
    struct hk_env sub = passing(env, hk_arena_within(env->scratch));
    enum hkr_status status = write_object(&sub, res, false, buf);
    hk_arena_rewind(env->scratch, mark);
    return status;
}

enum hkr_status
hk_stream_objects(struct hk_env *env, const struct hk_resset *set, struct hk_buf *buf)
{
    struct hk_mark outer = hk_arena_mark(env->scratch);
    struct hk_arena *arena = hk_arena_within(env->scratch);
    struct hk_env sub = passing(env, arena);
    enum hkr_status status = HKR_OK;
    size_t start = buf->len;
    for (uint32_t i = 0; status == HKR_OK && i < set->list.n; i++) {
        struct hk_mark mark = hk_arena_mark(arena);
        if (!set->list.items[i]->root)
            continue;
        hk_env_poll(env);
        if (buf->len > start)
            hk_buf_append(buf, HK_S("---\n"));
        status = write_object(&sub, set->list.items[i], true, buf);
        hk_arena_rewind(arena, mark);
    }
    hk_arena_rewind(env->scratch, outer);
    return status;
}

/* ---- Resource lists ----------------------------------------------------------------------- */

/* Sets an annotation as kustomize's function library does: in place with the quotes that stand
 * there, else at the end. */
static struct hk_node *
annotated(struct hk_env *env, struct hk_node *root, hk_sym key, struct hk_slice text)
{
    struct hk_node *meta = hk_map_get(root, HK_SYM_metadata);
    if (!meta || meta->kind != HK_MAP)
        meta = hk_node_map(env, HK_NOWHERE);
    struct hk_node *map = hk_map_get(meta, HK_SYM_annotations);
    if (!map || map->kind != HK_MAP)
        map = hk_node_map(env, HK_NOWHERE);
    struct hk_node *old = hk_map_get(map, key);
    struct hk_node *value = old && old->kind == HK_SCALAR
                                ? hk_edit_text(env, old, text, HK_TAG_STR, HK_NOWHERE)
                                : hk_node_scalar(env, text, HK_TAG_STR, HK_SINGLE, HK_NOWHERE);
    map = hk_edit_set(env, map, key, value);
    return hk_edit_set(env, root, HK_SYM_metadata, hk_edit_set(env, meta, HK_SYM_annotations, map));
}

/* The newer key of each annotation of that library, and the older one. */
static const hk_sym library_keys[][2] = {
    {HK_SYM_internal_path, HK_SYM_legacy_path},
    {HK_SYM_internal_index, HK_SYM_legacy_index},
    {HK_SYM_internal_id, HK_SYM_legacy_id},
};

/* What an object brings under one key it gets under the other. */
static struct hk_node *
completed(struct hk_env *env, struct hk_node *root)
{
    for (size_t i = 0; i < HK_COUNT(library_keys); i++) {
        const struct hk_node *map =
            hk_map_get(hk_map_get(root, HK_SYM_metadata), HK_SYM_annotations);
        struct hk_slice newer = hk_map_text(map, library_keys[i][0]);
        struct hk_slice older = hk_map_text(map, library_keys[i][1]);
        if (newer.len && !older.len)
            root = annotated(env, root, library_keys[i][1], newer);
        else if (older.len && !newer.len)
            root = annotated(env, root, library_keys[i][0], older);
    }
    return root;
}

static enum hkr_status
check_agreement(struct hk_env *env, const struct hk_node *root)
{
    const struct hk_node *meta = hk_map_get(root, HK_SYM_metadata);
    const struct hk_node *map = hk_map_get(meta, HK_SYM_annotations);
    for (size_t i = 0; i < HK_COUNT(library_keys); i++) {
        struct hk_slice newer = hk_map_text(map, library_keys[i][0]);
        struct hk_slice older = hk_map_text(map, library_keys[i][1]);
        if (!newer.len || !older.len || hk_slice_eq(newer, older) ||
            library_keys[i][0] == HK_SYM_internal_index) /* that one is set anew */
            continue;
        enum hkr_status status = hk_diag_report(
            env->diags, HK_D_FUNCTION_ANNOTATIONS, HK_NOWHERE,
            "annotations of %" PRSLICE " '%" PRSLICE "' disagree: %" PRSLICE " and %" PRSLICE,
            ARGSLICE(hk_map_text(root, HK_SYM_kind)), ARGSLICE(hk_map_text(meta, HK_SYM_name)),
            ARGSLICE(hk_env_text(env, library_keys[i][0])),
            ARGSLICE(hk_env_text(env, library_keys[i][1])));
        hk_diag_mend(env->diags, "remove one of the two; functions write them anew");
        return status;
    }
    return HKR_OK;
}

/* The marks that tell a function, and kustomize afterwards, which object is which. */
static struct hk_node *
marked(struct hk_env *env, struct hk_node *root, uint32_t i)
{
    struct hk_slice index = hk_arena_printf(env->arena, "%u", i);
    struct hk_slice id = hk_arena_printf(env->arena, "%u", i + 1);
    root = completed(env, root);
    root = annotated(env, root, HK_SYM_legacy_index, index);
    root = annotated(env, root, HK_SYM_internal_index, index);
    root = annotated(env, root, HK_SYM_internal_annotations_migration, index);
    root = annotated(env, root, HK_SYM_internal_id, id);
    return annotated(env, root, HK_SYM_legacy_id, id);
}

static void
add_pair(struct hk_env *env, struct hk_node **map, hk_sym key, struct hk_node *value)
{
    *map = hk_edit_append_pair(env, *map, hk_edit_pair(key, value));
}

static enum hkr_status
make_list(struct hk_env *env, struct hk_slice objects, struct hk_slice config,
          struct hk_node **ret_root)
{
    struct hk_docs docs = {0};
    struct hk_docs configs = {0};
    enum hkr_status status = hk_read_docs(env, HK_S("configuration"), config, &configs);
    if (status == HKR_OK)
        status = hk_read_docs(env, HK_S("objects"), objects, &docs);
    if (status != HKR_OK)
        return status;
    struct hk_node *function = annotated(env, configs.items[0], HK_SYM_local_config, HK_S("true"));
    struct hk_node *items = hk_node_seq(env, HK_NOWHERE);
    for (uint32_t i = 0; i < docs.n && status == HKR_OK; i++)
        status = check_agreement(env, docs.items[i]);
    for (uint32_t i = 0; i < docs.n; i++)
        items = hk_edit_append(env, items, marked(env, docs.items[i], i));
    if (!docs.n)
        items = hk_edit_append(env, items, marked(env, hk_edit_clone(env, function), 0));
    struct hk_node *root = hk_node_map(env, HK_NOWHERE);
    struct hk_node *version =
        hk_node_scalar(env, HK_S("config.kubernetes.io/v1"), HK_TAG_STR, HK_PLAIN, HK_NOWHERE);
    struct hk_node *kind =
        hk_node_scalar(env, HK_S("ResourceList"), HK_TAG_STR, HK_PLAIN, HK_NOWHERE);
    add_pair(env, &root, HK_SYM_apiVersion, version);
    add_pair(env, &root, HK_SYM_kind, kind);
    add_pair(env, &root, HK_SYM_items, items);
    add_pair(env, &root, HK_SYM_functionConfig, function);
    *ret_root = root;
    return status;
}

/* kustomize writes the objects and reads them again on the way, so their order and quotes are those
 * of its output. */
enum hkr_status
hk_stream_resource_list(struct hk_env *env, struct hk_slice objects, struct hk_slice config,
                        struct hk_place at, struct hk_buf *buf)
{
    struct hk_mark mark = hk_arena_mark(env->scratch);
    struct hk_env sub = passing(env, hk_arena_within(env->scratch));
    struct hk_node *root = NULL;
    uint32_t n_diags = env->diags->list.n;
    sub.sources = hk_sources_new(sub.arena);
    enum hkr_status status = make_list(&sub, objects, config, &root);
    if (status == HKR_OK)
        hk_write_source(&sub, root, buf);
    for (uint32_t i = n_diags; i < env->diags->list.n; i++) { /* its sources go with it */
        env->diags->list.items[i]->at = at;
        env->diags->list.items[i]->related = NULL;
    }
    hk_arena_rewind(env->scratch, mark);
    return status;
}

/* ---- What comes back ---------------------------------------------------------------------- */

static enum hkr_status
check_empty(struct hk_env *env, const struct hk_node *node)
{
    if (node->kind == HK_SCALAR || node->n)
        return HKR_OK;
    enum hkr_status status = hk_diag_report(env->diags, HK_D_NOT_OBJECT, hk_node_place(node),
                                            "this is not a Kubernetes object");
    hk_diag_mend(env->diags, "let the function leave it out");
    return status;
}

/* The documents of a function, and the items of the first. */
static enum hkr_status
check_documents(struct hk_env *env, const struct hk_docs *docs)
{
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < docs->n; i++)
        status = check_empty(env, docs->items[i]);
    const struct hk_node *items = docs->n == 1 ? hk_map_get(docs->items[0], HK_SYM_items) : NULL;
    for (uint32_t i = 0; status == HKR_OK && items && items->kind == HK_SEQ && i < items->n; i++)
        status = check_empty(env, items->items[i]);
    return status;
}

static enum hkr_status
read_docs(struct hk_env *env, struct hk_slice name, struct hk_slice text, bool secret,
          struct hk_docs *ret_docs)
{
    struct hk_sources_loan *loan = hk_sources_lend(env->sources, env->arena);
    enum hkr_status status = hk_read_docs(env, name, text, ret_docs);
    hk_sources_lent(loan, secret);
    return status;
}

enum hkr_status
hk_stream_read(struct hk_env *env, struct hk_slice name, struct hk_slice text, bool secret,
               struct hk_resource_list *ret_list)
{
    struct hk_docs docs = {0};
    enum hkr_status status = read_docs(env, name, text, secret, &docs);
    return status == HKR_OK ? hk_resources_from_docs(env, &docs, ret_list) : status;
}

enum hkr_status
hk_stream_read_list(struct hk_env *env, struct hk_slice name, struct hk_slice text, bool secret,
                    struct hk_resource_list *ret_list)
{
    struct hk_docs docs = {0};
    enum hkr_status status = read_docs(env, name, text, secret, &docs);
    if (status == HKR_OK)
        status = check_documents(env, &docs);
    return status == HKR_OK ? hk_resources_from_docs(env, &docs, ret_list) : status;
}

void
hk_stream_drop(struct hk_env *env, struct hk_resource *res, hk_sym key)
{
    struct hk_string_map all = {0};
    struct hk_string_map kept = {0};
    hk_string_map_read(env, &all, hk_resource_annotations(res));
    for (uint32_t i = 0; i < all.entries.n; i++) {
        const struct hk_string_entry *entry = &all.entries.items[i];
        if (entry->key != key)
            hk_string_map_put(env, &kept, entry->key, entry->value, entry->at);
    }
    hk_resource_set_meta(env, res, HK_SYM_annotations, hk_string_map_node(env, &kept, res->at));
}

static char
lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

/* Where the function library says that a new object belongs: "prod/deployment_web.yaml". */
static struct hk_slice
default_path(struct hk_env *env, const struct hk_resource *res)
{
    struct hk_slice kind = hk_arena_slice(env->arena, hk_env_text(env, res->id.gvk.kind));
    char *text = hk_arena_strdup(env->arena, kind);
    for (size_t i = 0; i < kind.len; i++)
        text[i] = lower(text[i]);
    struct hk_slice file = hk_arena_concat(env->arena, hk_slice(text, kind.len), HK_S("_"));
    file = hk_arena_concat(env->arena, file, hk_env_text(env, res->id.name));
    file = hk_arena_concat(env->arena, file, HK_S(".yaml"));
    return hk_path_resolve(env->arena, hk_env_text(env, res->id.ns), file);
}

void
hk_stream_unmark(struct hk_env *env, struct hk_resource *res)
{
    static const hk_sym marks[] = {
        HK_SYM_legacy_index, HK_SYM_internal_index, HK_SYM_internal_annotations_migration,
        HK_SYM_internal_id,  HK_SYM_legacy_id,      HK_SYM_internal_seqindent};
    const struct hk_node *annotations = hk_resource_annotations(res);
    bool has_path = hk_map_find(annotations, HK_SYM_internal_path) ||
                    hk_map_find(annotations, HK_SYM_legacy_path);
    if (!has_path) {
        struct hk_slice path = default_path(env, res);
        res->root = annotated(env, res->root, HK_SYM_internal_path, path);
        res->root = annotated(env, res->root, HK_SYM_legacy_path, path);
    }
    struct hk_node *meta = hk_map_get(res->root, HK_SYM_metadata);
    struct hk_node *map = hk_map_get(meta, HK_SYM_annotations);
    for (size_t i = 0; i < HK_COUNT(marks); i++)
        if (hk_map_find(map, marks[i]))
            map = hk_edit_remove(env, map, marks[i]);
    hk_resource_set_meta(env, res, HK_SYM_annotations, map && map->n ? map : NULL);
}
