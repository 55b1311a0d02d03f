/* SPDX-License-Identifier: Apache-2.0 */
#include "steps.h"

#include "../res/trace.h"

#include "tables.h"

enum hkr_status
hk_transform_patches_strategic_merge(struct hk_transform_run *run)
{
    return hk_patch_apply_strategic(run->env, run->patches, run->set);
}

enum hkr_status
hk_transform_patches(struct hk_transform_run *run)
{
    return hk_patch_apply_patches(run->env, run->patches, run->only_entry, run->set);
}

enum hkr_status
hk_transform_patches_json6902(struct hk_transform_run *run)
{
    return hk_patch_apply_json6902(run->env, run->patches, run->only_entry, run->set);
}

/* How many transformers kustomize runs for a field: zero when it is not wanted. */
static uint32_t
count_strategic(const struct hk_kustomization *kust)
{
    return kust->patches_strategic_merge.n > 0;
}

static uint32_t
count_patches(const struct hk_kustomization *kust)
{
    return kust->patches.n;
}

static uint32_t
count_namespace(const struct hk_kustomization *kust)
{
    return kust->ns.text.len > 0;
}

static uint32_t
count_prefix(const struct hk_kustomization *kust)
{
    return kust->name_prefix.text.len > 0;
}

static uint32_t
count_suffix(const struct hk_kustomization *kust)
{
    return kust->name_suffix.text.len > 0;
}

/* With one for commonLabels, also when only `labels` has something to say. */
static uint32_t
count_labels(const struct hk_kustomization *kust)
{
    return kust->labels.n || kust->common_labels.n ? kust->labels.n + 1 : 0;
}

static uint32_t
count_annotations(const struct hk_kustomization *kust)
{
    return kust->common_annotations.n > 0;
}

static uint32_t
count_json6902(const struct hk_kustomization *kust)
{
    return kust->patches_json6902.n;
}

static uint32_t
count_replicas(const struct hk_kustomization *kust)
{
    return kust->replicas.n;
}

static uint32_t
count_images(const struct hk_kustomization *kust)
{
    return kust->images.n;
}

static uint32_t
count_replacements(const struct hk_kustomization *kust)
{
    return kust->replacements.n > 0;
}

struct transformer {
    const char *field;
    const char *kind; /* kustomize's name for it, in transformer annotations */
    uint32_t (*count)(const struct hk_kustomization *kust);
    enum hkr_status (*apply)(struct hk_transform_run *run);
    bool by_entry; /* an entry may remove what was noted of those before it */
    bool traces;   /* it tells of each entry and object itself (src/res/trace.h) */
};

/* Row order is semantics: it is the order of application. */
static const struct transformer transformers[] = {
    {"patchesStrategicMerge", "PatchStrategicMergeTransformer", count_strategic,
     hk_transform_patches_strategic_merge, false, true},
    {"patches", "PatchTransformer", count_patches, hk_transform_patches, true, true},
    {"namespace", "NamespaceTransformer", count_namespace, hk_transform_namespace, false, false},
    {"namePrefix", "PrefixTransformer", count_prefix, hk_transform_prefix, false, false},
    {"nameSuffix", "SuffixTransformer", count_suffix, hk_transform_suffix, false, false},
    {"labels", "LabelTransformer", count_labels, hk_transform_labels, false, true},
    {"commonAnnotations", "AnnotationsTransformer", count_annotations, hk_transform_annotations,
     false, true},
    {"patchesJson6902", "PatchJson6902Transformer", count_json6902, hk_transform_patches_json6902,
     true, true},
    {"replicas", "ReplicaCountTransformer", count_replicas, hk_transform_replicas, false, true},
    {"images", "ImageTagTransformer", count_images, hk_transform_images, false, false},
    {"replacements", "ReplacementTransformer", count_replacements, hk_transform_replacements, false,
     true},
};

/* Applies it, and hands all objects to the trace unless it does so itself. */
static enum hkr_status
apply(struct hk_transform_run *run, const struct transformer *row)
{
    hk_trace_entry(run->env, row->field, HK_NOWHERE);
    enum hkr_status status = row->apply(run);
    if (!row->traces)
        hk_trace_set(run->env, run->set);
    return status;
}

/* One row, noted as often as kustomize counts it. */
static enum hkr_status
apply_row(struct hk_transform_run *run, const struct transformer *row, uint32_t n)
{
    bool by_entry = run->after && row->by_entry;
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < n; i++) {
        run->only_entry = by_entry ? i + 1 : 0;
        if (i == 0 || by_entry)
            status = apply(run, row);
        if (status == HKR_OK && run->after)
            run->after(run, row->kind, run->after_user);
    }
    run->only_entry = 0;
    return status;
}

enum hkr_status
hk_transform_all(struct hk_transform_run *run)
{
    enum hkr_status status = hk_patch_load(run->loader, run->kust, &run->patches);
    for (size_t i = 0; status == HKR_OK && i < HK_COUNT(transformers); i++) {
        uint32_t n = transformers[i].count(run->kust);
        if (!n)
            continue;
        hk_env_poll(run->env);
        status = apply_row(run, &transformers[i], n);
    }
    return status;
}
