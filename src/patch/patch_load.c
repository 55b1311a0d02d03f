/* SPDX-License-Identifier: Apache-2.0 */
#include "../res/factory.h"
#include "../yaml/strict.h"
#include "jsonread.h"
#include "patchset.h"

/* A patch text on its way to being told apart. */
struct source {
    struct hk_loader *loader;
    const char *field;
    const struct hk_str *entry; /* path or inline text */
    bool is_file;
    struct hk_slice text; /* of the file, or inline, as kustomize would look at it */
};

static enum hkr_status
read_docs(const struct source *source, struct hk_docs *ret_docs)
{
    if (source->is_file)
        return hk_loader_docs(source->loader, source->entry, source->field, ret_docs);
    return hk_read_inline(source->loader->env, source->entry->at, source->text, ret_docs);
}

/* Text that begins with a bracket. Inline, only the YAML reader knows where its parts stand. */
static enum hkr_status
read_json(const struct source *source, const struct hk_jsonpatch **ret_patch)
{
    struct hk_env *env = source->loader->env;
    struct hk_place at = source->entry->at;
    struct hk_docs docs = {0};
    struct hk_node *list = NULL;
    if (source->is_file) {
        at = HK_NOWHERE;
        enum hkr_status status =
            hk_loader_source(source->loader, source->entry, source->field, &at.file);
        if (status != HKR_OK)
            return status;
    }
    enum hkr_status status = hk_json_read(env, source->text, at, source->is_file, &list);
    if (status == HKR_OK && !source->is_file) {
        uint32_t n_diags = env->diags->list.n;
        if (read_docs(source, &docs) == HKR_OK && docs.n == 1)
            hk_json_place(list, docs.items[0]);
        hk_diag_rewind(env->diags, n_diags);
    }
    return status == HKR_OK ? hk_jsonpatch_parse(env, list, ret_patch) : status;
}

/* Whether the first document of @text is there, marked by "---", and empty. */
static bool
begins_empty(struct hk_slice text)
{
    bool marked = false;
    while (text.len) {
        struct hk_slice line = hk_slice_head(text, hk_slice_find(text, '\n'));
        text = hk_slice_from(text, line.len + 1);
        bool marker = hk_slice_starts(line, HK_S("---"));
        struct hk_slice rest = hk_slice_trim(marker ? hk_slice_from(line, 3) : line);
        bool blank = rest.len == 0 || rest.ptr[0] == '#';
        if (marker && marked)
            return true;
        if (!blank)
            return false;
        marked = marked || marker;
    }
    return marked;
}

/* A list whose text can not be read to its end: what follows the first document is not looked at
 * in a JSON patch. Reports nothing. */
static struct hk_node *
first_list(const struct source *source)
{
    struct hk_env *env = source->loader->env;
    uint32_t n_diags = env->diags->list.n;
    struct hk_node *root = NULL;
    hk_file_id file;
    struct hk_slice name = source->is_file ? source->entry->text : HK_S("a patch");
    enum hkr_status status = hk_read_config(env, name, source->text, &file, &root);
    hk_diag_rewind(env->diags, n_diags);
    return status == HKR_OK && root && root->kind == HK_SEQ ? root : NULL;
}

/* The text may be meant for a Secret, and so is not shown. */
static enum hkr_status
no_patch(struct hk_env *env, const struct hk_node *node)
{
    (void)hk_diag_report(env->diags, HK_D_PATCH_FORM, hk_node_place(node),
                         "this is neither a strategic merge patch nor a JSON patch");
    hk_diag_mend(env->diags,
                 "write an object with apiVersion, kind and metadata.name, or a list of "
                 "operations such as `- {op: remove, path: /spec/replicas}`");
    hk_diag_hide_line(env->diags);
    return HKR_E_INPUT;
}

/* Sets *ret_json or appends to *ret_list; an empty text does neither. What is a list is a JSON
 * patch, anything else must be objects. */
