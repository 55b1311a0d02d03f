/* SPDX-License-Identifier: Apache-2.0 */
/* src/yaml/strict.h -- what of a text counts for nothing, for whoever asks.
 *
 * Strict checks of texts as such: keys that another key hides, documents that nobody reads. Each
 * function costs one test when its check is off. Nothing is changed, no content of a value is
 * shown. Knows no Kubernetes. Layer: yaml. */
#ifndef HK_YAML_STRICT_H
#define HK_YAML_STRICT_H

#include "node.h"

/* Reports each key of @root, at any depth, that stands in its map a second time. @winner tells
 * which of them counts: "the last" or "the first". */
void hk_strict_shadowed_keys(struct hk_env *env, const struct hk_node *root, const char *winner);

/* Reports what stands in @text behind its first document. @text is the part from @offset on of the
 * source @file. */
void hk_strict_leftover(struct hk_env *env, hk_file_id file, uint32_t offset, struct hk_slice text);

/* As above for each of the parts that hk_read_docs() cuts the source @file into. */
void hk_strict_leftovers(struct hk_env *env, hk_file_id file);

/* Reports a whole number at @at, of the absolute value @size, that floating point can not hold:
 * JSON patches make such of all numbers of an object. */
void hk_strict_rounded(struct hk_env *env, uint64_t size, struct hk_place at);

static inline uint64_t
hk_strict_size(int64_t number)
{
    return number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
}

#endif
