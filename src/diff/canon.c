/* SPDX-License-Identifier: Apache-2.0 */
#include "canon.h"

#include "../base/index.h"
#include "../base/number.h"
#include "../base/utf8.h"
#include "../yaml/keyorder.h"
#include "../yaml/reread.h"
#include "../yaml/value.h"

#include <stdlib.h>

enum {
    SEED_SCALAR = 0x51,
    SEED_STRING = 0x52,
    SEED_MAP = 0x53,
    SEED_SEQ = 0x54,
};

/* A scalar as it is written. */
struct scalar {
    bool is_string;
    struct hk_slice text;
    char buffer[HK_NUMBER_BUFFER];
};

struct hk_spot
hk_spot_root(const struct hk_node *root)
{
    return (struct hk_spot){.node = root,
                            .at = hk_node_place(root),
                            .flow = root->kind != HK_SCALAR && root->flags & HK_NODE_FLOW};
}

struct hk_spot
hk_spot_child(struct hk_spot spot, uint32_t i)
{
    bool is_map = spot.node->kind == HK_MAP;
    const struct hk_pair *pair = is_map ? &spot.node->pairs[i] : NULL;
    struct hk_spot child = {.node = is_map ? pair->value : spot.node->items[i],
                            .at = spot.at,
                            .flow = spot.flow,
                            .secret = spot.secret};
    if (child.node->kind == HK_SCALAR ? child.node->file : !is_map && child.node->file)
        child.at = hk_node_place(child.node);
    else if (is_map && pair->key_file)
        child.at = hk_pair_place(pair);
    child.flow = child.flow || (child.node->kind != HK_SCALAR && child.node->flags & HK_NODE_FLOW);
    return child;
}

/* ---- Scalars ---------------------------------------------------------------------------- */

/* The text of a number as the writer has it, but for floats beyond 64 bits, which are written with
 * an exponent there and with all their digits here. */
static size_t
number_text(const struct hk_value *value, char *buffer)
{
    if (value->kind == HK_VALUE_INT)
        return hk_number_write_int(value->i, buffer);
    if (value->kind == HK_VALUE_UINT)
        return hk_number_write_uint(value->u, buffer);
    size_t n = hk_number_write_json(value->f, buffer);
    if (hk_slice_eq(hk_slice(buffer, n), HK_S("-0")))
        return hk_number_write_int(0, buffer);
    return n;
}

static void
read_scalar(struct hk_env *env, struct hk_spot spot, struct scalar *ret)
{
    struct hk_value value;
    uint32_t shape;
    enum hk_passage passage = spot.flow ? HK_PASSAGE_FLOW : HK_PASSAGE_BLOCK;
    *ret = (struct scalar){.is_string = true, .text = hk_node_text(spot.node)};
    if (hk_value_of(env, spot.node, passage, &value) != HKR_OK)
        return;
    switch (value.kind) {
    case HK_VALUE_NULL:
        ret->text = HK_S("null");
        break;
    case HK_VALUE_BOOL:
        ret->text = value.b ? HK_S("true") : HK_S("false");
        break;
    case HK_VALUE_INT:
    case HK_VALUE_UINT:
    case HK_VALUE_FLOAT:
        ret->text = hk_slice(ret->buffer, number_text(&value, ret->buffer));
        break;
    case HK_VALUE_STRING:
        ret->text = value.text;
        if (hk_reread(env, spot.at, value.is_binary ? HK_REREAD_BINARY : HK_REREAD_TEXT, &ret->text,
                      &shape) != HKR_OK)
            ret->text = value.text;
        return;
    }
    ret->is_string = false;
}

/* The same text, written in the same way. */
static bool
is_same_source(struct hk_spot a, struct hk_spot b)
{
    return a.node->n == b.node->n && a.node->tag == b.node->tag && a.node->style == b.node->style &&
           a.node->flags == b.node->flags && a.flow == b.flow &&
           hk_slice_eq(hk_node_text(a.node), hk_node_text(b.node));
}

static bool
is_equal_scalar(struct hk_env *env, struct hk_spot a, struct hk_spot b)
{
    struct scalar x, y;
    if (is_same_source(a, b))
        return true;
    struct hk_mark mark = hk_arena_mark(env->scratch);
    read_scalar(env, a, &x);
    read_scalar(env, b, &y);
    bool equal = x.is_string == y.is_string && hk_slice_eq(x.text, y.text);
    hk_arena_rewind(env->scratch, mark);
    return equal;
}

