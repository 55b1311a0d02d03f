/* SPDX-License-Identifier: Apache-2.0 */
/* hkr_localize() as a caller sees it: files of a copy, contracts, memory that runs out. */
#include "check.h"

#include <string.h>

static const char *const tree[][2] = {
    {"/t/kustomization.yaml",
     "resources:\n- https://github.com/o/r//base?ref=v1 # pinned\n"
     "transformers:\n- |-\n  apiVersion: builtin\n  kind: PatchTransformer\n"
     "  metadata: {name: p}\n  path: https://files.example.org/p.yaml\n"
     "  target: {kind: ConfigMap}\n"},
    {"/r/base/kustomization.yaml", "resources: [../cm]\n"},
    {"/r/cm/kustomization.yaml", "resources: [cm.yaml]\n"},
    {"/r/cm/cm.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n"},
    {"/f/p.yaml", "- {op: add, path: /data, value: {k: v}}\n"},
};

static const struct hkr_remote remotes[] = {{"github.com/o/r?ref=v1", "r"},
                                            {"https://files.example.org", "/f"}};

/* Counts what is alive; allocation number fail_at (if not 0) fails. */
struct ledger {
    size_t n_calls;
    size_t fail_at;
    size_t live_bytes;
};

static void *
ledger_realloc(void *user, void *ptr, size_t old_size, size_t new_size)
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

static struct hkr_localize_options
options_of(void)
{
    return (struct hkr_localize_options){.size = sizeof(struct hkr_localize_options),
                                         .remotes = remotes,
                                         .n_remotes = HK_COUNT(remotes)};
}

/* Localizes the tree with @ledger; *ret_result may be NULL. */
static enum hkr_status
localize(struct ledger *ledger, struct hkr_result **ret_result)
{
    const struct hkr_allocator allocator = {ledger_realloc, ledger};
    const struct hkr_localize_options options = options_of();
    struct hkr_fs *fs = NULL;
    struct hkr_ctx *ctx = NULL;
    enum hkr_status status = hkr_fs_new_memory(&allocator, &fs);
    for (size_t i = 0; status == HKR_OK && i < HK_COUNT(tree); i++)
        status = hkr_fs_memory_add(fs, tree[i][0], tree[i][1], strlen(tree[i][1]));
    struct hkr_ctx_options of_ctx = {.size = sizeof of_ctx, .fs = fs, .allocator = &allocator};
    if (status == HKR_OK)
        status = hkr_ctx_new(&of_ctx, &ctx);
    if (status == HKR_OK)
        status = hkr_localize(ctx, "/t", &options, ret_result);
    hkr_ctx_free(ctx);
    hkr_fs_free(fs);
    return status;
}

static void
test_files(void)
{
    static const char *const want[] = {
        "localized-t/localized-files/github.com/o/r/v1/cm/cm.yaml",
        "localized-t/localized-files/github.com/o/r/v1/cm/kustomization.yaml",
        "localized-t/localized-files/github.com/o/r/v1/base/kustomization.yaml",
        "localized-t/localized-files/files.example.org/p.yaml",
        "localized-t/kustomization.yaml",
    };
    struct ledger ledger = {0};
    struct hkr_result *result = NULL;
    struct hkr_file file = {.size = sizeof file};
    CHECK(localize(&ledger, &result) == HKR_OK);
    CHECK(hkr_result_n_files(result) == HK_COUNT(want));
    for (size_t i = 0; i < HK_COUNT(want); i++) {
        CHECK(hkr_result_file(result, i, &file) == HKR_OK);
        CHECK_TEXT(hk_slice_cstr(file.path), hk_slice_cstr(want[i]));
    }
    CHECK(strstr(file.bytes, "- localized-files/github.com/o/r/v1/base # pinned\n") != NULL);
    CHECK(strstr(file.bytes, "path: localized-files/files.example.org/p.yaml\n") != NULL);
    CHECK_TEXT(hk_slice_cstr(hkr_result_destination(result)), HK_S("localized-t"));
    CHECK_TEXT(hk_slice_cstr(hkr_result_localized(result)), HK_S("localized-t"));
    hkr_result_free(result);
    CHECK(ledger.live_bytes == 0);
}

static void
test_starved(void)
{
    struct ledger whole = {0};
    struct hkr_result *result = NULL;
    CHECK(localize(&whole, &result) == HKR_OK);
    hkr_result_free(result);
    for (size_t fail_at = 1; fail_at <= whole.n_calls; fail_at++) {
        struct ledger ledger = {.fail_at = fail_at};
        result = NULL;
        (void)localize(&ledger, &result);
        hkr_result_free(result);
        CHECK(ledger.live_bytes == 0);
    }
}

static void
test_contracts(void)
{
    struct hkr_ctx *ctx = NULL;
    struct hkr_result *result = NULL;
    struct hkr_localize_options options = options_of();
    CHECK(hkr_ctx_new(NULL, &ctx) == HKR_OK);
    CHECK(hkr_localize(NULL, "t", &options, &result) == HKR_E_USAGE);
    CHECK(hkr_localize(ctx, NULL, &options, &result) == HKR_E_USAGE);
    CHECK(hkr_localize(ctx, "t", &options, NULL) == HKR_E_USAGE);
    options.size--;
    CHECK(hkr_localize(ctx, "t", &options, &result) == HKR_E_USAGE);
    options = options_of();
    options.n_remote_maps = 1;
    CHECK(hkr_localize(ctx, "t", &options, &result) == HKR_E_USAGE);
    CHECK(hkr_localize(ctx, "/no/such", NULL, &result) == HKR_E_INPUT);
    CHECK(hkr_result_n_files(result) == 0 && hkr_result_n_diags(result) == 1);
    CHECK(hkr_result_destination(result)[0] == '\0' && hkr_result_localized(NULL)[0] == '\0');
    hkr_result_free(result);
    hkr_ctx_free(ctx);
}

int
main(void)
{
    test_files();
    test_starved();
    test_contracts();
    return check_done();
}
