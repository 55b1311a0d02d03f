/* SPDX-License-Identifier: Apache-2.0 */
/* src/generate/external.h -- plugins that are programs of their own.
 *
 * Two sorts, which kustomize tells apart by the configuration: KRM functions, in a container or as
 * a program, and exec plugins, which lie in a directory of plugins. Nothing is started unless the
 * caller of the render has given the power to (src/load/programs.h). Layer: generate. */
#ifndef HK_GENERATE_EXTERNAL_H
#define HK_GENERATE_EXTERNAL_H

#include "../load/function.h"
#include "../load/programs.h"
#include "../res/factory.h"
#include "../res/resset.h"

struct hk_external {
    struct hk_loader *loader;
    const struct hk_resource *res;           /* its configuration */
    struct hk_slice config;                  /* the same as text */
    const struct hk_function_spec *function; /* NULL: an exec plugin */
    const char *program;                     /* of an exec plugin */
    struct hk_words args;                    /* the same; what follows the name of the file */
    struct hk_slice shown;                   /* what messages call it */
};

/* Whether @res configures one, and the render may start it. */
bool hk_external_is(const struct hk_loader *loader, const struct hk_resource *res);
/* Finds out what @res asks for; nothing is started yet. */
HKR_MUST_CHECK enum hkr_status hk_external_load(struct hk_loader *loader,
                                                const struct hk_resource *res,
                                                struct hk_external *ret_external);
/* What it makes, each with what is to be done with it. */
HKR_MUST_CHECK enum hkr_status hk_external_generate(const struct hk_external *external,
                                                    struct hk_resource_list *ret_list);
/* Lets it change @set: an object that comes back takes the place of the one with its id, a new
 * one goes to the end, one that does not come back is gone. */
HKR_MUST_CHECK enum hkr_status hk_external_transform(const struct hk_external *external,
                                                     struct hk_resset *set);

/* The two sorts. @input: the documents on which it works, empty for a generator. *ret_output lives
 * in @arena. */
HKR_MUST_CHECK enum hkr_status hk_exec_plugin_load_(struct hk_external *external);
HKR_MUST_CHECK enum hkr_status hk_exec_plugin_run_(const struct hk_external *external,
                                                   struct hk_arena *arena, struct hk_slice input,
                                                   bool secret, struct hk_slice *ret_output);
HKR_MUST_CHECK enum hkr_status hk_function_load_(struct hk_external *external);
HKR_MUST_CHECK enum hkr_status hk_function_run_(const struct hk_external *external,
                                                struct hk_arena *arena, struct hk_slice input,
                                                bool secret, struct hk_slice *ret_output);
/* Whether the function is one that is to run at all. */
bool hk_function_runs_(const struct hk_external *external);

#endif
