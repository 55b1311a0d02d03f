/* SPDX-License-Identifier: Apache-2.0 */
/* src/base/vec.h -- growing arrays in an arena.
 *
 *     HK_VEC(struct hk_node *) found = {0};
 *     hk_vec_push(arena, &found, node);
 *
 * Growth doubles and leaves the old array to the arena. Layer: base. */
#ifndef HK_BASE_VEC_H
#define HK_BASE_VEC_H

#include "arena.h"

#define HK_VEC(type)                                                                               \
    struct {                                                                                       \
        type *items;                                                                               \
        uint32_t n;                                                                                \
        uint32_t cap;                                                                              \
    }

/* Makes room for @more further items. */
#define hk_vec_reserve(arena, vec, more)                                                           \
    ((vec)->items = hk_vec_grow_((arena), (vec)->items, (vec)->n, &(vec)->cap, (size_t)(more),     \
                                 sizeof *(vec)->items))

#define hk_vec_push(arena, vec, value)                                                             \
    do {                                                                                           \
        if ((vec)->n == (vec)->cap)                                                                \
            hk_vec_reserve((arena), (vec), 1);                                                     \
        (vec)->items[(vec)->n++] = (value);                                                        \
    } while (0)

/* The work of hk_vec_reserve(); not for direct use. */
static inline void *
hk_vec_grow_(struct hk_arena *arena, void *items, uint32_t n, uint32_t *cap, size_t more,
             size_t size)
{
    if (more <= *cap - n)
        return items;
    size_t want = (size_t)n + more;
    size_t next = *cap ? (size_t)*cap * 2 : 2;
    if (next < want)
        next = want;
    if (more > UINT32_MAX || next > UINT32_MAX)
        hk_heap_throw(hk_arena_heap(arena), HKR_E_LIMIT);
    items = hk_arena_regrow(arena, items, n, next, size);
    *cap = (uint32_t)next;
    return items;
}

#endif
