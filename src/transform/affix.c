/* SPDX-License-Identifier: Apache-2.0 */
#include "steps.h"

struct affix {
    struct hk_slice text;
    struct hk_place at;
    bool is_suffix;
};

/* Objects whose name is not theirs to choose; told by the kind that they had at first. */
static bool
keeps_its_name(struct hk_gvk gvk)
{
    return gvk.kind == HK_SYM_CustomResourceDefinition || gvk.kind == HK_SYM_Namespace ||
           (gvk.kind == HK_SYM_APIService && gvk.group == HK_SYM_group_apiregistration);
}

/* The result takes the type that its text has: a plain 5 with the prefix 1 is the number 15. */
static enum hkr_status
add_affix(struct hk_env *env, void *user, struct hk_node **slot)
{
    const struct affix *affix = user;
    if ((*slot)->kind != HK_SCALAR)
        return hk_transform_wrong_kind(env, *slot, "a single value");
    struct hk_slice old = hk_node_text(*slot);
    struct hk_mark mark = hk_arena_mark(env->scratch);
    struct hk_slice text = affix->is_suffix ? hk_arena_concat(env->scratch, old, affix->text)
                                            : hk_arena_concat(env->scratch, affix->text, old);
    text = hk_env_text(env, hk_env_sym(env, text)); /* the id wants the symbol anyway */
    hk_arena_rewind(env->scratch, mark);
    *slot = hk_edit_text(env, *slot, text, HK_TAG_NONE, affix->at);
    return HKR_OK;
}

static enum hkr_status
transform_one(struct hk_env *env, struct hk_resource *res, const struct hk_fieldspecs *specs,
              struct affix *affix)
{
    struct hk_gvk original = hk_resource_original_id(env, res).gvk;
    if (keeps_its_name(original))
        return HKR_OK;
    for (uint32_t i = 0; i < specs->n; i++) {
        const struct hk_fieldspec *spec = &specs->items[i];
        if (!hk_gvk_selects(spec->gvk, original))
            continue;
        if (affix->text.len && hk_slice_eq(spec->path.text, HK_S("metadata/name"))) {
            if (affix->is_suffix)
                hk_vec_push(env->arena, &res->suffixes, hk_env_sym(env, affix->text));
            else
                hk_vec_push(env->arena, &res->prefixes, hk_env_sym(env, affix->text));
            hk_resource_push_id(env, res);
        }
        enum hkr_status status =
            hk_transform_apply_row(env, spec, res, HK_SCALAR, add_affix, affix);
        if (status != HKR_OK)
            return status;
        hk_resource_refresh(env, res);
    }
    return HKR_OK;
}

static enum hkr_status
transform_all(struct hk_transform_run *run, const struct hk_fieldspecs *specs,
              const struct hk_str *field, bool is_suffix)
{
    struct affix affix = {field->text, field->at, is_suffix};
    for (uint32_t i = 0; i < run->set->list.n; i++) {
        struct hk_resource *res = run->set->list.items[i];
        if (!res->root)
            continue;
        enum hkr_status status = transform_one(run->env, res, specs, &affix);
        if (status != HKR_OK)
            return status;
    }
    hk_resset_reindex(run->set);
    return HKR_OK;
}

enum hkr_status
hk_transform_prefix(struct hk_transform_run *run)
{
    return transform_all(run, &run->config->name_prefix, &run->kust->name_prefix, false);
}

enum hkr_status
hk_transform_suffix(struct hk_transform_run *run)
{
    return transform_all(run, &run->config->name_suffix, &run->kust->name_suffix, true);
}
