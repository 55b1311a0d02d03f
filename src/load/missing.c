/* SPDX-License-Identifier: Apache-2.0 */
/* What to say of a file that is not there: its directory is looked at for the name that was meant.
 */
#include "missing.h"

#include "../base/path.h"
#include "checkout.h"
#include "files.h"

#define QSLICE "'%" PRSLICE "'"

/* Longer lists of names are not searched. */
enum { NAMES_BYTES = 1 << 16 };

/* Names tell about what lies on a disk, so only directories are listed that belong to the build:
 * below a kustomization on the way here, or below the working directory. */
static bool
may_list(const struct hk_loader *loader, struct hk_slice dir)
{
    struct hk_slice cwd = hk_files_cwd(loader->files);
    if (loader->checkout)
        return hk_path_beneath(loader->checkout->root, dir);
    for (const struct hk_loader *on_way = loader; on_way; on_way = on_way->outer)
        if (hk_path_beneath(on_way->root, dir))
            return true;
    return cwd.len > 1 && hk_path_beneath(cwd, dir);
}

/* The names that stand beside @path; none where they are not to be known. */
static struct hk_slices
names_beside(const struct hk_loader *loader, struct hk_slice path)
{
    struct hk_env env = *loader->env;
    struct hk_limits limits = *env.limits;
    struct hk_slices names = {0};
    struct hk_slice dir = {0};
    enum hkr_fs_kind kind = HKR_FS_MISSING;
    if (limits.file_bytes > NAMES_BYTES)
        limits.file_bytes = NAMES_BYTES;
    env.limits = &limits;
    struct hk_deps *deps = hk_files_watch(loader->files, NULL); /* a hint is no outcome */
    struct hk_slice parent = hk_path_clean(env.arena, hk_path_parent(path));
    if (hk_files_resolve(&env, loader->files, parent, &dir, &kind) == HKR_FS_OK &&
        kind == HKR_FS_DIRECTORY && may_list(loader, dir))
        (void)hk_files_list(&env, loader->files, dir, &names);
    (void)hk_files_watch(loader->files, deps);
    return names;
}

static bool
has_name(const struct hk_slices *names, struct hk_slice name)
{
    for (uint32_t i = 0; i < names->n; i++)
        if (hk_slice_eq(names->items[i], name))
            return true;
    return false;
}

/* A name without what stands behind its last dot. */
static struct hk_slice
stem_of(struct hk_slice name)
{
    for (size_t i = name.len; i > 1; i--)
        if (name.ptr[i - 1] == '.')
            return hk_slice_head(name, i - 1);
    return name;
}

/* The one of @names that is like @name, the extension aside: `base.yml` is like `base.yaml`, and
 * `a.yaml` is not like `b.yaml`. Typos spare the first letter. Empty when none is. */
static struct hk_slice
alike(const struct hk_loader *loader, struct hk_slice name, const struct hk_slices *names)
{
    struct hk_slice stem = stem_of(name);
    struct hk_slice *stems = HK_NEW_ARRAY(loader->env->arena, names->n, struct hk_slice);
    for (uint32_t i = 0; i < names->n; i++)
        stems[i] = stem_of(names->items[i]);
    struct hk_slice best = hk_diag_nearest(stem, stems, names->n);
    if (!best.len || hk_slice_find(name, '*') != SIZE_MAX)
        return HK_S("");
    bool begins_alike = (best.ptr[0] | 0x20) == (stem.ptr[0] | 0x20);
    if (!hk_slice_eq(best, stem) && (stem.len < 3 || !begins_alike))
        return HK_S("");
    uint32_t i = 0;
    while (stems[i].ptr != best.ptr)
        i++;
    return names->items[i];
}

/* @entry with @name for its last part. */
static struct hk_slice
renamed(const struct hk_loader *loader, struct hk_slice entry, struct hk_slice name)
{
    size_t end = entry.len;
    while (end > 0 && entry.ptr[end - 1] == '/')
        end--;
    while (end > 0 && entry.ptr[end - 1] != '/')
        end--;
    return hk_arena_concat(loader->env->arena, hk_slice_head(entry, end), name);
}

enum hkr_status
hk_loader_missing(const struct hk_loader *loader, struct hk_slice entry, struct hk_slice path,
                  const char *field, struct hk_place at)
{
    struct hk_diags *diags = loader->env->diags;
    struct hk_slice shown = hk_files_show(loader->files, path);
    struct hk_slice name = hk_path_base(path);
    bool is_url = hk_remote_is_url(entry);
    struct hk_slices names = names_beside(loader, path);
    if (has_name(&names, name)) { /* there it is, and yet it cannot be followed */
        (void)hk_diag_report(diags, HK_D_FILE_MISSING, at,
                             QSLICE " in `%s` is a symbolic link that leads nowhere",
                             ARGSLICE(entry), field);
        hk_diag_mend(diags, "`ls -l` shows where it leads: put a file there, or name another one");
        return HKR_E_INPUT;
    }
    struct hk_slice meant = alike(loader, name, &names);
    (void)hk_diag_report(diags, HK_D_FILE_MISSING, at, QSLICE " in `%s` does not exist",
                         ARGSLICE(entry), field);
    if (meant.len && !is_url)
        hk_diag_mend(diags, "did you mean " QSLICE "? there is no file " QSLICE,
                     ARGSLICE(renamed(loader, entry, meant)), ARGSLICE(shown));
    else
        hk_diag_mend(diags,
                     is_url ? "there is no file " QSLICE ", which stands for it"
                            : "there is no file " QSLICE
                              "; paths are relative to the kustomization file",
                     ARGSLICE(shown));
    return HKR_E_INPUT;
}
