/* SPDX-License-Identifier: Apache-2.0 */
/* Edits of the lists whose entries are known by name: images and replicas. kustomize writes such a
 * list anew, sorted by name; here entries stay where they are, and a new one goes where the order
 * wants it when the others are in order, else to the end. */
#include "kusttree.h"

#include "../base/index.h"

#include <errno.h>
#include <stdlib.h>

/* What one operand says of an entry. */
struct change {
    struct hk_slice name;
    struct hk_slice new_name; /* of an image, with these two */
    struct hk_slice tag;
    struct hk_slice digest;
    struct hk_slice count; /* of replicas */
    bool done;             /* an entry has it, or a later operand has the same name */
};

struct changes {
    struct change *items;
    size_t n;
    struct hk_index *index; /* hash of the name -> number */
    struct hk_node *(*apply)(struct hk_env *env, struct hk_node *entry,
                             const struct change *change);
};

static struct change *
find_change(const struct changes *changes, struct hk_slice name)
{
    for (uint32_t i = hk_index_first(changes->index, hk_hash_bytes(name)); i != HK_INDEX_END;
         i = hk_index_next(changes->index, i)) {
        struct change *change = &changes->items[hk_index_value(changes->index, i)];
        if (hk_slice_eq(change->name, name))
            return change;
    }
    return NULL;
}

/* Of operands with the same name the last one counts. */
static void
index_changes(struct hk_env *env, struct changes *changes)
{
    changes->index = hk_index_new(env->arena, changes->n);
    for (size_t i = changes->n; i-- > 0;) {
        struct change *change = &changes->items[i];
        change->done = find_change(changes, change->name) != NULL;
        if (!change->done)
            hk_index_add(changes->index, hk_hash_bytes(change->name), (uint32_t)i);
    }
}

/* A list that takes the place of @old. */
static struct hk_node *
list_like(struct hk_env *env, const struct hk_node *old)
{
    struct hk_node *list = hk_node_seq(env, HK_NOWHERE);
    if (old) {
        list->file = old->file;
        list->offset = old->offset;
    }
    return list;
}

/* Changes the entries that are there. The first of a name stays, whose values "*" means; later ones
 * go, as they do when kustomize writes the list. */
static void
change_entries(struct hk_kusttree *tree, const char *field, const struct changes *changes)
{
    const struct hk_node *old = hk_kusttree_field(tree, field);
    struct hk_node *list = list_like(tree->env, old);
    bool changed = false;
    for (uint32_t i = 0; old && i < old->n; i++) {
        struct hk_node *entry = old->items[i];
        bool named = entry->kind == HK_MAP;
        struct change *change =
            named ? find_change(changes, hk_kusttree_text(tree->env, entry, "name")) : NULL;
        changed = changed || (change && change->done);
        if (change && change->done)
            continue;
        struct hk_node *next = change ? changes->apply(tree->env, entry, change) : entry;
        if (change)
            change->done = true;
        changed = changed || next != entry;
        list = hk_edit_append(tree->env, list, next);
    }
    if (changed)
        hk_kusttree_set_field(tree, field, list);
}

static bool
is_sorted(const struct hk_kusttree *tree, const struct hk_node *list)
{
    struct hk_slice before = HK_S("");
    for (uint32_t i = 0; list && i < list->n; i++) {
        struct hk_slice name = hk_kusttree_text(tree->env, list->items[i], "name");
        if (hk_slice_cmp(name, before) < 0)
            return false;
        before = name;
    }
    return true;
}

static int
by_name(const void *a, const void *b)
{
    const struct change *x = a, *y = b;
    return hk_slice_cmp(x->name, y->name);
}

/* Adds entries for what is not done: among the others when all are in order. */
static void
add_entries(struct hk_kusttree *tree, const char *field, struct changes *changes)
{
    struct hk_env *env = tree->env;
    const struct hk_node *old = hk_kusttree_field(tree, field);
    struct hk_node *list = list_like(env, old);
    bool sorted = is_sorted(tree, old);
    uint32_t at = 0, n = old ? old->n : 0;
    if (sorted) /* the index is of no more use */
        qsort(changes->items, changes->n, sizeof *changes->items, by_name);
    for (size_t i = 0; i < changes->n; i++) {
        const struct change *change = &changes->items[i];
        if (change->done)
            continue;
        while (at < n && (!sorted || hk_slice_cmp(hk_kusttree_text(env, old->items[at], "name"),
                                                  change->name) <= 0))
            list = hk_edit_append(env, list, old->items[at++]);
        struct hk_node *entry =
            hk_kusttree_put_text(env, hk_node_map(env, HK_NOWHERE), "name", change->name);
        list = hk_edit_append(env, list, changes->apply(env, entry, change));
    }
    while (at < n)
        list = hk_edit_append(env, list, old->items[at++]);
    if (list->n > n)
        hk_kusttree_set_field(tree, field, list);
}

/* ---- Images ----------------------------------------------------------------------------- */

static size_t
find_or_end(struct hk_slice text, char c)
{
    size_t at = hk_slice_find(text, c);
    return at == SIZE_MAX ? text.len : at;
}

