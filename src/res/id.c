/* SPDX-License-Identifier: Apache-2.0 */
#include "id.h"

/* Kinds without a namespace in the Kubernetes 1.21.2 schema, the one that kustomize 5.8.1 goes
 * by. Every other kind counts as namespaced, newer built-in ones and custom ones included, unless
 * an OpenAPI document that the build brings says otherwise. */
struct cluster_kind {
    hk_sym group;
    hk_sym kind;
    bool v1;
    bool v1beta1;
};

static const struct cluster_kind cluster_kinds[] = {
    {HK_SYM_group_admissionregistration, HK_SYM_MutatingWebhookConfiguration, true, true},
    {HK_SYM_group_admissionregistration, HK_SYM_ValidatingWebhookConfiguration, true, true},
    {HK_SYM_group_apiextensions, HK_SYM_CustomResourceDefinition, true, true},
    {HK_SYM_group_apiregistration, HK_SYM_APIService, true, true},
    {HK_SYM_group_certificates, HK_SYM_CertificateSigningRequest, true, true},
    {HK_SYM_group_flowcontrol, HK_SYM_FlowSchema, false, true},
    {HK_SYM_group_flowcontrol, HK_SYM_PriorityLevelConfiguration, false, true},
    {HK_SYM_group_networking, HK_SYM_IngressClass, true, true},
    {HK_SYM_group_node, HK_SYM_RuntimeClass, true, true},
    {HK_SYM_group_policy, HK_SYM_PodSecurityPolicy, false, true},
    {HK_SYM_group_rbac, HK_SYM_ClusterRole, true, true},
    {HK_SYM_group_rbac, HK_SYM_ClusterRoleBinding, true, true},
    {HK_SYM_group_scheduling, HK_SYM_PriorityClass, true, true},
    {HK_SYM_group_storage, HK_SYM_CSIDriver, true, true},
    {HK_SYM_group_storage, HK_SYM_CSINode, true, true},
    {HK_SYM_group_storage, HK_SYM_StorageClass, true, true},
    {HK_SYM_group_storage, HK_SYM_VolumeAttachment, true, true},
    {HK_SYM_EMPTY, HK_SYM_ComponentStatus, true, false},
    {HK_SYM_EMPTY, HK_SYM_Namespace, true, false},
    {HK_SYM_EMPTY, HK_SYM_Node, true, false},
    {HK_SYM_EMPTY, HK_SYM_NodeProxyOptions, true, false},
    {HK_SYM_EMPTY, HK_SYM_PersistentVolume, true, false},
};

struct hk_gvk
hk_gvk_parse(struct hk_env *env, struct hk_slice api_version, hk_sym kind)
{
    size_t slash = hk_slice_find(api_version, '/');
    if (slash == SIZE_MAX)
        return (struct hk_gvk){HK_SYM_EMPTY, hk_env_sym(env, api_version), kind};
    return (struct hk_gvk){hk_env_sym(env, hk_slice_head(api_version, slash)),
                           hk_env_sym(env, hk_slice_from(api_version, slash + 1)), kind};
}

bool
hk_gvk_selects(struct hk_gvk filter, struct hk_gvk gvk)
{
    return (filter.group == HK_SYM_EMPTY || filter.group == gvk.group) &&
           (filter.version == HK_SYM_EMPTY || filter.version == gvk.version) &&
           (filter.kind == HK_SYM_EMPTY || filter.kind == gvk.kind);
}

bool
hk_gvk_is_cluster_kind(struct hk_gvk gvk)
{
    if (gvk.version != HK_SYM_v1 && gvk.version != HK_SYM_v1beta1)
        return false;
    for (size_t i = 0; i < HK_COUNT(cluster_kinds); i++) {
        const struct cluster_kind *row = &cluster_kinds[i];
        if (row->kind == gvk.kind && row->group == gvk.group)
            return gvk.version == HK_SYM_v1 ? row->v1 : row->v1beta1;
    }
    return false;
}

