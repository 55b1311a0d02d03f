/* SPDX-License-Identifier: Apache-2.0 */
#include "read_tree.h"

#include "../base/utf8.h"

static unsigned
unit_at(struct hk_slice text, size_t at, bool big_endian)
{
    unsigned first = (unsigned char)text.ptr[at], second = (unsigned char)text.ptr[at + 1];
    return big_endian ? first << 8 | second : second << 8 | first;
}

/* The code point at *@at, which moves past it; UINT32_MAX for half a pair. */
static uint32_t
take_point(struct hk_slice text, size_t *at, bool big_endian)
{
    uint32_t high = unit_at(text, *at, big_endian);
    *at += 2;
    if (high < 0xD800 || high > 0xDFFF)
        return high;
    if (high > 0xDBFF || text.len - *at < 2)
        return UINT32_MAX;
    uint32_t low = unit_at(text, *at, big_endian);
    *at += 2;
    return low < 0xDC00 || low > 0xDFFF ? UINT32_MAX
                                        : 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

bool
hk_read_is_utf16(struct hk_slice text)
{
    return hk_slice_starts(text, HK_S("\xFF\xFE")) || hk_slice_starts(text, HK_S("\xFE\xFF"));
}

struct hk_slice
hk_read_utf16(struct hk_env *env, struct hk_slice text)
{
    bool big_endian = text.ptr[0] == '\xFE';
    if (text.len % 2)
        return text;
    char *copy = hk_arena_array(env->arena, text.len / 2, 3); /* 3 bytes a unit at the most */
    size_t n = 0;
    for (size_t at = 2; at < text.len;) {
        uint32_t point = take_point(text, &at, big_endian);
        if (point == UINT32_MAX)
            return text;
        n += hk_utf8_encode(point, copy + n);
    }
    return hk_slice(copy, n);
}

struct hk_slice
hk_read_unix_lines(struct hk_env *env, struct hk_slice text)
{
    size_t at = hk_slice_find(text, '\r');
    if (at == SIZE_MAX)
        return text;
    char *copy = hk_arena_alloc(env->arena, text.len);
    memcpy(copy, text.ptr, at);
    size_t n = at;
    for (size_t i = at; i < text.len; i++)
        if (text.ptr[i] != '\r' || i + 1 == text.len || text.ptr[i + 1] != '\n')
            copy[n++] = text.ptr[i];
    return hk_slice(copy, n);
}
