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

/* Groups of options. An option stands in one group or several; a verb names the groups that it
 * takes. Every verb takes HK_ON_ALL. */
enum cli_group {
    HK_ON_ALL = 1 << 0,
    HK_ON_BUILD = 1 << 1,
    HK_ON_VERSION = 1 << 2,
    HK_ON_EDIT = 1 << 3, /* the verbs that change or make files */
    HK_ON_FORCE = 1 << 4,
    HK_ON_LABEL = 1 << 5,
    HK_ON_PATCH = 1 << 6,
    HK_ON_VERIFY = 1 << 7,
    HK_ON_SOURCES = 1 << 8, /* of a generated ConfigMap or Secret */
    HK_ON_LITERALS = 1 << 9,
    HK_ON_NAMESPACE = 1 << 10,
    HK_ON_NEW_NAMESPACE = 1 << 11,
    HK_ON_BEHAVIOR = 1 << 12,
    HK_ON_TYPE = 1 << 13,
    HK_ON_IGNORE = 1 << 14,
    HK_ON_CREATE = 1 << 15,
    HK_ON_LOCALIZE = 1 << 16,
    HK_ON_RENDER = 1 << 17, /* how a tree is rendered */
    HK_ON_FIX = 1 << 18,
    HK_ON_SUBST = 1 << 19,   /* what is told of variables */
    HK_ON_MANY = 1 << 20,    /* several roots */
    HK_ON_SIDES = 1 << 21,   /* what is compared with what: sides.h */
    HK_ON_COMPARE = 1 << 22, /* when two objects are equal */
    HK_ON_REPORT = 1 << 23,  /* the form of what is told of differences */
    HK_ON_LISTING = 1 << 24, /* paths that are printed */
    HK_ON_AFFECTED = 1 << 25,
    HK_ON_EXPLAIN = 1 << 26,
    HK_ON_DIAGNOSTICS = 1 << 27, /* the verbs that have some and no other group here */
    HK_ON_PROOF = 1 << 29,       /* how a proof is printed */
    HK_ON_HOOK = 1 << 28,
};

enum cli_state { READY, LATER }; /* LATER: known from kustomize, refused until it is built */

enum cli_option_id {
#define HK_OPTION(id, groups, short_name, long_name, argument, state, help) CLI_##id,
#include "options.def"
#undef HK_OPTION
    CLI_OPTION_COUNT_
};

struct cli_option {
    unsigned groups;
    char short_name;
    const char *long_name;
    const char *argument; /* NULL: a switch; with '|': the words that it takes */
    enum cli_state state;
    const char *help;
};

extern const struct cli_option cli_options[CLI_OPTION_COUNT_];

/* What an operand or the argument of an option is, for completion. */
enum cli_takes { TAKES_WORD, TAKES_FILE, TAKES_DIRECTORY, TAKES_VERB, TAKES_CHOICE };

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
    struct cli_diags *diags; /* set up before the verb runs */
};

/* One row of the table of verbs. A verb that others stand below ("edit" of "edit add") has no
 * operands of its own: its function prints what stands below it. */
struct cli_verb {
    const char *name;    /* all its words: "edit add" */
    const char *alias;   /* another last word, or NULL */
    unsigned groups;     /* of options, besides HK_ON_ALL */
    const char *operand; /* its name in help, or NULL */
    int min_operands;
    int max_operands; /* -1: any number */
    enum cli_takes takes;
    const char *summary;
    const char *examples; /* NULL or lines */
    enum hkr_edit_op op;  /* of an edit verb */
    int (*run)(const struct cli_request *request);
};

extern const struct cli_verb cli_verbs[];
extern const int cli_n_verbs;
int cli_run_affected(const struct cli_request *request);
int cli_run_build(const struct cli_request *request);
int cli_run_builtins(const struct cli_request *request);
int cli_run_create(const struct cli_request *request);
int cli_run_deps(const struct cli_request *request);
int cli_run_explain(const struct cli_request *request);
int cli_run_fix(const struct cli_request *request);
int cli_run_edit(const struct cli_request *request);
int cli_run_localize(const struct cli_request *request);
int cli_run_diff(const struct cli_request *request);
int cli_run_prove_noop(const struct cli_request *request);
int cli_run_vars(const struct cli_request *request);
int cli_run_version(const struct cli_request *request);
int cli_run_hook_check(const struct cli_request *request);
int cli_run_hook_diff(const struct cli_request *request);
int cli_run_hook_noop(const struct cli_request *request);
int cli_run_help(const struct cli_request *request);
int cli_run_group(const struct cli_request *request);
int cli_run_completion(const struct cli_request *request);
int cli_run_complete(const struct cli_request *request);

