/* SPDX-License-Identifier: Apache-2.0 */
/* Edits, fixes and new files through the public header: what is handed out, what the contract
 * refuses, and that a failed allocation leaves nothing behind. */
#include "check.h"

#include <string.h>

static const char before[] =
    "# ours\nbases:\n- b   # one\nresources:\n- cm.yaml\n"
    "commonLabels: {app: x}\npatchesStrategicMerge: [p.yaml]\n"
    "vars:\n- name: V\n  objref: {apiVersion: v1, kind: ConfigMap, name: c}\n";
static const char config_map[] =
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: ns}\ndata: {k: v}\n";
static const char deployment[] =
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\n"
    "spec: {template: {spec: {containers: [{name: a, args: [$(V), x-$(V)]}]}}}\n";
static const char patch[] = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: ns}\n"
                            "data: {k: w}\n";

/* An allocator that counts what is alive, and whose @fail_at-th allocation fails. */
struct ledger {
    size_t alive;
    size_t calls;
    size_t fail_at;
};

static void *
count(void *user, void *ptr, size_t old_size, size_t new_size)
{
    struct ledger *ledger = user;
    if (new_size && ++ledger->calls == ledger->fail_at)
        return NULL;
    void *moved = new_size ? realloc(ptr, new_size) : NULL;
    if (!new_size)
        free(ptr);
    ledger->alive += new_size - old_size;
    return moved;
}

static struct hkr_fs *
tree(void)
{
    static const struct {
        const char *path;
        const char *text;
    } files[] = {{"/app/kustomization.yaml", before},
                 {"/app/cm.yaml", config_map},
                 {"/app/p.yaml", patch},
                 {"/app/b/kustomization.yaml", "resources: [d.yaml]\n"},
                 {"/app/b/d.yaml", deployment},
                 {"/new/cm.yaml", config_map},
                 {"/new/sub/d.yaml", deployment},
                 {"/new/README", "words: [\n"}};
    struct hkr_fs *fs = NULL;
    CHECK(hkr_fs_new_memory(NULL, &fs) == HKR_OK);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        CHECK(hkr_fs_memory_add(fs, files[i].path, files[i].text, strlen(files[i].text)) == HKR_OK);
    return fs;
}

/* ---- The calls --------------------------------------------------------------------------- */

typedef enum hkr_status (*call_fn)(struct hkr_ctx *ctx, struct hkr_result **ret_result);

static enum hkr_status
call_edit(struct hkr_ctx *ctx, struct hkr_result **ret_result)
{
    static const char *const images[] = {"a=b:c", "x:1"}, *const names[] = {"c"},
                             *const labels[] = {"app:y"}, *const literals[] = {"k=v"},
                             *const globs[] = {"*.yaml"};
    const struct hkr_edit edits[] = {
        {.size = sizeof *edits, .op = HKR_EDIT_SET_IMAGE, .args = images, .n_args = 2},
        {.size = sizeof *edits,
         .op = HKR_EDIT_ADD_LABEL,
         .flags = HKR_EDIT_FORCE,
         .args = labels,
         .n_args = 1},
        {.size = sizeof *edits, .op = HKR_EDIT_ADD_RESOURCE, .args = globs, .n_args = 1},
        {.size = sizeof *edits,
         .op = HKR_EDIT_ADD_CONFIGMAP,
         .args = names,
         .n_args = 1,
         .literals = literals,
         .n_literals = 1}};
    return hkr_edit(ctx, "/app", edits, sizeof edits / sizeof edits[0], ret_result);
}

static enum hkr_status
call_fix(struct hkr_ctx *ctx, struct hkr_result **ret_result)
{
    const struct hkr_fix options = {.size = sizeof options, .vars = 1};
    return hkr_fix(ctx, "/app", &options, ret_result);
}

static enum hkr_status
call_create(struct hkr_ctx *ctx, struct hkr_result **ret_result)
{
    const struct hkr_create options = {.size = sizeof options,
                                       .resources = "c*.yaml",
                                       .labels = "a:b,c",
                                       .autodetect = 1,
                                       .recursive = 1};
    return hkr_create(ctx, "/new", &options, ret_result);
}

