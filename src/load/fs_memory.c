/* SPDX-License-Identifier: Apache-2.0 */
#include "fs.h"

#include "../base/buf.h"
#include "../base/index.h"
#include "../base/path.h"
#include "../base/vec.h"

struct entry {
    struct hk_slice path; /* clean, absolute */
    bool is_dir;
    struct hk_buf bytes; /* of a file */
};

struct memory {
    struct hkr_fs *fs;
    struct hk_index *by_path; /* hash of the path -> number in entries */
    HK_VEC(struct entry *) entries;
};

static struct entry *
find(const struct memory *memory, struct hk_slice path)
{
    const struct hk_index *index = memory->by_path;
    for (uint32_t i = hk_index_first(index, hk_hash_bytes(path)); i != HK_INDEX_END;
         i = hk_index_next(index, i)) {
        struct entry *entry = memory->entries.items[hk_index_value(index, i)];
        if (hk_slice_eq(entry->path, path))
            return entry;
    }
    return NULL;
}

static struct entry *
add(struct memory *memory, struct hk_slice path, bool is_dir)
{
    struct hk_arena *arena = memory->fs->arena;
    struct entry *entry = HK_NEW(arena, struct entry);
    *entry = (struct entry){hk_arena_slice(arena, path), is_dir, {.heap = &memory->fs->heap}};
    hk_vec_push(arena, &memory->entries, entry);
    hk_index_add(memory->by_path, hk_hash_bytes(entry->path), memory->entries.n - 1);
    return entry;
}

/* Cleans @path into @buffer by way of the fs's own arena, given back at once. False when memory
 * is out or it does not fit. */
static bool
clean_into(struct memory *memory, const char *path, char *buffer, size_t capacity)
{
    struct hkr_fs *fs = memory->fs;
    struct hk_trap trap;
    volatile bool fits = false;
    struct hk_mark mark = hk_arena_mark(fs->arena);
    hk_heap_trap(&fs->heap, &trap);
    if (setjmp(trap.env) == 0) {
        struct hk_slice clean = hk_path_clean(fs->arena, hk_slice_cstr(path));
        fits = clean.len < capacity && hk_path_is_absolute(clean);
        if (fits)
            memcpy(buffer, clean.ptr, clean.len + 1);
    }
    hk_heap_untrap(&fs->heap, &trap);
    hk_arena_rewind(fs->arena, mark);
    return fits;
}

static enum hkr_fs_status
memory_resolve(void *user, const char *path, char *buffer, size_t capacity,
               enum hkr_fs_kind *ret_kind)
{
    struct memory *memory = user;
    if (!clean_into(memory, path, buffer, capacity))
        return HKR_FS_E_IO;
    const struct entry *entry = find(memory, hk_slice_cstr(buffer));
    if (!entry)
        return HKR_FS_E_MISSING;
    *ret_kind = entry->is_dir ? HKR_FS_DIRECTORY : HKR_FS_FILE;
    return HKR_FS_OK;
}

static enum hkr_fs_status
memory_read(void *user, const char *fence, const char *path, size_t max_bytes,
            char *(*sink)(void *sink_user, size_t size), void *sink_user)
{
    char clean[4096];
    struct memory *memory = user;
    if (!clean_into(memory, path, clean, sizeof clean))
        return HKR_FS_E_IO;
    const struct entry *entry = find(memory, hk_slice_cstr(clean));
    if (!entry)
        return HKR_FS_E_MISSING;
    if (entry->is_dir)
        return HKR_FS_E_NOT_FILE;
    if (fence && !hk_path_beneath(hk_slice_cstr(fence), entry->path))
        return HKR_FS_E_OUTSIDE;
    if (entry->bytes.len > max_bytes)
        return HKR_FS_E_TOO_LARGE;
    char *bytes = sink(sink_user, entry->bytes.len);
    if (!bytes)
        return HKR_FS_E_TOO_LARGE;
    if (entry->bytes.len)
        memcpy(bytes, entry->bytes.ptr, entry->bytes.len);
    return HKR_FS_OK;
}

/* The names of what lies right in directory @dir, each with a zero behind it, at @to unless that is
 * NULL; how many bytes they take. */
