/* SPDX-License-Identifier: Apache-2.0 */
/* What renders hang on: the set is all that was asked of the file system, no file outside of it
 * matters, and what is told of it without a render lacks nothing.
 *
 * usage: test_deps KUSTOMIZATION-FILE... */
#include "check.h"

#include "base/path.h"
#include "load/deps.h"
#include "load/fs.h"
#include "render/reach.h"

#include <dirent.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- A disk that remembers what it was asked for, and can miss a file ------------------------ */

#define PATHS 400

struct paths {
    char *items[PATHS];
    size_t n;
};

struct spy {
    struct hkr_fs *disk;
    struct hkr_fs *fs;
    struct paths asked; /* that are no directories */
    const char *hidden; /* canonical, with all below it; NULL: nothing */
    const char *made;   /* a file that is there although it is not; NULL: none */
};

static void
add_path(struct paths *paths, const char *path)
{
    for (size_t i = 0; i < paths->n; i++)
        if (strcmp(paths->items[i], path) == 0)
            return;
    CHECK(paths->n < PATHS);
    if (paths->n < PATHS)
        paths->items[paths->n++] = strdup(path);
}

static void
clear_paths(struct paths *paths)
{
    while (paths->n)
        free(paths->items[--paths->n]);
}

static enum hkr_fs_status
spy_resolve(void *user, const char *path, char *buffer, size_t capacity, enum hkr_fs_kind *kind)
{
    struct spy *spy = user;
    if (spy->made && strcmp(path, spy->made) == 0) {
        (void)snprintf(buffer, capacity, "%s", path);
        *kind = HKR_FS_FILE;
        return HKR_FS_OK;
    }
    enum hkr_fs_status status =
        spy->disk->ops.resolve(spy->disk->user, path, buffer, capacity, kind);
    if (status != HKR_FS_OK || *kind != HKR_FS_DIRECTORY)
        add_path(&spy->asked, path);
    if (status == HKR_FS_OK && spy->hidden &&
        hk_path_beneath(hk_slice_cstr(spy->hidden), hk_slice_cstr(buffer)))
        return HKR_FS_E_MISSING;
    return status;
}

static enum hkr_fs_status
spy_read(void *user, const char *fence, const char *path, size_t max_bytes,
         char *(*sink)(void *sink_user, size_t size), void *sink_user)
{
    struct spy *spy = user;
    char canonical[PATH_MAX];
    enum hkr_fs_kind kind = HKR_FS_MISSING;
    enum hkr_fs_status status = spy_resolve(user, path, canonical, sizeof canonical, &kind);
    if (status == HKR_FS_OK && spy->made && strcmp(path, spy->made) == 0) {
        char *to = sink(sink_user, 4);
        if (to)
            memcpy(to, "a: b", 4);
        return to ? HKR_FS_OK : HKR_FS_E_TOO_LARGE;
    }
    if (status != HKR_FS_OK)
        return status;
    return spy->disk->ops.read(spy->disk->user, fence, path, max_bytes, sink, sink_user);
}

static enum hkr_fs_status
spy_list(void *user, const char *path, size_t max_bytes,
         char *(*sink)(void *sink_user, size_t size), void *sink_user)
{
    const struct spy *spy = user;
    return spy->disk->ops.list(spy->disk->user, path, max_bytes, sink, sink_user);
}

static void
spy_init(struct spy *spy)
{
    static const struct hkr_fs_ops ops = {sizeof ops, spy_resolve, spy_read, NULL, spy_list};
    *spy = (struct spy){0};
    CHECK(hkr_fs_new_disk(NULL, &spy->disk) == HKR_OK);
    CHECK(hkr_fs_new(NULL, &ops, spy, &spy->fs) == HKR_OK);
}

static void
spy_fini(struct spy *spy)
{
    clear_paths(&spy->asked);
    hkr_fs_free(spy->fs);
    hkr_fs_free(spy->disk);
}

/* ---- Renders ----------------------------------------------------------------------------- */

/* Renders @root, in a context of its own when @ctx is NULL. */
static struct hkr_result *
render(struct hkr_ctx *ctx, struct hkr_fs *fs, const char *root, int deps)
{
    const struct hkr_ctx_options ctx_options = {.size = sizeof ctx_options, .fs = fs};
    const struct hkr_render_options options = {.size = sizeof options, .deps = deps};
    struct hkr_ctx *own = NULL;
    struct hkr_result *result = NULL;
    if (!ctx)
        CHECK(hkr_ctx_new(&ctx_options, &own) == HKR_OK);
    enum hkr_status status = hkr_render(ctx ? ctx : own, root, &options, &result);
    CHECK(result && hkr_result_status(result) == status);
    hkr_ctx_free(own);
    return result;
}

