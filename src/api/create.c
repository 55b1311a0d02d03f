/* SPDX-License-Identifier: Apache-2.0 */
#include "job.h"

#include "../load/files.h"
#include "../refactor/create.h"

struct create {
    const char *dir;
    const struct hkr_create *options;
};

static enum hkr_status
create_file(struct hk_job *job, void *user)
{
    const struct create *create = user;
    struct hk_loader *loader;
    struct hk_env *env = &job->env;
    enum hkr_status status = hk_loader_open_root(env, job->ctx->files, HKR_LOAD_ROOT_ONLY, NULL,
                                                 hk_slice_cstr(create->dir), &loader);
    struct hk_buf *text = &job->result->bytes; /* its place for the time being */
    if (status == HKR_OK)
        status = hk_create(loader, create->options, text);
    if (status != HKR_OK)
        return status;
    struct hk_slice path =
        hk_arena_printf(env->arena, "%" PRSLICE "/kustomization.yaml", ARGSLICE(loader->root));
    hk_result_add_file(job->result, hk_files_show(job->ctx->files, path), hk_buf_slice(text));
    hk_buf_fini(text);
    return HKR_OK;
}

enum hkr_status
hkr_create(struct hkr_ctx *ctx, const char *dir, const struct hkr_create *options,
           struct hkr_result **ret_result)
{
    struct create create = {dir, options};
    if (!ctx || !dir || !ret_result || !options || options->size != sizeof *options)
        return HKR_E_USAGE;
    return hk_job_run(ctx, create_file, &create, ret_result);
}
