/* SPDX-License-Identifier: Apache-2.0 */
/* src/yaml/fieldpath.h -- compiled field paths: the only way to address a node.
 *
 * "spec/template/spec/containers[]/image" is parsed once into segments of interned keys and
 * walked many times. "\/" stands for a slash within a key; one leading slash is ignored. A
 * sequence that is met on the way is walked through, every item of it, without a segment. A
 * segment that ends in "[]" expects a sequence and never creates one.
 *
 * Nothing outside this module splits such a path. Follows kustomize's fieldspec filter
 * (reference: field-spec walking). Layer: yaml. */
#ifndef HK_YAML_FIELDPATH_H
#define HK_YAML_FIELDPATH_H

#include "edit.h"

struct hk_fieldpath_step {
    hk_sym key;
    bool is_seq; /* written with "[]" */
};

struct hk_fieldpath { /* immutable once parsed; lives in the arena it was parsed into */
    struct hk_slice text;
    const struct hk_fieldpath_step *steps;
    uint32_t n_steps;
};

/* @text is not copied. An empty text has no steps. */
struct hk_fieldpath hk_fieldpath_parse(struct hk_env *env, struct hk_slice text);

/* Called for each node at the end of the path, in document order. Returns in *@slot what shall
 * stand there (it starts as what stands there now). Not HKR_OK ends the walk. */
typedef enum hkr_status (*hk_fieldpath_fn)(struct hk_env *env, void *user, struct hk_node **slot);

struct hk_fieldpath_update {
    bool create;              /* make what is missing or null: maps on the way, at the end ... */
    enum hk_kind create_kind; /* ... a node of this kind (a scalar starts empty and untagged) */
    hk_fieldpath_fn apply;
    void *user;
};

/* Walks @path from *@slot and lets apply() replace what it finds; the spine is copied only
 * where something changed. A scalar (not null) on the way is a fault, reported at its place
 * with the path and @subject, as kustomize has it. */
HKR_MUST_CHECK enum hkr_status hk_fieldpath_update(struct hk_env *env,
                                                   const struct hk_fieldpath *path,
                                                   const struct hk_fieldpath_update *update,
                                                   struct hk_slice subject, struct hk_node **slot);

#endif
