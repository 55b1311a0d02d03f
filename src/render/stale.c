/* SPDX-License-Identifier: Apache-2.0 */
/* A strict check: fields that still have a name under which an object of the build was known, when
 * it has another one now. kustomize leaves them so where it can not tell which object is meant, and
 * where it does not know that the field is a reference at all. */
#include "lint.h"

#define CONTAINERS "spec/template/spec/containers/"

/* References that kustomize does not follow. */
static const struct {
    const char *group; /* of the object that is meant; "": any */
    const char *kind;
    const char *referrer;
    const char *path;
} unfollowed[] = {
    {"networking.k8s.io", "IngressClass", "Ingress", "spec/ingressClassName"},
    {"", "ConfigMap", "ReplicationController", "spec/template/spec/volumes/configMap/name"},
    {"", "ConfigMap", "ReplicationController", CONTAINERS "envFrom/configMapRef/name"},
    {"", "ConfigMap", "ReplicationController", CONTAINERS "env/valueFrom/configMapKeyRef/name"},
    {"", "Secret", "ReplicationController", "spec/template/spec/volumes/secret/secretName"},
    {"", "Secret", "ReplicationController", CONTAINERS "envFrom/secretRef/name"},
    {"", "Secret", "ReplicationController", CONTAINERS "env/valueFrom/secretKeyRef/name"},
    {"", "ServiceAccount", "ReplicaSet", "spec/template/spec/serviceAccountName"},
    {"gateway.networking.k8s.io", "GatewayClass", "Gateway", "spec/gatewayClassName"},
    {"", "Secret", "Gateway", "spec/listeners/tls/certificateRefs/name"},
    {"gateway.networking.k8s.io", "Gateway", "HTTPRoute", "spec/parentRefs/name"},
    {"gateway.networking.k8s.io", "Gateway", "GRPCRoute", "spec/parentRefs/name"},
    {"", "Service", "HTTPRoute", "spec/rules/backendRefs/name"},
    {"", "Service", "GRPCRoute", "spec/rules/backendRefs/name"},
    {"apps", "Deployment", "ScaledObject", "spec/scaleTargetRef/name"},
    {"apps", "Deployment", "VerticalPodAutoscaler", "spec/targetRef/name"},
    {"apps", "StatefulSet", "VerticalPodAutoscaler", "spec/targetRef/name"},
};

struct search {
    struct hk_env *env;
    const struct hk_resset *set;
    struct hk_index *now;    /* current names -> positions */
    struct hk_index *before; /* earlier names, where they differ -> positions */
    const struct hk_resource *referrer;
    struct hk_gvk target; /* of the row at hand */
    struct hk_slice path;
};

static bool
sees(const struct hk_resource *referrer, const struct hk_resource *res)
{
    return referrer->id.cluster || res->id.cluster ||
           hk_id_effective_ns(&referrer->id) == hk_id_effective_ns(&res->id);
}

/* The first object of @index by @name that the row means and the referrer sees, or NULL. */
static const struct hk_resource *
find(const struct search *search, const struct hk_index *index, hk_sym name)
{
    uint32_t entry = hk_index_first(index, name);
    for (; entry != HK_INDEX_END; entry = hk_index_next(index, entry)) {
        const struct hk_resource *res = search->set->list.items[hk_index_value(index, entry)];
        if (hk_gvk_selects(search->target, res->id.gvk) && sees(search->referrer, res))
            return res;
    }
    return NULL;
}

