/* SPDX-License-Identifier: Apache-2.0 */
/* What the last word of a command line could become, for the scripts of `completion`:
 *
 *     hkrender __complete NAME WORD... +WORD
 *
 * NAME is the program that is completed; the last word has a '+' before it, since some shells
 * pass no empty word. Prints a line for each candidate, a tab before its description, and then
 * ":file", ":directory" or ":none": what the shell is to add by itself. */
#include "cli.h"

#include <stdlib.h>
#include <string.h>

/* What the words so far have led to. */
struct scene {
    const struct cli_verb *verb; /* NULL: none yet */
    bool helping;                /* the words after "help" name a verb */
    bool only_operands;          /* "--" was there */
    bool lost;                   /* there is no such verb */
    int waiting;                 /* the option whose argument comes next, or -1 */
    int n_operands;
};

static bool
begins_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static void
walk_option(struct scene *scene, const char *word)
{
    bool is_long = word[1] == '-';
    int id = -1;
    if (is_long && !strchr(word, '='))
        id = cli_find_long(scene->verb, word + 2, strlen(word + 2));
    else if (!is_long && word[2] == '\0')
        id = cli_find_short(scene->verb, word[1]);
    scene->waiting = id >= 0 && cli_options[id].argument ? id : -1;
}

static void
walk(struct scene *scene, const char *word)
{
    const struct cli_verb *below = NULL;
    if (scene->waiting >= 0) {
        scene->waiting = -1;
    } else if (!scene->only_operands && strcmp(word, "--") == 0) {
        scene->only_operands = true;
    } else if (!scene->only_operands && word[0] == '-' && word[1]) {
        walk_option(scene, word);
    } else if (!scene->verb || scene->verb->run == cli_run_group) {
        below = cli_find_verb(scene->verb, word);
        scene->lost = scene->lost || !below;
        scene->helping = scene->helping || (below && below->run == cli_run_help);
        scene->verb = below && below->run == cli_run_help ? NULL : below ? below : scene->verb;
    } else {
        scene->n_operands++;
    }
}

/* Candidates among the words of "A|B" that @word begins; @prefix is what stands before each. */
static void
print_choices(const char *choices, const char *prefix, size_t prefix_len, const char *word)
{
    while (*choices) {
        size_t n = strcspn(choices, "|");
        if (strncmp(choices, word, strlen(word)) == 0)
            printf("%.*s%.*s\n", (int)prefix_len, prefix, (int)n, choices);
        choices += n;
        choices += *choices == '|';
    }
}

/* The same for the names of diagnostics that can be treated. */
static void
print_codes(const char *prefix, size_t prefix_len, const char *word)
{
    struct hkr_code code = {.size = sizeof code};
    print_choices("all", prefix, prefix_len, word);
    for (size_t i = 0; i < hkr_n_codes(); i++)
        if (hkr_code_at(i, &code) == HKR_OK && code.kind != HKR_CODE_ERROR)
            print_choices(code.name, prefix, prefix_len, word);
}

/* What completes the argument of option @id; see print_choices(). */
static const char *
complete_argument(int id, const char *prefix, size_t prefix_len, const char *word)
{
    const char *argument = cli_options[id].argument;
    if (strchr(argument, '|')) {
        print_choices(argument, prefix, prefix_len, word);
        return ":none";
    }
    if (id == CLI_WARN || id == CLI_ERROR || id == CLI_IGNORE)
        print_codes(prefix, prefix_len, word);
    return strcmp(argument, "PATH") == 0 || strcmp(argument, "[KEY=]PATH") == 0 ? ":file"
           : strcmp(argument, "DIR") == 0                                       ? ":directory"
                                                                                : ":none";
}

static const char *
complete_option(const struct scene *scene, const char *word)
{
    const char *equals = strchr(word, '=');
    if (equals && word[1] == '-') {
        size_t len = (size_t)(equals - word) - 2;
        int id = cli_find_long(scene->verb, word + 2, len);
        if (id < 0 || !cli_options[id].argument)
            return ":none";
        return complete_argument(id, word, len + 3, equals + 1);
    }
    for (int i = 0; i < CLI_OPTION_COUNT_; i++) {
        const struct cli_option *option = &cli_options[i];
        if (!cli_option_is_on(option, scene->verb) || option->state != READY)
            continue;
        if (begins_with(word, "--") ? begins_with(option->long_name, word + 2) : !word[1])
            printf("--%s\t%s\n", option->long_name, option->help);
        else if (word[1] && option->short_name == word[1] && !word[2])
            printf("-%c\t%s\n", option->short_name, option->help);
    }
    return ":none";
}

static const char *
complete_verb(const struct scene *scene, const char *word)
{
    for (int i = 0; i < cli_n_verbs; i++) {
        const struct cli_verb *verb = &cli_verbs[i];
        if (cli_verb_is_below(verb, scene->verb) && !cli_verb_is_hidden(verb) &&
            begins_with(cli_verb_word(verb), word))
            printf("%s\t%s\n", cli_verb_word(verb), verb->summary);
    }
    return ":none";
}

static const char *
complete_word(const struct scene *scene, const char *word)
{
    const struct cli_verb *verb = scene->verb;
    if (scene->lost)
        return ":none";
    if (scene->waiting >= 0)
        return complete_argument(scene->waiting, "", 0, word);
    if (!scene->only_operands && word[0] == '-')
        return complete_option(scene, word);
    if (!verb || verb->run == cli_run_group)
        return complete_verb(scene, word);
    if (scene->helping || (verb->max_operands >= 0 && scene->n_operands >= verb->max_operands))
        return ":none";
    if (verb->takes == TAKES_CHOICE)
        print_choices(verb->operand, "", 0, word);
    return verb->takes == TAKES_FILE        ? ":file"
           : verb->takes == TAKES_DIRECTORY ? ":directory"
                                            : ":none";
}

/* Makes one word of "--option", "=", "value", which is how bash passes it; the new count. */
static int
join_words(const char **words, int n, char *buffer)
{
    int kept = 0;
    for (int i = 0; i < n; i++) {
        if (strcmp(words[i], "=") != 0 || !kept || !begins_with(words[kept - 1], "--")) {
            words[kept++] = words[i];
            continue;
        }
        const char *value = i + 1 < n ? words[++i] : "";
        int len = sprintf(buffer, "%s=%s", words[kept - 1], value);
        words[kept - 1] = buffer;
        buffer += len + 1;
    }
    return kept;
}

int
cli_run_complete(const struct cli_request *request)
{
    const char **words = request->operands + 1;
    int n = request->n_operands - 1;
    size_t size = 1;
    struct scene scene = {.waiting = -1};
    if (strcmp(request->operands[0], "render") == 0)
        scene.verb = cli_find_verb(NULL, "build");
    for (int i = 0; i < n; i++)
        size += strlen(words[i]) + 2;
    char *buffer = malloc(size);
    if (!buffer || n < 1 || words[n - 1][0] != '+') {
        free(buffer);
        return CLI_USAGE;
    }
    words[n - 1]++;
    n = join_words(words, n, buffer);
    for (int i = 0; i + 1 < n; i++)
        walk(&scene, words[i]);
    puts(complete_word(&scene, words[n - 1]));
    free(buffer);
    return fflush(stdout) == 0 ? CLI_DONE : CLI_FAULT;
}
