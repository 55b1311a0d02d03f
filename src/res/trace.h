/* SPDX-License-Identifier: Apache-2.0 */
/* src/res/trace.h -- what each object was after each step that changed it.
 *
 * For whoever asks where a field comes from (src/render/explain.h). env->trace is NULL when nobody
 * does, and then all of this costs one test a step. A step says what it is before it begins, and
 * hands over each object that it may have changed. A state shares with the live tree what nobody
 * can change any more, and has copies of the rest, so that tracing never changes what a render
 * does: cells (src/yaml/edit.h) stay cells, owned nodes stay owned. Knows no files. Layer: res. */
#ifndef HK_RES_TRACE_H
#define HK_RES_TRACE_H

#include "../base/index.h"
#include "resset.h"

enum hk_step_kind {
    HK_STEP_NONE,
    HK_STEP_FIELD,  /* an entry of a kustomization: .at says which, .name is the field's */
    HK_STEP_PLUGIN, /* the same of a plugin from a file: .detail names it */
    HK_STEP_HASH,
    HK_STEP_NAME_REFERENCE,
    HK_STEP_VAR,
    HK_STEP_VARIABLE, /* ${NAME} */
    HK_STEP_LABEL,    /* app.kubernetes.io/managed-by */
    HK_STEP_CLEANUP   /* annotations written anew */
};

struct hk_step {
    enum hk_step_kind kind;
    const char *name;       /* "patches"; static */
    struct hk_place at;     /* of the entry; nowhere for what happens once at the top */
    struct hk_slice detail; /* what more there is to say, or empty */
    bool is_secret;         /* what it brings comes from a Secret */
    bool moves;             /* it writes values anew as they are: a new place alone means nothing */
    const struct hk_via *via; /* the entries that led to the kustomization, newest first */
};

/* What a step said of one value that it made. */
struct hk_step_note {
    const struct hk_node *node;
    struct hk_slice detail;
    bool is_secret;
};

struct hk_state {
    const struct hk_state *before;
    const struct hk_step *step;
    const struct hk_node *root; /* immutable */
};

struct hk_history {
    const struct hk_state *last;
    uint32_t n; /* states */
};

struct hk_trace_file {
    hk_file_id file;
    const struct hk_node *root;
};

struct hk_trace {
    const struct hk_step *step; /* the one at work */
    const struct hk_step *held; /* what all steps are a part of, or NULL */
    HK_VEC(struct hk_step_note) notes;
    struct hk_index *by_node;           /* address of a node -> position in notes */
    struct hk_index *hidden;            /* places of what comes from a Secret: copies keep them */
    HK_VEC(struct hk_trace_file) files; /* the kustomizations that were run */
};

/* A trace with nothing in it; its memory is that of @env, which it becomes part of. */
void hk_trace_begin(struct hk_env *env);

/* The work of the functions below; not for direct use. */
void hk_trace_step_(struct hk_env *env, const struct hk_step *step);
void hk_trace_hold_(struct hk_env *env, const struct hk_step *step);
void hk_trace_object_(struct hk_env *env, struct hk_resource *res);
void hk_trace_set_(struct hk_env *env, const struct hk_resset *set);
void hk_trace_file_(struct hk_env *env, hk_file_id file, const struct hk_node *root);

/* What follows is the work of @step, which is copied. */
static inline void
hk_trace_step(struct hk_env *env, const struct hk_step *step)
{
    if (env->trace)
        hk_trace_step_(env, step);
}

/* All that follows is the work of @step, whatever the steps within say they are, until it is called
 * with NULL. */
static inline void
hk_trace_hold(struct hk_env *env, const struct hk_step *step)
{
    if (env->trace)
        hk_trace_hold_(env, step);
}

/* What follows is the work of entry @at in field @name of a kustomization. */
static inline void
hk_trace_entry(struct hk_env *env, const char *name, struct hk_place at)
{
    if (env->trace)
        hk_trace_step_(env, &(struct hk_step){.kind = HK_STEP_FIELD, .name = name, .at = at});
}

/* The step at work may have changed @res, or made it. */
static inline void
hk_trace_object(struct hk_env *env, struct hk_resource *res)
{
    if (env->trace)
        hk_trace_object_(env, res);
}

/* The same for all of @set. */
static inline void
hk_trace_set(struct hk_env *env, const struct hk_resset *set)
{
    if (env->trace)
        hk_trace_set_(env, set);
}

/* The kustomization @root of @file takes part: entries are named after it. */
static inline void
hk_trace_file(struct hk_env *env, hk_file_id file, const struct hk_node *root)
{
    if (env->trace)
        hk_trace_file_(env, file, root);
}

/* Says of @node, which the step at work has just made, where its text comes from. Not to be
 * called when env->trace is NULL. */
void hk_trace_note(struct hk_env *env, const struct hk_node *node, struct hk_slice detail,
                   bool is_secret);
/* Says that all of @node comes from a Secret. */
void hk_trace_hide(struct hk_env *env, const struct hk_node *node);
/* Whether it was, or is a copy of what was. */
bool hk_trace_is_hidden(const struct hk_trace *trace, const struct hk_node *node);
/* "from v1 ConfigMap prod/settings data.host (base/settings.yaml:7:9)": @node is what @path leads
 * to in @res. */
struct hk_slice hk_trace_source(struct hk_env *env, const struct hk_resource *res,
                                struct hk_slice path, const struct hk_node *node);
/* What was said of @node, also in a state; or NULL. */
const struct hk_step_note *hk_trace_find_note(const struct hk_trace *trace,
                                              const struct hk_node *node);

#endif
