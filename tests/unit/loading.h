/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/loading.h -- a tree in memory and a loader on it, for the tests of src/load. Header
 * only; for test programs alone. */
#ifndef HK_TESTS_LOADING_H
#define HK_TESTS_LOADING_H

#include "check.h"

#include "load/fs.h"
#include "load/load.h"

struct loading {
    struct check_env box;
    struct hkr_fs *fs;
    struct hk_files *files;
    struct hk_loader *loader;
};

static inline void
loading_init(struct loading *in)
{
    check_env_init(&in->box);
    CHECK(hk_fs_memory_new(NULL, &in->fs) == HKR_OK);
    in->files = hk_files_new(in->box.env.arena, in->fs, in->box.env.sources);
    hk_files_set_cwd(in->files, HK_S("/"));
    in->loader = NULL;
}

static inline void
loading_fini(struct loading *in)
{
    check_env_fini(&in->box);
    hk_fs_free(in->fs);
}

static inline void
loading_add(struct loading *in, const char *path, const char *text)
{
    CHECK(hk_fs_memory_add(in->fs, hk_slice_cstr(path), hk_slice_cstr(text)) == HKR_OK);
}

static inline enum hkr_status
loading_open(struct loading *in, const char *root)
{
    return hk_loader_open_root(&in->box.env, in->files, HKR_LOAD_ROOT_ONLY, NULL,
                               hk_slice_cstr(root), &in->loader);
}

/* The diagnostics so far, "file:line:column HK1234 message (mend)" each, and forgets them. */
static inline struct hk_slice
loading_diags(struct loading *in)
{
    struct hk_env *env = &in->box.env;
    struct hk_slice all = {"", 0};
    for (uint32_t i = 0; i < env->diags->list.n; i++) {
        const struct hk_diag *diag = env->diags->list.items[i];
        struct hk_position at = hk_sources_position(env->sources, diag->at);
        all = hk_arena_printf(
            env->arena, "%" PRSLICE "%" PRSLICE ":%u:%u HK%04d %" PRSLICE "%s%" PRSLICE "%s\n",
            ARGSLICE(all), ARGSLICE(hk_sources_name(env->sources, diag->at.file)), at.line,
            at.column, (int)diag->code, ARGSLICE(diag->message), diag->mend.len ? " (" : "",
            ARGSLICE(diag->mend), diag->mend.len ? ")" : "");
    }
    hk_diag_rewind(env->diags, 0);
    return all;
}

#endif
