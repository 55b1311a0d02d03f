/* SPDX-License-Identifier: Apache-2.0 */
#include "dotpath.h"

#include "../base/vec.h"
#include "structured.h"
#include "write_source.h"

/* ---- Parsing ---------------------------------------------------------------------------- */

/* Whether @text is a whole number as Go's Atoi takes it, of a size that a list can have. */
static bool
is_number(struct hk_slice text, bool *ret_negative, uint32_t *ret_index)
{
    uint64_t value = 0;
    size_t i = text.len && (text.ptr[0] == '-' || text.ptr[0] == '+');
    if (i == text.len)
        return false;
    for (size_t at = i; at < text.len; at++) {
        if (text.ptr[at] < '0' || text.ptr[at] > '9' || value > UINT32_MAX)
            return false;
        value = value * 10 + (uint64_t)(text.ptr[at] - '0');
    }
    *ret_negative = text.ptr[0] == '-' && value > 0;
    *ret_index = value < UINT32_MAX ? (uint32_t)value : UINT32_MAX - 1;
    return true;
}

static struct hk_dotstep
make_step(struct hk_env *env, struct hk_slice text)
{
    struct hk_dotstep step = {.kind = HK_DOT_KEY, .text = text};
    bool negative = false;
    if (is_number(text, &negative, &step.index)) {
        step.kind = negative ? HK_DOT_NEGATIVE : HK_DOT_INDEX;
    } else if (hk_slice_eq(text, HK_S("-"))) {
        step.kind = HK_DOT_LAST;
    } else if (hk_slice_eq(text, HK_S("*"))) {
        step.kind = HK_DOT_ANY;
    } else if (text.len > 1 && text.ptr[0] == '[' && text.ptr[text.len - 1] == ']') {
        struct hk_slice inner = hk_slice_head(hk_slice_from(text, 1), text.len - 2);
        size_t equal = hk_slice_find(inner, '=');
        step.kind = equal == SIZE_MAX ? HK_DOT_NO_MATCH : HK_DOT_MATCH;
        if (equal != SIZE_MAX) {
            step.key = hk_env_sym(env, hk_slice_head(inner, equal));
            step.value = hk_slice_from(inner, equal + 1);
            return step;
        }
    }
    step.key = hk_env_sym(env, text);
    return step;
}

struct pieces {
    HK_VEC(struct hk_slice) list;
};

/* Splits at dots; one behind a backslash stays, without the backslash. */
static void
split(struct hk_env *env, struct hk_slice text, struct pieces *pieces)
{
    struct hk_slice rest = text;
    bool join = false;
    bool first = true;
    for (bool more = true; more;) {
        size_t dot = hk_slice_find(rest, '.');
        struct hk_slice piece = hk_slice_head(rest, dot);
        more = dot != SIZE_MAX;
        rest = more ? hk_slice_from(rest, dot + 1) : rest;
        if (first && more && !piece.len) { /* one leading dot counts for nothing */
            first = false;
            continue;
        }
        first = false;
        if (join) {
            struct hk_slice *last = &pieces->list.items[pieces->list.n - 1];
            struct hk_slice head =
                hk_arena_concat(env->arena, hk_slice_head(*last, last->len - 1), HK_S("."));
            *last = piece = hk_arena_concat(env->arena, head, piece);
        } else {
            hk_vec_push(env->scratch, &pieces->list, piece);
        }
        join = hk_slice_ends(piece, HK_S("\\"));
    }
}

/* Joins pieces i.. up to the one that ends in a bracket; *i becomes the last of them. */
static struct hk_slice
join_brackets(struct hk_env *env, const struct pieces *pieces, uint32_t *i)
{
    struct hk_slice joined = pieces->list.items[*i];
    while (*i + 1 < pieces->list.n) {
        struct hk_slice piece = pieces->list.items[++*i];
        joined = hk_arena_concat(env->arena, hk_arena_concat(env->arena, joined, HK_S(".")), piece);
        if (hk_slice_ends(piece, HK_S("]")))
            break;
    }
    if (hk_slice_find(joined, '=') != SIZE_MAX)
        return joined;
    while (joined.len && (joined.ptr[0] == '[' || joined.ptr[0] == ']'))
        joined = hk_slice_from(joined, 1);
    while (joined.len && (joined.ptr[joined.len - 1] == '[' || joined.ptr[joined.len - 1] == ']'))
        joined.len--;
    return joined;
}

