/* SPDX-License-Identifier: Apache-2.0 */
/* tests/unit/reports.h -- comparisons made up for the tests of reports: a plain one, one full of
 * hostile texts, a large one, one without differences. Header only; for test programs alone. */
#ifndef HK_TESTS_REPORTS_H
#define HK_TESTS_REPORTS_H

#include "check.h"
#include "diff/report.h"
#include "yaml/write.h"

#define SPAN(file_, line_)                                                                         \
    {                                                                                              \
        .file = file_, .line = line_, .column = 3                                                  \
    }

static struct hkr_object_change
object_change(enum hkr_change_kind kind, const char *object_kind, const char *name)
{
    bool added = kind == HKR_CHANGE_ADDED, removed = kind == HKR_CHANGE_REMOVED;
    return (struct hkr_object_change){
        .kind = kind,
        .api_version = "apps/v1",
        .object_kind = object_kind,
        .ns = "shop",
        .name = name,
        .before_text = added ? "" : "kind: X\nspec:\n  replicas: 2\n",
        .after_text = removed ? "" : "kind: X\nspec:\n  replicas: 3\n",
        .before_at = {.file = added ? "" : "base/web.yaml", .line = added ? 0 : 1, .column = 1},
        .after_at = {.file = removed ? "" : "base/web.yaml", .line = removed ? 0 : 1, .column = 1}};
}

static const struct hkr_field_change plain_fields[] = {
    {.kind = HKR_CHANGE_CHANGED,
     .path = "spec.replicas",
     .before = "2",
     .after = "3",
     .before_at = SPAN("base/web.yaml", 7),
     .after_at = SPAN("production/kustomization.yaml", 12)},
    {.kind = HKR_CHANGE_CHANGED,
     .path = "spec.template.spec.containers[name=web].image",
     .before = "\"registry.example/shop/web:1.25.3\"",
     .after = "\"registry.example/shop/web:1.27.0\"",
     .before_at = SPAN("base/web.yaml", 18),
     .after_at = SPAN("production/kustomization.yaml", 9),
     .is_image = 1},
    {.kind = HKR_CHANGE_ADDED,
     .path = "spec.template.spec.containers[name=web].resources.limits.memory",
     .after = "\"512Mi\"",
     .after_at = SPAN("production/limits.yaml", 11)},
    {.kind = HKR_CHANGE_REMOVED,
     .path = "metadata.annotations[\"example.com/a\"]",
     .before = "\"old\"",
     .before_at = SPAN("base/web.yaml", 5)},
    {.kind = HKR_CHANGE_MOVED,
     .path = "spec.template.spec.containers[name=log]",
     .before = "0",
     .after = "1"},
};

static const struct hkr_field_change text_fields[] = {
    {.kind = HKR_CHANGE_CHANGED,
     .path = "data[\"app.conf\"]",
     .before = "\"listen 80;\\nworkers 2;\\nroot /srv;\\nlog on;\\n\"",
     .after = "\"listen 80;\\nworkers 8;\\nroot /srv;\\nlog on;\\n\"",
     .before_at = SPAN("base/app.conf", 1),
     .after_at = SPAN("production/app.conf", 1)},
};

static const struct hkr_danger plain_dangers[] = {
    {.kind = HKR_DANGER_IMMUTABLE,
     .message = "the selector of a Deployment cannot be changed",
     .path = "spec.selector"},
};

/* Made up for one test: the report, with room to fill in. */
struct made {
    struct check_env box;
    struct hk_buf out;
    struct hk_report report;
};

static inline void
made_init(struct made *made)
{
    check_env_init(&made->box);
    made->out = (struct hk_buf)HK_BUF_INIT(&made->box.heap);
    made->report = (struct hk_report){.arena = made->box.env.arena,
                                      .scratch = made->box.env.scratch,
                                      .out = &made->out,
                                      .title = HK_S("What changes")};
}

static inline void
made_fini(struct made *made)
{
    hk_buf_fini(&made->out);
    check_env_fini(&made->box);
}

static inline struct hk_report_root *
add_roots(struct made *made, size_t n)
{
    struct hk_report_root *roots = HK_NEW_ARRAY(made->report.arena, n, struct hk_report_root);
    made->report.roots = roots;
    made->report.n_roots = n;
    for (size_t i = 0; i < n; i++)
        roots[i].comparison = (struct hkr_comparison){.before_name = "",
                                                      .after_name = "",
                                                      .before_present = 1,
                                                      .after_present = 1,
                                                      .same = 1,
                                                      .n_objects_before = 5,
                                                      .n_objects_after = 5};
    return roots;
}

