/* SPDX-License-Identifier: Apache-2.0 */
#include "positions.h"

#include "../base/index.h"
#include "../base/vec.h"

#include <libfyaml.h>

/* One event of libfyaml, copied out: nothing of the library is held while memory is taken. */
struct event {
    enum fy_event_type type;
    bool has_text;       /* a scalar that is written */
    bool wide;           /* a collection that begins with a bracket */
    enum hk_style style; /* of a scalar */
    uint32_t start;      /* of the token: quotes and `|` are outside */
    uint32_t end;
    uint32_t props_end; /* the end of anchor and tag; 0: has none */
    struct hk_slice name;
};

struct mapper {
    struct hk_env *env;
    struct hk_slice text;
    hk_file_id file;
    struct fy_parser *parser;
    struct fy_diag *diag;
    struct event event; /* the current one */
    uint32_t depth;
    uint32_t flow_depth;
    HK_VEC(uint32_t) filled;  /* where EMPTY was put into the text that libfyaml gets */
    struct hk_index *anchors; /* hash of the name -> number in anchored */
    HK_VEC(struct hk_spot *) anchored;
};

static uint32_t
column_of(struct hk_slice text, uint32_t at)
{
    uint32_t line = at;
    while (line > 0 && text.ptr[line - 1] != '\n')
        line--;
    return at - line;
}

uint32_t
hk_positions_skip(struct hk_slice text, uint32_t at)
{
    while (at < text.len) {
        char c = text.ptr[at];
        if (c == '#') {
            size_t end = hk_slice_find(hk_slice_from(text, at), '\n');
            if (end == SIZE_MAX)
                return (uint32_t)text.len;
            at += (uint32_t)end;
        } else if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
            break;
        }
        at++;
    }
    return at;
}

/* ---- Events ----------------------------------------------------------------------------- */

static void
ignore_output(struct fy_diag *diag, void *user, const char *buf, size_t len)
{
    (void)diag, (void)user, (void)buf, (void)len;
}

static void
close_parser(void *user)
{
    struct mapper *map = user;
    fy_parser_destroy(map->parser);
    fy_diag_destroy(map->diag);
}

/* libfyaml 0.7.12 does not read an item without a value in a list that is not indented, so such
 * items get one: a null as it is written. Positions are counted back, so it does not matter when
 * this meets a line of some text that only looks like an item. */
#define EMPTY HK_S(" ~")

static void
find_empty_items(struct mapper *map)
{
    struct hk_slice text = map->text;
    for (uint32_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '-' || (i > 0 && !strchr(" \n", text.ptr[i - 1])))
            continue;
        uint32_t next = i + 1;
        while (next < text.len && strchr(" \t\r", text.ptr[next]))
            next++;
        if (next < text.len && text.ptr[next] != '\n' && (text.ptr[next] != '#' || next == i + 1))
            continue;
        uint32_t content = hk_positions_skip(text, next);
        if (content >= text.len || column_of(text, content) <= column_of(text, i))
            hk_vec_push(map->env->arena, &map->filled, i + 1);
    }
}

/* The text with these items filled. */
static struct hk_slice
fill_empty_items(struct mapper *map)
{
    find_empty_items(map);
    if (!map->filled.n)
        return map->text;
    char *copy = hk_arena_array(map->env->arena, map->text.len + EMPTY.len * map->filled.n, 1);
    size_t n = 0, at = 0;
    for (uint32_t i = 0; i < map->filled.n; i++) {
        size_t more = map->filled.items[i] - at;
        memcpy(copy + n, map->text.ptr + at, more);
        memcpy(copy + n + more, EMPTY.ptr, EMPTY.len);
        n += more + EMPTY.len;
        at += more;
    }
    memcpy(copy + n, map->text.ptr + at, map->text.len - at);
    return hk_slice(copy, n + map->text.len - at);
}

