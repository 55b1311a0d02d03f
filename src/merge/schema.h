/* SPDX-License-Identifier: Apache-2.0 */
/* src/merge/schema.h -- what is known of types: how their lists merge, which have no namespace.
 *
 * Without more it is the frozen Kubernetes schema: generated const tables (schema_table.inc, by
 * tools/gen-merge-schema.py from the OpenAPI definitions of Kubernetes 1.21.2), found by
 * bisection, never parsed at start-up. They hold offsets and no pointers, so they cost no
 * relocation either. A build may bring an OpenAPI document of its own (`openapi.path`), which
 * takes the place of the tables, and CustomResourceDefinitions, which add to them; both are
 * handled in schemas.c. Opens no file. Layer: merge. */
#ifndef HK_MERGE_SCHEMA_H
#define HK_MERGE_SCHEMA_H

#include "../base/env.h"
#include "../res/id.h"

/* A type: an index into the tables, or past them into what a build brought. */
typedef uint32_t hk_schema;

#define HK_SCHEMA_NONE 0  /* nothing is known: lists are replaced */
#define HK_SCHEMA_PLAIN 1 /* known, but no list that merges is anywhere within */

#define HK_LIST_KEYS 4 /* at most, of one list */

/* How a list is merged. */
struct hk_list_rule {
    bool merges;    /* false: the patch replaces it */
    uint8_t n_keys; /* 0: a set of scalars */
    struct hk_slice keys[HK_LIST_KEYS];
};

/* A fault that an OpenAPI document hides until somebody needs that part of it is reported then,
 * and ends the render: so it does in kustomize, by a panic. */

/* The type of objects of exactly @api_version and @kind, or HK_SCHEMA_NONE. */
hk_schema hk_schema_find(const struct hk_env *env, struct hk_slice api_version,
                         struct hk_slice kind);
/* The type of field @name of @type. HK_SCHEMA_NONE for a field that @type does not have, except
 * that all fields of HK_SCHEMA_PLAIN are plain. */
hk_schema hk_schema_field(const struct hk_env *env, hk_schema type, hk_sym name);
/* The type of the items of a list type that merges, else HK_SCHEMA_NONE. */
hk_schema hk_schema_items(const struct hk_env *env, hk_schema type);
struct hk_list_rule hk_schema_list_rule(const struct hk_env *env, hk_schema type);

/* ---- What a build brings ------------------------------------------------------------------ */

/* An OpenAPI document that is read when it is first needed. */
struct hk_schema_source {
    /* *ret_root is NULL when there is nothing in it; *ret_json: it is JSON, not YAML. */
    enum hkr_status (*read)(struct hk_env *env, void *user, struct hk_node **ret_root,
                            bool *ret_json);
    void *user;
    struct hk_place at; /* where it is named */
};

/* Gives @env a place for what this build brings; nothing as yet. */
void hk_schemas_init(struct hk_env *env);
/* From now on types are those of @source. kustomize parses schemas when it first needs one and
 * forgets none that it has parsed, so the tables stay, behind @source, when they were asked for
 * before. @seen_others says that objects were read whose kind the tables do not know; then
 * they stay too, before @source. */
void hk_schemas_choose(struct hk_env *env, const struct hk_schema_source *source, bool seen_others);
/* Whether they were asked for; and that they were, by a render that was kept. */
bool hk_schemas_were_asked(const struct hk_env *env);
void hk_schemas_note_asked(struct hk_env *env);
/* Adds what the CustomResourceDefinition @root says of its kind, for kinds that are not known
 * otherwise. What does not have the form of one adds nothing. */
void hk_schemas_learn(struct hk_env *env, const struct hk_node *root);

/* Whether the frozen schema has no say about the scope of @gvk. */
bool hk_schema_is_other_kind(const struct hk_env *env, struct hk_gvk gvk);

#endif
