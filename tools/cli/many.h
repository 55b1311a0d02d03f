/* SPDX-License-Identifier: Apache-2.0 */
/* tools/cli/many.h -- several roots in one run: which, how far the work is, where the output goes.
 */
#ifndef HK_TOOLS_MANY_H
#define HK_TOOLS_MANY_H

#include "cli.h"

#include <time.h>

/* The roots that the operands of a command stand for, each once: they themselves, or with --all
 * those in and below them. */
struct cli_roots {
    const char **list; /* as they are to be rendered and shown */
    char **paths;      /* the same as absolute paths, without "." and ".." */
    size_t n;
    struct hkr_result **found; /* what owns the texts of --all */
    size_t n_found;
};

/* Finds them. Tells what is wrong and returns CLI_FAULT, else CLI_DONE. To be ended with
 * cli_roots_fini() in any case. */
int cli_roots_init(const struct cli_request *request, struct hkr_ctx *ctx,
                   struct cli_roots *ret_roots);
void cli_roots_fini(struct cli_roots *roots);

/* A line on the terminal that says how many are done, while a run takes long. */
struct cli_progress {
    bool on, shown;
    struct timespec begin, last;
    const char *program;
};

void cli_progress_init(struct cli_progress *progress, const struct cli_request *request);
/* A callback of struct hkr_batch_options; @user is a struct cli_progress. */
void cli_progress_step(void *user, size_t done, size_t n);
/* Takes the line away. */
void cli_progress_fini(struct cli_progress *progress);

/* Sets @ret_batch up from the options of @request. CLI_USAGE when they are unsound. */
int cli_batch_init(const struct cli_request *request, struct cli_progress *progress,
                   struct hkr_batch_options *ret_batch);

/* Whether `build` is asked for more than one root, or for a directory of output. */
bool cli_is_many(const struct cli_request *request);
int cli_build_many(const struct cli_request *request, const struct hkr_render_options *options,
                   struct hkr_ctx *ctx);

/* Whether the directory @path may be made or replaced; complains otherwise. */
int cli_outdir_check(const struct cli_request *request, const struct cli_roots *roots,
                     const char *path);
/* Writes the output of all roots into the directory @path, which then holds nothing else. It
 * appears whole, or stays as it was. */
int cli_outdir_write(const struct cli_request *request, const struct cli_roots *roots,
                     struct hkr_result *const *results, const char *path);

#endif
