/* SPDX-License-Identifier: Apache-2.0 */
#include "job.h"

#include "deps.h"

#include "../load/fs.h"

#include <limits.h>

static void
prepare(struct hk_job *job)
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
    job->env.likely_output = ctx->last_output;
}

/* Relative paths count from the working directory that the process has now. */
static void
take_cwd(struct hk_job *job)
{
    char cwd[PATH_MAX];
    if (hk_fs_cwd(job->ctx->fs, cwd, sizeof cwd))
        hk_files_set_cwd(job->ctx->files, hk_slice_cstr(cwd));
}

/* Runs @step(@job, @user) so that running out of memory on either heap, or being cancelled, ends
 * it. */
static enum hkr_status
guarded(struct hk_job *job, hk_job_fn step, void *user)
{
    struct hk_trap trap;
    enum hkr_status status;
    hk_heap_trap(&job->ctx->heap, &trap);
    job->result->heap.trap = &trap;
    if (setjmp(trap.env) == 0)
        status = step(job, user);
    else
        status = trap.status;
    job->result->heap.trap = NULL;
    hk_heap_untrap(&job->ctx->heap, &trap);
    return status;
}

struct task {
    hk_job_fn work;
    void *user;
};

static enum hkr_status
run(struct hk_job *job, void *user)
{
    const struct task *task = user;
    prepare(job);
    take_cwd(job);
    return task->work(job, task->user);
}

static enum hkr_status
keep_diags(struct hk_job *job, void *user)
{
    (void)user;
    if (job->env.diags)
        hk_result_take_diags(job->result, &job->env);
    if (job->deps)
        hk_deps_keep(job);
    return HKR_OK;
}

static enum hkr_status
say_unwound(struct hk_job *job, void *user)
{
    const enum hkr_status *status = user;
    hk_result_add_unwound(job->result, *status);
    return HKR_OK;
}

/* What a failed job hands out: no bytes, no objects, no files, at least one error. */
static enum hkr_status
settle_failure(struct hk_job *job, enum hkr_status status)
{
    hk_buf_fini(&job->result->bytes);
    job->result->n_objects = 0;
    job->result->n_files = 0;
    job->result->n_fields = 0;
    job->result->explained = 0;
    job->result->n_roots = 0;
    if (status == HKR_E_CANCELLED || (status == HKR_E_LIMIT && !job->diags.n_errors))
        return guarded(job, say_unwound, &status);
    return HKR_OK;
}

enum hkr_status
hk_job_run(struct hkr_ctx *ctx, hk_job_fn work, void *user, struct hkr_result **ret_result)
{
    return hk_job_run_at(ctx, 0, work, user, ret_result);
}

enum hkr_status
hk_job_run_at(struct hkr_ctx *ctx, size_t index, hk_job_fn work, void *user,
              struct hkr_result **ret_result)
{
    struct hk_job job = {.ctx = ctx, .result = hk_result_new(&ctx->heap.alloc), .index = index};
    struct task task = {work, user};
    if (!job.result)
        return HKR_E_NOMEM;
    enum hkr_status status = guarded(&job, run, &task);
    enum hkr_status kept = guarded(&job, keep_diags, NULL);
    if (kept == HKR_OK && status != HKR_OK)
        kept = settle_failure(&job, status);
    hk_arena_free(job.env.scratch);
    hk_arena_free(job.env.arena);
    if (kept != HKR_OK || status == HKR_E_NOMEM) {
        hkr_result_free(job.result);
        return HKR_E_NOMEM;
    }
    job.result->status = status;
    *ret_result = job.result;
    return status;
}
