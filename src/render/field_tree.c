/* SPDX-License-Identifier: Apache-2.0 */
#include "field_tree.h"

#include "../yaml/value.h"

#define LONG_MAP 16 /* children from which on an index is worth it */

static bool
has_children(const struct hk_node *node)
{
    return node && node->kind != HK_SCALAR && node->n;
}

/* ---- Values ------------------------------------------------------------------------------- */

/* Whether both come to the same in the output: a JSON patch writes all of its object anew, and what
 * was 0755 is 493 then. */
static bool
are_read_alike(struct hk_env *env, const struct hk_node *a, bool a_in_flow, const struct hk_node *b,
               bool b_in_flow)
{
    struct hk_value x, y;
    uint32_t n_diags = env->diags->list.n;
    bool known =
        hk_value_of(env, a, a_in_flow ? HK_PASSAGE_FLOW : HK_PASSAGE_BLOCK, &x) == HKR_OK &&
        hk_value_of(env, b, b_in_flow ? HK_PASSAGE_FLOW : HK_PASSAGE_BLOCK, &y) == HKR_OK;
    hk_diag_rewind(env->diags, n_diags);
    if (!known || x.kind != y.kind)
        return false;
    switch (x.kind) {
    case HK_VALUE_NULL:
        return true;
    case HK_VALUE_BOOL:
        return x.b == y.b;
    case HK_VALUE_INT:
        return x.i == y.i;
    case HK_VALUE_UINT:
        return x.u == y.u;
    case HK_VALUE_FLOAT:
        return memcmp(&x.f, &y.f, sizeof x.f) == 0;
    case HK_VALUE_STRING:
        break;
    }
    return hk_slice_eq(x.text, y.text);
}

static bool
is_same_value(struct hk_env *env, const struct hk_field_node *field, const struct hk_node *node,
              bool in_flow)
{
    const struct hk_node *old = field->node;
    if (!old || !node)
        return old == node;
    if (old->kind != node->kind || old->kind != HK_SCALAR)
        return old->kind == node->kind;
    if (old->style == node->style && old->tag == node->tag && field->in_flow == in_flow &&
        hk_slice_eq(hk_node_text(old), hk_node_text(node)))
        return true;
    struct hk_mark mark = hk_arena_mark(env->scratch);
    bool same = are_read_alike(env, old, field->in_flow, node, in_flow);
    hk_arena_rewind(env->scratch, mark);
    return same;
}

/* A value that is set again from elsewhere counts, unless the step moves all that it sees, or the
 * value names an item of a list, as whoever patches that item must. What stands nowhere, or where
 * the entry of the step does, was made by the program, and no place of its own. */
static bool
is_news(struct hk_env *env, const struct hk_field_node *field, const struct hk_node *node,
        bool in_flow, const struct hk_step *step)
{
    const struct hk_node *old = field->node;
    if (!is_same_value(env, field, node, in_flow))
        return true;
    if (!node || node->kind != HK_SCALAR || !node->file || step->moves || field->names_item ||
        (node->file == step->at.file && node->offset == step->at.offset))
        return false;
    return node->file != old->file || node->offset != old->offset;
}

static void
add_value(struct hk_env *env, struct hk_field_node *field, const struct hk_node *node,
          const struct hk_step *step)
{
    const struct hk_field_value *last =
        field->values.n ? &field->values.items[field->values.n - 1] : NULL;
    bool in_flow = field->parent && field->parent->flags & HK_NODE_FLOW;
    bool news = last ? is_news(env, field, node, in_flow, step) : node != NULL;
    field->in_flow = in_flow;
    if (!news)
        return;
    struct hk_field_value value = {.node = node, .step = step, .detail = step->detail};
    const struct hk_step_note *note = node ? hk_trace_find_note(env->trace, node) : NULL;
    if (note && note->detail.len)
        value.detail = note->detail;
    value.in_flow = in_flow;
    /* What was a Secret's stays hidden, whatever comes later: it may still be a part. */
    value.is_secret = step->is_secret || (last && last->is_secret) ||
                      (node && (hk_sources_hidden(env->sources, node->file) ||
                                hk_trace_is_hidden(env->trace, node)));
    hk_vec_push(env->arena, &field->values, value);
}

/* ---- Children ----------------------------------------------------------------------------- */

