/* SPDX-License-Identifier: Apache-2.0 */
/* src/merge/schema.h -- what the frozen Kubernetes schema says about merging.
 *
 * Generated const tables (schema_table.c, by tools/gen-merge-schema.py from the OpenAPI
 * definitions of Kubernetes 1.21.2), found by hashing or bisection, never parsed at start-up.
 * Layer: merge. */
#ifndef HK_MERGE_SCHEMA_H
#define HK_MERGE_SCHEMA_H

#include "../base/intern.h"

/* A type of the schema: an index into the tables. 0: unknown, so lists are replaced. */
typedef uint16_t hk_schema;

/* How a list is merged. */
struct hk_list_rule {
    bool merges;             /* false: the patch replaces it */
    uint8_t n_keys;          /* 0: a set of scalars */
    const char *const *keys; /* of its items */
};

/* The type of objects of exactly @api_version and @kind, or 0. */
hk_schema hk_schema_find(struct hk_slice api_version, struct hk_slice kind);
/* The type of field @name of @type (or of the values of a map type), or 0. */
hk_schema hk_schema_field(hk_schema type, struct hk_slice name);
/* The type of the items of a list type, or 0. */
hk_schema hk_schema_items(hk_schema type);
struct hk_list_rule hk_schema_list_rule(hk_schema type);

#endif
