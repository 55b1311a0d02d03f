/* SPDX-License-Identifier: Apache-2.0 */
/* src/render/absorb.h -- how generated objects join what is there already.
 *
 * By behavior: create appends; merge and replace change the one object that has or had the same
 * id, in its place (reference: absorb semantics). Layer: render. */
#ifndef HK_RENDER_ABSORB_H
#define HK_RENDER_ABSORB_H

#include "../res/resset.h"

HKR_MUST_CHECK enum hkr_status hk_absorb(struct hk_env *env, struct hk_resset *set,
                                         struct hk_resource *res);

#endif
