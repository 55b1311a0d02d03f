/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin.h"

#include "files.h"
#include "helm_fields.h"
#include "rows.h"
#include "strict.h"

#include "../base/path.h"
#include "../yaml/json.h"
#include "../yaml/strict.h"

/* What stands in a configuration, before it is put where the kustomization has it. */
struct raw_plugin {
    struct hk_plugin plugin;
    bool has_fieldspecs;
    struct hk_str meta_name;
    struct hk_str meta_ns;
    struct hk_image_spec image;
    struct hk_replica_spec replica;
    struct hk_patch_spec patch;
    struct hk_str patches;
    struct hk_str subjects;
};

/* ---- Fields ----------------------------------------------------------------------------- */

#define T struct raw_plugin
#define ROWS(member)                                                                               \
    {                                                                                              \
        "fieldSpecs", HK_FIELD_FIELDSPECS, AT(plugin.config.member), 0, AT(has_fieldspecs), false, \
            NULL                                                                                   \
    }
/* Fields that lie in the plugin itself. */
#define WITHIN(name, table)                                                                        \
    {                                                                                              \
        name, HK_FIELD_STRUCT, 0, 0, 0, false, table                                               \
    }
#define PLUGIN(what, rows) TABLE(what, rows, T, AT(plugin.at))
#define PART(what, rows) TABLE(what, rows, T, HK_FIELD_UNSTORED)

static const struct hk_field annotations_fields[] = {
    MAP("annotations", plugin.kust.common_annotations),
    ROWS(common_annotations),
};
static const struct hk_table annotations_table =
    PLUGIN("an AnnotationsTransformer", annotations_fields);

static const struct hk_field label_fields[] = {
    MAP("labels", plugin.kust.common_labels),
    ROWS(common_labels),
};
static const struct hk_table label_table = PLUGIN("a LabelTransformer", label_fields);

static const struct hk_field image_fields[] = {
    STRUCT("imageTag", image, &hk_image_table),
    ROWS(images),
};
static const struct hk_table image_table = PLUGIN("an ImageTagTransformer", image_fields);

static const struct hk_field replica_fields[] = {
    STRUCT("replica", replica, &hk_replica_table),
    ROWS(replicas),
};
static const struct hk_table replica_table = PLUGIN("a ReplicaCountTransformer", replica_fields);

static const struct hk_field namespace_meta_fields[] = {TEXT("namespace", plugin.kust.ns)};
static const struct hk_table namespace_meta_table =
    PART("the metadata of a plugin", namespace_meta_fields);

static const struct hk_field namespace_fields[] = {
    WITHIN("metadata", &namespace_meta_table),
    BOOL("unsetOnly", plugin.unset_only),
    TEXT("setRoleBindingSubjects", subjects),
    ROWS(ns),
};
static const struct hk_table namespace_table = PLUGIN("a NamespaceTransformer", namespace_fields);

static const struct hk_field prefix_fields[] = {
    TEXT("prefix", plugin.kust.name_prefix), ROWS(name_prefix),
    TEXT("suffix", plugin.kust.name_suffix), /* last: a PrefixTransformer has all but this */
};
static const struct hk_table prefix_suffix_table =
    PLUGIN("a PrefixSuffixTransformer", prefix_fields);
static const struct hk_table prefix_table = {"a PrefixTransformer", prefix_fields,
                                             HK_COUNT(prefix_fields) - 1, sizeof(T), AT(plugin.at)};

static const struct hk_field suffix_fields[] = {
    TEXT("suffix", plugin.kust.name_suffix),
    ROWS(name_suffix),
};
static const struct hk_table suffix_table = PLUGIN("a SuffixTransformer", suffix_fields);

static const struct hk_field patch_options_fields[] = {
    BOOL("allowNameChange", patch.allow_name_change),
    BOOL("allowKindChange", patch.allow_kind_change),
};
static const struct hk_table patch_options_table =
    PART("the options of a patch", patch_options_fields);

