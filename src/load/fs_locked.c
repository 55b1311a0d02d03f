/* SPDX-License-Identifier: Apache-2.0 */
/* A file system that answers as another one, one thread at a time. */
#include "fs.h"

static enum hkr_fs_status
locked_resolve(void *user, const char *path, char *buffer, size_t capacity,
               enum hkr_fs_kind *ret_kind)
{
    struct hk_fs_locked *locked = user;
    (void)pthread_mutex_lock(locked->mutex);
    locked->base->witness = locked->fs.witness;
    enum hkr_fs_status status =
        locked->base->ops.resolve(locked->base->user, path, buffer, capacity, ret_kind);
    locked->base->witness = NULL;
    locked->fs.why = locked->base->why;
    (void)pthread_mutex_unlock(locked->mutex);
    return status;
}

/* @sink never unwinds, so the lock is always given back. */
static enum hkr_fs_status
locked_read(void *user, const char *fence, const char *path, size_t max_bytes,
            char *(*sink)(void *sink_user, size_t size), void *sink_user)
{
    struct hk_fs_locked *locked = user;
    (void)pthread_mutex_lock(locked->mutex);
    enum hkr_fs_status status =
        locked->base->ops.read(locked->base->user, fence, path, max_bytes, sink, sink_user);
    locked->fs.why = locked->base->why;
    (void)pthread_mutex_unlock(locked->mutex);
    return status;
}

static enum hkr_fs_status
locked_list(void *user, const char *path, size_t max_bytes,
            char *(*sink)(void *sink_user, size_t size), void *sink_user)
{
    struct hk_fs_locked *locked = user;
    (void)pthread_mutex_lock(locked->mutex);
    enum hkr_fs_status status =
        locked->base->ops.list(locked->base->user, path, max_bytes, sink, sink_user);
    locked->fs.why = locked->base->why;
    (void)pthread_mutex_unlock(locked->mutex);
    return status;
}

void
hk_fs_locked_init(struct hk_fs_locked *locked, struct hkr_fs *base, pthread_mutex_t *mutex)
{
    *locked = (struct hk_fs_locked){.base = base, .mutex = mutex};
    hk_fs_inherit_(&locked->fs, base);
    locked->fs.user = locked;
    locked->fs.ops = (struct hkr_fs_ops){.size = sizeof locked->fs.ops,
                                         .resolve = locked_resolve,
                                         .read = locked_read,
                                         .list = base->ops.list ? locked_list : NULL};
}
