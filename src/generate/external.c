/* SPDX-License-Identifier: Apache-2.0 */
#include "external.h"

#include "../res/stringmap.h"
#include "stream.h"

bool
hk_external_is(const struct hk_loader *loader, const struct hk_resource *res)
{
    return loader->programs && loader->programs->plugins &&
           !hk_slice_eq(hk_map_text(res->root, HK_SYM_apiVersion), HK_S("builtin"));
}

enum hkr_status
hk_external_load(struct hk_loader *loader, const struct hk_resource *res,
                 struct hk_external *ret_external)
{
    struct hk_env *env = loader->env;
    struct hk_buf *buf = HK_NEW(env->arena, struct hk_buf);
    *buf = (struct hk_buf)HK_BUF_INIT(hk_arena_heap(env->arena));
    hk_arena_defer(env->arena, hk_buf_release, buf);
    *ret_external = (struct hk_external){.loader = loader, .res = res};
    enum hkr_status status = hk_programs_check_disk(loader, res->at);
    if (status == HKR_OK)
        status = hk_stream_config(env, res, buf);
    ret_external->config = hk_buf_slice(buf);
    if (status == HKR_OK)
        status = hk_loader_function(loader, res, &ret_external->function);
    if (status != HKR_OK)
        return status;
    return ret_external->function ? hk_function_load_(ret_external)
                                  : hk_exec_plugin_load_(ret_external);
}

/* ---- Running ------------------------------------------------------------------------------ */

/* Starts the program and reads what it writes. */
static enum hkr_status
run(const struct hk_external *external, struct hk_slice input, bool secret,
    struct hk_resource_list *ret_list)
{
    struct hk_env *env = external->loader->env;
    struct hk_slice output = {NULL, 0};
    enum hkr_status status =
        external->function ? hk_function_run_(external, env->arena, input, secret, &output)
                           : hk_exec_plugin_run_(external, env->arena, input, secret, &output);
    if (status != HKR_OK)
        return status;
    struct hk_slice name =
        hk_arena_printf(env->arena, "<output of %" PRSLICE ">", ARGSLICE(external->shown));
    const struct hk_via *outer = hk_diag_enter(env->diags, external->res->at, HK_S("plugin"));
    status = external->function ? hk_stream_read_list(env, name, output, secret, ret_list)
                                : hk_stream_read(env, name, output, secret, ret_list);
    hk_diag_leave(env->diags, outer);
    return status;
}

static bool
has_secret(const struct hk_resset *set)
{
    for (uint32_t i = 0; i < set->list.n; i++)
        if (set->list.items[i]->root && set->list.items[i]->id.gvk.kind == HK_SYM_Secret)
            return true;
    return false;
}

/* ---- Generators --------------------------------------------------------------------------- */

/* Go's strconv.ParseBool. */
static bool
parse_bool(struct hk_slice text, bool *ret_value)
{
    static const struct hk_slice words[] = {
        HK_S_INIT("1"),    HK_S_INIT("t"),     HK_S_INIT("T"),     HK_S_INIT("TRUE"),
        HK_S_INIT("true"), HK_S_INIT("True"),  HK_S_INIT("0"),     HK_S_INIT("f"),
        HK_S_INIT("F"),    HK_S_INIT("FALSE"), HK_S_INIT("false"), HK_S_INIT("False")};
    for (size_t i = 0; i < HK_COUNT(words); i++)
        if (hk_slice_eq(words[i], text)) {
            *ret_value = i < HK_COUNT(words) / 2;
            return true;
        }
    return false;
}

static enum hk_behavior
behavior_of(struct hk_slice text)
{
    return hk_slice_eq(text, HK_S("create"))    ? HK_BEHAVIOR_CREATE
           : hk_slice_eq(text, HK_S("replace")) ? HK_BEHAVIOR_REPLACE
           : hk_slice_eq(text, HK_S("merge"))   ? HK_BEHAVIOR_MERGE
                                                : HK_BEHAVIOR_UNSPECIFIED;
}

