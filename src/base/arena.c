/* SPDX-License-Identifier: Apache-2.0 */
#include "arena.h"

#include <stdio.h>
#include <stdlib.h>

#define HK_CHUNK_MIN ((size_t)16 * 1024)
#define HK_CHUNK_MAX ((size_t)1024 * 1024)

struct hk_chunk {
    struct hk_chunk *prev;
    size_t size; /* bytes that follow the header */
    size_t used;
    max_align_t data[];
};

struct hk_defer {
    struct hk_defer *next;
    void (*release)(void *);
    void *resource; /* NULL once released early */
};

struct hk_arena {
    struct hk_heap *heap;
    struct hk_chunk *chunk;  /* newest */
    struct hk_chunk *spare;  /* one that was rewound, or NULL */
    struct hk_defer *defers; /* newest first */
    size_t next_size;        /* size of the next chunk */
};

static void *
default_realloc(void *user, void *ptr, size_t old_size, size_t new_size)
{
    (void)user;
    (void)old_size;
    if (new_size == 0) {
        free(ptr);
        return NULL;
    }
    return realloc(ptr, new_size);
}

void
hk_heap_init(struct hk_heap *heap, const struct hkr_allocator *alloc, size_t limit)
{
    *heap = (struct hk_heap){.limit = limit ? limit : SIZE_MAX};
    if (alloc && alloc->realloc)
        heap->alloc = *alloc;
    else
        heap->alloc.realloc = default_realloc;
}

bool
hk_heap_is_default(const struct hk_heap *heap)
{
    return heap->alloc.realloc == default_realloc;
}

void
hk_heap_trap(struct hk_heap *heap, struct hk_trap *trap)
{
    trap->outer = heap->trap;
    trap->status = HKR_OK;
    heap->trap = trap;
}

void
hk_heap_untrap(struct hk_heap *heap, struct hk_trap *trap)
{
    heap->trap = trap->outer;
}

void
hk_heap_throw(struct hk_heap *heap, enum hkr_status status)
{
    struct hk_trap *trap = heap->trap;
    if (!trap)
        abort(); /* an allocation outside every library entry: a programming error */
    trap->status = status;
    longjmp(trap->env, 1);
}

/* NULL when the allocator or the budget is exhausted; *ret_status says which. */
static void *
heap_take(struct hk_heap *heap, size_t size, enum hkr_status *ret_status)
{
    *ret_status = HKR_E_LIMIT;
    if (size > heap->limit - heap->used)
        return NULL;
    *ret_status = HKR_E_NOMEM;
    void *ptr = heap->alloc.realloc(heap->alloc.user, NULL, 0, size);
    if (ptr)
        heap->used += size;
    return ptr;
}

static void
heap_give(struct hk_heap *heap, void *ptr, size_t size)
{
    heap->used -= size;
    (void)heap->alloc.realloc(heap->alloc.user, ptr, size, 0);
}

struct hk_arena *
hk_arena_new(struct hk_heap *heap)
{
    enum hkr_status status;
    struct hk_arena *arena = heap_take(heap, sizeof *arena, &status);
    if (arena)
        *arena = (struct hk_arena){.heap = heap, .next_size = HK_CHUNK_MIN};
    return arena;
}

static void
run_defers(struct hk_arena *arena, const struct hk_defer *until)
{
    while (arena->defers != until) {
        struct hk_defer *defer = arena->defers;
        arena->defers = defer->next;
        if (defer->resource)
            defer->release(defer->resource);
    }
}

static void
free_chunk(struct hk_arena *arena, struct hk_chunk *chunk)
{
    if (chunk)
        heap_give(arena->heap, chunk, sizeof *chunk + chunk->size);
}

static void
drop_chunk(struct hk_arena *arena)
{
    struct hk_chunk *chunk = arena->chunk;
    arena->chunk = chunk->prev;
    free_chunk(arena, chunk);
}

/* As above, but the largest chunk of ordinary size stays for the next use: an arena that is
 * rewound is about to grow again. */
static void
put_by_chunk(struct hk_arena *arena)
{
#ifdef HK_ARENA_DEBUG
    drop_chunk(arena);
#else
    struct hk_chunk *chunk = arena->chunk;
    arena->chunk = chunk->prev;
    if (chunk->size <= HK_CHUNK_MAX && (!arena->spare || chunk->size > arena->spare->size)) {
        struct hk_chunk *old = arena->spare;
        arena->spare = chunk;
        chunk = old;
    }
    free_chunk(arena, chunk);
#endif
}

static struct hk_chunk *
take_spare(struct hk_arena *arena, size_t size)
{
    struct hk_chunk *chunk = arena->spare;
    if (!chunk || chunk->size < size)
        return NULL;
    arena->spare = NULL;
    return chunk;
}

void
hk_arena_free(struct hk_arena *arena)
{
    if (!arena)
        return;
    run_defers(arena, NULL);
    while (arena->chunk)
        drop_chunk(arena);
    free_chunk(arena, arena->spare);
    heap_give(arena->heap, arena, sizeof *arena);
}

static struct hk_chunk *
new_chunk(struct hk_arena *arena, size_t need)
{
    enum hkr_status status = HKR_E_NOMEM;
    size_t size = need > arena->next_size ? need : arena->next_size;
    struct hk_chunk *chunk = NULL;
    if (size <= SIZE_MAX - sizeof *chunk)
        chunk = heap_take(arena->heap, sizeof *chunk + size, &status);
    if (!chunk)
        hk_heap_throw(arena->heap, status);
    chunk->size = size;
    if (arena->next_size < HK_CHUNK_MAX && size == arena->next_size)
        arena->next_size *= 2;
    return chunk;
}

