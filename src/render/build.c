/* SPDX-License-Identifier: Apache-2.0 */
#include "build.h"

#include "../generate/helm.h"
#include "../load/files.h"
#include "../merge/schema.h"
#include "../res/factory.h"
#include "../res/stringmap.h"
#include "../res/trace.h"
#include "../transform/transform.h"
#include "../yaml/resolve.h"
#include "../yaml/write.h"
#include "crds.h"
#include "layer_cache.h"
#include "lint.h"
#include "nameref.h"
#include "openapi.h"
#include "order.h"

static const hk_sym internal_annotations[] = {
    HK_SYM_internal_previousKinds,
    HK_SYM_internal_previousNames,
    HK_SYM_internal_previousNamespaces,
    HK_SYM_internal_prefixes,
    HK_SYM_internal_suffixes,
    HK_SYM_internal_allowNameChange,
    HK_SYM_internal_allowKindChange,
    HK_SYM_internal_refBy,
    HK_SYM_internal_generatorBehavior,
    HK_SYM_internal_needsHashSuffix,
    HK_SYM_internal_path,
    HK_SYM_internal_index,
    HK_SYM_internal_seqindent,
    HK_SYM_internal_id,
    HK_SYM_internal_annotations_migration,
    HK_SYM_internal_helm_generated,
    HK_SYM_legacy_path,
    HK_SYM_legacy_index,
    HK_SYM_legacy_id,
};

static void
remark_local(struct hk_env *env, const struct hk_resource *res, const struct hk_node *local)
{
    if (!hk_diag_wants(env->diags, HK_D_LOCAL_CONFIG) ||
        (local->kind == HK_SCALAR && hk_slice_eq(hk_node_text(local), HK_S("true"))))
        return;
    hk_diag_remark(env->diags, HK_D_LOCAL_CONFIG, hk_node_place(local),
                   "this object is left out, since its annotation for local configuration is not "
                   "exactly \"false\"");
    hk_diag_mend(env->diags, "write \"true\" if it is to be left out, else remove the annotation");
    hk_resource_blame(env, res);
}

/* Drops what is annotated as local configuration; any value but "false" counts. */
static enum hkr_status
drop_local(struct hk_env *env, struct hk_resset *set)
{
    for (uint32_t i = 0; i < set->list.n; i++) {
        struct hk_resource *res = set->list.items[i];
        if (res->root->kind == HK_MAP && !res->root->n) {
            res->root = NULL;
            continue;
        }
        enum hkr_status status = hk_resource_check_meta(env, res->root);
        if (status != HKR_OK)
            return status;
        const struct hk_node *annotations = hk_resource_annotations(res);
        const struct hk_node *local = hk_map_get(annotations, HK_SYM_local_config);
        if (!local || (local->kind == HK_SCALAR && hk_slice_eq(hk_node_text(local), HK_S("false"))))
            continue;
        remark_local(env, res, local);
        res->root = NULL;
    }
    hk_resset_drop_deleted(set);
    return HKR_OK;
}

static bool
is_internal(hk_sym key)
{
    for (size_t i = 0; i < HK_COUNT(internal_annotations); i++)
        if (internal_annotations[i] == key)
            return true;
    return false;
}

/* Which annotations go at the end. */
struct cleanup {
    bool origin;
    bool transformations;
};

static bool
is_removed(const struct cleanup *cleanup, hk_sym key)
{
    return (cleanup->origin && key == HK_SYM_origin) ||
           (cleanup->transformations && key == HK_SYM_transformations) || is_internal(key);
}

/* Whether the map is already as the rewrite below would leave it: unique plain keys with string
 * values, nothing to remove, nothing whose style decides how it is read back. */
