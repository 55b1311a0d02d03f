/* SPDX-License-Identifier: Apache-2.0 */
#include "referral.h"

#include "../base/vec.h"

/* Answers for which more objects than this were looked at are remembered. */
enum { CHEAP = 8 };

enum key_kind {
    KEY_IN_NAMESPACE = 1, /* name, kind, present effective namespace */
    KEY_FIRST_NAMESPACE,  /* name, kind, first effective namespace */
    KEY_ANYWHERE,         /* name, kind */
    KEY_MOVED,            /* first and present effective namespace of any object */
    KEY_MOVED_TO,         /* first effective and present written namespace */
    KEY_BEGAN             /* first effective namespace */
};

struct answer {
    struct hk_referral_query query;
    struct hk_referral referral;
};

struct hk_referrals {
    struct hk_env *env;
    struct hk_arena *arena;
    const struct hk_resset *set;
    const struct hk_name_references *references;
    bool has_any_kind;        /* a row has no kind for its target */
    struct hk_index *by_name; /* -> position in set */
    struct hk_index *moves;   /* KEY_MOVED and so on -> position of one object with it */
    struct hk_index *by_query;
    HK_VEC(struct answer) answers;
    bool *is_met; /* of each position, during one query */
};

/* What is left of the candidates of one query. */
struct search {
    struct hk_referrals *referrals;
    const struct hk_referral_query *query;
    HK_VEC(uint32_t) found; /* positions, each once */
    uint32_t n_seen;
};

static uint64_t
key(enum key_kind kind, hk_sym name, hk_sym object_kind, hk_sym ns)
{
    uint64_t hash = hk_hash_mix((uint64_t)kind, ((uint64_t)name << 32) | object_kind);
    return hk_hash_mix(hash, ns);
}

static hk_sym
first_namespace(const struct hk_referrals *r, const struct hk_resource *res)
{
    struct hk_id first = hk_resource_original_id(r->env, res);
    return hk_id_effective_ns(&first);
}

static void
add_name(struct hk_referrals *r, uint32_t position, hk_sym name, hk_sym kind)
{
    const struct hk_resource *res = r->set->list.items[position];
    hk_index_add(r->by_name, key(KEY_IN_NAMESPACE, name, kind, hk_id_effective_ns(&res->id)),
                 position);
    hk_index_add(r->by_name, key(KEY_FIRST_NAMESPACE, name, kind, first_namespace(r, res)),
                 position);
    hk_index_add(r->by_name, key(KEY_ANYWHERE, name, kind, HK_SYM_EMPTY), position);
}

static bool
is_target(const struct hk_name_references *references, hk_sym kind)
{
    for (uint32_t i = 0; i < references->n; i++)
        if (references->items[i].target.kind == kind)
            return true;
    return false;
}

/* Whether nothing can refer to @res: no row has a kind for its target that it has or had. */
static bool
is_no_target(const struct hk_referrals *r, const struct hk_resource *res)
{
    if (r->has_any_kind)
        return false;
    for (uint32_t i = 0; i < res->prev.n; i++)
        if (is_target(r->references, res->prev.items[i].kind))
            return false;
    return true;
}

/* Under each name and each kind that it had, and under no kind where rows name none. */
static void
add_resource(struct hk_referrals *r, uint32_t position)
{
    const struct hk_resource *res = r->set->list.items[position];
    if (is_no_target(r, res))
        return;
    for (uint32_t i = 0; i < res->prev.n; i++) {
        hk_sym name = res->prev.items[i].name;
        bool is_new = true;
        for (uint32_t k = 0; is_new && k < i; k++)
            is_new = res->prev.items[k].name != name;
        if (!is_new)
            continue;
        if (r->has_any_kind)
            add_name(r, position, name, HK_SYM_EMPTY);
        for (uint32_t j = 0; j < res->prev.n; j++) {
            bool new_kind = true;
            for (uint32_t k = 0; new_kind && k < j; k++)
                new_kind = res->prev.items[k].kind != res->prev.items[j].kind;
            if (new_kind)
                add_name(r, position, name, res->prev.items[j].kind);
        }
    }
}

/* Where an object is now, in the sense of @kind. */
static hk_sym
present_namespace(enum key_kind kind, const struct hk_resource *res)
{
    if (kind == KEY_BEGAN)
        return HK_SYM_EMPTY;
    return kind == KEY_MOVED ? hk_id_effective_ns(&res->id) : res->id.ns;
}