#define TARGET                                                                                     \
    {                                                                                              \
        "target", HK_FIELD_STRUCT, AT(patch.target), 0, AT(patch.has_target), false,               \
            &hk_selector_table                                                                     \
    }

static const struct hk_field patch_fields[] = {
    TEXT("path", patch.path),
    TEXT("patch", patch.patch),
    TARGET,
    WITHIN("options", &patch_options_table),
};
static const struct hk_table patch_table = PLUGIN("a PatchTransformer", patch_fields);

static const struct hk_field json6902_fields[] = {
    TEXT("path", patch.path),
    TEXT("jsonOp", patch.patch),
    TARGET,
};
static const struct hk_table json6902_table = PLUGIN("a PatchJson6902Transformer", json6902_fields);

static const struct hk_field strategic_fields[] = {
    STRINGS("paths", plugin.kust.patches_strategic_merge),
    TEXT("patches", patches),
};
static const struct hk_table strategic_table =
    PLUGIN("a PatchStrategicMergeTransformer", strategic_fields);

static const struct hk_field generator_meta_fields[] = {
    STRING("name", meta_name),
    STRING("namespace", meta_ns),
};
static const struct hk_table generator_meta_table =
    PART("the metadata of a plugin", generator_meta_fields);

static const struct hk_field generator_fields[] = {
    WITHIN("metadata", &generator_meta_table),
    STRING("name", plugin.generator.name),
    STRING("namespace", plugin.generator.ns),
    STRING("behavior", plugin.generator.behavior),
    STRINGS("literals", plugin.generator.literals),
    STRINGS("files", plugin.generator.files),
    STRINGS("envs", plugin.generator.envs),
    STRUCT("options", plugin.generator.options, &hk_generator_options_table),
    STRING("type", plugin.generator.type), /* last: a ConfigMap has all but this */
};
static const struct hk_table secret_table = PLUGIN("a SecretGenerator", generator_fields);
static const struct hk_table config_map_table = {"a ConfigMapGenerator", generator_fields,
                                                 HK_COUNT(generator_fields) - 1, sizeof(T),
                                                 AT(plugin.at)};

static const struct hk_field iam_service_fields[] = {
    STRING("name", plugin.iam_policy.name),
    STRING("namespace", plugin.iam_policy.ns),
};
static const struct hk_table iam_service_table = PART("a Kubernetes service", iam_service_fields);
static const struct hk_field iam_account_fields[] = {
    STRING("name", plugin.iam_policy.account),
    STRING("projectId", plugin.iam_policy.project),
};
static const struct hk_table iam_account_table = PART("a service account", iam_account_fields);
static const struct hk_field iam_fields[] = {
    STRING("cloud", plugin.iam_policy.cloud),
    WITHIN("kubernetesService", &iam_service_table),
    WITHIN("serviceAccount", &iam_account_table),
};
static const struct hk_table iam_table = PLUGIN("an IAMPolicyGenerator", iam_fields);

static const struct hk_field helm_fields[] = {HK_HELM_GLOBALS_ROWS(plugin.helm_globals.),
                                              HK_HELM_CHART_ROWS(plugin.chart.)};
static const struct hk_table helm_table = PLUGIN("a HelmChartInflationGenerator", helm_fields);
#undef T

#define T struct hk_value_target
static const struct hk_field value_target_fields[] = {
    {"selector", HK_FIELD_STRUCT, AT(selector), 0, AT(has_selector), false, &hk_selector_table},
    TEXT("fieldPath", path),
    {"filePathPosition", HK_FIELD_INT, AT(position), AT(position_at), 0, false, NULL},
};
static const struct hk_table value_target_table =
    TABLE("a target of a ValueAddTransformer", value_target_fields, T, AT(at));
#undef T

