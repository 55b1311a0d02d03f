/* SPDX-License-Identifier: Apache-2.0 */
/* A file system that answers as another one, but for the bytes of a few files. */
#include "fs.h"

#include "../base/path.h"

#include <limits.h>
#include <string.h>

static enum hkr_fs_status
overlay_resolve(void *user, const char *path, char *buffer, size_t capacity,
                enum hkr_fs_kind *ret_kind)
{
    const struct hk_fs_overlay *overlay = user;
    return overlay->base->ops.resolve(overlay->base->user, path, buffer, capacity, ret_kind);
}

static const struct hk_fs_change *
find_change(const struct hk_fs_overlay *overlay, struct hk_slice canonical)
{
    for (size_t i = 0; i < overlay->n; i++)
        if (hk_slice_eq(overlay->changes[i].path, canonical))
            return &overlay->changes[i];
    return NULL;
}

static enum hkr_fs_status
overlay_read(void *user, const char *fence, const char *path, size_t max_bytes,
             char *(*sink)(void *sink_user, size_t size), void *sink_user)
{
    const struct hk_fs_overlay *overlay = user;
    struct hkr_fs *base = overlay->base;
    enum hkr_fs_kind kind;
    char canonical[PATH_MAX];
    const struct hk_fs_change *change = NULL;
    if (base->ops.resolve(base->user, path, canonical, sizeof canonical, &kind) == HKR_FS_OK)
        change = find_change(overlay, hk_slice_cstr(canonical));
    if (!change)
        return base->ops.read(base->user, fence, path, max_bytes, sink, sink_user);
    if (fence && !hk_path_beneath(hk_slice_cstr(fence), change->path))
        return HKR_FS_E_OUTSIDE;
    char *to = change->bytes.len > max_bytes ? NULL : sink(sink_user, change->bytes.len);
    if (!to)
        return HKR_FS_E_TOO_LARGE;
    if (change->bytes.len)
        memcpy(to, change->bytes.ptr, change->bytes.len);
    return HKR_FS_OK;
}

static enum hkr_fs_status
overlay_list(void *user, const char *path, size_t max_bytes,
             char *(*sink)(void *sink_user, size_t size), void *sink_user)
{
    const struct hk_fs_overlay *overlay = user;
    return overlay->base->ops.list(overlay->base->user, path, max_bytes, sink, sink_user);
}

void
hk_fs_overlay_init(struct hk_fs_overlay *overlay, struct hkr_fs *base,
                   const struct hk_fs_change *changes, size_t n)
{
    *overlay = (struct hk_fs_overlay){.base = base, .changes = changes, .n = n};
    overlay->fs.user = overlay;
    hk_fs_inherit_(&overlay->fs, base);
    overlay->fs.ops = (struct hkr_fs_ops){.size = sizeof overlay->fs.ops,
                                          .resolve = overlay_resolve,
                                          .read = overlay_read,
                                          .list = base->ops.list ? overlay_list : NULL};
}
