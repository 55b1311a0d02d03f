/* SPDX-License-Identifier: Apache-2.0 */
#include "lint.h"

#include "../res/names.h"

#define DATA_MAX ((size_t)1024 * 1024)       /* of a ConfigMap or Secret, for the API server */
#define ANNOTATIONS_MAX ((size_t)256 * 1024) /* of all annotations of an object */

struct lint {
    struct hk_env *env;
    const struct hk_resset *set;
    struct hk_index *scopes; /* group and kind -> positions of CustomResourceDefinitions */
};

static struct hk_slice
text_at(const struct hk_env *env, const struct hk_node *map, const char *name)
{
    return hk_map_text(map, hk_env_sym((struct hk_env *)env, hk_slice_cstr(name)));
}

/* ---- Names ------------------------------------------------------------------------------ */

/* What the API server wants of the names of an object, and a word for it. */
static const char *
name_fault(const struct hk_env *env, const struct hk_id *id)
{
    struct hk_slice group = hk_env_text(env, id->gvk.group);
    struct hk_slice kind = hk_env_text(env, id->gvk.kind);
    struct hk_slice name = hk_env_text(env, id->name);
    bool is_core = group.len == 0;
    if (hk_name_is_template(name))
        return NULL;
    if (hk_slice_eq(group, HK_S("rbac.authorization.k8s.io")))
        return hk_name_is_path_step(name) ? NULL
                                          : "must be one step of a path, without `/` and `%`";
    if (is_core && hk_slice_eq(kind, HK_S("Service")))
        return hk_name_is_label(name, true)
                   ? NULL
                   : "must be up to 63 lower case letters, digits and dashes, with a letter first";
    if (is_core && hk_slice_eq(kind, HK_S("Namespace")))
        return hk_name_is_label(name, false)
                   ? NULL
                   : "must be up to 63 lower case letters, digits and dashes";
    if (hk_slice_eq(kind, HK_S("IPAddress")))
        return NULL;
    return hk_name_is_subdomain(name) ? NULL
                                      : "must be up to 253 lower case letters, digits, dashes and "
                                        "dots, with a letter or digit at both ends of each part";
}

static void
check_names(struct lint *lint, const struct hk_resource *res)
{
    struct hk_env *env = lint->env;
    const struct hk_node *meta = hk_map_get(res->root, HK_SYM_metadata);
    const struct hk_node *name = hk_map_get(meta, HK_SYM_name);
    const struct hk_node *ns = hk_map_get(meta, HK_SYM_namespace);
    const char *fault = name ? name_fault(env, &res->id) : NULL;
    if (fault) {
        hk_diag_remark(env->diags, HK_D_OBJECT_NAME, res->at,
                       "'%" PRSLICE "' is no name for an object of this kind: it %s",
                       ARGSLICE(hk_env_text(env, res->id.name)), fault);
        hk_diag_mend(env->diags, "correct the name, or the prefix or suffix that it gets");
        hk_diag_related(env->diags, hk_node_place(name), "the name, or what was added to it");
        hk_resource_blame(env, res);
    }
    struct hk_slice ns_text = hk_env_text(env, res->id.ns);
    if (ns && ns_text.len && !hk_name_is_template(ns_text) && !hk_name_is_label(ns_text, false)) {
        hk_diag_remark(env->diags, HK_D_OBJECT_NAME, hk_node_place(ns),
                       "'%" PRSLICE "' is no name for a namespace: it must be up to 63 lower case "
                       "letters, digits and dashes",
                       ARGSLICE(ns_text));
        hk_diag_mend(env->diags, "correct the namespace");
        hk_resource_blame(env, res);
    }
}

static void
check_annotations(struct lint *lint, const struct hk_resource *res)
{
    struct hk_env *env = lint->env;
    const struct hk_node *map = hk_resource_annotations(res);
    size_t size = 0;
    for (uint32_t i = 0; map && i < map->n; i++) {
        struct hk_slice key = hk_env_text(env, map->pairs[i].key);
        size += key.len + (map->pairs[i].value->kind == HK_SCALAR ? map->pairs[i].value->n : 0);
        if (hk_name_is_qualified(key) || hk_name_is_template(key))
            continue;
        hk_diag_remark(env->diags, HK_D_ANNOTATION_KEY,
                       map->pairs[i].key_file ? hk_pair_place(&map->pairs[i])
                                              : hk_node_place(map->pairs[i].value),
                       "'%" PRSLICE "' is no key for an annotation", ARGSLICE(key));
        hk_diag_mend(env->diags, "a key is a name of up to 63 letters, digits, `-`, `_` and `.`, "
                                 "with a domain and a slash before it if you like");
        hk_resource_blame(env, res);
    }
    if (size <= ANNOTATIONS_MAX)
        return;
    hk_diag_remark(env->diags, HK_D_DATA_SIZE, hk_node_place(map),
                   "these annotations have %zu bytes together, and the limit is %zu", size,
                   ANNOTATIONS_MAX);
    hk_resource_blame(env, res);
}

