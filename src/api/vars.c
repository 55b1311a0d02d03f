/* SPDX-License-Identifier: Apache-2.0 */
#include "../subst/survey.h"
#include "render.h"

#include <stdlib.h>

struct hk_result_var {
    const char *name;
    const struct hkr_var_source *sources;
    const struct hkr_var_use *uses;
    size_t n_sources;
    size_t n_uses;
    size_t n_required;
};

/* A name with what is known of it, while the list is made. */
struct row {
    struct hk_slice name;
    const struct hk_variable *variable; /* NULL: it is not set */
    HK_VEC(uint32_t) uses;              /* positions in the survey */
};

struct rows {
    HK_VEC(struct row) list;
    struct hk_index *by_name;
};

static struct row *
row_of(struct hk_env *env, struct rows *rows, struct hk_slice name)
{
    uint64_t hash = hk_hash_bytes(name);
    for (uint32_t i = hk_index_first(rows->by_name, hash); i != HK_INDEX_END;
         i = hk_index_next(rows->by_name, i)) {
        struct row *row = &rows->list.items[hk_index_value(rows->by_name, i)];
        if (hk_slice_eq(row->name, name))
            return row;
    }
    hk_index_add(rows->by_name, hash, rows->list.n);
    hk_vec_push(env->arena, &rows->list, ((struct row){.name = name}));
    return &rows->list.items[rows->list.n - 1];
}

static int
by_name(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    return hk_slice_cmp(x->name, y->name);
}

/* ---- Copies for the result ---------------------------------------------------------------- */

static const char *
copy(struct hk_job *job, struct hk_slice text)
{
    return hk_arena_strdup(job->result->arena, text);
}

static bool
is_in_secret(const struct hk_job *job, const struct hk_subst_use *use)
{
    return hk_slice_eq(hk_env_text(&job->env, use->res->id.gvk.kind), HK_S("Secret"));
}

/* @survey: what is put into a Secret is as secret as what comes from one. */
static void
take_sources(struct hk_job *job, const struct hk_subst_survey *survey, const struct row *row,
             struct hk_result_var *ret_var)
{
    bool hidden = false;
    size_t n = 0;
    for (uint32_t i = 0; i < row->uses.n; i++)
        hidden = hidden || is_in_secret(job, &survey->uses.items[row->uses.items[i]]);
    for (const struct hk_variable *v = row->variable; v; v = v->hides)
        n++;
    struct hkr_var_source *sources = HK_NEW_ARRAY(job->result->arena, n, struct hkr_var_source);
    n = 0;
    for (const struct hk_variable *v = row->variable; v; v = v->hides)
        sources[n++] =
            (struct hkr_var_source){.size = sizeof *sources,
                                    .from = copy(job, v->from),
                                    .value = hidden || v->secret ? NULL : copy(job, v->value),
                                    .at = hk_result_span(job->result, &job->env, v->at)};
    ret_var->sources = sources;
    ret_var->n_sources = n;
}

static void
take_uses(struct hk_job *job, const struct hk_subst_survey *survey, const struct row *row,
          struct hk_result_var *ret_var)
{
    struct hkr_var_use *uses = HK_NEW_ARRAY(job->result->arena, row->uses.n, struct hkr_var_use);
    const struct hk_subst_use *before = NULL;
    for (uint32_t i = 0; i < row->uses.n; i++) {
        const struct hk_subst_use *use = &survey->uses.items[row->uses.items[i]];
        bool is_secret = is_in_secret(job, use);
        uses[i] = (struct hkr_var_use){
            .size = sizeof *uses,
            .object = before && before->res == use->res
                          ? uses[i - 1].object
                          : copy(job, hk_id_show(&job->env, &use->res->id)),
            .path = copy(job, use->path),
            .expression = is_secret ? NULL : copy(job, use->text),
            .fallback = is_secret || !use->has_default ? NULL : copy(job, use->fallback),
            .has_default = use->has_default,
            .in_key = use->in_key,
            .at = hk_result_span(job->result, &job->env, use->at)};
        ret_var->n_required += !use->has_default;
        before = use;
    }
    ret_var->uses = uses;
    ret_var->n_uses = row->uses.n;
}

