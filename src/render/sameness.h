/* SPDX-License-Identifier: Apache-2.0 */
/* src/render/sameness.h -- whether an object that a program hands back counts as unchanged.
 *
 * kustomize compares what a validator left with what was there down to line, column and comments,
 * so a program must write the object as it stands in its file. Changes nothing. Layer: render. */
#ifndef HK_RENDER_SAMENESS_H
#define HK_RENDER_SAMENESS_H

#include "../res/resource.h"

/* @before: the object as it was. @after: as it was read from the program, but for the label that a
 * validator may set. */
bool hk_same_text(struct hk_env *env, const struct hk_node *before, const struct hk_node *after);

#endif
