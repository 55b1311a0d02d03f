/* SPDX-License-Identifier: Apache-2.0 */
/* tests/golden/case.h -- a golden case as its folder describes it, and the texts in it.
 *
 * Reads and writes files of testdata/golden; knows nothing of how a case is judged. A fault in
 * a case's own description ends the program: the tests are wrong then, not the library. */
#ifndef HK_TESTS_GOLDEN_CASE_H
#define HK_TESTS_GOLDEN_CASE_H

#include <hkrender/hkrender.h>

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#define GOLDEN_FOLDER "testdata/golden"
#define GOLDEN_LINE_MAX 256 /* bytes of a line of case.txt */

#define GOLDEN_REMOTES_MAX 8
#define GOLDEN_VERSIONS_MAX 8
#define GOLDEN_WORDS_MAX 8                        /* values of -e and of --mount */
#define GOLDEN_STAND_INS "tests/golden/stand-ins" /* programs that cases find first */

struct text {
    char *bytes; /* zero-terminated; NULL: there is no such file */
    size_t size;
};

struct golden_case {
    const char *name;              /* relative to GOLDEN_FOLDER*/
    char folder[PATH_MAX];         /* absolute */
    char tree[PATH_MAX];           /* absolute: what the render may see as its working directory */
    char root[GOLDEN_LINE_MAX];    /* the directory to render, relative to tree */
    char same_as[GOLDEN_LINE_MAX]; /* another case relative to folder; "" when none */
    enum hkr_load_restrictor restrictor;
    struct hkr_remote remotes[GOLDEN_REMOTES_MAX];
    size_t n_remotes;
    const char *remote_map; /* or NULL */
    struct hkr_programs programs;
    const char *helm_api_versions[GOLDEN_VERSIONS_MAX];
    const char *env[GOLDEN_WORDS_MAX];
    const char *mounts[GOLDEN_WORDS_MAX];
    char path[2 * PATH_MAX]; /* PATH=...; the environment of programs */
    const char *environment[2];
    char *words;    /* the texts that these point into */
    bool refused;   /* kustomize refuses it, or we do on purpose */
    bool own_bytes; /* it has no want.yaml: its bytes must be those of same_as */
    bool schema_from_crds;
    struct hkr_variables variables; /* used when one of its flags is given */
    struct hkr_variable sets[GOLDEN_WORDS_MAX];
    const char *vars_files[GOLDEN_WORDS_MAX];
    bool has_variables;
    bool fixed_point;
    bool strict; /* rendered with every strict check too */
    bool failed;
};

/* Ends the program with status 2. */
_Noreturn void golden_give_up(const char *what, const char *name);
/* Puts "@directory/@name" into @buffer of PATH_MAX bytes. */
void golden_join(char *buffer, const char *directory, const char *name);

/* Fills @ret_case from @folder/case.txt; @root is that of the repository. @name is borrowed. */
void golden_case_parse(const char *root, const char *name, const char *folder,
                       struct golden_case *ret_case);

void golden_case_fini(struct golden_case *tc);

/* Copies. Free the bytes of each text that these return. */
struct text text_copy(const char *bytes, size_t size);
struct text text_read(const char *directory, const char *name);
bool text_eq(struct text a, struct text b);
/* Writes @text as a file, or removes that file when the text is empty. */
void text_write(const char *directory, const char *name, struct text text);

#endif
