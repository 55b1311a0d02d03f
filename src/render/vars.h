/* SPDX-License-Identifier: Apache-2.0 */
/* src/render/vars.h -- `vars`: $(NAME) in some fields stands for the value of another field.
 *
 * Each layer declares its vars once its resources are final and ties each to the object that it
 * is taken from; the value is read, and put in, at the very end, when all names have their last
 * form (reference: vars). Names are unique in a whole build. Layer: render. */
#ifndef HK_RENDER_VARS_H
#define HK_RENDER_VARS_H

#include "../load/kustomization.h"
#include "../res/resset.h"

struct hk_vars { /* all zero: none */
    HK_VEC(const struct hk_var_spec *) list;
    struct hk_index *by_name; /* symbol of the name -> position in list */
};

/* Adds the vars of @kust, whose resources are @set. */
HKR_MUST_CHECK enum hkr_status hk_vars_declare(struct hk_env *env, struct hk_vars *vars,
                                               struct hk_resset *set,
                                               const struct hk_kustomization *kust);
/* Adds the vars of a base. */
HKR_MUST_CHECK enum hkr_status hk_vars_merge(struct hk_env *env, struct hk_vars *vars,
                                             const struct hk_vars *more);
/* Puts the values into the fields that @places names. */
HKR_MUST_CHECK enum hkr_status hk_vars_resolve(struct hk_env *env, const struct hk_vars *vars,
                                               struct hk_resset *set,
                                               const struct hk_fieldspecs *places);

#endif
