/* SPDX-License-Identifier: Apache-2.0 */
#include "bigint.h"

static void
push(struct hk_bigint *big, uint32_t limb)
{
    assert(big->n < HK_BIGINT_LIMBS);
    big->limbs[big->n++] = limb;
}

static void
trim(struct hk_bigint *big)
{
    while (big->n && big->limbs[big->n - 1] == 0)
        big->n--;
}

static uint32_t
limb(const struct hk_bigint *big, uint32_t i)
{
    return i < big->n ? big->limbs[i] : 0;
}

void
hk_bigint_set(struct hk_bigint *big, uint64_t value)
{
    big->limbs[0] = (uint32_t)value;
    big->limbs[1] = (uint32_t)(value >> 32);
    big->n = 2;
    trim(big);
}

void
hk_bigint_mul_add(struct hk_bigint *big, uint32_t factor, uint32_t add)
{
    uint64_t carry = add;
    for (uint32_t i = 0; i < big->n; i++) {
        carry += (uint64_t)big->limbs[i] * factor;
        big->limbs[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry)
        push(big, (uint32_t)carry);
}

void
hk_bigint_mul_pow10(struct hk_bigint *big, uint32_t exponent)
{
    for (; exponent >= 9; exponent -= 9)
        hk_bigint_mul_add(big, 1000000000, 0);
    for (; exponent; exponent--)
        hk_bigint_mul_add(big, 10, 0);
}

void
hk_bigint_shift_left(struct hk_bigint *big, uint32_t bits)
{
    uint32_t whole = bits / 32;
    uint32_t part = bits % 32;
    if (part)
        hk_bigint_mul_add(big, (uint32_t)1 << part, 0);
    if (!whole || !big->n)
        return;
    assert(big->n + whole <= HK_BIGINT_LIMBS);
    for (uint32_t i = big->n; i-- > 0;)
        big->limbs[i + whole] = big->limbs[i];
    for (uint32_t i = 0; i < whole; i++)
        big->limbs[i] = 0;
    big->n += whole;
}

int
hk_bigint_cmp(const struct hk_bigint *a, const struct hk_bigint *b)
{
    if (a->n != b->n)
        return a->n < b->n ? -1 : 1;
    for (uint32_t i = a->n; i-- > 0;)
        if (a->limbs[i] != b->limbs[i])
            return a->limbs[i] < b->limbs[i] ? -1 : 1;
    return 0;
}

int
hk_bigint_cmp_sum(const struct hk_bigint *a, const struct hk_bigint *b, const struct hk_bigint *c)
{
    struct hk_bigint sum;
    sum.n = 0;
    uint32_t n = a->n > b->n ? a->n : b->n;
    uint64_t carry = 0;
    for (uint32_t i = 0; i < n; i++) {
        carry += (uint64_t)limb(a, i) + limb(b, i);
        push(&sum, (uint32_t)carry);
        carry >>= 32;
    }
    if (carry)
        push(&sum, (uint32_t)carry);
    return hk_bigint_cmp(&sum, c);
}

void
hk_bigint_sub(struct hk_bigint *a, const struct hk_bigint *b)
{
    uint64_t borrow = 0;
    for (uint32_t i = 0; i < a->n; i++) {
        uint64_t take = (uint64_t)limb(b, i) + borrow;
        borrow = a->limbs[i] < take;
        a->limbs[i] = (uint32_t)(a->limbs[i] + (borrow << 32) - take);
    }
    assert(!borrow);
    trim(a);
}

unsigned
hk_bigint_div_digit(struct hk_bigint *a, const struct hk_bigint *b)
{
    unsigned digit = 0;
    while (hk_bigint_cmp(a, b) >= 0) {
        hk_bigint_sub(a, b);
        digit++;
    }
    assert(digit < 10);
    return digit;
}
