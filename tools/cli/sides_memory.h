/* SPDX-License-Identifier: Apache-2.0 */
/* tools/cli/sides_memory.h -- what sides are made of, for sides.c and sides_git.c alone. */
#ifndef HK_TOOLS_SIDES_MEMORY_H
#define HK_TOOLS_SIDES_MEMORY_H

#include "sides.h"

enum { SIDES_BEFORE, SIDES_AFTER };

/* What the pairs borrow, and what is found on the way to them. */
struct cli_sides_memory {
    const struct cli_request *request;
    struct hkr_ctx *ctx;
    struct hkr_git *git;       /* NULL until a revision is asked for */
    struct hkr_fs *fs[2];      /* of each side; NULL: the disk */
    const char *revision[2];   /* of each side; NULL: the work tree, or none */
    struct hkr_result **found; /* roots and the like: they own texts */
    size_t n_found;
    char **texts;
    size_t n_texts;
};

/* Keeps @text, of the heap, until the end. NULL, with @text freed, when memory is out. */
const char *sides_keep(struct cli_sides_memory *memory, char *text);
/* The same for "@a@b@c". */
const char *sides_join(struct cli_sides_memory *memory, const char *a, const char *b,
                       const char *c);
/* Prints what @result has to say and keeps it. CLI_DONE when @status is HKR_OK, else CLI_USAGE. */
int sides_take(struct cli_sides_memory *memory, enum hkr_status status, struct hkr_result *result);
int sides_fault_memory(const struct cli_sides_memory *memory);

/* Opens the repository of the working directory, or the one that the environment names. */
int sides_open_git(struct cli_sides_memory *memory);
/* Makes the file system of @revision (NULL: the work tree) and gives it to side @which. */
int sides_open_revision(struct cli_sides_memory *memory, int which, const char *revision);
/* Finds the revisions that --base and --staged stand for, and opens them. */
int sides_open_base(struct cli_sides_memory *memory);
/* How @path of side @which is called, in git's way for a revision. NULL when memory is out. */
const char *sides_name(struct cli_sides_memory *memory, int which, const char *path);
/* Complains when @directory lies outside of the repository. */
int sides_check_inside(struct cli_sides_memory *memory, const char *directory);

#endif
