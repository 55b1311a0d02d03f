/* SPDX-License-Identifier: Apache-2.0 */
/* The list of variables through the public header, and what a caller may get wrong. */
#include "check.h"

static const char *const files[][2] = {
    {"/app/kustomization.yaml", "resources: [map.yaml, secret.yaml]\n"},
    {"/app/map.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\ndata:\n"
                      "  url: ${HOST}:${PORT:-80}\n  ${HOST}: x\n"},
    {"/app/secret.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n"
                         "  word: ${WORD:-squeamish}\n"},
    {"/app/vars.env", "HOST=db\nUNUSED=1\n"},
    {"/app/keys.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: k}\ndata:\n  WORD: eA==\n"},
    {"/app/sealed.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: k}\ndata:\n  WORD: eA==\n"
                         "sops: {version: 1}\n"},
};

static struct hkr_fs *
tree(void)
{
    struct hkr_fs *fs = NULL;
    CHECK(hkr_fs_new_memory(NULL, &fs) == HKR_OK);
    for (size_t i = 0; i < HK_COUNT(files); i++)
        CHECK(hkr_fs_memory_add(fs, files[i][0], files[i][1], strlen(files[i][1])) == HKR_OK);
    return fs;
}

/* Fails from the n-th call on; 0: never. */
struct starving {
    size_t left;
    size_t n_calls;
};

static void *
starve(void *user, void *ptr, size_t old_size, size_t new_size)
{
    struct starving *starving = user;
    (void)old_size;
    if (new_size == 0) {
        free(ptr);
        return NULL;
    }
    starving->n_calls++;
    if (starving->left && --starving->left == 0) {
        starving->left = 1;
        return NULL;
    }
    return realloc(ptr, new_size);
}

/* Lists with the allocation number @n failing; returns how many there were. */
static size_t
list_starved(struct hkr_fs *fs, const struct hkr_render_options *options, size_t n)
{
    struct starving starving = {.left = n};
    const struct hkr_allocator allocator = {starve, &starving};
    const struct hkr_ctx_options ctx_options = {
        .size = sizeof ctx_options, .fs = fs, .allocator = &allocator};
    struct hkr_ctx *ctx = NULL;
    struct hkr_result *result = NULL;
    if (hkr_ctx_new(&ctx_options, &ctx) == HKR_OK) {
        enum hkr_status status = hkr_vars(ctx, "/app", options, &result);
        CHECK(n == 0 ? status == HKR_OK : status == HKR_E_NOMEM || result != NULL);
        hkr_result_free(result);
        hkr_ctx_free(ctx);
    }
    return starving.n_calls;
}

