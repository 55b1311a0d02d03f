/* SPDX-License-Identifier: Apache-2.0 */
/* src/res/resource.h -- one object on its way through a render.
 *
 * Its tree, the id read from it, and what kustomize keeps in internal annotations: earlier
 * ids, prefixes and suffixes, flags. We keep these beside the tree, not in it. After any change
 * that may touch apiVersion, kind, name or namespace, the changer calls
 * hk_resource_refresh(). Knows no files. Layer: res. */
#ifndef HK_RES_RESOURCE_H
#define HK_RES_RESOURCE_H

#include "../yaml/edit.h"
#include "id.h"

/* An id that the object had; its apiVersion is always the current one. */
struct hk_prev_id {
    hk_sym kind;
    hk_sym name;
    hk_sym ns; /* effective */
};

enum hk_behavior {                   /* of a generated object */
                   HK_BEHAVIOR_NONE, /* not generated */
                   HK_BEHAVIOR_UNSPECIFIED,
                   HK_BEHAVIOR_CREATE,
                   HK_BEHAVIOR_REPLACE,
                   HK_BEHAVIOR_MERGE
};

struct hk_history;

struct hk_resource {
    struct hk_node *root;           /* NULL once deleted by a patch */
    struct hk_id id;                /* current */
    HK_VEC(struct hk_prev_id) prev; /* oldest first */
    HK_VEC(hk_sym) prefixes;        /* innermost first */
    HK_VEC(hk_sym) suffixes;
    HK_VEC(hk_sym) vars; /* names of the vars whose values are taken from it */
    enum hk_behavior behavior;
    bool needs_hash;
    bool allow_name_change; /* on a patch: may rename what it is applied to */
    bool allow_kind_change;
    bool helm_generated;
    bool was_nameless;          /* it had no name at a time when ids were remembered */
    bool ids_out_of_step;       /* a comma in a name or namespace broke the list of earlier ids */
    bool has_cells;             /* the tree may hold cells (src/yaml/edit.h) */
    struct hk_place at;         /* where its document begins */
    struct hk_history *history; /* what it was before (src/res/trace.h); NULL: not traced */
};

/* Reads the id, and the state that the object's own internal annotations stand for. */
struct hk_resource *hk_resource_new(struct hk_env *env, struct hk_node *root);
/* A copy that shares the tree and may be changed on its own. */
struct hk_resource *hk_resource_clone(struct hk_env *env, const struct hk_resource *res);
/* Reads the id from the tree again. */
void hk_resource_refresh(struct hk_env *env, struct hk_resource *res);
/* Remembers the current id as a previous one. */
void hk_resource_push_id(struct hk_env *env, struct hk_resource *res);
/* The @i-th earlier id, as a full id. */
struct hk_id hk_resource_prev_id(const struct hk_env *env, const struct hk_resource *res,
                                 uint32_t i);
/* The first id that it had: the oldest previous one, else the current. */
struct hk_id hk_resource_original_id(const struct hk_env *env, const struct hk_resource *res);
/* Whether @id equals the current id or any previous one. */
bool hk_resource_had_id(const struct hk_env *env, const struct hk_resource *res,
                        const struct hk_id *id);

/* Reads and writes of metadata. Setting an empty namespace removes it; so it is with NULL or
 * empty maps of labels and annotations. Callers refresh the id. */
void hk_resource_set_name(struct hk_env *env, struct hk_resource *res, struct hk_slice name,
                          struct hk_place at);
void hk_resource_set_namespace(struct hk_env *env, struct hk_resource *res, struct hk_slice ns,
                               struct hk_place at);
/* metadata.labels / metadata.annotations, or NULL when absent or no map. */
const struct hk_node *hk_resource_labels(const struct hk_resource *res);
const struct hk_node *hk_resource_annotations(const struct hk_resource *res);
/* Puts @map (NULL: nothing) where metadata.@field was; metadata is made when missing. */
void hk_resource_set_meta(struct hk_env *env, struct hk_resource *res, hk_sym field,
                          struct hk_node *map);

/* Makes every annotation a string, as kustomize does when it writes all of them anew. */
void hk_resource_settle_annotations(struct hk_env *env, struct hk_resource *res);

/* Makes @res the subject of the newest diagnostic; of a Secret no line is shown then. */
void hk_resource_blame(struct hk_env *env, const struct hk_resource *res);
/* The same for all diagnostics from the @n-th on. */
void hk_resource_blame_since(struct hk_env *env, const struct hk_resource *res, uint32_t n);

#endif