struct steps {
    HK_VEC(struct hk_dotstep) list;
};

/* "ports[0]" makes two steps. Whether @piece is of that form. */
static bool
push_indexed(struct hk_env *env, struct hk_slice piece, struct steps *steps)
{
    size_t digits = 0;
    if (!hk_slice_ends(piece, HK_S("]")))
        return false;
    size_t at = piece.len - 1;
    while (at && piece.ptr[at - 1] >= '0' && piece.ptr[at - 1] <= '9') {
        at--;
        digits++;
    }
    if (!digits || !at || piece.ptr[at - 1] != '[')
        return false;
    if (at > 1)
        hk_vec_push(env->arena, &steps->list, make_step(env, hk_slice_head(piece, at - 1)));
    hk_vec_push(env->arena, &steps->list, make_step(env, hk_slice(piece.ptr + at, digits)));
    return true;
}

static struct hk_dotpath
parse(struct hk_env *env, struct hk_slice text, bool indexed)
{
    struct steps steps = {0};
    struct hk_mark mark = hk_arena_mark(env->scratch);
    struct pieces pieces = {0};
    split(env, text, &pieces);
    for (uint32_t i = 0; i < pieces.list.n; i++) {
        struct hk_slice piece = pieces.list.items[i];
        if (hk_slice_starts(piece, HK_S("[")) && !hk_slice_ends(piece, HK_S("]")))
            piece = join_brackets(env, &pieces, &i);
        if (!indexed || !push_indexed(env, piece, &steps))
            hk_vec_push(env->arena, &steps.list, make_step(env, piece));
    }
    hk_arena_rewind(env->scratch, mark);
    return (struct hk_dotpath){text, steps.list.items, steps.list.n};
}

struct hk_dotpath
hk_dotpath_parse(struct hk_env *env, struct hk_slice text)
{
    return parse(env, text, false);
}

struct hk_dotpath
hk_dotpath_parse_indexed(struct hk_env *env, struct hk_slice text)
{
    return parse(env, text, true);
}

/* ---- Finding ---------------------------------------------------------------------------- */

#define NO_CHILD UINT32_MAX

static uint32_t
give_up(struct hk_dotpath_fault *fault, const struct hk_dotstep *step, const char *what)
{
    *fault = (struct hk_dotpath_fault){what, step->text};
    return NO_CHILD;
}

static const char *
not_a_list(const struct hk_node *node)
{
    return node->kind == HK_MAP ? "is for a list, but this is a map"
                                : "is for a list, but this is a single value";
}

static const char *
not_a_map(const struct hk_node *node)
{
    return node->kind == HK_SEQ ? "is for a map, but this is a list"
                                : "is for a map, but this is a single value";
}

static uint32_t
find_pair(const struct hk_node *map, hk_sym key)
{
    for (uint32_t i = 0; i < map->n; i++)
        if (map->pairs[i].key == key)
            return i;
    return NO_CHILD;
}

static struct hk_slice
scalar_text(const struct hk_node *node)
{
    return node && node->kind == HK_SCALAR ? hk_node_text(node) : HK_S("");
}

static bool
item_is(const struct hk_node *item, const struct hk_dotstep *step)
{
    if (step->key == HK_SYM_EMPTY)
        return hk_slice_eq(scalar_text(item), step->value);
    const struct hk_node *value = hk_map_get(item, step->key);
    return value && hk_slice_eq(scalar_text(value), step->value);
}

static uint32_t
find_item(const struct hk_node *list, const struct hk_dotstep *step, struct hk_dotpath_fault *fault)
{
    if (step->kind == HK_DOT_LAST)
        return list->n ? list->n - 1 : give_up(fault, step, "is for a list that has items");
    if (step->kind == HK_DOT_INDEX)
        return step->index < list->n ? step->index : NO_CHILD;
    for (uint32_t i = 0; i < list->n; i++)
        if (item_is(list->items[i], step))
            return i;
    return NO_CHILD;
}

