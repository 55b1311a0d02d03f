/* SPDX-License-Identifier: Apache-2.0 */
/* src/load/git_repo.h -- the insides of an hkr_git, for the git*.c of this folder alone.
 *
 * What libgit2 hands out is freed by whoever asked, except where a comment says that the handle
 * keeps it. Layer: load. */
#ifndef HK_LOAD_GIT_REPO_H
#define HK_LOAD_GIT_REPO_H

#include "git.h"
#include "git_lib.h"

#include <limits.h>

struct hkr_git {
    struct hkr_allocator alloc;
    struct hk_git_lib lib;
    bool started; /* libgit2 was told that we are there */
    git_repository *repo;
    git_index *index;       /* once it was asked for */
    struct hkr_fs *disk;    /* what lies outside of the repository */
    char top[PATH_MAX];     /* canonical, without a slash at its end */
    char own_dir[PATH_MAX]; /* the repository itself, ".git" in most cases; likewise */
    char index_file[PATH_MAX];
};

/* A file of the repository as the place of a fault: it has no line. @name NULL: the repository
 * itself. */
struct hk_place hk_git_place(struct hk_env *env, struct hk_files *files, const struct hkr_git *git,
                             const char *name);
/* Reports what libgit2 said last, an object that cannot be had. */
enum hkr_status hk_git_fault_object(struct hk_env *env, struct hk_files *files,
                                    const struct hkr_git *git);
/* The text of libgit2's last error, never NULL. Borrowed until its next one. */
const char *hk_git_last(const struct hkr_git *git);

void hk_git_id_text(const git_oid *id, char ret_text[HK_GIT_ID]);

/* The tree that @revision stands for; *ret_empty: the HEAD of a repository without commits. */
enum hkr_status hk_git_find_tree(struct hk_env *env, struct hk_files *files, struct hkr_git *git,
                                 const char *revision, git_oid *ret_id, bool *ret_empty);
/* The commit. */
enum hkr_status hk_git_find_commit(struct hk_env *env, struct hk_files *files, struct hkr_git *git,
                                   const char *revision, git_oid *ret_id);
/* A fault when the repository is bare. */
enum hkr_status hk_git_check_work_tree(struct hk_env *env, struct hk_files *files,
                                       const struct hkr_git *git);
/* The index; the handle keeps it. Conflicts in it are a fault unless @conflicts_are_fine. */
enum hkr_status hk_git_read_index(struct hk_env *env, struct hk_files *files, struct hkr_git *git,
                                  bool conflicts_are_fine, git_index **ret_index);

#endif