static bool
is_clean(const struct hk_env *env, const struct cleanup *cleanup, const struct hk_node *map)
{
    if (!map->n || map->n > 32)
        return false;
    for (uint32_t i = 0; i < map->n; i++) {
        const struct hk_pair *pair = &map->pairs[i];
        if (is_removed(cleanup, pair->key) || !hk_node_is_string(pair->value))
            return false;
        if (pair->value->style == HK_FOLDED ||
            hk_slice_starts(hk_node_text(pair->value), HK_S("\t")))
            return false;
        if (pair->key_style != HK_PLAIN &&
            hk_resolve(hk_env_text(env, pair->key), NULL) != HK_TAG_STR)
            return false;
        for (uint32_t j = 0; j < i; j++)
            if (map->pairs[j].key == pair->key)
                return false;
    }
    return true;
}

/* kustomize writes all annotations anew at the end: sorted, unique, every value a string, its own
 * ones gone, and no map at all when none is left. */
static void
clean_annotations(struct hk_env *env, struct hk_resource *res, const struct cleanup *cleanup)
{
    struct hk_node *meta = hk_map_get(res->root, HK_SYM_metadata);
    struct hk_node *old = hk_map_get(meta, HK_SYM_annotations);
    if (meta && (!old || (old->kind == HK_MAP && is_clean(env, cleanup, old))))
        return;
    struct hk_string_map all = {0};
    struct hk_string_map kept = {0};
    hk_string_map_read(env, &all, old);
    for (uint32_t i = 0; i < all.entries.n; i++) {
        const struct hk_string_entry *entry = &all.entries.items[i];
        if (!is_removed(cleanup, entry->key))
            hk_string_map_put(env, &kept, entry->key, entry->value, entry->at);
    }
    struct hk_place at = old ? hk_node_place(old) : res->at;
    hk_resource_set_meta(env, res, HK_SYM_annotations, hk_string_map_node(env, &kept, at));
}

static void
set_managed_by(struct hk_env *env, struct hk_resset *set)
{
    for (uint32_t i = 0; i < set->list.n; i++) {
        struct hk_resource *res = set->list.items[i];
        struct hk_node *labels = hk_map_get(hk_map_get(res->root, HK_SYM_metadata), HK_SYM_labels);
        if (!labels || labels->kind != HK_MAP)
            labels = hk_node_map(env, HK_NOWHERE);
        struct hk_node *value =
            hk_node_scalar(env, HK_S("kustomize-v5.8.1"), HK_TAG_STR, HK_PLAIN, HK_NOWHERE);
        labels = hk_edit_set(env, labels, HK_SYM_managed_by, value);
        hk_resource_set_meta(env, res, HK_SYM_labels, labels);
    }
}

/* Where the lists of earlier ids are out of step, kustomize ends in a panic. */
static enum hkr_status
check_ids(struct hk_env *env, const struct hk_resset *set)
{
    for (uint32_t i = 0; i < set->list.n; i++) {
        const struct hk_resource *res = set->list.items[i];
        if (!res->ids_out_of_step)
            continue;
        enum hkr_status status = hk_diag_report(env->diags, HK_D_ID_COMMA, res->at,
                                                "an empty name, or a comma in kind, name or "
                                                "namespace, keeps renames from being tracked");
        hk_diag_mend(env->diags, "decrypt the file, or correct its kind, name and namespace");
        hk_resource_blame(env, res);
        return status;
    }
    return HKR_OK;
}

/* What a step that ends here did to @set, for whoever traces. */
static void
trace(struct hk_env *env, const struct hk_resset *set, struct hk_step step)
{
    hk_trace_step(env, &step);
    hk_trace_set(env, set);
}

