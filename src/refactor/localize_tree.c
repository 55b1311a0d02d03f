/* SPDX-License-Identifier: Apache-2.0 */
#include "localize_root.h"

#include "../base/path.h"
#include "../load/files.h"

/* A directory that is copied whole. */
struct tree {
    struct hk_localizer *lc;
    struct hk_files *files;
    struct hk_slice top; /* canonical */
    struct hk_place at;
};

static enum hkr_status copy_directory(const struct tree *tree, struct hk_slice from,
                                      struct hk_slice to, uint32_t depth);

static enum hkr_status
copy_file(const struct tree *tree, struct hk_slice from, struct hk_slice to)
{
    struct hk_env *env = tree->lc->env;
    struct hk_file *file = NULL;
    if (hk_files_read(env, tree->files, tree->top, from, &file) == HKR_FS_OK)
        return hk_localizer_put(tree->lc, to, file->bytes, tree->at);
    struct hk_slice shown = hk_files_show(tree->files, from);
    return hk_diag_report_as(env->diags, HKR_E_IO, HK_D_FILE_UNREADABLE, tree->at,
                             "'%" PRSLICE "' cannot be read", ARGSLICE(shown));
}

/* Links, and what is neither file nor directory, are left out. */
static enum hkr_status
copy_one(const struct tree *tree, struct hk_slice from, struct hk_slice to, uint32_t depth)
{
    struct hk_slice canonical;
    enum hkr_fs_kind kind = HKR_FS_MISSING;
    if (hk_files_resolve(tree->lc->env, tree->files, from, &canonical, &kind) != HKR_FS_OK ||
        !hk_slice_eq(from, canonical))
        return HKR_OK;
    return kind == HKR_FS_FILE        ? copy_file(tree, from, to)
           : kind == HKR_FS_DIRECTORY ? copy_directory(tree, from, to, depth + 1)
                                      : HKR_OK;
}

static enum hkr_status
copy_directory(const struct tree *tree, struct hk_slice from, struct hk_slice to, uint32_t depth)
{
    struct hk_env *env = tree->lc->env;
    struct hk_slices names = {0};
    if (depth > env->limits->depth)
        return hk_diag_report_as(env->diags, HKR_E_LIMIT, HK_D_LIMIT, tree->at,
                                 "directories are nested more than %u deep", env->limits->depth);
    if (hk_files_list(env, tree->files, from, &names) != HKR_FS_OK) {
        struct hk_slice shown = hk_files_show(tree->files, from);
        return hk_diag_report_as(env->diags, HKR_E_IO, HK_D_FILE_UNREADABLE, tree->at,
                                 "the directory '%" PRSLICE "' cannot be read", ARGSLICE(shown));
    }
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < names.n; i++)
        status = copy_one(tree, hk_path_resolve(env->arena, from, names.items[i]),
                          hk_path_resolve(env->arena, to, names.items[i]), depth);
    return status;
}

enum hkr_status
hk_localize_tree(struct hk_localizer *lc, struct hk_files *files, struct hk_slice from,
                 struct hk_slice to, struct hk_place at)
{
    struct tree tree = {lc, files, from, at};
    /* Charts may lie beside a kustomization file, in a directory that was visited as its. */
    if (!hk_localizer_visit(lc, hk_arena_concat(lc->env->arena, to, HK_S("/*"))))
        return HKR_OK;
    return copy_directory(&tree, from, to, 1);
}
