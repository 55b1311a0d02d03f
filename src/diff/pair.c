/* SPDX-License-Identifier: Apache-2.0 */
#include "pair.h"

#include <stdlib.h>

enum { KEY_PARTS = 5, HASH_CHARS = 10 };

/* What an object is called in one round. Objects with equal keys on both sides are pairs. */
struct key {
    uint32_t part[KEY_PARTS];
    uint32_t i; /* in its set */
    bool is_after;
};

struct pairing {
    const struct hk_canon *canon;
    const struct hk_resset *before;
    const struct hk_resset *after;
    struct hk_pairs pairs;
    struct key *keys; /* room for all objects of both sides */
    size_t n_keys;
    struct hk_index *moves; /* namespace before -> an object after that left it; NULL: none known */
};

/* Fills @part, but for objects that have no part in this round: false. */
typedef bool (*key_fn)(const struct pairing *p, const struct hk_resource *res, uint32_t *part);

struct round {
    key_fn key;
    bool unique; /* keys that one side has more than once pair nothing */
    enum hkr_pairing how;
};

struct hk_slice
hk_pair_unhashed(struct hk_slice name)
{
    size_t n = name.len;
    if (n < HASH_CHARS + 2 || name.ptr[n - HASH_CHARS - 1] != '-')
        return name;
    for (size_t i = n - HASH_CHARS; i < n; i++)
        if (!name.ptr[i] || !strchr("gh2k456789mbcdtf", name.ptr[i]))
            return name;
    return hk_slice_head(name, n - HASH_CHARS - 1);
}

/* ---- Keys ------------------------------------------------------------------------------- */

static bool
by_id(const struct pairing *p, const struct hk_resource *res, uint32_t *part)
{
    const struct hk_id *id = &res->id;
    uint32_t key[KEY_PARTS] = {id->gvk.group, id->gvk.version, id->gvk.kind, id->name,
                               hk_id_effective_ns(id)};
    (void)p;
    memcpy(part, key, sizeof key);
    return true;
}

/* An object may move to another version of its API, or to another group, and stay what it is. */
static bool
by_name(const struct pairing *p, const struct hk_resource *res, uint32_t *part)
{
    (void)p;
    part[0] = res->id.gvk.kind;
    part[1] = res->id.name;
    part[2] = res->id.ns;
    return res->id.name != HK_SYM_EMPTY;
}

static bool
may_have_hash(const struct hk_resource *res)
{
    return res->needs_hash ||
           (res->id.gvk.group == HK_SYM_EMPTY &&
            (res->id.gvk.kind == HK_SYM_ConfigMap || res->id.gvk.kind == HK_SYM_Secret));
}

static bool
by_unhashed(const struct pairing *p, const struct hk_resource *res, uint32_t *part)
{
    struct hk_env *env = p->canon->env;
    if (!may_have_hash(res))
        return false;
    part[0] = res->id.gvk.kind;
    part[1] = hk_env_sym(env, hk_pair_unhashed(hk_env_text(env, res->id.name)));
    part[2] = hk_id_effective_ns(&res->id);
    return true;
}

/* The id that it was read with, before prefixes, namespaces and hashes. */
static bool
by_origin(const struct pairing *p, const struct hk_resource *res, uint32_t *part)
{
    struct hk_id id = hk_resource_original_id(p->canon->env, res);
    part[0] = id.gvk.group;
    part[1] = id.gvk.kind;
    part[2] = id.name;
    part[3] = hk_id_effective_ns(&id);
    return id.name != HK_SYM_EMPTY;
}

static bool
by_name_alone(const struct pairing *p, const struct hk_resource *res, uint32_t *part)
{
    (void)p;
    part[0] = res->id.gvk.group;
    part[1] = res->id.gvk.kind;
    part[2] = res->id.name;
    return res->id.name != HK_SYM_EMPTY;
}

/* The same of what has a hash in its name. */
static bool
by_unhashed_alone(const struct pairing *p, const struct hk_resource *res, uint32_t *part)
{
    bool may = by_unhashed(p, res, part);
    part[2] = 0;
    return may;
}

/* What it says, but for its metadata. An object that says nothing is like every other of its kind.
 */
static bool
by_content(const struct pairing *p, const struct hk_resource *res, uint32_t *part)
{
    struct hk_spot root = hk_spot_root(res->root);
    uint64_t hash = 0;
    uint32_t n = 0;
    for (uint32_t i = 0; i < root.node->n; i++) {
        hk_sym key = root.node->pairs[i].key;
        if (key == HK_SYM_apiVersion || key == HK_SYM_kind || key == HK_SYM_metadata)
            continue;
        hash += hk_hash_mix(hk_canon_hash(p->canon, hk_spot_child(root, i)), key);
        n++;
    }
    part[0] = res->id.gvk.group;
    part[1] = res->id.gvk.kind;
    part[2] = (uint32_t)hash;
    part[3] = (uint32_t)(hash >> 32);
    return n > 0;
}

/* The namespace that objects of namespace @before are in now, or 0. */
static hk_sym
moved_to(const struct pairing *p, hk_sym before)
{
    uint32_t i = hk_index_first(p->moves, before);
    return i == HK_INDEX_END ? 0 : p->after->list.items[hk_index_value(p->moves, i)]->id.ns;
}

