/* SPDX-License-Identifier: Apache-2.0 */
#include "many.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIRST_MS = 200, NEXT_MS = 100 }; /* before the line appears, and changes */

void
cli_progress_init(struct cli_progress *progress, const struct cli_request *request)
{
    const char *term = getenv("TERM");
    *progress = (struct cli_progress){.program = request->program};
    progress->on = cli_is_chatty(request) && isatty(STDERR_FILENO) && term &&
                   strcmp(term, "dumb") != 0 &&
                   clock_gettime(CLOCK_MONOTONIC, &progress->begin) == 0;
    progress->last = progress->begin;
}

static long
milliseconds(const struct timespec *from, const struct timespec *to)
{
    return (to->tv_sec - from->tv_sec) * 1000 + (to->tv_nsec - from->tv_nsec) / 1000000;
}

void
cli_progress_step(void *user, size_t done, size_t n)
{
    struct cli_progress *progress = user;
    struct timespec now;
    if (!progress->on || clock_gettime(CLOCK_MONOTONIC, &now) != 0 ||
        milliseconds(&progress->begin, &now) < FIRST_MS ||
        milliseconds(&progress->last, &now) < NEXT_MS)
        return;
    progress->last = now;
    progress->shown = true;
    fprintf(stderr, "\r\033[K%s: %zu of %zu", progress->program, done, n);
    (void)fflush(stderr);
}

void
cli_progress_fini(struct cli_progress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
    progress->shown = false;
}
