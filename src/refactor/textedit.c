/* SPDX-License-Identifier: Apache-2.0 */
#include "textedit.h"

#include "splice.h"

#include "../base/index.h"
#include "../load/scalar.h"
#include "../yaml/read.h"

/* ---- Habits ----------------------------------------------------------------------------- */

/* Looks for the first map and the first list that hang below a key of a block. */
static void
learn_habits(const struct hk_textedit *edit, const struct hk_spot *spot, uint32_t depth,
             bool *ret_map, bool *ret_seq, struct hk_habits *habits)
{
    bool is_map = spot->form == HK_FORM_MAP;
    if (spot->flow || depth > 16)
        return;
    for (uint32_t i = 0; i < spot->n && !(*ret_map && *ret_seq); i++) {
        const struct hk_spot *value = spot->items[i];
        if (is_map && i % 2 && !value->flow && !value->odd && value->n) {
            uint32_t key = hk_splice_column(edit->text, spot->items[i - 1]->start);
            uint32_t column = hk_splice_column(edit->text, value->start);
            bool seq = value->form == HK_FORM_SEQ;
            if (seq && !*ret_seq && column >= key) {
                habits->seq_indent = column - key;
                *ret_seq = true;
            } else if (!seq && !*ret_map && column > key) {
                habits->map_indent = column - key;
                *ret_map = true;
            }
        }
        if (value->n)
            learn_habits(edit, value, depth + 1, ret_map, ret_seq, habits);
    }
}

static void
take_habits(struct hk_textedit *edit, const struct hk_spot *root)
{
    bool map = false, seq = false;
    edit->habits = (struct hk_habits){.map_indent = 2};
    if (!root)
        return;
    edit->habits.json =
        root->flow && root->n && root->form == HK_FORM_MAP && root->items[0]->style == HK_DOUBLE;
    learn_habits(edit, root, 0, &map, &seq, &edit->habits);
}

/* ---- What became of each entry ------------------------------------------------------------ */

static enum hkr_status sync_value(struct hk_textedit *edit, struct hk_spot *spot,
                                  struct hk_node *old, struct hk_node *next, bool in_flow,
                                  uint32_t indent);

/* The children of a node by the place that they were read from. */
struct origins {
    struct hk_index *index;
    const struct hk_entries *entries;
    const uint32_t *offsets;
    HK_VEC(const struct hk_node *) inherited; /* values that a merge key brought, in their order */
    uint32_t n_met;                           /* of these, in the new tree */
};

/* The entry that was read from @offset and comes at or behind @from, or UINT32_MAX. */
static uint32_t
find_entry(const struct origins *origins, uint32_t offset, uint32_t from)
{
    /* Most often nothing has moved; many aliases of one node have one place. */
    if (from < origins->entries->n && origins->offsets[from] == offset &&
        origins->entries->items[from].old)
        return from;
    for (uint32_t i = hk_index_first(origins->index, hk_hash_mix(0, offset)); i != HK_INDEX_END;
         i = hk_index_next(origins->index, i)) {
        uint32_t entry = hk_index_value(origins->index, i);
        if (entry >= from && origins->offsets[entry] == offset &&
            origins->entries->items[entry].old)
            return entry;
    }
    return UINT32_MAX;
}

/* Whether @value is the next of those that a merge key brings: it is not written here. */
static bool
is_inherited(struct origins *origins, const struct hk_node *value)
{
    for (uint32_t i = origins->n_met; i < origins->inherited.n; i++) {
        if (origins->inherited.items[i] != value)
            continue;
        origins->n_met = i + 1;
        return true;
    }
    return false;
}

static hk_file_id
child_file(const struct hk_node *node, uint32_t i)
{
    return node->kind == HK_MAP ? node->pairs[i].key_file : node->items[i]->file;
}

static uint32_t
child_offset(const struct hk_node *node, uint32_t i)
{
    return node->kind == HK_MAP ? node->pairs[i].key_offset : node->items[i]->offset;
}

static struct hk_node *
child(const struct hk_node *node, uint32_t i)
{
    return node->kind == HK_MAP ? node->pairs[i].value : node->items[i];
}

