/* SPDX-License-Identifier: Apache-2.0 */
/* `affected`: the roots whose output a change of files can reach. */
#include "affected.h"

#include "json.h"
#include "many.h"
#include "paths.h"
#include "sides.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const states[] = {
    [AFFECTED_CHANGED] = "changed", [AFFECTED_ADDED] = "added", [AFFECTED_REMOVED] = "removed"};

static int
fault_memory(const struct cli_request *request)
{
    return cli_complain(request, CLI_USAGE, "%s", hkr_status_name(HKR_E_NOMEM));
}

/* ---- Asking ------------------------------------------------------------------------------ */

/* Which of @roots (of @n) the paths @changed reach, into affected->found. */
static int
ask(struct cli_affected *affected, struct hkr_fs *fs, const char *const *roots, size_t n,
    const char *const *changed, size_t n_changed)
{
    const struct hkr_affected_options options = {.size = sizeof options,
                                                 .render = affected->render};
    enum hkr_status status =
        hkr_affected(affected->ctx, fs, roots, n, changed, n_changed, &options, &affected->found);
    if (!affected->found)
        return fault_memory(affected->request);
    cli_tell(affected->request, affected->found);
    return status == HKR_OK ? CLI_DONE : CLI_USAGE;
}

/* Room for the roots that were found, and @more. */
static int
make_room(struct cli_affected *affected, size_t more)
{
    size_t n = hkr_result_n_roots(affected->found) + more;
    affected->rows = calloc(n + 1, sizeof *affected->rows);
    return affected->rows ? CLI_DONE : fault_memory(affected->request);
}

/* ---- Changes of a list ------------------------------------------------------------------- */

static int
by_root(const void *a, const void *b)
{
    const struct affected_row *x = a, *y = b;
    return strcmp(x->root, y->root);
}

static int
find_by_list(struct cli_affected *affected)
{
    const struct cli_request *request = affected->request;
    struct cli_request all = *request; /* the operands are directories to look in */
    struct cli_paths changed;
    struct cli_roots roots = {0};
    all.given[CLI_ALL] = true;
    int code =
        cli_paths_read(request, request->value[CLI_FILES_FROM], request->given[CLI_NULL], &changed);
    if (code == CLI_DONE && cli_roots_init(&all, affected->ctx, &roots) != CLI_DONE)
        code = CLI_USAGE;
    if (code == CLI_DONE)
        code = ask(affected, NULL, roots.list, roots.n, changed.items, changed.n);
    if (code == CLI_DONE)
        code = make_room(affected, 0);
    for (size_t i = 0; code == CLI_DONE && i < hkr_result_n_roots(affected->found); i++)
        affected->rows[affected->n++] =
            (struct affected_row){.root = hkr_result_root(affected->found, i),
                                  .because = hkr_result_cause(affected->found, i)};
    if (affected->n)
        qsort(affected->rows, affected->n, sizeof *affected->rows, by_root);
    cli_roots_fini(&roots);
    cli_paths_fini(&changed);
    return code;
}

/* ---- Changes between two states of a repository ------------------------------------------- */

/* Adds the pairs of sides that are there once, and those there twice that were found, which are in
 * the order of the sides. */
static void
add_pairs(struct cli_affected *affected)
{
    const struct cli_sides *sides = &affected->sides;
    const struct hkr_result *found = affected->found;
    size_t at = 0; /* in found */
    for (size_t i = 0; i < sides->n; i++) {
        const char *before = sides->befores[i].path, *after = sides->afters[i].path;
        const char *next = hkr_result_root(found, at);
        struct affected_row row = {.root = after ? after : before, .pair = i};
        if (before && after) {
            if (!next || strcmp(next, after) != 0)
                continue;
            row.because = hkr_result_cause(found, at++);
        } else {
            row.state = after ? AFFECTED_ADDED : AFFECTED_REMOVED;
        }
        affected->rows[affected->n++] = row;
    }
}

static int
find_by_sides(struct cli_affected *affected)
{
    struct cli_sides *sides = &affected->sides;
    size_t n = 0;
    int code = cli_sides_init(affected->request, affected->ctx, sides);
    if (code == CLI_DONE)
        code = cli_sides_changes(affected->request, affected->ctx, sides);
    if (code != CLI_DONE)
        return code;
    const char **roots = calloc(sides->n + 1, sizeof *roots);
    for (size_t i = 0; roots && i < sides->n; i++)
        if (sides->befores[i].path && sides->afters[i].path)
            roots[n++] = sides->afters[i].path;
    struct hkr_fs *fs = sides->n ? sides->afters[0].fs : NULL;
    code = roots ? ask(affected, fs, roots, n, sides->changed, sides->n_changed)
                 : fault_memory(affected->request);
    free(roots);
    if (code == CLI_DONE)
        code = make_room(affected, sides->n);
    if (code == CLI_DONE)
        add_pairs(affected);
    return code;
}

