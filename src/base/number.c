/* SPDX-License-Identifier: Apache-2.0 */
#include "number.h"

#include "bigint.h"

#include <float.h>

static_assert(DBL_MANT_DIG == 53 && sizeof(double) == 8, "doubles are IEEE 754 binary64");

/* value = mantissa * 2^exponent. */
struct binary {
    uint64_t mantissa;
    int exponent;
    bool negative;
    bool lowest; /* the next smaller float is half as far away as the next larger */
};

static uint64_t
bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static struct binary
split(double value)
{
    uint64_t bits = bits_of(value);
    uint64_t fraction = bits & (((uint64_t)1 << 52) - 1);
    int biased = (int)(bits >> 52 & 0x7ff);
    struct binary parts = {.mantissa = fraction, .exponent = -1074, .negative = bits >> 63 != 0};
    if (biased) {
        parts.mantissa |= (uint64_t)1 << 52;
        parts.exponent = biased - 1075;
        parts.lowest = fraction == 0 && biased > 1;
    }
    return parts;
}

/* Steele and White's digit generation. The value is @r / @s; @down and @up, over the same @s,
 * reach half way to the neighbouring floats. */
struct digit_state {
    struct hk_bigint r;
    struct hk_bigint s;
    struct hk_bigint down;
    struct hk_bigint up;
    bool even; /* the half-way points read back as this value too */
};

static void
set_state(struct digit_state *st, const struct binary *parts)
{
    uint32_t extra = parts->lowest ? 2 : 1;
    uint32_t shift = parts->exponent > 0 ? (uint32_t)parts->exponent : 0;
    hk_bigint_set(&st->r, parts->mantissa);
    hk_bigint_shift_left(&st->r, shift + extra);
    hk_bigint_set(&st->s, 1);
    hk_bigint_shift_left(&st->s, extra + (parts->exponent < 0 ? (uint32_t)-parts->exponent : 0));
    hk_bigint_set(&st->down, 1);
    hk_bigint_shift_left(&st->down, shift);
    hk_bigint_set(&st->up, 1);
    hk_bigint_shift_left(&st->up, shift + (parts->lowest ? 1 : 0));
    st->even = parts->mantissa % 2 == 0;
}

/* True when what is left, with half the way up, makes a whole. */
static bool
reaches_up(const struct digit_state *st)
{
    int order = hk_bigint_cmp_sum(&st->r, &st->up, &st->s);
    return order > 0 || (order == 0 && st->even);
}

static bool
reaches_down(const struct digit_state *st)
{
    int order = hk_bigint_cmp(&st->r, &st->down);
    return order < 0 || (order == 0 && st->even);
}

static void
times_ten(struct digit_state *st)
{
    hk_bigint_mul_add(&st->r, 10, 0);
    hk_bigint_mul_add(&st->down, 10, 0);
    hk_bigint_mul_add(&st->up, 10, 0);
}

/* Scales so that value = 0.d1d2... * 10^point; returns the point. */
static int
scale(struct digit_state *st, const struct binary *parts)
{
    int bits = parts->exponent; /* value < 2^bits */
    for (uint64_t left = parts->mantissa; left; left >>= 1)
        bits++;
    /* 1233/4096 is log10(2) to five digits; the estimate is never too large, so that the loop
     * below ends with the right one. */
    int point = bits > 0 ? (bits - 1) * 1233 / 4096 : -((1 - bits) * 1233 / 4096) - 2;
    if (point >= 0) {
        hk_bigint_mul_pow10(&st->s, (uint32_t)point);
    } else {
        hk_bigint_mul_pow10(&st->r, (uint32_t)-point);
        hk_bigint_mul_pow10(&st->down, (uint32_t)-point);
        hk_bigint_mul_pow10(&st->up, (uint32_t)-point);
    }
    while (reaches_up(st)) {
        hk_bigint_mul_add(&st->s, 10, 0);
        point++;
    }
    return point;
}

/* Of two digits that both read back, the nearer one; the even one on a tie. */
static bool
rounds_up(const struct digit_state *st, unsigned digit)
{
    int order = hk_bigint_cmp_sum(&st->r, &st->r, &st->s);
    return order > 0 || (order == 0 && digit % 2);
}