static void
check_name(const struct search *search, const struct hk_node *node)
{
    struct hk_env *env = search->env;
    if (node->kind == HK_MAP)
        node = hk_map_get(node, HK_SYM_name);
    if (!node || node->kind != HK_SCALAR || !node->n)
        return;
    hk_sym name = hk_env_sym(env, hk_node_text(node));
    const struct hk_resource *res = find(search, search->before, name);
    if (!res || find(search, search->now, name))
        return;
    hk_diag_remark(env->diags, HK_D_NAME_STALE, hk_node_place(node),
                   "this still says '%" PRSLICE "', but the %" PRSLICE
                   " of that name is now called '%" PRSLICE "'",
                   ARGSLICE(hk_node_text(node)), ARGSLICE(hk_env_text(env, res->id.gvk.kind)),
                   ARGSLICE(hk_env_text(env, res->id.name)));
    hk_diag_mend(env->diags,
                 "if that object is meant: refer to it from the layer that renames it, or name the "
                 "field `%" PRSLICE "` under `nameReference` of a file of `configurations`",
                 ARGSLICE(search->path));
    hk_diag_related(env->diags, res->at, "the object that was renamed");
    hk_resource_blame(env, search->referrer);
}

static enum hkr_status
visit(struct hk_env *env, void *user, struct hk_node **slot)
{
    const struct search *search = user;
    (void)env;
    if ((*slot)->kind != HK_SEQ)
        check_name(search, *slot);
    for (uint32_t i = 0; (*slot)->kind == HK_SEQ && i < (*slot)->n; i++)
        check_name(search, (*slot)->items[i]);
    return HKR_OK;
}

static void
check_path(struct search *search, const struct hk_fieldpath *path)
{
    struct hk_env *env = search->env;
    struct hk_fieldpath_update look = {.apply = visit, .user = search};
    struct hk_node *root = search->referrer->root;
    uint32_t n_diags = env->diags->list.n;
    search->path = path->text;
    if (hk_fieldpath_update(env, path, &look, HK_S(""), &root) != HKR_OK)
        hk_diag_rewind(env->diags, n_diags);
}

static void
check_rows(struct search *search, const struct hk_name_references *references)
{
    struct hk_env *env = search->env;
    struct hk_gvk gvk = search->referrer->id.gvk;
    for (uint32_t i = 0; i < references->n; i++) {
        const struct hk_name_reference *reference = &references->items[i];
        search->target = reference->target;
        for (uint32_t k = 0; k < reference->referrers.n; k++)
            if (hk_gvk_selects(reference->referrers.items[k].gvk, gvk))
                check_path(search, &reference->referrers.items[k].path);
    }
    for (size_t i = 0; i < HK_COUNT(unfollowed); i++) {
        if (!hk_slice_eq(hk_env_text(env, gvk.kind), hk_slice_cstr(unfollowed[i].referrer)))
            continue;
        struct hk_fieldpath path = hk_fieldpath_parse(env, hk_slice_cstr(unfollowed[i].path));
        search->target =
            (struct hk_gvk){.group = hk_env_sym(env, hk_slice_cstr(unfollowed[i].group)),
                            .kind = hk_env_sym(env, hk_slice_cstr(unfollowed[i].kind))};
        check_path(search, &path);
    }
}

void
hk_lint_references(struct hk_env *env, const struct hk_resset *set,
                   const struct hk_name_references *references)
{
    if (!hk_diag_wants(env->diags, HK_D_NAME_STALE))
        return;
    struct hk_mark mark = hk_arena_mark(env->scratch);
    struct hk_arena *arena = hk_arena_within(env->scratch);
    struct search search = {.env = env,
                            .set = set,
                            .now = hk_index_new(arena, set->list.n),
                            .before = hk_index_new(arena, 0)};
    for (uint32_t i = 0; i < set->list.n; i++) {
        const struct hk_resource *res = set->list.items[i];
        hk_index_add(search.now, res->id.name, i);
        for (uint32_t k = 0; k < res->prev.n; k++)
            if (res->prev.items[k].name != res->id.name)
                hk_index_add(search.before, res->prev.items[k].name, i);
    }
    for (uint32_t i = 0; i < set->list.n; i++) {
        hk_env_poll(env);
        search.referrer = set->list.items[i];
        check_rows(&search, references);
    }
    hk_arena_rewind(env->scratch, mark);
}