static inline struct hk_report_object *
add_objects(struct made *made, struct hk_report_root *root, const char *name, size_t n)
{
    struct hk_report_object *objects = HK_NEW_ARRAY(made->report.arena, n, struct hk_report_object);
    root->comparison.before_name = name;
    root->comparison.after_name = name;
    root->comparison.same = n == 0;
    root->comparison.n_changes = n;
    root->objects = objects;
    return objects;
}

static inline void
set_fields(struct hk_report_object *object, const struct hkr_field_change *fields, size_t n)
{
    object->fields = fields;
    object->change.n_fields = n;
}

/* Lines of a manifest, of which @line is @text. */
static inline const char *
manifest(struct made *made, unsigned n, unsigned line, const char *text)
{
    struct hk_buf buf = HK_BUF_INIT(&made->box.heap);
    for (unsigned i = 0; i < n; i++) {
        if (i == line)
            hk_buf_append(&buf, hk_slice_cstr(text));
        else
            hk_buf_append(&buf, hk_arena_printf(made->report.arena,
                                                "  - name: item-%u\n    value: %u", i, i * 7));
        hk_buf_byte(&buf, '\n');
    }
    const char *copy = hk_arena_strdup(made->report.arena, hk_buf_slice(&buf));
    hk_buf_fini(&buf);
    return copy;
}

/* Five roots: one with every kind of change, a new one, one that fails, one that did not change,
 * and one with the same changes as the new one. */
static inline void
make_plain(struct made *made)
{
    static const struct hkr_diag fault = {.code = 1203,
                                          .severity = HKR_ERROR,
                                          .message = "there is no file `limits.yaml`",
                                          .mend = "remove the entry, or add the file",
                                          .at = SPAN("staging/kustomization.yaml", 4)};
    static const struct hkr_diag *const faults[] = {&fault};
    struct hk_report_root *roots = add_roots(made, 5);
    struct hk_report_object *o = add_objects(made, &roots[0], "overlays/production", 5);
    o[0].change = object_change(HKR_CHANGE_CHANGED, "Deployment", "web");
    o[0].change.before_text = manifest(made, 40, 12, "image: registry.example/shop/web:1.25.3");
    o[0].change.after_text = manifest(made, 40, 12, "image: registry.example/shop/web:1.27.0");
    set_fields(&o[0], plain_fields, HK_COUNT(plain_fields));
    o[0].dangers = plain_dangers;
    o[0].change.n_dangers = 1;
    o[1].change = object_change(HKR_CHANGE_CHANGED, "ConfigMap", "settings-9f8h2");
    o[1].change.api_version = "v1";
    o[1].change.before_name = "settings-4k2d7";
    o[1].change.before_text = "data:\n  app.conf: |\n    listen 80;\n    workers 2;\n";
    o[1].change.after_text = "data:\n  app.conf: |\n    listen 80;\n    workers 8;\n";
    set_fields(&o[1], text_fields, HK_COUNT(text_fields));
    o[2].change = object_change(HKR_CHANGE_ADDED, "Service", "cache");
    o[3].change = object_change(HKR_CHANGE_REMOVED, "CronJob", "sweep");
    o[4].change = object_change(HKR_CHANGE_CHANGED, "StatefulSet", "db");
    o[4].change.only_references = 1;
    set_fields(&o[4], plain_fields, 1);
    o = add_objects(made, &roots[1], "overlays/preview", 1);
    roots[1].comparison.before_present = 0;
    o[0].change = object_change(HKR_CHANGE_ADDED, "Deployment", "web");
    (void)add_objects(made, &roots[2], "overlays/staging", 0);
    roots[2].comparison.same = 0;
    roots[2].comparison.after_status = HKR_E_INPUT;
    roots[2].diags = faults;
    roots[2].n_diags = 1;
    (void)add_objects(made, &roots[3], "overlays/test", 0);
    o = add_objects(made, &roots[4], "overlays/preview-2", 1);
    roots[4].comparison.before_present = 0;
    o[0].change = object_change(HKR_CHANGE_ADDED, "Deployment", "web");
    o[0].change.ns = "shop-2";
    hk_report_count(&made->report);
}

#define HOSTILE                                                                                    \
    "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=1>\"'`&amp; "       \
    "@everyone #1 ``` ~~~ **b** [x](javascript:alert(1)) | \033[31mred\xe2\x80\xae "               \
    "\xd7\xa9\xd7\x9c"                                                                             \
    "\xd7\x95\xd7\x9d \xff\xfe\r{{title}} <!-- ]]>"

