/* SPDX-License-Identifier: Apache-2.0 */
/* src/subst/variables.h -- the variables of a render: names, values, and where they come from.
 *
 * Files come first, in their order, then what the caller gave; the later definition of a name hides
 * the earlier one. Values lose their line ends, as Flux has it. A name must be letters, digits and
 * underscores, also where it is never used. What comes from a Secret is secret: no value is ever
 * part of a message here, whatever it comes from. Layer: subst. */
#ifndef HK_SUBST_VARIABLES_H
#define HK_SUBST_VARIABLES_H

#include "../load/load.h"

struct hk_variable {
    struct hk_slice name;
    struct hk_slice value;
    struct hk_slice from; /* "--set", or the file as it is to be shown */
    struct hk_place at;   /* in that file; nowhere for what the caller gave */
    bool secret;
    const struct hk_variable *hides; /* the earlier definition, or NULL */
    uint32_t n_uses;                 /* so far */
};

struct hk_variables {
    HK_VEC(struct hk_variable *)
    list; /* those that count, in the order of their first definition */
    struct hk_index *by_name;
    enum hkr_vars_mode mode;
    bool lenient;
    bool always;
};

bool hk_variables_are_sound(const struct hkr_variables *given);

/* Reads the files (of @files, from the working directory) and takes what was given. All faults are
 * reported. */
HKR_MUST_CHECK enum hkr_status hk_variables_load(struct hk_env *env, struct hk_files *files,
                                                 const struct hkr_variables *given,
                                                 struct hk_variables **ret_variables);

/* NULL when it is unset. */
struct hk_variable *hk_variables_find(const struct hk_variables *variables, struct hk_slice name);
/* Where its definition stands; what the caller gave stands in a text of its own. */
struct hk_place hk_variable_place(struct hk_env *env, const struct hk_variable *variable);
/* The name nearest to @typo, or nothing. */
struct hk_slice hk_variables_nearest(struct hk_env *env, const struct hk_variables *variables,
                                     struct hk_slice typo);

/* Defines a variable; a bad name is reported. @definition is kept but for its line ends. */
HKR_MUST_CHECK enum hkr_status hk_variables_add(struct hk_env *env, struct hk_variables *variables,
                                                const struct hk_variable *definition);

/* Adds those of one file: lines NAME=VALUE, or ConfigMaps and Secrets. */
HKR_MUST_CHECK enum hkr_status hk_variables_add_file(struct hk_env *env, struct hk_files *files,
                                                     struct hk_variables *variables,
                                                     struct hk_slice path);

#endif
