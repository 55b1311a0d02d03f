/* SPDX-License-Identifier: Apache-2.0 */
/* Repositories: how they are found and opened. */
#include "git_repo.h"

#include "../base/path.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define QSLICE "'%" PRSLICE "'"

/* ---- Handles ---------------------------------------------------------------------------- */

void
hk_git_free(struct hkr_git *git)
{
    if (!git)
        return;
    if (git->started) {
        git->lib.index_free(git->index);
        git->lib.repository_free(git->repo);
        (void)git->lib.libgit2_shutdown();
    }
    hk_fs_free(git->disk);
    struct hkr_allocator alloc = git->alloc;
    (void)alloc.realloc(alloc.user, git, sizeof *git, 0);
}

/* Frees the handle that was never handed out, when control unwinds. */
static void
release_handle(void *resource)
{
    struct hkr_git **git = resource;
    hk_git_free(*git);
    *git = NULL;
}

/* A handle that goes with @env->arena, until *ret_owner is made NULL. */
static struct hkr_git *
new_handle(struct hk_env *env, const struct hkr_allocator *allocator, struct hkr_git ***ret_owner)
{
    struct hkr_git **owner = HK_NEW(env->arena, struct hkr_git *);
    hk_arena_defer(env->arena, release_handle, owner);
    struct hkr_git *git = allocator->realloc(allocator->user, NULL, 0, sizeof *git);
    if (!git)
        hk_heap_throw(hk_arena_heap(env->arena), HKR_E_NOMEM);
    memset(git, 0, sizeof *git);
    git->alloc = *allocator;
    *owner = git;
    *ret_owner = owner;
    if (hk_fs_disk_new(allocator, &git->disk) != HKR_OK)
        hk_heap_throw(hk_arena_heap(env->arena), HKR_E_NOMEM);
    return git;
}

const char *
hk_git_top(const struct hkr_git *git)
{
    return git->top;
}

/* ---- Faults ----------------------------------------------------------------------------- */

const char *
hk_git_last(const struct hkr_git *git)
{
    const git_error *last = git->lib.error_last();
    return last && last->message ? last->message : "unknown";
}

/* The file @path as a place without a line. */
static struct hk_place
place_of(struct hk_env *env, struct hk_files *files, struct hk_slice path)
{
    struct hk_slice none = {NULL, 0};
    struct hk_slice shown = hk_files_show(files, hk_path_clean(env->arena, path));
    return (struct hk_place){.file = hk_sources_add(env->sources, shown, none, false)};
}

struct hk_place
hk_git_place(struct hk_env *env, struct hk_files *files, const struct hkr_git *git,
             const char *name)
{
    return place_of(
        env, files,
        hk_path_resolve(env->arena, hk_slice_cstr(git->own_dir), hk_slice_cstr(name ? name : "")));
}

enum hkr_status
hk_git_fault_object(struct hk_env *env, struct hk_files *files, const struct hkr_git *git)
{
    /* Copied before anything else can be said by libgit2. */
    struct hk_slice said = hk_arena_slice(env->arena, hk_slice_cstr(hk_git_last(git)));
    (void)hk_diag_report_as(env->diags, HKR_E_IO, HK_D_GIT_OBJECT,
                            hk_git_place(env, files, git, "objects"),
                            "an object cannot be read: %" PRSLICE, ARGSLICE(said));
    hk_diag_mend(env->diags, "`git fsck` tells what is missing; in a partial clone, "
                             "`git fetch --refetch --filter=tree:0 --no-filter` brings all of it");
    return HKR_E_IO;
}

static enum hkr_status
fault_absent(struct hk_env *env, const char *name)
{
    (void)hk_diag_report_as(env->diags, HKR_E_IO, HK_D_GIT_ABSENT, HK_NOWHERE,
                            "%s, which reads git repositories, cannot be loaded", name);
    hk_diag_mend(env->diags, "install it (on Debian, `apt-get install libgit2-%s`)",
                 LIBGIT2_SOVERSION);
    return HKR_E_IO;
}

static enum hkr_status
fault_owner(struct hk_env *env, struct hk_place at, struct hk_slice dir)
{
    (void)hk_diag_report(env->diags, HK_D_GIT_REFUSED, at,
                         "the repository belongs to another user, so git does not trust it");
    hk_diag_mend(env->diags, "if you do: git config --global --add safe.directory " QSLICE,
                 ARGSLICE(dir));
    return HKR_E_INPUT;
}

