/* SPDX-License-Identifier: Apache-2.0 */
#include "variables.h"

#include <stdlib.h>
#include <string.h>

/* Whether @value of --env is the name of a variable. With plugins it is for functions, as
 * kustomize has it; without them there is nobody else to hand it to. */
static bool
is_variable(const struct cli_request *request, const char *value)
{
    return !strchr(value, '=') && !request->given[CLI_ALPHA_PLUGINS] && !request->given[CLI_EXEC];
}

static void
take_environment(const struct cli_request *request, struct cli_variables *variables)
{
    for (size_t i = 0; i < request->n_values[CLI_ENV]; i++) {
        const char *name = request->values[CLI_ENV][i];
        if (is_variable(request, name))
            variables->list[variables->variables.n_list++] =
                (struct hkr_variable){.name = name, .value = getenv(name), .from = "--env"};
    }
}

static int
take_sets(const struct cli_request *request, struct cli_variables *variables)
{
    for (size_t i = 0; i < request->n_values[CLI_SET]; i++) {
        const char *text = request->values[CLI_SET][i];
        const char *equals = strchr(text, '=');
        if (!equals || equals == text)
            return cli_complain(request, CLI_USAGE, "--set %s: must be NAME=VALUE",
                                equals ? "=..." : text);
        char *name = strndup(text, (size_t)(equals - text));
        if (!name)
            return cli_complain(request, CLI_FAULT, "%s", hkr_status_name(HKR_E_NOMEM));
        variables->names[variables->n_names++] = name;
        variables->list[variables->variables.n_list++] =
            (struct hkr_variable){.name = name, .value = equals + 1, .from = "--set"};
    }
    return CLI_DONE;
}

int
cli_variables_init(const struct cli_request *request, struct cli_variables *ret_variables)
{
    const char *mode = request->value[CLI_VARS_MODE];
    size_t n = request->n_values[CLI_SET] + request->n_values[CLI_ENV];
    *ret_variables = (struct cli_variables){
        .variables = {.size = sizeof(struct hkr_variables),
                      .mode = mode && strcmp(mode, "flux") == 0 ? HKR_VARS_FLUX : HKR_VARS_TYPED,
                      .lenient = request->given[CLI_LENIENT],
                      .always = request->given[CLI_VARS_ALWAYS],
                      .files = request->values[CLI_VARS_FILE],
                      .n_files = request->n_values[CLI_VARS_FILE]}};
    if (!n)
        return CLI_DONE;
    ret_variables->list = calloc(n, sizeof *ret_variables->list);
    ret_variables->names = calloc(n, sizeof *ret_variables->names);
    if (!ret_variables->list || !ret_variables->names)
        return cli_complain(request, CLI_FAULT, "%s", hkr_status_name(HKR_E_NOMEM));
    ret_variables->variables.list = ret_variables->list;
    take_environment(request, ret_variables);
    return take_sets(request, ret_variables);
}

const struct hkr_variables *
cli_variables_given(const struct cli_request *request, const struct cli_variables *variables)
{
    static const enum cli_option_id options[] = {CLI_VARS_MODE, CLI_LENIENT, CLI_VARS_ALWAYS};
    bool given = variables->variables.n_list || variables->variables.n_files;
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        given = given || request->given[options[i]];
    return given ? &variables->variables : NULL;
}

void
cli_variables_fini(struct cli_variables *variables)
{
    for (size_t i = 0; i < variables->n_names; i++)
        free(variables->names[i]);
    free(variables->names);
    free(variables->list);
}
