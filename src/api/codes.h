/* SPDX-License-Identifier: Apache-2.0 */
/* src/api/codes.h -- the codes of diagnostics by their ids, for whoever treats them.
 *
 * An id is "HK1220" or the name "deprecated-field", in any letter case; "all" stands for every
 * code that can be treated. Knows nothing of what codes mean. Layer: api. */
#ifndef HK_API_CODES_H
#define HK_API_CODES_H

#include "../base/diag.h"

/* Gives the warnings and strict checks that @id names @severity (0: none) in @policy, which may
 * be NULL. False when it names none of them. */
bool hk_codes_apply(struct hk_policy *policy, const char *id, enum hkr_severity severity);
/* Gives @severity to every strict check. */
void hk_codes_set_strict(struct hk_policy *policy, enum hkr_severity severity);

#endif
