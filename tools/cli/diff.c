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
    enum cli_compare_how how =
        options.format == HKR_REPORT_JSON ? CLI_COMPARE_DIGESTS : CLI_COMPARE_PLAIN;
    int status = cli_compare_init(request, how, &compare);
    if (status == CLI_SAME) {
        status = cli_compare_status(&compare);
        if (cli_report(request, compare.ctx, compare.results, compare.n, &options) != CLI_DONE)
            status = CLI_TROUBLE;
    }
    cli_compare_fini(&compare);
    return status;
}
