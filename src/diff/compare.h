/* SPDX-License-Identifier: Apache-2.0 */
/* src/diff/compare.h -- what is different between two sets of objects.
 *
 * The documents of the output decide: two objects are equal when the writer gives the same bytes
 * for them, since it has one form for each value. Only where the bytes differ are the trees walked.
 * Changes nothing and opens nothing. Layer: diff. */
#ifndef HK_DIFF_COMPARE_H
#define HK_DIFF_COMPARE_H

#include "../base/buf.h"
#include "../base/vec.h"
#include "../res/resset.h"
#include "canon.h"
#include "digest.h"

/* One side, written. */
struct hk_comparand {
    const struct hk_resset *set;
    const struct hk_slice *documents; /* of the output, by index in the set */
    const struct hk_slice *normal;    /* the same, or with sorted lists when their order is of no
                                       * account */
};

struct hk_object_diff {
    struct hkr_object_change change;
    struct hkr_field_change *fields;
    struct hkr_danger *dangers;
};

struct hk_diff {
    HK_VEC(struct hk_object_diff) objects;
};

/* One comparison at work. */
struct hk_diff_run {
    struct hk_canon canon;
    struct hk_arena *out; /* what is handed out lives here */
    const struct hk_mask *mask;
    bool environments; /* the sides are two roots over one base, not two states of one */
    const struct hk_renames *renames;
    struct hk_buf *text; /* to make texts in */
    struct hk_file_names *names;
};

/* Writes @set as a build would, with all faults of that. */
HKR_MUST_CHECK enum hkr_status hk_comparand_write(struct hk_env *env, const struct hk_resset *set,
                                                  bool ignore_list_order,
                                                  struct hk_comparand *ret_comparand);
/* The digest of @comparand, to @hex of HK_DIGEST_TEXT. */
void hk_comparand_digest(struct hk_env *env, const struct hk_comparand *comparand, char *hex);

/* Finds all changes; run->canon, out, mask and environments are set. */
HKR_MUST_CHECK enum hkr_status hk_compare(struct hk_diff_run *run,
                                          const struct hk_comparand *before,
                                          const struct hk_comparand *after,
                                          struct hk_diff *ret_diff);

/* Gives @run what texts and places need; env and out are set. */
void hk_diff_begin(struct hk_diff_run *run);
/* @place for people; it lives in run->out. */
struct hkr_span hk_diff_span(const struct hk_diff_run *run, struct hk_place place);
/* A copy of run->text in run->out; empties it. */
const char *hk_diff_take_text(const struct hk_diff_run *run);

#endif
