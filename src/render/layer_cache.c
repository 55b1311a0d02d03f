/* SPDX-License-Identifier: Apache-2.0 */
#include "layer_cache.h"

#include "../base/path.h"
#include "../generate/helm.h"
#include "../load/deps.h"
#include "../load/files.h"
#include "../merge/schema.h"
#include "../transform/transform.h"

/* A directory that was entered. Its own warnings are told once in a render, however often it is
 * entered there, so these are told anew rather than repeated. */
struct visit {
    struct hk_slice root;
    const struct hk_via *via;
    uint32_t from, n; /* the diagnostics that were told */
};

struct hk_layer_record {
    struct hk_slice root;
    struct hk_diags diags;
    HK_VEC(struct visit) visits;
    uint32_t depth;       /* of the layers in one another; 1: no more than itself */
    bool is_private;      /* something was met that cannot be repeated */
    bool asked_schemas;   /* for a type: that tells when a schema is chosen later */
    struct hk_deps *deps; /* NULL: they are not recorded */
    struct hk_accumulator acc;
    bool has_defaults; /* the configuration is the built-in one */
};

struct hk_layer_cache {
    struct hk_env *env; /* of the renders that are kept */
    struct hk_loader like;
    const struct hk_policy *policy; /* NULL: that of the registry */
    bool with_deps;
    struct hk_index *by_root;
    HK_VEC(const struct hk_layer_record *) records;
};

struct hk_layer_cache *
hk_layer_cache_new(struct hk_env *env, const struct hk_loader *loader, bool with_deps)
{
    struct hk_layer_cache *cache = HK_NEW(env->arena, struct hk_layer_cache);
    cache->env = env;
    cache->like = *loader;
    cache->with_deps = with_deps;
    cache->by_root = hk_index_new(env->arena, 0);
    if (env->diags->policy) {
        struct hk_policy *policy = HK_NEW(env->arena, struct hk_policy);
        *policy = *env->diags->policy;
        cache->policy = policy;
    }
    return cache;
}

/* ---- Recording -------------------------------------------------------------------------- */

static uint32_t
depth_of(const struct hk_loader *loader)
{
    uint32_t depth = 0;
    for (; loader; loader = loader->outer)
        depth++;
    return depth;
}

void
hk_layer_record_visit(struct hk_layer_record *record, const struct hk_loader *loader, uint32_t from)
{
    struct visit visit = {.root = loader->root,
                          .via = record->diags.via,
                          .from = from,
                          .n = record->diags.list.n - from};
    uint32_t depth = depth_of(loader);
    hk_vec_push(record->diags.arena, &record->visits, visit);
    record->depth = record->depth > depth ? record->depth : depth;
}

bool
hk_layer_is_private(const struct hk_kustomization *kust)
{
    return kust->helm_charts.n || kust->generators.n || kust->transformers.n ||
           kust->validators.n || kust->has_openapi_path || kust->has_openapi_version;
}

void
hk_layer_record_run(struct hk_layer_record *record, const struct hk_loader *loader,
                    const struct hk_kustomization *kust)
{
    record->is_private |= loader->checkout || hk_layer_is_private(kust);
}

/* Makes the tree immutable. False when a collection stands at two places of it, as some merges
 * leave it (doc/model.md, 8 and 13): a copy on write would part them. */
static bool
seal(struct hk_env *env, struct hk_index *seen, struct hk_node *node, uint32_t depth)
{
    uint64_t hash = hk_hash_mix(0, (uint64_t)(uintptr_t)node);
    if (depth > env->limits->depth ||
        (node->kind != HK_SCALAR && hk_index_first(seen, hash) != HK_INDEX_END))
        return false;
    if (node->owner != env->owner)
        return true; /* then so is all below it */
    node->owner = 0;
    if (node->kind == HK_SCALAR)
        return true;
    hk_index_add(seen, hash, 0);
    for (uint32_t i = 0; i < node->n; i++)
        if (!seal(env, seen, node->kind == HK_MAP ? node->pairs[i].value : node->items[i],
                  depth + 1))
            return false;
    return true;
}

static bool
seal_all(struct hk_env *env, const struct hk_resset *set)
{
    bool done = true;
    struct hk_mark mark = hk_arena_mark(env->scratch);
    struct hk_index *seen = hk_index_new(env->scratch, 0);
    for (uint32_t i = 0; done && i < set->list.n; i++)
        done = !set->list.items[i]->root || seal(env, seen, set->list.items[i]->root, 0);
    hk_arena_rewind(env->scratch, mark);
    return done;
}

/* Renders as a build does that starts here, but without its last steps. */
static enum hkr_status
run(const struct hk_layer_cache *cache, struct hk_env *env, struct hk_layer_record *record)
{
    struct hk_loader *loader = HK_NEW(env->arena, struct hk_loader);
    struct hk_transform_config *defaults = HK_NEW(env->arena, struct hk_transform_config);
    const struct hk_kustomization *kust = NULL;
    *loader = cache->like;
    loader->env = env;
    loader->root = record->root;
    enum hkr_status status = hk_loader_kustomization(loader, &kust);
    if (status != HKR_OK)
        return status;
    hk_layer_record_visit(record, loader, 0);
    hk_transform_defaults(env, defaults);
    hk_schemas_init(env);
    struct hk_build build = {.env = env,
                             .defaults = defaults,
                             .helm = hk_helm_new(env->arena, NULL),
                             .layers = cache,
                             .record = record};
    status = hk_layer_run(&build, loader, kust, &(struct hk_origin){0}, &record->acc);
    record->is_private |= kust->is_component || build.has_plugins || build.has_schema;
    record->asked_schemas = hk_schemas_were_asked(env);
    record->has_defaults = record->acc.config == defaults;
    return status;
}