bool
hk_canon_string(struct hk_env *env, struct hk_spot spot, struct hk_slice *ret_text)
{
    struct scalar scalar;
    if (!spot.node || spot.node->kind != HK_SCALAR)
        return false;
    read_scalar(env, spot, &scalar);
    if (scalar.is_string)
        *ret_text = scalar.text;
    return scalar.is_string;
}

/* ---- Hashes ----------------------------------------------------------------------------- */

static uint64_t
hash_scalar(struct hk_env *env, struct hk_spot spot)
{
    struct scalar scalar;
    struct hk_mark mark = hk_arena_mark(env->scratch);
    read_scalar(env, spot, &scalar);
    uint64_t hash =
        hk_hash_mix(scalar.is_string ? SEED_STRING : SEED_SCALAR, hk_hash_bytes(scalar.text));
    hk_arena_rewind(env->scratch, mark);
    return hash;
}

uint64_t
hk_canon_hash(const struct hk_canon *canon, struct hk_spot spot)
{
    if (spot.node->kind == HK_SCALAR)
        return hash_scalar(canon->env, spot);
    bool is_map = spot.node->kind == HK_MAP;
    bool ordered = !is_map && !canon->ignore_list_order;
    uint64_t hash = hk_hash_mix(is_map ? SEED_MAP : SEED_SEQ, spot.node->n);
    for (uint32_t i = 0; i < spot.node->n; i++) {
        uint64_t child = hk_canon_hash(canon, hk_spot_child(spot, i));
        if (is_map)
            child =
                hk_hash_mix(child, hk_hash_bytes(hk_env_text(canon->env, spot.node->pairs[i].key)));
        hash = ordered ? hk_hash_mix(hash, child) : hash + hk_hash_mix(SEED_SEQ, child);
    }
    return hash;
}

/* ---- Equality --------------------------------------------------------------------------- */

/* Items of a list where their order is of no account, by hash. */
struct hashed {
    uint64_t hash;
    uint32_t i;
};

static int
by_hash(const void *a, const void *b)
{
    const struct hashed *x = a, *y = b;
    return x->hash == y->hash ? (x->i > y->i) - (x->i < y->i) : x->hash < y->hash ? -1 : 1;
}

static struct hashed *
hash_items(const struct hk_canon *canon, struct hk_spot list)
{
    struct hashed *items = HK_NEW_ARRAY(canon->env->scratch, list.node->n, struct hashed);
    for (uint32_t i = 0; i < list.node->n; i++)
        items[i] = (struct hashed){hk_canon_hash(canon, hk_spot_child(list, i)), i};
    if (list.node->n)
        qsort(items, list.node->n, sizeof *items, by_hash);
    return items;
}

static bool
is_equal_set(const struct hk_canon *canon, struct hk_spot a, struct hk_spot b)
{
    struct hk_mark mark = hk_arena_mark(canon->env->scratch);
    const struct hashed *x = hash_items(canon, a);
    const struct hashed *y = hash_items(canon, b);
    bool equal = true;
    for (uint32_t i = 0; equal && i < a.node->n; i++)
        equal = x[i].hash == y[i].hash &&
                hk_canon_equal(canon, hk_spot_child(a, x[i].i), hk_spot_child(b, y[i].i));
    hk_arena_rewind(canon->env->scratch, mark);
    return equal;
}

static bool
is_equal_list(const struct hk_canon *canon, struct hk_spot a, struct hk_spot b)
{
    for (uint32_t i = 0; i < a.node->n; i++)
        if (!hk_canon_equal(canon, hk_spot_child(a, i), hk_spot_child(b, i)))
            return canon->ignore_list_order && is_equal_set(canon, a, b);
    return true;
}

/* The keys of @map in byte order. False: a key stands there twice, which the writer refuses. */
static bool
sort_keys(struct hk_env *env, const struct hk_node *map, struct hk_keystack *stack)
{
    *stack = (struct hk_keystack){.arena = env->scratch};
    return hk_keyorder_push(env, map, HK_KEYORDER_BYTES, stack) == HKR_OK;
}

static bool
is_equal_map(const struct hk_canon *canon, struct hk_spot a, struct hk_spot b)
{
    uint32_t n = a.node->n;
    uint32_t i = 0;
    while (i < n && a.node->pairs[i].key == b.node->pairs[i].key)
        i++;
    if (i == n) { /* the keys are in the same order, as most of the time */
        for (i = 0; i < n; i++)
            if (!hk_canon_equal(canon, hk_spot_child(a, i), hk_spot_child(b, i)))
                return false;
        return true;
    }
    struct hk_mark mark = hk_arena_mark(canon->env->scratch);
    struct hk_keystack x, y;
    bool equal = sort_keys(canon->env, a.node, &x) && sort_keys(canon->env, b.node, &y);
    for (i = 0; equal && i < n; i++) {
        const struct hk_pair *p = x.keys.items[i].pair, *q = y.keys.items[i].pair;
        equal = p->key == q->key &&
                hk_canon_equal(canon, hk_spot_child(a, (uint32_t)(p - a.node->pairs)),
                               hk_spot_child(b, (uint32_t)(q - b.node->pairs)));
    }
    hk_arena_rewind(canon->env->scratch, mark);
    return equal;
}