/* A value, as JSON. */
static inline const char *
json_of(struct made *made, const char *text)
{
    struct hk_buf buf = HK_BUF_INIT(&made->box.heap);
    hk_write_json_string(&buf, hk_slice_cstr(text));
    const char *copy = hk_arena_strdup(made->report.arena, hk_buf_slice(&buf));
    hk_buf_fini(&buf);
    return copy;
}

static inline const struct hkr_field_change *
hostile_field(struct made *made)
{
    struct hkr_field_change *field = HK_NEW(made->report.arena, struct hkr_field_change);
    *field = (struct hkr_field_change){.kind = HKR_CHANGE_CHANGED,
                                       .path = HOSTILE "\nspec",
                                       .before = json_of(made, HOSTILE),
                                       .after = json_of(made, HOSTILE " 2\n```\nline\n"),
                                       .before_at = SPAN(HOSTILE, 1),
                                       .after_at = SPAN("\n```\n", 2),
                                       .is_image = 1};
    return field;
}

/* Hostile texts wherever there is a text, one of them of @n bytes. */
static inline void
make_hostile(struct made *made, size_t n)
{
    static const struct hkr_danger danger = {
        .kind = HKR_DANGER_RBAC, .message = HOSTILE, .path = HOSTILE};
    char *large = hk_arena_alloc(made->report.arena, n + 1);
    memset(large, 'x', n);
    memcpy(large + n / 2, HOSTILE, sizeof HOSTILE - 1);
    char *larger = hk_arena_strdup(made->report.arena, hk_slice(large, n));
    larger[n / 2 - 1] = 'y';
    struct hk_report_root *roots = add_roots(made, 2);
    struct hk_report_object *o = add_objects(made, &roots[0], HOSTILE, 3);
    o[0].change = object_change(HKR_CHANGE_CHANGED, HOSTILE, HOSTILE);
    o[0].change.api_version = o[0].change.ns = o[0].change.before_ns = HOSTILE;
    o[0].change.before_text = HOSTILE "\n```\na: 1\n";
    o[0].change.after_text = HOSTILE "\n````\na: 2\n";
    set_fields(&o[0], hostile_field(made), 1);
    o[0].dangers = &danger;
    o[0].change.n_dangers = 1;
    struct hkr_field_change *field = HK_NEW(made->report.arena, struct hkr_field_change);
    *field = (struct hkr_field_change){.kind = HKR_CHANGE_CHANGED,
                                       .path = "data.large",
                                       .before = json_of(made, large),
                                       .after = json_of(made, larger)};
    o[1].change = object_change(HKR_CHANGE_CHANGED, "ConfigMap", "large");
    o[1].change.before_text = large;
    o[1].change.after_text = larger;
    set_fields(&o[1], field, 1);
    o[2].change = object_change(HKR_CHANGE_ADDED, "ConfigMap", "large-too");
    o[2].change.after_text = large;
    (void)add_objects(made, &roots[1], "b\n" HOSTILE, 0);
    hk_report_count(&made->report);
}

/* @n_roots times @n_objects changes. */
static inline void
make_large(struct made *made, size_t n_roots, size_t n_objects)
{
    static const char *const kinds[] = {"Deployment", "Service", "ConfigMap", "Ingress"};
    struct hk_report_root *roots = add_roots(made, n_roots);
    const char *before = manifest(made, 30, 10, "replicas: 2");
    const char *after = manifest(made, 30, 10, "replicas: 3");
    for (size_t i = 0; i < n_roots; i++) {
        const char *root = hk_arena_printf(made->report.arena, "overlays/tenant-%03zu", i).ptr;
        struct hk_report_object *o = add_objects(made, &roots[i], root, n_objects);
        for (size_t j = 0; j < n_objects; j++) {
            const char *name = hk_arena_printf(made->report.arena, "app-%02zu-%zu", j, i).ptr;
            o[j].change = object_change(j % 5 == 4 ? HKR_CHANGE_ADDED : HKR_CHANGE_CHANGED,
                                        kinds[j % HK_COUNT(kinds)], name);
            o[j].change.before_text = j % 5 == 4 ? "" : before;
            o[j].change.after_text = after;
            o[j].change.after_at.file = root;
            if (j % 5 != 4)
                set_fields(&o[j], plain_fields, 2);
        }
    }
    hk_report_count(&made->report);
}

#endif
