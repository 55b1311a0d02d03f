/* SPDX-License-Identifier: Apache-2.0 */
/* Lists that merge. kustomize's way, step by step, because its oddities are in the steps:
 * tuples of key values are collected, first from the patch, then from the resource; for each
 * tuple the items that have it are merged into the result; at last all items that the resource
 * still has are set into the result again. */
#include "strict.h"
#include "tuples.h"

struct list_merge {
    struct merge *m;
    struct hk_list_rule rule;
    hk_schema items_type;
    uint32_t depth;
    bool is_new;   /* a new list: what is in the patch is in dest */
    bool is_first; /* nothing stood there: made in block style */
    uint8_t valid;
    struct elements dest;
    struct elements patch;
    struct elements result;
};

/* ---- One tuple ---------------------------------------------------------------------------- */

static bool
is_empty(const struct hk_node *node)
{
    return hk_node_is_null(node) || (node->kind == HK_MAP && node->n == 0);
}

/* @item with its merge keys. kustomize adds a key that got lost as untyped text; a scalar of a
 * set loses its tag. */
static struct hk_node *
with_keys(struct list_merge *lm, const struct tuple *tuple, struct hk_node *item)
{
    struct hk_env *env = lm->m->env;
    if (lm->rule.n_keys == 0) {
        if (item->kind != HK_SCALAR || item->tag == HK_TAG_NONE || item->n == 0)
            return item;
        return hk_node_scalar(env, hk_node_text(item), HK_TAG_NONE, (enum hk_style)item->style,
                              hk_node_place(item));
    }
    for (uint8_t k = 0; k < lm->rule.n_keys; k++) {
        hk_sym key = lm->dest.keys[k];
        if (tuple->value[k] == HK_SYM_EMPTY || hk_map_find(item, key))
            continue;
        struct hk_slice text = hk_env_text(env, tuple->value[k]);
        struct hk_place at = hk_node_place(item);
        struct hk_node *value =
            hk_merge_settled(lm->m, hk_node_scalar(env, text, HK_TAG_STR, HK_PLAIN, at));
        if (value->style == HK_PLAIN)
            value = hk_node_scalar(env, text, HK_TAG_NONE, HK_PLAIN, at);
        item = hk_edit_set(env, item, key, value);
    }
    return item;
}

/* Whether merging @patch into @dest leaves @dest as it was and gives something else. */
static bool
is_set_aside(const struct list_merge *lm, const struct hk_node *patch)
{
    return patch && !lm->is_new &&
           (lm->rule.n_keys == 0 || hk_merge_map_directive(patch) == DIRECTIVE_REPLACE);
}

/* A directive acts once: when the tuple comes again, or the item outlives its deletion, it is
 * no longer there. */
static void
use_up_directive(struct elements *list, uint32_t i)
{
    struct hk_node *item = list->all.items[i].node;
    enum directive directive = hk_merge_map_directive(item);
    if (directive != DIRECTIVE_NONE && directive != DIRECTIVE_UNKNOWN)
        hk_elements_replace_at(list, i, hk_merge_strip_map(list->m, item));
}

