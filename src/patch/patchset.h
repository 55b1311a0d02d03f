/* SPDX-License-Identifier: Apache-2.0 */
/* src/patch/patchset.h -- what the patches of one kustomization were loaded as.
 *
 * Shared by the loading and the applying half of patch.h; nobody else includes it.
 * Layer: patch. */
#ifndef HK_PATCH_PATCHSET_H
#define HK_PATCH_PATCHSET_H

#include "jsonpatch.h"
#include "patch.h"
#include "selector.h"

/* A strategic merge patch, one document. */
struct hk_merge_patch {
    struct hk_resource *res; /* as read: its id finds the target when none is given */
    struct hk_node *body;    /* what is merged: without what can not change, shared by targets */
    struct hk_str source;    /* the entry that it came from */
    bool is_noop;            /* `$patch: replace` at the root: kustomize drops the result */
    bool drops_annotations;  /* with them goes what kustomize keeps in them */
    bool is_selected;        /* applied through a target, or from patchesStrategicMerge */
};

/* One entry of `patches` or `patchesJson6902`. */
struct hk_patch_entry {
    const struct hk_patch_spec *spec;
    const struct hk_selector *selector; /* NULL: no target */
    HK_VEC(struct hk_merge_patch *) merges;
    const struct hk_jsonpatch *json; /* NULL: merges instead, or nothing at all */
};

/* Where the patch of @spec is named, or stands. */
static inline struct hk_place
hk_patch_spec_place(const struct hk_patch_spec *spec)
{
    return spec->path.text.len ? spec->path.at : spec->at;
}

struct hk_patch_set {
    HK_VEC(struct hk_merge_patch *) strategic;
    HK_VEC(struct hk_patch_entry *) patches;
    HK_VEC(struct hk_patch_entry *) json6902;
};

/* Works out everything but res and source. @is_selected: applied through a target, or from
 * patchesStrategicMerge. */
void hk_merge_patch_prepare(struct hk_env *env, struct hk_merge_patch *patch, bool is_selected);

#endif
