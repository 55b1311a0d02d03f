/* SPDX-License-Identifier: Apache-2.0 */
/* hkr_explain(): the data behind the verb, its contracts, and what it costs when memory is out. */
#include "check.h"

#include <string.h>

static const char *const files[][2] = {
    {"/base/kustomization.yaml", "resources: [web.yaml]\n"
                                 "configMapGenerator:\n- {name: settings, literals: [a=1]}\n"
                                 "secretGenerator:\n- {name: login, literals: [word=ossifrage]}\n"},
    {"/base/web.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n"
                       "spec:\n  replicas: 1\n  template: {spec: {containers: [{name: web, image: "
                       "web, envFrom: [{configMapRef: {name: settings}}]}]}}\n"},
    {"/prod/kustomization.yaml",
     "resources: [../base]\nnamespace: shop\nlabels:\n- {pairs: {a: b}, includeSelectors: true}\n"
     "patches:\n- target: {kind: Deployment}\n  patch: '[{\"op\": \"replace\", \"path\": "
     "\"/spec/replicas\", \"value\": 2}]'\n"
     "replacements:\n- source: {kind: Secret, name: login, fieldPath: data.word}\n"
     "  targets:\n  - select: {kind: Deployment}\n    fieldPaths: [metadata.labels.word]\n"
     "    options: {create: true}\n"},
    {"/prod.env", "# values\nHOST=db\nPORT=5432\n"},
    {"/vars/kustomization.yaml", "resources: [map.yaml]\n"},
    {"/vars/map.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\n"
                       "data:\n  url: ${HOST}:${PORT}\n  word: a-${WORD}\n  plain: text\n"},
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

static struct hkr_result *
explain_root(struct hkr_fs *fs, const char *root, const struct hkr_explain_options *options,
             enum hkr_status want)
{
    const struct hkr_ctx_options ctx_options = {.size = sizeof ctx_options, .fs = fs};
    struct hkr_ctx *ctx = NULL;
    struct hkr_result *result = NULL;
    CHECK(hkr_ctx_new(&ctx_options, &ctx) == HKR_OK);
    CHECK(hkr_explain(ctx, root, options, &result) == want);
    hkr_ctx_free(ctx); /* results outlive it */
    return result;
}

static struct hkr_result *
explain(struct hkr_fs *fs, const char *object, const char *field, enum hkr_status want)
{
    const struct hkr_explain_options options = {
        .size = sizeof options, .object = object, .field = field};
    return explain_root(fs, "/prod", &options, want);
}

static struct hkr_field_value
value_at(const struct hkr_result *result, size_t field, size_t index)
{
    struct hkr_field_value value = {.size = sizeof value};
    CHECK(hkr_result_field_value(result, field, index, &value) == HKR_OK);
    return value;
}

static bool
is_at(const struct hkr_span *at, const char *file, uint32_t line, uint32_t column)
{
    return strcmp(at->file, file) == 0 && at->line == line && at->column == column;
}

static void
test_chain(struct hkr_fs *fs)
{
    struct hkr_result *result = explain(fs, "deployments/web", ".spec.replicas", HKR_OK);
    struct hkr_field field = {.size = sizeof field};
    CHECK(hkr_result_n_fields(result) == 1);
    CHECK(hkr_result_field(result, 0, &field) == HKR_OK);
    CHECK(strcmp(field.path, "spec.replicas") == 0 && field.n_values == 2);
    struct hkr_field_value first = value_at(result, 0, 0);
    struct hkr_field_value last = value_at(result, 0, 1);
    CHECK(first.type == HKR_VALUE_INT && strcmp(first.text, "1") == 0 && first.n_text == 1);
    CHECK(is_at(&first.at, "base/web.yaml", 5, 13));
    CHECK(first.step == HKR_STEP_ENTRY && strcmp(first.entry, "resources[0]") == 0);
    CHECK(is_at(&first.entry_at, "base/kustomization.yaml", 1, 13));
    CHECK(first.via && !first.via->outer && strcmp(first.via->entry, "resources[0]") == 0);
    CHECK(first.via && is_at(&first.via->at, "prod/kustomization.yaml", 1, 13));
    CHECK(strcmp(last.text, "2") == 0 && strcmp(last.entry, "patches[0]") == 0 && !last.via);
    CHECK(strcmp(last.at.file, "prod/kustomization.yaml") == 0 && last.at.line == 7);
    CHECK(hkr_result_field(result, 1, &field) == HKR_E_USAGE);
    CHECK(hkr_result_field_value(result, 0, 2, &last) == HKR_E_USAGE);
    CHECK(hkr_result_field_value(result, 1, 0, &last) == HKR_E_USAGE);
    hkr_result_free(result);
}

static void
test_steps(struct hkr_fs *fs)
{
    struct hkr_result *result =
        explain(fs, "deploy/web", "spec.template.spec.containers[*].envFrom", HKR_OK);
    struct hkr_field_value last = value_at(result, 0, 1);
    CHECK(last.step == HKR_STEP_NAME_REFERENCE && last.entry[0] == '\0');
    CHECK(strncmp(last.detail, "v1 ConfigMap shop/settings-", 27) == 0);
    hkr_result_free(result);
    result = explain(fs, "cm/settings", "metadata.name", HKR_OK);
    CHECK(value_at(result, 0, 1).step == HKR_STEP_HASH);
    hkr_result_free(result);
}

static void
test_secrets(struct hkr_fs *fs)
{
    struct hkr_result *result = explain(fs, "Secret/login", "data.word", HKR_OK);
    struct hkr_field_value value = value_at(result, 0, 0);
    CHECK(value.hidden && value.type == HKR_VALUE_STRING && value.text[0] == '\0');
    hkr_result_free(result);
    result = explain(fs, "deploy/web", "metadata.labels.word", HKR_OK);
    value = value_at(result, 0, 0);
    CHECK(value.hidden && value.n_text == 0 && strcmp(value.entry, "replacements[0]") == 0);
    hkr_result_free(result);
}

static void
test_variables(struct hkr_fs *fs, enum hkr_vars_mode mode)
{
    static const char *const env_files[] = {"/prod.env"};
    static const struct hkr_variable word = {"WORD", "squeamish", "--set", 1};
    const struct hkr_variables variables = {.size = sizeof variables,
                                            .mode = mode,
                                            .files = env_files,
                                            .n_files = 1,
                                            .list = &word,
                                            .n_list = 1};
    const struct hkr_render_options render = {.size = sizeof render, .variables = &variables};
    const struct hkr_explain_options options = {
        .size = sizeof options, .render = &render, .object = "cm/map", .field = "data"};
    struct hkr_result *result = explain_root(fs, "/vars", &options, HKR_OK);
    struct hkr_field field = {.size = sizeof field};
    CHECK(hkr_result_n_fields(result) == 3);
    CHECK(hkr_result_field(result, 0, &field) == HKR_OK && field.n_values == 1);
    struct hkr_field_value first = value_at(result, 1, 0), last = value_at(result, 1, 1);
    CHECK(strcmp(first.text, "${HOST}:${PORT}") == 0 && strcmp(last.text, "db:5432") == 0);
    CHECK(last.step == HKR_STEP_VARIABLE && is_at(&last.at, "vars/map.yaml", 5, 8));
    CHECK(strcmp(last.detail, "${HOST} from prod.env:2, ${PORT} from prod.env:3") == 0);
    last = value_at(result, 2, 1);
    CHECK(last.hidden && last.n_text == 0);
    hkr_result_free(result);
}

static void
test_no_object(struct hkr_fs *fs)
{
    struct hkr_result *result = explain(fs, NULL, "spec", HKR_OK);
    CHECK(hkr_result_explained(result) == SIZE_MAX && hkr_result_n_fields(result) == 0);
    CHECK(hkr_result_n_objects(result) == 3 && hkr_result_size(result) > 0);
    hkr_result_free(result);
    result = explain(fs, "deploy/web", "nowhere", HKR_E_INPUT);
    CHECK(hkr_result_n_fields(result) == 0 && hkr_result_explained(result) == SIZE_MAX);
    CHECK(hkr_result_size(result) == 0 && hkr_result_n_diags(result) == 1);
    hkr_result_free(result);
}

static void
test_contracts(struct hkr_fs *fs)
{
    const struct hkr_explain_options bad = {.size = 4};
    const struct hkr_render_options bad_render = {.size = 4};
    const struct hkr_explain_options worse = {.size = sizeof worse, .render = &bad_render};
    struct hkr_field field = {.size = 4};
    struct hkr_field_value value = {.size = 4};
    const struct hkr_ctx_options options = {.size = sizeof options, .fs = fs};
    struct hkr_ctx *ctx = NULL;
    struct hkr_result *result = NULL;
    CHECK(hkr_ctx_new(&options, &ctx) == HKR_OK);
    CHECK(hkr_explain(NULL, "/prod", NULL, &result) == HKR_E_USAGE);
    CHECK(hkr_explain(ctx, NULL, NULL, &result) == HKR_E_USAGE);
    CHECK(hkr_explain(ctx, "/prod", NULL, NULL) == HKR_E_USAGE);
    CHECK(hkr_explain(ctx, "/prod", &bad, &result) == HKR_E_USAGE);
    CHECK(hkr_explain(ctx, "/prod", &worse, &result) == HKR_E_USAGE);
    CHECK(!result && hkr_result_n_fields(NULL) == 0 && hkr_result_explained(NULL) == SIZE_MAX);
    CHECK(hkr_result_field(NULL, 0, &field) == HKR_E_USAGE);
    CHECK(hkr_explain(ctx, "/prod", NULL, &result) == HKR_OK);
    CHECK(hkr_result_field(result, 0, &field) == HKR_E_USAGE);
    CHECK(hkr_result_field_value(result, 0, 0, &value) == HKR_E_USAGE);
    hkr_result_free(result);
    hkr_ctx_free(ctx);
}

/* ---- Without memory ----------------------------------------------------------------------- */

struct ledger {
    size_t n_calls;
    size_t fail_at;
    size_t live_bytes;
};

static void *
counted(void *user, void *ptr, size_t old_size, size_t new_size)
{
    struct ledger *ledger = user;
    if (new_size == 0) {
        ledger->live_bytes -= ptr ? old_size : 0;
        free(ptr);
        return NULL;
    }
    if (++ledger->n_calls == ledger->fail_at)
        return NULL;
    void *block = realloc(ptr, new_size);
    if (block)
        ledger->live_bytes += new_size - (ptr ? old_size : 0);
    return block;
}

/* Returns how many allocations there were. */
static size_t
explain_starved(struct hkr_fs *fs, size_t fail_at)
{
    struct ledger ledger = {.fail_at = fail_at};
    const struct hkr_allocator allocator = {counted, &ledger};
    const struct hkr_ctx_options options = {
        .size = sizeof options, .fs = fs, .allocator = &allocator};
    const struct hkr_explain_options explained = {.size = sizeof explained, .object = "deploy/web"};
    struct hkr_ctx *ctx = NULL;
    struct hkr_result *result = NULL;
    if (hkr_ctx_new(&options, &ctx) == HKR_OK) {
        enum hkr_status status = hkr_explain(ctx, "/prod", &explained, &result);
        CHECK(status == HKR_OK ? hkr_result_n_fields(result) > 5 : status == HKR_E_NOMEM);
    }
    hkr_result_free(result);
    hkr_ctx_free(ctx);
    CHECK(ledger.live_bytes == 0);
    return ledger.n_calls;
}

static void
test_out_of_memory(struct hkr_fs *fs)
{
    size_t n_calls = explain_starved(fs, 0);
    for (size_t i = 1; i <= n_calls; i++)
        (void)explain_starved(fs, i);
}

/* A list of many items that are alike, which a patch replaces: to pair them must not take a look
 * at all pairs. */
static void
test_many_alike(void)
{
    enum { N = 200000 };
    static const char head[] = "apiVersion: v1\nkind: List2\nmetadata: {name: big}\nspec:\n";
    struct hkr_fs *fs = NULL;
    char *text = malloc(sizeof head + (size_t)N * 6);
    CHECK(hkr_fs_new_memory(NULL, &fs) == HKR_OK && text);
    if (!text)
        return;
    size_t n = sizeof head - 1;
    memcpy(text, head, n);
    for (size_t i = 0; i < N; i++, n += 4)
        memcpy(text + n, "- a\n", 4);
    static const char kustomization[] = "resources: [big.yaml]\npatches: [path: patch.yaml]\n";
    CHECK(hkr_fs_memory_add(fs, "/prod/big.yaml", text, n) == HKR_OK);
    CHECK(hkr_fs_memory_add(fs, "/prod/patch.yaml", text, n) == HKR_OK);
    CHECK(hkr_fs_memory_add(fs, "/prod/kustomization.yaml", kustomization,
                            sizeof kustomization - 1) == HKR_OK);
    free(text);
    struct hkr_result *result = explain(fs, "list2/big", "spec[199999]", HKR_OK);
    struct hkr_field field = {.size = sizeof field};
    CHECK(hkr_result_field(result, 0, &field) == HKR_OK && field.n_values == 2);
    hkr_result_free(result);
    hkr_fs_free(fs);
}

/* A path is whole, however long it is. */
static void
test_long_path(void)
{
    enum { DEPTH = 10, KEY = 500 };
    static const char head[] = "apiVersion: v1\nkind: Deep\nmetadata: {name: long}\nspec: ";
    static const char kustomization[] = "resources: [long.yaml]\n";
    char text[sizeof head + DEPTH * (KEY + 4) + 8], path[DEPTH * (KEY + 1) + 8] = "spec";
    size_t n = sizeof head - 1, length = 4;
    struct hkr_fs *fs = NULL;
    memcpy(text, head, n);
    for (int i = 0; i < DEPTH; i++) {
        text[n++] = '{';
        path[length++] = '.';
        memset(text + n, 'k', KEY);
        memset(path + length, 'k', KEY);
        n += KEY;
        length += KEY;
        memcpy(text + n, ": ", 2);
        n += 2;
    }
    path[length] = '\0';
    text[n++] = 'v';
    memset(text + n, '}', DEPTH);
    n += DEPTH;
    text[n++] = '\n';
    CHECK(hkr_fs_new_memory(NULL, &fs) == HKR_OK);
    CHECK(hkr_fs_memory_add(fs, "/prod/long.yaml", text, n) == HKR_OK);
    CHECK(hkr_fs_memory_add(fs, "/prod/kustomization.yaml", kustomization,
                            sizeof kustomization - 1) == HKR_OK);
    struct hkr_result *result = explain(fs, "deep/long", path, HKR_OK);
    struct hkr_field field = {.size = sizeof field};
    CHECK(hkr_result_field(result, 0, &field) == HKR_OK && strcmp(field.path, path) == 0);
    hkr_result_free(result);
    hkr_fs_free(fs);
}

int
main(void)
{
    struct hkr_fs *fs = tree();
    test_long_path();
    test_chain(fs);
    test_steps(fs);
    test_secrets(fs);
    test_variables(fs, HKR_VARS_TYPED);
    test_variables(fs, HKR_VARS_FLUX);
    test_no_object(fs);
    test_contracts(fs);
    test_out_of_memory(fs);
    test_many_alike();
    hkr_fs_free(fs);
    return check_done();
}
