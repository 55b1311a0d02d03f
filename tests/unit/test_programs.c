/* SPDX-License-Identifier: Apache-2.0 */
/* Renders that start programs, through the public header: what must be refused, and two threads
 * that never meet. */
#include "check.h"

#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROUNDS 12

static const char kustomization[] =
    "resources: [cm.yaml]\nnamePrefix: a-\ntransformers: [fn.yaml]\n"
    "configMapGenerator:\n- name: made\n  literals: [a=b]\n";
static const char config_map[] = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n";
static const char function[] =
    "apiVersion: example.com/v1\nkind: Fn\nmetadata:\n  name: fn\n  annotations:\n"
    "    config.kubernetes.io/function: 'exec: {path: ./fn.sh}'\n";
static const char script[] = "#!/bin/sh\nsed 's/name: a-c$/name: b-c/'\n";
static const char rendered[] =
    "apiVersion: v1\ndata:\n  a: b\nkind: ConfigMap\nmetadata:\n  name: a-made-4h2mbtbbt6\n---\n"
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b-c\n";

static const struct hkr_programs allowed = {
    .size = sizeof allowed, .plugins = 1, .exec = 1, .seconds = 30};

static void
write_file(const char *directory, const char *name, const char *text, mode_t mode)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "w");
    CHECK(file && fputs(text, file) >= 0 && fclose(file) == 0 && chmod(path, mode) == 0);
}

static void
remove_file(const char *directory, const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    CHECK(unlink(path) == 0);
}

/* ---- Refusals ----------------------------------------------------------------------------- */

/* The files of such a render are not those that a program would see. */
static void
test_memory(void)
{
    struct hkr_fs *fs = NULL;
    struct hkr_ctx *ctx = NULL;
    struct hkr_result *result = NULL;
    CHECK(hkr_fs_new_memory(NULL, &fs) == HKR_OK);
    CHECK(hkr_fs_memory_add(fs, "/kustomization.yaml", kustomization, strlen(kustomization)) ==
          HKR_OK);
    CHECK(hkr_fs_memory_add(fs, "/cm.yaml", config_map, strlen(config_map)) == HKR_OK);
    CHECK(hkr_fs_memory_add(fs, "/fn.yaml", function, strlen(function)) == HKR_OK);
    struct hkr_ctx_options options = {.size = sizeof options, .fs = fs};
    struct hkr_render_options render = {.size = sizeof render, .programs = &allowed};
    CHECK(hkr_ctx_new(&options, &ctx) == HKR_OK);
    CHECK(hkr_render(ctx, "/", &render, &result) == HKR_E_INPUT);
    const struct hkr_diag *diag = hkr_result_diag(result, 0);
    CHECK(diag && diag->code == 1864 && diag->at.line == 1 && diag->mend);
    hkr_result_free(result);
    hkr_ctx_free(ctx);
    hkr_fs_free(fs);
}

/* Nor would helm see them; and without the power to start it nothing is looked for. */
static void
test_memory_charts(void)
{
    static const char charts[] = "helmCharts:\n- name: web\n";
    struct hkr_programs programs = {.size = sizeof programs, .helm = 1};
    struct hkr_render_options render = {.size = sizeof render, .programs = &programs};
    struct hkr_fs *fs = NULL;
    CHECK(hkr_fs_new_memory(NULL, &fs) == HKR_OK);
    CHECK(hkr_fs_memory_add(fs, "/kustomization.yaml", charts, strlen(charts)) == HKR_OK);
    struct hkr_ctx_options options = {.size = sizeof options, .fs = fs};
    for (programs.helm = 0; programs.helm < 2; programs.helm++) {
        struct hkr_ctx *ctx = NULL;
        struct hkr_result *result = NULL;
        CHECK(hkr_ctx_new(&options, &ctx) == HKR_OK);
        CHECK(hkr_render(ctx, "/", &render, &result) == HKR_E_INPUT);
        const struct hkr_diag *diag = hkr_result_diag(result, 0);
        CHECK(diag && diag->code == (programs.helm ? 1864u : 1671u) && diag->at.line == 2);
        hkr_result_free(result);
        hkr_ctx_free(ctx);
    }
    hkr_fs_free(fs);
}

static bool
is_refused(struct hkr_ctx *ctx, struct hkr_programs programs)
{
    struct hkr_render_options render = {.size = sizeof render, .programs = &programs};
    struct hkr_result *result = NULL;
    return hkr_render(ctx, "/", &render, &result) == HKR_E_USAGE && !result;
}

static void
test_contracts(void)
{
    static const char *const hole[] = {"A=b", NULL};
    struct hkr_ctx *ctx = NULL;
    CHECK(hkr_ctx_new(NULL, &ctx) == HKR_OK);
    CHECK(is_refused(ctx, (struct hkr_programs){.size = 8}));
    CHECK(is_refused(ctx, (struct hkr_programs){.size = sizeof allowed, .n_env = 1}));
    CHECK(is_refused(ctx, (struct hkr_programs){.size = sizeof allowed, .n_mounts = 1}));
    CHECK(is_refused(ctx, (struct hkr_programs){
                              .size = sizeof allowed, .environment = hole, .n_environment = 2}));
    hkr_ctx_free(ctx);
}

/* ---- Threads ------------------------------------------------------------------------------ */

struct worker {
    const char *directory;
    int right; /* renders that gave what they had to */
};

static void *
work(void *user)
{
    struct worker *worker = user;
    struct hkr_render_options render = {.size = sizeof render, .programs = &allowed};
    for (int i = 0; i < ROUNDS; i++) {
        struct hkr_ctx *ctx = NULL;
        struct hkr_result *result = NULL;
        if (hkr_ctx_new(NULL, &ctx) == HKR_OK &&
            hkr_render(ctx, worker->directory, &render, &result) == HKR_OK)
            worker->right += strcmp(hkr_result_bytes(result), rendered) == 0;
        hkr_result_free(result);
        hkr_ctx_free(ctx);
    }
    return NULL;
}

/* Each starts programs while the other does: no pipe of one may reach a program of the other, or
 * neither would see its end. */
static void
test_threads(const char *directory)
{
    struct worker workers[2] = {{directory, 0}, {directory, 0}};
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        CHECK(pthread_create(&threads[i], NULL, work, &workers[i]) == 0);
    for (int i = 0; i < 2; i++)
        CHECK(pthread_join(threads[i], NULL) == 0);
    CHECK(workers[0].right == ROUNDS && workers[1].right == ROUNDS);
}

int
main(void)
{
    char directory[] = "/tmp/hkrender-test-XXXXXX";
    CHECK(mkdtemp(directory) != NULL);
    write_file(directory, "kustomization.yaml", kustomization, 0644);
    write_file(directory, "cm.yaml", config_map, 0644);
    write_file(directory, "fn.yaml", function, 0644);
    write_file(directory, "fn.sh", script, 0755);
    test_memory();
    test_memory_charts();
    test_contracts();
    test_threads(directory);
    remove_file(directory, "kustomization.yaml");
    remove_file(directory, "cm.yaml");
    remove_file(directory, "fn.yaml");
    remove_file(directory, "fn.sh");
    CHECK(rmdir(directory) == 0);
    return check_done();
}
