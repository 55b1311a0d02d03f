/* SPDX-License-Identifier: Apache-2.0 */
/* src/yaml/read.h -- texts to trees, with kustomize's verdict on every oddity.
 *
 * The grammar is libyaml's. Resource texts are cut into chunks at "---" lines and the first
 * document of each chunk is read; anchors, aliases and merge keys are expanded by sharing
 * nodes, never by copying (reference: document splitting, anchors). All nodes are owned by
 * nobody (owner 0): immutable and shareable. Every fault is reported at its place.
 * Knows no Kubernetes. Layer: yaml. */
#ifndef HK_YAML_READ_H
#define HK_YAML_READ_H

#include "node.h"

/* Documents of one text, in order; empty and null ones are left out. */
struct hk_docs {
    struct hk_node **items;
    uint32_t n;
    uint32_t n_chunks; /* pieces that the text was cut into, empty ones included */
};

/* Registers @text under @name with env->sources (a copy is made where "\r\n" must become "\n" or
 * UTF-16 must become UTF-8)
 * and reads all its documents. @text must outlive env->sources; nodes point into it. Hiding a
 * file that holds a Secret is the caller's business (hk_sources_hide()). Faults: HKR_E_INPUT
 * (syntax, bad UTF-8, bad merges, cyclic anchors), HKR_E_LIMIT (depth, nodes). *ret_docs is
 * written on success only. */
HKR_MUST_CHECK enum hkr_status hk_read_docs(struct hk_env *env, struct hk_slice name,
                                            struct hk_slice text, struct hk_docs *ret_docs);

/* As above for a text that stands inside another: @at is where its first byte stands (an inline
 * patch in a kustomization file). Places in the new nodes are those of @at's file when @text is
 * found there verbatim behind it, line by line with one indentation taken off (a literal
 * block), else all of them are @at. */
HKR_MUST_CHECK enum hkr_status hk_read_inline(struct hk_env *env, struct hk_place at,
                                              struct hk_slice text, struct hk_docs *ret_docs);

/* Reads the first document of a kustomization file (or another file that kustomize reads with
 * go-yaml v2 and then as JSON): duplicate keys are kept (the later one counts), anchors and
 * merge keys work, scalars keep their text; the decoder asks hk_resolve_yaml11(). *ret_root is
 * NULL for an empty file. *ret_file is its number, set even on failure. */
HKR_MUST_CHECK enum hkr_status hk_read_config(struct hk_env *env, struct hk_slice name,
                                              struct hk_slice text, hk_file_id *ret_file,
                                              struct hk_node **ret_root);

/* Reads the first document of a values file of a chart, the text of source @file. There kustomize
 * merges before it follows aliases, and a value that is one gets lost: pairs have HK_PAIR_ALIASED
 * for it, and `<<: *name` does nothing; within lists, which are not merged, all is as usual.
 * *ret_root is NULL for an empty file. */
HKR_MUST_CHECK enum hkr_status hk_read_values(struct hk_env *env, hk_file_id file,
                                              struct hk_slice text, struct hk_node **ret_root);

#endif
