/* SPDX-License-Identifier: Apache-2.0 */
#include "diag_text.h"

#include <string.h>

#define SHOWN_WIDTH 160 /* bytes of a source line that are shown, around the caret */

static void
print_place(FILE *out, const struct hkr_span *at)
{
    if (at->line)
        fprintf(out, "%s:%u:%u", at->file, at->line, at->column);
    else if (at->file[0])
        fprintf(out, "%s", at->file);
}

/* Bytes of the well-formed character of several bytes at @text, 0 when there is none. */
static size_t
wide_character(const char *text, size_t n)
{
    unsigned char lead = (unsigned char)text[0];
    size_t length = lead >= 0xf0 && lead < 0xf5 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : 2;
    if (lead < 0xc2 || lead >= 0xf5 || length > n)
        return 0;
    for (size_t i = 1; i < length; i++)
        if (((unsigned char)text[i] & 0xc0u) != 0x80u)
            return 0;
    unsigned second = (unsigned char)text[1];
    bool odd = (lead == 0xc2 && second < 0xa0) || /* C1 controls */
               (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90) || /* overlong */
               (lead == 0xed && second >= 0xa0) || (lead == 0xf4 && second >= 0x90); /* no such */
    return odd ? 0 : length;
}

/* Prints @n bytes so that no terminal is driven by them. */
static void
print_safely(FILE *out, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char byte = (unsigned char)text[i];
        size_t wide = byte < 0x80 ? 0 : wide_character(text + i, n - i);
        if (wide > 0) {
            fwrite(text + i, 1, wide, out);
            i += wide - 1;
        } else {
            fputc(byte == '\t' ? ' ' : byte < 0x20 || byte >= 0x7f ? '?' : byte, out);
        }
    }
}

/* Byte offset of the 1-based character @column of @line. */
static size_t
byte_of_column(const char *line, uint32_t column)
{
    size_t at = 0;
    for (uint32_t i = 1; i < column && line[at]; i++) {
        at++;
        while (((unsigned char)line[at] & 0xC0u) == 0x80u)
            at++;
    }
    return at;
}

static size_t
next_character(const char *line, size_t at)
{
    at += line[at] != '\0';
    while (((unsigned char)line[at] & 0xC0u) == 0x80u)
        at++;
    return at;
}

static void
print_line(FILE *out, const struct hkr_diag *diag, bool color)
{
    const char *line = diag->line_text;
    size_t len = strlen(line);
    size_t caret = byte_of_column(line, diag->at.column);
    size_t start = 0;
    while (caret - start > SHOWN_WIDTH / 2 && len - start > SHOWN_WIDTH)
        start = next_character(line, start);
    size_t end = len - start > SHOWN_WIDTH ? start + SHOWN_WIDTH : len;
    while (end < len && ((unsigned char)line[end] & 0xC0u) == 0x80u)
        end++;
    fprintf(out, "%5u | ", diag->at.line);
    print_safely(out, line + start, end - start);
    fprintf(out, "\n      | ");
    for (size_t at = start; at < caret; at = next_character(line, at))
        fputc(' ', out);
    fprintf(out, "%s^", color ? "\033[1;32m" : "");
    for (size_t i = 1; i < diag->at.length && caret + i < end; i++)
        if (((unsigned char)line[caret + i] & 0xC0u) != 0x80u)
            fputc('~', out);
    fprintf(out, "%s\n", color ? "\033[0m" : "");
}

static bool
is_same_place(const struct hkr_span *a, const struct hkr_span *b)
{
    return a->line == b->line && a->column == b->column && strcmp(a->file, b->file) == 0;
}

static void
print_related(FILE *out, const struct hkr_diag *related, bool color)
{
    fprintf(out, "  note: ");
    print_place(out, &related->at);
    fprintf(out, "%s%s\n", related->at.file[0] ? ": " : "", related->message);
    if (related->line_text && related->at.line)
        print_line(out, related, color);
}

void
diag_text_print(FILE *out, const struct hkr_diag *diag, bool color)
{
    char id[12];
    bool error = diag->severity == HKR_ERROR;
    print_place(out, &diag->at);
    fprintf(out, "%s%s%s%s: ", diag->at.file[0] ? ": " : "",
            !color  ? ""
            : error ? "\033[1;31m"
                    : "\033[1;35m",
            error ? "error" : "warning", color ? "\033[0m" : "");
    print_safely(out, diag->message, strlen(diag->message));
    fprintf(out, " [%s]\n", hkr_diag_id(diag->code, id));
    if (diag->line_text && diag->at.line)
        print_line(out, diag, color);
    if (diag->subject)
        fprintf(out, "  object: %s\n", diag->subject);
    for (const struct hkr_diag *related = diag->related; related; related = related->related)
        print_related(out, related, color);
    if (diag->mend)
        fprintf(out, "  mend: %s\n", diag->mend);
    const struct hkr_diag *via = diag->via;
    if (via && is_same_place(&via->at, &diag->at)) /* the fault is in that very entry */
        via = via->via;
    for (; via; via = via->via) {
        fprintf(out, "  from: ");
        print_place(out, &via->at);
        fprintf(out, " (%s)\n", via->message);
    }
}

void
diag_text_print_all(FILE *out, const struct hkr_result *result, bool color, bool quiet)
{
    for (size_t i = 0; i < hkr_result_n_diags(result); i++) {
        const struct hkr_diag *diag = hkr_result_diag(result, i);
        if (diag->severity == HKR_ERROR || !quiet)
            diag_text_print(out, diag, color);
    }
}
