/* SPDX-License-Identifier: Apache-2.0 */
#include "localize_root.h"

#include "../base/path.h"
#include "../load/files.h"
#include "../res/factory.h"
#include "localize_path.h"
#include "rewrite.h"

/* One kustomization at work. */
struct root {
    struct hk_localizer *lc;
    struct hk_env *env;
    struct hk_loader *loader;
    struct hk_slice dst; /* where it goes; the destination is "/" */
    bool local;          /* every step to it was local */
    struct hk_rewrites *rewrites;
};

typedef enum hkr_status (*entry_fn)(struct root *root, const struct hk_str *entry,
                                    const char *field);

/* ---- Faults ----------------------------------------------------------------------------- */

enum hkr_status
hk_localize_check_ref(const struct hk_loader *loader, struct hk_place at)
{
    struct hk_diags *diags = loader->env->diags;
    const struct hk_remote *remote = &loader->checkout->remote;
    if (remote->ref.len)
        return HKR_OK;
    (void)hk_diag_report(diags, HK_D_LOCALIZE_REF, at, "'%" PRSLICE "' has no ref",
                         ARGSLICE(remote->text));
    hk_diag_mend(diags, "add ?ref=: a copy of what is remote is kept under its ref");
    return HKR_E_INPUT;
}

/* What is remote needs room below the directory of the kustomization. */
static enum hkr_status
check_room(const struct root *root, const struct hk_str *entry)
{
    struct hk_slice canonical;
    enum hkr_fs_kind kind = HKR_FS_MISSING;
    struct hk_slice path =
        hk_path_resolve(root->env->arena, root->loader->root, HK_LOCALIZED_FILES);
    if (hk_files_resolve(root->env, root->loader->files, path, &canonical, &kind) != HKR_FS_OK)
        return HKR_OK;
    struct hk_slice shown = hk_files_show(root->loader->files, path);
    (void)hk_diag_report(root->env->diags, HK_D_LOCALIZE_CLASH, entry->at,
                         "'%" PRSLICE "' is there already, and a copy of '%" PRSLICE
                         "' would go into it",
                         ARGSLICE(shown), ARGSLICE(entry->text));
    hk_diag_mend(root->env->diags, "rename that directory");
    return HKR_E_INPUT;
}

static enum hkr_status
fault_scope(const struct root *root, const struct hk_str *entry)
{
    struct hk_slice scope = hk_files_show(root->loader->files, root->lc->scope);
    (void)hk_diag_report(root->env->diags, HK_D_LOCALIZE_SCOPE, entry->at,
                         "'%" PRSLICE "' does not lie in what is copied, '%" PRSLICE "'",
                         ARGSLICE(entry->text), ARGSLICE(scope));
    hk_diag_mend(root->env->diags, "give a directory above both with --scope");
    return HKR_E_INPUT;
}

/* ---- Entries ---------------------------------------------------------------------------- */

/* @entry is @path in the copy. An entry that leads there already stays as it is written. */
static void
note(const struct root *root, const struct hk_str *entry, struct hk_slice path)
{
    struct hk_rewrite rewrite = {entry->at.offset, path};
    if (!hk_slice_eq(hk_path_clean(root->env->arena, entry->text), path))
        hk_vec_push(root->env->arena, &root->rewrites->list, rewrite);
}

static struct hk_slice
below(const struct root *root, struct hk_slice path)
{
    return hk_path_resolve(root->env->arena, root->dst, path);
}

/* Finds file @entry and its path in the copy, without links. */
static enum hkr_status
find_file(const struct root *root, const struct hk_str *entry, const char *field, bool secret,
          struct hk_file **ret_file, struct hk_slice *ret_path)
{
    struct hk_slice canonical;
    enum hkr_fs_kind kind = HKR_FS_MISSING;
    enum hkr_status status = hk_loader_file_(root->loader, entry, field, secret, ret_file);
    if (status != HKR_OK)
        return status;
    if (hk_remote_is_url(entry->text)) {
        *ret_path = hk_localize_path_of_url(root->env->arena, entry->text);
        return check_room(root, entry);
    }
    struct hk_slice path = (*ret_file)->path;
    if (hk_files_resolve(root->env, root->loader->files, path, &canonical, &kind) != HKR_FS_OK)
        canonical = path;
    *ret_path = hk_path_relative(root->env->arena, root->loader->root, canonical);
    return HKR_OK;
}

