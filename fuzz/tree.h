/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz/tree.h -- a render of a tree in memory through the public interface, for fuzz targets.
 *
 * Every diagnostic and object of the result is read, so that faults in their making show. Limits
 * are small: a slow input is a finding. Header only; for fuzz targets alone. */
#ifndef HK_FUZZ_TREE_H
#define HK_FUZZ_TREE_H

#include <hkrender/hkrender.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Adds a file; a path below a file, and the like, are left out: the tree simply lacks it. */
static inline void
tree_add(struct hkr_fs *fs, const char *name, size_t n_name, const char *bytes, size_t size)
{
    char path[256] = "/";
    if (n_name == 0 || n_name > sizeof path - 2 || memchr(name, '\0', n_name))
        return;
    memcpy(path + 1, name, n_name);
    path[1 + n_name] = '\0';
    if (hkr_fs_memory_add(fs, path, bytes, size) != HKR_OK)
        return;
}

static inline size_t
tree_read_all(const struct hkr_result *result)
{
    size_t seen = strlen(hkr_result_bytes(result));
    for (size_t i = 0; i < hkr_result_n_diags(result); i++) {
        const struct hkr_diag *diag = hkr_result_diag(result, i);
        seen += strlen(diag->message) + strlen(diag->at.file);
        seen += diag->line_text ? strlen(diag->line_text) : 0;
        for (const struct hkr_diag *via = diag->via; via; via = via->via)
            seen += strlen(via->message);
    }
    for (size_t i = 0; i < hkr_result_n_objects(result); i++) {
        struct hkr_object object = {.size = sizeof object};
        if (hkr_result_object(result, i, &object) != HKR_OK)
            abort();
        seen += strlen(object.kind) + strlen(object.name) + object.n_bytes;
    }
    return seen;
}

static inline size_t
tree_read_fields(const struct hkr_result *result)
{
    struct hkr_field field = {.size = sizeof field};
    struct hkr_field_value value = {.size = sizeof value};
    size_t seen = 0;
    for (size_t i = 0; i < hkr_result_n_fields(result); i++) {
        if (hkr_result_field(result, i, &field) != HKR_OK)
            abort();
        seen += strlen(field.path);
        for (size_t j = 0; j < field.n_values; j++) {
            if (hkr_result_field_value(result, i, j, &value) != HKR_OK)
                abort();
            seen += strlen(value.text) + strlen(value.entry) + strlen(value.detail);
            for (const struct hkr_via *via = value.via; via; via = via->outer)
                seen += strlen(via->entry) + strlen(via->at.file);
        }
    }
    return seen;
}

/* Explains the last object of @plain: to be traced must not change the output. */
static inline void
tree_explain(struct hkr_ctx *ctx, const struct hkr_result *plain)
{
    struct hkr_object object = {.size = sizeof object};
    struct hkr_explain_options options = {.size = sizeof options};
    struct hkr_result *result = NULL;
    size_t n = hkr_result_n_objects(plain);
    if (!n || hkr_result_object(plain, n - 1, &object) != HKR_OK)
        return;
    char *name = malloc(strlen(object.kind) + strlen(object.name) + 2);
    if (!name)
        return;
    strcpy(name, object.kind);
    strcat(strcat(name, "/"), object.name);
    options.object = name;
    if (hkr_explain(ctx, "/", &options, &result) == HKR_OK &&
        (strcmp(hkr_result_bytes(plain), hkr_result_bytes(result)) != 0 ||
         tree_read_fields(result) == 0))
        abort();
    hkr_result_free(result);
    free(name);
}

/* Renders "/" of @fs twice in one context, which must give the same; frees @fs. */
static inline int
tree_render(struct hkr_fs *fs)
{
    struct hkr_ctx *ctx = NULL;
    struct hkr_result *first = NULL;
    struct hkr_result *second = NULL;
    const struct hkr_limits limits = {.size = sizeof limits,
                                      .nodes = 200000,
                                      .output_bytes = 8u << 20,
                                      .layers = 20,
                                      .regex_steps = 100000};
    const struct hkr_ctx_options options = {.size = sizeof options, .fs = fs, .limits = &limits};
    if (hkr_ctx_new(&options, &ctx) == HKR_OK) {
        enum hkr_status status = hkr_render(ctx, "/", NULL, &first);
        if (first && tree_read_all(first) == 0 && status != HKR_OK)
            abort(); /* a failure says why */
        if (hkr_render(ctx, "/", NULL, &second) != status)
            abort();
        if (first && second && strcmp(hkr_result_bytes(first), hkr_result_bytes(second)) != 0)
            abort();
        if (first)
            tree_explain(ctx, first);
    }
    hkr_result_free(second);
    hkr_result_free(first);
    hkr_ctx_free(ctx);
    hkr_fs_free(fs);
    return 0;
}

#endif
