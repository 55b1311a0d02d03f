/* SPDX-License-Identifier: Apache-2.0 */
/* src/load/missing.h -- files that are not there, and the names that may have been meant.
 *
 * Lists directories of the build and no others. Layer: load. */
#ifndef HK_LOAD_MISSING_H
#define HK_LOAD_MISSING_H

#include "load.h"

/* Reports that @path, which @entry of @field at @at names, does not exist. HKR_E_INPUT. */
enum hkr_status hk_loader_missing(const struct hk_loader *loader, struct hk_slice entry,
                                  struct hk_slice path, const char *field, struct hk_place at);

#endif
