/* SPDX-License-Identifier: Apache-2.0 */
#include "programs.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What programs need to find their way: to their files, to the container runtime, through a proxy.
 * Anything else is handed over by --env NAME. */
static const char *const passed_on[] = {
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "LANG",
    "LC_ALL",
    "TZ",
    "TMPDIR",
    "XDG_CONFIG_HOME",
    "XDG_CACHE_HOME",
    "XDG_DATA_HOME",
    "XDG_RUNTIME_DIR",
    "DOCKER_HOST",
    "DOCKER_CONFIG",
    "DOCKER_CONTEXT",
    "DOCKER_CERT_PATH",
    "DOCKER_TLS_VERIFY",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
};
#define N_PASSED_ON (sizeof passed_on / sizeof passed_on[0])

/* "@a@between@b", or NULL when memory is out. */
static char *
joined(const char *a, const char *between, const char *b)
{
    size_t size = strlen(a) + strlen(between) + strlen(b) + 1;
    char *text = malloc(size);
    if (text)
        (void)snprintf(text, size, "%s%s%s", a, between, b);
    return text;
}

static bool
pass_on(struct cli_programs *programs, const char *name)
{
    const char *value = getenv(name);
    if (!value)
        return true;
    char *entry = joined(name, "=", value);
    if (entry)
        programs->environment[programs->programs.n_environment++] = entry;
    return entry != NULL;
}

static bool
fill_environment(const struct cli_request *request, struct cli_programs *programs)
{
    size_t n_env = request->n_values[CLI_ENV];
    programs->environment = calloc(N_PASSED_ON + n_env, sizeof(char *));
    programs->programs.environment = programs->environment;
    bool fits = programs->environment != NULL;
    for (size_t i = 0; fits && i < N_PASSED_ON; i++)
        fits = pass_on(programs, passed_on[i]);
    for (size_t i = 0; fits && i < n_env; i++)
        if (!strchr(request->values[CLI_ENV][i], '='))
            fits = pass_on(programs, request->values[CLI_ENV][i]);
    return fits;
}

/* Where kustomize looks for plugins; the first directory that is there. */
static bool
find_home(struct cli_programs *programs)
{
    const char *home = getenv("HOME");
    const struct {
        const char *start;
        const char *rest;
    } tries[] = {
        {getenv("KUSTOMIZE_PLUGIN_HOME"), ""},
        {getenv("XDG_CONFIG_HOME"), "/kustomize/plugin"},
        {home, "/.config/kustomize/plugin"},
        {home, "/kustomize/plugin"},
    };
    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
        if (!tries[i].start || !*tries[i].start)
            continue;
        programs->home = joined(tries[i].start, "", tries[i].rest);
        if (!programs->home)
            return false;
        if (access(programs->home, F_OK) == 0)
            break;
        free(programs->home);
        programs->home = NULL;
    }
    programs->programs.plugin_home = programs->home;
    return true;
}

/* 0 when it is no number of seconds; the command line has been checked by then. */
static uint32_t
seconds_of(const char *text)
{
    char *end = NULL;
    unsigned long seconds = text ? strtoul(text, &end, 10) : 0;
    return text && *text >= '0' && *text <= '9' && !*end && seconds <= UINT32_MAX
               ? (uint32_t)seconds
               : 0;
}

bool
cli_programs_check(const struct cli_request *request)
{
    const char *seconds = request->value[CLI_PROGRAM_TIMEOUT];
    return !seconds || seconds_of(seconds) > 0;
}

bool
cli_programs_init(const struct cli_request *request, struct cli_programs *ret_programs)
{
    *ret_programs = (struct cli_programs){
        .programs = {.size = sizeof ret_programs->programs,
                     .helm = request->given[CLI_HELM] || request->given[CLI_ALPHA_PLUGINS],
                     .helm_command = request->value[CLI_HELM_COMMAND],
                     .helm_api_versions = request->values[CLI_HELM_API_VERSIONS],
                     .n_helm_api_versions = request->n_values[CLI_HELM_API_VERSIONS],
                     .helm_kube_version = request->value[CLI_HELM_KUBE_VERSION],
                     .helm_debug = request->given[CLI_HELM_DEBUG],
                     .plugins = request->given[CLI_ALPHA_PLUGINS],
                     .exec = request->given[CLI_EXEC],
                     .network = request->given[CLI_NETWORK],
                     .network_name = request->value[CLI_NETWORK_NAME],
                     .mounts = request->values[CLI_MOUNT],
                     .n_mounts = request->n_values[CLI_MOUNT],
                     .env = request->values[CLI_ENV],
                     .n_env = request->n_values[CLI_ENV],
                     .as_current_user = request->given[CLI_AS_CURRENT_USER],
                     .seconds = seconds_of(request->value[CLI_PROGRAM_TIMEOUT])}};
    if (!cli_programs_given(ret_programs))
        return true;
    return fill_environment(request, ret_programs) && find_home(ret_programs);
}

void
cli_programs_fini(struct cli_programs *programs)
{
    for (size_t i = 0; i < programs->programs.n_environment; i++)
        free((char *)programs->environment[i]);
    free(programs->environment);
    free(programs->home);
}

const struct hkr_programs *
cli_programs_given(const struct cli_programs *programs)
{
    return programs->programs.plugins || programs->programs.helm ? &programs->programs : NULL;
}
