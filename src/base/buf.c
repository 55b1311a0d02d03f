/* SPDX-License-Identifier: Apache-2.0 */
#include "buf.h"

void
hk_buf_fini(struct hk_buf *buf)
{
    if (buf->ptr) {
        buf->heap->used -= buf->cap;
        (void)buf->heap->alloc.realloc(buf->heap->alloc.user, buf->ptr, buf->cap, 0);
    }
    *buf = (struct hk_buf)HK_BUF_INIT(buf->heap);
}

void
hk_buf_release(void *buf)
{
    hk_buf_fini(buf);
}

char *
hk_buf_reserve(struct hk_buf *buf, size_t more)
{
    if (more <= buf->cap - buf->len)
        return buf->ptr + buf->len;
    if (more > SIZE_MAX / 2 - buf->len)
        hk_heap_throw(buf->heap, HKR_E_NOMEM);
    size_t want = buf->len + more;
    size_t cap = buf->cap ? buf->cap + buf->cap / 2 : 256;
    if (cap < want)
        cap = want;
    if (cap - buf->cap > buf->heap->limit - buf->heap->used)
        hk_heap_throw(buf->heap, HKR_E_LIMIT);
    char *ptr = buf->heap->alloc.realloc(buf->heap->alloc.user, buf->ptr, buf->cap, cap);
    if (!ptr)
        hk_heap_throw(buf->heap, HKR_E_NOMEM);
    buf->heap->used += cap - buf->cap;
    buf->ptr = ptr;
    buf->cap = cap;
    return ptr + buf->len;
}

void
hk_buf_append(struct hk_buf *buf, struct hk_slice text)
{
    if (!text.len)
        return;
    memcpy(hk_buf_reserve(buf, text.len), text.ptr, text.len);
    buf->len += text.len;
}

void
hk_buf_fill(struct hk_buf *buf, char byte, size_t n)
{
    if (!n)
        return;
    memset(hk_buf_reserve(buf, n), byte, n);
    buf->len += n;
}
