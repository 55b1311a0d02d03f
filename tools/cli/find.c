/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

#include <string.h>

const char *
cli_verb_word(const struct cli_verb *verb)
{
    const char *space = strrchr(verb->name, ' ');
    return space ? space + 1 : verb->name;
}

bool
cli_verb_is_hidden(const struct cli_verb *verb)
{
    return verb->name[0] == '_';
}

bool
cli_verb_is_below(const struct cli_verb *verb, const struct cli_verb *parent)
{
    size_t len = parent ? strlen(parent->name) : 0;
    const char *word = cli_verb_word(verb);
    if (!parent)
        return word == verb->name;
    return word == verb->name + len + 1 && strncmp(verb->name, parent->name, len) == 0;
}

const struct cli_verb *
cli_find_verb(const struct cli_verb *parent, const char *word)
{
    for (int i = 0; i < cli_n_verbs; i++) {
        const struct cli_verb *verb = &cli_verbs[i];
        if (cli_verb_is_below(verb, parent) && (strcmp(cli_verb_word(verb), word) == 0 ||
                                                (verb->alias && strcmp(verb->alias, word) == 0)))
            return verb;
    }
    return NULL;
}

bool
cli_option_is_on(const struct cli_option *option, const struct cli_verb *verb)
{
    return (option->groups & (HK_ON_ALL | (verb ? verb->groups : 0))) != 0;
}

int
cli_find_long(const struct cli_verb *verb, const char *name, size_t len)
{
    for (int i = 0; i < CLI_OPTION_COUNT_; i++)
        if (cli_option_is_on(&cli_options[i], verb) && strlen(cli_options[i].long_name) == len &&
            strncmp(cli_options[i].long_name, name, len) == 0)
            return i;
    return -1;
}

int
cli_find_short(const struct cli_verb *verb, char letter)
{
    for (int i = 0; i < CLI_OPTION_COUNT_; i++)
        if (cli_option_is_on(&cli_options[i], verb) && cli_options[i].short_name == letter)
            return i;
    return -1;
}

static size_t
least(size_t a, size_t b)
{
    return a < b ? a : b;
}

#define LONGEST_WORD 40

/* How many letters must be put in, taken out, changed or swapped to make @b of @a; a word that
 * only begins @b is one step away. Words that are too long are far away. */
static size_t
distance(const char *a, const char *b)
{
    size_t rows[3][LONGEST_WORD + 1] = {{0}};
    size_t n_a = strlen(a), n_b = strlen(b);
    if (n_a > LONGEST_WORD || n_b > LONGEST_WORD)
        return LONGEST_WORD;
    if (n_a > 1 && strncmp(a, b, n_a) == 0)
        return 1;
    for (size_t j = 0; j <= n_b; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= n_a; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= n_b; j++) {
            row[j] = least(least(row[j - 1], above[j]) + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], two_above[j - 2] + 1);
        }
    }
    return rows[n_a % 3][n_b];
}

bool
cli_is_nearer(const char *typo, const char *word, size_t *least_so_far)
{
    size_t far = distance(typo, word);
    if (far > 1 + strlen(typo) / 4 || far >= *least_so_far)
        return false;
    *least_so_far = far;
    return true;
}

const char *
cli_nearest_verb(const struct cli_verb *parent, const char *typo)
{
    const char *best = NULL;
    size_t far = LONGEST_WORD;
    for (int i = 0; i < cli_n_verbs; i++)
        if (cli_verb_is_below(&cli_verbs[i], parent) && !cli_verb_is_hidden(&cli_verbs[i]) &&
            cli_is_nearer(typo, cli_verb_word(&cli_verbs[i]), &far))
            best = cli_verb_word(&cli_verbs[i]);
    return best;
}

const char *
cli_nearest_option(const struct cli_verb *verb, const char *typo, size_t len)
{
    char name[LONGEST_WORD + 1] = {0};
    const char *best = NULL;
    size_t far = LONGEST_WORD;
    memcpy(name, typo, least(len, LONGEST_WORD));
    for (int i = 0; i < CLI_OPTION_COUNT_; i++)
        if (cli_option_is_on(&cli_options[i], verb) &&
            cli_is_nearer(name, cli_options[i].long_name, &far))
            best = cli_options[i].long_name;
    return best;
}
