/* SPDX-License-Identifier: Apache-2.0 */
/* Many renders in one call: the same as one by one, and each file read once. */
#include "check.h"

#include <string.h>

static void
add(struct hkr_fs *fs, const char *path, const char *text)
{
    CHECK(hkr_fs_memory_add(fs, path, text, strlen(text)) == HKR_OK);
}

static struct hkr_fs *
tree(void)
{
    struct hkr_fs *fs = NULL;
    CHECK(hkr_fs_new_memory(NULL, &fs) == HKR_OK);
    add(fs, "/base/kustomization.yaml", "resources: [cm.yaml]\ncommonLabels: {app: x}\n");
    add(fs, "/base/cm.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n");
    add(fs, "/dev/kustomization.yaml", "resources: [../base]\nnamePrefix: dev-\n");
    add(fs, "/prod/kustomization.yaml", "resources: [../base]\nnamePrefix: prod-\n");
    add(fs, "/bad/kustomization.yaml", "resources: [../base, none.yaml]\n");
    return fs;
}

static struct hkr_ctx *
context(struct hkr_fs *fs)
{
    struct hkr_ctx_options options = {.size = sizeof options, .fs = fs};
    struct hkr_ctx *ctx = NULL;
    CHECK(hkr_ctx_new(&options, &ctx) == HKR_OK);
    return ctx;
}

struct told {
    size_t last, n;
};

static void
on_progress(void *user, size_t done, size_t n)
{
    struct told *told = user;
    CHECK(done == told->last + 1);
    told->last = done;
    told->n = n;
}

static void
check_same(const struct hkr_result *a, const struct hkr_result *b)
{
    CHECK(hkr_result_status(a) == hkr_result_status(b));
    CHECK_TEXT(hk_slice(hkr_result_bytes(a), hkr_result_size(a)),
               hk_slice(hkr_result_bytes(b), hkr_result_size(b)));
    CHECK(hkr_result_n_diags(a) == hkr_result_n_diags(b));
    for (size_t i = 0; i < hkr_result_n_diags(a) && i < hkr_result_n_diags(b); i++)
        CHECK(strcmp(hkr_result_diag(a, i)->message, hkr_result_diag(b, i)->message) == 0);
}

/* The same root twice, roots inside each other, a missing one among many. */
static void
test_same_as_one_by_one(void)
{
    static const char *const roots[] = {"/dev", "/none", "/prod", "/dev", "/base", "/bad"};
    enum { N = HK_COUNT(roots) };
    struct hkr_result *results[N];
    struct hkr_fs *fs = tree();
    struct hkr_ctx *ctx = context(fs);
    struct told told = {0};
    struct hkr_batch_options batch = {.size = sizeof batch, .progress = on_progress, .user = &told};
    CHECK(hkr_render_many(ctx, roots, N, NULL, &batch, results) == HKR_E_INPUT);
    CHECK(told.last == N && told.n == N);
    for (size_t i = 0; i < N; i++) {
        struct hkr_result *alone = NULL;
        struct hkr_ctx *fresh = context(fs);
        CHECK(hkr_render(fresh, roots[i], NULL, &alone) == hkr_result_status(results[i]));
        check_same(results[i], alone);
        hkr_result_free(alone);
        hkr_ctx_free(fresh);
        hkr_result_free(results[i]);
    }
    hkr_ctx_free(ctx);
    hkr_fs_free(fs);
}

static void
test_contracts(void)
{
    static const char *const roots[] = {"/dev", NULL};
    struct hkr_fs *fs = tree();
    struct hkr_ctx *ctx = context(fs);
    struct hkr_result *results[2] = {NULL, NULL};
    struct hkr_batch_options batch = {.size = 4};
    CHECK(hkr_render_many(ctx, NULL, 0, NULL, NULL, NULL) == HKR_OK);
    CHECK(hkr_render_many(ctx, roots, 1, NULL, NULL, NULL) == HKR_E_USAGE);
    CHECK(hkr_render_many(ctx, roots, 2, NULL, NULL, results) == HKR_E_USAGE);
    CHECK(hkr_render_many(ctx, roots, 1, NULL, &batch, results) == HKR_E_USAGE);
    CHECK(hkr_render_many(NULL, roots, 1, NULL, NULL, results) == HKR_E_USAGE);
    CHECK(results[0] == NULL && results[1] == NULL);
    hkr_ctx_free(ctx);
    hkr_fs_free(fs);
}

int
main(void)
{
    test_same_as_one_by_one();
    test_contracts();
    return check_done();
}
