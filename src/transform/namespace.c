/* SPDX-License-Identifier: Apache-2.0 */
#include "steps.h"

/* metadata/namespace is set by this step itself, metadata/name only on the Namespace of the
 * core group, and subjects by their own rule, whatever the rows say. */
static bool
is_left_out(const struct hk_fieldspec *spec, bool is_core_v1, bool is_binding)
{
    struct hk_slice path = spec->path.text;
    if (hk_slice_eq(path, HK_S("metadata/namespace")))
        return true;
    if (hk_slice_eq(path, HK_S("metadata/name")) && !is_core_v1)
        return true;
    return is_binding && hk_slice_eq(path, HK_S("subjects/namespace")) &&
           (spec->gvk.kind == HK_SYM_RoleBinding || spec->gvk.kind == HK_SYM_ClusterRoleBinding);
}

/* What is done to the subjects of a role binding. */
struct subjects_step {
    struct hk_transform_value *value;
    enum hk_subjects which;
};

static enum hkr_status
is_meant(struct hk_env *env, const struct subjects_step *step, const struct hk_node *subject,
         bool *ret_is)
{
    bool by_name = step->which == HK_SUBJECTS_DEFAULT;
    const struct hk_node *field = hk_map_get(subject, by_name ? HK_SYM_name : HK_SYM_kind);
    *ret_is = false;
    if (hk_node_is_null(field))
        return HKR_OK;
    if (field->kind != HK_SCALAR)
        return hk_transform_wrong_kind(env, field, "a single value");
    *ret_is = hk_slice_eq(hk_node_text(field), by_name ? HK_S("default") : HK_S("ServiceAccount"));
    return HKR_OK;
}

/* By default sets the namespace of the subjects named "default". Other service accounts follow when
 * name references are resolved. */
static enum hkr_status
set_subjects(struct hk_env *env, void *user, struct hk_node **slot)
{
    const struct subjects_step *step = user;
    if (hk_node_is_null(*slot))
        return HKR_OK;
    if ((*slot)->kind != HK_SEQ)
        return hk_transform_wrong_kind(env, *slot, "a list");
    for (uint32_t i = 0; i < (*slot)->n; i++) {
        struct hk_node *subject = (*slot)->items[i];
        if (hk_node_is_null(subject))
            continue;
        if (subject->kind != HK_MAP)
            return hk_transform_wrong_kind(env, subject, "a map");
        bool meant;
        enum hkr_status status = is_meant(env, step, subject, &meant);
        if (status != HKR_OK)
            return status;
        if (!meant)
            continue;
        struct hk_node *ns = hk_map_get(subject, HK_SYM_namespace);
        if (!ns)
            ns = hk_node_untagged(env, HK_S(""), HK_NOWHERE);
        status = hk_transform_set_value(env, step->value, &ns);
        if (status != HKR_OK)
            return status;
        subject = hk_edit_set(env, subject, HK_SYM_namespace, ns);
        *slot = hk_edit_set_item(env, *slot, i, subject);
    }
    return HKR_OK;
}

static const struct hk_fieldpath_step metadata_namespace_steps[] = {{HK_SYM_metadata, false},
                                                                    {HK_SYM_namespace, false}};
static const struct hk_fieldspec metadata_namespace = {
    .path = {HK_S_INIT("metadata/namespace"), metadata_namespace_steps, 2}, .create = true};

static const struct hk_fieldpath_step subjects_steps[] = {{HK_SYM_subjects, false}};
static const struct hk_fieldspec subjects = {.path = {HK_S_INIT("subjects"), subjects_steps, 1}};

enum hkr_status
hk_transform_namespace_of(struct hk_transform_run *run, struct hk_resource *res,
                          struct hk_transform_value *value)
{
    const struct hk_fieldspecs *specs = &run->config->ns;
    struct hk_gvk gvk = res->id.gvk;
    bool is_core_v1 = gvk.group == HK_SYM_EMPTY && gvk.version == HK_SYM_v1;
    bool is_binding = gvk.kind == HK_SYM_RoleBinding || gvk.kind == HK_SYM_ClusterRoleBinding;
    struct subjects_step step = {value, run->plugin ? run->plugin->subjects : HK_SUBJECTS_DEFAULT};
    enum hkr_status status = HKR_OK;

    if (!res->id.cluster)
        status = hk_transform_apply_row(run->env, &metadata_namespace, res, HK_SCALAR,
                                        hk_transform_set_value, value);
    if (status == HKR_OK && is_binding && step.which != HK_SUBJECTS_NONE)
        status = hk_transform_apply_row(run->env, &subjects, res, -1, set_subjects, &step);
    for (uint32_t i = 0; status == HKR_OK && i < specs->n; i++)
        if (!is_left_out(&specs->items[i], is_core_v1, is_binding))
            status = hk_transform_apply_row(run->env, &specs->items[i], res, HK_SCALAR,
                                            hk_transform_set_value, value);
    hk_resource_refresh(run->env, res);
    return status;
}

enum hkr_status
hk_transform_namespace(struct hk_transform_run *run)
{
    const struct hk_str *ns = &run->kust->ns;
    struct hk_transform_value value = {.text = ns->text,
                                       .tag = HK_TAG_STR,
                                       .at = ns->at,
                                       .unset_only = run->plugin && run->plugin->unset_only};
    if (!ns->text.len)
        return HKR_OK;
    for (uint32_t i = 0; i < run->set->list.n; i++) {
        struct hk_resource *res = run->set->list.items[i];
        if (!res->root || res->helm_generated)
            continue;
        hk_resource_push_id(run->env, res);
        enum hkr_status status = hk_transform_namespace_of(run, res, &value);
        if (status != HKR_OK)
            return status;
    }
    hk_resset_reindex(run->set);
    return hk_resset_check_unique(run->env, run->set, "namespace");
}
