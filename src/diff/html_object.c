/* SPDX-License-Identifier: Apache-2.0 */
#include "html.h"

#include "visible.h"
#include "worddiff.h"

#define VALUE_BYTES 1200  /* of a value in the list of fields */
#define LINE_BYTES 4000   /* of a line of YAML */
#define CONTEXT 3         /* lines around a change that are shown at once */
#define FOLDED_LINES 500  /* lines that may wait to be unfolded, in one place */
#define OBJECT_ROWS 20000 /* of one object */

void
hk_html_put(struct hk_report *r, const char *markup)
{
    hk_buf_append(r->out, hk_slice_cstr(markup));
}

/* What stands for a character that could be markup; empty: it stands for itself. */
static struct hk_slice
entity(char c)
{
    switch (c) {
    case '&':
        return HK_S("&amp;");
    case '<':
        return HK_S("&lt;");
    case '>':
        return HK_S("&gt;");
    case '"':
        return HK_S("&quot;");
    case '\'':
        return HK_S("&#39;");
    default:
        return (struct hk_slice){0};
    }
}

void
hk_html_text(struct hk_report *r, struct hk_slice text)
{
    const char *at = text.ptr, *end = hk_slice_end(text);
    char buffer[HK_VISIBLE_BUFFER];
    while (at < end) {
        struct hk_slice instead = entity(*at);
        if (instead.len)
            at++;
        else
            instead = hk_visible_next(&at, end, buffer);
        hk_buf_append(r->out, instead);
    }
}

void
hk_html_span(struct hk_report *r, const char *class, struct hk_slice text)
{
    if (!text.len)
        return;
    hk_report_printf(r, "<span class=\"%s\">", class);
    hk_html_text(r, text);
    hk_html_put(r, "</span>");
}

/* ---- Marked text ---- */

static void
put_marked(struct hk_report *r, struct hk_slice text, struct hk_marks marks)
{
    size_t at = 0;
    for (uint32_t i = 0; i < marks.n; i++) {
        struct hk_mark_range range = marks.items[i];
        hk_html_text(r, hk_slice(text.ptr + at, range.start - at));
        hk_html_put(r, "<mark>");
        hk_html_text(r, hk_slice(text.ptr + range.start, range.end - range.start));
        hk_html_put(r, "</mark>");
        at = range.end;
    }
    hk_html_text(r, hk_slice_from(text, at));
}

/* A part of a text, with how much was left out at its ends. */
static void
put_value(struct hk_report *r, const struct hk_report_value *value, struct hk_marks marks)
{
    if (value->before)
        hk_report_printf(r, "<span class=\"cut\">[%zu bytes] </span>", value->before);
    put_marked(r, value->text, marks);
    if (value->after)
        hk_report_printf(r, "<span class=\"cut\"> [%zu bytes more]</span>", value->after);
}

/* ---- Fields ---- */

static void
put_side(struct hk_report *r, const char *class, const struct hk_report_value *value,
         struct hk_marks marks, const struct hkr_span *at)
{
    hk_report_printf(r, "<div class=\"value %s\"><span>", class);
    put_value(r, value, marks);
    hk_html_put(r, "</span>");
    hk_html_span(r, "place", hk_report_place(r->arena, at));
    hk_html_put(r, "</div>");
}

static void
put_field(struct hk_report *r, const struct hkr_field_change *field)
{
    struct hk_report_value before, after;
    struct hk_marks old = {0}, new = {0};
    hk_html_put(r, "<div class=\"field\"><div class=\"path\">");
    hk_html_text(r, hk_slice_cstr(field->path));
    if (field->kind == HKR_CHANGE_MOVED)
        hk_html_put(r, "<span class=\"tag\">moved</span>");
    if (field->is_image)
        hk_html_put(r, "<span class=\"tag\">image</span>");
    if (field->is_reference)
        hk_html_put(r, "<span class=\"tag\">renamed</span>");
    hk_html_put(r, "</div>");
    hk_report_excerpt(hk_slice_cstr(field->before), hk_slice_cstr(field->after), VALUE_BYTES,
                      &before, &after);
    if (field->before && field->after)
        (void)hk_worddiff(r->arena, r->scratch, before.text, after.text, &old, &new);
    if (field->before)
        put_side(r, "old", &before, old, &field->before_at);
    if (field->after)
        put_side(r, "new", &after, new, &field->after_at);
    hk_html_put(r, "</div>\n");
}

static void
put_fields(struct hk_report *r, const struct hk_report_object *object)
{
    hk_html_put(r, "<div class=\"fields\">\n");
    for (size_t i = 0; i < object->change.n_fields; i++)
        put_field(r, &object->fields[i]);
    hk_html_put(r, "</div>\n");
}

