/* SPDX-License-Identifier: Apache-2.0 */
/* The fields of `replacements`, and files that hold some. */
#include "files.h"
#include "rows.h"

#define T struct hk_selector_spec
static const struct hk_field selector_fields[] = {
    STRING("group", group),
    STRING("version", version),
    STRING("kind", kind),
    STRING("name", name),
    STRING("namespace", ns),
    TEXT("labelSelector", label_selector),
    TEXT("annotationSelector", annotation_selector),
};
const struct hk_table hk_selector_table = TABLE("a selector", selector_fields, T, AT(at));
#undef T

#define T struct hk_replacement_options
static const struct hk_field options_fields[] = {
    TEXT("delimiter", delimiter),
    {"index", HK_FIELD_INT, AT(index), AT(index_at), 0, false, NULL},
    TEXT("encoding", encoding),
    BOOL("create", create),
};
static const struct hk_table options_table =
    TABLE("the options of a replacement", options_fields, T, HK_FIELD_UNSTORED);
#undef T

#define T struct hk_replacement_source
static const struct hk_field source_fields[] = {
    STRING("group", group),
    STRING("version", version),
    STRING("kind", kind),
    STRING("name", name),
    STRING("namespace", ns),
    TEXT("fieldPath", field_path),
    STRUCT("options", options, &options_table),
};
static const struct hk_table source_table =
    TABLE("the source of a replacement", source_fields, T, AT(at));
#undef T

#define T struct hk_replacement_target
static const struct hk_field target_fields[] = {
    {"select", HK_FIELD_STRUCT, AT(select), 0, AT(has_select), false, &hk_selector_table},
    LIST("reject", rejects, &hk_selector_table),
    STRINGS("fieldPaths", field_paths),
    STRUCT("options", options, &options_table),
};
static const struct hk_table target_table =
    TABLE("a target of a replacement", target_fields, T, AT(at));
#undef T

#define T struct hk_replacement_spec
static const struct hk_field replacement_fields[] = {
    STRING("path", path),
    {"source", HK_FIELD_STRUCT, AT(source), 0, AT(has_source), false, &source_table},
    {"sourceValue", HK_FIELD_TEXT, AT(source_value), 0, AT(has_source_value), false, NULL},
    {"targets", HK_FIELD_LIST, AT(targets), 0, AT(has_targets), false, &target_table},
};
const struct hk_table hk_replacement_table = TABLE("a replacement", replacement_fields, T, AT(at));
#undef T

/* A file of them as kustomize decodes it: leniently. A null is one that says nothing. */
static enum hkr_status
decode_one(struct hk_env *env, const struct hk_node *node, struct hk_replacements *replacements)
{
    struct hk_decode_options options = {.lenient = true, .stringify = true};
    struct hk_replacement_spec spec = {.at = hk_node_place(node)};
    enum hkr_status status = hk_decode(env, node, &hk_replacement_table, &options, &spec);
    if (status == HKR_OK)
        hk_vec_push(env->arena, &replacements->list, spec);
    return status;
}

static enum hkr_status
fault_kind(struct hk_env *env, const struct hk_str *path)
{
    enum hkr_status status =
        hk_diag_report(env->diags, HK_D_REPLACEMENT_FILE, path->at,
                       "'%" PRSLICE "' holds no replacement", ARGSLICE(path->text));
    hk_diag_mend(env->diags, "write one replacement into it (a map with `source` and `targets`), "
                             "or a list of them");
    return status;
}

enum hkr_status
hk_loader_replacements(struct hk_loader *loader, const struct hk_str *path,
                       struct hk_replacements *ret_replacements)
{
    struct hk_env *env = loader->env;
    struct hk_node *root = NULL;
    hk_file_id id = 0;
    enum hkr_status status = hk_loader_config_(loader, path, "replacements", &id, &root);
    if (status != HKR_OK)
        return status;
    if (!root || root->kind == HK_SCALAR)
        return fault_kind(env, path);
    if (root->kind == HK_MAP)
        return decode_one(env, root, ret_replacements);
    for (uint32_t i = 0; status == HKR_OK && i < root->n; i++)
        status = decode_one(env, root->items[i], ret_replacements);
    return status;
}
