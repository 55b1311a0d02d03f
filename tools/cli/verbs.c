/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

#include <string.h>

const struct cli_option cli_options[CLI_OPTION_COUNT_] = {
#define HK_OPTION(id, verbs, short_name, long_name, argument, state, help)                         \
    [CLI_##id] = {verbs, short_name, long_name, argument, state, help},
#include "options.def"
#undef HK_OPTION
};

const struct cli_verb cli_verbs[] = {
    {"build", HK_ON_BUILD, "DIR", 1,
     "render the kustomization in DIR (default: the current directory)",
     "  hkrender build overlays/production | kubectl apply -f -\n"
     "  hkrender build -o rendered.yaml overlays/production\n"
     "  render overlays/production\n",
     cli_run_build},
    {"version", HK_ON_VERSION, NULL, 0,
     "print the version, and the kustomize version whose bytes are written", NULL, cli_run_version},
    {"help", HK_ON_HELP, "VERB", 1, "print help", NULL, cli_run_help},
};
const int cli_n_verbs = sizeof cli_verbs / sizeof cli_verbs[0];

const struct cli_verb *
cli_find_verb(const char *name)
{
    for (int i = 0; i < cli_n_verbs; i++)
        if (strcmp(cli_verbs[i].name, name) == 0)
            return &cli_verbs[i];
    return NULL;
}

/* How many letters of the shorter word stand in the longer one in the same order, less the
 * letters that do not: a measure of likeness that is good enough for a hint. */
static int
likeness(const char *a, const char *b)
{
    int common = 0;
    const char *at = b;
    for (const char *c = a; *c; c++) {
        const char *hit = strchr(at, *c);
        if (hit) {
            common++;
            at = hit + 1;
        }
    }
    return 3 * common - (int)strlen(a) - (int)strlen(b);
}

const char *
cli_nearest_verb(const char *typo)
{
    const char *best = NULL;
    int most = 0;
    for (int i = 0; i < cli_n_verbs; i++) {
        int like = likeness(typo, cli_verbs[i].name);
        if (like > most) {
            most = like;
            best = cli_verbs[i].name;
        }
    }
    return best;
}

const char *
cli_nearest_option(unsigned verbs, const char *typo)
{
    const char *best = NULL;
    int most = 0;
    for (int i = 0; i < CLI_OPTION_COUNT_; i++) {
        int like = cli_options[i].verbs & verbs ? likeness(typo, cli_options[i].long_name) : 0;
        if (like > most) {
            most = like;
            best = cli_options[i].long_name;
        }
    }
    return best;
}