/* ---- Side by side ---- */

struct table {
    struct hk_report *r;
    struct hk_texts a, b;
    struct hk_rows rows;
};

static void
put_cells(const struct table *t, const char *class, uint32_t number,
          const struct hk_report_value *value, struct hk_marks marks)
{
    hk_report_printf(t->r, "<td class=\"n\">%u</td><td class=\"%s\">", number + 1, class);
    put_value(t->r, value, marks);
    hk_html_put(t->r, "</td>");
}

static void
put_row(const struct table *t, const struct hk_row *row)
{
    static const char classes[] = {'s', 'c', 'd', 'a'};
    bool left = row->kind != HK_ROW_ADDED, right = row->kind != HK_ROW_REMOVED;
    struct hk_slice a = {0}, b = {0};
    struct hk_report_value before, after;
    struct hk_marks old = {0}, new = {0};
    if (left)
        a = t->a.items[row->a];
    if (right)
        b = t->b.items[row->b];
    hk_report_excerpt(a, b, LINE_BYTES, &before, &after);
    if (row->kind == HK_ROW_CHANGED)
        (void)hk_worddiff(t->r->arena, t->r->scratch, before.text, after.text, &old, &new);
    hk_report_printf(t->r, "<tr class=\"%c\">", classes[row->kind]);
    if (left)
        put_cells(t, "l", row->a, &before, old);
    else
        hk_html_put(t->r, "<td class=\"n\"></td><td></td>");
    if (right)
        put_cells(t, "r", row->b, &after, new);
    else
        hk_html_put(t->r, "<td class=\"n\"></td><td></td>");
    hk_html_put(t->r, "</tr>\n");
}

static void
put_rows(const struct table *t, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        put_row(t, &t->rows.items[i]);
}

/* A run of rows that are the same: those near a change are shown, the rest waits behind a button.
 */
static void
put_same(const struct table *t, uint32_t from, uint32_t to)
{
    uint32_t head = from ? CONTEXT : 0, tail = to < t->rows.n ? CONTEXT : 0;
    uint32_t n = to - from;
    if (n <= head + tail + 1) {
        put_rows(t, from, to);
        return;
    }
    uint32_t folded = n - head - tail;
    put_rows(t, from, from + head);
    hk_html_put(t->r, "</tbody>\n");
    hk_report_printf(t->r, "<tbody><tr class=\"gap\"><td colspan=\"4\">");
    hk_report_printf(t->r,
                     folded > FOLDED_LINES ? "<span>%u unchanged lines</span>"
                                           : "<button type=\"button\">%u unchanged lines</button>",
                     folded);
    hk_html_put(t->r, "</td></tr></tbody>\n");
    if (folded <= FOLDED_LINES) {
        hk_html_put(t->r, "<tbody hidden>\n");
        put_rows(t, from + head, to - tail);
        hk_html_put(t->r, "</tbody>\n");
    }
    hk_html_put(t->r, "<tbody>\n");
    put_rows(t, to - tail, to);
}

static void
put_side_by_side(const struct table *t)
{
    uint32_t n = t->rows.n < OBJECT_ROWS ? t->rows.n : OBJECT_ROWS;
    hk_html_put(t->r, "<table><colgroup><col class=\"n\"><col><col class=\"n\"><col></colgroup>"
                      "<tbody>\n");
    for (uint32_t i = 0; i < n;) {
        uint32_t end = i;
        bool same = t->rows.items[i].kind == HK_ROW_SAME;
        while (end < n && (t->rows.items[end].kind == HK_ROW_SAME) == same)
            end++;
        if (same)
            put_same(t, i, end);
        else
            put_rows(t, i, end);
        i = end;
    }
    hk_html_put(t->r, "</tbody>\n");
    if (n < t->rows.n)
        hk_report_printf(t->r,
                         "<tbody><tr class=\"gap\"><td colspan=\"4\"><span>%u lines more are not "
                         "shown</span></td></tr></tbody>\n",
                         t->rows.n - n);
    hk_html_put(t->r, "</table>\n");
}