static enum hkr_status
tell_apart(const struct source *source, const struct hk_jsonpatch **ret_json,
           struct hk_resource_list *ret_list)
{
    struct hk_env *env = source->loader->env;
    struct hk_docs docs = {0};
    if (source->text.len && source->text.ptr[0] == '[')
        return read_json(source, ret_json);
    uint32_t n_diags = env->diags->list.n;
    enum hkr_status status = read_docs(source, &docs);
    struct hk_node *list = status == HKR_E_INPUT ? first_list(source) : NULL;
    if (list)
        hk_diag_rewind(env->diags, n_diags);
    else if (status != HKR_OK || docs.n == 0)
        return status;
    if (!list && docs.items[0]->kind == HK_SEQ && docs.items[0]->n > 0)
        list = docs.items[0];
    if (!list && docs.items[0]->kind == HK_SCALAR)
        return no_patch(env, docs.items[0]);
    if (list)
        return begins_empty(source->text) ? HKR_OK : hk_jsonpatch_parse(env, list, ret_json);
    return hk_resources_from_docs(env, &docs, ret_list);
}

static enum hkr_status
check_source(struct hk_env *env, const struct hk_patch_spec *spec, const char *field)
{
    bool has_patch = hk_slice_trim(spec->patch.text).len > 0;
    bool has_path = spec->path.text.len > 0;
    if (has_patch != has_path)
        return HKR_OK;
    enum hkr_status status =
        hk_diag_report(env->diags, HK_D_PATCH_SOURCE, spec->at,
                       has_patch ? "this entry of `%s` has both `patch` and `path`"
                                 : "this entry of `%s` has neither `patch` nor `path`",
                       field);
    hk_diag_mend(env->diags, "give the patch itself as `patch`, or the name of its file as `path`");
    return status;
}

/* The texts of @spec: a file's, or the inline one without the blanks around it (for `patches`). */
static enum hkr_status
open_source(struct hk_loader *loader, const struct hk_patch_spec *spec, const char *field,
            bool trims, struct source *ret_source)
{
    enum hkr_status status = check_source(loader->env, spec, field);
    if (status != HKR_OK)
        return status;
    *ret_source = (struct source){.loader = loader, .field = field};
    ret_source->is_file = spec->path.text.len > 0;
    ret_source->entry = ret_source->is_file ? &spec->path : &spec->patch;
    if (ret_source->is_file)
        return hk_loader_bytes(loader, &spec->path, field, false, &ret_source->text);
    ret_source->text = trims ? hk_slice_trim(spec->patch.text) : spec->patch.text;
    return HKR_OK;
}

static struct hk_merge_patch *
new_merge(struct hk_env *env, struct hk_resource *res, const struct hk_str *source)
{
    struct hk_merge_patch *patch = HK_NEW(env->arena, struct hk_merge_patch);
    patch->res = res;
    patch->source = *source;
    return patch;
}

static enum hkr_status
needs_target(struct hk_env *env, const struct hk_patch_spec *spec)
{
    enum hkr_status status = hk_diag_report(env->diags, HK_D_PATCH_NEEDS_TARGET, spec->at,
                                            "a JSON patch needs a `target`");
    hk_diag_mend(env->diags, "add `target` with the kind and name of the object to patch");
    return status;
}

static enum hkr_status
too_many(struct hk_env *env, const struct hk_patch_entry *entry)
{
    enum hkr_status status = hk_diag_report(
        env->diags, HK_D_PATCH_MANY, entry->spec->at,
        "an entry of `patches` with a `target` holds %u strategic merge patches", entry->merges.n);
    hk_diag_related(env->diags, entry->merges.items[1]->res->at, "the second one is here");
    hk_diag_mend(env->diags,
                 "make an entry of each, or drop `target` so that each finds the object "
                 "that it names");
    return status;
}

static void
remark_nothing(struct hk_env *env, struct hk_place at)
{
    hk_diag_remark(env->diags, HK_D_PATCH_NOTHING, at, "this patch is empty and changes nothing");
    hk_diag_mend(env->diags, "remove it, or fill it");
}

/* Whether @patch holds what it takes to find its object, and nothing else. */
static bool
only_names(const struct hk_node *patch)
{
    const struct hk_node *meta = hk_map_get(patch, HK_SYM_metadata);
    for (uint32_t i = 0; i < patch->n; i++)
        if (patch->pairs[i].key != HK_SYM_apiVersion && patch->pairs[i].key != HK_SYM_kind &&
            patch->pairs[i].key != HK_SYM_metadata)
            return false;
    for (uint32_t i = 0; meta && meta->kind == HK_MAP && i < meta->n; i++)
        if (meta->pairs[i].key != HK_SYM_name && meta->pairs[i].key != HK_SYM_namespace)
            return false;
    return !meta || meta->kind == HK_MAP;
}

