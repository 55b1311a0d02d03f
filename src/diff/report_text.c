/* SPDX-License-Identifier: Apache-2.0 */
#include "report.h"

#include "../base/diag.h"
#include "../base/utf8.h"
#include "visible.h"

#define VALUE_BYTES 400  /* of a value that are shown */
#define PLACE_COLUMN 64  /* places stand no further to the right than needed, nor than this */
#define CONTEXT 2        /* lines around a change within a text */
#define OBJECT_LINES 400 /* of an object that came or went */

#define ALIKE 20 /* roots that are named, of those with the same changes */

enum style { PLAIN, BOLD, DIM, RED, GREEN, YELLOW, CYAN, ALARM };

static void
style(struct hk_report *r, enum style style)
{
    static const char *const codes[] = {
        [PLAIN] = "\033[0m",  [BOLD] = "\033[1m",    [DIM] = "\033[2m",   [RED] = "\033[31m",
        [GREEN] = "\033[32m", [YELLOW] = "\033[33m", [CYAN] = "\033[36m", [ALARM] = "\033[1;31m",
    };
    if (r->color)
        hk_buf_append(r->out, hk_slice_cstr(codes[style]));
}

static void
put(struct hk_report *r, const char *text)
{
    hk_buf_append(r->out, hk_slice_cstr(text));
}

static void
put_styled(struct hk_report *r, enum style how, struct hk_slice text)
{
    style(r, how);
    hk_put_visible(r->out, text);
    style(r, PLAIN);
}

static const struct {
    char sign;
    enum style style;
} signs[] = {
    [HKR_CHANGE_ADDED] = {'+', GREEN},
    [HKR_CHANGE_REMOVED] = {'-', RED},
    [HKR_CHANGE_CHANGED] = {'~', YELLOW},
    [HKR_CHANGE_MOVED] = {'~', CYAN},
};

/* ---- Dangers ---- */

static void
put_danger(struct hk_report *r, size_t root, const struct hk_report_object *object,
           const struct hkr_danger *danger)
{
    put(r, "  ");
    put_styled(r, ALARM, HK_S("!"));
    put(r, " ");
    put_styled(r, BOLD, hk_report_object_name(r->arena, &object->change));
    struct hk_slice path = hk_report_danger_path(danger);
    put(r, path.len ? " " : "");
    hk_put_visible(r->out, path);
    put(r, ": ");
    hk_put_visible(r->out, hk_slice_cstr(danger->message));
    if (r->n_roots > 1) {
        put(r, "  ");
        put_styled(r, DIM, hk_report_root_names(r, root));
    }
    put(r, "\n");
}

static void
put_dangers(struct hk_report *r)
{
    if (!r->totals.dangers)
        return;
    put_styled(r, ALARM, HK_S("Dangers"));
    put(r, "\n");
    for (size_t i = 0; i < r->n_roots; i++)
        for (size_t j = 0; hk_report_leads(r, i) && j < r->roots[i].comparison.n_changes; j++)
            for (size_t k = 0; k < r->roots[i].objects[j].change.n_dangers; k++)
                put_danger(r, i, &r->roots[i].objects[j], &r->roots[i].objects[j].dangers[k]);
    put(r, "\n");
}

/* ---- Fields ---- */

/* A value that is shown, with what was left out of it. */
static struct hk_slice
shown(struct hk_report *r, const struct hk_report_value *value)
{
    struct hk_slice text = value->text;
    if (value->before)
        text = hk_arena_printf(r->arena, "...%" PRSLICE, ARGSLICE(text));
    if (value->after)
        text = hk_arena_printf(r->arena, "%" PRSLICE "... (%zu bytes)", ARGSLICE(text),
                               value->before + value->text.len + value->after);
    return text;
}

static void
put_value(struct hk_report *r, enum hkr_change_kind side, struct hk_slice value, size_t width,
          const struct hkr_span *at)
{
    struct hk_slice place = hk_report_place(r->arena, at);
    put(r, "      ");
    style(r, signs[side].style);
    hk_report_printf(r, "%c ", signs[side].sign);
    hk_put_visible(r->out, value);
    style(r, PLAIN);
    if (place.len) {
        size_t own = hk_utf8_count(value);
        hk_buf_fill(r->out, ' ', (width > own ? width - own : 0) + 2);
        put_styled(r, DIM, place);
    }
    put(r, "\n");
}

/* A line of a text, cut where it is very long. */
static struct hk_slice
shown_line(struct hk_report *r, struct hk_slice line)
{
    struct hk_report_value value, none;
    hk_report_excerpt(line, (struct hk_slice){0}, VALUE_BYTES, &value, &none);
    return shown(r, &value);
}

