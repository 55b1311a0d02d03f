/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

#include "many.h"
#include "render_options.h"

#include <string.h>

static int
emit(const struct cli_request *request, const struct hkr_result *result)
{
    const char *path = request->value[CLI_OUTPUT];
    if (path && strcmp(path, "-") != 0)
        return cli_write_path(request, result, path);
    return cli_write_stdout(request, hkr_result_bytes(result), hkr_result_size(result));
}

/* Renders with @ctx and prints; the exit status. */
static int
render(const struct cli_request *request, const struct hkr_render_options *options,
       struct hkr_ctx *ctx)
{
    struct hkr_result *result = NULL;
    const char *root = request->n_operands ? request->operands[0] : ".";
    enum hkr_status status = hkr_render(ctx, root, options, &result);
    if (!result)
        return cli_complain(request, CLI_FAULT, "%s", hkr_status_name(status));
    cli_tell(request, result);
    int code = status == HKR_OK ? emit(request, result) : CLI_FAULT;
    hkr_result_free(result);
    return code;
}

int
cli_run_build(const struct cli_request *request)
{
    return cli_with_context(request, cli_is_many(request) ? cli_build_many : render);
}
