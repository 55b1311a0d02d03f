/* SPDX-License-Identifier: Apache-2.0 */
/* ask -- puts one question about the repository of the working directory to the library.
 *
 *     ask render REV DIR     what DIR renders to there
 *     ask roots REV DIR      the roots in and below it
 *     ask base ONE TWO       the merge base
 *     ask changes ONE TWO    what differs
 *     ask little ...         the same, after it failed for want of memory at every point
 *
 * REV may be ":" for the index and, where it is compared with, "" for the work tree. Of the
 * environment it takes what a hook has. The answer goes to stdout, diagnostics to stderr; the exit
 * status is the library's. */
#include "hkrender/hkrender.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
tell(const struct hkr_result *result)
{
    char id[12];
    for (size_t i = 0; i < hkr_result_n_diags(result); i++) {
        const struct hkr_diag *diag = hkr_result_diag(result, i);
        fprintf(stderr, "%s:%u:%u %s %s", diag->at.file, (unsigned)diag->at.line,
                (unsigned)diag->at.column, hkr_diag_id(diag->code, id), diag->message);
        fprintf(stderr, diag->mend ? " (%s)\n" : "\n", diag->mend);
    }
}

/* Renders or searches with a context whose files are those of @fs. */
static enum hkr_status
look(const char *what, struct hkr_fs *fs, const char *directory)
{
    struct hkr_ctx_options options = {.size = sizeof options, .fs = fs};
    struct hkr_result *result = NULL;
    struct hkr_ctx *ctx = NULL;
    enum hkr_status status = hkr_ctx_new(&options, &ctx);
    if (status == HKR_OK && strcmp(what, "roots") == 0)
        status = hkr_find_roots(ctx, NULL, directory, &result);
    else if (status == HKR_OK)
        status = hkr_render(ctx, directory, NULL, &result);
    tell(result);
    fwrite(hkr_result_bytes(result), 1, hkr_result_size(result), stdout);
    for (size_t i = 0; i < hkr_result_n_roots(result); i++)
        puts(hkr_result_root(result, i));
    hkr_result_free(result);
    hkr_ctx_free(ctx);
    return status;
}

static enum hkr_status
answer(struct hkr_ctx *ctx, struct hkr_git *git, char **words)
{
    struct hkr_result *result = NULL;
    struct hkr_fs *fs = NULL;
    enum hkr_status status;
    if (strcmp(words[0], "base") == 0)
        status = hkr_git_merge_base(ctx, git, words[1], words[2], &result);
    else if (strcmp(words[0], "changes") == 0)
        status = hkr_git_changes(ctx, git, words[1], words[2][0] ? words[2] : NULL, &result);
    else
        status = hkr_git_fs(ctx, git, words[1], &fs, &result);
    tell(result);
    for (size_t i = 0; i < hkr_result_n_paths(result); i++)
        puts(hkr_result_path(result, i) + strlen(hkr_git_top(git)) + 1);
    if (hkr_result_revision(result)[0])
        puts(hkr_result_revision(result));
    hkr_result_free(result);
    if (fs)
        status = look(words[0], fs, words[2]);
    hkr_fs_free(fs);
    return status;
}

/* ---- Memory that runs out ---------------------------------------------------------------- */

struct supply {
    size_t left;   /* allocations until there are no more */
    size_t blocks; /* that are held */
};

static void *
supply(void *user, void *ptr, size_t old_size, size_t new_size)
{
    struct supply *from = user;
    (void)old_size;
    if (new_size == 0) {
        from->blocks -= ptr != NULL;
        free(ptr);
        return NULL;
    }
    if (from->left == 0)
        return NULL;
    from->left--;
    void *block = realloc(ptr, new_size);
    from->blocks += block && !ptr;
    return block;
}

/* ---- Questions --------------------------------------------------------------------------- */

static enum hkr_status
ask(const struct hkr_git_options *options, const struct hkr_allocator *allocator, char **words)
{
    struct hkr_ctx_options ctx_options = {.size = sizeof ctx_options, .allocator = allocator};
    struct hkr_ctx *ctx = NULL;
    struct hkr_git *git = NULL;
    struct hkr_result *result = NULL;
    enum hkr_status status = hkr_ctx_new(&ctx_options, &ctx);
    if (status == HKR_OK)
        status = hkr_git_open(ctx, ".", options, &git, &result);
    tell(result);
    hkr_result_free(result);
    if (status == HKR_OK)
        status = answer(ctx, git, words);
    hkr_ctx_free(ctx);
    hkr_git_free(git);
    return status;
}

/* The same question with more and more memory, until it is enough. A file system that has none says
 * no more than that it cannot read. */
static enum hkr_status
ask_with_little(const struct hkr_git_options *options, char **words)
{
    enum hkr_status status = HKR_E_NOMEM;
    for (size_t n = 0; n < 10000 && (status == HKR_E_NOMEM || status == HKR_E_IO); n++) {
        struct supply from = {.left = n};
        const struct hkr_allocator allocator = {supply, &from};
        status = ask(options, &allocator, words);
        if (from.blocks) {
            fprintf(stderr, "%zu blocks are left after %zu allocations\n", from.blocks, n);
            return HKR_E_USAGE;
        }
    }
    return status;
}

int
main(int argc, char **argv)
{
    const char *const dirs[] = {getenv("GIT_OBJECT_DIRECTORY")};
    const struct hkr_git_options options = {.size = sizeof options,
                                            .git_dir = getenv("GIT_DIR"),
                                            .work_tree = getenv("GIT_WORK_TREE"),
                                            .index_file = getenv("GIT_INDEX_FILE"),
                                            .object_dirs = dirs,
                                            .n_object_dirs = dirs[0] ? 1 : 0};
    if (argc == 5 && strcmp(argv[1], "little") == 0)
        return (int)ask_with_little(&options, argv + 2);
    return argc == 4 ? (int)ask(&options, NULL, argv + 1) : HKR_E_USAGE;
}
