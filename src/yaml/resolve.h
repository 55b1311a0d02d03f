/* SPDX-License-Identifier: Apache-2.0 */
/* src/yaml/resolve.h -- which type a plain scalar has, and which number it is.
 *
 * Two dialects are in play, as in kustomize. Resources are read with the rules of go-yaml v3
 * (YAML 1.2 core with leftovers of 1.1: hk_resolve()). Kustomization files, and the question
 * whether a string must be quoted when written, follow go-yaml v2 (YAML 1.1:
 * hk_resolve_yaml11()). Pure functions of the text; no allocation. Layer: yaml. */
#ifndef HK_YAML_RESOLVE_H
#define HK_YAML_RESOLVE_H

#include "node.h"

enum hk_number_kind { HK_NUMBER_INT, HK_NUMBER_UINT, HK_NUMBER_FLOAT };

struct hk_number {
    enum hk_number_kind kind;
    union {
        int64_t i;
        uint64_t u; /* above INT64_MAX only */
        double f;
    };
};

/* The type of plain @text under go-yaml v3: STR, INT, FLOAT, BOOL, NULL, TIMESTAMP or MERGE.
 * For INT and FLOAT, *ret_number (may be NULL) receives the value. */
enum hk_tag hk_resolve(struct hk_slice text, struct hk_number *ret_number);

/* The same under go-yaml v2 (yes, no, on, off, y, n are BOOL; base 60; older octals). */
enum hk_tag hk_resolve_yaml11(struct hk_slice text, struct hk_number *ret_number);

/* Truth of a BOOL text under either dialect. */
bool hk_resolve_bool(struct hk_slice text);

/* Rewrites a TIMESTAMP text as RFC 3339 with nanoseconds, as kustomize's output has it, into
 * @buffer (of 40 bytes). Returns its length, 0 when @text is no timestamp. */
size_t hk_resolve_timestamp(struct hk_slice text, char *buffer);

#endif