static bool
merge_tuple(struct list_merge *lm, const struct tuple *tuple)
{
    bool is_set = lm->rule.n_keys == 0;
    struct element_query query = {.mask = lm->valid};
    memcpy(query.text, tuple->value, sizeof query.text);
    uint8_t given = 0;
    for (uint8_t k = 0; k < lm->rule.n_keys; k++)
        if (tuple->value[k] != HK_SYM_EMPTY)
            given |= (uint8_t)(1u << k);
    if (given)
        query.mask = given;
    uint32_t d = hk_elements_find(&lm->dest, &query);
    uint32_t p = lm->is_new ? d : hk_elements_find(&lm->patch, &query);
    struct hk_node *dest = d == ELEMENT_NONE ? NULL : lm->dest.all.items[d].node;
    struct hk_node *patch = lm->is_new          ? dest
                            : p == ELEMENT_NONE ? NULL
                                                : lm->patch.all.items[p].node;
    bool is_aside = is_set_aside(lm, patch);
    struct hk_node *item = hk_merge_pair(lm->m, dest, patch, lm->items_type, lm->depth + 1);
    if (!is_empty(item))
        item = with_keys(lm, tuple, item);
    if (item && dest && !is_aside)
        hk_elements_replace(&lm->dest, &query, dest, item);
    /* What is merged into itself stays so for the next tuple that it has, in kustomize. */
    if (patch && item && !is_set && !lm->is_new && hk_node_is_null(dest))
        hk_elements_replace_at(&lm->patch, p, item);
    if (patch && !is_set)
        use_up_directive(lm->is_new ? &lm->dest : &lm->patch, lm->is_new ? d : p);

    query.mask = lm->valid;
    query.is_loose = !is_set;
    return is_empty(item) ? hk_elements_remove(&lm->dest, &query)
                          : hk_elements_set(&lm->result, &query, item);
}

/* ---- What is left ------------------------------------------------------------------------- */

/* Sets an item of dest into the result, or one of the result into dest. Where it lacks a key
 * kustomize adds the item as it is, then goes on with the values that are left, each taken for that
 * of an earlier key. */
static bool
append_left(struct list_merge *lm, struct elements *result, const struct element *element)
{
    struct element_query query = {.is_loose = lm->rule.n_keys > 0};
    uint8_t n = 0;
    uint8_t n_valid = 0;
    uint8_t keys[HK_LIST_KEYS];
    if (lm->rule.n_keys > 0 && element->state == ELEMENT_OTHER) {
        hk_elements_wrong_kind(result, element->node);
        return false;
    }
    for (uint8_t k = 0; k < HK_LIST_KEYS; k++) {
        if (!(lm->valid >> k & 1))
            continue;
        keys[n_valid++] = k;
        if (!(element->present >> k & 1)) {
            hk_elements_push(result, element->node);
            continue;
        }
        query.mask |= (uint8_t)(1u << keys[n]);
        query.text[keys[n++]] = element->text[k];
    }
    if (n_valid > 1 && !hk_elements_remove(result, &query))
        return false;
    return hk_elements_set(result, &query, element->node);
}

static bool
is_same_list(const struct elements *result, const struct hk_node *list)
{
    uint32_t n = 0;
    for (uint32_t i = result->first; i != ELEMENT_NONE; i = result->all.items[i].next) {
        const struct element *element = &result->all.items[i];
        if (element->count != 1 || n == list->n || list->items[n++] != element->node)
            return false;
    }
    return n == list->n;
}

static void
too_long(struct merge *m, const struct hk_node *list, const char *what)
{
    struct hk_diags *diags = m->env->diags;
    if (m->status == HKR_E_LIMIT) /* said once */
        return;
    m->status = hk_diag_report_as(diags, HKR_E_LIMIT, HK_D_LIMIT, hk_node_place(list),
                                  "this list %s: too many items lack a merge key", what);
    hk_diag_mend(diags, "give each item all of the keys");
}

/* Items that lack a key come out several times. Where they hold lists of such items, and are met
 * again and again, that multiplies: in one merge no more than this are added. */
enum { MORE_MAX = 50000 };

/* The list that stands in the result; @list itself where it holds the same. */
static struct hk_node *
built(struct list_merge *lm, const struct elements *result, struct hk_node *list, uint32_t n_given)
{
    struct hk_env *env = lm->m->env;
    if (is_same_list(result, list))
        return list;
    uint64_t n = 0;
    for (uint32_t i = result->first; i != ELEMENT_NONE; i = result->all.items[i].next)
        n += result->all.items[i].count;
    lm->m->n_more += n > n_given ? n - n_given : 0;
    if (lm->m->n_more > MORE_MAX) {
        too_long(lm->m, list, "grows without end");
        return list;
    }
    struct hk_node *made = hk_node_seq(env, hk_node_place(list));
    for (uint32_t i = result->first; i != ELEMENT_NONE; i = result->all.items[i].next) {
        const struct element *element = &result->all.items[i];
        for (uint32_t copy = 0; copy < element->count; copy++)
            made = hk_edit_append(env, made, element->node);
    }
    return made;
}

