/* SPDX-License-Identifier: Apache-2.0 */
/* `deps`: which paths renders hang on, for tools that decide when to render again. */
#include "cli.h"

#include "json.h"
#include "render_options.h"

#include <stdlib.h>
#include <string.h>

static const char *const kinds[] = {
    [HKR_DEP_READ] = "read", [HKR_DEP_MISSING] = "missing", [HKR_DEP_LISTED] = "listed"};

/* A path of one of the roots. */
struct line {
    const char *path;
    enum hkr_dep_kind kind;
};

struct listing {
    const struct cli_request *request;
    struct hkr_result **results; /* one for each root */
    size_t n;
    FILE *out;
};

static bool
is_wanted(const struct listing *listing, const struct hkr_dep *dep)
{
    const char *only = listing->request->value[CLI_DEPS_ONLY];
    return !only || strcmp(only, kinds[dep->kind]) == 0;
}

/* ---- Lines and depfiles: every path once ------------------------------------------------ */

static int
by_path(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    return strcmp(x->path, y->path);
}

/* The wanted paths of all roots, sorted, those that are there twice side by side; to be freed. NULL
 * when memory is out. */
static struct line *
gather(const struct listing *listing, size_t *ret_n)
{
    size_t n = 0;
    struct hkr_dep dep = {.size = sizeof dep};
    for (size_t i = 0; i < listing->n; i++)
        n += hkr_result_n_deps(listing->results[i]);
    struct line *lines = malloc((n + 1) * sizeof *lines);
    *ret_n = 0;
    for (size_t i = 0; lines && i < listing->n; i++)
        for (size_t j = 0; hkr_result_dep(listing->results[i], j, &dep) == HKR_OK; j++)
            if (is_wanted(listing, &dep))
                lines[(*ret_n)++] = (struct line){dep.path, dep.kind};
    if (lines)
        qsort(lines, *ret_n, sizeof *lines, by_path);
    return lines;
}

/* As make reads a name. A target with a percent sign would be a pattern. */
static void
put_make_name(FILE *out, const char *name, bool is_target)
{
    for (; *name; name++) {
        if (strchr(is_target ? " \t#\\:%" : " \t#\\:", *name))
            fputc('\\', out);
        else if (*name == '$')
            fputc('$', out);
        fputc(*name, out);
    }
}

/* One rule, and one without recipe for each file, so that a file that vanishes is no fault. */
static void
put_make(const struct listing *listing, const struct line *lines, size_t n)
{
    FILE *out = listing->out;
    put_make_name(out, listing->request->value[CLI_DEPS_TARGET], true);
    fputc(':', out);
    for (size_t i = 0; i < n; i++) {
        fputs(" \\\n  ", out);
        put_make_name(out, lines[i].path, false);
    }
    fputc('\n', out);
    for (size_t i = 0; i < n; i++) {
        fputc('\n', out);
        put_make_name(out, lines[i].path, true);
        fputs(":\n", out);
    }
}

/* The files that are there: make would take any other for one that it must make. */
static size_t
keep_read(struct line *lines, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (lines[i].kind == HKR_DEP_READ)
            lines[kept++] = lines[i];
    return kept;
}

static size_t
drop_repeated(struct line *lines, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (!kept || strcmp(lines[kept - 1].path, lines[i].path) != 0)
            lines[kept++] = lines[i];
    return kept;
}

static bool
put_paths(const struct listing *listing, bool make)
{
    size_t n;
    struct line *lines = gather(listing, &n);
    if (!lines)
        return false;
    n = drop_repeated(lines, make ? keep_read(lines, n) : n);
    if (make)
        put_make(listing, lines, n);
    for (size_t i = 0; !make && i < n; i++) {
        fputs(lines[i].path, listing->out);
        fputc(listing->request->given[CLI_NULL] ? '\0' : '\n', listing->out);
    }
    free(lines);
    return true;
}

/* ---- JSON: root by root ------------------------------------------------------------------ */

