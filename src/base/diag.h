/* SPDX-License-Identifier: Apache-2.0 */
/* src/base/diag.h -- the one path for faults and warnings.
 *
 * A diagnostic is data: code, place, message, subject, the chain of kustomizations, the mend.
 * It is reported once, where the facts are; upward goes only the status. Nothing here turns it
 * into text for a terminal. Codes come from doc/diagnostics.yaml. A line of a source marked
 * secret is never shown. Layer: base. */
#ifndef HK_BASE_DIAG_H
#define HK_BASE_DIAG_H

#include "diag_codes.h"
#include "index.h"
#include "source.h"
#include "vec.h"

/* One step of how a kustomization was reached; newest first. */
struct hk_via {
    const struct hk_via *outer;
    struct hk_place at;    /* the entry in `resources`, `components`, ... */
    struct hk_slice field; /* "resources" */
};

struct hk_diag {
    enum hk_code code;
    enum hkr_severity severity;
    struct hk_place at;
    struct hk_slice message;
    struct hk_slice mend;    /* empty: none */
    struct hk_slice subject; /* empty: none */
    const struct hk_via *via;
    struct hk_diag *related; /* a further place with its own message, or NULL */
    bool hide_line;          /* the line at `at` may hold secrets: it is never shown */
};

/* What becomes of the diagnostics of each code: an enum hkr_severity, or 0: nothing. */
struct hk_policy {
    uint8_t severity[HK_CODE_LAST - HK_CODE_FIRST + 1];
};

struct hk_diags {
    struct hk_arena *arena;
    HK_VEC(struct hk_diag *) list;
    uint32_t n_errors;              /* of those that end a render */
    uint32_t n_findings;            /* warnings and strict checks that are treated as errors */
    struct hk_diag *newest;         /* what was reported last, be it in the list or ignored */
    const struct hk_policy *policy; /* NULL: that of the registry */
    struct hk_index *strict_seen;   /* places of strict findings, each told once; NULL: none yet */
    const struct hk_via *via;       /* where the work stands now */
};

/* Reports a fault of the input and returns HKR_E_INPUT. @format makes the message: one
 * sentence without newline or full stop. The severity is that of the code's registry entry. */
enum hkr_status hk_diag_report(struct hk_diags *diags, enum hk_code code, struct hk_place at,
                               const char *format, ...) HK_PRINTF(4, 5);
/* As above, with another status for faults that are not the input's (HKR_E_IO, HKR_E_LIMIT). */
enum hkr_status hk_diag_report_as(struct hk_diags *diags, enum hkr_status status, enum hk_code code,
                                  struct hk_place at, const char *format, ...) HK_PRINTF(5, 6);

/* Reports a warning or a finding of a strict check. It has the severity that the policy gives its
 * code, and stops nothing: with errors among them the render fails at its end. A place is told
 * once for each strict check, however many layers come by. */
void hk_diag_remark(struct hk_diags *diags, enum hk_code code, struct hk_place at,
                    const char *format, ...) HK_PRINTF(4, 5);

/* Whether somebody wants to know of @code, a warning or a strict check. Asked before work is done
 * for a strict check alone. */
static inline bool
hk_diag_wants(const struct hk_diags *diags, enum hk_code code)
{
    return diags->policy && diags->policy->severity[code - HK_CODE_FIRST] != 0;
}

/* Puts a step on the chain that diagnostics carry: what follows was reached through @field at
 * @at. Returns the chain as it was, for hk_diag_leave(). */
const struct hk_via *hk_diag_enter(struct hk_diags *diags, struct hk_place at,
                                   struct hk_slice field);
void hk_diag_leave(struct hk_diags *diags, const struct hk_via *outer);

/* These add to the newest diagnostic. */
void hk_diag_mend(struct hk_diags *diags, const char *format, ...) HK_PRINTF(2, 3);
void hk_diag_subject(struct hk_diags *diags, const char *format, ...) HK_PRINTF(2, 3);
void hk_diag_related(struct hk_diags *diags, struct hk_place at, const char *format, ...)
    HK_PRINTF(3, 4);

/* The line of the newest diagnostic, and of its related places, may hold secrets. */
void hk_diag_hide_line(struct hk_diags *diags);

/* Tells again what another list has, at the point where the work stands now: once for each place
 * if it is of a strict check. */
void hk_diag_retell(struct hk_diags *diags, const struct hk_diag *told);
/* The chain @via of another list behind the one as it is now. */
const struct hk_via *hk_diag_graft(struct hk_diags *diags, const struct hk_via *via);

/* Forgets all diagnostics from the @n-th on: for work that is tried in two ways. */
void hk_diag_rewind(struct hk_diags *diags, uint32_t n);

/* What @code is by the registry. */
enum hkr_code_kind hk_code_kind(enum hk_code code);
/* The policy of the registry: errors are errors, warnings are warnings, strict checks are off. */
void hk_policy_init(struct hk_policy *policy);

/* "HK1203" for @code, into @buffer of at least 12 bytes. Returns @buffer. */
char *hk_diag_id(uint32_t code, char *buffer);

/* The name among @names (of @n) that is nearest to @typo, or an empty slice when none is near:
 * for "did you mean". */
struct hk_slice hk_diag_nearest(struct hk_slice typo, const struct hk_slice *names, size_t n);

#endif
