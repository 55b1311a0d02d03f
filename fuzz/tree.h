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
    }
    hkr_result_free(second);
    hkr_result_free(first);
    hkr_ctx_free(ctx);
    hkr_fs_free(fs);
    return 0;
}

#endif
