/* SPDX-License-Identifier: Apache-2.0 */
#include "sorted.h"

#include "../yaml/edit.h"
#include "canon.h"

#include <stdlib.h>

struct ranked {
    uint64_t hash;
    uint32_t i;
    struct hk_node *node;
};

static int
by_hash(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    return x->hash == y->hash ? (x->i > y->i) - (x->i < y->i) : x->hash < y->hash ? -1 : 1;
}

/* The children of @spot are sorted already. */
static void
sort_items(const struct hk_canon *canon, struct hk_spot spot, struct hk_node *seq)
{
    struct hk_arena *scratch = canon->env->scratch;
    struct hk_mark mark = hk_arena_mark(scratch);
    struct ranked *items = HK_NEW_ARRAY(scratch, seq->n, struct ranked);
    for (uint32_t i = 0; i < seq->n; i++)
        items[i] = (struct ranked){hk_canon_hash(canon, hk_spot_child(spot, i)), i, seq->items[i]};
    qsort(items, seq->n, sizeof *items, by_hash);
    for (uint32_t i = 0; i < seq->n; i++)
        (void)hk_edit_set_item(canon->env, seq, i, items[i].node); /* owned: in place */
    hk_arena_rewind(scratch, mark);
}

static void
sort_tree(const struct hk_canon *canon, struct hk_spot spot, struct hk_node *node)
{
    for (uint32_t i = 0; node->kind != HK_SCALAR && i < node->n; i++)
        sort_tree(canon, hk_spot_child(spot, i),
                  node->kind == HK_MAP ? node->pairs[i].value : node->items[i]);
    if (node->kind == HK_SEQ && node->n > 1)
        sort_items(canon, spot, node);
}

struct hk_resset *
hk_sorted_set(struct hk_env *env, const struct hk_resset *set)
{
    struct hk_resset *sorted = hk_resset_new(env);
    struct hk_canon canon = {.env = env, .ignore_list_order = true};
    for (uint32_t i = 0; i < set->list.n; i++) {
        struct hk_resource *res = hk_resource_clone(env, set->list.items[i]);
        res->root = hk_edit_clone(env, res->root);
        sort_tree(&canon, hk_spot_root(res->root), res->root);
        hk_vec_push(env->arena, &sorted->list, res);
    }
    return sorted;
}
