/* SPDX-License-Identifier: Apache-2.0 */
/* What differs between two trees, or between a tree and the work tree. */
#include "git_tree.h"

#include "../base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SUBMODULES_MAX = 16 }; /* within one another */

struct comparison {
    struct hk_env *env;
    struct hk_files *files; /* of the disk */
    struct hkr_git *git;
    struct hk_slices paths; /* found so far */
    struct hk_slice top;    /* of what is compared: the work tree, or a submodule in it */
    uint32_t depth;         /* of submodules in one another */
    struct stat index;      /* of the file of the index */
    size_t n_left_out;      /* files that a sparse checkout does not have */
    bool failed;            /* an object cannot be had */
    char path[PATH_MAX];    /* of what is looked at */
};

static void
add_path(struct comparison *in, struct hk_slice path)
{
    hk_vec_push(in->env->arena, &in->paths, hk_arena_slice(in->env->arena, path));
}

/* Adds the path of @node. */
static void
add_node(struct comparison *in, const struct hk_git_node *node)
{
    size_t n = hk_git_tree_path(node, in->top, in->path, sizeof in->path);
    if (n)
        add_path(in, hk_slice(in->path, n));
}

/* ---- Two trees -------------------------------------------------------------------------- */

/* Two directories whose names are compared. */
struct pair {
    struct hk_git_node *before, *after;
};

struct pairs {
    struct pair *items;
    uint32_t n, cap;
};

static bool
is_same(const struct hk_git_node *before, const struct hk_git_node *after)
{
    return before->kind == after->kind && !before->end && !after->end &&
           memcmp(&before->id, &after->id, sizeof before->id) == 0;
}

static void
compare_nodes(struct comparison *in, struct pairs *waiting, struct hk_git_node *before,
              struct hk_git_node *after)
{
    if (is_same(before, after))
        return;
    if (before->kind == HK_GIT_DIRECTORY && after->kind == HK_GIT_DIRECTORY) {
        struct pair pair = {before, after};
        hk_vec_push(in->env->arena, waiting, pair);
    } else {
        add_node(in, after);
    }
}

static struct hk_git_node *
child_at(const struct hk_git_node *dir, uint32_t i)
{
    return i < dir->n_children ? &dir->children[i] : NULL;
}

static void
compare_names(struct comparison *in, struct pairs *waiting, const struct pair *pair)
{
    uint32_t i = 0, j = 0;
    while (i < pair->before->n_children || j < pair->after->n_children) {
        struct hk_git_node *before = child_at(pair->before, i);
        struct hk_git_node *after = child_at(pair->after, j);
        int order = !before ? 1 : !after ? -1 : hk_slice_cmp(before->name, after->name);
        if (order == 0)
            compare_nodes(in, waiting, before, after);
        else
            add_node(in, order < 0 ? before : after);
        i += order <= 0;
        j += order >= 0;
    }
}

static void
compare_trees(struct comparison *in, struct hk_git_tree *before, struct hk_git_tree *after)
{
    struct pairs waiting = {0};
    compare_nodes(in, &waiting, &before->top, &after->top);
    while (waiting.n && !in->failed) {
        struct pair pair = waiting.items[--waiting.n];
        hk_env_poll(in->env);
        if (hk_git_tree_enter(before, pair.before) != HKR_FS_OK ||
            hk_git_tree_enter(after, pair.after) != HKR_FS_OK)
            in->failed = true;
        else
            compare_names(in, &waiting, &pair);
    }
}

/* ---- The work tree ---------------------------------------------------------------------- */

/* Whether what was noted of a file when it was added still holds, so that its content must, too. A
 * file that may have been changed in the same tick of the clock is not judged by it. Other programs
 * than git note less, and 0 for the rest. */
static bool
is_untouched(const struct comparison *in, const git_index_entry *entry, const struct stat *now)
{
    struct timespec index = in->index.st_mtim;
    int64_t sec = entry->mtime.seconds;
    int64_t nsec = entry->mtime.nanoseconds;
    bool older = sec < index.tv_sec || (sec == index.tv_sec && nsec && nsec < index.tv_nsec);
    return older && (int32_t)now->st_mtim.tv_sec == entry->mtime.seconds &&
           (!nsec || now->st_mtim.tv_nsec == nsec) &&
           (!entry->ctime.seconds || (int32_t)now->st_ctim.tv_sec == entry->ctime.seconds) &&
           (!entry->ino || (uint32_t)now->st_ino == entry->ino) &&
           (uint32_t)now->st_size == entry->file_size;
}

