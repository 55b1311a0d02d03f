/* SPDX-License-Identifier: Apache-2.0 */
/* hkr_edit() from outside: its contract, its results, and what happens when memory runs out. */
#include "check.h"

static const char text[] = "# head\n"
                           "resources: [a.yaml]\n"
                           "images:\n"
                           "- &one\n"
                           "  name: app # ours\n"
                           "  newTag: v1\n"
                           "- *one\n"
                           "commonLabels:\n"
                           "  app: x\n";

/* Fails every allocation from the n-th on. */
struct miser {
    unsigned left;
    size_t held;
};

static void *
miser_realloc(void *user, void *ptr, size_t old_size, size_t new_size)
{
    struct miser *miser = user;
    if (new_size > old_size && miser->left == 0)
        return NULL;
    miser->left -= new_size > old_size;
    miser->held += new_size - old_size;
    if (new_size == 0) {
        free(ptr);
        return NULL;
    }
    return realloc(ptr, new_size);
}

static struct hkr_edit
edit_of(enum hkr_edit_op op, const char *const *args, size_t n)
{
    return (struct hkr_edit){.size = sizeof(struct hkr_edit), .op = op, .args = args, .n_args = n};
}

static struct hkr_fs *
new_fs(void)
{
    struct hkr_fs *fs = NULL;
    CHECK(hkr_fs_new_memory(NULL, &fs) == HKR_OK);
    CHECK(hkr_fs_memory_add(fs, "/k/kustomization.yml", text, sizeof text - 1) == HKR_OK);
    CHECK(hkr_fs_memory_add(fs, "/k/b.yaml", "x", 1) == HKR_OK);
    CHECK(hkr_fs_memory_add(fs, "/k/c.yaml", "x", 1) == HKR_OK);
    return fs;
}

static enum hkr_status
run(struct hkr_fs *fs, const struct hkr_allocator *allocator, const struct hkr_edit *edits,
    size_t n, struct hkr_result **ret_result)
{
    struct hkr_ctx *ctx = NULL;
    const struct hkr_ctx_options options = {
        .size = sizeof options, .fs = fs, .allocator = allocator};
    enum hkr_status status = hkr_ctx_new(&options, &ctx);
    if (status == HKR_OK)
        status = hkr_edit(ctx, "/k", edits, n, ret_result);
    hkr_ctx_free(ctx); /* before the result: that stands on its own */
    return status;
}

static const char *const image[] = {"app=b:v2", "new:1"};
static const char *const patterns[] = {"*.yaml"};
static const char *const label[] = {"app:z"};

static void
test_result(struct hkr_fs *fs)
{
    struct hkr_edit edits[] = {edit_of(HKR_EDIT_SET_IMAGE, image, 2),
                               edit_of(HKR_EDIT_ADD_RESOURCE, patterns, 1),
                               edit_of(HKR_EDIT_SET_LABEL, label, 1)};
    struct hkr_file file = {.size = sizeof file};
    struct hkr_result *result = NULL;
    CHECK(run(fs, NULL, edits, 3, &result) == HKR_OK);
    CHECK(hkr_result_n_files(result) == 1 && hkr_result_n_diags(result) == 0);
    CHECK(hkr_result_size(result) == 0 && hkr_result_n_objects(result) == 0);
    CHECK(hkr_result_file(result, 1, &file) == HKR_E_USAGE);
    CHECK(hkr_result_file(result, 0, &file) == HKR_OK);
    CHECK_TEXT(hk_slice_cstr(file.path), HK_S("k/kustomization.yml"));
    CHECK_TEXT(hk_slice(file.bytes, file.n_bytes), HK_S("# head\n"
                                                        "resources: [a.yaml, b.yaml, c.yaml]\n"
                                                        "images:\n"
                                                        "- &one\n"
                                                        "  name: app # ours\n"
                                                        "  newTag: v2\n"
                                                        "  newName: b\n"
                                                        "- name: new\n"
                                                        "  newTag: \"1\"\n"
                                                        "commonLabels:\n"
                                                        "  app: z\n"));
    hkr_result_free(result);
}

static void
test_contract(struct hkr_fs *fs)
{
    static const char *const none[] = {NULL};
    struct hkr_edit edit = edit_of(HKR_EDIT_SET_LABEL, label, 1);
    struct hkr_result *result = NULL;
    CHECK(run(fs, NULL, &edit, 0, &result) == HKR_OK && hkr_result_n_files(result) == 0);
    hkr_result_free(result);
    edit.op = HKR_EDIT_NONE;
    CHECK(run(fs, NULL, &edit, 1, &result) == HKR_E_USAGE);
    edit = edit_of(HKR_EDIT_SET_LABEL, none, 1);
    CHECK(run(fs, NULL, &edit, 1, &result) == HKR_E_USAGE);
    edit = edit_of(HKR_EDIT_SET_LABEL, label, 1);
    edit.size--;
    CHECK(run(fs, NULL, &edit, 1, &result) == HKR_E_USAGE);
    /* One that fails undoes those before it. */
    struct hkr_edit edits[] = {edit_of(HKR_EDIT_SET_LABEL, label, 1),
                               edit_of(HKR_EDIT_REMOVE_ANNOTATION, label, 1)};
    CHECK(run(fs, NULL, edits, 2, &result) == HKR_E_INPUT && hkr_result_n_files(result) == 0);
    CHECK(hkr_result_n_diags(result) == 1);
    hkr_result_free(result);
}

static void
test_out_of_memory(struct hkr_fs *fs)
{
    struct hkr_edit edits[] = {edit_of(HKR_EDIT_ADD_RESOURCE, patterns, 1),
                               edit_of(HKR_EDIT_SET_LABEL, label, 1)};
    enum hkr_status status = HKR_E_NOMEM;
    for (unsigned n = 0; n < 10000 && status != HKR_OK; n++) {
        struct miser miser = {.left = n};
        const struct hkr_allocator allocator = {miser_realloc, &miser};
        struct hkr_result *result = NULL;
        status = run(fs, &allocator, edits, 2, &result);
        CHECK(status == HKR_OK || (status == HKR_E_NOMEM && !result));
        hkr_result_free(result);
        CHECK(miser.held == 0);
    }
    CHECK(status == HKR_OK);
}

int
main(void)
{
    struct hkr_fs *fs = new_fs();
    test_result(fs);
    test_contract(fs);
    test_out_of_memory(fs);
    hkr_fs_free(fs);
    return check_done();
}
