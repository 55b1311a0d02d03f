/* SPDX-License-Identifier: Apache-2.0 */
#include "files.h"

#include "../base/index.h"
#include "../base/path.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN_CLIMBS 4 /* how many "../" a shown path may begin with */

struct link { /* a path and what it is after all links */
    struct hk_slice path;
    struct hk_slice canonical;
};

/* What it took to tell what a path is: kept, since renders ask again. */
struct trail {
    struct hk_slice path; /* as it was asked for */
    struct hk_slice canonical;
    enum hkr_fs_kind kind; /* OTHER where it cannot be told */
    HK_VEC(struct hk_dep) deps;
    uint64_t noted_in; /* number of the watch that has them */
};

struct hk_files {
    struct hk_arena *arena;
    struct hkr_fs *fs;
    struct hk_sources *sources;
    struct hk_slice cwd;      /* empty: unknown */
    struct hk_index *by_path; /* of files */
    struct hk_index *by_link; /* of directory links */
    struct hk_index *by_dir;  /* of kustomization directories */
    HK_VEC(struct hk_file *) files;
    HK_VEC(struct link *) links;
    HK_VEC(struct hk_files_dir *) dirs;
    struct hk_deps *deps;      /* NULL: not watched */
    uint64_t watch;            /* number of the watch */
    struct hk_index *by_trail; /* of paths that were noted */
    HK_VEC(struct trail *) trails;
    const struct hk_layer_cache *layers; /* NULL: none */
    char resolved[PATH_MAX];
};

struct hk_files *
hk_files_new(struct hk_arena *arena, struct hkr_fs *fs, struct hk_sources *sources)
{
    struct hk_files *files = HK_NEW(arena, struct hk_files);
    files->arena = arena;
    files->fs = fs;
    files->sources = sources;
    files->by_path = hk_index_new(arena, 0);
    files->by_link = hk_index_new(arena, 0);
    files->by_dir = hk_index_new(arena, 0);
    files->by_trail = hk_index_new(arena, 0);
    return files;
}

/* Copies of the @n objects of @size bytes that @items points to, and of that list. */
static void *
clone_list(struct hk_arena *arena, void *const *items, uint32_t n, size_t size)
{
    void **copies = HK_NEW_ARRAY(arena, n, void *);
    for (uint32_t i = 0; i < n; i++)
        copies[i] = hk_arena_regrow(arena, items[i], 1, 1, size);
    return copies;
}

#define CLONE_LIST(arena, vec)                                                                     \
    ((vec)->items =                                                                                \
         clone_list((arena), (void *const *)(vec)->items, (vec)->n, sizeof **(vec)->items),        \
     (vec)->cap = (vec)->n)

struct hk_files *
hk_files_clone(struct hk_arena *arena, const struct hk_files *from, struct hkr_fs *fs,
               struct hk_sources *sources)
{
    struct hk_files *files = HK_NEW(arena, struct hk_files);
    *files = *from;
    files->arena = arena;
    files->fs = fs;
    files->sources = sources;
    files->by_path = hk_index_clone(arena, from->by_path);
    files->by_link = hk_index_clone(arena, from->by_link);
    files->by_dir = hk_index_clone(arena, from->by_dir);
    files->by_trail = hk_index_clone(arena, from->by_trail);
    files->deps = NULL;
    CLONE_LIST(arena, &files->files);
    CLONE_LIST(arena, &files->links);
    CLONE_LIST(arena, &files->dirs);
    CLONE_LIST(arena, &files->trails);
    return files;
}

void
hk_files_set_cwd(struct hk_files *files, struct hk_slice cwd)
{
    if (!hk_slice_eq(files->cwd, cwd))
        files->cwd = hk_path_clean(files->arena, cwd);
}

const char *
hk_files_why(const struct hk_files *files)
{
    return files->fs->why;
}

void
hk_files_set_layers(struct hk_files *files, const struct hk_layer_cache *layers)
{
    files->layers = layers;
}

const struct hk_layer_cache *
hk_files_layers(const struct hk_files *files)
{
    return files->layers;
}

bool
hk_files_on_disk(const struct hk_files *files)
{
    return files->fs->on_disk;
}

