/* SPDX-License-Identifier: Apache-2.0 */
#include "order.h"

#include <stdlib.h>

/* Kinds that come first, and last; all others are in between (kustomize 5.8.1's legacy order). */
static const char *const default_first[] = {
    "Namespace",
    "ResourceQuota",
    "StorageClass",
    "CustomResourceDefinition",
    "ServiceAccount",
    "PodSecurityPolicy",
    "Role",
    "ClusterRole",
    "RoleBinding",
    "ClusterRoleBinding",
    "ConfigMap",
    "Secret",
    "Endpoints",
    "Service",
    "LimitRange",
    "PriorityClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Deployment",
    "StatefulSet",
    "CronJob",
    "PodDisruptionBudget",
};
static const char *const default_last[] = {
    "MutatingWebhookConfiguration",
    "ValidatingWebhookConfiguration",
};

struct rank {
    hk_sym kind;
    int rank; /* negative: first; 0 is the rank of unlisted kinds */
};

struct sort_key {
    struct hk_resource *res;
    int rank;
};

static struct hk_slice
or_mark(const struct hk_env *env, hk_sym sym, const char *mark)
{
    return sym == HK_SYM_EMPTY ? hk_slice_cstr(mark) : hk_env_text(env, sym);
}

/* Bytewise order of the parts joined, without joining them. */
static int
compare_joined(const struct hk_slice *a, const struct hk_slice *b, size_t n)
{
    struct hk_slice x = a[0];
    struct hk_slice y = b[0];
    size_t i = 0;
    size_t j = 0;
    for (;;) {
        while (!x.len && i + 1 < n)
            x = a[++i];
        while (!y.len && j + 1 < n)
            y = b[++j];
        if (!x.len || !y.len)
            return (x.len != 0) - (y.len != 0);
        size_t common = x.len < y.len ? x.len : y.len;
        int order = memcmp(x.ptr, y.ptr, common);
        if (order)
            return order;
        x = hk_slice_from(x, common);
        y = hk_slice_from(y, common);
    }
}

/* "group_version_kind" bytewise, with stand-ins for what is empty. */
static int
compare_gvks(const struct hk_env *env, struct hk_gvk x, struct hk_gvk y)
{
    const struct hk_slice a[] = {or_mark(env, x.group, "~G"), HK_S("_"),
                                 or_mark(env, x.version, "~V"), HK_S("_"),
                                 or_mark(env, x.kind, "~K")};
    const struct hk_slice b[] = {or_mark(env, y.group, "~G"), HK_S("_"),
                                 or_mark(env, y.version, "~V"), HK_S("_"),
                                 or_mark(env, y.kind, "~K")};
    int order = compare_joined(a, b, HK_COUNT(a));
    /* The core Namespace comes before Namespaces of other groups, against the rule. */
    if (x.kind == HK_SYM_Namespace && y.kind == HK_SYM_Namespace &&
        (x.group == HK_SYM_EMPTY || y.group == HK_SYM_EMPTY))
        order = -order;
    return order;
}

/* "namespace|name" bytewise. */
static int
compare_names(const struct hk_env *env, const struct hk_id *x, const struct hk_id *y)
{
    if (x->ns == y->ns && x->name != HK_SYM_EMPTY && y->name != HK_SYM_EMPTY)
        return hk_slice_cmp(hk_env_text(env, x->name), hk_env_text(env, y->name));
    const struct hk_slice a[] = {or_mark(env, x->ns, "~X"), HK_S("|"), or_mark(env, x->name, "~N")};
    const struct hk_slice b[] = {or_mark(env, y->ns, "~X"), HK_S("|"), or_mark(env, y->name, "~N")};
    return compare_joined(a, b, HK_COUNT(a));
}

static int
compare_keys(const void *left, const void *right, void *user)
{
    const struct sort_key *a = left;
    const struct sort_key *b = right;
    const struct hk_env *env = user;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    if (hk_gvk_eq(a->res->id.gvk, b->res->id.gvk))
        return compare_names(env, &a->res->id, &b->res->id);
    return compare_gvks(env, a->res->id.gvk, b->res->id.gvk);
}

