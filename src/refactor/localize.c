/* SPDX-License-Identifier: Apache-2.0 */
#include "localize.h"

#include "../load/files.h"
#include "localize_root.h"

#include "../base/path.h"

/* Reports that two things are to be one file. */
static enum hkr_status
fault_clash(struct hk_localizer *lc, struct hk_slice path, struct hk_place at)
{
    enum hkr_status status =
        hk_diag_report(lc->env->diags, HK_D_LOCALIZE_CLASH, at,
                       "two different files would be '%" PRSLICE "' in the copy", ARGSLICE(path));
    hk_diag_mend(lc->env->diags, "refer to them in one way: by one URL, or by their repository");
    return status;
}

enum hkr_status
hk_localizer_put(struct hk_localizer *lc, struct hk_slice path, struct hk_slice bytes,
                 struct hk_place at)
{
    struct hk_slice name = hk_slice_from(path, 1); /* from the destination, which is "/" here */
    uint64_t hash = hk_hash_bytes(name);
    for (uint32_t i = hk_index_first(lc->by_path, hash); i != HK_INDEX_END;
         i = hk_index_next(lc->by_path, i)) {
        const struct hk_localized_file *file =
            &lc->out->files.items[hk_index_value(lc->by_path, i)];
        if (hk_slice_eq(file->path, name))
            return hk_slice_eq(file->bytes, bytes) ? HKR_OK : fault_clash(lc, name, at);
    }
    struct hk_localized_file file = {name, bytes};
    hk_vec_push(lc->env->arena, &lc->out->files, file);
    hk_index_add(lc->by_path, hash, lc->out->files.n - 1);
    return HKR_OK;
}

bool
hk_localizer_visit(struct hk_localizer *lc, struct hk_slice directory)
{
    uint64_t hash = hk_hash_bytes(directory);
    for (uint32_t i = hk_index_first(lc->by_directory, hash); i != HK_INDEX_END;
         i = hk_index_next(lc->by_directory, i))
        if (hk_slice_eq(lc->directories.items[hk_index_value(lc->by_directory, i)], directory))
            return false;
    hk_vec_push(lc->env->arena, &lc->directories, directory);
    hk_index_add(lc->by_directory, hash, lc->directories.n - 1);
    return true;
}

/* "localized-shop", "localized-repo-v1". */
static struct hk_slice
default_name(struct hk_env *env, const struct hk_loader *loader)
{
    const struct hk_checkout *checkout = loader->checkout;
    struct hk_slice base = hk_path_base(loader->root);
    if (!checkout)
        return base.ptr[0] == '/' ? HK_S("localized")
                                  : hk_arena_concat(env->arena, HK_S("localized-"), base);
    if (hk_slice_eq(checkout->root, loader->root))
        base = hk_path_base(checkout->remote.repo);
    char *ref = hk_arena_strdup(env->arena, checkout->remote.ref);
    for (char *c = ref; *c; c++)
        *c = *c == '/' ? '-' : *c;
    return hk_arena_printf(env->arena, "localized-%" PRSLICE "-%s", ARGSLICE(base), ref);
}

static enum hkr_status
check_scope(struct hk_env *env, const struct hk_loader *loader, struct hk_slice text,
            struct hk_slice scope)
{
    if (!scope.len)
        return HKR_OK;
    if (loader->checkout)
        return hk_diag_report(env->diags, HK_D_LOCALIZE_SCOPE, HK_NOWHERE,
                              "a scope is given, and '%" PRSLICE "' is remote: its repository is "
                              "its scope",
                              ARGSLICE(text));
    if (hk_path_beneath(scope, loader->root))
        return HKR_OK;
    struct hk_slice shown = hk_files_show(loader->files, scope);
    return hk_diag_report(env->diags, HK_D_LOCALIZE_SCOPE, HK_NOWHERE,
                          "'%" PRSLICE "' does not lie in the scope, '%" PRSLICE "'",
                          ARGSLICE(text), ARGSLICE(shown));
}

enum hkr_status
hk_localize(struct hk_env *env, struct hk_loader *loader, struct hk_slice text,
            struct hk_slice scope, struct hk_localized *ret_localized)
{
    enum hkr_status status = check_scope(env, loader, text, scope);
    if (status == HKR_OK && loader->checkout)
        status = hk_localize_check_ref(loader, HK_NOWHERE);
    if (status != HKR_OK)
        return status;
    *ret_localized = (struct hk_localized){.name = default_name(env, loader)};
    struct hk_localizer lc = {.env = env,
                              .out = ret_localized,
                              .scope = loader->checkout ? loader->checkout->root
                                       : scope.len      ? scope
                                                        : loader->root,
                              .by_path = hk_index_new(env->arena, 0),
                              .by_directory = hk_index_new(env->arena, 0)};
    ret_localized->target = hk_path_relative(env->arena, lc.scope, loader->root);
    return hk_localize_root(&lc, loader,
                            hk_path_resolve(env->arena, HK_S("/"), ret_localized->target), true);
}