/* The verb that is called @word below @parent (NULL: at the top), or NULL. */
const struct cli_verb *cli_find_verb(const struct cli_verb *parent, const char *word);
/* Whether @verb stands right below @parent (NULL: at the top). */
bool cli_verb_is_below(const struct cli_verb *verb, const struct cli_verb *parent);
/* The last word of its name. */
const char *cli_verb_word(const struct cli_verb *verb);
/* Whether it is for scripts alone, and so not in lists. */
bool cli_verb_is_hidden(const struct cli_verb *verb);
bool cli_option_is_on(const struct cli_option *option, const struct cli_verb *verb);
/* The option of @verb (NULL: of all verbs) called so, or -1. */
int cli_find_long(const struct cli_verb *verb, const char *name, size_t len);
int cli_find_short(const struct cli_verb *verb, char letter);
/* The nearest verb or long option to a mistyped one, or NULL. */
const char *cli_nearest_verb(const struct cli_verb *parent, const char *typo);
const char *cli_nearest_option(const struct cli_verb *verb, const char *typo, size_t len);
/* Whether @word is nearer to @typo than *least_so_far, and near enough to be worth a hint; then
 * *least_so_far is how near. To be begun with SIZE_MAX. */
bool cli_is_nearer(const char *typo, const char *word, size_t *least_so_far);

/* What --warn, --error and --ignore say, for the library; to be freed. NULL, after a complaint,
 * when one of them names nothing that can be treated. */
struct hkr_treat *cli_treats(const struct cli_request *request, size_t *ret_n);

/* Fills @ret_request from argv. Prints what is wrong and returns CLI_USAGE, else CLI_DONE. To be
 * ended with cli_request_fini() in any case. */
int cli_parse(int argc, char **argv, struct cli_request *ret_request);
void cli_request_fini(struct cli_request *request);

/* Prints the help of @verb, or of the whole program when NULL. */
void cli_print_help(FILE *out, const char *program, const struct cli_verb *verb);

/* What --remote says. */
struct cli_remotes {
    struct hkr_remote *list;
    size_t n;
};

/* Splits the values. Prints what is wrong and returns CLI_USAGE or CLI_FAULT, else CLI_DONE. To be
 * ended with cli_remotes_fini() in any case. */
int cli_remotes_init(const struct cli_request *request, struct cli_remotes *ret_remotes);
void cli_remotes_fini(struct cli_remotes *remotes);

/* What is told and complained of from here on takes the forms that --diagnostics asks for. */
int cli_diags_begin(struct cli_request *request);
/* All the diagnostics of @result, warnings included unless --quiet. */
void cli_tell(const struct cli_request *request, const struct hkr_result *result);
/* From now on the same fault at the same place is told once: for several roots with one base. */
void cli_tell_once(const struct cli_request *request);
/* Whether stderr is for people, so that a word on what was done is no harm. */
bool cli_is_chatty(const struct cli_request *request);
/* Writes what was held back until now; @status, or a fault when that fails. */
int cli_diags_end(struct cli_request *request, int status);
/* Whether what goes to @fd is coloured. */
bool cli_wants_color(const struct cli_request *request, int fd);

/* Tells what the front end itself has to say ("program: ..." in the text form) and returns
 * @status. */
int cli_complain(const struct cli_request *request, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* False with errno set when not all bytes could be written. */
bool cli_write_all(int fd, const char *bytes, size_t size);
/* Likewise; the file appears whole or not at all. What is no regular file is written to. */
bool cli_write_file(const char *path, const char *bytes, size_t size);
/* Writes all bytes to standard output, or complains: a full disk and a closed pipe are faults. */
int cli_write_stdout(const struct cli_request *request, const char *bytes, size_t size);
/* Makes a context whose work SIGINT and SIGTERM end. Complains, and returns CLI_FAULT, when there
 * is none. */
int cli_new_context(const struct cli_request *request, struct hkr_ctx **ret_ctx);
/* The same, with files from @fs, which must outlive it. */
int cli_new_context_on(const struct cli_request *request, struct hkr_fs *fs,
                       struct hkr_ctx **ret_ctx);
/* Whether one of them came. */
bool cli_is_interrupted(void);

/* Prints what an edit has to say, writes its files, and frees @result (which may be NULL). */
int cli_finish_edit(const struct cli_request *request, enum hkr_status status,
                    struct hkr_result *result);
/* Replaces each file of @result, or makes it; a link is followed, the mode of the file is kept.
 * Each appears whole or not at all. */
int cli_write_files(const struct cli_request *request, const struct hkr_result *result);

/* Writes the output where `-o PATH` says: a file, or a file an object into a directory. Files
 * appear whole or not at all. */
int cli_write_path(const struct cli_request *request, const struct hkr_result *result,
                   const char *path);

/* DIR/[namespace_][group_]version_kind_name.yaml as kustomize names the file of an object; to be
 * freed. NULL when memory is out. */
char *cli_object_path(const char *directory, const struct hkr_object *object, bool with_namespace);
/* Whether the objects of @result lie in several namespaces, so that names tell which. */
bool cli_spans_namespaces(const struct hkr_result *result);

/* Takes ".", ".." and doubled slashes out of the absolute @path, in place; "" is the top. */
void cli_tidy_path(char *path);

#endif
