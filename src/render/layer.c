/* SPDX-License-Identifier: Apache-2.0 */
#include "layer.h"

#include "../base/path.h"
#include "../generate/generate.h"
#include "../generate/helm.h"
#include "../res/factory.h"
#include "../res/trace.h"
#include "../transform/transform.h"
#include "absorb.h"
#include "layer_cache.h"
#include "openapi.h"
#include "origin.h"
#include "plugins.h"

static enum hkr_status
merge_config(struct hk_layer *layer, const struct hk_transform_config *more)
{
    struct hk_accumulator *acc = layer->acc;
    if (!more || acc->config == more)
        return HKR_OK;
    if (!acc->config && more == layer->build->defaults) {
        acc->config = more;
        return HKR_OK;
    }
    struct hk_transform_config *merged = HK_NEW(layer->env->arena, struct hk_transform_config);
    if (acc->config)
        *merged = *acc->config;
    acc->config = merged;
    return hk_transform_merge_config(layer->env, merged, more);
}

static enum hkr_status
add_file(struct hk_layer *layer, const struct hk_str *entry, const char *field)
{
    struct hk_docs docs = {0};
    struct hk_resource_list found = {0};
    enum hkr_status status = hk_loader_docs(layer->loader, entry, field, &docs);
    if (status == HKR_OK)
        status = hk_resources_from_docs(layer->env, &docs, &found);
    hk_trace_entry(layer->env, field, entry->at);
    for (uint32_t i = 0; status == HKR_OK && i < found.list.n; i++) {
        struct hk_resource *res = found.list.items[i];
        if (layer->build->build_metadata)
            hk_origin_set(layer->env, res,
                          hk_origin_of_file(layer->env, &layer->origin, entry->text));
        hk_trace_object(layer->env, res);
        status = hk_resset_append(layer->env, layer->acc->set, res);
    }
    return status;
}

/* Enters the directory behind @loader and runs it on @acc. */
static enum hkr_status
run_directory(struct hk_layer *layer, struct hk_loader *loader, const struct hk_str *entry,
              bool as_component, struct hk_accumulator *acc)
{
    const struct hk_kustomization *kust = NULL;
    uint32_t n_diags = layer->env->diags->list.n;
    enum hkr_status status = hk_loader_kustomization(loader, &kust);
    if (status != HKR_OK)
        return status;
    if (layer->build->record)
        hk_layer_record_visit(layer->build->record, loader, n_diags);
    status = hk_openapi_choose(layer->build, loader, kust);
    if (status != HKR_OK)
        return status;
    if (kust->is_component != as_component) {
        status = hk_diag_report(layer->env->diags, HK_D_COMPONENT_KIND, entry->at,
                                as_component ? "'%" PRSLICE "' is a Kustomization, not a Component"
                                             : "'%" PRSLICE "' is a Component, not a Kustomization",
                                ARGSLICE(entry->text));
        hk_diag_mend(layer->env->diags,
                     as_component ? "list it under `resources`, or give it `kind: Component`"
                                  : "list it under `components`");
        return status;
    }
    struct hk_origin origin = hk_origin_below(layer->env, &layer->origin, entry->text);
    struct hk_slice outer_ns = layer->build->outer_ns;
    if (layer->kust->ns.text.len)
        layer->build->outer_ns = layer->kust->ns.text;
    status = hk_layer_run(layer->build, loader, kust, &origin, acc);
    layer->build->outer_ns = outer_ns;
    return status;
}

/* Ids are looked at when a set becomes part of another, whatever gave two objects one id. Where
 * the index is up to date, nothing did. */
static enum hkr_status
check_ids(struct hk_layer *layer, struct hk_resset *set)
{
    if (set->list.n < 2 || set->n_by_id)
        return HKR_OK;
    return hk_resset_check_unique(layer->env, set, "the changes of this kustomization");
}

static enum hkr_status
add_base(struct hk_layer *layer, struct hk_loader *loader, const struct hk_str *entry)
{
    struct hk_accumulator sub = {.set = NULL};
    enum hkr_status status = HKR_OK;
    bool is_known = hk_layer_cache_take(layer, loader, &sub); /* then its ids are fine, too */
    if (!is_known) {
        sub.set = hk_resset_new(layer->env);
        status = run_directory(layer, loader, entry, false, &sub);
    }
    if (status == HKR_OK && !layer->acc->set->list.n) {
        status = is_known ? HKR_OK : check_ids(layer, sub.set);
        *layer->acc->set = *sub.set; /* the first base: its set is taken over as it is */
    } else if (status == HKR_OK)
        status = hk_resset_append_all(layer->env, layer->acc->set, sub.set);
    if (status == HKR_OK)
        status = merge_config(layer, sub.config);
    return status == HKR_OK ? hk_vars_merge(layer->env, &layer->acc->vars, &sub.vars) : status;
}

