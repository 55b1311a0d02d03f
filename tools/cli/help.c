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

/* What stands below @parent (NULL: at the top). */
static void
print_verbs(FILE *out, const struct cli_verb *parent)
{
    for (int i = 0; i < cli_n_verbs; i++)
        if (cli_verb_is_below(&cli_verbs[i], parent) && !cli_verb_is_hidden(&cli_verbs[i]))
            fprintf(out, "  %-14s %s\n", cli_verb_word(&cli_verbs[i]), cli_verbs[i].summary);
}

/* Examples are written for "hkrender"; under another name of the program they show that one. */
static void
print_examples(FILE *out, const char *program, const char *examples)
{
    static const char own[] = "  hkrender ";
    bool other = strcmp(program, "hkrender") != 0 && strcmp(program, "render") != 0;
    while (*examples) {
        size_t n = strcspn(examples, "\n") + 1;
        size_t skip = strncmp(examples, own, sizeof own - 1) == 0 ? sizeof own - 1 : 0;
        if (other && skip)
            fprintf(out, "  %s ", program);
        fwrite(examples + (other ? skip : 0), 1, n - (other ? skip : 0), out);
        examples += n;
    }
}

static void
print_usage(FILE *out, const char *program, const struct cli_verb *verb)
{
    bool bare = strcmp(program, "render") == 0;
    fprintf(out, "%s%s%s", program, bare ? "" : " ", bare ? "" : verb->name);
    fputs(verb->run == cli_run_group ? " COMMAND" : " [OPTION...]", out);
    if (verb->operand && verb->operand[0])
        fprintf(out, " %s%s%s", verb->min_operands ? "" : "[", verb->operand,
                verb->min_operands ? "" : "]");
    fprintf(out, "\n\n%s.\n", verb->summary);
    if (verb->alias)
        fprintf(out, "Also called %s.\n", verb->alias);
}

static void
print_verb_help(FILE *out, const char *program, const struct cli_verb *verb)
{
    print_usage(out, program, verb);
    if (verb->examples) {
        fprintf(out, "\nExamples:\n");
        print_examples(out, program, verb->examples);
    }
    if (verb->run == cli_run_group) {
        fprintf(out, "\nCommands:\n");
        print_verbs(out, verb);
    }
    fprintf(out, "\nOptions:\n");
    for (int i = 0; i < CLI_OPTION_COUNT_; i++)
        if (cli_option_is_on(&cli_options[i], verb) && cli_options[i].state == READY)
            print_option(out, &cli_options[i]);
    if (verb->groups & HK_ON_BUILD)
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
    fprintf(out, "%s renders Kubernetes manifest trees as kustomize does, offline.\n\nExamples:\n",
            program);
    print_examples(out, program, cli_find_verb(NULL, "build")->examples);
    fprintf(out, "\nCommands:\n");
    print_verbs(out, NULL);
    fprintf(out, "\n`%s help COMMAND` tells more.\n", program);
}

int
cli_run_group(const struct cli_request *request)
{
    cli_print_help(stdout, request->program, request->verb);
    return fflush(stdout) == 0 ? CLI_DONE : CLI_FAULT;
}

int
cli_run_help(const struct cli_request *request)
{
    const struct cli_verb *verb = NULL;
    for (int i = 0; i < request->n_operands; i++) {
        const struct cli_verb *below = cli_find_verb(verb, request->operands[i]);
        if (!below)
            return cli_complain(request, CLI_USAGE, "unknown command '%s%s%s'",
                                verb ? verb->name : "", verb ? " " : "", request->operands[i]);
        verb = below;
    }
    cli_print_help(stdout, request->program, verb);
    return fflush(stdout) == 0 ? CLI_DONE : CLI_FAULT;
}
