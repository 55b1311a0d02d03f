/* SPDX-License-Identifier: Apache-2.0 */
#include "mask.h"

#include "../yaml/edit.h"

#include <sodium.h>
#include <sys/random.h>

enum { DIGEST_BYTES = 6 };

void
hk_mask_init(struct hk_mask *mask, const unsigned char *key, size_t n)
{
    *mask = (struct hk_mask){.has_key = true};
    if (key)
        (void)crypto_generichash(mask->key, sizeof mask->key, key, n, NULL, 0);
    else
        mask->has_key = getrandom(mask->key, sizeof mask->key, 0) == (ssize_t)sizeof mask->key;
}

struct hk_slice
hk_mask_text(struct hk_env *env, const struct hk_mask *mask, struct hk_slice text)
{
    unsigned char digest[crypto_generichash_BYTES_MIN];
    char hex[2 * DIGEST_BYTES + 1];
    if (!mask->has_key)
        return HK_S("(hidden)");
    (void)crypto_generichash(digest, sizeof digest, (const unsigned char *)text.ptr, text.len,
                             mask->key, sizeof mask->key);
    (void)sodium_bin2hex(hex, sizeof hex, digest, DIGEST_BYTES);
    return hk_arena_printf(env->scratch, "(hidden %s)", hex);
}

bool
hk_mask_is_secret(const struct hk_node *root)
{
    return hk_slice_eq(hk_map_text(root, HK_SYM_kind), HK_S("Secret"));
}

bool
hk_mask_covers(hk_sym key, bool in_annotations)
{
    /* kubectl keeps the whole object, as it was applied, in an annotation */
    return in_annotations ? key == HK_SYM_last_applied
                          : key == HK_SYM_data || key == HK_SYM_stringData;
}

/* The place alone will not do: all that a generator makes has the place of its entry. */
static uint64_t
hash_origin(const struct hk_node *scalar)
{
    uint64_t place = (uint64_t)scalar->file << 32 | scalar->offset;
    return hk_hash_mix(hk_hash_bytes(hk_node_text(scalar)), place);
}

static void
learn_scalars(struct hk_mask *mask, const struct hk_node *node)
{
    if (!node)
        return;
    if (node->kind == HK_SCALAR && node->file && node->n)
        hk_index_add(mask->origins, hash_origin(node), 0);
    for (uint32_t i = 0; node->kind != HK_SCALAR && i < node->n; i++)
        learn_scalars(mask, node->kind == HK_MAP ? node->pairs[i].value : node->items[i]);
}

void
hk_mask_learn(struct hk_env *env, struct hk_mask *mask, const struct hk_resset *set)
{
    for (uint32_t i = 0; i < set->list.n; i++) {
        const struct hk_node *root = set->list.items[i]->root;
        if (!hk_mask_is_secret(root))
            continue;
        mask->origins = mask->origins ? mask->origins : hk_index_new(env->arena, 0);
        learn_scalars(mask, hk_map_get(root, HK_SYM_data));
        learn_scalars(mask, hk_map_get(root, HK_SYM_stringData));
    }
}

bool
hk_mask_knows(const struct hk_mask *mask, const struct hk_node *scalar)
{
    if (scalar->flags & HK_NODE_SECRET)
        return true;
    return mask->origins && scalar->file &&
           hk_index_first(mask->origins, hash_origin(scalar)) != HK_INDEX_END;
}

static bool
has_secret(const struct hk_mask *mask, const struct hk_node *node)
{
    if (node->kind == HK_SCALAR)
        return hk_mask_knows(mask, node);
    for (uint32_t i = 0; i < node->n; i++)
        if (has_secret(mask, node->kind == HK_MAP ? node->pairs[i].value : node->items[i]))
            return true;
    return false;
}

bool
hk_mask_wants(const struct hk_mask *mask, const struct hk_node *root)
{
    return hk_mask_is_secret(root) || has_secret(mask, root);
}

/* Puts digests for the scalars of @node, which is owned: for all, or for those that are marked. */
static struct hk_node *
masked(struct hk_env *env, const struct hk_mask *mask, struct hk_node *node, bool all)
{
    if (node->kind == HK_SCALAR) {
        if (!all && !hk_mask_knows(mask, node))
            return node;
        struct hk_slice text = hk_mask_text(env, mask, hk_node_text(node));
        return hk_node_scalar(env, hk_arena_slice(env->arena, text), HK_TAG_STR, HK_PLAIN,
                              hk_node_place(node));
    }
    for (uint32_t i = 0; i < node->n; i++) {
        if (node->kind == HK_MAP)
            node = hk_edit_set_at(env, node, i, masked(env, mask, node->pairs[i].value, all));
        else
            node = hk_edit_set_item(env, node, i, masked(env, mask, node->items[i], all));
    }
    return node;
}

static void
mask_member(struct hk_env *env, const struct hk_mask *mask, struct hk_node *map, hk_sym key)
{
    struct hk_pair *pair = hk_map_find(map, key);
    if (pair)
        pair->value = masked(env, mask, pair->value, true); /* the copy is ours */
}

struct hk_node *
hk_mask_tree(struct hk_env *env, const struct hk_mask *mask, const struct hk_node *root)
{
    struct hk_node *copy = hk_edit_clone(env, root);
    if (hk_mask_is_secret(
            root)) { /* first: what is hidden then is known no more, nor hidden twice */
        struct hk_node *meta = hk_map_get(copy, HK_SYM_metadata);
        mask_member(env, mask, copy, HK_SYM_data);
        mask_member(env, mask, copy, HK_SYM_stringData);
        mask_member(env, mask, hk_map_get(meta, HK_SYM_annotations), HK_SYM_last_applied);
    }
    return masked(env, mask, copy, false);
}
