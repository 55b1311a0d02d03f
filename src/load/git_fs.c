/* SPDX-License-Identifier: Apache-2.0 */
/* A revision, or the index, in the place of the work tree. Paths are walked part by part, links
 * included, as fs_disk.c does where it must; what lies outside of the work tree is the disk's. */
#include "git_tree.h"

#include "../base/path.h"

#include <stdio.h>
#include <string.h>

#define LINKS_MAX 255   /* links that one path may pass through, as on the disk */
#define WALK_PATH 16384 /* room for a path with links put in */
#define LABEL_MAX 10    /* digits of a commit that messages show */

static const char why_submodule[] = "the submodule that it lies in is not here: `git submodule "
                                    "update --init` brings it";
static const char why_outside[] = "a symbolic link on the way leads out of the repository";
static const char why_object[] = "its object is missing or broken: `git fsck` tells more";

struct git_fs {
    struct hkr_fs *fs;
    struct hk_git_tree tree;
    struct hk_slice top; /* where it stands: hkr_git.top */
};

/* A walk along one path, from the top on. */
struct walk {
    struct git_fs *view;
    struct hk_git_node *at; /* where it stands */
    unsigned links;         /* passed so far */
    size_t next;            /* what is still to go: from here on in pending */
    char pending[WALK_PATH];
    char scratch[WALK_PATH]; /* while a link is put in */
};

static enum hkr_fs_status
enter(struct git_fs *view, struct hk_git_node *dir)
{
    enum hkr_fs_status status = hk_git_tree_enter(&view->tree, dir);
    if (status != HKR_FS_OK)
        view->fs->why = status == HKR_FS_E_MISSING ? why_submodule : why_object;
    return status;
}

/* ---- Walking ---------------------------------------------------------------------------- */

/* Tells the witness of @name in the directory that was reached, and of @rest behind it. */
static void
tell(const struct walk *walk, struct hk_slice name, const char *rest, enum hkr_dep_kind kind)
{
    char path[PATH_MAX];
    const struct hk_fs_witness *witness = walk->view->fs->witness;
    size_t n = hk_git_tree_path(walk->at, walk->view->top, path, sizeof path);
    if (!witness || !n)
        return;
    int more = snprintf(path + n, sizeof path - n, "/%.*s%s", (int)name.len, name.ptr, rest);
    if (more > 0 && (size_t)more < sizeof path - n)
        witness->see(witness->user, hk_slice(path, n + (size_t)more), kind);
}

/* A way out of the repository is not taken: what is there now need not be what was there then. */
static enum hkr_fs_status
refuse_to_leave(const struct walk *walk)
{
    walk->view->fs->why = why_outside;
    return HKR_FS_E_MISSING;
}

/* Puts where @link leads before what is pending. */
static enum hkr_fs_status
follow(struct walk *walk, struct hk_git_node *link)
{
    struct hk_slice target, top = walk->view->top;
    enum hkr_fs_status status = hk_git_tree_target(&walk->view->tree, link, &target);
    if (status != HKR_FS_OK)
        return status;
    if (++walk->links > LINKS_MAX)
        return HKR_FS_E_LOOP;
    if (hk_path_is_absolute(target)) {
        if (!hk_path_beneath(top, target))
            return refuse_to_leave(walk);
        target = hk_slice_from(target, top.len);
        walk->at = &walk->view->tree.top;
    }
    int n = snprintf(walk->scratch, sizeof walk->scratch, "%.*s/%s", (int)target.len,
                     target.len ? target.ptr : "", walk->pending + walk->next);
    if (n < 0 || (size_t)n >= sizeof walk->scratch)
        return HKR_FS_E_LOOP;
    memcpy(walk->pending, walk->scratch, (size_t)n + 1);
    walk->next = 0;
    return HKR_FS_OK;
}

/* Takes one part of the path. */
static enum hkr_fs_status
step(struct walk *walk, struct hk_slice name)
{
    struct hk_git_node *at = walk->at;
    if (at->kind != HK_GIT_DIRECTORY && at->kind != HK_GIT_SUBMODULE)
        return HKR_FS_E_MISSING;
    if (hk_slice_eq(name, HK_S(".")))
        return HKR_FS_OK;
    if (hk_slice_eq(name, HK_S(".."))) {
        if (!at->parent)
            return refuse_to_leave(walk);
        walk->at = at->parent;
        return HKR_FS_OK;
    }
    enum hkr_fs_status status = enter(walk->view, at);
    struct hk_git_node *child = status == HKR_FS_OK ? hk_git_tree_find(at, name) : NULL;
    if (status == HKR_FS_OK && !child) {
        tell(walk, name, walk->pending + walk->next, HKR_DEP_MISSING);
        status = HKR_FS_E_MISSING;
    }
    if (status != HKR_FS_OK)
        return status;
    if (child->kind == HK_GIT_LINK) {
        tell(walk, name, "", HKR_DEP_READ);
        return follow(walk, child);
    }
    walk->at = child;
    return HKR_FS_OK;
}

