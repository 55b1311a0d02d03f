/* SPDX-License-Identifier: Apache-2.0 */
#include "tuples.h"

/* ---- Collecting --------------------------------------------------------------------------- */

/* More tuples than this are told apart by hashing. */
enum { SCAN_LIMIT = 16 };

static bool
is_known(const struct tuples *tuples, const struct tuple *tuple, uint64_t hash)
{
    if (!tuples->seen) {
        for (uint32_t i = 0; i < tuples->all.n; i++)
            if (memcmp(&tuples->all.items[i], tuple, sizeof *tuple) == 0)
                return true;
        return false;
    }
    uint32_t entry = hk_index_first(tuples->seen, hash);
    for (; entry != HK_INDEX_END; entry = hk_index_next(tuples->seen, entry))
        if (memcmp(&tuples->all.items[hk_index_value(tuples->seen, entry)], tuple, sizeof *tuple) ==
            0)
            return true;
    return false;
}

void
hk_tuples_collect(struct tuples *tuples, const struct elements *list, uint32_t expected)
{
    if (!tuples->seen && expected > SCAN_LIMIT)
        tuples->seen = hk_index_new(tuples->scratch, expected);
    for (uint32_t i = 0; i < list->all.n; i++) {
        struct tuple tuple;
        memcpy(tuple.value, list->all.items[i].value, sizeof tuple.value);
        uint64_t hash = 0;
        for (uint8_t k = 0; k < HK_LIST_KEYS; k++)
            hash = hk_hash_mix(hash, tuple.value[k]);
        if (is_known(tuples, &tuple, hash))
            continue;
        if (tuples->seen)
            hk_index_add(tuples->seen, hash, tuples->all.n);
        hk_vec_push(tuples->scratch, &tuples->all, tuple);
    }
}

uint8_t
hk_tuples_valid(const struct tuples *tuples, uint8_t n_keys)
{
    uint8_t valid = 0;
    for (uint32_t i = 0; i < tuples->all.n; i++)
        for (uint8_t k = 0; k < n_keys; k++)
            if (tuples->all.items[i].value[k] != HK_SYM_EMPTY)
                valid = (uint8_t)(valid | 1u << k);
    return valid ? valid : (uint8_t)((1u << n_keys) - 1);
}

/* ---- Unifying ----------------------------------------------------------------------------- */

/* kustomize compares each tuple with each, in order. Two tuples of two keys agree when they
 * have one value in common and the other is empty in one of them (two empty values count as
 * common). Both then become the fuller one; of several fuller ones the last wins. So a tuple of
 * which both values are known changes only those that have one of them, and no others; there
 * are at most two of each, and one tuple that has neither. */

#define NO_TUPLE UINT32_MAX

/* The tuples that have one value at one key. */
struct peers {
    hk_sym value;
    uint8_t key;
    uint32_t last; /* the greatest two of their numbers */
    uint32_t before_last;
    uint32_t only; /* the one that had no value at the other key at first */
};

struct unifier {
    struct tuples *tuples;
    struct hk_index *index; /* key and value -> peers */
    HK_VEC(struct peers) peers;
    uint32_t blank; /* the tuple that had no value at first */
};

static struct peers *
peers_of(struct unifier *u, uint8_t k, hk_sym value)
{
    uint64_t hash = hk_hash_mix(k, value);
    uint32_t entry = hk_index_first(u->index, hash);
    for (; entry != HK_INDEX_END; entry = hk_index_next(u->index, entry)) {
        struct peers *peers = &u->peers.items[hk_index_value(u->index, entry)];
        if (peers->value == value && peers->key == k)
            return peers;
    }
    hk_index_add(u->index, hash, u->peers.n);
    struct peers none = {value, k, NO_TUPLE, NO_TUPLE, NO_TUPLE};
    hk_vec_push(u->tuples->scratch, &u->peers, none);
    return &u->peers.items[u->peers.n - 1];
}

static hk_sym *
values_of(struct unifier *u, uint32_t i)
{
    return u->tuples->all.items[i].value;
}

/* Gives tuple @i the value @value at key @k. */
static void
give(struct unifier *u, uint32_t i, uint8_t k, hk_sym value)
{
    values_of(u, i)[k] = value;
    struct peers *peers = peers_of(u, k, value);
    if (peers->last == NO_TUPLE || i > peers->last) {
        peers->before_last = peers->last;
        peers->last = i;
    } else if (i < peers->last && (peers->before_last == NO_TUPLE || i > peers->before_last)) {
        peers->before_last = i;
    }
}

static int
n_values(const hk_sym *value)
{
    return (value[0] != HK_SYM_EMPTY) + (value[1] != HK_SYM_EMPTY);
}

/* The turn of a tuple with both values: those that have one of them alone get the other. */
static void
complete_others(struct unifier *u, const hk_sym *full)
{
    for (uint8_t k = 0; k < 2; k++) {
        uint32_t candidates[] = {peers_of(u, k, full[k])->only, u->blank};
        for (int c = 0; c < 2; c++) {
            if (candidates[c] == NO_TUPLE)
                continue;
            const hk_sym *value = values_of(u, candidates[c]);
            if (value[k] == full[k] && value[1 - k] == HK_SYM_EMPTY)
                give(u, candidates[c], (uint8_t)(1 - k), full[1 - k]);
        }
    }
}