/* Whether any object began in @from and is in @to now. */
static bool
has_moved(const struct hk_referrals *r, enum key_kind kind, hk_sym from, hk_sym to)
{
    uint32_t entry = hk_index_first(r->moves, key(kind, from, to, HK_SYM_EMPTY));
    for (; entry != HK_INDEX_END; entry = hk_index_next(r->moves, entry)) {
        const struct hk_resource *res = r->set->list.items[hk_index_value(r->moves, entry)];
        if (first_namespace(r, res) == from && present_namespace(kind, res) == to)
            return true;
    }
    return false;
}

static void
add_moves(struct hk_referrals *r, uint32_t position)
{
    static const enum key_kind kinds[] = {KEY_MOVED, KEY_MOVED_TO, KEY_BEGAN};
    const struct hk_resource *res = r->set->list.items[position];
    hk_sym from = first_namespace(r, res);
    for (size_t i = 0; i < HK_COUNT(kinds); i++) {
        hk_sym to = present_namespace(kinds[i], res);
        if (!has_moved(r, kinds[i], from, to))
            hk_index_add(r->moves, key(kinds[i], from, to, HK_SYM_EMPTY), position);
    }
}

/* How many names @res had, unless it came back to one. */
static size_t
n_names_of(const struct hk_resource *res)
{
    size_t n = 0;
    for (uint32_t i = 0; i < res->prev.n; i++)
        n += i == 0 || res->prev.items[i].name != res->prev.items[i - 1].name;
    return n;
}

struct hk_referrals *
hk_referrals_new(struct hk_env *env, struct hk_arena *arena, const struct hk_resset *set,
                 const struct hk_name_references *references)
{
    size_t n_names = 0;
    for (uint32_t i = 0; i < set->list.n; i++)
        n_names += n_names_of(set->list.items[i]);
    struct hk_referrals *r = HK_NEW(arena, struct hk_referrals);
    r->env = env;
    r->arena = arena;
    r->set = set;
    r->references = references;
    r->has_any_kind = is_target(references, HK_SYM_EMPTY);
    r->by_name = hk_index_new(arena, n_names * 3);
    r->moves = hk_index_new(arena, 0);
    r->by_query = hk_index_new(arena, 0);
    r->is_met = HK_NEW_ARRAY(arena, set->list.n, bool);
    for (uint32_t i = 0; i < set->list.n; i++) {
        if (set->list.items[i]->root) {
            add_resource(r, i);
            add_moves(r, i);
        }
    }
    return r;
}

/* The first two sieves: it was called so once, and it was of the wanted kind once. */
static bool
was_meant(const struct hk_referral_query *query, const struct hk_resource *res)
{
    bool name = false;
    bool kind = false;
    bool role = !query->has_role;
    for (uint32_t i = 0; i < res->prev.n; i++) {
        struct hk_gvk gvk = res->id.gvk;
        gvk.kind = res->prev.items[i].kind;
        name = name || res->prev.items[i].name == query->name;
        kind = kind || hk_gvk_selects(query->target, gvk);
        role = role || hk_gvk_selects(query->role, gvk);
    }
    return name && kind && role;
}

static hk_sym
effective(hk_sym ns)
{
    return ns == HK_SYM_EMPTY ? (hk_sym)HK_SYM_default_ : ns;
}

static bool
is_in_others(const struct hk_referral_query *query, hk_sym ns)
{
    for (uint32_t i = 0; query->others && i < query->others->list.n; i++)
        if (query->others->list.items[i] == ns)
            return true;
    return false;
}

/* Whether the referrer may refer to @res at all. Of the namespaces that a RoleBinding sees
 * besides its own, it sees the service accounts only. */
static bool
is_visible(const struct hk_referral_query *query, const struct hk_resource *res)
{
    const struct hk_id *own = &query->referrer->id;
    if (own->cluster || res->id.cluster)
        return true;
    if (hk_id_effective_ns(own) == hk_id_effective_ns(&res->id))
        return true;
    return res->id.gvk.kind == HK_SYM_ServiceAccount && is_in_others(query, res->id.ns);
}

/* Takes in what stands under @hash. @first_ns, @now_ns: namespace that it must be or have been in,
 * HK_SYM_NONE for any. */
