/* SPDX-License-Identifier: Apache-2.0 */
#include "schemas.h"

#include "../load/scalar.h"

#include <stdarg.h>
#include <stdio.h>

/* Maps with more pairs are found in by an index. */
enum { SCAN_LIMIT = 16 };

void
hk_schemas_init(struct hk_env *env)
{
    env->schemas = HK_NEW(env->arena, struct hk_schemas);
    env->schemas->env = env;
}

bool
hk_schemas_were_asked(const struct hk_env *env)
{
    return env->schemas->was_asked;
}

void
hk_schemas_note_asked(struct hk_env *env)
{
    env->schemas->was_asked = true;
}

void
hk_schemas_choose(struct hk_env *env, const struct hk_schema_source *source, bool seen_others)
{
    struct hk_schemas *schemas = env->schemas;
    schemas->source = *source;
    schemas->order = schemas->was_asked ? SCHEMA_TABLES_LAST
                     : seen_others      ? SCHEMA_TABLES_FIRST
                                        : SCHEMA_REPLACED;
    env->is_cluster_kind = hk_schemas_is_cluster_kind;
}

void
hk_schemas_fault(struct hk_schemas *schemas, const struct hk_node *node, const char *format, ...)
{
    struct hk_env *env = schemas->env;
    char what[160];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(what, sizeof what, format, args);
    va_end(args);
    (void)hk_diag_report(env->diags, HK_D_OPENAPI_FORM, hk_node_place(node), "%s", what);
    hk_diag_mend(env->diags, "correct the OpenAPI document, or take `openapi` out");
    hk_diag_related(env->diags, schemas->source.at, "it is named here");
    hk_heap_throw(hk_arena_heap(env->arena), HKR_E_INPUT);
}

enum hk_tag
hk_schemas_type(const struct hk_schemas *schemas, const struct hk_node *scalar)
{
    return schemas->is_json ? hk_node_type(scalar) : hk_scalar_type(scalar, NULL);
}

/* ---- Maps ------------------------------------------------------------------------------- */

struct hk_node *
hk_schemas_member(const struct hk_node *map, hk_sym name)
{
    for (uint32_t i = map && map->kind == HK_MAP ? map->n : 0; i-- > 0;)
        if (map->pairs[i].key == name)
            return map->pairs[i].value;
    return NULL;
}

static struct schema_map
map_of(struct hk_schemas *schemas, const struct hk_node *node)
{
    struct schema_map map = {.node = node && node->kind == HK_MAP ? node : NULL};
    if (!map.node || node->n <= SCAN_LIMIT)
        return map;
    map.index = hk_index_new(schemas->env->arena, node->n);
    for (uint32_t i = 0; i < node->n; i++)
        hk_index_add(map.index, hk_hash_mix(0, node->pairs[i].key), i);
    return map;
}

static const struct hk_node *
map_get(const struct schema_map *map, hk_sym name)
{
    if (!map->index)
        return hk_schemas_member(map->node, name);
    const struct hk_node *found = NULL;
    for (uint32_t i = hk_index_first(map->index, hk_hash_mix(0, name)); i != HK_INDEX_END;
         i = hk_index_next(map->index, i)) {
        const struct hk_pair *pair = &map->node->pairs[hk_index_value(map->index, i)];
        found = pair->key == name ? pair->value : found;
    }
    return found;
}

static bool
is_text(const struct hk_schemas *schemas, const struct hk_node *node)
{
    return node && node->kind == HK_SCALAR && hk_schemas_type(schemas, node) == HK_TAG_STR;
}

/* The text of a string; empty for anything else. */
static struct hk_slice
text_of(const struct hk_schemas *schemas, const struct hk_node *node)
{
    return is_text(schemas, node) ? hk_node_text(node) : HK_S("");
}

/* ---- Kinds and scopes --------------------------------------------------------------------- */

static uint64_t
kind_hash(hk_sym api_version, hk_sym kind)
{
    return hk_hash_mix(hk_hash_mix(0, api_version), kind);
}

struct schema_kind_entry *
hk_schema_kind_find(const struct schema_kinds *kinds, hk_sym api_version, hk_sym kind)
{
    if (!kinds->index)
        return NULL;
    for (uint32_t i = hk_index_first(kinds->index, kind_hash(api_version, kind)); i != HK_INDEX_END;
         i = hk_index_next(kinds->index, i)) {
        struct schema_kind_entry *entry = &kinds->all.items[hk_index_value(kinds->index, i)];
        if (entry->api_version == api_version && entry->kind == kind)
            return entry;
    }
    return NULL;
}

