/* SPDX-License-Identifier: Apache-2.0 */
/* src/diff/alike.h -- roots in which the same changes were found.
 *
 * A change in a base shows in every overlay above it. A reader wants to see it once, with the list
 * of roots. Layer: diff. */
#ifndef HK_DIFF_ALIKE_H
#define HK_DIFF_ALIKE_H

#include "report.h"

/* For each root of @report the first root with the same changes: itself, when there is none. Two
 * changes are the same when all that a report tells of them is, but for namespaces and, where the
 * objects come from the same line, names. Roots that
 * failed are alike when they did for the same reason; those that do not differ are like no other.
 */
const uint32_t *hk_alike_roots(const struct hk_report *report);

#endif
