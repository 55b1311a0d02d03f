/* SPDX-License-Identifier: Apache-2.0 */
/* Kustomization files: which file it is, its fields as tables, and what kustomize does to them
 * before it builds (reference: 1.1-1.4). */
#include "decode.h"
#include "files.h"
#include "helm_fields.h"
#include "rows.h"
#include "strict.h"

#include "../base/path.h"

/* ---- Fields ----------------------------------------------------------------------------- */

#define T struct hk_patch_spec
static const struct hk_field patch_options_fields[] = {
    BOOL("allowNameChange", allow_name_change),
    BOOL("allowKindChange", allow_kind_change),
};
/* Its fields lie in the patch itself. */
static const struct hk_table patch_options_table =
    TABLE("the options of a patch", patch_options_fields, T, HK_FIELD_UNSTORED);

static const struct hk_field patch_fields[] = {
    STRING("path", path),
    STRING("patch", patch),
    {"target", HK_FIELD_STRUCT, AT(target), 0, AT(has_target), false, &hk_selector_table},
    {"options", HK_FIELD_STRUCT, 0, 0, 0, false, &patch_options_table},
};
const struct hk_table hk_patch_table = TABLE("a patch", patch_fields, T, AT(at));
#undef T

#define T struct hk_label_spec
static const struct hk_field label_fields[] = {
    MAP("pairs", pairs),
    BOOL("includeSelectors", include_selectors),
    BOOL("includeTemplates", include_templates),
    {"fields", HK_FIELD_FIELDSPECS, AT(fields), 0, 0, false, NULL},
};
static const struct hk_table label_table = TABLE("an entry of `labels`", label_fields, T, AT(at));
#undef T

#define T struct hk_image_spec
static const struct hk_field image_fields[] = {
    TEXT("name", name),     TEXT("newName", new_name),     TEXT("newTag", new_tag),
    TEXT("digest", digest), TEXT("tagSuffix", tag_suffix),
};
const struct hk_table hk_image_table = TABLE("an image", image_fields, T, AT(at));
#undef T

#define T struct hk_replica_spec
static const struct hk_field replica_fields[] = {
    TEXT("name", name),
    {"count", HK_FIELD_INT, AT(count), AT(count_at), 0, false, NULL},
};
const struct hk_table hk_replica_table = TABLE("an entry of `replicas`", replica_fields, T, AT(at));
#undef T

#define T struct hk_generator_options
static const struct hk_field generator_options_fields[] = {
    MAP("labels", labels),
    MAP("annotations", annotations),
    BOOL("disableNameSuffixHash", disable_name_suffix_hash),
    BOOL("immutable", immutable),
};
const struct hk_table hk_generator_options_table =
    TABLE("generator options", generator_options_fields, T, AT(at));
#undef T

/* An entry with the field that is folded into `envs` afterwards. */
struct raw_generator {
    struct hk_generator_spec spec;
    struct hk_str env;
};

#define T struct raw_generator
static const struct hk_field secret_fields[] = {
    STRING("name", spec.name),
    STRING("namespace", spec.ns),
    STRING("behavior", spec.behavior),
    STRINGS("literals", spec.literals),
    STRINGS("files", spec.files),
    STRINGS("envs", spec.envs),
    STRING("env", env),
    STRUCT("options", spec.options, &hk_generator_options_table),
    STRING("type", spec.type), /* last: a ConfigMap has all but this */
};
static const struct hk_table secret_table =
    TABLE("a secret generator", secret_fields, T, AT(spec.at));
static const struct hk_table config_map_table = {
    "a config map generator", secret_fields, HK_COUNT(secret_fields) - 1, sizeof(T), AT(spec.at)};
#undef T

#define T struct hk_sort_options
static const struct hk_field legacy_sort_fields[] = {
    STRINGS("orderFirst", order_first),
    STRINGS("orderLast", order_last),
};
static const struct hk_table legacy_sort_table =
    TABLE("the legacy sort options", legacy_sort_fields, T, HK_FIELD_UNSTORED);

