/* SPDX-License-Identifier: Apache-2.0 */
/* src/res/notes.h -- what kustomize keeps of an object in annotations, as their texts.
 *
 * We keep it beside the tree (resource.h); programs and patches that go near the annotations meet
 * it there. Layer: res. */
#ifndef HK_RES_NOTES_H
#define HK_RES_NOTES_H

#include "resource.h"

enum { HK_NOTES_MAX = 10 };

/* Their keys. */
extern const hk_sym hk_notes_keys[HK_NOTES_MAX];

/* The text under hk_notes_keys[@i]; empty: nothing is noted. */
struct hk_slice hk_notes_text(struct hk_env *env, const struct hk_resource *res, size_t i);

#endif
