/* SPDX-License-Identifier: Apache-2.0 */
/* `build` of several roots: all of them are rendered before anything is written. */
#include "many.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SEPARATOR "---\n"

enum { THREADS_MAX = 1024, NAMES_SHOWN = 10 };

bool
cli_is_many(const struct cli_request *request)
{
    return request->n_operands > 1 || request->given[CLI_ALL] || request->given[CLI_SPLIT];
}

int
cli_batch_init(const struct cli_request *request, struct cli_progress *progress,
               struct hkr_batch_options *ret_batch)
{
    const char *text = request->value[CLI_THREADS];
    char *end = NULL;
    long threads = text ? strtol(text, &end, 10) : 0;
    *ret_batch = (struct hkr_batch_options){
        .size = sizeof *ret_batch, .progress = cli_progress_step, .user = progress};
    if (text && (*end || end == text || threads < 1 || threads > THREADS_MAX))
        return cli_complain(request, CLI_USAGE, "--threads %s: must be a number from 1 to %d", text,
                            THREADS_MAX);
    ret_batch->threads = (unsigned)threads;
    cli_progress_init(progress, request);
    return CLI_DONE;
}

/* ---- Output ----------------------------------------------------------------------------- */

/* The outputs joined as the documents of one are. */
static int
write_joined(const struct cli_request *request, struct hkr_result *const *results, size_t n)
{
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        if (!hkr_result_size(results[i]))
            continue;
        if ((any && !cli_write_all(STDOUT_FILENO, SEPARATOR, strlen(SEPARATOR))) ||
            !cli_write_all(STDOUT_FILENO, hkr_result_bytes(results[i]),
                           hkr_result_size(results[i])))
            return cli_complain(request, CLI_FAULT, "cannot write to standard output: %s",
                                strerror(errno));
        any = true;
    }
    return cli_write_stdout(request, "", 0);
}

/* Says which of several failed: the diagnostics are about files, which many roots may share. */
static int
tell_failed(const struct cli_request *request, const struct cli_roots *roots,
            struct hkr_result *const *results)
{
    char *names = NULL;
    size_t size = 0, n_failed = 0;
    FILE *out = open_memstream(&names, &size);
    for (size_t i = 0; i < roots->n; i++) {
        if (hkr_result_status(results[i]) == HKR_OK)
            continue;
        if (out && n_failed < NAMES_SHOWN)
            fprintf(out, "%s%s", n_failed ? ", " : ": ", roots->list[i]);
        n_failed++;
    }
    if (out && n_failed > NAMES_SHOWN)
        fprintf(out, ", and %zu more", n_failed - NAMES_SHOWN);
    bool named = out && fclose(out) == 0;
    if (roots->n > 1)
        (void)cli_complain(request, CLI_FAULT,
                           "%zu of %zu roots cannot be rendered, and nothing was written%s",
                           n_failed, roots->n, named ? names : "");
    free(names);
    return CLI_FAULT;
}

static const char *
directory_of(const struct cli_request *request)
{
    const char *path = request->value[CLI_OUTPUT];
    return path && strcmp(path, "-") != 0 ? path : NULL;
}

static int
render(const struct cli_request *request, const struct hkr_render_options *options,
       const struct hkr_batch_options *batch, struct hkr_ctx *ctx, const struct cli_roots *roots,
       struct hkr_result **results)
{
    const char *directory = directory_of(request);
    enum hkr_status status = hkr_render_many(ctx, roots->list, roots->n, options, batch, results);
    cli_progress_fini(batch->user);
    if (status == HKR_E_NOMEM || status == HKR_E_USAGE)
        return cli_complain(request, CLI_FAULT, "%s", hkr_status_name(status));
    cli_tell_once(request);
    for (size_t i = 0; i < roots->n; i++)
        cli_tell(request, results[i]);
    if (status != HKR_OK)
        return tell_failed(request, roots, results);
    return directory ? cli_outdir_write(request, roots, results, directory)
                     : write_joined(request, results, roots->n);
}

int
cli_build_many(const struct cli_request *request, const struct hkr_render_options *options,
               struct hkr_ctx *ctx)
{
    struct cli_roots roots;
    struct cli_progress progress;
    struct hkr_batch_options batch;
    const char *directory = directory_of(request);
    if (request->given[CLI_SPLIT] && !directory)
        return cli_complain(request, CLI_USAGE, "--split needs -o DIR");
    int code = cli_batch_init(request, &progress, &batch);
    if (code != CLI_DONE)
        return code;
    code = cli_roots_init(request, ctx, &roots);
    if (code == CLI_DONE && directory)
        code = cli_outdir_check(request, &roots, directory);
    struct hkr_result **results = calloc(roots.n + 1, sizeof(struct hkr_result *));
    if (code == CLI_DONE && !results)
        code = cli_complain(request, CLI_FAULT, "%s", hkr_status_name(HKR_E_NOMEM));
    if (code == CLI_DONE)
        code = render(request, options, &batch, ctx, &roots, results);
    for (size_t i = 0; results && i < roots.n; i++)
        hkr_result_free(results[i]);
    free(results);
    cli_roots_fini(&roots);
    return code;
}
