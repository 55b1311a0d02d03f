/* SPDX-License-Identifier: Apache-2.0 */
/* `diff`: what is different between both sides, as a report. */
#include "compare.h"
#include "report.h"

int
cli_run_diff(const struct cli_request *request)
{
    struct cli_compare compare;
    struct hkr_report_options options;
    if (cli_report_options(request, &options) != CLI_DONE)
        return CLI_TROUBLE;
    int status = cli_compare_init(request, options.format == HKR_REPORT_JSON, &compare);
    if (status == CLI_SAME) {
        status = cli_compare_status(&compare);
        if (cli_report(request, compare.ctx, compare.results, compare.sides.n, &options) !=
            CLI_DONE)
            status = CLI_TROUBLE;
    }
    cli_compare_fini(&compare);
    return status;
}
