/* SPDX-License-Identifier: Apache-2.0 */
/* src/transform/replace.h -- one replacement at work: what replacements.c and its helpers share.
 *
 * A value is found once (replace_value.c), then written to each field of each target
 * (replace_targets.c). Layer: transform. */
#ifndef HK_TRANSFORM_REPLACE_H
#define HK_TRANSFORM_REPLACE_H

#include "../base/index.h"
#include "../yaml/dotpath.h"
#include "steps.h"

struct hk_replace {
    struct hk_env *env;
    struct hk_resset *set;
    struct hk_index *names; /* every name that a resource has or had -> its position in the set */
    bool ids_changed;
    const struct hk_replacement_spec *spec; /* the one at work */
    struct hk_resource *source;             /* NULL: a value that stands in the kustomization */
    struct hk_dotpath source_path;
    bool is_part;          /* the value is a part of the source's field, cut out with a delimiter */
    struct hk_node *value; /* as it stands in the source: it changes when that is a target too */
};

/* replace_value.c: finds the value of replace->spec. */
HKR_MUST_CHECK enum hkr_status hk_replace_find_value(struct hk_replace *replace);
/* Looks again, after the source has been changed. */
void hk_replace_refresh_value(struct hk_replace *replace);

/* replace_targets.c: writes the value to one target. */
HKR_MUST_CHECK enum hkr_status hk_replace_apply(struct hk_replace *replace,
                                                const struct hk_replacement_target *target);

/* The text of a value; empty for what is no scalar, as in kustomize. */
static inline struct hk_slice
hk_replace_text(const struct hk_node *node)
{
    return node->kind == HK_SCALAR ? hk_node_text(node) : HK_S("");
}

/* Whether the value is the content of a Secret: wherever it goes, it is not to be shown. */
static inline bool
hk_replace_is_secret(const struct hk_replace *replace)
{
    const struct hk_dotpath *path = &replace->source_path;
    if (replace->value->kind == HK_SCALAR && replace->value->flags & HK_NODE_SECRET)
        return true;
    return replace->source && replace->source->id.gvk.kind == HK_SYM_Secret && path->n_steps &&
           (path->steps[0].key == HK_SYM_data || path->steps[0].key == HK_SYM_stringData);
}

/* A value without a tag is a text for kustomize, also when it reads as null. */
static inline bool
hk_replace_is_null(const struct hk_node *node)
{
    return !(node->flags & HK_NODE_UNTAGGED) && hk_node_is_null(node);
}

#endif
