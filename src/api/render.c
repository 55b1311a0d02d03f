/* SPDX-License-Identifier: Apache-2.0 */
#include "render.h"

#include "../render/build.h"
#include "../res/trace.h"
#include "../subst/subst.h"
#include "codes.h"
#include "deps.h"
#include "job.h"
#include "remotes.h"

#include <string.h>

/* What a call of hkr_render() or hkr_render_many() is given. */
struct render {
    const char *const *roots; /* by job->index */
    const struct hkr_render_options *options;
};

static bool
treats_are_sound(const struct hkr_render_options *options)
{
    for (size_t i = 0; i < options->n_treats; i++)
        if (options->treats[i].treatment > HKR_TREAT_ERROR ||
            !hk_codes_apply(NULL, options->treats[i].id, 0))
            return false;
    return true;
}

bool
hk_is_text_list(const char *const *items, size_t n)
{
    bool whole = items || !n;
    for (size_t i = 0; whole && i < n; i++)
        whole = items[i] != NULL;
    return whole;
}

static bool
programs_are_sound(const struct hkr_programs *programs)
{
    return programs->size == sizeof *programs &&
           hk_is_text_list(programs->mounts, programs->n_mounts) &&
           hk_is_text_list(programs->env, programs->n_env) &&
           hk_is_text_list(programs->environment, programs->n_environment) &&
           hk_is_text_list(programs->helm_api_versions, programs->n_helm_api_versions);
}

bool
hk_render_options_are_sound(const struct hkr_render_options *options)
{
    return options->size == sizeof *options && options->load_restrictor <= HKR_LOAD_NONE &&
           options->reorder <= HKR_REORDER_NONE && treats_are_sound(options) &&
           (options->remotes || !options->n_remotes) &&
           hk_is_text_list(options->remote_maps, options->n_remote_maps) &&
           (!options->programs || programs_are_sound(options->programs)) &&
           (!options->variables || hk_variables_are_sound(options->variables));
}

/* @text for the result: @before when it is the same, else a copy. Neighbours have much in common.
 */
static const char *
kept(struct hk_job *job, const char *before, struct hk_slice text)
{
    if (before && strlen(before) == text.len && memcmp(before, text.ptr, text.len) == 0)
        return before;
    return hk_arena_strdup(job->result->arena, text);
}

/* The apiVersion as one text. Made in the scratch arena, so to be copied. */
static struct hk_slice
api_version_of(struct hk_job *job, const struct hk_resource *res)
{
    struct hk_env scratch = job->env;
    scratch.arena = job->env.scratch;
    return hk_gvk_api_version(&scratch, res->id.gvk);
}

/* @object follows @before, with which it may share texts. */
static void
fill_object(struct hk_job *job, const struct hk_resource *res, size_t start, size_t end,
            const struct hk_object *before, struct hk_object *object)
{
    const struct hk_env *env = &job->env;
    struct hk_mark mark = hk_arena_mark(env->scratch);
    *object = (struct hk_object){
        .api_version = kept(job, before->api_version, api_version_of(job, res)),
        .kind = kept(job, before->kind, hk_env_text(env, res->id.gvk.kind)),
        .name = kept(job, before->name, hk_env_text(env, res->id.name)),
        .ns = kept(job, before->ns, hk_env_text(env, res->id.ns)),
        .origin = kept(job, before->origin, hk_sources_name(env->sources, res->at.file)),
        .start = start,
        .length = (uint32_t)(end - start),
        .line = hk_sources_line_number(env->sources, res->at) & (UINT32_MAX >> 1),
        .cluster_scoped = res->id.cluster};
    hk_arena_rewind(env->scratch, mark);
}

void
hk_render_set_policy(struct hk_job *job, const struct hkr_render_options *options)
{
    if (!options->strict && !options->n_treats)
        return;
    struct hk_policy *policy = HK_NEW(job->env.arena, struct hk_policy);
    hk_policy_init(policy);
    if (options->strict)
        hk_codes_set_strict(policy, HKR_ERROR);
    for (size_t i = 0; i < options->n_treats; i++)
        (void)hk_codes_apply(policy, options->treats[i].id,
                             (enum hkr_severity)options->treats[i].treatment);
    job->diags.policy = policy;
}

