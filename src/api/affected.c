/* SPDX-License-Identifier: Apache-2.0 */
/* Which renders a change of files can reach. The kustomizations tell what most roots look at; the
 * others are rendered, but not written. */
#include "../base/path.h"
#include "../load/changes.h"
#include "../render/reach.h"
#include "../res/resset.h"
#include "deps.h"
#include "render.h"

struct question {
    struct hkr_fs *fs;
    const char *const *roots;
    size_t n_roots;
    const char *const *paths;
    size_t n_paths;
    const struct hkr_affected_options *options;
    const struct hkr_render_options *render;
    const struct hk_changes *changes; /* the same paths */
    const char **causes;              /* of each root; NULL: it is not affected */
    size_t *open;                     /* the numbers of the roots that must be rendered to know */
    size_t n_open;
};

/* ---- By looking -------------------------------------------------------------------------- */

/* What root @i of @question can reach, into a set that is to be judged at once. False when that
 * cannot be told. */
static bool
reach(struct hk_job *job, const struct question *question, size_t i, struct hk_files *files,
      const struct hk_other_files *others)
{
    struct hk_env *env = &job->env;
    const struct hkr_render_options *render = question->render;
    struct hk_loader *loader = NULL;
    uint32_t n_diags = env->diags->list.n;
    enum hkr_status status = hk_loader_open_root(env, files, render->load_restrictor, NULL,
                                                 hk_slice_cstr(question->roots[i]), &loader);
    hk_diag_rewind(env->diags, n_diags);
    for (size_t k = 0; render->variables && k < render->variables->n_files; k++)
        hk_files_note(files, hk_path_resolve(env->arena, hk_files_cwd(files),
                                             hk_slice_cstr(render->variables->files[k])));
    return status == HKR_OK && !render->n_remote_maps && hk_reach(loader, others);
}

static void
look_at_all(struct hk_job *job, struct question *question)
{
    struct hk_env *env = &job->env;
    struct hk_files *files = hk_ctx_files(job->ctx, question->fs);
    struct hk_other_files others = hk_ctx_other_files(env, job->ctx, files);
    for (size_t i = 0; i < question->n_roots; i++) {
        struct hk_mark mark = hk_arena_mark(env->scratch);
        struct hk_deps *deps = hk_deps_new(env->scratch);
        hk_env_poll(env);
        (void)hk_files_watch(files, deps);
        bool known = reach(job, question, i, files, &others);
        (void)hk_files_watch(files, NULL);
        if (known)
            question->causes[i] = hk_changes_touch(question->changes, deps);
        else
            question->open[question->n_open++] = i;
        hk_arena_rewind(env->scratch, mark);
    }
}

/* ---- By rendering ------------------------------------------------------------------------ */

/* One root: whether it renders is not asked. Where it ends in the midst of it, by a limit or by the
 * caller, it may have looked at anything. */
static enum hkr_status
render_open(struct hk_job *job, void *user)
{
    const struct question *question = user;
    const char *root = question->roots[question->open[job->index]];
    struct hk_files *files = hk_ctx_files(job->ctx, question->fs);
    struct hk_resset *set = NULL;
    job->result->touched_by = "";
    hk_deps_watch(job, files);
    enum hkr_status status = hk_render_resources(job, files, root, question->render, &set);
    job->result->touched_by = hk_changes_touch(question->changes, job->deps);
    job->deps = NULL; /* the result need not list them */
    return status;
}

static void
release_results(void *results)
{
    for (struct hkr_result **result = results; *result; result++)
        hkr_result_free(*result);
}

static enum hkr_status
render_all_open(struct hk_job *job, struct question *question)
{
    struct hk_arena *arena = job->env.arena;
    size_t n = question->n_open;
    struct hkr_result **results = HK_NEW_ARRAY(arena, n + 1, struct hkr_result *);
    hk_arena_defer(arena, release_results, results);
    enum hkr_status status =
        hk_job_run_many(job->ctx, render_open, n, question, question->options->batch, results);
    if (status == HKR_E_NOMEM)
        return status;
    hk_env_poll(&job->env);
    for (size_t i = 0; i < n; i++)
        question->causes[question->open[i]] = results[i]->touched_by;
    return HKR_OK;
}

/* ---- The answer -------------------------------------------------------------------------- */

static void
unwatch(void *files)
{
    (void)hk_files_watch(files, NULL);
}

static enum hkr_status
find(struct hk_job *job, void *user)
{
    struct question *question = user;
    struct hk_arena *arena = job->env.arena;
    struct hkr_result *found = job->result;
    struct hk_files *files = hk_ctx_files(job->ctx, question->fs);
    size_t n = question->n_roots;
    question->changes = hk_changes_new(&job->env, files, question->paths, question->n_paths);
    question->causes = HK_NEW_ARRAY(arena, n, const char *);
    question->open = HK_NEW_ARRAY(arena, n, size_t);
    hk_arena_defer(arena, unwatch, files);
    look_at_all(job, question);
    enum hkr_status status = render_all_open(job, question);
    if (status != HKR_OK)
        return status;
    found->roots = HK_NEW_ARRAY(found->arena, n, const char *);
    found->causes = HK_NEW_ARRAY(found->arena, n, const char *);
    for (size_t i = 0; i < n; i++) {
        if (!question->causes[i])
            continue;
        found->roots[found->n_roots] =
            hk_arena_strdup(found->arena, hk_slice_cstr(question->roots[i]));
        found->causes[found->n_roots++] =
            hk_arena_strdup(found->arena, hk_slice_cstr(question->causes[i]));
    }
    return HKR_OK;
}

enum hkr_status
hkr_affected(struct hkr_ctx *ctx, struct hkr_fs *fs, const char *const *roots, size_t n_roots,
             const char *const *changed, size_t n_changed,
             const struct hkr_affected_options *options, struct hkr_result **ret_result)
{
    static const struct hkr_affected_options defaults = {.size = sizeof defaults};
    static const struct hkr_render_options plain = {.size = sizeof plain};
    options = options ? options : &defaults;
    if (!ctx || !ret_result || !hk_is_text_list(roots, n_roots) ||
        !hk_is_text_list(changed, n_changed) || options->size != sizeof *options ||
        !hk_batch_options_are_sound(options->batch) ||
        (options->render && !hk_render_options_are_sound(options->render)))
        return HKR_E_USAGE;
    struct question question = {.fs = fs,
                                .roots = roots,
                                .n_roots = n_roots,
                                .paths = changed,
                                .n_paths = n_changed,
                                .options = options,
                                .render = options->render ? options->render : &plain};
    return hk_job_run(ctx, find, &question, ret_result);
}

const char *
hkr_result_cause(const struct hkr_result *result, size_t index)
{
    return result && result->causes && index < result->n_roots ? result->causes[index] : NULL;
}
