/* SPDX-License-Identifier: Apache-2.0 */
#include "nameref.h"

#include "../res/stringmap.h"
#include "../res/trace.h"
#include "referral.h"

/* One row of the table of references, with the target that it belongs to. */
struct row {
    struct hk_gvk target;
    const struct hk_fieldspec *spec;
    bool is_role; /* the name within a roleRef */
};

/* The rows for referrers of one group, version and (first) kind, in order of application. */
struct row_list {
    struct hk_gvk gvk;
    HK_VEC(struct row) rows;
};

struct resolver {
    struct hk_env *env;
    const struct hk_name_references *references;
    struct hk_referrals *referrals;
    struct hk_index *lists_by_gvk;
    HK_VEC(struct row_list *) lists;
};

/* One field of one object. */
struct visit {
    struct resolver *resolver;
    struct hk_resource *referrer;
    const struct hk_namespaces *others;
    const struct row *row;
};

static struct row_list *
make_list(struct resolver *r, struct hk_gvk gvk)
{
    struct row_list *list = HK_NEW(r->env->arena, struct row_list);
    list->gvk = gvk;
    for (uint32_t i = 0; i < r->references->n; i++) {
        const struct hk_name_reference *reference = &r->references->items[i];
        for (uint32_t k = 0; k < reference->referrers.n; k++) {
            const struct hk_fieldspec *spec = &reference->referrers.items[k];
            bool is_role = hk_slice_ends(spec->path.text, HK_S("roleRef/name"));
            struct row row = {reference->target, spec, is_role};
            if (hk_gvk_selects(spec->gvk, gvk))
                hk_vec_push(r->env->arena, &list->rows, row);
        }
    }
    return list;
}

static const struct row_list *
rows_for(struct resolver *r, struct hk_gvk gvk)
{
    uint64_t hash = hk_hash_mix(gvk.kind, ((uint64_t)gvk.group << 32) | gvk.version);
    uint32_t entry = hk_index_first(r->lists_by_gvk, hash);
    for (; entry != HK_INDEX_END; entry = hk_index_next(r->lists_by_gvk, entry)) {
        const struct row_list *list = r->lists.items[hk_index_value(r->lists_by_gvk, entry)];
        if (hk_gvk_eq(list->gvk, gvk))
            return list;
    }
    struct row_list *list = make_list(r, gvk);
    hk_index_add(r->lists_by_gvk, hash, r->lists.n);
    hk_vec_push(r->env->arena, &r->lists, list);
    return list;
}

/* The text of a scalar as a symbol; empty for a map or list. */
static hk_sym
text_sym(struct hk_env *env, const struct hk_node *node)
{
    return node->kind == HK_SCALAR ? hk_env_sym(env, hk_node_text(node)) : (hk_sym)HK_SYM_EMPTY;
}

/* In a roleRef, group and kind of the role that is meant. Not when one of them is missing. */
static void
read_role(struct hk_env *env, const struct hk_resource *referrer, struct hk_referral_query *query)
{
    const struct hk_node *role = hk_map_get(referrer->root, HK_SYM_roleRef);
    const struct hk_node *group = hk_map_get(role, HK_SYM_apiGroup);
    const struct hk_node *kind = hk_map_get(role, HK_SYM_kind);
    query->has_role = group && kind;
    if (query->has_role)
        query->role = (struct hk_gvk){.group = text_sym(env, group), .kind = text_sym(env, kind)};
}

static struct hk_referral_query
make_query(const struct visit *visit, const struct hk_node *name)
{
    struct hk_env *env = visit->resolver->env;
    struct hk_referral_query query = {
        .referrer = visit->referrer,
        .others = visit->others,
        .target = visit->row->target,
        .name = text_sym(env, name),
    };
    if (visit->row->is_role)
        read_role(env, visit->referrer, &query);
    return query;
}

static enum hkr_status
ambiguous(const struct visit *visit, const struct hk_node *name, struct hk_referral referral)
{
    struct hk_env *env = visit->resolver->env;
    enum hkr_status status = hk_diag_report(
        env->diags, HK_D_NAMEREF_AMBIGUOUS, hk_node_place(name),
        "the name '%" PRSLICE "' could mean more than one object", ARGSLICE(hk_node_text(name)));
    hk_diag_related(env->diags, referral.res->at, "it could mean this, now %" PRSLICE,
                    ARGSLICE(hk_id_show(env, &referral.res->id)));
    hk_diag_related(env->diags, referral.other->at, "or this, now %" PRSLICE,
                    ARGSLICE(hk_id_show(env, &referral.other->id)));
    hk_diag_mend(env->diags,
                 "give the objects names of their own in their first layer, or refer to "
                 "one from the layer that renames it");
    hk_resource_blame(env, visit->referrer);
    return status;
}