/* Quotes of a neighbour are worth following. */
static enum hk_style
wish_of(const struct hk_entries *entries, uint32_t before)
{
    const struct hk_spot *value = before ? entries->items[before - 1].value : NULL;
    if (!value || entries->is_root || value->form != HK_FORM_SCALAR)
        return HK_PLAIN;
    return value->style == HK_SINGLE || value->style == HK_DOUBLE ? (enum hk_style)value->style
                                                                  : HK_PLAIN;
}

/* Tells for each child of @next which entry it is, or that it is new. */
static void
match_children(struct hk_textedit *edit, struct origins *origins, struct hk_node *next,
               struct hk_entries *entries)
{
    uint32_t from = 0;
    for (uint32_t i = 0; i < next->n; i++) {
        uint32_t found = UINT32_MAX;
        if (child_file(next, i) == edit->file)
            found = find_entry(origins, child_offset(next, i), from);
        if (found != UINT32_MAX) {
            entries->items[found].next = child(next, i);
            from = found + 1;
            continue;
        }
        if (is_inherited(origins, child(next, i)))
            continue;
        struct hk_addition addition = {.before = from, .node = child(next, i)};
        addition.pair = next->kind == HK_MAP ? &next->pairs[i] : NULL;
        addition.wish = wish_of(entries, from);
        hk_vec_push(edit->env->arena, &entries->additions, addition);
    }
}

static bool
is_merge_key(struct hk_slice text, const struct hk_spot *key)
{
    return key->style == HK_PLAIN &&
           hk_slice_eq(hk_slice(text.ptr + key->start, key->end - key->start), HK_S("<<"));
}

/* Fills the entries from what the text has, and finds the child of @old for each. False when the
 * two do not fit together. */
static bool
list_entries(struct hk_textedit *edit, const struct hk_spot *spot, const struct hk_node *old,
             struct hk_entries *entries, struct origins *origins)
{
    struct hk_arena *arena = edit->env->arena;
    bool is_map = spot->form == HK_FORM_MAP;
    uint32_t step = is_map ? 2 : 1, at = 0;
    uint32_t *offsets = HK_NEW_ARRAY(arena, spot->n / step + 1, uint32_t);
    *entries = (struct hk_entries){.spot = spot, .n = spot->n / step};
    entries->items = HK_NEW_ARRAY(arena, entries->n + 1, struct hk_entry);
    *origins = (struct origins){
        .index = hk_index_new(arena, entries->n), .entries = entries, .offsets = offsets};
    if (old->kind != (is_map ? HK_MAP : HK_SEQ))
        return false;
    for (uint32_t i = 0; i < entries->n; i++) {
        struct hk_entry *entry = &entries->items[i];
        entry->key = is_map ? spot->items[2 * i] : NULL;
        entry->value = spot->items[step * i + step - 1];
        entry->lead = is_map ? entry->key->outset : entry->value->mark;
        if (is_map && is_merge_key(edit->text, entry->key))
            continue;
        /* Pairs that a merge key brought in between were read elsewhere. */
        while (is_map && at < old->n && old->pairs[at].key_offset != entry->lead)
            hk_vec_push(arena, &origins->inherited, old->pairs[at++].value);
        if (at >= old->n)
            return false;
        entry->old = child(old, at);
        offsets[i] = child_offset(old, at);
        hk_index_add(origins->index, hk_hash_mix(0, offsets[i]), i);
        at++;
    }
    while (is_map && at < old->n)
        hk_vec_push(arena, &origins->inherited, old->pairs[at++].value);
    return at == old->n;
}

/* ---- Values that are replaced whole ------------------------------------------------------- */

