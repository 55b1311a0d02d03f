/* SPDX-License-Identifier: Apache-2.0 */
#include "report.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The forms, by the words of --format and by how the name of a file ends. */
static const struct {
    const char *word;
    enum hkr_report_format format;
} forms[] = {
    {"text", HKR_REPORT_TEXT},          {"unified", HKR_REPORT_UNIFIED},
    {"json", HKR_REPORT_JSON},          {"markdown", HKR_REPORT_MARKDOWN},
    {"html", HKR_REPORT_HTML},          {".html", HKR_REPORT_HTML},
    {".htm", HKR_REPORT_HTML},          {".md", HKR_REPORT_MARKDOWN},
    {".markdown", HKR_REPORT_MARKDOWN}, {".json", HKR_REPORT_JSON},
    {".diff", HKR_REPORT_UNIFIED},      {".patch", HKR_REPORT_UNIFIED},
};

static enum hkr_report_format
format_of(const char *word)
{
    for (size_t i = 0; word && i < sizeof forms / sizeof forms[0]; i++)
        if (strcmp(forms[i].word, word) == 0)
            return forms[i].format;
    return HKR_REPORT_TEXT;
}

/* The file that the report goes to, or NULL: to standard output. */
static const char *
output_of(const struct cli_request *request)
{
    const char *path = request->value[CLI_REPORT_OUTPUT];
    return path && strcmp(path, "-") != 0 ? path : NULL;
}

int
cli_report_options(const struct cli_request *request, struct hkr_report_options *ret_options)
{
    const char *path = output_of(request), *bytes = request->value[CLI_MAX_BYTES];
    const char *word = request->value[CLI_REPORT_FORMAT];
    struct stat info;
    *ret_options =
        (struct hkr_report_options){.size = sizeof *ret_options,
                                    .format = format_of(word || !path ? word : strrchr(path, '.')),
                                    .color = !path && cli_wants_color(request, STDOUT_FILENO),
                                    .summary_only = request->given[CLI_SUMMARY_ONLY],
                                    .title = request->value[CLI_TITLE]};
    if (path && stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        return cli_complain(request, CLI_USAGE, "--output %s: is a directory", path);
    if (!bytes)
        return CLI_DONE;
    size_t digits = strspn(bytes, "0123456789");
    unsigned long long n = strtoull(bytes, NULL, 10);
    if (!digits || bytes[digits] || digits > 15 || n < 2000)
        return cli_complain(request, CLI_USAGE, "--max-bytes %s: must be a number from 2000 on",
                            bytes);
    ret_options->max_bytes = (size_t)n;
    return CLI_DONE;
}

int
cli_report(const struct cli_request *request, struct hkr_ctx *ctx,
           struct hkr_result *const *results, size_t n, const struct hkr_report_options *options)
{
    struct hkr_result *report = NULL;
    const char *path = output_of(request);
    const struct hkr_result *const *all = (const struct hkr_result *const *)results;
    enum hkr_status status = hkr_report(ctx, all, n, options, &report);
    int code = CLI_FAULT;
    if (status != HKR_OK)
        (void)cli_complain(request, CLI_FAULT, "%s", hkr_status_name(status));
    else if (path)
        code = cli_write_path(request, report, path);
    else
        code = cli_write_stdout(request, hkr_result_bytes(report), hkr_result_size(report));
    hkr_result_free(report);
    return code;
}
