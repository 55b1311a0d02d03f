/* SPDX-License-Identifier: Apache-2.0 */
#include "read_tree.h"

#include "../base/index.h"
#include "../base/vec.h"
#include "resolve.h"

#include <yaml.h>

#define KEY_ALIASED 1u     /* in hk_pair.key_flags while on the stack: the value came by an alias */
#define MERGE_SCAN_MAX 32u /* larger maps are merged with an index */

/* A map or list that is being read. Its children are the top of the stack of pairs; those of a
 * list use only `value`. */
struct frame {
    uint32_t base; /* where its children begin */
    uint32_t offset;
    uint64_t weight; /* nodes in it, aliases counted where they are used */
    uint32_t anchor; /* number of its anchor + 1; 0: none */
    uint8_t kind;
    uint8_t flags;
    bool has_key; /* a key waits for its value */
    bool special; /* some key needs expand_map() */
};

struct anchor {
    struct hk_slice name;
    struct hk_node *node; /* NULL while it is open */
    uint64_t weight;
    uint32_t frame; /* number of the open frame that it marks */
};

/* Characters to bytes, in one forward pass; a mark may lie a little behind the one before. */
struct converter {
    struct hk_slice text;
    size_t index; /* characters ... */
    size_t byte;  /* ... and bytes before the cursor */
    bool ascii;
};

struct reader {
    struct hk_env *env;
    const struct hk_origin *origin;
    enum hk_read_dialect dialect;
    struct converter converter;
    HK_VEC(struct frame) frames;
    HK_VEC(struct hk_pair) stack;
    HK_VEC(struct anchor) anchors;
    struct hk_index *anchor_index;
    struct hk_node *root;
    uint64_t weight;      /* nodes so far */
    uint64_t via_aliases; /* those of them that aliases stand for */
    yaml_parser_t parser;
    yaml_event_t event;
};

/* ---- Places ---------------------------------------------------------------------------- */

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

/* Offset in the text of the character with number @index. */
static size_t
byte_offset(struct converter *at, size_t index)
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

static void
converter_init(struct converter *at, struct hk_slice text)
{
    *at = (struct converter){.text = text, .ascii = is_ascii(text)};
    if (hk_slice_starts(text, HK_S("\xEF\xBB\xBF")))
        at->byte = 3; /* the parser does not count a byte order mark */
}

static size_t
event_offset(struct reader *reader)
{
    return byte_offset(&reader->converter, reader->event.start_mark.index);
}

static struct hk_place
event_place(struct reader *reader)
{
    return hk_origin_place(reader->origin, event_offset(reader));
}

/* ---- Nodes ----------------------------------------------------------------------------- */

static struct hk_node *
new_node(struct reader *reader, enum hk_kind kind, uint32_t offset)
{
    struct hk_node *node = HK_NEW(reader->env->arena, struct hk_node);
    node->kind = (uint8_t)kind;
    node->file = reader->origin->file;
    node->offset = offset;
    return node;
}

static enum hkr_status
add_weight(struct reader *reader, uint64_t weight)
{
    reader->weight += weight;
    if (reader->weight <= reader->env->limits->nodes)
        return HKR_OK;
    enum hkr_status status =
        hk_diag_report_as(reader->env->diags, HKR_E_LIMIT, HK_D_YAML_SIZE, event_place(reader),
                          "the document grows beyond %u nodes here", reader->env->limits->nodes);
    hk_diag_mend(reader->env->diags, "take out aliases of aliases, or raise the limit");
    return status;
}

/* go-yaml's verdict on bombs: the larger a document is, the fewer of its nodes may come from
 * aliases. Between the two sizes the allowed share falls in a straight line. */
static enum hkr_status
check_aliasing(struct reader *reader)
{
    const double low = 400000, high = 4000000, most = 0.99, least = 0.10;
    double all = (double)reader->weight, aliased = (double)reader->via_aliases;
    double allowed = most;
    if (all >= high)
        allowed = least;
    else if (all > low)
        allowed = most - (most - least) * (all - low) / (high - low);
    if (reader->dialect != HK_READ_CONFIG || aliased <= 100 || all <= 1000 ||
        aliased / all <= allowed)
        return HKR_OK;
    enum hkr_status status = hk_diag_report(reader->env->diags, HK_D_YAML_SIZE, event_place(reader),
                                            "the document contains excessive aliasing");
    hk_diag_mend(reader->env->diags, "take out aliases of aliases");
    return status;
}