#define T struct raw_plugin
static const struct hk_field value_add_fields[] = {
    TEXT("value", plugin.value_add.value),
    LIST("targets", plugin.value_add.targets, &value_target_table),
    TEXT("targetFilePath", plugin.value_add.file),
};
static const struct hk_table value_add_table = PLUGIN("a ValueAddTransformer", value_add_fields);

static const struct hk_field replacement_fields[] = {
    LIST("replacements", plugin.kust.replacements, &hk_replacement_table),
};
static const struct hk_table replacement_table =
    PLUGIN("a ReplacementTransformer", replacement_fields);

static const struct hk_field hash_fields[] = {CHECK("metadata", MAP, NULL)};
static const struct hk_table hash_table = PLUGIN("a HashTransformer", hash_fields);
#undef T

#define T struct hk_value_add
static const struct hk_field value_file_fields[] = {LIST("targets", targets, &value_target_table)};
static const struct hk_table value_file_table =
    TABLE("a file of targets", value_file_fields, T, HK_FIELD_UNSTORED);
#undef T

/* ---- Kinds ------------------------------------------------------------------------------ */

struct kind {
    const char *name;
    const struct hk_table *table;
    bool generates;
};

static const struct kind kinds[] = {
    [HK_PLUGIN_CONFIG_MAP] = {"ConfigMapGenerator", &config_map_table, true},
    [HK_PLUGIN_SECRET] = {"SecretGenerator", &secret_table, true},
    [HK_PLUGIN_IAM_POLICY] = {"IAMPolicyGenerator", &iam_table, true},
    [HK_PLUGIN_HELM] = {"HelmChartInflationGenerator", &helm_table, true},
    [HK_PLUGIN_ANNOTATIONS] = {"AnnotationsTransformer", &annotations_table, false},
    [HK_PLUGIN_HASH] = {"HashTransformer", &hash_table, false},
    [HK_PLUGIN_IMAGE] = {"ImageTagTransformer", &image_table, false},
    [HK_PLUGIN_LABEL] = {"LabelTransformer", &label_table, false},
    [HK_PLUGIN_NAMESPACE] = {"NamespaceTransformer", &namespace_table, false},
    [HK_PLUGIN_JSON6902] = {"PatchJson6902Transformer", &json6902_table, false},
    [HK_PLUGIN_STRATEGIC_MERGE] = {"PatchStrategicMergeTransformer", &strategic_table, false},
    [HK_PLUGIN_PATCH] = {"PatchTransformer", &patch_table, false},
    [HK_PLUGIN_PREFIX] = {"PrefixTransformer", &prefix_table, false},
    [HK_PLUGIN_SUFFIX] = {"SuffixTransformer", &suffix_table, false},
    [HK_PLUGIN_PREFIX_SUFFIX] = {"PrefixSuffixTransformer", &prefix_suffix_table, false},
    [HK_PLUGIN_REPLACEMENT] = {"ReplacementTransformer", &replacement_table, false},
    [HK_PLUGIN_REPLICAS] = {"ReplicaCountTransformer", &replica_table, false},
    [HK_PLUGIN_VALUE_ADD] = {"ValueAddTransformer", &value_add_table, false},
};
static_assert(HK_COUNT(kinds) == HK_PLUGIN_COUNT_, "a kind has no row");

static enum hkr_status
fault_external(struct hk_env *env, const struct hk_resource *res, struct hk_slice kind)
{
    enum hkr_status status = hk_diag_report(
        env->diags, HK_D_PLUGIN_EXTERNAL, res->at,
        "'%" PRSLICE "' is no built-in plugin, and others are not allowed", ARGSLICE(kind));
    hk_diag_mend(env->diags, "allow it with --enable-alpha-plugins, or use one with `apiVersion: "
                             "builtin`");
    return status;
}