static struct hk_field_node *
new_child(struct hk_env *env, struct hk_field_node *field, hk_sym key)
{
    struct hk_field_node *child = HK_NEW(env->arena, struct hk_field_node);
    child->key = key;
    hk_vec_push(env->arena, &field->children, child);
    return child;
}

static void
remove_field(struct hk_env *env, struct hk_field_node *field, const struct hk_step *step)
{
    if (!field->node)
        return;
    if (!has_children(field->node))
        add_value(env, field, NULL, step);
    for (uint32_t i = 0; i < field->children.n; i++)
        remove_field(env, field->children.items[i], step);
    field->was = field->node;
    field->node = NULL;
}

static struct hk_field_node *
find_child(const struct hk_field_node *field, const struct hk_index *by_key, hk_sym key)
{
    if (by_key) {
        uint32_t i = hk_index_first(by_key, key);
        return i == HK_INDEX_END ? NULL : field->children.items[hk_index_value(by_key, i)];
    }
    for (uint32_t i = 0; i < field->children.n; i++)
        if (field->children.items[i]->key == key)
            return field->children.items[i];
    return NULL;
}

/* Takes away what @parent does not have any more. */
static void
remove_others(struct hk_env *env, struct hk_field_node *field, const struct hk_node *parent,
              const struct hk_step *step)
{
    for (uint32_t i = 0; i < field->children.n; i++)
        if (field->children.items[i]->parent != parent)
            remove_field(env, field->children.items[i], step);
}

static void
update_map(struct hk_env *env, struct hk_field_node *field, const struct hk_node *map,
           const struct hk_step *step)
{
    const struct hk_pair *naming = field->is_item ? hk_field_tree_naming(env, map) : NULL;
    struct hk_index *by_key = NULL;
    uint32_t n_old = field->children.n;
    if (n_old > LONG_MAP || map->n > LONG_MAP) {
        by_key = hk_index_new(env->arena, n_old + map->n);
        for (uint32_t i = 0; i < n_old; i++)
            hk_index_add(by_key, field->children.items[i]->key, i);
    }
    for (uint32_t i = 0; i < map->n; i++) {
        struct hk_field_node *child = find_child(field, by_key, map->pairs[i].key);
        if (child && child->parent == map)
            continue; /* a key that stands there twice: the first counts */
        if (!child) {
            child = new_child(env, field, map->pairs[i].key);
            if (by_key)
                hk_index_add(by_key, child->key, field->children.n - 1);
        }
        child->parent = map;
        child->names_item = naming && naming->key == child->key;
        hk_field_tree_update(env, child, map->pairs[i].value, step);
    }
    remove_others(env, field, map, step);
}

/* ---- Lists -------------------------------------------------------------------------------- */

const struct hk_pair *
hk_field_tree_naming(const struct hk_env *env, const struct hk_node *item)
{
    static const char *const names[] = {"name", "key",        "containerPort", "mountPath",
                                        "port", "devicePath", "topologyKey",   "ip",
                                        "host", "secretName"};
    for (size_t i = 0; item->kind == HK_MAP && i < HK_COUNT(names); i++) {
        hk_sym key = hk_intern_find(env->intern, hk_slice_cstr(names[i]));
        const struct hk_pair *pair = key == HK_SYM_NONE ? NULL : hk_map_find(item, key);
        if (pair && pair->value->kind == HK_SCALAR && pair->value->n)
            return pair;
    }
    return NULL;
}

/* The items of a list before and after, and which of them belong together. */
struct pairing {
    struct hk_env *env;
    struct hk_field_node **old; /* those that stand there now */
    uint32_t n_old;
    const struct hk_node *seq;
    struct hk_field_node **found; /* for each item of seq; NULL: none yet */
    bool *taken;                  /* of old */
};

/* What an item is recognised by; 0: nothing. */
typedef uint64_t (*mark_fn)(const struct hk_env *env, const struct hk_node *item, uint32_t i);

static uint64_t
mark_of_place(const struct hk_env *env, const struct hk_node *item, uint32_t i)
{
    (void)env;
    (void)i;
    return item->file ? hk_hash_mix(item->file, item->offset) | 1 : 0;
}

static uint64_t
mark_of_name(const struct hk_env *env, const struct hk_node *item, uint32_t i)
{
    (void)i;
    if (item->kind == HK_SCALAR)
        return hk_hash_bytes(hk_node_text(item)) | 1;
    const struct hk_pair *pair = hk_field_tree_naming(env, item);
    return pair ? hk_hash_mix(hk_hash_bytes(hk_node_text(pair->value)), pair->key) | 1 : 0;
}

