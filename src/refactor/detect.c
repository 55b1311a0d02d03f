/* SPDX-License-Identifier: Apache-2.0 */
#include "create.h"

#include "../base/path.h"
#include "../res/factory.h"
#include "../yaml/read.h"

struct walk {
    struct hk_env *env;
    struct hk_files *files;
    struct hk_slice root;
    bool recursive;
    struct hk_slices *found;
};

struct hk_slice
hk_detect_kustomization(struct hk_env *env, struct hk_files *files, struct hk_slice dir)
{
    static const struct hk_slice names[] = {HK_S_INIT("kustomization.yaml"),
                                            HK_S_INIT("kustomization.yml"),
                                            HK_S_INIT("Kustomization")};
    for (size_t i = 0; i < HK_COUNT(names); i++) {
        struct hk_slice canonical;
        enum hkr_fs_kind kind;
        if (hk_files_resolve(env, files, hk_path_resolve(env->arena, dir, names[i]), &canonical,
                             &kind) == HKR_FS_OK)
            return names[i];
    }
    return (struct hk_slice){"", 0};
}

/* Whether the text reads as resources. Its nodes, names and diagnostics are @arena's. */
static bool
reads(const struct hk_env *env, struct hk_arena *arena, struct hk_slice text)
{
    struct hk_diags diags = {.arena = arena};
    struct hk_env own = {.arena = arena,
                         .scratch = hk_arena_within(arena),
                         .intern = hk_intern_new(arena),
                         .sources = hk_sources_new(arena),
                         .diags = &diags,
                         .limits = env->limits,
                         .cancel = env->cancel,
                         .owner = 1};
    struct hk_docs docs;
    struct hk_resource_list list = {0};
    return hk_read_docs(&own, HK_S("file"), text, &docs) == HKR_OK &&
           hk_resources_from_docs(&own, &docs, &list) == HKR_OK;
}

/* Nothing of the file is kept: most of what lies about are no resources. */
static enum hkr_status
judge_file(struct walk *walk, struct hk_slice path, bool *ret_is_resource)
{
    struct hk_env *env = walk->env;
    struct hk_mark mark = hk_arena_mark(env->scratch);
    struct hk_arena *arena = hk_arena_within(env->scratch);
    struct hk_slice text;
    enum hkr_fs_status status = hk_files_read_once(env, walk->files, path, arena, &text);
    *ret_is_resource = status == HKR_FS_OK && reads(env, arena, text);
    hk_arena_rewind(env->scratch, mark);
    if (status != HKR_FS_E_DENIED && status != HKR_FS_E_IO)
        return HKR_OK;
    struct hk_slice shown = hk_files_show(walk->files, path);
    if (status == HKR_FS_E_DENIED)
        return hk_diag_report_as(env->diags, HKR_E_IO, HK_D_FILE_DENIED, HK_NOWHERE,
                                 "there is no permission to read '%" PRSLICE "'", ARGSLICE(shown));
    return hk_diag_report_as(env->diags, HKR_E_IO, HK_D_FILE_UNREADABLE, HK_NOWHERE,
                             "'%" PRSLICE "' cannot be read", ARGSLICE(shown));
}

static enum hkr_status walk_directory(struct walk *walk, struct hk_slice dir, uint32_t depth);

/* Takes @path itself, or what is below it. */
static enum hkr_status
visit(struct walk *walk, struct hk_slice path, uint32_t depth)
{
    struct hk_env *env = walk->env;
    struct hk_slice canonical;
    enum hkr_fs_kind kind;
    bool take = false;
    enum hkr_status status = HKR_OK;
    if (hk_files_resolve(env, walk->files, path, &canonical, &kind) != HKR_FS_OK)
        return HKR_OK; /* a link to nothing */
    if (kind == HKR_FS_FILE) {
        status = judge_file(walk, path, &take);
    } else if (kind == HKR_FS_DIRECTORY && walk->recursive && hk_slice_eq(path, canonical)) {
        take = hk_detect_kustomization(env, walk->files, path).len > 0;
        if (!take)
            return walk_directory(walk, path, depth + 1);
    }
    if (take)
        hk_vec_push(env->arena, walk->found, hk_path_relative(env->arena, walk->root, path));
    return status;
}

static enum hkr_status
walk_directory(struct walk *walk, struct hk_slice dir, uint32_t depth)
{
    struct hk_env *env = walk->env;
    struct hk_slices names = {0};
    if (depth > env->limits->depth)
        return hk_diag_report_as(env->diags, HKR_E_LIMIT, HK_D_LIMIT, HK_NOWHERE,
                                 "directories are nested more than %u deep", env->limits->depth);
    if (hk_files_list(env, walk->files, dir, &names) == HKR_FS_E_DENIED)
        return hk_diag_report_as(env->diags, HKR_E_IO, HK_D_FILE_DENIED, HK_NOWHERE,
                                 "there is no permission to read '%" PRSLICE "'",
                                 ARGSLICE(hk_files_show(walk->files, dir)));
    for (uint32_t i = 0; i < names.n; i++) {
        enum hkr_status status =
            visit(walk, hk_path_resolve(env->arena, dir, names.items[i]), depth);
        if (status != HKR_OK)
            return status;
    }
    return HKR_OK;
}

enum hkr_status
hk_detect_resources(struct hk_env *env, struct hk_files *files, struct hk_slice dir, bool recursive,
                    struct hk_slices *ret_paths)
{
    struct walk walk = {env, files, dir, recursive, ret_paths};
    return walk_directory(&walk, dir, 1);
}
