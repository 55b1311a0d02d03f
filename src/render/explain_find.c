/* SPDX-License-Identifier: Apache-2.0 */
/* Which object is meant. */
#include "explain.h"

/* What kubectl takes for kinds as well. */
static const struct {
    const char *word;
    const char *kind;
} short_names[] = {
    {"cj", "CronJob"},
    {"cm", "ConfigMap"},
    {"crd", "CustomResourceDefinition"},
    {"deploy", "Deployment"},
    {"ds", "DaemonSet"},
    {"ep", "Endpoints"},
    {"hpa", "HorizontalPodAutoscaler"},
    {"ing", "Ingress"},
    {"limits", "LimitRange"},
    {"netpol", "NetworkPolicy"},
    {"ns", "Namespace"},
    {"pc", "PriorityClass"},
    {"pdb", "PodDisruptionBudget"},
    {"po", "Pod"},
    {"pv", "PersistentVolume"},
    {"pvc", "PersistentVolumeClaim"},
    {"quota", "ResourceQuota"},
    {"rc", "ReplicationController"},
    {"rs", "ReplicaSet"},
    {"sa", "ServiceAccount"},
    {"sc", "StorageClass"},
    {"sts", "StatefulSet"},
    {"svc", "Service"},
};

struct query {
    struct hk_slice text; /* as it was given */
    struct hk_slice kind;
    struct hk_slice group; /* empty: any; may have a version before it */
    struct hk_slice name;
    struct hk_slice ns; /* empty: any */
};

static unsigned char
lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

static bool
is_same_word(struct hk_slice a, struct hk_slice b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.ptr[i]) != lower(b.ptr[i]))
            return false;
    return true;
}

/* Whether @word is @kind, or its plural as Kubernetes makes it. */
static bool
is_kind(struct hk_slice word, struct hk_slice kind)
{
    struct hk_slice stem = hk_slice_head(kind, kind.len ? kind.len - 1 : 0);
    if (is_same_word(word, kind))
        return true;
    if (hk_slice_ends(kind, HK_S("y")))
        return word.len == stem.len + 3 && is_same_word(hk_slice_head(word, stem.len), stem) &&
               is_same_word(hk_slice_from(word, stem.len), HK_S("ies"));
    struct hk_slice ending = hk_slice_ends(kind, HK_S("s")) ? HK_S("es") : HK_S("s");
    return word.len == kind.len + ending.len && is_same_word(hk_slice_head(word, kind.len), kind) &&
           is_same_word(hk_slice_from(word, kind.len), ending);
}

static bool
is_of_kind(const struct hk_env *env, const struct query *query, struct hk_gvk gvk)
{
    struct hk_slice kind = hk_env_text(env, gvk.kind);
    struct hk_slice group = hk_env_text(env, gvk.group);
    struct hk_slice version = hk_env_text(env, gvk.version);
    bool is = is_kind(query->kind, kind);
    for (size_t i = 0; !is && i < HK_COUNT(short_names); i++)
        is = is_same_word(query->kind, hk_slice_cstr(short_names[i].word)) &&
             hk_slice_eq(kind, hk_slice_cstr(short_names[i].kind));
    if (!is || !query->group.len || is_same_word(query->group, group))
        return is;
    return is_same_word(hk_slice_head(query->group, version.len), version) &&
           (query->group.len == version.len
                ? !group.len
                : query->group.ptr[version.len] == '.' &&
                      is_same_word(hk_slice_from(query->group, version.len + 1), group));
}

static bool
is_in_namespace(const struct hk_env *env, const struct query *query, const struct hk_id *id)
{
    return !query->ns.len || hk_slice_eq(query->ns, hk_env_text(env, id->ns)) ||
           hk_slice_eq(query->ns, hk_env_text(env, hk_id_effective_ns(id)));
}

/* By the name that it has, or by one that it had. */
static bool
is_called(const struct hk_env *env, const struct query *query, const struct hk_resource *res,
          bool before)
{
    if (!before)
        return hk_slice_eq(query->name, hk_env_text(env, res->id.name));
    for (uint32_t i = 0; i < res->prev.n; i++)
        if (hk_slice_eq(query->name, hk_env_text(env, res->prev.items[i].name)))
            return true;
    return false;
}

struct candidates {
    HK_VEC(struct hk_resource *) list;
};

static void
gather(struct hk_env *env, const struct hk_resset *set, const struct query *query, bool before,
       struct candidates *ret_candidates)
{
    for (uint32_t i = 0; i < set->list.n; i++) {
        struct hk_resource *res = set->list.items[i];
        if (is_called(env, query, res, before) && is_of_kind(env, query, res->id.gvk) &&
            is_in_namespace(env, query, &res->id))
            hk_vec_push(env->arena, &ret_candidates->list, res);
    }
}

/* ---- Faults ------------------------------------------------------------------------------- */