static const struct hk_field sort_fields[] = {
    STRING("order", order_text),
    {"legacySortOptions", HK_FIELD_STRUCT, 0, 0, AT(has_legacy_options), false, &legacy_sort_table},
};
static const struct hk_table sort_table = TABLE("the sort options", sort_fields, T, AT(at));
#undef T

/* What is nested in a var lies in the var itself. */
#define T struct hk_var_spec
static const struct hk_field objref_fields[] = {
    STRING("apiVersion", api_version),
    STRING("group", group),
    STRING("version", version),
    STRING("kind", kind),
    STRING("name", object),
    STRING("namespace", ns),
};
static const struct hk_table objref_table =
    TABLE("an object reference", objref_fields, T, HK_FIELD_UNSTORED);

static const struct hk_field fieldref_fields[] = {STRING("fieldPath", field_path)};
static const struct hk_table fieldref_table =
    TABLE("a field reference", fieldref_fields, T, HK_FIELD_UNSTORED);

static const struct hk_field var_fields[] = {
    STRING("name", name),
    {"objref", HK_FIELD_STRUCT, 0, 0, 0, false, &objref_table},
    {"fieldref", HK_FIELD_STRUCT, 0, 0, 0, false, &fieldref_table},
};
static const struct hk_table var_table = TABLE("a var", var_fields, T, AT(at));
#undef T

/* ---- Fields that are known, checked, and mean nothing ------------------------------------- */

static const struct hk_field metadata_fields[] = {
    CHECK("name", STRING, NULL),
    CHECK("namespace", STRING, NULL),
    CHECK("labels", STRING_MAP, NULL),
    CHECK("annotations", STRING_MAP, NULL),
};
static const struct hk_table metadata_table =
    TABLE_UNSTORED("the metadata of a kustomization", metadata_fields);

/* ---- The file --------------------------------------------------------------------------- */

/* A kustomization with the fields that are folded into others afterwards. */
struct raw_kustomization {
    struct hk_kustomization kust;
    struct hk_str api_version;
    struct hk_str kind;
    struct hk_strs bases;
    struct hk_strs build_metadata;
    struct hk_str_map openapi;
    HK_VEC(struct hk_image_spec) image_tags;
    HK_VEC(struct raw_generator) config_maps;
    HK_VEC(struct raw_generator) secrets;
    struct hk_helm_inflations helm_inflations;
};

enum field_number {
    F_API_VERSION,
    F_KIND,
    F_METADATA,
    F_OPENAPI,
    F_NAME_PREFIX,
    F_NAME_SUFFIX,
    F_NAMESPACE,
    F_COMMON_LABELS,
    F_LABELS,
    F_COMMON_ANNOTATIONS,
    F_PATCHES_STRATEGIC_MERGE,
    F_PATCHES_JSON6902,
    F_PATCHES,
    F_IMAGES,
    F_IMAGE_TAGS,
    F_REPLACEMENTS,
    F_REPLICAS,
    F_VARS,
    F_SORT_OPTIONS,
    F_RESOURCES,
    F_COMPONENTS,
    F_CRDS,
    F_BASES,
    F_CONFIG_MAP_GENERATOR,
    F_SECRET_GENERATOR,
    F_HELM_GLOBALS,
    F_HELM_CHARTS,
    F_HELM_CHART_INFLATION,
    F_GENERATOR_OPTIONS,
    F_CONFIGURATIONS,
    F_GENERATORS,
    F_TRANSFORMERS,
    F_VALIDATORS,
    F_BUILD_METADATA,
    F_COUNT_
};