int
cli_affected_find(const struct cli_request *request, const struct hkr_render_options *render,
                  struct hkr_ctx *ctx, struct cli_affected *ret_affected)
{
    *ret_affected = (struct cli_affected){.request = request, .render = render, .ctx = ctx};
    return request->value[CLI_FILES_FROM] ? find_by_list(ret_affected)
                                          : find_by_sides(ret_affected);
}

void
cli_affected_fini(struct cli_affected *affected)
{
    free(affected->rows);
    hkr_result_free(affected->found);
    cli_sides_fini(&affected->sides);
}

/* ---- Printing ---------------------------------------------------------------------------- */

/* @path for somebody in directory @cwd (NULL: unknown). */
static const char *
shown(const char *cwd, const char *path)
{
    size_t n = cwd ? strlen(cwd) : 0;
    return n > 1 && strncmp(path, cwd, n) == 0 && path[n] == '/' ? path + n + 1 : path;
}

static void
put_json(FILE *out, const struct cli_affected *affected)
{
    char *cwd = getcwd(NULL, 0);
    fputs("[", out);
    for (size_t i = 0; i < affected->n; i++) {
        const struct affected_row *row = &affected->rows[i];
        fputs(i ? ",\n {\"root\": " : "\n {\"root\": ", out);
        cli_json_text(out, row->root);
        fprintf(out, ", \"state\": \"%s\"", states[row->state]);
        if (row->because) {
            fputs(", \"because\": ", out);
            cli_json_text(out, shown(cwd, row->because));
        }
        fputs("}", out);
    }
    fputs("\n]\n", out);
    free(cwd);
}

/* What is gone cannot be built, which is what lines are for. */
static void
put_lines(FILE *out, const struct cli_affected *affected)
{
    for (size_t i = 0; i < affected->n; i++) {
        if (affected->rows[i].state == AFFECTED_REMOVED)
            continue;
        fputs(affected->rows[i].root, out);
        fputc(affected->request->given[CLI_NULL] ? '\0' : '\n', out);
    }
}

static int
print(const struct cli_affected *affected)
{
    const struct cli_request *request = affected->request;
    const char *format = request->value[CLI_AFFECTED_FORMAT];
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out && format && strcmp(format, "json") == 0)
        put_json(out, affected);
    else if (out)
        put_lines(out, affected);
    bool done = out && !ferror(out) && fclose(out) == 0;
    int code = done ? cli_write_stdout(request, text, size) : fault_memory(request);
    free(text);
    return code == CLI_DONE ? CLI_DONE : CLI_USAGE;
}

/* ---- The verb ---------------------------------------------------------------------------- */

static int
check(const struct cli_request *request)
{
    const char *format = request->value[CLI_AFFECTED_FORMAT];
    bool in_git = cli_sides_in_git(request), listed = request->value[CLI_FILES_FROM];
    if (!in_git && !listed)
        return cli_complain(request, CLI_USAGE,
                            "say what has changed: --base REV, --staged or --files-from FILE");
    if (in_git && listed)
        return cli_complain(request, CLI_USAGE,
                            "--files-from has the changes already; it goes without --base and "
                            "--staged");
    if (request->given[CLI_NULL] && !listed && format && strcmp(format, "json") == 0)
        return cli_complain(request, CLI_USAGE, "--null is for --format lines");
    return CLI_DONE;
}

int
cli_run_affected(const struct cli_request *request)
{
    struct hkr_ctx *ctx = NULL;
    struct cli_render_options options;
    struct cli_affected affected = {0};
    int code = check(request);
    if (code != CLI_DONE)
        return code;
    code = cli_render_options_init(request, &options);
    if (code == CLI_DONE)
        code = cli_new_context(request, &ctx);
    if (code == CLI_DONE)
        code = cli_affected_find(request, &options.options, ctx, &affected);
    if (code == CLI_DONE)
        code = print(&affected);
    hkr_ctx_free(ctx);
    cli_affected_fini(&affected);
    cli_render_options_fini(&options);
    return code;
}
