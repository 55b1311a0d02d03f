/* SPDX-License-Identifier: Apache-2.0 */
/* src/base/slice.h -- a borrowed run of bytes.
 *
 * A slice owns nothing and is not zero-terminated. It points into a source text, an
 * arena or a string literal, whichever outlives it. Layer: base. */
#ifndef HK_BASE_SLICE_H
#define HK_BASE_SLICE_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct hk_slice {
    const char *ptr; /* NULL only when len is 0 */
    size_t len;      /* bytes */
};

/* A slice of a string literal, also usable in constant initialisers. */
#define HK_S(literal) ((struct hk_slice){"" literal, sizeof(literal) - 1})
#define HK_S_INIT(literal)                                                                         \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }

/* For printf: "%" PRSLICE, ARGSLICE(s). */
#define PRSLICE ".*s"
#define ARGSLICE(s) ((int)((s).len > 4096 ? 4096 : (s).len)), ((s).ptr ? (s).ptr : "")

#define HK_COUNT(array) (sizeof(array) / sizeof((array)[0]))

static inline struct hk_slice
hk_slice(const char *ptr, size_t len)
{
    return (struct hk_slice){ptr, len};
}

static inline struct hk_slice
hk_slice_cstr(const char *text)
{
    return (struct hk_slice){text, text ? strlen(text) : 0};
}

static inline bool
hk_slice_eq(struct hk_slice a, struct hk_slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool
hk_slice_starts(struct hk_slice s, struct hk_slice prefix)
{
    return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.ptr, prefix.ptr, prefix.len) == 0);
}

static inline bool
hk_slice_ends(struct hk_slice s, struct hk_slice suffix)
{
    return s.len >= suffix.len &&
           (suffix.len == 0 || memcmp(s.ptr + s.len - suffix.len, suffix.ptr, suffix.len) == 0);
}

/* Where @s ends. An empty slice may point nowhere, and C allows no sum there. */
static inline const char *
hk_slice_end(struct hk_slice s)
{
    return s.len ? s.ptr + s.len : s.ptr;
}

/* The part of @s from byte @from on; empty when @from is past its end. */
static inline struct hk_slice
hk_slice_from(struct hk_slice s, size_t from)
{
    return from >= s.len ? (struct hk_slice){hk_slice_end(s), 0}
                         : (struct hk_slice){s.ptr + from, s.len - from};
}

/* The first @len bytes of @s, or all of it. */
static inline struct hk_slice
hk_slice_head(struct hk_slice s, size_t len)
{
    return (struct hk_slice){s.ptr, len < s.len ? len : s.len};
}

/* Offset of the first @byte in @s, or SIZE_MAX. */
static inline size_t
hk_slice_find(struct hk_slice s, char byte)
{
    const char *hit = s.len ? memchr(s.ptr, byte, s.len) : NULL;
    return hit ? (size_t)(hit - s.ptr) : SIZE_MAX;
}

/* @s without the ASCII blanks at both ends: space, tab, line feed, vertical tab, form feed,
 * carriage return. */
static inline struct hk_slice
hk_slice_trim(struct hk_slice s)
{
    while (s.len && (s.ptr[0] == ' ' || (s.ptr[0] >= '\t' && s.ptr[0] <= '\r')))
        s = hk_slice_from(s, 1);
    while (s.len &&
           (s.ptr[s.len - 1] == ' ' || (s.ptr[s.len - 1] >= '\t' && s.ptr[s.len - 1] <= '\r')))
        s.len--;
    return s;
}

/* Bytewise order, shorter first on a tie: <0, 0 or >0. */
static inline int
hk_slice_cmp(struct hk_slice a, struct hk_slice b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n ? memcmp(a.ptr, b.ptr, n) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

/* What the hexadecimal digit @c stands for, or -1. */
static inline int
hk_hex_value(int c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

#endif
