/* SPDX-License-Identifier: Apache-2.0 */
#include "steps.h"

#include "../res/trace.h"
#include "base/index.h"

/* Resources by each name that they have or had; in scratch memory. */
static struct hk_index *
index_names(struct hk_env *env, const struct hk_resset *set)
{
    struct hk_index *index = hk_index_new(env->scratch, set->list.n);
    for (uint32_t i = 0; i < set->list.n; i++) {
        const struct hk_resource *res = set->list.items[i];
        if (!res->root)
            continue;
        for (uint32_t j = 0; j < res->prev.n; j++)
            hk_index_add(index, res->prev.items[j].name, i);
        hk_index_add(index, res->id.name, i);
    }
    return index;
}

/* Whether @res has or had the name @name under a kind that @filter selects. */
static bool
was_called(const struct hk_env *env, const struct hk_resource *res, hk_sym name,
           struct hk_gvk filter)
{
    if (res->id.name == name && hk_gvk_selects(filter, res->id.gvk))
        return true;
    for (uint32_t i = 0; i < res->prev.n; i++) {
        struct hk_id id = hk_resource_prev_id(env, res, i);
        if (id.name == name && hk_gvk_selects(filter, id.gvk))
            return true;
    }
    return false;
}

static enum hkr_status
report_none(struct hk_transform_run *run, const struct hk_replica_spec *entry)
{
    enum hkr_status status = hk_diag_report(run->env->diags, HK_D_REPLICAS_TARGET, entry->name.at,
                                            "`replicas` names '%" PRSLICE
                                            "', but no object of that name has replicas to set",
                                            ARGSLICE(entry->name.text));
    hk_diag_mend(run->env->diags,
                 "name a Deployment, StatefulSet, ReplicaSet or ReplicationController as it is "
                 "called here or in a base");
    return status;
}

static enum hkr_status
transform_entry(struct hk_transform_run *run, const struct hk_index *names,
                const struct hk_replica_spec *entry)
{
    struct hk_env *env = run->env;
    const struct hk_fieldspecs *specs = &run->config->replicas;
    struct hk_transform_value value = {
        .text = hk_arena_printf(env->arena, "%lld", (long long)entry->count),
        .tag = HK_TAG_INT, /* but a string where the old value is quoted */
        .at = entry->count_at.file ? entry->count_at : entry->at};
    hk_sym name = hk_env_sym(env, entry->name.text);
    bool found = false;
    hk_trace_entry(env, "replicas", entry->at);
    for (uint32_t i = hk_index_first(names, name); i != HK_INDEX_END; i = hk_index_next(names, i)) {
        struct hk_resource *res = run->set->list.items[hk_index_value(names, i)];
        for (uint32_t j = 0; j < specs->n; j++) {
            if (!was_called(env, res, name, specs->items[j].gvk))
                continue;
            found = true;
            enum hkr_status status = hk_transform_apply_row(env, &specs->items[j], res, HK_SCALAR,
                                                            hk_transform_set_value, &value);
            if (status != HKR_OK)
                return status;
        }
        hk_trace_object(env, res);
    }
    return found ? HKR_OK : report_none(run, entry);
}

enum hkr_status
hk_transform_replicas(struct hk_transform_run *run)
{
    struct hk_mark mark = hk_arena_mark(run->env->scratch);
    const struct hk_index *names = index_names(run->env, run->set);
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < run->kust->replicas.n; i++)
        status = transform_entry(run, names, &run->kust->replicas.items[i]);
    hk_arena_rewind(run->env->scratch, mark);
    return status;
}
