/* SPDX-License-Identifier: Apache-2.0 */
#include "render_options.h"

int
cli_run_fix(const struct cli_request *request)
{
    struct cli_render_options render;
    struct hkr_fix options = {.size = sizeof options,
                              .vars = request->given[CLI_VARS],
                              .render = &render.options,
                              .roots = request->values[CLI_PROVE],
                              .n_roots = request->n_values[CLI_PROVE]};
    struct hkr_result *result = NULL;
    struct hkr_ctx *ctx = NULL;
    int code = cli_render_options_init(request, &render);
    if (code == CLI_DONE)
        code = cli_new_context(request, &ctx);
    if (code == CLI_DONE) {
        enum hkr_status status = hkr_fix(ctx, ".", &options, &result);
        code = cli_finish_edit(request, status, result);
    }
    hkr_ctx_free(ctx);
    cli_render_options_fini(&render);
    return code;
}
