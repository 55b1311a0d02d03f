/* SPDX-License-Identifier: Apache-2.0 */
/* src/diff/pair.h -- which object of one side is which of the other.
 *
 * In rounds: by id, by kind and name whatever the API version, across changed hash suffixes, by the
 * id that both had where they were read, across namespaces, by content, a Namespace by what moved
 * to it. A round pairs what earlier ones left. Each sorts the objects by one key, so the cost is n
 * log n. Layer: diff. */
#ifndef HK_DIFF_PAIR_H
#define HK_DIFF_PAIR_H

#include "../res/resset.h"
#include "canon.h"

#define HK_UNPAIRED UINT32_MAX

struct hk_pairs {
    uint32_t *of_before; /* by index in the set before: index in the set after, or HK_UNPAIRED */
    uint32_t *of_after;
    uint8_t *how; /* by index in the set after: enum hkr_pairing */
};

void hk_pair_objects(const struct hk_canon *canon, const struct hk_resset *before,
                     const struct hk_resset *after, struct hk_pairs *ret_pairs);

/* @name without a dash and the ten characters of a hash at its end; all of it when it has none. */
struct hk_slice hk_pair_unhashed(struct hk_slice name);

#endif
