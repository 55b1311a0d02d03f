/* SPDX-License-Identifier: Apache-2.0 */
/* src/diff/visible.h -- text of others, made safe to look at.
 *
 * Manifests may hold anything: terminal controls, marks that turn the direction of writing, bytes
 * that are no UTF-8. What a reader cannot see, or what would make him see something else, is
 * shown as \u202e and the like. Layer: diff. */
#ifndef HK_DIFF_VISIBLE_H
#define HK_DIFF_VISIBLE_H

#include "../base/buf.h"

enum { HK_VISIBLE_BUFFER = 12 };

/* What shows the character at *@at (which is before @end, and moves on): itself or an escape in
 * @buffer. Tabs and line feeds are themselves. */
struct hk_slice hk_visible_next(const char **at, const char *end, char *buffer);
/* How many bytes from @at on are plain ASCII that shows itself. */
size_t hk_visible_run(const char *at, const char *end);
/* Appends @text so, on one line: line feeds are escapes as well. */
void hk_put_visible(struct hk_buf *buf, struct hk_slice text);

#endif
