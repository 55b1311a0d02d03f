/* SPDX-License-Identifier: Apache-2.0 */
/* src/subst/survey.h -- every use of a variable in the objects of a render.
 *
 * Nothing is changed. Expressions that cannot be parsed, and variables that are unset where they
 * must not be, are reported, all of them. Layer: subst. */
#ifndef HK_SUBST_SURVEY_H
#define HK_SUBST_SURVEY_H

#include "../res/resset.h"
#include "variables.h"
#include "walk.h"

struct hk_subst_use {
    const struct hk_resource *res;
    struct hk_slice path;         /* of the field */
    struct hk_place at;           /* of the expression */
    struct hk_slice text;         /* the expression */
    struct hk_slice name;         /* of the variable */
    struct hk_slice fallback;     /* what stands behind `:-`, when has_default */
    struct hk_variable *variable; /* NULL: unset */
    bool has_default;
    bool in_key;
};

struct hk_subst_survey {
    HK_VEC(struct hk_subst_use) uses; /* in the order of the objects; empty unless they are kept */
    enum hkr_status status;
};

struct hk_subst_survey_options {
    bool keep;    /* the uses are wanted */
    bool faults;  /* faults are reported */
    bool lenient; /* unset variables are none */
};

void hk_subst_survey(struct hk_env *env, const struct hk_resset *set,
                     const struct hk_variables *variables,
                     const struct hk_subst_survey_options *options,
                     struct hk_subst_survey *ret_survey);

#endif
