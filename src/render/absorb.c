/* SPDX-License-Identifier: Apache-2.0 */
#include "absorb.h"

#include "../res/stringmap.h"

/* Labels or annotations: those of @old, overlaid by those of @res. */
static void
merge_meta(struct hk_env *env, struct hk_resource *res, const struct hk_resource *old, hk_sym field)
{
    struct hk_string_map map = {0};
    hk_string_map_read(env, &map, hk_map_get(hk_map_get(old->root, HK_SYM_metadata), field));
    hk_string_map_read(env, &map, hk_map_get(hk_map_get(res->root, HK_SYM_metadata), field));
    hk_resource_set_meta(env, res, field, hk_string_map_node(env, &map, res->at));
}

/* data or binaryData: that of @old, overlaid by that of @res. A null is an empty text there, as it
 * is not in labels and annotations. */
static void
merge_data(struct hk_env *env, struct hk_resource *res, const struct hk_resource *old, hk_sym field)
{
    struct hk_string_map map = {0};
    const struct hk_node *data = hk_map_get(old->root, field);
    hk_string_map_read(env, &map, data);
    for (uint32_t i = 0; data && data->kind == HK_MAP && i < data->n; i++)
        if (hk_node_is_null(data->pairs[i].value))
            hk_string_map_put(env, &map, data->pairs[i].key, HK_S(""),
                              hk_node_place(data->pairs[i].value));
    hk_string_map_read(env, &map, hk_map_get(res->root, field));
    struct hk_node *node = hk_string_map_node(env, &map, res->at);
    res->root =
        node ? hk_edit_set(env, res->root, field, node) : hk_edit_remove(env, res->root, field);
}

/* @res takes name, namespace and history of @old; a hash is wanted only if both want one. */
static void
take_identity(struct hk_env *env, struct hk_resource *res, const struct hk_resource *old)
{
    bool needs_hash = res->needs_hash && old->needs_hash;
    merge_meta(env, res, old, HK_SYM_labels);
    merge_meta(env, res, old, HK_SYM_annotations);
    hk_resource_set_name(env, res, hk_env_text(env, old->id.name), res->at);
    hk_resource_set_namespace(env, res, hk_env_text(env, old->id.ns), res->at);
    struct hk_resource *like_old = hk_resource_clone(env, old);
    res->prev = like_old->prev;
    res->prefixes = like_old->prefixes;
    res->suffixes = like_old->suffixes;
    res->vars = like_old->vars;
    res->behavior = old->behavior;
    res->allow_name_change = old->allow_name_change;
    res->allow_kind_change = old->allow_kind_change;
    res->helm_generated = old->helm_generated;
    res->needs_hash = needs_hash;
    res->history = old->history;
    hk_resource_refresh(env, res);
}

static void
keep_origin(struct hk_env *env, struct hk_resource *res, const struct hk_resource *old)
{
    const struct hk_pair *origin = hk_map_find(hk_resource_annotations(old), HK_SYM_origin);
    if (!origin)
        return;
    struct hk_node *annotations =
        hk_map_get(hk_map_get(res->root, HK_SYM_metadata), HK_SYM_annotations);
    annotations = hk_edit_set(env, annotations, HK_SYM_origin, origin->value);
    hk_resource_set_meta(env, res, HK_SYM_annotations, annotations);
}

static enum hkr_status
report(struct hk_env *env, enum hk_code code, const struct hk_resource *res, const char *what)
{
    enum hkr_status status = hk_diag_report(env->diags, code, res->at, "%s: %" PRSLICE, what,
                                            ARGSLICE(hk_id_show(env, &res->id)));
    hk_resource_blame(env, res);
    return status;
}

static enum hkr_status
report_exists(struct hk_env *env, const struct hk_resource *res, const struct hk_resource *old)
{
    enum hkr_status status = report(env, HK_D_GENERATOR_TARGET_EXISTS, res,
                                    "the generator makes an object that is there already");
    hk_diag_related(env->diags, old->at, "it is here");
    if (res->helm_generated)
        hk_diag_mend(env->diags,
                     "let one of the two make it, or give the chart another release name");
    else
        hk_diag_mend(env->diags,
                     "say `behavior: merge` or `behavior: replace`, or use another name");
    return status;
}