static void
add_chunk(struct hk_arena *arena, size_t need)
{
    struct hk_chunk *chunk = take_spare(arena, need);
    if (!chunk)
        chunk = new_chunk(arena, need);
    chunk->prev = arena->chunk;
    chunk->used = 0;
    arena->chunk = chunk;
}

void *
hk_arena_alloc(struct hk_arena *arena, size_t size)
{
    const size_t align = sizeof(void *);
    if (size > SIZE_MAX - align)
        hk_heap_throw(arena->heap, HKR_E_NOMEM);
    size = (size + align - 1) & ~(align - 1);
#ifdef HK_ARENA_DEBUG
    arena->next_size = 0; /* each object gets a chunk of just its size */
    add_chunk(arena, size);
#else
    struct hk_chunk *chunk = arena->chunk;
    if (!chunk || size > chunk->size - chunk->used)
        add_chunk(arena, size);
#endif
    void *ptr = (char *)arena->chunk->data + arena->chunk->used;
    arena->chunk->used += size;
    return size ? memset(ptr, 0, size) : ptr;
}

void *
hk_arena_array(struct hk_arena *arena, size_t n, size_t size)
{
    if (size && n > SIZE_MAX / size)
        hk_heap_throw(arena->heap, HKR_E_NOMEM);
    return hk_arena_alloc(arena, n * size);
}

void *
hk_arena_regrow(struct hk_arena *arena, const void *old, size_t n, size_t new_n, size_t size)
{
    void *fresh = hk_arena_array(arena, new_n, size);
    if (n)
        memcpy(fresh, old, n * size);
    return fresh;
}

char *
hk_arena_strdup(struct hk_arena *arena, struct hk_slice text)
{
    if (text.len == SIZE_MAX)
        hk_heap_throw(arena->heap, HKR_E_NOMEM);
    char *copy = hk_arena_alloc(arena, text.len + 1);
    if (text.len)
        memcpy(copy, text.ptr, text.len);
    return copy;
}

struct hk_slice
hk_arena_slice(struct hk_arena *arena, struct hk_slice text)
{
    return (struct hk_slice){hk_arena_strdup(arena, text), text.len};
}

struct hk_slice
hk_arena_concat(struct hk_arena *arena, struct hk_slice a, struct hk_slice b)
{
    if (a.len >= SIZE_MAX - b.len)
        hk_heap_throw(arena->heap, HKR_E_NOMEM);
    char *copy = hk_arena_alloc(arena, a.len + b.len + 1);
    if (a.len)
        memcpy(copy, a.ptr, a.len);
    if (b.len)
        memcpy(copy + a.len, b.ptr, b.len);
    return (struct hk_slice){copy, a.len + b.len};
}

struct hk_slice
hk_arena_vprintf(struct hk_arena *arena, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    size_t size = len < 0 ? 1 : (size_t)len + 1;
    char *text = hk_arena_alloc(arena, size);
    if (len > 0)
        (void)vsnprintf(text, size, format, again);
    va_end(again);
    return (struct hk_slice){text, size - 1};
}

struct hk_slice
hk_arena_printf(struct hk_arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct hk_slice text = hk_arena_vprintf(arena, format, args);
    va_end(args);
    return text;
}

void
hk_arena_defer(struct hk_arena *arena, void (*release)(void *), void *resource)
{
    /* The record itself may not fit: release at once rather than leak, then unwind. */
    struct hk_trap trap;
    hk_heap_trap(arena->heap, &trap);
    if (setjmp(trap.env) != 0) {
        enum hkr_status status = trap.status;
        hk_heap_untrap(arena->heap, &trap);
        release(resource);
        hk_heap_throw(arena->heap, status);
    }
    struct hk_defer *defer = HK_NEW(arena, struct hk_defer);
    hk_heap_untrap(arena->heap, &trap);
    *defer = (struct hk_defer){arena->defers, release, resource};
    arena->defers = defer;
}

static void
free_arena(void *arena)
{
    hk_arena_free(arena);
}

struct hk_arena *
hk_arena_within(struct hk_arena *parent)
{
    struct hk_arena *arena = hk_arena_new(parent->heap);
    if (!arena)
        hk_heap_throw(parent->heap, HKR_E_NOMEM);
    hk_arena_defer(parent, free_arena, arena);
    return arena;
}

void
hk_arena_release(struct hk_arena *arena, void *resource)
{
    for (struct hk_defer *defer = arena->defers; defer; defer = defer->next) {
        if (defer->resource != resource)
            continue;
        defer->resource = NULL;
        defer->release(resource);
        return;
    }
}

struct hk_mark
hk_arena_mark(const struct hk_arena *arena)
{
    return (struct hk_mark){arena->chunk, arena->chunk ? arena->chunk->used : 0, arena->defers};
}

void
hk_arena_rewind(struct hk_arena *arena, struct hk_mark mark)
{
    run_defers(arena, mark.defers);
    while (arena->chunk != mark.chunk)
        put_by_chunk(arena);
    if (arena->chunk)
        arena->chunk->used = mark.used;
}

void
hk_arena_trim(struct hk_arena *arena)
{
    free_chunk(arena, arena->spare);
    arena->spare = NULL;
}

struct hk_heap *
hk_arena_heap(const struct hk_arena *arena)
{
    return arena->heap;
}