static void
collect(struct search *search, uint64_t hash, hk_sym first_ns, hk_sym now_ns)
{
    struct hk_referrals *r = search->referrals;
    uint32_t entry = hk_index_first(r->by_name, hash);
    for (; entry != HK_INDEX_END; entry = hk_index_next(r->by_name, entry)) {
        uint32_t position = hk_index_value(r->by_name, entry);
        const struct hk_resource *res = r->set->list.items[position];
        search->n_seen++;
        if (r->is_met[position] || !was_meant(search->query, res) ||
            !is_visible(search->query, res))
            continue;
        if ((first_ns != HK_SYM_NONE && first_namespace(r, res) != first_ns) ||
            (now_ns != HK_SYM_NONE && hk_id_effective_ns(&res->id) != now_ns))
            continue;
        r->is_met[position] = true;
        hk_vec_push(r->env->scratch, &search->found, position);
    }
}

static void
collect_in_namespace(struct search *search, hk_sym now_ns, hk_sym first_ns)
{
    const struct hk_referral_query *query = search->query;
    collect(search, key(KEY_IN_NAMESPACE, query->name, query->target.kind, now_ns), first_ns,
            now_ns);
}

/* All that a referrer within a namespace sees; @first_ns restricts it to what began there. */
static void
collect_seen(struct search *search, hk_sym first_ns)
{
    const struct hk_referral_query *query = search->query;
    hk_sym own = hk_id_effective_ns(&query->referrer->id);
    collect_in_namespace(search, own, first_ns);
    for (uint32_t i = 0; query->others && i < query->others->list.n; i++) {
        hk_sym ns = effective(query->others->list.items[i]);
        if (ns != own)
            collect_in_namespace(search, ns, first_ns);
    }
}

/* Whether anything that the referrer sees, of whatever kind, began in @ns. */
static bool
anything_began_in(const struct search *search, hk_sym ns)
{
    const struct hk_referrals *r = search->referrals;
    const struct hk_referral_query *query = search->query;
    if (query->referrer->id.cluster)
        return has_moved(r, KEY_BEGAN, ns, HK_SYM_EMPTY);
    if (has_moved(r, KEY_MOVED, ns, hk_id_effective_ns(&query->referrer->id)))
        return true;
    for (uint32_t i = 0; query->others && i < query->others->list.n; i++)
        if (has_moved(r, KEY_MOVED_TO, ns, query->others->list.items[i]))
            return true;
    return false;
}

/* A namespace beside the name means the one where the object began, if anything began there,
 * else the one where it is. */
static void
collect_with_namespace(struct search *search)
{
    const struct hk_referral_query *query = search->query;
    if (query->ns == HK_SYM_no_namespace)
        return;
    if (!anything_began_in(search, query->ns))
        collect_in_namespace(search, query->ns, HK_SYM_NONE);
    else if (query->referrer->id.cluster)
        collect(search, key(KEY_FIRST_NAMESPACE, query->name, query->target.kind, query->ns),
                query->ns, HK_SYM_NONE);
    else
        collect_seen(search, query->ns);
}

static void
collect_without_namespace(struct search *search)
{
    const struct hk_referral_query *query = search->query;
    if (query->referrer->id.cluster) {
        collect(search, key(KEY_ANYWHERE, query->name, query->target.kind, HK_SYM_EMPTY),
                HK_SYM_NONE, HK_SYM_NONE);
        return;
    }
    collect_in_namespace(search, HK_SYM_no_namespace, HK_SYM_NONE);
    collect_seen(search, HK_SYM_NONE);
}

/* Whether the shorter list is the end of the longer one. Nothing is the end of nothing only. */
static bool
same_end(const hk_sym *a, uint32_t n_a, const hk_sym *b, uint32_t n_b)
{
    uint32_t n = n_a < n_b ? n_a : n_b;
    if (n == 0)
        return n_a == n_b;
    return memcmp(a + (n_a - n), b + (n_b - n), n * sizeof *a) == 0;
}

static bool
same_affixes(const struct hk_resource *a, const struct hk_resource *b, bool none_is_any)
{
    bool prefixes = same_end(a->prefixes.items, a->prefixes.n, b->prefixes.items, b->prefixes.n);
    bool suffixes = same_end(a->suffixes.items, a->suffixes.n, b->suffixes.items, b->suffixes.n);
    if (none_is_any) {
        prefixes = prefixes || !a->prefixes.n || !b->prefixes.n;
        suffixes = suffixes || !a->suffixes.n || !b->suffixes.n;
    }
    return prefixes && suffixes;
}