struct ranks {
    struct rank *items;
    size_t n;
};

/* Later entries win over earlier ones of the same kind. */
static void
add_rank(struct ranks *ranks, hk_sym kind, int rank)
{
    for (size_t i = 0; i < ranks->n; i++) {
        if (ranks->items[i].kind == kind) {
            ranks->items[i].rank = rank;
            return;
        }
    }
    ranks->items[ranks->n++] = (struct rank){kind, rank};
}

static int
rank_of(const struct ranks *ranks, hk_sym kind)
{
    for (size_t i = 0; i < ranks->n; i++)
        if (ranks->items[i].kind == kind)
            return ranks->items[i].rank;
    return 0;
}

static struct ranks
make_ranks(struct hk_env *env, const struct hk_sort_options *options)
{
    struct ranks ranks = {0};
    bool own = options && options->has_legacy_options;
    size_t n_first = own ? options->order_first.n : HK_COUNT(default_first);
    size_t n_last = own ? options->order_last.n : HK_COUNT(default_last);
    ranks.items = HK_NEW_ARRAY(env->scratch, n_first + n_last, struct rank);
    for (size_t i = 0; i < n_first; i++) {
        struct hk_slice kind =
            own ? options->order_first.items[i].text : hk_slice_cstr(default_first[i]);
        add_rank(&ranks, hk_env_sym(env, kind), (int)i - (int)n_first);
    }
    for (size_t i = 0; i < n_last; i++) {
        struct hk_slice kind =
            own ? options->order_last.items[i].text : hk_slice_cstr(default_last[i]);
        add_rank(&ranks, hk_env_sym(env, kind), (int)i + 1);
    }
    return ranks;
}

/* sortOptions of a base may be anything; those of the top one must make sense. */
static enum hkr_status
check_options(struct hk_env *env, const struct hk_sort_options *options)
{
    enum hkr_status status = HKR_OK;
    if (options->order == HK_SORT_OTHER) {
        struct hk_place at = options->order_text.at.file ? options->order_text.at : options->at;
        status = hk_diag_report(env->diags, HK_D_SORT_OPTIONS, at,
                                "`order` of `sortOptions` must be `legacy` or `fifo`");
        hk_diag_mend(env->diags,
                     "write `order: legacy` to sort by kind, `order: fifo` to leave the "
                     "objects as they are listed");
    } else if (options->order == HK_SORT_FIFO && options->has_legacy_options) {
        status = hk_diag_report(env->diags, HK_D_SORT_OPTIONS, options->at,
                                "`legacySortOptions` stand beside `order: fifo`");
        hk_diag_mend(env->diags, "remove them, or say `order: legacy`");
    }
    return status;
}

enum hkr_status
hk_order(struct hk_env *env, struct hk_resset *set, const struct hk_sort_options *options,
         enum hkr_reorder reorder)
{
    bool by_file = options->order != HK_SORT_UNSET;
    enum hkr_status status = check_options(env, options);
    if (status != HKR_OK)
        return status;
    if (by_file ? options->order == HK_SORT_FIFO : reorder == HKR_REORDER_NONE)
        return HKR_OK;
    struct hk_mark mark = hk_arena_mark(env->scratch);
    struct ranks ranks = make_ranks(env, by_file ? options : NULL);
    struct sort_key *keys = HK_NEW_ARRAY(env->scratch, set->list.n, struct sort_key);
    for (uint32_t i = 0; i < set->list.n; i++) {
        struct hk_resource *res = set->list.items[i];
        keys[i] = (struct sort_key){res, rank_of(&ranks, res->id.gvk.kind)};
    }
    if (set->list.n)
        qsort_r(keys, set->list.n, sizeof *keys, compare_keys, env);
    for (uint32_t i = 0; i < set->list.n; i++)
        set->list.items[i] = keys[i].res;
    hk_arena_rewind(env->scratch, mark);
    hk_resset_reindex(set);
    return hk_resset_check_unique(env, set, "the naming of this kustomization");
}
