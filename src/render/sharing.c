/* SPDX-License-Identifier: Apache-2.0 */
/* The directories that a set of builds would enter, as a graph. How often each is rendered follows
 * from how often those that name it are; what would be rendered twice or more is rendered once,
 * before them. Counts stop at two. */
#include "sharing.h"

#include "../base/path.h"
#include "../load/files.h"
#include "../load/remote.h"

struct dir {
    struct hk_slice path; /* canonical */
    bool is_component;
    bool is_private;           /* it, or something that it names, cannot be kept */
    HK_VEC(uint32_t) names;    /* the directories that it names */
    uint32_t n_waiting;        /* those that name it and were not counted yet */
    unsigned n_starts, n_uses; /* builds that start here; renders that meet it */
};

struct sharing {
    struct hk_env *env;
    const struct hk_loader *like;
    HK_VEC(struct dir *) dirs;
    struct hk_index *by_path;
    uint32_t *order; /* a directory stands behind all that name it */
    uint32_t n_order;
};

static uint32_t
find_or_add(struct sharing *sharing, struct hk_slice path)
{
    struct hk_arena *arena = sharing->env->arena;
    uint64_t hash = hk_hash_bytes(path);
    for (uint32_t i = hk_index_first(sharing->by_path, hash); i != HK_INDEX_END;
         i = hk_index_next(sharing->by_path, i)) {
        uint32_t found = hk_index_value(sharing->by_path, i);
        if (hk_slice_eq(sharing->dirs.items[found]->path, path))
            return found;
    }
    struct dir *dir = HK_NEW(arena, struct dir);
    dir->path = path;
    hk_index_add(sharing->by_path, hash, sharing->dirs.n);
    hk_vec_push(arena, &sharing->dirs, dir);
    return sharing->dirs.n - 1;
}

static unsigned
up_to_two(unsigned a, unsigned b)
{
    return a + b > 2 ? 2 : a + b;
}

/* ---- Gathering -------------------------------------------------------------------------- */

static void
add_start(struct sharing *sharing, const char *root)
{
    struct hk_loader *loader = NULL;
    if (hk_loader_open_root(sharing->env, sharing->like->files, sharing->like->restrictor,
                            sharing->like->remotes, hk_slice_cstr(root), &loader) != HKR_OK ||
        loader->checkout)
        return;
    uint32_t start = find_or_add(sharing, loader->root);
    struct dir *dir = sharing->dirs.items[start];
    dir->n_starts = up_to_two(dir->n_starts, 1);
}

static void
add_names(struct sharing *sharing, struct dir *dir, const struct hk_strs *entries)
{
    struct hk_env *env = sharing->env;
    for (uint32_t i = 0; i < entries->n; i++) {
        struct hk_slice entry = entries->items[i].text;
        struct hk_slice canonical;
        enum hkr_fs_kind kind = HKR_FS_MISSING;
        if (!entry.len || hk_slice_ends(entry, HK_S(".yaml")) || hk_remote_is_url(entry))
            continue;
        struct hk_slice path = hk_path_resolve(env->arena, dir->path, entry);
        if (hk_files_resolve(env, sharing->like->files, path, &canonical, &kind) != HKR_FS_OK ||
            kind != HKR_FS_DIRECTORY)
            continue;
        uint32_t named = find_or_add(sharing, canonical);
        hk_vec_push(env->arena, &dir->names, named);
        sharing->dirs.items[named]->n_waiting++;
    }
}

static void
look_at(struct sharing *sharing, struct dir *dir)
{
    const struct hk_kustomization *kust = NULL;
    struct hk_loader *loader = HK_NEW(sharing->env->arena, struct hk_loader);
    *loader = *sharing->like;
    loader->env = sharing->env;
    loader->root = dir->path;
    dir->is_private = true; /* until more is known */
    if (hk_loader_kustomization(loader, &kust) != HKR_OK)
        return;
    dir->is_private = hk_layer_is_private(kust);
    dir->is_component = kust->is_component;
    add_names(sharing, dir, &kust->resources);
    add_names(sharing, dir, &kust->components);
}

/* ---- Counting --------------------------------------------------------------------------- */

static bool
is_shared(const struct dir *dir)
{
    return !dir->is_component && dir->n_uses > 1;
}

/* Puts the directories in order and counts. Those of a cycle are never reached. */
static void
count(struct sharing *sharing)
{
    sharing->order = HK_NEW_ARRAY(sharing->env->arena, sharing->dirs.n, uint32_t);
    for (uint32_t i = 0; i < sharing->dirs.n; i++)
        if (!sharing->dirs.items[i]->n_waiting)
            sharing->order[sharing->n_order++] = i;
    for (uint32_t i = 0; i < sharing->n_order; i++) {
        const struct dir *dir = sharing->dirs.items[sharing->order[i]];
        unsigned runs = up_to_two(dir->n_starts, is_shared(dir) ? 1 : dir->n_uses);
        for (uint32_t j = 0; j < dir->names.n; j++) {
            struct dir *named = sharing->dirs.items[dir->names.items[j]];
            named->n_uses = up_to_two(named->n_uses, runs);
            if (--named->n_waiting == 0)
                sharing->order[sharing->n_order++] = dir->names.items[j];
        }
    }
}

/* What names something private is that, too. To be asked bottom up. */
static bool
judge(const struct sharing *sharing, struct dir *dir)
{
    for (uint32_t i = 0; i < dir->names.n; i++)
        dir->is_private |= sharing->dirs.items[dir->names.items[i]]->is_private;
    return dir->is_private;
}

void
hk_sharing_fill(struct hk_layer_cache *cache, const struct hk_loader *like,
                const char *const *roots, size_t n)
{
    struct hk_env *env = like->env;
    struct sharing sharing = {.env = env, .like = like, .by_path = hk_index_new(env->arena, n)};
    for (size_t i = 0; i < n; i++)
        add_start(&sharing, roots[i]);
    for (uint32_t i = 0; i < sharing.dirs.n; i++) /* grows meanwhile */
        look_at(&sharing, sharing.dirs.items[i]);
    count(&sharing);
    for (uint32_t i = sharing.n_order; i-- > 0;) {
        struct dir *dir = sharing.dirs.items[sharing.order[i]];
        if (!judge(&sharing, dir) && is_shared(dir))
            hk_layer_cache_add(cache, dir->path);
    }
}