static uint32_t
find_child(const struct hk_node *node, const struct hk_dotstep *step,
           struct hk_dotpath_fault *fault)
{
    switch (step->kind) {
    case HK_DOT_NEGATIVE:
        return give_up(fault, step, "must not be below zero");
    case HK_DOT_ANY:
        return give_up(fault, step, "can be used in the paths of targets only");
    case HK_DOT_NO_MATCH:
        return give_up(fault, step, "needs an equal sign, as in [name=web]");
    case HK_DOT_INDEX:
    case HK_DOT_LAST:
    case HK_DOT_MATCH:
        if (node->kind == HK_SEQ)
            return find_item(node, step, fault);
        return hk_node_is_null(node) ? NO_CHILD : give_up(fault, step, not_a_list(node));
    case HK_DOT_KEY:
        break;
    }
    if (node->kind == HK_MAP)
        return find_pair(node, step->key);
    return hk_node_is_null(node) ? NO_CHILD : give_up(fault, step, not_a_map(node));
}

/* Finding ignores the space around a step, and steps that are nothing else. False: skip it. */
static bool
trimmed_step(struct hk_env *env, const struct hk_dotstep *step, struct hk_dotstep *ret_step)
{
    struct hk_slice text = hk_slice_trim(step->text);
    *ret_step = text.len == step->text.len ? *step : make_step(env, text);
    return text.len > 0;
}

static struct hk_node *
child_at(const struct hk_node *node, uint32_t i)
{
    return node->kind == HK_MAP ? node->pairs[i].value : node->items[i];
}

struct hk_node *
hk_dotpath_find(struct hk_env *env, const struct hk_dotpath *path, struct hk_node *root,
                struct hk_dotpath_fault *fault)
{
    struct hk_node *node = root;
    for (uint32_t i = 0; i < path->n_steps; i++) {
        struct hk_dotstep step;
        if (!trimmed_step(env, &path->steps[i], &step))
            continue;
        uint32_t child = find_child(node, &step, fault);
        if (child == NO_CHILD)
            return NULL;
        node = child_at(node, child);
    }
    return node;
}

bool
hk_dotpath_find_text(struct hk_env *env, const struct hk_dotpath *path, struct hk_node *root,
                     struct hk_dotpath_spot *ret_spot)
{
    struct hk_dotpath_fault fault = {0};
    struct hk_dotpath_spot spot = {.trail =
                                       HK_NEW_ARRAY(env->scratch, path->n_steps + 1, uint32_t)};
    struct hk_node *node = root;
    for (uint32_t i = 0; i + 1 < path->n_steps; i++) {
        struct hk_dotstep step;
        if (!trimmed_step(env, &path->steps[i], &step))
            continue;
        uint32_t child = find_child(node, &step, &fault);
        if (child == NO_CHILD)
            return false;
        spot.trail[spot.depth++] = child;
        node = child_at(node, child);
        if (node->kind == HK_SCALAR) {
            spot.scalar = node;
            spot.next = i + 1;
            *ret_spot = spot;
            return true;
        }
    }
    return false;
}

static struct hk_node *
put_below(struct hk_env *env, struct hk_node *parent, const struct hk_dotpath_spot *spot,
          uint32_t depth, struct hk_node *node)
{
    uint32_t i = spot->trail[depth];
    if (depth + 1 < spot->depth)
        node = put_below(env, child_at(parent, i), spot, depth + 1, node);
    return parent->kind == HK_MAP ? hk_edit_set_at(env, parent, i, node)
                                  : hk_edit_set_item(env, parent, i, node);
}

struct hk_node *
hk_dotpath_put(struct hk_env *env, struct hk_node *root, const struct hk_dotpath_spot *spot,
               struct hk_node *node)
{
    return put_below(env, root, spot, 0, node);
}

/* ---- Updating --------------------------------------------------------------------------- */

struct walk {
    struct hk_env *env;
    const struct hk_dotpath *path;
    const struct hk_dotpath_update *update;
    struct hk_dotpath_fault *fault;
    uint32_t n;
};

static enum hkr_status walk_node(struct walk *walk, uint32_t i, struct hk_node **slot);

static enum hkr_status
refuse(struct walk *walk, uint32_t i, const char *what)
{
    (void)give_up(walk->fault, &walk->path->steps[i], what);
    return HKR_E_INPUT;
}

