/* SPDX-License-Identifier: Apache-2.0 */
/* Diagnostics as workflow commands of GitHub, which become annotations of a change:
 *
 *     ::error file=base/web.yaml,line=7,col=3,title=HK1702 field-path-through-scalar::message%0A...
 *
 * The reader ends a command at a line's end and decodes %0D, %0A and %25 in the message, and %3A
 * and %2C besides in properties; nothing else of a message is looked at once a line has begun
 * with a command, so that no text of a manifest can begin another. */
#include "diags.h"

#include "diag_text.h"
#include "safe_text.h"

#include <stdlib.h>
#include <string.h>

/* Controls that have no code of their own become '?', as they do for a terminal. */
static void
print_escaped(FILE *out, const char *text, const char *special)
{
    for (size_t n = strlen(text); n > 0;) {
        size_t wide = safe_wide_character(text, n);
        size_t done = wide ? wide : 1;
        if (strchr(special, *text))
            fprintf(out, "%%%02X", (unsigned)*text);
        else
            safe_print(out, text, done);
        text += done;
        n -= done;
    }
}

static void
print_message(FILE *out, const char *text)
{
    print_escaped(out, text, "%\r\n");
}

static void
print_property(FILE *out, const char *text)
{
    print_escaped(out, text, "%\r\n:,");
}

/* The file and line as properties; false when it is no file of the checkout. */
static bool
print_place(struct diag_sink *sink, const struct hkr_diag *diag)
{
    char *file = diag_path(sink, diag->at.file);
    if (!file)
        return false;
    fputs("file=", sink->out);
    print_property(sink->out, file);
    free(file);
    uint32_t end = diag_end_column(diag);
    if (diag->at.line)
        fprintf(sink->out, ",line=%u,col=%u", diag->at.line, diag->at.column);
    if (diag->at.line && end)
        fprintf(sink->out, ",endColumn=%u", end);
    fputc(',', sink->out);
    return true;
}

/* What the text form prints below the line, made safe as there. */
static void
print_notes(FILE *out, const struct hkr_diag *diag)
{
    struct diag_text notes = {0};
    notes.out = open_memstream(&notes.bytes, &notes.size);
    if (!notes.out)
        return;
    diag_text_print_notes(notes.out, diag, false);
    if (fclose(notes.out) == 0 && notes.size > 0) {
        notes.bytes[notes.size - 1] = '\0'; /* the last end of a line */
        fputs("%0A", out);
        print_message(out, notes.bytes);
    }
    free(notes.bytes);
}

static void
print_diag(struct diag_sink *sink, const struct hkr_diag *diag)
{
    FILE *out = sink->out;
    char id[12];
    struct hkr_code code = {.size = sizeof code};
    fputs(diag->severity == HKR_ERROR ? "::error " : "::warning ", out);
    bool placed = print_place(sink, diag);
    fprintf(out, "title=%s", hkr_diag_id(diag->code, id));
    if (diag_code(diag->code, &code, NULL))
        fprintf(out, " %s", code.name);
    fputs("::", out);
    if (!placed && diag->at.file[0]) {
        print_message(out, diag->at.file);
        fprintf(out, diag->at.line ? ":%u:%u: " : ": ", diag->at.line, diag->at.column);
    }
    print_message(out, diag->message);
    print_notes(out, diag);
    fputc('\n', out);
}

static void
print_complaint(struct diag_sink *sink, const char *text)
{
    fputs("::error title=", sink->out);
    print_property(sink->out, sink->program);
    fputs("::", sink->out);
    print_message(sink->out, text);
    fputc('\n', sink->out);
}

const struct diag_format diag_format_github = {
    .name = "github", .held = true, .once = true, .diag = print_diag, .complaint = print_complaint};
