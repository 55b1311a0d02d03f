/* SPDX-License-Identifier: Apache-2.0 */
#include "patchindex.h"

/* Up to this many patches, walking is cheaper than an index. */
enum { FEW_PATCHES = 8 };

enum key_kind { KEY_ID = 1, KEY_NAME, KEY_KIND, KEY_KIND_AND_NAME };

static uint64_t
key(enum key_kind kind, uint64_t what)
{
    return hk_hash_mix((uint64_t)kind << 56, what);
}

static uint64_t
kind_and_name(hk_sym kind, hk_sym name)
{
    return key(KEY_KIND_AND_NAME, ((uint64_t)kind << 32) | name);
}

static void
add_names(struct hk_patch_index *index, const struct hk_id *id, hk_sym name, uint32_t position)
{
    hk_index_add(index->by_key, key(KEY_NAME, name), position);
    hk_index_add(index->by_key, kind_and_name(id->gvk.kind, name), position);
}

/* Adds the resource under all its keys. A key that it stands under already does no harm, since
 * a lookup gives each resource once. */
static void
add_resource(struct hk_patch_index *index, uint32_t position)
{
    const struct hk_resource *res = index->set->list.items[position];
    struct hk_id first = hk_resource_original_id(index->env, res);
    hk_index_add(index->by_key, key(KEY_KIND, res->id.gvk.kind), position);
    hk_index_add(index->by_key, key(KEY_ID, hk_id_hash(&res->id)), position);
    add_names(index, &res->id, res->id.name, position);
    if (first.name != res->id.name)
        add_names(index, &res->id, first.name, position);
    for (uint32_t i = 0; i < res->prev.n; i++) {
        struct hk_id prev = hk_resource_prev_id(index->env, res, i);
        if (!hk_id_eq(&prev, &res->id))
            hk_index_add(index->by_key, key(KEY_ID, hk_id_hash(&prev)), position);
    }
}

void
hk_patch_index_init(struct hk_env *env, struct hk_resset *set, uint32_t n_patches,
                    struct hk_patch_index *ret_index)
{
    *ret_index = (struct hk_patch_index){.env = env, .set = set};
    if (n_patches <= FEW_PATCHES)
        return;
    ret_index->by_key = hk_index_new(env->arena, (size_t)set->list.n * 5);
    ret_index->seen = HK_NEW_ARRAY(env->arena, set->list.n, uint32_t);
    for (uint32_t i = 0; i < set->list.n; i++)
        if (set->list.items[i]->root)
            add_resource(ret_index, i);
}

void
hk_patch_index_update(struct hk_patch_index *index, uint32_t position)
{
    if (index->by_key && index->set->list.items[position]->root)
        add_resource(index, position);
}

static struct hk_patch_lookup
start(struct hk_patch_index *index, bool walks, uint64_t hash)
{
    struct hk_patch_lookup lookup = {.index = index, .walks = walks || !index->by_key};
    index->n_lookups++;
    if (!lookup.walks)
        lookup.at = hk_index_first(index->by_key, hash);
    return lookup;
}

struct hk_patch_lookup
hk_patch_lookup_target(struct hk_patch_index *index, const struct hk_selector *selector)
{
    hk_sym name = HK_SYM_EMPTY;
    hk_sym kind = HK_SYM_EMPTY;
    bool has_name = hk_selector_plain_name(index->env, selector, &name);
    bool has_kind = hk_selector_plain_kind(index->env, selector, &kind);
    if (has_name && has_kind)
        return start(index, false, kind_and_name(kind, name));
    if (has_name)
        return start(index, false, key(KEY_NAME, name));
    return start(index, !has_kind, key(KEY_KIND, kind));
}

struct hk_patch_lookup
hk_patch_lookup_id(struct hk_patch_index *index, const struct hk_id *id)
{
    return start(index, false, key(KEY_ID, hk_id_hash(id)));
}

bool
hk_patch_lookup_next(struct hk_patch_lookup *lookup, uint32_t *ret_position)
{
    const struct hk_patch_index *index = lookup->index;
    for (;;) {
        uint32_t position = lookup->at;
        if (lookup->walks) {
            if (position >= index->set->list.n)
                return false;
            lookup->at++;
        } else {
            if (lookup->at == HK_INDEX_END)
                return false;
            position = hk_index_value(index->by_key, lookup->at);
            lookup->at = hk_index_next(index->by_key, lookup->at);
        }
        if (!index->set->list.items[position]->root)
            continue;
        if (!lookup->walks && index->seen[position] == index->n_lookups)
            continue;
        if (!lookup->walks)
            index->seen[position] = index->n_lookups;
        *ret_position = position;
        return true;
    }
}
