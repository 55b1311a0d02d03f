/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

#define SHELLS "bash|zsh|fish|powershell"

const struct cli_option cli_options[CLI_OPTION_COUNT_] = {
#define HK_OPTION(id, groups, short_name, long_name, argument, state, help)                        \
    [CLI_##id] = {groups, short_name, long_name, argument, state, help},
#include "options.def"
#undef HK_OPTION
};

/* In the order of --help. A verb stands below the one whose name is its own without the last
 * word; one that begins with an underscore is hidden. */
const struct cli_verb cli_verbs[] = {
    {"build", NULL, HK_ON_BUILD, "DIR", 0, 1, TAKES_DIRECTORY,
     "render the kustomization in DIR (default: the current directory)",
     "  hkrender build overlays/production | kubectl apply -f -\n"
     "  hkrender build -o rendered.yaml overlays/production\n"
     "  render overlays/production\n",
     cli_run_build},
    {"version", NULL, HK_ON_VERSION, NULL, 0, 0, TAKES_WORD,
     "print the version, and the kustomize version whose bytes are written", NULL, cli_run_version},
    {"completion", NULL, 0, SHELLS, 1, 1, TAKES_CHOICE,
     "print a script that makes a shell complete command lines",
     "  . <(hkrender completion bash)\n"
     "  hkrender completion zsh >\"${fpath[1]}/_hkrender\"\n"
     "  hkrender completion fish >~/.config/fish/completions/hkrender.fish\n"
     "  hkrender completion powershell | Out-String | Invoke-Expression\n",
     cli_run_completion},
    {"help", NULL, 0, "COMMAND...", 0, -1, TAKES_VERB, "print help", NULL, cli_run_help},
    {"__complete", NULL, 0, "WORD...", 1, -1, TAKES_WORD, "what the last word could become", NULL,
     cli_run_complete},
};
const int cli_n_verbs = sizeof cli_verbs / sizeof cli_verbs[0];