struct schema_kind_entry *
hk_schema_kind_get(struct hk_schemas *schemas, struct schema_kinds *kinds, hk_sym api_version,
                   hk_sym kind)
{
    struct schema_kind_entry *known = hk_schema_kind_find(kinds, api_version, kind);
    if (known)
        return known;
    struct hk_arena *arena = schemas->env->arena;
    if (!kinds->index)
        kinds->index = hk_index_new(arena, 0);
    struct schema_kind_entry entry = {.api_version = api_version, .kind = kind};
    hk_index_add(kinds->index, kind_hash(api_version, kind), kinds->all.n);
    hk_vec_push(arena, &kinds->all, entry);
    return &kinds->all.items[kinds->all.n - 1];
}

/* The entry for one item of x-kubernetes-group-version-kind. NULL when it is no map, which is let
 * pass. */
static struct schema_kind_entry *
read_kind(struct hk_schemas *schemas, const struct hk_node *item)
{
    struct hk_env *env = schemas->env;
    if (!item || item->kind != HK_MAP)
        return NULL;
    const struct hk_node *version = hk_schemas_member(item, HK_SYM_version);
    const struct hk_node *kind = hk_schemas_member(item, HK_SYM_kind);
    struct hk_slice group = text_of(schemas, hk_schemas_member(item, HK_SYM_group));
    if (!is_text(schemas, version) || !is_text(schemas, kind))
        hk_schemas_fault(schemas, item,
                         "x-kubernetes-group-version-kind needs a `version` and a `kind`, both "
                         "of them text");
    struct hk_slice api_version = hk_node_text(version);
    if (group.len)
        api_version = hk_arena_printf(env->arena, "%" PRSLICE "/%" PRSLICE, ARGSLICE(group),
                                      ARGSLICE(api_version));
    return hk_schema_kind_get(schemas, &schemas->kinds, hk_env_sym(env, api_version),
                              hk_env_sym(env, hk_node_text(kind)));
}

/* Of definitions with the same kind the last counts; kustomize takes any of them. */
static void
read_definitions(struct hk_schemas *schemas)
{
    const struct hk_node *definitions = schemas->definitions.node;
    for (uint32_t i = 0; definitions && i < definitions->n; i++) {
        const struct hk_node *node = definitions->pairs[i].value;
        const struct hk_node *kinds = hk_schemas_member(node, HK_SYM_x_gvk);
        for (uint32_t k = 0; kinds && kinds->kind == HK_SEQ && k < kinds->n; k++) {
            struct schema_kind_entry *entry = read_kind(schemas, kinds->items[k]);
            if (entry)
                entry->node = node;
        }
    }
}

static bool
contains(struct hk_slice text, struct hk_slice part)
{
    for (; text.len >= part.len; text = hk_slice_from(text, 1))
        if (hk_slice_starts(text, part))
            return true;
    return false;
}

/* A kind is namespaced when any of its paths is. */
static void
read_paths(struct hk_schemas *schemas, const struct hk_node *paths)
{
    for (uint32_t i = 0; paths && paths->kind == HK_MAP && i < paths->n; i++) {
        struct hk_slice path = hk_env_text(schemas->env, paths->pairs[i].key);
        if (!hk_slice_starts(path, HK_S("/")))
            continue;
        const struct hk_node *get = hk_schemas_member(paths->pairs[i].value, HK_SYM_get);
        struct schema_kind_entry *entry = read_kind(schemas, hk_schemas_member(get, HK_SYM_x_gvk));
        if (!entry)
            continue;
        entry->has_scope = true;
        entry->namespaced |= contains(path, HK_S("namespaces/{namespace}"));
    }
}

static void
make_ready(struct hk_schemas *schemas)
{
    if (schemas->is_read || schemas->order == SCHEMA_TABLES)
        return;
    const struct hk_node *root = hk_swagger_read(schemas);
    schemas->is_read = true;
    schemas->definitions = map_of(schemas, hk_schemas_member(root, HK_SYM_definitions));
    read_definitions(schemas);
    read_paths(schemas, hk_schemas_member(root, HK_SYM_paths));
}

