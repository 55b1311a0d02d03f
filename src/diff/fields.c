/* SPDX-License-Identifier: Apache-2.0 */
#include "fields.h"

#include "../base/number.h"
#include "../yaml/keyorder.h"
#include "items.h"

#include <stdio.h>

/* One step of the way to a field, on the stack of the walk. */
struct step {
    const struct step *outer; /* NULL: the object itself */
    hk_sym key;               /* of a map, when there is no list */
    const struct hk_items *list;
    struct hk_spot item;
    uint32_t index;
};

struct walk {
    const struct hk_diff_run *run;
    struct hk_env *env;
    struct hk_field_changes *changes;
    bool is_secret; /* the objects are Secrets */
};

/* ---- Renames ---------------------------------------------------------------------------- */

void
hk_renames_add(struct hk_renames *renames, hk_sym before, hk_sym after)
{
    struct hk_env *env = renames->env;
    struct hk_rename rename = {hk_env_text(env, before), hk_env_text(env, after)};
    if (before == after || hk_renames_has(renames, rename.before, rename.after))
        return;
    if (!renames->by_before)
        renames->by_before = hk_index_new(env->arena, 0);
    hk_index_add(renames->by_before, hk_hash_bytes(rename.before), renames->list.n);
    hk_vec_push(env->arena, &renames->list, rename);
}

bool
hk_renames_has(const struct hk_renames *renames, struct hk_slice before, struct hk_slice after)
{
    if (!renames->by_before)
        return false;
    for (uint32_t i = hk_index_first(renames->by_before, hk_hash_bytes(before)); i != HK_INDEX_END;
         i = hk_index_next(renames->by_before, i)) {
        const struct hk_rename *rename =
            &renames->list.items[hk_index_value(renames->by_before, i)];
        if (hk_slice_eq(rename->before, before) && hk_slice_eq(rename->after, after))
            return true;
    }
    return false;
}

/* ---- Paths ------------------------------------------------------------------------------ */

static bool
is_plain_key(struct hk_slice key)
{
    for (size_t i = 0; i < key.len; i++) {
        unsigned char c = (unsigned char)key.ptr[i];
        if (!(c == '_' || c == '-' || c == '$' || (c >= '0' && c <= '9') ||
              ((c | 0x20u) >= 'a' && (c | 0x20u) <= 'z')))
            return false;
    }
    return key.len > 0;
}

static void
put_key(struct hk_buf *buf, struct hk_slice key)
{
    if (is_plain_key(key)) {
        if (buf->len)
            hk_buf_byte(buf, '.');
        hk_buf_append(buf, key);
        return;
    }
    hk_buf_byte(buf, '[');
    hk_canon_quote(key, buf);
    hk_buf_byte(buf, ']');
}

/* [name=web], [containerPort=80,protocol=TCP]; or [3] when there is no key */
static void
put_item(struct hk_env *env, struct hk_buf *buf, const struct step *step)
{
    char number[HK_NUMBER_BUFFER];
    const struct hk_list_rule *rule = &step->list->rule;
    bool any = false;
    for (uint8_t k = 0; k < rule->n_keys; k++) {
        struct hk_slice text = hk_map_text(step->item.node, hk_env_sym(env, rule->keys[k]));
        if (!text.len)
            continue;
        hk_buf_append(buf, any ? HK_S(",") : HK_S("["));
        hk_buf_append(buf, rule->keys[k]);
        hk_buf_byte(buf, '=');
        if (is_plain_key(text) || !memchr(text.ptr, ']', text.len))
            hk_buf_append(buf, text);
        else
            hk_canon_quote(text, buf);
        any = true;
    }
    if (!any) {
        hk_buf_byte(buf, '[');
        hk_buf_append(buf, hk_slice(number, hk_number_write_uint(step->index, number)));
    }
    hk_buf_byte(buf, ']');
}

static void
put_path(struct hk_env *env, struct hk_buf *buf, const struct step *step)
{
    if (!step)
        return;
    put_path(env, buf, step->outer);
    if (step->list)
        put_item(env, buf, step);
    else
        put_key(buf, hk_env_text(env, step->key));
}

