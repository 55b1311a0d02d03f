/* SPDX-License-Identifier: Apache-2.0 */
#include "../diff/compare.h"
#include "../base/path.h"
#include "../diff/objects.h"
#include "../load/files.h"
#include "../merge/schema.h"
#include "compare.h"
#include "render.h"

/* What a call of hkr_compare() or hkr_compare_many() is given. */
struct request {
    const struct hkr_side *befores; /* by job->index */
    const struct hkr_side *afters;
    const struct hkr_compare_options *options;
    const struct hkr_render_options *render;
    struct hk_mask mask;
};

/* One side at work. */
struct side {
    const struct hkr_side *given;
    struct hk_resset *set;
    struct hk_comparand comparand;
    bool is_directory;
    bool is_present;
    enum hkr_status status;
};

static const char *
name_of(const struct hkr_side *side)
{
    return side->name ? side->name : side->path ? side->path : "";
}

/* ---- One side --------------------------------------------------------------------------- */

static enum hkr_status
read_file(struct hk_job *job, struct hk_files *files, struct hk_slice path, struct side *side)
{
    struct hk_slice bytes;
    enum hkr_fs_status status = hk_files_read_once(&job->env, files, path, job->env.arena, &bytes);
    struct hk_slice name = hk_files_show(files, path);
    if (status == HKR_FS_OK)
        return hk_objects_read(&job->env, name, bytes, &side->set);
    return hk_diag_report_as(&job->diags, HKR_E_IO, HK_D_COMPARE_UNREADABLE, HK_NOWHERE,
                             "'%" PRSLICE "' cannot be read", ARGSLICE(name));
}

/* Whether the path of @side is a regular file, and its absolute path. */
static bool
is_file(struct hk_job *job, struct hk_files *files, const struct side *side,
        struct hk_slice *ret_path)
{
    enum hkr_fs_kind kind;
    struct hk_slice canonical;
    *ret_path =
        hk_path_resolve(job->env.arena, hk_files_cwd(files), hk_slice_cstr(side->given->path));
    return hk_files_resolve(&job->env, files, *ret_path, &canonical, &kind) == HKR_FS_OK &&
           kind == HKR_FS_FILE;
}

static enum hkr_status
read_side(struct hk_job *job, const struct request *request, struct side *side)
{
    const struct hkr_side *given = side->given;
    struct hk_slice path;
    if (given->bytes)
        return hk_objects_read(&job->env, hk_slice_cstr(name_of(given)),
                               hk_slice(given->bytes, given->n_bytes), &side->set);
    if (!given->path) {
        side->set = hk_resset_new(&job->env);
        return HKR_OK;
    }
    struct hk_files *files = hk_ctx_files(job->ctx, given->fs);
    if (is_file(job, files, side, &path))
        return read_file(job, files, path, side);
    side->is_directory = true;
    return hk_render_resources(job, files, given->path, request->render, &side->set);
}

/* Reads or renders, and writes: a side that a build could not write has failed. What is not the
 * reader's to mend here, warnings of a render that went well, is not kept. */
static void
make_side(struct hk_job *job, const struct request *request, struct side *side)
{
    uint32_t n = job->diags.list.n, n_findings = job->diags.n_findings;
    side->is_present = side->given->bytes || side->given->path;
    job->env.owner = ++job->ctx->last_owner;
    job->env.schemas = NULL;
    job->env.is_cluster_kind = NULL;
    side->status = read_side(job, request, side);
    if (side->status == HKR_OK)
        side->status = hk_comparand_write(&job->env, side->set, request->options->ignore_list_order,
                                          &side->comparand);
    if (side->status == HKR_OK && job->diags.n_findings > n_findings)
        side->status = HKR_E_INPUT;
    if (side->status == HKR_OK && side->is_directory && !job->diags.policy)
        hk_diag_rewind(&job->diags, n);
}

/* ---- Both ------------------------------------------------------------------------------- */

/* How lists of custom objects merge is said by the definitions among the objects. */
static void
learn_definitions(struct hk_env *env, const struct hk_resset *set)
{
    for (uint32_t i = 0; i < set->list.n; i++)
        if (set->list.items[i]->id.gvk.kind == HK_SYM_CustomResourceDefinition)
            hk_schemas_learn(env, set->list.items[i]->root);
}

