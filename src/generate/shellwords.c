/* SPDX-License-Identifier: Apache-2.0 */
#include "shellwords.h"

#include "../base/utf8.h"

/* The word that is being gathered. */
struct word {
    struct hk_arena *arena;
    struct hk_words *words;
    char *text; /* room for the whole line */
    size_t len;
};

static void
end_word(struct word *word)
{
    if (word->len)
        hk_words_add(word->arena, word->words, hk_slice(word->text, word->len));
    word->len = 0;
}

/* Go's unicode.IsSpace. */
static bool
is_space(uint32_t point)
{
    return (point >= '\t' && point <= '\r') || point == ' ' || point == 0x85 || point == 0xa0 ||
           point == 0x1680 || (point >= 0x2000 && point <= 0x200a) || point == 0x2028 ||
           point == 0x2029 || point == 0x202f || point == 0x205f || point == 0x3000;
}

bool
hk_shellwords(struct hk_arena *arena, struct hk_slice line, struct hk_words *words)
{
    struct word word = {arena, words, hk_arena_alloc(arena, line.len * 3 + 1), 0};
    const char *end = line.ptr + line.len;
    uint32_t quote = 0; /* the open one */
    bool escaped = false;
    unsigned len;
    for (const char *at = line.ptr; at < end; at += len) {
        uint32_t point = hk_utf8_decode(at, end, &len);
        bool literal = escaped;
        escaped = false;
        if (!literal && point == '\\' && quote != '\'') {
            escaped = true;
        } else if (!literal && !quote && (point == '\'' || point == '"')) {
            quote = point;
        } else if (!literal && quote && point == quote) {
            quote = 0;
        } else if (!literal && !quote && point == '#') {
            break; /* a comment, even behind a word */
        } else if (!literal && !quote && is_space(point)) {
            end_word(&word);
        } else {
            word.len += hk_utf8_encode(point, word.text + word.len);
        }
    }
    end_word(&word);
    return quote == 0;
}
