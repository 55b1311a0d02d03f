/* SPDX-License-Identifier: Apache-2.0 */
#include "changes.h"

#include "../base/index.h"
#include "../base/path.h"

struct change {
    struct hk_slice path; /* absolute, clean */
    const char *given;
};

struct hk_changes {
    struct hk_arena *arena;
    HK_VEC(struct change) list;
    struct hk_index *by_path;  /* of the list */
    struct hk_index *by_above; /* of the list, by each directory above the path */
};

/* The first that is at @path, or, with @index being by_above, below it. */
static const struct change *
find(const struct hk_changes *changes, const struct hk_index *index, struct hk_slice path)
{
    for (uint32_t i = hk_index_first(index, hk_hash_bytes(path)); i != HK_INDEX_END;
         i = hk_index_next(index, i)) {
        const struct change *change = &changes->list.items[hk_index_value(index, i)];
        if (index == changes->by_path ? hk_slice_eq(change->path, path)
                                      : hk_path_beneath(path, change->path))
            return change;
    }
    return NULL;
}

static void
add(struct hk_changes *changes, struct hk_slice path, const char *given)
{
    if (find(changes, changes->by_path, path))
        return;
    hk_vec_push(changes->arena, &changes->list, ((struct change){path, given}));
    hk_index_add(changes->by_path, hk_hash_bytes(path), changes->list.n - 1);
    while (path.len > 1) {
        path = hk_path_parent(path);
        if (find(changes, changes->by_above, path))
            break; /* and so are those above it */
        hk_index_add(changes->by_above, hk_hash_bytes(path), changes->list.n - 1);
    }
}

struct hk_changes *
hk_changes_new(struct hk_env *env, struct hk_files *files, const char *const *paths, size_t n)
{
    struct hk_changes *changes = HK_NEW(env->arena, struct hk_changes);
    changes->arena = env->arena;
    changes->by_path = hk_index_new(env->arena, n);
    changes->by_above = hk_index_new(env->arena, n);
    for (size_t i = 0; i < n; i++) {
        struct hk_slice canonical;
        enum hkr_fs_kind kind = HKR_FS_MISSING;
        struct hk_slice path =
            hk_path_resolve(env->arena, hk_files_cwd(files), hk_slice_cstr(paths[i]));
        add(changes, path, paths[i]);
        struct hk_slice parent = hk_arena_slice(env->arena, hk_path_parent(path));
        if (path.len > 1 && hk_files_resolve(env, files, parent, &canonical, &kind) == HKR_FS_OK &&
            !hk_slice_eq(canonical, parent))
            add(changes, hk_path_resolve(env->arena, canonical, hk_path_base(path)), paths[i]);
    }
    return changes;
}

static const struct change *
touch(const struct hk_changes *changes, struct hk_dep dep)
{
    const struct change *change = NULL;
    for (struct hk_slice path = dep.path; !change; path = hk_path_parent(path)) {
        change = find(changes, changes->by_path, path);
        if (path.len <= 1)
            break;
    }
    if (change || dep.kind == HKR_DEP_READ)
        return change;
    return find(changes, changes->by_above,
                dep.path); /* a directory comes and goes with its files */
}

const char *
hk_changes_touch(const struct hk_changes *changes, const struct hk_deps *deps)
{
    for (size_t i = 0; i < hk_deps_n(deps); i++) {
        const struct change *change = touch(changes, hk_deps_at(deps, i));
        if (change)
            return change->given;
    }
    return NULL;
}
