/* SPDX-License-Identifier: Apache-2.0 */
#include "schemas.h"

enum { TABLE_KEYS = 2 }; /* at most, of a list in the tables */

struct schema_field {
    uint16_t name; /* in schema_names */
    uint16_t type;
};

struct schema_type {
    uint16_t first_field; /* in schema_fields */
    uint8_t n_fields;
    uint16_t items;
    bool merges;
    uint8_t n_keys;
    uint16_t keys[TABLE_KEYS]; /* in schema_names */
};

struct schema_kind {
    char kind[31];
    char api_version[38];
    uint16_t type;
};

#include "schema_table.inc"

static int
compare(const char *name, struct hk_slice text)
{
    return hk_slice_cmp(hk_slice_cstr(name), text);
}

hk_schema
hk_schema_table_find(struct hk_slice api_version, struct hk_slice kind)
{
    size_t low = 0;
    size_t high = HK_COUNT(schema_kinds);
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct schema_kind *row = &schema_kinds[middle];
        int order = compare(row->kind, kind);
        if (order == 0)
            order = compare(row->api_version, api_version);
        if (order == 0)
            return row->type;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return HK_SCHEMA_NONE;
}

hk_schema
hk_schema_find(const struct hk_env *env, struct hk_slice api_version, struct hk_slice kind)
{
    if (api_version.len == 0 || kind.len == 0)
        return HK_SCHEMA_NONE;
    return env->schemas ? hk_schemas_find(env->schemas, api_version, kind)
                        : hk_schema_table_find(api_version, kind);
}

static hk_schema
table_field(const struct schema_type *row, struct hk_slice name)
{
    size_t low = row->first_field;
    size_t high = low + row->n_fields;
    while (name.len > 0 && low < high) {
        size_t middle = (low + high) / 2;
        int order = compare(schema_names[schema_fields[middle].name], name);
        if (order == 0)
            return schema_fields[middle].type;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return HK_SCHEMA_NONE;
}

hk_schema
hk_schema_field(const struct hk_env *env, hk_schema type, hk_sym name)
{
    if (type >= HK_SCHEMA_BROUGHT)
        return hk_schemas_field(env->schemas, type, name);
    const struct schema_type *row = &schema_types[type];
    if (row->n_fields == 0)
        return type == HK_SCHEMA_PLAIN ? HK_SCHEMA_PLAIN : HK_SCHEMA_NONE;
    return table_field(row, hk_env_text(env, name));
}

hk_schema
hk_schema_items(const struct hk_env *env, hk_schema type)
{
    return type >= HK_SCHEMA_BROUGHT ? hk_schemas_items(env->schemas, type)
                                     : schema_types[type].items;
}

struct hk_list_rule
hk_schema_list_rule(const struct hk_env *env, hk_schema type)
{
    if (type >= HK_SCHEMA_BROUGHT)
        return hk_schemas_list_rule(env->schemas, type);
    const struct schema_type *row = &schema_types[type];
    struct hk_list_rule rule = {.merges = row->merges, .n_keys = row->n_keys};
    for (uint8_t i = 0; i < row->n_keys; i++)
        rule.keys[i] = hk_slice_cstr(schema_names[row->keys[i]]);
    return rule;
}
