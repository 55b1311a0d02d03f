/* SPDX-License-Identifier: Apache-2.0 */
/* src/api/remotes.h -- the map from URLs to directories that a caller gives. Layer: api. */
#ifndef HK_API_REMOTES_H
#define HK_API_REMOTES_H

#include "../load/remote.h"
#include "job.h"

/* Reads the map files, then the single lines, which count for more. NULL when there are none. */
HKR_MUST_CHECK enum hkr_status hk_remotes_of(struct hk_job *job,
                                             const struct hkr_render_options *options,
                                             struct hk_remotes **ret_remotes);

#endif