#define T struct raw_kustomization
static const struct hk_field kustomization_fields[] = {
    [F_API_VERSION] = STRING("apiVersion", api_version),
    [F_KIND] = STRING("kind", kind),
    [F_METADATA] = CHECK("metadata", STRUCT, &metadata_table),
    [F_OPENAPI] = MAP("openapi", openapi),
    [F_NAME_PREFIX] = STRING("namePrefix", kust.name_prefix),
    [F_NAME_SUFFIX] = STRING("nameSuffix", kust.name_suffix),
    [F_NAMESPACE] = STRING("namespace", kust.ns),
    [F_COMMON_LABELS] = MAP("commonLabels", kust.common_labels),
    [F_LABELS] = LIST("labels", kust.labels, &label_table),
    [F_COMMON_ANNOTATIONS] = MAP("commonAnnotations", kust.common_annotations),
    [F_PATCHES_STRATEGIC_MERGE] = STRINGS("patchesStrategicMerge", kust.patches_strategic_merge),
    [F_PATCHES_JSON6902] = LIST("patchesJson6902", kust.patches_json6902, &hk_patch_table),
    [F_PATCHES] = LIST("patches", kust.patches, &hk_patch_table),
    [F_IMAGES] = LIST("images", kust.images, &hk_image_table),
    [F_IMAGE_TAGS] = LIST("imageTags", image_tags, &hk_image_table),
    [F_REPLACEMENTS] = LIST("replacements", kust.replacements, &hk_replacement_table),
    [F_REPLICAS] = LIST("replicas", kust.replicas, &hk_replica_table),
    [F_VARS] = LIST("vars", kust.vars, &var_table),
    [F_SORT_OPTIONS] = STRUCT("sortOptions", kust.sort_options, &sort_table),
    [F_RESOURCES] = STRINGS("resources", kust.resources),
    [F_COMPONENTS] = STRINGS("components", kust.components),
    [F_CRDS] = STRINGS("crds", kust.crds),
    [F_BASES] = STRINGS("bases", bases),
    [F_CONFIG_MAP_GENERATOR] = LIST("configMapGenerator", config_maps, &config_map_table),
    [F_SECRET_GENERATOR] = {"secretGenerator", HK_FIELD_LIST, AT(secrets), 0, 0, true,
                            &secret_table},
    [F_HELM_GLOBALS] = STRUCT("helmGlobals", kust.helm_globals, &hk_helm_globals_table),
    [F_HELM_CHARTS] = LIST("helmCharts", kust.helm_charts, &hk_helm_chart_table),
    [F_HELM_CHART_INFLATION] =
        LIST("helmChartInflationGenerator", helm_inflations, &hk_helm_inflation_table),
    [F_GENERATOR_OPTIONS] =
        STRUCT("generatorOptions", kust.generator_options, &hk_generator_options_table),
    [F_CONFIGURATIONS] = STRINGS("configurations", kust.configurations),
    [F_GENERATORS] = STRINGS("generators", kust.generators),
    [F_TRANSFORMERS] = STRINGS("transformers", kust.transformers),
    [F_VALIDATORS] = STRINGS("validators", kust.validators),
    [F_BUILD_METADATA] = STRINGS("buildMetadata", build_metadata),
};
static const struct hk_table kustomization_table =
    TABLE("a kustomization", kustomization_fields, T, HK_FIELD_UNSTORED);
#undef T
static_assert(HK_COUNT(kustomization_fields) == F_COUNT_, "a field has no row");
static_assert(F_COUNT_ <= HK_FIELDS_MAX, "the decoder has room for every field");

/* A kustomization file as it was read. */
struct reading {
    struct hk_env *env; /* the context's */
    struct hk_loader *loader;
    struct hk_file *file;
    hk_file_id id;
    struct raw_kustomization raw;
    struct hk_field_found found[F_COUNT_];
};

/* ---- Checks ----------------------------------------------------------------------------- */

/* Go's idea of an empty field: lists and maps are something even when they are empty, unless
 * they are appended to another field. */
static bool
says_something(const struct reading *in, enum field_number number)
{
    const struct hk_node *value = in->found[number].value;
    if (!value)
        return false;
    if (number == F_BASES || number == F_IMAGE_TAGS || number == F_HELM_CHART_INFLATION)
        return value->n > 0;
    return kustomization_fields[number].type != HK_FIELD_STRING || value->n > 0;
}