/* File systems of callers have "/" for working directory, so paths are shown without it. */
static bool
is_path(const char *shown, const char *path)
{
    return strcmp(shown, path + (path[0] == '/' && shown[0] != '/')) == 0;
}

static bool
has_dep(const struct hkr_result *result, const char *path, enum hkr_dep_kind kind)
{
    struct hkr_dep dep = {.size = sizeof dep};
    for (size_t i = 0; hkr_result_dep(result, i, &dep) == HKR_OK; i++)
        if (is_path(dep.path, path) && (!kind || dep.kind == kind))
            return true;
    return false;
}

/* Whether @path is looked at for a hint alone: the directory of something missing. */
static bool
is_hint(const struct hkr_result *result, const char *path)
{
    struct hkr_dep dep = {.size = sizeof dep};
    size_t n = strlen(path + 1);
    for (size_t i = 0; hkr_result_dep(result, i, &dep) == HKR_OK; i++)
        if (dep.kind == HKR_DEP_MISSING && strncmp(dep.path, path + 1, n) == 0 &&
            dep.path[n] == '/')
            return true;
    return false;
}

static bool
same_outcome(const struct hkr_result *a, const struct hkr_result *b)
{
    return hkr_result_status(a) == hkr_result_status(b) &&
           strcmp(hkr_result_bytes(a), hkr_result_bytes(b)) == 0;
}

static bool
same_deps(const struct hkr_result *a, const struct hkr_result *b)
{
    struct hkr_dep x = {.size = sizeof x}, y = x;
    if (hkr_result_n_deps(a) != hkr_result_n_deps(b))
        return false;
    for (size_t i = 0; hkr_result_dep(a, i, &x) == HKR_OK; i++)
        if (hkr_result_dep(b, i, &y) != HKR_OK || strcmp(x.path, y.path) != 0 || x.kind != y.kind)
            return false;
    return true;
}

static unsigned reach_told, reach_exact; /* cases */

/* ---- Every case -------------------------------------------------------------------------- */

/* The regular files below @dir. Whether there are links as well. */
static bool
find_files(const char *dir, struct paths *files, int depth)
{
    struct stat info;
    bool has_links = false;
    DIR *open = depth ? opendir(dir) : NULL;
    for (const struct dirent *entry; open && (entry = readdir(open));) {
        char path[PATH_MAX];
        if (entry->d_name[0] == '.')
            continue;
        (void)snprintf(path, sizeof path, "%s/%s", dir, entry->d_name);
        if (lstat(path, &info) == 0 && S_ISDIR(info.st_mode))
            has_links = find_files(path, files, depth - 1) || has_links;
        else if (S_ISLNK(info.st_mode))
            has_links = true;
        else if (S_ISREG(info.st_mode) && files->n < PATHS)
            add_path(files, path);
    }
    if (open)
        closedir(open);
    return has_links;
}

/* Files that do not count change nothing when they go; those that were read end an output that
 * there was. */
static void
check_files(struct spy *spy, const char *root, const struct hkr_result *whole)
{
    struct paths files = {0};
    (void)find_files(root, &files, 4);
    for (size_t i = 0; i < files.n && i < 12; i++) {
        spy->hidden = files.items[i];
        struct hkr_result *without = render(NULL, spy->fs, root, 0);
        bool counts = has_dep(whole, files.items[i], 0);
        bool same = same_outcome(whole, without);
        if (counts ? same && hkr_result_status(whole) == HKR_OK : !same)
            printf("%s: %s is %s of its deps\n", root, files.items[i], counts ? "one" : "none");
        CHECK(counts || same);
        CHECK(!counts || !same || hkr_result_status(whole) != HKR_OK);
        hkr_result_free(without);
    }
    spy->hidden = NULL;
    clear_paths(&files);
}

/* Whether a change of the file @path is one for a render that looked at @deps. */
static bool
is_touched(const struct hkr_result *result, const char *path)
{
    struct hkr_dep dep = {.size = sizeof dep};
    struct hk_slice changed = hk_slice_cstr(path);
    for (size_t i = 0; hkr_result_dep(result, i, &dep) == HKR_OK; i++) {
        char full[PATH_MAX];
        (void)snprintf(full, sizeof full, "%s%s", dep.path[0] == '/' ? "" : "/", dep.path);
        if (hk_path_beneath(changed, hk_slice_cstr(full)) ||
            (dep.kind != HKR_DEP_READ && hk_path_beneath(hk_slice_cstr(full), changed)))
            return true;
    }
    return false;
}

/* A directory that goes is a change of its files: both the render with it and the one without know
 * of one of them when they differ. */
