/* SPDX-License-Identifier: Apache-2.0 */
#include "safe_text.h"

#include <stdbool.h>
#include <string.h>

/* The same for one whose first byte is not ASCII; controls are some. */
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
