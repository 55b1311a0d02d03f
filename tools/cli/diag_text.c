/* SPDX-License-Identifier: Apache-2.0 */
#include "diag_text.h"

#include "safe_text.h"

#include <string.h>

#define SHOWN_WIDTH 160 /* bytes of a source line that are shown, around the caret */

static void
print_text(FILE *out, const char *text)
{
    safe_print(out, text, strlen(text));
}

void
diag_print_place(FILE *out, const struct hkr_span *at)
{
    safe_print(out, at->file, strlen(at->file));
    if (at->line)
        fprintf(out, ":%u:%u", at->line, at->column);
}

static void
print_line(FILE *out, const struct hkr_diag *diag, bool color)
{
    const char *start = diag->line_text;
    const char *end = start + strlen(start);
    const char *caret = safe_find_column(start, diag->at.column);
    while (caret - start > SHOWN_WIDTH / 2 && end - start > SHOWN_WIDTH)
        start = safe_next_character(start);
    if (end - start > SHOWN_WIDTH)
        end = safe_next_character(start + SHOWN_WIDTH - 1);
    fprintf(out, "%5u | ", diag->at.line);
    safe_print(out, start, (size_t)(end - start));
    fprintf(out, "\n      | ");
    for (const char *at = start; at < caret; at = safe_next_character(at))
        fputc(' ', out);
    fprintf(out, "%s^", color ? "\033[1;32m" : "");
    for (const char *at = caret + 1; at < caret + diag->at.length && at < end; at++)
        if (((unsigned char)*at & 0xC0u) != 0x80u)
            fputc('~', out);
    fprintf(out, "%s\n", color ? "\033[0m" : "");
}

static bool
is_same_place(const struct hkr_span *a, const struct hkr_span *b)
{
    return a->line == b->line && a->column == b->column && strcmp(a->file, b->file) == 0;
}

const struct hkr_diag *
diag_via(const struct hkr_diag *diag)
{
    const struct hkr_diag *via = diag->via;
    return via && is_same_place(&via->at, &diag->at) ? via->via : via;
}

static void
print_related(FILE *out, const struct hkr_diag *related, bool color)
{
    fprintf(out, "  note: ");
    diag_print_place(out, &related->at);
    fputs(related->at.file[0] ? ": " : "", out);
    print_text(out, related->message);
    fputc('\n', out);
    if (related->line_text && related->at.line)
        print_line(out, related, color);
}

static void
print_field(FILE *out, const char *name, const char *text)
{
    if (!text)
        return;
    fprintf(out, "  %s: ", name);
    print_text(out, text);
    fputc('\n', out);
}

void
diag_text_print_notes(FILE *out, const struct hkr_diag *diag, bool color)
{
    print_field(out, "object", diag->subject);
    for (const struct hkr_diag *related = diag->related; related; related = related->related)
        print_related(out, related, color);
    print_field(out, "mend", diag->mend);
    for (const struct hkr_diag *via = diag_via(diag); via; via = via->via) {
        fprintf(out, "  from: ");
        diag_print_place(out, &via->at);
        fprintf(out, " (");
        print_text(out, via->message);
        fprintf(out, ")\n");
    }
}

static void
print_diag(FILE *out, const struct hkr_diag *diag, bool color)
{
    char id[12];
    bool error = diag->severity == HKR_ERROR;
    diag_print_place(out, &diag->at);
    fprintf(out, "%s%s%s%s: ", diag->at.file[0] ? ": " : "",
            !color  ? ""
            : error ? "\033[1;31m"
                    : "\033[1;35m",
            error ? "error" : "warning", color ? "\033[0m" : "");
    print_text(out, diag->message);
    fprintf(out, " [%s]\n", hkr_diag_id(diag->code, id));
    if (diag->line_text && diag->at.line)
        print_line(out, diag, color);
    diag_text_print_notes(out, diag, color);
}

void
diag_text_print_all(FILE *out, const struct hkr_result *result, bool color, bool quiet)
{
    for (size_t i = 0; i < hkr_result_n_diags(result); i++) {
        const struct hkr_diag *diag = hkr_result_diag(result, i);
        if (diag->severity == HKR_ERROR || !quiet)
            print_diag(out, diag, color);
    }
}

static void
tell(struct diag_sink *sink, const struct hkr_diag *diag)
{
    print_diag(sink->out, diag, sink->color);
}

void
diag_text_print_complaint(FILE *out, const char *program, const char *text)
{
    fprintf(out, "%s: ", program);
    print_text(out, text);
    fputc('\n', out);
}

static void
print_complaint(struct diag_sink *sink, const char *text)
{
    diag_text_print_complaint(sink->out, sink->program, text);
}

const struct diag_format diag_format_text = {
    .name = "text", .diag = tell, .complaint = print_complaint};
