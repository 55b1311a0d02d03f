/* SPDX-License-Identifier: Apache-2.0 */
#include "html.h"

#include "../base/diag.h"
#include "page.h"

#define OPEN_OBJECTS 8                        /* so few are unfolded from the start */
#define FULL_BYTES ((size_t)32 * 1024 * 1024) /* of a page; later objects have no YAML */
#define LISTED 500                            /* dangers and images that are listed */

static void
put_title(struct hk_report *r)
{
    hk_html_text(r, r->title);
}

static void
put_lead(struct hk_report *r)
{
    hk_html_text(r, hk_report_summary(r));
}

static void
put_tile(struct hk_report *r, const char *class, size_t n, const char *what)
{
    hk_report_printf(r, "<div class=\"tile %s%s\"><b>%zu</b><span>%s</span></div>\n", class,
                     n ? "" : " none", n, what);
}

static void
put_tiles(struct hk_report *r)
{
    const struct hk_report_totals *t = &r->totals;
    if (r->n_roots > 1)
        hk_report_printf(r,
                         "<div class=\"tile%s\"><b>%zu</b><span>of %zu roots differ</span></div>\n",
                         t->changed_roots ? "" : " none", t->changed_roots, r->n_roots);
    else
        put_tile(r, "fields", t->fields, t->fields == 1 ? "field changed" : "fields changed");
    put_tile(r, "changed", t->changed, "changed");
    put_tile(r, "added", t->added, "added");
    put_tile(r, "removed", t->removed, "removed");
    put_tile(r, "danger", t->dangers, t->dangers == 1 ? "danger" : "dangers");
    if (t->failed_roots)
        put_tile(r, "failed", t->failed_roots,
                 t->failed_roots == 1 ? "root failed" : "roots failed");
}

static void
put_danger(struct hk_report *r, size_t i, size_t j, const struct hkr_danger *danger)
{
    const struct hk_report_root *root = &r->roots[i];
    hk_report_printf(r, "<li><a href=\"#o%zu-%zu\">", i, j);
    hk_html_text(r, hk_report_object_name(r->arena, &root->objects[j].change));
    hk_html_put(r, "</a> ");
    hk_html_span(r, "path", hk_report_danger_path(danger));
    hk_html_put(r, hk_report_danger_path(danger).len ? " &mdash; " : " ");
    hk_html_text(r, hk_slice_cstr(danger->message));
    if (r->n_roots > 1)
        hk_html_span(r, "in",
                     hk_arena_concat(r->arena, HK_S(" in "),
                                     hk_report_root_name(r->arena, &root->comparison)));
    hk_html_put(r, "</li>\n");
}

static void
put_dangers(struct hk_report *r)
{
    size_t n = 0;
    if (!r->totals.dangers)
        return;
    hk_html_put(r, "<div class=\"notes\"><section class=\"card alarm\"><h2>Dangers</h2>"
                   "<ul class=\"scroll\">\n");
    for (size_t i = 0; i < r->n_roots; i++)
        for (size_t j = 0; hk_report_leads(r, i) && j < r->roots[i].comparison.n_changes; j++)
            for (size_t k = 0; k < r->roots[i].objects[j].change.n_dangers; k++)
                if (n++ < LISTED)
                    put_danger(r, i, j, &r->roots[i].objects[j].dangers[k]);
    hk_html_put(r, "</ul>");
    if (n > LISTED)
        hk_report_printf(r, "<p class=\"more\">and %zu more</p>", n - LISTED);
    hk_html_put(r, "</section></div>\n");
}

