/* SPDX-License-Identifier: Apache-2.0 */
#include "keyorder.h"

#include "../base/utf8.h"
#include "resolve.h"

/* A text from the code point on that is looked at. */
struct cursor {
    const char *start;
    const char *at;
    const char *end;
};

static uint32_t
point_at(const struct cursor *cursor, unsigned *ret_len)
{
    return hk_utf8_decode(cursor->at, cursor->end, ret_len);
}

/* Moves back to the start of the code point before. False at the start of the text. */
static bool
step_back(struct cursor *cursor)
{
    if (cursor->at == cursor->start)
        return false;
    unsigned steps = 0;
    do {
        cursor->at--;
        steps++;
    } while (cursor->at > cursor->start && steps < 4 &&
             ((unsigned char)*cursor->at & 0xC0) == 0x80);
    return true;
}

/* Whether the digits that stand directly before hold one that is not 0. */
static bool
after_number(struct cursor cursor)
{
    unsigned len;
    while (step_back(&cursor)) {
        uint32_t point = point_at(&cursor, &len);
        if (!hk_utf8_is_digit(point))
            return false;
        if (point != '0')
            return true;
    }
    return false;
}

/* Reads a run of digits; wraps around as Go's int64 does. Returns how many digits. */
static size_t
read_number(struct cursor cursor, uint64_t start, int64_t *ret_value)
{
    uint64_t value = start;
    size_t n = 0;
    while (cursor.at < cursor.end) {
        unsigned len;
        uint32_t point = point_at(&cursor, &len);
        if (!hk_utf8_is_digit(point))
            break;
        value = value * 10 + (point - '0');
        cursor.at += len;
        n++;
    }
    *ret_value = (int64_t)value;
    return n;
}

/* Two cursors at the first code points that differ. */
static bool
differs_before(const struct cursor *a, const struct cursor *b)
{
    unsigned len;
    uint32_t pa = point_at(a, &len);
    uint32_t pb = point_at(b, &len);
    bool letter_a = hk_utf8_is_letter(pa);
    bool letter_b = hk_utf8_is_letter(pb);
    if (letter_a != letter_b)
        return letter_b;
    if (letter_a)
        return pa < pb;
    /* "10" and "2" within "1|0" and "1|2" stand for digits of a longer number: with a 1 before,
     * zeros count. */
    uint64_t start = (pa == '0' || pb == '0') && after_number(*a) ? 1 : 0;
    int64_t na;
    int64_t nb;
    size_t digits_a = read_number(*a, start, &na);
    size_t digits_b = read_number(*b, start, &nb);
    if (na != nb)
        return na < nb;
    if (digits_a != digits_b)
        return digits_a < digits_b;
    return pa < pb;
}

bool
hk_keyorder_before(struct hk_slice a, struct hk_slice b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    size_t i = 0;
    while (i < n && a.ptr[i] == b.ptr[i])
        i++;
    if (i == n)
        return a.len < b.len;
    /* What differs may be the inside of a code point. */
    while (i && ((unsigned char)a.ptr[i] & 0xC0) == 0x80)
        i--;
    struct cursor ca = {a.ptr, a.ptr + i, hk_slice_end(a)};
    struct cursor cb = {b.ptr, b.ptr + i, hk_slice_end(b)};
    return differs_before(&ca, &cb);
}

static bool
bytes_before(struct hk_slice a, struct hk_slice b)
{
    return hk_slice_cmp(a, b) < 0;
}

typedef bool (*before_fn)(struct hk_slice a, struct hk_slice b);

static void
insertion_sort(struct hk_key *keys, uint32_t n, before_fn before)
{
    for (uint32_t i = 1; i < n; i++) {
        struct hk_key key = keys[i];
        uint32_t j = i;
        for (; j > 0 && before(key.text, keys[j - 1].text); j--)
            keys[j] = keys[j - 1];
        keys[j] = key;
    }
}

/* Merges two sorted neighbours, from[0..middle) and from[middle..n), into @to. */
static void
merge(struct hk_key *to, const struct hk_key *from, uint32_t middle, uint32_t n, before_fn before)
{
    uint32_t left = 0;
    uint32_t right = middle;
    for (uint32_t i = 0; i < n; i++) {
        bool take_right =
            left == middle || (right < n && before(from[right].text, from[left].text));
        to[i] = take_right ? from[right++] : from[left++];
    }
}

