/* SPDX-License-Identifier: Apache-2.0 */
/* The sides that are revisions. */
#include "sides_memory.h"

#include <stdlib.h>
#include <string.h>

/* Variables that are there and empty count as absent, as for git. */
static const char *
environment(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

/* The directories of @list, with colons between them, into @dirs of @n_most; how many there are. */
static size_t
split(struct cli_sides_memory *memory, const char *list, const char **dirs, size_t n_most)
{
    size_t n = 0;
    for (size_t len; list && *list && n < n_most; list += len + (list[len] == ':')) {
        len = strcspn(list, ":");
        dirs[n] = len ? sides_keep(memory, strndup(list, len)) : NULL;
        n += dirs[n] != NULL;
    }
    return n;
}

/* A hook finds the repository, the index of a partial commit, and the objects that a push brings,
 * in its environment. */
int
sides_open_git(struct cli_sides_memory *memory)
{
    struct hkr_result *result = NULL;
    const char *dirs[16];
    size_t n = split(memory, environment("GIT_OBJECT_DIRECTORY"), dirs, 1);
    n += split(memory, environment("GIT_ALTERNATE_OBJECT_DIRECTORIES"), dirs + n,
               sizeof dirs / sizeof dirs[0] - n);
    const struct hkr_git_options options = {.size = sizeof options,
                                            .git_dir = environment("GIT_DIR"),
                                            .work_tree = environment("GIT_WORK_TREE"),
                                            .index_file = environment("GIT_INDEX_FILE"),
                                            .object_dirs = dirs,
                                            .n_object_dirs = n};
    enum hkr_status status = hkr_git_open(memory->ctx, ".", &options, &memory->git, &result);
    return sides_take(memory, status, result);
}

int
sides_open_revision(struct cli_sides_memory *memory, int which, const char *revision)
{
    struct hkr_result *result = NULL;
    enum hkr_status status =
        hkr_git_fs(memory->ctx, memory->git, revision, &memory->fs[which], &result);
    memory->revision[which] = revision;
    if (status == HKR_OK && !revision) { /* the context has the disk at hand */
        hkr_fs_free(memory->fs[which]);
        memory->fs[which] = NULL;
    }
    return sides_take(memory, status, result);
}

/* The commit where HEAD branched off --base. It keeps the name that the user knows when that is the
 * same commit. */
static int
find_base(struct cli_sides_memory *memory, const char **ret_revision)
{
    const char *base = memory->request->value[CLI_BASE];
    struct hkr_result *result = NULL;
    enum hkr_status status = hkr_git_merge_base(memory->ctx, memory->git, base, "HEAD", &result);
    if (sides_take(memory, status, result) != CLI_DONE)
        return CLI_USAGE;
    const char *found = hkr_result_revision(result);
    result = NULL;
    status = hkr_git_merge_base(memory->ctx, memory->git, base, base, &result);
    if (sides_take(memory, status, result) != CLI_DONE)
        return CLI_USAGE;
    *ret_revision = strcmp(found, hkr_result_revision(result)) == 0 ? base : found;
    return CLI_DONE;
}

int
sides_open_base(struct cli_sides_memory *memory)
{
    const struct cli_request *request = memory->request;
    const char *before = "HEAD";
    int code = sides_open_git(memory);
    if (code == CLI_DONE && request->value[CLI_BASE])
        code = find_base(memory, &before);
    if (code == CLI_DONE)
        code = sides_open_revision(memory, SIDES_BEFORE, before);
    if (code == CLI_DONE)
        code = sides_open_revision(memory, SIDES_AFTER,
                                   request->given[CLI_STAGED] ? HKR_GIT_INDEX : NULL);
    return code;
}

const char *
sides_name(struct cli_sides_memory *memory, int which, const char *path)
{
    const char *revision = memory->revision[which];
    const char *top = memory->git ? hkr_git_top(memory->git) : "";
    size_t n = strlen(top);
    if (!revision)
        return sides_join(memory, path, "", "");
    if (strcmp(revision, HKR_GIT_INDEX) == 0)
        revision = "";
    if (path[0] == '/')
        return sides_join(memory, revision, ":",
                          strncmp(path, top, n) == 0 && path[n] == '/' ? path + n + 1 : path);
    char *here = realpath(".", NULL);
    bool at_top = here && strcmp(here, top) == 0;
    free(here);
    if (strcmp(path, ".") == 0)
        return sides_join(memory, revision, ":", "./");
    return sides_join(memory, revision, at_top || strncmp(path, "..", 2) == 0 ? ":" : ":./", path);
}

int
sides_check_inside(struct cli_sides_memory *memory, const char *directory)
{
    char *real = realpath(directory, NULL);
    const char *top = hkr_git_top(memory->git);
    size_t n = strlen(top);
    bool inside = !real || (strncmp(real, top, n) == 0 && (real[n] == '/' || !real[n]));
    free(real);
    if (inside)
        return CLI_DONE;
    return cli_complain(memory->request, CLI_USAGE, "'%s' lies outside of the repository, '%s'",
                        directory, top);
}

/* ---- Changes ---------------------------------------------------------------------------- */

static int
find_changes(struct cli_sides_memory *memory)
{
    struct hkr_result *result = NULL;
    if (memory->changes)
        return CLI_DONE;
    enum hkr_status status =
        hkr_git_changes(memory->ctx, memory->git, memory->revision[SIDES_BEFORE],
                        memory->revision[SIDES_AFTER], &result);
    int code = sides_take(memory, status, result);
    memory->changes = code == CLI_DONE ? result : NULL;
    return code;
}

int
cli_sides_changes(const struct cli_request *request, struct hkr_ctx *ctx, struct cli_sides *sides)
{
    struct cli_sides_memory *memory = sides->memory;
    (void)request;
    (void)ctx;
    int code = find_changes(memory);
    size_t n = code == CLI_DONE ? hkr_result_n_paths(memory->changes) : 0;
    const char **paths = calloc(n + 1, sizeof *paths);
    if (!paths || !sides_keep(memory, (char *)(void *)paths)) /* freed as the texts are */
        return sides_fault_memory(memory);
    for (size_t i = 0; i < n; i++)
        paths[i] = hkr_result_path(memory->changes, i);
    sides->changed = paths;
    sides->n_changed = n;
    return code;
}

/* Whether @outer is @inner or a directory above it. */
static bool
is_above(const char *outer, const char *inner)
{
    size_t n = strlen(outer);
    return strncmp(outer, inner, n) == 0 && (inner[n] == '/' || !inner[n]);
}

bool
sides_has_changed(struct cli_sides_memory *memory, const char *path, int *ret_code)
{
    char *here = realpath(".", NULL);
    const char *full = path[0] == '/' ? path : sides_join(memory, here ? here : "", "/", path);
    free(here);
    full = full ? sides_clean(memory, full) : NULL;
    *ret_code = full ? find_changes(memory) : sides_fault_memory(memory);
    size_t n = *ret_code == CLI_DONE ? hkr_result_n_paths(memory->changes) : 0;
    for (size_t i = 0; i < n; i++) {
        const char *changed = hkr_result_path(memory->changes, i);
        if (is_above(changed, full) || is_above(full, changed))
            return true;
    }
    return false;
}

static bool
names_kustomization(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    return strcmp(name, "kustomization.yaml") == 0 || strcmp(name, "kustomization.yml") == 0 ||
           strcmp(name, "Kustomization") == 0;
}

bool
sides_have_same_roots(struct cli_sides_memory *memory, int *ret_code)
{
    enum { FEW = 32 }; /* where there are more, the search is no dearer than the questions */
    *ret_code = find_changes(memory);
    size_t n = *ret_code == CLI_DONE ? hkr_result_n_paths(memory->changes) : FEW + 1;
    bool same = n <= FEW;
    for (size_t i = 0; same && i < n; i++) {
        const char *path = hkr_result_path(memory->changes, i);
        same = !names_kustomization(path) && sides_is_no_directory(memory, SIDES_BEFORE, path) &&
               sides_is_no_directory(memory, SIDES_AFTER, path);
    }
    return same;
}
