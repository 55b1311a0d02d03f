/* SPDX-License-Identifier: Apache-2.0 */
#include "reports.h"

/* Whether @text has @part, and nothing of what @never says. */
static bool
has(const struct made *made, const char *part)
{
    return memmem(made->out.ptr, made->out.len, part, strlen(part)) != NULL;
}

static void
emit(struct made *made, void (*emitter)(struct hk_report *))
{
    made->out.len = 0;
    emitter(&made->report);
    CHECK(made->out.len && made->out.ptr[made->out.len - 1] == '\n');
}

static void
test_plain(void)
{
    struct made made;
    made_init(&made);
    make_plain(&made);
    const struct hk_report_totals *t = &made.report.totals;
    CHECK(t->changed_roots == 3 && t->failed_roots == 1 && t->added == 3 && t->removed == 1);
    CHECK(t->changed == 3 && t->dangers == 1 && t->n_images == 1 && t->fields == 7);
    CHECK_TEXT(hk_report_summary(&made.report),
               HK_S("3 objects added, 3 changed, 1 removed in 3 of 5 roots; 1 danger; "
                    "1 root failed"));
    emit(&made, hk_report_text);
    CHECK(has(&made,
              "      - 2  base/web.yaml:7:3\n      + 3  production/kustomization.yaml:12:3\n"));
    CHECK(has(&made, "      - workers 2;\n      + workers 8;\n"));
    CHECK(has(&made, "overlays/preview (new)\n  the same in overlays/preview-2\n"));
    CHECK(!has(&made, "\033"));
    emit(&made, hk_report_unified);
    CHECK(has(&made, "+++ b/overlays/production/shop/ConfigMap/settings-9f8h2.yaml\n"
                     "@@ -1,4 +1,4 @@\n data:\n   app.conf: |\n     listen 80;\n"
                     "-    workers 2;\n+    workers 8;\n"));
    CHECK(has(&made, "--- /dev/null\n+++ b/overlays/production/shop/Service.apps/cache.yaml\n"
                     "@@ -0,0 +1,3 @@\n+kind: X\n"));
    emit(&made, hk_report_json);
    CHECK(has(&made, "\"rootsFailed\": 1,"));
    emit(&made, hk_report_markdown);
    CHECK(has(&made, "@@ spec.replicas @@ base/web.yaml:7:3 -> production/kustomization.yaml:12:3\n"
                     "-2\n+3\n"));
    CHECK(!has(&made, "left out"));
    CHECK(has(&made, "<code>overlays/preview and 1 more root</code>: new, 1 object</summary>\n\n"
                     "The same in <code>overlays/preview-2</code>.\n"));
    emit(&made, hk_report_html);
    CHECK(has(&made, "web:1.<mark>27.0</mark>"));
    made_fini(&made);
}

/* Overlays that give the objects of one base other names are alike, until one says more. */
static void
test_alike(void)
{
    struct made made;
    made_init(&made);
    struct hk_report_root *roots = add_roots(&made, 4);
    static const char *const names[] = {"a", "b", "c", "d"};
    for (size_t i = 0; i < 4; i++) {
        struct hk_report_object *o = add_objects(&made, &roots[i], names[i], 1);
        o[0].change = object_change(HKR_CHANGE_CHANGED, "Deployment", names[i]);
        set_fields(&o[0], plain_fields, i == 2 ? 2 : 1);
        if (i == 3)
            o[0].change.after_at.line = 2;
    }
    hk_report_count(&made.report);
    CHECK(made.report.alike[0] == 0 && made.report.alike[1] == 0);
    CHECK(made.report.alike[2] == 2 && made.report.alike[3] == 3);
    CHECK(made.report.n_alike[0] == 1 && made.report.next[0] == 1 && made.report.next[1] == 0);
    CHECK_TEXT(hk_report_root_names(&made.report, 0), HK_S("a and 1 more root"));
    CHECK_TEXT(hk_report_root_names(&made.report, 2), HK_S("c"));
    made_fini(&made);
    made_init(&made);
    make_plain(&made);
    struct hk_report_root *plain = HK_NEW_ARRAY(made.report.arena, 2, struct hk_report_root);
    plain[0] = plain[1] = made.report.roots[2]; /* it failed */
    made.report.roots = plain;
    made.report.n_roots = 2;
    hk_report_count(&made.report);
    CHECK(made.report.alike[1] == 0);
    plain[1].n_diags = 0;
    hk_report_count(&made.report);
    CHECK(made.report.alike[1] == 1);
    made_fini(&made);
}

