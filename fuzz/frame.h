/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz/frame.h -- what the targets of single modules share: an environment of their own for each
 * input, small budgets, and a trap for what unwinds. Header only; for fuzz targets alone. */
#ifndef HK_FUZZ_FRAME_H
#define HK_FUZZ_FRAME_H

#include "base/buf.h"
#include "base/env.h"

#include <stdio.h>
#include <stdlib.h>

#define FUZZ_MEMORY ((size_t)64 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef void (*fuzz_fn)(struct hk_env *env, struct hk_slice input);

/* Something that must hold whatever the input is. */
#define FUZZ_INSIST(condition)                                                                     \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* A step that failed has said why, and where: reading the place must not fail either. */
static inline void
fuzz_insist_told(struct hk_env *env, enum hkr_status status)
{
    FUZZ_INSIST(status == HKR_OK || env->diags->list.n > 0);
    for (uint32_t i = 0; i < env->diags->list.n; i++) {
        const struct hk_diag *diag = env->diags->list.items[i];
        FUZZ_INSIST(diag->message.len > 0);
        (void)hk_sources_position(env->sources, diag->at);
        (void)hk_sources_line(env->sources, diag->at);
    }
}

/* Cuts the first line off *@input. */
static inline struct hk_slice
fuzz_line(struct hk_slice *input)
{
    size_t end = hk_slice_find(*input, '\n');
    struct hk_slice line = hk_slice_head(*input, end);
    *input = hk_slice_from(*input, end == SIZE_MAX ? input->len : end + 1);
    return line;
}

/* Cuts what stands before the first line @mark (with its newline) off *@input, and the mark too;
 * all of it when there is none. */
static inline struct hk_slice
fuzz_part(struct hk_slice *input, const char *mark)
{
    size_t len = strlen(mark);
    const char *hit = input->len ? memmem(input->ptr, input->len, mark, len) : NULL;
    struct hk_slice part = *input;
    if (hit)
        part.len = (size_t)(hit - input->ptr);
    *input = hk_slice_from(*input, hit ? part.len + len : input->len);
    return part;
}

/* Runs @run on the input. Out of memory and spent budgets end it, and are no finding. */
static inline int
fuzz_run(const uint8_t *data, size_t size, fuzz_fn run)
{
    struct hk_limits limits = HK_LIMITS_DEFAULT;
    struct hk_heap heap;
    struct hk_trap trap;
    limits.nodes = 200000;
    limits.regex_steps = 100000;
    hk_heap_init(&heap, NULL, FUZZ_MEMORY);
    struct hk_arena *arena = hk_arena_new(&heap);
    struct hk_arena *scratch = hk_arena_new(&heap);
    FUZZ_INSIST(arena && scratch);
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
        run(&env, (struct hk_slice){(const char *)data, size});
    }
    hk_heap_untrap(&heap, &trap);
    hk_arena_free(scratch);
    hk_arena_free(arena);
    FUZZ_INSIST(heap.used == 0);
    return 0;
}

#endif
