/* SPDX-License-Identifier: Apache-2.0 */
#include "walk.h"

static enum directive
named(struct hk_slice text)
{
    static const struct {
        struct hk_slice text;
        enum directive value;
    } names[] = {
        {HK_S_INIT("merge"), DIRECTIVE_MERGE},
        {HK_S_INIT("replace"), DIRECTIVE_REPLACE},
        {HK_S_INIT("delete"), DIRECTIVE_DELETE},
    };
    for (size_t i = 0; i < HK_COUNT(names); i++)
        if (hk_slice_eq(text, names[i].text))
            return names[i].value;
    return DIRECTIVE_UNKNOWN;
}

/* The text of a "$patch" value, of whatever type; a map or list counts as empty. */
static struct hk_slice
raw_text(const struct hk_node *node)
{
    return node->kind == HK_SCALAR ? hk_node_text(node) : HK_S("");
}

enum directive
hk_merge_map_directive(const struct hk_node *map)
{
    const struct hk_node *value = hk_map_get(map, HK_SYM_patch_directive);
    return value ? named(raw_text(value)) : DIRECTIVE_NONE;
}

struct hk_node *
hk_merge_strip_map(struct merge *m, struct hk_node *map)
{
    struct hk_pair *pair = hk_map_find(map, HK_SYM_patch_directive);
    return pair ? hk_edit_remove_at(m->env, map, (uint32_t)(pair - map->pairs)) : map;
}

/* The first item of @list that has "$patch", or NULL. */
static const struct hk_node *
directive_item(const struct hk_node *list)
{
    for (uint32_t i = 0; i < list->n; i++)
        if (hk_map_find(list->items[i], HK_SYM_patch_directive))
            return list->items[i];
    return NULL;
}

enum directive
hk_merge_list_directive(const struct hk_node *list)
{
    const struct hk_node *item = directive_item(list);
    return item && item->n == 1 ? hk_merge_map_directive(item) : DIRECTIVE_NONE;
}

struct hk_node *
hk_merge_strip_list(struct merge *m, struct hk_node *list)
{
    struct hk_slice text = raw_text(hk_map_get(directive_item(list), HK_SYM_patch_directive));
    struct hk_node *kept = hk_node_seq(m->env, hk_node_place(list));
    for (uint32_t i = 0; i < list->n; i++) {
        struct hk_node *item = list->items[i];
        const struct hk_node *value = hk_map_get(item, HK_SYM_patch_directive);
        bool is_void = hk_node_is_null(item) || (item->kind == HK_MAP && item->n == 0);
        if (!is_void && !(value && hk_slice_eq(raw_text(value), text)))
            kept = hk_edit_append(m->env, kept, item);
    }
    return kept;
}

void
hk_merge_bad_directive(struct merge *m, const struct hk_node *where)
{
    const struct hk_node *map = where->kind == HK_SEQ ? directive_item(where) : where;
    const struct hk_node *value = hk_map_get(map, HK_SYM_patch_directive);
    m->status = hk_diag_report(m->env->diags, HK_D_MERGE_DIRECTIVE, hk_node_place(value),
                               "`$patch` has a value here that it can not have");
    hk_diag_mend(m->env->diags, "use delete, replace or merge");
}