/* NAME[:TAG][@DIGEST]; a ':' before the first '/' belongs to a port. */
static void
split_name(struct hk_slice text, struct change *image, struct hk_slice *ret_name)
{
    size_t slash = hk_slice_find(text, '/');
    size_t from = slash == SIZE_MAX ? 0 : slash;
    struct hk_slice tail = hk_slice_from(text, from);
    size_t at = from + find_or_end(tail, '@'), colon = from + find_or_end(tail, ':');
    size_t name = at < colon ? at : colon;
    if (colon < at)
        image->tag = hk_slice(text.ptr + colon + 1, at - colon - 1);
    if (at < text.len)
        image->digest = hk_slice_from(text, at + 1);
    *ret_name = hk_slice(text.ptr, name);
}

static enum hkr_status
parse_image(struct hk_kusttree *tree, struct hk_slice arg, struct change *ret_image)
{
    struct change image = {.name = arg};
    size_t equals = hk_slice_find(arg, '=');
    struct hk_slice name;
    split_name(equals == SIZE_MAX ? arg : hk_slice_from(arg, equals + 1), &image, &name);
    if (equals == SIZE_MAX && name.len == arg.len)
        return hk_kusttree_fault(tree,
                                 "write NAME=NEWNAME, NAME:TAG or NAME@DIGEST, or several of them: "
                                 "NAME=NEWNAME:TAG@DIGEST",
                                 "'%" PRSLICE "' says nothing new of an image", ARGSLICE(arg));
    image.name = equals == SIZE_MAX ? name : hk_slice(arg.ptr, equals);
    image.new_name = equals == SIZE_MAX ? HK_S("") : name;
    *ret_image = image;
    return HKR_OK;
}

/* "*" keeps what is there. */
static struct hk_node *
put_part(struct hk_env *env, struct hk_node *entry, const char *name, struct hk_slice text)
{
    return hk_slice_eq(text, HK_S("*")) ? entry : hk_kusttree_put_text(env, entry, name, text);
}

static struct hk_node *
fill_image(struct hk_env *env, struct hk_node *entry, const struct change *image)
{
    entry = put_part(env, entry, "newName", image->new_name);
    entry = put_part(env, entry, "newTag", image->tag);
    entry = put_part(env, entry, "digest", image->digest);
    return hk_kusttree_put_text(env, entry, "tagSuffix", HK_S(""));
}

/* `imageTags` is the older name of a part of `images`, and comes behind it. */
enum hkr_status
hk_kustedit_set_image(struct hk_kusttree *tree)
{
    struct changes changes = {.n = tree->edit->n_args, .apply = fill_image};
    changes.items = HK_NEW_ARRAY(tree->env->arena, changes.n + 1, struct change);
    if (changes.n == 0)
        return hk_kusttree_fault(tree, "write NAME=NEWNAME:TAG@DIGEST, or parts of it",
                                 "no image is given");
    for (size_t i = 0; i < changes.n; i++) {
        enum hkr_status status = parse_image(tree, hk_kusttree_arg(tree, i), &changes.items[i]);
        if (status != HKR_OK)
            return status;
    }
    index_changes(tree->env, &changes);
    change_entries(tree, "images", &changes);
    change_entries(tree, "imageTags", &changes);
    add_entries(tree, "images", &changes);
    return HKR_OK;
}

/* ---- Replicas --------------------------------------------------------------------------- */

static enum hkr_status
parse_replica(struct hk_kusttree *tree, struct hk_slice arg, struct change *ret_replica)
{
    struct hk_slices parts = hk_kusttree_split(tree->env, arg, '=');
    const char *digits = parts.n == 2 ? parts.items[1].ptr : "";
    size_t sign = *digits == '-' || *digits == '+';
    char *end = NULL;
    errno = 0;
    long long count = strtoll(digits, &end, 10);
    if (parts.n != 2 || digits[sign] < '0' || digits[sign] > '9' || *end || errno)
        return hk_kusttree_fault(tree, "write NAME=COUNT",
                                 "'%" PRSLICE "' is no name with a number of replicas",
                                 ARGSLICE(arg));
    *ret_replica = (struct change){.name = parts.items[0],
                                   .count = hk_arena_printf(tree->env->arena, "%lld", count)};
    return HKR_OK;
}

static struct hk_node *
fill_replica(struct hk_env *env, struct hk_node *entry, const struct change *replica)
{
    const struct hk_node *old = hk_kusttree_get(env, entry, "count");
    if (old && hk_slice_eq(hk_node_text(old), replica->count))
        return entry;
    struct hk_node *count = hk_node_scalar(env, replica->count, HK_TAG_NONE, HK_PLAIN,
                                           old ? hk_node_place(old) : HK_NOWHERE);
    return hk_kusttree_put(env, entry, "count", count);
}

enum hkr_status
hk_kustedit_set_replicas(struct hk_kusttree *tree)
{
    struct changes changes = {.n = tree->edit->n_args, .apply = fill_replica};
    changes.items = HK_NEW_ARRAY(tree->env->arena, changes.n + 1, struct change);
    if (changes.n == 0)
        return hk_kusttree_fault(tree, "write NAME=COUNT", "no number of replicas is given");
    for (size_t i = 0; i < changes.n; i++) {
        enum hkr_status status = parse_replica(tree, hk_kusttree_arg(tree, i), &changes.items[i]);
        if (status != HKR_OK)
            return status;
    }
    index_changes(tree->env, &changes);
    change_entries(tree, "replicas", &changes);
    add_entries(tree, "replicas", &changes);
    return HKR_OK;
}
