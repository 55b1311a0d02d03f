/* SPDX-License-Identifier: Apache-2.0 */
#include "tempdir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEPTH 64   /* of directories that are removed */
#define SWEEPS 100 /* over one of them, while something still fills it */

struct hk_tempdir {
    char *path; /* ends with a zero; NULL: not made */
    size_t len;
};

static bool empty_at(int dir, unsigned depth);

static bool
remove_at(int dir, const char *name, unsigned depth)
{
    if (unlinkat(dir, name, 0) == 0)
        return true;
    int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return false;
    (void)fchmod(fd, 0700); /* some tools leave what they made read-only */
    bool empty = depth < DEPTH && empty_at(fd, depth + 1);
    close(fd);
    return empty && unlinkat(dir, name, AT_REMOVEDIR) == 0;
}

/* One sweep over what a buffer of entries holds. */
static bool
remove_all(int dir, const char *entries, size_t n, unsigned depth)
{
    bool removed = false;
    for (size_t at = 0; at < n;) {
        const struct dirent64 *entry = (const void *)(entries + at);
        at += entry->d_reclen;
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            removed |= remove_at(dir, entry->d_name, depth);
    }
    return removed;
}

/* Reads the entries anew until there are none, or none that can be removed. */
static bool
empty_at(int dir, unsigned depth)
{
    union {
        struct dirent64 entry;
        char bytes[4096];
    } buffer;
    bool removed = true;
    for (unsigned i = 0; removed && i < SWEEPS; i++) {
        removed = false;
        if (lseek(dir, 0, SEEK_SET) < 0)
            return false;
        ssize_t n;
        while ((n = getdents64(dir, &buffer, sizeof buffer)) > 0)
            removed |= remove_all(dir, buffer.bytes, (size_t)n, depth);
    }
    return true;
}

static void
release(void *resource)
{
    struct hk_tempdir *dir = resource;
    if (dir->path)
        (void)remove_at(AT_FDCWD, dir->path, 0);
    dir->path = NULL;
}

struct hk_tempdir *
hk_tempdir_new(struct hk_arena *arena, struct hk_slice parent, int *ret_error)
{
    struct hk_tempdir *dir = HK_NEW(arena, struct hk_tempdir);
    struct hk_slice path = hk_arena_concat(arena, parent, HK_S("/hkrender-XXXXXX"));
    char *text = hk_arena_strdup(arena, path);
    hk_arena_defer(arena, release, dir);
    if (!mkdtemp(text)) {
        *ret_error = errno;
        return NULL;
    }
    dir->path = text;
    dir->len = path.len;
    return dir;
}

void
hk_tempdir_remove(struct hk_arena *arena, struct hk_tempdir *dir)
{
    hk_arena_release(arena, dir);
}

struct hk_slice
hk_tempdir_path(const struct hk_tempdir *dir)
{
    return (struct hk_slice){dir->path, dir->len};
}

static int
write_all(int fd, struct hk_slice bytes)
{
    while (bytes.len) {
        ssize_t n = write(fd, bytes.ptr, bytes.len);
        if (n < 0 && errno != EINTR)
            return errno;
        bytes = hk_slice_from(bytes, n < 0 ? 0 : (size_t)n);
    }
    return 0;
}

struct hk_slice
hk_tempdir_write(struct hk_arena *arena, struct hk_tempdir *dir, struct hk_slice name,
                 struct hk_slice bytes, int *ret_error)
{
    struct hk_slice slash = hk_arena_concat(arena, hk_tempdir_path(dir), HK_S("/"));
    struct hk_slice path = hk_arena_concat(arena, slash, name);
    int fd = open(path.ptr, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        *ret_error = errno;
        return (struct hk_slice){NULL, 0};
    }
    int error = write_all(fd, bytes);
    if (close(fd) != 0 && !error)
        error = errno;
    if (!error)
        return path;
    *ret_error = error;
    return (struct hk_slice){NULL, 0};
}