/* Follows @path, which begins at the top of the tree. */
static enum hkr_fs_status
walk_all(struct git_fs *view, struct hk_slice path, struct hk_git_node **ret_node)
{
    struct walk walk;
    enum hkr_fs_status status = HKR_FS_OK;
    walk.view = view;
    walk.at = &view->tree.top;
    walk.links = 0;
    walk.next = 0;
    if (path.len >= sizeof walk.pending)
        return HKR_FS_E_MISSING;
    if (path.len)
        memcpy(walk.pending, path.ptr, path.len);
    walk.pending[path.len] = '\0';
    while (status == HKR_FS_OK) {
        walk.next += strspn(walk.pending + walk.next, "/");
        const char *name = walk.pending + walk.next;
        size_t len = strcspn(name, "/");
        if (!len)
            break;
        walk.next += len;
        status = step(&walk, hk_slice(name, len));
    }
    *ret_node = walk.at;
    return status;
}

/* ---- Operations ------------------------------------------------------------------------- */

/* What an operation asks and finds. */
struct question {
    struct git_fs *view;
    struct hk_slice path; /* below the top */
    struct hk_git_node *node;
};

static enum hkr_fs_status
find_node(struct question *question)
{
    return walk_all(question->view, question->path, &question->node);
}

/* As find_node(), with the names in what is found, if it is a directory. */
static enum hkr_fs_status
find_directory(struct question *question)
{
    enum hkr_fs_status status = find_node(question);
    if (status != HKR_FS_OK)
        return status;
    if (question->node->kind == HK_GIT_FILE)
        return HKR_FS_E_MISSING;
    return enter(question->view, question->node);
}

/* Runs @work, in which memory of the file system may run out: no unwinding passes its caller. */
static enum hkr_fs_status
guarded(struct question *question, enum hkr_fs_status (*work)(struct question *question))
{
    struct hk_heap *heap = &question->view->fs->heap;
    struct hk_trap trap;
    const char *volatile before = question->view->fs->why;
    enum hkr_fs_status status;
    question->view->fs->why = NULL;
    hk_heap_trap(heap, &trap);
    status = setjmp(trap.env) == 0 ? work(question) : HKR_FS_E_IO;
    hk_heap_untrap(heap, &trap);
    if (status == HKR_FS_OK) /* that something is there is no reason why it could not be read */
        question->view->fs->why = before;
    return status;
}

/* The part of @path below the top, for what is there; false: ask the disk. A link on the disk may
 * lead into the work tree; then the way it leads, in @buffer, counts. */
static bool
is_inside(const struct git_fs *view, const char *path, char *buffer, struct hk_slice *ret_below)
{
    struct hkr_fs *disk = view->tree.git->disk;
    struct hk_slice asked = hk_slice_cstr(path);
    enum hkr_fs_kind kind = HKR_FS_MISSING;
    if (!hk_path_beneath(view->top, asked)) {
        if (disk->ops.resolve(disk->user, path, buffer, PATH_MAX, &kind) != HKR_FS_OK)
            return false;
        asked = hk_slice_cstr(buffer);
    }
    *ret_below = hk_slice_from(asked, view->top.len);
    return hk_path_beneath(view->top, asked);
}

static enum hkr_fs_status
git_resolve(void *user, const char *path, char *buffer, size_t capacity, enum hkr_fs_kind *ret_kind)
{
    struct git_fs *view = user;
    struct hkr_fs *disk = view->tree.git->disk;
    struct question question = {.view = view};
    char real[PATH_MAX];
    enum hkr_fs_status status;
    if (!is_inside(view, path, real, &question.path)) {
        disk->witness = view->fs->witness;
        status = disk->ops.resolve(disk->user, path, buffer, capacity, ret_kind);
        disk->witness = NULL;
        return status;
    }
    status = guarded(&question, find_node);
    if (status != HKR_FS_OK)
        return status;
    if (!hk_git_tree_path(question.node, view->top, buffer, capacity))
        return HKR_FS_E_IO;
    *ret_kind = question.node->kind == HK_GIT_FILE ? HKR_FS_FILE : HKR_FS_DIRECTORY;
    return HKR_FS_OK;
}

static enum hkr_fs_status
read_blob(const struct git_fs *view, const struct hk_git_node *node, size_t max_bytes,
          char *(*sink)(void *sink_user, size_t size), void *sink_user)
{
    const struct hk_git_lib *lib = &view->tree.git->lib;
    git_blob *blob = NULL;
    if (lib->blob_lookup(&blob, node->repo, &node->id) != 0) {
        view->fs->why = why_object;
        return HKR_FS_E_IO;
    }
    size_t size = (size_t)lib->blob_rawsize(blob);
    char *bytes = size > max_bytes ? NULL : sink(sink_user, size);
    if (bytes && size)
        memcpy(bytes, lib->blob_rawcontent(blob), size);
    lib->blob_free(blob);
    return bytes ? HKR_FS_OK : HKR_FS_E_TOO_LARGE;
}

