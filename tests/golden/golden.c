/* SPDX-License-Identifier: Apache-2.0 */
/* tests/golden/golden.c -- runs the cases under testdata/golden through the public header.
 *
 * usage: golden [--root DIR] [--update] [--fail-allocations] [PART-OF-A-NAME...]
 *
 * testdata/golden/README.md says what a case is. --update rewrites want.diag, never want.yaml,
 * which only the recorder may write. The program changes its working directory to the tree of
 * each case, so that diagnostics name files relative to it. */
#include <hkrender/hkrender.h>

#include "case.h"
#include "traced.h"

#include "cli/diag_text.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SWEEP_MAX 24 /* renders of one case with a failing allocation */

struct options {
    char root[PATH_MAX]; /* of the repository, absolute */
    bool update;
    bool fail_allocations;
    char **filters;
    int n_filters;
};

/* What one render gave; the text of the diagnostics is that of the front end. */
struct outcome {
    enum hkr_status status;
    struct text bytes;
    struct text diags;
};

/* Counts what is alive; allocation number fail_at (if not 0) fails. */
struct ledger {
    size_t n_calls;
    size_t fail_at;
    size_t live_bytes;
};

static void
fault(struct golden_case *tc, const char *what)
{
    tc->failed = true;
    printf("%s: %s\n", tc->name, what);
}

/* Says where two texts part, by line. */
static void
show_difference(struct text want, struct text got)
{
    size_t same = 0, line = 1, start = 0;
    while (same < want.size && same < got.size && want.bytes[same] == got.bytes[same]) {
        if (want.bytes[same++] == '\n') {
            line++;
            start = same;
        }
    }
    const char *want_line = want.size > start ? want.bytes + start : "";
    const char *got_line = got.size > start ? got.bytes + start : "";
    printf("  line %zu\n  want: %.*s\n  got:  %.*s\n", line, (int)strcspn(want_line, "\n"),
           want_line, (int)strcspn(got_line, "\n"), got_line);
}

/* ---- Rendering ------------------------------------------------------------------------- */

static void *
ledger_realloc(void *user, void *ptr, size_t old_size, size_t new_size)
{
    struct ledger *ledger = user;
    if (new_size == 0) {
        ledger->live_bytes -= ptr != NULL ? old_size : 0;
        free(ptr);
        return NULL;
    }
    if (++ledger->n_calls == ledger->fail_at)
        return NULL;
    void *block = realloc(ptr, new_size);
    if (block != NULL)
        ledger->live_bytes += new_size - (ptr != NULL ? old_size : 0);
    return block;
}

static struct text
diags_text(const struct hkr_result *result)
{
    struct text text = {NULL, 0};
    FILE *stream = open_memstream(&text.bytes, &text.size);
    if (stream == NULL)
        golden_give_up("out of memory", "diagnostics");
    diag_text_print_all(stream, result, false, false);
    fclose(stream);
    return text;
}

static struct outcome
render_with(struct hkr_ctx *ctx, const char *root, const struct hkr_render_options *options)
{
    struct hkr_result *result = NULL;
    struct outcome outcome = {.status = hkr_render(ctx, root, options, &result)};
    if (result != NULL) {
        outcome.bytes = text_copy(hkr_result_bytes(result), hkr_result_size(result));
        outcome.diags = diags_text(result);
    }
    hkr_result_free(result);
    return outcome;
}

static struct hkr_render_options
options_of(const struct golden_case *tc)
{
    return (struct hkr_render_options){.size = sizeof(struct hkr_render_options),
                                       .load_restrictor = tc->restrictor,
                                       .schema_from_crds = tc->schema_from_crds,
                                       .variables = tc->has_variables ? &tc->variables : NULL,
                                       .remotes = tc->remotes,
                                       .n_remotes = tc->n_remotes,
                                       .remote_maps = &tc->remote_map,
                                       .n_remote_maps = tc->remote_map != NULL,
                                       .programs = tc->programs.helm ? &tc->programs : NULL};
}

static struct outcome
render(struct hkr_ctx *ctx, const struct golden_case *tc)
{
    const struct hkr_render_options options = options_of(tc);
    return render_with(ctx, tc->root, &options);
}

/* With every strict check as a warning. */
static struct outcome
render_warned(struct hkr_ctx *ctx, const struct golden_case *tc)
{
    static const struct hkr_treat all = {"all", HKR_TREAT_WARN};
    struct hkr_render_options options = options_of(tc);
    options.treats = &all;
    options.n_treats = 1;
    return render_with(ctx, tc->root, &options);
}

static void
outcome_fini(struct outcome *outcome)
{
    free(outcome->bytes.bytes);
    free(outcome->diags.bytes);
}

static bool
outcome_eq(const struct outcome *a, const struct outcome *b)
{
    return a->status == b->status && text_eq(a->bytes, b->bytes) && text_eq(a->diags, b->diags);
}