static enum hkr_status
fault_open(struct hk_env *env, struct hk_files *files, const struct hkr_git *git, int error,
           struct hk_slice dir)
{
    struct hk_slice said = hk_arena_slice(env->arena, hk_slice_cstr(hk_git_last(git)));
    struct hk_place at = place_of(env, files, dir);
    if (error == GIT_EOWNER)
        return fault_owner(env, at, dir);
    if (error == GIT_ENOTFOUND) {
        (void)hk_diag_report(env->diags, HK_D_GIT_NO_REPOSITORY, at,
                             QSLICE " lies in no git repository", ARGSLICE(dir));
        hk_diag_mend(env->diags, "go to a directory of a clone, or compare two directories");
        return HKR_E_INPUT;
    }
    (void)hk_diag_report(env->diags, HK_D_GIT_REFUSED, at,
                         "libgit2 cannot read this repository: %" PRSLICE, ARGSLICE(said));
    hk_diag_mend(env->diags, "repositories with SHA-256 names, reftables or a split index are "
                             "beyond it; compare two checkouts instead: `git worktree add ../old "
                             "REV`");
    return HKR_E_INPUT;
}

/* ---- Opening ---------------------------------------------------------------------------- */

/* Opens with extensions allowed that libgit2 does not know and that change nothing for a reader.
 * Its list of them belongs to the whole process, so it is put back. */
static int
open_extended(struct hkr_git *git, const char *path, unsigned flags)
{
    git_strarray before = {NULL, 0};
    const char *more[16] = {"worktreeconfig", "partialclone"};
    size_t n = 2;
    if (git->lib.libgit2_opts(GIT_OPT_GET_EXTENSIONS, &before) != 0)
        return GIT_ERROR;
    for (size_t i = 0; i < before.count && n < HK_COUNT(more); i++)
        more[n++] = before.strings[i];
    (void)git->lib.libgit2_opts(GIT_OPT_SET_EXTENSIONS, more, n);
    int error = git->lib.repository_open_ext(&git->repo, path, flags, NULL);
    (void)git->lib.libgit2_opts(GIT_OPT_SET_EXTENSIONS, before.strings, before.count);
    git->lib.strarray_dispose(&before);
    return error;
}

/* Whether the user's configuration trusts every repository. libgit2 knows no such rule; it takes a
 * configuration that says nothing of owners for a missing value. */
static bool
trusts_all(const struct hkr_git *git)
{
    const struct hk_git_lib *lib = &git->lib;
    git_config *config = NULL;
    git_config_iterator *iterator = NULL;
    git_config_entry *entry = NULL;
    bool trusted = false;
    if (lib->config_open_default(&config) == 0 &&
        lib->config_multivar_iterator_new(&iterator, config, "safe.directory", NULL) == 0)
        while (lib->config_next(&entry, iterator) == 0)
            trusted =
                entry->value && (strcmp(entry->value, "*") == 0 || (trusted && *entry->value));
    lib->config_iterator_free(iterator);
    lib->config_free(config);
    return trusted;
}

/* Opens whoever the owner is. The switch belongs to the whole process, so it is put back. */
static int
open_trusted(struct hkr_git *git, const char *path, unsigned flags)
{
    int validate = 1;
    (void)git->lib.libgit2_opts(GIT_OPT_GET_OWNER_VALIDATION, &validate);
    (void)git->lib.libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    int error = git->lib.repository_open_ext(&git->repo, path, flags, NULL);
    (void)git->lib.libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, validate);
    return error;
}

/* Whether libgit2 refused a repository for its owner. */
static bool
is_for_owner(const struct hkr_git *git, int error)
{
    return error == GIT_EOWNER || (error != 0 && strstr(hk_git_last(git), "safe.directory"));
}

static int
open_repository(struct hkr_git *git, const char *path, bool is_git_dir)
{
    unsigned flags = is_git_dir ? GIT_REPOSITORY_OPEN_NO_SEARCH : 0;
    int error = git->lib.repository_open_ext(&git->repo, path, flags, NULL);
    if (is_for_owner(git, error))
        error = trusts_all(git) ? open_trusted(git, path, flags) : GIT_EOWNER;
    if (error != 0 && error != GIT_EOWNER && strstr(hk_git_last(git), "extension"))
        error = open_extended(git, path, flags);
    return error;
}

