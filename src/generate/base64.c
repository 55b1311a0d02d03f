/* SPDX-License-Identifier: Apache-2.0 */
#include "base64.h"

enum { LINE_CHARS = 70 };

static void
encode(struct hk_slice bytes, char *to)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *from = (const unsigned char *)bytes.ptr;
    size_t i = 0;
    for (; bytes.len - i >= 3; i += 3, to += 4) {
        uint32_t bits = (uint32_t)from[i] << 16 | (uint32_t)from[i + 1] << 8 | from[i + 2];
        to[0] = alphabet[bits >> 18];
        to[1] = alphabet[bits >> 12 & 63];
        to[2] = alphabet[bits >> 6 & 63];
        to[3] = alphabet[bits & 63];
    }
    size_t rest = bytes.len - i;
    if (!rest)
        return;
    uint32_t bits = (uint32_t)from[i] << 16 | (rest > 1 ? (uint32_t)from[i + 1] << 8 : 0);
    to[0] = alphabet[bits >> 18];
    to[1] = alphabet[bits >> 12 & 63];
    to[2] = rest > 1 ? alphabet[bits >> 6 & 63] : '=';
    to[3] = '=';
}

struct hk_slice
hk_base64_lines(struct hk_arena *arena, struct hk_slice bytes)
{
    if (bytes.len > SIZE_MAX / 4)
        hk_heap_throw(hk_arena_heap(arena), HKR_E_LIMIT);
    size_t n_chars = (bytes.len + 2) / 3 * 4;
    size_t n_breaks = n_chars < LINE_CHARS ? 0 : (n_chars + LINE_CHARS - 1) / LINE_CHARS;
    char *text = hk_arena_alloc(arena, n_chars + n_breaks + 1);
    char *chars = text + n_breaks; /* lines move to the front one by one */
    encode(bytes, chars);
    for (size_t i = 0; n_breaks && i < n_chars; i += LINE_CHARS) {
        size_t n = n_chars - i < LINE_CHARS ? n_chars - i : LINE_CHARS;
        char *line = text + i + i / LINE_CHARS;
        memmove(line, chars + i, n);
        line[n] = '\n';
    }
    return hk_slice(text, n_chars + n_breaks);
}