static void
sort(struct hk_key *keys, uint32_t n, struct hk_key *spare, before_fn before)
{
    for (uint32_t i = 0; i < n; i += HK_KEYORDER_RUN)
        insertion_sort(keys + i, n - i < HK_KEYORDER_RUN ? n - i : HK_KEYORDER_RUN, before);
    for (uint64_t width = HK_KEYORDER_RUN; width < n; width *= 2) {
        for (uint64_t i = 0; i < n; i += width * 2) {
            uint64_t left = n - i < width ? n - i : width;
            uint64_t both = n - i < width * 2 ? n - i : width * 2;
            merge(spare + i, keys + i, (uint32_t)left, (uint32_t)both, before);
        }
        memcpy(keys, spare, n * sizeof *keys);
    }
}

/* Without digits and with ASCII alone the natural relation is an order on code points, so that
 * the way in which keys are sorted can not show. */
static bool
is_simple(const struct hk_key *keys, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        for (size_t j = 0; j < keys[i].text.len; j++) {
            unsigned char c = (unsigned char)keys[i].text.ptr[j];
            if (c >= 0x80 || (unsigned)c - '0' < 10)
                return false;
        }
    return true;
}

/* The natural relation for simple keys. */
static bool
simple_before(struct hk_slice a, struct hk_slice b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    for (size_t i = 0; i < n; i++) {
        unsigned char ca = (unsigned char)a.ptr[i];
        unsigned char cb = (unsigned char)b.ptr[i];
        if (ca != cb) {
            bool letter_a = (ca | 0x20u) - 'a' < 26;
            bool letter_b = (cb | 0x20u) - 'a' < 26;
            return letter_a == letter_b ? ca < cb : letter_b;
        }
    }
    return a.len < b.len;
}

static enum hkr_status
duplicate(struct hk_env *env, const struct hk_pair *first, const struct hk_pair *second)
{
    if (second->key_file == first->key_file && second->key_offset < first->key_offset) {
        const struct hk_pair *swap = first;
        first = second;
        second = swap;
    }
    enum hkr_status status = hk_diag_report(env->diags, HK_D_DUPLICATE_KEY, hk_pair_place(second),
                                            "the key '%" PRSLICE "' stands in this map already",
                                            ARGSLICE(hk_env_text(env, first->key)));
    hk_diag_related(env->diags, hk_pair_place(first), "it is here");
    hk_diag_mend(env->diags, "remove one of the two");
    return status;
}

/* The reader doubles a null key, as kustomize does. That is one fault, found when the key is
 * written: not two. */
static bool
is_doubled_null(struct hk_slice text, const struct hk_pair *first, const struct hk_pair *second)
{
    return first->key_file == second->key_file && first->key_offset == second->key_offset &&
           first->key_style == HK_PLAIN && hk_resolve(text, NULL) == HK_TAG_NULL;
}

/* @keys are sorted so that equal ones are neighbours. */
static enum hkr_status
check_unique(struct hk_env *env, const struct hk_key *keys, uint32_t n)
{
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 1; i < n; i++)
        if (keys[i].pair->key == keys[i - 1].pair->key &&
            !is_doubled_null(keys[i].text, keys[i - 1].pair, keys[i].pair))
            status = duplicate(env, keys[i - 1].pair, keys[i].pair);
    return status;
}

enum hkr_status
hk_keyorder_push(struct hk_env *env, const struct hk_node *map, enum hk_keyorder order,
                 struct hk_keystack *stack)
{
    uint32_t n = map->n;
    if (n == 0)
        return HKR_OK;
    hk_vec_reserve(stack->arena, &stack->keys, (size_t)n * 2);
    struct hk_key *keys = stack->keys.items + stack->keys.n;
    struct hk_key *spare = keys + n;
    for (uint32_t i = 0; i < n; i++)
        keys[i] = (struct hk_key){hk_env_text(env, map->pairs[i].key), &map->pairs[i]};
    stack->keys.n += n;
    if (n < 2)
        return HKR_OK;
    bool simple = order == HK_KEYORDER_NATURAL && is_simple(keys, n);
    sort(keys, n, spare, simple ? simple_before : bytes_before);
    enum hkr_status status = check_unique(env, keys, n);
    if (order == HK_KEYORDER_NATURAL && !simple)
        sort(keys, n, spare, hk_keyorder_before);
    return status;
}
