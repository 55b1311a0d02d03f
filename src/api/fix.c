/* SPDX-License-Identifier: Apache-2.0 */
/* The proof of a fix: the render before, and the render with the new texts in place of the files.
 */
#include "../refactor/fix.h"
#include "../load/fs.h"
#include "../render/build.h"
#include "job.h"
#include "render.h"

#include <string.h>

struct fix {
    const char *dir;
    const struct hkr_fix *options;
    struct hkr_render_options render;
    struct hk_policy policy; /* says nothing of deprecated fields: they are why we are here */
};

/* A render as objects and as bytes. In the arena, which gives the bytes back. */
struct rendered {
    struct hk_resset *set;
    struct hk_buf bytes;
    size_t *starts;
};

static enum hkr_status
render(struct hk_job *job, const struct fix *fix, const char *root, struct hk_files *files,
       struct rendered *ret)
{
    struct hk_env *env = &job->env;
    uint32_t n = env->diags->list.n;
    ret->bytes = (struct hk_buf)HK_BUF_INIT(hk_arena_heap(env->arena));
    hk_arena_defer(env->arena, hk_buf_release, &ret->bytes);
    enum hkr_status status = hk_render_resources(job, files, root, &fix->render, &ret->set);
    if (status == HKR_OK)
        status = hk_build_write(env, ret->set, &ret->bytes, &ret->starts);
    if (status == HKR_OK)
        hk_diag_rewind(env->diags, n); /* warnings are for those who build */
    return status;
}

static struct hk_slice
document(const struct rendered *rendered, uint32_t i)
{
    size_t start = rendered->starts[i];
    return hk_slice(rendered->bytes.ptr + start, rendered->starts[i + 1] - start);
}

/* Reports the first object that is not the same. */
static enum hkr_status
fault_difference(struct hk_job *job, const struct rendered *before, const struct rendered *after)
{
    struct hk_diags *diags = &job->diags;
    uint32_t i = 0, n = before->set->list.n, m = after->set->list.n;
    while (i < n && i < m && hk_slice_eq(document(before, i), document(after, i)))
        i++;
    const struct hk_resset *set = i < n ? before->set : after->set;
    const struct hk_resource *res = set->list.items[i];
    enum hkr_status status =
        hk_diag_report(diags, HK_D_FIX_CHANGES, res->at,
                       "the fix would change the output, and this is the first object to differ");
    hk_resource_blame(&job->env, res);
    hk_diag_mend(diags,
                 "nothing was written; convert the fields one by one by hand, or leave them");
    return status;
}

/* Renders @root with the files of the context and with @changed, and compares. */
static enum hkr_status
prove(struct hk_job *job, const struct fix *fix, const char *root, struct hk_files *changed)
{
    struct hk_env *env = &job->env;
    struct rendered *before = HK_NEW(env->arena, struct rendered);
    struct rendered *after = HK_NEW(env->arena, struct rendered);
    if (render(job, fix, root, job->ctx->files, before) != HKR_OK) {
        (void)hk_diag_report(env->diags, HK_D_FIX_UNPROVED, HK_NOWHERE,
                             "'%s' does not render as it is, so nothing can be proved", root);
        hk_diag_mend(env->diags, "mend it first, give the options that `build` needs, or name a "
                                 "directory that uses it with --prove");
        return HKR_E_INPUT;
    }
    if (render(job, fix, root, changed, after) != HKR_OK) {
        (void)hk_diag_report(env->diags, HK_D_FIX_UNPROVED, HK_NOWHERE,
                             "after the fix '%s' would not render", root);
        hk_diag_mend(env->diags, "nothing was written; convert the fields by hand");
        return HKR_E_INPUT;
    }
    if (!hk_slice_eq(hk_buf_slice(&before->bytes), hk_buf_slice(&after->bytes)))
        return fault_difference(job, before, after);
    return HKR_OK;
}