/* A collection that takes lines of its own below a key; the value that stood there goes. */
static enum hkr_status
replace_below(struct hk_textedit *edit, const struct hk_spot *spot, const struct hk_node *next,
              uint32_t indent)
{
    struct hk_slice text = edit->text;
    struct hk_newtext *out = hk_splice_newtext(edit);
    uint32_t below = hk_newtext_below(&edit->habits, next, indent);
    uint32_t line = hk_splice_line_end(text, spot->end);
    bool ended = line < text.len;
    out->no_blocks |= hk_splice_swallows(text, line + ended);
    if (!hk_splice_ends(text, spot->end) || spot->mark >= text.len || text.ptr[spot->mark] != ':')
        return hk_splice_refuse(edit, spot->outset);
    if (spot->end > spot->mark + 1)
        hk_splice_add(edit, spot->mark + 1, spot->end, hk_slice(NULL, 0));
    if (!ended)
        hk_buf_byte(&out->buf, '\n');
    hk_buf_fill(&out->buf, ' ', below);
    hk_newtext_block(out, next, below);
    if (ended)
        hk_buf_byte(&out->buf, '\n');
    line += ended;
    hk_splice_add(edit, line, line, hk_splice_text(out));
    return HKR_OK;
}

static bool
is_line_end(struct hk_slice text, uint32_t at)
{
    uint32_t end = hk_splice_line_end(text, at);
    return end < text.len && hk_splice_is_blank(text, at);
}

/* A value on one line. */
static enum hkr_status
replace_inline(struct hk_textedit *edit, const struct hk_spot *spot, const struct hk_node *next,
               bool in_flow, uint32_t indent)
{
    struct hk_newtext *out = hk_splice_newtext(edit);
    struct hk_slice text = edit->text;
    bool scalar = spot->form == HK_FORM_SCALAR && next->kind == HK_SCALAR;
    uint32_t start = scalar && !spot->absent ? spot->start : spot->outset;
    bool same_line = hk_splice_line_start(text, start) == hk_splice_line_start(text, spot->mark);
    if (spot->absent || (!in_flow && !same_line)) {
        start = spot->mark + 1;
        if (spot->mark >= text.len || !strchr(":-", text.ptr[spot->mark]))
            return hk_splice_refuse(edit, spot->outset);
        hk_buf_byte(&out->buf, ' ');
    }
    /* A block of lines must have the end of the line for itself. */
    bool one_line = in_flow || !is_line_end(text, spot->end);
    out->no_blocks |= hk_splice_swallows(text, hk_splice_next_line(text, spot->end));
    if (next->kind == HK_SCALAR)
        hk_newtext_scalar(out, next, scalar ? (enum hk_style)spot->style : HK_PLAIN,
                          one_line ? UINT32_MAX : indent, in_flow);
    else
        hk_newtext_inline(out, next, HK_PLAIN, in_flow);
    hk_splice_add(edit, start, spot->end, hk_splice_text(out));
    return HKR_OK;
}

static enum hkr_status
replace_value(struct hk_textedit *edit, const struct hk_spot *spot, const struct hk_node *next,
              bool in_flow, uint32_t indent)
{
    if (in_flow || !hk_newtext_is_tall(next))
        return replace_inline(edit, spot, next, in_flow, indent);
    return replace_below(edit, spot, next, indent);
}

/* ---- Anchors that are used elsewhere -------------------------------------------------------- */

static enum hkr_status
fault_shared(struct hk_textedit *edit, const struct hk_spot *spot)
{
    struct hk_place at = {edit->file, spot->outset, 0};
    (void)hk_diag_report(edit->env->diags, HK_D_EDIT_SHARED, at,
                         "the anchor '%" PRSLICE "' here is used elsewhere, where this edit would "
                         "change the value too",
                         ARGSLICE(spot->name));
    hk_diag_mend(edit->env->diags, "write the value out where the alias '*%" PRSLICE "' stands",
                 ARGSLICE(spot->name));
    return HKR_E_INPUT;
}

/* The value at @spot is going to change: whoever has it by an alias gets a copy of what it was. */
static enum hkr_status
write_out(struct hk_textedit *edit, struct hk_spot *spot, const struct hk_node *old)
{
    enum hkr_status status = HKR_OK;
    for (struct hk_spot *alias = spot->alias; status == HKR_OK && alias; alias = alias->alias) {
        uint32_t column = hk_splice_column(edit->text, alias->lead);
        if (alias->gone)
            continue;
        if (alias->start < spot->end) /* within itself */
            return fault_shared(edit, spot);
        status = replace_value(edit, alias, old, alias->in_flow, column);
    }
    spot->shared = false; /* done */
    return status;
}