static void
take_vars(struct hk_job *job, const struct hk_variables *variables,
          const struct hk_subst_survey *survey)
{
    struct hk_env *env = &job->env;
    struct rows rows = {.by_name = hk_index_new(env->arena, variables->list.n)};
    for (uint32_t i = 0; i < variables->list.n; i++)
        row_of(env, &rows, variables->list.items[i]->name)->variable = variables->list.items[i];
    for (uint32_t i = 0; i < survey->uses.n; i++)
        hk_vec_push(env->arena, &row_of(env, &rows, survey->uses.items[i].name)->uses, i);
    if (rows.list.n)
        qsort(rows.list.items, rows.list.n, sizeof *rows.list.items, by_name);
    struct hk_result_var *vars =
        HK_NEW_ARRAY(job->result->arena, rows.list.n, struct hk_result_var);
    for (uint32_t i = 0; i < rows.list.n; i++) {
        vars[i].name = copy(job, rows.list.items[i].name);
        take_sources(job, survey, &rows.list.items[i], &vars[i]);
        take_uses(job, survey, &rows.list.items[i], &vars[i]);
    }
    job->result->vars = vars;
    job->result->n_vars = rows.list.n;
}

/* ---- The call ----------------------------------------------------------------------------- */

struct listing {
    const char *root;
    const struct hkr_render_options *options;
};

static enum hkr_status
list_vars(struct hk_job *job, void *user)
{
    static const struct hkr_variables nothing = {.size = sizeof nothing};
    static const struct hk_subst_survey_options options = {
        .keep = true, .faults = true, .lenient = true};
    const struct listing *listing = user;
    struct hkr_render_options plain = *listing->options;
    struct hk_variables *variables = NULL;
    struct hk_subst_survey survey;
    struct hk_resset *set = NULL;
    plain.variables = NULL; /* what is there before they are put in */
    hk_render_set_policy(job, &plain);
    enum hkr_status status = hk_render_resources(job, job->ctx->files, listing->root, &plain, &set);
    if (status == HKR_OK)
        status = hk_variables_load(
            &job->env, job->ctx->files,
            listing->options->variables ? listing->options->variables : &nothing, &variables);
    if (status != HKR_OK)
        return status;
    hk_subst_survey(&job->env, set, variables, &options, &survey);
    take_vars(job, variables, &survey);
    return survey.status == HKR_OK && job->diags.n_findings ? HKR_E_INPUT : survey.status;
}

enum hkr_status
hkr_vars(struct hkr_ctx *ctx, const char *root, const struct hkr_render_options *options,
         struct hkr_result **ret_result)
{
    static const struct hkr_render_options defaults = {.size = sizeof defaults};
    struct listing listing = {root, options ? options : &defaults};
    if (!ctx || !root || !ret_result || !hk_render_options_are_sound(listing.options))
        return HKR_E_USAGE;
    return hk_job_run(ctx, list_vars, &listing, ret_result);
}

size_t
hkr_result_n_vars(const struct hkr_result *result)
{
    return result ? result->n_vars : 0;
}

enum hkr_status
hkr_result_var(const struct hkr_result *result, size_t index, struct hkr_var *ret_var)
{
    if (!result || !ret_var || index >= result->n_vars || ret_var->size != sizeof *ret_var)
        return HKR_E_USAGE;
    const struct hk_result_var *var = &result->vars[index];
    *ret_var = (struct hkr_var){.size = sizeof *ret_var,
                                .name = var->name,
                                .n_sources = var->n_sources,
                                .n_uses = var->n_uses,
                                .n_required = var->n_required};
    return HKR_OK;
}

enum hkr_status
hkr_result_var_source(const struct hkr_result *result, size_t var, size_t index,
                      struct hkr_var_source *ret_source)
{
    if (!result || !ret_source || var >= result->n_vars || index >= result->vars[var].n_sources ||
        ret_source->size != sizeof *ret_source)
        return HKR_E_USAGE;
    *ret_source = result->vars[var].sources[index];
    return HKR_OK;
}

enum hkr_status
hkr_result_var_use(const struct hkr_result *result, size_t var, size_t index,
                   struct hkr_var_use *ret_use)
{
    if (!result || !ret_use || var >= result->n_vars || index >= result->vars[var].n_uses ||
        ret_use->size != sizeof *ret_use)
        return HKR_E_USAGE;
    *ret_use = result->vars[var].uses[index];
    return HKR_OK;
}
