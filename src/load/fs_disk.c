/* SPDX-License-Identifier: Apache-2.0 */
/* The disk. Paths without links are the common case: one openat2() then opens them and proves
 * that there are none, so that the path is its own canonical form. Otherwise, and where that call
 * does not exist, the path is walked part by part, following links by hand: the canonical path
 * is that of the descriptors that were really passed through. */
#include "fs.h"

#include "../base/path.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define DIRS 16         /* directories that are kept open */
#define DIR_PATH 400    /* longest path of one of them */
#define LINKS_MAX 255   /* links that one path may pass through, as in Go */
#define WALK_PATH 16384 /* room for a path with links put in */

#define READ_FLAGS (O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)

struct open_dir {
    int fd;
    char path[DIR_PATH]; /* canonical; empty: no entry */
};

struct disk {
    const struct hkr_fs *fs;
    struct open_dir dirs[DIRS]; /* replaced in turn */
    unsigned next;
};

/* A walk along one path. Both descriptors may be -1. */
struct walk {
    int fd;         /* what stands at `path`, as O_PATH */
    int parent;     /* the directory that holds it, when reached by name */
    size_t len;     /* of path */
    unsigned links; /* passed so far */
    const struct hk_fs_witness *witness;
    char path[PATH_MAX];     /* canonical */
    char name[NAME_MAX + 1]; /* last part of it */
    char pending[WALK_PATH]; /* what is still to go: from `at` on */
    char scratch[WALK_PATH]; /* while a link is put in */
    size_t at;
};

static enum hkr_fs_status
status_of(int error)
{
    switch (error) {
    case ENOENT:
    case ENOTDIR:
        return HKR_FS_E_MISSING;
    case EACCES:
    case EPERM:
        return HKR_FS_E_DENIED;
    case ENXIO:
    case ENODEV:
    case EISDIR:
        return HKR_FS_E_NOT_FILE;
    case ELOOP:
        return HKR_FS_E_LOOP;
    default:
        return HKR_FS_E_IO;
    }
}

static int
open_plain(int dir, const char *path, int flags)
{
    int fd;
    do
        fd = openat(dir, path, flags);
    while (fd < 0 && errno == EINTR);
    return fd;
}

/* Opens @path only if no part of it is a link. */
static int
open_unlinked(int dir, const char *path, int flags, uint64_t more)
{
    struct open_how how = {.flags = (uint64_t)(unsigned)flags,
                           .resolve = RESOLVE_NO_SYMLINKS | more};
    long fd;
    do
        fd = syscall(SYS_openat2, dir, path, &how, sizeof how);
    while (fd < 0 && errno == EINTR);
    return (int)fd;
}

/* Whether the verdict of open_unlinked() holds whatever else is tried. */
static bool
is_final(int error)
{
    return error == ENOENT || error == ENOTDIR || error == EACCES || error == ENXIO;
}

static bool
is_clean(const char *path)
{
    if (path[0] != '/')
        return false;
    for (const char *p = path; *p; p++) {
        if (p[0] != '/')
            continue;
        if (p[1] == '/' || (p[1] == '\0' && p != path))
            return false;
        if (p[1] == '.' && (p[2] == '/' || p[2] == '\0'))
            return false;
        if (p[1] == '.' && p[2] == '.' && (p[3] == '/' || p[3] == '\0'))
            return false;
    }
    return true;
}

/* ---- Open directories ------------------------------------------------------------------- */

/* Takes over @fd. */
static void
keep_dir(struct disk *disk, const char *path, int fd)
{
    size_t len = strlen(path);
    if (len >= DIR_PATH) {
        close(fd);
        return;
    }
    struct open_dir *slot = NULL;
    for (size_t i = 0; i < DIRS && !slot; i++) {
        if (strcmp(disk->dirs[i].path, path) == 0)
            slot = &disk->dirs[i];
    }
    if (!slot)
        slot = &disk->dirs[disk->next++ % DIRS];
    if (slot->path[0])
        close(slot->fd);
    memcpy(slot->path, path, len + 1);
    slot->fd = fd;
}

