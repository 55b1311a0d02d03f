/* SPDX-License-Identifier: Apache-2.0 */
/* src/base/utf8.h -- code points, the two classes of them that matter (letters and digits), cases.
 *
 * The classes are Go's unicode.IsLetter and unicode.IsDigit (Unicode 15.0; tables written by
 * tools/gen-unicode.py). Layer: base. */
#ifndef HK_BASE_UTF8_H
#define HK_BASE_UTF8_H

#include "slice.h"

#define HK_UTF8_REPLACEMENT 0xFFFDu

/* The code point that starts at @at; *ret_len (1 to 4) is its length in bytes. Where the bytes
 * are no UTF-8, the answer is HK_UTF8_REPLACEMENT and the length 1, as Go has it. @at < @end. */
uint32_t hk_utf8_decode(const char *at, const char *end, unsigned *ret_len);
/* Writes @point (a code point that UTF-8 can hold) to @buffer of 4 bytes; returns the length. */
size_t hk_utf8_encode(uint32_t point, char *buffer);
/* Offset of the first byte that is no part of UTF-8, or SIZE_MAX. */
size_t hk_utf8_invalid(struct hk_slice text);
/* Code points of a text that is UTF-8. */
size_t hk_utf8_count(struct hk_slice text);

/* Categories L* and Nd. */
bool hk_utf8_is_letter(uint32_t point);
bool hk_utf8_is_digit(uint32_t point);
/* @point in upper or in lower case, if that is another one: Go's unicode.ToUpper and ToLower. */
uint32_t hk_utf8_upper(uint32_t point);
uint32_t hk_utf8_lower(uint32_t point);

#endif
