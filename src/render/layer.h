/* SPDX-License-Identifier: Apache-2.0 */
/* src/render/layer.h -- one kustomization directory: resources in, resource set out.
 *
 * Depth first: bases are layers of their own whose results are appended; components run on the
 * set of the layer that names them (reference: per layer). Layer: render. */
#ifndef HK_RENDER_LAYER_H
#define HK_RENDER_LAYER_H

#include "../load/load.h"
#include "../res/resset.h"
#include "origin.h"
#include "vars.h"

struct hk_helm;
struct hk_layer_cache;
struct hk_layer_record;

/* What a layer has gathered so far. */
struct hk_accumulator {
    struct hk_resset *set;
    const struct hk_transform_config *config; /* NULL until the first rows come in */
    struct hk_vars vars;
};

/* What is the same for all layers of one build. */
struct hk_build {
    struct hk_env *env;
    const struct hk_transform_config *defaults; /* built-in field specs, shared by all layers */
    bool has_plugins;        /* configurations of plugins were read: kinds that no schema has */
    bool has_schema;         /* a kustomization has chosen one: the first that does is followed */
    unsigned build_metadata; /* enum hk_build_metadata, of the top layer */
    struct hk_place build_metadata_at;
    const struct hk_layer *innermost; /* of those at work */
    struct hk_helm *helm;
    const struct hk_layer_cache *layers; /* bases that are rendered already; NULL: none */
    struct hk_layer_record *record;      /* what this build is kept in; NULL: it is not */
    struct hk_slice outer_ns; /* the nearest namespace around this layer, for its charts alone */
};

/* One layer at work. */
struct hk_layer {
    struct hk_build *build;
    struct hk_env *env;
    struct hk_loader *loader;
    const struct hk_kustomization *kust;
    struct hk_origin origin; /* of this directory; all empty at the top */
    struct hk_accumulator *acc;
    const struct hk_layer *outer; /* the layer that asked for this one, or NULL */
};

/* Adds what @entry of @field names, a file or a directory, to layer->acc. */
HKR_MUST_CHECK enum hkr_status hk_layer_add_entry(struct hk_layer *layer,
                                                  const struct hk_str *entry, const char *field);

/* Runs @kust, that of @loader, which bounds how deep layers may lie in one another, on
 * @accumulator, which is empty unless @kust is a component. */
HKR_MUST_CHECK enum hkr_status hk_layer_run(struct hk_build *build, struct hk_loader *loader,
                                            const struct hk_kustomization *kust,
                                            const struct hk_origin *origin,
                                            struct hk_accumulator *accumulator);

#endif