/* Strict checks of one strategic merge patch. */
static void
remark_odd_patch(struct hk_env *env, const struct hk_node *root)
{
    const struct hk_node *directive = hk_map_get(root, HK_SYM_patch_directive);
    hk_strict_shadowed_keys(env, root, "the first");
    if (root->kind == HK_MAP && only_names(root))
        remark_nothing(env, hk_node_place(root));
    if (!directive || !hk_slice_eq(hk_map_text(root, HK_SYM_patch_directive), HK_S("replace")))
        return;
    hk_diag_remark(env->diags, HK_D_PATCH_ROOT_REPLACE, hk_node_place(directive),
                   "`$patch: replace` at the top of a patch keeps the whole patch from acting");
    hk_diag_mend(env->diags,
                 "put it into the maps that are to be replaced, or replace the object in "
                 "the base");
}

static enum hkr_status
load_patch(struct hk_loader *loader, const struct hk_patch_spec *spec, struct hk_patch_entry *entry)
{
    struct hk_env *env = loader->env;
    struct hk_resource_list list = {0};
    struct source source;
    entry->spec = spec;
    enum hkr_status status = open_source(loader, spec, "patches", true, &source);
    if (status == HKR_OK)
        status = tell_apart(&source, &entry->json, &list);
    if (status != HKR_OK)
        return status;
    if (entry->json && hk_jsonpatch_count(entry->json) == 0)
        entry->json = NULL;
    if (!entry->json && list.list.n == 0)
        remark_nothing(env, hk_patch_spec_place(spec));
    for (uint32_t i = 0; i < list.list.n; i++) {
        struct hk_merge_patch *patch = new_merge(env, list.list.items[i], source.entry);
        remark_odd_patch(env, patch->res->root);
        patch->res->allow_name_change |= spec->allow_name_change;
        patch->res->allow_kind_change |= spec->allow_kind_change;
        hk_merge_patch_prepare(env, patch, spec->has_target);
        hk_vec_push(env->arena, &entry->merges, patch);
    }
    if (spec->has_target && entry->merges.n > 1)
        return too_many(env, entry);
    if (entry->json && !spec->has_target)
        return needs_target(env, spec);
    if (!spec->has_target || (!entry->json && entry->merges.n == 0))
        return HKR_OK;
    return hk_selector_compile(env, &spec->target, &entry->selector);
}

static enum hkr_status
no_target_name(struct hk_env *env, const struct hk_patch_spec *spec)
{
    enum hkr_status status = hk_diag_report(
        env->diags, HK_D_PATCH_TARGET_NAME, spec->target.at.file ? spec->target.at : spec->at,
        "an entry of `patchesJson6902` needs a `target` with a `name`");
    hk_diag_mend(env->diags, "add the name of the object to patch, or move the entry to `patches`");
    return status;
}

static enum hkr_status
is_empty(struct hk_env *env, struct hk_place at, const char *field)
{
    enum hkr_status status = hk_diag_report(env->diags, HK_D_PATCH_EMPTY, at,
                                            "there is no patch in this entry of `%s`", field);
    hk_diag_mend(env->diags, "remove the entry, or fill it");
    return status;
}

static enum hkr_status
load_json6902(struct hk_loader *loader, const struct hk_patch_spec *spec,
              struct hk_patch_entry *entry)
{
    struct hk_env *env = loader->env;
    struct hk_resource_list list = {0};
    struct source source;
    entry->spec = spec;
    if (!spec->has_target || !spec->target.name.text.len)
        return no_target_name(env, spec);
    enum hkr_status status = open_source(loader, spec, "patchesJson6902", false, &source);
    if (status == HKR_OK)
        status = tell_apart(&source, &entry->json, &list);
    if (status != HKR_OK)
        return status;
    if (list.list.n > 0) /* an object: the parser says what is wrong with that */
        return hk_jsonpatch_parse(env, list.list.items[0]->root, &entry->json);
    if (!entry->json || hk_jsonpatch_count(entry->json) == 0)
        return is_empty(env, source.entry->at, "patchesJson6902");
    return hk_selector_compile(env, &spec->target, &entry->selector);
}

