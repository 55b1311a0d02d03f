/* SPDX-License-Identifier: Apache-2.0 */
#include "elements.h"

/* Longer lists get an index. */
enum { SCAN_LIMIT = 16 };

/* ---- Elements ----------------------------------------------------------------------------- */

static void
read_key(struct elements *list, struct element *element, uint8_t k, const struct hk_node *value)
{
    struct hk_slice text = value->kind == HK_SCALAR ? hk_node_text(value) : HK_S("");
    element->present |= (uint8_t)(1u << k);
    element->text[k] = hk_env_sym(list->m->env, text);
    element->value[k] = hk_node_is_null(value) ? HK_SYM_EMPTY : element->text[k];
}

static struct element
describe(struct elements *list, struct hk_node *node)
{
    struct element element = {.node = node, .count = 1, .state = ELEMENT_OTHER};
    if (hk_node_is_null(node) || (node->kind == HK_MAP && node->n == 0))
        element.state = ELEMENT_VOID;
    else if ((node->kind == HK_MAP) == (list->n_keys > 0) && node->kind != HK_SEQ)
        element.state = ELEMENT_ITEM;
    if (list->n_keys == 0) {
        read_key(list, &element, 0, node);
        element.value[0] = element.text[0];
    }
    for (uint8_t k = 0; k < list->n_keys; k++) {
        const struct hk_node *value = hk_map_get(node, list->keys[k]);
        if (value)
            read_key(list, &element, k, value);
    }
    return element;
}

static bool
matches(const struct element *element, const struct element_query *query)
{
    if (element->state == ELEMENT_GONE || (element->present & query->mask) != query->mask)
        return false;
    for (uint8_t k = 0; query->mask >> k; k++)
        if ((query->mask >> k & 1) && element->text[k] != query->text[k] &&
            !(query->is_loose && query->text[k] == HK_SYM_EMPTY))
            return false;
    return true;
}

static void
count_in(struct elements *list, const struct element *element)
{
    list->n_void += element->state == ELEMENT_VOID;
    list->n_other += element->state == ELEMENT_OTHER;
}

static void
count_out(struct elements *list, const struct element *element)
{
    list->n_void -= element->state == ELEMENT_VOID;
    list->n_other -= element->state == ELEMENT_OTHER;
}

static void
drop(struct elements *list, uint32_t i)
{
    struct element *element = &list->all.items[i];
    count_out(list, element);
    element->state = ELEMENT_GONE;
    if (element->previous == ELEMENT_NONE)
        list->first = element->next;
    else
        list->all.items[element->previous].next = element->next;
    if (element->next == ELEMENT_NONE)
        list->last = element->previous;
    else
        list->all.items[element->next].previous = element->previous;
}

/* ---- Index -------------------------------------------------------------------------------- */

/* The group of elements that have the keys in @mask, with these texts for those in @fixed. */
static uint64_t
group_hash(uint8_t mask, uint8_t fixed, const hk_sym *text)
{
    uint64_t hash = hk_hash_mix(mask, fixed);
    for (uint8_t k = 0; fixed >> k; k++)
        if (fixed >> k & 1)
            hash = hk_hash_mix(hash, text[k]);
    return hash;
}

static void
join_group(struct elements *list, uint64_t hash, uint32_t i)
{
    struct hk_arena *scratch = list->m->env->scratch;
    struct element_member member = {i, list->all.items[i].version, ELEMENT_NONE};
    uint32_t number = list->members.n;
    hk_vec_push(scratch, &list->members, member);
    uint32_t entry = hk_index_first(list->index, hash);
    if (entry == HK_INDEX_END) {
        hk_index_add(list->index, hash, list->groups.n);
        hk_vec_push(scratch, &list->groups, ((struct element_group){number, number}));
        return;
    }
    struct element_group *group = &list->groups.items[hk_index_value(list->index, entry)];
    if (group->first == ELEMENT_NONE)
        group->first = number;
    else
        list->members.items[group->last].next = number;
    group->last = number;
}

