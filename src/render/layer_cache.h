/* SPDX-License-Identifier: Apache-2.0 */
/* src/render/layer_cache.h -- bases that several renders have in common, rendered once.
 *
 * What a base comes to is kept with all that its render did besides: the diagnostics, the
 * directories that it entered, the paths that it hangs on. A render that meets the base takes
 * copies of its resources, which share their trees, and repeats the rest, so that it cannot be told
 * from one that rendered the base itself. Where that would not hold, the base is rendered anew:
 * with programs, schemas of its own, remote parts, notes of origins, or a cycle with what is
 * around it. Once made, a cache is only read, by any number of threads. Layer: render. */
#ifndef HK_RENDER_LAYER_CACHE_H
#define HK_RENDER_LAYER_CACHE_H

#include "build.h"
#include "layer.h"

struct hk_layer_cache;

/* A cache in env->arena that is still empty, for renders that load as @loader does and have the
 * diagnostics policy of @env. */
struct hk_layer_cache *hk_layer_cache_new(struct hk_env *env, const struct hk_loader *loader,
                                          bool with_deps);
/* Renders the directory @root and keeps what it comes to, if that can be had from a cache. */
void hk_layer_cache_add(struct hk_layer_cache *cache, struct hk_slice root);

/* Whether builds of @loader may use @cache. */
bool hk_layer_cache_fits(const struct hk_layer_cache *cache, const struct hk_loader *loader,
                         const struct hk_build_options *options);
/* Whether the base behind @loader, which @layer has met, was taken from the cache of the build. */
bool hk_layer_cache_take(struct hk_layer *layer, const struct hk_loader *loader,
                         struct hk_accumulator *accumulator);

/* What a render that is kept is watched by, while it is made. */
struct hk_layer_record;
/* It entered the directory of @loader, which told the diagnostics from the @from-th on. */
void hk_layer_record_visit(struct hk_layer_record *record, const struct hk_loader *loader,
                           uint32_t from);
/* It is about to run @kust. */
void hk_layer_record_run(struct hk_layer_record *record, const struct hk_loader *loader,
                         const struct hk_kustomization *kust);
/* Whether @kust does what no cache can repeat. */
bool hk_layer_is_private(const struct hk_kustomization *kust);

#endif