static void
check_directories(struct spy *spy, const char *root, const struct hkr_result *whole)
{
    struct paths files = {0};
    bool has_links = find_files(root, &files, 16); /* a spy cannot hide where they lead */
    for (size_t i = 0; i < files.n && !has_links; i++) {
        char dir[PATH_MAX];
        (void)snprintf(dir, sizeof dir, "%s", files.items[i]);
        *strrchr(dir, '/') = '\0';
        if (strcmp(dir, root) == 0 || (i && strncmp(files.items[i - 1], dir, strlen(dir)) == 0))
            continue;
        spy->hidden = dir;
        struct hkr_result *without = render(NULL, spy->fs, root, 1);
        bool before = false, after = false;
        for (size_t k = 0; k < files.n; k++) {
            bool inside = hk_path_beneath(hk_slice_cstr(dir), hk_slice_cstr(files.items[k]));
            before = before || (inside && is_touched(whole, files.items[k]));
            after = after || (inside && is_touched(without, files.items[k]));
        }
        CHECK(same_outcome(whole, without) || (before && after));
        hkr_result_free(without);
        spy->hidden = NULL;
    }
    clear_paths(&files);
}

/* A second kustomization file, which was missing, makes a difference. */
static void
check_shadow(struct spy *spy, const char *root, const struct hkr_result *whole)
{
    struct hkr_dep dep = {.size = sizeof dep};
    for (size_t i = 0; hkr_result_dep(whole, i, &dep) == HKR_OK; i++) {
        const char *name = strrchr(dep.path, '/');
        if (dep.kind != HKR_DEP_MISSING || !name || !strstr(name, "ustomization") ||
            hkr_result_status(whole) != HKR_OK)
            continue;
        char made[PATH_MAX];
        (void)snprintf(made, sizeof made, "/%s", dep.path);
        spy->made = made;
        struct hkr_result *with = render(NULL, spy->fs, root, 0);
        CHECK(hkr_result_status(with) == HKR_E_INPUT);
        hkr_result_free(with);
        spy->made = NULL;
        return;
    }
}

static bool
reaches(const struct hk_deps *deps, const struct hkr_dep *dep)
{
    for (size_t i = 0; i < hk_deps_n(deps); i++)
        if (is_path(dep->path, hk_deps_at(deps, i).path.ptr) &&
            hk_deps_at(deps, i).kind == dep->kind)
            return true;
    return false;
}

/* What the kustomizations tell alone is what a render looks at, if it looks at everything. */
static void
check_reach(struct hkr_fs *fs, const char *root, const struct hkr_result *whole)
{
    struct check_env box;
    struct hk_loader *loader = NULL;
    struct hkr_dep dep = {.size = sizeof dep};
    check_env_init(&box);
    struct hk_deps *deps = hk_deps_new(box.env.arena);
    struct hk_files *files = hk_files_new(box.env.arena, fs, box.env.sources);
    hk_files_set_cwd(files, HK_S("/"));
    (void)hk_files_watch(files, deps);
    enum hkr_status status = hk_loader_open_root(&box.env, files, HKR_LOAD_ROOT_ONLY, NULL,
                                                 hk_slice_cstr(root), &loader);
    if (status == HKR_OK && hk_reach(loader, &(struct hk_other_files){0})) {
        reach_told++;
        for (size_t i = 0; hkr_result_dep(whole, i, &dep) == HKR_OK; i++) {
            CHECK(reaches(deps, &dep));
            if (!reaches(deps, &dep))
                printf("%s: %s is out of reach\n", root, dep.path);
        }
        reach_exact += hk_deps_n(deps) == hkr_result_n_deps(whole);
    }
    check_env_fini(&box);
}

static void
check_case(const char *root)
{
    struct spy spy;
    spy_init(&spy);
    const struct hkr_ctx_options options = {.size = sizeof options, .fs = spy.fs};
    struct hkr_ctx *ctx = NULL;
    CHECK(hkr_ctx_new(&options, &ctx) == HKR_OK);
    struct hkr_result *first = render(ctx, NULL, root, 1);
    for (size_t i = 0; i < spy.asked.n; i++) {
        bool known = has_dep(first, spy.asked.items[i], 0) || is_hint(first, spy.asked.items[i]);
        CHECK(known);
        if (!known)
            printf("%s: %s was asked for\n", root, spy.asked.items[i]);
    }
    struct hkr_result *again = render(ctx, NULL, root, 1); /* from the cache */
    struct hkr_result *without = render(ctx, NULL, root, 0);
    CHECK(same_deps(first, again) && same_outcome(first, again));
    CHECK(hkr_result_n_deps(without) == 0 && same_outcome(first, without));
    check_files(&spy, root, first);
    check_directories(&spy, root, first);
    check_shadow(&spy, root, first);
    check_reach(spy.disk, root, first);
    hkr_result_free(without);
    hkr_result_free(again);
    hkr_result_free(first);
    hkr_ctx_free(ctx);
    spy_fini(&spy);
}