/* "Deployment/web -n prod", as one would ask for @res. */
static struct hk_slice
show(struct hk_env *env, const struct hk_resource *res)
{
    struct hk_slice ns = hk_env_text(env, res->id.ns);
    return hk_arena_printf(env->arena, "%" PRSLICE "/%" PRSLICE "%s%" PRSLICE,
                           ARGSLICE(hk_env_text(env, res->id.gvk.kind)),
                           ARGSLICE(hk_env_text(env, res->id.name)), ns.len ? " -n " : "",
                           ARGSLICE(ns));
}

static enum hkr_status
fault_form(struct hk_env *env, struct hk_slice text)
{
    (void)hk_diag_report(env->diags, HK_D_EXPLAIN_FORM, HK_NOWHERE,
                         "'%" PRSLICE "' is not of the form KIND/NAME", ARGSLICE(text));
    hk_diag_mend(env->diags, "write Deployment/web, deploy/web or Deployment.apps/web");
    return HKR_E_INPUT;
}

/* The kustomization that is rendered: there is no better place for what it does not have. */
static struct hk_place
top_place(const struct hk_env *env)
{
    const struct hk_trace *trace = env->trace;
    return trace->files.n ? (struct hk_place){.file = trace->files.items[0].file} : HK_NOWHERE;
}

static enum hkr_status
fault_missing(struct hk_env *env, const struct hk_resset *set, const struct query *query)
{
    HK_VEC(struct hk_slice) names = {0};
    const struct hk_resource *namesake = NULL;
    for (uint32_t i = 0; i < set->list.n; i++) {
        const struct hk_resource *res = set->list.items[i];
        bool kind_fits = is_of_kind(env, query, res->id.gvk);
        if (kind_fits)
            hk_vec_push(env->arena, &names, hk_env_text(env, res->id.name));
        if (is_called(env, query, res, false) && (!namesake || kind_fits))
            namesake = res;
    }
    struct hk_slice near = hk_diag_nearest(query->name, names.items, names.n);
    for (uint32_t i = 0; near.len && !namesake && i < set->list.n; i++)
        if (is_of_kind(env, query, set->list.items[i]->id.gvk) &&
            hk_slice_eq(hk_env_text(env, set->list.items[i]->id.name), near))
            namesake = set->list.items[i];
    (void)hk_diag_report(env->diags, HK_D_EXPLAIN_MISSING, top_place(env),
                         "the build has no object '%" PRSLICE "'%s%" PRSLICE, ARGSLICE(query->text),
                         query->ns.len ? " in namespace " : "", ARGSLICE(query->ns));
    if (namesake) {
        hk_diag_mend(env->diags, "did you mean %" PRSLICE "?", ARGSLICE(show(env, namesake)));
        hk_diag_related(env->diags, namesake->at, "this one");
    } else {
        hk_diag_mend(env->diags, "leave the object out to see all that there are");
    }
    return HKR_E_INPUT;
}

#define SHOWN_MAX 8 /* candidates that are told */

static enum hkr_status
fault_many(struct hk_env *env, const struct query *query, const struct candidates *candidates)
{
    uint32_t n = candidates->list.n;
    (void)hk_diag_report(env->diags, HK_D_EXPLAIN_AMBIGUOUS, top_place(env),
                         "'%" PRSLICE "' could be any of %u objects", ARGSLICE(query->text),
                         (unsigned)n);
    for (uint32_t i = 0; i < n && i < SHOWN_MAX; i++)
        hk_diag_related(env->diags, candidates->list.items[i]->at, "%" PRSLICE,
                        ARGSLICE(hk_id_show(env, &candidates->list.items[i]->id)));
    hk_diag_mend(env->diags, "give its namespace with -n, its group as in KIND.GROUP/NAME, or the "
                             "name that it has in the output");
    return HKR_E_INPUT;
}

enum hkr_status
hk_explain_find(struct hk_env *env, const struct hk_resset *set, struct hk_slice text,
                struct hk_slice ns, struct hk_resource **ret_res)
{
    struct candidates candidates = {0};
    size_t slash = hk_slice_find(text, '/');
    if (slash == SIZE_MAX || slash == 0 || slash + 1 == text.len)
        return fault_form(env, text);
    struct hk_slice type = hk_slice_head(text, slash);
    struct query query = {.text = text, .name = hk_slice_from(text, slash + 1), .ns = ns};
    query.kind = hk_slice_head(type, hk_slice_find(type, '.'));
    query.group = hk_slice_from(type, query.kind.len + 1);
    gather(env, set, &query, false, &candidates);
    if (!candidates.list.n)
        gather(env, set, &query, true, &candidates);
    if (!candidates.list.n)
        return fault_missing(env, set, &query);
    if (candidates.list.n > 1)
        return fault_many(env, &query, &candidates);
    *ret_res = candidates.list.items[0];
    return HKR_OK;
}
