/* SPDX-License-Identifier: Apache-2.0 */
/* src/yaml/write_scalar.h -- strings as YAML text, folded at column 80 as go-yaml v2 does it.
 *
 * Counts columns by code points from the last line break that was written; U+2028 and U+2029
 * count as breaks. Layer: yaml, used by write.c alone. */
#ifndef HK_YAML_WRITE_SCALAR_H
#define HK_YAML_WRITE_SCALAR_H

#include "../base/buf.h"
#include "scalar_style.h"

struct hk_yaml_out {
    struct hk_buf *buf;
    size_t line_start; /* offset in buf */
};

static inline void
hk_yaml_put(struct hk_yaml_out *out, const char *ptr, size_t len)
{
    struct hk_buf *buf = out->buf;
    if (len == 0)
        return; /* the buffer may be nowhere yet */
    if (len > buf->cap - buf->len)
        (void)hk_buf_reserve(buf, len);
    memcpy(buf->ptr + buf->len, ptr, len);
    buf->len += len;
}

static inline void
hk_yaml_newline(struct hk_yaml_out *out)
{
    hk_buf_byte(out->buf, '\n');
    out->line_start = out->buf->len;
}

/* True when nothing stands on the current line. */
static inline bool
hk_yaml_at_line_start(const struct hk_yaml_out *out)
{
    return out->buf->len == out->line_start;
}

/* Writes @text in @style. @indent is that of lines that continue it; @fold: spaces past column
 * 80 may become line breaks. */
void hk_yaml_write_scalar(struct hk_yaml_out *out, struct hk_slice text, uint32_t shape,
                          enum hk_style style, uint32_t indent, bool fold);

#endif