/* ---- Data ------------------------------------------------------------------------------- */

/* Bytes of the values of @map, and of its keys. Base64 stands for three quarters of its length. */
static size_t
data_size(const struct hk_env *env, const struct hk_node *map, bool base64)
{
    size_t size = 0;
    for (uint32_t i = 0; map && map->kind == HK_MAP && i < map->n; i++) {
        const struct hk_node *value = map->pairs[i].value;
        size_t n = value->kind == HK_SCALAR ? value->n : 0;
        size += hk_env_text(env, map->pairs[i].key).len + (base64 ? n / 4 * 3 : n);
    }
    return size;
}

static void
check_data_keys(struct lint *lint, const struct hk_resource *res, const struct hk_node *map)
{
    struct hk_env *env = lint->env;
    for (uint32_t i = 0; map && map->kind == HK_MAP && i < map->n; i++) {
        struct hk_slice key = hk_env_text(env, map->pairs[i].key);
        if (hk_name_is_data_key(key))
            continue;
        hk_diag_remark(env->diags, HK_D_DATA_KEY,
                       map->pairs[i].key_file ? hk_pair_place(&map->pairs[i])
                                              : hk_node_place(map->pairs[i].value),
                       "'%" PRSLICE "' is no key for a ConfigMap or Secret", ARGSLICE(key));
        hk_diag_mend(env->diags, "use up to 253 letters, digits, `-`, `_` and `.`");
        hk_resource_blame(env, res);
    }
}

static void
check_data(struct lint *lint, const struct hk_resource *res)
{
    struct hk_env *env = lint->env;
    bool is_secret = res->id.gvk.kind == HK_SYM_Secret;
    if (res->id.gvk.group != HK_SYM_EMPTY || (!is_secret && res->id.gvk.kind != HK_SYM_ConfigMap))
        return;
    const struct hk_node *data = hk_map_get(res->root, HK_SYM_data);
    const struct hk_node *more =
        hk_map_get(res->root, is_secret ? HK_SYM_stringData : HK_SYM_binaryData);
    check_data_keys(lint, res, data);
    check_data_keys(lint, res, more);
    size_t size = data_size(env, data, is_secret) + data_size(env, more, !is_secret);
    if (size <= DATA_MAX)
        return;
    hk_diag_remark(env->diags, HK_D_DATA_SIZE, res->at,
                   "the data of this object has %zu bytes, and the limit is %zu", size, DATA_MAX);
    hk_diag_mend(env->diags, "split it into several objects, or mount it from elsewhere");
    hk_resource_blame(env, res);
}

/* ---- Scope ------------------------------------------------------------------------------ */

/* Kinds without a namespace that the schema of kustomize does not know, whatever their version. */
static const struct {
    struct hk_slice group;
    struct hk_slice kind;
} cluster_kinds[] = {
    {HK_S_INIT("admissionregistration.k8s.io"), HK_S_INIT("MutatingAdmissionPolicy")},
    {HK_S_INIT("admissionregistration.k8s.io"), HK_S_INIT("MutatingAdmissionPolicyBinding")},
    {HK_S_INIT("admissionregistration.k8s.io"), HK_S_INIT("ValidatingAdmissionPolicy")},
    {HK_S_INIT("admissionregistration.k8s.io"), HK_S_INIT("ValidatingAdmissionPolicyBinding")},
    {HK_S_INIT("certificates.k8s.io"), HK_S_INIT("ClusterTrustBundle")},
    {HK_S_INIT("flowcontrol.apiserver.k8s.io"), HK_S_INIT("FlowSchema")},
    {HK_S_INIT("flowcontrol.apiserver.k8s.io"), HK_S_INIT("PriorityLevelConfiguration")},
    {HK_S_INIT("gateway.networking.k8s.io"), HK_S_INIT("GatewayClass")},
    {HK_S_INIT("networking.k8s.io"), HK_S_INIT("IPAddress")},
    {HK_S_INIT("networking.k8s.io"), HK_S_INIT("ServiceCIDR")},
    {HK_S_INIT("resource.k8s.io"), HK_S_INIT("DeviceClass")},
    {HK_S_INIT("snapshot.storage.k8s.io"), HK_S_INIT("VolumeSnapshotClass")},
    {HK_S_INIT("snapshot.storage.k8s.io"), HK_S_INIT("VolumeSnapshotContent")},
    {HK_S_INIT("storage.k8s.io"), HK_S_INIT("VolumeAttributesClass")},
};

static uint64_t
scope_hash(struct hk_slice group, struct hk_slice kind)
{
    return hk_hash_mix(hk_hash_bytes(group), hk_hash_bytes(kind));
}

