/* SPDX-License-Identifier: Apache-2.0 */
/* `vars`: the variables of a kustomization, where they are used and where they come from. */
#include "cli.h"

#include "json.h"
#include "render_options.h"
#include "safe_text.h"

#include <stdlib.h>
#include <string.h>

struct report {
    const struct cli_request *request;
    const struct hkr_result *result;
    FILE *out;
    int widths[3]; /* of objects, paths and places, in bytes */
    size_t n_unset;
    size_t n_unused;
};

/* ---- Text -------------------------------------------------------------------------------- */

static void
put(const struct report *report, const char *text)
{
    safe_print(report->out, text, strlen(text));
}

static void
put_padded(const struct report *report, const char *text, int width)
{
    put(report, text);
    fprintf(report->out, "%*s", width > (int)strlen(text) ? width - (int)strlen(text) + 2 : 2, "");
}

static void
put_place(const struct report *report, const struct hkr_span *at, const char *from)
{
    put(report, at->line ? at->file : from);
    if (at->line)
        fprintf(report->out, ":%u:%u", at->line, at->column);
}

static int
place_width(const struct hkr_span *at)
{
    return at->line ? snprintf(NULL, 0, "%s:%u:%u", at->file, at->line, at->column) : 0;
}

static void
measure(struct report *report)
{
    struct hkr_var_use use = {.size = sizeof use};
    for (size_t i = 0; i < hkr_result_n_vars(report->result); i++)
        for (size_t j = 0; hkr_result_var_use(report->result, i, j, &use) == HKR_OK; j++) {
            size_t widths[] = {strlen(use.object), strlen(use.path), (size_t)place_width(&use.at)};
            for (int k = 0; k < 3; k++)
                if (widths[k] < 80 && (int)widths[k] > report->widths[k])
                    report->widths[k] = (int)widths[k];
        }
}

/* "NAME = "value"  from vars.env:3:1, hides --set", or why it has none. */
static void
put_head(struct report *report, size_t i, const struct hkr_var *var)
{
    struct hkr_var_source source = {.size = sizeof source};
    put(report, var->name);
    for (size_t j = 0; hkr_result_var_source(report->result, i, j, &source) == HKR_OK; j++) {
        if (j == 0 && source.value) {
            fputs(" = ", report->out);
            cli_json_text(report->out, source.value);
        } else if (j == 0) {
            fputs(" = (secret)", report->out);
        }
        fputs(j == 0 ? "  from " : j == 1 ? ", hides " : ", ", report->out);
        put_place(report, &source.at, source.from);
    }
    if (!var->n_sources && var->n_required)
        fputs(" is not set", report->out);
    else if (!var->n_sources)
        fputs(" is not set, and has a default everywhere", report->out);
    if (!var->n_uses)
        fputs(", never used", report->out);
    fputc('\n', report->out);
    report->n_unset += !var->n_sources && var->n_required;
    report->n_unused += !var->n_uses;
}

static void
put_text(struct report *report)
{
    struct hkr_var var = {.size = sizeof var};
    struct hkr_var_use use = {.size = sizeof use};
    size_t n = hkr_result_n_vars(report->result);
    measure(report);
    for (size_t i = 0; hkr_result_var(report->result, i, &var) == HKR_OK; i++) {
        put_head(report, i, &var);
        for (size_t j = 0; hkr_result_var_use(report->result, i, j, &use) == HKR_OK; j++) {
            fputs("  ", report->out);
            put_padded(report, use.object, report->widths[0]);
            put_padded(report, use.path, report->widths[1]);
            put_place(report, &use.at, "");
            int gap = report->widths[2] - place_width(&use.at);
            fprintf(report->out, "%*s", gap > 0 ? gap + 2 : 2, "");
            put(report, use.expression ? use.expression : "(in a Secret)");
            fputs(use.in_key ? "  (in the key)\n" : "\n", report->out);
        }
    }
    fprintf(report->out, "%zu variable%s, %zu not set, %zu never used\n", n, n == 1 ? "" : "s",
            report->n_unset, report->n_unused);
}

/* ---- JSON -------------------------------------------------------------------------------- */

