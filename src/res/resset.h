/* SPDX-License-Identifier: Apache-2.0 */
/* src/res/resset.h -- an ordered set of resources with lookups by id.
 *
 * Current ids are unique. The indexes follow the ids only when told: whoever changed ids in
 * bulk calls hk_resset_reindex() once. Deleted resources (root NULL) are skipped by lookups and
 * taken out by hk_resset_drop_deleted(). Layer: res. */
#ifndef HK_RES_RESSET_H
#define HK_RES_RESSET_H

#include "resource.h"

struct hk_resset {
    HK_VEC(struct hk_resource *) list;
    struct hk_index *by_id;     /* hk_id_hash of the current id -> position in list */
    uint32_t n_by_id;           /* list[0 .. n_by_id) is in it */
    struct hk_index *by_any_id; /* the same of current and previous ids; made when asked for */
    uint32_t n_by_any_id;
};

struct hk_resset *hk_resset_new(struct hk_env *env);
/* Appends, or reports that the id is taken (with both places). */
HKR_MUST_CHECK enum hkr_status hk_resset_append(struct hk_env *env, struct hk_resset *set,
                                                struct hk_resource *res);
HKR_MUST_CHECK enum hkr_status hk_resset_append_all(struct hk_env *env, struct hk_resset *set,
                                                    const struct hk_resset *more);
/* The resource whose current id equals @id, or NULL. */
struct hk_resource *hk_resset_find(struct hk_env *env, struct hk_resset *set,
                                   const struct hk_id *id);
/* Resources that have or had @id: the first in list order, and how many there are. */
struct hk_resource *hk_resset_find_any(struct hk_env *env, struct hk_resset *set,
                                       const struct hk_id *id, uint32_t *ret_n);
/* To be called after ids changed. */
void hk_resset_reindex(struct hk_resset *set);
void hk_resset_drop_deleted(struct hk_resset *set);
/* Reports when two resources have the same current id (after a transformation). */
HKR_MUST_CHECK enum hkr_status hk_resset_check_unique(struct hk_env *env, struct hk_resset *set,
                                                      const char *step);

#endif
