/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

#include <string.h>

/* What Go calls the machine that this was built for. */
#if defined(__x86_64__)
#define MACHINE "amd64"
#elif defined(__aarch64__)
#define MACHINE "arm64"
#elif defined(__arm__)
#define MACHINE "arm"
#elif defined(__i386__)
#define MACHINE "386"
#elif defined(__riscv)
#define MACHINE "riscv64"
#elif defined(__s390x__)
#define MACHINE "s390x"
#elif defined(__powerpc64__)
#define MACHINE "ppc64le"
#else
#define MACHINE "unknown"
#endif

/* The fields that kustomize prints; "unknown" is its own word for what it does not know. */
static int
print_as_kustomize(const char *format, bool is_short)
{
    const char *const fields[][2] = {{"version", hkr_kustomize_version()},
                                     {"gitCommit", "unknown"},
                                     {"buildDate", "unknown"},
                                     {"goOs", "linux"},
                                     {"goArch", MACHINE},
                                     {"goVersion", "unknown"}};
    const size_t n = sizeof fields / sizeof fields[0];
    bool json = format && strcmp(format, "json") == 0;
    if (!format && is_short)
        printf("{%s  unknown   }\n", hkr_kustomize_version());
    else if (!format)
        printf("%s\n", hkr_kustomize_version());
    for (size_t i = 0; format && i < n; i++)
        printf(json ? "%s  \"%s\": \"%s\"%s\n" : "%s%s: %s%s\n", json && i == 0 ? "{\n" : "",
               fields[i][0], fields[i][1], json && i + 1 < n ? "," : "");
    if (format)
        printf(json ? "}\n" : "\n");
    return fflush(stdout) == 0 ? CLI_DONE : CLI_FAULT;
}

int
cli_run_version(const struct cli_request *request)
{
    const char *format = request->value[CLI_VERSION_OUTPUT];
    bool is_short = request->given[CLI_VERSION_SHORT];
    if (format && is_short)
        return cli_complain(request, CLI_USAGE, "--short and --output exclude each other");
    if (strcmp(request->program, "kustomize") == 0) /* callers compare what that program prints */
        return print_as_kustomize(format, is_short);
    if (format && strcmp(format, "json") == 0)
        printf("{\n  \"version\": \"%s\",\n  \"kustomizeVersion\": \"%s\"\n}\n", hkr_version(),
               hkr_kustomize_version());
    else if (format)
        printf("version: %s\nkustomizeVersion: %s\n", hkr_version(), hkr_kustomize_version());
    else if (is_short)
        printf("%s\n", hkr_version());
    else
        printf("hkrender %s (writes what kustomize %s writes)\n", hkr_version(),
               hkr_kustomize_version());
    return fflush(stdout) == 0 ? CLI_DONE : CLI_FAULT;
}
