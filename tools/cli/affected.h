/* SPDX-License-Identifier: Apache-2.0 */
/* tools/cli/affected.h -- the roots that a change of files can reach, as the command line asks for
 * them: by a list of paths, or between two states of a git repository. */
#ifndef HK_TOOLS_AFFECTED_H
#define HK_TOOLS_AFFECTED_H

#include "render_options.h"
#include "sides.h"

enum affected_state { AFFECTED_CHANGED, AFFECTED_ADDED, AFFECTED_REMOVED };

struct affected_row {
    const char *root;
    const char *because; /* a changed path; NULL where the root itself is new or gone */
    enum affected_state state;
    size_t pair; /* of the sides */
};

struct cli_affected {
    const struct cli_request *request;
    const struct hkr_render_options *render;
    struct hkr_ctx *ctx;
    struct affected_row *rows; /* sorted by root */
    size_t n;
    struct cli_sides sides;   /* none with --files-from */
    struct hkr_result *found; /* what the texts lie in */
};

/* Prints what is wrong and returns CLI_USAGE, else CLI_DONE. To be ended with cli_affected_fini()
 * in any case, after hkr_ctx_free(@ctx). All that is given is borrowed. */
int cli_affected_find(const struct cli_request *request, const struct hkr_render_options *render,
                      struct hkr_ctx *ctx, struct cli_affected *ret_affected);
void cli_affected_fini(struct cli_affected *affected);

#endif