void
hk_layer_cache_add(struct hk_layer_cache *cache, struct hk_slice root)
{
    struct hk_env env = *cache->env;
    struct hk_layer_record *record = HK_NEW(env.arena, struct hk_layer_record);
    struct hk_deps *before = NULL;
    *record = (struct hk_layer_record){.root = root,
                                       .diags = {.arena = env.arena, .policy = cache->policy}};
    env.diags = &record->diags;
    record->acc.set = hk_resset_new(&env);
    if (cache->with_deps) {
        record->deps = hk_deps_new(env.arena);
        before = hk_files_watch(cache->like.files, record->deps);
    }
    enum hkr_status status = run(cache, &env, record);
    if (cache->with_deps)
        (void)hk_files_watch(cache->like.files, before);
    if (status != HKR_OK || record->diags.n_errors || record->is_private ||
        !seal_all(&env, record->acc.set) ||
        hk_resset_check_unique(&env, record->acc.set, "") != HKR_OK)
        return;
    hk_index_add(cache->by_root, hk_hash_bytes(root), cache->records.n);
    hk_vec_push(env.arena, &cache->records, record);
}

/* ---- Taking ----------------------------------------------------------------------------- */

static bool
same_policy(const struct hk_policy *a, const struct hk_policy *b)
{
    return a == b || (a && b && memcmp(a, b, sizeof *a) == 0);
}

bool
hk_layer_cache_fits(const struct hk_layer_cache *cache, const struct hk_loader *loader,
                    const struct hk_build_options *options)
{
    return cache && !options->schema_from_crds && !loader->checkout && !loader->env->trace &&
           loader->restrictor == cache->like.restrictor &&
           same_policy(loader->env->diags->policy, cache->policy) &&
           (cache->with_deps || !hk_files_is_watched(loader->files));
}

static const struct hk_layer_record *
find(const struct hk_layer_cache *cache, struct hk_slice root)
{
    for (uint32_t i = hk_index_first(cache->by_root, hk_hash_bytes(root)); i != HK_INDEX_END;
         i = hk_index_next(cache->by_root, i)) {
        const struct hk_layer_record *record =
            cache->records.items[hk_index_value(cache->by_root, i)];
        if (hk_slice_eq(record->root, root))
            return record;
    }
    return NULL;
}

/* Whether the base could be rendered below @outer: none of its directories leads back to one that
 * is being built, and it is not too deep. */
static bool
stands_below(const struct hk_layer_record *record, const struct hk_loader *outer)
{
    if (depth_of(outer) + record->depth > outer->env->limits->layers)
        return false;
    for (const struct hk_loader *above = outer; above; above = above->outer)
        for (uint32_t i = 0; i < record->visits.n; i++)
            if (hk_path_beneath(record->visits.items[i].root, above->root))
                return false;
    return true;
}

static void
retell_visit(struct hk_layer *layer, const struct hk_loader *like, const struct visit *visit)
{
    struct hk_diags *diags = layer->env->diags;
    const struct hk_via *outer = diags->via;
    const struct hk_kustomization *kust = NULL;
    struct hk_loader loader = *like;
    uint32_t from = diags->list.n;
    loader.root = visit->root;
    diags->via = hk_diag_graft(diags, visit->via);
    if (hk_loader_kustomization(&loader, &kust) == HKR_OK && layer->build->record)
        hk_layer_record_visit(layer->build->record, &loader, from);
    diags->via = outer;
}

/* Tells what the render of the base told, in its order. */
static void
retell(struct hk_layer *layer, const struct hk_loader *loader, const struct hk_layer_record *record)
{
    uint32_t told = 0;
    for (uint32_t i = 0; i < record->visits.n; i++) {
        const struct visit *visit = &record->visits.items[i];
        for (; told < visit->from; told++)
            hk_diag_retell(layer->env->diags, record->diags.list.items[told]);
        retell_visit(layer, loader, visit);
        told += visit->n;
    }
    for (; told < record->diags.list.n; told++)
        hk_diag_retell(layer->env->diags, record->diags.list.items[told]);
}

static void
copy_resources(struct hk_env *env, const struct hk_resset *from, struct hk_resset *set)
{
    hk_vec_reserve(env->arena, &set->list, from->list.n);
    for (uint32_t i = 0; i < from->list.n; i++)
        hk_vec_push(env->arena, &set->list, hk_resource_clone(env, from->list.items[i]));
}

bool
hk_layer_cache_take(struct hk_layer *layer, const struct hk_loader *loader,
                    struct hk_accumulator *accumulator)
{
    struct hk_build *build = layer->build;
    if (!build->layers || build->has_schema || build->build_metadata || loader->checkout)
        return false;
    const struct hk_layer_record *record = find(build->layers, loader->root);
    if (!record || !stands_below(record, layer->loader))
        return false;
    retell(layer, loader, record);
    if (record->deps)
        hk_files_note_all(loader->files, record->deps);
    if (record->asked_schemas)
        hk_schemas_note_asked(layer->env);
    if (build->record) {
        uint32_t depth = depth_of(layer->loader) + record->depth;
        build->record->depth = build->record->depth > depth ? build->record->depth : depth;
    }
    *accumulator = record->acc;
    accumulator->set = hk_resset_new(layer->env);
    copy_resources(layer->env, record->acc.set, accumulator->set);
    if (record->has_defaults)
        accumulator->config = build->defaults;
    return true;
}
