/* SPDX-License-Identifier: Apache-2.0 */
/* Reports through the public header: each form, what the contract refuses, that a report outlives
 * what it was made of, and that a failed allocation leaves nothing behind. */
#include "check.h"

static const char old_text[] =
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {k: v}\n"
    "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n";
static const char new_text[] = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n"
                               "data: {k: w, text: \"a\\nb\\n\"}\n";

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

static struct hkr_side
side(const char *name, const char *text)
{
    return (struct hkr_side){.size = sizeof(struct hkr_side),
                             .name = name,
                             .bytes = text,
                             .n_bytes = text ? strlen(text) : 0};
}

/* Two comparisons: one with differences, one that fails. */
static void
compare(struct hkr_result **results)
{
    struct hkr_ctx *ctx = NULL;
    struct hkr_side before = side("old", old_text), after = side("new", new_text);
    struct hkr_side broken = side("broken", "a: [\n");
    CHECK(hkr_ctx_new(NULL, &ctx) == HKR_OK);
    CHECK(hkr_compare(ctx, &before, &after, NULL, &results[0]) == HKR_OK);
    CHECK(hkr_compare(ctx, &before, &broken, NULL, &results[1]) == HKR_E_INPUT);
    hkr_ctx_free(ctx);
}

static const struct hkr_result *const *
all(struct hkr_result **results)
{
    return (const struct hkr_result *const *)results;
}

static void
test_forms(struct hkr_result **results)
{
    static const char *const parts[] = {
        [HKR_REPORT_TEXT] = "      - \"v\"  old:4:11\n      + \"w\"  new:4:11\n",
        [HKR_REPORT_UNIFIED] = "--- a/old/ConfigMap/c.yaml\n+++ b/new/ConfigMap/c.yaml\n",
        [HKR_REPORT_JSON] = "\"title\": \"<t>\"",
        [HKR_REPORT_MARKDOWN] = "## &#60;t&#62;\n",
        [HKR_REPORT_HTML] = "<title>&lt;t&gt;</title>",
    };
    for (unsigned format = 0; format <= HKR_REPORT_HTML; format++) {
        struct hkr_report_options options = {
            .size = sizeof options, .format = (enum hkr_report_format)format, .title = "<t>"};
        struct hkr_ctx *ctx = NULL;
        struct hkr_result *report = NULL;
        CHECK(hkr_ctx_new(NULL, &ctx) == HKR_OK);
        CHECK(hkr_report(ctx, all(results), 2, &options, &report) == HKR_OK);
        hkr_ctx_free(ctx);
        bool found = strstr(hkr_result_bytes(report), parts[format]) != NULL ||
                     (format == HKR_REPORT_JSON && strstr(hkr_result_bytes(report), "\\u003ct"));
        CHECK(found);
        CHECK(hkr_result_size(report) == strlen(hkr_result_bytes(report)));
        CHECK(hkr_result_n_diags(report) == 0);
        if (!found)
            printf("%s\n", hkr_result_bytes(report));
        hkr_result_free(report);
    }
}

static void
test_refused(struct hkr_result **results)
{
    struct hkr_ctx *ctx = NULL;
    struct hkr_result *report = NULL;
    struct hkr_report_options options = {.size = sizeof options, .max_bytes = 1999};
    CHECK(hkr_ctx_new(NULL, &ctx) == HKR_OK);
    CHECK(hkr_report(ctx, all(results), 1, &options, &report) == HKR_E_USAGE);
    options = (struct hkr_report_options){.size = sizeof options - 1};
    CHECK(hkr_report(ctx, all(results), 1, &options, &report) == HKR_E_USAGE);
    options = (struct hkr_report_options){.size = sizeof options, .format = 5};
    CHECK(hkr_report(ctx, all(results), 1, &options, &report) == HKR_E_USAGE);
    CHECK(hkr_report(NULL, all(results), 1, NULL, &report) == HKR_E_USAGE);
    CHECK(hkr_report(ctx, NULL, 1, NULL, &report) == HKR_E_USAGE);
    CHECK(hkr_report(ctx, all(results), 1, NULL, NULL) == HKR_E_USAGE);
    CHECK(hkr_report(ctx, NULL, 0, NULL, &report) == HKR_OK);
    const struct hkr_result *other = report;
    struct hkr_result *none = NULL;
    CHECK(hkr_report(ctx, &other, 1, NULL, &none) == HKR_E_USAGE); /* not that of a comparison */
    CHECK(!none);
    hkr_result_free(report);
    hkr_ctx_free(ctx);
}

static void
test_memory(struct hkr_result **results, enum hkr_report_format format)
{
    enum hkr_status status = HKR_E_NOMEM;
    for (size_t at = 1; status == HKR_E_NOMEM; at++) {
        struct ledger ledger = {.fail_at = at};
        struct hkr_allocator allocator = {count, &ledger};
        struct hkr_ctx_options of_ctx = {.size = sizeof of_ctx, .allocator = &allocator};
        struct hkr_report_options options = {.size = sizeof options, .format = format};
        struct hkr_ctx *ctx = NULL;
        struct hkr_result *report = NULL;
        status = hkr_ctx_new(&of_ctx, &ctx);
        if (status == HKR_OK)
            status = hkr_report(ctx, all(results), 2, &options, &report);
        CHECK(status == HKR_OK ? report != NULL : !report);
        hkr_result_free(report);
        hkr_ctx_free(ctx);
        CHECK(ledger.alive == 0);
    }
    CHECK(status == HKR_OK);
}

int
main(void)
{
    struct hkr_result *results[2] = {NULL, NULL};
    compare(results);
    test_forms(results);
    test_refused(results);
    for (unsigned format = 0; format <= HKR_REPORT_HTML; format++)
        test_memory(results, (enum hkr_report_format)format);
    hkr_result_free(results[0]);
    hkr_result_free(results[1]);
    return check_done();
}
