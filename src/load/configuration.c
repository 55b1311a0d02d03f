/* SPDX-License-Identifier: Apache-2.0 */
/* Files of `configurations`: further field specifications for the built-in transformers. */
#include "decode.h"
#include "files.h"

#define T struct hk_transform_config
#define ROWS(name, member)                                                                         \
    {                                                                                              \
        name, HK_FIELD_FIELDSPECS, (uint16_t)offsetof(T, member), 0, 0, false, NULL                \
    }

struct reference_text {
    struct hk_place at;
    struct hk_str group;
    struct hk_str version;
    struct hk_str kind;
    struct hk_fieldspecs referrers;
};

static const struct hk_field reference_fields[] = {
    {"group", HK_FIELD_STRING, offsetof(struct reference_text, group), 0, 0, false, NULL},
    {"version", HK_FIELD_STRING, offsetof(struct reference_text, version), 0, 0, false, NULL},
    {"kind", HK_FIELD_STRING, offsetof(struct reference_text, kind), 0, 0, false, NULL},
    {"fieldSpecs", HK_FIELD_FIELDSPECS, offsetof(struct reference_text, referrers), 0, 0, false,
     NULL},
};

static const struct hk_table reference_table = {
    "a name reference", reference_fields, HK_COUNT(reference_fields), sizeof(struct reference_text),
    offsetof(struct reference_text, at)};

/* A configuration with the rows that are compiled afterwards. */
struct raw_config {
    struct hk_transform_config config; /* first: the rows below go by its offsets */
    HK_VEC(struct reference_text) references;
};

static const struct hk_field config_fields[] = {
    ROWS("namePrefix", name_prefix),
    ROWS("nameSuffix", name_suffix),
    ROWS("namespace", ns),
    ROWS("commonLabels", common_labels),
    ROWS("labels", labels),
    ROWS("templateLabels", template_labels),
    ROWS("commonAnnotations", common_annotations),
    {"nameReference", HK_FIELD_LIST, offsetof(struct raw_config, references), 0, 0, false,
     &reference_table},
    ROWS("varReference", var_references),
    ROWS("images", images),
    ROWS("replicas", replicas),
};

static const struct hk_table config_table = {"a transformer configuration", config_fields,
                                             HK_COUNT(config_fields), sizeof(struct raw_config),
                                             HK_FIELD_UNSTORED};

static void
append_rows(struct hk_env *env, struct hk_fieldspecs *to, const struct hk_fieldspecs *from)
{
    for (uint32_t i = 0; i < from->n; i++)
        hk_fieldspecs_add(env, to, from->items[i]);
}

static void
append_config(struct hk_env *env, struct hk_transform_config *to, const struct raw_config *raw)
{
    const struct hk_transform_config *from = &raw->config;
    append_rows(env, &to->name_prefix, &from->name_prefix);
    append_rows(env, &to->name_suffix, &from->name_suffix);
    append_rows(env, &to->ns, &from->ns);
    append_rows(env, &to->common_labels, &from->common_labels);
    append_rows(env, &to->labels, &from->labels);
    append_rows(env, &to->template_labels, &from->template_labels);
    append_rows(env, &to->common_annotations, &from->common_annotations);
    append_rows(env, &to->images, &from->images);
    append_rows(env, &to->replicas, &from->replicas);
    append_rows(env, &to->var_references, &from->var_references);
    for (uint32_t i = 0; i < raw->references.n; i++) {
        const struct reference_text *text = &raw->references.items[i];
        struct hk_name_reference reference = {.target = {hk_env_sym(env, text->group.text),
                                                         hk_env_sym(env, text->version.text),
                                                         hk_env_sym(env, text->kind.text)},
                                              .referrers = text->referrers};
        hk_name_references_add(env, &to->name_references, reference);
    }
}

enum hkr_status
hk_loader_configuration(struct hk_loader *loader, const struct hk_str *path,
                        struct hk_transform_config *config)
{
    struct hk_env *env = loader->env;
    struct hk_node *root = NULL;
    hk_file_id id = 0;
    struct raw_config raw = {0};
    struct hk_decode_options options = {.strict_keys = true, .stringify = true};
    enum hkr_status status = hk_loader_config_(loader, path, "configurations", &id, &root);
    if (status == HKR_OK && root)
        status = hk_decode(env, root, &config_table, &options, &raw);
    if (status == HKR_OK)
        append_config(env, config, &raw);
    return status;
}
