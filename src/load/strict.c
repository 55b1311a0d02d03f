/* SPDX-License-Identifier: Apache-2.0 */
#include "strict.h"

#include "../yaml/strict.h"

static const struct hk_slice metadata_names[] = {HK_S_INIT("originAnnotations"),
                                                 HK_S_INIT("transformerAnnotations"),
                                                 HK_S_INIT("managedByLabel")};
static const struct hk_slice behaviors[] = {HK_S_INIT("create"), HK_S_INIT("replace"),
                                            HK_S_INIT("merge")};

/* Reports @str with @format and a hint, unless it is one of @names (of @n) or empty. */
static void
check_word(struct hk_env *env, enum hk_code code, const struct hk_str *str,
           const struct hk_slice *names, size_t n, const char *what, const char *effect)
{
    for (size_t i = 0; i < n; i++)
        if (!str->text.len || hk_slice_eq(str->text, names[i]))
            return;
    hk_diag_remark(env->diags, code, str->at, "'%" PRSLICE "' is no %s: %s", ARGSLICE(str->text),
                   what, effect);
    struct hk_slice near = hk_diag_nearest(str->text, names, n);
    if (near.len)
        hk_diag_mend(env->diags, "did you mean %" PRSLICE "?", ARGSLICE(near));
    else
        hk_diag_mend(env->diags, "write %" PRSLICE ", %" PRSLICE " or %" PRSLICE,
                     ARGSLICE(names[0]), ARGSLICE(names[1]), ARGSLICE(names[2]));
}

/* A switch that is on for all generators cannot be turned off for one. */
static void
check_switch(struct hk_env *env, const struct hk_node *entry, const struct hk_node *common,
             struct hk_slice name)
{
    hk_sym key = hk_env_sym(env, name);
    const struct hk_node *here =
        hk_map_get(hk_map_get(entry, hk_env_sym(env, HK_S("options"))), key);
    const struct hk_node *all = hk_map_get(common, key);
    if (!here || !all || here->kind != HK_SCALAR || all->kind != HK_SCALAR ||
        !hk_slice_eq(hk_node_text(here), HK_S("false")) ||
        !hk_slice_eq(hk_node_text(all), HK_S("true")))
        return;
    hk_diag_remark(env->diags, HK_D_OPTION_STAYS_ON, hk_node_place(here),
                   "`%" PRSLICE "` is on for all generators and cannot be turned off here",
                   ARGSLICE(name));
    hk_diag_mend(env->diags, "take it out of `generatorOptions` and turn it on where it is wanted");
    hk_diag_related(env->diags, hk_node_place(all), "it is turned on here");
}

static void
check_generators(struct hk_env *env, const struct hk_kustomization *kust)
{
    static const char *const fields[] = {"configMapGenerator", "secretGenerator"};
    const struct hk_node *common =
        hk_map_get(kust->root, hk_env_sym(env, HK_S("generatorOptions")));
    for (size_t k = 0; k < HK_COUNT(fields); k++) {
        const struct hk_node *list =
            hk_map_get(kust->root, hk_env_sym(env, hk_slice_cstr(fields[k])));
        for (uint32_t i = 0; list && list->kind == HK_SEQ && i < list->n; i++) {
            check_switch(env, list->items[i], common, HK_S("disableNameSuffixHash"));
            check_switch(env, list->items[i], common, HK_S("immutable"));
        }
    }
    for (uint32_t i = 0; i < kust->config_maps.n; i++)
        check_word(env, HK_D_BEHAVIOR_UNKNOWN, &kust->config_maps.items[i].behavior, behaviors,
                   HK_COUNT(behaviors), "behavior", "it is taken for create");
    for (uint32_t i = 0; i < kust->secrets.n; i++)
        check_word(env, HK_D_BEHAVIOR_UNKNOWN, &kust->secrets.items[i].behavior, behaviors,
                   HK_COUNT(behaviors), "behavior", "it is taken for create");
}

