/* SPDX-License-Identifier: Apache-2.0 */
#include "items.h"

#include "../base/vec.h"

#include <stdlib.h>

/* An item of one of the lists, by the hash of what it is found by. */
struct entry {
    uint64_t hash;
    uint32_t i;
    bool is_after;
};

struct matching {
    const struct hk_canon *canon;
    struct hk_spot before;
    struct hk_spot after;
    struct hk_list_rule rule;
    uint32_t *of_before; /* the item that it is, or HK_NO_ITEM */
    uint32_t *of_after;
    bool *stays;           /* of each item after: those that did not move */
    struct entry *entries; /* room for all items */
    uint32_t n_entries;
};

static struct hk_spot
item_at(const struct matching *m, bool is_after, uint32_t i)
{
    return hk_spot_child(is_after ? m->after : m->before, i);
}

static void
link_items(struct matching *m, uint32_t before, uint32_t after)
{
    m->of_before[before] = after;
    m->of_after[after] = before;
}

static int
by_hash(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    if (x->is_after != y->is_after)
        return x->is_after ? 1 : -1;
    return (x->i > y->i) - (x->i < y->i);
}

static void
sort_entries(struct matching *m)
{
    if (m->n_entries)
        qsort(m->entries, m->n_entries, sizeof *m->entries, by_hash);
}

/* ---- By keys ---------------------------------------------------------------------------- */

/* The hash of the values of the keys. False when the first is absent, or one is no scalar. */
static bool
hash_keys(const struct hk_canon *canon, struct hk_spot item, const struct hk_list_rule *rule,
          uint64_t *ret_hash)
{
    uint64_t hash = rule->n_keys;
    if (item.node->kind != HK_MAP)
        return false;
    for (uint8_t k = 0; k < rule->n_keys; k++) {
        hk_sym key = hk_env_sym(canon->env, rule->keys[k]);
        const struct hk_pair *pair = hk_map_find(item.node, key);
        if (pair ? pair->value->kind != HK_SCALAR || hk_node_is_null(pair->value) : k == 0)
            return false;
        struct hk_spot value = {.node = pair ? pair->value : NULL, .flow = item.flow};
        hash = hk_hash_mix(hash, pair ? hk_canon_hash(canon, value) : 0);
    }
    *ret_hash = hash;
    return true;
}

/* Adds the items that nothing was found for. One that cannot be told by the keys ends that, false,
 * unless @some is enough. */
static bool
add_by_keys(struct matching *m, bool is_after, const struct hk_list_rule *rule, bool some)
{
    const struct hk_node *list = is_after ? m->after.node : m->before.node;
    const uint32_t *found = is_after ? m->of_after : m->of_before;
    for (uint32_t i = 0; i < list->n; i++) {
        struct entry *entry = &m->entries[m->n_entries];
        if (found[i] != HK_NO_ITEM)
            continue;
        *entry = (struct entry){.i = i, .is_after = is_after};
        if (hash_keys(m->canon, item_at(m, is_after, i), rule, &entry->hash))
            m->n_entries++;
        else if (!some)
            return false;
    }
    return true;
}

/* Whether no list has two items of one hash. */
static bool
are_unique(const struct matching *m)
{
    for (uint32_t i = 1; i < m->n_entries; i++)
        if (m->entries[i].hash == m->entries[i - 1].hash &&
            m->entries[i].is_after == m->entries[i - 1].is_after)
            return false;
    return true;
}

/* Finds items that nothing was found for by @rule. False, and nothing is done, when it does not
 * tell all of them apart, or all that have its keys where @some is enough. */
static bool
match_by_keys(struct matching *m, const struct hk_list_rule *rule, bool some)
{
    m->n_entries = 0;
    if (!rule->n_keys || !add_by_keys(m, false, rule, some) || !add_by_keys(m, true, rule, some))
        return false;
    sort_entries(m);
    if (!are_unique(m))
        return false;
    for (uint32_t i = 1; i < m->n_entries; i++)
        if (m->entries[i].hash == m->entries[i - 1].hash)
            link_items(m, m->entries[i - 1].i, m->entries[i].i);
    return true;
}

