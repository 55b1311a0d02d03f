/* SPDX-License-Identifier: Apache-2.0 */
/* src/render/plugins.h -- `generators`, `transformers` and `validators` of one layer.
 *
 * Their entries are objects that configure plugins: inline text, files or whole directories,
 * gathered as resources are, inline ones first. Only built-in plugins are run (reference: 9).
 * Layer: render. */
#ifndef HK_RENDER_PLUGINS_H
#define HK_RENDER_PLUGINS_H

#include "layer.h"

HKR_MUST_CHECK enum hkr_status hk_plugins_generate(struct hk_layer *layer);
HKR_MUST_CHECK enum hkr_status hk_plugins_transform(struct hk_layer *layer);
/* They may not change anything but the label that says that they ran. */
HKR_MUST_CHECK enum hkr_status hk_plugins_validate(struct hk_layer *layer);

#endif
