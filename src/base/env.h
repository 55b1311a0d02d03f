/* SPDX-License-Identifier: Apache-2.0 */
/* src/base/env.h -- what every step of a render needs, passed down as one pointer.
 *
 * Nothing in the library is global: all of it hangs on this. Layer: base. */
#ifndef HK_BASE_ENV_H
#define HK_BASE_ENV_H

#include "arena.h"
#include "diag.h"
#include "intern.h"
#include "limits.h"
#include "source.h"

struct hk_schemas;
struct hk_trace;

struct hk_env {
    struct hk_arena *arena;   /* lives as long as the result of the render */
    struct hk_arena *scratch; /* rewound by whoever marks it */
    struct hk_intern *intern;
    struct hk_sources *sources;
    struct hk_diags *diags;
    const struct hk_limits *limits;
    const volatile int *cancel; /* may be NULL */
    uint32_t owner;             /* number of this render: nodes that carry it may be changed in
                                 * place; 0 is never an owner */
    struct hk_trace *trace;     /* what each step did (res/trace.h); NULL: nobody wants to know */
    size_t likely_output;       /* bytes; 0: nothing is known */
    struct hk_schemas *schemas; /* what a build knows of types (merge/schema.h); NULL: no more
                                 * than is built in */
    /* Whether a kind that the built-in table does not have is without namespace, by ->schemas.
     * NULL: never. */
    bool (*is_cluster_kind)(struct hk_schemas *schemas, hk_sym group, hk_sym version, hk_sym kind);
};

/* Leaves the render when the caller has asked for it. Called once per object or file. */
static inline void
hk_env_poll(const struct hk_env *env)
{
    if (env->cancel && __atomic_load_n(env->cancel, __ATOMIC_RELAXED))
        hk_heap_throw(hk_arena_heap(env->arena), HKR_E_CANCELLED);
}

static inline struct hk_slice
hk_env_text(const struct hk_env *env, hk_sym sym)
{
    return hk_intern_text(env->intern, sym);
}

static inline hk_sym
hk_env_sym(const struct hk_env *env, struct hk_slice text)
{
    return hk_intern_sym(env->intern, text);
}

#endif