/* The content of the file or link at in->path, of @size bytes. False when it is another by now. */
static bool
read_content(const struct comparison *in, bool is_link, char *bytes, size_t size)
{
    if (is_link) {
        ssize_t n = readlink(in->path, bytes, size + 1);
        return n >= 0 && (size_t)n == size;
    }
    int fd = open(in->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    size_t got = 0;
    ssize_t n = fd >= 0 ? 1 : -1;
    while (n > 0 && got <= size) {
        n = read(fd, bytes + got, size + 1 - got);
        got += n > 0 ? (size_t)n : 0;
    }
    if (fd >= 0)
        close(fd);
    return n == 0 && got == size;
}

static bool
has_content(const struct comparison *in, const struct hk_git_node *node, size_t size)
{
    git_oid id;
    if (size > in->env->limits->file_bytes)
        return false;
    struct hk_arena *scratch = in->env->scratch;
    struct hk_mark mark = hk_arena_mark(scratch);
    char *bytes = hk_arena_alloc(scratch, size + 1);
    bool same = read_content(in, node->kind == HK_GIT_LINK, bytes, size) &&
                in->git->lib.odb_hash(&id, bytes, size, GIT_OBJECT_BLOB) == 0 &&
                memcmp(&id, &node->id, sizeof id) == 0;
    hk_arena_rewind(scratch, mark);
    return same;
}

/* Whether @node, a file of the index, is in the work tree as it is there. */
static bool
is_as_added(struct comparison *in, const struct hk_git_node *node)
{
    struct stat now;
    size_t n = hk_git_tree_path(node, in->top, in->path, sizeof in->path);
    if (!n)
        return true;
    if (lstat(in->path, &now) != 0) {
        bool on_purpose =
            (node->entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) && errno == ENOENT;
        in->n_left_out += on_purpose;
        return on_purpose;
    }
    if (node->kind == HK_GIT_LINK ? !S_ISLNK(now.st_mode) : !S_ISREG(now.st_mode))
        return false;
    return is_untouched(in, node->entry, &now) || has_content(in, node, (size_t)now.st_size);
}

/* Adds what stands in directory @dir of the work tree and not in the index. */
static void
find_untracked(struct comparison *in, const struct hk_git_node *dir)
{
    struct stat now;
    struct hk_slices names = {0};
    size_t n = hk_git_tree_path(dir, in->top, in->path, sizeof in->path);
    if (!n || lstat(in->path, &now) != 0)
        return; /* what the index has below it is missed one by one */
    struct hk_slice path = hk_arena_slice(in->env->arena, hk_slice(in->path, n));
    if (!S_ISDIR(now.st_mode) || hk_files_list(in->env, in->files, path, &names) != HKR_FS_OK)
        add_path(in, path);
    for (uint32_t i = 0; i < names.n; i++)
        if (!hk_git_tree_find(dir, names.items[i]) && !hk_slice_eq(names.items[i], HK_S(".git")))
            add_path(in, hk_path_resolve(in->env->arena, path, names.items[i]));
}

/* Whether the submodule @node was never checked out: then it is as empty as in the revision. */
static bool
is_left_empty(struct comparison *in, const struct hk_git_node *node)
{
    static const char inner[] = "/.git";
    struct stat now;
    size_t n = hk_git_tree_path(node, in->top, in->path, sizeof in->path - sizeof inner);
    if (n)
        memcpy(in->path + n, inner, sizeof inner);
    return !n || lstat(in->path, &now) != 0;
}

static void compare_submodule(struct comparison *in, const struct hk_git_node *node);

static void
compare_work_tree(struct comparison *in, struct hk_git_tree *index)
{
    HK_VEC(struct hk_git_node *) waiting = {0};
    hk_vec_push(in->env->arena, &waiting, &index->top);
    while (waiting.n && !in->failed) {
        struct hk_git_node *dir = waiting.items[--waiting.n];
        hk_env_poll(in->env);
        in->failed = hk_git_tree_enter(index, dir) != HKR_FS_OK;
        for (uint32_t i = 0; i < dir->n_children; i++) {
            struct hk_git_node *child = &dir->children[i];
            if (child->kind == HK_GIT_DIRECTORY)
                hk_vec_push(in->env->arena, &waiting, child);
            else if (child->kind == HK_GIT_SUBMODULE)
                compare_submodule(in, child);
            else if (!is_as_added(in, child))
                add_node(in, child);
        }
        find_untracked(in, dir);
    }
}

/* Compares what is there of index->index with the work tree at in->top. */
static void
compare_with_index(struct comparison *in, struct hk_git_tree *before, struct hk_git_tree *index)
{
    const char *path = in->git->lib.index_path(index->index);
    if (!path || stat(path, &in->index) != 0)
        in->index = (struct stat){0}; /* then no file is older than it */
    compare_trees(in, before, index);
    compare_work_tree(in, index);
}

/* Compares the commit of @node, a submodule of the index, with its work tree. */
static void
compare_submodule(struct comparison *in, const struct hk_git_node *node)
{
    git_oid id;
    struct hk_git_tree trees[2];
    const struct hk_git_lib *lib = &in->git->lib;
    const struct comparison outer = *in;
    if (is_left_empty(in, node))
        return;
    struct hk_git_hold *hold = hk_git_hold(in->env->arena, lib);
    size_t n = hk_git_tree_path(node, in->top, in->path, sizeof in->path);
    if (++in->depth > SUBMODULES_MAX ||
        lib->repository_open_ext(&hold->repo, in->path, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL) != 0 ||
        lib->repository_index(&hold->index, hold->repo) != 0 ||
        lib->commit_lookup(&hold->commit, hold->repo, &node->id) != 0) {
        add_node(in, node); /* nothing can be said of it */
        in->depth = outer.depth;
        return;
    }
    id = *lib->commit_tree_id(hold->commit);
    hk_git_tree_init(&trees[0], in->git, in->env->arena, &id, NULL);
    hk_git_tree_init(&trees[1], in->git, in->env->arena, NULL, hold->index);
    trees[0].top.repo = trees[1].top.repo = hold->repo;
    in->top = hk_arena_slice(in->env->arena, hk_slice(in->path, n));
    compare_with_index(in, &trees[0], &trees[1]);
    in->top = outer.top;
    in->index = outer.index;
    in->depth = outer.depth;
}

/* ---- Changes ---------------------------------------------------------------------------- */

static int
by_text(const void *a, const void *b)
{
    const struct hk_slice *x = a, *y = b;
    return hk_slice_cmp(*x, *y);
}

static void
sort_paths(struct hk_slices *paths)
{
    uint32_t n = 0;
    if (paths->n)
        qsort(paths->items, paths->n, sizeof *paths->items, by_text);
    for (uint32_t i = 0; i < paths->n; i++)
        if (!n || !hk_slice_eq(paths->items[n - 1], paths->items[i]))
            paths->items[n++] = paths->items[i];
    paths->n = n;
}

static enum hkr_status
open_side(struct comparison *in, struct hk_files *files, const char *revision,
          struct hk_git_tree *tree)
{
    git_oid id;
    bool is_empty = false;
    git_index *index = NULL;
    bool work_tree = !revision;
    enum hkr_status status;
    if (work_tree || strcmp(revision, HKR_GIT_INDEX) == 0)
        status = hk_git_read_index(in->env, files, in->git, work_tree, &index);
    else
        status = hk_git_find_tree(in->env, files, in->git, revision, &id, &is_empty);
    if (status == HKR_OK)
        hk_git_tree_init(tree, in->git, in->env->arena, index || is_empty ? NULL : &id, index);
    return status;
}

static void
remark_sparse(const struct comparison *in, struct hk_files *files)
{
    struct hk_diags *diags = in->env->diags;
    hk_diag_remark(diags, HK_D_GIT_SPARSE,
                   hk_git_place(in->env, files, in->git, "info/sparse-checkout"),
                   "the sparse checkout leaves %zu file%s out, and the roots among them",
                   in->n_left_out, in->n_left_out == 1 ? "" : "s");
    hk_diag_mend(diags, "`git sparse-checkout disable` brings them; the index has them all");
}

enum hkr_status
hk_git_changes(struct hk_env *env, struct hk_files *files, struct hkr_git *git, const char *before,
               const char *after, struct hk_slices *ret_paths)
{
    struct hk_git_tree trees[2];
    struct comparison in = {.env = env, .git = git, .top = hk_slice_cstr(git->top)};
    enum hkr_status status = after ? HKR_OK : hk_git_check_work_tree(env, files, git);
    if (status == HKR_OK)
        status = open_side(&in, files, before, &trees[0]);
    if (status == HKR_OK)
        status = open_side(&in, files, after, &trees[1]);
    if (status != HKR_OK)
        return status;
    in.files = hk_files_new(env->arena, git->disk, env->sources);
    if (after)
        compare_trees(&in, &trees[0], &trees[1]);
    else
        compare_with_index(&in, &trees[0], &trees[1]);
    if (in.failed)
        return hk_git_fault_object(env, files, git);
    if (in.n_left_out)
        remark_sparse(&in, files);
    sort_paths(&in.paths);
    *ret_paths = in.paths;
    return HKR_OK;
}
