/* SPDX-License-Identifier: Apache-2.0 */
#include "roots.h"

#include "../base/path.h"
#include "../load/remote.h"

#include <stdlib.h>

/* A directory with a kustomization file. */
struct place {
    struct hk_slice path;                /* canonical */
    const struct hk_kustomization *kust; /* NULL: it has faults */
    bool is_used;                        /* by another one */
};

struct search {
    struct hk_env *env;
    struct hk_files *files;
    const struct hk_other_files *others;
    struct hk_slices waiting; /* directories that are still to be entered */
    HK_VEC(struct place) found;
    struct hk_index *by_path;
};

static bool
names_kustomization(struct hk_slice name)
{
    return hk_slice_eq(name, HK_S("kustomization.yaml")) ||
           hk_slice_eq(name, HK_S("kustomization.yml")) || hk_slice_eq(name, HK_S("Kustomization"));
}

static enum hkr_status
fault_list(const struct search *search, struct hk_slice path)
{
    struct hk_diags *diags = search->env->diags;
    enum hkr_status status =
        hk_diag_report_as(diags, HKR_E_IO, HK_D_FILE_DENIED, HK_NOWHERE,
                          "there is no permission to list the directory '%" PRSLICE "'",
                          ARGSLICE(hk_files_show(search->files, path)));
    hk_diag_mend(diags, "give the user who runs this the right to read it");
    return status;
}

/* Puts @name in @dir by for later when it is a directory and no link. */
static void
consider(struct search *search, struct hk_slice dir, struct hk_slice name)
{
    struct hk_env *env = search->env;
    struct hk_slice canonical;
    enum hkr_fs_kind kind = HKR_FS_MISSING;
    struct hk_slice path = hk_path_resolve(env->arena, dir, name);
    if (hk_slice_eq(name, HK_S(".git")) || hk_slice_eq(name, HK_S(".git/")))
        return;
    if (hk_files_resolve(env, search->files, path, &canonical, &kind) == HKR_FS_OK &&
        kind == HKR_FS_DIRECTORY && hk_slice_eq(path, canonical))
        hk_vec_push(env->arena, &search->waiting, canonical); /* the cache of files keeps it */
}

/* Its kustomization; faults are for the render to tell. */
static const struct hk_kustomization *
read_kustomization(struct search *search, struct hk_slice path)
{
    struct hk_env *env = search->env;
    struct hk_loader *loader = HK_NEW(env->arena, struct hk_loader);
    const struct hk_kustomization *kust = NULL;
    uint32_t n_diags = env->diags->list.n;
    *loader = (struct hk_loader){
        .env = env, .files = search->files, .restrictor = HKR_LOAD_ROOT_ONLY, .root = path};
    enum hkr_status status = hk_loader_kustomization_like(loader, search->others, &kust);
    hk_diag_rewind(env->diags, n_diags);
    return status == HKR_OK ? kust : NULL;
}

static enum hkr_status
enter(struct search *search, struct hk_slice path)
{
    struct hk_env *env = search->env;
    struct hk_slices names = {0};
    bool has_kustomization = false, is_known = false;
    hk_env_poll(env);
    enum hkr_fs_status listed = hk_files_list_marked(env, search->files, path, &names, &is_known);
    if (listed == HKR_FS_E_MISSING)
        return HKR_OK; /* it went away meanwhile */
    if (listed != HKR_FS_OK)
        return fault_list(search, path);
    for (uint32_t i = 0; i < names.n; i++) {
        bool may_be_directory = !is_known || hk_slice_ends(names.items[i], HK_S("/"));
        if (names_kustomization(names.items[i]))
            has_kustomization = true;
        else if (may_be_directory)
            consider(search, path, names.items[i]);
    }
    if (has_kustomization) {
        struct place place = {.path = path, .kust = read_kustomization(search, path)};
        hk_index_add(search->by_path, hk_hash_bytes(path), search->found.n);
        hk_vec_push(env->arena, &search->found, place);
    }
    return HKR_OK;
}

