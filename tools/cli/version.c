/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

#include <string.h>

/* As `kustomize`, the version is that program's, since callers compare it; else ours, too. */
int
cli_run_version(const struct cli_request *request)
{
    bool as_kustomize = strcmp(request->program, "kustomize") == 0;
    const char *format = request->value[CLI_VERSION_OUTPUT];
    const char *own = as_kustomize ? hkr_kustomize_version() : hkr_version();
    if (format && strcmp(format, "json") == 0)
        printf("{\n  \"version\": \"%s\",\n  \"kustomizeVersion\": \"%s\"\n}\n", own,
               hkr_kustomize_version());
    else if (format)
        printf("version: %s\nkustomizeVersion: %s\n", own, hkr_kustomize_version());
    else if (as_kustomize || request->given[CLI_VERSION_SHORT])
        printf("%s\n", own);
    else
        printf("hkrender %s (writes what kustomize %s writes)\n", own, hkr_kustomize_version());
    return fflush(stdout) == 0 ? CLI_DONE : CLI_FAULT;
}