static struct hkr_ctx *
ctx_new(struct hkr_fs *fs, const struct hkr_allocator *allocator)
{
    const struct hkr_ctx_options options = {
        .size = sizeof(options), .fs = fs, .allocator = allocator};
    struct hkr_ctx *ctx = NULL;
    return hkr_ctx_new(&options, &ctx) == HKR_OK ? ctx : NULL;
}

/* ---- The checks of one case ------------------------------------------------------------ */

static void
check_bytes(struct golden_case *tc, const struct outcome *outcome)
{
    struct text want = text_read(tc->folder, "want.yaml");
    if (tc->own_bytes) {
        if (want.bytes != NULL)
            fault(tc, "has a want.yaml, and case.txt says that its bytes are ours");
        if (outcome->status != HKR_OK)
            fault(tc, "was refused");
    } else if (want.bytes == NULL) {
        if (!tc->refused)
            fault(tc, "has no want.yaml, and case.txt does not say that it is refused");
        if (outcome->status == HKR_OK)
            fault(tc, "was rendered, and had to be refused");
        if (outcome->bytes.size != 0)
            fault(tc, "failed, and yet there is output");
        if (outcome->diags.size == 0)
            fault(tc, "failed without a diagnostic");
    } else if (outcome->status != HKR_OK) {
        fault(tc, "was refused:");
        printf("%s", outcome->diags.bytes != NULL ? outcome->diags.bytes : "");
    } else if (!text_eq(want, outcome->bytes)) {
        fault(tc, "other bytes than want.yaml");
        show_difference(want, outcome->bytes);
    }
    free(want.bytes);
}

static void
check_diags(struct golden_case *tc, const struct outcome *outcome, const char *file, bool update)
{
    struct text want = text_read(tc->folder, file);
    if (outcome->diags.bytes != NULL && strstr(outcome->diags.bytes, tc->tree) != NULL)
        fault(tc, "a diagnostic names the absolute path of the tree");
    if (!text_eq(want, outcome->diags)) {
        if (update) {
            text_write(tc->folder, file, outcome->diags);
        } else {
            fault(tc, "other diagnostics:");
            printf("  %s\n", file);
            show_difference(want, outcome->diags);
        }
    }
    free(want.bytes);
}

/* With every strict check on, as a warning, the output is the same; as an error, there is none when
 * one of them finds something. */
static void
check_strict(struct golden_case *tc, const struct outcome *plain, bool update)
{
    struct hkr_ctx *ctx = ctx_new(NULL, NULL);
    struct outcome warned = render_warned(ctx, tc);
    if (warned.status != plain->status || !text_eq(warned.bytes, plain->bytes))
        fault(tc, "strict checks change the output");
    outcome_fini(&warned);
    if (tc->strict) {
        struct hkr_render_options options = options_of(tc);
        options.strict = 1;
        struct outcome strict = render_with(ctx, tc->root, &options);
        if (strict.status == HKR_OK || strict.bytes.size != 0 || strict.diags.size == 0)
            fault(tc, "strict checks find nothing");
        check_diags(tc, &strict, "want.strict", update);
        outcome_fini(&strict);
    }
    hkr_ctx_free(ctx);
}

static void
check_traced(struct golden_case *tc, const struct outcome *plain)
{
    const struct hkr_render_options options = options_of(tc);
    struct hkr_ctx *ctx = ctx_new(NULL, NULL);
    const char *what = golden_check_traced(ctx, tc->root, &options, plain->status, plain->bytes);
    if (what != NULL)
        fault(tc, what);
    hkr_ctx_free(ctx);
}

/* The output as the one resource of a tree in memory must render to itself. */
static void
check_fixed_point(struct golden_case *tc, struct text bytes)
{
    static const char kustomization[] = "resources: [out.yaml]\nsortOptions: {order: fifo}\n";
    struct hkr_fs *fs = NULL;
    if (hkr_fs_new_memory(NULL, &fs) != HKR_OK ||
        hkr_fs_memory_add(fs, "/kustomization.yaml", kustomization, strlen(kustomization)) !=
            HKR_OK ||
        hkr_fs_memory_add(fs, "/out.yaml", bytes.bytes, bytes.size) != HKR_OK)
        golden_give_up("no file system in memory", tc->name);
    struct hkr_ctx *ctx = ctx_new(fs, NULL);
    struct outcome outcome = render_with(ctx, "/", NULL);
    if (outcome.status != HKR_OK || !text_eq(bytes, outcome.bytes)) {
        fault(tc, "its output is no fixed point");
        printf("%s", outcome.diags.bytes != NULL ? outcome.diags.bytes : "");
        show_difference(bytes, outcome.bytes);
    }
    outcome_fini(&outcome);
    hkr_ctx_free(ctx);
    hkr_fs_free(fs);
}

static void
check_same_as(struct golden_case *tc, struct text bytes)
{
    char other[PATH_MAX];
    golden_join(other, tc->folder, tc->same_as);
    struct text want = text_read(other, "want.yaml");
    if (want.bytes == NULL || !text_eq(want, bytes))
        fault(tc, "other bytes than the case that it must be the same as");
    free(want.bytes);
}

