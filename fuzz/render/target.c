/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz/render/target.c -- a whole render of a tree in memory.
 *
 * The input is a text that holds files: a line "=== PATH" begins each, what follows are its bytes.
 * What comes before the first such line is /kustomization.yaml. Every diagnostic and object is
 * read, so that faults in their making show. Limits are small: a slow input is a finding. */
#include <hkrender/hkrender.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The next line at or after @at that begins a file, or @end. */
static const char *
find_mark(const char *at, const char *end)
{
    for (; at < end; at++) {
        if (end - at > 4 && memcmp(at, "=== ", 4) == 0)
            return at;
        at = memchr(at, '\n', (size_t)(end - at));
        if (!at)
            return end;
    }
    return end;
}

static void
add(struct hkr_fs *fs, const char *name, size_t n_name, const char *bytes, size_t size)
{
    char path[256] = "/";
    if (n_name == 0 || n_name > sizeof path - 2 || memchr(name, '\0', n_name))
        return;
    memcpy(path + 1, name, n_name);
    path[1 + n_name] = '\0';
    if (hkr_fs_memory_add(fs, path, bytes, size) != HKR_OK)
        return; /* a path below a file, and the like: the tree simply lacks it */
}

static void
add_files(struct hkr_fs *fs, const char *at, const char *end)
{
    static const char first[] = "kustomization.yaml";
    const char *mark = find_mark(at, end);
    if (mark > at)
        add(fs, first, sizeof first - 1, at, (size_t)(mark - at));
    while (mark < end) {
        const char *name = mark + 4;
        const char *stop = memchr(name, '\n', (size_t)(end - name));
        if (!stop)
            return;
        mark = find_mark(stop + 1, end);
        add(fs, name, (size_t)(stop - name), stop + 1, (size_t)(mark - stop - 1));
    }
}

static size_t
read_all(const struct hkr_result *result)
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

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hkr_fs *fs = NULL;
    struct hkr_ctx *ctx = NULL;
    struct hkr_result *result = NULL;
    const struct hkr_limits limits = {
        .size = sizeof limits, .nodes = 200000, .output_bytes = 8u << 20, .layers = 20};
    if (hkr_fs_new_memory(NULL, &fs) != HKR_OK)
        return 0;
    add_files(fs, (const char *)data, (const char *)data + size);
    const struct hkr_ctx_options options = {.size = sizeof options, .fs = fs, .limits = &limits};
    if (hkr_ctx_new(&options, &ctx) == HKR_OK) {
        enum hkr_status status = hkr_render(ctx, "/", NULL, &result);
        if (result && read_all(result) == 0 && status != HKR_OK)
            abort(); /* a failure says why */
    }
    hkr_result_free(result);
    hkr_ctx_free(ctx);
    hkr_fs_free(fs);
    return 0;
}
