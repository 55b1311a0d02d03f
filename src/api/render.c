/* SPDX-License-Identifier: Apache-2.0 */
#include "../load/fs.h"
#include "../render/build.h"
#include "ctx.h"

#include <limits.h>
#include <string.h>

/* One call of hkr_render(): what its steps share. */
struct job {
    struct hkr_ctx *ctx;
    const char *root;
    const struct hkr_render_options *options;
    struct hkr_result *result;
    struct hk_diags diags;
    struct hk_env env;
};

static bool
options_are_sound(const struct hkr_render_options *options)
{
    return options->size == sizeof *options && options->load_restrictor <= HKR_LOAD_NONE &&
           options->reorder <= HKR_REORDER_NONE && !options->strict && !options->schema_from_crds &&
           !options->n_treats && !options->n_remotes && !options->programs; /* not built yet */
}

/* @text for the result: @before when it is the same, else a copy. Neighbours have much in common.
 */
static const char *
kept(struct job *job, const char *before, struct hk_slice text)
{
    if (before && strlen(before) == text.len && memcmp(before, text.ptr, text.len) == 0)
        return before;
    return hk_arena_strdup(job->result->arena, text);
}

/* The apiVersion as one text. Made in the scratch arena, so to be copied. */
static struct hk_slice
api_version_of(struct job *job, const struct hk_resource *res)
{
    struct hk_env scratch = job->env;
    scratch.arena = job->env.scratch;
    return hk_gvk_api_version(&scratch, res->id.gvk);
}

/* @object follows @before, with which it may share texts. */
static void
fill_object(struct job *job, const struct hk_resource *res, size_t start, size_t end,
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

/* Relative roots count from the working directory that the process has now. */
static void
take_cwd(struct job *job)
{
    char cwd[PATH_MAX];
    if (hk_fs_cwd(job->ctx->fs, cwd, sizeof cwd))
        hk_files_set_cwd(job->ctx->files, hk_slice_cstr(cwd));
}

static enum hkr_status
build(struct job *job)
{
    take_cwd(job);
    struct hk_loader *loader = NULL;
    struct hk_resset *set = NULL;
    size_t *starts = NULL;
    struct hk_build_options options = {.reorder = job->options->reorder,
                                       .managed_by_label = job->options->managed_by_label != 0};
    enum hkr_status status =
        hk_loader_open_root(&job->env, job->ctx->files, job->options->load_restrictor,
                            hk_slice_cstr(job->root), &loader);
    if (status == HKR_OK)
        status = hk_build_run(&job->env, loader, &options, &set);
    hk_arena_trim(job->env.scratch); /* the output is where memory peaks */
    if (status == HKR_OK)
        status = hk_build_write(&job->env, set, &job->result->bytes, &starts);
    if (status != HKR_OK)
        return status;
    hk_buf_byte(&job->result->bytes, '\0');
    job->result->bytes.len--;
    struct hk_object *objects = HK_NEW_ARRAY(job->result->arena, set->list.n, struct hk_object);
    static const struct hk_object none;
    for (uint32_t i = 0; i < set->list.n; i++)
        fill_object(job, set->list.items[i], starts[i], starts[i + 1] - HK_SEPARATOR.len,
                    i ? &objects[i - 1] : &none, &objects[i]);
    job->result->objects = objects;
    job->result->n_objects = set->list.n;
    return HKR_OK;
}

static void
prepare(struct job *job)
{
    struct hkr_ctx *ctx = job->ctx;
    struct hk_arena *arena = hk_arena_new(&ctx->heap);
    job->env.arena = arena;
    job->env.scratch = arena ? hk_arena_new(&ctx->heap) : NULL;
    if (!job->env.scratch)
        hk_heap_throw(&ctx->heap, HKR_E_NOMEM);
    job->diags.arena = arena;
    job->env.intern = ctx->intern;
    job->env.sources = ctx->sources;
    job->env.diags = &job->diags;
    job->env.limits = &ctx->limits;
    job->env.cancel = ctx->cancel;
    job->env.owner = ++ctx->last_owner;
}

/* Runs @step(@job) so that running out of memory on either heap, or being cancelled, ends it. */
static enum hkr_status
guarded(struct job *job, enum hkr_status (*step)(struct job *))
{
    struct hk_trap trap;
    enum hkr_status status;
    hk_heap_trap(&job->ctx->heap, &trap);
    job->result->heap.trap = &trap;
    if (setjmp(trap.env) == 0)
        status = step(job);
    else
        status = trap.status;
    job->result->heap.trap = NULL;
    hk_heap_untrap(&job->ctx->heap, &trap);
    return status;
}

static enum hkr_status
run(struct job *job)
{
    prepare(job);
    return build(job);
}

static enum hkr_status
keep_diags(struct job *job)
{
    if (job->env.diags)
        hk_result_take_diags(job->result, &job->env);
    return HKR_OK;
}

static enum hkr_status
say_unwound(struct job *job)
{
    hk_result_add_unwound(job->result, HKR_E_LIMIT);
    return HKR_OK;
}

static enum hkr_status
say_cancelled(struct job *job)
{
    hk_result_add_unwound(job->result, HKR_E_CANCELLED);
    return HKR_OK;
}

/* What a failed render hands out: no bytes, no objects, at least one error. */
static enum hkr_status
settle_failure(struct job *job, enum hkr_status status)
{
    hk_buf_fini(&job->result->bytes);
    job->result->n_objects = 0;
    if (status == HKR_E_CANCELLED)
        return guarded(job, say_cancelled);
    if (status == HKR_E_LIMIT && !job->diags.n_errors)
        return guarded(job, say_unwound);
    return HKR_OK;
}

enum hkr_status
hkr_render(struct hkr_ctx *ctx, const char *root, const struct hkr_render_options *options,
           struct hkr_result **ret_result)
{
    static const struct hkr_render_options none = {.size = sizeof none};
    options = options ? options : &none;
    if (!ctx || !root || !ret_result || !options_are_sound(options))
        return HKR_E_USAGE;
    struct job job = {.ctx = ctx, .root = root, .options = options};
    job.result = hk_result_new(&ctx->heap.alloc);
    if (!job.result)
        return HKR_E_NOMEM;
    enum hkr_status status = guarded(&job, run);
    enum hkr_status kept = guarded(&job, keep_diags);
    if (kept == HKR_OK && status != HKR_OK)
        kept = settle_failure(&job, status);
    hk_arena_free(job.env.scratch);
    hk_arena_free(job.env.arena);
    if (kept != HKR_OK || status == HKR_E_NOMEM) {
        hkr_result_free(job.result);
        return HKR_E_NOMEM;
    }
    *ret_result = job.result;
    return status;
}
