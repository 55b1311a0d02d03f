/* SPDX-License-Identifier: Apache-2.0 */
/* src/api/job.h -- one call of the library that ends in a result: traps, arenas, diagnostics.
 *
 * Whatever the call does, running out of memory or being cancelled ends it at one place, and the
 * result holds its diagnostics. Layer: api. */
#ifndef HK_API_JOB_H
#define HK_API_JOB_H

#include "ctx.h"

struct hk_job {
    struct hkr_ctx *ctx;
    struct hkr_result *result;
    struct hk_diags diags;
    struct hk_env env;    /* its arenas end with the call */
    size_t index;         /* which of many (hk_job_run_many()); 0 otherwise */
    struct hk_deps *deps; /* what is recorded, in env.arena; NULL: nothing, or nobody asks */
    struct hk_files *deps_of;
};

typedef enum hkr_status (*hk_job_fn)(struct hk_job *job, void *user);

/* Runs @work(job, @user) and hands out the result: on every return but HKR_E_NOMEM. A failed job
 * has no bytes, no objects, no files, and at least one error. */
HKR_MUST_CHECK enum hkr_status hk_job_run(struct hkr_ctx *ctx, hk_job_fn work, void *user,
                                          struct hkr_result **ret_result);

/* Runs @work @n times, with job->index from 0 on, as hkr_render_many() tells: @results has room for
 * @n, all of them NULL after HKR_E_NOMEM; else the status is that of the first that failed. @work
 * may run in several threads, each with a context of its own: all that it needs of one it takes
 * from @job, and @user is only read. @batch may be NULL and must be sound. */
HKR_MUST_CHECK enum hkr_status hk_job_run_many(struct hkr_ctx *ctx, hk_job_fn work, size_t n,
                                               void *user, const struct hkr_batch_options *batch,
                                               struct hkr_result **results);
bool hk_batch_options_are_sound(const struct hkr_batch_options *batch);

/* Renders once what several of @roots (of @n) on @fs (NULL: the context's) build upon, for the next
 * hk_job_run_many(): its renders of @fs with @options take it from there. HKR_OK or HKR_E_NOMEM;
 * whatever else stands in the way is left to those renders. */
HKR_MUST_CHECK enum hkr_status hk_many_share_layers(struct hkr_ctx *ctx, struct hkr_fs *fs,
                                                    const char *const *roots, size_t n,
                                                    const struct hkr_render_options *options);

/* The same for the sides of comparisons, on the file systems of the first of each. */
HKR_MUST_CHECK enum hkr_status hk_many_share_sides(struct hkr_ctx *ctx,
                                                   const struct hkr_side *befores,
                                                   const struct hkr_side *afters, size_t n,
                                                   const struct hkr_render_options *options);
void hk_many_drop_layers(struct hkr_ctx *ctx);

/* One of them. */
HKR_MUST_CHECK enum hkr_status hk_job_run_at(struct hkr_ctx *ctx, size_t index, hk_job_fn work,
                                             void *user, struct hkr_result **ret_result);

#endif
