/* SPDX-License-Identifier: Apache-2.0 */
/* tools/cli/diag_text.h -- diagnostics as text for people and editors.
 *
 *     base/web.yaml:7:3: error: field path 'spec/replicas' meets a scalar [HK1702]
 *         7 |   spec: none
 *           |   ^
 *       object: apps/v1 Deployment web
 *       mend: correct the manifest
 *       from: overlays/dev/kustomization.yaml:3:5 (pulled in by `resources`)
 *
 * The first line has the form that editors and CI systems recognise. */
#ifndef HK_TOOLS_DIAG_TEXT_H
#define HK_TOOLS_DIAG_TEXT_H

#include "diags.h"

/* All of a result, warnings included unless @quiet. What a command has to say goes through
 * cli_tell() instead. */
void diag_text_print_all(FILE *out, const struct hkr_result *result, bool color, bool quiet);
/* A word of the front end itself. */
void diag_text_print_complaint(FILE *out, const char *program, const char *text);
/* The lines after the caret: the object, related places, the mend, what led there. */
void diag_text_print_notes(FILE *out, const struct hkr_diag *diag, bool color);

#endif