/* An entry of patchesStrategicMerge is tried as a patch first, then as the name of a file. */
static enum hkr_status
load_strategic(struct hk_loader *loader, const struct hk_str *entry, struct hk_patch_set *set)
{
    struct hk_env *env = loader->env;
    struct hk_resource_list list = {0};
    struct hk_docs docs = {0};
    uint32_t n_diags = env->diags->list.n;
    bool is_text = hk_slice_find(entry->text, '\n') != SIZE_MAX ||
                   hk_slice_find(entry->text, ':') != SIZE_MAX || entry->text.len == 0;
    enum hkr_status status = HKR_E_INPUT;
    if (is_text) {
        status = hk_read_inline(env, entry->at, entry->text, &docs);
        if (status == HKR_OK)
            status = hk_resources_from_docs(env, &docs, &list);
    }
    if (status != HKR_OK && hk_slice_find(entry->text, '\n') == SIZE_MAX) {
        hk_diag_rewind(env->diags, n_diags);
        list = (struct hk_resource_list){0};
        status = hk_loader_docs(loader, entry, "patchesStrategicMerge", &docs);
        if (status == HKR_OK)
            status = hk_resources_from_docs(env, &docs, &list);
    }
    for (uint32_t i = 0; status == HKR_OK && i < list.list.n; i++) {
        struct hk_merge_patch *patch = new_merge(env, list.list.items[i], entry);
        remark_odd_patch(env, patch->res->root);
        hk_merge_patch_prepare(env, patch, true);
        hk_vec_push(env->arena, &set->strategic, patch);
    }
    return status;
}

static struct hk_patch_entry *
new_entry(struct hk_env *env)
{
    return HK_NEW(env->arena, struct hk_patch_entry);
}

/* Keeps the first fault while the other entries are looked at as well. */
static void
note(enum hkr_status *first, enum hkr_status status)
{
    if (*first == HKR_OK)
        *first = status;
}

enum hkr_status
hk_patch_load(struct hk_loader *loader, const struct hk_kustomization *kust,
              struct hk_patch_set **ret_patches)
{
    struct hk_env *env = loader->env;
    struct hk_patch_set *set = HK_NEW(env->arena, struct hk_patch_set);
    enum hkr_status status = HKR_OK;
    const struct hk_strs *strategic = &kust->patches_strategic_merge;
    for (uint32_t i = 0; i < strategic->n; i++) {
        const struct hk_via *outer =
            hk_diag_enter(env->diags, strategic->items[i].at, HK_S("patchesStrategicMerge"));
        note(&status, load_strategic(loader, &strategic->items[i], set));
        hk_diag_leave(env->diags, outer);
    }
    if (status == HKR_OK && strategic->n > 0 && set->strategic.n == 0)
        status = is_empty(env, strategic->items[0].at, "patchesStrategicMerge");
    for (uint32_t i = 0; i < kust->patches.n; i++) {
        struct hk_patch_entry *entry = new_entry(env);
        const struct hk_via *outer = hk_diag_enter(
            env->diags, hk_patch_spec_place(&kust->patches.items[i]), HK_S("patches"));
        note(&status, load_patch(loader, &kust->patches.items[i], entry));
        hk_diag_leave(env->diags, outer);
        hk_vec_push(env->arena, &set->patches, entry);
    }
    for (uint32_t i = 0; i < kust->patches_json6902.n; i++) {
        struct hk_patch_entry *entry = new_entry(env);
        const struct hk_via *outer =
            hk_diag_enter(env->diags, hk_patch_spec_place(&kust->patches_json6902.items[i]),
                          HK_S("patchesJson6902"));
        note(&status, load_json6902(loader, &kust->patches_json6902.items[i], entry));
        hk_diag_leave(env->diags, outer);
        hk_vec_push(env->arena, &set->json6902, entry);
    }
    if (status == HKR_OK)
        *ret_patches = set;
    return status;
}
