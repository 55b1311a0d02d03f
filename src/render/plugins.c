/* SPDX-License-Identifier: Apache-2.0 */
#include "plugins.h"

#include "../base/path.h"
#include "../generate/external.h"
#include "../generate/generate.h"
#include "../generate/helm.h"
#include "../res/notes.h"
#include "../res/trace.h"
#include "../transform/transform.h"
#include "absorb.h"
#include "origin.h"
#include "sameness.h"

/* ---- Configurations ----------------------------------------------------------------------- */

/* Whether @entry is text that stands for objects. What is neither that nor one line, and so no
 * path, keeps its faults. */
static enum hkr_status
read_inline(struct hk_layer *layer, const struct hk_str *entry, struct hk_resource_list *ret_list,
            bool *ret_is_path)
{
    struct hk_env *env = layer->env;
    struct hk_docs docs = {0};
    uint32_t n_diags = env->diags->list.n;
    enum hkr_status status = hk_read_inline(env, entry->at, entry->text, &docs);
    if (status == HKR_OK)
        status = hk_resources_from_docs(env, &docs, ret_list);
    *ret_is_path = status == HKR_E_INPUT && hk_slice_find(entry->text, '\n') == SIZE_MAX;
    if (!*ret_is_path)
        return status;
    hk_diag_rewind(env->diags, n_diags);
    return HKR_OK;
}

static enum hkr_status
add_inline(struct hk_layer *layer, const struct hk_str *entry, bool *ret_is_path)
{
    struct hk_env *env = layer->env;
    struct hk_resource_list list = {0};
    enum hkr_status status = read_inline(layer, entry, &list, ret_is_path);
    hk_trace_entry(env, "transformers", entry->at);
    for (uint32_t i = 0; status == HKR_OK && !*ret_is_path && i < list.list.n; i++) {
        if (layer->build->build_metadata)
            hk_origin_set(env, list.list.items[i],
                          hk_origin_of_file(env, &layer->origin, layer->kust->file_name));
        hk_trace_object(env, list.list.items[i]);
        status = hk_resset_append(env, layer->acc->set, list.list.items[i]);
    }
    return status;
}

/* Configurations, and for each the chain of entries that led to it. */
struct gathered {
    struct hk_resset *set;
    HK_VEC(const struct hk_via *) via;
};

/* The objects that the entries of @field stand for; those of inline text come first. */
static enum hkr_status
gather(const struct hk_layer *layer, const struct hk_strs *entries, const char *field,
       struct gathered *all)
{
    struct hk_env *env = layer->env;
    struct hk_accumulator acc = {.set = hk_resset_new(env)};
    struct hk_layer sub = *layer;
    enum hkr_status status = HKR_OK;
    bool *is_path = HK_NEW_ARRAY(env->arena, entries->n, bool);
    sub.acc = &acc;
    for (uint32_t pass = 0; pass < 2; pass++)
        for (uint32_t i = 0; status == HKR_OK && i < entries->n; i++) {
            const struct hk_str *entry = &entries->items[i];
            if (pass == 1 && !is_path[i])
                continue;
            const struct hk_via *outer = hk_diag_enter(env->diags, entry->at, hk_slice_cstr(field));
            status = pass == 0 ? add_inline(&sub, entry, &is_path[i])
                               : hk_layer_add_entry(&sub, entry, field);
            while (all->via.n < acc.set->list.n)
                hk_vec_push(env->arena, &all->via, env->diags->via);
            hk_diag_leave(env->diags, outer);
        }
    all->set = acc.set;
    return status;
}

/* One that is ready to run. */
struct ready {
    const struct hk_resource *res;      /* its configuration */
    const struct hk_via *via;           /* that led to it */
    const struct hk_plugin *plugin;     /* NULL: a program of its own */
    const struct hk_external *external; /* that program */
    struct hk_chart *chart;             /* of a generator that inflates one */
    struct hk_transform_run run;        /* of a transformer */
};

struct ready_list {
    HK_VEC(struct ready) list;
};

