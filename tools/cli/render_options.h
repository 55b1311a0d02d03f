/* SPDX-License-Identifier: Apache-2.0 */
/* tools/cli/render_options.h -- the options of a render, from the command line and the environment.
 *
 * For all verbs that render: those that take the options of HK_ON_RENDER. */
#ifndef HK_TOOLS_RENDER_OPTIONS_H
#define HK_TOOLS_RENDER_OPTIONS_H

#include "programs.h"
#include "variables.h"

struct cli_render_options {
    struct hkr_render_options options; /* for the library; borrows the rest */
    struct cli_remotes remotes;
    struct cli_programs programs;
    struct cli_variables variables;
    struct hkr_treat *treats;
};

/* Prints what is wrong and returns CLI_USAGE or CLI_FAULT, else CLI_DONE. To be ended with
 * cli_render_options_fini() in any case. */
int cli_render_options_init(const struct cli_request *request,
                            struct cli_render_options *ret_options);
void cli_render_options_fini(struct cli_render_options *options);

/* Calls @work with the options of @request and a new context. Returns its exit status, or that of
 * what was wrong before it. */
typedef int (*cli_work_fn)(const struct cli_request *request,
                           const struct hkr_render_options *options, struct hkr_ctx *ctx);
int cli_with_context(const struct cli_request *request, cli_work_fn work);

#endif
