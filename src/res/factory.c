/* SPDX-License-Identifier: Apache-2.0 */
#include "factory.h"

#include "../yaml/json.h"

struct queue {
    HK_VEC(struct hk_node *) nodes;
};

/* Null, {} and [] count as nothing. */
static bool
is_nothing(const struct hk_node *node)
{
    return node->kind == HK_SCALAR ? hk_node_is_null(node) : node->n == 0;
}

/* The text of a member, empty when it is absent, null or no scalar. */
static struct hk_slice
member(const struct hk_node *map, hk_sym key)
{
    return hk_map_text(map, key);
}

static uint32_t
n_items(struct hk_slice list)
{
    uint32_t n = 1;
    for (size_t i = 0; i < list.len; i++)
        n += list.ptr[i] == ',';
    return n;
}

/* An object may bring kustomize's own notes of earlier ids; the three lists must agree. */
static enum hkr_status
check_previous_ids(struct hk_env *env, const struct hk_node *meta)
{
    const struct hk_node *notes = hk_map_get(meta, HK_SYM_annotations);
    const struct hk_pair *names = hk_map_find(notes, HK_SYM_internal_previousNames);
    if (!names)
        return HKR_OK;
    uint32_t n = n_items(hk_map_text(notes, HK_SYM_internal_previousNames));
    if (n == n_items(hk_map_text(notes, HK_SYM_internal_previousNamespaces)) &&
        n == n_items(hk_map_text(notes, HK_SYM_internal_previousKinds)))
        return HKR_OK;
    enum hkr_status status =
        hk_diag_report(env->diags, HK_D_PREVIOUS_IDS, hk_pair_place(names),
                       "the annotations for previous names, namespaces and kinds differ in length");
    hk_diag_mend(env->diags,
                 "remove the annotations that begin with internal.config.kubernetes.io/");
    return status;
}

enum hkr_status
hk_resource_check_meta(struct hk_env *env, const struct hk_node *root)
{
    const struct hk_node *meta = hk_map_get(root, HK_SYM_metadata);
    struct hk_slice kind = member(root, HK_SYM_kind);
    struct hk_place at = hk_node_place(root);
    enum hkr_status status = HKR_OK;
    if (root->kind != HK_MAP ||
        (!kind.len && !member(root, HK_SYM_apiVersion).len && (!meta || is_nothing(meta)))) {
        status = hk_diag_report(env->diags, HK_D_NOT_OBJECT, at,
                                "this document is not a Kubernetes object");
        hk_diag_mend(env->diags, "give it apiVersion, kind and metadata.name, or take the file out "
                                 "of the list that names it");
    } else if (!kind.len) {
        status = hk_diag_report(env->diags, HK_D_NO_KIND, at, "this object has no kind");
        hk_diag_mend(env->diags, "add `kind`, or take the file out of the list that names it");
    } else if (!hk_slice_ends(kind, HK_S("List")) && !member(meta, HK_SYM_name).len) {
        const struct hk_pair *pair = hk_map_find(root, HK_SYM_metadata);
        status = hk_diag_report(env->diags, HK_D_NO_NAME, pair ? hk_pair_place(pair) : at,
                                "this %" PRSLICE " has no metadata.name", ARGSLICE(kind));
        hk_diag_mend(env->diags, "add `name` under `metadata`");
    }
    return status == HKR_OK ? check_previous_ids(env, meta) : status;
}

/* A List or ResourceList that the reader itself takes apart. */
static bool
is_wrapper(const struct hk_node *node)
{
    struct hk_slice kind = member(node, HK_SYM_kind);
    if (!hk_slice_eq(kind, HK_S("List")) && !hk_slice_eq(kind, HK_S("ResourceList")))
        return false;
    return hk_map_find(node, HK_SYM_items) || hk_map_find(node, HK_SYM_functionConfig);
}

/* Appends @node, or the items of the wrapper that it is; each must be an object. */
static enum hkr_status
push_checked(struct hk_env *env, struct queue *queue, struct hk_node *node, bool unwrap)
{
    uint32_t from = queue->nodes.n;
    if (unwrap && is_wrapper(node)) {
        const struct hk_node *items = hk_map_get(node, HK_SYM_items);
        for (uint32_t i = 0; items && items->kind == HK_SEQ && i < items->n; i++)
            if (!is_nothing(items->items[i]))
                hk_vec_push(env->arena, &queue->nodes, items->items[i]);
    } else if (!is_nothing(node)) {
        hk_vec_push(env->arena, &queue->nodes, node);
    }
    for (; from < queue->nodes.n; from++) {
        enum hkr_status status = hk_resource_check_meta(env, queue->nodes.items[from]);
        if (status != HKR_OK)
            return status;
    }
    return HKR_OK;
}

/* Puts the items of FooList @node behind the queue, as they are after a trip through JSON. */
static enum hkr_status
push_list_items(struct hk_env *env, struct queue *queue, const struct hk_pair *items)
{
    if (hk_node_is_null(items->value))
        return HKR_OK;
    if (items->value->kind != HK_SEQ) {
        (void)hk_diag_report(env->diags, HK_D_LIST_ITEMS, hk_node_place(items->value),
                             "`items` of a List must be a list");
        hk_diag_mend(env->diags, "begin each object of it with a dash, or write `items: []`");
        return HKR_E_INPUT;
    }
    for (uint32_t i = 0; i < items->value->n; i++) {
        struct hk_node *item = items->value->items[i];
        if (hk_node_is_null(item))
            continue;
        enum hkr_status status = hk_json_roundtrip(env, item, &item);
        if (status == HKR_OK)
            status = push_checked(env, queue, item, true);
        if (status != HKR_OK)
            return status;
    }
    return HKR_OK;
}

enum hkr_status
hk_resources_from_docs(struct hk_env *env, const struct hk_docs *docs,
                       struct hk_resource_list *ret_list)
{
    struct queue queue = {0};
    enum hkr_status status = HKR_OK;
    hk_vec_reserve(env->arena, &queue.nodes, docs->n);
    for (uint32_t i = 0; status == HKR_OK && i < docs->n; i++)
        status = push_checked(env, &queue, docs->items[i], docs->n_chunks == 1);
    for (uint32_t i = 0; status == HKR_OK && i < queue.nodes.n; i++) {
        struct hk_node *node = queue.nodes.items[i];
        const struct hk_pair *items = hk_map_find(node, HK_SYM_items);
        if (items && hk_slice_ends(member(node, HK_SYM_kind), HK_S("List")))
            status = push_list_items(env, &queue, items);
        else
            hk_vec_push(env->arena, &ret_list->list, hk_resource_new(env, node));
    }
    return status;
}

static bool
is_local(const struct hk_node *node)
{
    const struct hk_node *notes = hk_map_get(hk_map_get(node, HK_SYM_metadata), HK_SYM_annotations);
    const struct hk_pair *local = hk_map_find(notes, HK_SYM_local_config);
    return local && !hk_slice_eq(hk_map_text(notes, HK_SYM_local_config), HK_S("false"));
}

enum hkr_status
hk_resources_as_they_stand(struct hk_env *env, const struct hk_docs *docs,
                           struct hk_resource_list *ret_list)
{
    struct queue queue = {0};
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < docs->n; i++)
        status = push_checked(env, &queue, docs->items[i], docs->n_chunks == 1);
    for (uint32_t i = 0; status == HKR_OK && i < queue.nodes.n; i++)
        if (!is_local(queue.nodes.items[i]))
            hk_vec_push(env->arena, &ret_list->list, hk_resource_new(env, queue.nodes.items[i]));
    return status;
}
