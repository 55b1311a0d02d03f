/* SPDX-License-Identifier: Apache-2.0 */
/* Transformer plugins: the steps of the fields, with other field specs. */
#include "steps.h"

static enum hkr_status
hash(struct hk_transform_run *run)
{
    return hk_transform_hash(run->env, run->set);
}

static enum hkr_status
affixes(struct hk_transform_run *run)
{
    enum hkr_status status = hk_transform_prefix(run);
    return status == HKR_OK ? hk_transform_suffix(run) : status;
}

enum hkr_status
hk_transform_configure_plugin(struct hk_transform_run *run, const struct hk_plugin *plugin)
{
    run->plugin = plugin;
    run->kust = &plugin->kust;
    run->config = &plugin->config;
    return hk_patch_load(run->loader, &plugin->kust, &run->patches);
}

enum hkr_status
hk_transform_plugin(struct hk_transform_run *run)
{
    static enum hkr_status (*const steps[])(struct hk_transform_run *) = {
        [HK_PLUGIN_ANNOTATIONS] = hk_transform_annotations,
        [HK_PLUGIN_HASH] = hash,
        [HK_PLUGIN_IMAGE] = hk_transform_images,
        [HK_PLUGIN_LABEL] = hk_transform_labels,
        [HK_PLUGIN_NAMESPACE] = hk_transform_namespace,
        [HK_PLUGIN_JSON6902] = hk_transform_patches_json6902,
        [HK_PLUGIN_STRATEGIC_MERGE] = hk_transform_patches_strategic_merge,
        [HK_PLUGIN_PATCH] = hk_transform_patches,
        [HK_PLUGIN_PREFIX] = hk_transform_prefix,
        [HK_PLUGIN_SUFFIX] = hk_transform_suffix,
        [HK_PLUGIN_PREFIX_SUFFIX] = affixes,
        [HK_PLUGIN_REPLACEMENT] = hk_transform_replacements,
        [HK_PLUGIN_REPLICAS] = hk_transform_replicas,
        [HK_PLUGIN_VALUE_ADD] = hk_transform_value_add,
    };
    static_assert(HK_COUNT(steps) == HK_PLUGIN_COUNT_, "a plugin has no step");
    hk_env_poll(run->env);
    return steps[run->plugin->kind](run);
}

static enum hkr_status
note_map(struct hk_env *env, void *user, struct hk_node **slot)
{
    (void)env;
    *(bool *)user |= (*slot)->kind == HK_MAP;
    return HKR_OK;
}

static bool
has_place(struct hk_transform_run *run, const struct hk_fieldspecs *specs)
{
    bool found = false;
    for (uint32_t i = 0; i < run->set->list.n && !found; i++)
        for (uint32_t j = 0; j < specs->n; j++) {
            uint32_t n_diags = run->env->diags->list.n;
            if (hk_transform_apply_row(run->env, &specs->items[j], run->set->list.items[i], -1,
                                       note_map, &found) != HKR_OK)
                hk_diag_rewind(run->env->diags, n_diags);
        }
    return found;
}

bool
hk_transform_plugin_touches(struct hk_transform_run *run)
{
    const struct hk_plugin *plugin = run->plugin;
    switch (plugin->kind) {
    case HK_PLUGIN_STRATEGIC_MERGE:
    case HK_PLUGIN_REPLICAS:
        return true;
    case HK_PLUGIN_LABEL:
        return plugin->kust.common_labels.n && has_place(run, &plugin->config.common_labels);
    case HK_PLUGIN_ANNOTATIONS:
        return plugin->kust.common_annotations.n &&
               has_place(run, &plugin->config.common_annotations);
    case HK_PLUGIN_PATCH:
        return !plugin->kust.patches.items[0].has_target;
    case HK_PLUGIN_CONFIG_MAP:
    case HK_PLUGIN_SECRET:
    case HK_PLUGIN_IAM_POLICY:
    case HK_PLUGIN_HELM:
    case HK_PLUGIN_HASH:
    case HK_PLUGIN_IMAGE:
    case HK_PLUGIN_NAMESPACE:
    case HK_PLUGIN_JSON6902:
    case HK_PLUGIN_PREFIX:
    case HK_PLUGIN_SUFFIX:
    case HK_PLUGIN_REPLACEMENT:
    case HK_PLUGIN_PREFIX_SUFFIX:
    case HK_PLUGIN_VALUE_ADD:
    case HK_PLUGIN_COUNT_:
        break;
    }
    return false;
}