static enum hkr_status
copy_file(struct root *root, const struct hk_str *entry, const char *field, bool secret,
          struct hk_slice *ret_path)
{
    struct hk_file *file = NULL;
    enum hkr_status status = find_file(root, entry, field, secret, &file, ret_path);
    if (status == HKR_OK)
        status = hk_localizer_put(root->lc, below(root, *ret_path), file->bytes, entry->at);
    return status;
}

static enum hkr_status
take_file(struct root *root, const struct hk_str *entry, const char *field)
{
    struct hk_slice path;
    if (!entry->text.len)
        return HKR_OK;
    enum hkr_status status = copy_file(root, entry, field, false, &path);
    if (status == HKR_OK)
        note(root, entry, path);
    return status;
}

static enum hkr_status
take_secret_file(struct root *root, const struct hk_str *entry, const char *field)
{
    struct hk_slice path;
    if (!entry->text.len)
        return HKR_OK;
    enum hkr_status status = copy_file(root, entry, field, true, &path);
    if (status == HKR_OK)
        note(root, entry, path);
    return status;
}

/* "[key=]path". The key that a path stands for must not change with it. */
static enum hkr_status
take_source(struct root *root, const struct hk_str *entry, const char *field)
{
    struct hk_arena *arena = root->env->arena;
    struct hk_slice path;
    size_t equals = hk_slice_find(entry->text, '=');
    size_t start = equals == SIZE_MAX ? 0 : equals + 1;
    struct hk_str file = {hk_slice_from(entry->text, start), entry->at};
    enum hkr_status status = copy_file(root, &file, field, true, &path);
    if (status != HKR_OK || hk_slice_eq(hk_path_clean(arena, file.text), path))
        return status;
    struct hk_slice key =
        equals == SIZE_MAX ? hk_path_base(file.text) : hk_slice_head(entry->text, equals);
    if (equals != SIZE_MAX || !hk_slice_eq(key, hk_path_base(path)))
        path = hk_arena_concat(arena, hk_arena_concat(arena, key, HK_S("=")), path);
    note(root, entry, path);
    return HKR_OK;
}

/* Localizes the directory of @inner, to which @entry led. */
static enum hkr_status
take_directory(struct root *root, const struct hk_str *entry, struct hk_loader *inner)
{
    bool remote = inner->checkout != root->loader->checkout;
    struct hk_slice path;
    enum hkr_status status = HKR_OK;
    if (remote) {
        status = hk_localize_check_ref(inner, entry->at);
        if (status == HKR_OK)
            status = check_room(root, entry);
        if (status == HKR_OK)
            path = hk_localize_path_of_directory(root->env->arena, inner->checkout, inner->root);
    } else {
        path = hk_path_relative(root->env->arena, root->loader->root, inner->root);
        if (root->local && !hk_path_beneath(root->lc->scope, inner->root))
            status = fault_scope(root, entry);
    }
    if (status == HKR_OK)
        status = hk_localize_root(root->lc, inner, below(root, path), root->local && !remote);
    if (status == HKR_OK)
        note(root, entry, path);
    return status;
}

static enum hkr_status
take_root(struct root *root, const struct hk_str *entry, const char *field)
{
    struct hk_loader *inner = NULL;
    enum hkr_status status = hk_loader_enter(root->loader, entry, field, &inner);
    return status == HKR_OK ? take_directory(root, entry, inner) : status;
}

static enum hkr_status
take_resource(struct root *root, const struct hk_str *entry, const char *field)
{
    enum hk_entry_kind kind;
    struct hk_loader *inner = NULL;
    enum hkr_status status = hk_loader_classify(root->loader, entry, field, &kind, &inner);
    if (status != HKR_OK)
        return status;
    return kind == HK_ENTRY_FILE ? take_file(root, entry, field)
                                 : take_directory(root, entry, inner);
}

/* Copies a home of charts; "" is the one that there is by default. None is there when charts are
 * yet to be fetched. */
