/* SPDX-License-Identifier: Apache-2.0 */
/* tools/cli/variables.h -- --set, --vars-file, --env and their like, for the library. */
#ifndef HK_TOOLS_VARIABLES_H
#define HK_TOOLS_VARIABLES_H

#include "cli.h"

struct cli_variables {
    struct hkr_variables variables;
    struct hkr_variable *list;
    char **names; /* of --set */
    size_t n_names;
};

/* Prints what is wrong and returns CLI_USAGE or CLI_FAULT, else CLI_DONE. To be ended with
 * cli_variables_fini() in any case. */
int cli_variables_init(const struct cli_request *request, struct cli_variables *ret_variables);
/* NULL when the command line asks for no substitution. */
const struct hkr_variables *cli_variables_given(const struct cli_request *request,
                                                const struct cli_variables *variables);
void cli_variables_fini(struct cli_variables *variables);

#endif
