/* SPDX-License-Identifier: Apache-2.0 */
/* --warn, --error and --ignore: which diagnostics they mean. */
#include "cli.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* In the order in which they apply: `all` of any comes before single codes, so that
 * `--error=all --ignore=ID` does what it says. */
static const struct {
    enum cli_option_id option;
    enum hkr_treatment treatment;
} options[] = {
    {CLI_WARN, HKR_TREAT_WARN},
    {CLI_ERROR, HKR_TREAT_ERROR},
    {CLI_IGNORE, HKR_TREAT_IGNORE},
};
#define N_OPTIONS (sizeof options / sizeof options[0])

static bool
is_all(const char *id)
{
    return strcasecmp(id, "all") == 0;
}

/* The code that @id names. */
static bool
find_code(const char *id, struct hkr_code *ret_code)
{
    for (size_t i = 0; i < hkr_n_codes(); i++) {
        char number[12];
        *ret_code = (struct hkr_code){.size = sizeof *ret_code};
        if (hkr_code_at(i, ret_code) == HKR_OK &&
            (strcasecmp(id, ret_code->name) == 0 ||
             strcasecmp(id, hkr_diag_id(ret_code->code, number)) == 0))
            return true;
    }
    return false;
}

/* The name of the nearest code that can be treated, or NULL. */
static const char *
nearest(const char *id)
{
    const char *best = NULL;
    size_t far = SIZE_MAX;
    for (size_t i = 0; i < hkr_n_codes(); i++) {
        struct hkr_code code = {.size = sizeof code};
        if (hkr_code_at(i, &code) != HKR_OK || code.kind == HKR_CODE_ERROR)
            continue;
        if (cli_is_nearer(id, code.name, &far))
            best = code.name;
    }
    return best;
}

static bool
check(const struct cli_request *request, const char *option, const char *id)
{
    struct hkr_code code;
    if (is_all(id))
        return true;
    if (find_code(id, &code)) {
        if (code.kind != HKR_CODE_ERROR)
            return true;
        cli_complain(request, CLI_USAGE,
                     "--%s %s: %s is an error whatever is asked; only warnings and strict checks "
                     "can be treated",
                     option, id, code.name);
        return false;
    }
    const char *near = nearest(id);
    cli_complain(request, CLI_USAGE, "--%s %s: there is no such diagnostic%s%s%s", option, id,
                 near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
    return false;
}

struct hkr_treat *
cli_treats(const struct cli_request *request, size_t *ret_n)
{
    size_t n = 0;
    for (size_t i = 0; i < N_OPTIONS; i++)
        n += request->n_values[options[i].option];
    struct hkr_treat *treats = calloc(n + 1, sizeof *treats);
    if (!treats) {
        cli_complain(request, CLI_FAULT, "out of memory");
        return NULL;
    }
    n = 0;
    for (int single = 0; single < 2; single++)
        for (size_t i = 0; i < N_OPTIONS; i++)
            for (size_t j = 0; j < request->n_values[options[i].option]; j++) {
                const char *id = request->values[options[i].option][j];
                if (!check(request, cli_options[options[i].option].long_name, id)) {
                    free(treats);
                    return NULL;
                }
                if (is_all(id) != single)
                    treats[n++] = (struct hkr_treat){id, options[i].treatment};
            }
    *ret_n = n;
    return treats;
}
