/* SPDX-License-Identifier: Apache-2.0 */
/* src/refactor/fix_vars.h -- vars become replacements. Layer: refactor. */
#ifndef HK_REFACTOR_FIX_VARS_H
#define HK_REFACTOR_FIX_VARS_H

#include "fix_parts.h"

/* Converts the vars of @fix; the files where `$(NAME)` stands are appended to @fixed, with
 * `NAME_PLACEHOLDER` in its place. */
HKR_MUST_CHECK enum hkr_status hk_fix_vars(struct hk_fix *fix, struct hk_fixed *fixed);

#endif
