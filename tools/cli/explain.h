/* SPDX-License-Identifier: Apache-2.0 */
/* tools/cli/explain.h -- the two forms that an explanation is printed in. */
#ifndef HK_TOOLS_EXPLAIN_H
#define HK_TOOLS_EXPLAIN_H

#include "cli.h"

/* All fields of the object that @result explains, or its objects when it explains none. */
void explain_print_text(FILE *out, const struct hkr_result *result, bool color);
void explain_print_json(FILE *out, const struct hkr_result *result);

#endif