/* Enters element @i under all questions that can be asked for it. */
static void
enter(struct elements *list, uint32_t i)
{
    const struct element *element = &list->all.items[i];
    unsigned all = 1u << (list->n_keys ? list->n_keys : 1);
    for (uint8_t mask = 1; mask < all; mask++) {
        if ((mask & list->valid) != mask || (mask & element->present) != mask)
            continue;
        for (uint8_t fixed = 0; fixed < all; fixed++)
            if ((fixed & mask) == fixed)
                join_group(list, group_hash(mask, fixed, element->text), i);
    }
}

static void
collect_by_scan(struct elements *list, const struct element_query *query, bool only_first)
{
    for (uint32_t i = list->first; i != ELEMENT_NONE; i = list->all.items[i].next) {
        if (!matches(&list->all.items[i], query))
            continue;
        hk_vec_push(list->m->env->scratch, &list->found, i);
        if (only_first)
            return;
    }
}

static void
collect_from_group(struct elements *list, struct element_group *group,
                   const struct element_query *query, bool only_first)
{
    uint32_t before = ELEMENT_NONE;
    for (uint32_t at = group->first; at != ELEMENT_NONE; at = list->members.items[at].next) {
        const struct element_member *member = &list->members.items[at];
        const struct element *element = &list->all.items[member->element];
        if (element->state == ELEMENT_GONE || element->version != member->version) {
            /* Leaves the group, so that it is passed over once. */
            if (before == ELEMENT_NONE)
                group->first = member->next;
            else
                list->members.items[before].next = member->next;
            if (member->next == ELEMENT_NONE)
                group->last = before;
            continue;
        }
        before = at;
        if (!matches(element, query))
            continue;
        hk_vec_push(list->m->env->scratch, &list->found, member->element);
        if (only_first)
            return;
    }
}

/* Fills list->found with the elements that match, in order. */
static void
collect(struct elements *list, const struct element_query *query, bool only_first)
{
    list->found.n = 0;
    if (!list->index || query->mask == 0) {
        collect_by_scan(list, query, only_first);
        return;
    }
    uint8_t fixed = 0;
    for (uint8_t k = 0; query->mask >> k; k++)
        if ((query->mask >> k & 1) && !(query->is_loose && query->text[k] == HK_SYM_EMPTY))
            fixed |= (uint8_t)(1u << k);
    uint32_t entry = hk_index_first(list->index, group_hash(query->mask, fixed, query->text));
    if (entry != HK_INDEX_END)
        collect_from_group(list, &list->groups.items[hk_index_value(list->index, entry)], query,
                           only_first);
}

/* ---- Operations --------------------------------------------------------------------------- */

void
hk_elements_init(struct elements *list, struct merge *m, const struct hk_list_rule *rule)
{
    *list = (struct elements){
        .m = m, .n_keys = rule->n_keys, .valid = 1, .first = ELEMENT_NONE, .last = ELEMENT_NONE};
    for (uint8_t k = 0; k < rule->n_keys; k++)
        list->keys[k] = hk_env_sym(m->env, rule->keys[k]);
}

void
hk_elements_push(struct elements *list, struct hk_node *node)
{
    struct element element = describe(list, node);
    uint32_t i = list->all.n;
    element.previous = list->last;
    element.next = ELEMENT_NONE;
    hk_vec_push(list->m->env->scratch, &list->all, element);
    if (list->last == ELEMENT_NONE)
        list->first = i;
    else
        list->all.items[list->last].next = i;
    list->last = i;
    count_in(list, &element);
    if (list->index)
        enter(list, i);
}

void
hk_elements_ready(struct elements *list, uint8_t valid, uint32_t expected)
{
    list->valid = valid;
    if (expected <= SCAN_LIMIT)
        return;
    list->index = hk_index_new(list->m->env->scratch, expected);
    for (uint32_t i = 0; i < list->all.n; i++)
        enter(list, i);
}

