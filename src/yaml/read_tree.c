/* SPDX-License-Identifier: Apache-2.0 */
#include "read_reader.h"

#include "resolve.h"

static size_t
event_offset(struct hk_reader *reader)
{
    return hk_converter_offset(&reader->converter, reader->event.start_mark.index);
}

struct hk_place
hk_reader_place(struct hk_reader *reader)
{
    return hk_origin_place(reader->origin, event_offset(reader));
}

/* ---- Nodes ----------------------------------------------------------------------------- */

static struct hk_node *
new_node(struct hk_reader *reader, enum hk_kind kind, uint32_t offset)
{
    struct hk_node *node = HK_NEW(reader->env->arena, struct hk_node);
    node->kind = (uint8_t)kind;
    node->file = reader->origin->file;
    node->offset = offset;
    return node;
}

enum hkr_status
hk_reader_add_weight(struct hk_reader *reader, uint64_t weight)
{
    reader->weight += weight;
    if (reader->weight <= reader->env->limits->nodes)
        return HKR_OK;
    enum hkr_status status =
        hk_diag_report_as(reader->env->diags, HKR_E_LIMIT, HK_D_YAML_SIZE, hk_reader_place(reader),
                          "the document grows beyond %u nodes here", reader->env->limits->nodes);
    hk_diag_mend(reader->env->diags, "take out aliases of aliases, or raise the limit");
    return status;
}

/* go-yaml's verdict on bombs: the larger a document is, the fewer of its nodes may come from
 * aliases. Between the two sizes the allowed share falls in a straight line. */
static enum hkr_status
check_aliasing(struct hk_reader *reader)
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
    enum hkr_status status =
        hk_diag_report(reader->env->diags, HK_D_YAML_SIZE, hk_reader_place(reader),
                       "the document contains excessive aliasing");
    hk_diag_mend(reader->env->diags, "take out aliases of aliases");
    return status;
}

/* Gives @node to the container on top, or makes it the root. */
static void
put_value(struct hk_reader *reader, struct hk_node *node, uint64_t weight, uint32_t height,
          bool aliased)
{
    if (reader->frames.n == 0) {
        reader->root = node;
        return;
    }
    struct hk_frame *frame = &reader->frames.items[reader->frames.n - 1];
    frame->weight += weight;
    if (frame->height < height)
        frame->height = height;
    if (frame->kind == HK_SEQ) {
        hk_vec_push(reader->env->scratch, &reader->stack, ((struct hk_pair){.value = node}));
        return;
    }
    struct hk_pair *pair = &reader->stack.items[reader->stack.n - 1];
    pair->value = node;
    pair->key_flags |= aliased ? HK_PAIR_ALIASED : 0;
    frame->has_key = false;
}

static bool
wants_key(const struct hk_reader *reader)
{
    if (reader->frames.n == 0)
        return false;
    const struct hk_frame *frame = &reader->frames.items[reader->frames.n - 1];
    return frame->kind == HK_MAP && !frame->has_key;
}

/* ---- Anchors --------------------------------------------------------------------------- */

/* The number of the anchor @name, UINT32_MAX when there is none. */
static uint32_t
find_anchor(const struct hk_reader *reader, struct hk_slice name)
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
bind_anchor(struct hk_reader *reader, const yaml_char_t *name, struct hk_node *node)
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
                    ((struct hk_anchor){.name = hk_arena_slice(scratch, text)}));
        hk_index_add(reader->anchor_index, hk_hash_bytes(text), number);
    }
    struct hk_anchor *anchor = &reader->anchors.items[number];
    anchor->node = node;
    anchor->weight = 1;
    anchor->height = 0;
    anchor->frame = reader->frames.n;
    return number + 1;
}

