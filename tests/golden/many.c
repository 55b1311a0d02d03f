/* SPDX-License-Identifier: Apache-2.0 */
/* Whether many renders in one call come to what each comes to alone: bytes, objects, status,
 * diagnostics to the last text, dependencies.
 *
 * usage: many LIST
 *
 * Each line of the file LIST is a directory, then the roots below it, separated by blanks. They are
 * rendered together, by one thread and by three, and each in a context of its own. */
#include <hkrender/hkrender.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROOTS_MAX = 64 };

static size_t n_same, n_faults;

static bool
same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool
same_diag(const struct hkr_diag *a, const struct hkr_diag *b)
{
    for (; a && b; a = a->via, b = b->via)
        if (a->code != b->code || a->severity != b->severity ||
            !same_text(a->message, b->message) || !same_text(a->mend, b->mend) ||
            !same_text(a->subject, b->subject) || !same_text(a->at.file, b->at.file) ||
            a->at.line != b->at.line || a->at.column != b->at.column ||
            a->at.length != b->at.length || !same_text(a->line_text, b->line_text) ||
            !same_diag(a->related, b->related))
            return false;
    return !a && !b;
}

static const char *
difference_in_diags(const struct hkr_result *a, const struct hkr_result *b)
{
    if (hkr_result_n_diags(a) != hkr_result_n_diags(b))
        return "number of diagnostics";
    for (size_t i = 0; i < hkr_result_n_diags(a); i++)
        if (!same_diag(hkr_result_diag(a, i), hkr_result_diag(b, i)))
            return hkr_result_diag(a, i)->message;
    return NULL;
}

static const char *
difference_in_objects(const struct hkr_result *a, const struct hkr_result *b)
{
    struct hkr_object x = {.size = sizeof x}, y = x;
    if (hkr_result_n_objects(a) != hkr_result_n_objects(b))
        return "number of objects";
    for (size_t i = 0; hkr_result_object(a, i, &x) == HKR_OK; i++)
        if (hkr_result_object(b, i, &y) != HKR_OK || !same_text(x.origin, y.origin) ||
            x.line != y.line || x.cluster_scoped != y.cluster_scoped || !same_text(x.ns, y.ns))
            return "an object";
    return NULL;
}

static const char *
difference_in_deps(const struct hkr_result *a, const struct hkr_result *b)
{
    struct hkr_dep x = {.size = sizeof x}, y = x;
    if (hkr_result_n_deps(a) != hkr_result_n_deps(b))
        return "number of dependencies";
    for (size_t i = 0; hkr_result_dep(a, i, &x) == HKR_OK; i++)
        if (hkr_result_dep(b, i, &y) != HKR_OK || x.kind != y.kind || !same_text(x.path, y.path))
            return x.path;
    return NULL;
}

static const char *
difference(const struct hkr_result *a, const struct hkr_result *b)
{
    if (hkr_result_status(a) != hkr_result_status(b))
        return "status";
    if (hkr_result_size(a) != hkr_result_size(b) ||
        memcmp(hkr_result_bytes(a), hkr_result_bytes(b), hkr_result_size(a)) != 0)
        return "bytes";
    const char *found = difference_in_objects(a, b);
    found = found ? found : difference_in_diags(a, b);
    return found ? found : difference_in_deps(a, b);
}

static struct hkr_ctx *
new_context(void)
{
    struct hkr_ctx *ctx = NULL;
    if (hkr_ctx_new(NULL, &ctx) != HKR_OK) {
        printf("no context\n");
        exit(2);
    }
    return ctx;
}

static void
compare_all(const char *folder, char *const *roots, size_t n, struct hkr_result *const *alone,
            const struct hkr_render_options *options, unsigned threads)
{
    struct hkr_batch_options batch = {.size = sizeof batch, .threads = threads};
    struct hkr_result *results[ROOTS_MAX] = {NULL};
    struct hkr_ctx *ctx = new_context();
    enum hkr_status status =
        hkr_render_many(ctx, (const char *const *)roots, n, options, &batch, results);
    for (size_t i = 0; i < n; i++) {
        const char *what = results[i] ? difference(alone[i], results[i]) : hkr_status_name(status);
        n_same += !what;
        if (what) {
            n_faults++;
            printf("%s: %s: with %u threads%s, this is another: %s\n", folder, roots[i], threads,
                   options->strict ? ", strict" : "", what);
        }
        hkr_result_free(results[i]);
    }
    hkr_ctx_free(ctx);
}

static void
compare(const char *folder, char *const *roots, size_t n, const struct hkr_render_options *options)
{
    struct hkr_result *alone[ROOTS_MAX] = {NULL};
    for (size_t i = 0; i < n; i++) {
        struct hkr_ctx *ctx = new_context();
        if (hkr_render(ctx, roots[i], options, &alone[i]) == HKR_E_NOMEM)
            printf("%s: out of memory\n", roots[i]);
        hkr_ctx_free(ctx);
    }
    compare_all(folder, roots, n, alone, options, 1);
    compare_all(folder, roots, n, alone, options, 3);
    for (size_t i = 0; i < n; i++)
        hkr_result_free(alone[i]);
}

static void
run_line(char *line)
{
    char *roots[ROOTS_MAX];
    size_t n = 0;
    char *rest = NULL;
    const char *folder = strtok_r(line, " \n", &rest);
    for (char *root; n < ROOTS_MAX && (root = strtok_r(NULL, " \n", &rest));)
        roots[n++] = root;
    if (!folder || chdir(folder) != 0) {
        printf("%s: no such folder\n", folder ? folder : "");
        exit(2);
    }
    struct hkr_render_options options = {.size = sizeof options, .deps = 1};
    compare(folder, roots, n, &options);
    options.strict = 1;
    options.load_restrictor = HKR_LOAD_NONE;
    compare(folder, roots, n, &options);
}

int
main(int argc, char **argv)
{
    FILE *list = argc == 2 ? fopen(argv[1], "r") : NULL;
    char *line = NULL;
    size_t size = 0;
    if (!list) {
        printf("usage: many LIST\n");
        return 2;
    }
    while (getline(&line, &size, list) > 0)
        run_line(line);
    free(line);
    (void)fclose(list);
    printf("%zu renders are the same, %zu are not\n", n_same, n_faults);
    return n_faults || !n_same;
}
