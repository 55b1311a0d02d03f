/* SPDX-License-Identifier: Apache-2.0 */
#include "../load/git.h"
#include "job.h"

#include <string.h>

/* What one call is given, and where its answer goes. */
struct question {
    struct hkr_git *git;
    const char *one, *two;
    const struct hkr_git_options *options;
    struct hkr_git **ret_git;
    struct hkr_fs **ret_fs;
};

static bool
options_are_sound(const struct hkr_git_options *options)
{
    bool sound =
        options->size == sizeof *options && (options->object_dirs || !options->n_object_dirs);
    for (size_t i = 0; sound && i < options->n_object_dirs; i++)
        sound = options->object_dirs[i] != NULL;
    return sound;
}

static enum hkr_status
open_git(struct hk_job *job, void *user)
{
    const struct question *question = user;
    return hk_git_open(&job->env, job->ctx->files, &job->ctx->heap.alloc, question->one,
                       question->options, question->ret_git);
}

enum hkr_status
hkr_git_open(struct hkr_ctx *ctx, const char *directory, const struct hkr_git_options *options,
             struct hkr_git **ret_git, struct hkr_result **ret_result)
{
    struct hkr_git *git = NULL;
    struct question question = {.one = directory, .options = options, .ret_git = &git};
    if (!ctx || !directory || !ret_git || !ret_result || (options && !options_are_sound(options)))
        return HKR_E_USAGE;
    enum hkr_status status = hk_job_run(ctx, open_git, &question, ret_result);
    if (status == HKR_OK)
        *ret_git = git;
    else
        hk_git_free(git);
    return status;
}

void
hkr_git_free(struct hkr_git *git)
{
    hk_git_free(git);
}

const char *
hkr_git_top(const struct hkr_git *git)
{
    return git ? hk_git_top(git) : "";
}

static enum hkr_status
make_fs(struct hk_job *job, void *user)
{
    const struct question *question = user;
    return hk_git_fs(&job->env, job->ctx->files, question->git, question->one, question->ret_fs);
}

enum hkr_status
hkr_git_fs(struct hkr_ctx *ctx, struct hkr_git *git, const char *revision, struct hkr_fs **ret_fs,
           struct hkr_result **ret_result)
{
    struct hkr_fs *fs = NULL;
    struct question question = {.git = git, .one = revision, .ret_fs = &fs};
    if (!ctx || !git || !ret_fs || !ret_result)
        return HKR_E_USAGE;
    enum hkr_status status = hk_job_run(ctx, make_fs, &question, ret_result);
    if (status == HKR_OK)
        *ret_fs = fs;
    else
        hkr_fs_free(fs);
    return status;
}

static enum hkr_status
find_merge_base(struct hk_job *job, void *user)
{
    char id[HK_GIT_ID];
    const struct question *question = user;
    enum hkr_status status = hk_git_merge_base(&job->env, job->ctx->files, question->git,
                                               question->one, question->two, id);
    if (status == HKR_OK)
        job->result->revision = hk_arena_strdup(job->result->arena, hk_slice_cstr(id));
    return status;
}

enum hkr_status
hkr_git_merge_base(struct hkr_ctx *ctx, struct hkr_git *git, const char *one, const char *two,
                   struct hkr_result **ret_result)
{
    struct question question = {.git = git, .one = one, .two = two};
    if (!ctx || !git || !one || !two || !ret_result)
        return HKR_E_USAGE;
    return hk_job_run(ctx, find_merge_base, &question, ret_result);
}

const char *
hkr_result_revision(const struct hkr_result *result)
{
    return result && result->revision ? result->revision : "";
}

static enum hkr_status
find_changes(struct hk_job *job, void *user)
{
    const struct question *question = user;
    struct hk_slices paths = {0};
    struct hkr_result *result = job->result;
    enum hkr_status status = hk_git_changes(&job->env, job->ctx->files, question->git,
                                            question->one, question->two, &paths);
    if (status != HKR_OK)
        return status;
    result->paths = HK_NEW_ARRAY(result->arena, paths.n, const char *);
    for (uint32_t i = 0; i < paths.n; i++)
        result->paths[i] = hk_arena_strdup(result->arena, paths.items[i]);
    result->n_paths = paths.n;
    return HKR_OK;
}

enum hkr_status
hkr_git_changes(struct hkr_ctx *ctx, struct hkr_git *git, const char *before, const char *after,
                struct hkr_result **ret_result)
{
    struct question question = {.git = git, .one = before, .two = after};
    if (!ctx || !git || !before || !ret_result)
        return HKR_E_USAGE;
    return hk_job_run(ctx, find_changes, &question, ret_result);
}

size_t
hkr_result_n_paths(const struct hkr_result *result)
{
    return result ? result->n_paths : 0;
}

const char *
hkr_result_path(const struct hkr_result *result, size_t index)
{
    return result && index < result->n_paths ? result->paths[index] : NULL;
}