struct hk_slice
hk_files_cwd(const struct hk_files *files)
{
    return files->cwd;
}

struct hk_env
hk_files_env(const struct hk_env *env, const struct hk_files *files)
{
    struct hk_env shared = *env;
    shared.arena = files->arena;
    shared.owner = 0;
    return shared;
}

struct hk_slice
hk_files_show(struct hk_files *files, struct hk_slice path)
{
    return hk_files_show_in(files, files->arena, path);
}

struct hk_slice
hk_files_show_in(const struct hk_files *files, struct hk_arena *arena, struct hk_slice path)
{
    const struct hkr_fs *fs = files->fs;
    if (fs->label_top.len && hk_path_beneath(fs->label_top, path))
        return hk_arena_concat(arena, fs->label, hk_path_relative(arena, fs->label_top, path));
    if (files->cwd.len == 0)
        return path;
    struct hk_slice shown = hk_path_relative(arena, files->cwd, path);
    size_t climbs = 0;
    while (hk_slice_starts(hk_slice_from(shown, climbs * 3), HK_S("../")))
        climbs++;
    return climbs > SHOWN_CLIMBS || shown.len >= path.len ? path : shown;
}

hk_file_id
hk_files_lines(struct hk_files *files, struct hk_file *file)
{
    if (!file->lines)
        file->lines = hk_sources_add(files->sources, hk_files_show(files, file->path), file->bytes,
                                     file->secret);
    return file->lines;
}

/* ---- Watching --------------------------------------------------------------------------- */

struct hk_deps *
hk_files_watch(struct hk_files *files, struct hk_deps *deps)
{
    struct hk_deps *before = files->deps;
    files->deps = deps;
    files->watch++;
    return before;
}

void
hk_files_note_all(struct hk_files *files, const struct hk_deps *deps)
{
    if (files->deps)
        hk_deps_add_all(files->deps, deps);
}

bool
hk_files_is_watched(const struct hk_files *files)
{
    return files->deps != NULL;
}

/* What a resolution tells. An allocation that fails must not unwind through the file system, so
 * it is remembered and thrown afterwards. */
struct seeing {
    struct hk_files *files;
    struct trail *trail;
    enum hkr_status thrown;
};

static void
see(void *user, struct hk_slice path, enum hkr_dep_kind kind)
{
    struct seeing *seeing = user;
    struct hk_arena *arena = seeing->files->arena;
    struct hk_heap *heap = hk_arena_heap(arena);
    struct hk_trap trap;
    hk_heap_trap(heap, &trap);
    if (setjmp(trap.env) == 0) {
        struct hk_dep dep = {hk_path_clean(arena, path), kind};
        hk_vec_push(arena, &seeing->trail->deps, dep);
    } else {
        seeing->thrown = trap.status;
    }
    hk_heap_untrap(heap, &trap);
}

/* A directory as such is nothing that can change: its files do. */
static void
see_end(struct seeing *seeing, const struct trail *trail)
{
    if (trail->kind == HKR_FS_DIRECTORY)
        return;
    see(seeing, trail->path, trail->kind == HKR_FS_MISSING ? HKR_DEP_MISSING : HKR_DEP_READ);
    if (trail->canonical.len && !hk_slice_eq(trail->canonical, trail->path))
        see(seeing, trail->canonical, HKR_DEP_READ);
}

static void
fill_trail(struct hk_files *files, struct trail *trail)
{
    struct seeing seeing = {.files = files, .trail = trail};
    struct hk_fs_witness witness = {see, &seeing};
    struct hkr_fs *fs = files->fs;
    fs->witness = &witness;
    enum hkr_fs_status status = fs->ops.resolve(fs->user, trail->path.ptr, files->resolved,
                                                sizeof files->resolved, &trail->kind);
    fs->witness = NULL;
    if (status != HKR_FS_OK)
        trail->kind = status == HKR_FS_E_MISSING ? HKR_FS_MISSING : HKR_FS_OTHER;
    else if (trail->kind != HKR_FS_MISSING)
        trail->canonical = hk_path_clean(files->arena, hk_slice_cstr(files->resolved));
    see_end(&seeing, trail);
    if (seeing.thrown != HKR_OK)
        hk_heap_throw(hk_arena_heap(files->arena), seeing.thrown);
}

