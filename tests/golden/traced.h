/* SPDX-License-Identifier: Apache-2.0 */
/* tests/golden/traced.h -- a render that is traced does what it does otherwise. */
#ifndef GOLDEN_TRACED_H
#define GOLDEN_TRACED_H

#include <hkrender/hkrender.h>

#include "case.h"

/* Renders @root again with every object of a few explained. What is wrong, or NULL: the bytes,
 * and the diagnostics of a failure, must be those of @status, @bytes and @n_diags. */
const char *golden_check_traced(struct hkr_ctx *ctx, const char *root,
                                const struct hkr_render_options *options, enum hkr_status status,
                                struct text bytes);

#endif
