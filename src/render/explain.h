/* SPDX-License-Identifier: Apache-2.0 */
/* src/render/explain.h -- where each field of an object comes from, and what it was before.
 *
 * Made of the states that a traced render left behind (src/res/trace.h), for one object when
 * somebody asks: the states are walked oldest first, and each field of the first is followed to
 * the last. Fields of maps are followed by their keys, items of lists by the place that they were
 * read from, then by what names them, then by where they stand. Changes nothing.
 * Layer: render. */
#ifndef HK_RENDER_EXPLAIN_H
#define HK_RENDER_EXPLAIN_H

#include "../res/trace.h"

/* A value that a field had. */
struct hk_field_value {
    const struct hk_node *node; /* a scalar, or a map or list with nothing in it; NULL: the field
                                 * was taken away */
    const struct hk_step *step; /* that set it */
    struct hk_slice detail;     /* what the step said of it, or empty */
    bool in_flow;               /* it stands within braces or brackets */
    bool is_secret;             /* not to be shown */
};

/* A field with a value of its own, now or before. */
struct hk_field {
    struct hk_slice path;          /* "spec.template.spec.containers[name=web].image" */
    struct hk_field_value *values; /* oldest first; at least one */
    uint32_t n;
};

struct hk_fields {
    HK_VEC(struct hk_field) list;
};

/* The object of @set that @text means: KIND/NAME, where the kind may be in any letter case, plural
 * or short ("deploy"), may be followed by a dot and its group, and the name may be one that the
 * object had in an earlier layer. @ns (empty: any) is its namespace. Reports when there is none,
 * or more than one. */
HKR_MUST_CHECK enum hkr_status hk_explain_find(struct hk_env *env, const struct hk_resset *set,
                                               struct hk_slice text, struct hk_slice ns,
                                               struct hk_resource **ret_res);

/* The fields of @res in the order of their paths, those that are gone with them. @path (empty:
 * all) narrows them down to those at or below it: keys joined by dots, where a dot within a key
 * may be escaped by a backslash, and [0], [name=web], ["a.b/c"] or [*]. Reports when there is no
 * such field. */
HKR_MUST_CHECK enum hkr_status hk_explain_fields(struct hk_env *env, const struct hk_resource *res,
                                                 struct hk_slice path,
                                                 struct hk_fields *ret_fields);

/* The name of the entry at @at in the kustomization that it stands in, "patches[0]"; empty when it
 * stands in none that took part. */
struct hk_slice hk_explain_entry(struct hk_env *env, struct hk_place at);

#endif
