/* SPDX-License-Identifier: Apache-2.0 */
#include "fork.h"

#include "../load/fs.h"

static void
release_fs(void *fs)
{
    hk_fs_free(fs);
}

const struct hkr_fs *
hk_fork_original(const struct hkr_ctx *ctx)
{
    return ctx->fork ? ctx->fork->original->fs : NULL;
}

struct hkr_fs *
hk_fork_fs(struct hkr_ctx *ctx, struct hkr_fs *fs)
{
    if (!ctx->fork)
        return fs;
    if (!hk_fs_is_disk(fs)) {
        struct hk_fs_locked *locked = HK_NEW(ctx->arena, struct hk_fs_locked);
        hk_fs_locked_init(locked, fs, ctx->fork->fs_mutex);
        return &locked->fs;
    }
    struct hkr_fs *again = NULL;
    enum hkr_status status = hk_fs_disk_new(&ctx->heap.alloc, &again);
    if (status != HKR_OK)
        hk_heap_throw(&ctx->heap, status);
    hk_arena_defer(ctx->arena, release_fs, again);
    return again;
}

/* Those of the original, in any order. */
static void
clone_more_files(struct hkr_ctx *ctx, const struct hkr_ctx *original)
{
    for (const struct hk_ctx_files *from = original->more_files; from; from = from->next) {
        struct hk_ctx_files *files = HK_NEW(ctx->arena, struct hk_ctx_files);
        *files =
            (struct hk_ctx_files){.next = ctx->more_files,
                                  .fs = from->fs,
                                  .files = hk_files_clone(ctx->arena, from->files,
                                                          hk_fork_fs(ctx, from->fs), ctx->sources)};
        ctx->more_files = files;
    }
}

static void
fill(struct hkr_ctx *ctx, const struct hkr_ctx *original)
{
    ctx->arena = hk_arena_new(&ctx->heap);
    if (!ctx->arena)
        hk_heap_throw(&ctx->heap, HKR_E_NOMEM);
    ctx->intern = hk_intern_clone(ctx->arena, original->intern);
    ctx->sources = hk_sources_clone(ctx->arena, original->sources);
    ctx->fs = hk_fork_fs(ctx, original->fs);
    ctx->files = hk_files_clone(ctx->arena, original->files, ctx->fs, ctx->sources);
    clone_more_files(ctx, original);
}

enum hkr_status
hk_fork_init(struct hkr_ctx *ctx, const struct hk_fork *fork)
{
    const struct hkr_ctx *original = fork->original;
    struct hk_trap trap;
    *ctx = (struct hkr_ctx){.limits = original->limits,
                            .cancel = original->cancel,
                            .last_owner = original->last_owner,
                            .fork = fork};
    hk_heap_init(&ctx->heap, &original->heap.alloc, original->heap.limit - original->heap.used);
    hk_heap_trap(&ctx->heap, &trap);
    if (setjmp(trap.env) != 0) {
        hk_heap_untrap(&ctx->heap, &trap);
        hk_fork_fini(ctx);
        return HKR_E_NOMEM;
    }
    fill(ctx, original);
    hk_heap_untrap(&ctx->heap, &trap);
    return HKR_OK;
}

void
hk_fork_fini(struct hkr_ctx *ctx)
{
    hk_arena_free(ctx->arena);
    ctx->arena = NULL;
}
