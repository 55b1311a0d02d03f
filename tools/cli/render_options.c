/* SPDX-License-Identifier: Apache-2.0 */
#include "render_options.h"

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

int
cli_render_options_init(const struct cli_request *request, struct cli_render_options *ret_options)
{
    *ret_options = (struct cli_render_options){.options = options_of(request)};
    struct hkr_render_options *options = &ret_options->options;
    if (!cli_programs_check(request))
        return cli_complain(request, CLI_USAGE, "--program-timeout %s: must be a number of seconds",
                            request->value[CLI_PROGRAM_TIMEOUT]);
    int code = cli_remotes_init(request, &ret_options->remotes);
    if (code != CLI_DONE)
        return code;
    code = cli_variables_init(request, &ret_options->variables);
    if (code != CLI_DONE)
        return code;
    options->variables = cli_variables_given(request, &ret_options->variables);
    options->remotes = ret_options->remotes.list;
    options->n_remotes = ret_options->remotes.n;
    ret_options->treats = cli_treats(request, &options->n_treats);
    if (!ret_options->treats)
        return CLI_USAGE;
    options->treats = ret_options->treats;
    if (!cli_programs_init(request, &ret_options->programs))
        return cli_complain(request, CLI_FAULT, "%s", hkr_status_name(HKR_E_NOMEM));
    options->programs = cli_programs_given(&ret_options->programs);
    return CLI_DONE;
}

void
cli_render_options_fini(struct cli_render_options *options)
{
    cli_programs_fini(&options->programs);
    cli_variables_fini(&options->variables);
    cli_remotes_fini(&options->remotes);
    free(options->treats);
}

int
cli_with_context(const struct cli_request *request, cli_work_fn work)
{
    struct hkr_ctx *ctx = NULL;
    struct cli_render_options options;
    int code = cli_render_options_init(request, &options);
    if (code == CLI_DONE)
        code = cli_new_context(request, &ctx);
    if (code == CLI_DONE)
        code = work(request, &options.options, ctx);
    hkr_ctx_free(ctx);
    cli_render_options_fini(&options);
    return code;
}