uint32_t
hk_elements_find(struct elements *list, const struct element_query *query)
{
    collect(list, query, true);
    return list->found.n ? list->found.items[0] : ELEMENT_NONE;
}

void
hk_elements_replace_at(struct elements *list, uint32_t i, struct hk_node *node)
{
    struct element *element = &list->all.items[i];
    struct element now = describe(list, node);
    bool is_moved =
        now.present != element->present || memcmp(now.text, element->text, sizeof now.text) != 0;
    count_out(list, element);
    now.count = element->count;
    now.version = element->version + is_moved;
    now.previous = element->previous;
    now.next = element->next;
    *element = now;
    count_in(list, element);
    if (list->index && is_moved)
        enter(list, i);
}

void
hk_elements_replace(struct elements *list, const struct element_query *query,
                    const struct hk_node *old, struct hk_node *node)
{
    collect(list, query, false);
    for (uint32_t f = 0; f < list->found.n; f++)
        if (list->all.items[list->found.items[f]].node == old)
            hk_elements_replace_at(list, list->found.items[f], node);
}

void
hk_elements_wrong_kind(const struct elements *list, const struct hk_node *node)
{
    struct merge *m = list->m;
    if (list->n_keys == 0)
        m->status = hk_diag_report(m->env->diags, HK_D_MERGE_ITEM, hk_node_place(node),
                                   "an item of this list is not a scalar");
    else
        m->status = hk_diag_report(m->env->diags, HK_D_MERGE_ITEM, hk_node_place(node),
                                   "an item of this list is not a map, so it has no '%" PRSLICE "'",
                                   ARGSLICE(hk_env_text(m->env, list->keys[0])));
    hk_diag_mend(m->env->diags, "write each item in the shape that the schema gives it");
}

/* What every operation does first: empty items go, and those of a wrong kind are a fault,
 * except where the query can pass them over. */
static bool
pass_over(struct elements *list, const struct element_query *query)
{
    uint32_t next;
    for (uint32_t i = list->n_void ? list->first : ELEMENT_NONE; i != ELEMENT_NONE; i = next) {
        next = list->all.items[i].next;
        if (list->all.items[i].state == ELEMENT_VOID)
            drop(list, i);
    }
    uint8_t k = 0;
    while (k + 1 < HK_LIST_KEYS && !(query->mask >> k & 1))
        k++;
    bool is_harmless = query->mask == 0 || (list->n_keys > 0 && query->text[k] != HK_SYM_EMPTY);
    if (list->n_other == 0 || is_harmless)
        return true;
    uint32_t i = list->first;
    while (list->all.items[i].state != ELEMENT_OTHER)
        i = list->all.items[i].next;
    hk_elements_wrong_kind(list, list->all.items[i].node);
    return false;
}

bool
hk_elements_remove(struct elements *list, const struct element_query *query)
{
    if (!pass_over(list, query))
        return false;
    collect(list, query, false);
    for (uint32_t i = 0; i < list->found.n; i++)
        drop(list, list->found.items[i]);
    return true;
}

bool
hk_elements_set(struct elements *list, const struct element_query *query, struct hk_node *node)
{
    if (query->mask == 0) { /* nothing matches, nothing is kept */
        if (!hk_elements_remove(list, query))
            return false;
    } else if (!pass_over(list, query)) {
        return false;
    }
    collect(list, query, false);
    uint32_t run = ELEMENT_NONE;
    for (uint32_t f = 0; f < list->found.n; f++) {
        uint32_t i = list->found.items[f];
        if (run != ELEMENT_NONE && list->all.items[run].next == i) {
            list->all.items[run].count += list->all.items[i].count;
            drop(list, i);
            continue;
        }
        run = i;
        hk_elements_replace_at(list, i, node);
    }
    if (list->found.n == 0 && !hk_node_is_null(node))
        hk_elements_push(list, node);
    return true;
}
