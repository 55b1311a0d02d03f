/* SPDX-License-Identifier: Apache-2.0 */
#include "fix_parts.h"

#include "../base/path.h"
#include "../load/scalar.h"
#include "fix_vars.h"
#include "textedit.h"

/* ---- Trees ------------------------------------------------------------------------------- */

static bool
same_scalar(const struct hk_node *a, const struct hk_node *b)
{
    enum hk_tag type = hk_scalar_type(a, NULL);
    if (type != hk_scalar_type(b, NULL))
        return false;
    return type == HK_TAG_NULL || hk_slice_eq(hk_node_text(a), hk_node_text(b));
}

static bool
same_data(const struct hk_node *a, const struct hk_node *b)
{
    if (a->kind != b->kind || (a->kind != HK_SCALAR && a->n != b->n))
        return false;
    if (a->kind == HK_SCALAR)
        return same_scalar(a, b);
    for (uint32_t i = 0; i < a->n; i++) {
        const struct hk_node *other = NULL;
        if (a->kind == HK_SEQ)
            other = b->items[i];
        else if (a->pairs[i].key == b->pairs[i].key)
            other = b->pairs[i].value;
        else
            other = hk_map_get(b, a->pairs[i].key);
        if (!other || !same_data(a->kind == HK_SEQ ? a->items[i] : a->pairs[i].value, other))
            return false;
    }
    return true;
}

/* Reads @text as the file; false, and nothing reported, when it does not read. */
static bool
reread(struct hk_fix *fix, struct hk_slice text, struct hk_kustomization_source *ret_source)
{
    struct hk_diags *diags = fix->env->diags;
    uint32_t n = diags->list.n;
    *ret_source = fix->source;
    ret_source->text = text;
    if (hk_read_config(fix->env, fix->source.path, text, &ret_source->file, &ret_source->root) ==
            HKR_OK &&
        ret_source->root)
        return true;
    hk_diag_rewind(diags, n);
    return false;
}

enum hkr_status
hk_fix_step(struct hk_fix *fix, struct hk_node *after, struct hk_slice lines)
{
    struct hk_kustomization_source next;
    struct hk_slice text = lines;
    if (!lines.len || !reread(fix, lines, &next) || !same_data(next.root, after)) {
        enum hkr_status status = hk_textedit(fix->env, fix->source.file, fix->source.text,
                                             fix->source.root, after, &text);
        if (status != HKR_OK)
            return status;
        if (!reread(fix, text, &next))
            return HKR_E_INPUT;
    }
    fix->changed = true;
    fix->source = next;
    return HKR_OK;
}

/* ---- Lists that have another name now --------------------------------------------------- */

typedef struct hk_node *(*item_fn)(struct hk_fix *fix, struct hk_node *item, bool is_path);

static struct hk_node *
same_item(struct hk_fix *fix, struct hk_node *item, bool is_path)
{
    (void)fix;
    (void)is_path;
    return item;
}

static struct hk_node *
patch_item(struct hk_fix *fix, struct hk_node *item, bool is_path)
{
    struct hk_node *patch = hk_node_map(fix->env, HK_NOWHERE);
    return hk_kusttree_put(fix->env, patch, is_path ? "path" : "patch", item);
}

static const struct conversion {
    const char *from;
    const char *to;
    enum hk_fix_form form;
    item_fn item;
} conversions[] = {
    {"bases", "resources", HK_FIX_AS_IS, same_item},
    {"imageTags", "images", HK_FIX_AS_IS, same_item},
    {"patchesJson6902", "patches", HK_FIX_AS_IS, same_item},
    {"patchesStrategicMerge", "patches", HK_FIX_PATCHES, patch_item},
};

static bool
is_file(struct hk_fix *fix, struct hk_slice path)
{
    struct hk_env *env = fix->env;
    struct hk_file *file = NULL;
    struct hk_slice full = hk_path_resolve(env->arena, fix->loader->root, path);
    return path.len &&
           hk_files_read(env, fix->loader->files, hk_slice(NULL, 0), full, &file) == HKR_FS_OK;
}

static enum hkr_status
drop_field(struct hk_fix *fix, const char *name)
{
    struct hk_slice none = {NULL, 0};
    return hk_fix_step(fix, hk_kusttree_drop(fix->env, fix->source.root, name), none);
}

