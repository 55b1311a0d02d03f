/* SPDX-License-Identifier: Apache-2.0 */
#include "explain.h"

#include "render_options.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* On a terminal, unless something else was asked for. */
static bool
wants_color(const struct cli_request *request)
{
    const char *when = request->value[CLI_COLOR];
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    if (when && strcmp(when, "auto") != 0)
        return strcmp(when, "always") == 0;
    return !(no_color && *no_color) && term && strcmp(term, "dumb") != 0 && isatty(STDOUT_FILENO);
}

/* Prints to memory first: what cannot be told whole is not begun. */
static int
emit(const struct cli_request *request, const struct hkr_result *result)
{
    const char *format = request->value[CLI_EXPLAIN_FORMAT];
    char *bytes = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&bytes, &size);
    if (!out)
        return cli_complain(request, CLI_FAULT, "%s", hkr_status_name(HKR_E_NOMEM));
    if (format && strcmp(format, "json") == 0)
        explain_print_json(out, result);
    else
        explain_print_text(out, result, wants_color(request));
    bool whole = !ferror(out);
    whole = fclose(out) == 0 && whole;
    int code = whole ? cli_write_stdout(request, bytes, size)
                     : cli_complain(request, CLI_FAULT, "%s", hkr_status_name(HKR_E_NOMEM));
    free(bytes);
    return code;
}

static bool
is_here(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0;
}

/* Whether the first operand is the object, and the directory the current one: it has the form
 * KIND/NAME and names nothing on the disk, no object follows, and here is a kustomization. */
static bool
begins_with_object(const struct cli_request *request)
{
    int n = request->n_operands;
    if (!n || n > 2 || !strchr(request->operands[0], '/') || is_here(request->operands[0]) ||
        (n == 2 && strchr(request->operands[1], '/') && request->operands[1][0] != '.'))
        return false;
    return is_here("kustomization.yaml") || is_here("kustomization.yml") ||
           is_here("Kustomization");
}

static int
explain(const struct cli_request *request, const struct hkr_render_options *render,
        struct hkr_ctx *ctx)
{
    struct hkr_result *result = NULL;
    const char *operands[4] = {"."}; /* the directory, the object, the field */
    int first = begins_with_object(request);
    for (int i = 0; i < request->n_operands; i++)
        operands[first + i] = request->operands[i];
    struct hkr_explain_options options = {.size = sizeof options,
                                          .render = render,
                                          .object = operands[1],
                                          .ns = request->value[CLI_EXPLAIN_NAMESPACE],
                                          .field = operands[2]};
    enum hkr_status status = hkr_explain(ctx, operands[0], &options, &result);
    if (!result)
        return cli_complain(request, CLI_FAULT, "%s", hkr_status_name(status));
    cli_tell(request, result);
    int code = status == HKR_OK ? emit(request, result) : CLI_FAULT;
    hkr_result_free(result);
    return code;
}

int
cli_run_explain(const struct cli_request *request)
{
    return cli_with_context(request, explain);
}