static enum hkr_status
check_empty(struct reading *in)
{
    for (enum field_number i = F_METADATA; i < F_COUNT_; i++) {
        if (says_something(in, i))
            return HKR_OK;
    }
    (void)hk_diag_report(in->env->diags, HK_D_KUSTOMIZATION_EMPTY, (struct hk_place){in->id, 0, 0},
                         "the kustomization file is empty");
    hk_diag_mend(in->env->diags, "list what belongs to it under `resources`");
    return HKR_E_INPUT;
}

#define API_VERSION "kustomize.config.k8s.io/v1beta1"
#define COMPONENT_API_VERSION "kustomize.config.k8s.io/v1alpha1"

static enum hkr_status
check_type(struct reading *in)
{
    struct hk_diags *diags = in->env->diags;
    const struct hk_str *kind = &in->raw.kind, *version = &in->raw.api_version;
    enum hkr_status status = HKR_OK;
    bool component = hk_slice_eq(kind->text, HK_S("Component"));
    in->raw.kust.is_component = component;
    if (kind->text.len && !component && !hk_slice_eq(kind->text, HK_S("Kustomization"))) {
        status = hk_diag_report(diags, HK_D_KUSTOMIZATION_KIND, kind->at,
                                "the kind of a kustomization file cannot be '%" PRSLICE "'",
                                ARGSLICE(kind->text));
        hk_diag_mend(diags, "write Kustomization or Component");
    }
    struct hk_slice want = component ? HK_S(COMPONENT_API_VERSION) : HK_S(API_VERSION);
    if (version->text.len && !hk_slice_eq(version->text, want)) {
        status = hk_diag_report(diags, HK_D_KUSTOMIZATION_VERSION, version->at,
                                "the apiVersion of a %s cannot be '%" PRSLICE "'",
                                component ? "Component" : "Kustomization", ARGSLICE(version->text));
        hk_diag_mend(diags, "write %" PRSLICE, ARGSLICE(want));
    }
    return status;
}

/* ---- What kustomize does before it builds ------------------------------------------------- */

static void
append_strs(struct hk_arena *arena, struct hk_strs *strs, const struct hk_str *more, uint32_t n)
{
    if (n == 0)
        return;
    struct hk_str *items =
        hk_arena_regrow(arena, strs->items, strs->n, (size_t)strs->n + n, sizeof *items);
    memcpy(items + strs->n, more, n * sizeof *items);
    *strs = (struct hk_strs){items, strs->n + n, true};
}

static void
fix_up(struct reading *in)
{
    struct hk_arena *arena = in->env->arena;
    struct raw_kustomization *raw = &in->raw;
    struct hk_kustomization *kust = &raw->kust;
    append_strs(arena, &kust->resources, raw->bases.items, raw->bases.n);
    for (uint32_t i = 0; i < raw->image_tags.n; i++)
        hk_vec_push(arena, &kust->images, raw->image_tags.items[i]);
    for (uint32_t i = 0; i < raw->config_maps.n; i++) {
        struct raw_generator *entry = &raw->config_maps.items[i];
        append_strs(arena, &entry->spec.envs, &entry->env, entry->env.text.len > 0);
        hk_vec_push(arena, &kust->config_maps, entry->spec);
    }
    for (uint32_t i = 0; i < raw->secrets.n; i++) {
        struct raw_generator *entry = &raw->secrets.items[i];
        append_strs(arena, &entry->spec.envs, &entry->env, entry->env.text.len > 0);
        hk_vec_push(arena, &kust->secrets, entry->spec);
    }
    hk_helm_add_charts(arena, kust, &raw->helm_inflations, in->found[F_HELM_GLOBALS].value != NULL);
}

/* Other keys of openapi are let pass, as in kustomize. */
static void
set_openapi(struct reading *in)
{
    struct hk_kustomization *kust = &in->raw.kust;
    for (uint32_t i = 0; i < in->raw.openapi.n; i++) {
        struct hk_slice key = in->raw.openapi.items[i].key.text;
        if (hk_slice_eq(key, HK_S("version"))) {
            kust->openapi_version = in->raw.openapi.items[i].value;
            kust->has_openapi_version = true;
        } else if (hk_slice_eq(key, HK_S("path"))) {
            kust->openapi_path = in->raw.openapi.items[i].value;
            kust->has_openapi_path = true;
        }
    }
}

