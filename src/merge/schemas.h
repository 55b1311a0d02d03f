/* SPDX-License-Identifier: Apache-2.0 */
/* src/merge/schemas.h -- the types that a build brings: for schema.c and its parts alone.
 *
 * Types are nodes of the document that defines them, numbered when they are first met; nothing
 * is copied out of it. Layer: merge. */
#ifndef HK_MERGE_SCHEMAS_H
#define HK_MERGE_SCHEMAS_H

#include "schema.h"

#include "../base/index.h"
#include "../base/vec.h"
#include "../yaml/node.h"

#define HK_SCHEMA_BROUGHT 0x10000u /* types from here on are brought */

enum schema_order {
    SCHEMA_TABLES,       /* there is no document */
    SCHEMA_REPLACED,     /* the document alone */
    SCHEMA_TABLES_LAST,  /* the document first */
    SCHEMA_TABLES_FIRST, /* the document where the tables know nothing */
};

/* A map that is asked for many names. */
struct schema_map {
    const struct hk_node *node; /* NULL: there is none */
    struct hk_index *index;     /* name -> pair; NULL: short, scanned */
};

struct brought_type {
    const struct hk_node *node;
    struct schema_map properties;
    bool has_properties; /* they were looked for */
    bool of_crd;         /* it stands in a CustomResourceDefinition, not in the document */
};

/* What is known of a kind. */
struct schema_kind_entry {
    hk_sym api_version;
    hk_sym kind;
    const struct hk_node *node; /* its type; NULL: not known */
    bool has_scope;
    bool namespaced;
};

/* Kinds by apiVersion and kind, each once. */
struct schema_kinds {
    HK_VEC(struct schema_kind_entry) all;
    struct hk_index *index; /* NULL: there are none */
};

struct hk_schemas {
    struct hk_env *env;
    enum schema_order order;
    struct hk_schema_source source;
    bool was_asked; /* for a type, while there were only the tables */
    bool is_read;
    bool is_json;
    struct schema_map definitions;
    struct schema_kinds kinds; /* of the document */
    struct schema_kinds crds;  /* of CustomResourceDefinitions */
    HK_VEC(struct brought_type) types;
    struct hk_index *by_node; /* address of a node -> types */
};

hk_schema hk_schema_table_find(struct hk_slice api_version, struct hk_slice kind);

hk_schema hk_schemas_find(struct hk_schemas *schemas, struct hk_slice api_version,
                          struct hk_slice kind);
hk_schema hk_schemas_field(struct hk_schemas *schemas, hk_schema type, hk_sym name);
hk_schema hk_schemas_items(struct hk_schemas *schemas, hk_schema type);
struct hk_list_rule hk_schemas_list_rule(struct hk_schemas *schemas, hk_schema type);

/* The entry of a kind, or NULL. */
struct schema_kind_entry *hk_schema_kind_find(const struct schema_kinds *kinds, hk_sym api_version,
                                              hk_sym kind);
/* The same, made when there is none. */
struct schema_kind_entry *hk_schema_kind_get(struct hk_schemas *schemas, struct schema_kinds *kinds,
                                             hk_sym api_version, hk_sym kind);
/* How lists of @type, which stands in a CustomResourceDefinition, are merged (schema_crds.c). */
struct hk_list_rule hk_schema_crd_list_rule(const struct hk_node *type);

/* Member @name of @map; of equal names the last. NULL when there is none. */
struct hk_node *hk_schemas_member(const struct hk_node *map, hk_sym name);
/* Reports that @node is not what kustomize takes there, and ends the render. */
HK_NORETURN void hk_schemas_fault(struct hk_schemas *schemas, const struct hk_node *node,
                                  const char *format, ...) HK_PRINTF(3, 4);

/* The type of a scalar of the document. */
enum hk_tag hk_schemas_type(const struct hk_schemas *schemas, const struct hk_node *scalar);
/* True: by what was brought the kind has no namespace. */
bool hk_schemas_is_cluster_kind(struct hk_schemas *schemas, hk_sym group, hk_sym version,
                                hk_sym kind);

/* Reads the document, once, and checks all of its form that kustomize checks (swagger.c). */
const struct hk_node *hk_swagger_read(struct hk_schemas *schemas);

#endif