/* ---- Values that are changed in parts ------------------------------------------------------ */

/* Whether an anchor that is used elsewhere stands in what goes. */
static const struct hk_spot *
find_shared(const struct hk_spot *spot)
{
    if (spot->shared)
        return spot;
    for (uint32_t i = 0; i < spot->n; i++) {
        const struct hk_spot *found = find_shared(spot->items[i]);
        if (found)
            return found;
    }
    return NULL;
}

static void
mark_gone(struct hk_spot *spot)
{
    spot->gone = spot->form == HK_FORM_ALIAS;
    for (uint32_t i = 0; i < spot->n; i++)
        mark_gone(spot->items[i]);
}

/* Aliases that need no copy of what their anchor was. */
static void
mark_entries(struct hk_entries *entries)
{
    for (uint32_t i = 0; i < entries->n; i++) {
        const struct hk_entry *entry = &entries->items[i];
        bool replaced = entry->value->form == HK_FORM_ALIAS && entry->next != entry->old;
        if (entry->old && (!entry->next || replaced))
            mark_gone(entry->value);
    }
}

static enum hkr_status
fault_inherited(struct hk_textedit *edit, const struct hk_spot *spot)
{
    struct hk_place at = {edit->file, spot->outset, 0};
    (void)hk_diag_report(edit->env->diags, HK_D_EDIT_SHARED, at,
                         "a merge key brings what is to be changed here");
    hk_diag_mend(edit->env->diags, "write out what '<<' stands for, and edit that");
    return HKR_E_INPUT;
}

/* What @spot holds goes altogether. */
static enum hkr_status
leave(struct hk_textedit *edit, struct hk_spot *spot, const struct hk_node *old)
{
    enum hkr_status status = spot->shared ? write_out(edit, spot, old) : HKR_OK;
    const struct hk_spot *shared = find_shared(spot);
    return status == HKR_OK && shared ? fault_shared(edit, shared) : status;
}

static bool
is_marker(struct hk_slice text, uint32_t line, struct hk_slice marker)
{
    struct hk_slice rest = hk_slice_from(text, line);
    return hk_slice_starts(rest, marker) &&
           (rest.len == 3 || strchr(" \t\r\n", rest.ptr[3]) != NULL);
}

/* Whether documents are marked: without a line of its own, the first one would be another. */
static bool
has_marks(struct hk_slice text)
{
    uint32_t line = 0;
    while (line < text.len && !is_marker(text, line, HK_S("---")))
        line = hk_splice_next_line(text, line);
    return line < text.len;
}

/* Follows the entries that stay; *ret_moves tells whether any goes or comes. */
static enum hkr_status
sync_entries(struct hk_textedit *edit, const struct hk_entries *entries, bool *ret_moves)
{
    const struct hk_spot *spot = entries->spot;
    *ret_moves = entries->additions.n > 0;
    for (uint32_t i = 0; i < entries->n; i++) {
        const struct hk_entry *entry = &entries->items[i];
        if (!entry->old)
            continue;
        uint32_t indent = hk_splice_column(edit->text, entry->lead);
        enum hkr_status status = entry->next ? sync_value(edit, entry->value, entry->old,
                                                          entry->next, spot->flow, indent)
                                             : leave(edit, entry->value, entry->old);
        if (status != HKR_OK)
            return status;
        *ret_moves |= !entry->next;
    }
    return HKR_OK;
}

static bool
keeps_any(const struct hk_entries *entries)
{
    for (uint32_t i = 0; i < entries->n; i++)
        if (!entries->items[i].old || entries->items[i].next)
            return true;
    return false;
}