static struct trail *
trail_of(struct hk_files *files, struct hk_slice path)
{
    uint64_t hash = hk_hash_bytes(path);
    for (uint32_t i = hk_index_first(files->by_trail, hash); i != HK_INDEX_END;
         i = hk_index_next(files->by_trail, i)) {
        struct trail *trail = files->trails.items[hk_index_value(files->by_trail, i)];
        if (hk_slice_eq(trail->path, path))
            return trail;
    }
    struct trail *trail = HK_NEW(files->arena, struct trail);
    trail->path = hk_arena_slice(files->arena, path);
    fill_trail(files, trail);
    hk_vec_push(files->arena, &files->trails, trail);
    hk_index_add(files->by_trail, hash, files->trails.n - 1);
    return trail;
}

static void
note(struct hk_files *files, struct trail *trail)
{
    if (trail->noted_in != files->watch)
        for (uint32_t i = 0; i < trail->deps.n; i++)
            (void)hk_deps_add(files->deps, trail->deps.items[i].path, trail->deps.items[i].kind);
    trail->noted_in = files->watch;
}

static const struct trail *
note_path(struct hk_files *files, struct hk_slice path)
{
    struct trail *trail = trail_of(files, path);
    note(files, trail);
    return trail;
}

void
hk_files_note(struct hk_files *files, struct hk_slice path)
{
    if (files->deps && hk_slice_find(path, '\0') == SIZE_MAX)
        (void)note_path(files, path);
}

enum hkr_fs_kind
hk_files_peek(struct hk_files *files, struct hk_slice path, struct hk_slice *ret_canonical)
{
    if (hk_slice_find(path, '\0') != SIZE_MAX)
        return HKR_FS_MISSING;
    struct trail *trail = trail_of(files, path);
    if (files->deps)
        note(files, trail);
    *ret_canonical = trail->canonical;
    return trail->kind;
}

/* Records that directory @path was listed. False when that is known. */
static bool
note_list(struct hk_env *env, struct hk_files *files, struct hk_slice path)
{
    struct hk_slice canonical;
    enum hkr_fs_kind kind = HKR_FS_MISSING;
    if (hk_files_resolve(env, files, path, &canonical, &kind) != HKR_FS_OK ||
        kind != HKR_FS_DIRECTORY)
        return false;
    return hk_deps_add(files->deps, canonical, HKR_DEP_LISTED);
}

static void
note_tree(struct hk_env *env, struct hk_files *files, struct hk_slice path, uint32_t depth)
{
    struct hk_slices names = {0};
    hk_files_note(files, path);
    if (depth > env->limits->depth || !note_list(env, files, path) ||
        hk_files_list(env, files, path, &names) != HKR_FS_OK)
        return;
    for (uint32_t i = 0; i < names.n; i++)
        note_tree(env, files, hk_path_resolve(env->arena, path, names.items[i]), depth + 1);
}

void
hk_files_note_tree(struct hk_env *env, struct hk_files *files, struct hk_slice path)
{
    if (files->deps)
        note_tree(env, files, path, 0);
}

/* ---- Reading ---------------------------------------------------------------------------- */

/* Where the bytes of a file go. An allocation that fails must not unwind through the file
 * system, so it is remembered and thrown afterwards. */
struct sink {
    struct hk_arena *arena;
    struct hk_slice bytes;
    enum hkr_status thrown;
};

static char *
take_bytes(void *user, size_t size)
{
    struct sink *sink = user;
    struct hk_heap *heap = hk_arena_heap(sink->arena);
    struct hk_trap trap;
    hk_heap_trap(heap, &trap);
    if (setjmp(trap.env) != 0) {
        sink->thrown = trap.status;
        hk_heap_untrap(heap, &trap);
        return NULL;
    }
    if (size == SIZE_MAX)
        hk_heap_throw(heap, HKR_E_LIMIT);
    char *bytes = hk_arena_alloc(sink->arena, size + 1);
    sink->bytes = hk_slice(bytes, size);
    hk_heap_untrap(heap, &trap);
    return bytes;
}

