/* SPDX-License-Identifier: Apache-2.0 */
/* The fields of one object, with their paths. */
#include "explain.h"

#include "field_path.h"
#include "field_tree.h"

#include <stdlib.h>

/* The object's fields through all of its states. */
static struct hk_field_node *
grow(struct hk_env *env, const struct hk_history *history)
{
    const struct hk_state **states = HK_NEW_ARRAY(env->arena, history->n, const struct hk_state *);
    struct hk_field_node *root = HK_NEW(env->arena, struct hk_field_node);
    const struct hk_state *state = history->last;
    for (uint32_t i = history->n; i-- > 0; state = state->before)
        states[i] = state;
    for (uint32_t i = 0; i < history->n; i++)
        hk_field_tree_update(env, root, states[i]->root, states[i]->step);
    return root;
}

/* ---- Listing ------------------------------------------------------------------------------ */

struct listing {
    struct hk_env *env;
    struct hk_fields *fields;
    bool is_secret; /* of the object: data and stringData are not shown */
};

/* A field that has a value, or lost the one that it had. What goes when annotations are written
 * anew at the end is the program's own, and told when it is asked for by its path. */
static bool
is_listed(const struct hk_field_node *field, bool is_asked_for)
{
    if (!field->values.n)
        return false;
    if (field->node)
        return field->node->kind == HK_SCALAR || !field->node->n;
    const struct hk_field_value *last = &field->values.items[field->values.n - 1];
    return !last->node && (is_asked_for || last->step->kind != HK_STEP_CLEANUP);
}

static void
list_field(struct listing *listing, const struct hk_field_node *field, struct hk_slice path,
           bool is_secret)
{
    struct hk_env *env = listing->env;
    struct hk_field row = {.path = path, .n = field->values.n};
    row.values = HK_NEW_ARRAY(env->arena, row.n, struct hk_field_value);
    for (uint32_t i = 0; i < row.n; i++) {
        row.values[i] = field->values.items[i];
        row.values[i].is_secret |= is_secret;
    }
    hk_vec_push(env->arena, &listing->fields->list, row);
}

struct child {
    struct hk_slice key;
    const struct hk_field_node *field;
};

static int
compare_children(const void *a, const void *b)
{
    const struct child *x = a;
    const struct child *y = b;
    return hk_slice_cmp(x->key, y->key);
}

static void list(struct listing *listing, const struct hk_field_node *field, struct hk_slice path,
                 bool is_secret, uint32_t depth);

static void
list_map(struct listing *listing, const struct hk_field_node *field, struct hk_slice path,
         bool is_secret, uint32_t depth)
{
    struct hk_env *env = listing->env;
    uint32_t n = field->children.n;
    struct child *children = HK_NEW_ARRAY(env->arena, n, struct child);
    for (uint32_t i = 0; i < n; i++)
        children[i] = (struct child){hk_env_text(env, field->children.items[i]->key),
                                     field->children.items[i]};
    if (n)
        qsort(children, n, sizeof *children, compare_children);
    for (uint32_t i = 0; i < n; i++) {
        struct hk_slice below = hk_field_path_key(env, path, children[i].key);
        list(listing, children[i].field, below,
             is_secret || (listing->is_secret && hk_field_path_is_secret(below)), depth + 1);
    }
}

static void
list(struct listing *listing, const struct hk_field_node *field, struct hk_slice path,
     bool is_secret, uint32_t depth)
{
    struct hk_env *env = listing->env;
    if (depth > env->limits->depth)
        hk_heap_throw(hk_arena_heap(env->arena), HKR_E_LIMIT);
    if (is_listed(field, depth == 0))
        list_field(listing, field, path, is_secret);
    if (field->kind == HK_MAP) {
        list_map(listing, field, path, is_secret, depth);
        return;
    }
    struct hk_slice *paths = hk_field_path_items(env, path, field);
    for (uint32_t i = 0; i < field->children.n; i++)
        list(listing, field->children.items[i], paths[i], is_secret, depth + 1);
}

enum hkr_status
hk_explain_fields(struct hk_env *env, const struct hk_resource *res, struct hk_slice path,
                  struct hk_fields *ret_fields)
{
    struct hk_field_matches matches = {0};
    struct listing listing = {
        .env = env, .fields = ret_fields, .is_secret = res->id.gvk.kind == HK_SYM_Secret};
    const struct hk_field_node *root = grow(env, res->history);
    enum hkr_status status = hk_field_path_find(env, res, root, path, &matches);
    for (uint32_t i = 0; status == HKR_OK && i < matches.list.n; i++) {
        const struct hk_field_match *match = &matches.list.items[i];
        list(&listing, match->field, match->path,
             listing.is_secret && hk_field_path_is_secret(match->path), 0);
    }
    return status;
}

/* ---- Entries ------------------------------------------------------------------------------ */

/* The last child of @node that does not begin after @offset, or NULL. */
static const struct hk_node *
child_at(const struct hk_node *node, uint32_t offset, uint32_t *ret_index)
{
    const struct hk_node *found = NULL;
    uint32_t nearest = 0;
    for (uint32_t i = 0; i < node->n; i++) {
        bool is_map = node->kind == HK_MAP;
        const struct hk_node *child = is_map ? node->pairs[i].value : node->items[i];
        uint32_t start = is_map ? node->pairs[i].key_offset : child->offset;
        if (start > offset || (found && start < nearest))
            continue;
        found = child;
        nearest = start;
        *ret_index = i;
    }
    return found;
}

/* Down to the first item of a list, which is what people call an entry. */
static struct hk_slice
entry_in(struct hk_env *env, const struct hk_node *node, uint32_t offset)
{
    struct hk_slice path = {"", 0};
    while (node && node->kind != HK_SCALAR && node->n) {
        uint32_t i = 0;
        bool is_map = node->kind == HK_MAP;
        const struct hk_node *child = child_at(node, offset, &i);
        if (!child)
            break;
        if (!is_map)
            return hk_arena_printf(env->arena, "%" PRSLICE "[%u]", ARGSLICE(path), (unsigned)i);
        path = hk_field_path_key(env, path, hk_env_text(env, node->pairs[i].key));
        node = child;
    }
    return path;
}

struct hk_slice
hk_explain_entry(struct hk_env *env, struct hk_place at)
{
    const struct hk_trace *trace = env->trace;
    for (uint32_t i = 0; at.file && i < trace->files.n; i++)
        if (trace->files.items[i].file == at.file)
            return entry_in(env, trace->files.items[i].root, at.offset);
    return HK_S("");
}
