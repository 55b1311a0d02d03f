/* SPDX-License-Identifier: Apache-2.0 */
#include "../render/explain.h"
#include "../base/number.h"
#include "../yaml/value.h"
#include "render.h"

struct hk_result_field {
    const char *path;
    const struct hkr_field_value *values;
    size_t n;
};

/* What one call of hkr_explain() is given. */
struct explanation {
    const char *root;
    const struct hkr_explain_options *options;
};

/* ---- Copies for the result ---------------------------------------------------------------- */

/* A value as the output has it, whatever way it was written: 0755 is 493 there. */
static enum hkr_value_type
scalar_text(struct hk_job *job, const struct hk_field_value *value, struct hk_slice *ret_text)
{
    struct hk_env *env = &job->env;
    struct hk_value read;
    char buffer[HK_NUMBER_BUFFER];
    uint32_t n_diags = env->diags->list.n;
    enum hk_passage passage = value->in_flow ? HK_PASSAGE_FLOW : HK_PASSAGE_BLOCK;
    *ret_text = hk_node_text(value->node);
    if (hk_value_of(env, value->node, passage, &read) != HKR_OK) {
        hk_diag_rewind(env->diags, n_diags); /* an earlier value: the last one was written */
        return HKR_VALUE_STRING;
    }
    switch (read.kind) {
    case HK_VALUE_NULL:
        *ret_text = HK_S("");
        return HKR_VALUE_NULL;
    case HK_VALUE_BOOL:
        *ret_text = read.b ? HK_S("true") : HK_S("false");
        return HKR_VALUE_BOOL;
    case HK_VALUE_INT:
        *ret_text =
            hk_arena_slice(env->arena, hk_slice(buffer, hk_number_write_int(read.i, buffer)));
        return HKR_VALUE_INT;
    case HK_VALUE_UINT:
        *ret_text =
            hk_arena_slice(env->arena, hk_slice(buffer, hk_number_write_uint(read.u, buffer)));
        return HKR_VALUE_INT;
    case HK_VALUE_FLOAT:
        *ret_text = hk_arena_slice(env->arena, hk_slice(buffer, hk_number_write_g(read.f, buffer)));
        return HKR_VALUE_FLOAT;
    case HK_VALUE_STRING:
        break;
    }
    *ret_text = read.text;
    return HKR_VALUE_STRING;
}

/* The type of @value, and its text when it has one. */
static enum hkr_value_type
read_value(struct hk_job *job, const struct hk_field_value *value, struct hk_slice *ret_text)
{
    *ret_text = HK_S("");
    if (!value->node)
        return HKR_VALUE_NONE;
    if (value->node->kind != HK_SCALAR)
        return value->node->kind == HK_MAP ? HKR_VALUE_MAP : HKR_VALUE_LIST;
    return scalar_text(job, value, ret_text);
}

static enum hkr_step
step_of(enum hk_step_kind kind)
{
    static const enum hkr_step steps[] = {
        [HK_STEP_NONE] = HKR_STEP_ENTRY,
        [HK_STEP_FIELD] = HKR_STEP_ENTRY,
        [HK_STEP_PLUGIN] = HKR_STEP_PLUGIN,
        [HK_STEP_HASH] = HKR_STEP_HASH,
        [HK_STEP_NAME_REFERENCE] = HKR_STEP_NAME_REFERENCE,
        [HK_STEP_VAR] = HKR_STEP_VAR,
        [HK_STEP_VARIABLE] = HKR_STEP_VARIABLE,
        [HK_STEP_LABEL] = HKR_STEP_MANAGED_BY,
        [HK_STEP_CLEANUP] = HKR_STEP_CLEANUP,
    };
    return steps[kind];
}

/* The entry at @at, or @name when that is in no kustomization. */
static const char *
entry_of(struct hk_job *job, struct hk_place at, struct hk_slice name)
{
    struct hk_slice entry = hk_explain_entry(&job->env, at);
    return hk_arena_strdup(job->result->arena, entry.len ? entry : name);
}

static const struct hkr_via *
via_of(struct hk_job *job, const struct hk_via *via)
{
    struct hkr_via *first = NULL;
    const struct hkr_via **link = NULL;
    for (; via; via = via->outer) {
        struct hkr_via *step = HK_NEW(job->result->arena, struct hkr_via);
        step->entry = entry_of(job, via->at, via->field);
        step->at = hk_result_span(job->result, &job->env, via->at);
        if (link)
            *link = step;
        else
            first = step;
        link = &step->outer;
    }
    return first;
}

/* A step that takes a whole field of a kustomization leaves the place of its entry in what it
 * writes. */
static struct hk_place
entry_place(struct hk_job *job, const struct hk_field_value *value)
{
    const struct hk_step *step = value->step;
    if (step->at.file || step->kind != HK_STEP_FIELD || !value->node)
        return step->at;
    struct hk_place at = hk_node_place(value->node);
    return hk_explain_entry(&job->env, at).len ? at : HK_NOWHERE;
}

