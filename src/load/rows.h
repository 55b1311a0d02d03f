/* SPDX-License-Identifier: Apache-2.0 */
/* src/load/rows.h -- shorthand for the tables of decode.h, and the tables that files share.
 *
 * For the files of this folder that hold tables; the struct of a table is `T` while its rows
 * stand. Layer: load. */
#ifndef HK_LOAD_ROWS_H
#define HK_LOAD_ROWS_H

#include "decode.h"

extern const struct hk_table hk_selector_table;    /* struct hk_selector_spec */
extern const struct hk_table hk_replacement_table; /* struct hk_replacement_spec */
extern const struct hk_table hk_patch_table;       /* struct hk_patch_spec */
extern const struct hk_table hk_image_table;       /* struct hk_image_spec */
extern const struct hk_table hk_replica_table;     /* struct hk_replica_spec */
extern const struct hk_table hk_generator_options_table;

#define AT(member) (uint16_t) offsetof(T, member)
#define STRING(name, member)                                                                       \
    {                                                                                              \
        name, HK_FIELD_STRING, AT(member), 0, 0, false, NULL                                       \
    }
#define BOOL(name, member)                                                                         \
    {                                                                                              \
        name, HK_FIELD_BOOL, AT(member), 0, 0, false, NULL                                         \
    }
#define STRINGS(name, member)                                                                      \
    {                                                                                              \
        name, HK_FIELD_STRINGS, AT(member), 0, 0, false, NULL                                      \
    }
#define MAP(name, member)                                                                          \
    {                                                                                              \
        name, HK_FIELD_STRING_MAP, AT(member), 0, 0, false, NULL                                   \
    }
#define LIST(name, member, table)                                                                  \
    {                                                                                              \
        name, HK_FIELD_LIST, AT(member), 0, 0, false, table                                        \
    }
#define STRUCT(name, member, table)                                                                \
    {                                                                                              \
        name, HK_FIELD_STRUCT, AT(member), 0, 0, false, table                                      \
    }
/* Checked, not stored. */
#define CHECK(name, type, table)                                                                   \
    {                                                                                              \
        name, HK_FIELD_##type, HK_FIELD_UNSTORED, 0, 0, false, table                               \
    }
#define TABLE(what, rows, type, at)                                                                \
    {                                                                                              \
        what, rows, HK_COUNT(rows), sizeof(type), at                                               \
    }
#define TABLE_UNSTORED(what, rows)                                                                 \
    {                                                                                              \
        what, rows, HK_COUNT(rows), 0, HK_FIELD_UNSTORED                                           \
    }
#define TEXT(name, member)                                                                         \
    {                                                                                              \
        name, HK_FIELD_TEXT, AT(member), 0, 0, false, NULL                                         \
    }

#endif