static enum hkr_status
report_many(struct hk_env *env, const struct hk_resource *res, const struct hk_resource *old)
{
    enum hkr_status status = report(env, HK_D_GENERATOR_TARGET_AMBIGUOUS, res,
                                    "several objects could be meant by this generator entry");
    hk_diag_related(env->diags, old->at, "the first of them");
    hk_diag_mend(env->diags,
                 "use the name that the object has now, or merge in the layer where the "
                 "name is still unique");
    return status;
}

/* Puts @res where @old stands in the list. */
static void
put_in_place(struct hk_resset *set, const struct hk_resource *old, struct hk_resource *res)
{
    for (uint32_t i = 0; i < set->list.n; i++)
        if (set->list.items[i] == old)
            set->list.items[i] = res;
}

/* Strict checks: what a merged object does not get from @old, and what it does not get at all. */
static void
remark_losses(struct hk_env *env, const struct hk_resource *res, const struct hk_resource *old,
              bool merges)
{
    static const hk_sym fields[] = {HK_SYM_type, HK_SYM_immutable, HK_SYM_stringData};
    const struct hk_pair *kind = hk_map_find(old->root, HK_SYM_kind);
    for (size_t i = 0; merges && i < HK_COUNT(fields); i++) {
        const struct hk_pair *was = hk_map_find(old->root, fields[i]);
        const struct hk_pair *is = hk_map_find(res->root, fields[i]);
        if (!was || (is && hk_slice_eq(hk_map_text(old->root, fields[i]),
                                       hk_map_text(res->root, fields[i]))))
            continue;
        hk_diag_remark(env->diags, HK_D_GENERATOR_DROPS,
                       was->key_file ? hk_pair_place(was) : hk_node_place(was->value),
                       "`behavior: merge` does not take `%" PRSLICE "` over from the object",
                       ARGSLICE(hk_env_text(env, fields[i])));
        hk_diag_mend(env->diags, fields[i] == HK_SYM_type ? "repeat `type` in this entry"
                                 : fields[i] == HK_SYM_immutable
                                     ? "repeat `immutable` under `options` of this entry"
                                     : "give what is in it as `literals` or `files`");
        hk_diag_related(env->diags, res->at, "the entry that merges");
        hk_resource_blame(env, res);
    }
    if (!res->needs_hash || old->needs_hash || !kind || !kind->key_file)
        return;
    hk_diag_remark(env->diags, HK_D_GENERATOR_NO_HASH, res->at,
                   "the name gets no hash, since the object that is merged into was not generated");
    hk_diag_mend(env->diags,
                 "generate that object too, or say so with `disableNameSuffixHash: true`");
    hk_diag_related(env->diags, old->at, "that object");
    hk_resource_blame(env, res);
}

enum hkr_status
hk_absorb(struct hk_env *env, struct hk_resset *set, struct hk_resource *res)
{
    uint32_t n = 0;
    struct hk_resource *old = hk_resset_find_any(env, set, &res->id, &n);
    bool changes = res->behavior == HK_BEHAVIOR_MERGE || res->behavior == HK_BEHAVIOR_REPLACE;
    if (n == 0 && !changes)
        return hk_resset_append(env, set, res);
    if (n == 0) {
        enum hkr_status status =
            report(env, HK_D_GENERATOR_TARGET_MISSING, res,
                   "there is no object to merge into or replace with this name and namespace");
        hk_diag_mend(env->diags, "check the name as the base knows it and the namespace of this "
                                 "entry, or leave `behavior` out to create the object");
        return status;
    }
    if (n > 1)
        return report_many(env, res, old);
    if (!changes)
        return report_exists(env, res, old);
    bool merges = res->behavior == HK_BEHAVIOR_MERGE;
    if (env->diags->policy)
        remark_losses(env, res, old, merges);
    take_identity(env, res, old);
    if (merges) {
        merge_data(env, res, old, HK_SYM_data);
        merge_data(env, res, old, HK_SYM_binaryData);
        keep_origin(env, res, old);
    }
    put_in_place(set, old, res);
    hk_resset_reindex(set);
    return HKR_OK;
}