static enum hkr_status
configure_one(struct hk_layer *layer, bool generates, struct ready *ready)
{
    if (hk_external_is(layer->loader, ready->res)) {
        struct hk_external *external = HK_NEW(layer->env->arena, struct hk_external);
        ready->external = external;
        return hk_external_load(layer->loader, ready->res, external);
    }
    enum hkr_status status = hk_loader_plugin(layer->loader, ready->res, generates, &ready->plugin);
    if (status == HKR_OK && !generates)
        status = hk_transform_configure_plugin(&ready->run, ready->plugin);
    else if (status == HKR_OK && ready->plugin->kind == HK_PLUGIN_HELM)
        status = hk_helm_configure(layer->build->helm, layer->loader, &ready->plugin->chart,
                                   &ready->plugin->helm_globals, HK_S(""), &ready->chart);
    return status;
}

static enum hkr_status
configure(struct hk_layer *layer, const struct hk_strs *entries, const char *field, bool generates,
          struct ready_list *ret_list)
{
    struct gathered all = {0};
    enum hkr_status status = gather(layer, entries, field, &all);
    layer->build->has_plugins |= entries->n > 0;
    const struct hk_via *outer = layer->env->diags->via;
    for (uint32_t i = 0; status == HKR_OK && i < all.set->list.n; i++) {
        struct ready ready = {.res = all.set->list.items[i],
                              .via = all.via.items[i],
                              .run = {.env = layer->env, .loader = layer->loader}};
        if (!ready.res->root)
            continue;
        layer->env->diags->via = ready.via;
        status = configure_one(layer, generates, &ready);
        hk_vec_push(layer->env->arena, &ret_list->list, ready);
    }
    layer->env->diags->via = outer;
    return status;
}

/* Configures all that @entries of @field name, then runs @step for each in turn. */
static enum hkr_status
run_all(struct hk_layer *layer, const struct hk_strs *entries, const char *field, bool generates,
        enum hkr_status (*step)(struct hk_layer *, struct ready *))
{
    const struct hk_via *outer = layer->env->diags->via;
    struct ready_list all = {0};
    enum hkr_status status = configure(layer, entries, field, generates, &all);
    for (uint32_t i = 0; status == HKR_OK && i < all.list.n; i++) {
        layer->env->diags->via = all.list.items[i].via;
        status = step(layer, &all.list.items[i]);
    }
    layer->env->diags->via = outer;
    return status;
}

/* What follows is the work of @ready, for whoever traces. */
static void
hold_step(struct hk_env *env, const struct ready *ready, const char *field)
{
    if (!env->trace)
        return;
    struct hk_step step = {.kind = HK_STEP_PLUGIN,
                           .name = field,
                           .at = ready->via ? ready->via->at : ready->res->at,
                           .detail = hk_id_show(env, &ready->res->id),
                           .moves = ready->external != NULL};
    hk_trace_hold(env, &step);
}

/* ---- Generators --------------------------------------------------------------------------- */

static enum hkr_status
make(struct hk_layer *layer, const struct ready *ready, struct hk_resource_list *ret_list)
{
    static const struct hk_generator_options none = {0};
    const struct hk_plugin *plugin = ready->plugin;
    struct hk_resource *res = NULL;
    if (ready->external)
        return hk_external_generate(ready->external, ret_list);
    if (plugin->kind == HK_PLUGIN_IAM_POLICY)
        return hk_generate_iam_policy(layer->env, plugin, ret_list);
    if (plugin->kind == HK_PLUGIN_HELM)
        return hk_helm_run(layer->build->helm, ready->chart, ret_list);
    enum hkr_status status =
        plugin->kind == HK_PLUGIN_SECRET
            ? hk_generate_secret(layer->loader, &plugin->generator, &none, &res)
            : hk_generate_config_map(layer->loader, &plugin->generator, &none, &res);
    if (status == HKR_OK)
        hk_vec_push(layer->env->arena, &ret_list->list, res);
    return status;
}

