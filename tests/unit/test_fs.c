/* SPDX-License-Identifier: Apache-2.0 */
/* load/fs: the disk with its links and fences, the tree in memory. */
#include "check.h"

#include "load/fs.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

/* A sink that keeps what it is given. */
struct basket {
    char bytes[64];
    size_t size;
};

static char *
take(void *user, size_t size)
{
    struct basket *basket = user;
    basket->size = size;
    return size <= sizeof basket->bytes ? basket->bytes : NULL;
}

struct room {
    char *bytes;
    size_t size;
};

static char *
take_many(void *user, size_t size)
{
    struct room *room = user;
    room->size = size;
    return room->bytes;
}

static enum hkr_fs_status
read_file(struct hkr_fs *fs, const char *fence, const char *path, struct basket *basket)
{
    *basket = (struct basket){.size = SIZE_MAX};
    return fs->ops.read(fs->user, fence, path, 100, take, basket);
}

static enum hkr_fs_status
resolve(struct hkr_fs *fs, const char *path, char *buffer, enum hkr_fs_kind *kind)
{
    return fs->ops.resolve(fs->user, path, buffer, PATH_MAX, kind);
}

static void
put(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    CHECK(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
}

/* Makes the tree that the disk is tried on; the working directory becomes its top. */
static void
make_tree(char *top)
{
    CHECK(mkdtemp(top) && chdir(top) == 0);
    CHECK(mkdir("root", 0700) == 0 && mkdir("root/sub", 0700) == 0 && mkdir("out", 0700) == 0);
    put("root/a.yaml", "alpha");
    put("root/sub/b.yaml", "beta");
    put("root/empty", "");
    put("out/secret", "hidden");
    CHECK(mkfifo("root/pipe", 0600) == 0);
    CHECK(symlink("sub/b.yaml", "root/inside") == 0);
    CHECK(symlink("../out/secret", "root/outside") == 0);
    CHECK(symlink("../root/a.yaml", "root/detour") == 0);
    CHECK(symlink("sub", "root/dirlink") == 0);
    CHECK(symlink("../out", "root/outdir") == 0);
    CHECK(symlink("loop", "root/loop") == 0);
    CHECK(symlink(".", "root/dot") == 0);
    CHECK(symlink("nowhere", "root/dangling") == 0);
    char target[PATH_MAX + 32];
    snprintf(target, sizeof target, "%s/root/a.yaml", top);
    CHECK(symlink(target, "root/absolute") == 0);
    CHECK(symlink("../root", "out/back") == 0);
}

static void
drop_tree(const char *top)
{
    static const char *const names[] = {
        "root/a.yaml", "root/sub/b.yaml", "root/empty",    "out/secret",    "root/pipe",
        "root/inside", "root/outside",    "root/detour",   "root/dirlink",  "root/outdir",
        "root/loop",   "root/dot",        "root/dangling", "root/absolute", "out/back"};
    for (size_t i = 0; i < HK_COUNT(names); i++)
        CHECK(unlink(names[i]) == 0);
    CHECK(rmdir("root/sub") == 0 && rmdir("root") == 0 && rmdir("out") == 0);
    CHECK(chdir("/") == 0 && rmdir(top) == 0);
}

static void
test_disk_read(struct hkr_fs *fs, const char *top)
{
    static const struct {
        const char *path;
        enum hkr_fs_status status;
        const char *text;
    } cases[] = {{"root/a.yaml", HKR_FS_OK, "alpha"},
                 {"root/sub/b.yaml", HKR_FS_OK, "beta"},
                 {"root/empty", HKR_FS_OK, ""},
                 {"root/inside", HKR_FS_OK, "beta"},
                 {"root/detour", HKR_FS_OK, "alpha"},
                 {"root/absolute", HKR_FS_OK, "alpha"},
                 {"root/dirlink/b.yaml", HKR_FS_OK, "beta"},
                 {"root/dot/a.yaml", HKR_FS_OK, "alpha"},
                 {"out/back/a.yaml", HKR_FS_OK, "alpha"},
                 {"root/outside", HKR_FS_E_OUTSIDE, NULL},
                 {"root/outdir/secret", HKR_FS_E_OUTSIDE, NULL},
                 {"out/secret", HKR_FS_E_OUTSIDE, NULL},
                 {"root/../out/secret", HKR_FS_E_OUTSIDE, NULL},
                 {"root/nope", HKR_FS_E_MISSING, NULL},
                 {"root/dangling", HKR_FS_E_MISSING, NULL},
                 {"root/a.yaml/x", HKR_FS_E_MISSING, NULL},
                 {"root/loop", HKR_FS_E_LOOP, NULL},
                 {"root/sub", HKR_FS_E_NOT_FILE, NULL},
                 {"root", HKR_FS_E_NOT_FILE, NULL},
                 {"root/dot", HKR_FS_E_NOT_FILE, NULL},
                 {"root/dirlink", HKR_FS_E_NOT_FILE, NULL},
                 {"root/pipe", HKR_FS_E_NOT_FILE, NULL}};
    char fence[PATH_MAX], path[PATH_MAX];
    snprintf(fence, sizeof fence, "%s/root", top);
    for (size_t i = 0; i < HK_COUNT(cases); i++) {
        struct basket basket;
        snprintf(path, sizeof path, "%s/%s", top, cases[i].path);
        enum hkr_fs_status status = read_file(fs, fence, path, &basket);
        CHECK(status == cases[i].status);
        if (status != cases[i].status)
            printf("    %s: %d\n", cases[i].path, (int)status);
        if (cases[i].text && status == HKR_FS_OK)
            CHECK_TEXT(hk_slice(basket.bytes, basket.size), hk_slice_cstr(cases[i].text));
        status = read_file(fs, NULL, path, &basket);
        CHECK((status == HKR_FS_OK) ==
              (cases[i].status == HKR_FS_OK || cases[i].status == HKR_FS_E_OUTSIDE));
    }
}

static void
test_disk_resolve(struct hkr_fs *fs, const char *top)
{
    static const struct {
        const char *path, *canonical;
        enum hkr_fs_kind kind;
    } cases[] = {{"root", "root", HKR_FS_DIRECTORY},
                 {"root/a.yaml", "root/a.yaml", HKR_FS_FILE},
                 {"root/pipe", "root/pipe", HKR_FS_OTHER},
                 {"root/outdir", "out", HKR_FS_DIRECTORY},
                 {"root/outdir/..", "", HKR_FS_DIRECTORY},
                 {"root//dot/./sub/", "root/sub", HKR_FS_DIRECTORY},
                 {"out/back/inside", "root/sub/b.yaml", HKR_FS_FILE}};
    char path[PATH_MAX], want[PATH_MAX], got[PATH_MAX];
    enum hkr_fs_kind kind;
    for (size_t i = 0; i < HK_COUNT(cases); i++) {
        snprintf(path, sizeof path, "%s/%s", top, cases[i].path);
        snprintf(want, sizeof want, "%s%s%s", top, cases[i].canonical[0] ? "/" : "",
                 cases[i].canonical);
        CHECK(resolve(fs, path, got, &kind) == HKR_FS_OK && kind == cases[i].kind);
        CHECK_TEXT(hk_slice_cstr(got), hk_slice_cstr(want));
    }
    snprintf(path, sizeof path, "%s/root/loop", top);
    CHECK(resolve(fs, path, got, &kind) == HKR_FS_E_LOOP);
    CHECK(resolve(fs, "/nope/nope", got, &kind) == HKR_FS_E_MISSING);
}

/* Whether the names in @path are exactly @n, @name among them. */
static bool
lists(struct hkr_fs *fs, const char *path, unsigned n, const char *name)
{
    struct basket basket = {.size = SIZE_MAX};
    unsigned found = 0;
    bool hit = false;
    if (fs->ops.list(fs->user, path, 1000, take, &basket) != HKR_FS_OK)
        return false;
    for (size_t at = 0; at < basket.size; at += strlen(basket.bytes + at) + 1, found++)
        hit = hit || strcmp(basket.bytes + at, name) == 0;
    return hit && found == n;
}

static void
test_disk_list(struct hkr_fs *fs, const char *top)
{
    char path[PATH_MAX];
    struct basket basket;
    snprintf(path, sizeof path, "%s/root/sub", top);
    CHECK(lists(fs, path, 1, "b.yaml"));
    snprintf(path, sizeof path, "%s/root/dirlink", top);
    CHECK(lists(fs, path, 1, "b.yaml"));
    CHECK(fs->ops.list(fs->user, path, 6, take, &basket) == HKR_FS_E_TOO_LARGE);
    CHECK(lists(fs, top, 2, "root"));
    snprintf(path, sizeof path, "%s/root/a.yaml", top);
    CHECK(fs->ops.list(fs->user, path, 1000, take, &basket) == HKR_FS_E_MISSING);
    CHECK(fs->ops.list(fs->user, "/nope/nope", 1000, take, &basket) == HKR_FS_E_MISSING);
}

/* Of a directory with more names than are listed at once, all come. */
static void
test_disk_many(struct hkr_fs *fs)
{
    enum { FILES = 200 };
    static char names[FILES * 64];
    char name[64];
    CHECK(mkdir("many", 0700) == 0);
    for (int i = 0; i < FILES; i++) {
        snprintf(name, sizeof name, "many/%040d", i);
        put(name, "");
    }
    char path[PATH_MAX];
    struct room got = {names, 0};
    CHECK(realpath("many", path) != NULL);
    CHECK(fs->ops.list(fs->user, path, sizeof names, take_many, &got) == HKR_FS_OK);
    CHECK(got.size == FILES * 41);
    for (int i = 0; i < FILES; i++) {
        snprintf(name, sizeof name, "%040d", i);
        CHECK(memmem(names, got.size, name, 41) != NULL);
        snprintf(name, sizeof name, "many/%040d", i);
        CHECK(unlink(name) == 0);
    }
    CHECK(rmdir("many") == 0);
}

static void
test_disk(void)
{
    char top[] = "/tmp/hkrender-fs-XXXXXX";
    struct hkr_fs *fs = NULL;
    struct basket basket;
    char path[PATH_MAX];
    CHECK(hk_fs_disk_new(NULL, &fs) == HKR_OK);
    make_tree(top);
    test_disk_read(fs, top);
    test_disk_resolve(fs, top);
    test_disk_list(fs, top);
    test_disk_many(fs);
    snprintf(path, sizeof path, "%s/root/a.yaml", top);
    CHECK(fs->ops.read(fs->user, NULL, path, 4, take, &basket) == HKR_FS_E_TOO_LARGE);
    drop_tree(top);
    hk_fs_free(fs);
}

static void
test_memory(void)
{
    struct hkr_fs *fs = NULL;
    struct basket basket;
    char got[PATH_MAX];
    enum hkr_fs_kind kind;
    CHECK(hk_fs_memory_new(NULL, &fs) == HKR_OK);
    CHECK(hk_fs_memory_add(fs, HK_S("/a/b/c.yaml"), HK_S("one")) == HKR_OK);
    CHECK(hk_fs_memory_add(fs, HK_S("/a/./b/../b/c.yaml"), HK_S("three")) == HKR_OK);
    CHECK(hk_fs_memory_add(fs, HK_S("/a/b/c.yaml/d"), HK_S("")) == HKR_E_USAGE);
    CHECK(hk_fs_memory_add(fs, HK_S("/a/b"), HK_S("")) == HKR_E_USAGE);
    CHECK(hk_fs_memory_add(fs, HK_S("a"), HK_S("")) == HKR_E_USAGE);
    CHECK(read_file(fs, "/a", "/a/b/c.yaml", &basket) == HKR_FS_OK);
    CHECK_TEXT(hk_slice(basket.bytes, basket.size), HK_S("three"));
    CHECK(read_file(fs, "/x", "/a/b/c.yaml", &basket) == HKR_FS_E_OUTSIDE);
    CHECK(read_file(fs, NULL, "/a/b", &basket) == HKR_FS_E_NOT_FILE);
    CHECK(read_file(fs, NULL, "/a/nope", &basket) == HKR_FS_E_MISSING);
    CHECK(resolve(fs, "/a/b/", got, &kind) == HKR_FS_OK && kind == HKR_FS_DIRECTORY);
    CHECK_TEXT(hk_slice_cstr(got), HK_S("/a/b"));
    CHECK(resolve(fs, "/", got, &kind) == HKR_FS_OK && kind == HKR_FS_DIRECTORY);
    CHECK(hk_fs_memory_add(fs, HK_S("/a/d"), HK_S("")) == HKR_OK);
    CHECK(lists(fs, "/", 1, "a") && lists(fs, "/a/", 2, "d") && lists(fs, "/a/b", 1, "c.yaml"));
    CHECK(fs->ops.list(fs->user, "/a/d", 1000, take, &basket) == HKR_FS_E_MISSING);
    CHECK(resolve(fs, "/zzz", got, &kind) == HKR_FS_E_MISSING);
    hk_fs_free(fs);
}

/* Fails every allocation from the n-th on. */
struct miser {
    unsigned left;
    size_t held;
};

static void *
miser_realloc(void *user, void *ptr, size_t old_size, size_t new_size)
{
    struct miser *miser = user;
    if (new_size > old_size && miser->left == 0)
        return NULL;
    miser->left -= new_size > old_size;
    miser->held += new_size - old_size;
    if (new_size == 0) {
        free(ptr);
        return NULL;
    }
    return realloc(ptr, new_size);
}

static enum hkr_status
fill_memory(const struct hkr_allocator *allocator, struct hkr_fs **fs)
{
    enum hkr_status status = hk_fs_memory_new(allocator, fs);
    for (unsigned i = 0; i < 40 && status == HKR_OK; i++) {
        char path[40];
        snprintf(path, sizeof path, "/a/b%u/c.yaml", i % 30);
        status = hk_fs_memory_add(*fs, hk_slice_cstr(path), HK_S("some bytes of a file"));
    }
    return status;
}

static void
test_out_of_memory(void)
{
    enum hkr_status status = HKR_E_NOMEM;
    for (unsigned n = 0; n < 1000 && status != HKR_OK; n++) {
        struct miser miser = {.left = n};
        const struct hkr_allocator allocator = {miser_realloc, &miser};
        struct hkr_fs *fs = NULL;
        status = fill_memory(&allocator, &fs);
        CHECK(status == HKR_OK || status == HKR_E_NOMEM);
        hk_fs_free(fs);
        fs = NULL;
        CHECK(hk_fs_disk_new(&allocator, &fs) == HKR_OK || !fs);
        hk_fs_free(fs);
        CHECK(miser.held == 0);
    }
    CHECK(status == HKR_OK);
}

static void
test_overlay(void)
{
    struct hkr_fs *fs = NULL;
    struct hk_fs_overlay over;
    struct basket basket;
    char got[PATH_MAX];
    enum hkr_fs_kind kind;
    const struct hk_fs_change changes[] = {{HK_S("/a/c.yaml"), HK_S("new")},
                                           {HK_S("/a/e.yaml"), HK_S("")}};
    CHECK(hk_fs_memory_new(NULL, &fs) == HKR_OK);
    CHECK(hk_fs_memory_add(fs, HK_S("/a/c.yaml"), HK_S("old")) == HKR_OK);
    CHECK(hk_fs_memory_add(fs, HK_S("/a/d.yaml"), HK_S("same")) == HKR_OK);
    CHECK(hk_fs_memory_add(fs, HK_S("/a/e.yaml"), HK_S("x")) == HKR_OK);
    hk_fs_overlay_init(&over, fs, changes, 2);
    CHECK(read_file(&over.fs, "/a", "/a/./c.yaml", &basket) == HKR_FS_OK);
    CHECK_TEXT(hk_slice(basket.bytes, basket.size), HK_S("new"));
    CHECK(read_file(&over.fs, NULL, "/a/d.yaml", &basket) == HKR_FS_OK);
    CHECK_TEXT(hk_slice(basket.bytes, basket.size), HK_S("same"));
    CHECK(read_file(&over.fs, NULL, "/a/e.yaml", &basket) == HKR_FS_OK && basket.size == 0);
    CHECK(read_file(&over.fs, "/b", "/a/c.yaml", &basket) == HKR_FS_E_OUTSIDE);
    CHECK(read_file(&over.fs, "/a", "/a/f.yaml", &basket) == HKR_FS_E_MISSING);
    CHECK(over.fs.ops.read(over.fs.user, NULL, "/a/c.yaml", 2, take, &basket) ==
          HKR_FS_E_TOO_LARGE);
    CHECK(resolve(&over.fs, "/a", got, &kind) == HKR_FS_OK && kind == HKR_FS_DIRECTORY);
    CHECK(lists(&over.fs, "/a", 3, "c.yaml") && lists(&over.fs, "/", 1, "a"));
    hk_fs_free(fs);
}

int
main(void)
{
    test_disk();
    test_out_of_memory();
    test_memory();
    test_overlay();
    return check_done();
}
