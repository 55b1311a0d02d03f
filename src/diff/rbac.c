/* SPDX-License-Identifier: Apache-2.0 */
/* Rights that were not there before. A rule stands for all combinations of its lists; what the new
 * rules allow is looked up among what the old ones did, wildcards included. */
#include "danger.h"

enum { COMBINATIONS_MAX = 65536 };

/* One thing that is allowed. For paths of the server itself, resource is the path. */
struct right {
    struct hk_slice group;
    struct hk_slice resource;
    struct hk_slice verb;
    struct hk_slice name; /* of the one object; empty: all of them */
    bool is_path;
};

struct rights {
    struct hk_arena *arena;
    HK_VEC(struct right) list;
    struct hk_index *index;
    bool too_many;
};

#define ANY HK_S("*")

static bool
is_any(struct hk_slice text)
{
    return hk_slice_eq(text, ANY);
}

static uint64_t
hash_right(const struct right *right)
{
    uint64_t hash = hk_hash_mix(hk_hash_bytes(right->group), hk_hash_bytes(right->resource));
    hash = hk_hash_mix(hash, hk_hash_bytes(right->verb));
    return hk_hash_mix(hash, hk_hash_mix(hk_hash_bytes(right->name), right->is_path));
}

static bool
is_same_right(const struct right *a, const struct right *b)
{
    return hk_slice_eq(a->group, b->group) && hk_slice_eq(a->resource, b->resource) &&
           hk_slice_eq(a->verb, b->verb) && hk_slice_eq(a->name, b->name) &&
           a->is_path == b->is_path;
}

/* ---- Reading rules ---------------------------------------------------------------------- */

/* The @i-th text of list @key of @rule; past its end, and for what is no text: empty. */
static struct hk_slice
text_at(const struct hk_node *list, uint32_t i)
{
    bool there = list && list->kind == HK_SEQ && i < list->n;
    return there && list->items[i]->kind == HK_SCALAR ? hk_node_text(list->items[i])
                                                      : (struct hk_slice){"", 0};
}

static uint32_t
count(const struct hk_node *list)
{
    return list && list->kind == HK_SEQ ? list->n : 0;
}

static void
add_right(struct rights *rights, struct right right)
{
    if (rights->list.n == COMBINATIONS_MAX) {
        rights->too_many = true;
        return;
    }
    hk_index_add(rights->index, hash_right(&right), rights->list.n);
    hk_vec_push(rights->arena, &rights->list, right);
}

static void
add_objects(struct rights *rights, const struct hk_node *rule, struct hk_slice verb)
{
    const struct hk_node *groups = hk_map_get(rule, HK_SYM_apiGroups);
    const struct hk_node *resources = hk_map_get(rule, HK_SYM_resources);
    const struct hk_node *names = hk_map_get(rule, HK_SYM_resourceNames);
    uint32_t n_names = count(names) ? count(names) : 1;
    for (uint32_t g = 0; g < count(groups) && !rights->too_many; g++)
        for (uint32_t r = 0; r < count(resources) && !rights->too_many; r++)
            for (uint32_t i = 0; i < n_names && !rights->too_many; i++)
                add_right(rights, (struct right){text_at(groups, g), text_at(resources, r), verb,
                                                 text_at(names, i), false});
}

static void
add_rule(struct rights *rights, const struct hk_node *rule)
{
    const struct hk_node *verbs = hk_map_get(rule, HK_SYM_verbs);
    const struct hk_node *paths = hk_map_get(rule, HK_SYM_nonResourceURLs);
    for (uint32_t v = 0; v < count(verbs) && !rights->too_many; v++) {
        add_objects(rights, rule, text_at(verbs, v));
        for (uint32_t i = 0; i < count(paths) && !rights->too_many; i++)
            add_right(rights, (struct right){.resource = text_at(paths, i),
                                             .verb = text_at(verbs, v),
                                             .is_path = true});
    }
}

/* The rights of a role; none when there is no role. */
static void
read_rights(struct hk_arena *arena, const struct hk_resource *role, struct rights *ret)
{
    const struct hk_node *rules = role ? hk_map_get(role->root, HK_SYM_rules) : NULL;
    *ret = (struct rights){.arena = arena, .index = hk_index_new(arena, 0)};
    for (uint32_t i = 0; i < count(rules); i++)
        if (rules->items[i]->kind == HK_MAP)
            add_rule(ret, rules->items[i]);
}

/* ---- Comparing them --------------------------------------------------------------------- */