/* Puts the variables into the objects; @given may be NULL. */
static enum hkr_status
substitute(struct hk_job *job, struct hk_files *files, const struct hkr_variables *given,
           struct hk_resset *set)
{
    struct hk_variables *variables = NULL;
    if (!given)
        return HKR_OK;
    enum hkr_status status = hk_variables_load(&job->env, files, given, &variables);
    if (status != HKR_OK)
        return status;
    hk_trace_step(&job->env, &(struct hk_step){.kind = HK_STEP_VARIABLE, .moves = true});
    status = hk_subst_run(&job->env, set, variables);
    hk_trace_set(&job->env, set);
    return status;
}

enum hkr_status
hk_render_resources(struct hk_job *job, struct hk_files *files, const char *root,
                    const struct hkr_render_options *given, struct hk_resset **ret_set)
{
    struct hk_loader *loader = NULL;
    struct hk_remotes *remotes = NULL;
    if (given->deps)
        hk_deps_watch(job, files);
    struct hk_build_options options = {.reorder = given->reorder,
                                       .managed_by_label = given->managed_by_label != 0,
                                       .schema_from_crds = given->schema_from_crds != 0};
    enum hkr_status status = hk_remotes_of(job, given, &remotes);
    if (status == HKR_OK)
        status = hk_loader_open_root(&job->env, files, given->load_restrictor, remotes,
                                     hk_slice_cstr(root), &loader);
    if (status != HKR_OK)
        return status;
    loader->programs = given->programs;
    status = hk_build_run(&job->env, loader, &options, ret_set);
    return status == HKR_OK ? substitute(job, files, given->variables, *ret_set) : status;
}

enum hkr_status
hk_render_run(struct hk_job *job, const char *root, const struct hkr_render_options *options,
              struct hk_resset **ret_set)
{
    struct hk_resset *set = NULL;
    size_t *starts = NULL;
    hk_render_set_policy(job, options);
    enum hkr_status status = hk_render_resources(job, job->ctx->files, root, options, &set);
    hk_arena_trim(job->env.scratch); /* the output is where memory peaks */
    if (status == HKR_OK)
        status = hk_build_write(&job->env, set, &job->result->bytes, &starts);
    if (status != HKR_OK)
        return status;
    hk_buf_byte(&job->result->bytes, '\0');
    job->result->bytes.len--;
    job->ctx->last_output = job->result->bytes.len;
    struct hk_object *objects = HK_NEW_ARRAY(job->result->arena, set->list.n, struct hk_object);
    static const struct hk_object none;
    for (uint32_t i = 0; i < set->list.n; i++)
        fill_object(job, set->list.items[i], starts[i], starts[i + 1] - HK_SEPARATOR.len,
                    i ? &objects[i - 1] : &none, &objects[i]);
    job->result->objects = objects;
    job->result->n_objects = set->list.n;
    *ret_set = set;
    return job->diags.n_findings ? HKR_E_INPUT : HKR_OK; /* of checks that stop nothing */
}

static enum hkr_status
build(struct hk_job *job, void *user)
{
    const struct render *render = user;
    struct hk_resset *set = NULL;
    return hk_render_run(job, render->roots[job->index], render->options, &set);
}

static const struct hkr_render_options defaults = {.size = sizeof defaults};

enum hkr_status
hkr_render(struct hkr_ctx *ctx, const char *root, const struct hkr_render_options *options,
           struct hkr_result **ret_result)
{
    options = options ? options : &defaults;
    if (!ctx || !root || !ret_result || !hk_render_options_are_sound(options))
        return HKR_E_USAGE;
    struct render render = {.roots = &root, .options = options};
    return hk_job_run(ctx, build, &render, ret_result);
}

enum hkr_status
hkr_render_many(struct hkr_ctx *ctx, const char *const *roots, size_t n,
                const struct hkr_render_options *options, const struct hkr_batch_options *batch,
                struct hkr_result **ret_results)
{
    options = options ? options : &defaults;
    for (size_t i = 0; ret_results && i < n; i++)
        ret_results[i] = NULL;
    if (!ctx || (n && (!roots || !ret_results)) || !hk_is_text_list(roots, n) ||
        !hk_render_options_are_sound(options) || !hk_batch_options_are_sound(batch))
        return HKR_E_USAGE;
    struct render render = {.roots = roots, .options = options};
    enum hkr_status status = hk_many_share_layers(ctx, NULL, roots, n, options);
    return status == HKR_OK ? hk_job_run_many(ctx, build, n, &render, batch, ret_results) : status;
}
