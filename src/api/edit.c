/* SPDX-License-Identifier: Apache-2.0 */
#include "../refactor/kustedit.h"
#include "job.h"

/* What one call of hkr_edit() is given. */
struct edit {
    const char *dir;
    const struct hkr_edit *edits;
    size_t n;
};

static bool
is_operation(enum hkr_edit_op op)
{
    return (op >= HKR_EDIT_SET_ANNOTATION && op <= HKR_EDIT_SET_SECRET) ||
           (op >= HKR_EDIT_ADD_ANNOTATION && op <= HKR_EDIT_ADD_TRANSFORMER) ||
           (op >= HKR_EDIT_REMOVE_ANNOTATION && op <= HKR_EDIT_REMOVE_TRANSFORMER);
}

static bool
texts_are_sound(const char *const *texts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!texts || !texts[i])
            return false;
    return true;
}

static bool
edits_are_sound(const struct hkr_edit *edits, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!edits || edits[i].size != sizeof *edits || !is_operation(edits[i].op) ||
            !texts_are_sound(edits[i].args, edits[i].n_args) ||
            !texts_are_sound(edits[i].literals, edits[i].n_literals) ||
            !texts_are_sound(edits[i].files, edits[i].n_files))
            return false;
    return true;
}

static enum hkr_status
apply(struct hk_job *job, void *user)
{
    const struct edit *edit = user;
    struct hkr_result *result = job->result;
    struct hk_kustedit_result edited = {0};
    struct hk_loader *loader = NULL;
    enum hkr_status status = hk_loader_open_root(&job->env, job->ctx->files, HKR_LOAD_ROOT_ONLY,
                                                 NULL, hk_slice_cstr(edit->dir), &loader);
    if (status == HKR_OK)
        status = hk_kustedit_run(loader, edit->edits, edit->n, &edited);
    if (status != HKR_OK || !edited.changed)
        return status;
    result->files = HK_NEW(result->arena, struct hkr_file);
    result->files[0] = (struct hkr_file){.size = sizeof *result->files,
                                         .path = hk_arena_strdup(result->arena, edited.path),
                                         .bytes = hk_arena_strdup(result->arena, edited.text),
                                         .n_bytes = edited.text.len};
    result->n_files = 1;
    return HKR_OK;
}

enum hkr_status
hkr_edit(struct hkr_ctx *ctx, const char *dir, const struct hkr_edit *edits, size_t n_edits,
         struct hkr_result **ret_result)
{
    if (!ctx || !dir || !ret_result || !edits_are_sound(edits, n_edits))
        return HKR_E_USAGE;
    struct edit edit = {dir, edits, n_edits};
    return hk_job_run(ctx, apply, &edit, ret_result);
}
