/* SPDX-License-Identifier: Apache-2.0 */
/* src/render/order.h -- the order of the output.
 *
 * Only the top kustomization's sortOptions count; without them the legacy order by kind, unless
 * the caller asks for none (reference: sort). Layer: render. */
#ifndef HK_RENDER_ORDER_H
#define HK_RENDER_ORDER_H

#include "../load/kustomization.h"
#include "../res/resset.h"

HKR_MUST_CHECK enum hkr_status hk_order(struct hk_env *env, struct hk_resset *set,
                                        const struct hk_sort_options *options,
                                        enum hkr_reorder reorder);

#endif