static void
fill_value(struct hk_job *job, const struct hk_field_value *value,
           struct hkr_field_value *ret_value)
{
    struct hkr_result *result = job->result;
    const struct hk_node *node = value->node;
    struct hk_place at = entry_place(job, value);
    struct hk_mark mark = hk_arena_mark(job->env.scratch);
    struct hk_slice text;
    enum hkr_value_type type = read_value(job, value, &text);
    if (value->is_secret)
        text.len = 0;
    *ret_value = (struct hkr_field_value){
        .size = sizeof *ret_value,
        .type = type,
        .hidden = value->is_secret && node && node->kind == HK_SCALAR,
        .text = hk_arena_strdup(result->arena, text),
        .n_text = text.len,
        .at = hk_result_span(result, &job->env, node ? hk_node_place(node) : HK_NOWHERE),
        .step = step_of(value->step->kind),
        .entry = entry_of(job, at, hk_slice_cstr(value->step->name)),
        .entry_at = hk_result_span(result, &job->env, at),
        .detail = hk_arena_strdup(result->arena, value->detail),
        .via = via_of(job, value->step->via)};
    hk_arena_rewind(job->env.scratch, mark);
}

static void
take_fields(struct hk_job *job, const struct hk_fields *fields)
{
    struct hkr_result *result = job->result;
    struct hk_result_field *rows =
        HK_NEW_ARRAY(result->arena, fields->list.n, struct hk_result_field);
    for (uint32_t i = 0; i < fields->list.n; i++) {
        const struct hk_field *field = &fields->list.items[i];
        struct hkr_field_value *values =
            HK_NEW_ARRAY(result->arena, field->n, struct hkr_field_value);
        for (uint32_t j = 0; j < field->n; j++)
            fill_value(job, &field->values[j], &values[j]);
        rows[i] =
            (struct hk_result_field){hk_arena_strdup(result->arena, field->path), values, field->n};
    }
    result->fields = rows;
    result->n_fields = fields->list.n;
}

/* ---- The call ----------------------------------------------------------------------------- */

static enum hkr_status
explain_object(struct hk_job *job, const struct hkr_explain_options *options,
               const struct hk_resset *set)
{
    struct hk_resource *res = NULL;
    struct hk_fields fields = {0};
    enum hkr_status status = hk_explain_find(&job->env, set, hk_slice_cstr(options->object),
                                             hk_slice_cstr(options->ns), &res);
    if (status == HKR_OK)
        status = hk_explain_fields(&job->env, res, hk_slice_cstr(options->field), &fields);
    if (status != HKR_OK)
        return status;
    take_fields(job, &fields);
    for (uint32_t i = 0; i < set->list.n; i++)
        if (set->list.items[i] == res)
            job->result->explained = (size_t)i + 1;
    return HKR_OK;
}

static enum hkr_status
explain(struct hk_job *job, void *user)
{
    static const struct hkr_render_options defaults = {.size = sizeof defaults};
    const struct explanation *explanation = user;
    const struct hkr_explain_options *options = explanation->options;
    struct hk_resset *set = NULL;
    if (options->object)
        hk_trace_begin(&job->env);
    enum hkr_status status =
        hk_render_run(job, explanation->root, options->render ? options->render : &defaults, &set);
    return status == HKR_OK && options->object ? explain_object(job, options, set) : status;
}

enum hkr_status
hkr_explain(struct hkr_ctx *ctx, const char *root, const struct hkr_explain_options *options,
            struct hkr_result **ret_result)
{
    static const struct hkr_explain_options none = {.size = sizeof none};
    options = options ? options : &none;
    if (!ctx || !root || !ret_result || options->size != sizeof *options ||
        (options->render && !hk_render_options_are_sound(options->render)))
        return HKR_E_USAGE;
    struct explanation explanation = {.root = root, .options = options};
    return hk_job_run(ctx, explain, &explanation, ret_result);
}

size_t
hkr_result_explained(const struct hkr_result *result)
{
    return result && result->explained ? result->explained - 1 : SIZE_MAX;
}

size_t
hkr_result_n_fields(const struct hkr_result *result)
{
    return result ? result->n_fields : 0;
}

enum hkr_status
hkr_result_field(const struct hkr_result *result, size_t index, struct hkr_field *ret_field)
{
    if (!result || !ret_field || index >= result->n_fields || ret_field->size != sizeof *ret_field)
        return HKR_E_USAGE;
    *ret_field = (struct hkr_field){.size = sizeof *ret_field,
                                    .path = result->fields[index].path,
                                    .n_values = result->fields[index].n};
    return HKR_OK;
}

enum hkr_status
hkr_result_field_value(const struct hkr_result *result, size_t field, size_t index,
                       struct hkr_field_value *ret_value)
{
    if (!result || !ret_value || field >= result->n_fields || index >= result->fields[field].n ||
        ret_value->size != sizeof *ret_value)
        return HKR_E_USAGE;
    *ret_value = result->fields[field].values[index];
    return HKR_OK;
}
