/* SPDX-License-Identifier: Apache-2.0 */
#include "json.h"

#include "safe_text.h"

#include <string.h>

/* Writes the character at @text, of whose bytes @n are left, and returns how many it has. */
static size_t
print_character(FILE *out, const char *text, size_t n)
{
    static const char letters[] = "\"\"\\\\\bb\ff\nn\rr\tt";
    unsigned char byte = (unsigned char)text[0];
    size_t wide = safe_wide_character(text, n);
    const char *letter = letters; /* pairs of a byte and what stands for it after a backslash */
    while (*letter && (unsigned char)*letter != byte)
        letter += 2;
    if (wide > 0) {
        fwrite(text, 1, wide, out);
        return wide;
    }
    if (*letter)
        fprintf(out, "\\%c", letter[1]);
    else if (byte < 0x20 || byte == 0x7f)
        fprintf(out, "\\u%04x", (unsigned)byte);
    else if (byte < 0x80)
        fputc(byte, out);
    else if (byte == 0xc2 && n > 1 && ((unsigned char)text[1] & 0xe0u) == 0x80u) { /* C1 */
        fprintf(out, "\\u%04x", (unsigned)(unsigned char)text[1]);
        return 2;
    } else
        fputs("\\ufffd", out);
    return 1;
}

void
cli_json_text(FILE *out, const char *text)
{
    if (!text) {
        fputs("null", out);
        return;
    }
    fputc('"', out);
    for (size_t n = strlen(text); n > 0;) {
        size_t done = print_character(out, text, n);
        text += done;
        n -= done;
    }
    fputc('"', out);
}