/* Lines [@from, @to), which are the same: the first @head and the last @tail of them, "..." for the
 * rest. */
static void
put_context(struct hk_report *r, struct hk_texts texts, uint32_t from, uint32_t to, uint32_t head,
            uint32_t tail)
{
    for (uint32_t i = from; i < to; i++) {
        bool near = i - from < head || to - i <= tail;
        if (!near && i != from + head)
            continue;
        put(r, "        ");
        put_styled(r, near ? DIM : CYAN, near ? shown_line(r, texts.items[i]) : HK_S("..."));
        put(r, "\n");
    }
}

static void
put_text_lines(struct hk_report *r, enum hkr_change_kind side, struct hk_texts texts, uint32_t from,
               uint32_t n)
{
    static const struct hkr_span nowhere = {.file = ""};
    for (uint32_t i = from; i < from + n; i++)
        put_value(r, side, shown_line(r, texts.items[i]), 0, &nowhere);
}

/* The lines of two texts that differ, with a little of what is around. */
static void
put_text_hunks(struct hk_report *r, struct hk_texts a, struct hk_texts b)
{
    struct hk_hunks hunks = hk_linediff(r->arena, r->scratch, a, b);
    uint32_t i = 0;
    for (uint32_t h = 0; h < hunks.n; h++) {
        const struct hk_hunk *hunk = &hunks.items[h];
        put_context(r, a, i, hunk->a, h ? CONTEXT : 0, CONTEXT);
        put_text_lines(r, HKR_CHANGE_REMOVED, a, hunk->a, hunk->n_a);
        put_text_lines(r, HKR_CHANGE_ADDED, b, hunk->b, hunk->n_b);
        i = hunk->a + hunk->n_a;
    }
    put_context(r, a, i, a.n, CONTEXT, 0);
}

static bool
put_multiline(struct hk_report *r, const struct hkr_field_change *field)
{
    struct hk_texts a = {0}, b = {0};
    bool several = hk_report_lines_of(r->arena, field->before, &a);
    several = hk_report_lines_of(r->arena, field->after, &b) || several;
    if (!several || !field->before || !field->after)
        return false;
    struct hk_slice before = hk_report_place(r->arena, &field->before_at);
    struct hk_slice after = hk_report_place(r->arena, &field->after_at);
    if (before.len || after.len) {
        put(r, "      ");
        style(r, DIM);
        hk_put_visible(r->out, before);
        put(r, " -> ");
        hk_put_visible(r->out, after);
        style(r, PLAIN);
        put(r, "\n");
    }
    put_text_hunks(r, a, b);
    return true;
}

static void
put_field(struct hk_report *r, const struct hkr_field_change *field)
{
    put(r, "    ");
    put_styled(r, BOLD, hk_slice_cstr(field->path));
    if (field->kind == HKR_CHANGE_MOVED)
        put_styled(r, CYAN, HK_S(" (moved)"));
    if (field->is_reference)
        put_styled(r, DIM, HK_S(" (renamed)"));
    put(r, "\n");
    if (put_multiline(r, field))
        return;
    struct hk_report_value before, after;
    hk_report_excerpt(hk_slice_cstr(field->before), hk_slice_cstr(field->after), VALUE_BYTES,
                      &before, &after);
    struct hk_slice a = shown(r, &before), b = shown(r, &after);
    size_t wide_a = hk_utf8_count(a), wide_b = hk_utf8_count(b);
    size_t width = wide_a > wide_b ? wide_a : wide_b;
    width = width > PLACE_COLUMN ? PLACE_COLUMN : width;
    if (field->before)
        put_value(r, HKR_CHANGE_REMOVED, a, width, &field->before_at);
    if (field->after)
        put_value(r, HKR_CHANGE_ADDED, b, width, &field->after_at);
}

/* ---- Objects ---- */

static void
put_whole(struct hk_report *r, enum hkr_change_kind kind, const char *text)
{
    struct hk_texts lines = hk_lines(r->arena, hk_slice_cstr(text));
    uint32_t n = lines.n > OBJECT_LINES ? OBJECT_LINES : lines.n;
    for (uint32_t i = 0; i < n; i++) {
        put(r, "    ");
        style(r, signs[kind].style);
        hk_report_printf(r, "%c ", signs[kind].sign);
        hk_put_visible(r->out, shown_line(r, lines.items[i]));
        style(r, PLAIN);
        put(r, "\n");
    }
    if (n < lines.n)
        hk_report_printf(r, "    ... and %u lines more\n", lines.n - n);
}

