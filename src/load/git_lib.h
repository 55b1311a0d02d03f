/* SPDX-License-Identifier: Apache-2.0 */
/* src/load/git_lib.h -- libgit2, loaded when a repository is opened and not before.
 *
 * Linking it would cost every start of the program more than the start takes. So its functions are
 * looked up by name, once for each repository; their types are those of its header. Only what
 * reads is in the list: nothing that writes, fetches, filters or runs a hook. Included by the
 * git*.c of this folder alone. Layer: load. */
#ifndef HK_LOAD_GIT_LIB_H
#define HK_LOAD_GIT_LIB_H

#include "../base/arena.h"

#include <git2.h>

#define HK_GIT_FUNCTIONS(X)                                                                        \
    X(blob_free)                                                                                   \
    X(blob_lookup)                                                                                 \
    X(blob_rawcontent)                                                                             \
    X(blob_rawsize)                                                                                \
    X(commit_free)                                                                                 \
    X(commit_lookup)                                                                               \
    X(commit_parent_id)                                                                            \
    X(commit_parentcount)                                                                          \
    X(commit_time)                                                                                 \
    X(commit_tree_id)                                                                              \
    X(config_free)                                                                                 \
    X(config_iterator_free)                                                                        \
    X(config_multivar_iterator_new)                                                                \
    X(config_next)                                                                                 \
    X(config_open_default)                                                                         \
    X(error_last)                                                                                  \
    X(index_entrycount)                                                                            \
    X(index_free)                                                                                  \
    X(index_get_byindex)                                                                           \
    X(index_open)                                                                                  \
    X(index_path)                                                                                  \
    X(libgit2_init)                                                                                \
    X(libgit2_opts)                                                                                \
    X(libgit2_shutdown)                                                                            \
    X(merge_base)                                                                                  \
    X(object_free)                                                                                 \
    X(object_id)                                                                                   \
    X(object_peel)                                                                                 \
    X(odb_add_disk_alternate)                                                                      \
    X(odb_free)                                                                                    \
    X(odb_hash)                                                                                    \
    X(odb_read_header)                                                                             \
    X(reference_list)                                                                              \
    X(reference_name_to_id)                                                                        \
    X(repository_commondir)                                                                        \
    X(repository_free)                                                                             \
    X(repository_head_unborn)                                                                      \
    X(repository_index)                                                                            \
    X(repository_is_bare)                                                                          \
    X(repository_is_shallow)                                                                       \
    X(repository_is_worktree)                                                                      \
    X(repository_odb)                                                                              \
    X(repository_open_ext)                                                                         \
    X(repository_path)                                                                             \
    X(repository_set_workdir)                                                                      \
    X(repository_workdir)                                                                          \
    X(revparse_single)                                                                             \
    X(strarray_dispose)                                                                            \
    X(tree_entry_byindex)                                                                          \
    X(tree_entry_filemode)                                                                         \
    X(tree_entry_id)                                                                               \
    X(tree_entry_name)                                                                             \
    X(tree_entrycount)                                                                             \
    X(tree_free)                                                                                   \
    X(tree_lookup)

struct hk_git_lib {
#define HK_GIT_MEMBER(name) __typeof__(&git_##name) name;
    HK_GIT_FUNCTIONS(HK_GIT_MEMBER)
#undef HK_GIT_MEMBER
};

/* Loads the library for good and fills @lib. False when it is not there; *ret_name is the name of
 * the file that was looked for. */
bool hk_git_lib_load(struct hk_git_lib *lib, const char **ret_name);

/* What libgit2 made and the memory of an arena must outlive: freed with the arena, or earlier by
 * hk_arena_release(). Made before what it is to hold, since making it may unwind. */
struct hk_git_hold {
    const struct hk_git_lib *lib;
    git_object *object;
    git_tree *tree;
    git_commit *commit;
    git_index *index;
    git_repository *repo;
    git_strarray names;
};
struct hk_git_hold *hk_git_hold(struct hk_arena *arena, const struct hk_git_lib *lib);

#endif
