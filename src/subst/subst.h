/* SPDX-License-Identifier: Apache-2.0 */
/* src/subst/subst.h -- variables put into the objects of a render, at its very end.
 *
 * Two modes. The typed one works on nodes: a string stays one, and a value that would change the
 * structure is refused. The other goes the way of Flux: an object is written as text, the text is
 * substituted and read again by YAML 1.1, then as JSON; so strings turn into numbers, and values
 * into maps. In both, objects can be excluded, values are not looked at again, and all unset
 * variables are told at once. Layer: subst. */
#ifndef HK_SUBST_SUBST_H
#define HK_SUBST_SUBST_H

#include "../res/resset.h"
#include "survey.h"
#include "variables.h"

/* Substitutes in all of @set. Scalars with the value of a secret variable get HK_NODE_SECRET. */
HKR_MUST_CHECK enum hkr_status hk_subst_run(struct hk_env *env, struct hk_resset *set,
                                            struct hk_variables *variables);

#endif