static const struct {
    call_fn run;
    size_t n_files;
    const char *path; /* of the last file */
    const char *text; /* that it must hold */
} calls[] = {
    {call_edit, 1, "app/kustomization.yaml",
     "- b   # one\n- p.yaml\nresources:\n- cm.yaml\ncommonLabels: {app: \"y\"}\n"},
    {call_fix, 2, "app/kustomization.yaml",
     "resources:\n- cm.yaml\n- b   # one\nlabels:\n- includeSelectors: true\n  pairs: {app: x}\n"
     "patches: [{path: p.yaml}]\nreplacements:\n"},
    {call_create, 1, "new/kustomization.yaml",
     "kind: Kustomization\nresources:\n- cm.yaml\n- sub/d.yaml\ncommonLabels:\n  a: b\n  c: "
     "\"\"\n"},
};

/* ---- The tests --------------------------------------------------------------------------- */

/* Makes call @i whose allocation number @fail_at (0: none) fails. Returns how many there were. */
static size_t
make_call(size_t i, struct hkr_fs *fs, size_t fail_at)
{
    struct ledger ledger = {.fail_at = fail_at};
    const struct hkr_allocator allocator = {count, &ledger};
    struct hkr_ctx_options options = {.size = sizeof options, .allocator = &allocator, .fs = fs};
    struct hkr_ctx *ctx = NULL;
    struct hkr_result *result = NULL;
    struct hkr_file file = {.size = sizeof file};
    enum hkr_status status = hkr_ctx_new(&options, &ctx);
    if (status == HKR_OK)
        status = calls[i].run(ctx, &result);
    CHECK(status == HKR_OK || (fail_at && status == HKR_E_NOMEM && !result));
    if (status == HKR_OK) {
        CHECK(hkr_result_n_files(result) == calls[i].n_files);
        CHECK(hkr_result_file(result, calls[i].n_files - 1, &file) == HKR_OK);
        CHECK(strcmp(file.path, calls[i].path) == 0 && strlen(file.bytes) == file.n_bytes);
        if (!strstr(file.bytes, calls[i].text))
            printf("%s", file.bytes);
        CHECK(strstr(file.bytes, calls[i].text) != NULL);
        CHECK(hkr_result_file(result, calls[i].n_files, &file) == HKR_E_USAGE);
    }
    hkr_result_free(result);
    hkr_ctx_free(ctx);
    CHECK(ledger.alive == 0);
    return ledger.calls;
}

static void
test_calls(void)
{
    struct hkr_fs *fs = tree();
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        size_t n = make_call(i, fs, 0);
        size_t step = 1 + n / 400; /* debug builds allocate each object singly */
        for (size_t fail_at = 1; fail_at <= n; fail_at += step)
            make_call(i, fs, fail_at);
    }
    hkr_fs_free(fs);
}

static void
test_contract(void)
{
    struct hkr_fs *fs = tree();
    struct hkr_ctx_options options = {.size = sizeof options, .fs = fs};
    struct hkr_edit edit = {.size = sizeof edit};
    struct hkr_fix fix = {.size = 1};
    struct hkr_create create = {.size = 1};
    struct hkr_ctx *ctx = NULL;
    struct hkr_result *result = NULL;
    CHECK(hkr_ctx_new(&options, &ctx) == HKR_OK);
    CHECK(hkr_edit(ctx, "/app", &edit, 1, &result) == HKR_E_USAGE && !result);
    CHECK(hkr_edit(NULL, "/app", NULL, 0, &result) == HKR_E_USAGE && !result);
    CHECK(hkr_fix(ctx, "/app", &fix, &result) == HKR_E_USAGE && !result);
    CHECK(hkr_create(ctx, "/new", &create, &result) == HKR_E_USAGE && !result);
    CHECK(hkr_create(ctx, "/new", NULL, &result) == HKR_E_USAGE && !result);
    CHECK(hkr_edit(ctx, "/app", NULL, 0, &result) == HKR_OK && hkr_result_n_files(result) == 0);
    hkr_result_free(result);
    CHECK(hkr_fix(ctx, "/nowhere", NULL, &result) == HKR_E_INPUT &&
          hkr_result_n_diags(result) == 1);
    CHECK(hkr_result_n_files(result) == 0);
    hkr_result_free(result);
    hkr_ctx_free(ctx);
    hkr_fs_free(fs);
}

int
main(void)
{
    test_calls();
    test_contract();
    return check_done();
}
