/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

#include <string.h>

#define HELP_COLUMN 34
#define HELP_WIDTH 96

/* Prints @text from column HELP_COLUMN on, broken between words. */
static void
print_wrapped(FILE *out, const char *text)
{
    int column = HELP_COLUMN;
    while (*text) {
        int len = (int)strcspn(text, " ");
        if (column > HELP_COLUMN && column + 1 + len > HELP_WIDTH) {
            fprintf(out, "\n%*s", HELP_COLUMN, "");
            column = HELP_COLUMN;
        }
        column += fprintf(out, "%s%.*s", column > HELP_COLUMN ? " " : "", len, text);
        text += len;
        text += *text == ' ';
    }
    fputc('\n', out);
}

static void
print_option(FILE *out, const struct cli_option *option)
{
    char left[256];
    int n = option->short_name
                ? snprintf(left, sizeof left, "  -%c, --%s", option->short_name, option->long_name)
                : snprintf(left, sizeof left, "      --%s", option->long_name);
    if (option->argument && n > 0)
        snprintf(left + n, sizeof left - (size_t)n, " %s", option->argument);
    fprintf(out, "%-*s", HELP_COLUMN, left);
    if (strlen(left) >= HELP_COLUMN)
        fprintf(out, "\n%*s", HELP_COLUMN, "");
    print_wrapped(out, option->help);
}

static void
print_verb_help(FILE *out, const char *program, const struct cli_verb *verb)
{
    bool bare = strcmp(program, "render") == 0;
    fprintf(out, "%s%s%s [OPTION...]%s%s%s\n\n", program, bare ? "" : " ", bare ? "" : verb->name,
            verb->operand ? " [" : "", verb->operand ? verb->operand : "",
            verb->operand ? "]" : "");
    fprintf(out, "%s.\n", verb->summary);
    if (verb->examples)
        fprintf(out, "\nExamples:\n%s", verb->examples);
    fprintf(out, "\nOptions:\n");
    for (int i = 0; i < CLI_OPTION_COUNT_; i++)
        if ((cli_options[i].verbs & verb->on) && cli_options[i].state == READY)
            print_option(out, &cli_options[i]);
    if (verb->on & HK_ON_BUILD)
        fprintf(out, "\nExit status: 0 done, 1 the manifests are at fault, 2 the command line is.\n"
                     "Standard output carries the manifests alone, and only when all went well.\n");
}

void
cli_print_help(FILE *out, const char *program, const struct cli_verb *verb)
{
    if (verb) {
        print_verb_help(out, program, verb);
        return;
    }
    fprintf(out,
            "%s renders Kubernetes manifest trees as kustomize does, offline.\n\n"
            "Examples:\n%s\nCommands:\n",
            program, cli_find_verb("build")->examples);
    for (int i = 0; i < cli_n_verbs; i++)
        fprintf(out, "  %-12s %s\n", cli_verbs[i].name, cli_verbs[i].summary);
    fprintf(out, "\n`%s help COMMAND` tells more.\n", program);
}

int
cli_run_help(const struct cli_request *request)
{
    const struct cli_verb *verb = NULL;
    if (request->n_operands) {
        verb = cli_find_verb(request->operands[0]);
        if (!verb)
            return cli_complain(request, CLI_USAGE, "unknown command '%s'", request->operands[0]);
    }
    cli_print_help(stdout, request->program, verb);
    return fflush(stdout) == 0 ? CLI_DONE : CLI_FAULT;
}