static enum hkr_status
convert_list(struct hk_fix *fix, const struct conversion *conversion)
{
    struct hk_env *env = fix->env;
    struct hk_node *root = fix->source.root;
    const struct hk_node *items = hk_kusttree_get(env, root, conversion->from);
    if (!items)
        return HKR_OK;
    if (items->kind != HK_SEQ || !items->n)
        return drop_field(fix, conversion->from);
    struct hk_node *target = hk_kusttree_get(env, root, conversion->to);
    bool has_target = target && target->n;
    bool front = fix->order == HK_FIX_AS_BUILT && conversion->form == HK_FIX_PATCHES;
    bool *is_path = HK_NEW_ARRAY(env->arena, items->n, bool);
    target = has_target ? target : hk_node_seq(env, HK_NOWHERE);
    for (uint32_t i = 0; i < items->n; i++) {
        struct hk_node *item = items->items[i];
        is_path[i] = item->kind == HK_SCALAR && is_file(fix, hk_node_text(item));
        target = hk_edit_insert(env, target, front ? i : target->n,
                                conversion->item(fix, item, is_path[i]));
    }
    struct hk_slice lines = has_target ? hk_fixlines_move(fix, conversion->from, conversion->to,
                                                          conversion->form, is_path, front)
                                       : hk_fixlines_rename(fix, conversion->from, conversion->to,
                                                            conversion->form, is_path);
    root = hk_kusttree_drop(env, root, conversion->from);
    return hk_fix_step(fix, hk_kusttree_put(env, root, conversion->to, target), lines);
}

/* ---- Labels ------------------------------------------------------------------------------ */

/* Reports the labels that both fields have: which of the two counts would depend on their order. */
static enum hkr_status
check_labels(struct hk_fix *fix, const struct hk_node *common, const struct hk_node *entries)
{
    struct hk_env *env = fix->env;
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; entries && i < entries->n; i++) {
        const struct hk_node *pairs = hk_kusttree_get(env, entries->items[i], "pairs");
        for (uint32_t j = 0; pairs && j < pairs->n; j++) {
            const struct hk_pair *twin = hk_map_find(common, pairs->pairs[j].key);
            if (!twin)
                continue;
            status =
                hk_diag_report(env->diags, HK_D_FIX_LABEL_TWICE, hk_pair_place(twin),
                               "the label '%" PRSLICE "' stands in both commonLabels and labels",
                               ARGSLICE(hk_env_text(env, twin->key)));
            hk_diag_related(env->diags, hk_pair_place(&pairs->pairs[j]), "this is the other one");
            hk_diag_mend(env->diags, "remove one of the two");
        }
    }
    return status;
}

static enum hkr_status
convert_labels(struct hk_fix *fix)
{
    struct hk_env *env = fix->env;
    struct hk_node *root = fix->source.root;
    struct hk_node *common = hk_kusttree_get(env, root, "commonLabels");
    struct hk_node *labels = hk_kusttree_get(env, root, "labels");
    if (!common)
        return HKR_OK;
    if (common->kind != HK_MAP || !common->n)
        return drop_field(fix, "commonLabels");
    enum hkr_status status = check_labels(fix, common, labels);
    if (status != HKR_OK)
        return status;
    bool has_labels = labels && labels->n;
    struct hk_node *entry = hk_node_map(env, HK_NOWHERE);
    entry =
        hk_kusttree_put(env, entry, "includeSelectors", hk_kusttree_new_plain(env, HK_S("true")));
    entry = hk_kusttree_put(env, entry, "pairs", common);
    labels = hk_edit_append(env, has_labels ? labels : hk_node_seq(env, HK_NOWHERE), entry);
    struct hk_slice lines =
        has_labels ? hk_fixlines_move(fix, "commonLabels", "labels", HK_FIX_LABELS, NULL, false)
                   : hk_fixlines_rename(fix, "commonLabels", "labels", HK_FIX_LABELS, NULL);
    root = hk_kusttree_drop(env, root, "commonLabels");
    return hk_fix_step(fix, hk_kusttree_put(env, root, "labels", labels), lines);
}

/* ---- Generators -------------------------------------------------------------------------- */

/* `env` of one generator as the last of `envs`; the generator itself when it has none. */
static struct hk_node *
convert_env(struct hk_env *env, struct hk_node *generator, bool *ret_appended)
{
    struct hk_node *text = hk_kusttree_get(env, generator, "env");
    struct hk_node *envs = hk_kusttree_get(env, generator, "envs");
    if (!text || text->kind != HK_SCALAR || !text->n)
        return generator;
    *ret_appended = *ret_appended || envs;
    envs = hk_edit_append(env, envs ? envs : hk_node_seq(env, HK_NOWHERE), text);
    return hk_kusttree_put(env, hk_kusttree_drop(env, generator, "env"), "envs", envs);
}

