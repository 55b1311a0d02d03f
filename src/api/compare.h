/* SPDX-License-Identifier: Apache-2.0 */
/* src/api/compare.h -- what a result holds of a comparison. Layer: api. */
#ifndef HK_API_COMPARE_H
#define HK_API_COMPARE_H

#include "../diff/compare.h"
#include "job.h"

/* In the arena of the result, as all its texts. */
struct hk_comparison {
    struct hkr_comparison head;
    struct hk_diff diff;
    bool is_done; /* false: it was ended in the midst of it, by a limit or by the caller */
};

#endif