enum hkr_status
hk_layer_add_entry(struct hk_layer *layer, const struct hk_str *entry, const char *field)
{
    enum hk_entry_kind kind;
    struct hk_loader *loader = NULL;
    enum hkr_status status = hk_loader_classify(layer->loader, entry, field, &kind, &loader);
    if (status != HKR_OK)
        return status;
    return kind == HK_ENTRY_FILE ? add_file(layer, entry, field) : add_base(layer, loader, entry);
}

static enum hkr_status
add_resource_entry(struct hk_layer *layer, const struct hk_str *entry)
{
    return hk_layer_add_entry(layer, entry, "resources");
}

static enum hkr_status
add_component(struct hk_layer *layer, const struct hk_str *entry)
{
    struct hk_loader *loader = NULL;
    enum hkr_status status = hk_loader_enter(layer->loader, entry, "components", &loader);
    if (status == HKR_OK)
        status = run_directory(layer, loader, entry, true, layer->acc);
    return status == HKR_OK ? check_ids(layer, layer->acc->set) : status;
}

/* Runs @add for an entry, with that on the chain that diagnostics show. */
static enum hkr_status
run_entry(struct hk_layer *layer, const struct hk_str *entry, struct hk_slice field,
          enum hkr_status (*add)(struct hk_layer *, const struct hk_str *))
{
    const struct hk_via *outer = hk_diag_enter(layer->env->diags, entry->at, field);
    hk_env_poll(layer->env);
    enum hkr_status status = add(layer, entry);
    hk_diag_leave(layer->env->diags, outer);
    return status;
}

/* No resource needs another one, so after a faulty entry the others are looked at, too: all of
 * their faults come out in one run, up to this many. */
enum { FAULTS_MAX = 20 };

static enum hkr_status
add_resources(struct hk_layer *layer)
{
    const struct hk_strs *entries = &layer->kust->resources;
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; i < entries->n; i++) {
        enum hkr_status one =
            run_entry(layer, &entries->items[i], HK_S("resources"), add_resource_entry);
        status = status == HKR_OK ? one : status;
        bool is_over = one != HKR_OK && one != HKR_E_INPUT && one != HKR_E_IO;
        if (is_over || (status != HKR_OK && layer->env->diags->n_errors >= FAULTS_MAX))
            return status;
    }
    return status;
}

/* Components change one set one after another, so what comes after a faulty one says little. */
static enum hkr_status
add_components(struct hk_layer *layer)
{
    const struct hk_strs *entries = &layer->kust->components;
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < entries->n; i++)
        status = run_entry(layer, &entries->items[i], HK_S("components"), add_component);
    return status;
}

typedef enum hkr_status (*read_rows_fn)(struct hk_loader *, const struct hk_str *,
                                        struct hk_transform_config *);

/* The rows of all @files, merged with each other. */
static enum hkr_status
read_rows(struct hk_layer *layer, const struct hk_strs *files, struct hk_slice field,
          read_rows_fn read, struct hk_transform_config *rows)
{
    struct hk_env *env = layer->env;
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < files->n; i++) {
        struct hk_transform_config *one = HK_NEW(env->arena, struct hk_transform_config);
        const struct hk_via *outer = hk_diag_enter(env->diags, files->items[i].at, field);
        status = read(layer->loader, &files->items[i], one);
        if (status == HKR_OK)
            status = hk_transform_merge_config(env, rows, one);
        hk_diag_leave(env->diags, outer);
    }
    return status;
}

/* The files are merged with each other first, then into the built-in rows, then into what the
 * bases brought: the rule for repetitions makes the order tell. */
static enum hkr_status
load_configurations(struct hk_layer *layer)
{
    const struct hk_strs *files = &layer->kust->configurations;
    if (!files->n)
        return merge_config(layer, layer->build->defaults);
    struct hk_env *env = layer->env;
    struct hk_transform_config *own = HK_NEW(env->arena, struct hk_transform_config);
    struct hk_transform_config *config = HK_NEW(env->arena, struct hk_transform_config);
    enum hkr_status status =
        read_rows(layer, files, HK_S("configurations"), hk_loader_configuration, own);
    *config = *layer->build->defaults;
    if (status == HKR_OK)
        status = hk_transform_merge_config(env, config, own);
    return status == HKR_OK ? merge_config(layer, config) : status;
}

static enum hkr_status
load_crds(struct hk_layer *layer)
{
    if (!layer->kust->crds.n)
        return HKR_OK;
    struct hk_transform_config *config = HK_NEW(layer->env->arena, struct hk_transform_config);
    enum hkr_status status =
        read_rows(layer, &layer->kust->crds, HK_S("crds"), hk_loader_crds, config);
    return status == HKR_OK ? merge_config(layer, config) : status;
}

typedef enum hkr_status (*generate_fn)(struct hk_loader *, const struct hk_generator_spec *,
                                       const struct hk_generator_options *, struct hk_resource **);

