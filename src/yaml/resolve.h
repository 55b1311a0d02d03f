/* SPDX-License-Identifier: Apache-2.0 */
/* src/yaml/resolve.h -- which type a plain scalar has, and which number it is.
 *
 * Two dialects are in play, as in kustomize. Resources are read with the rules of go-yaml v3
 * (YAML 1.2 core with leftovers of 1.1: hk_resolve()). Kustomization files, and the question
 * whether a string must be quoted when written, follow go-yaml v2 (hk_resolve_yaml11()).
 * The two agree on every number and timestamp; v2 has more booleans.
 * Pure functions of the text; no allocation, no locale. Layer: yaml. */
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

/* The type of plain @text under go-yaml v3: STR, INT, FLOAT, BOOL, NULL, TIMESTAMP or MERGE
 * (only "<<"; as a value it is a string like any other). For INT and FLOAT, *ret_number (may be
 * NULL) receives the value. An integer above 64 bits is a FLOAT when decimal, else a STR; a
 * float that overflows is a STR; `.inf` and `.nan` are FLOAT. Base 60 is never a number. */
enum hk_tag hk_resolve(struct hk_slice text, struct hk_number *ret_number);

/* The same under go-yaml v2: y, n, yes, no, on, off (also Title and UPPER) are BOOL. A TIMESTAMP
 * decodes to its own text there, as a string. "<<" is a STR. */
enum hk_tag hk_resolve_yaml11(struct hk_slice text, struct hk_number *ret_number);

/* Whether kustomize's setters quote @text as a new plain value: go-yaml v2 makes something else
 * than a string of it, as a scalar or as a document. */
bool hk_resolve_misread(struct hk_slice text);

/* Whether @text has the form of a base-60 number (`1:30`, `-12:30:45.5`): a string under both
 * dialects, which go-yaml v2 quotes when it writes. */
bool hk_resolve_base60(struct hk_slice text);

/* Truth of a BOOL text under either dialect. */
bool hk_resolve_bool(struct hk_slice text);

/* Rewrites a TIMESTAMP text as RFC 3339 with nanoseconds, as kustomize's output has it, into
 * @buffer (of 40 bytes). Returns its length; 0 when @text is no timestamp, or one that
 * kustomize reads but refuses to write (a zone of 24 hours or more). */
size_t hk_resolve_timestamp(struct hk_slice text, char *buffer);

#endif