static enum hkr_fs_status
read_into(struct hk_env *env, struct hk_files *files, struct hk_slice fence, struct hk_slice path,
          struct hk_arena *arena, struct hk_slice *ret_bytes)
{
    struct hkr_fs *fs = files->fs;
    struct sink sink = {.arena = arena};
    size_t max = env->limits->file_bytes;
    if (max > UINT32_MAX - 1) /* places are 32-bit offsets */
        max = UINT32_MAX - 1;
    enum hkr_fs_status status =
        fs->ops.read(fs->user, fence.len ? fence.ptr : NULL, path.ptr, max, take_bytes, &sink);
    if (sink.thrown != HKR_OK)
        hk_heap_throw(hk_arena_heap(arena), sink.thrown);
    if (status == HKR_FS_OK && !sink.bytes.ptr)
        status = HKR_FS_E_IO; /* a caller's file system that forgot to ask */
    *ret_bytes = sink.bytes;
    return status;
}

static struct hk_file *
find_file(const struct hk_files *files, struct hk_slice fence, struct hk_slice path)
{
    uint64_t hash = hk_hash_bytes(path);
    for (uint32_t i = hk_index_first(files->by_path, hash); i != HK_INDEX_END;
         i = hk_index_next(files->by_path, i)) {
        struct hk_file *file = files->files.items[hk_index_value(files->by_path, i)];
        if (hk_slice_eq(file->path, path) &&
            (fence.len == 0 || (file->fence.len && hk_path_beneath(fence, file->fence))))
            return file;
    }
    return NULL;
}

enum hkr_fs_status
hk_files_read(struct hk_env *env, struct hk_files *files, struct hk_slice fence,
              struct hk_slice path, struct hk_file **ret_file)
{
    if (hk_slice_find(path, '\0') != SIZE_MAX)
        return HKR_FS_E_MISSING;
    if (files->deps && note_path(files, path)->kind == HKR_FS_MISSING)
        return HKR_FS_E_MISSING;
    struct hk_file *file = find_file(files, fence, path);
    if (!file) {
        struct hk_slice bytes;
        hk_env_poll(env);
        enum hkr_fs_status status = read_into(env, files, fence, path, files->arena, &bytes);
        if (status != HKR_FS_OK)
            return status;
        file = HK_NEW(files->arena, struct hk_file);
        *file = (struct hk_file){
            .path = hk_arena_slice(files->arena, path), .fence = fence, .bytes = bytes};
        hk_vec_push(files->arena, &files->files, file);
        hk_index_add(files->by_path, hk_hash_bytes(path), files->files.n - 1);
    }
    *ret_file = file;
    return HKR_FS_OK;
}

enum hkr_fs_status
hk_files_read_once(struct hk_env *env, struct hk_files *files, struct hk_slice path,
                   struct hk_arena *arena, struct hk_slice *ret_bytes)
{
    hk_env_poll(env);
    return read_into(env, files, (struct hk_slice){NULL, 0}, path, arena, ret_bytes);
}

/* ---- Directories ------------------------------------------------------------------------ */

static const struct link *
find_link(const struct hk_files *files, struct hk_slice path)
{
    uint64_t hash = hk_hash_bytes(path);
    for (uint32_t i = hk_index_first(files->by_link, hash); i != HK_INDEX_END;
         i = hk_index_next(files->by_link, i)) {
        const struct link *link = files->links.items[hk_index_value(files->by_link, i)];
        if (hk_slice_eq(link->path, path))
            return link;
    }
    return NULL;
}