static size_t
names_in(const struct memory *memory, struct hk_slice dir, char *to)
{
    size_t size = 0;
    for (uint32_t i = 0; i < memory->entries.n; i++) {
        struct hk_slice path = memory->entries.items[i]->path;
        if (path.len == 1 || !hk_slice_eq(hk_path_parent(path), dir))
            continue;
        struct hk_slice name = hk_path_base(path);
        if (to) {
            memcpy(to + size, name.ptr, name.len);
            to[size + name.len] = '\0';
        }
        size += name.len + 1;
    }
    return size;
}

static enum hkr_fs_status
memory_list(void *user, const char *path, size_t max_bytes,
            char *(*sink)(void *sink_user, size_t size), void *sink_user)
{
    char clean[4096];
    struct memory *memory = user;
    if (!clean_into(memory, path, clean, sizeof clean))
        return HKR_FS_E_IO;
    const struct entry *entry = find(memory, hk_slice_cstr(clean));
    if (!entry || !entry->is_dir)
        return HKR_FS_E_MISSING;
    size_t size = names_in(memory, entry->path, NULL);
    char *names = size <= max_bytes ? sink(sink_user, size) : NULL;
    if (!names)
        return HKR_FS_E_TOO_LARGE;
    (void)names_in(memory, entry->path, names);
    return HKR_FS_OK;
}

static void
memory_release(void *user)
{
    struct memory *memory = user;
    for (uint32_t i = 0; i < memory->entries.n; i++)
        hk_buf_fini(&memory->entries.items[i]->bytes);
}

static void
init_memory(struct hkr_fs *fs)
{
    struct memory *memory = HK_NEW(fs->arena, struct memory);
    memory->fs = fs;
    memory->by_path = hk_index_new(fs->arena, 0);
    (void)add(memory, HK_S("/"), true);
    fs->user = memory;
    fs->ops = (struct hkr_fs_ops){sizeof fs->ops, memory_resolve, memory_read, memory_release,
                                  memory_list};
}

enum hkr_status
hk_fs_memory_new(const struct hkr_allocator *allocator, struct hkr_fs **ret_fs)
{
    struct hkr_fs *fs = hk_fs_new_builtin_(allocator);
    if (!fs)
        return HKR_E_NOMEM;
    struct hk_trap trap;
    hk_heap_trap(&fs->heap, &trap);
    if (setjmp(trap.env) != 0) {
        enum hkr_status status = trap.status;
        hk_heap_untrap(&fs->heap, &trap);
        hk_fs_free(fs);
        return status;
    }
    init_memory(fs);
    hk_heap_untrap(&fs->heap, &trap);
    *ret_fs = fs;
    return HKR_OK;
}

/* Makes the directories above @path. False when one of them is a file. */
static bool
make_parents(struct memory *memory, struct hk_slice path)
{
    for (struct hk_slice dir = hk_path_parent(path);; dir = hk_path_parent(dir)) {
        const struct entry *entry = find(memory, dir);
        if (entry && !entry->is_dir)
            return false;
        if (entry)
            break;
        (void)add(memory, dir, true);
    }
    return true;
}

static enum hkr_status
add_file(struct memory *memory, struct hk_slice path, struct hk_slice bytes)
{
    path = hk_path_clean(memory->fs->arena, path);
    struct entry *entry = find(memory, path);
    if (entry ? entry->is_dir : !make_parents(memory, path))
        return HKR_E_USAGE;
    struct hk_buf copy = HK_BUF_INIT(&memory->fs->heap);
    if (!entry)
        entry = add(memory, path, false);
    hk_buf_append(&copy, bytes); /* the last thing that may unwind */
    hk_buf_fini(&entry->bytes);
    entry->bytes = copy;
    return HKR_OK;
}

enum hkr_status
hk_fs_memory_add(struct hkr_fs *fs, struct hk_slice path, struct hk_slice bytes)
{
    if (fs->ops.read != memory_read || !hk_path_is_absolute(path))
        return HKR_E_USAGE;
    struct hk_trap trap;
    enum hkr_status status;
    hk_heap_trap(&fs->heap, &trap);
    if (setjmp(trap.env) == 0)
        status = add_file(fs->user, path, bytes);
    else
        status = trap.status;
    hk_heap_untrap(&fs->heap, &trap);
    return status;
}