/* Drops what went through other layers than the referrer did. */
static void
sift(struct search *search, bool none_is_any)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < search->found.n; i++) {
        uint32_t position = search->found.items[i];
        const struct hk_resource *res = search->referrals->set->list.items[position];
        if (same_affixes(res, search->query->referrer, none_is_any))
            search->found.items[kept++] = position;
    }
    search->found.n = kept;
}

/* The first of what is left, and the first other one that would be written differently. */
static struct hk_referral
decide(const struct search *search)
{
    struct hk_referral referral = {NULL, NULL};
    const struct hk_resource *const *all =
        (const struct hk_resource *const *)search->referrals->set->list.items;
    uint32_t first = UINT32_MAX;
    for (uint32_t i = 0; i < search->found.n; i++)
        if (search->found.items[i] < first)
            first = search->found.items[i];
    if (first == UINT32_MAX)
        return referral;
    referral.res = all[first];
    for (uint32_t i = 0; i < search->found.n && !referral.other; i++) {
        const struct hk_resource *res = all[search->found.items[i]];
        if (res->id.name != referral.res->id.name ||
            (search->query->is_map && res->id.ns != referral.res->id.ns))
            referral.other = res;
    }
    return referral;
}

static struct hk_referral
answer(struct search *search)
{
    if (search->query->has_ns)
        collect_with_namespace(search);
    else
        collect_without_namespace(search);
    for (uint32_t i = 0; i < search->found.n; i++)
        search->referrals->is_met[search->found.items[i]] = false;
    if (search->found.n > 1)
        sift(search, true);
    if (search->found.n > 1)
        sift(search, false);
    return decide(search);
}

static hk_sym
scope(const struct hk_resource *referrer)
{
    return hk_id_effective_ns(&referrer->id);
}

static uint64_t
query_hash(const struct hk_referral_query *query)
{
    uint64_t hash = key(KEY_ANYWHERE, query->name, query->target.kind, scope(query->referrer));
    hash = hk_hash_mix(hash, query->has_ns ? query->ns + 1u : 0u);
    return hk_hash_mix(hash, query->has_role ? query->role.kind : 0u);
}

static bool
same_query(const struct hk_referral_query *a, const struct hk_referral_query *b)
{
    return a->name == b->name && hk_gvk_eq(a->target, b->target) && a->is_map == b->is_map &&
           a->has_ns == b->has_ns && a->ns == b->ns && a->has_role == b->has_role &&
           hk_gvk_eq(a->role, b->role) && scope(a->referrer) == scope(b->referrer);
}

static bool
same_syms(const hk_sym *a, uint32_t n_a, const hk_sym *b, uint32_t n_b)
{
    return n_a == n_b && (n_a == 0 || memcmp(a, b, n_a * sizeof *a) == 0);
}

static bool
same_layers(const struct hk_resource *a, const struct hk_resource *b)
{
    return same_syms(a->prefixes.items, a->prefixes.n, b->prefixes.items, b->prefixes.n) &&
           same_syms(a->suffixes.items, a->suffixes.n, b->suffixes.items, b->suffixes.n);
}

static const struct answer *
remembered(const struct hk_referrals *r, const struct hk_referral_query *query)
{
    if (r->answers.n == 0 || query->others)
        return NULL;
    uint32_t entry = hk_index_first(r->by_query, query_hash(query));
    for (; entry != HK_INDEX_END; entry = hk_index_next(r->by_query, entry)) {
        const struct answer *old = &r->answers.items[hk_index_value(r->by_query, entry)];
        if (same_query(&old->query, query) && same_layers(old->query.referrer, query->referrer))
            return old;
    }
    return NULL;
}

struct hk_referral
hk_referral_find(struct hk_referrals *r, const struct hk_referral_query *query)
{
    const struct answer *old = remembered(r, query);
    if (old)
        return old->referral;
    struct search search = {.referrals = r, .query = query};
    struct hk_mark mark = hk_arena_mark(r->env->scratch);
    struct hk_referral referral = answer(&search);
    hk_arena_rewind(r->env->scratch, mark);
    if (search.n_seen > CHEAP && !query->others) {
        struct answer fresh = {*query, referral};
        hk_index_add(r->by_query, query_hash(query), r->answers.n);
        hk_vec_push(r->arena, &r->answers, fresh);
    }
    return referral;
}
