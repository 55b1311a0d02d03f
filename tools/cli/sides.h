/* SPDX-License-Identifier: Apache-2.0 */
/* tools/cli/sides.h -- what is compared with what: the operands, --base and --staged of the command
 * line, as pairs of roots.
 *
 * A side is a directory, a file, `-`, `REV` or `REV:DIR`. With --base or --staged the operands are
 * directories, and the sides are a revision and what came of it: the work tree or the index.
 * For the verbs that take the options of HK_ON_SIDES. Compares nothing itself. */
#ifndef HK_TOOLS_SIDES_H
#define HK_TOOLS_SIDES_H

#include "cli.h"

/* befores[i] and afters[i] are one root on both sides; a side that has no such root has neither
 * path nor bytes (struct hkr_side). Sorted by path. All is borrowed until cli_sides_fini(). */
struct cli_sides {
    struct hkr_side *befores;
    struct hkr_side *afters;
    size_t n;
    /* After cli_sides_changes(): what differs between both sides. See hkr_git_changes(): a file has
     * changed when it, or a directory above it, is in the list. */
    const char *const *changed;
    size_t n_changed;
    struct cli_sides_memory *memory;
};

/* Reads the sides that @request names: two operands, or --base or --staged and any number of
 * directories (none: the working directory). Prints what is wrong and returns CLI_USAGE, which is
 * "trouble" for every verb that compares, else CLI_DONE. To be ended with cli_sides_fini() in any
 * case, after hkr_ctx_free(@ctx): the context reads through the file systems of the sides. */
int cli_sides_init(const struct cli_request *request, struct hkr_ctx *ctx,
                   struct cli_sides *ret_sides);
void cli_sides_fini(struct cli_sides *sides);

/* Whether @request has --base or --staged. */
bool cli_sides_in_git(const struct cli_request *request);
/* Fills sides->changed, which takes --base or --staged. Returns as cli_sides_init() does. */
int cli_sides_changes(const struct cli_request *request, struct hkr_ctx *ctx,
                      struct cli_sides *sides);

#endif
