/* SPDX-License-Identifier: Apache-2.0 */
#include "read_reader.h"

#define MENDS_MAX 64u /* each costs one more pass over the document */

/* A character of @size bytes that @text does not have, in static storage; empty when it has all
 * that come into question. */
static struct hk_slice
unused_character(struct hk_slice text, size_t size)
{
    static const char one[] = "^~;=$|@%+<>()QZXJKVWYqzxjkvwy";
    static const char two[] = "\xDF\xBB\xDF\xBC\xDF\xAB\xDF\xAC\xDD\x8B\xDD\x8C\xDC\xAA\xDC\xAB";
    const char *at = size == 1 ? one : two;
    for (; *at; at += size)
        if (!memmem(text.ptr, text.len, at, size))
            return hk_slice(at, size);
    return hk_slice("", 0);
}

/* What the parser stumbled over, when kustomize's does not: NULL when both do. */
static struct hk_slice *
find_mend(struct hk_mends *mends, const yaml_parser_t *parser, size_t *ret_offset)
{
    if (parser->error != YAML_SCANNER_ERROR)
        return NULL;
    struct hk_converter converter;
    hk_converter_init(&converter, mends->text);
    *ret_offset = hk_converter_offset(&converter, parser->problem_mark.index);
    struct hk_slice there = hk_slice_from(mends->text, *ret_offset);
    if (strcmp(parser->problem, "found unexpected ':'") == 0 && hk_slice_starts(there, HK_S(":")))
        return &mends->colon;
    if (strcmp(parser->problem, "found unknown escape character") == 0 &&
        hk_slice_starts(there, HK_S("\\'")))
        return &mends->quote;
    return NULL;
}

/* One pass over the first document. True when something was mended, and another pass is due. */
static bool
mend_once(struct hk_mends *mends, char *copy)
{
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        return false;
    yaml_parser_set_input_string(&parser, (const unsigned char *)copy, mends->text.len);
    yaml_event_type_t type = YAML_NO_EVENT;
    bool good = true;
    while (good && type != YAML_DOCUMENT_END_EVENT && type != YAML_STREAM_END_EVENT) {
        yaml_event_t event;
        good = yaml_parser_parse(&parser, &event);
        type = event.type;
        yaml_event_delete(&event);
    }
    size_t offset = 0;
    const struct hk_slice *stand_in = good ? NULL : find_mend(mends, &parser, &offset);
    yaml_parser_delete(&parser);
    if (!stand_in || stand_in->len == 0 || mends->n == MENDS_MAX)
        return false;
    memcpy(copy + offset, stand_in->ptr, stand_in->len);
    mends->n++;
    return true;
}

bool
hk_mends_apply(struct hk_env *env, struct hk_mends *mends, const struct yaml_parser_s *parser)
{
    size_t offset;
    if (mends->n || !find_mend(mends, parser, &offset))
        return false;
    mends->colon = unused_character(mends->text, 1);
    mends->quote = unused_character(mends->text, 2);
    char *copy = hk_arena_strdup(env->arena, mends->text);
    mends->text.ptr = copy;
    while (mend_once(mends, copy))
        ;
    return mends->n > 0;
}

struct hk_slice
hk_mends_undo(struct hk_env *env, const struct hk_mends *mends, struct hk_slice value)
{
    bool has_quote = mends->quote.len && memmem(value.ptr, value.len, mends->quote.ptr, 2);
    bool has_colon = mends->colon.len && memchr(value.ptr, *mends->colon.ptr, value.len);
    if (!has_quote && !has_colon)
        return value;
    char *copy = hk_arena_strdup(env->arena, value);
    size_t n = 0;
    for (size_t i = 0; i < value.len; i++) {
        struct hk_slice rest = hk_slice_from(value, i);
        bool is_quote = mends->quote.len && hk_slice_starts(rest, mends->quote);
        bool is_colon = mends->colon.len && hk_slice_starts(rest, mends->colon);
        copy[n++] = is_quote ? '\'' : is_colon ? ':' : value.ptr[i];
        i += is_quote;
    }
    return hk_slice(copy, n);
}
