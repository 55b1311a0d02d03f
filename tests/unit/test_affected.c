/* SPDX-License-Identifier: Apache-2.0 */
/* hkr_affected(): which of several roots a change reaches, by any number of threads, and with
 * memory that runs out at every point. */
#include "check.h"

#include <string.h>

static const char *const roots[] = {"/dev", "/prod", "/plug", "/bad"};
enum { N_ROOTS = sizeof roots / sizeof roots[0] };

static void
add(struct hkr_fs *fs, const char *path, const char *text)
{
    CHECK(hkr_fs_memory_add(fs, path, text, strlen(text)) == HKR_OK);
}

/* /plug and /bad must be rendered to know what they look at. */
static struct hkr_fs *
tree(void)
{
    struct hkr_fs *fs = NULL;
    CHECK(hkr_fs_new_memory(NULL, &fs) == HKR_OK);
    add(fs, "/base/kustomization.yaml", "resources: [cm.yaml]\n");
    add(fs, "/base/cm.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n");
    add(fs, "/dev/kustomization.yaml",
        "resources: [../base]\nconfigMapGenerator: [{name: g, files: [k=v.txt], envs: [e.env]}]\n");
    add(fs, "/dev/v.txt", "x");
    add(fs, "/dev/e.env", "a=b\n");
    add(fs, "/prod/kustomization.yaml", "resources: [../base]\npatches: [{path: p.yaml}]\n");
    add(fs, "/prod/p.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {k: v}\n");
    add(fs, "/plug/kustomization.yaml", "resources: [../prod]\ntransformers: [t.yaml]\n");
    add(fs, "/plug/t.yaml",
        "apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: p}\nprefix: p-\n"
        "fieldSpecs: [{path: metadata/name}]\n");
    add(fs, "/bad/kustomization.yaml", "resources: [../base]\nnope: 1\n");
    return fs;
}

/* The affected roots of @changed and why, "root<cause " each. */
static struct hk_slice
ask(struct hk_arena *arena, struct hkr_ctx *ctx, const char *const *changed, size_t n,
    unsigned threads, const char *vars_file)
{
    const struct hkr_variables variables = {
        .size = sizeof variables, .files = &vars_file, .n_files = vars_file != NULL};
    const struct hkr_render_options render = {.size = sizeof render, .variables = &variables};
    const struct hkr_batch_options batch = {.size = sizeof batch, .threads = threads};
    const struct hkr_affected_options options = {
        .size = sizeof options, .render = &render, .batch = &batch};
    struct hkr_result *result = NULL;
    struct hk_slice all = HK_S("");
    CHECK(hkr_affected(ctx, NULL, roots, N_ROOTS, changed, n, &options, &result) == HKR_OK);
    for (size_t i = 0; i < hkr_result_n_roots(result); i++)
        all = hk_arena_printf(arena, "%" PRSLICE "%s<%s ", ARGSLICE(all),
                              hkr_result_root(result, i), hkr_result_cause(result, i));
    CHECK(hkr_result_cause(result, hkr_result_n_roots(result)) == NULL);
    CHECK(hkr_result_n_diags(result) == 0); /* that a root does not render is not asked */
    hkr_result_free(result);
    return all;
}

static void
test_answers(void)
{
    static const char *const want[][2] = {
        {"/base/cm.yaml", "/dev</base/cm.yaml /prod</base/cm.yaml /plug</base/cm.yaml "},
        {"base", "/dev<base /prod<base /plug<base "}, /* relative, and what it holds */
        {"/prod/p.yaml", "/prod</prod/p.yaml /plug</prod/p.yaml "},
        {"/dev/v.txt", "/dev</dev/v.txt "},
        {"/dev/e.env", "/dev</dev/e.env "},
        {"/dev/k=v.txt", "/dev</dev/k=v.txt "},
        {"/plug/t.yaml", "/plug</plug/t.yaml "},
        {"/plug/Kustomization", "/plug</plug/Kustomization "},
        {"/bad/kustomization.yaml", "/bad</bad/kustomization.yaml "},
        {"/bad/a.yaml", ""},
        {"/dev/k", ""},
        {"/vars.env", ""}};
    struct check_env box;
    struct hkr_fs *fs = tree();
    struct hkr_ctx_options options = {.size = sizeof options, .fs = fs};
    check_env_init(&box);
    for (unsigned threads = 1; threads <= 3; threads += 2) {
        struct hkr_ctx *ctx = NULL;
        CHECK(hkr_ctx_new(&options, &ctx) == HKR_OK);
        for (size_t i = 0; i < HK_COUNT(want); i++)
            CHECK_TEXT(ask(box.env.arena, ctx, &want[i][0], 1, threads, NULL),
                       hk_slice_cstr(want[i][1]));
        const char *vars = "/vars.env"; /* is missing, which counts; /bad ends before that */
        CHECK_TEXT(ask(box.env.arena, ctx, &vars, 1, threads, vars),
                   HK_S("/dev</vars.env /prod</vars.env /plug</vars.env "));
        CHECK_TEXT(ask(box.env.arena, ctx, NULL, 0, threads, NULL), HK_S(""));
        hkr_ctx_free(ctx);
    }
    check_env_fini(&box);
    hkr_fs_free(fs);
}

