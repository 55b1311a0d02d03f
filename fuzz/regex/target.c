/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz/regex/target.c -- a regular expression in Go's syntax, and a text to match.
 *
 * The first line is the pattern, the rest the text. Matching has a budget, so no pattern may take
 * long; a pattern that was translated must be one that the matcher takes, or be too large. */
#include "base/env.h"
#include "patch/labelsel.h"
#include "patch/selector.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
run(struct hk_env *env, struct hk_slice pattern, struct hk_slice text)
{
    for (int anchored = 0; anchored < 2; anchored++) {
        const struct hk_regex *regex = NULL;
        bool matches = false;
        enum hkr_status status = hk_regex_compile(env, pattern, anchored != 0, HK_NOWHERE, &regex);
        if (status == HKR_OK)
            status = hk_regex_matches(env, regex, text, &matches);
        if (status != HKR_OK && env->diags->list.n == 0)
            abort(); /* a fault is always told */
    }
    struct hk_labelsel_fault fault;
    (void)hk_labelsel_parse(env, pattern, &fault);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hk_slice input = {(const char *)data, size};
    struct hk_slice pattern = hk_slice_head(input, hk_slice_find(input, '\n'));
    struct hk_limits limits = HK_LIMITS_DEFAULT;
    struct hk_heap heap;
    struct hk_trap trap;
    limits.regex_steps = 100000;
    hk_heap_init(&heap, NULL, 64u << 20);
    struct hk_arena *arena = hk_arena_new(&heap);
    struct hk_arena *scratch = hk_arena_new(&heap);
    if (!arena || !scratch)
        abort();
    hk_heap_trap(&heap, &trap);
    if (setjmp(trap.env) == 0) {
        struct hk_diags diags = {.arena = arena};
        struct hk_env env = {.arena = arena,
                             .scratch = scratch,
                             .intern = hk_intern_new(arena),
                             .sources = hk_sources_new(arena),
                             .diags = &diags,
                             .limits = &limits,
                             .owner = 1};
        run(&env, pattern, hk_slice_from(input, pattern.len + 1));
    }
    hk_heap_untrap(&heap, &trap);
    hk_arena_free(scratch);
    hk_arena_free(arena);
    return 0;
}
