/* SPDX-License-Identifier: Apache-2.0 */
/* src/base/bigint.h -- unsigned integers of up to 2560 bits, on the stack.
 *
 * Just what the exact digits of a binary float need. Every caller keeps its numbers below the
 * room; going over it is a fault of the program. Layer: base, used by
 * number.c alone. */
#ifndef HK_BASE_BIGINT_H
#define HK_BASE_BIGINT_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HK_BIGINT_LIMBS = 80 };

struct hk_bigint {
    uint32_t limbs[HK_BIGINT_LIMBS]; /* least significant first */
    uint32_t n;                      /* limbs in use; the highest of them is not 0 */
};

void hk_bigint_set(struct hk_bigint *big, uint64_t value);
/* big = big * factor + add. */
void hk_bigint_mul_add(struct hk_bigint *big, uint32_t factor, uint32_t add);
void hk_bigint_mul_pow10(struct hk_bigint *big, uint32_t exponent);
void hk_bigint_shift_left(struct hk_bigint *big, uint32_t bits);
/* <0, 0 or >0. */
int hk_bigint_cmp(const struct hk_bigint *a, const struct hk_bigint *b);
/* Compares a + b with c. */
int hk_bigint_cmp_sum(const struct hk_bigint *a, const struct hk_bigint *b,
                      const struct hk_bigint *c);
/* a = a - b; a is not less than b. */
void hk_bigint_sub(struct hk_bigint *a, const struct hk_bigint *b);
/* a = a modulo b; returns a / b, which is below 10. */
unsigned hk_bigint_div_digit(struct hk_bigint *a, const struct hk_bigint *b);

#endif
