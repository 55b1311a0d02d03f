/* SPDX-License-Identifier: Apache-2.0 */
#include "fs.h"

#include <unistd.h>

static struct hkr_fs *
new_handle(const struct hkr_allocator *allocator)
{
    struct hk_heap heap;
    hk_heap_init(&heap, allocator, 0);
    struct hkr_fs *fs = heap.alloc.realloc(heap.alloc.user, NULL, 0, sizeof *fs);
    if (fs)
        *fs = (struct hkr_fs){.heap = heap};
    return fs;
}

enum hkr_status
hk_fs_new(const struct hkr_allocator *allocator, const struct hkr_fs_ops *ops, void *user,
          struct hkr_fs **ret_fs)
{
    if (ops->size < sizeof *ops || !ops->resolve || !ops->read)
        return HKR_E_USAGE;
    struct hkr_fs *fs = new_handle(allocator);
    if (!fs)
        return HKR_E_NOMEM;
    fs->ops = *ops;
    fs->user = user;
    *ret_fs = fs;
    return HKR_OK;
}

struct hkr_fs *
hk_fs_new_builtin_(const struct hkr_allocator *allocator)
{
    struct hkr_fs *fs = new_handle(allocator);
    if (!fs)
        return NULL;
    fs->arena = hk_arena_new(&fs->heap);
    if (!fs->arena) {
        hk_fs_free(fs);
        return NULL;
    }
    return fs;
}

void
hk_fs_inherit_(struct hkr_fs *fs, const struct hkr_fs *base)
{
    fs->on_disk = base->on_disk;
    fs->from_cwd = base->from_cwd;
    fs->label = base->label;
    fs->label_top = base->label_top;
}

void
hk_fs_free(struct hkr_fs *fs)
{
    if (!fs)
        return;
    if (fs->ops.release)
        fs->ops.release(fs->user);
    hk_arena_free(fs->arena);
    struct hkr_allocator alloc = fs->heap.alloc;
    (void)alloc.realloc(alloc.user, fs, sizeof *fs, 0);
}

bool
hk_fs_cwd(const struct hkr_fs *fs, char *buffer, size_t capacity)
{
    if (fs->from_cwd)
        return getcwd(buffer, capacity) != NULL && buffer[0] == '/';
    if (capacity < 2)
        return false;
    memcpy(buffer, "/", 2);
    return true;
}