/* Notes the CustomResourceDefinitions of the build whose objects have no namespace. */
static void
read_scopes(struct lint *lint)
{
    struct hk_env *env = lint->env;
    for (uint32_t i = 0; i < lint->set->list.n; i++) {
        const struct hk_resource *res = lint->set->list.items[i];
        if (res->id.gvk.kind != HK_SYM_CustomResourceDefinition)
            continue;
        const struct hk_node *spec = hk_map_get(res->root, HK_SYM_spec);
        const struct hk_node *names = hk_map_get(spec, hk_env_sym(env, HK_S("names")));
        if (hk_slice_eq(text_at(env, spec, "scope"), HK_S("Cluster")))
            hk_index_add(lint->scopes,
                         scope_hash(text_at(env, spec, "group"), hk_map_text(names, HK_SYM_kind)),
                         i);
    }
}

/* The definition in the build that says that the kind of @res has no namespace, or NULL. */
static const struct hk_resource *
find_definition(const struct lint *lint, struct hk_slice group, struct hk_slice kind)
{
    uint32_t entry = hk_index_first(lint->scopes, scope_hash(group, kind));
    return entry == HK_INDEX_END ? NULL
                                 : lint->set->list.items[hk_index_value(lint->scopes, entry)];
}

static bool
is_cluster_kind(struct hk_slice group, struct hk_slice kind)
{
    for (size_t i = 0; i < HK_COUNT(cluster_kinds); i++)
        if (hk_slice_eq(group, cluster_kinds[i].group) && hk_slice_eq(kind, cluster_kinds[i].kind))
            return true;
    return false;
}

static void
check_scope(struct lint *lint, const struct hk_resource *res)
{
    struct hk_env *env = lint->env;
    const struct hk_node *ns = hk_map_get(hk_map_get(res->root, HK_SYM_metadata), HK_SYM_namespace);
    struct hk_slice group = hk_env_text(env, res->id.gvk.group);
    struct hk_slice kind = hk_env_text(env, res->id.gvk.kind);
    if (hk_node_is_null(ns))
        return;
    const struct hk_resource *definition = find_definition(lint, group, kind);
    if (!definition && !res->id.cluster && !is_cluster_kind(group, kind))
        return;
    hk_diag_remark(env->diags, HK_D_CLUSTER_NAMESPACE, res->at,
                   "objects of kind %" PRSLICE " have no namespace, but this one is given "
                   "'%" PRSLICE "'",
                   ARGSLICE(kind), ARGSLICE(hk_env_text(env, res->id.ns)));
    hk_diag_mend(env->diags,
                 "list it where no `namespace` is set, or take the namespace off with a "
                 "patch in a later layer");
    hk_diag_related(env->diags, hk_node_place(ns), "the namespace comes from here");
    if (definition)
        hk_diag_related(env->diags, definition->at, "the kind is defined here");
    hk_resource_blame(env, res);
}

/* ---- All -------------------------------------------------------------------------------- */

static void
check_tree(struct lint *lint, const struct hk_resource *res)
{
    hk_lint_tree(lint->env, res);
}

/* Which checks look for which codes. */
static const struct {
    enum hk_code codes[6];
    void (*check)(struct lint *lint, const struct hk_resource *res);
} rows[] = {
    {{HK_D_OBJECT_NAME}, check_names},
    {{HK_D_ANNOTATION_KEY, HK_D_DATA_SIZE}, check_annotations},
    {{HK_D_DATA_KEY, HK_D_DATA_SIZE}, check_data},
    {{HK_D_CLUSTER_NAMESPACE}, check_scope},
    {{HK_D_LABEL_KEY, HK_D_LABEL_VALUE, HK_D_DIRECTIVE_LEFT, HK_D_LIST_KEY_TWICE,
      HK_D_DATE_REWRITTEN, HK_D_NUMBER_CHANGED},
     check_tree},
};

static bool
is_wanted(const struct hk_diags *diags, const enum hk_code *codes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (codes[i] && hk_diag_wants(diags, codes[i]))
            return true;
    return false;
}

void
hk_lint(struct hk_env *env, const struct hk_resset *set,
        const struct hk_name_references *references)
{
    if (!env->diags->policy)
        return;
    struct hk_mark mark = hk_arena_mark(env->scratch);
    struct lint lint = {
        .env = env, .set = set, .scopes = hk_index_new(hk_arena_within(env->scratch), 0)};
    read_scopes(&lint);
    for (size_t r = 0; r < HK_COUNT(rows); r++)
        for (uint32_t i = 0;
             is_wanted(env->diags, rows[r].codes, HK_COUNT(rows[r].codes)) && i < set->list.n;
             i++) {
            hk_env_poll(env);
            rows[r].check(&lint, set->list.items[i]);
        }
    hk_arena_rewind(env->scratch, mark);
    hk_lint_references(env, set, references);
}