static void
test_contract(void)
{
    struct hkr_affected_options options = {.size = 1};
    const char *null = NULL;
    struct hkr_ctx *ctx = NULL;
    struct hkr_result *result = NULL;
    CHECK(hkr_ctx_new(NULL, &ctx) == HKR_OK);
    CHECK(hkr_affected(NULL, NULL, NULL, 0, NULL, 0, NULL, &result) == HKR_E_USAGE);
    CHECK(hkr_affected(ctx, NULL, NULL, 0, NULL, 0, NULL, NULL) == HKR_E_USAGE);
    CHECK(hkr_affected(ctx, NULL, NULL, 1, NULL, 0, NULL, &result) == HKR_E_USAGE);
    CHECK(hkr_affected(ctx, NULL, NULL, 0, &null, 1, NULL, &result) == HKR_E_USAGE);
    CHECK(hkr_affected(ctx, NULL, NULL, 0, NULL, 0, &options, &result) == HKR_E_USAGE && !result);
    CHECK(hkr_affected(ctx, NULL, NULL, 0, NULL, 0, NULL, &result) == HKR_OK);
    CHECK(hkr_result_n_roots(result) == 0 && hkr_result_cause(result, 0) == NULL);
    CHECK(hkr_result_cause(NULL, 0) == NULL);
    hkr_result_free(result);
    hkr_ctx_free(ctx);
}

/* ---- Memory ------------------------------------------------------------------------------ */

struct ledger {
    size_t alive, calls, fail_at;
};

static void *
count(void *user, void *ptr, size_t old_size, size_t new_size)
{
    struct ledger *ledger = user;
    (void)old_size;
    if (!new_size) {
        ledger->alive -= ptr != NULL;
        free(ptr);
        return NULL;
    }
    if (++ledger->calls == ledger->fail_at)
        return NULL;
    void *more = realloc(ptr, new_size);
    ledger->alive += more && !ptr;
    return more;
}

/* What it asks for is given back wherever memory ends. Renders record as well. */
static void
test_memory(void)
{
    static const char *const changed[] = {"/base/cm.yaml"};
    struct hkr_fs *fs = tree();
    bool done = false;
    for (size_t n = 1; !done && n < 2000; n++) {
        struct ledger ledger = {.fail_at = n};
        const struct hkr_allocator allocator = {count, &ledger};
        const struct hkr_ctx_options options = {
            .size = sizeof options, .allocator = &allocator, .fs = fs};
        const struct hkr_render_options render = {.size = sizeof render, .deps = 1};
        struct hkr_ctx *ctx = NULL;
        struct hkr_result *result = NULL, *rendered = NULL;
        enum hkr_status status = hkr_ctx_new(&options, &ctx);
        if (status == HKR_OK)
            status = hkr_render(ctx, "/prod", &render, &rendered);
        if (status == HKR_OK)
            status = hkr_affected(ctx, NULL, roots, N_ROOTS, changed, 1, NULL, &result);
        CHECK(status == HKR_OK || status == HKR_E_NOMEM);
        CHECK(status != HKR_OK || hkr_result_n_roots(result) == 3);
        done = status == HKR_OK && ledger.calls < n;
        hkr_result_free(result);
        hkr_result_free(rendered);
        hkr_ctx_free(ctx);
        CHECK(ledger.alive == 0);
    }
    CHECK(done);
    hkr_fs_free(fs);
}

int
main(void)
{
    test_answers();
    test_contract();
    test_memory();
    return check_done();
}