static enum hkr_status
sync_collection(struct hk_textedit *edit, struct hk_spot *spot, struct hk_node *old,
                struct hk_node *next, bool in_flow, uint32_t indent, bool is_root)
{
    struct hk_entries entries;
    struct origins origins;
    bool moves = false;
    if (spot->odd || !list_entries(edit, spot, old, &entries, &origins))
        return hk_splice_refuse(edit, spot->start);
    entries.is_root = is_root;
    entries.column = entries.n ? hk_splice_column(edit->text, entries.items[0].lead) : 0;
    match_children(edit, &origins, next, &entries);
    mark_entries(&entries);
    if (origins.n_met < origins.inherited.n)
        return fault_inherited(edit, spot);
    if (!keeps_any(&entries)) {
        enum hkr_status left = leave(edit, spot, old);
        if (left != HKR_OK)
            return left;
        if (is_root && !next->n && has_marks(edit->text)) {
            hk_splice_add(edit, spot->start, spot->end, HK_S("{}"));
            return HKR_OK;
        }
        return is_root && !spot->flow ? hk_splice_block(edit, &entries)
                                      : replace_value(edit, spot, next, in_flow, indent);
    }
    enum hkr_status status = sync_entries(edit, &entries, &moves);
    if (status != HKR_OK || !moves)
        return status;
    return spot->flow ? hk_splice_flow(edit, &entries) : hk_splice_block(edit, &entries);
}

/* @indent: the column of the key or dash that the value belongs to. */
static enum hkr_status
sync_value(struct hk_textedit *edit, struct hk_spot *spot, struct hk_node *old,
           struct hk_node *next, bool in_flow, uint32_t indent)
{
    enum hkr_status status = HKR_OK;
    if (old == next)
        return HKR_OK;
    if (spot->shared)
        status = write_out(edit, spot, old);
    if (status != HKR_OK)
        return status;
    bool both_maps = spot->form == HK_FORM_MAP && next->kind == HK_MAP;
    bool both_lists = spot->form == HK_FORM_SEQ && next->kind == HK_SEQ;
    if ((both_maps || both_lists) && spot->n)
        return sync_collection(edit, spot, old, next, in_flow, indent, false);
    status = leave(edit, spot, old);
    return status == HKR_OK ? replace_value(edit, spot, next, in_flow, indent) : status;
}

/* ---- The document ----------------------------------------------------------------------- */

/* Where the first document of a text without one ends: its comments stay before what is new. */
static uint32_t
end_of_nothing(struct hk_slice text)
{
    uint32_t line = hk_slice_starts(text, HK_S("\xEF\xBB\xBF")) ? 3 : 0;
    bool begun = false;
    while (line < text.len && !is_marker(text, line, HK_S("..."))) {
        if (is_marker(text, line, HK_S("---"))) {
            if (begun)
                break;
            begun = true;
        }
        line = hk_splice_next_line(text, line);
    }
    return line;
}

static void
fill_empty(struct hk_textedit *edit, const struct hk_node *next)
{
    struct hk_newtext *out = hk_splice_newtext(edit);
    uint32_t at = end_of_nothing(edit->text);
    if (at == edit->text.len && at > 0 && edit->text.ptr[at - 1] != '\n' &&
        !(at == 3 && edit->text.ptr[0] == '\xEF'))
        hk_buf_byte(&out->buf, '\n');
    hk_newtext_block(out, next, 0);
    hk_buf_byte(&out->buf, '\n');
    hk_splice_add(edit, at, at, hk_splice_text(out));
}

static enum hkr_status
sync_root(struct hk_textedit *edit, struct hk_spot *spot, struct hk_node *old, struct hk_node *next)
{
    if (!spot) {
        fill_empty(edit, next);
        return HKR_OK;
    }
    if (spot->shared)
        return fault_shared(edit, spot);
    if (spot->form == HK_FORM_MAP && spot->n && old)
        return sync_collection(edit, spot, old, next, false, 0, true);
    if (!hk_splice_ends(edit->text, spot->end))
        return hk_splice_refuse(edit, spot->end);
    struct hk_newtext *out = hk_splice_newtext(edit);
    hk_newtext_block(out, next, 0);
    hk_splice_add(edit, spot->outset, spot->end, hk_splice_text(out));
    return HKR_OK;
}

/* ---- The check --------------------------------------------------------------------------- */

static bool same_tree(const struct hk_node *a, const struct hk_node *b);

