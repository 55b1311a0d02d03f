/* SPDX-License-Identifier: Apache-2.0 */
#include "resource.h"

#include "stringmap.h"

/* The next item of the comma list @rest. False at its end. */
static bool
next_item(struct hk_slice *rest, bool *done, struct hk_slice *ret_item)
{
    if (*done)
        return false;
    size_t comma = hk_slice_find(*rest, ',');
    *done = comma == SIZE_MAX;
    *ret_item = hk_slice_head(*rest, comma);
    *rest = *done ? hk_slice_from(*rest, rest->len) : hk_slice_from(*rest, comma + 1);
    return true;
}

static bool
is_enabled(const struct hk_node *annotations, hk_sym key)
{
    return hk_slice_eq(hk_map_text(annotations, key), HK_S("enabled"));
}

/* Earlier ids from the three parallel lists that an object may bring in its annotations. */
static void
read_previous_ids(struct hk_env *env, struct hk_resource *res, const struct hk_node *annotations)
{
    struct hk_slice names = hk_map_text(annotations, HK_SYM_internal_previousNames);
    struct hk_slice spaces = hk_map_text(annotations, HK_SYM_internal_previousNamespaces);
    struct hk_slice kinds = hk_map_text(annotations, HK_SYM_internal_previousKinds);
    struct hk_slice name, ns, kind;
    bool names_done = false;
    bool spaces_done = false;
    bool kinds_done = false;
    if (!hk_map_find(annotations, HK_SYM_internal_previousNames))
        return;
    while (next_item(&names, &names_done, &name) && next_item(&spaces, &spaces_done, &ns) &&
           next_item(&kinds, &kinds_done, &kind)) {
        struct hk_prev_id prev = {hk_env_sym(env, kind), hk_env_sym(env, name),
                                  hk_env_sym(env, ns)};
        hk_vec_push(env->arena, &res->prev, prev);
    }
}

static void
read_affixes(struct hk_env *env, struct hk_resource *res, const struct hk_node *annotations)
{
    struct hk_slice list = hk_map_text(annotations, HK_SYM_internal_prefixes);
    struct hk_slice item;
    bool done = list.len == 0;
    while (next_item(&list, &done, &item))
        hk_vec_push(env->arena, &res->prefixes, hk_env_sym(env, item));
    list = hk_map_text(annotations, HK_SYM_internal_suffixes);
    done = list.len == 0;
    while (next_item(&list, &done, &item))
        hk_vec_push(env->arena, &res->suffixes, hk_env_sym(env, item));
}

static enum hk_behavior
behavior_of(struct hk_slice text)
{
    if (hk_slice_eq(text, HK_S("create")))
        return HK_BEHAVIOR_CREATE;
    if (hk_slice_eq(text, HK_S("replace")))
        return HK_BEHAVIOR_REPLACE;
    if (hk_slice_eq(text, HK_S("merge")))
        return HK_BEHAVIOR_MERGE;
    return HK_BEHAVIOR_UNSPECIFIED;
}

/* kustomize keeps its own notes in annotations, so an object can bring some along. */
static void
read_state(struct hk_env *env, struct hk_resource *res)
{
    const struct hk_node *annotations = hk_resource_annotations(res);
    if (!annotations)
        return;
    read_previous_ids(env, res, annotations);
    read_affixes(env, res, annotations);
    res->needs_hash = is_enabled(annotations, HK_SYM_internal_needsHashSuffix);
    res->allow_name_change = is_enabled(annotations, HK_SYM_internal_allowNameChange);
    res->allow_kind_change = is_enabled(annotations, HK_SYM_internal_allowKindChange);
    res->helm_generated = hk_map_find(annotations, HK_SYM_internal_helm_generated) != NULL;
    if (hk_map_find(annotations, HK_SYM_internal_generatorBehavior))
        res->behavior = behavior_of(hk_map_text(annotations, HK_SYM_internal_generatorBehavior));
}

