/* SPDX-License-Identifier: Apache-2.0 */
#include "diag.h"

#include <stdio.h>

/* Whether the strict finding @code was told of @at before. Remembers that it now is. */
static bool
is_told(struct hk_diags *diags, enum hk_code code, struct hk_place at)
{
    struct hk_arena *arena = diags->arena;
    if (!at.file)
        return false;
    if (!diags->strict_seen)
        diags->strict_seen = hk_index_new(arena, 0);
    uint64_t hash = ((uint64_t)at.file << 32 | at.offset) * 0x9E3779B97F4A7C15u + (uint64_t)code;
    for (uint32_t i = hk_index_first(diags->strict_seen, hash); i != HK_INDEX_END;
         i = hk_index_next(diags->strict_seen, i)) {
        uint32_t n = hk_index_value(diags->strict_seen, i);
        const struct hk_diag *told = n < diags->list.n ? diags->list.items[n] : NULL;
        if (told && told->code == code && told->at.file == at.file && told->at.offset == at.offset)
            return true;
    }
    hk_index_add(diags->strict_seen, hash, diags->list.n);
    return false;
}

static enum hkr_severity
severity_of(const struct hk_diags *diags, enum hk_code code)
{
    if (diags->policy)
        return (enum hkr_severity)diags->policy->severity[code - HK_CODE_FIRST];
    enum hkr_code_kind kind = hk_code_kind(code);
    return kind == HKR_CODE_STRICT    ? (enum hkr_severity)0
           : kind == HKR_CODE_WARNING ? HKR_WARNING
                                      : HKR_ERROR;
}

static uint32_t *
counter_of(struct hk_diags *diags, const struct hk_diag *error)
{
    return hk_code_kind(error->code) == HKR_CODE_ERROR ? &diags->n_errors : &diags->n_findings;
}

static void
push(struct hk_diags *diags, struct hk_diag *diag)
{
    diags->newest = diag;
    if (!diag->severity ||
        (hk_code_kind(diag->code) == HKR_CODE_STRICT && is_told(diags, diag->code, diag->at)))
        return;
    hk_vec_push(diags->arena, &diags->list, diag);
    if (diag->severity == HKR_ERROR)
        ++*counter_of(diags, diag);
}

static void
add(struct hk_diags *diags, enum hk_code code, struct hk_place at, struct hk_slice message)
{
    struct hk_diag *diag = HK_NEW(diags->arena, struct hk_diag);
    *diag = (struct hk_diag){.code = code,
                             .severity = severity_of(diags, code),
                             .at = at,
                             .message = message,
                             .via = diags->via};
    push(diags, diag);
}

enum hkr_status
hk_diag_report(struct hk_diags *diags, enum hk_code code, struct hk_place at, const char *format,
               ...)
{
    va_list args;
    va_start(args, format);
    add(diags, code, at, hk_arena_vprintf(diags->arena, format, args));
    va_end(args);
    return HKR_E_INPUT;
}

enum hkr_status
hk_diag_report_as(struct hk_diags *diags, enum hkr_status status, enum hk_code code,
                  struct hk_place at, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add(diags, code, at, hk_arena_vprintf(diags->arena, format, args));
    va_end(args);
    return status;
}

void
hk_diag_remark(struct hk_diags *diags, enum hk_code code, struct hk_place at, const char *format,
               ...)
{
    va_list args;
    va_start(args, format);
    add(diags, code, at, hk_arena_vprintf(diags->arena, format, args));
    va_end(args);
}

const struct hk_via *
hk_diag_enter(struct hk_diags *diags, struct hk_place at, struct hk_slice field)
{
    const struct hk_via *outer = diags->via;
    struct hk_via *via = HK_NEW(diags->arena, struct hk_via);
    *via = (struct hk_via){.outer = outer, .at = at, .field = field};
    diags->via = via;
    return outer;
}

void
hk_diag_leave(struct hk_diags *diags, const struct hk_via *outer)
{
    diags->via = outer;
}

void
hk_diag_mend(struct hk_diags *diags, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    diags->newest->mend = hk_arena_vprintf(diags->arena, format, args);
    va_end(args);
}

