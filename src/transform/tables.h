/* SPDX-License-Identifier: Apache-2.0 */
/* src/transform/tables.h -- the built-in field specs, as data in read-only memory.
 *
 * Which fields of which kinds the transformers touch unless `configurations` say more. The rows
 * are kustomize 5.8.1's; paths stand there in parsed form, so that a render starts without
 * parsing them. Layer: transform. */
#ifndef HK_TRANSFORM_TABLES_H
#define HK_TRANSFORM_TABLES_H

#include "../res/fieldspec.h"

extern const struct hk_transform_config hk_transform_builtin;

/* In the order in which kustomize goes through them (src/transform/name_tables.c). */
extern const struct hk_name_reference hk_transform_name_references[];
extern const uint32_t hk_transform_n_name_references;

/* Where vars are looked for (src/transform/var_table.c). */
extern const struct hk_fieldspec hk_transform_var_references[];
extern const uint32_t hk_transform_n_var_references;

/* The one row for labels that touch nothing else. */
extern const struct hk_fieldspec hk_transform_metadata_labels;

/* For writing tables: ROW(group, version, kind, create, path as text, its steps). */
#define STEP(key)                                                                                  \
    {                                                                                              \
        HK_SYM_##key, false                                                                        \
    }
#define LIST(key)                                                                                  \
    {                                                                                              \
        HK_SYM_##key, true                                                                         \
    }
#define STEPS(...) ((const struct hk_fieldpath_step[]){__VA_ARGS__})
#define ROW(group_, version_, kind_, create_, text_, ...)                                          \
    {                                                                                              \
        .gvk = {HK_SYM_##group_, HK_SYM_##version_, HK_SYM_##kind_}, .create = (create_),          \
        .path = {HK_S_INIT(text_), STEPS(__VA_ARGS__), HK_COUNT(STEPS(__VA_ARGS__))},              \
    }
#define TABLE(rows)                                                                                \
    {                                                                                              \
        (rows), HK_COUNT(rows), HK_COUNT(rows)                                                     \
    }

#endif
