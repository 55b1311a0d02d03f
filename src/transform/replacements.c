/* SPDX-License-Identifier: Apache-2.0 */
/* `replacements`: values of some fields copied into others (reference: replacements). */
#include "replace.h"

#include "../res/trace.h"

static enum hkr_status
fault_incomplete(struct hk_env *env, struct hk_place at, const char *what)
{
    enum hkr_status status =
        hk_diag_report(env->diags, HK_D_REPLACEMENT_INCOMPLETE, at, "%s", what);
    hk_diag_mend(env->diags, "say where the value comes from (`source`) and where it goes "
                             "(`targets`, each with `select` and `fieldPaths`)");
    return status;
}

/* Says where the value comes from, for whoever traces. */
static void
trace(const struct hk_replace *replace)
{
    struct hk_env *env = replace->env;
    struct hk_step step = {.kind = HK_STEP_FIELD, .name = "replacements", .at = replace->spec->at};
    if (replace->source) {
        step.is_secret =
            hk_replace_is_secret(replace) || hk_trace_is_hidden(env->trace, replace->value);
        step.detail =
            hk_trace_source(env, replace->source, replace->source_path.text, replace->value);
    }
    hk_trace_step(env, &step);
}

static enum hkr_status
run_one(struct hk_replace *replace, const struct hk_replacement_spec *spec)
{
    struct hk_env *env = replace->env;
    if (!spec->has_source && !spec->has_source_value)
        return fault_incomplete(env, spec->at, "this replacement has no `source`");
    if (!spec->has_targets)
        return fault_incomplete(env, spec->at, "this replacement has no `targets`");
    replace->spec = spec;
    enum hkr_status status = hk_replace_find_value(replace);
    if (env->trace && status == HKR_OK)
        trace(replace);
    for (uint32_t i = 0; status == HKR_OK && i < spec->targets.n; i++) {
        const struct hk_replacement_target *target = &spec->targets.items[i];
        hk_env_poll(env);
        if (!target->has_select)
            return fault_incomplete(env, target->at, "this target has no `select`");
        status = hk_replace_apply(replace, target);
    }
    return status;
}

/* The replacements of all entries, files read. */
static enum hkr_status
gather(struct hk_transform_run *run, struct hk_replacements *all)
{
    const struct hk_kustomization *kust = run->kust;
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < kust->replacements.n; i++) {
        struct hk_replacement_spec spec = kust->replacements.items[i];
        if (!spec.path.text.len) {
            spec.has_targets = spec.targets.n > 0; /* an empty list counts in files alone */
            hk_vec_push(run->env->arena, &all->list, spec);
        } else if (spec.has_source || spec.targets.n) {
            status = hk_diag_report(run->env->diags, HK_D_REPLACEMENT_CONFLICT, spec.path.at,
                                    "this entry has a `path` and a replacement of its own");
            hk_diag_mend(run->env->diags, "make two entries of it");
        } else {
            status = hk_loader_replacements(run->loader, &spec.path, all);
        }
    }
    return status;
}

static struct hk_index *
index_names(struct hk_env *env, const struct hk_resset *set)
{
    struct hk_index *index = hk_index_new(env->arena, set->list.n);
    for (uint32_t i = 0; i < set->list.n; i++) {
        const struct hk_resource *res = set->list.items[i];
        for (uint32_t j = 0; j < res->prev.n; j++)
            hk_index_add(index, res->prev.items[j].name, i);
        hk_index_add(index, res->id.name, i);
    }
    return index;
}

enum hkr_status
hk_transform_replacements(struct hk_transform_run *run)
{
    struct hk_replacements all = {0};
    enum hkr_status status = gather(run, &all);
    if (status != HKR_OK)
        return status;
    struct hk_replace replace = {
        .env = run->env, .set = run->set, .names = index_names(run->env, run->set)};
    for (uint32_t i = 0; status == HKR_OK && i < all.list.n; i++)
        status = run_one(&replace, &all.list.items[i]);
    if (replace.ids_changed)
        hk_resset_reindex(run->set);
    return status;
}
