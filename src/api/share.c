/* SPDX-License-Identifier: Apache-2.0 */
/* What many renders have in common, made once before them. */
#include "../load/files.h"
#include "../render/sharing.h"
#include "fork.h"
#include "remotes.h"
#include "render.h"

struct sharing {
    struct hkr_fs *fs;
    const char *const *roots;
    size_t n;
    const struct hkr_render_options *options;
};

static struct hk_arena *
layers_arena(struct hkr_ctx *ctx)
{
    if (!ctx->layers)
        ctx->layers = hk_arena_new(&ctx->heap);
    if (!ctx->layers)
        hk_heap_throw(&ctx->heap, HKR_E_NOMEM);
    return ctx->layers;
}

/* Of what the roots have in common all stays in the arena of the layers, what is only looked at
 * included. */
static enum hkr_status
share(struct hk_job *job, void *user)
{
    const struct sharing *sharing = user;
    struct hk_arena *arena = layers_arena(job->ctx);
    struct hk_files *files = hk_ctx_files(job->ctx, sharing->fs);
    struct hk_diags *diags = HK_NEW(arena, struct hk_diags);
    struct hk_env *env = HK_NEW(arena, struct hk_env);
    struct hk_loader loader = {
        .env = env, .files = files, .restrictor = sharing->options->load_restrictor};
    struct hk_remotes *remotes = NULL;
    enum hkr_status status = hk_remotes_of(job, sharing->options, &remotes);
    if (status != HKR_OK)
        return status;
    hk_render_set_policy(job, sharing->options);
    *diags = (struct hk_diags){.arena = arena, .policy = job->diags.policy};
    *env = job->env;
    env->arena = arena;
    env->diags = diags;
    loader.remotes = remotes;
    struct hk_layer_cache *cache = hk_layer_cache_new(env, &loader, sharing->options->deps != 0);
    hk_sharing_fill(cache, &loader, sharing->roots, sharing->n);
    hk_files_set_layers(files, cache);
    return HKR_OK;
}

void
hk_many_drop_layers(struct hkr_ctx *ctx)
{
    hk_files_set_layers(ctx->files, NULL);
    for (struct hk_ctx_files *more = ctx->more_files; more; more = more->next)
        hk_files_set_layers(more->files, NULL);
    hk_arena_free(ctx->layers);
    ctx->layers = NULL;
}

/* An unwinding may have left them watched. */
static void
unwatch_all(struct hkr_ctx *ctx)
{
    (void)hk_files_watch(ctx->files, NULL);
    for (struct hk_ctx_files *more = ctx->more_files; more; more = more->next)
        (void)hk_files_watch(more->files, NULL);
}

enum hkr_status
hk_many_share_layers(struct hkr_ctx *ctx, struct hkr_fs *fs, const char *const *roots, size_t n,
                     const struct hkr_render_options *options)
{
    struct sharing sharing = {fs, roots, n, options};
    struct hkr_result *result = NULL;
    if (n < 2 || options->schema_from_crds)
        return HKR_OK;
    enum hkr_status status = hk_job_run(ctx, share, &sharing, &result);
    hkr_result_free(result);
    if (status == HKR_OK)
        return HKR_OK;
    unwatch_all(ctx);
    hk_many_drop_layers(ctx);
    return status == HKR_E_NOMEM ? status : HKR_OK;
}

/* The directories of @sides (of @n) that lie on @fs, behind the *n_roots that are there. */
static void
add_roots(const struct hkr_side *sides, size_t n, const struct hkr_fs *fs, const char **roots,
          size_t *n_roots)
{
    for (size_t i = 0; i < n; i++)
        if (!sides[i].bytes && sides[i].path && sides[i].fs == fs)
            roots[(*n_roots)++] = sides[i].path;
}

enum hkr_status
hk_many_share_sides(struct hkr_ctx *ctx, const struct hkr_side *befores,
                    const struct hkr_side *afters, size_t n,
                    const struct hkr_render_options *options)
{
    const struct hkr_allocator *alloc = &ctx->heap.alloc;
    if (n < 2 || n > SIZE_MAX / (2 * sizeof(char *)))
        return HKR_OK;
    const char **roots = alloc->realloc(alloc->user, NULL, 0, 2 * n * sizeof *roots);
    if (!roots)
        return HKR_E_NOMEM;
    size_t n_roots = 0;
    add_roots(befores, n, befores[0].fs, roots, &n_roots);
    add_roots(afters, n, befores[0].fs, roots, &n_roots);
    enum hkr_status status = hk_many_share_layers(ctx, befores[0].fs, roots, n_roots, options);
    if (status == HKR_OK && afters[0].fs != befores[0].fs) {
        n_roots = 0;
        add_roots(afters, n, afters[0].fs, roots, &n_roots);
        status = hk_many_share_layers(ctx, afters[0].fs, roots, n_roots, options);
    }
    (void)alloc->realloc(alloc->user, roots, 2 * n * sizeof *roots, 0);
    return status;
}