static enum hkr_fs_status
git_read(void *user, const char *fence, const char *path, size_t max_bytes,
         char *(*sink)(void *sink_user, size_t size), void *sink_user)
{
    struct git_fs *view = user;
    struct hkr_fs *disk = view->tree.git->disk;
    struct question question = {.view = view};
    char real[PATH_MAX];
    if (!is_inside(view, path, real, &question.path))
        return disk->ops.read(disk->user, fence, path, max_bytes, sink, sink_user);
    enum hkr_fs_status status = guarded(&question, find_node);
    if (status == HKR_FS_OK && question.node->kind != HK_GIT_FILE)
        status = HKR_FS_E_NOT_FILE;
    if (status != HKR_FS_OK)
        return status;
    size_t len = hk_git_tree_path(question.node, view->top, real, sizeof real);
    if (!len || (fence && !hk_path_beneath(hk_slice_cstr(fence), hk_slice(real, len))))
        return len ? HKR_FS_E_OUTSIDE : HKR_FS_E_IO;
    return read_blob(view, question.node, max_bytes, sink, sink_user);
}

static enum hkr_fs_status
git_list(void *user, const char *path, size_t max_bytes,
         char *(*sink)(void *sink_user, size_t size), void *sink_user)
{
    struct git_fs *view = user;
    struct hkr_fs *disk = view->tree.git->disk;
    struct question question = {.view = view};
    char real[PATH_MAX];
    if (!is_inside(view, path, real, &question.path))
        return disk->ops.list(disk->user, path, max_bytes, sink, sink_user);
    enum hkr_fs_status status = guarded(&question, find_directory);
    if (status != HKR_FS_OK)
        return status;
    size_t size = 0;
    const struct hk_git_node *dir = question.node;
    for (uint32_t i = 0; i < dir->n_children; i++)
        size += dir->children[i].name.len + 1;
    char *names = size <= max_bytes ? sink(sink_user, size) : NULL;
    if (!names)
        return HKR_FS_E_TOO_LARGE;
    for (uint32_t i = 0; i < dir->n_children; i++) {
        struct hk_slice name = dir->children[i].name;
        memcpy(names, name.ptr, name.len + 1);
        names += name.len + 1;
    }
    return HKR_FS_OK;
}

/* ---- Making ----------------------------------------------------------------------------- */

/* What a revision is called in messages: a commit's number is cut short. */
static struct hk_slice
label_of(struct hk_arena *arena, const char *revision)
{
    struct hk_slice text = hk_slice_cstr(revision);
    bool is_id = text.len == HK_GIT_ID - 1 && strspn(revision, "0123456789abcdef") == text.len;
    return hk_arena_concat(arena, hk_slice_head(text, is_id ? LABEL_MAX : text.len),
                           strcmp(revision, HKR_GIT_INDEX) == 0 ? HK_S("") : HK_S(":"));
}

struct making {
    struct hkr_git *git;
    const char *revision;
    const git_oid *id;
    git_index *index;
};

static void
init_fs(struct hkr_fs *fs, const struct making *making)
{
    struct git_fs *view = HK_NEW(fs->arena, struct git_fs);
    view->fs = fs;
    view->top = hk_slice_cstr(making->git->top);
    hk_git_tree_init(&view->tree, making->git, fs->arena, making->id, making->index);
    fs->user = view;
    fs->from_cwd = true;
    fs->label = label_of(fs->arena, making->revision);
    fs->label_top = view->top;
    fs->ops = (struct hkr_fs_ops){
        .size = sizeof fs->ops, .resolve = git_resolve, .read = git_read, .list = git_list};
}

static enum hkr_status
make_fs(const struct making *making, struct hkr_fs **ret_fs)
{
    struct hkr_fs *fs = hk_fs_new_builtin_(&making->git->alloc);
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
    init_fs(fs, making);
    hk_heap_untrap(&fs->heap, &trap);
    *ret_fs = fs;
    return HKR_OK;
}

enum hkr_status
hk_git_fs(struct hk_env *env, struct hk_files *files, struct hkr_git *git, const char *revision,
          struct hkr_fs **ret_fs)
{
    git_oid id;
    bool is_empty = false;
    struct making making = {.git = git, .revision = revision};
    enum hkr_status status;
    if (!revision) {
        status = hk_git_check_work_tree(env, files, git);
        return status == HKR_OK ? hk_fs_disk_new(&git->alloc, ret_fs) : status;
    }
    if (strcmp(revision, HKR_GIT_INDEX) == 0) {
        status = hk_git_read_index(env, files, git, false, &making.index);
    } else {
        status = hk_git_find_tree(env, files, git, revision, &id, &is_empty);
        making.id = is_empty ? NULL : &id;
    }
    return status == HKR_OK ? make_fs(&making, ret_fs) : status;
}