/* A Namespace is that which the objects of the old one moved to. */
static bool
by_inhabitants(const struct pairing *p, const struct hk_resource *res, uint32_t *part)
{
    hk_sym moved = moved_to(p, res->id.name);
    part[0] = moved ? moved : res->id.name;
    return res->id.gvk.kind == HK_SYM_Namespace;
}

static const struct round rounds[] = {
    {by_id, false, HKR_PAIRED_BY_ID},
    {by_name, true, HKR_PAIRED_BY_ID},
    {by_unhashed, false, HKR_PAIRED_BY_HASH},
    {by_origin, true, HKR_PAIRED_BY_ORIGIN},
    {by_name_alone, true, HKR_PAIRED_BY_ORIGIN},
    {by_unhashed_alone, true, HKR_PAIRED_BY_ORIGIN},
    {by_content, true, HKR_PAIRED_BY_ORIGIN},
    {by_inhabitants, true, HKR_PAIRED_BY_ORIGIN},
};

/* ---- Rounds ----------------------------------------------------------------------------- */

static int
compare_keys(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    for (size_t i = 0; i < KEY_PARTS; i++)
        if (x->part[i] != y->part[i])
            return x->part[i] < y->part[i] ? -1 : 1;
    if (x->is_after != y->is_after)
        return x->is_after ? 1 : -1;
    return (x->i > y->i) - (x->i < y->i);
}

static void
add_keys(struct pairing *p, const struct hk_resset *set, const uint32_t *paired, key_fn key,
         bool is_after)
{
    for (uint32_t i = 0; i < set->list.n; i++) {
        struct key *next = &p->keys[p->n_keys];
        if (paired[i] != HK_UNPAIRED)
            continue;
        *next = (struct key){.i = i, .is_after = is_after};
        p->n_keys += key(p, set->list.items[i], next->part);
    }
}

/* Objects with one key are neighbours: @n_before of the one side, then @n_after of the other. */
static void
pair_group(struct pairing *p, const struct round *round, const struct key *group, size_t n_before,
           size_t n_after)
{
    if (round->unique && (n_before > 1 || n_after > 1))
        return;
    for (size_t k = 0; k < n_before && k < n_after; k++) {
        uint32_t before = group[k].i, after = group[n_before + k].i;
        p->pairs.of_before[before] = after;
        p->pairs.of_after[after] = before;
        p->pairs.how[after] = (uint8_t)round->how;
    }
}

static bool
is_same_key(const struct key *a, const struct key *b)
{
    return memcmp(a->part, b->part, sizeof a->part) == 0;
}

static void
run_round(struct pairing *p, const struct round *round)
{
    p->n_keys = 0;
    add_keys(p, p->before, p->pairs.of_before, round->key, false);
    if (!p->n_keys)
        return;
    size_t n_before = p->n_keys;
    add_keys(p, p->after, p->pairs.of_after, round->key, true);
    if (p->n_keys == n_before)
        return;
    qsort(p->keys, p->n_keys, sizeof *p->keys, compare_keys);
    for (size_t i = 0; i < p->n_keys;) {
        size_t n[2] = {0, 0};
        const struct key *group = &p->keys[i];
        for (; i < p->n_keys && is_same_key(group, &p->keys[i]); i++)
            n[p->keys[i].is_after]++;
        pair_group(p, round, group, n[0], n[1]);
    }
}

/* To be known before the last round. */
static void
find_moves(struct pairing *p)
{
    p->moves = hk_index_new(p->canon->env->scratch, 0);
    for (uint32_t i = 0; i < p->after->list.n; i++) {
        uint32_t k = p->pairs.of_after[i];
        hk_sym ns = k == HK_UNPAIRED ? 0 : p->before->list.items[k]->id.ns;
        if (ns && ns != p->after->list.items[i]->id.ns &&
            hk_index_first(p->moves, ns) == HK_INDEX_END)
            hk_index_add(p->moves, ns, i);
    }
}

static uint32_t *
unpaired(struct hk_arena *arena, uint32_t n)
{
    uint32_t *list = HK_NEW_ARRAY(arena, n, uint32_t);
    for (uint32_t i = 0; i < n; i++)
        list[i] = HK_UNPAIRED;
    return list;
}

void
hk_pair_objects(const struct hk_canon *canon, const struct hk_resset *before,
                const struct hk_resset *after, struct hk_pairs *ret_pairs)
{
    struct hk_arena *arena = canon->env->arena;
    struct pairing p = {.canon = canon,
                        .before = before,
                        .after = after,
                        .pairs = {unpaired(arena, before->list.n), unpaired(arena, after->list.n),
                                  HK_NEW_ARRAY(arena, after->list.n, uint8_t)}};
    struct hk_mark mark = hk_arena_mark(canon->env->scratch);
    p.keys = HK_NEW_ARRAY(canon->env->scratch, (size_t)before->list.n + after->list.n, struct key);
    for (size_t i = 0; i < HK_COUNT(rounds); i++) {
        if (rounds[i].key == by_inhabitants)
            find_moves(&p);
        run_round(&p, &rounds[i]);
    }
    hk_arena_rewind(canon->env->scratch, mark);
    *ret_pairs = p.pairs;
}
