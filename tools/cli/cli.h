/* SPDX-License-Identifier: Apache-2.0 */
/* tools/cli/cli.h -- the front end's own vocabulary: verbs, options, what was asked for.
 *
 * The front end is thin: it reads a command line, calls the library, prints. It alone prints,
 * reads the environment and exits. Exit status: 0 done, 1 the manifests (or the machine) are at
 * fault, 2 the command line is. */
#ifndef HK_TOOLS_CLI_H
#define HK_TOOLS_CLI_H

#include "hkrender/hkrender.h"

#include <stdbool.h>
#include <stdio.h>

enum cli_exit { CLI_DONE = 0, CLI_FAULT = 1, CLI_USAGE = 2 };

enum cli_on { /* bits: which verbs an option belongs to */
              HK_ON_BUILD = 1,
              HK_ON_VERSION = 2,
              HK_ON_COMPLETION = 4,
              HK_ON_HELP = 8,
              HK_ON_ALL = 15
};

enum cli_state { READY, LATER }; /* LATER: known from kustomize, refused until it is built */

enum cli_option_id {
#define HK_OPTION(id, verbs, short_name, long_name, argument, state, help) CLI_##id,
#include "options.def"
#undef HK_OPTION
    CLI_OPTION_COUNT_
};

struct cli_option {
    unsigned verbs;
    char short_name;
    const char *long_name;
    const char *argument; /* NULL: a switch; with '|': the words that it takes */
    enum cli_state state;
    const char *help;
};

extern const struct cli_option cli_options[CLI_OPTION_COUNT_];

/* A parsed command line. Texts are borrowed from argv. */
struct cli_request {
    const char *program; /* as it was called: "hkrender", "render", "kustomize" */
    const struct cli_verb *verb;
    bool given[CLI_OPTION_COUNT_];
    const char *value[CLI_OPTION_COUNT_];         /* the last one wins */
    const char *const *values[CLI_OPTION_COUNT_]; /* all of them, in their order */
    size_t n_values[CLI_OPTION_COUNT_];
    const char **value_memory;
    const char **operands;
    int n_operands;
    bool color;
};

struct cli_verb {
    const char *name;
    unsigned on;
    const char *operand; /* its name in help, or NULL */
    int max_operands;
    const char *summary;
    const char *examples; /* NULL or lines */
    int (*run)(const struct cli_request *request);
};

extern const struct cli_verb cli_verbs[];
extern const int cli_n_verbs;

int cli_run_build(const struct cli_request *request);
int cli_run_version(const struct cli_request *request);
int cli_run_help(const struct cli_request *request);

/* The verb called @name, or NULL. */
const struct cli_verb *cli_find_verb(const char *name);
/* The nearest verb or long option to a mistyped one, or NULL. */
const char *cli_nearest_verb(const char *typo);
const char *cli_nearest_option(unsigned verbs, const char *typo);

/* Fills @ret_request from argv. Prints what is wrong and returns CLI_USAGE, else CLI_DONE. To be
 * ended with cli_request_fini() in any case. */
int cli_parse(int argc, char **argv, struct cli_request *ret_request);
void cli_request_fini(struct cli_request *request);

/* Prints the help of @verb, or of the whole program when NULL. */
void cli_print_help(FILE *out, const char *program, const struct cli_verb *verb);

/* Prints "program: ..." to stderr and returns @status. */
int cli_complain(const struct cli_request *request, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Writes all bytes to standard output, or complains: a full disk and a closed pipe are faults. */
int cli_write_stdout(const struct cli_request *request, const char *bytes, size_t size);
/* Writes the output where `-o PATH` says: a file, or a file an object into a directory. Files
 * appear whole or not at all. */
int cli_write_path(const struct cli_request *request, const struct hkr_result *result,
                   const char *path);

#endif
