/* SPDX-License-Identifier: Apache-2.0 */
/* tools/cli/paths.h -- a list of paths that another program writes: lines, or zero-terminated. */
#ifndef HK_TOOLS_PATHS_H
#define HK_TOOLS_PATHS_H

#include "cli.h"

struct cli_paths {
    const char **items;
    size_t n;
    char *text; /* what they lie in */
};

/* Reads @file, "-" for standard input. A line in double quotes is what git makes of a path with
 * unusual bytes, and is read so. Complains and returns CLI_USAGE or CLI_FAULT, else CLI_DONE. To be
 * ended with cli_paths_fini() in any case. */
int cli_paths_read(const struct cli_request *request, const char *file, bool zeros,
                   struct cli_paths *ret_paths);
void cli_paths_fini(struct cli_paths *paths);

#endif