/* A descriptor of the canonical directory @path, or -1. Not to be closed. */
static int
kept_dir(struct disk *disk, const char *path)
{
    for (size_t i = 0; i < DIRS; i++) {
        if (disk->dirs[i].path[0] && strcmp(disk->dirs[i].path, path) == 0)
            return disk->dirs[i].fd;
    }
    if (strlen(path) >= DIR_PATH)
        return -1;
    int fd = open_unlinked(AT_FDCWD, path, O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
    if (fd >= 0)
        keep_dir(disk, path, fd);
    return fd;
}

/* ---- Walking ---------------------------------------------------------------------------- */

static void
walk_fini(struct walk *walk)
{
    if (walk->fd >= 0)
        close(walk->fd);
    if (walk->parent >= 0)
        close(walk->parent);
    walk->fd = walk->parent = -1;
}

/* Steps to @fd, a directory that was not reached by a name of its own. */
static void
walk_jump(struct walk *walk, int fd)
{
    walk_fini(walk);
    walk->fd = fd;
}

static enum hkr_fs_status
walk_to_root(struct walk *walk)
{
    int fd = open_plain(AT_FDCWD, "/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return HKR_FS_E_IO;
    walk_jump(walk, fd);
    memcpy(walk->path, "/", 2);
    walk->len = 1;
    return HKR_FS_OK;
}

static enum hkr_fs_status
walk_up(struct walk *walk)
{
    int fd = open_plain(walk->fd, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return status_of(errno);
    walk_jump(walk, fd);
    walk->len = hk_path_parent(hk_slice(walk->path, walk->len)).len;
    walk->path[walk->len] = '\0';
    return HKR_FS_OK;
}

/* Tells the witness of @name in the directory that was reached, and of @rest behind it. */
static void
walk_tell(const struct walk *walk, const char *name, const char *rest, enum hkr_dep_kind kind)
{
    char path[PATH_MAX];
    if (!walk->witness)
        return;
    int n =
        snprintf(path, sizeof path, "%s%s%s%s", walk->path, walk->len > 1 ? "/" : "", name, rest);
    if (n > 0 && (size_t)n < sizeof path)
        walk->witness->see(walk->witness->user, hk_slice(path, (size_t)n), kind);
}

/* Puts the target of the link @link before what is pending. */
static enum hkr_fs_status
walk_link(struct walk *walk, int link)
{
    ssize_t n = readlinkat(link, "", walk->scratch, PATH_MAX);
    if (n <= 0)
        return HKR_FS_E_IO;
    if (n >= PATH_MAX || ++walk->links > LINKS_MAX)
        return HKR_FS_E_LOOP;
    size_t len = (size_t)n;
    size_t rest = strlen(walk->pending + walk->at);
    if (len + 1 + rest >= WALK_PATH)
        return HKR_FS_E_LOOP;
    walk->scratch[len] = '/';
    memcpy(walk->scratch + len + 1, walk->pending + walk->at, rest + 1);
    memcpy(walk->pending, walk->scratch, len + rest + 2);
    walk->at = 0;
    return walk->pending[0] == '/' ? walk_to_root(walk) : HKR_FS_OK;
}

static enum hkr_fs_status
walk_into(struct walk *walk, size_t len)
{
    bool slash = walk->len > 1;
    if (len > NAME_MAX || walk->len + slash + len >= PATH_MAX)
        return HKR_FS_E_MISSING;
    char name[NAME_MAX + 1];
    memcpy(name, walk->pending + walk->at, len);
    name[len] = '\0';
    walk->at += len;
    struct stat info;
    int fd = open_plain(walk->fd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
        enum hkr_fs_status status = status_of(errno);
        if (status == HKR_FS_E_MISSING)
            walk_tell(walk, name, walk->pending + walk->at, HKR_DEP_MISSING);
        return status;
    }
    if (fstat(fd, &info) != 0 || S_ISLNK(info.st_mode)) {
        walk_tell(walk, name, "", HKR_DEP_READ);
        enum hkr_fs_status status = walk_link(walk, fd);
        close(fd);
        return status;
    }
    if (walk->parent >= 0)
        close(walk->parent);
    walk->parent = walk->fd;
    walk->fd = fd;
    if (slash)
        walk->path[walk->len++] = '/';
    memcpy(walk->path + walk->len, name, len + 1);
    memcpy(walk->name, name, len + 1);
    walk->len += len;
    return HKR_FS_OK;
}

/* Follows absolute @path to its end. walk_fini() is due whatever comes back. */
static enum hkr_fs_status
walk_all(struct walk *walk, const char *path, const struct hk_fs_witness *witness)
{
    size_t len = strlen(path);
    walk->witness = witness;
    walk->fd = walk->parent = -1;
    walk->links = 0;
    walk->at = 0;
    if (len >= WALK_PATH || path[0] != '/')
        return HKR_FS_E_MISSING;
    memcpy(walk->pending, path, len + 1);
    enum hkr_fs_status status = walk_to_root(walk);
    while (status == HKR_FS_OK) {
        const char *next = walk->pending + walk->at;
        size_t slashes = strspn(next, "/");
        if (next[slashes] == '\0')
            break;
        walk->at += slashes;
        next += slashes;
        size_t part = strcspn(next, "/");
        if (part == 1 && next[0] == '.')
            walk->at += 1;
        else if (part == 2 && next[0] == '.' && next[1] == '.') {
            walk->at += 2;
            status = walk_up(walk);
        } else
            status = walk_into(walk, part);
    }
    return status;
}

/* ---- Reading ---------------------------------------------------------------------------- */

static enum hkr_fs_status
open_walked(const char *fence, const char *path, int *ret_fd)
{
    struct walk walk;
    enum hkr_fs_status status = walk_all(&walk, path, NULL);
    if (status == HKR_FS_OK && walk.parent < 0)
        status = HKR_FS_E_NOT_FILE; /* the root, or a directory above a link */
    if (status == HKR_FS_OK && fence &&
        !hk_path_beneath(hk_slice_cstr(fence), hk_slice(walk.path, walk.len)))
        status = HKR_FS_E_OUTSIDE;
    if (status == HKR_FS_OK) {
        *ret_fd = open_plain(walk.parent, walk.name, READ_FLAGS | O_NOFOLLOW);
        if (*ret_fd < 0)
            status = status_of(errno);
    }
    walk_fini(&walk);
    return status;
}

static enum hkr_fs_status
open_file(struct disk *disk, const char *fence, const char *path, int *ret_fd)
{
    if (!fence) {
        *ret_fd = open_plain(AT_FDCWD, path, READ_FLAGS);
        return *ret_fd >= 0 ? HKR_FS_OK : status_of(errno);
    }
    size_t len = strlen(fence);
    if (is_clean(path) && strlen(path) > len &&
        hk_path_beneath(hk_slice(fence, len), hk_slice_cstr(path))) {
        int dir = kept_dir(disk, fence);
        const char *rest = path + len + (len > 1);
        if (dir >= 0) {
            *ret_fd = open_unlinked(dir, rest, READ_FLAGS, RESOLVE_BENEATH);
            if (*ret_fd >= 0)
                return HKR_FS_OK;
            if (is_final(errno))
                return status_of(errno);
        }
    }
    return open_walked(fence, path, ret_fd);
}

/* Reads up to @size bytes; short when the file has become shorter. -1 on an error. */
static ssize_t
read_up_to(int fd, char *bytes, size_t size)
{
    size_t got = 0;
    while (got < size) {
        ssize_t n = read(fd, bytes + got, size - got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        got += (size_t)n;
    }
    return (ssize_t)got;
}

static enum hkr_fs_status
read_open(int fd, size_t max_bytes, char *(*sink)(void *, size_t), void *sink_user)
{
    struct stat info;
    if (fstat(fd, &info) != 0)
        return HKR_FS_E_IO;
    if (!S_ISREG(info.st_mode))
        return HKR_FS_E_NOT_FILE;
    if (info.st_size < 0 || (uintmax_t)info.st_size > max_bytes)
        return HKR_FS_E_TOO_LARGE;
    size_t size = (size_t)info.st_size;
    char *bytes = sink(sink_user, size);
    if (!bytes)
        return HKR_FS_E_TOO_LARGE;
    ssize_t got = read_up_to(fd, bytes, size);
    if (got < 0)
        return HKR_FS_E_IO;
    if ((size_t)got == size)
        return HKR_FS_OK;
    char *shorter = sink(sink_user, (size_t)got);
    if (!shorter)
        return HKR_FS_E_TOO_LARGE;
    memmove(shorter, bytes, (size_t)got);
    return HKR_FS_OK;
}

static enum hkr_fs_status
disk_read(void *user, const char *fence, const char *path, size_t max_bytes,
          char *(*sink)(void *sink_user, size_t size), void *sink_user)
{
    int fd = -1;
    enum hkr_fs_status status = open_file(user, fence, path, &fd);
    if (status != HKR_FS_OK)
        return status;
    status = read_open(fd, max_bytes, sink, sink_user);
    close(fd);
    return status;
}

/* ---- Resolving -------------------------------------------------------------------------- */

static enum hkr_fs_kind
kind_of(int fd)
{
    struct stat info;
    if (fstat(fd, &info) != 0)
        return HKR_FS_OTHER;
    if (S_ISDIR(info.st_mode))
        return HKR_FS_DIRECTORY;
    return S_ISREG(info.st_mode) ? HKR_FS_FILE : HKR_FS_OTHER;
}

static enum hkr_fs_status
answer(const char *path, size_t len, char *buffer, size_t capacity)
{
    if (len >= capacity)
        return HKR_FS_E_IO;
    memcpy(buffer, path, len + 1);
    return HKR_FS_OK;
}

static enum hkr_fs_status
disk_resolve(void *user, const char *path, char *buffer, size_t capacity,
             enum hkr_fs_kind *ret_kind)
{
    if (is_clean(path)) {
        int fd = open_unlinked(AT_FDCWD, path, O_PATH | O_CLOEXEC, 0);
        if (fd >= 0) {
            *ret_kind = kind_of(fd);
            if (*ret_kind == HKR_FS_DIRECTORY)
                keep_dir(user, path, fd);
            else
                close(fd);
            return answer(path, strlen(path), buffer, capacity);
        }
        if (is_final(errno))
            return status_of(errno);
    }
    struct walk walk;
    const struct disk *disk = user;
    enum hkr_fs_status status = walk_all(&walk, path, disk->fs->witness);
    if (status == HKR_FS_OK) {
        *ret_kind = kind_of(walk.fd);
        status = answer(walk.path, walk.len, buffer, capacity);
    }
    walk_fini(&walk);
    return status;
}

/* ---- Listing ---------------------------------------------------------------------------- */

/* Puts the names in directory @fd at @to, as far as there is @room; all of them are counted in
 * *ret_size. @marked: see list_marked in struct hkr_fs. The raw call, since readdir() takes memory
 * past the allocator. */
static bool
read_names(int fd, bool marked, char *to, size_t room, size_t *ret_size)
{
    union {
        struct dirent64 align;
        char bytes[8192];
    } block;
    size_t size = 0;
    for (;;) {
        long n = syscall(SYS_getdents64, fd, block.bytes, sizeof block.bytes);
        if (n <= 0) {
            *ret_size = size;
            return n == 0;
        }
        for (long at = 0; at < n;) {
            const struct dirent64 *entry = (const void *)(block.bytes + at);
            bool mark = marked && (entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN);
            size_t len = strlen(entry->d_name) + mark + 1;
            at += entry->d_reclen;
            if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
                continue;
            if (size <= room && len <= room - size)
                memcpy(mempcpy(to + size, entry->d_name, len - mark - 1), mark ? "/" : "",
                       (size_t)mark + 1);
            size += len;
        }
    }
}

static enum hkr_fs_status
list_open(int fd, bool marked, size_t max_bytes, char *(*sink)(void *, size_t), void *sink_user)
{
    char few[4096]; /* the names of most directories */
    size_t size = 0;
    size_t again = 0;
    if (!read_names(fd, marked, few, sizeof few, &size))
        return status_of(errno);
    if (size <= sizeof few) {
        char *names = size <= max_bytes ? sink(sink_user, size) : NULL;
        if (names && size)
            memcpy(names, few, size);
        return names ? HKR_FS_OK : HKR_FS_E_TOO_LARGE;
    }
    for (int tries = 0; tries < 8; tries++) { /* as long as the directory changes meanwhile */
        char *names = size <= max_bytes ? sink(sink_user, size) : NULL;
        if (!names)
            return HKR_FS_E_TOO_LARGE;
        if (lseek(fd, 0, SEEK_SET) != 0 || !read_names(fd, marked, names, size, &again))
            return HKR_FS_E_IO;
        if (again == size)
            return HKR_FS_OK;
        size = again;
    }
    return HKR_FS_E_IO;
}

static enum hkr_fs_status
list_directory(const char *path, bool marked, size_t max_bytes, char *(*sink)(void *, size_t),
               void *sink_user)
{
    int fd = open_plain(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return status_of(errno);
    enum hkr_fs_status status = list_open(fd, marked, max_bytes, sink, sink_user);
    close(fd);
    return status;
}

static enum hkr_fs_status
disk_list(void *user, const char *path, size_t max_bytes,
          char *(*sink)(void *sink_user, size_t size), void *sink_user)
{
    (void)user;
    return list_directory(path, false, max_bytes, sink, sink_user);
}

static enum hkr_fs_status
disk_list_marked(void *user, const char *path, size_t max_bytes,
                 char *(*sink)(void *sink_user, size_t size), void *sink_user)
{
    (void)user;
    return list_directory(path, true, max_bytes, sink, sink_user);
}

static void
disk_release(void *user)
{
    struct disk *disk = user;
    for (size_t i = 0; i < DIRS; i++) {
        if (disk->dirs[i].path[0])
            close(disk->dirs[i].fd);
    }
}

bool
hk_fs_is_disk(const struct hkr_fs *fs)
{
    return fs->ops.read == disk_read;
}

enum hkr_status
hk_fs_disk_new(const struct hkr_allocator *allocator, struct hkr_fs **ret_fs)
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
    struct disk *disk = HK_NEW(fs->arena, struct disk);
    disk->fs = fs;
    fs->user = disk;
    hk_heap_untrap(&fs->heap, &trap);
    fs->ops = (struct hkr_fs_ops){sizeof fs->ops, disk_resolve, disk_read, disk_release, disk_list};
    fs->list_marked = disk_list_marked;
    fs->on_disk = true;
    fs->from_cwd = true;
    *ret_fs = fs;
    return HKR_OK;
}