static void
check_replicas(struct hk_env *env, const struct hk_kustomization *kust)
{
    for (uint32_t i = 0; i < kust->replicas.n; i++) {
        const struct hk_replica_spec *entry = &kust->replicas.items[i];
        if (entry->count_at.file)
            continue;
        hk_diag_remark(env->diags, HK_D_REPLICAS_COUNT, entry->at,
                       "an entry of `replicas` without `count` scales to 0");
        hk_diag_mend(env->diags, "add `count`, be it 0");
    }
}

static void
check_openapi(struct hk_env *env, const struct hk_kustomization *kust)
{
    const struct hk_node *openapi = hk_map_get(kust->root, hk_env_sym(env, HK_S("openapi")));
    for (uint32_t i = 0; openapi && openapi->kind == HK_MAP && i < openapi->n; i++) {
        struct hk_slice key = hk_env_text(env, openapi->pairs[i].key);
        if (hk_slice_eq(key, HK_S("path")) || hk_slice_eq(key, HK_S("version")))
            continue;
        hk_diag_remark(env->diags, HK_D_FIELD_IGNORED, hk_pair_place(&openapi->pairs[i]),
                       "`%" PRSLICE "` is not a field of `openapi` and has no effect",
                       ARGSLICE(key));
        hk_diag_mend(env->diags, "its fields are `path` and `version`");
    }
}

/* What the old field for charts takes and does not hand on. */
static void
check_old_charts(struct hk_env *env, const struct hk_kustomization *kust)
{
    static const struct hk_slice dropped[] = {HK_S_INIT("chartRepoName"), HK_S_INIT("helmBin"),
                                              HK_S_INIT("releaseNamespace"),
                                              HK_S_INIT("extraArgs")};
    const struct hk_node *list =
        hk_map_get(kust->root, hk_env_sym(env, HK_S("helmChartInflationGenerator")));
    for (uint32_t i = 0; list && list->kind == HK_SEQ && i < list->n; i++)
        for (size_t k = 0; k < HK_COUNT(dropped); k++) {
            const struct hk_pair *pair = hk_map_find(list->items[i], hk_env_sym(env, dropped[k]));
            if (!pair)
                continue;
            hk_diag_remark(env->diags, HK_D_FIELD_IGNORED, hk_pair_place(pair),
                           "`%" PRSLICE "` of `helmChartInflationGenerator` has no effect",
                           ARGSLICE(dropped[k]));
            hk_diag_mend(env->diags,
                         "move the entry to `helmCharts`, which has a field `namespace`");
        }
}

void
hk_strict_kustomization(struct hk_env *env, const struct hk_kustomization *kust,
                        const struct hk_table *table)
{
    if (!env->diags->policy || !kust->root)
        return;
    struct hk_mark mark = hk_arena_mark(env->scratch);
    struct hk_env scratch = *env;
    struct hk_decode_options options = {.found = NULL};
    scratch.arena = hk_arena_within(env->scratch);
    hk_strict_config(env, kust->root, kust->file);
    /* The decoder remarks on field names; what it makes is known already. */
    enum hkr_status same = hk_decode(&scratch, kust->root, table, &options,
                                     hk_arena_array(scratch.arena, 1, table->size));
    (void)same;
    for (uint32_t i = 0; i < kust->build_metadata_names.n; i++)
        check_word(env, HK_D_BUILD_METADATA, &kust->build_metadata_names.items[i], metadata_names,
                   HK_COUNT(metadata_names), "value of `buildMetadata`", "it has no effect");
    check_generators(env, kust);
    check_replicas(env, kust);
    check_openapi(env, kust);
    check_old_charts(env, kust);
    hk_arena_rewind(env->scratch, mark);
}

void
hk_strict_config(struct hk_env *env, const struct hk_node *root, hk_file_id file)
{
    hk_strict_shadowed_keys(env, root, "the last");
    if (file)
        hk_strict_leftover(env, file, 0, hk_sources_text(env->sources, file));
}
