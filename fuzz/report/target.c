/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz/report/target.c -- reports of two texts: their differences are true, and nothing gets out.
 *
 * The input is a text, a line `---after`, another text. Both also serve as names, values and
 * messages. The hunks turn the one into the other; no form has a control character or bytes that
 * are no UTF-8; JSON can be read; Markdown is no longer than asked; the page has one script. */
#include "../frame.h"
#include "base/utf8.h"
#include "diff/report.h"
#include "patch/jsonread.h"
#include "yaml/write.h"

static void
check_hunks(struct hk_texts a, struct hk_texts b, struct hk_hunks hunks)
{
    uint32_t i = 0, j = 0;
    for (uint32_t h = 0; h <= hunks.n; h++) {
        struct hk_hunk end = {a.n, 0, b.n, 0};
        struct hk_hunk hunk = h < hunks.n ? hunks.items[h] : end;
        FUZZ_INSIST(hunk.a >= i && hunk.a <= a.n && hunk.b <= b.n && hunk.a - i == hunk.b - j);
        for (; i < hunk.a; i++, j++)
            FUZZ_INSIST(hk_slice_eq(a.items[i], b.items[j]));
        i = hunk.a + hunk.n_a;
        j = hunk.b + hunk.n_b;
    }
    FUZZ_INSIST(i == a.n && j == b.n);
}

static void
check_rows(struct hk_env *env, struct hk_texts a, struct hk_texts b, struct hk_hunks hunks)
{
    struct hk_rows rows = hk_side_by_side(env->arena, env->scratch, a, b, hunks);
    uint32_t i = 0, j = 0;
    for (uint32_t k = 0; k < rows.n; k++) {
        const struct hk_row *row = &rows.items[k];
        FUZZ_INSIST(row->kind == HK_ROW_ADDED || row->a == i++);
        FUZZ_INSIST(row->kind == HK_ROW_REMOVED || row->b == j++);
    }
    FUZZ_INSIST(i == a.n && j == b.n);
}

static struct hk_buf *
new_buf(struct hk_env *env)
{
    struct hk_buf *buf = HK_NEW(env->arena, struct hk_buf);
    buf->heap = hk_arena_heap(env->arena);
    hk_arena_defer(env->arena, hk_buf_release, buf);
    return buf;
}

static const char *
json_of(struct hk_env *env, struct hk_slice text)
{
    struct hk_buf *buf = new_buf(env);
    hk_write_json_string(buf, text);
    return hk_arena_strdup(env->arena, hk_buf_slice(buf));
}

/* Nothing that drives a terminal, and nothing that is no text. */
static void
check_visible(struct hk_slice text)
{
    FUZZ_INSIST(hk_utf8_invalid(text) == SIZE_MAX);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        FUZZ_INSIST((c >= 0x20 && c != 0x7F) || c == '\n' || c == '\t');
    }
}

static size_t
count(struct hk_slice text, const char *part)
{
    size_t n = 0, len = strlen(part);
    const char *at = text.ptr;
    while (text.len && (at = memmem(at, (size_t)(hk_slice_end(text) - at), part, len))) {
        at += len;
        n++;
    }
    return n;
}

static struct hk_slice
emitted(struct hk_report *report, void (*emit)(struct hk_report *))
{
    report->out->len = 0;
    emit(report);
    return hk_buf_slice(report->out);
}

static void
check_forms(struct hk_env *env, struct hk_report *report)
{
    static const struct hk_json_faults faults = {HK_D_YAML_SYNTAX, NULL};
    struct hk_node *node = NULL;
    check_visible(emitted(report, hk_report_text));
    struct hk_slice markdown = emitted(report, hk_report_markdown);
    check_visible(markdown);
    FUZZ_INSIST(markdown.len <= report->max_bytes);
    struct hk_slice html = emitted(report, hk_report_html);
    check_visible(html);
    FUZZ_INSIST(count(html, "<script") == 1 && count(html, "<style") == 1);
    FUZZ_INSIST(count(html, "<details") == count(html, "</details>"));
    (void)emitted(report, hk_report_unified);
    struct hk_slice json = hk_arena_slice(env->arena, emitted(report, hk_report_json));
    FUZZ_INSIST(hk_json_parse(env, json, (struct hk_place){0}, false, &faults, &node) == HKR_OK);
}

/* An object of each kind of change, with the texts in every place. */
static const struct hk_report_object *
make_objects(struct hk_env *env, const char *a, const char *b, const struct hkr_field_change *field)
{
    struct hk_report_object *objects = HK_NEW_ARRAY(env->arena, 3, struct hk_report_object);
    struct hkr_danger *danger = HK_NEW(env->arena, struct hkr_danger);
    *danger = (struct hkr_danger){.kind = HKR_DANGER_RBAC, .message = a, .path = b};
    for (unsigned i = 0; i < 3; i++)
        objects[i] = (struct hk_report_object){
            .change = {.kind = (enum hkr_change_kind)(HKR_CHANGE_ADDED + i),
                       .api_version = a,
                       .object_kind = a,
                       .ns = b,
                       .name = a,
                       .before_name = b,
                       .before_text = a,
                       .after_text = b,
                       .before_at = {.file = ""},
                       .after_at = {.file = a},
                       .n_fields = 1,
                       .n_dangers = 1},
            .fields = field,
            .dangers = danger};
    return objects;
}

static void
check_report(struct hk_env *env, struct hk_slice before, struct hk_slice after)
{
    const char *a = hk_arena_strdup(env->arena, before), *b = hk_arena_strdup(env->arena, after);
    const struct hkr_field_change field = {.kind = HKR_CHANGE_CHANGED,
                                           .path = a,
                                           .before = json_of(env, before),
                                           .after = json_of(env, after),
                                           .before_at = {.file = a, .line = 1},
                                           .after_at = {.file = b},
                                           .is_image = 1};
    const struct hk_report_root root = {.comparison = {.before_name = a,
                                                       .after_name = b,
                                                       .before_present = 1,
                                                       .after_present = 1,
                                                       .n_changes = 3},
                                        .objects = make_objects(env, a, b, &field)};
    struct hk_report report = {.arena = env->arena,
                               .scratch = env->scratch,
                               .out = new_buf(env),
                               .roots = &root,
                               .n_roots = 1,
                               .title = before,
                               .max_bytes = 2000 + after.len};
    hk_report_count(&report);
    check_forms(env, &report);
}

static void
run(struct hk_env *env, struct hk_slice input)
{
    struct hk_slice before = fuzz_part(&input, "---after\n");
    struct hk_texts a = hk_lines(env->arena, before), b = hk_lines(env->arena, input);
    struct hk_hunks hunks = hk_linediff(env->arena, env->scratch, a, b);
    check_hunks(a, b, hunks);
    check_rows(env, a, b, hunks);
    check_report(env, before, input);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_run(data, size, run);
}
