/* SPDX-License-Identifier: Apache-2.0 */
/* tools/cli/programs.h -- what the command line allows a render to start.
 *
 * The library reads no environment, so what programs are to have of it is chosen here. */
#ifndef HK_TOOLS_PROGRAMS_H
#define HK_TOOLS_PROGRAMS_H

#include "cli.h"

struct cli_programs {
    struct hkr_programs programs;
    const char **environment; /* owned, its entries too */
    char *home;               /* owned: the directory of plugins, or NULL */
};

/* Whether the values of its options make sense. */
bool cli_programs_check(const struct cli_request *request);
/* False when memory is out. To be ended with cli_programs_fini() in any case. */
bool cli_programs_init(const struct cli_request *request, struct cli_programs *ret_programs);
void cli_programs_fini(struct cli_programs *programs);
/* What to hand to the library: NULL when nothing may be started. */
const struct hkr_programs *cli_programs_given(const struct cli_programs *programs);

#endif
