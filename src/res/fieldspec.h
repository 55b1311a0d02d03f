/* SPDX-License-Identifier: Apache-2.0 */
/* src/res/fieldspec.h -- "this field of that kind": the data behind most transformers.
 *
 * Built-in rows are const text tables (struct hk_fieldspec_row); they are compiled once per
 * context into rows of symbols and paths. `configurations` files add rows. Layer: res. */
#ifndef HK_RES_FIELDSPEC_H
#define HK_RES_FIELDSPEC_H

#include "../yaml/fieldpath.h"
#include "id.h"

struct hk_fieldspec_row { /* as written in a table; NULL: any */
    const char *group;
    const char *version;
    const char *kind;
    const char *path;
    bool create;
};

struct hk_fieldspec {
    struct hk_gvk gvk; /* empty parts: any */
    struct hk_fieldpath path;
    bool create;
    struct hk_place at; /* the row in a configuration file; nowhere for a built-in one */
};

struct hk_fieldspecs {
    struct hk_fieldspec *items;
    uint32_t n;
    uint32_t cap;
};

/* One nameReference: objects of @target are referred to from @referrers. */
struct hk_name_reference {
    struct hk_gvk target;
    struct hk_fieldspecs referrers;
};

struct hk_name_references {
    struct hk_name_reference *items;
    uint32_t n;
    uint32_t cap;
};

/* What `configurations` can say, and what all built-in transformers go by. */
struct hk_transform_config {
    struct hk_fieldspecs name_prefix;
    struct hk_fieldspecs name_suffix;
    struct hk_fieldspecs ns;
    struct hk_fieldspecs common_labels;
    struct hk_fieldspecs labels;
    struct hk_fieldspecs template_labels;
    struct hk_fieldspecs common_annotations;
    struct hk_fieldspecs images;
    struct hk_fieldspecs replicas;
    struct hk_fieldspecs var_references;
    struct hk_name_references name_references;
};

/* Appends the rows of a built-in table, compiled. */
void hk_fieldspecs_add_rows(struct hk_env *env, struct hk_fieldspecs *specs,
                            const struct hk_fieldspec_row *rows, size_t n_rows);
/* Appends one row as it is. */
void hk_fieldspecs_add(struct hk_env *env, struct hk_fieldspecs *specs, struct hk_fieldspec spec);

#endif
