/* SPDX-License-Identifier: Apache-2.0 */
#include "write.h"

#include "../base/number.h"
#include "keyorder.h"
#include "reread.h"
#include "value.h"
#include "write_scalar.h"

/* Longest key, in bytes, that is written on one line with its value. */
enum { SIMPLE_KEY_MAX = 128 };
/* Faults of one object that are reported before its writing is given up. */
enum { FAULTS_MAX = 20 };

struct writer {
    struct hk_env *env;
    struct hk_yaml_out out;
    struct hk_keystack stack;
    uint32_t depth;
    uint32_t n_faults;
    enum hkr_status status;
};

/* Where a node is to be written; the output ends with the ":" or "-" before it. */
struct spot {
    uint32_t indent; /* of the map or list that holds it */
    bool flow;       /* its source has a flow collection around it */
    bool compact;    /* a collection begins on the same line: in lists, behind "? " keys */
};

static enum hk_passage
passage(const struct spot *spot)
{
    return spot->flow ? HK_PASSAGE_FLOW : HK_PASSAGE_BLOCK;
}

static void
record(struct writer *w, enum hkr_status status)
{
    if (status == HKR_OK)
        return;
    w->n_faults++;
    if (w->status == HKR_OK || status != HKR_E_INPUT)
        w->status = status;
}

static bool
given_up(const struct writer *w)
{
    return w->n_faults >= FAULTS_MAX || (w->status != HKR_OK && w->status != HKR_E_INPUT);
}

/* The limits that are looked at for each node. False: stop. */
static bool
within_limits(struct writer *w, const struct hk_node *node)
{
    const struct hk_limits *limits = w->env->limits;
    if (w->out.buf->len > limits->output_bytes) {
        record(w,
               hk_diag_report_as(w->env->diags, HKR_E_LIMIT, HK_D_OUTPUT_LIMIT, hk_node_place(node),
                                 "the output is larger than %zu bytes", limits->output_bytes));
        return false;
    }
    if (w->depth > limits->depth) {
        record(w,
               hk_diag_report_as(w->env->diags, HKR_E_LIMIT, HK_D_OUTPUT_DEPTH, hk_node_place(node),
                                 "this object is nested more than %u deep", limits->depth));
        return false;
    }
    return !given_up(w);
}

static void
begin_line(struct writer *w, uint32_t indent)
{
    if (!hk_yaml_at_line_start(&w->out))
        hk_yaml_newline(&w->out);
    hk_buf_fill(w->out.buf, ' ', indent);
}

/* ---- Scalars -------------------------------------------------------------------------------- */

/* The JSON text of a float is read again: one without point and exponent is an integer then,
 * when it fits. */
static size_t
float_text(double value, char *buffer)
{
    size_t n = hk_number_write_json(value, buffer);
    struct hk_slice text = {buffer, n};
    if (hk_slice_find(text, '.') != SIZE_MAX || hk_slice_find(text, 'e') != SIZE_MAX)
        return hk_number_write_g(value, buffer);
    bool negative = buffer[0] == '-';
    struct hk_slice digits = hk_slice_from(text, negative);
    struct hk_slice most = negative ? HK_S("9223372036854775808") : HK_S("18446744073709551615");
    if (digits.len > most.len || (digits.len == most.len && hk_slice_cmp(digits, most) > 0))
        return hk_number_write_g(value, buffer);
    if (negative && digits.ptr[0] == '0') {
        buffer[0] = '0';
        return 1;
    }
    return n;
}

static void
write_string(struct writer *w, const struct hk_node *node, const struct hk_value *value,
             uint32_t indent)
{
    struct hk_slice text = value->text;
    uint32_t shape;
    enum hk_reread_use use = value->is_binary ? HK_REREAD_BINARY : HK_REREAD_TEXT;
    enum hkr_status status = hk_reread(w->env, hk_node_place(node), use, &text, &shape);
    if (status == HKR_OK)
        hk_yaml_write_scalar(&w->out, text, shape, hk_shape_style(text, shape, false), indent + 2,
                             true);
    record(w, status);
}

static void
write_scalar(struct writer *w, const struct hk_node *node, const struct spot *spot)
{
    struct hk_mark mark = hk_arena_mark(w->env->scratch);
    struct hk_value value;
    char buffer[HK_NUMBER_BUFFER];
    enum hkr_status status = hk_value_of(w->env, node, passage(spot), &value);
    if (status != HKR_OK) {
        record(w, status);
        return;
    }
    switch (value.kind) {
    case HK_VALUE_NULL:
        hk_yaml_put(&w->out, "null", 4);
        break;
    case HK_VALUE_BOOL:
        hk_yaml_put(&w->out, value.b ? "true" : "false", value.b ? 4 : 5);
        break;
    case HK_VALUE_INT:
        hk_yaml_put(&w->out, buffer, hk_number_write_int(value.i, buffer));
        break;
    case HK_VALUE_UINT:
        hk_yaml_put(&w->out, buffer, hk_number_write_uint(value.u, buffer));
        break;
    case HK_VALUE_FLOAT:
        hk_yaml_put(&w->out, buffer, float_text(value.f, buffer));
        break;
    case HK_VALUE_STRING:
        write_string(w, node, &value, spot->indent);
        break;
    }
    hk_arena_rewind(w->env->scratch, mark);
}

