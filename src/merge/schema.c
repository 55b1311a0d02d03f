/* SPDX-License-Identifier: Apache-2.0 */
#include "schema.h"

struct schema_field {
    uint16_t name; /* in schema_names */
    hk_schema type;
};

struct schema_type {
    uint16_t first_field; /* in schema_fields */
    uint8_t n_fields;
    hk_schema items;
    bool merges;
    uint8_t n_keys;
    uint16_t keys[HK_LIST_KEYS]; /* in schema_names */
};

struct schema_kind {
    char kind[31];
    char api_version[38];
    hk_schema type;
};

#include "schema_table.inc"

static int
compare(const char *name, struct hk_slice text)
{
    return hk_slice_cmp(hk_slice_cstr(name), text);
}

hk_schema
hk_schema_find(struct hk_slice api_version, struct hk_slice kind)
{
    if (api_version.len == 0 || kind.len == 0)
        return HK_SCHEMA_NONE;
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
hk_schema_field(hk_schema type, struct hk_slice name)
{
    const struct schema_type *row = &schema_types[type];
    if (row->n_fields == 0 || name.len == 0)
        return type == HK_SCHEMA_PLAIN ? HK_SCHEMA_PLAIN : HK_SCHEMA_NONE;
    size_t low = row->first_field;
    size_t high = low + row->n_fields;
    while (low < high) {
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
hk_schema_items(hk_schema type)
{
    return schema_types[type].items;
}

struct hk_list_rule
hk_schema_list_rule(hk_schema type)
{
    const struct schema_type *row = &schema_types[type];
    struct hk_list_rule rule = {.merges = row->merges, .n_keys = row->n_keys};
    for (uint8_t i = 0; i < row->n_keys; i++)
        rule.keys[i] = hk_slice_cstr(schema_names[row->keys[i]]);
    return rule;
}
