/* SPDX-License-Identifier: Apache-2.0 */
#include "report.h"

#include "visible.h"

#define CONTEXT 3

static void
put(struct hk_report *r, const char *text)
{
    hk_buf_append(r->out, hk_slice_cstr(text));
}

static void
color(struct hk_report *r, const char *code)
{
    if (r->color)
        put(r, code);
}

static void
put_lines(struct hk_report *r, char sign, struct hk_texts lines, uint32_t from, uint32_t n)
{
    color(r, sign == '-' ? "\033[31m" : sign == '+' ? "\033[32m" : "");
    for (uint32_t i = from; i < from + n; i++) {
        hk_buf_byte(r->out, sign);
        if (r->color)
            hk_put_visible(r->out, lines.items[i]);
        else
            hk_buf_append(r->out, lines.items[i]);
        hk_buf_byte(r->out, '\n');
    }
    color(r, sign == ' ' ? "" : "\033[0m");
}

/* "3,4": the first line and the count. Of nothing, the line before it. */
static void
put_range(struct hk_report *r, char sign, uint32_t from, uint32_t n)
{
    hk_report_printf(r, n == 1 ? "%c%u" : "%c%u,%u", sign, n ? from + 1 : from, n);
}

static uint32_t
less(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* Hunks [first, end), which belong together. */
static void
put_group(struct hk_report *r, struct hk_texts a, struct hk_texts b, struct hk_hunks hunks,
          uint32_t first, uint32_t end)
{
    struct hk_hunk from = hunks.items[first], to = hunks.items[end - 1];
    uint32_t ahead = less(from.a, CONTEXT), behind = less(a.n - to.a - to.n_a, CONTEXT);
    uint32_t at = from.a - ahead;
    color(r, "\033[36m");
    put(r, "@@ ");
    put_range(r, '-', at, to.a + to.n_a + behind - at);
    put(r, " ");
    put_range(r, '+', from.b - ahead, to.b + to.n_b + behind - (from.b - ahead));
    put(r, " @@");
    color(r, "\033[0m");
    put(r, "\n");
    for (uint32_t h = first; h < end; h++) {
        struct hk_hunk hunk = hunks.items[h];
        put_lines(r, ' ', a, at, hunk.a - at);
        put_lines(r, '-', a, hunk.a, hunk.n_a);
        put_lines(r, '+', b, hunk.b, hunk.n_b);
        at = hunk.a + hunk.n_a;
    }
    put_lines(r, ' ', a, at, behind);
}

/* A file that stands for the object: ROOT/NAMESPACE/KIND.GROUP/NAME. */
static void
put_file(struct hk_report *r, const char *sign, const char *prefix, const char *root,
         const struct hkr_object_change *change, bool old)
{
    const char *ns = old && change->before_ns ? change->before_ns : change->ns;
    const char *name = old && change->before_name ? change->before_name : change->name;
    const char *slash = strchr(change->api_version, '/');
    int group = slash ? (int)(slash - change->api_version) : 0;
    color(r, "\033[1m");
    put(r, sign);
    put(r, prefix);
    hk_put_visible(r->out, hk_slice_cstr(root));
    hk_put_visible(r->out, hk_arena_printf(r->arena, "%s%s/%s%s%.*s/%s.yaml", ns[0] ? "/" : "", ns,
                                           change->object_kind, slash ? "." : "", group,
                                           change->api_version, name));
    color(r, "\033[0m");
    put(r, "\n");
}

static void
put_object(struct hk_report *r, const struct hk_report_root *root,
           const struct hk_report_object *object)
{
    const struct hkr_object_change *change = &object->change;
    struct hk_texts a = hk_lines(r->arena, hk_slice_cstr(change->before_text));
    struct hk_texts b = hk_lines(r->arena, hk_slice_cstr(change->after_text));
    struct hk_hunks hunks = hk_linediff(r->arena, r->scratch, a, b);
    if (!hunks.n)
        return;
    if (change->kind == HKR_CHANGE_ADDED)
        put(r, "--- /dev/null\n");
    else
        put_file(r, "--- ", "a/", root->comparison.before_name, change, true);
    if (change->kind == HKR_CHANGE_REMOVED)
        put(r, "+++ /dev/null\n");
    else
        put_file(r, "+++ ", "b/", root->comparison.after_name, change, false);
    for (uint32_t h = 0; h < hunks.n;) {
        uint32_t end = hk_report_group(hunks, h, CONTEXT);
        put_group(r, a, b, hunks, h, end);
        h = end;
    }
}

/* patch(1) passes over lines that are none of its own. */
static void
put_failure(struct hk_report *r, const struct hk_report_root *root)
{
    put(r, "# ");
    hk_put_visible(r->out, hk_report_root_name(r->arena, &root->comparison));
    hk_report_printf(r, ": the %s side failed\n",
                     root->comparison.before_status != HKR_OK ? "old" : "new");
    for (size_t i = 0; i < root->n_diags; i++) {
        const struct hkr_diag *diag = root->diags[i];
        if (diag->severity != HKR_ERROR)
            continue;
        put(r, "#   ");
        hk_put_visible(r->out, hk_report_place(r->arena, &diag->at));
        put(r, ": ");
        hk_put_visible(r->out, hk_slice_cstr(diag->message));
        put(r, "\n");
    }
}

void
hk_report_unified(struct hk_report *r)
{
    for (size_t i = 0; i < r->n_roots; i++) {
        const struct hk_report_root *root = &r->roots[i];
        if (hk_report_failed(root))
            put_failure(r, root);
        for (size_t j = 0; j < root->comparison.n_changes && !r->summary_only; j++) {
            struct hk_mark mark = hk_arena_mark(r->arena);
            put_object(r, root, &root->objects[j]);
            hk_arena_rewind(r->arena, mark);
        }
    }
}
