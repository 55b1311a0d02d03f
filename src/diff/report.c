/* SPDX-License-Identifier: Apache-2.0 */
#include "report.h"

#include "alike.h"

#include "../base/index.h"
#include "../base/utf8.h"
#include "../base/vec.h"

#include <stdio.h>

void
hk_report_printf(struct hk_report *report, const char *format, ...)
{
    va_list args;
    struct hk_mark mark = hk_arena_mark(report->scratch);
    va_start(args, format);
    struct hk_slice text = hk_arena_vprintf(report->scratch, format, args);
    va_end(args);
    hk_buf_append(report->out, text);
    hk_arena_rewind(report->scratch, mark);
}

const char *
hk_report_kind(enum hkr_change_kind kind)
{
    static const char *const names[] = {"", "added", "removed", "changed", "moved"};
    return names[kind];
}

const char *
hk_report_danger_kind(enum hkr_danger_kind kind)
{
    static const char *const names[] = {"", "removed", "immutable", "rbac", "stopped"};
    return (size_t)kind < HK_COUNT(names) ? names[kind] : "other";
}

struct hk_slice
hk_report_danger_path(const struct hkr_danger *danger)
{
    bool named = strstr(danger->message, danger->path) != NULL;
    return named ? (struct hk_slice){0} : hk_slice_cstr(danger->path);
}

const char *
hk_report_severity(const struct hkr_diag *diag)
{
    return diag->severity == HKR_ERROR ? "error" : "warning";
}

const char *
hk_report_plural(size_t n)
{
    return n == 1 ? "" : "s";
}

bool
hk_report_failed(const struct hk_report_root *root)
{
    return root->comparison.before_status != HKR_OK || root->comparison.after_status != HKR_OK;
}

bool
hk_report_differs(const struct hk_report_root *root)
{
    return hk_report_failed(root) || !root->comparison.same;
}

/* "overlays/a" of "HEAD~1:overlays/a". */
static bool
is_same_root(struct hk_slice before, struct hk_slice after)
{
    if (hk_slice_eq(before, after))
        return true;
    struct hk_slice longer = before.len > after.len ? before : after;
    struct hk_slice shorter = before.len > after.len ? after : before;
    return shorter.len && hk_slice_ends(longer, shorter) &&
           longer.ptr[longer.len - shorter.len - 1] == ':';
}

struct hk_slice
hk_report_root_name(struct hk_arena *arena, const struct hkr_comparison *c)
{
    struct hk_slice before = hk_slice_cstr(c->before_name), after = hk_slice_cstr(c->after_name);
    if (!c->after_present || !after.len)
        return before;
    if (!c->before_present || !before.len)
        return after;
    if (is_same_root(before, after))
        return before.len < after.len ? before : after;
    return hk_arena_printf(arena, "%s -> %s", c->before_name, c->after_name);
}

bool
hk_report_leads(const struct hk_report *report, size_t i)
{
    return report->alike[i] == i;
}

struct hk_slice
hk_report_root_names(const struct hk_report *report, size_t i)
{
    struct hk_slice name = hk_report_root_name(report->arena, &report->roots[i].comparison);
    uint32_t n = report->n_alike[i];
    if (!n)
        return name;
    return hk_arena_printf(report->arena, "%" PRSLICE " and %u more root%s", ARGSLICE(name), n,
                           hk_report_plural(n));
}

static struct hk_slice
full_name(struct hk_arena *arena, const char *ns, const char *name)
{
    return hk_arena_printf(arena, "%s%s%s", ns, ns[0] ? "/" : "", name);
}

struct hk_slice
hk_report_object_name(struct hk_arena *arena, const struct hkr_object_change *c)
{
    return hk_arena_printf(arena, "%s %s%s%s", c->object_kind, c->ns, c->ns[0] ? "/" : "", c->name);
}

struct hk_slice
hk_report_old_name(struct hk_arena *arena, const struct hkr_object_change *c)
{
    if (!c->before_name && !c->before_ns)
        return (struct hk_slice){0};
    return full_name(arena, c->before_ns ? c->before_ns : c->ns,
                     c->before_name ? c->before_name : c->name);
}

