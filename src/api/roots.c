/* SPDX-License-Identifier: Apache-2.0 */
#include "../render/roots.h"
#include "job.h"

struct question {
    struct hkr_fs *fs;
    const char *directory;
};

static enum hkr_status
find(struct hk_job *job, void *user)
{
    const struct question *question = user;
    struct hk_arena *arena = job->result->arena;
    struct hk_slices roots = {0};
    struct hk_files *files = hk_ctx_files(job->ctx, question->fs);
    struct hk_other_files others = hk_ctx_other_files(&job->env, job->ctx, files);
    enum hkr_status status =
        hk_roots_find(&job->env, files, &others, hk_slice_cstr(question->directory), &roots);
    if (status != HKR_OK)
        return status;
    job->result->roots = HK_NEW_ARRAY(arena, roots.n, const char *);
    for (uint32_t i = 0; i < roots.n; i++)
        job->result->roots[i] = hk_arena_strdup(arena, roots.items[i]);
    job->result->n_roots = roots.n;
    return HKR_OK;
}

enum hkr_status
hkr_find_roots(struct hkr_ctx *ctx, struct hkr_fs *fs, const char *directory,
               struct hkr_result **ret_result)
{
    struct question question = {fs, directory};
    if (!ctx || !directory || !ret_result)
        return HKR_E_USAGE;
    return hk_job_run(ctx, find, &question, ret_result);
}