/* ---- The list ----------------------------------------------------------------------------- */

static void
read_items(struct list_merge *lm, struct elements *elements, const struct hk_node *list)
{
    hk_elements_init(elements, lm->m, &lm->rule);
    for (uint32_t i = 0; list && i < list->n; i++)
        hk_elements_push(elements, list->items[i]);
}

static struct hk_node *
merge_items(struct list_merge *lm, struct hk_node *dest, const struct hk_node *patch)
{
    struct tuples tuples = {.scratch = lm->m->env->scratch};
    read_items(lm, &lm->dest, dest);
    read_items(lm, &lm->patch, patch);
    read_items(lm, &lm->result, NULL);
    uint32_t expected = dest->n + (patch ? patch->n : 0);
    hk_tuples_collect(&tuples, lm->m->appends ? &lm->dest : &lm->patch, expected);
    hk_tuples_collect(&tuples, lm->m->appends ? &lm->patch : &lm->dest, expected);
    if (tuples.all.n == 0)
        return dest;
    if (lm->is_first)
        dest = hk_merge_in_style(lm->m, dest, 0);
    if (!hk_tuples_unify(&tuples, lm->rule.n_keys)) {
        too_long(lm->m, patch ? patch : dest, "takes too long to merge");
        return dest;
    }
    lm->valid = lm->rule.n_keys ? hk_tuples_valid(&tuples, lm->rule.n_keys) : 1;
    hk_elements_ready(&lm->dest, lm->valid, dest->n);
    hk_elements_ready(&lm->patch, lm->valid, patch ? patch->n : 0);
    hk_elements_ready(&lm->result, lm->valid, expected);

    for (uint32_t i = 0; i < tuples.all.n; i++)
        if (!merge_tuple(lm, &tuples.all.items[i]))
            return dest;
    const struct elements *left = lm->m->appends ? &lm->result : &lm->dest;
    struct elements *made = lm->m->appends ? &lm->dest : &lm->result;
    for (uint32_t i = left->first; i != ELEMENT_NONE; i = left->all.items[i].next)
        if (!append_left(lm, made, &left->all.items[i]))
            return dest;
    return built(lm, made, dest, expected);
}

struct hk_node *
hk_merge_list(struct merge *m, struct hk_node *dest, struct hk_node *patch, hk_schema type,
              uint32_t depth)
{
    bool is_first = hk_node_is_null(dest);
    bool is_new = is_first || dest == patch;
    if (is_first) {
        dest = patch; /* kustomize does not look for a directive then */
    } else if (patch) {
        if (hk_node_is_null(patch))
            return NULL;
        enum directive directive = hk_merge_list_directive(patch);
        if (directive == DIRECTIVE_DELETE)
            return NULL;
        if (directive == DIRECTIVE_UNKNOWN) {
            hk_merge_bad_directive(m, patch);
            return dest;
        }
        if (directive != DIRECTIVE_NONE)
            patch = hk_merge_strip_list(m, patch);
        is_new = is_new || directive == DIRECTIVE_REPLACE;
        if (is_new)
            dest = patch;
    }
    struct list_merge lm = {.m = m,
                            .rule = hk_schema_list_rule(m->env, type),
                            .items_type = hk_schema_items(m->env, type),
                            .depth = depth,
                            .is_new = is_new,
                            .is_first = is_first};
    struct hk_mark mark = hk_arena_mark(m->env->scratch);
    if (!is_new && m->env->diags->policy)
        hk_merge_strict_list(m, &lm.rule, dest, patch);
    struct hk_node *list = merge_items(&lm, dest, is_new ? NULL : patch);
    hk_arena_rewind(m->env->scratch, mark);
    return list;
}
