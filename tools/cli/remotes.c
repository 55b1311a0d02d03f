/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

#include <stdlib.h>
#include <string.h>

int
cli_remotes_init(const struct cli_request *request, struct cli_remotes *ret_remotes)
{
    size_t n = request->n_values[CLI_REMOTE];
    *ret_remotes = (struct cli_remotes){.list = calloc(n + 1, sizeof(struct hkr_remote)), .n = n};
    if (!ret_remotes->list)
        return cli_complain(request, CLI_FAULT, "%s", hkr_status_name(HKR_E_NOMEM));
    for (size_t i = 0; i < n; i++) {
        const char *text = request->values[CLI_REMOTE][i];
        const char *equals = strrchr(text, '='); /* the prefix may hold "?ref=" */
        if (!equals || equals == text || !equals[1])
            return cli_complain(request, CLI_USAGE, "--remote %s: must be PREFIX=DIR", text);
        ret_remotes->list[i].directory = equals + 1;
        ret_remotes->list[i].prefix = strndup(text, (size_t)(equals - text));
        if (!ret_remotes->list[i].prefix)
            return cli_complain(request, CLI_FAULT, "%s", hkr_status_name(HKR_E_NOMEM));
    }
    return CLI_DONE;
}

void
cli_remotes_fini(struct cli_remotes *remotes)
{
    for (size_t i = 0; remotes->list && i < remotes->n; i++)
        free((char *)(uintptr_t)remotes->list[i].prefix);
    free(remotes->list);
}