static enum hkr_status
take_chart_home(struct root *root, const struct hk_str *entry, const char *field)
{
    struct hk_arena *arena = root->env->arena;
    struct hk_str home = {entry->text.len ? entry->text : HK_S("charts"), entry->at};
    struct hk_slice path = hk_path_clean(arena, home.text);
    struct hk_slice canonical;
    struct hk_loader *inner = NULL;
    enum hkr_fs_kind kind = HKR_FS_MISSING;
    if (!hk_path_is_absolute(path) &&
        hk_files_resolve(root->env, root->loader->files,
                         hk_path_resolve(arena, root->loader->root, path), &canonical,
                         &kind) != HKR_FS_OK)
        return HKR_OK;
    enum hkr_status status = hk_loader_enter(root->loader, &home, field, &inner);
    if (status == HKR_OK && root->local && !hk_path_beneath(root->lc->scope, inner->root))
        status = fault_scope(root, &home);
    if (status != HKR_OK)
        return status;
    if (!hk_slice_eq(path, HK_S("charts"))) /* helm looks for that name, be it a link */
        path = hk_path_relative(arena, root->loader->root, inner->root);
    status = hk_localize_tree(root->lc, inner->files, inner->root, below(root, path), home.at);
    if (status == HKR_OK && entry->text.len)
        note(root, entry, path);
    return status;
}

/* Whether @entry is objects rather than the path of a file of them. */
static bool
is_inline(struct hk_env *env, const struct hk_str *entry)
{
    struct hk_docs docs = {0};
    struct hk_resource_list list = {0};
    uint32_t n_diags = env->diags->list.n;
    if (hk_slice_find(entry->text, '\n') != SIZE_MAX)
        return true;
    bool is = hk_read_inline(env, entry->at, entry->text, &docs) == HKR_OK &&
              hk_resources_from_docs(env, &docs, &list) == HKR_OK;
    hk_diag_rewind(env->diags, n_diags);
    return is;
}

static enum hkr_status
take_object_file(struct root *root, const struct hk_str *entry, const char *field)
{
    return is_inline(root->env, entry) ? HKR_OK : take_file(root, entry, field);
}

/* ---- Plugins ---------------------------------------------------------------------------- */

/* Which fields of a built-in plugin name files. */
static const struct plugin_field {
    const char *kind;
    const char *list; /* the field is one of the items of this list; NULL: it is at the top */
    const char *field;
    entry_fn take;
} plugin_fields[] = {
    {"ConfigMapGenerator", NULL, "env", take_file},
    {"ConfigMapGenerator", NULL, "envs", take_file},
    {"ConfigMapGenerator", NULL, "files", take_source},
    {"SecretGenerator", NULL, "env", take_secret_file},
    {"SecretGenerator", NULL, "envs", take_secret_file},
    {"SecretGenerator", NULL, "files", take_source},
    {"HelmChartInflationGenerator", NULL, "valuesFile", take_secret_file},
    {"HelmChartInflationGenerator", NULL, "additionalValuesFiles", take_secret_file},
    {"HelmChartInflationGenerator", NULL, "chartHome", take_chart_home},
    {"PatchTransformer", NULL, "path", take_file},
    {"PatchJson6902Transformer", NULL, "path", take_file},
    {"PatchStrategicMergeTransformer", NULL, "paths", take_object_file},
    {"ReplacementTransformer", "replacements", "path", take_file},
    {"ValueAddTransformer", NULL, "targetFilePath", take_file},
};

/* Takes @node, one path or a list of them. */
static enum hkr_status
take_nodes(struct root *root, const struct hk_node *node, const struct plugin_field *field)
{
    enum hkr_status status = HKR_OK;
    if (!node || node->kind == HK_MAP || hk_node_is_null(node))
        return HKR_OK;
    if (node->kind == HK_SCALAR) {
        struct hk_str entry = {hk_node_text(node), hk_node_place(node)};
        return field->take(root, &entry, field->field);
    }
    for (uint32_t i = 0; status == HKR_OK && i < node->n; i++)
        if (node->items[i]->kind == HK_SCALAR)
            status = take_nodes(root, node->items[i], field);
    return status;
}

static enum hkr_status
take_plugin_field(struct root *root, const struct hk_node *plugin, const struct plugin_field *field)
{
    hk_sym key = hk_env_sym(root->env, hk_slice_cstr(field->field));
    enum hkr_status status = HKR_OK;
    if (!field->list)
        return take_nodes(root, hk_map_get(plugin, key), field);
    const struct hk_node *list =
        hk_map_get(plugin, hk_env_sym(root->env, hk_slice_cstr(field->list)));
    for (uint32_t i = 0; status == HKR_OK && list && list->kind == HK_SEQ && i < list->n; i++)
        status = take_nodes(root, hk_map_get(list->items[i], key), field);
    return status;
}