static void
test_list(struct hkr_ctx *ctx, const struct hkr_render_options *options)
{
    struct hkr_result *result = NULL;
    struct hkr_var var = {.size = sizeof var};
    struct hkr_var_source source = {.size = sizeof source};
    struct hkr_var_use use = {.size = sizeof use};
    CHECK(hkr_vars(ctx, "/app", options, &result) == HKR_OK);
    CHECK(hkr_result_n_vars(result) == 4 && hkr_result_size(result) == 0);
    CHECK(hkr_result_var(result, 0, &var) == HKR_OK && strcmp(var.name, "HOST") == 0);
    CHECK(var.n_sources == 2 && var.n_uses == 2 && var.n_required == 2);
    CHECK(hkr_result_var_source(result, 0, 0, &source) == HKR_OK && source.at.line == 0);
    CHECK(strcmp(source.from, "--set") == 0 && strcmp(source.value, "web") == 0);
    CHECK(hkr_result_var_source(result, 0, 1, &source) == HKR_OK && source.at.line == 1);
    CHECK(strcmp(source.value, "db") == 0 && strstr(source.from, "vars.env") != NULL);
    CHECK(hkr_result_var_use(result, 0, 1, &use) == HKR_OK && use.in_key && use.at.line == 6);
    CHECK(hkr_result_var(result, 1, &var) == HKR_OK && var.n_sources == 0 && var.n_required == 0);
    CHECK(hkr_result_var_use(result, 1, 0, &use) == HKR_OK && use.has_default);
    CHECK(strcmp(use.fallback, "80") == 0 && strcmp(use.expression, "${PORT:-80}") == 0);
    CHECK(strcmp(use.object, "v1 ConfigMap map") == 0 && strcmp(use.path, "data.url") == 0);
    CHECK(hkr_result_var(result, 2, &var) == HKR_OK && var.n_uses == 0);
    CHECK(hkr_result_var_source(result, 3, 0, &source) == HKR_OK && source.value == NULL);
    CHECK(hkr_result_var_use(result, 3, 0, &use) == HKR_OK && use.has_default);
    CHECK(use.fallback == NULL && use.expression == NULL);
    CHECK(hkr_result_var(result, 4, &var) == HKR_E_USAGE);
    CHECK(hkr_result_var_use(result, 3, 1, &use) == HKR_E_USAGE);
    CHECK(hkr_result_var_source(result, 1, 0, &source) == HKR_E_USAGE);
    var.size = 1;
    CHECK(hkr_result_var(result, 0, &var) == HKR_E_USAGE);
    CHECK(hkr_result_var(NULL, 0, &var) == HKR_E_USAGE && hkr_result_n_vars(NULL) == 0);
    hkr_result_free(result);
}

static void
test_contracts(struct hkr_ctx *ctx)
{
    struct hkr_result *result = NULL;
    struct hkr_variables variables = {.size = sizeof variables, .n_list = 1};
    const struct hkr_render_options options = {.size = sizeof options, .variables = &variables};
    const struct hkr_variable nameless = {.value = "x"};
    const char *const sealed[] = {"/app/sealed.yaml"};
    CHECK(hkr_vars(NULL, "/app", NULL, &result) == HKR_E_USAGE);
    CHECK(hkr_vars(ctx, NULL, NULL, &result) == HKR_E_USAGE);
    CHECK(hkr_vars(ctx, "/app", &options, &result) == HKR_E_USAGE); /* no list */
    variables.list = &nameless;
    CHECK(hkr_vars(ctx, "/app", &options, &result) == HKR_E_USAGE);
    variables.n_list = 0;
    variables.size = 3;
    CHECK(hkr_render(ctx, "/app", &options, &result) == HKR_E_USAGE);
    variables.size = sizeof variables;
    variables.mode = (enum hkr_vars_mode)7;
    CHECK(hkr_render(ctx, "/app", &options, &result) == HKR_E_USAGE && !result);
    variables.mode = HKR_VARS_TYPED;
    variables.files = sealed;
    variables.n_files = 1;
    CHECK(hkr_vars(ctx, "/app", &options, &result) == HKR_E_INPUT);
    CHECK(hkr_result_n_diags(result) == 1 && hkr_result_diag(result, 0)->code == 2004);
    hkr_result_free(result);
}

int
main(void)
{
    static const char *const sources[] = {"/app/vars.env", "/app/keys.yaml"};
    static const struct hkr_variable host = {"HOST", "web", "--set", 0};
    const struct hkr_variables variables = {
        .size = sizeof variables, .files = sources, .n_files = 2, .list = &host, .n_list = 1};
    const struct hkr_render_options options = {.size = sizeof options, .variables = &variables};
    struct hkr_fs *fs = tree();
    const struct hkr_ctx_options ctx_options = {.size = sizeof ctx_options, .fs = fs};
    struct hkr_ctx *ctx = NULL;
    CHECK(hkr_ctx_new(&ctx_options, &ctx) == HKR_OK);
    test_list(ctx, &options);
    test_contracts(ctx);
    hkr_ctx_free(ctx);
    size_t n_calls = list_starved(fs, &options, 0);
    for (size_t i = 1; i <= n_calls; i++)
        (void)list_starved(fs, &options, i);
    hkr_fs_free(fs);
    return check_done();
}
