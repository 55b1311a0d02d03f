/* SPDX-License-Identifier: Apache-2.0 */
/* src/base/arena.h -- memory that is freed all at once, and the one way out when there is none.
 *
 * A heap is an allocator with a byte budget and a trap. Arenas take chunks from a heap and
 * give out zeroed objects that are never freed singly. An allocation never returns NULL: when
 * memory or the budget runs out, control goes to the innermost trap of the heap (longjmp), which
 * stands at the entry of the library call. Hence the one rule for callers: a resource that is
 * not arena memory (descriptor, parser, compiled expression) is registered with
 * hk_arena_defer() before the next allocation.
 *
 * In builds with HK_ARENA_DEBUG each object is an allocation of its own, so that sanitizers
 * see overruns. Not thread-safe: one heap serves one thread at a time. Layer: base. */
#ifndef HK_BASE_ARENA_H
#define HK_BASE_ARENA_H

#include "hkrender/hkrender.h"
#include "slice.h"

#include <setjmp.h>
#include <stdarg.h>

#if defined(__GNUC__)
#define HK_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#define HK_NORETURN __attribute__((noreturn))
#else
#define HK_PRINTF(fmt, first)
#define HK_NORETURN
#endif

/* Where an allocation failure lands. Lives on the stack of a library entry point. */
struct hk_trap {
    jmp_buf env;
    struct hk_trap *outer;
    enum hkr_status status; /* why: HKR_E_NOMEM, HKR_E_LIMIT or HKR_E_CANCELLED */
};

struct hk_heap {
    struct hkr_allocator alloc;
    size_t used;          /* bytes held now */
    size_t limit;         /* SIZE_MAX: none */
    struct hk_trap *trap; /* innermost */
};

/* A trap is pushed, then armed, and popped on every way out:
 *
 *     hk_heap_trap(heap, &trap);
 *     if (setjmp(trap.env) != 0) { ... trap.status says why; undo, untrap, return ... }
 *     ... work ...
 *     hk_heap_untrap(heap, &trap);
 */
void hk_heap_init(struct hk_heap *heap, const struct hkr_allocator *alloc, size_t limit);
/* Whether its memory is that of the C library. */
bool hk_heap_is_default(const struct hk_heap *heap);
void hk_heap_trap(struct hk_heap *heap, struct hk_trap *trap);
void hk_heap_untrap(struct hk_heap *heap, struct hk_trap *trap);
/* Leaves by the innermost trap. */
HK_NORETURN void hk_heap_throw(struct hk_heap *heap, enum hkr_status status);

struct hk_arena;

/* A point in an arena's life; rewinding to it gives back all that came later. */
struct hk_mark {
    void *chunk;
    size_t used;
    void *defers;
};

/* NULL when memory is out (the one function here that says so). */
struct hk_arena *hk_arena_new(struct hk_heap *heap);
/* Runs the deferred calls, last first, then frees everything. NULL is fine. */
void hk_arena_free(struct hk_arena *arena);

/* A new arena that is freed when @parent is freed or rewound past this point: for the tables of a
 * step that also uses @parent with marks of its own. */
struct hk_arena *hk_arena_within(struct hk_arena *parent);

/* @size zeroed bytes, aligned for any object. */
void *hk_arena_alloc(struct hk_arena *arena, size_t size);
/* @n objects of @size bytes, zeroed; the product is checked. */
void *hk_arena_array(struct hk_arena *arena, size_t n, size_t size);
/* Moves an array to a larger place; the old one stays until the arena goes. */
void *hk_arena_regrow(struct hk_arena *arena, const void *old, size_t n, size_t new_n, size_t size);
/* A zero-terminated copy. */
char *hk_arena_strdup(struct hk_arena *arena, struct hk_slice text);
/* A copy as a slice (zero-terminated as well). */
struct hk_slice hk_arena_slice(struct hk_arena *arena, struct hk_slice text);
struct hk_slice hk_arena_printf(struct hk_arena *arena, const char *format, ...) HK_PRINTF(2, 3);
struct hk_slice hk_arena_vprintf(struct hk_arena *arena, const char *format, va_list args)
    HK_PRINTF(2, 0);
/* @a then @b, zero-terminated. */
struct hk_slice hk_arena_concat(struct hk_arena *arena, struct hk_slice a, struct hk_slice b);

#define HK_NEW(arena, type) ((type *)hk_arena_alloc((arena), sizeof(type)))
#define HK_NEW_ARRAY(arena, n, type) ((type *)hk_arena_array((arena), (n), sizeof(type)))

/* Calls @release(@resource) when the arena is freed or rewound past this point. */
void hk_arena_defer(struct hk_arena *arena, void (*release)(void *), void *resource);
/* Runs and forgets the newest deferred call, which must be for @resource. */
void hk_arena_release(struct hk_arena *arena, void *resource);

struct hk_mark hk_arena_mark(const struct hk_arena *arena);
void hk_arena_rewind(struct hk_arena *arena, struct hk_mark mark);
/* Gives back what a rewound arena kept for its next use. */
void hk_arena_trim(struct hk_arena *arena);

struct hk_heap *hk_arena_heap(const struct hk_arena *arena);

#endif
