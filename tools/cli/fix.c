/* SPDX-License-Identifier: Apache-2.0 */
#include "render_options.h"

static int
fix(const struct cli_request *request, const struct hkr_render_options *render, struct hkr_ctx *ctx)
{
    struct hkr_fix options = {.size = sizeof options,
                              .vars = request->given[CLI_VARS],
                              .render = render,
                              .roots = request->values[CLI_PROVE],
                              .n_roots = request->n_values[CLI_PROVE]};
    struct hkr_result *result = NULL;
    enum hkr_status status = hkr_fix(ctx, ".", &options, &result);
    return cli_finish_edit(request, status, result);
}

int
cli_run_fix(const struct cli_request *request)
{
    return cli_with_context(request, fix);
}
