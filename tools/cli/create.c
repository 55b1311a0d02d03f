/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

int
cli_run_create(const struct cli_request *request)
{
    const char *const *value = request->value;
    struct hkr_create options = {.size = sizeof options,
                                 .resources = value[CLI_CREATE_RESOURCES],
                                 .ns = value[CLI_CREATE_NAMESPACE],
                                 .annotations = value[CLI_CREATE_ANNOTATIONS],
                                 .labels = value[CLI_CREATE_LABELS],
                                 .name_prefix = value[CLI_CREATE_PREFIX],
                                 .name_suffix = value[CLI_CREATE_SUFFIX],
                                 .autodetect = request->given[CLI_CREATE_AUTODETECT],
                                 .recursive = request->given[CLI_CREATE_RECURSIVE],
                                 .no_verify = request->given[CLI_NO_VERIFY]};
    struct hkr_result *result = NULL;
    struct hkr_ctx *ctx = NULL;
    int code = cli_new_context(request, &ctx);
    if (code == CLI_DONE) {
        enum hkr_status status = hkr_create(ctx, ".", &options, &result);
        code = cli_finish_edit(request, status, result);
    }
    hkr_ctx_free(ctx);
    return code;
}
