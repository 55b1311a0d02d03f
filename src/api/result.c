/* SPDX-License-Identifier: Apache-2.0 */
#include "ctx.h"

#include "secrecy.h"

#include <stdio.h>

#define HK_LINE_SHOWN ((size_t)64 * 1024) /* longer lines are not worth a caret */
#define HK_LINES_SHOWN 100 /* later diagnostics have no line: to judge one takes a whole file */

struct hkr_result *
hk_result_new(const struct hkr_allocator *allocator)
{
    struct hk_heap heap;
    hk_heap_init(&heap, allocator, 0);
    struct hkr_result *result = heap.alloc.realloc(heap.alloc.user, NULL, 0, sizeof *result);
    if (!result)
        return NULL;
    *result = (struct hkr_result){.heap = heap};
    result->bytes = (struct hk_buf)HK_BUF_INIT(&result->heap);
    result->arena = hk_arena_new(&result->heap);
    if (!result->arena) {
        hkr_result_free(result);
        return NULL;
    }
    return result;
}

void
hkr_result_free(struct hkr_result *result)
{
    if (!result)
        return;
    hk_buf_fini(&result->bytes);
    hk_arena_free(result->arena);
    struct hkr_allocator alloc = result->heap.alloc;
    (void)alloc.realloc(alloc.user, result, sizeof *result, 0);
}

const char *
hkr_result_bytes(const struct hkr_result *result)
{
    return result && result->bytes.ptr ? result->bytes.ptr : "";
}

size_t
hkr_result_size(const struct hkr_result *result)
{
    return result ? result->bytes.len : 0;
}

enum hkr_status
hkr_result_status(const struct hkr_result *result)
{
    return result ? result->status : HKR_E_USAGE;
}

size_t
hkr_result_n_roots(const struct hkr_result *result)
{
    return result ? result->n_roots : 0;
}

const char *
hkr_result_root(const struct hkr_result *result, size_t index)
{
    return result && index < result->n_roots ? result->roots[index] : NULL;
}

size_t
hkr_result_n_objects(const struct hkr_result *result)
{
    return result ? result->n_objects : 0;
}

enum hkr_status
hkr_result_object(const struct hkr_result *result, size_t index, struct hkr_object *ret_object)
{
    if (!result || !ret_object || index >= result->n_objects ||
        ret_object->size != sizeof *ret_object)
        return HKR_E_USAGE;
    const struct hk_object *object = &result->objects[index];
    *ret_object = (struct hkr_object){.size = sizeof *ret_object,
                                      .api_version = object->api_version,
                                      .kind = object->kind,
                                      .name = object->name,
                                      .ns = object->ns,
                                      .cluster_scoped = object->cluster_scoped,
                                      .bytes = result->bytes.ptr + object->start,
                                      .n_bytes = object->length,
                                      .origin = object->origin,
                                      .line = object->line};
    return HKR_OK;
}

void
hk_result_add_file(struct hkr_result *result, struct hk_slice path, struct hk_slice bytes)
{
    result->files = hk_arena_regrow(result->arena, result->files, result->n_files,
                                    result->n_files + 1, sizeof *result->files);
    result->files[result->n_files] =
        (struct hkr_file){.size = sizeof(struct hkr_file),
                          .path = hk_arena_strdup(result->arena, path),
                          .bytes = hk_arena_strdup(result->arena, bytes),
                          .n_bytes = bytes.len};
    result->n_files++;
}

size_t
hkr_result_n_files(const struct hkr_result *result)
{
    return result ? result->n_files : 0;
}

enum hkr_status
hkr_result_file(const struct hkr_result *result, size_t index, struct hkr_file *ret_file)
{
    if (!result || !ret_file || index >= result->n_files || ret_file->size != sizeof *ret_file)
        return HKR_E_USAGE;
    *ret_file = result->files[index];
    return HKR_OK;
}

size_t
hkr_result_n_diags(const struct hkr_result *result)
{
    return result ? result->n_diags : 0;
}

const struct hkr_diag *
hkr_result_diag(const struct hkr_result *result, size_t index)
{
    return result && index < result->n_diags ? &result->diags[index] : NULL;
}

