/* SPDX-License-Identifier: Apache-2.0 */
/* src/load/fs.h -- where files come from: the disk, a tree in memory, or the caller.
 *
 * The handle behind the public hkr_fs. Nothing here knows manifests; links, fences, sizes and
 * kinds of files are dealt with here and nowhere else. A handle serves one thread at a time.
 * Layer: load. */
#ifndef HK_LOAD_FS_H
#define HK_LOAD_FS_H

#include "../base/arena.h"

#include <pthread.h>

/* Is told what a resolution passes: each symbolic link, and where the path ends when nothing is
 * there (MISSING). Must not unwind. File systems of callers tell nothing. */
struct hk_fs_witness {
    void (*see)(void *user, struct hk_slice path, enum hkr_dep_kind kind);
    void *user;
};

struct hkr_fs {
    struct hkr_fs_ops ops;
    /* As ops.list, with a slash behind the names of directories that are no links, and of what may
     * be one. NULL: all may be. */
    enum hkr_fs_status (*list_marked)(void *user, const char *path, size_t max_bytes,
                                      char *(*sink)(void *sink_user, size_t size), void *sink_user);
    void *user;             /* handed to the ops: the state of a built-in one, else the caller's */
    struct hk_heap heap;    /* the handle and its state live here */
    struct hk_arena *arena; /* of a built-in one, else NULL */
    bool on_disk;           /* these are the files that programs see */
    bool from_cwd;          /* relative roots are taken from the working directory */
    const struct hk_fs_witness *witness; /* of the resolution that is under way, or NULL */
    const char *why; /* what to do about the last answer, when there is more to say than its status
                      * does; else NULL */
    struct hk_slice label;     /* what messages put in place of label_top, ... */
    struct hk_slice label_top; /* ... when a path begins so; empty: nothing */
};

/* HKR_OK, HKR_E_NOMEM, or HKR_E_USAGE when @ops is incomplete. @ops is copied. */
enum hkr_status hk_fs_new(const struct hkr_allocator *allocator, const struct hkr_fs_ops *ops,
                          void *user, struct hkr_fs **ret_fs);
enum hkr_status hk_fs_disk_new(const struct hkr_allocator *allocator, struct hkr_fs **ret_fs);
enum hkr_status hk_fs_memory_new(const struct hkr_allocator *allocator, struct hkr_fs **ret_fs);
/* See hkr_fs_memory_add(). */
enum hkr_status hk_fs_memory_add(struct hkr_fs *fs, struct hk_slice path, struct hk_slice bytes);
/* NULL is fine. */
void hk_fs_free(struct hkr_fs *fs);

/* The directory that relative roots are taken from, into @buffer: the working directory for the
 * disk, "/" elsewhere. False when there is none or it does not fit. */
bool hk_fs_cwd(const struct hkr_fs *fs, char *buffer, size_t capacity);

/* A file that is to have other bytes. */
struct hk_fs_change {
    struct hk_slice path; /* canonical */
    struct hk_slice bytes;
};

/* A file system that answers as @base does, but for the bytes of some files: to see what a change
 * would do before it is made. Lives in the caller's memory, borrows all that it is given, and
 * needs no end. */
struct hk_fs_overlay {
    struct hkr_fs fs;
    struct hkr_fs *base;
    const struct hk_fs_change *changes;
    size_t n;
};
void hk_fs_overlay_init(struct hk_fs_overlay *overlay, struct hkr_fs *base,
                        const struct hk_fs_change *changes, size_t n);

/* A file system that answers as @base does, one thread at a time. Lives in the caller's memory,
 * borrows all that it is given, and needs no end. */
struct hk_fs_locked {
    struct hkr_fs fs;
    struct hkr_fs *base;
    pthread_mutex_t *mutex;
};
void hk_fs_locked_init(struct hk_fs_locked *locked, struct hkr_fs *base, pthread_mutex_t *mutex);

/* Whether @fs is the disk as it is: then a further handle of it sees the same. */
bool hk_fs_is_disk(const struct hkr_fs *fs);

/* For the built-in file systems: a handle with an arena of its own. NULL when memory is out. */
struct hkr_fs *hk_fs_new_builtin_(const struct hkr_allocator *allocator);
/* For those that stand before another one: takes over what that is, besides what it can do. */
void hk_fs_inherit_(struct hkr_fs *fs, const struct hkr_fs *base);

#endif