static enum hkr_status
fault_kind(struct hk_env *env, const struct hk_resource *res, struct hk_slice kind)
{
    struct hk_slice names[HK_PLUGIN_COUNT_];
    for (size_t i = 0; i < HK_PLUGIN_COUNT_; i++)
        names[i] = hk_slice_cstr(kinds[i].name);
    enum hkr_status status =
        hk_diag_report(env->diags, HK_D_PLUGIN_KIND, res->at,
                       "there is no built-in plugin '%" PRSLICE "'", ARGSLICE(kind));
    struct hk_slice near = hk_diag_nearest(kind, names, HK_PLUGIN_COUNT_);
    if (near.len)
        hk_diag_mend(env->diags, "did you mean %" PRSLICE "?", ARGSLICE(near));
    else
        hk_diag_mend(env->diags, "name one of kustomize's own, such as PatchTransformer, "
                                 "LabelTransformer or ConfigMapGenerator");
    return status;
}

static enum hkr_status
find_kind(struct hk_env *env, const struct hk_resource *res, bool generates,
          enum hk_plugin_kind *ret_kind)
{
    struct hk_slice kind = hk_env_text(env, res->id.gvk.kind);
    size_t i = 0;
    if (!hk_slice_eq(hk_map_text(res->root, HK_SYM_apiVersion), HK_S("builtin")))
        return fault_external(env, res, kind);
    while (i < HK_PLUGIN_COUNT_ && !hk_slice_eq(hk_slice_cstr(kinds[i].name), kind))
        i++;
    if (i == HK_PLUGIN_COUNT_)
        return fault_kind(env, res, kind);
    *ret_kind = (enum hk_plugin_kind)i;
    if (kinds[i].generates == generates)
        return HKR_OK;
    enum hkr_status status = hk_diag_report(
        env->diags, HK_D_PLUGIN_ROLE, res->at,
        generates ? "a %s makes no objects" : "a %s changes no objects", kinds[i].name);
    hk_diag_mend(env->diags, "list it under `%s`", generates ? "transformers" : "generators");
    return status;
}

/* ---- What kustomize checks ---------------------------------------------------------------- */

static enum hkr_status
fault_config(struct hk_env *env, struct hk_place at, const char *message, const char *mend)
{
    enum hkr_status status = hk_diag_report(env->diags, HK_D_PLUGIN_CONFIG, at, "%s", message);
    hk_diag_mend(env->diags, "%s", mend);
    return status;
}

static enum hkr_status
finish_affix(struct hk_env *env, struct raw_plugin *raw)
{
    if (!raw->has_fieldspecs)
        return fault_config(env, raw->plugin.at, "a plugin for prefixes and suffixes has no fields",
                            "add `fieldSpecs: [{path: metadata/name}]`");
    if (raw->plugin.kind == HK_PLUGIN_PREFIX_SUFFIX)
        raw->plugin.config.name_suffix = raw->plugin.config.name_prefix;
    return HKR_OK;
}

static enum hkr_status
finish_namespace(struct hk_env *env, struct raw_plugin *raw)
{
    static const struct hk_slice modes[] = {[HK_SUBJECTS_DEFAULT] = HK_S_INIT("defaultOnly"),
                                            [HK_SUBJECTS_SERVICE_ACCOUNTS] =
                                                HK_S_INIT("allServiceAccounts"),
                                            [HK_SUBJECTS_NONE] = HK_S_INIT("none")};
    if (!raw->subjects.text.len)
        return HKR_OK;
    for (size_t i = 0; i < HK_COUNT(modes); i++)
        if (hk_slice_eq(raw->subjects.text, modes[i])) {
            raw->plugin.subjects = (enum hk_subjects)i;
            return HKR_OK;
        }
    return fault_config(env, raw->subjects.at, "this is no value of `setRoleBindingSubjects`",
                        "write defaultOnly, allServiceAccounts or none");
}