static enum hkr_status
generate(struct hk_layer *layer, struct ready *ready)
{
    struct hk_resource_list made = {0};
    enum hkr_status status = make(layer, ready, &made);
    struct hk_slice origin = hk_origin_of_plugin(layer->env, ready->res);
    hold_step(layer->env, ready, "generators");
    for (uint32_t i = 0; status == HKR_OK && i < made.list.n; i++) {
        struct hk_resource *res = made.list.items[i];
        if (layer->build->build_metadata && origin.len)
            hk_origin_add(layer->env, res, origin);
        status = hk_absorb(layer->env, layer->acc->set, res);
        hk_trace_object(layer->env, res);
    }
    hk_trace_hold(layer->env, NULL);
    return status;
}

enum hkr_status
hk_plugins_generate(struct hk_layer *layer)
{
    return run_all(layer, &layer->kust->generators, "generators", true, generate);
}

/* ---- Transformers ------------------------------------------------------------------------- */

static void
note_plugin(struct hk_transform_run *run, const char *kind, void *user)
{
    const struct ready *ready = user;
    struct hk_slice origin = hk_origin_of_plugin(run->env, ready->res);
    (void)kind;
    if (origin.len)
        hk_origin_transformed(run->env, run->set, origin);
}

static enum hkr_status
run_plugin(struct hk_layer *layer, struct ready *ready, bool is_validator)
{
    struct hk_transform_run *run = &ready->run;
    run->set = layer->acc->set;
    if (layer->build->build_metadata && !is_validator) {
        run->after = note_plugin;
        run->after_user = ready;
    }
    hold_step(layer->env, ready, is_validator ? "validators" : "transformers");
    enum hkr_status status = ready->external ? hk_external_transform(ready->external, run->set)
                                             : hk_transform_plugin(run);
    hk_trace_set(layer->env, run->set);
    hk_trace_hold(layer->env, NULL);
    if (status == HKR_OK && run->after)
        run->after(run, NULL, run->after_user);
    return status;
}

static enum hkr_status
transform(struct hk_layer *layer, struct ready *ready)
{
    return run_plugin(layer, ready, false);
}

enum hkr_status
hk_plugins_transform(struct hk_layer *layer)
{
    return run_all(layer, &layer->kust->transformers, "transformers", false, transform);
}

/* ---- Validators --------------------------------------------------------------------------- */

/* What an object was. */
struct before {
    const struct hk_resource *res;
    struct hk_node *root;
    uint32_t n_prev;
    uint32_t n_prefixes;
    uint32_t n_suffixes;
    bool has_notes; /* of kustomize */
};

/* To the place, as kustomize compares: a value that is put there anew is a change. */
static bool
are_equal(const struct hk_node *a, const struct hk_node *b)
{
    if (a == b)
        return true;
    if (a->kind != b->kind || a->n != b->n || a->file != b->file || a->offset != b->offset)
        return false;
    if (a->kind == HK_SCALAR)
        return hk_slice_eq(hk_node_text(a), hk_node_text(b)) && a->style == b->style &&
               hk_node_type(a) == hk_node_type(b);
    for (uint32_t i = 0; i < a->n; i++) {
        if (a->kind == HK_MAP && a->pairs[i].key != b->pairs[i].key)
            return false;
        if (a->kind == HK_MAP ? !are_equal(a->pairs[i].value, b->pairs[i].value)
                              : !are_equal(a->items[i], b->items[i]))
            return false;
    }
    return true;
}

/* The tree without the label that a validator may set. */
static struct hk_node *
without_label(struct hk_env *env, const struct hk_resource *res)
{
    struct hk_node *meta = hk_map_get(res->root, HK_SYM_metadata);
    struct hk_node *labels = hk_map_get(meta, HK_SYM_labels);
    hk_sym key = hk_env_sym(env, HK_S("validated-by"));
    if (!hk_map_find(labels, key))
        return res->root;
    struct hk_node *root = hk_edit_clone(env, res->root);
    meta = hk_map_get(root, HK_SYM_metadata);
    labels = hk_edit_remove(env, hk_map_get(meta, HK_SYM_labels), key);
    meta = labels->n ? hk_edit_set(env, meta, HK_SYM_labels, labels)
                     : hk_edit_remove(env, meta, HK_SYM_labels);
    return hk_edit_set(env, root, HK_SYM_metadata, meta);
}

