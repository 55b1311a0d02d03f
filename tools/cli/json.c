/* SPDX-License-Identifier: Apache-2.0 */
#include "json.h"

#include <stdbool.h>
#include <stdint.h>

/* How many bytes the character at @text has; 0 when there is none. Surrogates, codes past the last
 * and longer forms than needed are none. */
static unsigned
character_length(const unsigned char *text)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned len = text[0] < 0x80             ? 1
                   : (text[0] & 0xe0) == 0xc0 ? 2
                   : (text[0] & 0xf0) == 0xe0 ? 3
                   : (text[0] & 0xf8) == 0xf0 ? 4
                                              : 0;
    if (len < 2)
        return len;
    uint32_t point = text[0] & (0x7fu >> len);
    for (unsigned i = 1; i < len; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
        point = point << 6 | (text[i] & 0x3fu);
    }
    bool sound = point >= least[len] && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
    return sound ? len : 0;
}

void
cli_json_text(FILE *out, const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    fputc('"', out);
    while (*at) {
        unsigned len = character_length(at);
        if (*at == '"' || *at == '\\')
            fprintf(out, "\\%c", *at);
        else if (*at < 0x20)
            fprintf(out, "\\u%04x", *at);
        else if (len)
            fwrite(at, 1, len, out);
        else
            fputs("\\ufffd", out);
        at += len ? len : 1;
    }
    fputc('"', out);
}
