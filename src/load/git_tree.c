/* SPDX-License-Identifier: Apache-2.0 */
#include "git_tree.h"

#include <stdlib.h>
#include <string.h>

/* More names than any real tree has; one of a few objects can stand for billions. */
#define NODES_MAX ((uint32_t)4000000)

void
hk_git_tree_init(struct hk_git_tree *tree, struct hkr_git *git, struct hk_arena *arena,
                 const git_oid *id, git_index *index)
{
    *tree = (struct hk_git_tree){.git = git, .arena = arena, .index = index};
    tree->top = (struct hk_git_node){.name = HK_S(""), .kind = HK_GIT_DIRECTORY, .repo = git->repo};
    if (id)
        tree->top.id = *id;
    if (index)
        tree->top.end = git->lib.index_entrycount(index);
    tree->top.entered = !id && !tree->top.end; /* there is nothing in it */
}

/* ---- Revisions -------------------------------------------------------------------------- */

/* Whether a directory of a work tree could have something called so. A tree that was made by hand
 * may say anything. */
static bool
is_name(struct hk_slice name)
{
    return name.len && hk_slice_find(name, '/') == SIZE_MAX && !hk_slice_eq(name, HK_S(".")) &&
           !hk_slice_eq(name, HK_S("..")) && !hk_slice_eq(name, HK_S(".git"));
}

static enum hk_git_kind
kind_of(unsigned mode)
{
    switch (mode & 0170000) {
    case 0040000:
        return HK_GIT_DIRECTORY;
    case 0120000:
        return HK_GIT_LINK;
    case 0160000:
        return HK_GIT_SUBMODULE;
    default:
        return HK_GIT_FILE;
    }
}

static int
by_name(const void *a, const void *b)
{
    const struct hk_git_node *x = a, *y = b;
    return hk_slice_cmp(x->name, y->name);
}

/* git sorts a directory as if its name ended in a slash. */
static void
sort_children(struct hk_git_node *dir)
{
    if (dir->n_children)
        qsort(dir->children, dir->n_children, sizeof *dir->children, by_name);
}

static enum hkr_fs_status
enter_tree(struct hk_git_tree *tree, struct hk_git_node *dir, git_repository *repo,
           const git_oid *id)
{
    const struct hk_git_lib *lib = &tree->git->lib;
    struct hk_git_hold *hold = hk_git_hold(tree->arena, lib);
    if (lib->tree_lookup(&hold->tree, repo, id) != 0)
        return HKR_FS_E_IO;
    size_t n = lib->tree_entrycount(hold->tree);
    if (n > NODES_MAX - tree->n_nodes)
        return HKR_FS_E_TOO_LARGE;
    tree->n_nodes += (uint32_t)n;
    dir->children = HK_NEW_ARRAY(tree->arena, n, struct hk_git_node);
    dir->n_children = 0;
    for (size_t i = 0; i < n; i++) {
        const git_tree_entry *entry = lib->tree_entry_byindex(hold->tree, i);
        struct hk_slice name = hk_slice_cstr(lib->tree_entry_name(entry));
        if (!is_name(name))
            continue;
        dir->children[dir->n_children++] =
            (struct hk_git_node){.name = hk_arena_slice(tree->arena, name),
                                 .parent = dir,
                                 .kind = kind_of((unsigned)lib->tree_entry_filemode(entry)),
                                 .id = *lib->tree_entry_id(entry),
                                 .repo = repo};
    }
    sort_children(dir);
    hk_arena_release(tree->arena, hold);
    return HKR_FS_OK;
}

/* ---- Submodules ------------------------------------------------------------------------- */

/* What a revision has of a submodule is the number of a commit. Where the submodule is checked out,
 * its own repository has that commit, if anything has. */
static enum hkr_fs_status
enter_submodule(struct hk_git_tree *tree, struct hk_git_node *dir)
{
    char path[PATH_MAX];
    git_oid id;
    const struct hk_git_lib *lib = &tree->git->lib;
    size_t n = strlen(tree->git->top);
    struct hk_git_hold *repo = hk_git_hold(tree->arena, lib); /* as long as its nodes */
    struct hk_git_hold *hold = hk_git_hold(tree->arena, lib);
    memcpy(path, tree->git->top, n + 1);
    if (!hk_git_tree_path(dir, hk_slice(path, n), path, sizeof path) ||
        lib->repository_open_ext(&repo->repo, path, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL) != 0 ||
        lib->commit_lookup(&hold->commit, repo->repo, &dir->id) != 0)
        return HKR_FS_E_MISSING;
    id = *lib->commit_tree_id(hold->commit);
    hk_arena_release(tree->arena, hold);
    return enter_tree(tree, dir, repo->repo, &id);
}

/* ---- The index -------------------------------------------------------------------------- */

/* What is added for later, and what a sparse index has for a whole directory, is not in the next
 * commit, or not to be seen here. */
static bool
is_shown(const git_index_entry *entry)
{
    return (entry->flags & GIT_INDEX_ENTRY_STAGEMASK) == 0 &&
           !(entry->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD);
}