static bool
is_unchanged(struct hk_env *env, const struct before *before, const struct hk_resource *res)
{
    return res == before->res && res->root && res->prev.n == before->n_prev &&
           res->prefixes.n == before->n_prefixes && res->suffixes.n == before->n_suffixes &&
           are_equal(without_label(env, res), before->root);
}

/* The same of what a program handed back. kustomize makes annotations anew on the way, so an object
 * with some never comes back as it was; nor does one with notes, which are annotations there. */
static bool
came_back(struct hk_env *env, const struct before *before, const struct hk_resource *res)
{
    const struct hk_node *meta = hk_map_get(before->root, HK_SYM_metadata);
    const struct hk_node *labels = hk_resource_labels(res);
    hk_sym key = hk_env_sym(env, HK_S("validated-by"));
    if (res != before->res || !res->root || before->has_notes ||
        hk_map_find(meta, HK_SYM_annotations) || hk_resource_annotations(res))
        return false;
    if (hk_map_find(labels, key) && labels->n > 1)
        return false;
    return hk_same_text(env, before->root, without_label(env, res));
}

static bool
has_notes(struct hk_env *env, const struct hk_resource *res)
{
    bool found = false;
    for (size_t i = 0; i < HK_NOTES_MAX; i++)
        found |= hk_notes_text(env, res, i).len > 0;
    return found;
}

static enum hkr_status
fault_changed(struct hk_env *env, const struct ready *ready, const struct hk_resource *res)
{
    enum hkr_status status =
        hk_diag_report(env->diags, HK_D_VALIDATOR_CHANGES, ready->res->at,
                       "a validator changed an object, and it may only look at it");
    hk_diag_mend(env->diags, "%slist it under `transformers`",
                 !ready->external ? ""
                 : ready->external->function
                     ? "what a function hands back always counts as changed: "
                     : "let it write each object as it stands in its file, or ");
    if (res)
        hk_resource_blame(env, res);
    return status;
}

static enum hkr_status
validate(struct hk_layer *layer, struct ready *ready)
{
    struct hk_env *env = layer->env;
    uint32_t n = layer->acc->set->list.n;
    struct before *before = HK_NEW_ARRAY(env->arena, n, struct before);
    for (uint32_t i = 0; i < n; i++) {
        const struct hk_resource *res = layer->acc->set->list.items[i];
        before[i] = (struct before){res,
                                    hk_edit_clone(env, res->root),
                                    res->prev.n,
                                    res->prefixes.n,
                                    res->suffixes.n,
                                    has_notes(env, res)};
    }
    ready->run.set = layer->acc->set;
    /* What a function hands back has always been annotated on the way. */
    bool touches = ready->external ? ready->external->function && n > 0
                                   : hk_transform_plugin_touches(&ready->run);
    enum hkr_status status = run_plugin(layer, ready, true);
    if (status != HKR_OK)
        return status;
    if (touches || ready->run.wrote_anew)
        return fault_changed(env, ready, NULL);
    const struct hk_resset *set = layer->acc->set;
    if (set->list.n != n)
        return fault_changed(env, ready, NULL);
    for (uint32_t i = 0; i < n; i++)
        if (ready->external ? !came_back(env, &before[i], set->list.items[i])
                            : !is_unchanged(env, &before[i], set->list.items[i]))
            return fault_changed(env, ready, set->list.items[i]);
    /* kustomize compares by id, so it notices here when two objects came to one. */
    return hk_resset_check_unique(env, layer->acc->set, "the changes of this kustomization");
}

enum hkr_status
hk_plugins_validate(struct hk_layer *layer)
{
    return run_all(layer, &layer->kust->validators, "validators", false, validate);
}
