/* SPDX-License-Identifier: Apache-2.0 */
/* src/base/limits.h -- the budgets of one context.
 *
 * Every loop that hostile input could make long or deep is bounded by one of these. They are
 * set from struct hkr_limits at the edge, never changed after. Layer: base. */
#ifndef HK_BASE_LIMITS_H
#define HK_BASE_LIMITS_H

#include <stddef.h>
#include <stdint.h>

struct hk_limits {
    size_t file_bytes;    /* largest input file */
    size_t output_bytes;  /* largest output */
    size_t heap_bytes;    /* all memory of a context */
    uint32_t nodes;       /* nodes read from one file, aliases counted where they are used */
    uint32_t depth;       /* nesting of a document */
    uint32_t layers;      /* nesting of kustomizations */
    uint32_t regex_steps; /* match effort of one regular expression on one string */
};

#define HK_LIMITS_DEFAULT                                                                          \
    {                                                                                              \
        .file_bytes = (size_t)256 << 20, .output_bytes = (size_t)1 << 30, .heap_bytes = SIZE_MAX,  \
        .nodes = 20000000, .depth = 1000, .layers = 100, .regex_steps = 10000000                   \
    }

#endif
