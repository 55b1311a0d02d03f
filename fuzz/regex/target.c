/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz/regex/target.c -- a regular expression in Go's syntax, and a text to match.
 *
 * The first line is the pattern, the rest the text. Matching has a budget, so no pattern may take
 * long; a pattern that was translated must be one that the matcher takes, or be too large. */
#include "../frame.h"
#include "patch/labelsel.h"
#include "patch/selector.h"

static void
run(struct hk_env *env, struct hk_slice text)
{
    struct hk_slice pattern = fuzz_line(&text);
    for (int anchored = 0; anchored < 2; anchored++) {
        const struct hk_regex *regex = NULL;
        bool matches = false;
        enum hkr_status status = hk_regex_compile(env, pattern, anchored != 0, HK_NOWHERE, &regex);
        if (status == HKR_OK)
            status = hk_regex_matches(env, regex, text, &matches);
        fuzz_insist_told(env, status);
    }
    struct hk_labelsel_fault fault;
    (void)hk_labelsel_parse(env, pattern, &fault);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_run(data, size, run);
}
