/* SPDX-License-Identifier: Apache-2.0 */
#include "var_text.h"

#include "../base/utf8.h"
#include "../generate/base64.h"

/* A text that is being put together. */
struct expansion {
    struct hk_env *env;
    struct hk_buf *buf; /* on the scratch arena */
    hk_var_find_fn find;
    void *user;
    const struct hk_var_value *whole;
};

/* The sign behind a dollar that means nothing is taken for a character of Latin-1, whatever bytes
 * come with it. */
static void
put_latin1(struct hk_buf *buf, unsigned char c)
{
    if (c < 0x80) {
        hk_buf_byte(buf, (char)c);
        return;
    }
    hk_buf_byte(buf, (char)(0xC0 | c >> 6));
    hk_buf_byte(buf, (char)(0x80 | (c & 0x3F)));
}

static void
put_var(struct expansion *ex, struct hk_slice text, struct hk_slice name)
{
    struct hk_var_value *value = ex->find(ex->user, name);
    if (value && value->tag != HK_TAG_NONE) {
        value->used = true;
        if (text.len == name.len + 3)
            ex->whole = value;
        hk_buf_append(ex->buf, value->within);
        return;
    }
    hk_buf_append(ex->buf, HK_S("$("));
    hk_buf_append(ex->buf, name);
    hk_buf_byte(ex->buf, ')');
}

/* @at is where a dollar stands that is not the last character. Returns where to go on. */
static size_t
put_dollar(struct expansion *ex, struct hk_slice text, size_t at)
{
    char next = text.ptr[at + 1];
    struct hk_slice rest = hk_slice_from(text, at + 2);
    size_t end = next == '(' ? hk_slice_find(rest, ')') : SIZE_MAX;
    hk_buf_byte(ex->buf, '$');
    if (end != SIZE_MAX) {
        ex->buf->len--;
        put_var(ex, text, hk_slice_head(rest, end));
        return at + 2 + end + 1;
    }
    if (next != '$')
        put_latin1(ex->buf, (unsigned char)next);
    return at + 2;
}

static bool
is_utf8(struct hk_slice text)
{
    const char *end = hk_slice_end(text);
    for (const char *at = text.ptr; at < end;) {
        unsigned len = 1;
        if ((unsigned char)*at >= 0x80 && hk_utf8_decode(at, end, &len) == HK_UTF8_REPLACEMENT &&
            len == 1)
            return false;
        at += len;
    }
    return true;
}

void
hk_var_expand(struct hk_env *env, struct hk_slice text, hk_var_find_fn find, void *user,
              const struct hk_var_value **ret_whole, struct hk_slice *ret_text)
{
    *ret_whole = NULL;
    *ret_text = text;
    if (hk_slice_find(text, '$') == SIZE_MAX)
        return;
    struct hk_mark mark = hk_arena_mark(env->scratch);
    struct hk_buf *buf = HK_NEW(env->scratch, struct hk_buf);
    *buf = (struct hk_buf)HK_BUF_INIT(hk_arena_heap(env->scratch));
    hk_arena_defer(env->scratch, hk_buf_release, buf);
    struct expansion ex = {.env = env, .buf = buf, .find = find, .user = user};
    for (size_t at = 0; at < text.len && !ex.whole;) {
        if (text.ptr[at] == '$' && at + 1 < text.len) {
            at = put_dollar(&ex, text, at);
            continue;
        }
        hk_buf_byte(buf, text.ptr[at++]);
    }
    *ret_whole = ex.whole;
    struct hk_slice made = hk_buf_slice(buf);
    if (!ex.whole && !hk_slice_eq(made, text))
        *ret_text =
            is_utf8(made) ? hk_arena_slice(env->arena, made) : hk_base64_lines(env->arena, made);
    hk_arena_rewind(env->scratch, mark);
}
