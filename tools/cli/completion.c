/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

#include <string.h>

static void
print_verb_names(void)
{
    for (int i = 0; i < cli_n_verbs; i++)
        printf("%s%s", i ? " " : "", cli_verbs[i].name);
}

/* The options of @verbs as words, with the short ones. */
static void
print_option_words(unsigned verbs)
{
    const char *gap = "";
    for (int i = 0; i < CLI_OPTION_COUNT_; i++) {
        const struct cli_option *option = &cli_options[i];
        if (!(option->verbs & verbs) || option->state != HK_BUILT)
            continue;
        printf("%s--%s", gap, option->long_name);
        gap = " ";
        if (option->short_name)
            printf(" -%c", option->short_name);
    }
}

static void
print_bash(void)
{
    printf("_hkrender() {\n"
           "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} verb=build\n"
           "    [[ ${COMP_WORDS[0]##*/} == render ]] || verb=${COMP_WORDS[1]}\n"
           "    case $prev in\n");
    for (int i = 0; i < CLI_OPTION_COUNT_; i++)
        if (cli_options[i].values && cli_options[i].state == HK_BUILT)
            printf("    --%s) COMPREPLY=($(compgen -W '%s' -- \"$cur\")); return;;\n",
                   cli_options[i].long_name, cli_options[i].values);
    printf("    esac\n"
           "    if [[ ${COMP_WORDS[0]##*/} != render && $COMP_CWORD == 1 ]]; then\n"
           "        COMPREPLY=($(compgen -W '");
    print_verb_names();
    printf("' -- \"$cur\")); return\n    fi\n"
           "    if [[ $cur == -* ]]; then\n        case $verb in\n");
    for (int i = 0; i < cli_n_verbs; i++) {
        printf("        %s) COMPREPLY=($(compgen -W '", cli_verbs[i].name);
        print_option_words(cli_verbs[i].on);
        printf("' -- \"$cur\"));;\n");
    }
    printf("        esac\n        return\n    fi\n"
           "    case $verb in\n"
           "    build) COMPREPLY=($(compgen -d -- \"$cur\"));;\n"
           "    completion) COMPREPLY=($(compgen -W 'bash zsh fish' -- \"$cur\"));;\n"
           "    help) COMPREPLY=($(compgen -W '");
    print_verb_names();
    printf("' -- \"$cur\"));;\n    esac\n}\n"
           "complete -o filenames -F _hkrender hkrender render\n");
}

/* @text with every @special escaped by a backslash. */
static void
print_escaped(const char *text, const char *special)
{
    for (; *text; text++)
        printf(strchr(special, *text) ? "\\%c" : "%c", *text);
}

static void
print_zsh_options(unsigned verbs)
{
    for (int i = 0; i < CLI_OPTION_COUNT_; i++) {
        const struct cli_option *option = &cli_options[i];
        if (!(option->verbs & verbs) || option->state != HK_BUILT)
            continue;
        printf("            '--%s%s[", option->long_name, option->argument ? "=" : "");
        print_escaped(option->help, "[]:'");
        printf("]");
        if (option->values)
            printf(":%s:(%s)", option->argument, option->values);
        else if (option->argument)
            printf(":%s:_files", option->argument);
        printf("' \\\n");
    }
}

static void
print_zsh(void)
{
    printf("#compdef hkrender render\n"
           "_hkrender() {\n"
           "    local verb=build\n"
           "    if [[ ${words[1]:t} != render ]]; then\n"
           "        if (( CURRENT == 2 )); then\n            compadd ");
    print_verb_names();
    printf("\n            return\n        fi\n        verb=$words[2]\n"
           "        shift words; (( CURRENT-- ))\n    fi\n    case $verb in\n");
    for (int i = 0; i < cli_n_verbs; i++) {
        printf("        %s)\n            _arguments \\\n", cli_verbs[i].name);
        print_zsh_options(cli_verbs[i].on);
        if (strcmp(cli_verbs[i].name, "build") == 0)
            printf("            '*:directory:_files -/'\n");
        else if (strcmp(cli_verbs[i].name, "completion") == 0)
            printf("            '1:shell:(bash zsh fish)'\n");
        else
            printf("            '*::'\n");
        printf("            ;;\n");
    }
    printf("    esac\n}\n"
           "if [[ $funcstack[1] == _hkrender ]]; then _hkrender \"$@\"; "
           "else compdef _hkrender hkrender render; fi\n");
}

static void
print_fish_option(const struct cli_option *option, const char *command, const char *condition)
{
    printf("complete -c %s%s -l %s", command, condition, option->long_name);
    if (option->short_name)
        printf(" -s %c", option->short_name);
    if (option->values)
        printf(" -x -a '%s'", option->values);
    else if (option->argument)
        printf(" -r");
    printf(" -d '");
    print_escaped(option->help, "'\\");
    printf("'\n");
}

static void
print_fish(void)
{
    for (int i = 0; i < cli_n_verbs; i++) {
        const struct cli_verb *verb = &cli_verbs[i];
        char condition[96];
        snprintf(condition, sizeof condition, " -n '__fish_seen_subcommand_from %s'", verb->name);
        printf("complete -c hkrender -n __fish_use_subcommand -f -a %s -d '", verb->name);
        print_escaped(verb->summary, "'\\");
        printf("'\n");
        for (int j = 0; j < CLI_OPTION_COUNT_; j++) {
            if (!(cli_options[j].verbs & verb->on) || cli_options[j].state != HK_BUILT)
                continue;
            print_fish_option(&cli_options[j], "hkrender", condition);
            if (verb->on == HK_ON_BUILD)
                print_fish_option(&cli_options[j], "render", "");
        }
    }
    printf("complete -c hkrender -n '__fish_seen_subcommand_from completion' -f "
           "-a 'bash zsh fish'\n");
}

int
cli_run_completion(const struct cli_request *request)
{
    const char *shell = request->n_operands ? request->operands[0] : "";
    if (strcmp(shell, "bash") == 0)
        print_bash();
    else if (strcmp(shell, "zsh") == 0)
        print_zsh();
    else if (strcmp(shell, "fish") == 0)
        print_fish();
    else
        return cli_complain(request, CLI_USAGE, "completion needs a shell: bash, zsh or fish");
    return fflush(stdout) == 0 ? CLI_DONE : CLI_FAULT;
}