/* The bytes stay below the limit at any size of it, and what is left out is counted. */
static void
test_markdown_limit(void)
{
    struct made made;
    made_init(&made);
    make_large(&made, 30, 20);
    for (size_t limit = 2000; limit < 200000; limit += limit / 3) {
        made.report.max_bytes = limit;
        emit(&made, hk_report_markdown);
        CHECK(made.out.len <= limit);
        CHECK(has(&made, "left out** to stay below") == (made.out.len > limit - limit / 2));
    }
    made_fini(&made);
    made_init(&made);
    make_hostile(&made, 100000);
    for (size_t limit = 2000; limit < 20000; limit += 500) {
        made.report.max_bytes = limit;
        emit(&made, hk_report_markdown);
        CHECK(made.out.len <= limit);
    }
    char title[1000];
    memset(title, '\f', sizeof title); /* the longest of all when it is escaped */
    made.report.title = hk_slice(title, sizeof title);
    made.report.max_bytes = 2000;
    emit(&made, hk_report_markdown);
    CHECK(made.out.len <= 2000 && has(&made, "...\n"));
    made_fini(&made);
}

static void
test_hostile(void)
{
    struct made made;
    made_init(&made);
    make_hostile(&made, 100000);
    emit(&made, hk_report_text);
    CHECK(!has(&made, "\033") && !has(&made, "\r") && !has(&made, "\xe2\x80\xae"));
    CHECK(has(&made, "\\u202e"));
    emit(&made, hk_report_html);
    CHECK(!has(&made, "<img") && !has(&made, "<script>window") && !has(&made, "\xe2\x80\xae"));
    emit(&made, hk_report_markdown);
    CHECK(!has(&made, "<img src") || has(&made, "````"));
    CHECK(!has(&made, "\r") && !has(&made, "\xe2\x80\xae"));
    made_fini(&made);
}

/* Lines around changes within a text: at its beginning, close to each other, at its end. */
static void
test_context(void)
{
    static const struct hkr_field_change field = {
        .kind = HKR_CHANGE_CHANGED,
        .path = "data.t",
        .before = "\"1\\n2\\n3\\n4\\n5\\n6\\n7\\n8\\n9\\n\"",
        .after = "\"0\\n1\\n2\\n3\\n4\\n5\\n6\\n7\\n9\\n\""};
    struct made made;
    made_init(&made);
    struct hk_report_root *roots = add_roots(&made, 1);
    struct hk_report_object *o = add_objects(&made, roots, "r", 1);
    o[0].change = object_change(HKR_CHANGE_CHANGED, "ConfigMap", "c");
    set_fields(&o[0], &field, 1);
    hk_report_count(&made.report);
    emit(&made, hk_report_text);
    CHECK(has(&made, "    data.t\n      + 0\n        1\n        2\n        ...\n        6\n"
                     "        7\n      - 8\n        9\n\n"));
    emit(&made, hk_report_markdown);
    CHECK(has(&made, "+0\n 1\n 2\n ...\n 6\n 7\n-8\n 9\n```\n"));
    made_fini(&made);
}

static void
test_excerpt(void)
{
    struct hk_report_value a, b;
    hk_report_excerpt(HK_S("short"), HK_S("shore"), 10, &a, &b);
    CHECK_TEXT(a.text, HK_S("short"));
    CHECK(!a.before && !a.after);
    hk_report_excerpt(HK_S("0123456789abcdefghij"), HK_S("0123456789Xbcdefghij"), 9, &a, &b);
    CHECK_TEXT(a.text, HK_S("789abcdef"));
    CHECK_TEXT(b.text, HK_S("789Xbcdef"));
    CHECK(a.before == 7 && a.after == 4);
    hk_report_excerpt(HK_S("\xc3\xa4\xc3\xa4\xc3\xa4"), HK_S(""), 3, &a, &b);
    CHECK_TEXT(a.text, HK_S("\xc3\xa4"));
}

static void
test_nothing(void)
{
    struct made made;
    made_init(&made);
    (void)add_roots(&made, 3);
    hk_report_count(&made.report);
    emit(&made, hk_report_text);
    CHECK_TEXT(hk_buf_slice(&made.out), HK_S("no differences in 3 roots\n"));
    emit(&made, hk_report_html);
    CHECK(has(&made, "No differences"));
    made_fini(&made);
}

int
main(void)
{
    test_plain();
    test_alike();
    test_markdown_limit();
    test_hostile();
    test_context();
    test_excerpt();
    test_nothing();
    return check_done();
}
