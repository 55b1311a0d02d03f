/* SPDX-License-Identifier: Apache-2.0 */
#include "strict.h"

#include "../base/index.h"

static bool
has_map(const struct hk_node *list)
{
    for (uint32_t i = 0; i < list->n; i++)
        if (list->items[i]->kind == HK_MAP)
            return true;
    return false;
}

void
hk_merge_strict_replaced(const struct merge *m, const struct hk_node *dest,
                         const struct hk_node *patch, hk_schema type)
{
    struct hk_diags *diags = m->env->diags;
    if (!hk_diag_wants(diags, HK_D_LIST_REPLACED) || type != HK_SCHEMA_NONE || dest == patch ||
        !has_map(dest) || !has_map(patch))
        return;
    hk_diag_remark(diags, HK_D_LIST_REPLACED, hk_node_place(patch),
                   "this list takes the place of all %u items of the object's list, since no merge "
                   "keys are known for it",
                   dest->n);
    hk_diag_mend(diags,
                 "repeat the items that are to stay, or use a JSON patch, which can change "
                 "and add single ones; where a CustomResourceDefinition of the build has the "
                 "keys, --schema-from-crds heeds it");
    hk_diag_related(diags, hk_node_place(dest), "the list that is replaced");
}

void
hk_merge_strict_quoted(const struct merge *m, const struct hk_node *old,
                       const struct hk_node *value)
{
    struct hk_diags *diags = m->env->diags;
    if (!hk_diag_wants(diags, HK_D_QUOTES_KEPT))
        return;
    hk_diag_remark(diags, HK_D_QUOTES_KEPT, hk_node_place(value),
                   "this value becomes a string, since what it replaces is written in quotes");
    hk_diag_mend(diags, "write it in quotes, or take the quotes off in the object");
    hk_diag_related(diags, hk_node_place(old), "the quoted value");
}

/* ---- Lists that merge ------------------------------------------------------------------- */

static void
check_keys(const struct merge *m, const struct hk_list_rule *rule, const struct hk_node *patch)
{
    struct hk_diags *diags = m->env->diags;
    hk_sym key = hk_env_sym(m->env, rule->keys[0]);
    for (uint32_t i = 0; i < patch->n; i++) {
        const struct hk_node *item = patch->items[i];
        if (item->kind != HK_MAP || !item->n || hk_map_find(item, key) ||
            hk_map_find(item, HK_SYM_patch_directive))
            continue;
        hk_diag_remark(diags, HK_D_MERGE_KEY_MISSING, hk_node_place(item),
                       "this item lacks `%" PRSLICE "`, by which the items of this list are told "
                       "apart: it can replace or wipe others",
                       ARGSLICE(rule->keys[0]));
        hk_diag_mend(diags, "add `%" PRSLICE "`", ARGSLICE(rule->keys[0]));
    }
}

static void
remark_mismatch(const struct merge *m, const struct hk_list_rule *rule, const struct hk_node *item,
                const struct hk_node *other)
{
    struct hk_diags *diags = m->env->diags;
    hk_diag_remark(diags, HK_D_MERGE_ITEM_LOST, hk_node_place(item),
                   "of this item and the object's with the same `%" PRSLICE "`, one says `%" PRSLICE
                   "` and one does not: the merge loses one of them",
                   ARGSLICE(rule->keys[0]), ARGSLICE(rule->keys[1]));
    hk_diag_mend(diags, "give `%" PRSLICE "` in both", ARGSLICE(rule->keys[1]));
    hk_diag_related(diags, hk_node_place(other), "the item of the object");
}

/* With two keys, an item that lacks the second one meets no item that has it, yet counts as the
 * same in the end. */
static void
check_second_key(const struct merge *m, const struct hk_list_rule *rule, const struct hk_node *dest,
                 const struct hk_node *patch)
{
    struct hk_env *env = m->env;
    struct hk_mark mark = hk_arena_mark(env->scratch);
    hk_sym first = hk_env_sym(env, rule->keys[0]);
    hk_sym second = hk_env_sym(env, rule->keys[1]);
    struct hk_index *index = hk_index_new(env->scratch, dest->n);
    for (uint32_t i = 0; i < dest->n; i++) { /* the last bit: whether it has the second key */
        uint64_t has = hk_map_find(dest->items[i], second) != NULL;
        hk_sym value = hk_env_sym(env, hk_map_text(dest->items[i], first));
        hk_index_add(index, (uint64_t)value << 1 | has, i);
    }
    for (uint32_t i = 0; i < patch->n; i++) {
        const struct hk_node *item = patch->items[i];
        struct hk_slice text = hk_map_text(item, first);
        uint64_t has = hk_map_find(item, second) != NULL;
        if (!text.len || hk_map_find(item, HK_SYM_patch_directive))
            continue;
        uint32_t entry = hk_index_first(index, (uint64_t)hk_env_sym(env, text) << 1 | !has);
        if (entry != HK_INDEX_END)
            remark_mismatch(m, rule, item, dest->items[hk_index_value(index, entry)]);
    }
    hk_arena_rewind(env->scratch, mark);
}

void
hk_merge_strict_list(const struct merge *m, const struct hk_list_rule *rule,
                     const struct hk_node *dest, const struct hk_node *patch)
{
    const struct hk_diags *diags = m->env->diags;
    if (!rule->n_keys || !patch || patch->kind != HK_SEQ)
        return;
    if (hk_diag_wants(diags, HK_D_MERGE_KEY_MISSING))
        check_keys(m, rule, patch);
    if (rule->n_keys > 1 && dest && hk_diag_wants(diags, HK_D_MERGE_ITEM_LOST))
        check_second_key(m, rule, dest, patch);
}
