/* SPDX-License-Identifier: Apache-2.0 */
/* src/render/openapi.h -- which schema a build goes by: the field `openapi`.
 *
 * The first kustomization that names one decides for all, from then on; the document is read
 * when a type is first asked for. Layer: render. */
#ifndef HK_RENDER_OPENAPI_H
#define HK_RENDER_OPENAPI_H

#include "layer.h"

/* Heeds what @kust, the kustomization of @loader, says of the schema. */
HKR_MUST_CHECK enum hkr_status hk_openapi_choose(struct hk_build *build, struct hk_loader *loader,
                                                 const struct hk_kustomization *kust);

#endif
