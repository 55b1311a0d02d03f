/* SPDX-License-Identifier: Apache-2.0 */
/* src/render/nameref.h -- references follow the names that changed.
 *
 * Runs once, over the final names. Candidates come from an index by (previous kind, previous
 * name), never from a scan of all resources (reference: 4.5). Layer: render. */
#ifndef HK_RENDER_NAMEREF_H
#define HK_RENDER_NAMEREF_H

#include "../res/fieldspec.h"
#include "../res/resset.h"

HKR_MUST_CHECK enum hkr_status hk_nameref_resolve(struct hk_env *env, struct hk_resset *set,
                                                  const struct hk_name_references *references);

#endif
