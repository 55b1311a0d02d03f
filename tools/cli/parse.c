/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int
cli_complain(const struct cli_request *request, int status, const char *format, ...)
{
    va_list args;
    fprintf(stderr, "%s: ", request->program);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    return status;
}

static int
find_long(unsigned verbs, const char *name, size_t len)
{
    for (int i = 0; i < CLI_OPTION_COUNT_; i++)
        if ((cli_options[i].verbs & verbs) && strlen(cli_options[i].long_name) == len &&
            strncmp(cli_options[i].long_name, name, len) == 0)
            return i;
    return -1;
}

static int
find_short(unsigned verbs, char letter)
{
    for (int i = 0; i < CLI_OPTION_COUNT_; i++)
        if ((cli_options[i].verbs & verbs) && cli_options[i].short_name == letter)
            return i;
    return -1;
}

static bool
is_one_of(const char *words, const char *value)
{
    size_t len = strlen(value);
    for (const char *word = words; *word;) {
        size_t n = strcspn(word, "|");
        if (n == len && strncmp(word, value, n) == 0)
            return true;
        word += n;
        word += *word == '|';
    }
    return false;
}

/* Where the reading of a command line stands. */
struct cursor {
    int argc;
    char **argv;
    int at;
    const char **values; /* those that were given so far, with their options */
    int *ids;
    int n_values;
};

/* Records option @id, whose argument is @attached or the next word. */
static int
take_option(struct cli_request *request, struct cursor *cursor, int id, const char *attached)
{
    const struct cli_option *option = &cli_options[id];
    if (option->state == LATER)
        return cli_complain(request, CLI_USAGE, "--%s is not built yet in this version",
                            option->long_name);
    request->given[id] = true;
    if (!option->argument) {
        if (attached && strcmp(attached, "true") != 0 && strcmp(attached, "false") != 0)
            return cli_complain(request, CLI_USAGE, "--%s takes no argument", option->long_name);
        request->given[id] = !attached || strcmp(attached, "true") == 0;
        return CLI_DONE;
    }
    if (!attached && cursor->at < cursor->argc)
        attached = cursor->argv[cursor->at++];
    if (!attached)
        return cli_complain(request, CLI_USAGE, "--%s needs %s", option->long_name,
                            option->argument);
    if (strchr(option->argument, '|') && !is_one_of(option->argument, attached))
        return cli_complain(request, CLI_USAGE, "--%s %s: must be one of: %s", option->long_name,
                            attached, option->argument);
    request->value[id] = attached;
    cursor->ids[cursor->n_values] = id;
    cursor->values[cursor->n_values++] = attached;
    return CLI_DONE;
}

static int
take_long(struct cli_request *request, struct cursor *cursor, const char *word)
{
    size_t len = strcspn(word, "=");
    int id = find_long(request->verb->on, word, len);
    if (id >= 0)
        return take_option(request, cursor, id, word[len] == '=' ? word + len + 1 : NULL);
    const char *near = cli_nearest_option(request->verb->on, word);
    return cli_complain(request, CLI_USAGE, "unknown option --%.*s%s%s%s", (int)len, word,
                        near ? "; did you mean --" : "", near ? near : "", near ? "?" : "");
}

static int
take_short(struct cli_request *request, struct cursor *cursor, const char *letters)
{
    while (*letters) {
        int id = find_short(request->verb->on, *letters);
        if (id < 0)
            return cli_complain(request, CLI_USAGE, "unknown option -%c", *letters);
        letters++;
        bool wants = cli_options[id].argument != NULL;
        const char *attached = wants && *letters ? letters + (*letters == '=') : NULL;
        int status = take_option(request, cursor, id, attached);
        if (status != CLI_DONE || wants)
            return status;
    }
    return CLI_DONE;
}

static int
take_operand(struct cli_request *request, const char *word)
{
    if (request->n_operands == request->verb->max_operands)
        return cli_complain(request, CLI_USAGE, "%s takes %s, so '%s' is too much",
                            request->verb->name,
                            request->verb->operand ? "one operand" : "no operand", word);
    request->operands[request->n_operands++] = word;
    return CLI_DONE;
}

/* Whether messages on stderr are coloured. */
static bool
wants_color(const struct cli_request *request)
{
    const char *when = request->value[CLI_COLOR];
    if (when && strcmp(when, "auto") != 0)
        return strcmp(when, "always") == 0;
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    return !(no_color && *no_color) && term && strcmp(term, "dumb") != 0 && isatty(STDERR_FILENO);
}

/* The verb: `render` has but one; the others take it from the first word. */
static int
take_verb(struct cli_request *request, struct cursor *cursor)
{
    if (strcmp(request->program, "render") == 0) {
        request->verb = cli_find_verb("build");
        return CLI_DONE;
    }
    const char *word = cursor->at < cursor->argc ? cursor->argv[cursor->at++] : "help";
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
        word = "help";
    if (strcmp(word, "--version") == 0)
        word = "version";
    request->verb = cli_find_verb(word);
    if (request->verb)
        return CLI_DONE;
    const char *near = cli_nearest_verb(word);
    return cli_complain(request, CLI_USAGE, "unknown command '%s'%s%s%s", word,
                        near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

/* Hands out the values that were given, those of one option side by side. */
static void
sort_values(struct cli_request *request, const struct cursor *cursor)
{
    const char **out = request->value_memory;
    for (int id = 0; id < CLI_OPTION_COUNT_; id++) {
        request->values[id] = out;
        for (int i = 0; i < cursor->n_values; i++)
            if (cursor->ids[i] == id)
                *out++ = cursor->values[i];
        request->n_values[id] = (size_t)(out - request->values[id]);
    }
}

static int
parse_words(struct cli_request *request, struct cursor *cursor)
{
    int status = take_verb(request, cursor);
    bool only_operands = false;
    while (status == CLI_DONE && cursor->at < cursor->argc) {
        const char *word = cursor->argv[cursor->at++];
        if (only_operands || word[0] != '-' || !word[1])
            status = take_operand(request, word);
        else if (strcmp(word, "--") == 0)
            only_operands = true;
        else if (word[1] == '-')
            status = take_long(request, cursor, word + 2);
        else
            status = take_short(request, cursor, word + 1);
    }
    return status;
}

int
cli_parse(int argc, char **argv, struct cli_request *ret_request)
{
    const char *slash = argc ? strrchr(argv[0], '/') : NULL;
    size_t n = (size_t)argc + 1;
    struct cursor cursor = {argc, argv, 1, calloc(n, sizeof(char *)), calloc(n, sizeof(int)), 0};
    *ret_request = (struct cli_request){.program = slash  ? slash + 1
                                                   : argc ? argv[0]
                                                          : "hkrender",
                                        .operands = calloc(n, sizeof(char *)),
                                        .value_memory = calloc(n, sizeof(char *))};
    int status = CLI_FAULT;
    if (cursor.values && cursor.ids && ret_request->operands && ret_request->value_memory) {
        status = parse_words(ret_request, &cursor);
        sort_values(ret_request, &cursor);
    }
    free(cursor.values);
    free(cursor.ids);
    ret_request->color = wants_color(ret_request);
    return status;
}

void
cli_request_fini(struct cli_request *request)
{
    free(request->operands);
    free(request->value_memory);
}
