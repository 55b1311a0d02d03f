/* SPDX-License-Identifier: Apache-2.0 */
#include "traced.h"

#include <stdio.h>
#include <string.h>

enum { OBJECTS_MAX = 4 }; /* of a case that are explained; each takes a render */

/* Every field must have values, some field one that still stands. */
static const char *
check_fields(const struct hkr_result *result)
{
    struct hkr_field field = {.size = sizeof field};
    struct hkr_field_value value = {.size = sizeof value};
    size_t n_alive = 0;
    for (size_t i = 0; i < hkr_result_n_fields(result); i++) {
        if (hkr_result_field(result, i, &field) != HKR_OK || !field.n_values || !field.path[0])
            return "a field that is explained has no value or no path";
        for (size_t j = 0; j < field.n_values; j++)
            if (hkr_result_field_value(result, i, j, &value) != HKR_OK || !value.step)
                return "a value that is explained has no step";
        n_alive += value.type != HKR_VALUE_NONE;
    }
    return n_alive ? NULL : "an object that is explained has no field";
}

/* The object has other namesakes, or a name that cannot be asked for. */
static bool
is_unclear(const struct hkr_result *result)
{
    const struct hkr_diag *diag = hkr_result_diag(result, hkr_result_n_diags(result) - 1);
    return diag && diag->code >= 2301 && diag->code <= 2303;
}

static const char *
check_object(struct hkr_ctx *ctx, const char *root, struct hkr_explain_options *options,
             struct text bytes)
{
    struct hkr_result *result = NULL;
    const char *fault = NULL;
    enum hkr_status status = hkr_explain(ctx, root, options, &result);
    if (status != HKR_OK && !is_unclear(result))
        fault = "was rendered, but refused when it was traced";
    else if (status == HKR_OK && (hkr_result_size(result) != bytes.size ||
                                  memcmp(hkr_result_bytes(result), bytes.bytes, bytes.size) != 0))
        fault = "a trace changes the output";
    else if (status == HKR_OK)
        fault = check_fields(result);
    hkr_result_free(result);
    return fault;
}

static const char *
check_objects(struct hkr_ctx *ctx, const char *root, const struct hkr_render_options *render,
              const struct hkr_result *plain, struct text bytes)
{
    struct hkr_object object = {.size = sizeof object};
    const char *fault = NULL;
    size_t n = hkr_result_n_objects(plain);
    for (size_t i = 0; !fault && i < n && i < OBJECTS_MAX; i++) {
        char name[1024];
        if (hkr_result_object(plain, i, &object) != HKR_OK)
            return "an object cannot be had";
        (void)snprintf(name, sizeof name, "%s/%s", object.kind, object.name);
        struct hkr_explain_options options = {.size = sizeof options,
                                              .render = render,
                                              .object = name,
                                              .ns = object.ns[0] ? object.ns : NULL};
        fault = check_object(ctx, root, &options, bytes);
    }
    return fault;
}

const char *
golden_check_traced(struct hkr_ctx *ctx, const char *root, const struct hkr_render_options *render,
                    enum hkr_status status, struct text bytes)
{
    struct hkr_explain_options options = {.size = sizeof options, .render = render};
    struct hkr_result *result = NULL;
    const char *fault = NULL;
    if (hkr_explain(ctx, root, &options, &result) != status)
        fault = "has another status when it is explained";
    else if (status == HKR_OK)
        fault = check_objects(ctx, root, render, result, bytes);
    hkr_result_free(result);
    options.object = "Nothing/nothing";
    if (!fault && status != HKR_OK) {
        if (hkr_explain(ctx, root, &options, &result) != status)
            fault = "has another status when it is traced";
        hkr_result_free(result);
    }
    return fault;
}
