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

/* Those of @list, one side of all roots, that the changes reach and that are there; to be freed. */
static const char **
roots_of(const struct hook *hook, const struct hkr_side *list, size_t *ret_n)
{
    const struct cli_affected *affected = &hook->affected;
    size_t n = hook->is_whole ? affected->sides.n : affected->n, kept = 0;
    const char **roots = calloc(n + 1, sizeof *roots);
    for (size_t i = 0; roots && i < n; i++) {
        const struct hkr_side *side = &list[hook->is_whole ? i : affected->rows[i].pair];
        if (side->path)
            roots[kept++] = side->path;
    }
    *ret_n = kept;
    return roots;
}

/* Renders @roots with a context on the file system of their side. @tell: what is wrong with those
 * that fail. */
static int
render_all(const struct hook *hook, struct hkr_ctx *ctx, const char *const *roots, size_t n,
           bool tell, size_t *ret_n_failed)
{
    const struct cli_request *request = &hook->request;
    struct hkr_result **results = calloc(n + 1, sizeof(struct hkr_result *));
    enum hkr_status status = HKR_E_NOMEM;
    if (results)
        status = hkr_render_many(ctx, roots, n, &hook->options.options, NULL, results);
    bool done = results && (n == 0 || results[0]);
    cli_tell_once(request);
    for (size_t i = 0; done && i < n; i++) {
        if (tell)
            cli_tell(request, results[i]);
        *ret_n_failed += hkr_result_status(results[i]) != HKR_OK;
    }
    for (size_t i = 0; results && i < n; i++)
        hkr_result_free(results[i]);
    free(results);
    return done ? CLI_DONE : cli_complain(request, CLI_USAGE, "%s", hkr_status_name(status));
}

/* Renders one side of the roots; how many there are, and how many fail. */
static int
render_side(const struct hook *hook, const struct hkr_side *list, bool tell, size_t *ret_n,
            size_t *ret_n_failed)
{
    const struct cli_request *request = &hook->request;
    struct hkr_ctx *ctx = NULL;
    const char **roots = roots_of(hook, list, ret_n);
    *ret_n_failed = 0;
    if (!roots)
        return cli_complain(request, CLI_USAGE, "%s", hkr_status_name(HKR_E_NOMEM));
    int code = cli_new_context_on(request, list[0].fs, &ctx);
    if (code == CLI_DONE)
        code = render_all(hook, ctx, roots, *ret_n, tell, ret_n_failed);
    hkr_ctx_free(ctx);
    free(roots);
    return code == CLI_DONE ? CLI_DONE : CLI_USAGE;
}

static int
check(const struct hook *hook)
{
    const struct cli_sides *sides = &hook->affected.sides;
    size_t n, n_failed;
    int code = render_side(hook, sides->afters, true, &n, &n_failed);
    if (code != CLI_DONE)
        return code;
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

/* Whether roots fail before the commit alone: it mends or removes them, and is not to be hindered.
 */
static bool
is_mended(const struct hook *hook)
{
    const struct cli_sides *sides = &hook->affected.sides;
    size_t n, n_before, n_after;
    return render_side(hook, sides->befores, false, &n, &n_before) == CLI_DONE && n_before &&
           render_side(hook, sides->afters, false, &n, &n_after) == CLI_DONE && !n_after;
}

/* A difference is what it is asked for, and no fault. */
int
cli_run_hook_diff(const struct cli_request *request)
{
    struct hook hook;
    int code = hook_init(request, &hook);
    if (code == CLI_DONE) {
        code = compare(&hook, cli_run_diff);
        if (code == CLI_FAULT || (code == CLI_USAGE && is_mended(&hook)))
            code = CLI_DONE;
    }
    hook_fini(&hook);
    return code;
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