static bool
has_right(const struct rights *rights, const struct right *right)
{
    uint32_t i = hk_index_first(rights->index, hash_right(right));
    while (i != HK_INDEX_END &&
           !is_same_right(&rights->list.items[hk_index_value(rights->index, i)], right))
        i = hk_index_next(rights->index, i);
    return i != HK_INDEX_END;
}

/* Whether something of @rights allows what @right does: it, or a wildcard in place of some parts.
 */
static bool
covers(struct hk_arena *arena, const struct rights *rights, const struct right *right)
{
    size_t slash = hk_slice_find(right->resource, '/');
    struct hk_slice subresource =
        slash == SIZE_MAX || right->is_path
            ? right->resource
            : hk_arena_concat(arena, ANY, hk_slice_from(right->resource, slash));
    const struct hk_slice groups[] = {right->group, ANY};
    const struct hk_slice resources[] = {right->resource, ANY, subresource};
    const struct hk_slice verbs[] = {right->verb, ANY};
    const struct hk_slice names[] = {right->name, {"", 0}};
    for (size_t i = 0; i < 2 * 3 * 2 * 2; i++) {
        struct right other = {.group = groups[i % 2],
                              .resource = resources[i / 2 % 3],
                              .verb = verbs[i / 6 % 2],
                              .name = names[i / 12],
                              .is_path = right->is_path};
        if (right->is_path)
            other.group = right->group;
        if (has_right(rights, &other))
            return true;
    }
    return false;
}

/* "get secrets", "get deployments.apps", "get /metrics" */
static struct hk_slice
show_right(struct hk_arena *arena, const struct right *right)
{
    struct hk_slice dot = right->group.len ? HK_S(".") : HK_S("");
    return hk_arena_printf(
        arena, "%" PRSLICE " %" PRSLICE "%" PRSLICE "%" PRSLICE "%s%" PRSLICE "%s",
        ARGSLICE(right->verb), ARGSLICE(right->resource), ARGSLICE(dot), ARGSLICE(right->group),
        right->name.len ? " '" : "", ARGSLICE(right->name), right->name.len ? "'" : "");
}

static void
compare_rights(const struct hk_danger_case *it, struct hk_dangers *dangers)
{
    struct hk_arena *scratch = it->run->canon.env->scratch;
    struct rights before, after;
    const struct right *first = NULL;
    size_t n = 0;
    read_rights(scratch, it->before, &before);
    read_rights(scratch, it->after, &after);
    if (before.too_many || after.too_many) {
        hk_dangers_add(it, dangers, HKR_DANGER_RBAC, "rules",
                       "this role has so many rules that nothing can be said about what is new");
        return;
    }
    for (uint32_t i = 0; i < after.list.n; i++) {
        if (covers(scratch, &before, &after.list.items[i]))
            continue;
        first = first ? first : &after.list.items[i];
        n++;
    }
    if (n == 1)
        hk_dangers_add(it, dangers, HKR_DANGER_RBAC, "rules",
                       "this role now allows what it did not: %" PRSLICE,
                       ARGSLICE(show_right(scratch, first)));
    else if (n)
        hk_dangers_add(it, dangers, HKR_DANGER_RBAC, "rules",
                       "this role now allows what it did not: %" PRSLICE " and %zu more",
                       ARGSLICE(show_right(scratch, first)), n - 1);
}

/* A new role gives nothing to anybody before it is bound, but these are worth a look. */
static bool
is_powerful(const struct right *right)
{
    return is_any(right->verb) || is_any(right->resource) ||
           hk_slice_eq(right->verb, HK_S("escalate")) || hk_slice_eq(right->verb, HK_S("bind")) ||
           hk_slice_eq(right->verb, HK_S("impersonate"));
}

static void
judge_new_role(const struct hk_danger_case *it, struct hk_dangers *dangers)
{
    struct hk_arena *scratch = it->run->canon.env->scratch;
    struct rights rights;
    read_rights(scratch, it->after, &rights);
    for (uint32_t i = 0; i < rights.list.n; i++) {
        if (!is_powerful(&rights.list.items[i]))
            continue;
        hk_dangers_add(it, dangers, HKR_DANGER_RBAC, "rules", "this new role allows %" PRSLICE,
                       ARGSLICE(show_right(scratch, &rights.list.items[i])));
        return;
    }
}

/* ---- Bindings --------------------------------------------------------------------------- */

struct subject {
    struct hk_slice kind;
    struct hk_slice ns;
    struct hk_slice name;
};