/* The one document @text, with its paths rewritten when it is a built-in plugin. */
static enum hkr_status
take_document(const struct root *root, struct hk_slice name, struct hk_slice text,
              struct hk_slice *ret_text)
{
    struct root sub = *root;
    struct hk_rewrites rewrites = {0};
    struct hk_node *plugin = NULL;
    hk_file_id file;
    sub.rewrites = &rewrites;
    *ret_text = text;
    enum hkr_status status = hk_read_config(root->env, name, text, &file, &plugin);
    if (status != HKR_OK || !hk_slice_eq(hk_map_text(plugin, HK_SYM_apiVersion), HK_S("builtin")))
        return status;
    bool charts =
        hk_slice_eq(hk_map_text(plugin, HK_SYM_kind), HK_S("HelmChartInflationGenerator"));
    hk_sym home = hk_env_sym(root->env, HK_S("chartHome"));
    if (charts && !hk_map_text(plugin, home).len) {
        struct hk_str none = {{NULL, 0}, hk_node_place(plugin)};
        status = take_chart_home(&sub, &none, "chartHome");
    }
    for (size_t i = 0; status == HKR_OK && i < HK_COUNT(plugin_fields); i++)
        if (hk_slice_eq(hk_map_text(plugin, HK_SYM_kind), hk_slice_cstr(plugin_fields[i].kind)))
            status = take_plugin_field(&sub, plugin, &plugin_fields[i]);
    if (status == HKR_OK && rewrites.list.n)
        status = hk_rewrite(root->env, file, plugin, &rewrites, ret_text);
    return status;
}

/* Where the document at the beginning of @text ends: behind the next "---" line, or with it. */
static size_t
document_end(struct hk_slice text, size_t *ret_separator)
{
    const char *line = text.len ? memmem(text.ptr, text.len, "\n---", 4) : NULL;
    *ret_separator = line ? (size_t)(line - text.ptr) + 1 : text.len;
    size_t end = hk_slice_find(hk_slice_from(text, *ret_separator), '\n');
    return end == SIZE_MAX ? text.len : *ret_separator + end + 1;
}

/* The documents @text, rewritten one by one. */
static enum hkr_status
take_documents(const struct root *root, struct hk_slice name, struct hk_slice text,
               struct hk_slice *ret_text)
{
    struct hk_slice whole = hk_slice(NULL, 0);
    enum hkr_status status = HKR_OK;
    while (status == HKR_OK && text.len) {
        struct hk_slice document;
        size_t separator;
        size_t end = document_end(text, &separator);
        status = take_document(root, name, hk_slice_head(text, separator), &document);
        whole = hk_arena_concat(root->env->arena, whole, document);
        whole = hk_arena_concat(root->env->arena, whole,
                                hk_slice_from(hk_slice_head(text, end), separator));
        text = hk_slice_from(text, end);
    }
    *ret_text = whole;
    return status;
}

static enum hkr_status
take_plugin_file(struct root *root, const struct hk_str *entry, const char *field)
{
    struct hk_file *file = NULL;
    struct hk_slice path, text;
    enum hkr_status status = find_file(root, entry, field, false, &file, &path);
    if (status == HKR_OK)
        status = take_documents(root, hk_files_show(root->loader->files, file->path), file->bytes,
                                &text);
    if (status == HKR_OK)
        status = hk_localizer_put(root->lc, below(root, path), text, entry->at);
    if (status == HKR_OK)
        note(root, entry, path);
    return status;
}

static enum hkr_status
take_plugin(struct root *root, const struct hk_str *entry, const char *field)
{
    enum hk_entry_kind kind;
    struct hk_loader *inner = NULL;
    if (is_inline(root->env, entry)) {
        struct hk_slice text;
        struct hk_slice name = hk_sources_name(root->env->sources, entry->at.file);
        enum hkr_status status = take_documents(root, name, entry->text, &text);
        struct hk_rewrite rewrite = {entry->at.offset, text};
        if (status == HKR_OK && !hk_slice_eq(text, entry->text))
            hk_vec_push(root->env->arena, &root->rewrites->list, rewrite);
        return status;
    }
    enum hkr_status status = hk_loader_classify(root->loader, entry, field, &kind, &inner);
    if (status != HKR_OK)
        return status;
    return kind == HK_ENTRY_FILE ? take_plugin_file(root, entry, field)
                                 : take_directory(root, entry, inner);
}

/* ---- Fields ----------------------------------------------------------------------------- */

/* Takes one entry, with it on the chain that diagnostics show. */
static enum hkr_status
take(struct root *root, const struct hk_str *entry, const char *field, entry_fn fn)
{
    struct hk_diags *diags = root->env->diags;
    const struct hk_via *outer = hk_diag_enter(diags, entry->at, hk_slice_cstr(field));
    hk_env_poll(root->env);
    enum hkr_status status = fn(root, entry, field);
    hk_diag_leave(diags, outer);
    return status;
}

