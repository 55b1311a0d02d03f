/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

/* Chunks that the library frees go back to the system at once. glibc would keep them once it had
 * seen the first, and they would count in the peak while the output is written. */
static void
set_up_memory(void)
{
#ifdef __GLIBC__
    (void)mallopt(M_MMAP_THRESHOLD, 256 * 1024);
#endif
}

static int
run(struct cli_request *request, int status)
{
    if (status != CLI_DONE) {
        if (request->verb)
            fprintf(stderr, "%s: see `%s help %s`\n", request->program, request->program,
                    request->verb->name);
        return status;
    }
    if (request->given[CLI_HELP] && request->verb->run != cli_run_complete) {
        cli_print_help(stdout, request->program,
                       request->verb->run == cli_run_help ? NULL : request->verb);
        return CLI_DONE;
    }
    status = cli_diags_begin(request);
    return status == CLI_DONE ? cli_diags_end(request, request->verb->run(request)) : status;
}

int
main(int argc, char **argv)
{
    struct cli_request request;
    set_up_memory();
    int status = run(&request, cli_parse(argc, argv, &request));
    cli_request_fini(&request);
    return status;
}