/* An object that came or went: one column. */
static void
put_one_column(struct hk_report *r, bool added, struct hk_texts lines)
{
    struct table t = {.r = r};
    uint32_t n = lines.n < OBJECT_ROWS ? lines.n : OBJECT_ROWS;
    hk_html_put(r, "<table class=\"one\"><colgroup><col class=\"n\"><col></colgroup><tbody>\n");
    for (uint32_t i = 0; i < n; i++) {
        struct hk_report_value line, none;
        hk_report_excerpt(lines.items[i], (struct hk_slice){0}, LINE_BYTES, &line, &none);
        hk_html_put(r, added ? "<tr class=\"a\">" : "<tr class=\"d\">");
        put_cells(&t, added ? "r" : "l", i, &line, (struct hk_marks){0});
        hk_html_put(r, "</tr>\n");
    }
    if (n < lines.n)
        hk_report_printf(r,
                         "<tr class=\"gap\"><td colspan=\"2\"><span>%u lines more are not "
                         "shown</span></td></tr>\n",
                         lines.n - n);
    hk_html_put(r, "</tbody></table>\n");
}

static void
put_text(struct hk_report *r, const struct hkr_object_change *change)
{
    struct table t = {.r = r,
                      .a = hk_lines(r->arena, hk_slice_cstr(change->before_text)),
                      .b = hk_lines(r->arena, hk_slice_cstr(change->after_text))};
    if (change->kind == HKR_CHANGE_CHANGED) {
        struct hk_hunks hunks = hk_linediff(r->arena, r->scratch, t.a, t.b);
        t.rows = hk_side_by_side(r->arena, r->scratch, t.a, t.b, hunks);
        if (hunks.n)
            put_side_by_side(&t);
    } else {
        bool added = change->kind == HKR_CHANGE_ADDED;
        put_one_column(r, added, added ? t.b : t.a);
    }
}

/* ---- The object ---- */

const char *
hk_html_class(const struct hkr_object_change *change)
{
    return change->only_references ? "reference" : hk_report_kind(change->kind);
}

static void
put_summary(struct hk_report *r, const struct hkr_object_change *change)
{
    const char *class = hk_html_class(change);
    struct hk_slice name =
        hk_arena_printf(r->arena, "%s%s%s", change->ns, change->ns[0] ? "/" : "", change->name);
    struct hk_slice old = hk_report_old_name(r->arena, change);
    hk_report_printf(r, "<summary><span class=\"badge %s\">%s</span>", class,
                     change->only_references ? "references" : class);
    hk_html_span(r, "kind", hk_slice_cstr(change->object_kind));
    hk_html_span(r, "name", name);
    hk_html_span(r, "api", hk_slice_cstr(change->api_version));
    if (old.len)
        hk_html_span(r, "was", hk_arena_concat(r->arena, HK_S("was "), old));
    if (change->n_dangers)
        hk_html_put(r, "<span class=\"tag danger\">danger</span>");
    if (change->kind == HKR_CHANGE_CHANGED)
        hk_report_printf(r, "<span class=\"fields-n\">%zu field%s</span>", change->n_fields,
                         hk_report_plural(change->n_fields));
    else
        hk_html_span(r, "fields-n",
                     hk_report_place(r->arena, change->kind == HKR_CHANGE_ADDED
                                                   ? &change->after_at
                                                   : &change->before_at));
    hk_html_put(r, "</summary>\n");
}

static void
put_dangers(struct hk_report *r, const struct hk_report_object *object)
{
    for (size_t i = 0; i < object->change.n_dangers; i++) {
        const struct hkr_danger *danger = &object->dangers[i];
        hk_html_put(r, "<div class=\"warn\"><b>Danger:</b> ");
        hk_html_span(r, "path", hk_report_danger_path(danger));
        hk_html_put(r, hk_report_danger_path(danger).len ? " &mdash; " : "");
        hk_html_text(r, hk_slice_cstr(danger->message));
        hk_html_put(r, "</div>\n");
    }
}

void
hk_html_object(struct hk_report *r, size_t i, size_t j, bool open, bool with_text)
{
    const struct hk_report_object *object = &r->roots[i].objects[j];
    const struct hkr_object_change *change = &object->change;
    struct hk_mark mark = hk_arena_mark(r->arena);
    hk_report_printf(r, "<details class=\"object\" id=\"o%zu-%zu\" data-change=\"%s\"%s%s", i, j,
                     hk_html_class(change), change->n_dangers ? " data-danger=\"1\"" : "",
                     open ? " open" : "");
    hk_html_put(r, " data-kind=\"");
    hk_html_text(r, hk_slice_cstr(change->object_kind));
    hk_html_put(r, "\">");
    put_summary(r, change);
    put_dangers(r, object);
    if (change->kind == HKR_CHANGE_CHANGED && change->n_fields)
        put_fields(r, object);
    if (with_text || change->kind != HKR_CHANGE_CHANGED)
        put_text(r, change);
    hk_html_put(r, "</details>\n");
    hk_arena_rewind(r->arena, mark);
}
