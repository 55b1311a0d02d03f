/* SPDX-License-Identifier: Apache-2.0 */
/* tools/cli/report.h -- what comparisons found, in the form that the options of HK_ON_REPORT say,
 * to standard output or a file. */
#ifndef HK_TOOLS_REPORT_H
#define HK_TOOLS_REPORT_H

#include "cli.h"

/* Reads the options; the texts are borrowed from @request. Prints what is wrong and returns
 * CLI_USAGE, else CLI_DONE. Done before any work, so that a typing error costs none. */
int cli_report_options(const struct cli_request *request, struct hkr_report_options *ret_options);

/* Reports on @n results of comparisons. CLI_DONE, or CLI_FAULT after a complaint. */
int cli_report(const struct cli_request *request, struct hkr_ctx *ctx,
               struct hkr_result *const *results, size_t n,
               const struct hkr_report_options *options);

#endif