/* A generator says in annotations how its objects are to be taken. */
static enum hkr_status
take_options(struct hk_env *env, struct hk_resource *res)
{
    hk_sym hash_key = hk_env_sym(env, HK_S("kustomize.config.k8s.io/needs-hash"));
    hk_sym behavior_key = hk_env_sym(env, HK_S("kustomize.config.k8s.io/behavior"));
    const struct hk_node *annotations = hk_resource_annotations(res);
    const struct hk_pair *hash = hk_map_find(annotations, hash_key);
    bool needs_hash = false;
    res->behavior = behavior_of(hk_map_text(annotations, behavior_key));
    if (hash && !parse_bool(hk_map_text(annotations, hash_key), &needs_hash)) {
        enum hkr_status status =
            hk_diag_report(env->diags, HK_D_PLUGIN_OUTPUT, hk_pair_place(hash),
                           "the annotation kustomize.config.k8s.io/needs-hash is no boolean");
        hk_diag_mend(env->diags, "let the plugin write \"true\" or \"false\"");
        hk_resource_blame(env, res);
        return status;
    }
    res->needs_hash |= needs_hash;
    hk_stream_drop(env, res, hash_key);
    hk_stream_drop(env, res, behavior_key);
    return HKR_OK;
}

enum hkr_status
hk_external_generate(const struct hk_external *external, struct hk_resource_list *ret_list)
{
    struct hk_env *env = external->loader->env;
    struct hk_resset *made = hk_resset_new(env);
    enum hkr_status status = HKR_OK;
    if (external->function && !hk_function_runs_(external))
        return HKR_OK;
    status = run(external, HK_S(""), false, ret_list);
    for (uint32_t i = 0; status == HKR_OK && i < ret_list->list.n; i++) {
        struct hk_resource *res = ret_list->list.items[i];
        if (external->function)
            hk_stream_unmark(env, res);
        status = hk_resset_append(env, made, res);
        if (status == HKR_OK)
            status = take_options(env, res);
    }
    return status;
}

/* ---- Transformers ------------------------------------------------------------------------- */

static enum hkr_status
fault_twice(const struct hk_external *external, const struct hk_resource *res,
            const struct hk_resource *first)
{
    struct hk_env *env = external->loader->env;
    enum hkr_status status = hk_diag_report(
        env->diags, HK_D_PLUGIN_OUTPUT, res->at, "'%" PRSLICE "' wrote an object twice: %" PRSLICE,
        ARGSLICE(external->shown), ARGSLICE(hk_id_show(env, &res->id)));
    hk_diag_related(env->diags, first->at, "it is here as well");
    hk_diag_mend(env->diags, "let it write each object once");
    hk_resource_blame(env, res);
    return status;
}

/* What kustomize holds beside the tree stays with the object. */
static void
replace(struct hk_resource *old, const struct hk_resource *res)
{
    struct hk_resource kept = *old;
    *old = *res;
    old->vars.items = kept.vars.items;
    old->vars.n = kept.vars.n;
    old->vars.cap = kept.vars.cap;
    old->ids_out_of_step |= kept.ids_out_of_step;
    old->history = kept.history;
}

static enum hkr_status
merge(const struct hk_external *external, const struct hk_resource_list *list,
      struct hk_resset *set)
{
    struct hk_env *env = external->loader->env;
    struct hk_resset *fresh = hk_resset_new(env);
    hk_sym id_key = hk_env_sym(env, HK_STREAM_ID);
    enum hkr_status status = HKR_OK;
    hk_resset_reindex(set);
    for (uint32_t i = 0; status == HKR_OK && i < list->list.n; i++) {
        struct hk_resource *res = list->list.items[i];
        if (external->function)
            hk_stream_unmark(env, res);
        hk_stream_drop(env, res, id_key);
        struct hk_resource *twin = hk_resset_find(env, fresh, &res->id);
        if (twin)
            return fault_twice(external, res, twin);
        status = hk_resset_append(env, fresh, res);
        struct hk_resource *old = hk_resset_find(env, set, &res->id);
        if (old)
            replace(old, res);
        else if (status == HKR_OK)
            status = hk_resset_append(env, set, res);
    }
    for (uint32_t i = 0; status == HKR_OK && i < set->list.n; i++)
        if (!hk_resset_find(env, fresh, &set->list.items[i]->id))
            set->list.items[i]->root = NULL;
    hk_resset_drop_deleted(set);
    hk_resset_reindex(set);
    return status;
}

enum hkr_status
hk_external_transform(const struct hk_external *external, struct hk_resset *set)
{
    struct hk_env *env = external->loader->env;
    struct hk_buf *buf = HK_NEW(env->arena, struct hk_buf);
    struct hk_resource_list list = {0};
    *buf = (struct hk_buf)HK_BUF_INIT(hk_arena_heap(env->arena));
    hk_arena_defer(env->arena, hk_buf_release, buf);
    enum hkr_status status = hk_stream_objects(env, set, buf);
    if (status == HKR_OK)
        status = run(external, hk_buf_slice(buf), has_secret(set), &list);
    hk_arena_release(env->arena, buf);
    return status == HKR_OK ? merge(external, &list, set) : status;
}