/* The one item that nothing was found for, or HK_NO_ITEM. */
static uint32_t
only_left(const uint32_t *found, uint32_t n)
{
    uint32_t left = HK_NO_ITEM;
    for (uint32_t i = 0; i < n; i++) {
        if (found[i] == HK_NO_ITEM && left != HK_NO_ITEM)
            return HK_NO_ITEM;
        if (found[i] == HK_NO_ITEM)
            left = i;
    }
    return left;
}

/* A port whose number changed is still the port of that name, and a mount the mount of that volume;
 * and where one port went and one came, it is the number that changed. */
static void
match_renumbered(struct matching *m)
{
    static const struct hk_list_rule by_name = {.n_keys = 1, .keys = {HK_S_INIT("name")}};
    struct hk_slice first = m->rule.keys[0];
    bool is_port = hk_slice_eq(first, HK_S("containerPort")) || hk_slice_eq(first, HK_S("port"));
    if (!is_port && !hk_slice_eq(first, HK_S("mountPath")))
        return;
    (void)match_by_keys(m, &by_name, true);
    if (!is_port)
        return;
    uint32_t before = only_left(m->of_before, m->before.node->n);
    uint32_t after = only_left(m->of_after, m->after.node->n);
    if (before != HK_NO_ITEM && after != HK_NO_ITEM)
        link_items(m, before, after);
}

static bool
find_keys(struct matching *m, const struct hk_list_rule *rule)
{
    static const struct hk_list_rule likely[] = {{.n_keys = 1, .keys = {HK_S_INIT("name")}},
                                                 {.n_keys = 1, .keys = {HK_S_INIT("key")}},
                                                 {.n_keys = 1, .keys = {HK_S_INIT("id")}}};
    m->rule = *rule;
    if (match_by_keys(m, rule, false)) {
        match_renumbered(m);
        return true;
    }
    for (size_t i = 0; i < HK_COUNT(likely); i++) {
        m->rule = likely[i];
        if (match_by_keys(m, &likely[i], false))
            return true;
    }
    m->rule = (struct hk_list_rule){.n_keys = 0};
    return false;
}

/* ---- By content ------------------------------------------------------------------------- */

static bool
are_equal(const struct matching *m, uint32_t before, uint32_t after)
{
    return hk_canon_equal(m->canon, item_at(m, false, before), item_at(m, true, after));
}

/* What both lists begin and end with. */
static void
match_ends(struct matching *m)
{
    uint32_t n = m->before.node->n, k = m->after.node->n;
    uint32_t start = 0;
    while (start < n && start < k && are_equal(m, start, start)) {
        link_items(m, start, start);
        start++;
    }
    for (; n > start && k > start && are_equal(m, n - 1, k - 1); n--, k--)
        link_items(m, n - 1, k - 1);
}

static void
add_by_content(struct matching *m, bool is_after)
{
    const struct hk_node *list = is_after ? m->after.node : m->before.node;
    const uint32_t *found = is_after ? m->of_after : m->of_before;
    for (uint32_t i = 0; i < list->n; i++)
        if (found[i] == HK_NO_ITEM)
            m->entries[m->n_entries++] =
                (struct entry){hk_canon_hash(m->canon, item_at(m, is_after, i)), i, is_after};
}

/* Equal items, the first with the first and so on. */
static void
match_by_content(struct matching *m)
{
    m->n_entries = 0;
    match_ends(m);
    add_by_content(m, false);
    add_by_content(m, true);
    sort_entries(m);
    for (uint32_t i = 0; i < m->n_entries;) {
        uint32_t end = i, middle;
        while (end < m->n_entries && m->entries[end].hash == m->entries[i].hash)
            end++;
        for (middle = i; middle < end && !m->entries[middle].is_after;)
            middle++;
        for (uint32_t k = 0; i + k < middle && middle + k < end; k++)
            if (are_equal(m, m->entries[i + k].i, m->entries[middle + k].i))
                link_items(m, m->entries[i + k].i, m->entries[middle + k].i);
        i = end;
    }
}

/* ---- Order ------------------------------------------------------------------------------ */

