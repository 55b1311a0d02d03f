/* SPDX-License-Identifier: Apache-2.0 */
#include "crds.h"

#include "../merge/schema.h"

struct gathering {
    struct hk_env *env;
    HK_VEC(struct hk_slice) seen; /* directories */
    struct hk_index *by_path;
};

static enum hkr_status gather_kustomization(struct gathering *gathering, struct hk_loader *loader,
                                            const struct hk_kustomization *kust);

/* Whether @root is met for the first time. */
static bool
is_new(struct gathering *gathering, struct hk_slice root)
{
    uint64_t hash = hk_hash_bytes(root);
    for (uint32_t i = hk_index_first(gathering->by_path, hash); i != HK_INDEX_END;
         i = hk_index_next(gathering->by_path, i))
        if (hk_slice_eq(gathering->seen.items[hk_index_value(gathering->by_path, i)], root))
            return false;
    hk_index_add(gathering->by_path, hash, gathering->seen.n);
    hk_vec_push(gathering->env->arena, &gathering->seen, root);
    return true;
}

static enum hkr_status
gather_file(struct gathering *gathering, struct hk_loader *loader, const struct hk_str *entry)
{
    struct hk_docs docs = {0};
    enum hkr_status status = hk_loader_docs(loader, entry, "resources", &docs);
    for (uint32_t i = 0; status == HKR_OK && i < docs.n; i++) {
        const struct hk_node *items = hk_map_get(docs.items[i], HK_SYM_items);
        hk_schemas_learn(gathering->env, docs.items[i]);
        for (uint32_t k = 0; items && items->kind == HK_SEQ && k < items->n; k++)
            hk_schemas_learn(gathering->env, items->items[k]);
    }
    return status;
}

static enum hkr_status
gather_directory(struct gathering *gathering, struct hk_loader *loader)
{
    const struct hk_kustomization *kust = NULL;
    if (!is_new(gathering, loader->root))
        return HKR_OK;
    enum hkr_status status = hk_loader_kustomization(loader, &kust);
    return status == HKR_OK ? gather_kustomization(gathering, loader, kust) : status;
}

static enum hkr_status
gather_entry(struct gathering *gathering, struct hk_loader *loader, const struct hk_str *entry,
             bool is_component)
{
    enum hk_entry_kind kind = HK_ENTRY_DIRECTORY;
    struct hk_loader *inner = NULL;
    enum hkr_status status = is_component
                                 ? hk_loader_enter(loader, entry, "components", &inner)
                                 : hk_loader_classify(loader, entry, "resources", &kind, &inner);
    if (status != HKR_OK)
        return status;
    return kind == HK_ENTRY_FILE ? gather_file(gathering, loader, entry)
                                 : gather_directory(gathering, inner);
}

static enum hkr_status
gather_entries(struct gathering *gathering, struct hk_loader *loader, const struct hk_strs *entries,
               bool is_component)
{
    struct hk_diags *diags = gathering->env->diags;
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < entries->n; i++) {
        const struct hk_via *outer = hk_diag_enter(
            diags, entries->items[i].at, is_component ? HK_S("components") : HK_S("resources"));
        hk_env_poll(gathering->env);
        status = gather_entry(gathering, loader, &entries->items[i], is_component);
        hk_diag_leave(diags, outer);
    }
    return status;
}

/* The loader bounds how deep this goes. */
static enum hkr_status
gather_kustomization(struct gathering *gathering, struct hk_loader *loader,
                     const struct hk_kustomization *kust)
{
    enum hkr_status status = gather_entries(gathering, loader, &kust->resources, false);
    return status == HKR_OK ? gather_entries(gathering, loader, &kust->components, true) : status;
}

enum hkr_status
hk_crds_learn(struct hk_env *env, struct hk_loader *loader, const struct hk_kustomization *kust)
{
    struct gathering gathering = {.env = env, .by_path = hk_index_new(env->arena, 0)};
    return gather_kustomization(&gathering, loader, kust);
}