static void
put_json(const struct listing *listing, const char *const *roots)
{
    FILE *out = listing->out;
    struct hkr_dep dep = {.size = sizeof dep};
    fputs("[", out);
    for (size_t i = 0; i < listing->n; i++) {
        const char *separator = "";
        fputs(i ? ",\n {\"root\": " : "\n {\"root\": ", out);
        cli_json_text(out, roots[i]);
        fputs(", \"deps\": [", out);
        for (size_t j = 0; hkr_result_dep(listing->results[i], j, &dep) == HKR_OK; j++) {
            if (!is_wanted(listing, &dep))
                continue;
            fprintf(out, "%s\n  {\"kind\": \"%s\", \"path\": ", separator, kinds[dep.kind]);
            cli_json_text(out, dep.path);
            fputs("}", out);
            separator = ",";
        }
        fputs("]}", out);
    }
    fputs("\n]\n", out);
}

/* ---- The verb ---------------------------------------------------------------------------- */

/* Prints the deps, or why there are none. */
static int
print(struct listing *listing, const char *const *roots)
{
    const struct cli_request *request = listing->request;
    const char *format = request->value[CLI_DEPS_FORMAT];
    char *text = NULL;
    size_t size = 0;
    listing->out = open_memstream(&text, &size);
    bool done = listing->out != NULL;
    if (done && format && strcmp(format, "json") == 0)
        put_json(listing, roots);
    else if (done)
        done = put_paths(listing, format && strcmp(format, "make") == 0);
    done = listing->out && !ferror(listing->out) && fclose(listing->out) == 0 && done;
    int code = done ? cli_write_stdout(request, text, size)
                    : cli_complain(request, CLI_FAULT, "%s", hkr_status_name(HKR_E_NOMEM));
    free(text);
    return code;
}

static int
run(const struct cli_request *request, const struct hkr_render_options *options,
    struct hkr_ctx *ctx)
{
    static const char *const here[] = {"."};
    struct hkr_render_options wanted = *options;
    wanted.deps = 1;
    const char *const *roots = request->n_operands ? request->operands : here;
    struct listing listing = {.request = request,
                              .n = request->n_operands ? (size_t)request->n_operands : 1};
    listing.results = calloc(listing.n, sizeof(struct hkr_result *));
    if (!listing.results)
        return cli_complain(request, CLI_FAULT, "%s", hkr_status_name(HKR_E_NOMEM));
    enum hkr_status status = hkr_render_many(ctx, roots, listing.n, &wanted, NULL, listing.results);
    int code = CLI_DONE;
    if (!listing.results[0])
        code = cli_complain(request, CLI_FAULT, "%s", hkr_status_name(status));
    for (size_t i = 0; i < listing.n; i++)
        if (listing.results[i])
            cli_tell(request, listing.results[i]);
    if (code == CLI_DONE)
        code = status == HKR_OK ? print(&listing, roots) : CLI_FAULT;
    for (size_t i = 0; i < listing.n; i++)
        hkr_result_free(listing.results[i]);
    free(listing.results);
    return code;
}

static int
check(const struct cli_request *request)
{
    const char *format = request->value[CLI_DEPS_FORMAT];
    bool make = format && strcmp(format, "make") == 0;
    if (make && !request->value[CLI_DEPS_TARGET])
        return cli_complain(request, CLI_USAGE,
                            "--format make needs --target FILE: what is made of the render");
    if (!make && request->value[CLI_DEPS_TARGET])
        return cli_complain(request, CLI_USAGE, "--target is for --format make");
    if (make && request->value[CLI_DEPS_ONLY])
        return cli_complain(request, CLI_USAGE,
                            "--only is not for --format make, which has what was read");
    if (request->given[CLI_NULL] && format && strcmp(format, "lines") != 0)
        return cli_complain(request, CLI_USAGE, "--null is for --format lines");
    return CLI_DONE;
}

int
cli_run_deps(const struct cli_request *request)
{
    int code = check(request);
    return code == CLI_DONE ? cli_with_context(request, run) : code;
}
