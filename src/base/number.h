/* SPDX-License-Identifier: Apache-2.0 */
/* src/base/number.h -- texts of numbers, as Go's strconv and encoding/json write them.
 *
 * Floats get the fewest digits that read back as the same value, found in exact integer
 * arithmetic, so that no locale and no rounding mode has a say. Pure functions, no allocation.
 * Layer: base. */
#ifndef HK_BASE_NUMBER_H
#define HK_BASE_NUMBER_H

#include "slice.h"

/* Room for any text that the functions below write; they write no terminating zero. */
enum { HK_NUMBER_BUFFER = 40 };

/* The shortest digits of a finite @value that is not 0: value = 0.d1d2d3... * 10^point. */
struct hk_decimal {
    char digits[17]; /* '1'..'9' first, no trailing zeros */
    uint8_t n;
    bool negative;
    int16_t point;
};

struct hk_decimal hk_number_shortest(double value);

/* FormatFloat(value, 'g', -1, 64): 1.5, 123456, 1e+06, 1e-05. Infinities and not-a-number give
 * "+Inf", "-Inf", "NaN". Returns the length. */
size_t hk_number_write_g(double value, char *buffer);
/* As encoding/json writes a finite float64: 1000000, 1e+21, 1e-7. Returns the length. */
size_t hk_number_write_json(double value, char *buffer);
size_t hk_number_write_int(int64_t value, char *buffer);
size_t hk_number_write_uint(uint64_t value, char *buffer);

#endif
