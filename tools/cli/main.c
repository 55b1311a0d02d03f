/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

int
main(int argc, char **argv)
{
    struct cli_request request;
    int status = cli_parse(argc, argv, &request);
    if (status != CLI_DONE) {
        if (request.verb)
            fprintf(stderr, "%s: see `%s help %s`\n", request.program, request.program,
                    request.verb->name);
        return status;
    }
    if (request.given[CLI_HELP]) {
        cli_print_help(stdout, request.program,
                       request.verb->on == HK_ON_HELP ? NULL : request.verb);
        return CLI_DONE;
    }
    return request.verb->run(&request);
}
