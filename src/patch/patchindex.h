/* SPDX-License-Identifier: Apache-2.0 */
/* src/patch/patchindex.h -- which resources a patch may mean, without asking all of them.
 *
 * With few patches each looks at every resource. With many, an index by id, name, kind and both
 * is built once and kept up to date while patches rename things, so that a thousand patches over
 * ten thousand resources are not ten million questions. Resources keep their positions in the
 * set while an index is in use. Layer: patch. */
#ifndef HK_PATCH_PATCHINDEX_H
#define HK_PATCH_PATCHINDEX_H

#include "../res/resset.h"
#include "selector.h"

struct hk_patch_index {
    struct hk_env *env;
    struct hk_resset *set;
    struct hk_index *by_key; /* NULL: few patches, so every lookup walks the set */
    uint32_t *seen;          /* number of the lookup that met a resource last */
    uint32_t n_lookups;
};

/* @n_patches: how many lookups will come. */
void hk_patch_index_init(struct hk_env *env, struct hk_resset *set, uint32_t n_patches,
                         struct hk_patch_index *ret_index);
/* To be called after the ids of the resource at @position changed. */
void hk_patch_index_update(struct hk_patch_index *index, uint32_t position);

struct hk_patch_lookup {
    struct hk_patch_index *index;
    bool walks;
    uint32_t at; /* position, or entry of by_key */
};

struct hk_patch_lookup hk_patch_lookup_target(struct hk_patch_index *index,
                                              const struct hk_selector *selector);
struct hk_patch_lookup hk_patch_lookup_id(struct hk_patch_index *index, const struct hk_id *id);
/* The next resource that may be meant (the caller asks it), each once, deleted ones left out.
 * False at the end. */
bool hk_patch_lookup_next(struct hk_patch_lookup *lookup, uint32_t *ret_position);

#endif