static void
put_images(struct hk_report *r)
{
    const struct hk_report_totals *t = &r->totals;
    if (!t->n_images)
        return;
    hk_html_put(r, "<div class=\"notes\"><section class=\"card images\"><h2>Images</h2>"
                   "<ul class=\"scroll\">\n");
    for (size_t i = 0; i < t->n_images && i < LISTED; i++) {
        const struct hk_report_image *image = &t->images[i];
        hk_html_put(r, "<li><code class=\"from\">");
        hk_html_text(r, image->before);
        hk_html_put(r, image->before.len ? "</code>" : "</code><!-- new -->");
        hk_html_put(r, "<span class=\"arrow\">&rarr;</span><code class=\"to\">");
        hk_html_text(r, image->after);
        hk_report_printf(r, "</code><span class=\"times\">%u container%s</span></li>\n", image->n,
                         hk_report_plural(image->n));
    }
    hk_html_put(r, "</ul>");
    if (t->n_images > LISTED)
        hk_report_printf(r, "<p class=\"more\">and %zu more</p>", t->n_images - LISTED);
    hk_html_put(r, "</section></div>\n");
}

/* The list of dangers leads to its objects, also where all else is left out. */
static bool
is_shown(const struct hk_report *r, const struct hk_report_object *object)
{
    return !r->summary_only || object->change.n_dangers;
}

static void
put_tree_object(struct hk_report *r, size_t i, size_t j)
{
    static const char *const signs[] = {"", "+", "&minus;", "~", "~"};
    const struct hkr_object_change *change = &r->roots[i].objects[j].change;
    hk_report_printf(
        r, "<li class=\"%s%s\"><a href=\"#o%zu-%zu\"><i aria-hidden=\"true\">%s</i><span>",
        hk_html_class(change), change->n_dangers ? " danger" : "", i, j, signs[change->kind]);
    hk_html_text(r, hk_report_object_name(r->arena, change));
    hk_html_put(r, "</span></a></li>\n");
}

static void
put_tree(struct hk_report *r)
{
    hk_html_put(r, "<ol>\n");
    for (size_t i = 0; i < r->n_roots; i++) {
        const struct hk_report_root *root = &r->roots[i];
        if (!hk_report_differs(root) || !hk_report_leads(r, i))
            continue;
        hk_report_printf(r, "<li%s><a class=\"root-link\" href=\"#r%zu\">",
                         hk_report_failed(root) ? " class=\"failed\"" : "", i);
        hk_html_text(r, hk_report_root_names(r, i));
        hk_html_put(r, "</a><ul>\n");
        for (size_t j = 0; j < root->comparison.n_changes; j++)
            if (is_shown(r, &root->objects[j]))
                put_tree_object(r, i, j);
        hk_html_put(r, "</ul></li>\n");
    }
    hk_html_put(r, "</ol>");
}

static void
put_diag(struct hk_report *r, const struct hkr_diag *diag)
{
    char id[12];
    hk_html_put(r, "<li>");
    hk_html_span(r, "place", hk_report_place(r->arena, &diag->at));
    hk_html_put(r, diag->at.file[0] ? ": " : "");
    hk_html_text(r, hk_slice_cstr(diag->message));
    hk_report_printf(r, " <span class=\"tag\">%s</span>", hk_diag_id(diag->code, id));
    hk_html_span(r, "mend", hk_slice_cstr(diag->mend));
    hk_html_put(r, "</li>\n");
}

static void
put_failure(struct hk_report *r, const struct hk_report_root *root, const char *side, size_t from,
            size_t to)
{
    hk_report_printf(r,
                     "<div class=\"failure\"><b>The %s side failed</b>, so nothing can be told of "
                     "its objects.<ul>\n",
                     side);
    for (size_t i = from; i < to; i++)
        if (root->diags[i]->severity == HKR_ERROR)
            put_diag(r, root->diags[i]);
    hk_html_put(r, "</ul></div>\n");
}

/* The roots in which the same was found. */
static void
put_alike(struct hk_report *r, size_t i)
{
    if (!r->n_alike[i])
        return;
    hk_report_printf(r,
                     "<details class=\"alike\"><summary>the same in %u more root%s</summary><ul>\n",
                     r->n_alike[i], hk_report_plural(r->n_alike[i]));
    for (uint32_t j = r->next[i]; j; j = r->next[j]) {
        hk_html_put(r, "<li>");
        hk_html_text(r, hk_report_root_name(r->arena, &r->roots[j].comparison));
        hk_html_put(r, "</li>\n");
    }
    hk_html_put(r, "</ul></details>\n");
}

