/* SPDX-License-Identifier: Apache-2.0 */
#include "remotes.h"

enum hkr_status
hk_remotes_of(struct hk_job *job, const struct hkr_render_options *options,
              struct hk_remotes **ret_remotes)
{
    struct hk_slice cwd = hk_files_cwd(job->ctx->files);
    if (!options->n_remotes && !options->n_remote_maps)
        return HKR_OK;
    struct hk_remotes *remotes = hk_remotes_new(job->env.arena);
    enum hkr_status status = HKR_OK;
    for (size_t i = 0; status == HKR_OK && i < options->n_remote_maps; i++)
        status = hk_loader_remote_map(&job->env, job->ctx->files,
                                      hk_slice_cstr(options->remote_maps[i]), remotes);
    for (size_t i = 0; status == HKR_OK && i < options->n_remotes; i++)
        status = hk_remotes_add(&job->env, remotes, hk_slice_cstr(options->remotes[i].prefix),
                                hk_slice_cstr(options->remotes[i].directory), cwd, HK_NOWHERE);
    *ret_remotes = remotes;
    return status;
}