static void
set_options(struct reading *in)
{
    static const struct {
        struct hk_slice name;
        unsigned bit;
    } metadata[] = {{HK_S_INIT("originAnnotations"), HK_META_ORIGIN},
                    {HK_S_INIT("transformerAnnotations"), HK_META_TRANSFORMATIONS},
                    {HK_S_INIT("managedByLabel"), HK_META_MANAGED_BY}};
    struct hk_kustomization *kust = &in->raw.kust;
    const struct hk_strs *given = &in->raw.build_metadata;
    kust->build_metadata_names = *given;
    for (uint32_t i = 0; i < given->n; i++) {
        for (size_t k = 0; k < HK_COUNT(metadata); k++)
            kust->build_metadata |=
                hk_slice_eq(given->items[i].text, metadata[k].name) ? metadata[k].bit : 0;
    }
    set_openapi(in);
    if (!in->found[F_SORT_OPTIONS].value)
        return;
    struct hk_slice order = kust->sort_options.order_text.text;
    kust->sort_options.order = hk_slice_eq(order, HK_S("legacy")) ? HK_SORT_LEGACY
                               : hk_slice_eq(order, HK_S("fifo")) ? HK_SORT_FIFO
                                                                  : HK_SORT_OTHER;
}

static void
note_deprecated(struct reading *in)
{
    static const struct {
        enum field_number field;
        const char *successor;
    } fields[] = {{F_BASES, "resources"},
                  {F_COMMON_LABELS, "labels"},
                  {F_IMAGE_TAGS, "images"},
                  {F_PATCHES_JSON6902, "patches"},
                  {F_PATCHES_STRATEGIC_MERGE, "patches"},
                  {F_VARS, "replacements"}};
    struct hk_kustomization *kust = &in->raw.kust;
    kust->deprecated = HK_NEW_ARRAY(in->env->arena, HK_COUNT(fields), struct hk_deprecated);
    for (size_t i = 0; i < HK_COUNT(fields); i++) {
        const struct hk_field_found *found = &in->found[fields[i].field];
        if (found->value)
            kust->deprecated[kust->n_deprecated++] = (struct hk_deprecated){
                found->at, kustomization_fields[fields[i].field].name, fields[i].successor};
    }
}

/* What is told once for each render, however often the directory is entered. */
static void
remark_on(struct hk_env *env, const struct hk_kustomization *kust)
{
    hk_strict_kustomization(env, kust, &kustomization_table);
    for (uint32_t i = 0; i < kust->n_deprecated; i++) {
        const struct hk_deprecated *field = &kust->deprecated[i];
        hk_diag_remark(env->diags, HK_D_DEPRECATED_FIELD, field->at,
                       "`%s` is deprecated; its successor is `%s`", field->name, field->successor);
    }
}

/* ---- Reading ---------------------------------------------------------------------------- */

/* Faults may point at any line. A file in flow style has its secrets on the lines of all else. */
static void
hide_secrets(struct reading *in, const struct hk_node *root)
{
    bool has_secrets = in->found[F_SECRET_GENERATOR].value && (root->flags & HK_NODE_FLOW);
    if (has_secrets ||
        hk_helm_shows_values(hk_sources_text(in->env->sources, in->id), &in->raw.kust,
                             in->found[F_HELM_CHARTS].value, &in->raw.helm_inflations,
                             in->found[F_HELM_CHART_INFLATION].value))
        hk_sources_hide(in->env->sources, in->id);
}