bool
hk_schemas_is_cluster_kind(struct hk_schemas *schemas, hk_sym group, hk_sym version, hk_sym kind)
{
    struct hk_gvk gvk = {group, version, kind};
    if (!hk_schema_is_other_kind(schemas->env, gvk))
        return false;
    make_ready(schemas);
    hk_sym api_version = hk_env_sym(schemas->env, hk_gvk_api_version(schemas->env, gvk));
    const struct schema_kind_entry *entry = hk_schema_kind_find(&schemas->kinds, api_version, kind);
    if (!entry || !entry->has_scope)
        entry = hk_schema_kind_find(&schemas->crds, api_version, kind);
    return entry && entry->has_scope && !entry->namespaced;
}

/* ---- References ----------------------------------------------------------------------------- */

/* @fragment without the escapes of URLs, which hk_swagger_read() has found well-formed. */
static struct hk_slice
unescaped(struct hk_schemas *schemas, struct hk_slice fragment)
{
    if (hk_slice_find(fragment, '%') == SIZE_MAX)
        return fragment;
    char *text = hk_arena_alloc(schemas->env->arena, fragment.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < fragment.len; i++) {
        int high = fragment.ptr[i] == '%' ? hk_hex_value(fragment.ptr[i + 1]) : -1;
        text[n++] =
            high < 0 ? fragment.ptr[i] : (char)(high * 16 + hk_hex_value(fragment.ptr[i + 2]));
        i += high < 0 ? 0 : 2;
    }
    return hk_slice(text, n);
}

/* Takes the next step off a JSON pointer: "~1" is a slash, "~0" a tilde. */
static hk_sym
next_step(struct hk_schemas *schemas, struct hk_slice *pointer)
{
    struct hk_slice rest = hk_slice_from(*pointer, 1);
    size_t end = hk_slice_find(rest, '/');
    struct hk_slice raw = end == SIZE_MAX ? rest : hk_slice_head(rest, end);
    *pointer = hk_slice_from(rest, raw.len);
    if (hk_slice_find(raw, '~') == SIZE_MAX)
        return hk_env_sym(schemas->env, raw);
    char *text = hk_arena_alloc(schemas->env->arena, raw.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < raw.len; i++) {
        char next = raw.ptr[i] == '~' && i + 1 < raw.len ? raw.ptr[i + 1] : '\0';
        bool is_escape = next == '0' || next == '1';
        text[n++] = !is_escape ? raw.ptr[i] : next == '0' ? '~' : '/';
        i += is_escape;
    }
    return hk_env_sym(schemas->env, hk_slice(text, n));
}

/* What @pointer leads to, from the root of the document; NULL: nothing that is a type. Only the
 * definitions are kept, and what holds one type or several (`items`) is not a type. */
static const struct hk_node *
follow(struct hk_schemas *schemas, struct hk_slice pointer)
{
    if (next_step(schemas, &pointer) != HK_SYM_definitions || !pointer.len)
        return NULL;
    const struct hk_node *node = map_get(&schemas->definitions, next_step(schemas, &pointer));
    bool is_type = true;
    while (node && pointer.len) {
        hk_sym step = next_step(schemas, &pointer);
        bool in_map = is_type && step == HK_SYM_properties && pointer.len;
        node = hk_schemas_member(node, step);
        is_type = !is_type || (step != HK_SYM_items && step != HK_SYM_additionalProperties);
        if (!in_map)
            continue;
        node = hk_schemas_member(node, next_step(schemas, &pointer));
        is_type = true;
    }
    return node && node->kind == HK_MAP && is_type ? node : NULL;
}

/* The type that @node is, or that it refers to in one or more steps; NULL: that is not there.
 * A reference without a pointer is one to the root, a type of which nothing is known. */
static const struct hk_node *
resolve(struct hk_schemas *schemas, const struct hk_node *node)
{
    static const struct hk_node nothing = {.kind = HK_MAP};
    struct hk_env *env = schemas->env;
    const struct hk_node *first = node;
    for (uint32_t steps = 0; node; steps++) {
        struct hk_slice ref = text_of(schemas, hk_schemas_member(node, HK_SYM_ref));
        if (!ref.len || hk_slice_eq(ref, HK_S("#")))
            return node;
        if (steps > env->limits->depth)
            hk_schemas_fault(schemas, hk_schemas_member(first, HK_SYM_ref),
                             "this `$ref` comes back to itself and leads to no type");
        size_t hash = hk_slice_find(ref, '#');
        struct hk_slice pointer = hash == SIZE_MAX ? HK_S("") : hk_slice_from(ref, hash + 1);
        pointer = unescaped(schemas, pointer);
        node = hk_slice_starts(pointer, HK_S("/")) ? follow(schemas, pointer) : &nothing;
    }
    return NULL;
}

