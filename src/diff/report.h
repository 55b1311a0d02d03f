/* SPDX-License-Identifier: Apache-2.0 */
/* src/diff/report.h -- comparisons told to people and programs: one model, five emitters.
 *
 * The model is the public data of all comparisons, gathered by the caller, with totals. An
 * emitter appends to `out` and decides nothing but form: what changed, what is dangerous and what
 * is secret was decided by who compared. Every text in the model is somebody else's: an emitter
 * escapes all of it for its form. Layer: diff. */
#ifndef HK_DIFF_REPORT_H
#define HK_DIFF_REPORT_H

#include "../base/buf.h"
#include "linediff.h"

struct hk_report_object {
    struct hkr_object_change change;
    const struct hkr_field_change *fields; /* change.n_fields */
    const struct hkr_danger *dangers;      /* change.n_dangers */
};

struct hk_report_root {
    struct hkr_comparison comparison;
    const struct hk_report_object *objects; /* comparison.n_changes */
    const struct hkr_diag *const *diags;    /* first comparison.n_before_diags of the old side */
    size_t n_diags;
};

/* An image that was exchanged; NULL where there was, or is, none. */
struct hk_report_image {
    struct hk_slice before, after;
    uint32_t n; /* containers */
};

struct hk_report_totals {
    size_t changed_roots, failed_roots;
    size_t added, removed, changed; /* objects */
    size_t fields, dangers;
    const struct hk_report_image *images;
    size_t n_images;
};

struct hk_report {
    struct hk_arena *arena;
    struct hk_arena *scratch;
    struct hk_buf *out;
    const struct hk_report_root *roots;
    size_t n_roots;
    struct hk_report_totals totals;
    const uint32_t *alike;   /* for each root the first with the same changes: alike.h */
    const uint32_t *n_alike; /* for each first root: how many follow it ... */
    const uint32_t *next;    /* ... beginning with this one; for each, which comes then, or 0 */
    struct hk_slice title;
    size_t max_bytes; /* of Markdown */
    bool color;
    bool summary_only;
};

/* Fills the totals and which roots are alike; all else is there. */
void hk_report_count(struct hk_report *report);

void hk_report_text(struct hk_report *report);
void hk_report_unified(struct hk_report *report);
void hk_report_json(struct hk_report *report);
void hk_report_markdown(struct hk_report *report);
void hk_report_html(struct hk_report *report);

/* ---- What the emitters share: report.c ---- */

void hk_report_printf(struct hk_report *report, const char *format, ...) HK_PRINTF(2, 3);

/* "added", "removed", "changed", "moved". */
const char *hk_report_kind(enum hkr_change_kind kind);
/* "danger" kinds for programs: "removed", "immutable", "rbac", "stopped". */
const char *hk_report_danger_kind(enum hkr_danger_kind kind);
/* "error" or "warning". */
const char *hk_report_severity(const struct hkr_diag *diag);
/* The "s" of a plural: "" for 1. */
const char *hk_report_plural(size_t n);

bool hk_report_failed(const struct hk_report_root *root);
/* Whether there is something to tell of a root. */
bool hk_report_differs(const struct hk_report_root *root);
/* How a root is called: by its one name, or as "BEFORE -> AFTER". */
struct hk_slice hk_report_root_name(struct hk_arena *arena, const struct hkr_comparison *c);
/* Whether root @i is told of by itself: not when an earlier one has the same changes. */
bool hk_report_leads(const struct hk_report *report, size_t i);
/* "overlays/a and 3 more roots": root @i with those that are like it. */
struct hk_slice hk_report_root_names(const struct hk_report *report, size_t i);
/* "Deployment prod/web" of the object afterwards (of a removed one: before). */
struct hk_slice hk_report_object_name(struct hk_arena *arena, const struct hkr_object_change *c);
/* What it was called before, "prod/web-abc", or an empty slice when it kept its name. */
struct hk_slice hk_report_old_name(struct hk_arena *arena, const struct hkr_object_change *c);
/* "file:line:column", or an empty slice when nothing is known. */
struct hk_slice hk_report_place(struct hk_arena *arena, const struct hkr_span *at);
/* The field of a danger, or an empty slice when there is none or the message names it. */
struct hk_slice hk_report_danger_path(const struct hkr_danger *danger);
/* "1 object added, 2 changed in 2 of 3 roots; 1 danger; 1 root failed" */
struct hk_slice hk_report_summary(const struct hk_report *report);

/* A value of a field as it is shown. */
struct hk_report_value {
    struct hk_slice text; /* the part that is shown */
    size_t before, after; /* bytes left out at either end */
};

/* Both values of a field cut to about @most bytes, around the first byte that differs. */
void hk_report_excerpt(struct hk_slice before, struct hk_slice after, size_t most,
                       struct hk_report_value *ret_before, struct hk_report_value *ret_after);

/* The text of a JSON string, when @json is one with several lines. */
bool hk_report_lines_of(struct hk_arena *arena, const char *json, struct hk_texts *ret_lines);

/* The hunks of a unified diff: those of @hunks that are less than twice @context apart, together.
 * Returns the index past the last one that belongs to the group that begins at @first. */
uint32_t hk_report_group(struct hk_hunks hunks, uint32_t first, uint32_t context);

#endif
