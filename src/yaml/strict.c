/* SPDX-License-Identifier: Apache-2.0 */
#include "strict.h"

#include "../base/index.h"
#include "read_reader.h"

#define FEW_KEYS 16 /* so many are compared one with another */

/* ---- Keys ------------------------------------------------------------------------------- */

static void
remark_shadowed(struct hk_env *env, const struct hk_pair *first, const struct hk_pair *second,
                const char *winner)
{
    struct hk_slice key = hk_env_text(env, second->key);
    hk_diag_remark(env->diags, HK_D_SHADOWED_KEY, hk_pair_place(second),
                   "`%" PRSLICE "` stands twice in this map, and only %s counts", ARGSLICE(key),
                   winner);
    hk_diag_mend(env->diags, "make one of the two, or remove the one that is not meant");
    hk_diag_related(env->diags, hk_pair_place(first), "it stands here too");
}

/* The pair before @i with the same key, or NULL. */
static const struct hk_pair *
find_earlier(const struct hk_node *map, uint32_t i, struct hk_index *index)
{
    hk_sym key = map->pairs[i].key;
    if (index) {
        uint32_t entry = hk_index_first(index, key);
        if (entry != HK_INDEX_END)
            return &map->pairs[hk_index_value(index, entry)];
        hk_index_add(index, key, i);
        return NULL;
    }
    for (uint32_t j = 0; j < i; j++)
        if (map->pairs[j].key == key)
            return &map->pairs[j];
    return NULL;
}

static void
check_map(struct hk_env *env, const struct hk_node *map, const char *winner)
{
    struct hk_mark mark = hk_arena_mark(env->scratch);
    struct hk_index *index = map->n > FEW_KEYS ? hk_index_new(env->scratch, map->n) : NULL;
    for (uint32_t i = 0; i < map->n; i++) {
        const struct hk_pair *first = find_earlier(map, i, index);
        if (first && map->pairs[i].key_file)
            remark_shadowed(env, first, &map->pairs[i], winner);
    }
    hk_arena_rewind(env->scratch, mark);
}

static void
visit_keys(struct hk_env *env, const struct hk_node *node, const char *winner)
{
    if (node->kind == HK_MAP)
        check_map(env, node, winner);
    for (uint32_t i = 0; node->kind != HK_SCALAR && i < node->n; i++)
        visit_keys(env, node->kind == HK_MAP ? node->pairs[i].value : node->items[i], winner);
}

void
hk_strict_shadowed_keys(struct hk_env *env, const struct hk_node *root, const char *winner)
{
    if (root && hk_diag_wants(env->diags, HK_D_SHADOWED_KEY))
        visit_keys(env, root, winner);
}

/* ---- Documents -------------------------------------------------------------------------- */

/* Whether @event is content, and not the nothing of an empty document. */
static bool
is_content(const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return event->data.scalar.length > 0;
    case YAML_ALIAS_EVENT:
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        return true;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_START_EVENT:
    case YAML_DOCUMENT_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        break;
    }
    return false;
}

/* Characters before the first content, or the first thing that is not YAML, of a document after
 * the first. False when there is none, or the first document is at fault itself. Allocates nothing
 * in arenas, since the parser is not theirs. */
static bool
find_leftover(struct hk_slice text, size_t *ret_index)
{
    yaml_parser_t parser;
    uint32_t n_done = 0;
    bool found = false;
    if (!yaml_parser_initialize(&parser))
        return false;
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.ptr, text.len);
    for (bool going = true; going && !found;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            found = n_done > 0 && parser.error != YAML_MEMORY_ERROR;
            *ret_index = parser.problem_mark.index;
            break;
        }
        found = n_done > 0 && is_content(&event);
        *ret_index = event.start_mark.index;
        n_done += event.type == YAML_DOCUMENT_END_EVENT;
        going = event.type != YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return found;
}

static void
check_leftover(struct hk_env *env, hk_file_id file, uint32_t offset, struct hk_slice text)
{
    size_t index;
    if (!find_leftover(text, &index))
        return;
    struct hk_converter converter;
    hk_converter_init(&converter, text);
    struct hk_place at = {file, offset + (uint32_t)hk_converter_offset(&converter, index), 0};
    hk_diag_remark(env->diags, HK_D_EXTRA_DOCUMENT, at,
                   "what stands here, behind the end of the document, is not read");
    hk_diag_mend(env->diags, "move it to a file of its own, or remove it; in a file of resources, "
                             "put a line `---` before it");
}

void
hk_strict_leftover(struct hk_env *env, hk_file_id file, uint32_t offset, struct hk_slice text)
{
    if (hk_diag_wants(env->diags, HK_D_EXTRA_DOCUMENT))
        check_leftover(env, file, offset, text);
}

void
hk_strict_leftovers(struct hk_env *env, hk_file_id file)
{
    if (!file || !hk_diag_wants(env->diags, HK_D_EXTRA_DOCUMENT))
        return;
    struct hk_slice text = hk_sources_text(env->sources, file);
    for (size_t at = 0; at < text.len;) {
        struct hk_slice rest = hk_slice_from(text, at);
        const char *cut = memmem(rest.ptr, rest.len, "\n---", 4);
        size_t end = cut ? (size_t)(cut - text.ptr) + 1 : text.len;
        check_leftover(env, file, (uint32_t)at, hk_slice(text.ptr + at, end - at));
        size_t line = hk_slice_find(hk_slice_from(text, end), '\n');
        at = !cut || line == SIZE_MAX ? text.len : end + line + 1;
    }
}

/* ---- Numbers ---------------------------------------------------------------------------- */

void
hk_strict_rounded(struct hk_env *env, uint64_t size, struct hk_place at)
{
    static const uint64_t exact = (uint64_t)1 << 53;
    if (size <= exact || !hk_diag_wants(env->diags, HK_D_NUMBER_CHANGED))
        return;
    double rounded = (double)size; /* 2^64 would not fit when it is turned back */
    if (rounded < 0x1p64 && (uint64_t)rounded == size)
        return;
    hk_diag_remark(env->diags, HK_D_NUMBER_CHANGED, at,
                   "a JSON patch makes a floating point number of this whole number, which loses "
                   "digits");
    hk_diag_mend(env->diags, "use a strategic merge patch for this object, or put the number in "
                             "quotes");
}
