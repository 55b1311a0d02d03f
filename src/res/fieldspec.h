/* SPDX-License-Identifier: Apache-2.0 */
/* src/res/fieldspec.h -- "this field of that kind": the data behind most transformers.
 *
 * Built-in rows are const data, ready made (src/transform/tables.h): a list of them points
 * straight into that table, with cap equal to n, so that a row that is added moves the list
 * first. `configurations` files add rows. Layer: res. */
#ifndef HK_RES_FIELDSPEC_H
#define HK_RES_FIELDSPEC_H

#include "../yaml/fieldpath.h"
#include "id.h"

struct hk_fieldspec {
    struct hk_gvk gvk; /* empty parts: any */
    struct hk_fieldpath path;
    bool create;
    struct hk_place at; /* the row in a configuration file; nowhere for a built-in one */
};

struct hk_fieldspecs { /* empty: all zero */
    const struct hk_fieldspec *items;
    uint32_t n;
    uint32_t cap;
};

/* One nameReference: objects of @target are referred to from @referrers. */
struct hk_name_reference {
    struct hk_gvk target;
    struct hk_fieldspecs referrers;
};

struct hk_name_references {
    const struct hk_name_reference *items;
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

/* hk_fieldpath_update() with the path of @spec; one without a path is a fault, where it meets an
 * object. */
HKR_MUST_CHECK enum hkr_status hk_fieldspec_update(struct hk_env *env,
                                                   const struct hk_fieldspec *spec,
                                                   const struct hk_fieldpath_update *update,
                                                   struct hk_node **slot);

/* Appends one row as it is. */
void hk_fieldspecs_add(struct hk_env *env, struct hk_fieldspecs *specs, struct hk_fieldspec spec);
void hk_name_references_add(struct hk_env *env, struct hk_name_references *references,
                            struct hk_name_reference reference);

#endif