struct hk_decimal
hk_number_shortest(double value)
{
    struct binary parts = split(value);
    struct digit_state st;
    set_state(&st, &parts);
    struct hk_decimal out = {.negative = parts.negative};
    out.point = (int16_t)scale(&st, &parts);
    for (bool low = false, high = false; !low && !high;) {
        times_ten(&st);
        unsigned digit = hk_bigint_div_digit(&st.r, &st.s);
        low = reaches_down(&st);
        high = reaches_up(&st);
        if (high && (!low || rounds_up(&st, digit)))
            digit++;
        assert(digit < 10 && out.n < sizeof out.digits);
        out.digits[out.n++] = (char)('0' + digit);
    }
    return out;
}

static char *
put(char *at, const char *text, size_t n)
{
    memcpy(at, text, n);
    return at + n;
}

static char *
put_zeros(char *at, int n)
{
    for (; n > 0; n--)
        *at++ = '0';
    return at;
}

/* 123.45, 0.001, 1200 */
static char *
put_plain(char *at, const struct hk_decimal *dec)
{
    int n = dec->n;
    if (dec->point <= 0) {
        at = put(at, "0.", 2);
        at = put_zeros(at, -dec->point);
        return put(at, dec->digits, (size_t)n);
    }
    int whole = n < dec->point ? n : dec->point;
    at = put(at, dec->digits, (size_t)whole);
    at = put_zeros(at, dec->point - n);
    if (n > whole) {
        *at++ = '.';
        at = put(at, dec->digits + whole, (size_t)(n - whole));
    }
    return at;
}

/* 1.25e+06; the exponent has at least @min_digits digits. */
static char *
put_scientific(char *at, const struct hk_decimal *dec, size_t min_digits)
{
    *at++ = dec->digits[0];
    if (dec->n > 1) {
        *at++ = '.';
        at = put(at, dec->digits + 1, dec->n - 1u);
    }
    int exponent = dec->point - 1;
    *at++ = 'e';
    *at++ = exponent < 0 ? '-' : '+';
    char text[HK_NUMBER_BUFFER];
    size_t n = hk_number_write_uint((uint64_t)(exponent < 0 ? -exponent : exponent), text);
    if (n < min_digits)
        *at++ = '0';
    return put(at, text, n);
}

size_t
hk_number_write_g(double value, char *buffer)
{
    if (value != value)
        return (size_t)(put(buffer, "NaN", 3) - buffer);
    if (value > DBL_MAX || value < -DBL_MAX)
        return (size_t)(put(buffer, value > 0 ? "+Inf" : "-Inf", 4) - buffer);
    char *at = buffer;
    if (bits_of(value) >> 63)
        *at++ = '-';
    if (value == 0) {
        *at++ = '0';
        return (size_t)(at - buffer);
    }
    struct hk_decimal dec = hk_number_shortest(value);
    /* Go decides for the shortest form as if it had six digits. */
    bool scientific = dec.point - 1 < -4 || dec.point - 1 >= 6;
    at = scientific ? put_scientific(at, &dec, 2) : put_plain(at, &dec);
    return (size_t)(at - buffer);
}

size_t
hk_number_write_json(double value, char *buffer)
{
    char *at = buffer;
    if (bits_of(value) >> 63)
        *at++ = '-';
    if (value == 0) {
        *at++ = '0';
        return (size_t)(at - buffer);
    }
    struct hk_decimal dec = hk_number_shortest(value);
    double size = value < 0 ? -value : value;
    at = size < 1e-6 || size >= 1e21 ? put_scientific(at, &dec, 1) : put_plain(at, &dec);
    return (size_t)(at - buffer);
}

size_t
hk_number_write_uint(uint64_t value, char *buffer)
{
    char reversed[20];
    size_t n = 0;
    do {
        reversed[n++] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    for (size_t i = 0; i < n; i++)
        buffer[i] = reversed[n - 1 - i];
    return n;
}

size_t
hk_number_write_int(int64_t value, char *buffer)
{
    if (value >= 0)
        return hk_number_write_uint((uint64_t)value, buffer);
    *buffer = '-';
    return 1 + hk_number_write_uint(0 - (uint64_t)value, buffer + 1);
}