struct hk_resource *
hk_resource_new(struct hk_env *env, struct hk_node *root)
{
    struct hk_resource *res = HK_NEW(env->arena, struct hk_resource);
    res->root = root;
    res->at = hk_node_place(root);
    hk_resource_refresh(env, res);
    read_state(env, res);
    return res;
}

struct hk_resource *
hk_resource_clone(struct hk_env *env, const struct hk_resource *res)
{
    struct hk_resource *copy = HK_NEW(env->arena, struct hk_resource);
    *copy = *res;
    /* A list that both could append to must not be shared: full lists move when they grow. */
    copy->prev.cap = copy->prev.n;
    copy->prefixes.cap = copy->prefixes.n;
    copy->suffixes.cap = copy->suffixes.n;
    copy->vars.cap = copy->vars.n;
    if (copy->has_cells && copy->root)
        copy->root = hk_edit_copy_cells(env, copy->root);
    return copy;
}

void
hk_resource_refresh(struct hk_env *env, struct hk_resource *res)
{
    if (res->root)
        res->id = hk_id_read(env, res->root);
}

static bool
has_comma(const struct hk_env *env, hk_sym sym)
{
    return hk_slice_find(hk_env_text(env, sym), ',') != SIZE_MAX;
}

static size_t
n_commas(struct hk_slice text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++)
        n += text.ptr[i] == ',';
    return n;
}

/* kustomize keeps earlier ids in comma lists, so a comma in one makes several of it; where the
 * three lists come out of step, it breaks off. */
static void
push_split_id(struct hk_env *env, struct hk_resource *res, struct hk_prev_id id)
{
    struct hk_slice names = hk_env_text(env, id.name);
    struct hk_slice spaces = hk_env_text(env, id.ns);
    struct hk_slice kinds = hk_env_text(env, id.kind);
    struct hk_slice name, ns, kind;
    bool names_done = false;
    bool spaces_done = false;
    bool kinds_done = false;
    res->ids_out_of_step |=
        n_commas(names) != n_commas(spaces) || n_commas(names) != n_commas(kinds);
    while (next_item(&names, &names_done, &name) && next_item(&spaces, &spaces_done, &ns) &&
           next_item(&kinds, &kinds_done, &kind)) {
        struct hk_prev_id prev = {hk_env_sym(env, kind), hk_env_sym(env, name),
                                  hk_env_sym(env, ns)};
        hk_vec_push(env->arena, &res->prev, prev);
    }
}

void
hk_resource_settle_annotations(struct hk_env *env, struct hk_resource *res)
{
    const struct hk_node *old = hk_resource_annotations(res);
    bool settled = true;
    for (uint32_t i = 0; old && settled && i < old->n; i++)
        settled = hk_node_is_string(old->pairs[i].value);
    if (settled)
        return;
    struct hk_string_map map = {0};
    hk_string_map_read(env, &map, old);
    hk_resource_set_meta(env, res, HK_SYM_annotations,
                         hk_string_map_node(env, &map, hk_node_place(old)));
}

void
hk_resource_push_id(struct hk_env *env, struct hk_resource *res)
{
    struct hk_prev_id prev = {res->id.gvk.kind, res->id.name, hk_id_effective_ns(&res->id)};
    /* kustomize adds no empty name to its list. Alone that means that there is no list, so no
     * earlier id; with others, before or after, the lists are out of step. */
    if (prev.name == HK_SYM_EMPTY) {
        res->ids_out_of_step |= res->prev.n > 0;
        res->was_nameless = true;
        return;
    }
    res->ids_out_of_step |= res->was_nameless;
    if (has_comma(env, prev.kind) || has_comma(env, prev.name) || has_comma(env, prev.ns))
        push_split_id(env, res, prev);
    else
        hk_vec_push(env->arena, &res->prev, prev);
}

struct hk_id
hk_resource_prev_id(const struct hk_env *env, const struct hk_resource *res, uint32_t i)
{
    const struct hk_prev_id *prev = &res->prev.items[i];
    struct hk_gvk gvk = res->id.gvk;
    gvk.kind = prev->kind;
    return hk_id_make(env, gvk, prev->name, prev->ns);
}