static enum hkr_status
read_file(struct reading *in)
{
    struct hk_node *root = NULL;
    struct hk_decode_options options = {.found = in->found};
    struct hk_slice name = hk_files_show(in->loader->files, in->file->path);
    enum hkr_status status = hk_read_config(in->env, name, in->file->bytes, &in->id, &root);
    if (status != HKR_OK)
        return status;
    in->file->lines = in->id;
    if (root) {
        status = hk_decode(in->env, root, &kustomization_table, &options, &in->raw);
        hide_secrets(in, root);
        if (status != HKR_OK)
            return status;
    }
    in->raw.kust.file = in->id;
    in->raw.kust.root = root;
    note_deprecated(in);
    fix_up(in);
    set_options(in);
    remark_on(in->env, &in->raw.kust);
    status = check_empty(in);
    if (status == HKR_OK)
        status = check_type(in);
    return status;
}

static struct hk_place
first_line(struct hk_loader *loader, struct hk_file *file)
{
    return (struct hk_place){hk_files_lines(loader->files, file), 0, 0};
}

static enum hkr_status
fault_many(struct hk_loader *loader, struct hk_file *one, struct hk_file *other)
{
    struct hk_diags *diags = loader->env->diags;
    struct hk_slice dir = hk_files_show(loader->files, loader->root);
    (void)hk_diag_report(diags, HK_D_MANY_KUSTOMIZATIONS, first_line(loader, other),
                         "there is more than one kustomization file in '%" PRSLICE "'",
                         ARGSLICE(dir));
    hk_diag_mend(diags, "keep one of them");
    hk_diag_related(diags, first_line(loader, one), "this is another");
    return HKR_E_INPUT;
}

static enum hkr_status
fault_none(struct hk_loader *loader)
{
    const char *why = hk_files_why(loader->files); /* of the last name that was tried */
    struct hk_diags *diags = loader->env->diags;
    struct hk_slice dir = hk_files_show(loader->files, loader->root);
    (void)hk_diag_report(diags, HK_D_NO_KUSTOMIZATION, loader->at,
                         "there is no kustomization file in '%" PRSLICE "'", ARGSLICE(dir));
    hk_diag_mend(diags, "%s",
                 why ? why
                     : "it must be called kustomization.yaml, kustomization.yml or Kustomization");
    return HKR_E_INPUT;
}

static const struct hk_slice names[] = {HK_S_INIT("kustomization.yaml"),
                                        HK_S_INIT("kustomization.yml"), HK_S_INIT("Kustomization")};

/* A name that fails to load for whatever reason counts as absent; but when nothing is found, a
 * file that is there and cannot be had is the better story. */
static enum hkr_status
find_file(struct hk_loader *loader, struct hk_file **ret_file)
{
    struct hk_slice fence = loader->restrictor == HKR_LOAD_NONE ? hk_slice(NULL, 0) : loader->root;
    struct hk_file *found = NULL;
    const struct hk_slice *unreadable = NULL;
    for (size_t i = 0; i < HK_COUNT(names); i++) {
        struct hk_file *file = NULL;
        struct hk_slice path = hk_path_resolve(loader->env->arena, loader->root, names[i]);
        enum hkr_fs_status status = hk_files_read(loader->env, loader->files, fence, path, &file);
        if (status == HKR_FS_OK && found)
            return fault_many(loader, found, file);
        if (status == HKR_FS_OK)
            found = file;
        else if (status != HKR_FS_E_MISSING && status != HKR_FS_E_NOT_FILE && !unreadable)
            unreadable = &names[i];
    }
    if (!found && unreadable) {
        struct hk_str entry = {*unreadable, loader->at};
        return hk_loader_file_(loader, &entry, "the directory", false, ret_file);
    }
    if (!found)
        return fault_none(loader);
    *ret_file = found;
    return HKR_OK;
}

static enum hkr_status
load(struct hk_loader *loader, struct hk_files_dir *dir)
{
    struct hk_file *file = NULL;
    enum hkr_status status = find_file(loader, &file);
    if (status != HKR_OK)
        return status;
    struct hk_env shared = hk_files_env(loader->env, loader->files);
    struct reading *in = HK_NEW(shared.arena, struct reading);
    in->env = &shared;
    in->loader = loader;
    in->file = file;
    status = read_file(in);
    if (status != HKR_OK)
        return status;
    in->raw.kust.dir = loader->root;
    in->raw.kust.file_name = hk_path_base(file->path);
    dir->text = file->bytes;
    dir->kust = &in->raw.kust;
    return HKR_OK;
}