void
hk_diag_subject(struct hk_diags *diags, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    diags->newest->subject = hk_arena_vprintf(diags->arena, format, args);
    va_end(args);
}

void
hk_diag_related(struct hk_diags *diags, struct hk_place at, const char *format, ...)
{
    struct hk_diag *diag = diags->newest;
    struct hk_diag *related = HK_NEW(diags->arena, struct hk_diag);
    va_list args;
    va_start(args, format);
    *related = (struct hk_diag){.code = diag->code,
                                .severity = diag->severity,
                                .at = at,
                                .message = hk_arena_vprintf(diags->arena, format, args)};
    va_end(args);
    while (diag->related)
        diag = diag->related;
    diag->related = related;
}

void
hk_diag_hide_line(struct hk_diags *diags)
{
    diags->newest->hide_line = true;
}

const struct hk_via *
hk_diag_graft(struct hk_diags *diags, const struct hk_via *via)
{
    const struct hk_via *grafted = diags->via;
    const struct hk_via **link = &grafted;
    for (; via; via = via->outer) {
        struct hk_via *step = HK_NEW(diags->arena, struct hk_via);
        *step = *via;
        step->outer = diags->via;
        *link = step;
        link = &step->outer;
    }
    return grafted;
}

void
hk_diag_retell(struct hk_diags *diags, const struct hk_diag *told)
{
    struct hk_diag *diag = HK_NEW(diags->arena, struct hk_diag);
    *diag = *told;
    diag->via = hk_diag_graft(diags, told->via);
    push(diags, diag);
}

void
hk_diag_rewind(struct hk_diags *diags, uint32_t n)
{
    while (diags->list.n > n) {
        const struct hk_diag *diag = diags->list.items[--diags->list.n];
        if (diag->severity == HKR_ERROR)
            --*counter_of(diags, diag);
    }
}

enum hkr_code_kind
hk_code_kind(enum hk_code code)
{
    switch (code) {
#define HK_CODE(name, number, kind, text)                                                          \
    case HK_D_##name:                                                                              \
        return kind;
        HK_CODES(HK_CODE)
#undef HK_CODE
    }
    return HKR_CODE_ERROR;
}

void
hk_policy_init(struct hk_policy *policy)
{
    memset(policy, 0, sizeof *policy);
#define HK_CODE(name, number, kind, text)                                                          \
    policy->severity[HK_D_##name - HK_CODE_FIRST] = (kind) == HKR_CODE_STRICT    ? 0               \
                                                    : (kind) == HKR_CODE_WARNING ? HKR_WARNING     \
                                                                                 : HKR_ERROR;
    HK_CODES(HK_CODE)
#undef HK_CODE
}

#define HK_TYPO_MAX 64

static size_t
least(size_t a, size_t b, size_t c)
{
    size_t m = a < b ? a : b;
    return m < c ? m : c;
}

/* Edit distance (insert, delete, replace); letter case does not count. */
static size_t
distance(struct hk_slice a, struct hk_slice b)
{
    size_t row[HK_TYPO_MAX + 1];
    for (size_t j = 0; j <= b.len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t above = row[j];
            int same = (a.ptr[i - 1] | 0x20) == (b.ptr[j - 1] | 0x20);
            row[j] = least(above + 1, row[j - 1] + 1, diagonal + (same ? 0 : 1));
            diagonal = above;
        }
    }
    return row[b.len];
}

struct hk_slice
hk_diag_nearest(struct hk_slice typo, const struct hk_slice *names, size_t n)
{
    struct hk_slice best = {NULL, 0};
    size_t best_distance = SIZE_MAX;
    if (typo.len > HK_TYPO_MAX)
        return best;
    for (size_t i = 0; i < n; i++) {
        if (names[i].len > HK_TYPO_MAX)
            continue;
        size_t d = distance(typo, names[i]);
        if (d < best_distance) {
            best_distance = d;
            best = names[i];
        }
    }
    size_t near = typo.len < 4 ? 1 : typo.len < 8 ? 2 : 3;
    return best_distance <= near ? best : (struct hk_slice){NULL, 0};
}

char *
hk_diag_id(uint32_t code, char *buffer)
{
    (void)snprintf(buffer, 12, "HK%04u", (unsigned)code % 1000000);
    return buffer;
}