/* One render in which allocation number @fail_at fails. Returns how many there were. */
static size_t
render_starved(struct golden_case *tc, size_t fail_at, struct text want)
{
    struct ledger ledger = {.fail_at = fail_at};
    const struct hkr_allocator allocator = {ledger_realloc, &ledger};
    struct hkr_fs *fs = NULL;
    if (hkr_fs_new_disk(&allocator, &fs) == HKR_OK) {
        struct hkr_ctx *ctx = ctx_new(fs, &allocator);
        if (ctx != NULL) {
            struct outcome outcome = tc->strict ? render_warned(ctx, tc) : render(ctx, tc);
            if (outcome.status == HKR_OK && !text_eq(outcome.bytes, want))
                fault(tc, "a failed allocation changed the output");
            outcome_fini(&outcome);
            hkr_ctx_free(ctx);
        }
    }
    hkr_fs_free(fs);
    if (ledger.live_bytes != 0)
        fault(tc, "a failed allocation leaks");
    if (waitpid(-1, NULL, WNOHANG) != -1 || errno != ECHILD)
        fault(tc, "a failed allocation leaves a program behind");
    return ledger.n_calls;
}

static void
check_failed_allocations(struct golden_case *tc, struct text want)
{
    size_t n_calls = render_starved(tc, 0, want);
    size_t step = n_calls / SWEEP_MAX + 1;
    /* Cases begin at different allocations, so that together they fail nearly all. */
    for (size_t fail_at = 1 + strlen(tc->name) % step; fail_at <= n_calls && !tc->failed;
         fail_at += step)
        render_starved(tc, fail_at, want);
}

static void
run_case(struct golden_case *tc, const struct options *options)
{
    struct hkr_ctx *ctx = ctx_new(NULL, NULL);
    struct outcome first = render(ctx, tc);
    struct outcome again = render(ctx, tc);
    hkr_ctx_free(ctx);
    ctx = ctx_new(NULL, NULL);
    struct outcome anew = render(ctx, tc);
    hkr_ctx_free(ctx);

    check_bytes(tc, &first);
    check_diags(tc, &first, "want.diag", options->update);
    check_strict(tc, &first, options->update);
    check_traced(tc, &first);
    if (!outcome_eq(&first, &again))
        fault(tc, "a second render in the same context differs");
    if (!outcome_eq(&first, &anew))
        fault(tc, "a render in a new context differs");
    if (first.status == HKR_OK && tc->fixed_point)
        check_fixed_point(tc, first.bytes);
    if (first.status == HKR_OK && tc->same_as[0] != '\0')
        check_same_as(tc, first.bytes);
    if (options->fail_allocations)
        check_failed_allocations(tc, first.bytes);
    outcome_fini(&first);
    outcome_fini(&again);
    outcome_fini(&anew);
}

/* ---- Walking --------------------------------------------------------------------------- */

static bool
is_wanted(const struct options *options, const char *name)
{
    for (int i = 0; i < options->n_filters; i++)
        if (strstr(name, options->filters[i]) != NULL)
            return true;
    return options->n_filters == 0;
}

static void
walk(const struct options *options, const char *name, size_t *n_passed, size_t *n_failed)
{
    char folder[PATH_MAX], path[PATH_MAX];
    golden_join(path, options->root, GOLDEN_FOLDER);
    golden_join(folder, path, name);
    golden_join(path, folder, "case.txt");
    if (access(path, F_OK) == 0) {
        if (!is_wanted(options, name))
            return;
        struct golden_case tc;
        golden_case_parse(options->root, name, folder, &tc);
        if (chdir(tc.tree) != 0)
            golden_give_up("no such tree", tc.tree);
        run_case(&tc, options);
        golden_case_fini(&tc);
        *(tc.failed ? n_failed : n_passed) += 1;
        return;
    }
    struct dirent **entries = NULL;
    int n_entries = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < n_entries; i++) {
        struct stat info;
        golden_join(path, folder, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.' && stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
            golden_join(path, name[0] != '\0' ? name : ".", entries[i]->d_name);
            walk(options, path + (name[0] != '\0' ? 0 : strlen("./")), n_passed, n_failed);
        }
        free(entries[i]);
    }
    free(entries);
}

int
main(int argc, char **argv)
{
    struct options options = {.filters = argv};
    const char *root = ".";
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--update") == 0)
            options.update = true;
        else if (strcmp(argv[i], "--fail-allocations") == 0)
            options.fail_allocations = true;
        else if (strcmp(argv[i], "--root") == 0 && i + 1 < argc)
            root = argv[++i];
        else
            options.filters[options.n_filters++] = argv[i];
    }
    const char *ci = getenv("CI");
    if (options.update && ci != NULL && strcmp(ci, "true") == 0)
        golden_give_up("goldens are not rewritten", "CI=true");
    if (realpath(root, options.root) == NULL)
        golden_give_up("no such directory", root);
    size_t n_passed = 0, n_failed = 0;
    walk(&options, "", &n_passed, &n_failed);
    printf("%zu passed, %zu failed\n", n_passed, n_failed);
    return n_failed == 0 && n_passed > 0 ? 0 : 1;
}