/* What a node becomes that is made for step @i - 1. */
static struct hk_node *
made_for(struct walk *walk, uint32_t i)
{
    enum hk_kind kind = HK_MAP;
    const struct hk_dotstep *next = i < walk->path->n_steps ? &walk->path->steps[i] : NULL;
    if (!next || !next->text.len)
        kind = (enum hk_kind)walk->update->create;
    else if (next->kind == HK_DOT_MATCH || next->kind == HK_DOT_NO_MATCH ||
             next->kind == HK_DOT_INDEX)
        kind = HK_SEQ;
    if (kind == HK_MAP)
        return hk_node_map(walk->env, HK_NOWHERE);
    if (kind == HK_SEQ)
        return hk_node_seq(walk->env, HK_NOWHERE);
    return hk_node_untagged(walk->env, HK_S(""), HK_NOWHERE);
}

/* Goes on within the text of a scalar: what is found there counts, but changes are lost. */
static enum hkr_status
walk_text(struct walk *walk, uint32_t i, const struct hk_node *scalar)
{
    struct hk_node *inner = NULL;
    if (!hk_structured_read(walk->env, scalar, &inner))
        return refuse(walk, i, "leads into a text that is not YAML");
    if (!inner)
        return refuse(walk, i, "leads into a text that is empty");
    return walk_node(walk, i, &inner);
}

static enum hkr_status
walk_key(struct walk *walk, uint32_t i, struct hk_node **slot)
{
    const struct hk_dotstep *step = &walk->path->steps[i];
    if (!step->text.len)
        return refuse(walk, i, "is an empty step");
    if ((*slot)->kind != HK_MAP)
        return refuse(walk, i, not_a_map(*slot));
    uint32_t at = find_pair(*slot, step->key);
    if (at == NO_CHILD && walk->update->create < 0)
        return HKR_OK;
    if (at == NO_CHILD) {
        at = (*slot)->n;
        *slot =
            hk_edit_append_pair(walk->env, *slot, hk_edit_pair(step->key, made_for(walk, i + 1)));
    }
    struct hk_node *value = (*slot)->pairs[at].value;
    if (value->kind == HK_SCALAR && i + 1 < walk->path->n_steps)
        return walk_text(walk, i + 1, value);
    enum hkr_status status = walk_node(walk, i + 1, &value);
    *slot = hk_edit_set_at(walk->env, *slot, at, value);
    return status;
}

static enum hkr_status
walk_item(struct walk *walk, uint32_t i, uint32_t at, struct hk_node **slot)
{
    struct hk_node *item = (*slot)->items[at];
    enum hkr_status status = walk_node(walk, i + 1, &item);
    *slot = hk_edit_set_item(walk->env, *slot, at, item);
    return status;
}

static enum hkr_status
walk_index(struct walk *walk, uint32_t i, struct hk_node **slot)
{
    uint32_t index = walk->path->steps[i].index;
    if (index == (*slot)->n && walk->update->create >= 0)
        *slot = hk_edit_append(walk->env, *slot, made_for(walk, i + 1));
    if (index >= (*slot)->n)
        return refuse(walk, i, "is past the end of the list");
    return walk_item(walk, i, index, slot);
}

/* The text that a matcher is held against: the node as YAML. */
static struct hk_slice
text_of(struct walk *walk, const struct hk_node *node)
{
    struct hk_slice text = {"", 0};
    if (node->kind == HK_SCALAR && node->style == HK_PLAIN && node->tag == HK_TAG_NONE &&
        !(node->flags & HK_NODE_UNTAGGED))
        return hk_slice_trim(hk_node_text(node));
    struct hk_env *env = walk->env;
    struct hk_buf *buf = HK_NEW(env->scratch, struct hk_buf);
    *buf = (struct hk_buf)HK_BUF_INIT(hk_arena_heap(env->arena));
    hk_arena_defer(env->scratch, hk_buf_release, buf);
    hk_write_source(env, node, buf);
    text = hk_arena_slice(env->arena, hk_slice_trim(hk_buf_slice(buf)));
    hk_arena_release(env->scratch, buf);
    return text;
}

static enum hkr_status
walk_matches(struct walk *walk, uint32_t i, struct hk_node **slot)
{
    const struct hk_dotstep *step = &walk->path->steps[i];
    for (uint32_t at = 0; at < (*slot)->n; at++) {
        const struct hk_node *node = (*slot)->items[at];
        bool primitive = step->key == HK_SYM_EMPTY;
        bool matches = false;
        if (!primitive)
            node = hk_map_get(node, step->key);
        if (!node)
            continue;
        enum hkr_status status =
            walk->update->match(walk->env, walk->update->user, step, text_of(walk, node), &matches);
        /* An item that is met by its own text ends the path, whatever steps there are. */
        struct hk_node *item = (*slot)->items[at];
        if (status == HKR_OK && matches && primitive) {
            walk->n++;
            status = walk->update->apply(walk->env, walk->update->user, &item);
            *slot = hk_edit_set_item(walk->env, *slot, at, item);
        } else if (status == HKR_OK && matches) {
            status = walk_item(walk, i, at, slot);
        }
        if (status != HKR_OK)
            return status;
    }
    return HKR_OK;
}

