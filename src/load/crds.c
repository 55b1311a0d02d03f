/* SPDX-License-Identifier: Apache-2.0 */
/* Files of `crds`: field specifications out of OpenAPI definitions, as gen-openapi writes them.
 * They are not the CustomResourceDefinitions that a cluster takes (reference: 5.16). */
#include "files.h"
#include "scalar.h"

#include "../base/index.h"

struct types {
    struct hk_env *env;
    const struct hk_node *root; /* names of types -> what they are */
    struct hk_index *index;     /* hash of a name -> its pair */
    struct hk_transform_config *config;
    hk_sym kind;            /* of the type whose fields are looked at */
    HK_VEC(hk_sym) path;    /* the keys to where the search stands ... */
    HK_VEC(uint32_t) above; /* ... and the types on that way, as pairs of root */
};

static enum hkr_status
fault_kind(struct hk_env *env, const struct hk_node *node, const char *what)
{
    enum hkr_status status = hk_diag_report(env->diags, HK_D_CRD_SHAPE, hk_node_place(node),
                                            "%s must be a map here", what);
    hk_diag_mend(
        env->diags,
        "`crds` takes OpenAPI definitions (a map from the name of a type to its `Schema`); "
        "list CustomResourceDefinitions under `resources`");
    return status;
}

/* *ret_map is member @name of @map; NULL when it is absent or null. */
static enum hkr_status
get_map(struct hk_env *env, const struct hk_node *map, const char *name,
        const struct hk_node **ret_map)
{
    const struct hk_node *node = hk_map_get(map, hk_env_sym(env, hk_slice_cstr(name)));
    *ret_map = hk_node_is_null(node) ? NULL : node;
    return !*ret_map || node->kind == HK_MAP ? HKR_OK : fault_kind(env, node, name);
}

static enum hkr_status
get_properties(struct hk_env *env, const struct hk_node *type,
               const struct hk_node **ret_properties)
{
    const struct hk_node *schema = NULL;
    *ret_properties = NULL;
    enum hkr_status status = get_map(env, type, "Schema", &schema);
    return status == HKR_OK && schema ? get_map(env, schema, "properties", ret_properties) : status;
}

static bool
has_key(struct hk_env *env, const struct hk_node *map, const char *name)
{
    return hk_map_find(map, hk_env_sym(env, hk_slice_cstr(name))) != NULL;
}

/* The text of a member that is a string. */
static bool
get_text(struct hk_env *env, const struct hk_node *map, const char *name, struct hk_slice *ret_text)
{
    const struct hk_node *node = hk_map_get(map, hk_env_sym(env, hk_slice_cstr(name)));
    if (!node || node->kind != HK_SCALAR || hk_scalar_type(node, NULL) != HK_TAG_STR)
        return false;
    *ret_text = hk_node_text(node);
    return true;
}

/* The row for where the search stands, and @last below it unless that is empty. */
static struct hk_fieldspec
make_row(struct types *types, struct hk_slice last, struct hk_place at)
{
    struct hk_env *env = types->env;
    struct hk_slice text = hk_env_text(env, types->path.items[0]);
    for (uint32_t i = 1; i < types->path.n; i++)
        text = hk_arena_printf(env->arena, "%" PRSLICE "/%" PRSLICE, ARGSLICE(text),
                               ARGSLICE(hk_env_text(env, types->path.items[i])));
    if (last.len)
        text =
            hk_arena_printf(env->arena, "%" PRSLICE "/%" PRSLICE, ARGSLICE(text), ARGSLICE(last));
    return (struct hk_fieldspec){
        .gvk = {.kind = types->kind}, .path = hk_fieldpath_parse(env, text), .at = at};
}

static void
add_rows(struct types *types, const struct hk_pair *pair)
{
    struct hk_env *env = types->env;
    struct hk_transform_config *config = types->config;
    struct hk_place at = hk_pair_place(pair);
    struct hk_slice none = HK_S(""), text, version, kind, name = HK_S("name");
    if (get_text(env, pair->value, "x-kubernetes-annotation", &text))
        hk_fieldspecs_add(env, &config->common_annotations, make_row(types, none, at));
    if (get_text(env, pair->value, "x-kubernetes-label-selector", &text))
        hk_fieldspecs_add(env, &config->common_labels, make_row(types, none, at));
    if (get_text(env, pair->value, "x-kubernetes-identity", &text))
        hk_fieldspecs_add(env, &config->name_prefix, make_row(types, none, at));
    if (!get_text(env, pair->value, "x-kubernetes-object-ref-api-version", &version) ||
        !get_text(env, pair->value, "x-kubernetes-object-ref-kind", &kind))
        return;
    (void)get_text(env, pair->value, "x-kubernetes-object-ref-name-key", &name);
    struct hk_name_reference reference = {
        .target = {.version = hk_env_sym(env, version), .kind = hk_env_sym(env, kind)}};
    hk_fieldspecs_add(env, &reference.referrers, make_row(types, name, at));
    hk_name_references_add(env, &config->name_references, reference);
}