/* Where it stands, for what has no name that would tell it from others. */
static uint64_t
mark_of_position(const struct hk_env *env, const struct hk_node *item, uint32_t i)
{
    return hk_field_tree_naming(env, item) ? 0 : ((uint64_t)i + 1) * 4 + item->kind;
}

/* Pairs what is still alone on both sides and has the same mark, in order. */
static void
pair_by(struct pairing *pairing, mark_fn mark)
{
    struct hk_env *env = pairing->env;
    struct hk_mark memory = hk_arena_mark(env->scratch);
    struct hk_index *index = hk_index_new(env->scratch, pairing->n_old);
    for (uint32_t i = 0; i < pairing->n_old; i++) {
        uint64_t hash = pairing->taken[i] ? 0 : mark(env, pairing->old[i]->node, i);
        if (hash)
            hk_index_add(index, hash, i);
    }
    /* By the position of the first with a mark: one more than the entry at which the search for the
     * next one goes on, so that many that are alike cost no more than others. */
    uint32_t *resume = HK_NEW_ARRAY(env->scratch, pairing->n_old, uint32_t);
    for (uint32_t i = 0; i < pairing->seq->n; i++) {
        uint64_t hash = pairing->found[i] ? 0 : mark(env, pairing->seq->items[i], i);
        uint32_t first = hash ? hk_index_first(index, hash) : HK_INDEX_END;
        if (first == HK_INDEX_END)
            continue;
        uint32_t *next = &resume[hk_index_value(index, first)];
        if (*next == HK_INDEX_END)
            continue;
        uint32_t entry = *next ? *next - 1 : first;
        uint32_t old = hk_index_value(index, entry);
        uint32_t after = hk_index_next(index, entry);
        *next = after == HK_INDEX_END ? HK_INDEX_END : after + 1;
        pairing->taken[old] = true;
        pairing->found[i] = pairing->old[old];
    }
    hk_arena_rewind(env->scratch, memory);
}

static void
update_seq(struct hk_env *env, struct hk_field_node *field, const struct hk_node *seq,
           const struct hk_step *step)
{
    struct hk_field_node **before = field->children.items;
    uint32_t n_before = field->children.n;
    struct pairing pairing = {.env = env, .old = before, .seq = seq};
    while (pairing.n_old < n_before && before[pairing.n_old]->node)
        pairing.n_old++;
    pairing.found = HK_NEW_ARRAY(env->arena, seq->n, struct hk_field_node *);
    pairing.taken = HK_NEW_ARRAY(env->arena, pairing.n_old, bool);
    if (pairing.n_old) {
        pair_by(&pairing, mark_of_place);
        pair_by(&pairing, mark_of_name);
        pair_by(&pairing, mark_of_position);
    }
    memset(&field->children, 0, sizeof field->children);
    hk_vec_reserve(env->arena, &field->children, (size_t)seq->n + n_before);
    for (uint32_t i = 0; i < seq->n; i++) {
        struct hk_field_node *child = pairing.found[i];
        if (child)
            hk_vec_push(env->arena, &field->children, child);
        else
            child = new_child(env, field, HK_SYM_EMPTY);
        child->parent = seq;
        child->is_item = true;
        hk_field_tree_update(env, child, seq->items[i], step);
    }
    for (uint32_t i = 0; i < n_before; i++)
        if (i >= pairing.n_old || !pairing.taken[i])
            hk_vec_push(env->arena, &field->children, before[i]);
    remove_others(env, field, seq, step);
}

/* ---- Both --------------------------------------------------------------------------------- */

void
hk_field_tree_update(struct hk_env *env, struct hk_field_node *field, const struct hk_node *node,
                     const struct hk_step *step)
{
    const struct hk_node *old = field->node;
    if (old == node)
        return;
    if (has_children(old) && !has_children(node))
        remove_others(env, field, NULL, step);
    if (field->kind != node->kind)
        memset(&field->children, 0, sizeof field->children); /* keys are no positions */
    if (!has_children(node))
        add_value(env, field, node, step);
    field->node = node;
    field->kind = node->kind;
    if (has_children(node) && node->kind == HK_MAP)
        update_map(env, field, node, step);
    else if (has_children(node))
        update_seq(env, field, node, step);
}
