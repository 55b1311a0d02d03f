/* SPDX-License-Identifier: Apache-2.0 */
/* src/res/id.h -- what a Kubernetes object is called.
 *
 * Ids are read from the tree and held as symbols, so that comparing two is comparing numbers.
 * Follows kustomize's ResId (reference: resource identity). Layer: res. */
#ifndef HK_RES_ID_H
#define HK_RES_ID_H

#include "../base/index.h"
#include "../yaml/node.h"

struct hk_gvk {
    hk_sym group; /* empty for the core group */
    hk_sym version;
    hk_sym kind;
};

struct hk_id {
    struct hk_gvk gvk;
    hk_sym name;
    hk_sym ns;    /* as written; empty when absent */
    bool cluster; /* the kind is certainly cluster-scoped */
};

static inline bool
hk_gvk_eq(struct hk_gvk a, struct hk_gvk b)
{
    return a.group == b.group && a.version == b.version && a.kind == b.kind;
}

/* Splits at the first slash; without one the group is empty. */
struct hk_gvk hk_gvk_parse(struct hk_env *env, struct hk_slice api_version, hk_sym kind);
/* @filter selects @gvk when each of its parts is empty or equal. */
bool hk_gvk_selects(struct hk_gvk filter, struct hk_gvk gvk);
/* True for the kinds of the built-in schema that have no namespace. */
bool hk_gvk_is_cluster_kind(struct hk_gvk gvk);
/* True for the kinds of the built-in schema, and of what the build brings, that have no namespace;
 * exact apiVersion. */
bool hk_gvk_cluster_scoped(const struct hk_env *env, struct hk_gvk gvk);
/* "group/version", "version" or "": as in a manifest. */
struct hk_slice hk_gvk_api_version(struct hk_env *env, struct hk_gvk gvk);

struct hk_id hk_id_make(const struct hk_env *env, struct hk_gvk gvk, hk_sym name, hk_sym ns);
/* The id that the object @root has now. Missing parts are empty. */
struct hk_id hk_id_read(struct hk_env *env, const struct hk_node *root);
/* "_non_namespaceable_" when cluster-scoped, "default" for none, else the namespace. */
hk_sym hk_id_effective_ns(const struct hk_id *id);
/* Same gvk, name and effective namespace. */
bool hk_id_eq(const struct hk_id *a, const struct hk_id *b);
uint64_t hk_id_hash(const struct hk_id *id);
/* "apps/v1 Deployment prod/web", for messages; in the arena. */
struct hk_slice hk_id_show(struct hk_env *env, const struct hk_id *id);

#endif