/* ---- Changes ---------------------------------------------------------------------------- */

static bool
is_image(const struct step *step)
{
    const struct step *item = step ? step->outer : NULL;
    if (!item || step->list || step->key != HK_SYM_image || !item->list || !item->outer)
        return false;
    hk_sym list = item->outer->key;
    return list == HK_SYM_containers || list == HK_SYM_initContainers ||
           list == HK_SYM_ephemeralContainers;
}

static const char *
value_text(const struct walk *w, struct hk_spot spot)
{
    if (!spot.node)
        return NULL;
    hk_canon_text(w->env, spot, w->run->mask, w->run->text);
    return hk_diff_take_text(w->run);
}

static struct hkr_field_change *
add_change(struct walk *w, enum hkr_change_kind kind, const struct step *step,
           struct hk_spot before, struct hk_spot after)
{
    struct hk_buf *text = w->run->text;
    put_path(w->env, text, step);
    struct hkr_field_change change = {.size = sizeof change,
                                      .kind = kind,
                                      .path = hk_diff_take_text(w->run),
                                      .before_at = hk_diff_span(w->run, before.at),
                                      .after_at = hk_diff_span(w->run, after.at)};
    hk_vec_push(w->env->arena, w->changes, change);
    return &w->changes->items[w->changes->n - 1];
}

static void
report(struct walk *w, enum hkr_change_kind kind, const struct step *step, struct hk_spot before,
       struct hk_spot after)
{
    struct hk_slice x, y;
    struct hk_mark mark = hk_arena_mark(w->env->scratch);
    struct hkr_field_change *change = add_change(w, kind, step, before, after);
    change->before = value_text(w, before);
    change->after = value_text(w, after);
    change->is_image = is_image(step);
    change->is_reference = kind == HKR_CHANGE_CHANGED && hk_canon_string(w->env, before, &x) &&
                           hk_canon_string(w->env, after, &y) &&
                           hk_renames_has(w->run->renames, x, y);
    hk_arena_rewind(w->env->scratch, mark);
}

static const char *
index_text(const struct walk *w, uint32_t index)
{
    return hk_arena_printf(w->run->out, "%u", (unsigned)index).ptr;
}

/* ---- Walk ------------------------------------------------------------------------------- */

static void walk(struct walk *w, const struct step *step, struct hk_spot before,
                 struct hk_spot after, hk_schema type);

static struct hk_spot
member(const struct walk *w, const struct step *outer, struct hk_spot map, const struct hk_key *key)
{
    struct hk_spot child = hk_spot_child(map, (uint32_t)(key->pair - map.node->pairs));
    bool in_notes = outer && outer->key == HK_SYM_annotations && outer->outer &&
                    outer->outer->key == HK_SYM_metadata && !outer->outer->outer;
    if (w->is_secret && (!outer || in_notes) && hk_mask_covers(key->pair->key, in_notes))
        child.secret = true;
    return child;
}

/* A map that the program made to put something in stands at the place of what holds it. What is in
 * it tells more. */
static struct hk_place
telling_place(struct hk_spot spot)
{
    struct hk_spot leaf = spot;
    while (leaf.node->kind != HK_SCALAR && leaf.node->n)
        leaf = hk_spot_child(leaf, 0);
    return leaf.at.file && leaf.at.file != spot.at.file ? leaf.at : spot.at;
}

/* What stands on one side alone. */
static void
report_alone(struct walk *w, enum hkr_change_kind kind, const struct step *step,
             struct hk_spot spot)
{
    struct hk_spot none = {.node = NULL};
    spot.at = telling_place(spot);
    if (kind == HKR_CHANGE_REMOVED)
        report(w, kind, step, spot, none);
    else
        report(w, kind, step, none, spot);
}

