/* SPDX-License-Identifier: Apache-2.0 */
#include "utf8.h"

struct range {
    uint32_t first;
    uint32_t last;
};

/* Code points, each @step after the one before it, and how far away their counterparts are. */
struct shift {
    uint32_t first;
    uint32_t last;
    int32_t step;
    int32_t shift;
};

#include "unicode_tables.inc"

static bool
in_ranges(const struct range *ranges, size_t n, uint32_t point)
{
    size_t low = 0;
    while (low < n) {
        size_t middle = low + (n - low) / 2;
        if (point > ranges[middle].last)
            low = middle + 1;
        else
            n = middle;
    }
    return point >= ranges[n].first;
}

bool
hk_utf8_is_letter(uint32_t point)
{
    if (point < 0x80)
        return (point | 0x20) - 'a' < 26;
    return in_ranges(letters, HK_COUNT(letters) - 1, point);
}

bool
hk_utf8_is_digit(uint32_t point)
{
    if (point < 0x80)
        return point - '0' < 10;
    return in_ranges(digits, HK_COUNT(digits) - 1, point);
}

static uint32_t
shifted(const struct shift *shifts, size_t n, uint32_t point)
{
    size_t low = 0;
    while (low < n) {
        size_t middle = low + (n - low) / 2;
        if (point > shifts[middle].last)
            low = middle + 1;
        else
            n = middle;
    }
    const struct shift *found = &shifts[n];
    if (point < found->first || (point - found->first) % (uint32_t)found->step)
        return point;
    return (uint32_t)((int32_t)point + found->shift);
}

uint32_t
hk_utf8_upper(uint32_t point)
{
    return shifted(uppers, HK_COUNT(uppers) - 1, point);
}

uint32_t
hk_utf8_lower(uint32_t point)
{
    return shifted(lowers, HK_COUNT(lowers) - 1, point);
}

/* Length and lowest code point of a sequence by its first byte; length 0: no first byte. */
static unsigned
sequence_length(unsigned char first, uint32_t *ret_lowest)
{
    if (first < 0x80) {
        *ret_lowest = 0;
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        *ret_lowest = 0x80;
        return 2;
    }
    if (first >= 0xE0 && first <= 0xEF) {
        *ret_lowest = 0x800;
        return 3;
    }
    *ret_lowest = 0x10000;
    return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

/* As hk_utf8_decode(), with length 0 where the bytes are no UTF-8. */
static uint32_t
decode(const char *at, const char *end, unsigned *ret_len)
{
    unsigned char first = (unsigned char)*at;
    uint32_t lowest;
    unsigned len = sequence_length(first, &lowest);
    *ret_len = 0;
    if (!len || len > (size_t)(end - at))
        return HK_UTF8_REPLACEMENT;
    uint32_t point = len == 1 ? first : first & (0x7Fu >> len);
    for (unsigned i = 1; i < len; i++) {
        unsigned char next = (unsigned char)at[i];
        if ((next & 0xC0) != 0x80)
            return HK_UTF8_REPLACEMENT;
        point = point << 6 | (next & 0x3Fu);
    }
    if (point < lowest || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
        return HK_UTF8_REPLACEMENT;
    *ret_len = len;
    return point;
}

uint32_t
hk_utf8_decode(const char *at, const char *end, unsigned *ret_len)
{
    uint32_t point = decode(at, end, ret_len);
    if (!*ret_len)
        *ret_len = 1;
    return point;
}

size_t
hk_utf8_encode(uint32_t point, char *buffer)
{
    if (point < 0x80) {
        buffer[0] = (char)point;
        return 1;
    }
    size_t n = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--, point >>= 6)
        buffer[i] = (char)(0x80 | (point & 0x3F));
    buffer[0] = (char)((0xF00 >> n & 0xFF) | point);
    return n;
}

size_t
hk_utf8_invalid(struct hk_slice text)
{
    const char *end = hk_slice_end(text);
    for (const char *at = text.ptr; at < end;) {
        unsigned len = 1;
        if ((unsigned char)*at >= 0x80)
            (void)decode(at, end, &len);
        if (!len)
            return (size_t)(at - text.ptr);
        at += len;
    }
    return SIZE_MAX;
}

size_t
hk_utf8_count(struct hk_slice text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++)
        n += ((unsigned char)text.ptr[i] & 0xC0) != 0x80;
    return n;
}
