/* SPDX-License-Identifier: Apache-2.0 */
/* src/merge/schema.h -- what the frozen Kubernetes schema says about merging.
 *
 * Generated const tables (schema_table.inc, by tools/gen-merge-schema.py from the OpenAPI
 * definitions of Kubernetes 1.21.2), found by bisection, never parsed at start-up. They hold
 * offsets and no pointers, so they cost no relocation either. Layer: merge. */
#ifndef HK_MERGE_SCHEMA_H
#define HK_MERGE_SCHEMA_H

#include "../base/slice.h"

/* A type of the schema: an index into the tables. */
typedef uint16_t hk_schema;

#define HK_SCHEMA_NONE 0  /* nothing is known: lists are replaced */
#define HK_SCHEMA_PLAIN 1 /* known, but no list that merges is anywhere within */

#define HK_LIST_KEYS 2 /* at most, of one list */

/* How a list is merged. */
struct hk_list_rule {
    bool merges;    /* false: the patch replaces it */
    uint8_t n_keys; /* 0: a set of scalars */
    struct hk_slice keys[HK_LIST_KEYS];
};

/* The type of objects of exactly @api_version and @kind, or HK_SCHEMA_NONE. */
hk_schema hk_schema_find(struct hk_slice api_version, struct hk_slice kind);
/* The type of field @name of @type. HK_SCHEMA_NONE for a field that @type does not have, except
 * that all fields of HK_SCHEMA_PLAIN are plain. */
hk_schema hk_schema_field(hk_schema type, struct hk_slice name);
/* The type of the items of a list type that merges, else HK_SCHEMA_NONE. */
hk_schema hk_schema_items(hk_schema type);
struct hk_list_rule hk_schema_list_rule(hk_schema type);

#endif