/* Gives @node to the container on top, or makes it the root. */
static void
put_value(struct reader *reader, struct hk_node *node, uint64_t weight, bool aliased)
{
    if (reader->frames.n == 0) {
        reader->root = node;
        return;
    }
    struct frame *frame = &reader->frames.items[reader->frames.n - 1];
    frame->weight += weight;
    if (frame->kind == HK_SEQ) {
        hk_vec_push(reader->env->scratch, &reader->stack, ((struct hk_pair){.value = node}));
        return;
    }
    struct hk_pair *pair = &reader->stack.items[reader->stack.n - 1];
    pair->value = node;
    pair->key_flags |= aliased ? KEY_ALIASED : 0;
    frame->has_key = false;
}

static bool
wants_key(const struct reader *reader)
{
    if (reader->frames.n == 0)
        return false;
    const struct frame *frame = &reader->frames.items[reader->frames.n - 1];
    return frame->kind == HK_MAP && !frame->has_key;
}

/* ---- Anchors --------------------------------------------------------------------------- */

/* The number of the anchor @name, UINT32_MAX when there is none. */
static uint32_t
find_anchor(const struct reader *reader, struct hk_slice name)
{
    if (!reader->anchor_index)
        return UINT32_MAX;
    uint32_t i = hk_index_first(reader->anchor_index, hk_hash_bytes(name));
    for (; i != HK_INDEX_END; i = hk_index_next(reader->anchor_index, i)) {
        uint32_t number = hk_index_value(reader->anchor_index, i);
        if (hk_slice_eq(reader->anchors.items[number].name, name))
            return number;
    }
    return UINT32_MAX;
}

/* Binds @name anew: to @node, or when that is NULL to the frame that is about to be opened.
 * Returns its number + 1. */
static uint32_t
bind_anchor(struct reader *reader, const yaml_char_t *name, struct hk_node *node)
{
    if (!name)
        return 0;
    struct hk_arena *scratch = reader->env->scratch;
    struct hk_slice text = hk_slice_cstr((const char *)name);
    uint32_t number = find_anchor(reader, text);
    if (number == UINT32_MAX) {
        if (!reader->anchor_index)
            reader->anchor_index = hk_index_new(scratch, 0);
        number = reader->anchors.n;
        hk_vec_push(scratch, &reader->anchors,
                    ((struct anchor){.name = hk_arena_slice(scratch, text)}));
        hk_index_add(reader->anchor_index, hk_hash_bytes(text), number);
    }
    struct anchor *anchor = &reader->anchors.items[number];
    anchor->node = node;
    anchor->weight = 1;
    anchor->frame = reader->frames.n;
    return number + 1;
}

/* The anchor that the alias event names, once it is whole. */
static enum hkr_status
resolve_alias(struct reader *reader, const struct anchor **ret_anchor)
{
    struct hk_env *env = reader->env;
    struct hk_slice name = hk_slice_cstr((const char *)reader->event.data.alias.anchor);
    uint32_t number = find_anchor(reader, name);
    if (number == UINT32_MAX) {
        (void)hk_diag_report(env->diags, HK_D_YAML_ANCHOR, event_place(reader),
                             "no anchor `&%" PRSLICE "` stands before this alias", ARGSLICE(name));
        hk_diag_mend(env->diags, "define the anchor in the same document, or quote the value if "
                                 "the `*` belongs to it");
        return HKR_E_INPUT;
    }
    *ret_anchor = &reader->anchors.items[number];
    if ((*ret_anchor)->node)
        return HKR_OK;
    (void)hk_diag_report(env->diags, HK_D_YAML_CYCLE, event_place(reader),
                         "the anchor `&%" PRSLICE "` contains itself through this alias",
                         ARGSLICE(name));
    hk_diag_mend(env->diags, "take out the alias");
    return HKR_E_INPUT;
}

/* ---- Scalars --------------------------------------------------------------------------- */