static enum hkr_status
finish(struct hk_env *env, const struct hk_accumulator *acc, const struct hk_kustomization *kust,
       const struct hk_build_options *options)
{
    struct hk_resset *set = acc->set;
    enum hkr_status status = hk_transform_hash(env, set);
    trace(env, set, (struct hk_step){.kind = HK_STEP_HASH});
    if (status == HKR_OK)
        status = check_ids(env, set);
    if (status == HKR_OK)
        status = hk_nameref_resolve(env, set, &acc->config->name_references);
    trace(env, set, (struct hk_step){.kind = HK_STEP_NAME_REFERENCE});
    if (status == HKR_OK)
        status = hk_vars_resolve(env, &acc->vars, set, &acc->config->var_references);
    trace(env, set, (struct hk_step){.kind = HK_STEP_VAR});
    if (status == HKR_OK)
        status = drop_local(env, set);
    if (status == HKR_OK)
        status = hk_order(env, set, &kust->sort_options, options->reorder);
    if (status == HKR_OK &&
        (options->managed_by_label || kust->build_metadata & HK_META_MANAGED_BY))
        set_managed_by(env, set);
    trace(env, set, (struct hk_step){.kind = HK_STEP_LABEL});
    struct cleanup cleanup = {
        .origin = !(kust->build_metadata & HK_META_ORIGIN),
        .transformations = !(kust->build_metadata & HK_META_TRANSFORMATIONS),
    };
    for (uint32_t i = 0; status == HKR_OK && i < set->list.n; i++)
        clean_annotations(env, set->list.items[i], &cleanup);
    trace(env, set, (struct hk_step){.kind = HK_STEP_CLEANUP, .moves = true});
    return status;
}

enum hkr_status
hk_build_run(struct hk_env *env, struct hk_loader *loader, const struct hk_build_options *options,
             struct hk_resset **ret_set)
{
    const struct hk_kustomization *kust = NULL;
    enum hkr_status status = hk_loader_kustomization(loader, &kust);
    if (status != HKR_OK)
        return status;
    struct hk_transform_config *defaults = HK_NEW(env->arena, struct hk_transform_config);
    hk_transform_defaults(env, defaults);
    struct hk_build build = {.env = env,
                             .defaults = defaults,
                             .helm = hk_helm_new(env->arena, loader->programs),
                             .build_metadata = kust->build_metadata};
    if (kust->build_metadata_names.n)
        build.build_metadata_at = kust->build_metadata_names.items[0].at;
    /* Whoever traces wants to see what became of the objects of bases, too. */
    if (!env->trace && hk_layer_cache_fits(hk_files_layers(loader->files), loader, options))
        build.layers = hk_files_layers(loader->files);
    struct hk_accumulator acc = {.set = hk_resset_new(env)};
    hk_schemas_init(env);
    status = hk_openapi_choose(&build, loader, kust);
    if (status == HKR_OK && options->schema_from_crds)
        status = hk_crds_learn(env, loader, kust);
    if (status == HKR_OK)
        status = hk_layer_run(&build, loader, kust, &(struct hk_origin){0}, &acc);
    if (status == HKR_OK)
        status = finish(env, &acc, kust, options);
    if (status == HKR_OK) {
        hk_lint(env, acc.set, &acc.config->name_references);
        *ret_set = acc.set;
    }
    return status;
}

enum hkr_status
hk_build_write(struct hk_env *env, const struct hk_resset *set, struct hk_buf *buf,
               size_t **ret_starts)
{
    size_t *starts = HK_NEW_ARRAY(env->arena, (size_t)set->list.n + 1, size_t);
    /* Most outputs are about as large as what was read, or as the one before: one block instead of
     * many that grow. */
    size_t likely = env->likely_output ? env->likely_output : hk_sources_size(env->sources);
    if (likely < env->limits->output_bytes)
        (void)hk_buf_reserve(buf, likely + likely / 4);
    for (uint32_t i = 0; i < set->list.n; i++) {
        hk_env_poll(env);
        if (i)
            hk_buf_append(buf, HK_SEPARATOR);
        starts[i] = buf->len;
        enum hkr_status status = hk_write_yaml(env, set->list.items[i]->root, buf);
        if (status != HKR_OK) {
            hk_resource_blame(env, set->list.items[i]);
            return status;
        }
    }
    starts[set->list.n] = buf->len + HK_SEPARATOR.len;
    *ret_starts = starts;
    return HKR_OK;
}
