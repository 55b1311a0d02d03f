/* SPDX-License-Identifier: Apache-2.0 */
/* In place of the other git*.c where libgit2 was not there when this was built. */
#include "git.h"

enum hkr_status
hk_git_open(struct hk_env *env, struct hk_files *files, const struct hkr_allocator *allocator,
            const char *directory, const struct hkr_git_options *options, struct hkr_git **ret_git)
{
    (void)files;
    (void)allocator;
    (void)directory;
    (void)options;
    (void)ret_git;
    (void)hk_diag_report_as(env->diags, HKR_E_IO, HK_D_GIT_ABSENT, HK_NOWHERE,
                            "this program was built without libgit2, which reads git repositories");
    hk_diag_mend(env->diags, "compare two directories, or build it where libgit2-dev is installed");
    return HKR_E_IO;
}

/* None of the others is ever reached: there is no handle to call them with. */

void
hk_git_free(struct hkr_git *git)
{
    (void)git;
}

const char *
hk_git_top(const struct hkr_git *git)
{
    (void)git;
    return "";
}

enum hkr_status
hk_git_fs(struct hk_env *env, struct hk_files *files, struct hkr_git *git, const char *revision,
          struct hkr_fs **ret_fs)
{
    (void)ret_fs;
    return hk_git_open(env, files, NULL, revision, NULL, &git);
}

enum hkr_status
hk_git_merge_base(struct hk_env *env, struct hk_files *files, struct hkr_git *git, const char *one,
                  const char *two, char ret_id[HK_GIT_ID])
{
    (void)two;
    (void)ret_id;
    return hk_git_open(env, files, NULL, one, NULL, &git);
}

enum hkr_status
hk_git_changes(struct hk_env *env, struct hk_files *files, struct hkr_git *git, const char *before,
               const char *after, struct hk_slices *ret_paths)
{
    (void)after;
    (void)ret_paths;
    return hk_git_open(env, files, NULL, before, NULL, &git);
}
