/* SPDX-License-Identifier: Apache-2.0 */
/* src/render/field_path.h -- the paths of fields as people write and read them.
 *
 * Written: "spec.containers[name=web].image", `metadata.annotations["example.com/a"]`. Read: the
 * same, and what else is unmistakable. Layer: render, for explain.c alone. */
#ifndef HK_RENDER_FIELD_PATH_H
#define HK_RENDER_FIELD_PATH_H

#include "field_tree.h"

/* The path of member @key of what is at @path. */
struct hk_slice hk_field_path_key(struct hk_env *env, struct hk_slice path, struct hk_slice key);
/* The paths of the items of the list @field at @path, for each of its children: by what names an
 * item when no other is named so, else by its number. */
struct hk_slice *hk_field_path_items(struct hk_env *env, struct hk_slice path,
                                     const struct hk_field_node *field);
/* Whether what is at @path in a Secret is never shown. */
bool hk_field_path_is_secret(struct hk_slice path);

struct hk_field_match {
    const struct hk_field_node *field;
    struct hk_slice path;
};

struct hk_field_matches {
    HK_VEC(struct hk_field_match) list;
};

/* The fields below @root that @text means, at least one; of @res, for the fault that there is
 * none. */
HKR_MUST_CHECK enum hkr_status hk_field_path_find(struct hk_env *env, const struct hk_resource *res,
                                                  const struct hk_field_node *root,
                                                  struct hk_slice text,
                                                  struct hk_field_matches *ret_matches);

#endif