static void
put_root_head(struct hk_report *r, const struct hkr_comparison *c)
{
    size_t n = c->after_present ? c->n_objects_after : c->n_objects_before;
    hk_html_put(r, "<h2>");
    hk_html_text(r, hk_report_root_name(r->arena, c));
    if (!c->before_present || !c->after_present)
        hk_report_printf(r, " <span class=\"tag\">%s</span>", c->after_present ? "new" : "gone");
    if (c->before_status == HKR_OK && c->after_status == HKR_OK)
        hk_report_printf(r, " <small>%zu change%s, %zu object%s</small>", c->n_changes,
                         hk_report_plural(c->n_changes), n, hk_report_plural(n));
    hk_html_put(r, "</h2>\n");
}

static void
put_roots(struct hk_report *r)
{
    const struct hk_report_totals *t = &r->totals;
    bool open = t->added + t->removed + t->changed <= OPEN_OBJECTS;
    for (size_t i = 0; i < r->n_roots; i++) {
        const struct hk_report_root *root = &r->roots[i];
        const struct hkr_comparison *c = &root->comparison;
        if (!hk_report_differs(root) || !hk_report_leads(r, i))
            continue;
        hk_report_printf(r, "<section class=\"root\" id=\"r%zu\">\n", i);
        put_root_head(r, c);
        put_alike(r, i);
        if (c->before_status != HKR_OK)
            put_failure(r, root, "old", 0, c->n_before_diags);
        if (c->after_status != HKR_OK)
            put_failure(r, root, "new", c->n_before_diags, root->n_diags);
        for (size_t j = 0; j < c->n_changes; j++)
            if (is_shown(r, &root->objects[j]))
                hk_html_object(r, i, j, open, !r->summary_only && r->out->len < FULL_BYTES);
        hk_html_put(r, "</section>\n");
    }
    if (!t->changed_roots && !t->failed_roots)
        hk_html_put(
            r, "<p class=\"calm\"><b>No differences</b>Both sides render the same objects.</p>\n");
}

static void
put_same(struct hk_report *r)
{
    const struct hk_report_totals *t = &r->totals;
    size_t n = r->n_roots - t->changed_roots - t->failed_roots;
    if (!n || r->n_roots == 1)
        return;
    hk_report_printf(
        r, "<details class=\"same\"><summary>%zu root%s without differences</summary><ul>\n", n,
        hk_report_plural(n));
    for (size_t i = 0; i < r->n_roots; i++) {
        if (hk_report_differs(&r->roots[i]))
            continue;
        hk_html_put(r, "<li>");
        hk_html_text(r, hk_report_root_name(r->arena, &r->roots[i].comparison));
        hk_html_put(r, "</li>\n");
    }
    hk_html_put(r, "</ul></details>\n");
}

static void
put_nothing(struct hk_report *r)
{
    (void)r;
}

void
hk_report_html(struct hk_report *r)
{
    static void (*const slots[HK_SLOT_COUNT_])(struct hk_report *) = {
        [HK_SLOT_END] = put_nothing, [HK_SLOT_TITLE] = put_title,     [HK_SLOT_LEAD] = put_lead,
        [HK_SLOT_TILES] = put_tiles, [HK_SLOT_DANGERS] = put_dangers, [HK_SLOT_IMAGES] = put_images,
        [HK_SLOT_TREE] = put_tree,   [HK_SLOT_ROOTS] = put_roots,     [HK_SLOT_SAME] = put_same,
    };
    for (size_t i = 0; i < hk_n_page_parts; i++) {
        hk_buf_append(r->out, hk_slice(hk_page_parts[i].text, hk_page_parts[i].len));
        slots[hk_page_parts[i].slot](r);
    }
}
