/* SPDX-License-Identifier: Apache-2.0 */
/* src/load/decode.h -- trees into structs, by tables, with the strictness of kustomize's reader.
 *
 * A table names the fields of one map, their types and where each goes. Names match whatever
 * their letter case; a later duplicate counts; null is absence; scalars have the types of YAML
 * 1.1, and nothing is converted unless asked for. Every unknown field and wrong type of a file is
 * reported, each at its place, in one run. Layer: load. */
#ifndef HK_LOAD_DECODE_H
#define HK_LOAD_DECODE_H

#include "kustomization.h"

enum hk_field_type {
    HK_FIELD_STRING,     /* struct hk_str */
    HK_FIELD_TEXT,       /* the same, but see .stringify */
    HK_FIELD_BOOL,       /* bool */
    HK_FIELD_INT,        /* int64_t */
    HK_FIELD_STRINGS,    /* struct hk_strs */
    HK_FIELD_STRING_MAP, /* struct hk_str_map */
    HK_FIELD_STRUCT,     /* the struct of .table */
    HK_FIELD_LIST,       /* HK_VEC of the struct of .table */
    HK_FIELD_FIELDSPECS, /* struct hk_fieldspecs */
    HK_FIELD_MAP         /* const struct hk_node *: a map of anything */
};

#define HK_FIELD_UNSTORED UINT16_MAX /* as an offset: checked, then forgotten */
#define HK_FIELDS_MAX 48             /* of one table */

struct hk_table;

struct hk_field {
    const char *name;
    enum hk_field_type type;
    uint16_t offset;              /* in the struct, or HK_FIELD_UNSTORED */
    uint16_t place;               /* of the value's struct hk_place, or 0 (none) */
    uint16_t given;               /* of a bool that tells whether it stands there, or 0 (none) */
    bool secret;                  /* what stands below may be secret: its lines are not shown */
    const struct hk_table *table; /* of STRUCT and LIST */
};

struct hk_table {
    const char *what; /* "a patch", for messages */
    const struct hk_field *fields;
    uint16_t n_fields;
    uint16_t size;  /* of the struct; 0: nothing is stored */
    uint16_t place; /* of the struct hk_place of the whole, or HK_FIELD_UNSTORED */
};

/* One field of the outermost map as it was found. */
struct hk_field_found {
    struct hk_place at;          /* of its key */
    const struct hk_node *value; /* NULL when absent or null */
};

struct hk_decode_options {
    bool lenient;                 /* unknown fields are passed over */
    bool exact_case;              /* letter case of names counts; values are text as well */
    bool strict_keys;             /* a key that stands twice is a fault */
    bool stringify;               /* TEXT, STRINGS and maps take numbers and booleans, as text */
    struct hk_field_found *found; /* room for one of each field of the outermost table, or NULL */
};

/* Decodes @node into @object (zeroed, of @table's size). HKR_E_INPUT when anything was
 * reported; @object then holds what could be used. */
HKR_MUST_CHECK enum hkr_status hk_decode(struct hk_env *env, const struct hk_node *node,
                                         const struct hk_table *table,
                                         const struct hk_decode_options *options, void *object);

#endif
