/* SPDX-License-Identifier: Apache-2.0 */
/* src/yaml/value.h -- what a scalar is once kustomize has read it back.
 *
 * kustomize writes each object as text with go-yaml v3, reads that again and only then makes
 * output or JSON of it. Most scalars come through unchanged. This module gives the value that
 * each one has afterwards, with the surprises of that way (reference: output rules):
 *   - dates become texts, numbers are numbers, a tag that its text does not fit is a fault;
 *   - within a flow collection an empty value becomes the text "", and a time with a colon
 *     stays as it was written: the plain form is not allowed there and they are quoted;
 *   - a folded scalar whose lines are indented gains or loses line breaks;
 *   - a block scalar that begins with a tab can not be read back.
 * All writers decide by this module. Layer: yaml. */
#ifndef HK_YAML_VALUE_H
#define HK_YAML_VALUE_H

#include "node.h"

enum hk_value_kind {
    HK_VALUE_NULL,
    HK_VALUE_BOOL,
    HK_VALUE_INT,
    HK_VALUE_UINT, /* above INT64_MAX only */
    HK_VALUE_FLOAT,
    HK_VALUE_STRING
};

struct hk_value {
    enum hk_value_kind kind;
    bool is_binary; /* a string out of !!binary: need not be UTF-8 */
    union {
        bool b;
        int64_t i;
        uint64_t u;
        double f; /* finite */
        struct hk_slice text;
    };
};

/* How a scalar is looked at. */
enum hk_passage {
    HK_PASSAGE_NONE,  /* where it stands, without a way through text (items of a List) */
    HK_PASSAGE_BLOCK, /* written in block style, and read again */
    HK_PASSAGE_FLOW   /* within a flow collection, and read again */
};

/* The value of @scalar. Text that had to be made lives in env->scratch. Faults are reported at the
 * node. */
HKR_MUST_CHECK enum hkr_status hk_value_of(struct hk_env *env, const struct hk_node *scalar,
                                           enum hk_passage passage, struct hk_value *ret_value);

/* The text of a key. Keys of the object itself (@root) may look like numbers or dates and count as
 * their text; further down that is a fault. */
HKR_MUST_CHECK enum hkr_status hk_value_of_key(struct hk_env *env, const struct hk_pair *pair,
                                               enum hk_passage passage, bool root,
                                               struct hk_slice *ret_text);

#endif