struct hk_id
hk_resource_original_id(const struct hk_env *env, const struct hk_resource *res)
{
    return res->prev.n ? hk_resource_prev_id(env, res, 0) : res->id;
}

bool
hk_resource_had_id(const struct hk_env *env, const struct hk_resource *res, const struct hk_id *id)
{
    if (hk_id_eq(&res->id, id))
        return true;
    for (uint32_t i = 0; i < res->prev.n; i++) {
        struct hk_id prev = hk_resource_prev_id(env, res, i);
        if (hk_id_eq(&prev, id))
            return true;
    }
    return false;
}

/* metadata as a map that can be changed, made when it is missing or null. */
static struct hk_node *
metadata_of(struct hk_env *env, const struct hk_resource *res)
{
    struct hk_node *meta = hk_map_get(res->root, HK_SYM_metadata);
    return meta && meta->kind == HK_MAP ? meta : hk_node_map(env, res->at);
}

void
hk_resource_set_name(struct hk_env *env, struct hk_resource *res, struct hk_slice name,
                     struct hk_place at)
{
    struct hk_node *meta = metadata_of(env, res);
    struct hk_node *old = hk_map_get(meta, HK_SYM_name);
    struct hk_node *value = old && old->kind == HK_SCALAR
                                ? hk_edit_text(env, old, name, HK_TAG_NONE, at)
                                : hk_node_untagged(env, name, at);
    meta = hk_edit_set(env, meta, HK_SYM_name, value);
    res->root = hk_edit_set(env, res->root, HK_SYM_metadata, meta);
}

void
hk_resource_set_namespace(struct hk_env *env, struct hk_resource *res, struct hk_slice ns,
                          struct hk_place at)
{
    struct hk_node *meta = metadata_of(env, res);
    struct hk_node *old = hk_map_get(meta, HK_SYM_namespace);
    if (!ns.len) {
        meta = old ? hk_edit_remove(env, meta, HK_SYM_namespace) : meta;
    } else {
        struct hk_node *value = old && old->kind == HK_SCALAR
                                    ? hk_edit_text(env, old, ns, HK_TAG_NONE, at)
                                    : hk_node_untagged(env, ns, at);
        meta = hk_edit_set(env, meta, HK_SYM_namespace, value);
    }
    res->root = hk_edit_set(env, res->root, HK_SYM_metadata, meta);
}

const struct hk_node *
hk_resource_labels(const struct hk_resource *res)
{
    const struct hk_node *map = hk_map_get(hk_map_get(res->root, HK_SYM_metadata), HK_SYM_labels);
    return map && map->kind == HK_MAP ? map : NULL;
}

const struct hk_node *
hk_resource_annotations(const struct hk_resource *res)
{
    const struct hk_node *map =
        hk_map_get(hk_map_get(res->root, HK_SYM_metadata), HK_SYM_annotations);
    return map && map->kind == HK_MAP ? map : NULL;
}

void
hk_resource_set_meta(struct hk_env *env, struct hk_resource *res, hk_sym field, struct hk_node *map)
{
    struct hk_node *meta = metadata_of(env, res);
    if (map)
        meta = hk_edit_set(env, meta, field, map);
    else if (hk_map_find(meta, field))
        meta = hk_edit_remove(env, meta, field);
    res->root = hk_edit_set(env, res->root, HK_SYM_metadata, meta);
}

void
hk_resource_blame(struct hk_env *env, const struct hk_resource *res)
{
    hk_diag_subject(env->diags, "%" PRSLICE, ARGSLICE(hk_id_show(env, &res->id)));
    if (res->id.gvk.kind == HK_SYM_Secret)
        hk_diag_hide_line(env->diags);
}

void
hk_resource_blame_since(struct hk_env *env, const struct hk_resource *res, uint32_t n)
{
    for (; n < env->diags->list.n; n++) {
        env->diags->newest = env->diags->list.items[n];
        hk_resource_blame(env, res);
    }
}