/* Whether one of the entries from @first on is shown. */
static bool
is_any_shown(const struct hk_git_tree *tree, size_t first, size_t end)
{
    while (first < end && !is_shown(tree->git->lib.index_get_byindex(tree->index, first)))
        first++;
    return first < end;
}

/* The end of the entries from @first on that lie in the directory that the first @n bytes of their
 * path name, slash included. */
static size_t
end_of_directory(const struct hk_git_tree *tree, size_t first, size_t end, size_t n)
{
    const struct hk_git_lib *lib = &tree->git->lib;
    const char *path = lib->index_get_byindex(tree->index, first)->path;
    size_t i = first + 1;
    while (i < end && strncmp(lib->index_get_byindex(tree->index, i)->path, path, n) == 0)
        i++;
    return i;
}

/* The child that begins with entry @i of the index; *ret_next is where the next one begins. False
 * when there is none to show. */
static bool
next_child(const struct hk_git_tree *tree, struct hk_git_node *dir, size_t i, size_t *ret_next,
           struct hk_git_node *ret_child)
{
    const git_index_entry *entry = tree->git->lib.index_get_byindex(tree->index, i);
    const char *name = entry->path + dir->n_prefix;
    const char *slash = strchr(name, '/');
    struct hk_git_node child = {.parent = dir, .repo = dir->repo};
    if (slash) {
        child.name = hk_slice(name, (size_t)(slash - name));
        child.kind = HK_GIT_DIRECTORY;
        child.n_prefix = (size_t)(slash + 1 - entry->path);
        child.first = i;
        child.end = end_of_directory(tree, i, dir->end, child.n_prefix);
        *ret_next = child.end;
    } else {
        child.name = hk_slice_cstr(name);
        child.kind = kind_of(entry->mode);
        child.id = entry->id;
        child.entry = entry;
        *ret_next = i + 1;
    }
    *ret_child = child;
    return is_name(child.name) && is_any_shown(tree, i, *ret_next);
}

static enum hkr_fs_status
enter_index(struct hk_git_tree *tree, struct hk_git_node *dir)
{
    struct hk_git_node child;
    uint32_t n = 0;
    for (size_t i = dir->first, next; i < dir->end; i = next)
        n += next_child(tree, dir, i, &next, &child);
    if (n > NODES_MAX - tree->n_nodes)
        return HKR_FS_E_TOO_LARGE;
    tree->n_nodes += n;
    dir->children = HK_NEW_ARRAY(tree->arena, n, struct hk_git_node);
    dir->n_children = 0;
    for (size_t i = dir->first, next; i < dir->end; i = next) {
        if (!next_child(tree, dir, i, &next, &child))
            continue;
        child.name = hk_arena_slice(tree->arena, child.name);
        dir->children[dir->n_children++] = child;
    }
    sort_children(dir);
    return HKR_FS_OK;
}

/* ---- Both ------------------------------------------------------------------------------- */

enum hkr_fs_status
hk_git_tree_enter(struct hk_git_tree *tree, struct hk_git_node *dir)
{
    if (dir->entered)
        return dir->outcome;
    if (dir->kind == HK_GIT_SUBMODULE)
        dir->outcome = enter_submodule(tree, dir);
    else if (dir->end)
        dir->outcome = enter_index(tree, dir);
    else
        dir->outcome = enter_tree(tree, dir, dir->repo, &dir->id);
    dir->entered = true;
    return dir->outcome;
}

struct hk_git_node *
hk_git_tree_find(const struct hk_git_node *dir, struct hk_slice name)
{
    struct hk_git_node key = {.name = name};
    return dir->n_children ? bsearch(&key, dir->children, dir->n_children, sizeof key, by_name)
                           : NULL;
}

enum hkr_fs_status
hk_git_tree_target(struct hk_git_tree *tree, struct hk_git_node *node, struct hk_slice *ret_target)
{
    const struct hk_git_lib *lib = &tree->git->lib;
    char text[PATH_MAX];
    git_blob *blob = NULL;
    if (!node->target.ptr) {
        if (lib->blob_lookup(&blob, node->repo, &node->id) != 0)
            return HKR_FS_E_IO;
        size_t n = (size_t)lib->blob_rawsize(blob);
        bool fits = n > 0 && n < sizeof text;
        if (fits)
            memcpy(text, lib->blob_rawcontent(blob), n);
        lib->blob_free(blob);
        if (!fits || memchr(text, '\0', n))
            return HKR_FS_E_LOOP;
        node->target = hk_arena_slice(tree->arena, hk_slice(text, n));
    }
    *ret_target = node->target;
    return HKR_FS_OK;
}

size_t
hk_git_tree_path(const struct hk_git_node *node, struct hk_slice before, char *buffer,
                 size_t capacity)
{
    size_t len = before.len;
    for (const struct hk_git_node *at = node; at->parent; at = at->parent)
        len += at->name.len + 1;
    if (len >= capacity)
        return 0;
    buffer[len] = '\0';
    size_t end = len;
    for (const struct hk_git_node *at = node; at->parent; at = at->parent) {
        end -= at->name.len;
        memcpy(buffer + end, at->name.ptr, at->name.len);
        buffer[--end] = '/';
    }
    if (before.len)
        memmove(buffer, before.ptr, before.len);
    return len;
}
