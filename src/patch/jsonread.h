/* SPDX-License-Identifier: Apache-2.0 */
/* src/patch/jsonread.h -- strict JSON text to trees.
 *
 * A patch that begins with "[" is JSON to kustomize, not YAML: what Go's encoding/json refuses is
 * refused. The tree comes in the form of jsonform.h, every node with its place. Layer: patch. */
#ifndef HK_PATCH_JSONREAD_H
#define HK_PATCH_JSONREAD_H

#include "jsonform.h"

/* What to say when a text is not JSON. */
struct hk_json_faults {
    enum hk_code code;
    const char *mend;
};

/* The tree as it stands in @text, equal names included. @at and @exact as below. */
HKR_MUST_CHECK enum hkr_status hk_json_parse(struct hk_env *env, struct hk_slice text,
                                             struct hk_place at, bool exact,
                                             const struct hk_json_faults *faults,
                                             struct hk_node **ret_node);
/* The form that a patch needs. @at is the place of the first byte of @text; @exact says that the
 * text stands there verbatim, so that places can be told to the byte, else all nodes are at @at.
 * Faults are reported. */
HKR_MUST_CHECK enum hkr_status hk_json_read(struct hk_env *env, struct hk_slice text,
                                            struct hk_place at, bool exact,
                                            struct hk_node **ret_node);
/* Gives the nodes of @node, just read, the places of those of @like, as far as both are alike. */
void hk_json_place(struct hk_node *node, const struct hk_node *like);

#endif