static enum hk_tag
scalar_tag(const yaml_char_t *tag)
{
    static const struct {
        struct hk_slice name;
        enum hk_tag tag;
    } tags[] = {
        {HK_S_INIT("str"), HK_TAG_STR},     {HK_S_INIT("int"), HK_TAG_INT},
        {HK_S_INIT("float"), HK_TAG_FLOAT}, {HK_S_INIT("bool"), HK_TAG_BOOL},
        {HK_S_INIT("null"), HK_TAG_NULL},   {HK_S_INIT("timestamp"), HK_TAG_TIMESTAMP},
        {HK_S_INIT("merge"), HK_TAG_MERGE}, {HK_S_INIT("binary"), HK_TAG_BINARY},
    };
    if (!tag)
        return HK_TAG_NONE;
    struct hk_slice name = hk_slice_cstr((const char *)tag);
    struct hk_slice prefix = HK_S("tag:yaml.org,2002:");
    if (hk_slice_starts(name, prefix))
        for (size_t i = 0; i < HK_COUNT(tags); i++)
            if (hk_slice_eq(hk_slice_from(name, prefix.len), tags[i].name))
                return tags[i].tag;
    return HK_TAG_STR; /* an application's own tag keeps the value from being resolved */
}

static enum hk_style
scalar_style(yaml_scalar_style_t style)
{
    switch (style) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE:
        return HK_SINGLE;
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
        return HK_DOUBLE;
    case YAML_LITERAL_SCALAR_STYLE:
        return HK_LITERAL;
    case YAML_FOLDED_SCALAR_STYLE:
        return HK_FOLDED;
    case YAML_ANY_SCALAR_STYLE:
    case YAML_PLAIN_SCALAR_STYLE:
        break;
    }
    return HK_PLAIN;
}

/* The bytes of the value: where they stand in the text if they do, else a copy. */
static const char *
scalar_text(struct reader *reader, enum hk_style style, size_t offset)
{
    struct hk_slice value = {(const char *)reader->event.data.scalar.value,
                             reader->event.data.scalar.length};
    size_t start = offset + (style == HK_PLAIN ? 0 : 1);
    struct hk_slice text = reader->converter.text;
    if (value.len == 0)
        return "";
    if (start < text.len && value.len <= text.len - start &&
        memcmp(text.ptr + start, value.ptr, value.len) == 0)
        return text.ptr + start;
    char *copy = hk_arena_alloc(reader->env->arena, value.len);
    memcpy(copy, value.ptr, value.len);
    return copy;
}

static bool
in_flow(const struct reader *reader)
{
    return reader->frames.n > 0 &&
           (reader->frames.items[reader->frames.n - 1].flags & HK_NODE_FLOW);
}

/* kustomize writes a resource once more before it types its scalars, and within brackets and
 * braces that writer quotes a plain text that is empty or holds a colon: nothing becomes an
 * empty string there, and a time of day becomes a string. */
static bool
is_quoted_in_flow(const struct hk_node *node)
{
    struct hk_slice text = hk_node_text(node);
    if (node->kind != HK_SCALAR || node->style != HK_PLAIN || node->tag != HK_TAG_NONE)
        return false;
    if (text.len == 0)
        return true;
    return text.len >= 14 && text.ptr[0] >= '0' && text.ptr[0] <= '9' &&
           hk_slice_find(text, ':') != SIZE_MAX && hk_resolve(text, NULL) == HK_TAG_TIMESTAMP;
}

static struct hk_node *
scalar_node(struct reader *reader)
{
    size_t offset = event_offset(reader);
    struct hk_node *node =
        new_node(reader, HK_SCALAR, hk_origin_place(reader->origin, offset).offset);
    enum hk_style style = scalar_style(reader->event.data.scalar.style);
    node->tag = (uint8_t)scalar_tag(reader->event.data.scalar.tag);
    node->text = scalar_text(reader, style, offset);
    node->n = (uint32_t)reader->event.data.scalar.length;
    node->style = (uint8_t)style;
    if (reader->dialect == HK_READ_RESOURCE && in_flow(reader) && is_quoted_in_flow(node))
        node->style = HK_SINGLE;
    return node;
}

/* ---- Keys ------------------------------------------------------------------------------ */

static bool
is_merge_key(hk_sym key, enum hk_tag tag, enum hk_style style)
{
    if (tag == HK_TAG_MERGE)
        return true;
    return key == HK_SYM_merge_key && tag == HK_TAG_NONE && style == HK_PLAIN;
}

