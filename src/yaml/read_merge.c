/* SPDX-License-Identifier: Apache-2.0 */
#include "read_reader.h"

#include "resolve.h"

#define MERGE_SCAN_MAX 32u /* larger maps are merged with an index */

bool
hk_is_merge_key(hk_sym key, enum hk_tag tag, enum hk_style style)
{
    if (tag == HK_TAG_MERGE)
        return true;
    return key == HK_SYM_merge_key && tag == HK_TAG_NONE && style == HK_PLAIN;
}

/* A key whose text is that of a null: kustomize's expansion of anchors writes it twice. */
bool
hk_is_null_key(struct hk_slice text, enum hk_tag tag, enum hk_style style)
{
    if (text.len == 0 || (tag == HK_TAG_NONE && (style != HK_PLAIN || text.len > 4)))
        return false;
    return tag == HK_TAG_NULL || (tag == HK_TAG_NONE && hk_resolve(text, NULL) == HK_TAG_NULL);
}

static enum hkr_status
fault_merge(struct hk_reader *reader, const struct hk_pair *pair, const char *message)
{
    struct hk_place at = {pair->key_file, pair->key_offset, 2};
    enum hkr_status status = hk_diag_report(reader->env->diags, HK_D_YAML_MERGE, at, "%s", message);
    hk_diag_mend(reader->env->diags, "give `<<` a map, an alias of a map, or a list of those");
    return status;
}

/* The pairs of a map that is being put together; with an index once it is large. */
struct merged {
    HK_VEC(struct hk_pair) pairs;
    struct hk_index *index;
};

static bool
merged_has(struct merged *merged, hk_sym key)
{
    if (!merged->index) {
        for (uint32_t i = 0; i < merged->pairs.n; i++)
            if (merged->pairs.items[i].key == key)
                return true;
        return false;
    }
    return hk_index_first(merged->index, hk_hash_mix(0, key)) != HK_INDEX_END;
}

static void
merged_push(struct hk_reader *reader, struct merged *merged, struct hk_pair pair)
{
    struct hk_arena *scratch = reader->env->scratch;
    hk_vec_push(scratch, &merged->pairs, pair);
    if (merged->index) {
        hk_index_add(merged->index, hk_hash_mix(0, pair.key), merged->pairs.n - 1);
    } else if (merged->pairs.n > MERGE_SCAN_MAX) {
        merged->index = hk_index_new(scratch, merged->pairs.n);
        for (uint32_t i = 0; i < merged->pairs.n; i++)
            hk_index_add(merged->index, hk_hash_mix(0, merged->pairs.items[i].key), i);
    }
}

/* Adds what @source has and the map lacks; under go-yaml v2 all of it, since there the later
 * of two equal keys counts, whichever way it came. */
static enum hkr_status
merge_map(struct hk_reader *reader, struct merged *merged, const struct hk_node *source)
{
    enum hkr_status status = hk_reader_add_weight(reader, source->n);
    for (uint32_t i = 0; status == HKR_OK && i < source->n; i++)
        if (reader->dialect == HK_READ_CONFIG || !merged_has(merged, source->pairs[i].key))
            merged_push(reader, merged, source->pairs[i]);
    return status;
}

/* The order in which the items of a list are merged follows from which of them shall win. */
static enum hkr_status
merge_value(struct hk_reader *reader, struct merged *merged, const struct hk_pair *pair)
{
    const struct hk_node *value = pair->value;
    if (value->kind == HK_MAP)
        return merge_map(reader, merged, value);
    if (value->kind != HK_SEQ || (pair->key_flags & HK_PAIR_ALIASED))
        return fault_merge(reader, pair, "the value of this merge key is no map");
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < value->n; i++) {
        bool backward = reader->dialect == HK_READ_CONFIG;
        const struct hk_node *item = value->items[backward ? value->n - 1 - i : i];
        if (item->kind != HK_MAP)
            return fault_merge(reader, pair, "this merge key has an item that is no map");
        status = merge_map(reader, merged, item);
    }
    return status;
}

/* What is merged into a map by an alias is lost where aliases are (hk_read_values()). */
static bool
is_dropped(const struct hk_reader *reader, const struct hk_pair *pair)
{
    return pair->key_tag == HK_TAG_MERGE && (pair->key_flags & HK_PAIR_ALIASED) &&
           hk_reader_keeps_marks(reader);
}

/* Replaces the merge keys of the map on top, the later the pairs are the less they count; a
 * quoted "<<" is dropped and a null key doubled, as kustomize's expansion of anchors does. */
static enum hkr_status
expand_resource_map(struct hk_reader *reader, const struct hk_pair *pairs, uint32_t n,
                    struct merged *merged)
{
    const struct hk_pair *merge = NULL;
    bool cleared = false;
    for (uint32_t i = 0; i < n; i++) {
        if (is_dropped(reader, &pairs[i]))
            continue;
        if (pairs[i].key_tag == HK_TAG_MERGE) {
            if (merge)
                return fault_merge(reader, &pairs[i], "this map has a merge key already");
            merge = &pairs[i];
        }
        if (pairs[i].key == HK_SYM_merge_key && !cleared)
            cleared = true;
        else
            merged_push(reader, merged, pairs[i]);
    }
    enum hkr_status status = merge ? merge_value(reader, merged, merge) : HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < n; i++)
        if (hk_is_null_key(hk_env_text(reader->env, pairs[i].key), pairs[i].key_tag,
                           pairs[i].key_style))
            merged_push(reader, merged, pairs[i]);
    return status;
}

static enum hkr_status
expand_config_map(struct hk_reader *reader, const struct hk_pair *pairs, uint32_t n,
                  struct merged *merged)
{
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < n; i++) {
        if (pairs[i].key_tag == HK_TAG_MERGE)
            status = merge_value(reader, merged, &pairs[i]);
        else
            merged_push(reader, merged, pairs[i]);
    }
    return status;
}

enum hkr_status
hk_reader_expand(struct hk_reader *reader, const struct hk_pair *pairs, uint32_t n,
                 struct hk_pair **ret_pairs, uint32_t *ret_n)
{
    struct merged merged = {0};
    enum hkr_status status = reader->dialect == HK_READ_CONFIG
                                 ? expand_config_map(reader, pairs, n, &merged)
                                 : expand_resource_map(reader, pairs, n, &merged);
    if (status == HKR_OK) {
        *ret_pairs = merged.pairs.items;
        *ret_n = merged.pairs.n;
    }
    return status;
}
