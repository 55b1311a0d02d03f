/* SPDX-License-Identifier: Apache-2.0 */
/* src/render/field_tree.h -- the fields that an object has or had, each with its values.
 *
 * A tree beside the object's: hk_field_tree_update() leads it from one state of the object to the
 * next. What goes stays in the tree, so that what comes back goes on with its values.
 * Layer: render, for explain.c and explain_path.c alone. */
#ifndef HK_RENDER_FIELD_TREE_H
#define HK_RENDER_FIELD_TREE_H

#include "explain.h"

struct hk_field_node {
    hk_sym key;                              /* within a map */
    uint8_t kind;                            /* enum hk_kind of what stands here, or stood */
    bool is_item;                            /* of a list */
    bool in_flow;                            /* it stands within braces or brackets */
    bool names_item;                         /* its value names the item that it is a member of */
    const struct hk_node *node;              /* what stands here; NULL: nothing any more */
    const struct hk_node *was;               /* then: what stood here */
    const struct hk_node *parent;            /* that it was last seen in */
    HK_VEC(struct hk_field_node *) children; /* of a list: in its order, those that are gone last */
    HK_VEC(struct hk_field_value) values;    /* while it had no children */
};

/* What names an item of a list among others: the pair of "name", "containerPort", and so on, or
 * NULL. */
const struct hk_pair *hk_field_tree_naming(const struct hk_env *env, const struct hk_node *item);

/* Leads @field to @node, which @step brought about. */
void hk_field_tree_update(struct hk_env *env, struct hk_field_node *field,
                          const struct hk_node *node, const struct hk_step *step);

#endif
