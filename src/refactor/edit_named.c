/* SPDX-License-Identifier: Apache-2.0 */
/* Edits of the lists whose entries are known by name: images and replicas. kustomize writes such a
 * list anew, sorted by name; here entries stay where they are, and a new one goes where the order
 * wants it when the others are in order, else to the end. */
#include "kusttree.h"

#include "../base/vec.h"

#include <errno.h>
#include <stdlib.h>

/* The place for an entry called @name. */
static uint32_t
sorted_place(const struct hk_kusttree *tree, const struct hk_node *list, struct hk_slice name)
{
    uint32_t place = list->n;
    struct hk_slice before = HK_S("");
    for (uint32_t i = 0; i < list->n; i++) {
        struct hk_slice other = hk_kusttree_text(tree->env, list->items[i], "name");
        if (hk_slice_cmp(other, before) < 0)
            return list->n;
        if (place == list->n && hk_slice_cmp(name, other) < 0)
            place = i;
        before = other;
    }
    return place;
}

static void
insert_named(struct hk_kusttree *tree, const char *field, struct hk_slice name,
             struct hk_node *entry)
{
    struct hk_node *list = hk_kusttree_field(tree, field);
    if (!list)
        list = hk_node_seq(tree->env, HK_NOWHERE);
    uint32_t place = sorted_place(tree, list, name);
    hk_kusttree_set_field(tree, field, hk_edit_insert(tree->env, list, place, entry));
}

/* The first entry called @name; later ones go, as they do when kustomize writes the list. NULL when
 * there is none. */
static struct hk_node *
single_entry(struct hk_kusttree *tree, const char *field, struct hk_slice name, uint32_t *ret_i)
{
    struct hk_node *list = hk_kusttree_field(tree, field);
    uint32_t first = UINT32_MAX;
    for (uint32_t i = 0; list && i < list->n; i++) {
        if (list->items[i]->kind != HK_MAP ||
            !hk_slice_eq(hk_kusttree_text(tree->env, list->items[i], "name"), name))
            continue;
        if (first == UINT32_MAX)
            first = i;
        else
            list = hk_edit_remove_at(tree->env, list, i--);
    }
    if (first == UINT32_MAX)
        return NULL;
    hk_kusttree_set_field(tree, field, list);
    *ret_i = first;
    return list->items[first];
}

static void
put_entry(struct hk_kusttree *tree, const char *field, uint32_t i, struct hk_node *entry)
{
    struct hk_node *list = hk_kusttree_field(tree, field);
    hk_kusttree_set_field(tree, field, hk_edit_set_item(tree->env, list, i, entry));
}

/* ---- Images ----------------------------------------------------------------------------- */

struct image {
    struct hk_slice name;
    struct hk_slice new_name;
    struct hk_slice tag;
    struct hk_slice digest;
};

static size_t
find_or_end(struct hk_slice text, char c)
{
    size_t at = hk_slice_find(text, c);
    return at == SIZE_MAX ? text.len : at;
}

/* NAME[:TAG][@DIGEST]; a ':' before the first '/' belongs to a port. */
static void
split_name(struct hk_slice text, struct image *image, struct hk_slice *ret_name)
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
parse_image(struct hk_kusttree *tree, struct hk_slice arg, struct image *ret_image)
{
    struct image image = {.name = arg};
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
fill_image(struct hk_env *env, struct hk_node *entry, const struct image *image)
{
    entry = put_part(env, entry, "newName", image->new_name);
    entry = put_part(env, entry, "newTag", image->tag);
    entry = put_part(env, entry, "digest", image->digest);
    return hk_kusttree_put_text(env, entry, "tagSuffix", HK_S(""));
}

static void
set_image(struct hk_kusttree *tree, const struct image *image)
{
    uint32_t i = 0;
    const char *field = "images";
    struct hk_node *entry = single_entry(tree, field, image->name, &i);
    if (!entry) {
        field = "imageTags"; /* the older name; it comes behind `images` */
        entry = single_entry(tree, field, image->name, &i);
    }
    if (entry) {
        put_entry(tree, field, i, fill_image(tree->env, entry, image));
        return;
    }
    entry = hk_node_map(tree->env, HK_NOWHERE);
    entry = hk_kusttree_put_text(tree->env, entry, "name", image->name);
    insert_named(tree, "images", image->name, fill_image(tree->env, entry, image));
}

/* Of operands for the same name the last one counts, alone: "*" means what the file has. */
enum hkr_status
hk_kustedit_set_image(struct hk_kusttree *tree)
{
    size_t n = tree->edit->n_args;
    struct image *images = HK_NEW_ARRAY(tree->env->arena, n + 1, struct image);
    if (n == 0)
        return hk_kusttree_fault(tree, "write NAME=NEWNAME:TAG@DIGEST, or parts of it",
                                 "no image is given");
    for (size_t i = 0; i < n; i++) {
        enum hkr_status status = parse_image(tree, hk_kusttree_arg(tree, i), &images[i]);
        if (status != HKR_OK)
            return status;
    }
    for (size_t i = 0; i < n; i++) {
        size_t later = i + 1;
        while (later < n && !hk_slice_eq(images[later].name, images[i].name))
            later++;
        if (later == n)
            set_image(tree, &images[i]);
    }
    return HKR_OK;
}

/* ---- Replicas --------------------------------------------------------------------------- */

struct replica {
    struct hk_slice name;
    struct hk_slice count;
};

static enum hkr_status
parse_replica(struct hk_kusttree *tree, struct hk_slice arg, struct replica *ret_replica)
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
    *ret_replica =
        (struct replica){parts.items[0], hk_arena_printf(tree->env->arena, "%lld", count)};
    return HKR_OK;
}

static void
set_replica(struct hk_kusttree *tree, const struct replica *replica)
{
    struct hk_env *env = tree->env;
    uint32_t i = 0;
    struct hk_node *entry = single_entry(tree, "replicas", replica->name, &i);
    struct hk_node *count = hk_kusttree_new_plain(env, replica->count);
    if (entry) {
        struct hk_node *old = hk_kusttree_get(env, entry, "count");
        if (old && hk_slice_eq(hk_node_text(old), replica->count))
            return;
        if (old)
            count = hk_node_scalar(env, replica->count, HK_TAG_NONE, HK_PLAIN, hk_node_place(old));
        put_entry(tree, "replicas", i, hk_kusttree_put(env, entry, "count", count));
        return;
    }
    entry = hk_kusttree_put_text(env, hk_node_map(env, HK_NOWHERE), "name", replica->name);
    insert_named(tree, "replicas", replica->name, hk_kusttree_put(env, entry, "count", count));
}

enum hkr_status
hk_kustedit_set_replicas(struct hk_kusttree *tree)
{
    size_t n = tree->edit->n_args;
    struct replica *replicas = HK_NEW_ARRAY(tree->env->arena, n + 1, struct replica);
    if (n == 0)
        return hk_kusttree_fault(tree, "write NAME=COUNT", "no number of replicas is given");
    for (size_t i = 0; i < n; i++) {
        enum hkr_status status = parse_replica(tree, hk_kusttree_arg(tree, i), &replicas[i]);
        if (status != HKR_OK)
            return status;
    }
    for (size_t i = 0; i < n; i++)
        set_replica(tree, &replicas[i]);
    return HKR_OK;
}