static struct subject
subject_at(const struct hk_node *subjects, uint32_t i)
{
    const struct hk_node *item = subjects->items[i];
    return (struct subject){hk_map_text(item, HK_SYM_kind), hk_map_text(item, HK_SYM_namespace),
                            hk_map_text(item, HK_SYM_name)};
}

static uint64_t
hash_subject(const struct subject *subject)
{
    uint64_t hash = hk_hash_mix(hk_hash_bytes(subject->kind), hk_hash_bytes(subject->name));
    return hk_hash_mix(hash, hk_hash_bytes(subject->ns));
}

/* The same text, or the new name of the same thing. */
static bool
is_still(const struct hk_danger_case *it, struct hk_slice before, struct hk_slice after)
{
    return hk_slice_eq(before, after) || hk_renames_has(it->run->renames, before, after);
}

static bool
is_same_subject(const struct hk_danger_case *it, const struct subject *before,
                const struct subject *after)
{
    return hk_slice_eq(before->kind, after->kind) && is_still(it, before->name, after->name) &&
           is_still(it, before->ns, after->ns);
}

/* Whether @subject is bound already. Names that changed are not in the index; they are looked for
 * only in lists as short as people write them. */
static bool
is_bound(const struct hk_danger_case *it, const struct hk_node *subjects,
         const struct hk_index *index, const struct subject *subject)
{
    for (uint32_t i = hk_index_first(index, hash_subject(subject)); i != HK_INDEX_END;
         i = hk_index_next(index, i)) {
        struct subject before = subject_at(subjects, hk_index_value(index, i));
        if (is_same_subject(it, &before, subject))
            return true;
    }
    for (uint32_t i = 0; i < count(subjects) && count(subjects) <= 64; i++) {
        struct subject before = subject_at(subjects, i);
        if (is_same_subject(it, &before, subject))
            return true;
    }
    return false;
}

static void
compare_subjects(const struct hk_danger_case *it, struct hk_dangers *dangers)
{
    struct hk_index *index = hk_index_new(it->run->canon.env->scratch, 0);
    const struct hk_node *before =
        it->before ? hk_map_get(it->before->root, HK_SYM_subjects) : NULL;
    const struct hk_node *after = hk_map_get(it->after->root, HK_SYM_subjects);
    const struct hk_node *role = hk_map_get(it->after->root, HK_SYM_roleRef);
    struct hk_slice role_kind = hk_map_text(role, HK_SYM_kind);
    struct hk_slice role_name = hk_map_text(role, HK_SYM_name);
    for (uint32_t i = 0; i < count(before); i++) {
        struct subject subject = subject_at(before, i);
        hk_index_add(index, hash_subject(&subject), i);
    }
    for (uint32_t i = 0; i < count(after); i++) {
        struct subject subject = subject_at(after, i);
        if (is_bound(it, before, index, &subject))
            continue;
        hk_dangers_add(it, dangers, HKR_DANGER_RBAC, "subjects",
                       "the %" PRSLICE " %" PRSLICE "%s%" PRSLICE
                       " gets the rights of the %" PRSLICE " %" PRSLICE,
                       ARGSLICE(subject.kind), ARGSLICE(subject.ns), subject.ns.len ? "/" : "",
                       ARGSLICE(subject.name), ARGSLICE(role_kind), ARGSLICE(role_name));
    }
}

static bool
touches(const struct hk_danger_case *it, const char *field)
{
    for (uint32_t i = 0; i < it->fields->n; i++)
        if (strncmp(it->fields->items[i].path, field, strlen(field)) == 0)
            return true;
    return false;
}

void
hk_dangers_rbac(const struct hk_danger_case *it, struct hk_dangers *dangers)
{
    struct hk_env *env = it->run->canon.env;
    struct hk_mark mark = hk_arena_mark(env->scratch);
    struct hk_gvk gvk = it->after ? it->after->id.gvk : (struct hk_gvk){0};
    if (gvk.group != HK_SYM_group_rbac)
        return;
    if (gvk.kind == HK_SYM_RoleBinding || gvk.kind == HK_SYM_ClusterRoleBinding)
        compare_subjects(it, dangers);
    else if (!it->before)
        judge_new_role(it, dangers);
    else if (touches(it, "rules"))
        compare_rights(it, dangers);
    if (it->before && touches(it, "aggregationRule"))
        hk_dangers_add(it, dangers, HKR_DANGER_RBAC, "aggregationRule",
                       "this role gathers its rights from other roles than before");
    hk_arena_rewind(env->scratch, mark);
}