static enum hkr_status
take_all(struct root *root, const struct hk_strs *entries, const char *field, entry_fn fn)
{
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < entries->n; i++)
        status = take(root, &entries->items[i], field, fn);
    return status;
}

static enum hkr_status
take_generators(struct root *root, const struct hk_generator_spec *specs, uint32_t n)
{
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < n; i++) {
        status = take_all(root, &specs[i].envs, "envs", take_secret_file);
        if (status == HKR_OK)
            status = take_all(root, &specs[i].files, "files", take_source);
    }
    return status;
}

static enum hkr_status
take_charts(struct root *root, const struct hk_kustomization *kust)
{
    const struct hk_str *home = &kust->helm_globals.chart_home;
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < kust->helm_charts.n; i++) {
        const struct hk_helm_chart *chart = &kust->helm_charts.items[i];
        status = take(root, &chart->values_file, "helmCharts", take_secret_file);
        if (status == HKR_OK)
            status =
                take_all(root, &chart->additional_values_files, "helmCharts", take_secret_file);
    }
    if (status == HKR_OK && (kust->helm_charts.n || home->text.len))
        status = take(root, home, "helmGlobals", take_chart_home);
    return status;
}

static enum hkr_status
take_patches(struct root *root, const struct hk_patch_spec *patches, uint32_t n, const char *field)
{
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < n; i++)
        status = take(root, &patches[i].path, field, take_file);
    return status;
}

static enum hkr_status
take_fields(struct root *root, const struct hk_kustomization *kust)
{
    const struct {
        const struct hk_strs *entries;
        const char *field;
        entry_fn fn;
    } lists[] = {
        {&kust->resources, "resources", take_resource},
        {&kust->components, "components", take_root},
        {&kust->configurations, "configurations", take_file},
        {&kust->crds, "crds", take_file},
        {&kust->patches_strategic_merge, "patchesStrategicMerge", take_object_file},
        {&kust->generators, "generators", take_plugin},
        {&kust->transformers, "transformers", take_plugin},
        {&kust->validators, "validators", take_plugin},
    };
    enum hkr_status status = take(root, &kust->openapi_path, "openapi", take_file);
    for (size_t i = 0; status == HKR_OK && i < HK_COUNT(lists); i++)
        status = take_all(root, lists[i].entries, lists[i].field, lists[i].fn);
    if (status == HKR_OK)
        status = take_generators(root, kust->config_maps.items, kust->config_maps.n);
    if (status == HKR_OK)
        status = take_generators(root, kust->secrets.items, kust->secrets.n);
    if (status == HKR_OK)
        status = take_charts(root, kust);
    if (status == HKR_OK)
        status = take_patches(root, kust->patches.items, kust->patches.n, "patches");
    if (status == HKR_OK)
        status = take_patches(root, kust->patches_json6902.items, kust->patches_json6902.n,
                              "patchesJson6902");
    for (uint32_t i = 0; status == HKR_OK && i < kust->replacements.n; i++)
        status = take(root, &kust->replacements.items[i].path, "replacements", take_file);
    return status;
}

static enum hkr_status
kustomization_text(const struct root *root, const struct hk_kustomization *kust,
                   struct hk_slice *ret_text)
{
    struct hk_str name = {kust->file_name, HK_NOWHERE};
    if (root->rewrites->list.n)
        return hk_rewrite(root->env, kust->file, kust->root, root->rewrites, ret_text);
    return hk_loader_bytes(root->loader, &name, "the directory", false, ret_text);
}

enum hkr_status
hk_localize_root(struct hk_localizer *lc, struct hk_loader *loader, struct hk_slice dst, bool local)
{
    struct hk_rewrites rewrites = {0};
    const struct hk_kustomization *kust = NULL;
    struct hk_slice text;
    struct root root = {lc, lc->env, loader, dst, local, &rewrites};
    if (!hk_localizer_visit(lc, dst))
        return HKR_OK;
    enum hkr_status status = hk_loader_kustomization(loader, &kust);
    if (status == HKR_OK)
        status = take_fields(&root, kust);
    if (status == HKR_OK)
        status = kustomization_text(&root, kust, &text);
    if (status != HKR_OK)
        return status;
    struct hk_place at = {kust->file, 0, 0};
    return hk_localizer_put(lc, hk_path_resolve(lc->env->arena, dst, kust->file_name), text, at);
}
