/* SPDX-License-Identifier: Apache-2.0 */
#include "objects.h"

#include "../yaml/read.h"

struct reader {
    struct hk_env *env;
    struct hk_resset *set;
};

static bool
is_list(const struct hk_node *node)
{
    const struct hk_node *items = hk_map_get(node, HK_SYM_items);
    return items && (items->kind == HK_SEQ || hk_node_is_null(items)) &&
           hk_slice_ends(hk_map_text(node, HK_SYM_kind), HK_S("List"));
}

static enum hkr_status
add_object(struct reader *reader, struct hk_node *node)
{
    struct hk_env *env = reader->env;
    if (node->kind != HK_MAP || !hk_map_text(node, HK_SYM_kind).len) {
        (void)hk_diag_report(env->diags, HK_D_COMPARE_NOT_OBJECT, hk_node_place(node),
                             node->kind == HK_MAP ? "this object has no kind"
                                                  : "this document is not a Kubernetes object");
        hk_diag_mend(env->diags, "compare files that hold rendered objects alone");
        return HKR_E_INPUT;
    }
    struct hk_resource *res = HK_NEW(env->arena, struct hk_resource);
    *res =
        (struct hk_resource){.root = node, .id = hk_id_read(env, node), .at = hk_node_place(node)};
    if (res->id.name == HK_SYM_EMPTY) {
        hk_diag_remark(env->diags, HK_D_COMPARE_NO_NAME, res->at,
                       "this object has no name, so it is compared with one of its kind by their "
                       "order");
        hk_diag_mend(env->diags, "give it `metadata.name`");
    }
    hk_vec_push(env->arena, &reader->set->list, res);
    return HKR_OK;
}

/* Nesting is bounded by the reader of the text. */
static enum hkr_status
add_tree(struct reader *reader, struct hk_node *node)
{
    if (!is_list(node))
        return add_object(reader, node);
    const struct hk_node *items = hk_map_get(node, HK_SYM_items);
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; items->kind == HK_SEQ && status == HKR_OK && i < items->n; i++)
        if (!hk_node_is_null(items->items[i]))
            status = add_tree(reader, items->items[i]);
    return status;
}

/* Says which objects are there twice. */
static void
check_unique(struct reader *reader)
{
    struct hk_env *env = reader->env;
    const struct hk_resset *set = reader->set;
    struct hk_index *seen = hk_index_new(env->arena, set->list.n);
    for (uint32_t i = 0; i < set->list.n; i++) {
        const struct hk_resource *res = set->list.items[i];
        uint64_t hash = hk_id_hash(&res->id);
        uint32_t at = hk_index_first(seen, hash);
        if (at == HK_INDEX_END) {
            hk_index_add(seen, hash, i);
            continue;
        }
        const struct hk_resource *first = set->list.items[hk_index_value(seen, at)];
        if (res->id.name == HK_SYM_EMPTY || !hk_id_eq(&first->id, &res->id))
            continue;
        hk_diag_remark(env->diags, HK_D_COMPARE_TWICE, res->at,
                       "this object is there already, so the two are compared by their order");
        hk_diag_related(env->diags, first->at, "it is here");
        hk_diag_mend(env->diags, "remove one of the two");
        hk_resource_blame(env, res);
    }
}

enum hkr_status
hk_objects_read(struct hk_env *env, struct hk_slice name, struct hk_slice text,
                struct hk_resset **ret_set)
{
    struct hk_docs docs = {0};
    struct reader reader = {env, hk_resset_new(env)};
    struct hk_sources_loan *loan = hk_sources_lend(env->sources, env->arena);
    enum hkr_status status = hk_read_docs(env, name, text, &docs);
    hk_sources_lent(loan, false);
    for (uint32_t i = 0; status == HKR_OK && i < docs.n; i++)
        status = add_tree(&reader, docs.items[i]);
    if (status != HKR_OK)
        return status;
    check_unique(&reader);
    *ret_set = reader.set;
    return HKR_OK;
}
