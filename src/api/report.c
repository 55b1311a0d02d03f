/* SPDX-License-Identifier: Apache-2.0 */
#include "../diff/report.h"

#include "job.h"

#define FEWEST_BYTES 2000 /* that a head and the note on what was left out have room in */

struct request {
    const struct hkr_result *const *results;
    size_t n;
    const struct hkr_report_options *options;
};

static enum hkr_status
gather_object(struct hk_arena *arena, const struct hkr_result *result, size_t index,
              struct hk_report_object *ret_object)
{
    struct hkr_object_change *change = &ret_object->change;
    *change = (struct hkr_object_change){.size = sizeof *change};
    enum hkr_status status = hkr_result_object_change(result, index, change);
    if (status != HKR_OK)
        return status;
    struct hkr_field_change *fields =
        HK_NEW_ARRAY(arena, change->n_fields, struct hkr_field_change);
    struct hkr_danger *dangers = HK_NEW_ARRAY(arena, change->n_dangers, struct hkr_danger);
    for (size_t i = 0; i < change->n_fields && status == HKR_OK; i++) {
        fields[i].size = sizeof *fields;
        status = hkr_result_field_change(result, index, i, &fields[i]);
    }
    for (size_t i = 0; i < change->n_dangers && status == HKR_OK; i++) {
        dangers[i].size = sizeof *dangers;
        status = hkr_result_danger(result, index, i, &dangers[i]);
    }
    ret_object->fields = fields;
    ret_object->dangers = dangers;
    return status;
}

static enum hkr_status
gather_root(struct hk_arena *arena, const struct hkr_result *result,
            struct hk_report_root *ret_root)
{
    struct hkr_comparison *comparison = &ret_root->comparison;
    *comparison = (struct hkr_comparison){.size = sizeof *comparison};
    enum hkr_status status = hkr_result_comparison(result, comparison);
    if (status != HKR_OK)
        return status;
    size_t n = comparison->n_changes;
    struct hk_report_object *objects = HK_NEW_ARRAY(arena, n, struct hk_report_object);
    for (size_t i = 0; i < n && status == HKR_OK; i++)
        status = gather_object(arena, result, i, &objects[i]);
    ret_root->objects = objects;
    ret_root->n_diags = hkr_result_n_diags(result);
    const struct hkr_diag **diags = HK_NEW_ARRAY(arena, ret_root->n_diags, const struct hkr_diag *);
    for (size_t i = 0; i < ret_root->n_diags; i++)
        diags[i] = hkr_result_diag(result, i);
    ret_root->diags = diags;
    return status;
}

static void
emit(struct hk_report *report, enum hkr_report_format format)
{
    static void (*const emitters[])(struct hk_report *) = {
        [HKR_REPORT_TEXT] = hk_report_text, [HKR_REPORT_UNIFIED] = hk_report_unified,
        [HKR_REPORT_JSON] = hk_report_json, [HKR_REPORT_MARKDOWN] = hk_report_markdown,
        [HKR_REPORT_HTML] = hk_report_html,
    };
    hk_report_count(report);
    emitters[format](report);
}

static enum hkr_status
make_report(struct hk_job *job, void *user)
{
    const struct request *request = user;
    const struct hkr_report_options *options = request->options;
    struct hk_arena *arena = job->env.arena;
    struct hk_report_root *roots = HK_NEW_ARRAY(arena, request->n, struct hk_report_root);
    struct hk_report report = {.arena = arena,
                               .scratch = job->env.scratch,
                               .out = &job->result->bytes,
                               .roots = roots,
                               .n_roots = request->n,
                               .title =
                                   hk_slice_cstr(options->title ? options->title : "What changes"),
                               .max_bytes = options->max_bytes,
                               .color = options->color,
                               .summary_only = options->summary_only};
    for (size_t i = 0; i < request->n; i++) {
        hk_env_poll(&job->env);
        enum hkr_status status = gather_root(arena, request->results[i], &roots[i]);
        if (status != HKR_OK)
            return status;
    }
    emit(&report, options->format);
    *hk_buf_reserve(report.out, 1) = '\0';
    return HKR_OK;
}

static bool
is_usable(const struct hkr_report_options *options)
{
    return options->size == sizeof *options && (unsigned)options->format <= HKR_REPORT_HTML &&
           (!options->max_bytes || options->max_bytes >= FEWEST_BYTES);
}

enum hkr_status
hkr_report(struct hkr_ctx *ctx, const struct hkr_result *const *results, size_t n,
           const struct hkr_report_options *options, struct hkr_result **ret_result)
{
    static const struct hkr_report_options defaults = {.size = sizeof defaults};
    struct request request = {results, n, options ? options : &defaults};
    if (!ctx || (n && !results) || !ret_result || !is_usable(request.options))
        return HKR_E_USAGE;
    struct hkr_comparison comparison = {.size = sizeof comparison};
    for (size_t i = 0; i < n; i++)
        if (hkr_result_comparison(results[i], &comparison) != HKR_OK)
            return HKR_E_USAGE;
    return hk_job_run(ctx, make_report, &request, ret_result);
}
