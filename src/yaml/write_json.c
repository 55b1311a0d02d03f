/* SPDX-License-Identifier: Apache-2.0 */
#include "write.h"

#include "../base/number.h"
#include "../base/utf8.h"
#include "json_text.h"
#include "keyorder.h"
#include "value.h"

struct writer {
    struct hk_env *env;
    struct hk_buf *buf;
    struct hk_keystack stack;
    uint32_t depth;
};

static void
put_escape(struct hk_buf *buf, uint32_t point)
{
    static const char hex[] = "0123456789abcdef";
    static const char letters[] = {
        ['"'] = '"',  ['\\'] = '\\', ['\b'] = 'b', ['\f'] = 'f',
        ['\n'] = 'n', ['\r'] = 'r',  ['\t'] = 't',
    };
    char text[6] = {'\\', 'u'};
    if (point < sizeof letters && letters[point]) {
        text[1] = letters[point];
        hk_buf_append(buf, hk_slice(text, 2));
        return;
    }
    for (unsigned i = 0; i < 4; i++)
        text[2 + i] = hex[point >> (12 - 4 * i) & 0xF];
    hk_buf_append(buf, hk_slice(text, 6));
}

/* The length of the run at @at that is written as it is. */
static size_t
clean_run(const char *at, const char *end)
{
    const char *start = at;
    while (at < end && (unsigned char)*at < 0x80 && hk_json_ascii_length((unsigned char)*at) == 1)
        at++;
    return (size_t)(at - start);
}

void
hk_write_json_string(struct hk_buf *buf, struct hk_slice text)
{
    const char *end = hk_slice_end(text);
    hk_buf_byte(buf, '"');
    for (const char *at = text.ptr; at < end;) {
        size_t run = clean_run(at, end);
        hk_buf_append(buf, hk_slice(at, run));
        at += run;
        if (at == end)
            break;
        unsigned len;
        uint32_t point = hk_utf8_decode(at, end, &len);
        bool invalid = len == 1 && point == HK_UTF8_REPLACEMENT;
        if (invalid || hk_json_char_length(point) > 1)
            put_escape(buf, point);
        else
            hk_buf_append(buf, hk_slice(at, len));
        at += len;
    }
    hk_buf_byte(buf, '"');
}

static enum hkr_status
write_scalar(struct writer *w, const struct hk_node *node, bool flow)
{
    struct hk_value value;
    char buffer[HK_NUMBER_BUFFER];
    size_t n = 0;
    enum hkr_status status =
        hk_value_of(w->env, node, flow ? HK_PASSAGE_FLOW : HK_PASSAGE_BLOCK, &value);
    if (status != HKR_OK)
        return status;
    switch (value.kind) {
    case HK_VALUE_NULL:
        hk_buf_append(w->buf, HK_S("null"));
        break;
    case HK_VALUE_BOOL:
        hk_buf_append(w->buf, value.b ? HK_S("true") : HK_S("false"));
        break;
    case HK_VALUE_INT:
        n = hk_number_write_int(value.i, buffer);
        break;
    case HK_VALUE_UINT:
        n = hk_number_write_uint(value.u, buffer);
        break;
    case HK_VALUE_FLOAT:
        n = hk_number_write_json(value.f, buffer);
        break;
    case HK_VALUE_STRING:
        hk_write_json_string(w->buf, value.text);
        break;
    }
    hk_buf_append(w->buf, hk_slice(buffer, n));
    return HKR_OK;
}

static enum hkr_status write_node(struct writer *w, const struct hk_node *node, bool flow);

static enum hkr_status
write_map(struct writer *w, const struct hk_node *map, bool flow)
{
    uint32_t base = w->stack.keys.n;
    enum hkr_status status = hk_keyorder_push(w->env, map, HK_KEYORDER_BYTES, &w->stack);
    hk_buf_byte(w->buf, '{');
    for (uint32_t i = 0; i < map->n && status == HKR_OK; i++) {
        const struct hk_pair *pair = w->stack.keys.items[base + i].pair;
        struct hk_slice key;
        status = hk_value_of_key(w->env, pair, flow ? HK_PASSAGE_FLOW : HK_PASSAGE_BLOCK,
                                 w->depth == 1, &key);
        if (status != HKR_OK)
            break;
        if (i)
            hk_buf_byte(w->buf, ',');
        hk_write_json_string(w->buf, key);
        hk_buf_byte(w->buf, ':');
        status = write_node(w, pair->value, flow);
    }
    hk_buf_byte(w->buf, '}');
    hk_keyorder_pop(&w->stack, map);
    return status;
}

static enum hkr_status
write_seq(struct writer *w, const struct hk_node *seq, bool flow)
{
    enum hkr_status status = HKR_OK;
    hk_buf_byte(w->buf, '[');
    for (uint32_t i = 0; i < seq->n && status == HKR_OK; i++) {
        if (i)
            hk_buf_byte(w->buf, ',');
        status = write_node(w, seq->items[i], flow);
    }
    hk_buf_byte(w->buf, ']');
    return status;
}

static enum hkr_status
check_limits(const struct writer *w, const struct hk_node *node)
{
    const struct hk_limits *limits = w->env->limits;
    if (w->buf->len > limits->output_bytes)
        return hk_diag_report_as(w->env->diags, HKR_E_LIMIT, HK_D_OUTPUT_LIMIT, hk_node_place(node),
                                 "the output is larger than %zu bytes", limits->output_bytes);
    if (w->depth > limits->depth)
        return hk_diag_report_as(w->env->diags, HKR_E_LIMIT, HK_D_OUTPUT_DEPTH, hk_node_place(node),
                                 "this object is nested more than %u deep", limits->depth);
    return HKR_OK;
}

static enum hkr_status
write_node(struct writer *w, const struct hk_node *node, bool flow)
{
    enum hkr_status status = check_limits(w, node);
    if (status != HKR_OK)
        return status;
    if (node->kind == HK_SCALAR)
        return write_scalar(w, node, flow);
    flow = flow || node->flags & HK_NODE_FLOW;
    w->depth++;
    status = node->kind == HK_MAP ? write_map(w, node, flow) : write_seq(w, node, flow);
    w->depth--;
    return status;
}

enum hkr_status
hk_write_json(struct hk_env *env, const struct hk_node *root, struct hk_buf *buf)
{
    struct writer w = {.env = env, .buf = buf, .stack = {.arena = env->scratch}};
    hk_env_poll(env);
    struct hk_mark mark = hk_arena_mark(env->scratch);
    enum hkr_status status = write_node(&w, root, false);
    hk_arena_rewind(env->scratch, mark);
    return status;
}