/* Whether both sides have objects out of one and the same file: then they are two roots over one
 * base, and not two states of one root. */
static bool
are_environments(struct hk_env *env, const struct side *before, const struct side *after)
{
    struct hk_index *files = hk_index_new(env->arena, before->set->list.n);
    for (uint32_t i = 0; i < before->set->list.n; i++)
        hk_index_add(files, before->set->list.items[i]->at.file, i);
    for (uint32_t i = 0; i < after->set->list.n; i++) {
        hk_file_id file = after->set->list.items[i]->at.file;
        if (file && hk_index_first(files, file) != HK_INDEX_END)
            return strcmp(name_of(before->given), name_of(after->given)) != 0;
    }
    return false;
}

/* What is the same has one digest. */
static void
digest_sides(struct hk_env *env, const struct side *before, const struct side *after,
             struct hkr_comparison *head)
{
    if (before->is_present)
        hk_comparand_digest(env, &before->comparand, head->digest_before);
    if (head->same)
        memcpy(head->digest_after, head->digest_before, sizeof head->digest_after);
    else if (after->is_present)
        hk_comparand_digest(env, &after->comparand, head->digest_after);
}

static enum hkr_status
compare_sides(struct hk_job *job, const struct request *request, struct side *before,
              struct side *after, struct hkr_comparison *head)
{
    struct hk_env *env = &job->env;
    struct hk_diff diff = {{0}};
    bool ignore = request->options->ignore_list_order != 0;
    env->owner = ++job->ctx->last_owner;
    hk_schemas_init(env);
    learn_definitions(env, after->set);
    learn_definitions(env, before->set);
    struct hk_mask mask = request->mask;
    hk_mask_learn(env, &mask, before->set);
    hk_mask_learn(env, &mask, after->set);
    struct hk_diff_run run = {.canon = {.env = env, .ignore_list_order = ignore},
                              .out = job->result->arena,
                              .mask = &mask,
                              .environments = are_environments(env, before, after)};
    enum hkr_status status = hk_compare(&run, &before->comparand, &after->comparand, &diff);
    job->result->comparison->diff = diff;
    head->n_changes = diff.objects.n;
    head->same = status == HKR_OK && before->is_present && after->is_present && !diff.objects.n;
    job->result->comparison->is_done = status == HKR_OK;
    if (status == HKR_OK && request->options->digests)
        digest_sides(env, before, after, head);
    return status;
}

static enum hkr_status
run(struct hk_job *job, void *user)
{
    const struct request *request = user;
    struct side before = {.given = &request->befores[job->index]};
    struct side after = {.given = &request->afters[job->index]};
    struct hk_comparison *comparison = HK_NEW(job->result->arena, struct hk_comparison);
    struct hkr_comparison *head = &comparison->head;
    *head = (struct hkr_comparison){
        .size = sizeof *head,
        .before_name = hk_arena_strdup(job->result->arena, hk_slice_cstr(name_of(before.given))),
        .after_name = hk_arena_strdup(job->result->arena, hk_slice_cstr(name_of(after.given)))};
    job->result->comparison = comparison;
    hk_render_set_policy(job, request->render);
    make_side(job, request, &before);
    head->n_before_diags = job->diags.list.n;
    make_side(job, request, &after);
    head->before_present = before.is_present;
    head->after_present = after.is_present;
    head->before_status = before.status;
    head->after_status = after.status;
    comparison->is_done = before.status != HKR_OK || after.status != HKR_OK;
    head->n_objects_before = before.status == HKR_OK ? before.set->list.n : 0;
    head->n_objects_after = after.status == HKR_OK ? after.set->list.n : 0;
    if (before.status != HKR_OK || after.status != HKR_OK)
        return before.status != HKR_OK ? before.status : after.status;
    return compare_sides(job, request, &before, &after, head);
}

/* ---- Entries ---------------------------------------------------------------------------- */

static bool
is_sound_side(const struct hkr_side *side)
{
    return side->size == sizeof *side;
}

static const struct hkr_render_options render_defaults = {.size = sizeof render_defaults};
static const struct hkr_compare_options defaults = {.size = sizeof defaults};