static void
put_object(struct hk_report *r, const struct hk_report_object *object)
{
    const struct hkr_object_change *change = &object->change;
    bool removed = change->kind == HKR_CHANGE_REMOVED;
    style(r, signs[change->kind].style);
    hk_report_printf(r, "%c ", signs[change->kind].sign);
    style(r, BOLD);
    hk_put_visible(r->out, hk_report_object_name(r->arena, change));
    style(r, PLAIN);
    put(r, " ");
    style(r, DIM);
    hk_put_visible(r->out, hk_slice_cstr(change->api_version));
    struct hk_slice old = hk_report_old_name(r->arena, change);
    if (old.len) {
        put(r, ", was ");
        hk_put_visible(r->out, old);
    }
    struct hk_slice place =
        hk_report_place(r->arena, removed ? &change->before_at : &change->after_at);
    if (change->kind != HKR_CHANGE_CHANGED && place.len) {
        put(r, "  ");
        hk_put_visible(r->out, place);
    }
    style(r, PLAIN);
    put(r, "\n");
    if (change->kind != HKR_CHANGE_CHANGED)
        put_whole(r, change->kind, removed ? change->before_text : change->after_text);
    else
        for (size_t i = 0; i < change->n_fields; i++)
            put_field(r, &object->fields[i]);
    put(r, "\n");
}

/* ---- Roots ---- */

static void
put_failure(struct hk_report *r, const struct hk_report_root *root, const char *side, size_t from,
            size_t to)
{
    put(r, "  ");
    style(r, ALARM);
    hk_report_printf(r, "the %s side failed", side);
    style(r, PLAIN);
    put(r, ", so nothing can be told of its objects\n");
    for (size_t i = from; i < to; i++) {
        const struct hkr_diag *diag = root->diags[i];
        char id[12];
        if (diag->severity != HKR_ERROR)
            continue;
        struct hk_slice place = hk_report_place(r->arena, &diag->at);
        put(r, "    ");
        hk_put_visible(r->out, place);
        put(r, place.len ? ": " : "");
        hk_put_visible(r->out, hk_slice_cstr(diag->message));
        hk_report_printf(r, " [%s]\n", hk_diag_id(diag->code, id));
    }
}

/* The roots in which the same was found. */
static void
put_alike(struct hk_report *r, size_t i)
{
    unsigned n = 0;
    for (uint32_t j = r->next[i]; j && n < ALIKE; j = r->next[j], n++) {
        put(r, n ? ", " : "  the same in ");
        put_styled(r, CYAN, hk_report_root_name(r->arena, &r->roots[j].comparison));
    }
    if (n < r->n_alike[i])
        hk_report_printf(r, ", and %u more", r->n_alike[i] - n);
    put(r, n ? "\n" : "");
}

static void
put_root(struct hk_report *r, size_t index)
{
    const struct hk_report_root *root = &r->roots[index];
    const struct hkr_comparison *c = &root->comparison;
    if (!hk_report_differs(root) || !hk_report_leads(r, index))
        return;
    style(r, BOLD);
    style(r, CYAN);
    hk_put_visible(r->out, hk_report_root_name(r->arena, c));
    style(r, PLAIN);
    if (!c->before_present || !c->after_present)
        put(r, c->after_present ? " (new)" : " (gone)");
    put(r, "\n");
    put_alike(r, index);
    if (c->before_status != HKR_OK)
        put_failure(r, root, "old", 0, c->n_before_diags);
    if (c->after_status != HKR_OK)
        put_failure(r, root, "new", c->n_before_diags, root->n_diags);
    put(r, "\n");
    for (size_t i = 0; i < c->n_changes; i++) {
        struct hk_mark mark = hk_arena_mark(r->arena);
        put_object(r, &root->objects[i]);
        hk_arena_rewind(r->arena, mark);
    }
}

/* ---- Summary ---- */

static void
put_images(struct hk_report *r)
{
    if (r->totals.n_images) {
        put_styled(r, BOLD, HK_S("Images"));
        put(r, "\n");
    }
    for (size_t i = 0; i < r->totals.n_images; i++) {
        const struct hk_report_image *image = &r->totals.images[i];
        put(r, "  ");
        if (image->before.len)
            put_styled(r, RED, image->before);
        put(r, image->before.len && image->after.len ? " -> " : "");
        if (image->after.len)
            put_styled(r, GREEN, image->after);
        else
            put(r, " (gone)");
        put(r, image->before.len ? "" : " (new)");
        if (image->n > 1)
            hk_report_printf(r, "  in %u containers", image->n);
        put(r, "\n");
    }
    put(r, r->totals.n_images ? "\n" : "");
}

void
hk_report_text(struct hk_report *r)
{
    put_dangers(r);
    for (size_t i = 0; i < r->n_roots && !r->summary_only; i++)
        put_root(r, i);
    put_images(r);
    put_styled(r, BOLD, hk_report_summary(r));
    put(r, "\n");
}
