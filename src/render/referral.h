/* SPDX-License-Identifier: Apache-2.0 */
/* src/render/referral.h -- which object a name in another object means.
 *
 * Every name, kind and namespace that an object had is a key of one index, so a question is
 * answered by looking at the few objects that were ever called so in a namespace that the
 * referrer can see. Answers that took longer are remembered for referrers in the same position.
 * Nothing is changed here. Follows kustomize's name reference filter (reference: 4.5).
 * Layer: render. */
#ifndef HK_RENDER_REFERRAL_H
#define HK_RENDER_REFERRAL_H

#include "../res/fieldspec.h"
#include "../res/resset.h"

struct hk_referrals; /* lives in @arena; true as long as no id in the set changes */

/* @references: those whose targets will be asked for. */
struct hk_referrals *hk_referrals_new(struct hk_env *env, struct hk_arena *arena,
                                      const struct hk_resset *set,
                                      const struct hk_name_references *references);

struct hk_namespaces { /* as written; may hold the empty one */
    HK_VEC(hk_sym) list;
};

struct hk_referral_query {
    const struct hk_resource *referrer;
    const struct hk_namespaces *others; /* that it can see besides its own; NULL: none */
    struct hk_gvk target;               /* kind that the field refers to; empty parts: any */
    hk_sym name;                        /* what stands there now */
    bool is_map;                        /* the field has a namespace to it, which is updated too */
    bool has_ns;                        /* ... and it is there: */
    hk_sym ns;
    bool has_role; /* of a roleRef: the target must also be */
    struct hk_gvk role;
};

struct hk_referral {
    const struct hk_resource *res;   /* NULL: none, leave the field alone */
    const struct hk_resource *other; /* not NULL: it could be this as well; a fault */
};

struct hk_referral hk_referral_find(struct hk_referrals *referrals,
                                    const struct hk_referral_query *query);

#endif
