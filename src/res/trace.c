/* SPDX-License-Identifier: Apache-2.0 */
#include "trace.h"

static void
check_depth(const struct hk_env *env, uint32_t depth)
{
    if (depth > env->limits->depth)
        hk_heap_throw(hk_arena_heap(env->arena), HKR_E_LIMIT);
}

void
hk_trace_begin(struct hk_env *env)
{
    struct hk_trace *trace = HK_NEW(env->arena, struct hk_trace);
    trace->by_node = hk_index_new(env->arena, 0);
    trace->hidden = hk_index_new(env->arena, 0);
    env->trace = trace;
}

/* @inner as a part of @outer. */
static struct hk_step
within(struct hk_env *env, const struct hk_step *outer, const struct hk_step *inner)
{
    struct hk_step step = *outer;
    if (inner->detail.len)
        step.detail = hk_arena_printf(env->arena, "%" PRSLICE " %" PRSLICE, ARGSLICE(outer->detail),
                                      ARGSLICE(inner->detail));
    step.is_secret |= inner->is_secret;
    return step;
}

void
hk_trace_hold_(struct hk_env *env, const struct hk_step *step)
{
    env->trace->held = NULL;
    if (!step)
        return;
    hk_trace_step_(env, step);
    env->trace->held = env->trace->step;
}

void
hk_trace_step_(struct hk_env *env, const struct hk_step *step)
{
    struct hk_step *copy = HK_NEW(env->arena, struct hk_step);
    *copy = env->trace->held ? within(env, env->trace->held, step) : *step;
    copy->via = env->diags->via;
    while (copy->via && copy->via->at.file == copy->at.file)
        copy->via = copy->via->outer;
    env->trace->step = copy;
}

void
hk_trace_file_(struct hk_env *env, hk_file_id file, const struct hk_node *root)
{
    struct hk_trace *trace = env->trace;
    for (uint32_t i = 0; i < trace->files.n; i++)
        if (trace->files.items[i].file == file)
            return;
    hk_vec_push(env->arena, &trace->files, ((struct hk_trace_file){file, root}));
}

/* ---- Notes -------------------------------------------------------------------------------- */

static uint64_t
hash_of(const struct hk_node *node)
{
    return hk_hash_mix(0, (uint64_t)(uintptr_t)node);
}

void
hk_trace_note(struct hk_env *env, const struct hk_node *node, struct hk_slice detail,
              bool is_secret)
{
    struct hk_trace *trace = env->trace;
    hk_index_add(trace->by_node, hash_of(node), trace->notes.n);
    hk_vec_push(env->arena, &trace->notes, ((struct hk_step_note){node, detail, is_secret}));
}

const struct hk_step_note *
hk_trace_find_note(const struct hk_trace *trace, const struct hk_node *node)
{
    const struct hk_step_note *found = NULL;
    for (uint32_t i = hk_index_first(trace->by_node, hash_of(node)); i != HK_INDEX_END;
         i = hk_index_next(trace->by_node, i)) {
        const struct hk_step_note *note = &trace->notes.items[hk_index_value(trace->by_node, i)];
        if (note->node == node)
            found = note; /* the newest counts: a cell is written to several times */
    }
    return found;
}

/* ---- Secrets ------------------------------------------------------------------------------ */

static uint64_t
hash_of_place(const struct hk_node *node)
{
    return hk_hash_mix(node->file, node->offset);
}

static void
hide(struct hk_env *env, const struct hk_node *node, uint32_t depth)
{
    check_depth(env, depth);
    hk_trace_note(env, node, HK_S(""), true);
    if (node->file)
        hk_index_add(env->trace->hidden, hash_of_place(node), 0);
    for (uint32_t i = 0; node->kind != HK_SCALAR && i < node->n; i++)
        hide(env, node->kind == HK_MAP ? node->pairs[i].value : node->items[i], depth + 1);
}

void
hk_trace_hide(struct hk_env *env, const struct hk_node *node)
{
    hide(env, node, 0);
}

bool
hk_trace_is_hidden(const struct hk_trace *trace, const struct hk_node *node)
{
    const struct hk_step_note *note = hk_trace_find_note(trace, node);
    return (node->kind == HK_SCALAR && node->flags & HK_NODE_SECRET) || (note && note->is_secret) ||
           (node->file && hk_index_first(trace->hidden, hash_of_place(node)) != HK_INDEX_END);
}