enum hkr_fs_status
hk_files_resolve(struct hk_env *env, struct hk_files *files, struct hk_slice path,
                 struct hk_slice *ret_canonical, enum hkr_fs_kind *ret_kind)
{
    if (hk_slice_find(path, '\0') != SIZE_MAX)
        return HKR_FS_E_MISSING;
    if (files->deps)
        hk_files_note(files, path);
    const struct link *known = find_link(files, path);
    if (known) {
        *ret_canonical = known->canonical;
        *ret_kind = HKR_FS_DIRECTORY;
        return HKR_FS_OK;
    }
    hk_env_poll(env);
    enum hkr_fs_status status = files->fs->ops.resolve(files->fs->user, path.ptr, files->resolved,
                                                       sizeof files->resolved, ret_kind);
    if (status != HKR_FS_OK || *ret_kind == HKR_FS_MISSING)
        return status != HKR_FS_OK ? status : HKR_FS_E_MISSING;
    *ret_canonical = hk_path_clean(files->arena, hk_slice_cstr(files->resolved));
    if (*ret_kind == HKR_FS_DIRECTORY) {
        struct link *link = HK_NEW(files->arena, struct link);
        *link = (struct link){hk_arena_slice(files->arena, path), *ret_canonical};
        hk_vec_push(files->arena, &files->links, link);
        hk_index_add(files->by_link, hk_hash_bytes(path), files->links.n - 1);
    }
    return HKR_FS_OK;
}

static int
by_text(const void *a, const void *b)
{
    const struct hk_slice *x = a, *y = b;
    return hk_slice_cmp(*x, *y);
}

typedef enum hkr_fs_status (*list_fn)(void *user, const char *path, size_t max_bytes,
                                      char *(*sink)(void *sink_user, size_t size), void *sink_user);

static enum hkr_fs_status
list_by(list_fn list, struct hk_env *env, struct hk_files *files, struct hk_slice path,
        struct hk_slices *ret_names)
{
    struct hkr_fs *fs = files->fs;
    struct sink sink = {.arena = env->arena};
    if (!list || hk_slice_find(path, '\0') != SIZE_MAX)
        return HKR_FS_E_MISSING;
    if (files->deps)
        (void)note_list(env, files, path);
    enum hkr_fs_status status =
        list(fs->user, path.ptr, env->limits->file_bytes, take_bytes, &sink);
    if (sink.thrown != HKR_OK)
        hk_heap_throw(hk_arena_heap(env->arena), sink.thrown);
    if (status != HKR_FS_OK)
        return status;
    struct hk_slices names = {0};
    for (size_t at = 0; at < sink.bytes.len; at += strlen(sink.bytes.ptr + at) + 1)
        hk_vec_push(env->arena, &names, hk_slice_cstr(sink.bytes.ptr + at));
    if (names.n)
        qsort(names.items, names.n, sizeof *names.items, by_text);
    *ret_names = names;
    return HKR_FS_OK;
}

struct hk_files_dir *
hk_files_find_dir(const struct hk_files *files, struct hk_slice path)
{
    uint64_t hash = hk_hash_bytes(path);
    for (uint32_t i = hk_index_first(files->by_dir, hash); i != HK_INDEX_END;
         i = hk_index_next(files->by_dir, i)) {
        struct hk_files_dir *dir = files->dirs.items[hk_index_value(files->by_dir, i)];
        if (hk_slice_eq(dir->path, path))
            return dir;
    }
    return NULL;
}

enum hkr_fs_status
hk_files_list(struct hk_env *env, struct hk_files *files, struct hk_slice path,
              struct hk_slices *ret_names)
{
    return list_by(files->fs->ops.list, env, files, path, ret_names);
}

enum hkr_fs_status
hk_files_list_marked(struct hk_env *env, struct hk_files *files, struct hk_slice path,
                     struct hk_slices *ret_names, bool *ret_is_known)
{
    *ret_is_known = files->fs->list_marked != NULL;
    return list_by(*ret_is_known ? files->fs->list_marked : files->fs->ops.list, env, files, path,
                   ret_names);
}

struct hk_files_dir *
hk_files_dir(struct hk_files *files, struct hk_slice path)
{
    struct hk_files_dir *dir = hk_files_find_dir(files, path);
    if (dir)
        return dir;
    dir = HK_NEW(files->arena, struct hk_files_dir);
    dir->path = hk_arena_slice(files->arena, path);
    hk_vec_push(files->arena, &files->dirs, dir);
    hk_index_add(files->by_dir, hk_hash_bytes(path), files->dirs.n - 1);
    return dir;
}