char *
hkr_diag_id(uint32_t code, char *buffer)
{
    return hk_diag_id(code, buffer);
}

static const char *
copy_or_null(struct hkr_result *result, struct hk_slice text)
{
    return text.len ? hk_arena_strdup(result->arena, text) : NULL;
}

struct hkr_span
hk_result_span(struct hkr_result *result, const struct hk_env *env, struct hk_place at)
{
    struct hk_position position = hk_sources_position(env->sources, at);
    return (struct hkr_span){
        .file = hk_arena_strdup(result->arena, hk_sources_name(env->sources, at.file)),
        .line = position.line,
        .column = position.column,
        .length = at.length};
}

static const char *
line_of(struct hkr_result *result, const struct hk_env *env, struct hk_place at)
{
    if (!hk_sources_has_lines(env->sources, at.file) || hk_sources_hidden(env->sources, at.file) ||
        hk_secrecy_covers(hk_sources_text(env->sources, at.file), at.offset))
        return NULL;
    struct hk_slice line = hk_sources_line(env->sources, at);
    return line.len <= HK_LINE_SHOWN ? hk_arena_strdup(result->arena, line) : NULL;
}

/* The chain as diagnostics of its own, less the steps within the file of the diagnostic. */
static const struct hkr_diag *
via_of(struct hkr_result *result, const struct hk_env *env, const struct hk_via *via,
       hk_file_id own_file)
{
    while (via && via->at.file == own_file)
        via = via->outer;
    struct hkr_diag *first = NULL;
    const struct hkr_diag **link = NULL;
    for (; via; via = via->outer) {
        struct hkr_diag *step = HK_NEW(result->arena, struct hkr_diag);
        step->severity = HKR_ERROR;
        step->message =
            hk_arena_printf(result->arena, "pulled in by `%" PRSLICE "`", ARGSLICE(via->field)).ptr;
        step->at = hk_result_span(result, env, via->at);
        if (link)
            *link = step;
        else
            first = step;
        link = &step->via;
    }
    return first;
}

static void
fill_diag(struct hkr_result *result, const struct hk_env *env, const struct hk_diag *diag,
          bool hide, struct hkr_diag *ret_diag)
{
    hide = hide || diag->hide_line;
    *ret_diag = (struct hkr_diag){.code = (uint32_t)diag->code,
                                  .severity = diag->severity,
                                  .message = hk_arena_strdup(result->arena, diag->message),
                                  .mend = copy_or_null(result, diag->mend),
                                  .subject = copy_or_null(result, diag->subject),
                                  .at = hk_result_span(result, env, diag->at),
                                  .line_text = hide ? NULL : line_of(result, env, diag->at),
                                  .via = via_of(result, env, diag->via, diag->at.file)};
    if (diag->related) {
        struct hkr_diag *related = HK_NEW(result->arena, struct hkr_diag);
        fill_diag(result, env, diag->related, hide, related);
        ret_diag->related = related;
    }
}

void
hk_result_take_diags(struct hkr_result *result, const struct hk_env *env)
{
    uint32_t n = env->diags->list.n;
    result->diags = HK_NEW_ARRAY(result->arena, n, struct hkr_diag);
    for (uint32_t i = 0; i < n; i++)
        fill_diag(result, env, env->diags->list.items[i], i >= HK_LINES_SHOWN, &result->diags[i]);
    result->n_diags = n;
}

void
hk_result_add_unwound(struct hkr_result *result, enum hkr_status status)
{
    struct hkr_diag *diags = HK_NEW_ARRAY(result->arena, result->n_diags + 1, struct hkr_diag);
    if (result->n_diags)
        memcpy(diags, result->diags, result->n_diags * sizeof *diags);
    bool cancelled = status == HKR_E_CANCELLED;
    diags[result->n_diags] =
        (struct hkr_diag){.code = cancelled ? HK_D_CANCELLED : HK_D_LIMIT,
                          .severity = HKR_ERROR,
                          .message = cancelled ? "the render was cancelled"
                                               : "a limit of depth or memory was reached",
                          .mend = cancelled ? NULL : "raise the limit if the input can be trusted",
                          .at = {.file = ""}};
    result->diags = diags;
    result->n_diags++;
}
