/* SPDX-License-Identifier: Apache-2.0 */
#include "read_reader.h"

struct hk_place
hk_origin_place(const struct hk_origin *origin, size_t offset)
{
    struct hk_place place = {origin->file, origin->offset, 0};
    offset += origin->skip;
    if (origin->kind == HK_ORIGIN_OFFSET) {
        place.offset += (uint32_t)offset;
    } else if (origin->kind == HK_ORIGIN_LINES) {
        uint32_t low = 0, high = origin->n_lines;
        while (high - low > 1) {
            uint32_t middle = low + (high - low) / 2;
            if (origin->starts[middle] <= offset)
                low = middle;
            else
                high = middle;
        }
        place.offset = origin->lines[low] + (uint32_t)(offset - origin->starts[low]);
    }
    return place;
}

static bool
is_ascii(struct hk_slice text)
{
    size_t i = 0;
    for (uint64_t word; i + sizeof word <= text.len; i += sizeof word) {
        memcpy(&word, text.ptr + i, sizeof word);
        if (word & 0x8080808080808080u)
            return false;
    }
    for (; i < text.len; i++)
        if ((unsigned char)text.ptr[i] & 0x80u)
            return false;
    return true;
}

static bool
is_continuation(char byte)
{
    return ((unsigned char)byte & 0xC0u) == 0x80u;
}

size_t
hk_converter_offset(struct hk_converter *at, size_t index)
{
    if (at->ascii)
        return index < at->text.len ? index : at->text.len;
    for (; at->index < index && at->byte < at->text.len; at->index++)
        do
            at->byte++;
        while (at->byte < at->text.len && is_continuation(at->text.ptr[at->byte]));
    for (; at->index > index && at->byte > 0; at->index--)
        do
            at->byte--;
        while (at->byte > 0 && is_continuation(at->text.ptr[at->byte]));
    return at->byte;
}

void
hk_converter_init(struct hk_converter *at, struct hk_slice text)
{
    *at = (struct hk_converter){.text = text, .ascii = is_ascii(text)};
    if (hk_slice_starts(text, HK_S("\xEF\xBB\xBF")))
        at->byte = 3; /* the parser does not count a byte order mark */
}