/* A key whose text is that of a null: kustomize's expansion of anchors writes it twice. */
static bool
is_null_key(struct hk_slice text, enum hk_tag tag, enum hk_style style)
{
    if (text.len == 0 || (tag == HK_TAG_NONE && (style != HK_PLAIN || text.len > 4)))
        return false;
    return tag == HK_TAG_NULL || (tag == HK_TAG_NONE && hk_resolve(text, NULL) == HK_TAG_NULL);
}

static void
put_key(struct reader *reader, struct hk_slice text, enum hk_tag tag, enum hk_style style)
{
    struct frame *frame = &reader->frames.items[reader->frames.n - 1];
    if (text.len == 0 && tag == HK_TAG_NONE && reader->dialect == HK_READ_RESOURCE)
        style = HK_SINGLE; /* a missing key is written as an empty string */
    struct hk_pair pair = {.key = hk_env_sym(reader->env, text),
                           .key_tag = (uint8_t)tag,
                           .key_style = (uint8_t)style,
                           .key_file = reader->origin->file,
                           .key_offset = event_place(reader).offset};
    if (is_merge_key(pair.key, tag, style))
        pair.key_tag = HK_TAG_MERGE;
    if (pair.key == HK_SYM_merge_key || pair.key_tag == HK_TAG_MERGE ||
        is_null_key(text, tag, style))
        frame->special = true;
    frame->has_key = true;
    hk_vec_push(reader->env->scratch, &reader->stack, pair);
}

static enum hkr_status
fault_complex_key(struct reader *reader)
{
    struct hk_env *env = reader->env;
    enum hkr_status status = hk_diag_report(env->diags, HK_D_YAML_KEY, event_place(reader),
                                            "a map or list stands where a key must be");
    hk_diag_mend(env->diags, "quote the text if it is a template such as '{{ name }}'");
    return status;
}

/* ---- Merge keys ------------------------------------------------------------------------ */

static enum hkr_status
fault_merge(struct reader *reader, const struct hk_pair *pair, const char *message)
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
merged_push(struct reader *reader, struct merged *merged, struct hk_pair pair)
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
merge_map(struct reader *reader, struct merged *merged, const struct hk_node *source)
{
    enum hkr_status status = add_weight(reader, source->n);
    for (uint32_t i = 0; status == HKR_OK && i < source->n; i++)
        if (reader->dialect == HK_READ_CONFIG || !merged_has(merged, source->pairs[i].key))
            merged_push(reader, merged, source->pairs[i]);
    return status;
}