/* ---- Types -------------------------------------------------------------------------------- */

static struct brought_type *
type_at(struct hk_schemas *schemas, hk_schema type)
{
    return &schemas->types.items[type - HK_SCHEMA_BROUGHT];
}

/* The number of the type that @node, a schema as it stands, is. */
static hk_schema
number_of(struct hk_schemas *schemas, const struct hk_node *node, bool of_crd)
{
    struct hk_arena *arena = schemas->env->arena;
    uint64_t hash = hk_hash_mix(0, (uint64_t)(uintptr_t)node);
    if (!schemas->by_node)
        schemas->by_node = hk_index_new(arena, 0);
    uint32_t entry = hk_index_first(schemas->by_node, hash);
    for (; entry != HK_INDEX_END; entry = hk_index_next(schemas->by_node, entry)) {
        uint32_t i = hk_index_value(schemas->by_node, entry);
        if (schemas->types.items[i].node == node)
            return HK_SCHEMA_BROUGHT + i;
    }
    struct brought_type type = {.node = node, .of_crd = of_crd};
    hk_index_add(schemas->by_node, hash, schemas->types.n);
    hk_vec_push(arena, &schemas->types, type);
    return HK_SCHEMA_BROUGHT + schemas->types.n - 1;
}

/* The type of @node, a part of @outer. There are no references in CustomResourceDefinitions. */
static hk_schema
part_of(struct hk_schemas *schemas, const struct brought_type *outer, const struct hk_node *node)
{
    bool of_crd = outer->of_crd;
    if (!of_crd)
        node = resolve(schemas, node);
    return node ? number_of(schemas, node, of_crd) : HK_SCHEMA_NONE;
}

/* References at the root of a type are not followed. */
static hk_schema
brought_find(struct hk_schemas *schemas, const struct schema_kinds *kinds,
             struct hk_slice api_version, struct hk_slice kind)
{
    const struct schema_kind_entry *entry = hk_schema_kind_find(
        kinds, hk_env_sym(schemas->env, api_version), hk_env_sym(schemas->env, kind));
    return entry && entry->node ? number_of(schemas, entry->node, kinds == &schemas->crds)
                                : HK_SCHEMA_NONE;
}

/* kustomize knows the types of its own files whatever the document says. */
static bool
is_own_kind(struct hk_slice api_version, struct hk_slice kind)
{
    return hk_slice_eq(kind, HK_S("Kustomization")) &&
           hk_slice_eq(api_version, HK_S("kustomize.config.k8s.io/v1beta1"));
}

/* Of the tables and the document. */
static hk_schema
official_find(struct hk_schemas *schemas, struct hk_slice api_version, struct hk_slice kind)
{
    if (schemas->order == SCHEMA_TABLES) {
        schemas->was_asked = true;
        return hk_schema_table_find(api_version, kind);
    }
    hk_schema type = HK_SCHEMA_NONE;
    if (is_own_kind(api_version, kind))
        return hk_schema_table_find(api_version, kind);
    if (schemas->order == SCHEMA_TABLES_FIRST)
        type = hk_schema_table_find(api_version, kind);
    make_ready(schemas);
    if (type == HK_SCHEMA_NONE)
        type = brought_find(schemas, &schemas->kinds, api_version, kind);
    if (type == HK_SCHEMA_NONE && schemas->order == SCHEMA_TABLES_LAST)
        type = hk_schema_table_find(api_version, kind);
    return type;
}

hk_schema
hk_schemas_find(struct hk_schemas *schemas, struct hk_slice api_version, struct hk_slice kind)
{
    hk_schema type = official_find(schemas, api_version, kind);
    return type == HK_SCHEMA_NONE && schemas->crds.index
               ? brought_find(schemas, &schemas->crds, api_version, kind)
               : type;
}