static struct place *
find(const struct search *search, struct hk_slice path)
{
    const struct hk_index *index = search->by_path;
    for (uint32_t i = hk_index_first(index, hk_hash_bytes(path)); i != HK_INDEX_END;
         i = hk_index_next(index, i))
        if (hk_slice_eq(search->found.items[hk_index_value(index, i)].path, path))
            return &search->found.items[hk_index_value(index, i)];
    return NULL;
}

static bool
is_like_file(struct hk_slice entry)
{
    return hk_slice_ends(entry, HK_S(".yaml")) || hk_slice_ends(entry, HK_S(".yml")) ||
           hk_slice_ends(entry, HK_S(".json")) || hk_slice_find(entry, '\n') != SIZE_MAX;
}

/* Marks what @entries of @user name. A path that leads to none by its text may do so by links. */
static void
mark_used(struct search *search, const struct place *user, const struct hk_strs *entries)
{
    struct hk_env *env = search->env;
    for (uint32_t i = 0; i < entries->n; i++) {
        struct hk_slice entry = entries->items[i].text;
        struct hk_slice path, canonical;
        enum hkr_fs_kind kind = HKR_FS_MISSING;
        if (!entry.len || hk_remote_is_url(entry))
            continue;
        path = hk_path_resolve(env->arena, user->path, entry);
        struct place *used = find(search, path);
        if (!used && !is_like_file(entry) &&
            hk_files_resolve(env, search->files, path, &canonical, &kind) == HKR_FS_OK)
            used = find(search, canonical);
        if (used && used != user)
            used->is_used = true;
    }
}

static void
mark_all_used(struct search *search)
{
    for (uint32_t i = 0; i < search->found.n; i++) {
        const struct place *user = &search->found.items[i];
        if (!user->kust)
            continue;
        mark_used(search, user, &user->kust->resources);
        mark_used(search, user, &user->kust->components);
        mark_used(search, user, &user->kust->generators);
        mark_used(search, user, &user->kust->transformers);
        mark_used(search, user, &user->kust->validators);
    }
}

static int
by_text(const void *a, const void *b)
{
    const struct hk_slice *x = a, *y = b;
    return hk_slice_cmp(*x, *y);
}

/* The roots, each as @directory and the way from @top, which that is. */
static void
collect(struct search *search, struct hk_slice directory, struct hk_slice top,
        struct hk_slices *roots)
{
    struct hk_arena *arena = search->env->arena;
    for (uint32_t i = 0; i < search->found.n; i++) {
        const struct place *place = &search->found.items[i];
        if (place->is_used || (place->kust && place->kust->is_component))
            continue;
        struct hk_slice below = hk_path_relative(arena, top, place->path);
        hk_vec_push(arena, roots, hk_path_resolve(arena, directory, below));
    }
    if (roots->n)
        qsort(roots->items, roots->n, sizeof *roots->items, by_text);
}

enum hkr_status
hk_roots_find(struct hk_env *env, struct hk_files *files, const struct hk_other_files *others,
              struct hk_slice directory, struct hk_slices *ret_roots)
{
    struct search search = {
        .env = env, .files = files, .others = others, .by_path = hk_index_new(env->arena, 0)};
    struct hk_loader *loader = NULL;
    struct hk_slices roots = {0};
    enum hkr_status status =
        hk_loader_open_root(env, files, HKR_LOAD_ROOT_ONLY, NULL, directory, &loader);
    if (status != HKR_OK)
        return status;
    hk_vec_push(env->arena, &search.waiting, loader->root);
    while (status == HKR_OK && search.waiting.n)
        status = enter(&search, search.waiting.items[--search.waiting.n]);
    if (status != HKR_OK)
        return status;
    mark_all_used(&search);
    collect(&search, directory, loader->root, &roots);
    *ret_roots = roots;
    return HKR_OK;
}
