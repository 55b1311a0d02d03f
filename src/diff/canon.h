/* SPDX-License-Identifier: Apache-2.0 */
/* src/diff/canon.h -- trees as the output has them: equality, hashes, one-line texts.
 *
 * Two scalars are equal when the writer gives the same for both: types count, styles do not. The
 * order of the keys of a map never counts, that of a list does unless it is told not to. Nothing
 * here reports: what is compared was written before, so its faults are known. Recursion is bounded
 * by the depth to which trees are written. Layer: diff. */
#ifndef HK_DIFF_CANON_H
#define HK_DIFF_CANON_H

#include "../base/buf.h"
#include "../yaml/node.h"
#include "mask.h"

/* A node where it stands. */
struct hk_spot {
    const struct hk_node *node; /* NULL: there is none */
    struct hk_place at;         /* where it was set: its own place, or that of what holds it */
    bool flow;                  /* a flow collection is around it, or it is one */
    bool secret;                /* never to be shown: within the content of a Secret */
};

struct hk_canon {
    struct hk_env *env;
    bool ignore_list_order;
};

/* The root of an object. */
struct hk_spot hk_spot_root(const struct hk_node *root);
/* The @i-th value or item of @spot. */
struct hk_spot hk_spot_child(struct hk_spot spot, uint32_t i);

bool hk_canon_equal(const struct hk_canon *canon, struct hk_spot a, struct hk_spot b);
/* Equal trees have equal hashes. */
uint64_t hk_canon_hash(const struct hk_canon *canon, struct hk_spot spot);
/* Whether @spot is a string, and its text. Made in the scratch arena where it is not that of the
 * source. */
bool hk_canon_string(struct hk_env *env, struct hk_spot spot, struct hk_slice *ret_text);
/* Appends @spot as JSON on one line, keys in byte order, with digests for what is secret. */
void hk_canon_text(struct hk_env *env, struct hk_spot spot, const struct hk_mask *mask,
                   struct hk_buf *buf);
/* Appends @text as a JSON string. */
void hk_canon_quote(struct hk_slice text, struct hk_buf *buf);

#endif