/* ---- Links ------------------------------------------------------------------------------- */

static void
put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    CHECK(file && fputs(text, file) >= 0 && fclose(file) == 0);
}

static void
make_tree(char *top)
{
    CHECK(mkdtemp(top) && chdir(top) == 0);
    CHECK(mkdir("a", 0700) == 0 && mkdir("b", 0700) == 0 && mkdir("c", 0700) == 0);
    put("a/kustomization.yaml", "resources: [base]\n");
    put("b/kustomization.yaml", "resources: [cm.yaml]\n");
    put("c/cm.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n");
    CHECK(symlink("../link", "a/base") == 0 && symlink("b", "link") == 0);
    CHECK(symlink("../c/cm.yaml", "b/cm.yaml") == 0);
}

static void
remove_tree(const char *top)
{
    static const char *const names[] = {"a/kustomization.yaml",
                                        "b/kustomization.yaml",
                                        "a/base",
                                        "link",
                                        "b/cm.yaml",
                                        "a",
                                        "b",
                                        "c"};
    for (size_t i = 0; i < HK_COUNT(names); i++)
        CHECK(remove(names[i]) == 0);
    CHECK(chdir("/") == 0 && rmdir(top) == 0);
}

/* Each link of a chain counts, and where the chain ends, be there something or not. */
static void
test_links(void)
{
    char top[] = "/tmp/hkrender-deps-XXXXXX";
    make_tree(top);
    const struct hkr_render_options options = {
        .size = sizeof options, .deps = 1, .load_restrictor = HKR_LOAD_NONE};
    for (int there = 1; there >= 0; there--) {
        struct hkr_ctx *ctx = NULL;
        struct hkr_result *result = NULL;
        CHECK(hkr_ctx_new(NULL, &ctx) == HKR_OK);
        CHECK(hkr_render(ctx, "a", &options, &result) == (there ? HKR_OK : HKR_E_INPUT));
        CHECK(has_dep(result, "a/base", HKR_DEP_READ) && has_dep(result, "link", HKR_DEP_READ));
        CHECK(has_dep(result, "b/kustomization.yaml", HKR_DEP_READ));
        CHECK(has_dep(result, "b/cm.yaml", HKR_DEP_READ));
        CHECK(has_dep(result, "c/cm.yaml", there ? HKR_DEP_READ : HKR_DEP_MISSING));
        CHECK(has_dep(result, "b/Kustomization", HKR_DEP_MISSING));
        CHECK(!has_dep(result, "b", 0) && !has_dep(result, "c", 0));
        hkr_result_free(result);
        hkr_ctx_free(ctx);
        CHECK(!there || unlink("c/cm.yaml") == 0);
    }
    remove_tree(top);
}

static void
test_set(void)
{
    struct check_env box;
    check_env_init(&box);
    struct hk_deps *deps = hk_deps_new(box.env.arena), *more = hk_deps_new(box.env.arena);
    CHECK(hk_deps_add(deps, HK_S("/a"), HKR_DEP_READ));
    CHECK(hk_deps_add(deps, HK_S("/a"), HKR_DEP_LISTED));
    CHECK(!hk_deps_add(deps, HK_S("/a"), HKR_DEP_READ));
    CHECK(hk_deps_add(more, HK_S("/b"), HKR_DEP_MISSING));
    hk_deps_add_all(more, deps);
    hk_deps_add_all(more, deps);
    CHECK(hk_deps_n(more) == 3);
    CHECK_TEXT(hk_deps_at(more, 1).path, HK_S("/a"));
    check_env_fini(&box);
}

static void
test_contract(void)
{
    struct hkr_dep dep = {.size = 1};
    struct hkr_result *result = render(NULL, NULL, "/nowhere", 1);
    CHECK(hkr_result_n_deps(result) == 1 && has_dep(result, "/nowhere", HKR_DEP_MISSING));
    CHECK(hkr_result_dep(result, 0, &dep) == HKR_E_USAGE);
    dep.size = sizeof dep;
    CHECK(hkr_result_dep(result, 1, &dep) == HKR_E_USAGE);
    CHECK(hkr_result_dep(NULL, 0, &dep) == HKR_E_USAGE && hkr_result_n_deps(NULL) == 0);
    CHECK(hkr_result_dep(result, 0, NULL) == HKR_E_USAGE);
    hkr_result_free(result);
}

int
main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        *strrchr(argv[i], '/') = '\0';
        check_case(argv[i]);
    }
    printf("%u of %d told without a render, %u of them exactly\n", reach_told, argc - 1,
           reach_exact);
    CHECK(argc < 100 || (reach_told > 100 && reach_exact > reach_told / 2));
    test_set();
    test_contract();
    test_links();
    return check_done();
}
