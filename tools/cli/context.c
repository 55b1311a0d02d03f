/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

#include <assert.h>
#include <signal.h>

/* Set by the first signal; the render ends at its next object. The second one kills. */
static volatile sig_atomic_t interrupted;
static_assert(sizeof(sig_atomic_t) == sizeof(int), "the cancel flag of the library is an int");

static void
on_signal(int signal_number)
{
    interrupted = 1;
    (void)signal(signal_number, SIG_DFL);
}

bool
cli_is_interrupted(void)
{
    return interrupted != 0;
}

int
cli_new_context_on(const struct cli_request *request, struct hkr_fs *fs, struct hkr_ctx **ret_ctx)
{
    struct hkr_ctx_options options = {
        .size = sizeof options, .fs = fs, .cancel = (const volatile int *)&interrupted};
    (void)signal(SIGPIPE, SIG_IGN); /* these two are failed writes, with a message */
    (void)signal(SIGXFSZ, SIG_IGN);
    (void)signal(SIGINT, on_signal);
    (void)signal(SIGTERM, on_signal);
    enum hkr_status status = hkr_ctx_new(&options, ret_ctx);
    if (status != HKR_OK)
        return cli_complain(request, CLI_FAULT, "%s", hkr_status_name(status));
    return CLI_DONE;
}

int
cli_new_context(const struct cli_request *request, struct hkr_ctx **ret_ctx)
{
    return cli_new_context_on(request, NULL, ret_ctx);
}
