/* SPDX-License-Identifier: Apache-2.0 */
#include "resset.h"

struct hk_resset *
hk_resset_new(struct hk_env *env)
{
    return HK_NEW(env->arena, struct hk_resset);
}

/* Brings the index of current ids up to the end of the list. */
static void
index_ids(struct hk_env *env, struct hk_resset *set)
{
    if (!set->by_id)
        set->by_id = hk_index_new(env->arena, set->list.n);
    for (; set->n_by_id < set->list.n; set->n_by_id++)
        hk_index_add(set->by_id, hk_id_hash(&set->list.items[set->n_by_id]->id), set->n_by_id);
}

/* The same for the index of all ids. */
static void
index_any_ids(struct hk_env *env, struct hk_resset *set)
{
    if (!set->by_any_id)
        set->by_any_id = hk_index_new(env->arena, set->list.n);
    for (; set->n_by_any_id < set->list.n; set->n_by_any_id++) {
        const struct hk_resource *res = set->list.items[set->n_by_any_id];
        uint64_t current = hk_id_hash(&res->id);
        hk_index_add(set->by_any_id, current, set->n_by_any_id);
        for (uint32_t i = 0; i < res->prev.n; i++) {
            struct hk_id prev = hk_resource_prev_id(env, res, i);
            uint64_t hash = hk_id_hash(&prev);
            if (hash != current)
                hk_index_add(set->by_any_id, hash, set->n_by_any_id);
        }
    }
}

struct hk_resource *
hk_resset_find(struct hk_env *env, struct hk_resset *set, const struct hk_id *id)
{
    index_ids(env, set);
    uint32_t entry = hk_index_first(set->by_id, hk_id_hash(id));
    for (; entry != HK_INDEX_END; entry = hk_index_next(set->by_id, entry)) {
        struct hk_resource *res = set->list.items[hk_index_value(set->by_id, entry)];
        if (res->root && hk_id_eq(&res->id, id))
            return res;
    }
    return NULL;
}

struct hk_resource *
hk_resset_find_any(struct hk_env *env, struct hk_resset *set, const struct hk_id *id,
                   uint32_t *ret_n)
{
    index_any_ids(env, set);
    struct hk_resource *first = NULL;
    const struct hk_resource *last = NULL; /* an id may have been held twice: count it once */
    uint32_t n = 0;
    uint32_t entry = hk_index_first(set->by_any_id, hk_id_hash(id));
    for (; entry != HK_INDEX_END; entry = hk_index_next(set->by_any_id, entry)) {
        struct hk_resource *res = set->list.items[hk_index_value(set->by_any_id, entry)];
        if (!res->root || res == last || !hk_resource_had_id(env, res, id))
            continue;
        last = res;
        first = first ? first : res;
        n++;
    }
    *ret_n = n;
    return first;
}

static enum hkr_status
report_taken(struct hk_env *env, const struct hk_resource *old, const struct hk_resource *res)
{
    enum hkr_status status = hk_diag_report(env->diags, HK_D_ID_TAKEN, res->at,
                                            "this object is there already: %" PRSLICE,
                                            ARGSLICE(hk_id_show(env, &res->id)));
    hk_diag_related(env->diags, old->at, "it was added first here");
    hk_diag_mend(env->diags, "remove one of the two, or give one layer a namePrefix, nameSuffix or "
                             "namespace of its own");
    hk_resource_blame(env, res);
    return status;
}

enum hkr_status
hk_resset_append(struct hk_env *env, struct hk_resset *set, struct hk_resource *res)
{
    const struct hk_resource *old = hk_resset_find(env, set, &res->id);
    if (old)
        return report_taken(env, old, res);
    hk_vec_push(env->arena, &set->list, res);
    return HKR_OK;
}

enum hkr_status
hk_resset_append_all(struct hk_env *env, struct hk_resset *set, const struct hk_resset *more)
{
    hk_vec_reserve(env->arena, &set->list, more->list.n);
    for (uint32_t i = 0; i < more->list.n; i++) {
        enum hkr_status status = hk_resset_append(env, set, more->list.items[i]);
        if (status != HKR_OK)
            return status;
    }
    return HKR_OK;
}

void
hk_resset_reindex(struct hk_resset *set)
{
    if (set->by_id)
        hk_index_clear(set->by_id);
    if (set->by_any_id)
        hk_index_clear(set->by_any_id);
    set->n_by_id = 0;
    set->n_by_any_id = 0;
}

void
hk_resset_drop_deleted(struct hk_resset *set)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < set->list.n; i++)
        if (set->list.items[i]->root)
            set->list.items[kept++] = set->list.items[i];
    if (kept != set->list.n) {
        set->list.n = kept;
        hk_resset_reindex(set);
    }
}

enum hkr_status
hk_resset_check_unique(struct hk_env *env, struct hk_resset *set, const char *step)
{
    hk_resset_reindex(set);
    index_ids(env, set);
    for (uint32_t i = 0; i < set->list.n; i++) {
        const struct hk_resource *res = set->list.items[i];
        const struct hk_resource *first = hk_resset_find(env, set, &res->id);
        if (!first || first == res)
            continue;
        enum hkr_status status = report_taken(env, first, res);
        hk_diag_related(env->diags, res->at, "both came to this id by %s", step);
        return status;
    }
    return HKR_OK;
}
