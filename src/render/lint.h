/* SPDX-License-Identifier: Apache-2.0 */
/* src/render/lint.h -- strict checks of what is to be written.
 *
 * What kustomize writes without a word and a cluster refuses, or takes for something else: names,
 * sizes, leftovers, values that change, references to old names. Only looks; runs only when one of
 * its checks is wanted. Layer: render. */
#ifndef HK_RENDER_LINT_H
#define HK_RENDER_LINT_H

#include "../res/fieldspec.h"
#include "../res/resset.h"

/* All checks of the finished set. @references: where names of other objects stand. */
void hk_lint(struct hk_env *env, const struct hk_resset *set,
             const struct hk_name_references *references);

/* lint_tree.c: what may stand anywhere in an object. */
void hk_lint_tree(struct hk_env *env, const struct hk_resource *res);
/* stale.c: references that still have the old name of an object. */
void hk_lint_references(struct hk_env *env, const struct hk_resset *set,
                        const struct hk_name_references *references);

#endif
