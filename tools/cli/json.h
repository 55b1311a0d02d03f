/* SPDX-License-Identifier: Apache-2.0 */
/* tools/cli/json.h -- texts as JSON. Sentences for programs are written by hand around them. */
#ifndef HK_TOOLS_JSON_H
#define HK_TOOLS_JSON_H

#include <stdio.h>

/* Writes @text with its quotes, or null. JSON is UTF-8: a byte that is no part of a character
 * becomes U+FFFD. Controls are escaped, all of them: it may be read on a terminal. */
void cli_json_text(FILE *out, const char *text);

#endif