/* The order in which the items of a list are merged follows from which of them shall win. */
static enum hkr_status
merge_value(struct reader *reader, struct merged *merged, const struct hk_pair *pair)
{
    const struct hk_node *value = pair->value;
    if (value->kind == HK_MAP)
        return merge_map(reader, merged, value);
    if (value->kind != HK_SEQ || (pair->key_flags & KEY_ALIASED))
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

/* Replaces the merge keys of the map on top, the later the pairs are the less they count; a
 * quoted "<<" is dropped and a null key doubled, as kustomize's expansion of anchors does. */
static enum hkr_status
expand_resource_map(struct reader *reader, struct hk_pair *pairs, uint32_t n, struct merged *merged)
{
    const struct hk_pair *merge = NULL;
    bool cleared = false;
    for (uint32_t i = 0; i < n; i++) {
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
        if (is_null_key(hk_env_text(reader->env, pairs[i].key), pairs[i].key_tag,
                        pairs[i].key_style))
            merged_push(reader, merged, pairs[i]);
    return status;
}

static enum hkr_status
expand_config_map(struct reader *reader, struct hk_pair *pairs, uint32_t n, struct merged *merged)
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

/* ---- Containers ------------------------------------------------------------------------ */

static enum hkr_status
open_frame(struct reader *reader, enum hk_kind kind, const yaml_char_t *anchor, bool flow)
{
    struct hk_env *env = reader->env;
    if (wants_key(reader))
        return fault_complex_key(reader);
    if (reader->frames.n >= env->limits->depth) {
        enum hkr_status status = hk_diag_report_as(
            env->diags, HKR_E_LIMIT, HK_D_YAML_DEPTH, event_place(reader),
            "the document is nested more than %u levels deep here", env->limits->depth);
        hk_diag_mend(env->diags, "flatten the document, or raise the limit");
        return status;
    }
    struct frame frame = {.base = reader->stack.n,
                          .offset = event_place(reader).offset,
                          .weight = 1,
                          .kind = (uint8_t)kind,
                          .flags = flow || in_flow(reader) ? HK_NODE_FLOW : 0,
                          .anchor = bind_anchor(reader, anchor, NULL)};
    hk_vec_push(env->scratch, &reader->frames, frame);
    return add_weight(reader, 1);
}

static void
fill_map(struct reader *reader, struct hk_node *node, const struct hk_pair *pairs, uint32_t n)
{
    node->n = n;
    if (n == 0)
        return;
    node->pairs = HK_NEW_ARRAY(reader->env->arena, n, struct hk_pair);
    memcpy(node->pairs, pairs, n * sizeof *pairs);
    if (reader->anchors.n == 0)
        return;
    for (uint32_t i = 0; i < n; i++)
        node->pairs[i].key_flags = 0;
}

static enum hkr_status
close_map(struct reader *reader, const struct frame *frame, struct hk_node *node)
{
    struct hk_pair *pairs = reader->stack.items + frame->base;
    uint32_t n = reader->stack.n - frame->base;
    if (!frame->special) {
        fill_map(reader, node, pairs, n);
        return HKR_OK;
    }
    struct merged merged = {0};
    enum hkr_status status = reader->dialect == HK_READ_CONFIG
                                 ? expand_config_map(reader, pairs, n, &merged)
                                 : expand_resource_map(reader, pairs, n, &merged);
    if (status == HKR_OK)
        fill_map(reader, node, merged.pairs.items, merged.pairs.n);
    return status;
}

static void
close_seq(struct reader *reader, const struct frame *frame, struct hk_node *node)
{
    const struct hk_pair *children = reader->stack.items + frame->base;
    node->n = reader->stack.n - frame->base;
    if (node->n == 0)
        return;
    node->items = HK_NEW_ARRAY(reader->env->arena, node->n, struct hk_node *);
    for (uint32_t i = 0; i < node->n; i++)
        node->items[i] = children[i].value;
}

static enum hkr_status
close_frame(struct reader *reader)
{
    uint32_t number = reader->frames.n - 1;
    struct frame frame = reader->frames.items[number];
    struct hk_node *node = new_node(reader, (enum hk_kind)frame.kind, frame.offset);
    node->flags = frame.flags;
    enum hkr_status status = HKR_OK;
    if (frame.kind == HK_MAP)
        status = close_map(reader, &frame, node);
    else
        close_seq(reader, &frame, node);
    if (status != HKR_OK)
        return status;
    reader->stack.n = frame.base;
    reader->frames.n = number;
    if (frame.anchor) {
        struct anchor *anchor = &reader->anchors.items[frame.anchor - 1];
        if (!anchor->node && anchor->frame == number) {
            anchor->node = node;
            anchor->weight = frame.weight;
        }
    }
    put_value(reader, node, frame.weight, false);
    return HKR_OK;
}

/* ---- Events ---------------------------------------------------------------------------- */

static enum hkr_status
on_scalar(struct reader *reader)
{
    const yaml_char_t *anchor = reader->event.data.scalar.anchor;
    if (wants_key(reader)) {
        struct hk_slice text = {(const char *)reader->event.data.scalar.value,
                                reader->event.data.scalar.length};
        if (anchor)
            (void)bind_anchor(reader, anchor, scalar_node(reader));
        put_key(reader, text, scalar_tag(reader->event.data.scalar.tag),
                scalar_style(reader->event.data.scalar.style));
        return HKR_OK;
    }
    struct hk_node *node = scalar_node(reader);
    (void)bind_anchor(reader, anchor, node);
    put_value(reader, node, 1, false);
    return add_weight(reader, 1);
}

static enum hkr_status
on_alias(struct reader *reader)
{
    const struct anchor *anchor = NULL;
    enum hkr_status status = resolve_alias(reader, &anchor);
    if (status != HKR_OK)
        return status;
    if (wants_key(reader)) {
        if (anchor->node->kind != HK_SCALAR)
            return fault_complex_key(reader);
        put_key(reader, hk_node_text(anchor->node), (enum hk_tag)anchor->node->tag,
                (enum hk_style)anchor->node->style);
        return HKR_OK;
    }
    struct hk_node *node = anchor->node;
    if (reader->dialect == HK_READ_RESOURCE && in_flow(reader) && is_quoted_in_flow(node)) {
        node = new_node(reader, HK_SCALAR, node->offset);
        *node = *anchor->node;
        node->style = HK_SINGLE;
    }
    put_value(reader, node, anchor->weight, true);
    reader->via_aliases += anchor->weight;
    status = add_weight(reader, anchor->weight);
    return status == HKR_OK ? check_aliasing(reader) : status;
}

/* kustomize's parser knows version 1.1 alone. */
static enum hkr_status
on_document(struct reader *reader)
{
    const yaml_version_directive_t *version = reader->event.data.document_start.version_directive;
    if (!version || (version->major == 1 && version->minor == 1))
        return HKR_OK;
    enum hkr_status status =
        hk_diag_report(reader->env->diags, HK_D_YAML_VERSION, event_place(reader),
                       "YAML version %d.%d is not supported", version->major, version->minor);
    hk_diag_mend(reader->env->diags, "remove the %%YAML line");
    return status;
}

static enum hkr_status
on_event(struct reader *reader)
{
    switch (reader->event.type) {
    case YAML_SCALAR_EVENT:
        return on_scalar(reader);
    case YAML_ALIAS_EVENT:
        return on_alias(reader);
    case YAML_MAPPING_START_EVENT:
        return open_frame(reader, HK_MAP, reader->event.data.mapping_start.anchor,
                          reader->event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE);
    case YAML_SEQUENCE_START_EVENT:
        return open_frame(reader, HK_SEQ, reader->event.data.sequence_start.anchor,
                          reader->event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE);
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
        return close_frame(reader);
    case YAML_DOCUMENT_START_EVENT:
        return on_document(reader);
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        break;
    }
    return HKR_OK;
}

static enum hkr_status
report_fault(struct reader *reader)
{
    struct hk_env *env = reader->env;
    if (reader->parser.error == YAML_MEMORY_ERROR)
        hk_heap_throw(hk_arena_heap(env->arena), HKR_E_NOMEM);
    struct hk_read_fault fault = hk_read_fault(&reader->parser);
    size_t offset =
        fault.offset == SIZE_MAX ? byte_offset(&reader->converter, fault.index) : fault.offset;
    struct hk_place at = hk_origin_place(reader->origin, offset);
    enum hkr_status status = hk_diag_report(env->diags, fault.code, at, "%s", fault.message);
    if (fault.mend)
        hk_diag_mend(env->diags, "%s", fault.mend);
    return status;
}

static void
release_reader(void *user)
{
    struct reader *reader = user;
    yaml_event_delete(&reader->event);
    yaml_parser_delete(&reader->parser);
}

/* Reads events until the end of the first document, or of the text. */
static enum hkr_status
read_events(struct reader *reader)
{
    for (;;) {
        if (!yaml_parser_parse(&reader->parser, &reader->event))
            return report_fault(reader);
        yaml_event_type_t type = reader->event.type;
        enum hkr_status status = on_event(reader);
        yaml_event_delete(&reader->event);
        if (status != HKR_OK || type == YAML_DOCUMENT_END_EVENT || type == YAML_STREAM_END_EVENT)
            return status;
    }
}

enum hkr_status
hk_read_tree(struct hk_env *env, const struct hk_origin *origin, struct hk_slice text,
             enum hk_read_dialect dialect, struct hk_node **ret_root)
{
    struct hk_mark mark = hk_arena_mark(env->scratch);
    struct reader *reader = HK_NEW(env->scratch, struct reader);
    reader->env = env;
    reader->origin = origin;
    reader->dialect = dialect;
    converter_init(&reader->converter, text);
    if (!yaml_parser_initialize(&reader->parser))
        hk_heap_throw(hk_arena_heap(env->arena), HKR_E_NOMEM);
    hk_arena_defer(env->scratch, release_reader, reader);
    yaml_parser_set_input_string(&reader->parser, (const unsigned char *)text.ptr, text.len);
    enum hkr_status status = read_events(reader);
    if (status == HKR_OK)
        *ret_root = reader->root;
    hk_arena_rewind(env->scratch, mark);
    return status;
}
