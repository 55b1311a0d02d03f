/* SPDX-License-Identifier: Apache-2.0 */
/* The public header as a caller sees it: memory file system, results, contracts, cancelling. */
#include "check.h"

#include <string.h>

static const char kustomization[] = "resources: [cm.yaml]\nnamePrefix: a-\n";
static const char config_map[] =
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: ns}\ndata: {k: v}\n";
static const char rendered[] = "apiVersion: v1\ndata:\n  k: v\nkind: ConfigMap\nmetadata:\n"
                               "  name: a-c\n  namespace: ns\n";

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
    add(fs, "/app/kustomization.yaml", kustomization);
    add(fs, "/app/cm.yaml", config_map);
    return fs;
}

static void
test_render(void)
{
    struct hkr_fs *fs = tree();
    struct hkr_ctx_options options = {.size = sizeof options, .fs = fs};
    struct hkr_ctx *ctx = NULL;
    struct hkr_result *result = NULL;
    struct hkr_object object = {.size = sizeof object};
    CHECK(hkr_ctx_new(&options, &ctx) == HKR_OK);
    CHECK(hkr_render(ctx, "/app", NULL, &result) == HKR_OK);
    hkr_ctx_free(ctx); /* the result outlives its context */
    hkr_fs_free(fs);
    CHECK_TEXT(hk_slice(hkr_result_bytes(result), hkr_result_size(result)),
               hk_slice_cstr(rendered));
    CHECK(hkr_result_n_objects(result) == 1 && hkr_result_n_diags(result) == 0);
    CHECK(hkr_result_object(result, 0, &object) == HKR_OK);
    CHECK(strcmp(object.kind, "ConfigMap") == 0 && strcmp(object.name, "a-c") == 0);
    CHECK(strcmp(object.ns, "ns") == 0 && object.line == 1 && !object.cluster_scoped);
    CHECK_TEXT(hk_slice(object.bytes, object.n_bytes), hk_slice_cstr(rendered));
    CHECK(hkr_result_object(result, 1, &object) == HKR_E_USAGE);
    CHECK(hkr_result_diag(result, 0) == NULL);
    hkr_result_free(result);
}

static void
test_failure_keeps_diagnostics(void)
{
    struct hkr_fs *fs = tree();
    struct hkr_ctx_options options = {.size = sizeof options, .fs = fs};
    struct hkr_ctx *ctx = NULL;
    struct hkr_result *result = NULL;
    char id[12];
    add(fs, "/bad/kustomization.yaml", "resources: [none.yaml]\n");
    CHECK(hkr_ctx_new(&options, &ctx) == HKR_OK);
    CHECK(hkr_render(ctx, "/bad", NULL, &result) == HKR_E_INPUT);
    hkr_ctx_free(ctx);
    hkr_fs_free(fs);
    CHECK(hkr_result_size(result) == 0 && hkr_result_n_objects(result) == 0);
    CHECK(hkr_result_bytes(result)[0] == '\0');
    const struct hkr_diag *diag = hkr_result_diag(result, 0);
    CHECK(diag && diag->severity == HKR_ERROR && diag->at.line == 1 && diag->at.column == 13);
    CHECK(diag && strstr(diag->at.file, "bad/kustomization.yaml") != NULL);
    CHECK(diag && strncmp(hkr_diag_id(diag->code, id), "HK", 2) == 0);
    hkr_result_free(result);
}

static void
test_contracts(void)
{
    struct hkr_ctx *ctx = NULL;
    struct hkr_result *result = NULL;
    struct hkr_ctx_options short_options = {.size = 4};
    struct hkr_render_options odd = {.size = sizeof odd, .reorder = (enum hkr_reorder)9};
    CHECK(hkr_ctx_new(NULL, NULL) == HKR_E_USAGE);
    CHECK(hkr_ctx_new(&short_options, &ctx) == HKR_E_USAGE);
    CHECK(hkr_ctx_new(NULL, &ctx) == HKR_OK);
    CHECK(hkr_render(NULL, ".", NULL, &result) == HKR_E_USAGE);
    CHECK(hkr_render(ctx, NULL, NULL, &result) == HKR_E_USAGE);
    CHECK(hkr_render(ctx, ".", &odd, &result) == HKR_E_USAGE);
    CHECK(hkr_fs_new(NULL, NULL, NULL, NULL) == HKR_E_USAGE);
    hkr_ctx_free(ctx);
    hkr_ctx_free(NULL);
    hkr_result_free(NULL);
    hkr_fs_free(NULL);
    CHECK(strcmp(hkr_kustomize_version(), "v5.8.1") == 0);
}

