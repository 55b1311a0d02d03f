/* SPDX-License-Identifier: Apache-2.0 */
#include "alike.h"

#include "../base/index.h"

static bool
same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool
same_place(const struct hkr_span *a, const struct hkr_span *b)
{
    return a->line == b->line && a->column == b->column && same_text(a->file, b->file);
}

static bool
same_field(const struct hkr_field_change *a, const struct hkr_field_change *b)
{
    return a->kind == b->kind && same_text(a->path, b->path) && same_text(a->before, b->before) &&
           same_text(a->after, b->after) && same_place(&a->before_at, &b->before_at) &&
           same_place(&a->after_at, &b->after_at) && a->is_image == b->is_image &&
           a->is_reference == b->is_reference;
}

static bool
same_danger(const struct hkr_danger *a, const struct hkr_danger *b)
{
    return a->kind == b->kind && same_text(a->message, b->message) && same_text(a->path, b->path);
}

/* An object that comes from the same line of a base is the same one, though each overlay gives it
 * another prefix. */
static bool
same_identity(const struct hkr_object_change *a, const struct hkr_object_change *b)
{
    if (a->kind == HKR_CHANGE_CHANGED && a->before_at.line && a->after_at.line)
        return same_place(&a->before_at, &b->before_at) && same_place(&a->after_at, &b->after_at);
    return same_text(a->name, b->name) && same_text(a->before_name, b->before_name);
}

static bool
same_header(const struct hkr_object_change *a, const struct hkr_object_change *b)
{
    return a->kind == b->kind && a->n_fields == b->n_fields && a->n_dangers == b->n_dangers &&
           same_text(a->api_version, b->api_version) && same_text(a->object_kind, b->object_kind) &&
           same_identity(a, b);
}

/* Of an object that came or went there are no fields, but all of its text. */
static bool
same_whole(const struct hkr_object_change *a, const struct hkr_object_change *b)
{
    return a->kind == HKR_CHANGE_CHANGED ||
           (same_text(a->before_text, b->before_text) && same_text(a->after_text, b->after_text) &&
            same_place(&a->before_at, &b->before_at) && same_place(&a->after_at, &b->after_at));
}

static bool
same_object(const struct hk_report_object *a, const struct hk_report_object *b)
{
    bool same = same_header(&a->change, &b->change) && same_whole(&a->change, &b->change);
    for (size_t i = 0; same && i < a->change.n_fields; i++)
        same = same_field(&a->fields[i], &b->fields[i]);
    for (size_t i = 0; same && i < a->change.n_dangers; i++)
        same = same_danger(&a->dangers[i], &b->dangers[i]);
    return same;
}

/* The first error from diagnostic @i on: warnings are no reason to fail. */
static size_t
error_from(const struct hk_report_root *root, size_t i)
{
    while (i < root->n_diags && root->diags[i]->severity != HKR_ERROR)
        i++;
    return i;
}

static bool
same_error(const struct hkr_diag *a, const struct hkr_diag *b)
{
    return a->code == b->code && same_text(a->message, b->message) && same_place(&a->at, &b->at);
}

/* A broken base fails every overlay above it, for one reason. */
static bool
same_faults(const struct hk_report_root *a, const struct hk_report_root *b)
{
    const struct hkr_comparison *c = &a->comparison, *d = &b->comparison;
    size_t i = error_from(a, 0), j = error_from(b, 0);
    while (i < a->n_diags && j < b->n_diags && same_error(a->diags[i], b->diags[j])) {
        i = error_from(a, i + 1);
        j = error_from(b, j + 1);
    }
    return i == a->n_diags && j == b->n_diags && c->before_status == d->before_status &&
           c->after_status == d->after_status;
}

static bool
same_root(const struct hk_report_root *a, const struct hk_report_root *b)
{
    const struct hkr_comparison *c = &a->comparison, *d = &b->comparison;
    bool same = c->n_changes == d->n_changes && c->before_present == d->before_present &&
                c->after_present == d->after_present &&
                hk_report_failed(a) == hk_report_failed(b) &&
                (!hk_report_failed(a) || same_faults(a, b));
    for (size_t i = 0; same && i < c->n_changes; i++)
        same = same_object(&a->objects[i], &b->objects[i]);
    return same;
}

static uint64_t
mix_text(uint64_t hash, const char *text)
{
    return hk_hash_mix(hash, text ? hk_hash_bytes(hk_slice_cstr(text)) : 0);
}

static uint64_t
mix_place(uint64_t hash, const struct hkr_span *at)
{
    return hk_hash_mix(mix_text(hash, at->file), (uint64_t)at->line << 32 | at->column);
}

static uint64_t
mix_object(uint64_t hash, const struct hk_report_object *object)
{
    const struct hkr_object_change *change = &object->change;
    hash = mix_text(hash, change->object_kind);
    hash = mix_place(mix_place(hash, &change->before_at), &change->after_at);
    for (size_t i = 0; i < change->n_fields; i++) {
        const struct hkr_field_change *field = &object->fields[i];
        hash = mix_text(mix_text(mix_text(hash, field->path), field->before), field->after);
        hash = mix_place(mix_place(hash, &field->before_at), &field->after_at);
    }
    if (change->kind != HKR_CHANGE_CHANGED) {
        hash = mix_text(mix_text(hash, change->before_text), change->after_text);
    }
    return hash;
}

static uint64_t
hash_of(const struct hk_report_root *root)
{
    uint64_t hash = root->comparison.n_changes;
    for (size_t i = 0; i < root->comparison.n_changes; i++)
        hash = mix_object(hash, &root->objects[i]);
    for (size_t i = error_from(root, 0); i < root->n_diags; i = error_from(root, i + 1))
        hash = mix_place(mix_text(hash, root->diags[i]->message), &root->diags[i]->at);
    return hash;
}

const uint32_t *
hk_alike_roots(const struct hk_report *report)
{
    struct hk_index *index = hk_index_new(report->arena, report->n_roots);
    uint32_t *alike = HK_NEW_ARRAY(report->arena, report->n_roots, uint32_t);
    for (uint32_t i = 0; i < report->n_roots; i++) {
        const struct hk_report_root *root = &report->roots[i];
        alike[i] = i;
        if (!hk_report_differs(root))
            continue;
        uint64_t hash = hash_of(root);
        uint32_t at = hk_index_first(index, hash);
        while (at != HK_INDEX_END && !same_root(&report->roots[hk_index_value(index, at)], root))
            at = hk_index_next(index, at);
        if (at != HK_INDEX_END)
            alike[i] = hk_index_value(index, at);
        else
            hk_index_add(index, hash, i);
    }
    return alike;
}