/* Marks a longest run of found items whose order is the same on both sides. */
static void
find_stays(struct matching *m)
{
    struct hk_arena *scratch = m->canon->env->scratch;
    uint32_t n = m->after.node->n;
    uint32_t *ends = HK_NEW_ARRAY(scratch, n, uint32_t); /* by length: the item a run ends with */
    uint32_t *previous = HK_NEW_ARRAY(scratch, n, uint32_t);
    uint32_t longest = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t low = 0, high = longest;
        if (m->of_after[i] == HK_NO_ITEM)
            continue;
        while (low < high) {
            uint32_t middle = (low + high) / 2;
            if (m->of_after[ends[middle]] < m->of_after[i])
                low = middle + 1;
            else
                high = middle;
        }
        previous[i] = low ? ends[low - 1] : HK_NO_ITEM;
        ends[low] = i;
        longest = low == longest ? longest + 1 : longest;
    }
    for (uint32_t i = longest ? ends[longest - 1] : HK_NO_ITEM; i != HK_NO_ITEM; i = previous[i])
        m->stays[i] = true;
}

/* Pairs what was found for nothing between two items that stay, one by one. */
static void
match_gaps(struct matching *m)
{
    uint32_t before = 0;
    for (uint32_t i = 0; i < m->after.node->n; i++) {
        if (m->stays[i])
            before = m->of_after[i] + 1;
        if (m->of_after[i] != HK_NO_ITEM)
            continue;
        while (before < m->before.node->n && m->of_before[before] != HK_NO_ITEM &&
               !m->stays[m->of_before[before]])
            before++; /* it moved away */
        if (before >= m->before.node->n || m->of_before[before] != HK_NO_ITEM)
            continue;
        link_items(m, before++, i);
        m->stays[i] = true;
    }
}

/* Whether item @before is one that stays. */
static bool
is_anchor(const struct matching *m, uint32_t before)
{
    return m->of_before[before] != HK_NO_ITEM && m->stays[m->of_before[before]];
}

/* What was removed comes first between two items that stay. */
static void
list_pairs(struct matching *m, struct hk_items *ret)
{
    struct hk_arena *arena = m->canon->env->arena;
    uint32_t n = m->before.node->n, k = m->after.node->n, before = 0;
    struct hk_item_pair *pairs = HK_NEW_ARRAY(arena, (size_t)n + k, struct hk_item_pair);
    for (uint32_t i = 0; i < k; i++) {
        for (; before < n && !is_anchor(m, before); before++)
            if (m->of_before[before] == HK_NO_ITEM)
                pairs[ret->n++] = (struct hk_item_pair){before, HK_NO_ITEM, false};
        before += m->stays[i];
        pairs[ret->n++] =
            (struct hk_item_pair){m->of_after[i], i, m->of_after[i] != HK_NO_ITEM && !m->stays[i]};
    }
    for (; before < n; before++)
        if (m->of_before[before] == HK_NO_ITEM)
            pairs[ret->n++] = (struct hk_item_pair){before, HK_NO_ITEM, false};
    ret->pairs = pairs;
}

static uint32_t *
no_items(struct hk_arena *arena, uint32_t n)
{
    uint32_t *list = HK_NEW_ARRAY(arena, n, uint32_t);
    for (uint32_t i = 0; i < n; i++)
        list[i] = HK_NO_ITEM;
    return list;
}

void
hk_items_match(const struct hk_canon *canon, struct hk_spot before, struct hk_spot after,
               const struct hk_list_rule *rule, struct hk_items *ret_items)
{
    struct hk_arena *scratch = canon->env->scratch;
    struct hk_mark mark = hk_arena_mark(scratch);
    uint32_t n = before.node->n, k = after.node->n;
    struct matching m = {.canon = canon,
                         .before = before,
                         .after = after,
                         .of_before = no_items(scratch, n),
                         .of_after = no_items(scratch, k),
                         .stays = HK_NEW_ARRAY(scratch, k, bool),
                         .entries = HK_NEW_ARRAY(scratch, (size_t)n + k, struct entry)};
    *ret_items = (struct hk_items){0};
    bool by_position = !find_keys(&m, rule);
    if (by_position)
        match_by_content(&m);
    find_stays(&m);
    if (by_position)
        match_gaps(&m);
    list_pairs(&m, ret_items);
    ret_items->rule = m.rule;
    hk_arena_rewind(scratch, mark);
}