static enum hkr_status
convert_envs(struct hk_fix *fix, const char *field)
{
    struct hk_env *env = fix->env;
    struct hk_node *list = hk_kusttree_get(env, fix->source.root, field);
    struct hk_node *next = list;
    bool appended = false;
    for (uint32_t i = 0; list && list->kind == HK_SEQ && i < list->n; i++) {
        struct hk_node *generator = convert_env(env, list->items[i], &appended);
        if (generator != list->items[i])
            next = hk_edit_set_item(env, next, i, generator);
    }
    if (next == list)
        return HKR_OK;
    struct hk_slice lines = {NULL, 0};
    if (!appended)
        lines = hk_fixlines_bracket(fix, field, "env", "envs");
    return hk_fix_step(fix, hk_kusttree_put(env, fix->source.root, field, next), lines);
}

/* ---- The rest ---------------------------------------------------------------------------- */

static enum hkr_status
add_head(struct hk_fix *fix)
{
    struct hk_env *env = fix->env;
    struct hk_node *root = fix->source.root;
    bool has_version = hk_kusttree_text(env, root, "apiVersion").len > 0;
    struct hk_slice kind = hk_kusttree_text(env, root, "kind");
    bool component = hk_slice_eq(kind, HK_S("Component"));
    struct hk_slice version = component ? HK_S("kustomize.config.k8s.io/v1alpha1")
                                        : HK_S("kustomize.config.k8s.io/v1beta1");
    struct hk_slice head = {"", 0};
    if (has_version && kind.len)
        return HKR_OK;
    if (!has_version) {
        head = hk_arena_printf(env->arena, "apiVersion: %" PRSLICE "\n", ARGSLICE(version));
        root = hk_kusttree_put(env, root, "apiVersion", hk_kusttree_new_text(env, version));
    }
    if (!kind.len) {
        head = hk_arena_concat(env->arena, head, HK_S("kind: Kustomization\n"));
        root = hk_kusttree_put(env, root, "kind", hk_kusttree_new_text(env, HK_S("Kustomization")));
    }
    return hk_fix_step(fix, root, hk_fixlines_head(fix, head, "apiVersion"));
}

/* Says what is left as it is. */
static void
remark_left(struct hk_fix *fix, const char *field, const char *mend)
{
    uint32_t i = hk_kusttree_find(fix->env, fix->source.root, field);
    const struct hk_node *value = hk_kusttree_get(fix->env, fix->source.root, field);
    if (!value || !value->n)
        return;
    hk_diag_remark(fix->env->diags, HK_D_FIX_LEFT, hk_pair_place(&fix->source.root->pairs[i]),
                   "`%s` is left as it is", field);
    hk_diag_mend(fix->env->diags, "%s", mend);
}

static enum hkr_status
convert_all(struct hk_fix *fix, bool vars, struct hk_fixed *fixed)
{
    enum hkr_status status = HKR_OK;
    for (size_t i = 0; status == HKR_OK && i < HK_COUNT(conversions); i++)
        status = convert_list(fix, &conversions[i]);
    if (status == HKR_OK)
        status = convert_labels(fix);
    if (status == HKR_OK)
        status = convert_envs(fix, "configMapGenerator");
    if (status == HKR_OK)
        status = convert_envs(fix, "secretGenerator");
    if (status == HKR_OK && vars)
        status = hk_fix_vars(fix, fixed);
    if (status == HKR_OK)
        status = add_head(fix);
    remark_left(fix, "helmChartInflationGenerator", "write it as `helmCharts` and `helmGlobals`");
    if (!vars)
        remark_left(fix, "vars", "with --vars they become replacements");
    return status;
}

/* The fields must be what they are to be before anything is moved. */
static enum hkr_status
open_fix(struct hk_fix *fix)
{
    const struct hk_kustomization *kust = NULL;
    struct hk_diags *diags = fix->env->diags;
    enum hkr_status status = hk_loader_kustomization_source(fix->loader, &fix->source);
    if (status != HKR_OK)
        return status;
    uint32_t n = diags->list.n;
    status = hk_kustomization_decode(fix->env, fix->source.file, fix->source.root, &kust);
    if (status == HKR_OK)
        hk_diag_rewind(diags, n); /* that fields are deprecated is why we are here */
    return status;
}

enum hkr_status
hk_fix(struct hk_loader *loader, enum hk_fix_order order, bool vars, struct hk_fixed *ret_fixed)
{
    struct hk_fix fix = {.env = loader->env, .loader = loader, .order = order};
    enum hkr_status status = open_fix(&fix);
    if (status != HKR_OK || !fix.source.root)
        return status;
    status = convert_all(&fix, vars, ret_fixed);
    if (status != HKR_OK || !fix.changed)
        return status;
    struct hk_changed_file file = {
        hk_path_resolve(loader->env->arena, hk_files_cwd(loader->files), fix.source.path),
        fix.source.text};
    hk_vec_push(loader->env->arena, &ret_fixed->files, file);
    return HKR_OK;
}
