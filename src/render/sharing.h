/* SPDX-License-Identifier: Apache-2.0 */
/* src/render/sharing.h -- which bases several roots have in common. Layer: render. */
#ifndef HK_RENDER_SHARING_H
#define HK_RENDER_SHARING_H

#include "layer_cache.h"

/* Renders the bases that builds of @roots (of @n), loaded as @like is, would render more than once,
 * each once, and keeps them in @cache. Reports nothing: what is at fault is told by those builds.
 */
void hk_sharing_fill(struct hk_layer_cache *cache, const struct hk_loader *like,
                     const char *const *roots, size_t n);

#endif
