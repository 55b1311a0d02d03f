/* SPDX-License-Identifier: Apache-2.0 */
/* src/diff/mask.h -- what stands for the values of a Secret.
 *
 * Two equal values get equal digests within one run, so that a change shows, and nothing else
 * does: the digests are keyed, so that nobody can try passwords against a report. Layer: diff. */
#ifndef HK_DIFF_MASK_H
#define HK_DIFF_MASK_H

#include "../base/index.h"
#include "../res/resset.h"

enum { HK_MASK_KEY = 32 };

struct hk_mask {
    unsigned char key[HK_MASK_KEY];
    bool has_key;             /* false: there was no randomness, and no digest is shown */
    struct hk_index *origins; /* texts and places of the values of Secrets; NULL: none is known */
};

/* @key of @n bytes, or NULL for a random one. */
void hk_mask_init(struct hk_mask *mask, const unsigned char *key, size_t n);
/* The values of the Secrets in @set are secret wherever else they stand: a replacement may have
 * copied them. */
void hk_mask_learn(struct hk_env *env, struct hk_mask *mask, const struct hk_resset *set);
/* "(hidden 1f2e3d4c5b6a)", in the scratch arena. */
struct hk_slice hk_mask_text(struct hk_env *env, const struct hk_mask *mask, struct hk_slice text);

/* Whether @root is a Secret. */
bool hk_mask_is_secret(const struct hk_node *root);
/* Whether what stands under @key of a Secret (@in_annotations: of its annotations) is its content.
 */
bool hk_mask_covers(hk_sym key, bool in_annotations);
/* Whether @scalar is to be hidden wherever it stands. */
bool hk_mask_knows(const struct hk_mask *mask, const struct hk_node *scalar);
/* Whether anything in @root is to be hidden. */
bool hk_mask_wants(const struct hk_mask *mask, const struct hk_node *root);
/* A copy of @root with digests for all that is to be hidden. */
struct hk_node *hk_mask_tree(struct hk_env *env, const struct hk_mask *mask,
                             const struct hk_node *root);

#endif