static enum hkr_status
read_targets(struct hk_loader *loader, struct hk_value_add *add)
{
    struct hk_env *env = loader->env;
    struct hk_file *file = NULL;
    struct hk_node *root = NULL;
    struct hk_value_add more = {0};
    struct hk_decode_options options = {.lenient = true, .stringify = true};
    hk_file_id id = 0;
    enum hkr_status status = hk_loader_file_(loader, &add->file, "targetFilePath", false, &file);
    if (status == HKR_OK)
        status =
            hk_read_config(env, hk_files_show(loader->files, file->path), file->bytes, &id, &root);
    if (status == HKR_OK)
        hk_strict_config(env, root, id);
    if (status == HKR_OK && root)
        status = hk_decode(env, root, &value_file_table, &options, &more);
    for (uint32_t i = 0; status == HKR_OK && i < more.targets.n; i++)
        hk_vec_push(env->arena, &add->targets, more.targets.items[i]);
    return status;
}

static enum hkr_status
finish_value_add(struct hk_loader *loader, struct raw_plugin *raw)
{
    struct hk_env *env = loader->env;
    struct hk_value_add *add = &raw->plugin.value_add;
    add->value.text = hk_slice_trim(add->value.text);
    if (!add->value.text.len)
        add->value = (struct hk_str){hk_path_base(loader->root), raw->plugin.at};
    enum hkr_status status = add->file.text.len ? read_targets(loader, add) : HKR_OK;
    if (status == HKR_OK && !add->targets.n)
        return fault_config(env, raw->plugin.at, "a ValueAddTransformer has no target",
                            "add `targets` with a `fieldPath` each");
    for (uint32_t i = 0; status == HKR_OK && i < add->targets.n; i++) {
        const struct hk_value_target *target = &add->targets.items[i];
        if (!target->path.text.len)
            status = fault_config(env, target->at, "a target has no `fieldPath`",
                                  "add the path of the field that takes the value");
        else if (target->position < 0)
            status = fault_config(env, target->position_at,
                                  "`filePathPosition` cannot be less than zero",
                                  "write 1 for the front, or leave it out to replace the value");
    }
    return status;
}

static enum hkr_status
finish_strategic(struct hk_env *env, struct raw_plugin *raw)
{
    struct hk_strs *strs = &raw->plugin.kust.patches_strategic_merge;
    if (!strs->n && !raw->patches.text.len)
        return fault_config(env, raw->plugin.at, "there is no patch",
                            "name files under `paths`, or give the text as `patches`");
    if (!raw->patches.text.len)
        return HKR_OK;
    strs->items =
        hk_arena_regrow(env->arena, strs->items, strs->n, strs->n + 1u, sizeof *strs->items);
    strs->items[strs->n++] = raw->patches;
    return HKR_OK;
}

/* A null takes away the versions of the command line, as an empty list does. */
static void
finish_helm(struct hk_env *env, const struct hk_node *root, struct hk_plugin *plugin)
{
    const struct hk_pair *versions = hk_map_find(root, hk_env_sym(env, HK_S("apiVersions")));
    plugin->chart.at = plugin->at;
    if (versions && hk_node_is_null(versions->value))
        plugin->chart.api_versions.present = true;
}

