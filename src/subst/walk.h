/* SPDX-License-Identifier: Apache-2.0 */
/* src/subst/walk.h -- the scalars and keys of an object that hold expressions, and where they
 * stand.
 *
 * One walk for those that look and those that change. Whoever changes gets a tree of its own first
 * (hk_edit_clone()): a node that stands at several places would be met again with a value in it.
 * Layer: subst. */
#ifndef HK_SUBST_WALK_H
#define HK_SUBST_WALK_H

#include "../res/resource.h"
#include "expr.h"

struct hk_subst_step {
    const struct hk_node *parent;
    uint32_t i;
};

/* Where a walk stands. */
struct hk_subst_walk {
    struct hk_env *env;
    const struct hk_resource *res;
    HK_VEC(struct hk_subst_step) steps; /* from the root down; on the scratch arena */
    bool angles;                        /* $<NAME> counts */
    bool in_flow;                       /* within a flow collection */

    /* What shall stand in the place of @scalar, which has expressions; itself, when nothing
     * changes. NULL ends the walk. */
    struct hk_node *(*scalar)(struct hk_subst_walk *walk, struct hk_node *scalar);
    /* The same for the key of the last step, @pair. HK_SYM_NONE ends the walk. */
    hk_sym (*key)(struct hk_subst_walk *walk, const struct hk_pair *pair);
    void *user;
};

/* Walks the object @root in the order of its maps. Returns what stands in the place of @root, or
 * NULL when the walk was ended. */
struct hk_node *hk_subst_walk_run(struct hk_subst_walk *walk, struct hk_node *root);

/* Whether there is anything for such a walk. */
bool hk_subst_has_work(const struct hk_env *env, const struct hk_node *root, bool angles);

/* The object has a label or an annotation that excludes it, as Flux has it. */
bool hk_subst_is_disabled(struct hk_env *env, const struct hk_resource *res);

/* The path of the field at which the walk stands: spec.containers[name=web].env[0]; in the arena.
 */
struct hk_slice hk_subst_path(const struct hk_subst_walk *walk);

/* Finds where the parts of a text stand in its source, going through both from front to back. */
struct hk_subst_finder {
    const struct hk_env *env;
    struct hk_place at; /* where the text as a whole begins */
    struct hk_slice text;
    uint32_t text_at;
    size_t source_at;
};

static inline struct hk_subst_finder
hk_subst_finder(const struct hk_env *env, struct hk_place at, struct hk_slice text)
{
    return (struct hk_subst_finder){.env = env, .at = at, .text = text};
}

/* The place of bytes [@offset, @offset + @length) of the text, found by what they say; that of the
 * text when they are not there as they are. */
struct hk_place hk_subst_find(struct hk_subst_finder *finder, uint32_t offset, uint32_t length);

/* Whether the field at which the walk stands takes nothing but strings: names, labels,
 * annotations, data of ConfigMaps and Secrets, values of env, arguments of containers. */
bool hk_subst_is_string_field(const struct hk_subst_walk *walk);

#endif
