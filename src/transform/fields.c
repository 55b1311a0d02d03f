/* SPDX-License-Identifier: Apache-2.0 */
#include "steps.h"

enum hkr_status
hk_transform_apply_row(struct hk_env *env, const struct hk_fieldspec *spec, struct hk_resource *res,
                       int create_kind, hk_fieldpath_fn apply, void *user)
{
    if (!hk_gvk_selects(spec->gvk, res->id.gvk))
        return HKR_OK;
    const struct hk_fieldpath_update update = {
        .create = spec->create && create_kind >= 0,
        .create_kind = create_kind >= 0 ? (enum hk_kind)create_kind : HK_SCALAR,
        .apply = apply,
        .user = user};
    uint32_t n_diags = env->diags->list.n;
    enum hkr_status status = hk_fieldspec_update(env, spec, &update, &res->root);
    if (status != HKR_OK && env->diags->list.n > n_diags) {
        hk_resource_blame(env, res);
        if (env->diags->list.items[n_diags]->code == HK_D_FIELD_VALUE_KIND)
            hk_diag_mend(env->diags, "correct the object; the field spec '%" PRSLICE "' leads here",
                         ARGSLICE(spec->path.text));
    }
    return status;
}

enum hkr_status
hk_transform_wrong_kind(struct hk_env *env, const struct hk_node *node, const char *want)
{
    static const char *const names[] = {
        [HK_SCALAR] = "a single value", [HK_MAP] = "a map", [HK_SEQ] = "a list"};
    return hk_diag_report(env->diags, HK_D_FIELD_VALUE_KIND, hk_node_place(node),
                          "a transformer expects %s here, not %s", want, names[node->kind]);
}

/* A strict check of a number that comes where a quoted one stood. */
static void
remark_quoted(struct hk_env *env, const struct hk_transform_value *value, const struct hk_node *old)
{
    if (!hk_diag_wants(env->diags, HK_D_QUOTES_KEPT))
        return;
    hk_diag_remark(env->diags, HK_D_QUOTES_KEPT, value->at,
                   "this number becomes a string, since what it replaces is written in quotes");
    hk_diag_mend(env->diags, "take the quotes off in the object");
    hk_diag_related(env->diags, hk_node_place(old), "the quoted value");
}

enum hkr_status
hk_transform_set_value(struct hk_env *env, void *user, struct hk_node **slot)
{
    struct hk_transform_value *value = user;
    const struct hk_node *old = *slot;
    if (old->kind != HK_SCALAR)
        return hk_transform_wrong_kind(env, old, "a single value");
    if (value->unset_only && old->n && !hk_node_is_null(old))
        return HKR_OK;
    if (hk_slice_eq(hk_node_text(old), value->text) &&
        (old->tag == value->tag || hk_node_type(old) == value->tag))
        return HKR_OK;
    if (old->style != HK_PLAIN) {
        if (value->tag == HK_TAG_INT)
            remark_quoted(env, value, old);
        enum hk_tag tag = value->tag == HK_TAG_INT ? HK_TAG_NONE : value->tag;
        *slot = hk_edit_text(env, *slot, value->text, tag, value->at);
        return HKR_OK;
    }
    if (!value->plain) {
        value->plain = value->tag == HK_TAG_NONE
                           ? hk_node_untagged(env, value->text, value->at)
                           : hk_node_scalar(env, value->text, value->tag, HK_PLAIN, value->at);
        value->plain->owner = 0; /* immutable, so that many trees may hold it */
    }
    *slot = value->plain;
    return HKR_OK;
}
