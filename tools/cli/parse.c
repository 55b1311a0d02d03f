/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The value of a switch as kustomize reads it: 1, t, true, 0, f, false; -1 for anything else. */
static int
truth(const char *text)
{
    static const char *const words[2][6] = {{"0", "f", "F", "FALSE", "false", "False"},
                                            {"1", "t", "T", "TRUE", "true", "True"}};
    for (int value = 0; value < 2; value++)
        for (int i = 0; i < 6; i++)
            if (strcmp(text, words[value][i]) == 0)
                return value;
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
    const char **words; /* the command line without the words of the verb */
    int n_words;
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
        int value = attached ? truth(attached) : 1;
        if (value < 0)
            return cli_complain(request, CLI_USAGE, "--%s takes no argument but true and false",
                                option->long_name);
        request->given[id] = value;
        return CLI_DONE;
    }
    if (!attached && cursor->at < cursor->n_words)
        attached = cursor->words[cursor->at++];
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
    int id = cli_find_long(request->verb, word, len);
    if (id >= 0)
        return take_option(request, cursor, id, word[len] == '=' ? word + len + 1 : NULL);
    const char *near = cli_nearest_option(request->verb, word, len);
    return cli_complain(request, CLI_USAGE, "unknown option --%.*s%s%s%s", (int)len, word,
                        near ? "; did you mean --" : "", near ? near : "", near ? "?" : "");
}

static int
take_short(struct cli_request *request, struct cursor *cursor, const char *letters)
{
    while (*letters) {
        int id = cli_find_short(request->verb, *letters);
        if (id < 0)
            return cli_complain(request, CLI_USAGE, "unknown option -%c%s", *letters,
                                request->verb->max_operands
                                    ? "; put -- before an operand that begins with '-'"
                                    : "");
        letters++;
        bool attached = *letters == '=' || (cli_options[id].argument && *letters);
        const char *value = attached ? letters + (*letters == '=') : NULL;
        int status = take_option(request, cursor, id, value);
        if (status != CLI_DONE || attached || cli_options[id].argument)
            return status;
    }
    return CLI_DONE;
}

static int
take_operand(struct cli_request *request, const char *word)
{
    const struct cli_verb *verb = request->verb;
    if (request->n_operands == verb->max_operands)
        return cli_complain(request, CLI_USAGE, "%s takes %s, so '%s' is too much", verb->name,
                            verb->max_operands > 1 ? verb->operand
                            : verb->operand        ? "one operand"
                                                   : "no operand",
                            word);
    request->operands[request->n_operands++] = word;
    return CLI_DONE;
}

bool
cli_wants_color(const struct cli_request *request, int fd)
{
    const char *when = request->value[CLI_COLOR];
    if (when && strcmp(when, "auto") != 0)
        return strcmp(when, "always") == 0;
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    return !(no_color && *no_color) && term && strcmp(term, "dumb") != 0 && isatty(fd);
}

static bool
is_option(const char *word)
{
    return word[0] == '-' && word[1];
}

/* Whether the option @word, which stands before the verb, has its argument in the next word. */
static bool
takes_next(const char *word)
{
    int id = word[1] != '-' ? -1 : cli_find_long(NULL, word + 2, strlen(word + 2));
    return id >= 0 && cli_options[id].argument;
}

/* Takes the words of the verb out of the command line, options may stand between them. The word
 * that is no verb is the first operand, or a fault (returned). */
static const char *
find_verb(struct cli_request *request, struct cursor *cursor, int argc, char **argv)
{
    const struct cli_verb *verb = request->verb; /* NULL: at the top */
    int i = 1;
    const char *stranger = NULL;
    while (i < argc && (!verb || verb->run == cli_run_group)) {
        if (strcmp(argv[i], "--") == 0)
            break;
        if (!is_option(argv[i])) {
            const struct cli_verb *below = cli_find_verb(verb, argv[i]);
            stranger = argv[i++];
            if (!below)
                break;
            stranger = NULL;
            verb = below;
            continue;
        }
        bool both = takes_next(argv[i]) && i + 1 < argc;
        cursor->words[cursor->n_words++] = argv[i++];
        if (both)
            cursor->words[cursor->n_words++] = argv[i++];
    }
    while (i < argc)
        cursor->words[cursor->n_words++] = argv[i++];
    request->verb = verb;
    return stranger;
}

/* The verb: `render` has but one; the others take it from the first words. */
static int
take_verb(struct cli_request *request, struct cursor *cursor, int argc, char **argv)
{
    if (strcmp(request->program, "render") == 0)
        request->verb = cli_find_verb(NULL, "build");
    const char *stranger = find_verb(request, cursor, argc, argv);
    if (stranger) {
        const char *near = cli_nearest_verb(request->verb, stranger);
        return cli_complain(request, CLI_USAGE, "unknown command '%s%s%s'%s%s%s",
                            request->verb ? request->verb->name : "", request->verb ? " " : "",
                            stranger, near ? "; did you mean '" : "", near ? near : "",
                            near ? "'?" : "");
    }
    if (request->verb)
        return CLI_DONE;
    bool version = cursor->n_words && strcmp(cursor->words[0], "--version") == 0;
    request->verb = cli_find_verb(NULL, version ? "version" : "help");
    cursor->at += version;
    return CLI_DONE;
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
    int status = CLI_DONE;
    bool only_operands = request->verb->run == cli_run_complete;
    while (status == CLI_DONE && cursor->at < cursor->n_words) {
        const char *word = cursor->words[cursor->at++];
        if (only_operands || !is_option(word))
            status = take_operand(request, word);
        else if (strcmp(word, "--") == 0)
            only_operands = true;
        else if (word[1] == '-')
            status = take_long(request, cursor, word + 2);
        else
            status = take_short(request, cursor, word + 1);
    }
    if (status == CLI_DONE && request->n_operands < request->verb->min_operands &&
        !request->given[CLI_HELP])
        return cli_complain(request, CLI_USAGE, "%s needs %s", request->verb->name,
                            request->verb->operand);
    return status;
}

int
cli_parse(int argc, char **argv, struct cli_request *ret_request)
{
    const char *slash = argc ? strrchr(argv[0], '/') : NULL;
    size_t n = (size_t)argc + 1;
    struct cursor cursor = {.words = calloc(n, sizeof(char *)),
                            .values = calloc(n, sizeof(char *)),
                            .ids = calloc(n, sizeof(int))};
    *ret_request = (struct cli_request){.program = slash  ? slash + 1
                                                   : argc ? argv[0]
                                                          : "hkrender",
                                        .operands = calloc(n, sizeof(char *)),
                                        .value_memory = calloc(n, sizeof(char *))};
    int status = CLI_FAULT;
    if (cursor.words && cursor.values && cursor.ids && ret_request->operands &&
        ret_request->value_memory) {
        status = take_verb(ret_request, &cursor, argc, argv);
        status = status == CLI_DONE ? parse_words(ret_request, &cursor) : status;
        sort_values(ret_request, &cursor);
    }
    free(cursor.words);
    free(cursor.values);
    free(cursor.ids);
    ret_request->color = cli_wants_color(ret_request, STDERR_FILENO);
    return status;
}

void
cli_request_fini(struct cli_request *request)
{
    free(request->operands);
    free(request->value_memory);
}
