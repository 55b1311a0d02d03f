/* SPDX-License-Identifier: Apache-2.0 */
/* Roots of a tree: in memory, and on the disk where there are links. */
#include "check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
add(struct hkr_fs *fs, const char *path, const char *text)
{
    CHECK(hkr_fs_memory_add(fs, path, text, strlen(text)) == HKR_OK);
}

/* The roots of @directory as one text, "a b c". */
static void
check_roots(struct hkr_fs *fs, const char *directory, const char *want)
{
    struct hkr_ctx *ctx = NULL;
    struct hkr_result *result = NULL;
    char got[1024] = "";
    CHECK(hkr_ctx_new(NULL, &ctx) == HKR_OK);
    CHECK(hkr_find_roots(ctx, fs, directory, &result) == HKR_OK);
    CHECK(hkr_result_n_diags(result) == 0);
    for (size_t i = 0; i < hkr_result_n_roots(result); i++) {
        strcat(got, i ? " " : "");
        strcat(got, hkr_result_root(result, i));
    }
    CHECK_TEXT(hk_slice_cstr(got), hk_slice_cstr(want));
    CHECK(hkr_result_root(result, hkr_result_n_roots(result)) == NULL);
    hkr_result_free(result);
    hkr_ctx_free(ctx);
}

static void
test_who_is_a_root(void)
{
    struct hkr_fs *fs = NULL;
    CHECK(hkr_fs_new_memory(NULL, &fs) == HKR_OK);
    add(fs, "/r/base/kustomization.yaml", "namePrefix: a-\n");
    add(fs, "/r/component/kustomization.yaml",
        "kind: Component\nresources: [../only-in-component]\n");
    add(fs, "/r/only-in-component/Kustomization", "namePrefix: a-\n");
    add(fs, "/r/overlays/dev/kustomization.yml", "resources: [../../base]\ncommonLabels: {a: b}\n");
    add(fs, "/r/overlays/old/kustomization.yaml", "bases: [../../base]\n");
    add(fs, "/r/overlays/broken/kustomization.yaml", "resources: [\n");
    add(fs, "/r/overlays/unknown/kustomization.yaml", "resource: [../dev]\n");
    add(fs, "/r/overlays/two/kustomization.yaml", "namePrefix: a-\n");
    add(fs, "/r/overlays/two/kustomization.yml", "namePrefix: a-\n");
    add(fs, "/r/transformers/kustomization.yaml", "namePrefix: a-\n");
    add(fs, "/r/self/kustomization.yaml", "resources: [.]\ntransformers: [../transformers]\n");
    add(fs, "/r/.git/kustomization.yaml", "namePrefix: a-\n");
    add(fs, "/r/docs/readme", "kustomization.yaml\n");
    check_roots(fs, "/r",
                "/r/overlays/broken /r/overlays/dev /r/overlays/old /r/overlays/two "
                "/r/overlays/unknown /r/self");
    check_roots(fs, "r/base/", "r/base"); /* what is around it is not looked at */
    check_roots(fs, "/r/docs", "");
    hkr_fs_free(fs);
}

static void
test_faults(void)
{
    struct hkr_fs *fs = NULL;
    struct hkr_ctx *ctx = NULL;
    struct hkr_result *result = NULL;
    CHECK(hkr_fs_new_memory(NULL, &fs) == HKR_OK);
    add(fs, "/file", "x");
    struct hkr_ctx_options options = {.size = sizeof options, .fs = fs};
    CHECK(hkr_ctx_new(&options, &ctx) == HKR_OK);
    CHECK(hkr_find_roots(ctx, NULL, "/none", &result) == HKR_E_INPUT);
    CHECK(hkr_result_n_diags(result) == 1 && hkr_result_n_roots(result) == 0);
    CHECK(hkr_result_status(result) == HKR_E_INPUT);
    hkr_result_free(result);
    CHECK(hkr_find_roots(ctx, NULL, "/file", &result) == HKR_E_INPUT);
    CHECK(hkr_result_n_diags(result) == 1);
    hkr_result_free(result);
    CHECK(hkr_find_roots(ctx, NULL, NULL, &result) == HKR_E_USAGE);
    CHECK(hkr_find_roots(NULL, NULL, "/", &result) == HKR_E_USAGE);
    CHECK(hkr_result_status(NULL) == HKR_E_USAGE && hkr_result_n_roots(NULL) == 0);
    hkr_ctx_free(ctx);
    hkr_fs_free(fs);
}

static void
write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    CHECK(file && fputs(text, file) >= 0);
    if (file)
        (void)fclose(file);
}

/* Links are not followed on the way down, so there are no cycles; one that an entry names is. */
static void
test_links(void)
{
    char dir[] = "hkr-roots-XXXXXX", here[4096];
    CHECK(mkdtemp(dir) && getcwd(here, sizeof here) && chdir(dir) == 0);
    CHECK(mkdir("base", 0777) == 0 && mkdir("dev", 0777) == 0 && mkdir("none", 0777) == 0);
    write_file("base/kustomization.yaml", "namePrefix: a-\n");
    write_file("dev/kustomization.yaml", "resources: [../link]\n");
    CHECK(symlink("base", "link") == 0 && symlink("..", "dev/up") == 0);
    CHECK(symlink("loop", "loop") == 0);
    CHECK(mkdir("x.yaml", 0777) == 0 && mkdir("none/kustomization.yaml", 0777) == 0);
    write_file("x.yaml/Kustomization", "namePrefix: a-\n");
    write_file("none/other", "");
    CHECK(symlink("../base/kustomization.yaml", "none/Kustomization") == 0);
    check_roots(NULL, ".", "dev none x.yaml"); /* that of none leads out: a fault to be told */
    CHECK(unlink("none/Kustomization") == 0);
    check_roots(NULL, ".", "dev x.yaml");
    CHECK(unlink("x.yaml/Kustomization") == 0 && rmdir("x.yaml") == 0);
    CHECK(unlink("none/other") == 0 && rmdir("none/kustomization.yaml") == 0);
    check_roots(NULL, ".", "dev");
    check_roots(NULL, "none", "");
    check_roots(NULL, "link", "link");
    if (chmod("none", 0) == 0 && access("none", R_OK) != 0) { /* not as the superuser */
        struct hkr_ctx *ctx = NULL;
        struct hkr_result *result = NULL;
        CHECK(hkr_ctx_new(NULL, &ctx) == HKR_OK);
        CHECK(hkr_find_roots(ctx, NULL, ".", &result) == HKR_E_IO);
        hkr_result_free(result);
        hkr_ctx_free(ctx);
    }
    static const char *const made[] = {"dev/up", "link", "loop", "base/kustomization.yaml",
                                       "dev/kustomization.yaml"};
    for (size_t i = 0; i < HK_COUNT(made); i++)
        CHECK(unlink(made[i]) == 0);
    CHECK(rmdir("base") == 0 && rmdir("dev") == 0 && rmdir("none") == 0);
    CHECK(chdir(here) == 0 && rmdir(dir) == 0);
}

int
main(void)
{
    test_who_is_a_root();
    test_faults();
    test_links();
    return check_done();
}
