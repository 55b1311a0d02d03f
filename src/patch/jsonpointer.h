/* SPDX-License-Identifier: Apache-2.0 */
/* src/patch/jsonpointer.h -- "/spec/containers/0/image": places in a tree, as JSON patches name
 * them.
 *
 * Split once, then walked many times. Follows the library that kustomize uses, not the RFC alone:
 * what stands before the first slash is ignored, and -1 is the last item of a list.
 * Layer: patch. */
#ifndef HK_PATCH_JSONPOINTER_H
#define HK_PATCH_JSONPOINTER_H

#include "../yaml/edit.h"

struct hk_jsonpointer {
    struct hk_slice text;
    struct hk_slice *steps; /* unescaped */
    hk_sym *keys;           /* the same as symbols */
    uint32_t n;             /* 0: the text has no slash, so it names no place within the root */
};

/* Its parts live in @arena. */
struct hk_jsonpointer hk_jsonpointer_parse(struct hk_env *env, struct hk_arena *arena,
                                           struct hk_slice text);

/* How far a walk came. */
struct hk_jsonpointer_end {
    struct hk_node *container;  /* map or list that the last step is in; NULL: not reached */
    const struct hk_node *last; /* deepest node that was met */
    uint32_t n_met;             /* steps that led there */
};

/* Walks all steps but the last one. With @own every node on the way is made env->owner's first,
 * so that the container may be changed in place; *root is then the owned root. */
struct hk_jsonpointer_end hk_jsonpointer_walk(struct hk_env *env,
                                              const struct hk_jsonpointer *pointer, bool own,
                                              struct hk_node **root);

/* The index that @step means in a list of @n items, counted from the end when negative: Go's
 * Atoi, so "+1" and "01" are 1. False when it is no number or does not lie in 0 .. n - 1. */
bool hk_jsonpointer_index(struct hk_slice step, uint32_t n, uint32_t *ret_index);
/* Whether @step is a number at all. */
bool hk_jsonpointer_is_number(struct hk_slice step);

#endif