/* ---- Keys ----------------------------------------------------------------------------------- */

/* Writes the key and its colon. *ret_complex: in the "? " form. */
static bool
write_key(struct writer *w, const struct hk_pair *pair, const struct spot *spot, bool root,
          bool *ret_complex)
{
    struct hk_slice text;
    uint32_t shape;
    enum hk_reread_use use = pair->key_tag == HK_TAG_BINARY ? HK_REREAD_BINARY : HK_REREAD_KEY;
    enum hkr_status status = hk_value_of_key(w->env, pair, passage(spot), root, &text);
    if (status == HKR_OK)
        status = hk_reread(w->env, hk_pair_place(pair), use, &text, &shape);
    if (status != HKR_OK) {
        record(w, status);
        return false;
    }
    bool complex = shape & (HK_SHAPE_NEWLINE | HK_SHAPE_OTHER_BREAK) || text.len > SIMPLE_KEY_MAX;
    if (complex)
        hk_yaml_put(&w->out, "? ", 2);
    hk_yaml_write_scalar(&w->out, text, shape, hk_shape_style(text, shape, false), spot->indent + 2,
                         complex);
    if (complex)
        begin_line(w, spot->indent);
    hk_buf_byte(w->out.buf, ':');
    *ret_complex = complex;
    return true;
}

/* ---- Collections ---------------------------------------------------------------------------- */

static void write_node(struct writer *w, const struct hk_node *node, const struct spot *spot);

/* @first_here: the first key goes where the output ends. */
static void
write_map(struct writer *w, const struct hk_node *map, struct spot spot, bool first_here)
{
    uint32_t base = w->stack.keys.n;
    bool root = w->depth == 1;
    record(w, hk_keyorder_push(w->env, map, HK_KEYORDER_NATURAL, &w->stack));
    for (uint32_t i = 0; i < map->n && !given_up(w); i++) {
        const struct hk_pair *pair = w->stack.keys.items[base + i].pair;
        if (i && w->stack.keys.items[base + i - 1].pair->key == pair->key)
            continue; /* reported already */
        if (i || !first_here)
            begin_line(w, spot.indent);
        if (write_key(w, pair, &spot, root, &spot.compact))
            write_node(w, pair->value, &spot);
    }
    hk_keyorder_pop(&w->stack, map);
}

static void
write_seq(struct writer *w, const struct hk_node *seq, struct spot spot, bool first_here)
{
    spot.compact = true;
    for (uint32_t i = 0; i < seq->n && !given_up(w); i++) {
        if (i || !first_here)
            begin_line(w, spot.indent);
        hk_buf_byte(w->out.buf, '-');
        write_node(w, seq->items[i], &spot);
    }
}

static void
write_node(struct writer *w, const struct hk_node *node, const struct spot *spot)
{
    if (!within_limits(w, node))
        return;
    if (node->kind == HK_SCALAR) {
        hk_buf_byte(w->out.buf, ' ');
        write_scalar(w, node, spot);
        return;
    }
    if (!node->n) {
        hk_yaml_put(&w->out, node->kind == HK_MAP ? " {}" : " []", 3);
        return;
    }
    struct spot inside = {.indent = spot->indent, .flow = spot->flow || node->flags & HK_NODE_FLOW};
    /* A list that is the value of a key stands no deeper than the key. */
    if (node->kind == HK_MAP || spot->compact)
        inside.indent += 2;
    if (spot->compact)
        hk_buf_byte(w->out.buf, ' ');
    w->depth++;
    if (node->kind == HK_MAP)
        write_map(w, node, inside, spot->compact);
    else
        write_seq(w, node, inside, spot->compact);
    w->depth--;
}

static void
write_root(struct writer *w, const struct hk_node *root)
{
    struct spot spot = {.flow = root->kind != HK_SCALAR && root->flags & HK_NODE_FLOW};
    w->depth = 1;
    if (root->kind == HK_SCALAR)
        write_scalar(w, root, &spot);
    else if (!root->n)
        hk_yaml_put(&w->out, root->kind == HK_MAP ? "{}" : "[]", 2);
    else if (root->kind == HK_MAP)
        write_map(w, root, spot, false);
    else
        write_seq(w, root, spot, false);
    if (!hk_yaml_at_line_start(&w->out))
        hk_yaml_newline(&w->out);
}

enum hkr_status
hk_write_yaml(struct hk_env *env, const struct hk_node *root, struct hk_buf *buf)
{
    struct writer w = {.env = env, .out = {buf, buf->len}, .stack = {.arena = env->scratch}};
    hk_env_poll(env);
    struct hk_mark mark = hk_arena_mark(env->scratch);
    write_root(&w, root);
    hk_arena_rewind(env->scratch, mark);
    return w.status;
}
