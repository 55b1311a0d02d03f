/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

#include "diag_text.h"
#include "programs.h"

#include <stdlib.h>
#include <string.h>

static struct hkr_render_options
options_of(const struct cli_request *request)
{
    struct hkr_render_options options = {.size = sizeof options};
    const char *restrictor = request->value[CLI_LOAD_RESTRICTOR];
    const char *reorder = request->value[CLI_REORDER];
    const char *managed_by = getenv("KUSTOMIZE_ENABLE_MANAGEDBY_LABEL");
    if (restrictor && strcmp(restrictor, "LoadRestrictionsNone") == 0)
        options.load_restrictor = HKR_LOAD_NONE;
    if (reorder)
        options.reorder = strcmp(reorder, "none") == 0 ? HKR_REORDER_NONE : HKR_REORDER_LEGACY;
    options.remote_maps = request->values[CLI_REMOTE_MAP];
    options.n_remote_maps = request->n_values[CLI_REMOTE_MAP];
    options.managed_by_label =
        request->given[CLI_MANAGED_BY] || (managed_by && strcmp(managed_by, "on") == 0);
    options.strict = request->given[CLI_STRICT];
    options.schema_from_crds = request->given[CLI_SCHEMA_FROM_CRDS];
    return options;
}

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
render(const struct cli_request *request, const struct cli_remotes *remotes, struct hkr_ctx *ctx)
{
    struct hkr_render_options options = options_of(request);
    options.remotes = remotes->list;
    options.n_remotes = remotes->n;
    struct cli_programs programs;
    struct hkr_result *result = NULL;
    struct hkr_treat *treats = cli_treats(request, &options.n_treats);
    if (!treats)
        return CLI_USAGE;
    options.treats = treats;
    const char *root = request->n_operands ? request->operands[0] : ".";
    enum hkr_status status = HKR_E_NOMEM;
    if (cli_programs_init(request, &programs)) {
        options.programs = cli_programs_given(&programs);
        status = hkr_render(ctx, root, &options, &result);
    }
    cli_programs_fini(&programs);
    free(treats);
    if (!result)
        return cli_complain(request, CLI_FAULT, "%s", hkr_status_name(status));
    diag_text_print_all(stderr, result, request->color, request->given[CLI_QUIET]);
    int code = status == HKR_OK ? emit(request, result) : CLI_FAULT;
    hkr_result_free(result);
    return code;
}

int
cli_run_build(const struct cli_request *request)
{
    struct hkr_ctx *ctx = NULL;
    if (!cli_programs_check(request))
        return cli_complain(request, CLI_USAGE, "--program-timeout %s: must be a number of seconds",
                            request->value[CLI_PROGRAM_TIMEOUT]);
    struct cli_remotes remotes;
    int code = cli_remotes_init(request, &remotes);
    if (code == CLI_DONE)
        code = cli_new_context(request, &ctx);
    if (code == CLI_DONE)
        code = render(request, &remotes, ctx);
    cli_remotes_fini(&remotes);
    hkr_ctx_free(ctx);
    return code;
}