static uint32_t
find_type(const struct types *types, struct hk_slice name)
{
    for (uint32_t i = hk_index_first(types->index, hk_hash_bytes(name)); i != HK_INDEX_END;
         i = hk_index_next(types->index, i)) {
        uint32_t at = hk_index_value(types->index, i);
        if (hk_slice_eq(hk_env_text(types->env, types->root->pairs[at].key), name))
            return at;
    }
    return UINT32_MAX;
}

static enum hkr_status visit_type(struct types *types, uint32_t number);

/* kustomize follows a type that contains itself until its memory ends. */
static enum hkr_status
follow(struct types *types, const struct hk_pair *pair, struct hk_slice name)
{
    struct hk_env *env = types->env;
    uint32_t number = find_type(types, name);
    if (number == UINT32_MAX)
        return HKR_OK;
    bool again = types->above.n >= env->limits->layers;
    for (uint32_t i = 0; i < types->above.n; i++)
        again |= types->above.items[i] == number;
    if (!again)
        return visit_type(types, number);
    enum hkr_status status = hk_diag_report(
        env->diags, HK_D_CRD_CYCLE, hk_pair_place(pair),
        "the type '%" PRSLICE "' contains itself, or is nested too deep", ARGSLICE(name));
    hk_diag_mend(env->diags, "remove this `$ref`");
    return status;
}

static enum hkr_status
visit_type(struct types *types, uint32_t number)
{
    struct hk_env *env = types->env;
    const struct hk_node *properties = NULL;
    enum hkr_status status = get_properties(env, types->root->pairs[number].value, &properties);
    hk_vec_push(env->arena, &types->above, number);
    for (uint32_t i = 0; status == HKR_OK && properties && i < properties->n; i++) {
        const struct hk_pair *pair = &properties->pairs[i];
        struct hk_slice name;
        if (hk_node_is_null(pair->value))
            continue;
        if (pair->value->kind != HK_MAP)
            return fault_kind(env, pair->value, "a property");
        hk_env_poll(env);
        hk_vec_push(env->arena, &types->path, pair->key);
        add_rows(types, pair);
        if (get_text(env, pair->value, "$ref", &name) && name.len)
            status = follow(types, pair, name);
        types->path.n--;
    }
    types->above.n--;
    return status;
}

/* What stands after the last dot of the name of a type. */
static hk_sym
kind_of(struct hk_env *env, hk_sym name)
{
    struct hk_slice text = hk_env_text(env, name);
    for (size_t i = text.len; i > 0; i--)
        if (text.ptr[i - 1] == '.')
            return hk_env_sym(env, hk_slice_from(text, i));
    return name;
}

static enum hkr_status
visit_all(struct types *types)
{
    struct hk_env *env = types->env;
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; i < types->root->n; i++) {
        const struct hk_node *type = types->root->pairs[i].value;
        if (type->kind != HK_MAP && !hk_node_is_null(type))
            return fault_kind(env, type, "a definition");
        hk_index_add(types->index, hk_hash_bytes(hk_env_text(env, types->root->pairs[i].key)), i);
    }
    for (uint32_t i = 0; status == HKR_OK && i < types->root->n; i++) {
        const struct hk_node *properties = NULL;
        status = get_properties(env, types->root->pairs[i].value, &properties);
        if (status != HKR_OK || !has_key(env, properties, "kind") ||
            !has_key(env, properties, "apiVersion") || !has_key(env, properties, "metadata"))
            continue;
        types->kind = kind_of(env, types->root->pairs[i].key);
        status = visit_type(types, i);
    }
    return status;
}

enum hkr_status
hk_loader_crds(struct hk_loader *loader, const struct hk_str *path,
               struct hk_transform_config *config)
{
    struct hk_env *env = loader->env;
    struct hk_node *root = NULL;
    hk_file_id id = 0;
    enum hkr_status status = hk_loader_config_(loader, path, "crds", &id, &root);
    if (status != HKR_OK)
        return status;
    struct hk_node empty = {.kind = HK_SCALAR, .file = id};
    if (!hk_sources_text(env->sources, id).len) /* kustomize crashes */
        return fault_kind(env, &empty, "the file");
    if (!root || hk_node_is_null(root))
        return HKR_OK;
    if (root->kind != HK_MAP)
        return fault_kind(env, root, "the file");
    struct types types = {
        .env = env, .root = root, .index = hk_index_new(env->arena, root->n), .config = config};
    return visit_all(&types);
}