static enum hkr_status
finish(struct hk_loader *loader, struct raw_plugin *raw)
{
    struct hk_env *env = loader->env;
    struct hk_plugin *plugin = &raw->plugin;
    switch (plugin->kind) {
    case HK_PLUGIN_CONFIG_MAP:
    case HK_PLUGIN_SECRET:
        plugin->generator.at = plugin->at;
        if (!plugin->generator.name.text.len)
            plugin->generator.name = raw->meta_name;
        if (!plugin->generator.ns.text.len)
            plugin->generator.ns = raw->meta_ns;
        return HKR_OK;
    case HK_PLUGIN_IAM_POLICY:
        if (hk_slice_eq(plugin->iam_policy.cloud.text, HK_S("gke")))
            return HKR_OK;
        return fault_config(env, plugin->at, "the cloud of an IAMPolicyGenerator is not known",
                            "write `cloud: gke`");
    case HK_PLUGIN_IMAGE:
        hk_vec_push(env->arena, &plugin->kust.images, raw->image);
        return HKR_OK;
    case HK_PLUGIN_REPLICAS:
        raw->replica.at = raw->replica.at.file ? raw->replica.at : plugin->at;
        hk_vec_push(env->arena, &plugin->kust.replicas, raw->replica);
        return HKR_OK;
    case HK_PLUGIN_PATCH:
        raw->patch.at = plugin->at;
        hk_vec_push(env->arena, &plugin->kust.patches, raw->patch);
        return HKR_OK;
    case HK_PLUGIN_JSON6902:
        raw->patch.at = plugin->at;
        hk_vec_push(env->arena, &plugin->kust.patches_json6902, raw->patch);
        return HKR_OK;
    case HK_PLUGIN_STRATEGIC_MERGE:
        return finish_strategic(env, raw);
    case HK_PLUGIN_NAMESPACE:
        return finish_namespace(env, raw);
    case HK_PLUGIN_PREFIX:
    case HK_PLUGIN_SUFFIX:
    case HK_PLUGIN_PREFIX_SUFFIX:
        return finish_affix(env, raw);
    case HK_PLUGIN_VALUE_ADD:
        return finish_value_add(loader, raw);
    case HK_PLUGIN_ANNOTATIONS:
    case HK_PLUGIN_HASH:
    case HK_PLUGIN_HELM:
    case HK_PLUGIN_LABEL:
    case HK_PLUGIN_REPLACEMENT:
    case HK_PLUGIN_COUNT_:
        break;
    }
    return HKR_OK;
}

/* kustomize has another decoder for these. */
static bool
is_affix(enum hk_plugin_kind kind)
{
    return kind == HK_PLUGIN_PREFIX || kind == HK_PLUGIN_SUFFIX || kind == HK_PLUGIN_PREFIX_SUFFIX;
}

/* kustomize writes the object as JSON and decodes that: types are those of its resource reader. */
enum hkr_status
hk_loader_plugin(struct hk_loader *loader, const struct hk_resource *res, bool generates,
                 const struct hk_plugin **ret_plugin)
{
    struct hk_env *env = loader->env;
    struct raw_plugin *raw = HK_NEW(env->arena, struct raw_plugin);
    /* Numbers pass for text where the decoder knows that text is wanted: not in generators. */
    struct hk_decode_options options = {.lenient = true, .stringify = !generates};
    struct hk_node *root = NULL;
    enum hkr_status status = find_kind(env, res, generates, &raw->plugin.kind);
    options.exact_case = is_affix(raw->plugin.kind);
    if (status == HKR_OK)
        status = hk_json_roundtrip(env, res->root, &root);
    if (status == HKR_OK)
        status = hk_decode(env, root, kinds[raw->plugin.kind].table, &options, raw);
    raw->plugin.at = res->at;
    if (status == HKR_OK && raw->plugin.kind == HK_PLUGIN_HELM)
        finish_helm(env, root, &raw->plugin);
    if (status == HKR_OK)
        status = finish(loader, raw);
    if (status == HKR_OK)
        *ret_plugin = &raw->plugin;
    return status;
}

#define T struct hk_plugin_args
static const struct hk_field args_fields[] = {
    TEXT("argsOneLiner", one_liner),
    TEXT("argsFromFile", from_file),
};
static const struct hk_table args_table =
    TABLE("the configuration of a plugin", args_fields, T, HK_FIELD_UNSTORED);
#undef T

enum hkr_status
hk_loader_plugin_args(struct hk_loader *loader, const struct hk_resource *res,
                      struct hk_plugin_args *ret_args)
{
    struct hk_decode_options options = {.lenient = true, .stringify = true};
    struct hk_plugin_args args = {0};
    struct hk_node *root = NULL;
    enum hkr_status status = hk_json_roundtrip(loader->env, res->root, &root);
    if (status == HKR_OK)
        status = hk_decode(loader->env, root, &args_table, &options, &args);
    *ret_args = args;
    return status;
}
