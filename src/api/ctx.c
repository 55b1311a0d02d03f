/* SPDX-License-Identifier: Apache-2.0 */
#include "fork.h"

#include "../load/fs.h"

#include <limits.h>

static void
take_limits(struct hk_limits *limits, const struct hkr_limits *wanted)
{
    *limits = (struct hk_limits)HK_LIMITS_DEFAULT;
    if (!wanted)
        return;
    limits->file_bytes = wanted->file_bytes ? wanted->file_bytes : limits->file_bytes;
    limits->output_bytes = wanted->output_bytes ? wanted->output_bytes : limits->output_bytes;
    limits->heap_bytes = wanted->memory_bytes ? wanted->memory_bytes : limits->heap_bytes;
    limits->nodes = wanted->nodes ? wanted->nodes : limits->nodes;
    limits->depth = wanted->depth ? wanted->depth : limits->depth;
    limits->layers = wanted->layers ? wanted->layers : limits->layers;
    limits->regex_steps = wanted->regex_steps ? wanted->regex_steps : limits->regex_steps;
}

/* The parts of a context that need memory. False when it is out. */
static bool
fill(struct hkr_ctx *ctx)
{
    struct hk_trap trap;
    hk_heap_trap(&ctx->heap, &trap);
    if (setjmp(trap.env) != 0) {
        hk_heap_untrap(&ctx->heap, &trap);
        return false;
    }
    ctx->arena = hk_arena_new(&ctx->heap);
    if (!ctx->arena)
        hk_heap_throw(&ctx->heap, HKR_E_NOMEM);
    ctx->intern = hk_intern_new(ctx->arena);
    ctx->sources = hk_sources_new(ctx->arena);
    ctx->files = hk_files_new(ctx->arena, ctx->fs, ctx->sources);
    hk_heap_untrap(&ctx->heap, &trap);
    return true;
}

static bool
options_are_sound(const struct hkr_ctx_options *options)
{
    return options->size == sizeof *options &&
           (!options->limits || options->limits->size == sizeof *options->limits);
}

static void
take_cwd(struct hk_files *files, const struct hkr_fs *fs)
{
    char cwd[PATH_MAX];
    if (hk_fs_cwd(fs, cwd, sizeof cwd))
        hk_files_set_cwd(files, hk_slice_cstr(cwd));
}

struct hk_files *
hk_ctx_files(struct hkr_ctx *ctx, struct hkr_fs *fs)
{
    if (!fs || fs == ctx->fs || fs == hk_fork_original(ctx))
        return ctx->files;
    struct hk_ctx_files *known = ctx->more_files;
    while (known && known->fs != fs)
        known = known->next;
    if (!known) {
        known = HK_NEW(ctx->arena, struct hk_ctx_files);
        struct hk_files *files = hk_files_new(ctx->arena, hk_fork_fs(ctx, fs), ctx->sources);
        *known = (struct hk_ctx_files){ctx->more_files, fs, files};
        ctx->more_files = known;
    }
    take_cwd(known->files, fs);
    return known->files;
}

struct hk_other_files
hk_ctx_other_files(const struct hk_env *env, const struct hkr_ctx *ctx,
                   const struct hk_files *files)
{
    struct hk_other_files others = {0};
    size_t n = 1;
    for (const struct hk_ctx_files *more = ctx->more_files; more; more = more->next)
        n++;
    others.items = HK_NEW_ARRAY(env->arena, n, struct hk_files *);
    if (ctx->files != files)
        others.items[others.n++] = ctx->files;
    for (const struct hk_ctx_files *more = ctx->more_files; more; more = more->next)
        if (more->files != files)
            others.items[others.n++] = more->files;
    return others;
}

enum hkr_status
hkr_ctx_new(const struct hkr_ctx_options *options, struct hkr_ctx **ret_ctx)
{
    static const struct hkr_ctx_options none = {.size = sizeof none};
    options = options ? options : &none;
    if (!ret_ctx || !options_are_sound(options))
        return HKR_E_USAGE;
    struct hk_limits limits;
    struct hk_heap heap;
    take_limits(&limits, options->limits);
    hk_heap_init(&heap, options->allocator, limits.heap_bytes);
    struct hkr_ctx *ctx = heap.alloc.realloc(heap.alloc.user, NULL, 0, sizeof *ctx);
    if (!ctx)
        return HKR_E_NOMEM;
    *ctx = (struct hkr_ctx){
        .heap = heap, .fs = options->fs, .limits = limits, .cancel = options->cancel};
    enum hkr_status status = HKR_OK;
    if (!ctx->fs) {
        status = hk_fs_disk_new(&heap.alloc, &ctx->own_fs);
        ctx->fs = ctx->own_fs;
    }
    if (status == HKR_OK && !fill(ctx))
        status = HKR_E_NOMEM;
    if (status != HKR_OK) {
        hkr_ctx_free(ctx);
        return status;
    }
    *ret_ctx = ctx;
    return HKR_OK;
}

void
hkr_ctx_free(struct hkr_ctx *ctx)
{
    if (!ctx)
        return;
    hk_arena_free(ctx->layers);
    hk_arena_free(ctx->arena);
    hk_fs_free(ctx->own_fs);
    struct hkr_allocator alloc = ctx->heap.alloc;
    (void)alloc.realloc(alloc.user, ctx, sizeof *ctx, 0);
}