static enum hkr_status
prove_all(struct hk_job *job, const struct fix *fix, const struct hk_fixed *fixed)
{
    struct hk_env *env = &job->env;
    const struct hkr_fix *options = fix->options;
    struct hk_fs_overlay *overlay = HK_NEW(env->arena, struct hk_fs_overlay);
    struct hk_fs_change *changes = HK_NEW_ARRAY(env->arena, fixed->files.n, struct hk_fs_change);
    for (uint32_t i = 0; i < fixed->files.n; i++) {
        enum hkr_fs_kind kind;
        (void)hk_files_resolve(env, job->ctx->files, fixed->files.items[i].path, &changes[i].path,
                               &kind);
        changes[i].bytes = fixed->files.items[i].bytes;
    }
    hk_fs_overlay_init(overlay, job->ctx->fs, changes, fixed->files.n);
    struct hk_files *files = hk_files_new(env->arena, &overlay->fs, env->sources);
    hk_files_set_cwd(files, hk_files_cwd(job->ctx->files));
    if (!options->n_roots)
        return prove(job, fix, fix->dir, files);
    enum hkr_status status = HKR_OK;
    for (size_t i = 0; status == HKR_OK && i < options->n_roots; i++)
        status = prove(job, fix, options->roots[i], files);
    return status;
}

/* Fixes with patches in @order; what is proved is handed out. */
static enum hkr_status
fix_in_order(struct hk_job *job, struct hk_loader *loader, const struct fix *fix,
             enum hk_fix_order order)
{
    struct hk_fixed fixed = {0};
    enum hkr_status status = hk_fix(loader, order, fix->options->vars != 0, &fixed);
    if (status == HKR_OK && fixed.files.n)
        status = prove_all(job, fix, &fixed);
    for (uint32_t i = 0; status == HKR_OK && i < fixed.files.n; i++)
        hk_result_add_file(job->result, hk_files_show(job->ctx->files, fixed.files.items[i].path),
                           fixed.files.items[i].bytes);
    return status;
}

/* kustomize puts patches behind those that are there, where they may come too late. The other
 * order is tried then; when it is no better, the faults of the first are the ones to read. */
static enum hkr_status
run(struct hk_job *job, void *user)
{
    struct fix *fix = user;
    struct hk_diags *diags = &job->diags;
    struct hk_loader *loader = NULL;
    hk_policy_init(&fix->policy);
    fix->policy.severity[HK_D_DEPRECATED_FIELD - HK_CODE_FIRST] = 0;
    diags->policy = &fix->policy;
    enum hkr_status status = hk_loader_open_root(&job->env, job->ctx->files, HKR_LOAD_ROOT_ONLY,
                                                 NULL, hk_slice_cstr(fix->dir), &loader);
    if (status == HKR_OK)
        status = fix_in_order(job, loader, fix, HK_FIX_AS_KUSTOMIZE);
    if (status != HKR_E_INPUT || diags->newest->code != HK_D_FIX_CHANGES)
        return status;
    uint32_t n = diags->list.n;
    struct hk_diag **faults = HK_NEW_ARRAY(diags->arena, n, struct hk_diag *);
    memcpy(faults, diags->list.items, n * sizeof(struct hk_diag *));
    hk_diag_rewind(diags, 0);
    status = fix_in_order(job, loader, fix, HK_FIX_AS_BUILT);
    if (status != HKR_E_INPUT)
        return status;
    hk_diag_rewind(diags, 0);
    for (uint32_t i = 0; i < n; i++) {
        hk_vec_push(diags->arena, &diags->list, faults[i]);
        diags->n_errors += faults[i]->severity == HKR_ERROR;
    }
    return status;
}

enum hkr_status
hkr_fix(struct hkr_ctx *ctx, const char *dir, const struct hkr_fix *options,
        struct hkr_result **ret_result)
{
    static const struct hkr_fix none = {.size = sizeof none};
    options = options ? options : &none;
    if (!ctx || !dir || !ret_result || options->size != sizeof *options ||

        (options->n_roots && !options->roots) ||
        (options->render && !hk_render_options_are_sound(options->render)))
        return HKR_E_USAGE;
    struct fix fix = {.dir = dir, .options = options, .render = {.size = sizeof fix.render}};
    if (options->render)
        fix.render = *options->render;
    return hk_job_run(ctx, run, &fix, ret_result);
}