static void
put_member(const struct report *report, const char *before, const char *text)
{
    fputs(before, report->out);
    cli_json_text(report->out, text);
}

static void
put_json_place(const struct report *report, const struct hkr_span *at)
{
    if (!at->line) {
        fputs(", \"file\": null", report->out);
        return;
    }
    put_member(report, ", \"file\": ", at->file);
    fprintf(report->out, ", \"line\": %u, \"column\": %u", at->line, at->column);
}

static void
put_json_var(struct report *report, size_t i, const struct hkr_var *var)
{
    struct hkr_var_source source = {.size = sizeof source};
    struct hkr_var_use use = {.size = sizeof use};
    put_member(report, i ? ",\n  {\"name\": " : "\n  {\"name\": ", var->name);
    fprintf(report->out, ", \"set\": %s, \"required\": %s, \"sources\": [",
            var->n_sources ? "true" : "false", var->n_required ? "true" : "false");
    for (size_t j = 0; hkr_result_var_source(report->result, i, j, &source) == HKR_OK; j++) {
        put_member(report, j ? ",\n    {\"from\": " : "\n    {\"from\": ", source.from);
        put_member(report, ", \"value\": ", source.value);
        fprintf(report->out, ", \"secret\": %s", source.value ? "false" : "true");
        put_json_place(report, &source.at);
        fputc('}', report->out);
    }
    fputs("], \"uses\": [", report->out);
    for (size_t j = 0; hkr_result_var_use(report->result, i, j, &use) == HKR_OK; j++) {
        put_member(report, j ? ",\n    {\"object\": " : "\n    {\"object\": ", use.object);
        put_member(report, ", \"path\": ", use.path);
        put_member(report, ", \"expression\": ", use.expression);
        fprintf(report->out, ", \"hasDefault\": %s", use.has_default ? "true" : "false");
        put_member(report, ", \"default\": ", use.fallback);
        fprintf(report->out, ", \"inKey\": %s", use.in_key ? "true" : "false");
        put_json_place(report, &use.at);
        fputc('}', report->out);
    }
    fputs("]}", report->out);
    report->n_unset += !var->n_sources && var->n_required;
}

static void
put_json(struct report *report)
{
    struct hkr_var var = {.size = sizeof var};
    fputs("{\"variables\": [", report->out);
    for (size_t i = 0; hkr_result_var(report->result, i, &var) == HKR_OK; i++)
        put_json_var(report, i, &var);
    fputs("\n]}\n", report->out);
}

/* ---- The verb ---------------------------------------------------------------------------- */

static int
print(struct report *report)
{
    const struct cli_request *request = report->request;
    const char *format = request->value[CLI_VARS_FORMAT];
    char *text = NULL;
    size_t size = 0;
    report->out = open_memstream(&text, &size);
    if (report->out && format && strcmp(format, "json") == 0)
        put_json(report);
    else if (report->out)
        put_text(report);
    bool done = report->out && !ferror(report->out) && fclose(report->out) == 0;
    int code = done ? cli_write_stdout(request, text, size)
                    : cli_complain(request, CLI_FAULT, "%s", hkr_status_name(HKR_E_NOMEM));
    free(text);
    bool fault = report->n_unset && !request->given[CLI_LENIENT];
    return code == CLI_DONE && fault ? CLI_FAULT : code;
}

static int
list(const struct cli_request *request, const struct hkr_render_options *options,
     struct hkr_ctx *ctx)
{
    struct hkr_result *result = NULL;
    const char *root = request->n_operands ? request->operands[0] : ".";
    enum hkr_status status = hkr_vars(ctx, root, options, &result);
    if (!result)
        return cli_complain(request, CLI_FAULT, "%s", hkr_status_name(status));
    struct report report = {.request = request, .result = result};
    cli_tell(request, result);
    int code = status == HKR_OK || hkr_result_n_vars(result) ? print(&report) : CLI_FAULT;
    hkr_result_free(result);
    return code == CLI_DONE && status != HKR_OK ? CLI_FAULT : code;
}

int
cli_run_vars(const struct cli_request *request)
{
    return cli_with_context(request, list);
}