hk_schema
hk_schemas_field(struct hk_schemas *schemas, hk_schema number, hk_sym name)
{
    struct brought_type *type = type_at(schemas, number);
    if (!type->has_properties) {
        type->properties = map_of(schemas, hk_schemas_member(type->node, HK_SYM_properties));
        type->has_properties = true;
    }
    const struct hk_node *field = map_get(&type->properties, name);
    if (!field) {
        field = hk_schemas_member(type->node, HK_SYM_additionalProperties);
        if (field && field->kind != HK_MAP)
            return HK_SCHEMA_NONE;
    }
    return part_of(schemas, type, field);
}

/* ---- Lists -------------------------------------------------------------------------------- */

static bool
is_array(const struct hk_schemas *schemas, const struct hk_node *type)
{
    if (type && type->kind == HK_SEQ)
        return type->n == 1 && hk_slice_eq(text_of(schemas, type->items[0]), HK_S("array"));
    return hk_slice_eq(text_of(schemas, type), HK_S("array"));
}

hk_schema
hk_schemas_items(struct hk_schemas *schemas, hk_schema number)
{
    const struct brought_type *type = type_at(schemas, number);
    const struct hk_node *items = hk_schemas_member(type->node, HK_SYM_items);
    if (!is_array(schemas, hk_schemas_member(type->node, HK_SYM_type)) || hk_node_is_null(items))
        return HK_SCHEMA_NONE;
    if (items->kind != HK_MAP && !type->of_crd)
        hk_schemas_fault(schemas, items, "`items` of a list that merges must be one type");
    return part_of(schemas, type, items);
}

/* An extension that must be text where it stands. */
static struct hk_slice
extension(struct hk_schemas *schemas, const struct hk_node *type, hk_sym name)
{
    const struct hk_node *node = hk_schemas_member(type, name);
    if (node && !is_text(schemas, node))
        hk_schemas_fault(schemas, node, "%s must be text", hk_env_text(schemas->env, name).ptr);
    return text_of(schemas, node);
}

/* Whether "merge" is one of the strategies, which stand between commas. */
static bool
has_merge(struct hk_slice strategies)
{
    bool is_done = false;
    while (!is_done) {
        size_t comma = hk_slice_find(strategies, ',');
        is_done = comma == SIZE_MAX;
        struct hk_slice one = is_done ? strategies : hk_slice_head(strategies, comma);
        if (hk_slice_eq(one, HK_S("merge")))
            return true;
        strategies = hk_slice_from(strategies, is_done ? strategies.len : comma + 1);
    }
    return false;
}

static void
read_keys(struct hk_schemas *schemas, const struct hk_node *keys, struct hk_list_rule *rule)
{
    if (keys->kind != HK_SEQ)
        hk_schemas_fault(schemas, keys, "x-kubernetes-list-map-keys must be a list");
    if (keys->n > HK_LIST_KEYS)
        hk_schemas_fault(schemas, keys, "a list cannot be merged by more than %d keys",
                         HK_LIST_KEYS);
    for (uint32_t i = 0; i < keys->n; i++) {
        if (!is_text(schemas, keys->items[i]))
            hk_schemas_fault(schemas, keys->items[i],
                             "the keys in x-kubernetes-list-map-keys must be text");
        rule->keys[rule->n_keys++] = hk_node_text(keys->items[i]);
    }
}

struct hk_list_rule
hk_schemas_list_rule(struct hk_schemas *schemas, hk_schema number)
{
    const struct hk_node *type = type_at(schemas, number)->node;
    if (type_at(schemas, number)->of_crd)
        return hk_schema_crd_list_rule(type);
    struct hk_list_rule rule = {.merges = false};
    if (!hk_schemas_member(type, HK_SYM_x_patch_strategy))
        return rule;
    struct hk_slice strategy = extension(schemas, type, HK_SYM_x_patch_strategy);
    struct hk_slice key = extension(schemas, type, HK_SYM_x_patch_merge_key);
    rule.merges = has_merge(strategy);
    if (!rule.merges)
        return rule;
    const struct hk_node *keys = hk_schemas_member(type, HK_SYM_x_list_map_keys);
    if (keys)
        read_keys(schemas, keys, &rule);
    else if (key.len)
        rule.keys[rule.n_keys++] = key;
    if (rule.n_keys == 1 && !rule.keys[0].len) /* to kustomize no key, so scalars */
        rule.n_keys = 0;
    return rule;
}
