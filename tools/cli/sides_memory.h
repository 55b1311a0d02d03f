/* SPDX-License-Identifier: Apache-2.0 */
/* tools/cli/sides_memory.h -- what sides are made of, for the sides*.c alone. */
#ifndef HK_TOOLS_SIDES_MEMORY_H
#define HK_TOOLS_SIDES_MEMORY_H

#include "sides.h"

enum { SIDES_BEFORE, SIDES_AFTER };

/* What the pairs borrow, and what is found on the way to them. */
struct cli_sides_memory {
    const struct cli_request *request;
    struct hkr_ctx *ctx;
    struct hkr_git *git;              /* NULL until a revision is asked for */
    struct hkr_fs *fs[2];             /* of each side; NULL: the disk */
    const char *revision[2];          /* of each side; NULL: the work tree, or none */
    const struct hkr_result *changes; /* once they were asked for */
    struct hkr_result **found;        /* roots and the like: they own texts */
    size_t n_found;
    char **texts;
    size_t n_texts;
};

/* A root in one of the sides, or in both. */
struct sides_pair {
    const char *key;     /* what both have in common: the path below the operand */
    size_t group;        /* the operand that it was found in */
    const char *path[2]; /* NULL: not there */
};

struct sides_pairs {
    struct sides_pair *items;
    size_t n;
};

/* What was found in a directory. */
struct sides_roots {
    const struct hkr_result *search;
    size_t n;
    bool missing; /* there is nothing of that name */
    bool is_file; /* there is, and it is no directory */
};

/* Keeps @text, of the heap, until the end. NULL, with @text freed, when memory is out. */
const char *sides_keep(struct cli_sides_memory *memory, char *text);
/* The same for "@a@b@c". */
const char *sides_join(struct cli_sides_memory *memory, const char *a, const char *b,
                       const char *c);
/* Prints what @result has to say and keeps it. CLI_DONE when @status is HKR_OK, else CLI_USAGE. */
int sides_take(struct cli_sides_memory *memory, enum hkr_status status, struct hkr_result *result);
int sides_fault_memory(const struct cli_sides_memory *memory);

/* Looks for roots in and below @directory of side @which. That it is not there, or is no directory,
 * is no fault yet; *ret_roots has the search, to be told. */
int sides_find_roots(struct cli_sides_memory *memory, int which, const char *directory,
                     struct sides_roots *ret_roots);
/* Whether side @which certainly has no directory @path. What cannot be told is no fault here. */
bool sides_is_no_directory(const struct cli_sides_memory *memory, int which, const char *path);
/* Whether directory @path is itself among @roots. */
bool sides_has_root(const struct sides_roots *roots, const char *path);
/* Adds @roots of side @which, found for operand @group; their keys are without the first @skip
 * bytes. */
int sides_add_roots(struct cli_sides_memory *memory, struct sides_pairs *pairs,
                    const struct sides_roots *roots, size_t group, int which, size_t skip);
/* Puts what has the same key together. Operands may lie within one another. */
void sides_join_pairs(struct sides_pairs *pairs);
/* Makes the sides of @pairs. */
int sides_fill(struct cli_sides *sides, const struct sides_pairs *pairs);
/* Makes the sides of the two operands. */
int sides_from_operands(struct cli_sides *sides, struct sides_pairs *pairs);
/* The shortest path that is equal to @path as a text, as the library begins those of roots with it.
 * NULL when memory is out. */
const char *sides_clean(struct cli_sides_memory *memory, const char *path);

/* Opens the repository of the working directory, or the one that the environment names. */
int sides_open_git(struct cli_sides_memory *memory);
/* Makes the file system of @revision (NULL: the work tree) and gives it to side @which. */
int sides_open_revision(struct cli_sides_memory *memory, int which, const char *revision);
/* Finds the revisions that --base and --staged stand for, and opens them. */
int sides_open_base(struct cli_sides_memory *memory);
/* How @path of side @which is called, in git's way for a revision. NULL when memory is out. */
const char *sides_name(struct cli_sides_memory *memory, int which, const char *path);
/* Whether the directory @path, or something below or above it, differs between the revision and the
 * work tree. Changes are looked for at the first call; *ret_code is CLI_USAGE when that fails. */
bool sides_has_changed(struct cli_sides_memory *memory, const char *path, int *ret_code);
/* Whether all that changed is a few files that are no kustomizations on either side: then both have
 * the same roots. *ret_code as above. */
bool sides_have_same_roots(struct cli_sides_memory *memory, int *ret_code);
/* Complains when @directory lies outside of the repository. */
int sides_check_inside(struct cli_sides_memory *memory, const char *directory);

#endif