/* False: the caller broke the contract. */
static bool
prepare(struct request *request, const struct hkr_compare_options *options)
{
    options = options ? options : &defaults;
    if (options->size != sizeof *options ||
        (options->secret_key && (options->n_secret_key < 16 || options->n_secret_key > 64)) ||
        (options->render && !hk_render_options_are_sound(options->render)))
        return false;
    request->options = options;
    request->render = options->render ? options->render : &render_defaults;
    hk_mask_init(&request->mask, options->secret_key, options->n_secret_key);
    return true;
}

enum hkr_status
hkr_compare(struct hkr_ctx *ctx, const struct hkr_side *before, const struct hkr_side *after,
            const struct hkr_compare_options *options, struct hkr_result **ret_result)
{
    struct request request = {.befores = before, .afters = after};
    if (!ctx || !before || !after || !ret_result || !is_sound_side(before) ||
        !is_sound_side(after) || !prepare(&request, options))
        return HKR_E_USAGE;
    return hk_job_run(ctx, run, &request, ret_result);
}

enum hkr_status
hkr_compare_many(struct hkr_ctx *ctx, const struct hkr_side *befores, const struct hkr_side *afters,
                 size_t n, const struct hkr_compare_options *options,
                 const struct hkr_batch_options *batch, struct hkr_result **ret_results)
{
    struct request request = {.befores = befores, .afters = afters};
    for (size_t i = 0; ret_results && i < n; i++)
        ret_results[i] = NULL;
    if (!ctx || (n && (!befores || !afters || !ret_results)) ||
        !hk_batch_options_are_sound(batch) || !prepare(&request, options))
        return HKR_E_USAGE;
    for (size_t i = 0; i < n; i++)
        if (!is_sound_side(&befores[i]) || !is_sound_side(&afters[i]))
            return HKR_E_USAGE;
    enum hkr_status status = hk_many_share_sides(ctx, befores, afters, n, request.render);
    return status == HKR_OK ? hk_job_run_many(ctx, run, n, &request, batch, ret_results) : status;
}

enum hkr_status
hkr_result_comparison(const struct hkr_result *result, struct hkr_comparison *ret_comparison)
{
    if (!result || !result->comparison || !ret_comparison ||
        ret_comparison->size != sizeof *ret_comparison)
        return HKR_E_USAGE;
    *ret_comparison = result->comparison->head;
    if (!result->comparison->is_done) { /* then neither side may be taken for one without objects */
        ret_comparison->before_present = ret_comparison->after_present = true;
        ret_comparison->before_status = ret_comparison->after_status = result->status;
        ret_comparison->n_changes = 0;
    }
    return HKR_OK;
}

static const struct hk_object_diff *
object_at(const struct hkr_result *result, size_t index)
{
    if (!result || !result->comparison || index >= result->comparison->diff.objects.n)
        return NULL;
    return &result->comparison->diff.objects.items[index];
}

enum hkr_status
hkr_result_object_change(const struct hkr_result *result, size_t index,
                         struct hkr_object_change *ret_change)
{
    const struct hk_object_diff *object = object_at(result, index);
    if (!object || !ret_change || ret_change->size != sizeof *ret_change)
        return HKR_E_USAGE;
    *ret_change = object->change;
    return HKR_OK;
}

enum hkr_status
hkr_result_field_change(const struct hkr_result *result, size_t index, size_t field,
                        struct hkr_field_change *ret_change)
{
    const struct hk_object_diff *object = object_at(result, index);
    if (!object || field >= object->change.n_fields || !ret_change ||
        ret_change->size != sizeof *ret_change)
        return HKR_E_USAGE;
    *ret_change = object->fields[field];
    return HKR_OK;
}

enum hkr_status
hkr_result_danger(const struct hkr_result *result, size_t index, size_t danger,
                  struct hkr_danger *ret_danger)
{
    const struct hk_object_diff *object = object_at(result, index);
    if (!object || danger >= object->change.n_dangers || !ret_danger ||
        ret_danger->size != sizeof *ret_danger)
        return HKR_E_USAGE;
    *ret_danger = object->dangers[danger];
    return HKR_OK;
}