/* Says which object @node names, for whoever traces. */
static void
note(struct hk_env *env, const struct hk_node *node, const struct hk_id *id)
{
    if (env->trace)
        hk_trace_note(env, node, hk_id_show(env, id), false);
}

static enum hkr_status
update_scalar(const struct visit *visit, struct hk_node **slot)
{
    struct hk_env *env = visit->resolver->env;
    struct hk_referral_query query = make_query(visit, *slot);
    struct hk_referral referral = hk_referral_find(visit->resolver->referrals, &query);
    if (referral.other)
        return ambiguous(visit, *slot, referral);
    if (!referral.res || referral.res->id.name == query.name)
        return HKR_OK;
    *slot =
        hk_edit_text(env, *slot, hk_env_text(env, referral.res->id.name), HK_TAG_NONE, HK_NOWHERE);
    note(env, *slot, &referral.res->id);
    return HKR_OK;
}

/* As kustomize's field setter: the style of what stands there stays; a new field is quoted when
 * YAML 1.1 would misread it. */
static struct hk_node *
set_member(struct hk_env *env, struct hk_node *map, hk_sym key, hk_sym value,
           const struct hk_id *id)
{
    struct hk_slice text = hk_env_text(env, value);
    struct hk_node *old = hk_map_get(map, key);
    struct hk_node *fresh;
    if (!old)
        fresh = hk_string_node(env, text, hk_node_place(map));
    else if (old->kind == HK_SCALAR)
        fresh = hk_edit_text(env, old, text, HK_TAG_NONE, HK_NOWHERE);
    else
        fresh = hk_node_untagged(env, text, hk_node_place(old));
    note(env, fresh, id);
    return hk_edit_set(env, map, key, fresh);
}

static enum hkr_status
no_name(const struct visit *visit, const struct hk_node *map)
{
    struct hk_env *env = visit->resolver->env;
    enum hkr_status status = hk_diag_report(env->diags, HK_D_NAMEREF_NO_NAME, hk_node_place(map),
                                            "a name reference at '%" PRSLICE "' needs a `name`",
                                            ARGSLICE(visit->row->spec->path.text));
    hk_diag_mend(env->diags, "add `name`, or correct the path in `nameReference`");
    hk_resource_blame(env, visit->referrer);
    return status;
}

static enum hkr_status
update_map(const struct visit *visit, struct hk_node **slot)
{
    struct hk_env *env = visit->resolver->env;
    const struct hk_node *name = hk_map_get(*slot, HK_SYM_name);
    const struct hk_node *ns = hk_map_get(*slot, HK_SYM_namespace);
    if (!name)
        return no_name(visit, *slot);
    struct hk_referral_query query = make_query(visit, name);
    query.is_map = true;
    query.has_ns = ns != NULL;
    query.ns = ns ? text_sym(env, ns) : (hk_sym)HK_SYM_EMPTY;
    struct hk_referral referral = hk_referral_find(visit->resolver->referrals, &query);
    if (referral.other)
        return ambiguous(visit, name, referral);
    if (!referral.res)
        return HKR_OK;
    const struct hk_id *id = &referral.res->id;
    if (id->name != query.name || (id->ns != HK_SYM_EMPTY && !ns))
        *slot = set_member(env, *slot, HK_SYM_name, id->name, id);
    if (id->ns != HK_SYM_EMPTY && (!ns || id->ns != query.ns))
        *slot = set_member(env, *slot, HK_SYM_namespace, id->ns, id);
    return HKR_OK;
}

static enum hkr_status
update_items(const struct visit *visit, struct hk_node **slot)
{
    struct hk_env *env = visit->resolver->env;
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < (*slot)->n; i++) {
        struct hk_node *item = (*slot)->items[i];
        if (item->kind == HK_SEQ) {
            status = hk_diag_report(env->diags, HK_D_NAMEREF_NO_NAME, hk_node_place(item),
                                    "a name reference is a string or a map, not a list");
            hk_diag_mend(env->diags, "take the inner list apart, or correct the path in "
                                     "`nameReference`");
            hk_resource_blame(env, visit->referrer);
        } else if (item->kind == HK_MAP) {
            status = update_map(visit, &item);
        } else if (!hk_node_is_null(item)) {
            status = update_scalar(visit, &item);
        }
        *slot = hk_edit_set_item(env, *slot, i, item);
    }
    return status;
}

static enum hkr_status
update_field(struct hk_env *env, void *user, struct hk_node **slot)
{
    const struct visit *visit = user;
    (void)env;
    if ((*slot)->kind == HK_MAP)
        return update_map(visit, slot);
    if ((*slot)->kind == HK_SEQ)
        return update_items(visit, slot);
    return hk_node_is_null(*slot) ? HKR_OK : update_scalar(visit, slot);
}

