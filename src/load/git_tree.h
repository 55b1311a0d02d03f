/* SPDX-License-Identifier: Apache-2.0 */
/* src/load/git_tree.h -- the tree of a revision, or of the index, as nodes with names.
 *
 * A directory is read when somebody enters it. Knows git's objects, no paths and no links; reports
 * nothing. Included by the git*.c of this folder alone. Layer: load. */
#ifndef HK_LOAD_GIT_TREE_H
#define HK_LOAD_GIT_TREE_H

#include "git_repo.h"

enum hk_git_kind { HK_GIT_FILE, HK_GIT_LINK, HK_GIT_DIRECTORY, HK_GIT_SUBMODULE };

struct hk_git_node {
    struct hk_slice name; /* zero-terminated; "" for the top */
    struct hk_git_node *parent;
    enum hk_git_kind kind;
    bool entered;               /* a directory: its children are known, or ... */
    enum hkr_fs_status outcome; /* ... why they cannot be */
    git_oid id; /* of the blob, the tree or the submodule's commit; none: a directory of the
                 * index */
    git_repository *repo;         /* that has the object */
    const git_index_entry *entry; /* a file of the index, else NULL */
    struct hk_slice target;       /* of a link, once it was asked for */
    size_t first, end;            /* a directory of the index: its entries there */
    size_t n_prefix;              /* bytes of their paths that are the directory and its slash */
    struct hk_git_node *children; /* sorted by name */
    uint32_t n_children;
};

struct hk_git_tree {
    struct hkr_git *git;
    struct hk_arena *arena; /* of the nodes; libgit2's own objects do not outlive it either */
    git_index *index;       /* NULL: of a revision */
    uint32_t n_nodes;       /* so far */
    struct hk_git_node top;
};

/* A tree that begins at the git tree @id, or at the index when @index is not NULL, or is empty when
 * both are NULL. Nothing is read yet. */
void hk_git_tree_init(struct hk_git_tree *tree, struct hkr_git *git, struct hk_arena *arena,
                      const git_oid *id, git_index *index);
/* Reads the names in @dir, a directory, or a submodule whose repository is there. HKR_FS_E_MISSING:
 * it is not there; HKR_FS_E_TOO_LARGE: the tree has more nodes than any real one; HKR_FS_E_IO: an
 * object is missing or broken. */
enum hkr_fs_status hk_git_tree_enter(struct hk_git_tree *tree, struct hk_git_node *dir);
/* What is called @name in @dir, which has been entered; NULL: nothing. */
struct hk_git_node *hk_git_tree_find(const struct hk_git_node *dir, struct hk_slice name);
/* Where the link @node leads. */
enum hkr_fs_status hk_git_tree_target(struct hk_git_tree *tree, struct hk_git_node *node,
                                      struct hk_slice *ret_target);
/* The path of @node from the top, with @before in front of it, into @buffer. 0: it does not fit;
 * else its length. */
size_t hk_git_tree_path(const struct hk_git_node *node, struct hk_slice before, char *buffer,
                        size_t capacity);

#endif
