/* SPDX-License-Identifier: Apache-2.0 */
/* src/generate/helm_values.h -- the values that a chart is given: a file, and what stands inline.
 *
 * Merges as kustomize does, with its strategic merge and what that does to nulls, and writes the
 * result as it does. Values may be secret: no line of them is ever shown. Layer: generate. */
#ifndef HK_GENERATE_HELM_VALUES_H
#define HK_GENERATE_HELM_VALUES_H

#include "../load/load.h"

enum hk_values_merge {
    HK_VALUES_OVERRIDE, /* inline values win over those of the file */
    HK_VALUES_MERGE,    /* the file's win */
    HK_VALUES_REPLACE   /* inline values alone */
};

struct hk_values_file {
    hk_file_id id;
    struct hk_slice text;
    bool is_charts; /* the chart's own, which helm knows anyway */
};

/* The values of @inline_values, which is not empty, and of @file (of no account with REPLACE), as a
 * YAML text. */
HKR_MUST_CHECK enum hkr_status hk_helm_values(struct hk_env *env, enum hk_values_merge how,
                                              const struct hk_node *inline_values,
                                              const struct hk_values_file *file,
                                              struct hk_slice *ret_text);

/* @text with stars for all that looks like a secret among @values, texts of values: what stands
 * under a name such as `password` or `apiKey`. */
struct hk_slice hk_helm_masked(struct hk_env *env, const struct hk_slice *values, size_t n_values,
                               struct hk_slice text);

#endif