bool
hk_canon_equal(const struct hk_canon *canon, struct hk_spot a, struct hk_spot b)
{
    if (a.node == b.node && a.flow == b.flow)
        return true;
    if (a.node->kind != b.node->kind)
        return false;
    if (a.node->kind == HK_SCALAR)
        return is_equal_scalar(canon->env, a, b);
    if (a.node->n != b.node->n)
        return false;
    return a.node->kind == HK_MAP ? is_equal_map(canon, a, b) : is_equal_list(canon, a, b);
}

/* ---- Texts ------------------------------------------------------------------------------ */

static void
put_escape(struct hk_buf *buf, unsigned char c)
{
    static const char names[] = "btn\0fr"; /* of the characters from \b on */
    static const char hex[] = "0123456789abcdef";
    hk_buf_byte(buf, '\\');
    if (c == '"' || c == '\\') {
        hk_buf_byte(buf, (char)c);
    } else if (c >= '\b' && c <= '\r' && names[c - '\b']) {
        hk_buf_byte(buf, names[c - '\b']);
    } else {
        hk_buf_append(buf, HK_S("u00"));
        hk_buf_byte(buf, hex[c >> 4]);
        hk_buf_byte(buf, hex[c & 15]);
    }
}

void
hk_canon_quote(struct hk_slice text, struct hk_buf *buf)
{
    const char *end = hk_slice_end(text);
    hk_buf_byte(buf, '"');
    for (const char *at = text.ptr; at < end;) {
        const char *clean = at;
        while (at < end && (unsigned char)*at >= 0x20 && *at != '"' && *at != '\\' && *at != 0x7F)
            at++;
        hk_buf_append(buf, hk_slice(clean, (size_t)(at - clean)));
        if (at < end)
            put_escape(buf, (unsigned char)*at++);
    }
    hk_buf_byte(buf, '"');
}

static void
put_scalar(struct hk_env *env, struct hk_spot spot, const struct hk_mask *mask, struct hk_buf *buf)
{
    struct scalar scalar;
    struct hk_mark mark = hk_arena_mark(env->scratch);
    read_scalar(env, spot, &scalar);
    if (spot.secret || hk_mask_knows(mask, spot.node))
        hk_canon_quote(hk_mask_text(env, mask, scalar.text), buf);
    else if (scalar.is_string)
        hk_canon_quote(scalar.text, buf);
    else
        hk_buf_append(buf, scalar.text);
    hk_arena_rewind(env->scratch, mark);
}

static void
put_map(struct hk_env *env, struct hk_spot spot, const struct hk_mask *mask, struct hk_buf *buf)
{
    struct hk_keystack stack = {.arena = env->scratch};
    struct hk_mark mark = hk_arena_mark(env->scratch);
    bool sorted = sort_keys(env, spot.node, &stack);
    hk_buf_byte(buf, '{');
    for (uint32_t i = 0; sorted && i < spot.node->n; i++) {
        const struct hk_key *key = &stack.keys.items[i];
        if (i)
            hk_buf_append(buf, HK_S(", "));
        hk_canon_quote(key->text, buf);
        hk_buf_append(buf, HK_S(": "));
        hk_canon_text(env, hk_spot_child(spot, (uint32_t)(key->pair - spot.node->pairs)), mask,
                      buf);
    }
    hk_buf_byte(buf, '}');
    hk_arena_rewind(env->scratch, mark);
}

void
hk_canon_text(struct hk_env *env, struct hk_spot spot, const struct hk_mask *mask,
              struct hk_buf *buf)
{
    if (spot.node->kind == HK_SCALAR) {
        put_scalar(env, spot, mask, buf);
    } else if (spot.node->kind == HK_MAP) {
        put_map(env, spot, mask, buf);
    } else {
        hk_buf_byte(buf, '[');
        for (uint32_t i = 0; i < spot.node->n; i++) {
            if (i)
                hk_buf_append(buf, HK_S(", "));
            hk_canon_text(env, hk_spot_child(spot, i), mask, buf);
        }
        hk_buf_byte(buf, ']');
    }
}
