/* SPDX-License-Identifier: Apache-2.0 */
/* src/diff/html.h -- the parts of the HTML report that show one object. Every text goes through
 * hk_html_text(); nothing else may reach the page. Layer: diff. */
#ifndef HK_DIFF_HTML_H
#define HK_DIFF_HTML_H

#include "report.h"

/* Markup of our own, as it is. */
void hk_html_put(struct hk_report *report, const char *markup);
/* Text of others, escaped for elements and for attributes in double quotes. */
void hk_html_text(struct hk_report *report, struct hk_slice text);
/* <span class="CLASS">TEXT</span>, or nothing when there is no text. */
void hk_html_span(struct hk_report *report, const char *class, struct hk_slice text);

/* "changed", "added", "removed", or "reference": what the page can be filtered by. */
const char *hk_html_class(const struct hkr_object_change *change);
/* The element of object @j of root @i; @open: unfolded from the start. @with_text: with its
 * YAML. */
void hk_html_object(struct hk_report *report, size_t i, size_t j, bool open, bool with_text);

#endif