bool
hk_gvk_cluster_scoped(const struct hk_env *env, struct hk_gvk gvk)
{
    if (hk_gvk_is_cluster_kind(gvk))
        return true;
    return env->is_cluster_kind &&
           env->is_cluster_kind(env->schemas, gvk.group, gvk.version, gvk.kind);
}

struct hk_slice
hk_gvk_api_version(struct hk_env *env, struct hk_gvk gvk)
{
    struct hk_slice version = hk_env_text(env, gvk.version);
    if (gvk.group == HK_SYM_EMPTY)
        return version;
    struct hk_slice group = hk_arena_concat(env->arena, hk_env_text(env, gvk.group), HK_S("/"));
    return hk_arena_concat(env->arena, group, version);
}

struct hk_id
hk_id_make(const struct hk_env *env, struct hk_gvk gvk, hk_sym name, hk_sym ns)
{
    return (struct hk_id){gvk, name, ns, hk_gvk_cluster_scoped(env, gvk)};
}

/* The text of a scalar member, "null" and the like included: ids are read as text. */
static hk_sym
text_sym(struct hk_env *env, const struct hk_node *map, hk_sym key)
{
    const struct hk_node *value = hk_map_get(map, key);
    if (!value || value->kind != HK_SCALAR)
        return HK_SYM_EMPTY;
    return hk_env_sym(env, hk_node_text(value));
}

/* As above, but nothing for a null. */
static hk_sym
value_sym(struct hk_env *env, const struct hk_node *map, hk_sym key)
{
    return hk_node_is_null(hk_map_get(map, key)) ? HK_SYM_EMPTY : text_sym(env, map, key);
}

struct hk_id
hk_id_read(struct hk_env *env, const struct hk_node *root)
{
    const struct hk_node *meta = hk_map_get(root, HK_SYM_metadata);
    const struct hk_node *version = hk_map_get(root, HK_SYM_apiVersion);
    struct hk_slice api_version = {"", 0};
    if (version && version->kind == HK_SCALAR)
        api_version = hk_node_text(version);
    struct hk_gvk gvk = hk_gvk_parse(env, api_version, text_sym(env, root, HK_SYM_kind));
    return hk_id_make(env, gvk, value_sym(env, meta, HK_SYM_name),
                      value_sym(env, meta, HK_SYM_namespace));
}

hk_sym
hk_id_effective_ns(const struct hk_id *id)
{
    if (id->cluster)
        return HK_SYM_no_namespace;
    return id->ns == HK_SYM_EMPTY ? (hk_sym)HK_SYM_default_ : id->ns;
}

bool
hk_id_eq(const struct hk_id *a, const struct hk_id *b)
{
    return hk_gvk_eq(a->gvk, b->gvk) && a->name == b->name &&
           hk_id_effective_ns(a) == hk_id_effective_ns(b);
}

uint64_t
hk_id_hash(const struct hk_id *id)
{
    uint64_t hash = ((uint64_t)id->gvk.kind << 32) | id->name;
    hash = hk_hash_mix(hash, ((uint64_t)id->gvk.group << 32) | id->gvk.version);
    return hk_hash_mix(hash, hk_id_effective_ns(id));
}

struct hk_slice
hk_id_show(struct hk_env *env, const struct hk_id *id)
{
    struct hk_slice version = hk_gvk_api_version(env, id->gvk);
    struct hk_slice kind = hk_env_text(env, id->gvk.kind);
    struct hk_slice ns = hk_env_text(env, id->ns);
    struct hk_slice name = hk_env_text(env, id->name);
    return hk_arena_printf(env->arena, "%" PRSLICE "%s%" PRSLICE " %" PRSLICE "%s%" PRSLICE,
                           ARGSLICE(version), version.len ? " " : "", ARGSLICE(kind), ARGSLICE(ns),
                           ns.len ? "/" : "", ARGSLICE(name));
}