static enum hkr_status
walk_match(struct walk *walk, uint32_t i, struct hk_node **slot)
{
    struct hk_env *env = walk->env;
    const struct hk_dotstep *step = &walk->path->steps[i];
    uint32_t before = walk->n;
    enum hkr_status status = walk_matches(walk, i, slot);
    if (status != HKR_OK || walk->n > before || walk->update->create < 0)
        return status;
    struct hk_node *made = hk_node_untagged(env, step->value, HK_NOWHERE);
    if (step->key != HK_SYM_EMPTY) {
        struct hk_node *map = hk_node_map(env, HK_NOWHERE);
        made = hk_edit_append_pair(env, map, hk_edit_pair(step->key, made));
    }
    *slot = hk_edit_append(env, *slot, made);
    status = walk_matches(walk, i, slot);
    if (status == HKR_OK && walk->n == before)
        return refuse(walk, i, "does not match the item that it makes");
    return status;
}

static enum hkr_status
walk_list(struct walk *walk, uint32_t i, struct hk_node **slot)
{
    const struct hk_dotstep *step = &walk->path->steps[i];
    if ((*slot)->kind != HK_SEQ)
        return refuse(walk, i, not_a_list(*slot));
    if (step->kind == HK_DOT_INDEX)
        return walk_index(walk, i, slot);
    if (step->kind == HK_DOT_MATCH)
        return walk_match(walk, i, slot);
    enum hkr_status status = HKR_OK;
    for (uint32_t at = 0; status == HKR_OK && at < (*slot)->n; at++)
        status = walk_item(walk, i, at, slot);
    return status;
}

/* Below a null nothing is found; what is made there is lost. */
static enum hkr_status
walk_null(struct walk *walk, uint32_t i)
{
    const struct hk_dotstep *step = &walk->path->steps[i];
    bool list = step->kind == HK_DOT_INDEX || step->kind == HK_DOT_MATCH;
    if (step->kind == HK_DOT_ANY || (walk->update->create < 0 && step->kind != HK_DOT_INDEX))
        return HKR_OK;
    struct hk_node *lost =
        list ? hk_node_seq(walk->env, HK_NOWHERE) : hk_node_map(walk->env, HK_NOWHERE);
    return list ? walk_list(walk, i, &lost) : walk_key(walk, i, &lost);
}

static enum hkr_status
walk_node(struct walk *walk, uint32_t i, struct hk_node **slot)
{
    if (i == walk->path->n_steps) {
        walk->n++;
        return walk->update->apply(walk->env, walk->update->user, slot);
    }
    const struct hk_dotstep *step = &walk->path->steps[i];
    if (step->kind == HK_DOT_NO_MATCH)
        return refuse(walk, i, "needs an equal sign, as in [name=web]");
    if (hk_node_is_null(*slot))
        return walk_null(walk, i);
    switch (step->kind) {
    case HK_DOT_INDEX:
    case HK_DOT_ANY:
    case HK_DOT_MATCH:
        return walk_list(walk, i, slot);
    case HK_DOT_KEY:
    case HK_DOT_NEGATIVE:
    case HK_DOT_LAST:
    case HK_DOT_NO_MATCH:
        break;
    }
    return walk_key(walk, i, slot);
}

enum hkr_status
hk_dotpath_update(struct hk_env *env, const struct hk_dotpath *path, uint32_t first,
                  const struct hk_dotpath_update *update, struct hk_node **slot,
                  struct hk_dotpath_fault *fault, uint32_t *ret_n)
{
    struct walk walk = {.env = env, .path = path, .update = update, .fault = fault};
    if (path->n_steps > env->limits->depth) {
        *fault =
            (struct hk_dotpath_fault){"begins a path with too many steps", path->steps[0].text};
        return HKR_E_INPUT;
    }
    enum hkr_status status = walk_node(&walk, first, slot);
    *ret_n = walk.n;
    return status;
}