static enum hkr_status
generate(struct hk_layer *layer, const struct hk_generator_spec *specs, uint32_t n,
         generate_fn make, const char *field, const char *kind)
{
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < n; i++) {
        struct hk_resource *res = NULL;
        status = make(layer->loader, &specs[i], &layer->kust->generator_options, &res);
        if (status != HKR_OK)
            return status;
        if (layer->build->build_metadata)
            hk_origin_add(
                layer->env, res,
                hk_origin_of_builtin(layer->env, &layer->origin, layer->kust->file_name, kind));
        status = hk_absorb(layer->env, layer->acc->set, res);
        hk_trace_entry(layer->env, field, specs[i].at);
        hk_trace_object(layer->env, res);
    }
    return status;
}

static enum hkr_status
configure_charts(struct hk_layer *layer, struct hk_chart **charts)
{
    const struct hk_kustomization *kust = layer->kust;
    struct hk_slice ns = kust->ns.text.len ? kust->ns.text : layer->build->outer_ns;
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < kust->helm_charts.n; i++)
        status = hk_helm_configure(layer->build->helm, layer->loader, &kust->helm_charts.items[i],
                                   &kust->helm_globals, ns, &charts[i]);
    return status;
}

static enum hkr_status
run_charts(struct hk_layer *layer, struct hk_chart *const *charts)
{
    struct hk_env *env = layer->env;
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < layer->kust->helm_charts.n; i++) {
        struct hk_resource_list made = {0};
        status = hk_helm_run(layer->build->helm, charts[i], &made);
        hk_trace_entry(env, "helmCharts", layer->kust->helm_charts.items[i].at);
        for (uint32_t j = 0; status == HKR_OK && j < made.list.n; j++) {
            if (layer->build->build_metadata)
                hk_origin_add(env, made.list.items[j],
                              hk_origin_of_builtin(env, &layer->origin, layer->kust->file_name,
                                                   "HelmChartInflationGenerator"));
            status = hk_absorb(env, layer->acc->set, made.list.items[j]);
            hk_trace_object(env, made.list.items[j]);
        }
    }
    return status;
}

static enum hkr_status
run_generators(struct hk_layer *layer)
{
    const struct hk_kustomization *kust = layer->kust;
    struct hk_chart **charts =
        HK_NEW_ARRAY(layer->env->arena, kust->helm_charts.n, struct hk_chart *);
    enum hkr_status status = configure_charts(layer, charts);
    if (status == HKR_OK)
        status = generate(layer, kust->config_maps.items, kust->config_maps.n,
                          hk_generate_config_map, "configMapGenerator", "ConfigMapGenerator");
    if (status == HKR_OK)
        status = generate(layer, kust->secrets.items, kust->secrets.n, hk_generate_secret,
                          "secretGenerator", "SecretGenerator");
    if (status == HKR_OK)
        status = run_charts(layer, charts);
    return status == HKR_OK ? hk_plugins_generate(layer) : status;
}

static void
note_transformer(struct hk_transform_run *run, const char *kind, void *user)
{
    const struct hk_layer *layer = user;
    hk_origin_transformed(
        run->env, run->set,
        hk_origin_of_builtin(run->env, &layer->origin, layer->kust->file_name, kind));
    hk_trace_entry(run->env, "buildMetadata", layer->build->build_metadata_at);
    hk_trace_set(run->env, run->set);
}

static enum hkr_status
run_transformers(struct hk_layer *layer)
{
    struct hk_transform_run run = {.env = layer->env,
                                   .loader = layer->loader,
                                   .kust = layer->kust,
                                   .config = layer->acc->config,
                                   .set = layer->acc->set};
    if (layer->build->build_metadata) {
        run.after = note_transformer;
        run.after_user = layer;
    }
    enum hkr_status status = hk_transform_all(&run);
    if (status == HKR_OK)
        status = hk_plugins_transform(layer);
    return status == HKR_OK ? hk_plugins_validate(layer) : status;
}

enum hkr_status
hk_layer_run(struct hk_build *build, struct hk_loader *loader, const struct hk_kustomization *kust,
             const struct hk_origin *origin, struct hk_accumulator *accumulator)
{
    struct hk_layer layer = {.build = build,
                             .env = build->env,
                             .loader = loader,
                             .kust = kust,
                             .origin = *origin,
                             .acc = accumulator,
                             .outer = build->innermost};
    build->innermost = &layer;
    hk_trace_file(build->env, kust->file, kust->root);
    if (build->record)
        hk_layer_record_run(build->record, loader, kust);
    enum hkr_status status = add_resources(&layer);
    if (status == HKR_OK)
        status = load_configurations(&layer);
    if (status == HKR_OK)
        status = load_crds(&layer);
    if (status == HKR_OK)
        status = run_generators(&layer);
    if (status == HKR_OK)
        status = add_components(&layer);
    if (status == HKR_OK)
        status = run_transformers(&layer);
    if (status == HKR_OK && kust->vars.n)
        status = hk_vars_declare(build->env, &accumulator->vars, accumulator->set, kust);
    build->innermost = layer.outer;
    return status;
}