struct hk_slice
hk_report_place(struct hk_arena *arena, const struct hkr_span *at)
{
    if (!at->file || !at->file[0])
        return (struct hk_slice){0};
    if (!at->line)
        return hk_slice_cstr(at->file);
    return hk_arena_printf(arena, "%s:%u:%u", at->file, at->line, at->column);
}

/* The text of a value that is a JSON string; the value itself when it is none. */
static struct hk_slice
unquoted(struct hk_arena *arena, const char *json)
{
    struct hk_slice text = hk_slice_cstr(json);
    if (text.len < 2 || text.ptr[0] != '"')
        return text;
    char *out = hk_arena_alloc(arena, text.len);
    size_t n = 0;
    for (size_t i = 1; i + 1 < text.len; i++) {
        char c = text.ptr[i];
        if (c != '\\') {
            out[n++] = c;
            continue;
        }
        static const char letters[] = "b\bf\fn\nr\rt\t";
        const char *letter = strchr(letters, c = text.ptr[++i]);
        if (c != 'u') {
            out[n++] = letter && *letter ? letter[1] : c;
            continue;
        }
        uint32_t point = 0;
        for (unsigned k = 0; k < 4 && i + 2 < text.len; k++)
            point = point << 4 | (uint32_t)(hk_hex_value(text.ptr[++i]) & 0xF);
        n += hk_utf8_encode(point, out + n);
    }
    return hk_slice(out, n);
}

bool
hk_report_lines_of(struct hk_arena *arena, const char *json, struct hk_texts *ret_lines)
{
    if (!json || json[0] != '"' || !strstr(json, "\\n"))
        return false;
    *ret_lines = hk_lines(arena, unquoted(arena, json));
    return ret_lines->n > 1;
}

/* Images that were exchanged, each pair once. */
struct images {
    struct hk_arena *arena;
    struct hk_index *index;
    HK_VEC(struct hk_report_image) list;
};

static void
add_image(struct images *images, const struct hkr_field_change *field)
{
    struct hk_report_image image = {.n = 1};
    if (field->before)
        image.before = unquoted(images->arena, field->before);
    if (field->after)
        image.after = unquoted(images->arena, field->after);
    uint64_t hash = hk_hash_mix(hk_hash_bytes(image.before), hk_hash_bytes(image.after));
    for (uint32_t i = hk_index_first(images->index, hash); i != HK_INDEX_END;
         i = hk_index_next(images->index, i)) {
        struct hk_report_image *other = &images->list.items[hk_index_value(images->index, i)];
        if (hk_slice_eq(other->before, image.before) && hk_slice_eq(other->after, image.after)) {
            other->n++;
            return;
        }
    }
    hk_index_add(images->index, hash, images->list.n);
    hk_vec_push(images->arena, &images->list, image);
}

static void
count_object(struct hk_report_totals *totals, struct images *images,
             const struct hk_report_object *object)
{
    const struct hkr_object_change *change = &object->change;
    totals->added += change->kind == HKR_CHANGE_ADDED;
    totals->removed += change->kind == HKR_CHANGE_REMOVED;
    totals->changed += change->kind == HKR_CHANGE_CHANGED;
    totals->dangers += change->n_dangers;
    totals->fields += change->kind == HKR_CHANGE_CHANGED ? change->n_fields : 0;
    for (size_t i = 0; i < change->n_fields; i++)
        if (object->fields[i].is_image)
            add_image(images, &object->fields[i]);
}

static void
link_alike(struct hk_report *report)
{
    uint32_t *n = HK_NEW_ARRAY(report->arena, report->n_roots, uint32_t);
    uint32_t *next = HK_NEW_ARRAY(report->arena, report->n_roots, uint32_t);
    report->alike = hk_alike_roots(report);
    for (uint32_t i = (uint32_t)report->n_roots; i-- > 0;) {
        uint32_t first = report->alike[i];
        if (first == i)
            continue;
        next[i] = next[first];
        next[first] = i;
        n[first]++;
    }
    report->n_alike = n;
    report->next = next;
}

