/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/check.h -- the few lines that every unit test needs: checks that count, and an
 * environment to run in. Header only; for test programs alone. */
#ifndef HK_TESTS_CHECK_H
#define HK_TESTS_CHECK_H

#include "base/env.h"

#include <stdio.h>
#include <stdlib.h>

static int check_failed;
static int check_passed;

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (condition) {                                                                           \
            check_passed++;                                                                        \
        } else {                                                                                   \
            check_failed++;                                                                        \
            printf("%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                         \
        }                                                                                          \
    } while (0)

#define CHECK_TEXT(got, want)                                                                      \
    do {                                                                                           \
        struct hk_slice got_ = (got);                                                              \
        struct hk_slice want_ = (want);                                                            \
        if (hk_slice_eq(got_, want_)) {                                                            \
            check_passed++;                                                                        \
        } else {                                                                                   \
            check_failed++;                                                                        \
            printf("%s:%d: got  '%" PRSLICE "'\n  want '%" PRSLICE "'\n", __FILE__, __LINE__,      \
                   ARGSLICE(got_), ARGSLICE(want_));                                               \
        }                                                                                          \
    } while (0)

/* An environment with its own heap; a trap that fires ends the test program. */
struct check_env {
    struct hk_heap heap;
    struct hk_trap trap;
    struct hk_diags diags;
    struct hk_limits limits;
    struct hk_env env;
};

static inline void
check_env_init(struct check_env *box)
{
    *box = (struct check_env){.limits = HK_LIMITS_DEFAULT};
    hk_heap_init(&box->heap, NULL, 0);
    hk_heap_trap(&box->heap, &box->trap);
    if (setjmp(box->trap.env) != 0) {
        printf("unwound with status %d\n", (int)box->trap.status);
        exit(1);
    }
    struct hk_arena *arena = hk_arena_new(&box->heap);
    box->diags.arena = arena;
    box->env = (struct hk_env){.arena = arena,
                               .scratch = hk_arena_new(&box->heap),
                               .intern = hk_intern_new(arena),
                               .sources = hk_sources_new(arena),
                               .diags = &box->diags,
                               .limits = &box->limits,
                               .owner = 1};
}

static inline void
check_env_fini(struct check_env *box)
{
    hk_arena_free(box->env.scratch);
    hk_arena_free(box->env.arena);
    CHECK(box->heap.used == 0);
}

/* The last line of a test program's main(). */
static inline int
check_done(void)
{
    printf("%d passed, %d failed\n", check_passed, check_failed);
    return check_failed ? 1 : 0;
}

#endif
