/* SPDX-License-Identifier: Apache-2.0 */
/* src/render/origin.h -- the annotations that buildMetadata asks for.
 *
 * Kept in the objects' annotations all along, as kustomize does, since patches and labels can
 * see them there (reference: build metadata annotations). Layer: render. */
#ifndef HK_RENDER_ORIGIN_H
#define HK_RENDER_ORIGIN_H

#include "../res/resset.h"

/* Where a layer comes from. */
struct hk_origin {
    struct hk_slice path; /* from the directory of the build, or from the root of .repo */
    struct hk_slice repo; /* what git would clone; empty: local */
    struct hk_slice ref;
};

/* The origin of what the kustomization at @origin names @entry. */
struct hk_origin hk_origin_below(struct hk_env *env, const struct hk_origin *origin,
                                 struct hk_slice entry);
/* "path: base/deployment.yaml\n", with repo and ref */
struct hk_slice hk_origin_of_file(struct hk_env *env, const struct hk_origin *dir,
                                  struct hk_slice path);
/* "configuredIn: base/kustomization.yaml\nconfiguredBy:\n  apiVersion: builtin\n  kind: ...\n" */
struct hk_slice hk_origin_of_builtin(struct hk_env *env, const struct hk_origin *dir,
                                     struct hk_slice file_name, const char *kind);
/* The same for a plugin that @res configures; empty when it has no origin itself. */
struct hk_slice hk_origin_of_plugin(struct hk_env *env, const struct hk_resource *res);

/* Sets the origin of @res, whether it has one or not. */
void hk_origin_set(struct hk_env *env, struct hk_resource *res, struct hk_slice origin);
/* Sets it unless there is one. */
void hk_origin_add(struct hk_env *env, struct hk_resource *res, struct hk_slice origin);
/* Records a transformation on every resource; one without an origin gets it as that. */
void hk_origin_transformed(struct hk_env *env, struct hk_resset *set, struct hk_slice origin);

#endif