void
hk_report_count(struct hk_report *report)
{
    struct images images = {.arena = report->arena, .index = hk_index_new(report->arena, 0)};
    struct hk_report_totals *totals = &report->totals;
    *totals = (struct hk_report_totals){0};
    for (size_t i = 0; i < report->n_roots; i++) {
        const struct hk_report_root *root = &report->roots[i];
        bool failed = hk_report_failed(root);
        totals->failed_roots += failed;
        totals->changed_roots += !failed && !root->comparison.same;
        for (size_t j = 0; j < root->comparison.n_changes; j++)
            count_object(totals, &images, &root->objects[j]);
    }
    totals->images = images.list.items;
    totals->n_images = images.list.n;
    link_alike(report);
}

struct hk_slice
hk_report_summary(const struct hk_report *report)
{
    const struct hk_report_totals *t = &report->totals;
    struct hk_arena *arena = report->arena;
    struct hk_slice text = {0};
    const struct {
        size_t n;
        const char *what;
    } parts[] = {{t->added, "added"}, {t->changed, "changed"}, {t->removed, "removed"}};
    for (size_t i = 0; i < HK_COUNT(parts); i++)
        if (parts[i].n)
            text = hk_arena_printf(arena, "%" PRSLICE "%s%zu%s%s %s", ARGSLICE(text),
                                   text.len ? ", " : "", parts[i].n, text.len ? "" : " object",
                                   text.len ? "" : hk_report_plural(parts[i].n), parts[i].what);
    bool none_left = t->failed_roots && t->failed_roots == report->n_roots;
    size_t n = t->added + t->changed + t->removed;
    if (!n)
        text = none_left ? HK_S("nothing could be compared") : HK_S("no differences");
    if (report->n_roots > 1 && !none_left)
        text = n ? hk_arena_printf(arena, "%" PRSLICE " in %zu of %zu roots", ARGSLICE(text),
                                   t->changed_roots, report->n_roots)
                 : hk_arena_printf(arena, "%" PRSLICE " in %zu roots", ARGSLICE(text),
                                   report->n_roots - t->failed_roots);
    if (t->dangers)
        text = hk_arena_printf(arena, "%" PRSLICE "; %zu danger%s", ARGSLICE(text), t->dangers,
                               hk_report_plural(t->dangers));
    if (t->failed_roots)
        text = hk_arena_printf(arena, "%" PRSLICE "; %zu root%s failed", ARGSLICE(text),
                               t->failed_roots, hk_report_plural(t->failed_roots));
    return text;
}

static size_t
first_difference(struct hk_slice a, struct hk_slice b)
{
    size_t n = a.len < b.len ? a.len : b.len, i = 0;
    while (i < n && a.ptr[i] == b.ptr[i])
        i++;
    return i;
}

/* Where a character begins, at @at or before it. */
static size_t
character_at(struct hk_slice text, size_t at)
{
    while (at && at < text.len && ((unsigned char)text.ptr[at] & 0xC0u) == 0x80u)
        at--;
    return at < text.len ? at : text.len;
}

static struct hk_report_value
cut(struct hk_slice text, size_t from, size_t most)
{
    from = text.len <= most ? 0 : character_at(text, from);
    size_t end = text.len - from <= most ? text.len : character_at(text, from + most);
    return (struct hk_report_value){hk_slice_head(hk_slice_from(text, from), end - from), from,
                                    text.len - end};
}

void
hk_report_excerpt(struct hk_slice before, struct hk_slice after, size_t most,
                  struct hk_report_value *ret_before, struct hk_report_value *ret_after)
{
    size_t differs = before.len && after.len ? first_difference(before, after) : 0;
    size_t from = differs > most / 3 ? differs - most / 3 : 0;
    *ret_before = cut(before, from, most);
    *ret_after = cut(after, from, most);
}

uint32_t
hk_report_group(struct hk_hunks hunks, uint32_t first, uint32_t context)
{
    uint32_t i = first + 1;
    while (i < hunks.n &&
           hunks.items[i].a - (hunks.items[i - 1].a + hunks.items[i - 1].n_a) <= 2 * context)
        i++;
    return i;
}
