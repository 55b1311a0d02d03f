/* SPDX-License-Identifier: Apache-2.0 */
/* tools/cli/compare.h -- both sides of each root compared: for `diff` and `prove-noop`.
 *
 * Exit status: 0 same, 1 different, 2 trouble: a side that fails is never a difference. */
#ifndef HK_TOOLS_COMPARE_H
#define HK_TOOLS_COMPARE_H

#include "affected.h"

enum cli_compare_exit { CLI_SAME = 0, CLI_DIFFERENT = 1, CLI_TROUBLE = 2 };

struct cli_compare {
    struct cli_render_options render;
    struct hkr_ctx *ctx;
    struct cli_affected affected; /* with its sides, which may be all there is in it */
    const struct cli_sides *sides;
    size_t *pairs; /* which of the sides were compared; the others read nothing that changed */
    struct hkr_result **results; /* of those, in the same order */
    size_t n;
};

enum cli_compare_how {
    CLI_COMPARE_PLAIN,
    CLI_COMPARE_DIGESTS,    /* with digests of what is compared */
    CLI_COMPARE_ALL_DIGESTS /* and of the roots that nothing that changed reaches */
};

/* Compares what @request names, and tells the diagnostics. Prints what is wrong and returns
 * CLI_TROUBLE when there is nothing to report, else CLI_SAME. To be ended with cli_compare_fini()
 * in any case. */
int cli_compare_init(const struct cli_request *request, enum cli_compare_how how,
                     struct cli_compare *ret_compare);
void cli_compare_fini(struct cli_compare *compare);
/* The worst of all roots. */
int cli_compare_status(const struct cli_compare *compare);
/* That of one. */
int cli_compare_status_of(const struct hkr_comparison *comparison);

#endif