/* Renders a tree with a hidden key; how many errors and warnings there are. */
static enum hkr_status
render_treated(struct hkr_ctx *ctx, const struct hkr_render_options *options, unsigned *ret_errors,
               unsigned *ret_warnings)
{
    struct hkr_result *result = NULL;
    enum hkr_status status = hkr_render(ctx, "/odd", options, &result);
    *ret_errors = *ret_warnings = 0;
    for (size_t i = 0; i < hkr_result_n_diags(result); i++)
        *(hkr_result_diag(result, i)->severity == HKR_ERROR ? ret_errors : ret_warnings) += 1;
    CHECK((hkr_result_size(result) > 0) == (status == HKR_OK));
    hkr_result_free(result);
    return status;
}

static void
test_treatment(void)
{
    struct hkr_fs *fs = tree();
    struct hkr_ctx_options options = {.size = sizeof options, .fs = fs};
    struct hkr_ctx *ctx = NULL;
    struct hkr_treat treats[] = {{"all", HKR_TREAT_WARN}, {"hk1120", HKR_TREAT_IGNORE}};
    struct hkr_render_options render = {.size = sizeof render};
    unsigned errors, warnings;
    add(fs, "/odd/kustomization.yaml",
        "resources: [cm.yaml]\nnamePrefix: a\nnamePrefix: b\nbases: []\nBases: []\n");
    add(fs, "/odd/cm.yaml", config_map);
    CHECK(hkr_ctx_new(&options, &ctx) == HKR_OK);
    CHECK(render_treated(ctx, &render, &errors, &warnings) == HKR_OK);
    CHECK(errors == 0 && warnings == 1);
    render.strict = 1;
    CHECK(render_treated(ctx, &render, &errors, &warnings) == HKR_E_INPUT);
    CHECK(errors == 2 && warnings == 1);
    render.treats = treats;
    render.n_treats = 1;
    CHECK(render_treated(ctx, &render, &errors, &warnings) == HKR_OK);
    CHECK(errors == 0 && warnings == 3);
    render.n_treats = 2;
    CHECK(render_treated(ctx, &render, &errors, &warnings) == HKR_OK);
    CHECK(errors == 0 && warnings == 2);
    treats[1].id = "HK1201"; /* an error */
    struct hkr_result *result = NULL;
    CHECK(hkr_render(ctx, "/odd", &render, &result) == HKR_E_USAGE);
    treats[1].id = NULL;
    CHECK(hkr_render(ctx, "/odd", &render, &result) == HKR_E_USAGE);
    hkr_ctx_free(ctx);
    hkr_fs_free(fs);
}

static void
test_codes(void)
{
    struct hkr_code code = {.size = sizeof code};
    uint32_t last = 0;
    bool found = false;
    CHECK(hkr_n_codes() > 100);
    for (size_t i = 0; i < hkr_n_codes(); i++) {
        CHECK(hkr_code_at(i, &code) == HKR_OK && code.code > last);
        found = found || (code.code == 1120 && code.kind == HKR_CODE_STRICT &&
                          strcmp(code.name, "shadowed-key") == 0);
        last = code.code;
    }
    CHECK(found);
    CHECK(hkr_code_at(hkr_n_codes(), &code) == HKR_E_USAGE);
    code.size = 1;
    CHECK(hkr_code_at(0, &code) == HKR_E_USAGE);
}

static void
test_cancel(void)
{
    static const int raised = 1;
    struct hkr_fs *fs = tree();
    struct hkr_ctx_options options = {.size = sizeof options, .fs = fs, .cancel = &raised};
    struct hkr_ctx *ctx = NULL;
    struct hkr_result *result = NULL;
    CHECK(hkr_ctx_new(&options, &ctx) == HKR_OK);
    CHECK(hkr_render(ctx, "/app", NULL, &result) == HKR_E_CANCELLED);
    CHECK(hkr_result_n_diags(result) == 1 && hkr_result_size(result) == 0);
    hkr_result_free(result);
    hkr_ctx_free(ctx);
    hkr_fs_free(fs);
}

static void
test_memory_budget(void)
{
    struct hkr_fs *fs = tree();
    struct hkr_limits limits = {.size = sizeof limits, .memory_bytes = 400000};
    struct hkr_ctx_options options = {.size = sizeof options, .fs = fs, .limits = &limits};
    struct hkr_ctx *ctx = NULL;
    struct hkr_result *result = NULL;
    char *big = malloc(2000000);
    memset(big, 'x', 2000000);
    CHECK(hkr_fs_memory_add(fs, "/app/cm.yaml", big, 2000000) == HKR_OK);
    free(big);
    CHECK(hkr_ctx_new(&options, &ctx) == HKR_OK);
    CHECK(hkr_render(ctx, "/app", NULL, &result) == HKR_E_LIMIT);
    CHECK(hkr_result_n_diags(result) == 1);
    hkr_result_free(result);
    hkr_ctx_free(ctx);
    hkr_fs_free(fs);
}

int
main(void)
{
    test_render();
    test_failure_keeps_diagnostics();
    test_contracts();
    test_treatment();
    test_codes();
    test_cancel();
    test_memory_budget();
    return check_done();
}
