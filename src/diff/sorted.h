/* SPDX-License-Identifier: Apache-2.0 */
/* src/diff/sorted.h -- objects whose lists are in one order, whatever order they had.
 *
 * For comparisons in which the order of lists is of no account. Layer: diff. */
#ifndef HK_DIFF_SORTED_H
#define HK_DIFF_SORTED_H

#include "../res/resset.h"

/* A set of the same objects. Equal lists but for their order become equal ones. */
struct hk_resset *hk_sorted_set(struct hk_env *env, const struct hk_resset *set);

#endif
