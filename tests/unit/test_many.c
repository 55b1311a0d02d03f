/* SPDX-License-Identifier: Apache-2.0 */
/* Many renders in one call, by one thread and by several: the same as one by one. */
#include "check.h"
#include "load/fs.h"

#include <stdatomic.h>
#include <string.h>

enum { N_MANY = 40 };

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
test_same_as_one_by_one(unsigned threads)
{
    static const char *const roots[] = {"/dev", "/none", "/prod", "/dev", "/base", "/bad"};
    enum { N = HK_COUNT(roots) };
    struct hkr_result *results[N];
    struct hkr_fs *fs = tree();
    struct hkr_ctx *ctx = context(fs);
    struct told told = {0};
    struct hkr_batch_options batch = {
        .size = sizeof batch, .threads = threads, .progress = on_progress, .user = &told};
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

/* ---- A file system of the caller's ------------------------------------------------------- */

/* Serves a tree, sees whether it is called by one thread at a time, and counts. */
struct watched {
    struct hkr_fs *tree;
    atomic_int inside;
    atomic_size_t n_clashes;
    size_t n_base_reads; /* of files of the base */
};

static enum hkr_fs_status
watched_resolve(void *user, const char *path, char *buffer, size_t capacity,
                enum hkr_fs_kind *ret_kind)
{
    struct watched *watched = user;
    if (atomic_fetch_add(&watched->inside, 1))
        atomic_fetch_add(&watched->n_clashes, 1);
    enum hkr_fs_status status =
        watched->tree->ops.resolve(watched->tree->user, path, buffer, capacity, ret_kind);
    atomic_fetch_sub(&watched->inside, 1);
    return status;
}

static enum hkr_fs_status
watched_read(void *user, const char *fence, const char *path, size_t max_bytes,
             char *(*sink)(void *sink_user, size_t size), void *sink_user)
{
    struct watched *watched = user;
    if (atomic_fetch_add(&watched->inside, 1))
        atomic_fetch_add(&watched->n_clashes, 1);
    watched->n_base_reads += strncmp(path, "/base/", 6) == 0;
    enum hkr_fs_status status =
        watched->tree->ops.read(watched->tree->user, fence, path, max_bytes, sink, sink_user);
    atomic_fetch_sub(&watched->inside, 1);
    return status;
}

static struct hkr_fs *
watched_fs(struct watched *watched)
{
    struct hkr_fs_ops ops = {.size = sizeof ops, .resolve = watched_resolve, .read = watched_read};
    struct hkr_fs *fs = NULL;
    watched->tree = tree();
    CHECK(hkr_fs_new(NULL, &ops, watched, &fs) == HKR_OK);
    return fs;
}

/* /dev and /prod in turn. */
static void
fill_roots(const char **roots)
{
    for (size_t i = 0; i < N_MANY; i++)
        roots[i] = i % 2 ? "/prod" : "/dev";
}

/* A base is read once, with two names that it does not have, however many threads build on it. */
static void
test_reads(unsigned threads)
{
    const char *roots[N_MANY];
    struct hkr_result *results[N_MANY];
    struct watched watched = {0};
    struct hkr_fs *fs = watched_fs(&watched);
    struct hkr_ctx *ctx = context(fs);
    struct hkr_batch_options batch = {.size = sizeof batch, .threads = threads};
    fill_roots(roots);
    CHECK(hkr_render_many(ctx, roots, N_MANY, NULL, &batch, results) == HKR_OK);
    CHECK(atomic_load(&watched.n_clashes) == 0);
    CHECK(watched.n_base_reads == 4);
    for (size_t i = 0; i < N_MANY; i++) {
        check_same(results[i], results[i % 2]);
        CHECK(hkr_result_size(results[i]) > 0);
    }
    for (size_t i = 0; i < N_MANY; i++)
        hkr_result_free(results[i]);
    hkr_ctx_free(ctx);
    hkr_fs_free(fs);
    hkr_fs_free(watched.tree);
}

/* ---- The ends that come early ------------------------------------------------------------ */

static void
test_cancel(unsigned threads)
{
    const char *roots[N_MANY];
    struct hkr_result *results[N_MANY];
    struct hkr_fs *fs = tree();
    volatile int cancel = 1;
    struct hkr_ctx_options options = {.size = sizeof options, .fs = fs, .cancel = &cancel};
    struct hkr_batch_options batch = {.size = sizeof batch, .threads = threads};
    struct hkr_ctx *ctx = NULL;
    fill_roots(roots);
    CHECK(hkr_ctx_new(&options, &ctx) == HKR_OK);
    CHECK(hkr_render_many(ctx, roots, N_MANY, NULL, &batch, results) == HKR_E_CANCELLED);
    for (size_t i = 0; i < N_MANY; i++) {
        CHECK(hkr_result_status(results[i]) == HKR_E_CANCELLED);
        hkr_result_free(results[i]);
    }
    hkr_ctx_free(ctx);
    hkr_fs_free(fs);
}

/* Allocation number fail_at fails, whichever thread makes it. */
struct ledger {
    atomic_size_t n_calls;
    atomic_size_t live_bytes;
    size_t fail_at;
};

static void *
ledger_realloc(void *user, void *ptr, size_t old_size, size_t new_size)
{
    struct ledger *ledger = user;
    if (new_size && atomic_fetch_add(&ledger->n_calls, 1) + 1 == ledger->fail_at)
        return NULL;
    void *block = new_size ? realloc(ptr, new_size) : NULL;
    if (!new_size)
        free(ptr);
    if (block || !new_size) {
        atomic_fetch_add(&ledger->live_bytes, new_size);
        atomic_fetch_sub(&ledger->live_bytes, ptr ? old_size : 0);
    }
    return block;
}

/* One batch in which allocation number @fail_at fails. How many there were. */
static size_t
fail_one(struct hkr_fs *fs, unsigned threads, size_t fail_at)
{
    static const char *const roots[] = {"/dev", "/prod", "/bad", "/dev"};
    enum { N = HK_COUNT(roots) };
    struct ledger ledger = {.fail_at = fail_at};
    struct hkr_allocator allocator = {ledger_realloc, &ledger};
    struct hkr_ctx_options options = {.size = sizeof options, .fs = fs, .allocator = &allocator};
    struct hkr_batch_options batch = {.size = sizeof batch, .threads = threads};
    struct hkr_result *results[N];
    struct hkr_ctx *ctx = NULL;
    if (hkr_ctx_new(&options, &ctx) == HKR_OK) {
        enum hkr_status status = hkr_render_many(ctx, roots, N, NULL, &batch, results);
        CHECK(status == HKR_E_NOMEM || status == HKR_E_INPUT);
        for (size_t i = 0; i < N; i++) {
            CHECK((status == HKR_E_NOMEM) == (results[i] == NULL));
            hkr_result_free(results[i]);
        }
    }
    hkr_ctx_free(ctx);
    CHECK(atomic_load(&ledger.live_bytes) == 0);
    return atomic_load(&ledger.n_calls);
}

static void
test_out_of_memory(unsigned threads)
{
    struct hkr_fs *fs = tree();
    size_t n_calls = fail_one(fs, threads, 0);
    for (size_t i = 1; i <= n_calls; i++)
        (void)fail_one(fs, threads, i);
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
    for (unsigned threads = 0; threads <= 4; threads++)
        test_same_as_one_by_one(threads);
    test_reads(1);
    test_reads(4);
    test_cancel(1);
    test_cancel(3);
    test_out_of_memory(1);
    test_out_of_memory(3);
    test_contracts();
    return check_done();
}
