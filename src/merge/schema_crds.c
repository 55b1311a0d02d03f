/* SPDX-License-Identifier: Apache-2.0 */
/* What CustomResourceDefinitions say of their kinds (--schema-from-crds). They are manifests of the
 * build like any other, so what they lack or have wrong is no fault here: it is not learned. */
#include "schemas.h"

static const struct hk_node *
map_member(const struct hk_node *map, hk_sym name)
{
    const struct hk_node *node = hk_schemas_member(map, name);
    return node && node->kind == HK_MAP ? node : NULL;
}

static struct hk_slice
text_member(const struct hk_node *map, hk_sym name)
{
    const struct hk_node *node = hk_schemas_member(map, name);
    return hk_node_is_string(node) ? hk_node_text(node) : HK_S("");
}

/* One version of the kind that @spec defines. */
static void
learn_version(struct hk_schemas *schemas, const struct hk_node *spec, struct hk_slice version,
              const struct hk_node *type)
{
    struct hk_env *env = schemas->env;
    struct hk_slice group = text_member(spec, HK_SYM_group);
    struct hk_slice kind = text_member(map_member(spec, HK_SYM_names), HK_SYM_kind);
    if (!group.len || !kind.len || !version.len)
        return;
    struct hk_slice api_version =
        hk_arena_printf(env->arena, "%" PRSLICE "/%" PRSLICE, ARGSLICE(group), ARGSLICE(version));
    struct schema_kind_entry *entry = hk_schema_kind_get(
        schemas, &schemas->crds, hk_env_sym(env, api_version), hk_env_sym(env, kind));
    if (!entry->node)
        entry->node = type;
    entry->has_scope = true;
    entry->namespaced |= !hk_slice_eq(text_member(spec, HK_SYM_scope), HK_S("Cluster"));
}

void
hk_schemas_learn(struct hk_env *env, const struct hk_node *root)
{
    struct hk_schemas *schemas = env->schemas;
    struct hk_slice api_version = text_member(root, HK_SYM_apiVersion);
    if (!hk_slice_eq(text_member(root, HK_SYM_kind), HK_S("CustomResourceDefinition")) ||
        (!hk_slice_eq(api_version, HK_S("apiextensions.k8s.io/v1")) &&
         !hk_slice_eq(api_version, HK_S("apiextensions.k8s.io/v1beta1"))))
        return;
    const struct hk_node *spec = map_member(root, HK_SYM_spec);
    /* v1beta1 may have one type, and one version, for all. */
    const struct hk_node *common =
        map_member(map_member(spec, HK_SYM_validation), HK_SYM_openAPIV3Schema);
    const struct hk_node *versions = hk_schemas_member(spec, HK_SYM_versions);
    for (uint32_t i = 0; versions && versions->kind == HK_SEQ && i < versions->n; i++) {
        const struct hk_node *version = versions->items[i];
        const struct hk_node *type =
            map_member(map_member(version, HK_SYM_schema), HK_SYM_openAPIV3Schema);
        learn_version(schemas, spec, text_member(version, HK_SYM_name), type ? type : common);
    }
    learn_version(schemas, spec, text_member(spec, HK_SYM_version), common);
    env->is_cluster_kind = hk_schemas_is_cluster_kind;
}

static bool
is_scalar_type(const struct hk_node *type)
{
    static const struct hk_slice names[] = {HK_S_INIT("string"), HK_S_INIT("integer"),
                                            HK_S_INIT("number"), HK_S_INIT("boolean")};
    struct hk_slice name = text_member(type, HK_SYM_type);
    for (size_t i = 0; i < HK_COUNT(names); i++)
        if (hk_slice_eq(name, names[i]))
            return true;
    return false;
}

/* The API server merges lists of type "map" by their keys and those of type "set" by value; all
 * others are atomic. */
struct hk_list_rule
hk_schema_crd_list_rule(const struct hk_node *type)
{
    struct hk_list_rule rule = {.merges = false};
    struct hk_slice list_type = text_member(type, HK_SYM_x_list_type);
    if (hk_slice_eq(list_type, HK_S("set"))) {
        rule.merges = is_scalar_type(hk_schemas_member(type, HK_SYM_items));
        return rule;
    }
    const struct hk_node *keys = hk_schemas_member(type, HK_SYM_x_list_map_keys);
    if (!hk_slice_eq(list_type, HK_S("map")) || !keys || keys->kind != HK_SEQ || !keys->n ||
        keys->n > HK_LIST_KEYS)
        return rule;
    for (uint32_t i = 0; i < keys->n; i++) {
        if (!hk_node_is_string(keys->items[i]) || !keys->items[i]->n)
            return (struct hk_list_rule){.merges = false};
        rule.keys[rule.n_keys++] = hk_node_text(keys->items[i]);
    }
    rule.merges = true;
    return rule;
}