static void
walk_map(struct walk *w, const struct step *outer, struct hk_spot before, struct hk_spot after,
         hk_schema type)
{
    struct hk_keystack keys = {.arena = w->env->scratch};
    uint32_t n = before.node->n, k = after.node->n;
    if (hk_keyorder_push(w->env, before.node, HK_KEYORDER_BYTES, &keys) != HKR_OK ||
        hk_keyorder_push(w->env, after.node, HK_KEYORDER_BYTES, &keys) != HKR_OK)
        return; /* the writer has reported that */
    for (uint32_t i = 0, j = 0; i < n || j < k;) {
        const struct hk_key *a = keys.keys.items, *b = a + n;
        int order = i == n ? 1 : j == k ? -1 : hk_slice_cmp(a[i].text, b[j].text);
        struct step step = {.outer = outer, .key = (order > 0 ? b[j] : a[i]).pair->key};
        if (order < 0)
            report_alone(w, HKR_CHANGE_REMOVED, &step, member(w, outer, before, &a[i]));
        else if (order > 0)
            report_alone(w, HKR_CHANGE_ADDED, &step, member(w, outer, after, &b[j]));
        else
            walk(w, &step, member(w, outer, before, &a[i]), member(w, outer, after, &b[j]),
                 hk_schema_field(w->env, type, step.key));
        i += order <= 0;
        j += order >= 0;
    }
}

static void
walk_item(struct walk *w, const struct step *outer, const struct hk_items *items,
          const struct hk_item_pair *pair, struct hk_spot before, struct hk_spot after,
          hk_schema type)
{
    struct step step = {.outer = outer, .list = items};
    struct hk_spot none = {.node = NULL};
    struct hk_spot a = pair->before == HK_NO_ITEM ? none : hk_spot_child(before, pair->before);
    struct hk_spot b = pair->after == HK_NO_ITEM ? none : hk_spot_child(after, pair->after);
    step.item = a.node ? a : b;
    step.index = b.node ? pair->after : pair->before;
    if (!a.node || !b.node) {
        report_alone(w, a.node ? HKR_CHANGE_REMOVED : HKR_CHANGE_ADDED, &step, step.item);
        return;
    }
    if (pair->moved && !w->run->canon.ignore_list_order) {
        struct hkr_field_change *change = add_change(w, HKR_CHANGE_MOVED, &step, a, b);
        change->before = index_text(w, pair->before);
        change->after = index_text(w, pair->after);
    }
    walk(w, &step, a, b, type);
}

static void
walk_list(struct walk *w, const struct step *outer, struct hk_spot before, struct hk_spot after,
          hk_schema type)
{
    struct hk_items items;
    struct hk_list_rule rule = hk_schema_list_rule(w->env, type);
    hk_items_match(&w->run->canon, before, after, &rule, &items);
    for (uint32_t i = 0; i < items.n; i++)
        walk_item(w, outer, &items, &items.pairs[i], before, after, hk_schema_items(w->env, type));
}

static void
walk(struct walk *w, const struct step *step, struct hk_spot before, struct hk_spot after,
     hk_schema type)
{
    if (before.node == after.node && before.flow == after.flow)
        return;
    if (before.node->kind != after.node->kind || before.node->kind == HK_SCALAR) {
        if (!hk_canon_equal(&w->run->canon, before, after))
            report(w, HKR_CHANGE_CHANGED, step, before, after);
        return;
    }
    struct hk_mark mark = hk_arena_mark(w->env->scratch);
    if (before.node->kind == HK_MAP)
        walk_map(w, step, before, after, type);
    else
        walk_list(w, step, before, after, type);
    hk_arena_rewind(w->env->scratch, mark);
}

void
hk_fields_compare(const struct hk_diff_run *run, const struct hk_resource *before,
                  const struct hk_resource *after, struct hk_field_changes *ret_changes)
{
    struct hk_env *env = run->canon.env;
    struct walk w = {.run = run,
                     .env = env,
                     .changes = ret_changes,
                     .is_secret =
                         hk_mask_is_secret(before->root) || hk_mask_is_secret(after->root)};
    hk_schema type = hk_schema_find(env, hk_map_text(after->root, HK_SYM_apiVersion),
                                    hk_map_text(after->root, HK_SYM_kind));
    walk(&w, NULL, hk_spot_root(before->root), hk_spot_root(after->root), type);
}