/* Records what find_file() looks at, for who finds the result of it in the cache. */
static void
note_names(struct hk_loader *loader)
{
    if (!hk_files_is_watched(loader->files))
        return;
    for (size_t i = 0; i < HK_COUNT(names); i++)
        hk_files_note(loader->files, hk_path_resolve(loader->env->arena, loader->root, names[i]));
}

enum hkr_status
hk_loader_kustomization(struct hk_loader *loader, const struct hk_kustomization **ret_kust)
{
    struct hk_files_dir *dir = hk_files_dir(loader->files, loader->root);
    uint32_t render = loader->env->owner;
    note_names(loader);
    if (!dir->kust) {
        if (render && dir->failed_in == render)
            return HKR_E_INPUT; /* said already */
        enum hkr_status status = load(loader, dir);
        if (status != HKR_OK) {
            dir->failed_in = render;
            return status;
        }
    } else if (dir->warned_in != render) {
        remark_on(loader->env, dir->kust);
    }
    dir->warned_in = render;
    *ret_kust = dir->kust;
    return HKR_OK;
}

/* What @other has for the text @file. */
static const struct hk_kustomization *
find_same(const struct hk_files *other, struct hk_slice root, const struct hk_file *file)
{
    const struct hk_files_dir *dir = hk_files_find_dir(other, root);
    return dir && dir->kust && hk_slice_eq(hk_path_base(file->path), dir->kust->file_name) &&
                   hk_slice_eq(file->bytes, dir->text)
               ? dir->kust
               : NULL;
}

enum hkr_status
hk_loader_kustomization_like(struct hk_loader *loader, const struct hk_other_files *others,
                             const struct hk_kustomization **ret_kust)
{
    struct hk_diags *diags = loader->env->diags;
    struct hk_files_dir *own = hk_files_dir(loader->files, loader->root);
    struct hk_file *file = NULL;
    uint32_t n_diags = diags->list.n;
    if (own->like && !own->kust)
        note_names(loader);
    else if (others->n && !own->kust && find_file(loader, &file) == HKR_OK)
        for (size_t i = 0; i < others->n && !own->like; i++)
            own->like = find_same(others->items[i], loader->root, file);
    hk_diag_rewind(diags, n_diags);
    if (own->kust || !own->like)
        return hk_loader_kustomization(loader, ret_kust);
    *ret_kust = own->like;
    return HKR_OK;
}

/* ---- For those who change it ---------------------------------------------------------------- */

enum hkr_status
hk_kustomization_decode(struct hk_env *env, hk_file_id file, struct hk_node *root,
                        const struct hk_kustomization **ret_kust)
{
    struct reading *in = HK_NEW(env->arena, struct reading);
    struct hk_decode_options options = {.found = in->found};
    in->env = env;
    in->id = file;
    in->raw.kust.file = file;
    in->raw.kust.root = root;
    if (root) {
        enum hkr_status status = hk_decode(env, root, &kustomization_table, &options, &in->raw);
        hide_secrets(in, root);
        if (status != HKR_OK)
            return status;
    }
    fix_up(in);
    *ret_kust = &in->raw.kust;
    return HKR_OK;
}

enum hkr_status
hk_loader_kustomization_source(struct hk_loader *loader, struct hk_kustomization_source *ret_source)
{
    struct hk_file *file = NULL;
    struct hk_kustomization_source source = {0};
    enum hkr_status status = find_file(loader, &file);
    if (status != HKR_OK)
        return status;
    source.path = hk_files_show(loader->files, file->path);
    source.text = file->bytes;
    status = hk_read_config(loader->env, source.path, file->bytes, &source.file, &source.root);
    if (status == HKR_OK)
        *ret_source = source;
    return status;
}
