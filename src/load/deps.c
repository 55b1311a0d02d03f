/* SPDX-License-Identifier: Apache-2.0 */
#include "deps.h"

#include "../base/index.h"
#include "../base/vec.h"

struct hk_deps {
    struct hk_arena *arena;
    struct hk_index *by_path; /* hash of path and kind -> number in list */
    HK_VEC(struct hk_dep) list;
};

struct hk_deps *
hk_deps_new(struct hk_arena *arena)
{
    struct hk_deps *deps = HK_NEW(arena, struct hk_deps);
    deps->arena = arena;
    deps->by_path = hk_index_new(arena, 0);
    return deps;
}

bool
hk_deps_add(struct hk_deps *deps, struct hk_slice path, enum hkr_dep_kind kind)
{
    uint64_t hash = hk_hash_mix(hk_hash_bytes(path), (uint64_t)kind);
    for (uint32_t i = hk_index_first(deps->by_path, hash); i != HK_INDEX_END;
         i = hk_index_next(deps->by_path, i)) {
        const struct hk_dep *dep = &deps->list.items[hk_index_value(deps->by_path, i)];
        if (dep->kind == kind && hk_slice_eq(dep->path, path))
            return false;
    }
    hk_vec_push(deps->arena, &deps->list, ((struct hk_dep){path, kind}));
    hk_index_add(deps->by_path, hash, deps->list.n - 1);
    return true;
}

void
hk_deps_add_all(struct hk_deps *deps, const struct hk_deps *more)
{
    for (uint32_t i = 0; i < more->list.n; i++)
        (void)hk_deps_add(deps, more->list.items[i].path, more->list.items[i].kind);
}

size_t
hk_deps_n(const struct hk_deps *deps)
{
    return deps->list.n;
}

struct hk_dep
hk_deps_at(const struct hk_deps *deps, size_t i)
{
    return deps->list.items[i];
}
