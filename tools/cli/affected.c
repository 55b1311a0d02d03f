/* SPDX-License-Identifier: Apache-2.0 */
/* `affected`: the roots whose render a change of files can reach. */
#include "cli.h"

#include "json.h"
#include "paths.h"
#include "render_options.h"

#include <stdlib.h>
#include <string.h>

/* What is asked, and what came of it. */
struct affected {
    const struct cli_request *request;
    struct cli_render_options options;
    struct hkr_ctx *ctx;
    struct hkr_result *found; /* the affected ones of the roots */
};

static int
fault_memory(const struct cli_request *request)
{
    return cli_complain(request, CLI_USAGE, "%s", hkr_status_name(HKR_E_NOMEM));
}

/* ---- Changed files of a list ------------------------------------------------------------- */

/* Directories, sorted, each once. */
struct roots {
    const char **items;
    size_t n;
    struct hkr_result **searches; /* what they lie in, one for each operand */
    size_t n_searches;
};

static int
by_text(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

static int
add_roots(const struct cli_request *request, const struct hkr_result *search, const char *directory,
          struct roots *roots)
{
    size_t n = hkr_result_n_roots(search);
    if (!n)
        return cli_complain(request, CLI_USAGE, "there is no kustomization in or below '%s'",
                            directory);
    const char **items = realloc(roots->items, (roots->n + n) * sizeof *items);
    if (!items)
        return fault_memory(request);
    roots->items = items;
    for (size_t i = 0; i < n; i++)
        roots->items[roots->n++] = hkr_result_root(search, i);
    return CLI_DONE;
}

/* The roots in and below the operands. To be ended with roots_fini() in any case. */
static int
roots_init(const struct affected *affected, struct roots *roots)
{
    static const char *const here[] = {"."};
    const struct cli_request *request = affected->request;
    const char *const *directories = request->n_operands ? request->operands : here;
    size_t n = request->n_operands ? (size_t)request->n_operands : 1;
    int code = CLI_DONE;
    *roots = (struct roots){.searches = calloc(n, sizeof *roots->searches), .n_searches = n};
    if (!roots->searches)
        return fault_memory(request);
    for (size_t i = 0; i < n && code == CLI_DONE; i++) {
        enum hkr_status status =
            hkr_find_roots(affected->ctx, NULL, directories[i], &roots->searches[i]);
        if (!roots->searches[i])
            return fault_memory(request);
        cli_tell(request, roots->searches[i]);
        code = status == HKR_OK ? add_roots(request, roots->searches[i], directories[i], roots)
                                : CLI_USAGE;
    }
    if (roots->n)
        qsort(roots->items, roots->n, sizeof *roots->items, by_text);
    size_t kept = 0;
    for (size_t i = 0; i < roots->n; i++)
        if (!kept || strcmp(roots->items[kept - 1], roots->items[i]) != 0)
            roots->items[kept++] = roots->items[i];
    roots->n = kept;
    return code;
}

static void
roots_fini(struct roots *roots)
{
    for (size_t i = 0; roots->searches && i < roots->n_searches; i++)
        hkr_result_free(roots->searches[i]);
    free(roots->searches);
    free(roots->items);
}

static int
find_by_list(struct affected *affected)
{
    const struct cli_request *request = affected->request;
    const struct hkr_affected_options options = {.size = sizeof options,
                                                 .render = &affected->options.options};
    struct cli_paths changed;
    struct roots roots = {0};
    int code =
        cli_paths_read(request, request->value[CLI_FILES_FROM], request->given[CLI_NULL], &changed);
    if (code == CLI_DONE)
        code = roots_init(affected, &roots);
    if (code == CLI_DONE && hkr_affected(affected->ctx, NULL, roots.items, roots.n, changed.items,
                                         changed.n, &options, &affected->found) != HKR_OK) {
        code = affected->found ? CLI_USAGE : fault_memory(request);
        if (affected->found)
            cli_tell(request, affected->found);
    }
    roots_fini(&roots);
    cli_paths_fini(&changed);
    return code;
}

/* ---- Printing ---------------------------------------------------------------------------- */

static void
put_json(FILE *out, const struct hkr_result *found)
{
    fputs("[", out);
    for (size_t i = 0; i < hkr_result_n_roots(found); i++) {
        fputs(i ? ",\n {\"root\": " : "\n {\"root\": ", out);
        cli_json_text(out, hkr_result_root(found, i));
        fputs(", \"because\": ", out);
        cli_json_text(out, hkr_result_cause(found, i));
        fputs("}", out);
    }
    fputs("\n]\n", out);
}

static int
print(const struct affected *affected)
{
    const struct cli_request *request = affected->request;
    const char *format = request->value[CLI_AFFECTED_FORMAT];
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out && format && strcmp(format, "json") == 0)
        put_json(out, affected->found);
    for (size_t i = 0; out && (!format || strcmp(format, "lines") == 0) &&
                       i < hkr_result_n_roots(affected->found);
         i++) {
        fputs(hkr_result_root(affected->found, i), out);
        fputc(request->given[CLI_NULL] ? '\0' : '\n', out);
    }
    bool done = out && !ferror(out) && fclose(out) == 0;
    int code = done ? cli_write_stdout(request, text, size) : fault_memory(request);
    free(text);
    return code;
}

/* ---- The verb ---------------------------------------------------------------------------- */

int
cli_run_affected(const struct cli_request *request)
{
    struct affected affected = {.request = request};
    if (!request->value[CLI_FILES_FROM])
        return cli_complain(request, CLI_USAGE,
                            "say what has changed: --base REV, --staged or --files-from FILE");
    int code = cli_render_options_init(request, &affected.options);
    if (code == CLI_DONE)
        code = cli_new_context(request, &affected.ctx);
    if (code == CLI_DONE)
        code = find_by_list(&affected);
    if (code == CLI_DONE)
        code = print(&affected);
    hkr_result_free(affected.found);
    hkr_ctx_free(affected.ctx);
    cli_render_options_fini(&affected.options);
    return code;
}