/* The anchor that the alias event names, once it is whole. */
static enum hkr_status
resolve_alias(struct hk_reader *reader, const struct hk_anchor **ret_anchor)
{
    struct hk_env *env = reader->env;
    struct hk_slice name = hk_slice_cstr((const char *)reader->event.data.alias.anchor);
    uint32_t number = find_anchor(reader, name);
    if (number == UINT32_MAX) {
        (void)hk_diag_report(env->diags, HK_D_YAML_ANCHOR, hk_reader_place(reader),
                             "no anchor of this name stands before this alias");
        hk_diag_mend(env->diags, "define the anchor in the same document, or quote the value if "
                                 "the `*` belongs to it");
        return HKR_E_INPUT;
    }
    *ret_anchor = &reader->anchors.items[number];
    if ((*ret_anchor)->node)
        return HKR_OK;
    (void)hk_diag_report(env->diags, HK_D_YAML_CYCLE, hk_reader_place(reader),
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
    struct hk_slice name = hk_slice_cstr((const char *)tag);
    if (!tag || hk_slice_eq(name, HK_S("!")))
        return HK_TAG_NONE;
    struct hk_slice prefix = HK_S("tag:yaml.org,2002:");
    if (hk_slice_starts(name, prefix))
        for (size_t i = 0; i < HK_COUNT(tags); i++)
            if (hk_slice_eq(hk_slice_from(name, prefix.len), tags[i].name))
                return tags[i].tag;
    return HK_TAG_OTHER;
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

static struct hk_slice
scalar_value(struct hk_reader *reader)
{
    struct hk_slice value = {(const char *)reader->event.data.scalar.value,
                             reader->event.data.scalar.length};
    return reader->mends->n ? hk_mends_undo(reader->env, reader->mends, value) : value;
}

/* The bytes of the value: where they stand in the text if they do, else a copy. */
static struct hk_slice
scalar_text(struct hk_reader *reader, enum hk_style style, size_t offset)
{
    struct hk_slice value = scalar_value(reader);
    size_t start = offset + (style == HK_PLAIN ? 0 : 1);
    struct hk_slice text = reader->converter.text;
    if (value.len == 0)
        return hk_slice("", 0);
    if (start < text.len && value.len <= text.len - start &&
        memcmp(text.ptr + start, value.ptr, value.len) == 0)
        return hk_slice(text.ptr + start, value.len);
    char *copy = hk_arena_alloc(reader->env->arena, value.len);
    memcpy(copy, value.ptr, value.len);
    return hk_slice(copy, value.len);
}

static bool
in_flow(const struct hk_reader *reader)
{
    return reader->frames.n > 0 &&
           (reader->frames.items[reader->frames.n - 1].flags & HK_NODE_FLOW);
}

/* Reports that kustomize's parser stops at byte @offset of the text. */
static enum hkr_status
fault_scalar(struct hk_reader *reader, size_t offset, const char *message, const char *mend)
{
    struct hk_env *env = reader->env;
    enum hkr_status status = hk_diag_report(env->diags, HK_D_YAML_SYNTAX,
                                            hk_origin_place(reader->origin, offset), "%s", message);
    hk_diag_mend(env->diags, "%s", mend);
    return status;
}

/* Where libyaml takes more than kustomize's parser does: a question mark within brackets or
 * braces, and JSON's escaped slash. */
static enum hkr_status
check_scalar(struct hk_reader *reader)
{
    const yaml_event_t *event = &reader->event;
    bool is_double = event->data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
    bool is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    char sought = is_double ? '\\' : '?';
    if (!is_double && !(is_plain && in_flow(reader) &&
                        memchr(event->data.scalar.value, '?', event->data.scalar.length)))
        return HKR_OK;
    size_t at = event_offset(reader);
    size_t end = hk_converter_offset(&reader->converter, event->end_mark.index);
    struct hk_slice text = hk_slice_head(reader->converter.text, end);
    for (size_t hit; (hit = hk_slice_find(hk_slice_from(text, at), sought)) != SIZE_MAX;) {
        at += hit;
        if (is_plain)
            return fault_scalar(reader, at, "a `?` cannot stand here without quotes",
                                "quote the value: within brackets and braces `?` begins a key");
        if (at + 1 < end && text.ptr[at + 1] == '/')
            return fault_scalar(reader, at, "this backslash escape does not exist in YAML 1.1",
                                "write the slash alone");
        at += 2;
    }
    return HKR_OK;
}

static struct hk_node *
scalar_node(struct hk_reader *reader)
{
    size_t offset = event_offset(reader);
    struct hk_node *node =
        new_node(reader, HK_SCALAR, hk_origin_place(reader->origin, offset).offset);
    enum hk_style style = scalar_style(reader->event.data.scalar.style);
    node->tag = (uint8_t)scalar_tag(reader->event.data.scalar.tag);
    node->flags = node->tag == HK_TAG_NONE ? 0 : HK_NODE_TAGGED;
    struct hk_slice text = scalar_text(reader, style, offset);
    node->text = text.ptr;
    node->n = (uint32_t)text.len;
    node->style = (uint8_t)style;
    return node;
}

/* ---- Keys ------------------------------------------------------------------------------ */

static void
put_key(struct hk_reader *reader, struct hk_slice text, enum hk_tag tag, enum hk_style style)
{
    struct hk_frame *frame = &reader->frames.items[reader->frames.n - 1];
    if (text.len == 0 && tag == HK_TAG_NONE && reader->dialect == HK_READ_RESOURCE)
        style = HK_SINGLE; /* a missing key is written as an empty string */
    struct hk_pair pair = {.key = hk_env_sym(reader->env, text),
                           .key_tag = (uint8_t)tag,
                           .key_style = (uint8_t)style,
                           .key_file = reader->origin->file,
                           .key_offset = hk_reader_place(reader).offset};
    if (hk_is_merge_key(pair.key, tag, style))
        pair.key_tag = HK_TAG_MERGE;
    if (pair.key == HK_SYM_merge_key || pair.key_tag == HK_TAG_MERGE ||
        hk_is_null_key(text, tag, style))
        frame->special = true;
    frame->has_key = true;
    hk_vec_push(reader->env->scratch, &reader->stack, pair);
}

static enum hkr_status
fault_complex_key(struct hk_reader *reader)
{
    struct hk_env *env = reader->env;
    enum hkr_status status = hk_diag_report(env->diags, HK_D_YAML_KEY, hk_reader_place(reader),
                                            "a map or list stands where a key must be");
    hk_diag_mend(env->diags, "quote the text if it is a template such as '{{ name }}'");
    return status;
}

bool
hk_reader_keeps_marks(const struct hk_reader *reader)
{
    return reader->dialect == HK_READ_VALUES && reader->frames.n > 0 &&
           !reader->frames.items[reader->frames.n - 1].in_list;
}

/* ---- Containers ------------------------------------------------------------------------ */

/* Whether a node of @height levels still fits in here. */
static enum hkr_status
check_depth(struct hk_reader *reader, uint32_t height)
{
    struct hk_env *env = reader->env;
    if (reader->frames.n + height <= env->limits->depth)
        return HKR_OK;
    enum hkr_status status = hk_diag_report_as(
        env->diags, HKR_E_LIMIT, HK_D_YAML_DEPTH, hk_reader_place(reader),
        "the document is nested more than %u levels deep here", env->limits->depth);
    hk_diag_mend(env->diags, "flatten the document, or raise the limit");
    return status;
}

static enum hkr_status
open_frame(struct hk_reader *reader, enum hk_kind kind, const yaml_char_t *anchor, bool flow)
{
    struct hk_env *env = reader->env;
    if (wants_key(reader))
        return fault_complex_key(reader);
    enum hkr_status status = check_depth(reader, 1);
    if (status != HKR_OK)
        return status;
    struct hk_frame frame = {.base = reader->stack.n,
                             .offset = hk_reader_place(reader).offset,
                             .weight = 1,
                             .kind = (uint8_t)kind,
                             .flags = flow || in_flow(reader) ? HK_NODE_FLOW : 0,
                             .anchor = bind_anchor(reader, anchor, NULL)};
    if (reader->frames.n) {
        const struct hk_frame *outer = &reader->frames.items[reader->frames.n - 1];
        frame.in_list = outer->in_list || outer->kind == HK_SEQ;
    }
    hk_vec_push(env->scratch, &reader->frames, frame);
    return hk_reader_add_weight(reader, 1);
}

static void
fill_map(struct hk_reader *reader, struct hk_node *node, const struct hk_pair *pairs, uint32_t n)
{
    node->n = n;
    if (n == 0)
        return;
    node->pairs = HK_NEW_ARRAY(reader->env->arena, n, struct hk_pair);
    memcpy(node->pairs, pairs, n * sizeof *pairs);
    if (reader->anchors.n == 0 || hk_reader_keeps_marks(reader))
        return;
    for (uint32_t i = 0; i < n; i++)
        node->pairs[i].key_flags = 0;
}

static enum hkr_status
close_map(struct hk_reader *reader, const struct hk_frame *frame, struct hk_node *node)
{
    uint32_t n = reader->stack.n - frame->base;
    struct hk_pair *pairs = n ? reader->stack.items + frame->base : NULL;
    if (!frame->special) {
        fill_map(reader, node, pairs, n);
        return HKR_OK;
    }
    enum hkr_status status = hk_reader_expand(reader, pairs, n, &pairs, &n);
    if (status == HKR_OK)
        fill_map(reader, node, pairs, n);
    return status;
}

static void
close_seq(struct hk_reader *reader, const struct hk_frame *frame, struct hk_node *node)
{
    node->n = reader->stack.n - frame->base;
    if (node->n == 0)
        return;
    const struct hk_pair *children = reader->stack.items + frame->base;
    node->items = HK_NEW_ARRAY(reader->env->arena, node->n, struct hk_node *);
    for (uint32_t i = 0; i < node->n; i++)
        node->items[i] = children[i].value;
}

static enum hkr_status
close_frame(struct hk_reader *reader)
{
    uint32_t number = reader->frames.n - 1;
    struct hk_frame frame = reader->frames.items[number];
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
        struct hk_anchor *anchor = &reader->anchors.items[frame.anchor - 1];
        if (!anchor->node && anchor->frame == number) {
            anchor->node = node;
            anchor->weight = frame.weight;
            anchor->height = frame.height + 1;
        }
    }
    put_value(reader, node, frame.weight, frame.height + 1, false);
    return HKR_OK;
}

/* ---- Events ---------------------------------------------------------------------------- */

static enum hkr_status
on_scalar(struct hk_reader *reader)
{
    const yaml_char_t *anchor = reader->event.data.scalar.anchor;
    enum hkr_status status = check_scalar(reader);
    if (status != HKR_OK)
        return status;
    if (wants_key(reader)) {
        struct hk_slice text = scalar_value(reader);
        if (anchor)
            (void)bind_anchor(reader, anchor, scalar_node(reader));
        put_key(reader, text, scalar_tag(reader->event.data.scalar.tag),
                scalar_style(reader->event.data.scalar.style));
        return HKR_OK;
    }
    struct hk_node *node = scalar_node(reader);
    (void)bind_anchor(reader, anchor, node);
    put_value(reader, node, 1, 0, false);
    return hk_reader_add_weight(reader, 1);
}

static enum hkr_status
on_alias(struct hk_reader *reader)
{
    const struct hk_anchor *anchor = NULL;
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
    status = check_depth(reader, anchor->height);
    if (status != HKR_OK)
        return status;
    put_value(reader, anchor->node, anchor->weight, anchor->height, true);
    reader->via_aliases += anchor->weight;
    status = hk_reader_add_weight(reader, anchor->weight);
    return status == HKR_OK ? check_aliasing(reader) : status;
}

/* kustomize's parser knows version 1.1 alone. */
static enum hkr_status
on_document(struct hk_reader *reader)
{
    const yaml_version_directive_t *version = reader->event.data.document_start.version_directive;
    if (!version || (version->major == 1 && version->minor == 1))
        return HKR_OK;
    enum hkr_status status =
        hk_diag_report(reader->env->diags, HK_D_YAML_VERSION, hk_reader_place(reader),
                       "YAML version %d.%d is not supported", version->major, version->minor);
    hk_diag_mend(reader->env->diags, "remove the %%YAML line");
    return status;
}

static enum hkr_status
on_event(struct hk_reader *reader)
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
report_fault(struct hk_reader *reader)
{
    struct hk_env *env = reader->env;
    if (reader->parser.error == YAML_MEMORY_ERROR)
        hk_heap_throw(hk_arena_heap(env->arena), HKR_E_NOMEM);
    struct hk_read_fault fault = hk_read_fault(&reader->parser);
    if (fault.offset == SIZE_MAX)
        fault.offset = hk_converter_offset(&reader->converter, fault.index);
    hk_read_fault_refine(&fault, reader->converter.text);
    struct hk_place at = hk_origin_place(reader->origin, fault.offset);
    enum hkr_status status = hk_diag_report(env->diags, fault.code, at, "%s", fault.message);
    if (fault.mend)
        hk_diag_mend(env->diags, "%s", fault.mend);
    return status;
}

static void
release_reader(void *user)
{
    struct hk_reader *reader = user;
    yaml_event_delete(&reader->event);
    yaml_parser_delete(&reader->parser);
}

/* Reads events until the end of the first document, or of the text. *ret_good is false when the
 * parser stopped, which is not reported yet. */
static enum hkr_status
read_events(struct hk_reader *reader, bool *ret_good)
{
    *ret_good = true;
    for (;;) {
        if (!yaml_parser_parse(&reader->parser, &reader->event)) {
            *ret_good = false;
            return HKR_OK;
        }
        yaml_event_type_t type = reader->event.type;
        enum hkr_status status = on_event(reader);
        yaml_event_delete(&reader->event);
        if (status != HKR_OK || type == YAML_DOCUMENT_END_EVENT || type == YAML_STREAM_END_EVENT)
            return status;
    }
}

/* One attempt; *ret_again when the text was mended and wants another. */
static enum hkr_status
read_once(struct hk_env *env, const struct hk_origin *origin, struct hk_mends *mends,
          enum hk_read_dialect dialect, struct hk_node **ret_root, bool *ret_again)
{
    struct hk_mark mark = hk_arena_mark(env->scratch);
    struct hk_reader *reader = HK_NEW(env->scratch, struct hk_reader);
    reader->env = env;
    reader->mends = mends;
    reader->origin = origin;
    reader->dialect = dialect;
    hk_converter_init(&reader->converter, mends->text);
    if (!yaml_parser_initialize(&reader->parser))
        hk_heap_throw(hk_arena_heap(env->arena), HKR_E_NOMEM);
    hk_arena_defer(env->scratch, release_reader, reader);
    yaml_parser_set_input_string(&reader->parser, (const unsigned char *)mends->text.ptr,
                                 mends->text.len);
    bool good = true;
    enum hkr_status status = read_events(reader, &good);
    *ret_again = !good && hk_mends_apply(env, mends, &reader->parser);
    if (!good && !*ret_again)
        status = report_fault(reader);
    if (good && status == HKR_OK)
        *ret_root = reader->root;
    hk_arena_rewind(env->scratch, mark);
    return status;
}

enum hkr_status
hk_read_tree(struct hk_env *env, const struct hk_origin *origin, struct hk_slice text,
             enum hk_read_dialect dialect, struct hk_node **ret_root)
{
    struct hk_mends mends = {.text = text};
    bool again = false;
    enum hkr_status status = read_once(env, origin, &mends, dialect, ret_root, &again);
    if (again)
        status = read_once(env, origin, &mends, dialect, ret_root, &again);
    return status;
}