/* The turn of tuple @i with a value at @k alone: it becomes what the last of its peers is. The
 * blank tuple agrees with it too, and becomes the same as it was. */
static void
complete_from_last(struct unifier *u, uint32_t i, uint8_t k)
{
    hk_sym value = values_of(u, i)[k];
    const struct peers *peers = peers_of(u, k, value);
    uint32_t last = peers->last == i ? peers->before_last : peers->last;
    if (u->blank != NO_TUPLE && n_values(values_of(u, u->blank)) == 0) {
        give(u, u->blank, k, value);
        if (last == NO_TUPLE || last < u->blank)
            return;
    }
    if (last != NO_TUPLE && values_of(u, last)[1 - k] != HK_SYM_EMPTY)
        give(u, i, (uint8_t)(1 - k), values_of(u, last)[1 - k]);
}

/* The turn of the blank tuple: it becomes the last that has one value alone. */
static void
complete_blank(struct unifier *u)
{
    for (uint32_t j = u->tuples->all.n; j-- > 0;) {
        const hk_sym *value = values_of(u, j);
        if (n_values(value) != 1)
            continue;
        uint8_t k = value[0] == HK_SYM_EMPTY;
        give(u, u->blank, k, value[k]);
        return;
    }
}

static void
enter_all(struct unifier *u)
{
    for (uint32_t i = 0; i < u->tuples->all.n; i++) {
        const hk_sym *value = values_of(u, i);
        int n = n_values(value);
        for (uint8_t k = 0; k < 2; k++) {
            if (value[k] == HK_SYM_EMPTY)
                continue;
            give(u, i, k, value[k]);
            if (n == 1)
                peers_of(u, k, value[k])->only = i;
        }
        if (n == 0)
            u->blank = i;
    }
}

static void
unify_two(struct tuples *tuples)
{
    uint32_t n_with[3] = {0};
    for (uint32_t i = 0; i < tuples->all.n; i++)
        n_with[n_values(tuples->all.items[i].value)]++;
    if (n_with[1] == 0 || (n_with[0] == 0 && n_with[2] == 0))
        return; /* none agree */
    struct unifier u = {.tuples = tuples,
                        .index = hk_index_new(tuples->scratch, (size_t)tuples->all.n * 2),
                        .blank = NO_TUPLE};
    enter_all(&u);
    for (uint32_t i = 0; i < tuples->all.n; i++) {
        hk_sym value[HK_LIST_KEYS];
        memcpy(value, values_of(&u, i), sizeof value);
        if (n_values(value) == 2)
            complete_others(&u, value);
        else if (n_values(value) == 1)
            complete_from_last(&u, i, value[0] == HK_SYM_EMPTY);
        else
            complete_blank(&u);
    }
}

/* ---- More keys than two ------------------------------------------------------------------- */

/* Pairs that are looked at, at most, in one list. */
enum { EFFORT = 20000000 };

static bool
is_full(const struct tuple *tuple, uint8_t n_keys)
{
    for (uint8_t k = 0; k < n_keys; k++)
        if (tuple->value[k] == HK_SYM_EMPTY)
            return false;
    return true;
}

/* Whether @a and @b agree; *ret_both is then what both become. */
static bool
agree(const struct tuple *a, const struct tuple *b, uint8_t n_keys, struct tuple *ret_both)
{
    bool has_common = false;
    *ret_both = *a;
    for (uint8_t k = 0; k < n_keys; k++) {
        if (a->value[k] == b->value[k])
            has_common = true;
        else if (a->value[k] == HK_SYM_EMPTY)
            ret_both->value[k] = b->value[k];
        else if (b->value[k] != HK_SYM_EMPTY)
            return false;
    }
    return has_common;
}

/* kustomize's own way, pair by pair, less the pairs of which both are full: these never change.
 * Only a list that an OpenAPI document gives three keys or four comes here. */
static bool
unify_more(struct tuples *tuples, uint8_t n_keys)
{
    struct tuple *all = tuples->all.items;
    uint32_t n = tuples->all.n;
    uint32_t *halves = HK_NEW_ARRAY(tuples->scratch, n, uint32_t);
    uint32_t n_halves = 0;
    for (uint32_t i = 0; i < n; i++)
        if (!is_full(&all[i], n_keys))
            halves[n_halves++] = i;
    if ((uint64_t)n * n_halves > EFFORT)
        return false;
    for (uint32_t i = 0; i < n; i++) {
        struct tuple turn = all[i];
        bool with_all = !is_full(&turn, n_keys);
        for (uint32_t h = 0; h < (with_all ? n : n_halves); h++) {
            uint32_t j = with_all ? h : halves[h];
            struct tuple both;
            if (!agree(&turn, &all[j], n_keys, &both))
                continue;
            all[i] = both;
            all[j] = both;
        }
    }
    return true;
}

bool
hk_tuples_unify(struct tuples *tuples, uint8_t n_keys)
{
    if (n_keys > 2)
        return unify_more(tuples, n_keys);
    if (n_keys == 2)
        unify_two(tuples);
    return true;
}
