/* SPDX-License-Identifier: Apache-2.0 */
#include "safe_text.h"

#include <stdbool.h>
#include <string.h>

/* Bytes of the character at @text whose first is not ASCII, 0 when it is ill-formed. */
static size_t
well_formed(const char *text, size_t n)
{
    unsigned char lead = (unsigned char)text[0];
    size_t length = lead >= 0xf0 && lead < 0xf5 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : 2;
    if (lead < 0xc2 || lead >= 0xf5 || length > n)
        return 0;
    for (size_t i = 1; i < length; i++)
        if (((unsigned char)text[i] & 0xc0u) != 0x80u)
            return 0;
    unsigned second = (unsigned char)text[1];
    bool odd = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90) || /* overlong */
               (lead == 0xed && second >= 0xa0) || (lead == 0xf4 && second >= 0x90); /* no such */
    return odd ? 0 : length;
}

size_t
safe_wide_character(const char *text, size_t n)
{
    size_t length = (unsigned char)text[0] < 0x80 ? 0 : well_formed(text, n);
    bool control = length == 2 && (unsigned char)text[0] == 0xc2 && (unsigned char)text[1] < 0xa0;
    return control ? 0 : length;
}

const char *
safe_next_character(const char *text)
{
    text++;
    while (((unsigned char)*text & 0xC0u) == 0x80u)
        text++;
    return text;
}

const char *
safe_find_column(const char *line, uint32_t column)
{
    for (; column > 1 && *line; column--)
        line = safe_next_character(line);
    return line;
}

void
safe_print(FILE *out, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char byte = (unsigned char)text[i];
        size_t wide = safe_wide_character(text + i, n - i);
        if (wide > 0) {
            fwrite(text + i, 1, wide, out);
            i += wide - 1;
        } else {
            fputc(byte == '\t' ? ' ' : byte < 0x20 || byte >= 0x7f ? '?' : byte, out);
        }
    }
}

/* Writes the character at @text, of whose bytes @n are left, and returns how many it has. */
static size_t
print_json_character(FILE *out, const char *text, size_t n)
{
    static const char letters[] = "\"\"\\\\\bb\ff\nn\rr\tt";
    unsigned char byte = (unsigned char)text[0];
    const char *letter = letters; /* pairs of a byte and what stands for it after a backslash */
    while (*letter && (unsigned char)*letter != byte)
        letter += 2;
    if (*letter) {
        fprintf(out, "\\%c", letter[1]);
    } else if (byte < 0x20 || byte == 0x7f) {
        fprintf(out, "\\u%04x", (unsigned)byte);
    } else if (byte < 0x80) {
        fputc(byte, out);
    } else {
        size_t wide = safe_wide_character(text, n);
        if (wide == 0 && well_formed(text, n)) { /* a control of two bytes */
            fprintf(out, "\\u%04x", (unsigned)(unsigned char)text[1]);
            return 2;
        }
        if (wide > 0) {
            fwrite(text, 1, wide, out);
            return wide;
        }
        fputs("\\ufffd", out);
    }
    return 1;
}

void
safe_print_json(FILE *out, const char *text)
{
    if (!text) {
        fputs("null", out);
        return;
    }
    fputc('"', out);
    for (size_t n = strlen(text); n > 0;) {
        size_t done = print_json_character(out, text, n);
        text += done;
        n -= done;
    }
    fputc('"', out);
}

void
safe_print_uri(FILE *out, const char *path)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "-._~/!$&'()*+,;=@";
    for (; *path; path++) {
        if (strchr(plain, *path))
            fputc(*path, out);
        else
            fprintf(out, "%%%02X", (unsigned)(unsigned char)*path);
    }
}
