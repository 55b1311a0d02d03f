/* SPDX-License-Identifier: Apache-2.0 */
/* `hook`: what a commit would change, for hooks of git and of pre-commit. The files are those of
 * the index, so what is not staged does not count; only roots that the changes reach are rendered.
 */
#include "affected.h"

#include <stdlib.h>
#include <string.h>

/* What a hook is asked: as if --staged had been given. */
struct hook {
    struct cli_request request;
    struct cli_render_options options;
    struct hkr_ctx *ctx;
    struct cli_affected affected;
    bool is_whole; /* nothing is staged, so that all roots are meant */
};

/* ---- The roots ---------------------------------------------------------------------------- */

/* pre-commit says so when it is asked for what lies between two revisions. */
static const char *
base_revision(void)
{
    const char *from = getenv("PRE_COMMIT_FROM_REF");
    return from && *from ? from : NULL;
}

static int
hook_init(const struct cli_request *request, struct hook *hook)
{
    *hook = (struct hook){.request = *request};
    hook->request.given[CLI_STAGED] = true;
    hook->request.value[CLI_BASE] = base_revision();
    hook->request.given[CLI_BASE] = hook->request.value[CLI_BASE] != NULL;
    int code = cli_render_options_init(&hook->request, &hook->options);
    if (code == CLI_DONE)
        code = cli_new_context(&hook->request, &hook->ctx);
    if (code == CLI_DONE)
        code =
            cli_affected_find(&hook->request, &hook->options.options, hook->ctx, &hook->affected);
    hook->is_whole = code == CLI_DONE && !hook->affected.sides.n_changed;
    return code == CLI_DONE ? CLI_DONE : CLI_USAGE;
}

static void
hook_fini(struct hook *hook)
{
    hkr_ctx_free(hook->ctx);
    cli_affected_fini(&hook->affected);
    cli_render_options_fini(&hook->options);
}

/* ---- hook check ---------------------------------------------------------------------------- */

/* The roots that are there in the index and that the changes reach; to be freed. */
static const char **
roots_of(const struct hook *hook, size_t *ret_n)
{
    const struct cli_affected *affected = &hook->affected;
    const struct cli_sides *sides = &affected->sides;
    const char **roots = calloc(sides->n + 1, sizeof *roots);
    size_t n = 0;
    for (size_t i = 0; roots && hook->is_whole && i < sides->n; i++)
        if (sides->afters[i].path)
            roots[n++] = sides->afters[i].path;
    for (size_t i = 0; roots && !hook->is_whole && i < affected->n; i++)
        if (affected->rows[i].state != AFFECTED_REMOVED)
            roots[n++] = affected->rows[i].root;
    *ret_n = n;
    return roots;
}

/* Renders the roots with a context on the file system of the index; how many fail. */
static int
render_all(const struct hook *hook, struct hkr_ctx *ctx, const char *const *roots, size_t n,
           size_t *ret_n_failed)
{
    const struct cli_request *request = &hook->request;
    struct hkr_result **results = calloc(n + 1, sizeof(struct hkr_result *));
    enum hkr_status status = HKR_E_NOMEM;
    if (results)
        status = hkr_render_many(ctx, roots, n, &hook->options.options, NULL, results);
    bool done = results && (n == 0 || results[0]);
    cli_tell_once(request);
    for (size_t i = 0; done && i < n; i++) {
        cli_tell(request, results[i]);
        *ret_n_failed += hkr_result_status(results[i]) != HKR_OK;
    }
    for (size_t i = 0; results && i < n; i++)
        hkr_result_free(results[i]);
    free(results);
    return done ? CLI_DONE : cli_complain(request, CLI_USAGE, "%s", hkr_status_name(status));
}

static int
check(const struct hook *hook)
{
    const struct cli_request *request = &hook->request;
    const struct cli_sides *sides = &hook->affected.sides;
    struct hkr_ctx *ctx = NULL;
    size_t n = 0, n_failed = 0;
    const char **roots = roots_of(hook, &n);
    if (!roots)
        return cli_complain(request, CLI_USAGE, "%s", hkr_status_name(HKR_E_NOMEM));
    int code = cli_new_context_on(request, sides->afters[0].fs, &ctx);
    if (code == CLI_DONE)
        code = render_all(hook, ctx, roots, n, &n_failed);
    hkr_ctx_free(ctx);
    free(roots);
    if (code != CLI_DONE)
        return CLI_USAGE;
    printf("%zu of %zu roots rendered, %zu failed\n", n, sides->n, n_failed);
    return n_failed ? CLI_FAULT : CLI_DONE;
}

int
cli_run_hook_check(const struct cli_request *request)
{
    struct hook hook;
    int code = hook_init(request, &hook);
    if (code == CLI_DONE)
        code = check(&hook);
    hook_fini(&hook);
    return code;
}

/* ---- hook diff, hook noop ------------------------------------------------------------------ */

/* Runs @verb on the roots that the changes reach, on both sides. */
static int
compare(const struct hook *hook, int (*verb)(const struct cli_request *request))
{
    const struct cli_affected *affected = &hook->affected;
    struct cli_request request = hook->request;
    if (!affected->n) {
        printf("the changes reach none of %zu roots\n", affected->sides.n);
        return CLI_DONE;
    }
    request.operands = calloc(affected->n, sizeof *request.operands);
    if (!request.operands)
        return cli_complain(&request, CLI_USAGE, "%s", hkr_status_name(HKR_E_NOMEM));
    for (size_t i = 0; i < affected->n; i++)
        request.operands[i] = affected->rows[i].root;
    request.n_operands = (int)affected->n;
    int code = verb(&request);
    free(request.operands);
    return code;
}

/* A difference is what it is asked for, and no fault. */
int
cli_run_hook_diff(const struct cli_request *request)
{
    struct hook hook;
    int code = hook_init(request, &hook);
    if (code == CLI_DONE)
        code = compare(&hook, cli_run_diff);
    hook_fini(&hook);
    return code == CLI_FAULT ? CLI_DONE : code;
}

int
cli_run_hook_noop(const struct cli_request *request)
{
    struct hook hook;
    int code = hook_init(request, &hook);
    if (code == CLI_DONE)
        code = compare(&hook, cli_run_prove_noop);
    hook_fini(&hook);
    return code;
}
