/* SPDX-License-Identifier: Apache-2.0 */
#include "visible.h"

#include "../base/utf8.h"

/* Code points that have no look of their own, or change that of others. */
static const struct {
    uint32_t first, last;
} unseen[] = {
    {0x00, 0x08},     {0x0B, 0x1F},     {0x7F, 0x9F},     {0xAD, 0xAD},
    {0x61C, 0x61C},   {0x180E, 0x180E}, {0x200B, 0x200F}, {0x2028, 0x202E},
    {0x2060, 0x206F}, {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE007F},
};

static bool
is_unseen(uint32_t point)
{
    for (size_t i = 0; i < HK_COUNT(unseen) && point >= unseen[i].first; i++)
        if (point <= unseen[i].last)
            return true;
    return false;
}

static struct hk_slice
escape(uint32_t point, char *buffer)
{
    static const char hex[] = "0123456789abcdef";
    unsigned n = point > 0xFFFF ? 8 : 4;
    buffer[0] = '\\';
    buffer[1] = n == 8 ? 'U' : 'u';
    for (unsigned i = 0; i < n; i++)
        buffer[2 + i] = hex[point >> (4 * (n - 1 - i)) & 0xF];
    return hk_slice(buffer, n + 2);
}

struct hk_slice
hk_visible_next(const char **at, const char *end, char *buffer)
{
    unsigned len;
    const char *start = *at;
    uint32_t point = hk_utf8_decode(start, end, &len);
    *at += len;
    if (is_unseen(point))
        return escape(point, buffer);
    if (point == HK_UTF8_REPLACEMENT && len == 1)
        return HK_S("\xEF\xBF\xBD");
    return hk_slice(start, len);
}

size_t
hk_visible_run(const char *at, const char *end)
{
    const char *start = at;
    while (at < end && *at >= 0x20 && *at < 0x7F)
        at++;
    return (size_t)(at - start);
}

void
hk_put_visible(struct hk_buf *buf, struct hk_slice text)
{
    const char *at = text.ptr, *end = hk_slice_end(text);
    char buffer[HK_VISIBLE_BUFFER];
    while (at < end) {
        size_t run = hk_visible_run(at, end);
        hk_buf_append(buf, hk_slice(at, run));
        at += run;
        if (at == end)
            break;
        bool line_feed = *at == '\n';
        struct hk_slice shown = hk_visible_next(&at, end, buffer);
        hk_buf_append(buf, line_feed ? HK_S("\\n") : shown);
    }
}
