/* SPDX-License-Identifier: Apache-2.0 */
/* src/load/git.h -- what a git repository keeps: revisions and the index as file systems, and what
 * differs between them.
 *
 * The handle behind the public hkr_git. Reads alone: nothing is written, fetched or started, and
 * no filter is applied. Faults have the file of the repository that is concerned for their place.
 * Layer: load. */
#ifndef HK_LOAD_GIT_H
#define HK_LOAD_GIT_H

#include "files.h"

/* See the functions of the public header that are called so. @files is what shows paths. */
HKR_MUST_CHECK enum hkr_status
hk_git_open(struct hk_env *env, struct hk_files *files, const struct hkr_allocator *allocator,
            const char *directory, const struct hkr_git_options *options, struct hkr_git **ret_git);
/* NULL is fine. */
void hk_git_free(struct hkr_git *git);
const char *hk_git_top(const struct hkr_git *git);

HKR_MUST_CHECK enum hkr_status hk_git_fs(struct hk_env *env, struct hk_files *files,
                                         struct hkr_git *git, const char *revision,
                                         struct hkr_fs **ret_fs);

enum { HK_GIT_ID = 41 }; /* a number in hexadecimal, with a zero behind it */
HKR_MUST_CHECK enum hkr_status hk_git_merge_base(struct hk_env *env, struct hk_files *files,
                                                 struct hkr_git *git, const char *one,
                                                 const char *two, char ret_id[HK_GIT_ID]);

/* @after NULL: the work tree. The paths live in env->arena. */
HKR_MUST_CHECK enum hkr_status hk_git_changes(struct hk_env *env, struct hk_files *files,
                                              struct hkr_git *git, const char *before,
                                              const char *after, struct hk_slices *ret_paths);

#endif
