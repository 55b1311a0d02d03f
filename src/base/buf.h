/* SPDX-License-Identifier: Apache-2.0 */
/* src/base/buf.h -- a growing byte buffer on a heap, for text that is built piece by piece.
 *
 * The bytes are one block that moves when it grows; it is given back by hk_buf_fini(). To live
 * through an unwind the owner registers it: hk_arena_defer(arena, hk_buf_release, &buf).
 * Layer: base. */
#ifndef HK_BASE_BUF_H
#define HK_BASE_BUF_H

#include "arena.h"

struct hk_buf {
    struct hk_heap *heap;
    char *ptr;
    size_t len;
    size_t cap;
};

#define HK_BUF_INIT(heap_)                                                                         \
    {                                                                                              \
        .heap = (heap_)                                                                            \
    }

void hk_buf_fini(struct hk_buf *buf);
/* hk_buf_fini() in the shape that hk_arena_defer() wants. */
void hk_buf_release(void *buf);
/* Makes room for @more further bytes and returns where they go. */
char *hk_buf_reserve(struct hk_buf *buf, size_t more);
void hk_buf_append(struct hk_buf *buf, struct hk_slice text);
void hk_buf_fill(struct hk_buf *buf, char byte, size_t n);

static inline void
hk_buf_byte(struct hk_buf *buf, char byte)
{
    if (buf->len == buf->cap)
        (void)hk_buf_reserve(buf, 1);
    buf->ptr[buf->len++] = byte;
}

static inline struct hk_slice
hk_buf_slice(const struct hk_buf *buf)
{
    return (struct hk_slice){buf->ptr, buf->len};
}

#endif