/* Position @at of that text as one of the file's. */
static uint32_t
unfilled(const struct mapper *map, size_t at)
{
    uint32_t low = 0, high = map->filled.n;
    while (low < high) { /* the items that were filled before it */
        uint32_t middle = low + (high - low) / 2;
        if (map->filled.items[middle] + middle * EMPTY.len < at)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return (uint32_t)at;
    uint32_t last = map->filled.items[low - 1];
    size_t back = at - low * EMPTY.len;
    return at < low * EMPTY.len + last ? last : (uint32_t)back;
}

static void
open_parser(struct mapper *map)
{
    struct hk_slice text = fill_empty_items(map);
    struct fy_diag_cfg quiet;
    fy_diag_cfg_default(&quiet);
    quiet.fp = NULL;
    quiet.output_fn = ignore_output;
    map->diag = fy_diag_create(&quiet);
    struct fy_parse_cfg cfg = {.flags = FYPCF_QUIET | FYPCF_DEFAULT_VERSION_1_1 | FYPCF_JSON_NONE |
                                        FYPCF_ALLOW_DUPLICATE_KEYS | FYPCF_DISABLE_DEPTH_LIMIT |
                                        FYPCF_SLOPPY_FLOW_INDENTATION,
                               .diag = map->diag};
    if (map->diag)
        fy_diag_set_collect_errors(map->diag, true);
    map->parser = map->diag ? fy_parser_create(&cfg) : NULL;
    if (!map->parser || fy_parser_set_string(map->parser, text.ptr, text.len) != 0) {
        close_parser(map);
        hk_heap_throw(hk_arena_heap(map->env->arena), HKR_E_NOMEM);
    }
}

static void
take_token(const struct mapper *map, struct event *event, struct fy_token *token)
{
    const struct fy_mark *start = token ? fy_token_start_mark(token) : NULL;
    const struct fy_mark *end = token ? fy_token_end_mark(token) : NULL;
    if (start && end) {
        event->start = unfilled(map, start->input_pos);
        event->end = unfilled(map, end->input_pos);
        event->wide = event->end > event->start;
    }
}

static void
take_props(const struct mapper *map, struct event *event, struct fy_token *anchor,
           struct fy_token *tag)
{
    struct event at = {0};
    take_token(map, &at, tag);
    event->props_end = at.end;
    at = (struct event){0};
    take_token(map, &at, anchor);
    if (at.end > event->props_end)
        event->props_end = at.end;
    event->name = hk_slice(map->text.ptr + at.start, at.end - at.start);
}

static enum hk_style
style_of(struct fy_token *token)
{
    switch (fy_token_scalar_style(token)) {
    case FYSS_SINGLE_QUOTED:
        return HK_SINGLE;
    case FYSS_DOUBLE_QUOTED:
        return HK_DOUBLE;
    case FYSS_LITERAL:
        return HK_LITERAL;
    case FYSS_FOLDED:
        return HK_FOLDED;
    case FYSS_ANY:
    case FYSS_PLAIN:
    case FYSS_MAX:
        break;
    }
    return HK_PLAIN;
}

static void
copy_event(struct mapper *map, const struct fy_event *from)
{
    struct event *to = &map->event;
    *to = (struct event){.type = from->type};
    switch (from->type) {
    case FYET_SCALAR:
        take_props(map, to, from->scalar.anchor, from->scalar.tag);
        take_token(map, to, from->scalar.value);
        to->style = from->scalar.value ? style_of(from->scalar.value) : HK_PLAIN;
        to->has_text = from->scalar.value && (to->style != HK_PLAIN || to->wide);
        break;
    case FYET_ALIAS:
        take_token(map, to, from->alias.anchor);
        to->name = hk_slice(map->text.ptr + to->start, to->end - to->start);
        break;
    case FYET_SEQUENCE_START:
        take_props(map, to, from->sequence_start.anchor, from->sequence_start.tag);
        take_token(map, to, from->sequence_start.sequence_start);
        break;
    case FYET_MAPPING_START:
        take_props(map, to, from->mapping_start.anchor, from->mapping_start.tag);
        take_token(map, to, from->mapping_start.mapping_start);
        break;
    case FYET_SEQUENCE_END:
        take_token(map, to, from->sequence_end.sequence_end);
        break;
    case FYET_MAPPING_END:
        take_token(map, to, from->mapping_end.mapping_end);
        break;
    case FYET_DOCUMENT_START:
        take_token(map, to, from->document_start.document_start);
        break;
    case FYET_NONE:
    case FYET_STREAM_START:
    case FYET_STREAM_END:
    case FYET_DOCUMENT_END:
        break;
    }
}

/* Moves to the next event; its type is NONE at the end and at an error. */
static void
advance(struct mapper *map)
{
    struct fy_event *event = fy_parser_parse(map->parser);
    if (!event) {
        map->event = (struct event){.type = FYET_NONE};
        return;
    }
    copy_event(map, event);
    fy_parser_event_free(map->parser, event);
}

static uint32_t
offset_of_line(struct hk_slice text, int line, int column)
{
    size_t at = 0;
    for (; line > 0; line--) {
        size_t end = hk_slice_find(hk_slice_from(text, at), '\n');
        if (end == SIZE_MAX)
            break;
        at += end + 1;
    }
    at += column > 0 ? (size_t)column : 0;
    return (uint32_t)(at < text.len ? at : text.len);
}

static enum hkr_status
fault_unread(struct mapper *map)
{
    struct hk_place at = {map->file, 0, 0};
    void *iterator = NULL;
    const struct fy_diag_error *error = fy_diag_errors_iterate(map->diag, &iterator);
    if (error)
        at.offset = offset_of_line(map->text, error->line, error->column);
    (void)hk_diag_report(map->env->diags, HK_D_EDIT_UNREADABLE, at,
                         "the text here is written in a way that cannot be edited");
    hk_diag_mend(map->env->diags, "write this part in a plainer form, or edit the file by hand");
    return HKR_E_INPUT;
}

/* ---- Spots ------------------------------------------------------------------------------ */

static enum hkr_status read_spot(struct mapper *map, uint32_t after, struct hk_spot **ret_spot);

static bool
is_char(struct hk_slice text, uint32_t at, char c)
{
    return at < text.len && text.ptr[at] == c;
}

/* The end of a block scalar: line breaks at its end are not counted. */
static uint32_t
block_scalar_end(const struct mapper *map, uint32_t start)
{
    size_t header = hk_slice_find(hk_slice_from(map->text, start), '\n');
    uint32_t low = header == SIZE_MAX ? (uint32_t)map->text.len : start + (uint32_t)header;
    uint32_t end = map->event.end < map->text.len ? map->event.end : (uint32_t)map->text.len;
    while (end > low && strchr(" \t\r\n", map->text.ptr[end - 1]))
        end--;
    while (end <= low && end > start && strchr("\r\n", map->text.ptr[end - 1]))
        end--;
    return end > start ? end : low;
}

static void
place_scalar(struct mapper *map, struct hk_spot *spot)
{
    const struct event *event = &map->event;
    uint32_t quote = event->style == HK_SINGLE || event->style == HK_DOUBLE;
    spot->style = (uint8_t)event->style;
    spot->absent = !event->has_text;
    if (spot->absent) {
        spot->end = spot->start = event->props_end;
        return;
    }
    if (event->style == HK_LITERAL || event->style == HK_FOLDED) {
        spot->start =
            hk_positions_skip(map->text, event->props_end ? event->props_end : spot->outset);
        spot->end = block_scalar_end(map, spot->start);
        spot->odd = !is_char(map->text, spot->start, event->style == HK_LITERAL ? '|' : '>');
        return;
    }
    spot->start = event->start - quote;
    spot->end = event->end + quote;
}

static void
push_item(struct mapper *map, struct hk_spot *spot, struct hk_spot *item, uint32_t *cap)
{
    if (spot->n == *cap) {
        size_t want = *cap ? (size_t)*cap * 2 : 4;
        if (want > UINT32_MAX)
            hk_heap_throw(hk_arena_heap(map->env->arena), HKR_E_LIMIT);
        spot->items = hk_arena_regrow(map->env->arena, spot->items, spot->n, want, sizeof item);
        *cap = (uint32_t)want;
    }
    spot->items[spot->n++] = item;
}

/* Past the comma that may stand between @at and the next entry of a flow collection. */
static uint32_t
past_comma(struct hk_slice text, uint32_t at)
{
    uint32_t next = hk_positions_skip(text, at);
    return is_char(text, next, ',') ? next + 1 : at;
}

static enum hkr_status
read_seq(struct mapper *map, struct hk_spot *spot)
{
    uint32_t at = spot->flow ? spot->start + 1 : spot->start, cap = 0;
    for (advance(map); map->event.type != FYET_SEQUENCE_END; advance(map)) {
        struct hk_spot *item = NULL;
        uint32_t mark = hk_positions_skip(map->text, at);
        bool dash = !spot->flow && is_char(map->text, mark, '-');
        enum hkr_status status = read_spot(map, dash ? mark + 1 : at, &item);
        if (status != HKR_OK)
            return status;
        item->mark = mark;
        item->lead = spot->flow ? item->outset : mark;
        spot->odd |= !spot->flow && !dash;
        push_item(map, spot, item, &cap);
        at = spot->flow ? past_comma(map->text, item->end) : item->end;
    }
    spot->end = spot->flow ? map->event.end : at;
    return HKR_OK;
}

static enum hkr_status
read_map(struct mapper *map, struct hk_spot *spot)
{
    uint32_t at = spot->flow ? spot->start + 1 : spot->start, cap = 0;
    for (advance(map); map->event.type != FYET_MAPPING_END; advance(map)) {
        struct hk_spot *key = NULL, *value = NULL;
        enum hkr_status status = read_spot(map, at, &key);
        if (status != HKR_OK)
            return status;
        uint32_t mark = hk_positions_skip(map->text, key->end);
        bool colon = is_char(map->text, mark, ':');
        advance(map);
        status = read_spot(map, colon ? mark + 1 : key->end, &value);
        if (status != HKR_OK)
            return status;
        value->mark = mark;
        value->lead = key->outset;
        spot->odd |= !colon || key->form != HK_FORM_SCALAR || key->absent ||
                     key->outset != hk_positions_skip(map->text, at);
        push_item(map, spot, key, &cap);
        push_item(map, spot, value, &cap);
        at = spot->flow ? past_comma(map->text, value->end) : value->end;
    }
    spot->end = spot->flow ? map->event.end : at;
    return HKR_OK;
}

/* Where the latest anchor called @name is kept, or NULL. */
static struct hk_spot **
find_anchor(struct mapper *map, struct hk_slice name)
{
    for (uint32_t i = hk_index_first(map->anchors, hk_hash_bytes(name)); i != HK_INDEX_END;
         i = hk_index_next(map->anchors, i)) {
        struct hk_spot **slot = &map->anchored.items[hk_index_value(map->anchors, i)];
        if (hk_slice_eq((*slot)->name, name))
            return slot;
    }
    return NULL;
}

static void
note_anchor(struct mapper *map, struct hk_spot *spot)
{
    struct hk_spot **slot = spot->name.len ? find_anchor(map, spot->name) : NULL;
    if (slot) {
        *slot = spot;
    } else if (spot->name.len) {
        hk_vec_push(map->env->arena, &map->anchored, spot);
        hk_index_add(map->anchors, hk_hash_bytes(spot->name), map->anchored.n - 1);
    }
}

static void
note_alias(struct mapper *map, struct hk_spot *spot)
{
    struct hk_spot **slot = find_anchor(map, spot->name);
    if (!slot)
        return;
    spot->target = *slot;
    spot->alias = (*slot)->alias;
    (*slot)->alias = spot;
    (*slot)->shared = true;
}

static enum hkr_status
read_collection(struct mapper *map, struct hk_spot *spot)
{
    bool is_map = map->event.type == FYET_MAPPING_START;
    char bracket = is_map ? '{' : '[';
    spot->form = is_map ? HK_FORM_MAP : HK_FORM_SEQ;
    spot->flow = map->event.wide && is_char(map->text, spot->start, bracket);
    spot->odd = map->flow_depth && !spot->flow; /* a pair in a list: [a: b] */
    if (map->depth++ > map->env->limits->depth)
        return fault_unread(map);
    map->flow_depth += spot->flow;
    enum hkr_status status = is_map ? read_map(map, spot) : read_seq(map, spot);
    map->flow_depth -= spot->flow;
    map->depth--;
    return status;
}

/* The spot of the current event, which is found behind byte @after. */
static enum hkr_status
read_spot(struct mapper *map, uint32_t after, struct hk_spot **ret_spot)
{
    struct hk_spot *spot = HK_NEW(map->env->arena, struct hk_spot);
    const struct event *event = &map->event;
    enum hkr_status status = HKR_OK;
    uint32_t props_end = event->props_end;
    spot->name = event->name;
    spot->in_flow = map->flow_depth > 0;
    spot->start = event->start;
    spot->outset = hk_positions_skip(map->text, after);
    *ret_spot = spot;
    if (event->type == FYET_ALIAS) {
        spot->form = HK_FORM_ALIAS;
        spot->start = spot->outset;
        spot->end = event->end;
        note_alias(map, spot);
        return HKR_OK;
    }
    note_anchor(map, spot);
    if (event->type == FYET_SCALAR)
        place_scalar(map, spot);
    else if (event->type == FYET_MAPPING_START || event->type == FYET_SEQUENCE_START)
        status = read_collection(map, spot);
    else
        return fault_unread(map);
    if (spot->absent && !props_end)
        spot->start = spot->end = spot->outset = after;
    spot->odd |= spot->end < spot->start || spot->end > map->text.len ||
                 (!props_end && spot->outset != spot->start);
    return status;
}

/* ---- The document ----------------------------------------------------------------------- */

static enum hkr_status
read_document(struct mapper *map, struct hk_spot **ret_root)
{
    do
        advance(map);
    while (map->event.type == FYET_STREAM_START);
    if (map->event.type == FYET_STREAM_END)
        return HKR_OK;
    if (map->event.type != FYET_DOCUMENT_START)
        return fault_unread(map);
    uint32_t from = map->event.end; /* of "---", when it is written */
    if (!from && hk_slice_starts(map->text, HK_S("\xEF\xBB\xBF")))
        from = 3;
    advance(map);
    struct hk_spot *root = NULL;
    enum hkr_status status = read_spot(map, from, &root);
    if (status == HKR_OK && !root->absent)
        *ret_root = root;
    return status;
}

enum hkr_status
hk_positions_read(struct hk_env *env, hk_file_id file, struct hk_slice text,
                  struct hk_spot **ret_root)
{
    struct mapper *map = HK_NEW(env->arena, struct mapper);
    *map = (struct mapper){.env = env, .text = text, .file = file};
    map->anchors = hk_index_new(env->arena, 0);
    *ret_root = NULL;
    if (text.len == 0)
        return HKR_OK;
    open_parser(map);
    hk_arena_defer(env->arena, close_parser, map);
    enum hkr_status status = read_document(map, ret_root);
    hk_arena_release(env->arena, map);
    return status;
}
