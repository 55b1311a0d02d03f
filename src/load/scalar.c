/* SPDX-License-Identifier: Apache-2.0 */
#include "scalar.h"

#include "../base/number.h"
#include "../base/utf8.h"

#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

static enum hk_tag
type_of(enum hk_tag tag, enum hk_style style, struct hk_slice text, struct hk_number *ret_number)
{
    struct hk_number number = {.kind = HK_NUMBER_INT};
    if (tag == HK_TAG_NONE && style != HK_PLAIN)
        return HK_TAG_STR;
    if (tag == HK_TAG_NONE || tag == HK_TAG_INT || tag == HK_TAG_FLOAT) {
        enum hk_tag resolved = hk_resolve_yaml11(text, &number);
        if (tag == HK_TAG_NONE || resolved == HK_TAG_INT || resolved == HK_TAG_FLOAT)
            tag = resolved;
    }
    if (ret_number)
        *ret_number = number;
    switch (tag) {
    case HK_TAG_INT:
    case HK_TAG_FLOAT:
    case HK_TAG_BOOL:
    case HK_TAG_NULL:
    case HK_TAG_BINARY:
        return tag;
    case HK_TAG_NONE:
    case HK_TAG_STR:
    case HK_TAG_TIMESTAMP: /* stays text */
    case HK_TAG_MERGE:
    case HK_TAG_OTHER:
        break;
    }
    return HK_TAG_STR;
}

enum hk_tag
hk_scalar_type(const struct hk_node *node, struct hk_number *ret_number)
{
    return type_of((enum hk_tag)node->tag, (enum hk_style)node->style, hk_node_text(node),
                   ret_number);
}

bool
hk_scalar_is_true(const struct hk_node *node)
{
    return hk_resolve_bool(hk_node_text(node));
}

bool
hk_scalar_int64(const struct hk_number *number, int64_t *ret_value)
{
    switch (number->kind) {
    case HK_NUMBER_INT:
        *ret_value = number->i;
        return true;
    case HK_NUMBER_UINT:
        return false;
    case HK_NUMBER_FLOAT:
        /* Go writes a float without an exponent below 1e21 only, and ParseInt stops at 2^63. */
        if (!isfinite(number->f) || number->f != floor(number->f) ||
            fabs(number->f) >= 9223372036854775808.0)
            return false;
        *ret_value = (int64_t)number->f;
        return true;
    }
    return false;
}

/* Go's shortest text of a float32, in its 'g' format: an exponent from 1e+06 on. */
static struct hk_slice
float_text(struct hk_env *env, double value)
{
    char text[64];
    if (isnan(value))
        return HK_S(".nan");
    if (isinf((float)value))
        return value > 0 ? HK_S(".inf") : HK_S("-.inf");
    int digits = 1;
    do
        snprintf(text, sizeof text, "%.*e", digits - 1, (double)(float)value);
    while (digits++ < 9 && strtof(text, NULL) != (float)value);
    digits--;
    long exponent = strtol(strchr(text, 'e') + 1, NULL, 10);
    if (exponent < -4 || exponent >= 6)
        return hk_arena_slice(env->arena, hk_slice_cstr(text));
    int decimals = digits - 1 - (int)exponent;
    return hk_arena_printf(env->arena, "%.*f", decimals > 0 ? decimals : 0, (double)(float)value);
}

struct hk_slice
hk_scalar_as_text(struct hk_env *env, const struct hk_node *node)
{
    struct hk_number number = {.kind = HK_NUMBER_INT};
    char text[HK_NUMBER_BUFFER];
    size_t len = 0;
    if (hk_scalar_type(node, &number) == HK_TAG_BOOL)
        return hk_scalar_is_true(node) ? HK_S("true") : HK_S("false");
    switch (number.kind) {
    case HK_NUMBER_INT:
        len = hk_number_write_int(number.i, text);
        break;
    case HK_NUMBER_UINT:
        len = hk_number_write_uint(number.u, text);
        break;
    case HK_NUMBER_FLOAT:
        return float_text(env, number.f);
    }
    return hk_arena_slice(env->arena, hk_slice(text, len));
}

bool
hk_scalar_binary(struct hk_env *env, const struct hk_node *node, struct hk_slice *ret_text)
{
    unsigned char *bytes = hk_arena_alloc(env->arena, (size_t)node->n + 1);
    size_t len = 0;
    if (sodium_base642bin(bytes, node->n, node->text, node->n, "\r\n", &len, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0)
        return false;
    *ret_text = hk_slice((const char *)bytes, len);
    return hk_utf8_invalid(*ret_text) == SIZE_MAX;
}

bool
hk_scalar_key(struct hk_env *env, const struct hk_pair *pair, struct hk_slice *ret_key)
{
    struct hk_number number = {.kind = HK_NUMBER_INT};
    struct hk_slice text = hk_env_text(env, pair->key);
    switch (type_of((enum hk_tag)pair->key_tag, (enum hk_style)pair->key_style, text, &number)) {
    case HK_TAG_STR:
        *ret_key = text;
        return true;
    case HK_TAG_BOOL:
        *ret_key = hk_resolve_bool(text) ? HK_S("true") : HK_S("false");
        return true;
    case HK_TAG_INT:
    case HK_TAG_FLOAT:
        if (number.kind == HK_NUMBER_UINT)
            return false;
        *ret_key = number.kind == HK_NUMBER_FLOAT
                       ? float_text(env, number.f)
                       : hk_arena_printf(env->arena, "%lld", (long long)number.i);
        return true;
    case HK_TAG_NULL:
    case HK_TAG_BINARY:
    case HK_TAG_NONE:
    case HK_TAG_TIMESTAMP:
    case HK_TAG_MERGE:
    case HK_TAG_OTHER:
        break;
    }
    return false;
}