/* The canonical form of directory @path, without a slash at its end. */
static bool
canonical(const struct hkr_git *git, const char *path, char *buffer)
{
    enum hkr_fs_kind kind = HKR_FS_MISSING;
    return path &&
           git->disk->ops.resolve(git->disk->user, path, buffer, PATH_MAX, &kind) == HKR_FS_OK;
}

/* git takes the working directory for the work tree when it is told of the repository alone. Where
 * the repository stands in its work tree, or has one linked to it, that is taken from below, too.
 */
static bool
find_top(struct hkr_git *git, const struct hkr_git_options *options, const char *cwd,
         const char *work_tree)
{
    if (work_tree)
        return canonical(git, work_tree, git->top) &&
               git->lib.repository_set_workdir(git->repo, git->top, 0) == 0;
    if (git->lib.repository_is_bare(git->repo))
        return canonical(git, git->own_dir, git->top);
    if (!canonical(git, git->lib.repository_workdir(git->repo), git->top))
        return false;
    bool known = git->lib.repository_is_worktree(git->repo) ||
                 hk_slice_ends(hk_slice_cstr(git->own_dir), HK_S("/.git"));
    if (!options || !options->git_dir ||
        (known && hk_path_beneath(hk_slice_cstr(git->top), hk_slice_cstr(cwd))))
        return true;
    return canonical(git, cwd, git->top) &&
           git->lib.repository_set_workdir(git->repo, git->top, 0) == 0;
}

/* @path of the caller, from the working directory @cwd. NULL for NULL. */
static const char *
absolute(struct hk_env *env, const char *cwd, const char *path)
{
    return path ? hk_path_resolve(env->arena, hk_slice_cstr(cwd), hk_slice_cstr(path)).ptr : NULL;
}

/* Directories that are not there hold no objects. */
static void
add_object_dirs(struct hk_env *env, struct hkr_git *git, const struct hkr_git_options *options,
                const char *cwd)
{
    for (size_t i = 0; options && i < options->n_object_dirs; i++) {
        const char *dir = absolute(env, cwd, options->object_dirs[i]);
        git_odb *odb = NULL;
        if (git->lib.repository_odb(&odb, git->repo) == 0)
            (void)git->lib.odb_add_disk_alternate(odb, dir);
        git->lib.odb_free(odb);
    }
}

static enum hkr_status
start(struct hk_env *env, struct hkr_git *git)
{
    const char *name = NULL;
    if (!hk_git_lib_load(&git->lib, &name))
        return fault_absent(env, name);
    if (git->lib.libgit2_init() < 0)
        return fault_absent(env, name);
    git->started = true;
    return HKR_OK;
}

enum hkr_status
hk_git_open(struct hk_env *env, struct hk_files *files, const struct hkr_allocator *allocator,
            const char *directory, const struct hkr_git_options *options, struct hkr_git **ret_git)
{
    struct hkr_git **owner;
    struct hkr_git *git = new_handle(env, allocator, &owner);
    char cwd[PATH_MAX] = "/";
    enum hkr_status status = start(env, git);
    if (status != HKR_OK)
        return status;
    (void)hk_fs_cwd(git->disk, cwd, sizeof cwd);
    bool is_git_dir = options && options->git_dir;
    const char *path = absolute(env, cwd, is_git_dir ? options->git_dir : directory);
    const char *work_tree = absolute(env, cwd, options ? options->work_tree : NULL);
    const char *index_file = absolute(env, cwd, options ? options->index_file : NULL);
    int error = open_repository(git, path, is_git_dir);
    if (error != 0)
        return fault_open(env, files, git, error, hk_slice_cstr(path));
    if (!canonical(git, git->lib.repository_path(git->repo), git->own_dir) ||
        !find_top(git, options, cwd, work_tree) ||
        (index_file && strlen(index_file) >= sizeof git->index_file))
        return fault_open(env, files, git, GIT_ENOTFOUND, hk_slice_cstr(path));
    add_object_dirs(env, git, options, cwd);
    if (index_file)
        memcpy(git->index_file, index_file, strlen(index_file) + 1);
    *owner = NULL;
    *ret_git = git;
    return HKR_OK;
}
