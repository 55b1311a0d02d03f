/* SPDX-License-Identifier: Apache-2.0 */
/* src/subst/modes.h -- what the two modes of substitution share; for src/subst alone.
 * Layer: subst. */
#ifndef HK_SUBST_MODES_H
#define HK_SUBST_MODES_H

#include "subst.h"

/* One object at work. */
struct hk_subst {
    struct hk_env *env;
    struct hk_variables *variables;
    struct hk_resource *res;
    struct hk_buf *out; /* where texts are put together */
    bool is_secret;     /* the object is a Secret */
    enum hkr_status status;
    enum hk_expr_error in_text; /* what is wrong with the text as a whole, in Flux's mode */
    bool has_unset;             /* the object has unset variables, in Flux's mode */
    /* What the piece that was last evaluated used. */
    struct hk_slice unset;            /* the first name without a value */
    const struct hk_variable *secret; /* a secret one, or NULL */
    const struct hk_variable *broken; /* one whose value is no text, or NULL */
};

/* Appends what @expr stands for to subst->out; says in *subst what it used. */
enum hk_expr_error hk_subst_evaluate(struct hk_subst *subst, const struct hk_expr *expr);

/* Reports that a value at @at in @path cannot be what it is. */
void hk_subst_fault(struct hk_subst *subst, enum hk_code code, struct hk_place at,
                    struct hk_slice path, const char *what, const char *mend);

/* The strict checks of one value that was put in. */
void hk_subst_remark_secret(struct hk_subst *subst, struct hk_place at, struct hk_slice path);
void hk_subst_remark_retyped(struct hk_subst *subst, struct hk_place at, struct hk_slice path);

/* Says of @node, which took the place of a scalar with @text, which variables are in it: for those
 * who ask where it comes from. */
void hk_subst_note(struct hk_subst *subst, const struct hk_node *node, struct hk_slice text,
                   bool angles);

/* For walks that leave keys as they are. */
hk_sym hk_subst_keep_key(struct hk_subst_walk *walk, const struct hk_pair *pair);

/* Both substitute in one object, which is not excluded; faults are reported and noted. */
void hk_subst_typed(struct hk_subst *subst);
void hk_subst_flux(struct hk_subst *subst);

#endif