static bool
same_scalar(const struct hk_node *a, const struct hk_node *b)
{
    enum hk_tag type = hk_scalar_type(a, NULL);
    if (type == HK_TAG_NULL)
        return hk_scalar_type(b, NULL) == HK_TAG_NULL;
    return type == hk_scalar_type(b, NULL) && hk_slice_eq(hk_node_text(a), hk_node_text(b));
}

/* Nothing and a map without pairs are the same file. */
static bool
same_tree(const struct hk_node *a, const struct hk_node *b)
{
    if (a->kind != b->kind || (a->kind != HK_SCALAR && a->n != b->n))
        return false;
    if (a->kind == HK_SCALAR)
        return same_scalar(a, b);
    for (uint32_t i = 0; i < a->n; i++) {
        if (a->kind == HK_MAP && a->pairs[i].key != b->pairs[i].key)
            return false;
        if (!same_tree(child(a, i), child(b, i)))
            return false;
    }
    return true;
}

/* Reads the new text and compares. */
static enum hkr_status
check(struct hk_textedit *edit, struct hk_slice text, const struct hk_node *next, bool *ret_same)
{
    struct hk_env *env = edit->env;
    struct hk_node *root = NULL;
    hk_file_id file = 0;
    uint32_t n = env->diags->list.n;
    struct hk_slice name = hk_sources_name(env->sources, edit->file);
    enum hkr_status status = hk_read_config(env, name, text, &file, &root);
    if (status == HKR_E_LIMIT)
        return status;
    hk_diag_rewind(env->diags, n);
    bool empty = !root || (root->kind == HK_MAP && !root->n);
    *ret_same = status == HKR_OK && (root && !empty ? same_tree(root, next) : next->n == 0);
    return HKR_OK;
}

static enum hkr_status
fault_refused(struct hk_textedit *edit)
{
    struct hk_place at = {edit->file, edit->splices.n ? edit->splices.items[0].start : 0, 0};
    (void)hk_diag_report(edit->env->diags, HK_D_EDIT_REFUSED, at,
                         "the edit here would not give what it should, so nothing was changed");
    hk_diag_mend(edit->env->diags, "edit the file by hand; please report this with the file");
    return HKR_E_INPUT;
}

static enum hkr_status
fault_encoding(struct hk_textedit *edit)
{
    struct hk_place at = {edit->file, 0, 0};
    (void)hk_diag_report(edit->env->diags, HK_D_EDIT_UNREADABLE, at,
                         "a file in UTF-16 is not edited");
    hk_diag_mend(edit->env->diags, "save it as UTF-8");
    return HKR_E_INPUT;
}

static enum hkr_status
attempt(struct hk_textedit *edit, struct hk_node *before, struct hk_node *after,
        struct hk_slice *ret_text, bool *ret_same)
{
    struct hk_spot *root = NULL;
    edit->splices.n = 0;
    enum hkr_status status = hk_positions_read(edit->env, edit->file, edit->text, &root);
    if (status != HKR_OK)
        return status;
    take_habits(edit, root);
    status = sync_root(edit, root, before, after);
    if (status == HKR_OK)
        status = hk_splice_apply(edit, ret_text);
    return status == HKR_OK ? check(edit, *ret_text, after, ret_same) : status;
}

enum hkr_status
hk_textedit(struct hk_env *env, hk_file_id file, struct hk_slice text, struct hk_node *before,
            struct hk_node *after, struct hk_slice *ret_text)
{
    struct hk_textedit edit = {.env = env, .file = file, .text = text};
    struct hk_slice changed = text;
    bool same = before == after;
    enum hkr_status status = HKR_OK;
    if (hk_slice_starts(text, HK_S("\xFF\xFE")) || hk_slice_starts(text, HK_S("\xFE\xFF")))
        return fault_encoding(&edit);
    if (before && before->kind != HK_MAP)
        before = NULL; /* null, or no kustomization */
    /* New blocks of lines may meet what an edit of the next field leaves behind: then in quotes. */
    for (int i = 0; status == HKR_OK && !same && i < 2; i++) {
        edit.no_blocks = i > 0;
        status = attempt(&edit, before, after, &changed, &same);
    }
    if (status == HKR_OK && !same)
        return fault_refused(&edit);
    if (status == HKR_OK)
        *ret_text = changed;
    return status;
}