static enum hkr_status
bad_subject(struct hk_env *env, const struct hk_resource *res, const struct hk_node *node,
            const char *what, const char *mend)
{
    enum hkr_status status =
        hk_diag_report(env->diags, HK_D_NAMEREF_SUBJECT, hk_node_place(node), "%s", what);
    hk_diag_mend(env->diags, "%s", mend);
    hk_resource_blame(env, res);
    return status;
}

/* The namespace of a subject that is a service account; empty and *ret_has false for others. On
 * the odd ones kustomize stops, by a message or by a crash. */
static enum hkr_status
subject_namespace(struct hk_env *env, const struct hk_resource *res, const struct hk_node *subject,
                  bool *ret_has, hk_sym *ret_ns)
{
    const struct hk_node *ns = hk_map_get(subject, HK_SYM_namespace);
    const struct hk_node *kind = hk_map_get(subject, HK_SYM_kind);
    *ret_has = false;
    if (subject->kind != HK_MAP)
        return bad_subject(env, res, subject, "a subject of a RoleBinding is a map",
                           "write it with kind and name");
    if (!ns || !kind)
        return HKR_OK;
    if (kind->kind != HK_SCALAR || !hk_node_is_string(kind))
        return bad_subject(env, res, kind, "the kind of a subject is a string",
                           "name the kind: ServiceAccount, User or Group");
    if (!hk_slice_eq(hk_node_text(kind), HK_S("ServiceAccount")))
        return HKR_OK;
    if (ns->kind != HK_SCALAR || !hk_node_is_string(ns))
        return bad_subject(env, res, ns, "the namespace of this service account is not a string",
                           "name the namespace, in quotes when it looks like a number, or leave "
                           "the field out");
    *ret_has = true;
    *ret_ns = text_sym(env, ns);
    return HKR_OK;
}

/* The namespaces of the service accounts that a RoleBinding speaks of. */
static enum hkr_status
read_others(struct hk_env *env, const struct hk_resource *res, struct hk_namespaces *ret_others)
{
    const struct hk_node *subjects = hk_map_get(res->root, HK_SYM_subjects);
    struct hk_index *seen = hk_index_new(env->arena, 0);
    for (uint32_t i = 0; subjects && subjects->kind == HK_SEQ && i < subjects->n; i++) {
        hk_sym ns = HK_SYM_EMPTY;
        bool has = false;
        enum hkr_status status = subject_namespace(env, res, subjects->items[i], &has, &ns);
        if (status != HKR_OK)
            return status;
        if (has && hk_index_first(seen, ns) == HK_INDEX_END) {
            hk_index_add(seen, ns, i);
            hk_vec_push(env->arena, &ret_others->list, ns);
        }
    }
    return HKR_OK;
}

static enum hkr_status
resolve_in(struct resolver *r, struct hk_resource *res)
{
    struct hk_id first = hk_resource_original_id(r->env, res);
    const struct row_list *list = rows_for(r, first.gvk);
    struct hk_namespaces others = {0};
    enum hkr_status status = HKR_OK;
    if (list->rows.n == 0)
        return HKR_OK;
    if (res->id.gvk.kind == HK_SYM_RoleBinding && !res->id.cluster)
        status = read_others(r->env, res, &others);
    for (uint32_t i = 0; status == HKR_OK && i < list->rows.n; i++) {
        const struct row *row = &list->rows.items[i];
        struct visit visit = {r, res, others.list.n ? &others : NULL, row};
        struct hk_fieldpath_update update = {.apply = update_field, .user = &visit};
        status = hk_fieldspec_update(r->env, row->spec, &update, &res->root);
    }
    return status;
}

enum hkr_status
hk_nameref_resolve(struct hk_env *env, struct hk_resset *set,
                   const struct hk_name_references *references)
{
    struct resolver r = {.env = env, .references = references};
    enum hkr_status status = HKR_OK;
    struct hk_mark mark = hk_arena_mark(env->scratch);
    r.referrals = hk_referrals_new(env, hk_arena_within(env->scratch), set, references);
    r.lists_by_gvk = hk_index_new(env->arena, 0);
    for (uint32_t i = 0; i < set->list.n; i++) {
        struct hk_resource *res = set->list.items[i];
        if (!res->root)
            continue;
        hk_env_poll(env);
        enum hkr_status one = resolve_in(&r, res);
        if (status == HKR_OK)
            status = one;
        hk_resource_refresh(env, res);
    }
    hk_arena_rewind(env->scratch, mark);
    return status;
}