struct hk_slice
hk_trace_source(struct hk_env *env, const struct hk_resource *res, struct hk_slice path,
                const struct hk_node *node)
{
    struct hk_place at = hk_node_place(node);
    struct hk_position position = hk_sources_position(env->sources, at);
    struct hk_slice text = hk_arena_printf(env->arena, "from %" PRSLICE " %" PRSLICE,
                                           ARGSLICE(hk_id_show(env, &res->id)), ARGSLICE(path));
    if (!position.line)
        return text;
    return hk_arena_printf(env->arena, "%" PRSLICE " (%" PRSLICE ":%u:%u)", ARGSLICE(text),
                           ARGSLICE(hk_sources_name(env->sources, at.file)), position.line,
                           position.column);
}

/* ---- States ------------------------------------------------------------------------------- */

static bool
are_alike(const struct hk_node *a, const struct hk_node *b)
{
    return a->kind == b->kind && a->n == b->n && a->file == b->file && a->offset == b->offset &&
           a->tag == b->tag && a->style == b->style &&
           (a->kind != HK_SCALAR || hk_slice_eq(hk_node_text(a), hk_node_text(b)));
}

/* Whether @live is still what @state is. What one render owns is never part of a state, so one and
 * the same node is one that nobody changes. */
static bool
is_unchanged(const struct hk_env *env, const struct hk_node *state, const struct hk_node *live,
             uint32_t depth)
{
    check_depth(env, depth);
    if (state == live)
        return true;
    if (!are_alike(state, live))
        return false;
    for (uint32_t i = 0; state->kind != HK_SCALAR && i < state->n; i++) {
        if (state->kind == HK_MAP && state->pairs[i].key != live->pairs[i].key)
            return false;
        if (state->kind == HK_MAP
                ? !is_unchanged(env, state->pairs[i].value, live->pairs[i].value, depth + 1)
                : !is_unchanged(env, state->items[i], live->items[i], depth + 1))
            return false;
    }
    return true;
}

/* @live as it is now, with copies of all that can still change. */
static struct hk_node *
keep(struct hk_env *env, struct hk_node *live, uint32_t depth)
{
    check_depth(env, depth);
    if (live->owner != env->owner)
        return live;
    struct hk_node *copy = HK_NEW(env->arena, struct hk_node);
    *copy = *live;
    copy->owner = 0;
    copy->cap = 0;
    copy->flags &= (uint8_t)~HK_NODE_CELL;
    if (live->kind == HK_MAP) {
        copy->pairs = HK_NEW_ARRAY(env->arena, live->n, struct hk_pair);
        for (uint32_t i = 0; i < live->n; i++) {
            copy->pairs[i] = live->pairs[i];
            copy->pairs[i].value = keep(env, live->pairs[i].value, depth + 1);
        }
    } else if (live->kind == HK_SEQ) {
        copy->items = HK_NEW_ARRAY(env->arena, live->n, struct hk_node *);
        for (uint32_t i = 0; i < live->n; i++)
            copy->items[i] = keep(env, live->items[i], depth + 1);
    } else {
        const struct hk_step_note *note = hk_trace_find_note(env->trace, live);
        if (note)
            hk_trace_note(env, copy, note->detail, note->is_secret);
    }
    return copy;
}

void
hk_trace_object_(struct hk_env *env, struct hk_resource *res)
{
    struct hk_history *history = res->history;
    if (!res->root)
        return;
    if (!history) {
        history = HK_NEW(env->arena, struct hk_history);
        res->history = history;
    }
    if (history->last && is_unchanged(env, history->last->root, res->root, 0))
        return;
    struct hk_state *state = HK_NEW(env->arena, struct hk_state);
    state->before = history->last;
    state->step = env->trace->step;
    state->root = keep(env, res->root, 0);
    history->last = state;
    history->n++;
}

void
hk_trace_set_(struct hk_env *env, const struct hk_resset *set)
{
    for (uint32_t i = 0; i < set->list.n; i++)
        hk_trace_object_(env, set->list.items[i]);
}
