/* SPDX-License-Identifier: Apache-2.0 */
/* tools/cli/diags.h -- the forms that diagnostics are written in, and where each goes.
 *
 * A command tells all that it has to say, results and complaints of its own, through
 * cli_tell() and cli_complain(); both end in the sinks here. stderr is one; a file
 * (--diagnostics-file) is another. Text goes out at once, the other forms when the command ends,
 * whole: they are documents. */
#ifndef HK_TOOLS_DIAGS_H
#define HK_TOOLS_DIAGS_H

#include "cli.h"

#include <stdint.h>

struct diag_format;

/* Places of diagnostics that were told already: one fault in a base is one fault, however many
 * overlays it is met from. */
struct diag_seen {
    uint64_t *keys; /* open addressing; 0: free */
    size_t n, capacity;
};

struct diag_text { /* text that grows in memory */
    FILE *out;
    char *bytes;
    size_t size;
};

struct diag_sink {
    const struct diag_format *format;
    FILE *out;        /* where the format writes: stderr, or @held */
    const char *path; /* the file that gets what was held; NULL: stderr does */
    struct diag_text held;
    struct diag_text notes; /* for a form that lists complaints apart */
    const char *program;    /* as it was called */
    char *top, *folder;     /* see diag_path(); NULL when not known */
    bool color;
    bool once;         /* whatever the format says */
    size_t n, n_notes; /* what was written so far */
    bool *used;        /* for each code, by its index for hkr_code_at(): whether it was written */
    struct diag_seen seen;
};

/* How a form is written. Functions may be NULL, but for diag and complaint. */
struct diag_format {
    const char *name; /* as --diagnostics takes it */
    bool held;        /* a document, written when all is known */
    bool once;        /* see struct diag_seen */
    void (*begin)(struct diag_sink *sink);
    void (*diag)(struct diag_sink *sink, const struct hkr_diag *diag);
    void (*complaint)(struct diag_sink *sink, const char *text); /* what has no code */
    void (*end)(struct diag_sink *sink, int status);
};

extern const struct diag_format diag_format_text, diag_format_json, diag_format_github,
    diag_format_sarif;

/* The kustomizations that led to @diag, without the one whose entry is itself the place. */
const struct hkr_diag *diag_via(const struct hkr_diag *diag);
/* Fills *ret_code. False when there is no such code. */
bool diag_code(uint32_t code, struct hkr_code *ret_code, size_t *ret_index);
/* The column after the marked text, in characters; 0 when it is not known. */
uint32_t diag_end_column(const struct hkr_diag *diag);
/* "file:line:column", as far as it is known. */
void diag_print_place(FILE *out, const struct hkr_span *at);
/* The path of a file as a CI system knows it: relative to the top of its checkout when the work
 * is done below that (GITHUB_WORKSPACE, CI_PROJECT_DIR), else as it is. To be freed; NULL when
 * @file is the name of no file (what a program wrote, or a revision has), or memory is out. */
char *diag_path(const struct diag_sink *sink, const char *file);

#endif
