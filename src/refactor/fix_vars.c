/* SPDX-License-Identifier: Apache-2.0 */
/* A var is looked for in the files that the kustomization names, as kustomize's own `edit fix`
 * does: where `$(NAME)` stands in a value, a target of a replacement is made, and in the file a
 * word that stands for nothing takes its place. Which targets that gives is kustomize's; whether
 * they do what the var did is proved by rendering. */
#include "fix_vars.h"

#include "../base/path.h"
#include "../res/factory.h"

struct var_file {
    struct hk_slice path; /* absolute */
    struct hk_slice bytes;
    bool changed;
    const struct hk_patch_spec *patch; /* that it belongs to, or NULL */
};

struct conversion {
    struct hk_fix *fix;
    struct hk_env *env;
    HK_VEC(struct var_file) files;
    struct hk_slice reference;    /* "$(NAME)" of the var in hand */
    struct hk_node *targets;      /* of it, so far */
    const struct var_file *file;  /* that is looked through */
    const struct hk_resource *in; /* and the object in it */
};

/* ---- The files ---------------------------------------------------------------------------- */

static void
add_file(struct conversion *conv, const struct hk_loader *loader, struct hk_slice entry,
         const struct hk_patch_spec *patch)
{
    struct hk_env *env = conv->env;
    struct hk_slice path = hk_path_resolve(env->arena, loader->root, entry);
    struct hk_file *file = NULL;
    for (uint32_t i = 0; i < conv->files.n; i++)
        if (hk_slice_eq(conv->files.items[i].path, path))
            return;
    if (hk_files_read(env, loader->files, hk_slice(NULL, 0), path, &file) != HKR_FS_OK)
        return;
    struct var_file added = {.path = path, .bytes = file->bytes, .patch = patch};
    hk_vec_push(env->arena, &conv->files, added);
}

static enum hkr_status
add_files(struct conversion *conv, struct hk_loader *loader, const struct hk_kustomization *kust,
          uint32_t depth)
{
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < kust->resources.n; i++) {
        const struct hk_str *entry = &kust->resources.items[i];
        enum hk_entry_kind kind;
        struct hk_loader *below = NULL;
        const struct hk_kustomization *inner = NULL;
        status = hk_loader_classify(loader, entry, "resources", &kind, &below);
        if (status == HKR_OK && kind == HK_ENTRY_FILE)
            add_file(conv, loader, entry->text, NULL);
        else if (status == HKR_OK && depth < conv->env->limits->layers &&
                 (status = hk_loader_kustomization(below, &inner)) == HKR_OK)
            status = add_files(conv, below, inner, depth + 1);
    }
    for (uint32_t i = 0; i < kust->patches.n; i++)
        if (kust->patches.items[i].path.text.len)
            add_file(conv, loader, kust->patches.items[i].path.text, &kust->patches.items[i]);
    return status;
}

/* ---- Small nodes --------------------------------------------------------------------------- */

static struct hk_node *
put_text(struct hk_env *env, struct hk_node *map, const char *key, struct hk_slice text)
{
    return text.len ? hk_kusttree_put(env, map, key, hk_kusttree_new_text(env, text)) : map;
}

static struct hk_node *
list_of(struct hk_env *env, struct hk_node *item)
{
    return hk_edit_append(env, hk_node_seq(env, HK_NOWHERE), item);
}

/* ---- Targets ------------------------------------------------------------------------------- */

static size_t
find_text(struct hk_slice text, struct hk_slice part, size_t from)
{
    for (size_t at = from; at + part.len <= text.len; at++)
        if (memcmp(text.ptr + at, part.ptr, part.len) == 0)
            return at;
    return SIZE_MAX;
}

/* Which of the parts of @text between delimiters the byte at @at belongs to. */
static uint32_t
part_number(struct hk_slice text, char delimiter, size_t at)
{
    uint32_t number = 0;
    for (size_t i = 0; i < at; i++)
        number += text.ptr[i] == delimiter;
    return number;
}

/* The options of a target whose value is @text, with the reference at @at; NULL when it is the
 * whole value. *ret_fine is false when there is no delimiter that would cut it out. */
static struct hk_node *
options_of(struct conversion *conv, struct hk_slice text, size_t at, bool *ret_fine)
{
    struct hk_env *env = conv->env;
    size_t end = at + conv->reference.len;
    bool first = at == 0, last = end == text.len;
    *ret_fine = true;
    if (first && last)
        return NULL;
    char delimiter = first ? text.ptr[end] : text.ptr[at - 1];
    *ret_fine = first || last || text.ptr[end] == delimiter;
    struct hk_node *options = hk_node_map(env, HK_NOWHERE);
    uint32_t index = first ? 0 : part_number(text, delimiter, last ? text.len : at);
    options = put_text(env, options, "delimiter", hk_arena_printf(env->arena, "%c", delimiter));
    if (index)
        options =
            hk_kusttree_put(env, options, "index",
                            hk_kusttree_new_plain(env, hk_arena_printf(env->arena, "%u", index)));
    return options;
}

/* What selects the object: its own id; for a patch with a target, that target. */
static struct hk_node *
select_of(struct conversion *conv)
{
    struct hk_env *env = conv->env;
    const struct hk_patch_spec *patch = conv->file->patch;
    const struct hk_id *id = &conv->in->id;
    struct hk_node *select = hk_node_map(env, HK_NOWHERE);
    bool by_target = patch && patch->has_target;
    const struct hk_selector_spec *target = by_target ? &patch->target : NULL;
    struct hk_slice ns = hk_env_text(env, id->ns);
    select = put_text(env, select, "group",
                      target ? target->group.text : hk_env_text(env, id->gvk.group));
    select = put_text(env, select, "version",
                      target ? target->version.text : hk_env_text(env, id->gvk.version));
    select =
        put_text(env, select, "kind", target ? target->kind.text : hk_env_text(env, id->gvk.kind));
    select = put_text(env, select, "name", target ? target->name.text : hk_env_text(env, id->name));
    select = put_text(env, select, "namespace", target && !ns.len ? target->ns.text : ns);
    if (target) {
        select = put_text(env, select, "annotationSelector", target->annotation_selector.text);
        select = put_text(env, select, "labelSelector", target->label_selector.text);
    }
    return select;
}

static enum hkr_status
add_target(struct conversion *conv, const struct hk_node *scalar, struct hk_slice path)
{
    struct hk_env *env = conv->env;
    bool fine;
    struct hk_slice text = hk_node_text(scalar);
    size_t at = find_text(text, conv->reference, 0);
    if (at == SIZE_MAX)
        return HKR_OK;
    struct hk_node *options = options_of(conv, text, at, &fine);
    if (!fine) {
        (void)hk_diag_report(env->diags, HK_D_FIX_VAR, hk_node_place(scalar),
                             "no replacement can cut %" PRSLICE " out of this value",
                             ARGSLICE(conv->reference));
        hk_resource_blame(env, conv->in);
        hk_diag_mend(env->diags,
                     "it must stand at the beginning, at the end, or between two of the "
                     "same character");
        return HKR_E_INPUT;
    }
    struct hk_node *target = hk_node_map(env, HK_NOWHERE);
    target = hk_kusttree_put(env, target, "select", select_of(conv));
    target =
        hk_kusttree_put(env, target, "fieldPaths", list_of(env, hk_kusttree_new_text(env, path)));
    if (options)
        target = hk_kusttree_put(env, target, "options", options);
    conv->targets = hk_edit_append(env, conv->targets, target);
    return HKR_OK;
}

static struct hk_slice
path_below(struct hk_env *env, struct hk_slice path, struct hk_slice part)
{
    bool dotted = hk_slice_find(part, '.') != SIZE_MAX;
    return hk_arena_printf(env->arena, "%" PRSLICE "%s%s%" PRSLICE "%s", ARGSLICE(path),
                           path.len ? "." : "", dotted ? "[" : "", ARGSLICE(part),
                           dotted ? "]" : "");
}

/* Looks through @node, which stands at @path; the reader has bounded how deep it goes. */
static enum hkr_status
search(struct conversion *conv, const struct hk_node *node, struct hk_slice path)
{
    struct hk_env *env = conv->env;
    enum hkr_status status = HKR_OK;
    if (node->kind == HK_SCALAR)
        return add_target(conv, node, path);
    for (uint32_t i = 0; status == HKR_OK && i < node->n; i++) {
        bool is_map = node->kind == HK_MAP;
        struct hk_slice part =
            is_map ? hk_env_text(env, node->pairs[i].key) : hk_arena_printf(env->arena, "%u", i);
        status = search(conv, is_map ? node->pairs[i].value : node->items[i],
                        path_below(env, path, part));
    }
    return status;
}

/* Files that are no resources (JSON patches) have no targets, as in kustomize. */
static enum hkr_status
search_file(struct conversion *conv, const struct var_file *file)
{
    struct hk_env *env = conv->env;
    struct hk_docs docs;
    struct hk_resource_list list = {0};
    uint32_t n = env->diags->list.n;
    enum hkr_status status = HKR_OK;
    if (find_text(file->bytes, conv->reference, 0) == SIZE_MAX)
        return HKR_OK;
    struct hk_slice shown = hk_files_show(conv->fix->loader->files, file->path);
    if (hk_read_docs(env, shown, file->bytes, &docs) != HKR_OK ||
        hk_resources_from_docs(env, &docs, &list) != HKR_OK) {
        hk_diag_rewind(env->diags, n);
        return HKR_OK;
    }
    conv->file = file;
    for (uint32_t i = 0; status == HKR_OK && i < list.list.n; i++) {
        conv->in = list.list.items[i];
        status = search(conv, conv->in->root, HK_S(""));
    }
    return status;
}

/* Puts "NAME_PLACEHOLDER" where the reference stands. */
static void
put_placeholder(struct conversion *conv, struct var_file *file, struct hk_slice name)
{
    struct hk_env *env = conv->env;
    struct hk_slice text = file->bytes,
                    holder = hk_arena_concat(env->arena, name, HK_S("_PLACEHOLDER"));
    size_t from = 0, at, n = 0;
    while ((at = find_text(text, conv->reference, from)) != SIZE_MAX) {
        from = at + conv->reference.len;
        n++;
    }
    if (!n)
        return;
    char *out = hk_arena_alloc(env->arena, text.len + n * holder.len + 1), *end = out;
    for (from = 0; (at = find_text(text, conv->reference, from)) != SIZE_MAX;
         from = at + conv->reference.len) {
        memcpy(end, text.ptr + from, at - from);
        memcpy(end + (at - from), holder.ptr, holder.len);
        end += at - from + holder.len;
    }
    memcpy(end, text.ptr + from, text.len - from);
    file->bytes = hk_slice(out, (size_t)(end - out) + (text.len - from));
    file->changed = true;
}

/* ---- Replacements -------------------------------------------------------------------------- */

/* A var may say `containers[0]` where a replacement wants `containers.0`. */
static struct hk_slice
dotted(struct hk_env *env, struct hk_slice path)
{
    char *out = hk_arena_strdup(env->arena, path);
    size_t n = 0;
    for (size_t at = 0; at < path.len; at++) {
        size_t end = at + 1;
        while (path.ptr[at] == '[' && end < path.len && path.ptr[end] >= '0' &&
               path.ptr[end] <= '9')
            end++;
        bool index = end > at + 1 && end < path.len && path.ptr[end] == ']';
        out[n++] = index ? '.' : path.ptr[at];
        if (index) {
            memcpy(out + n, path.ptr + at + 1, end - at - 1);
            n += end - at - 1;
            at = end;
        }
    }
    return hk_slice(out, n);
}

static struct hk_node *
source_of(struct hk_env *env, const struct hk_var_spec *var)
{
    struct hk_node *source = hk_node_map(env, HK_NOWHERE);
    struct hk_gvk gvk = hk_gvk_parse(env, var->api_version.text, hk_env_sym(env, var->kind.text));
    bool given = var->api_version.text.len > 0;
    source = put_text(env, source, "group", given ? hk_env_text(env, gvk.group) : var->group.text);
    source =
        put_text(env, source, "version", given ? hk_env_text(env, gvk.version) : var->version.text);
    source = put_text(env, source, "kind", var->kind.text);
    source = put_text(env, source, "name", var->object.text);
    source = put_text(env, source, "namespace", var->ns.text);
    return put_text(env, source, "fieldPath", dotted(env, var->field_path.text));
}

/* The replacement that stands for @var, NULL when nothing names it; the files name it no more. */
static enum hkr_status
convert_var(struct conversion *conv, const struct hk_var_spec *var,
            struct hk_node **ret_replacement)
{
    struct hk_env *env = conv->env;
    enum hkr_status status = HKR_OK;
    conv->reference = hk_arena_printf(env->arena, "$(%" PRSLICE ")", ARGSLICE(var->name.text));
    conv->targets = hk_node_seq(env, HK_NOWHERE);
    for (uint32_t i = 0; status == HKR_OK && i < conv->files.n; i++)
        status = search_file(conv, &conv->files.items[i]);
    for (uint32_t i = 0; i < conv->files.n; i++)
        put_placeholder(conv, &conv->files.items[i], var->name.text);
    *ret_replacement = NULL;
    if (status != HKR_OK || !conv->targets->n)
        return status;
    struct hk_node *replacement = hk_node_map(env, HK_NOWHERE);
    replacement = hk_kusttree_put(env, replacement, "source", source_of(env, var));
    *ret_replacement = hk_kusttree_put(env, replacement, "targets", conv->targets);
    return HKR_OK;
}

enum hkr_status
hk_fix_vars(struct hk_fix *fix, struct hk_fixed *fixed)
{
    struct hk_env *env = fix->env;
    struct conversion conv = {.fix = fix, .env = env};
    struct hk_node *root = fix->source.root;
    const struct hk_kustomization *kust = NULL;
    HK_VEC(struct hk_node *) made = {0};
    if (!hk_kusttree_get(env, root, "vars"))
        return HKR_OK;
    enum hkr_status status = hk_kustomization_decode(env, fix->source.file, root, &kust);
    if (status == HKR_OK)
        status = add_files(&conv, fix->loader, kust, 1);
    for (uint32_t i = 0; status == HKR_OK && i < kust->vars.n; i++) {
        struct hk_node *replacement = NULL;
        status = convert_var(&conv, &kust->vars.items[i], &replacement);
        if (replacement)
            hk_vec_push(env->arena, &made, replacement);
    }
    if (status != HKR_OK)
        return status;
    for (uint32_t i = 0; i < conv.files.n; i++) {
        struct hk_changed_file file = {conv.files.items[i].path, conv.files.items[i].bytes};
        if (conv.files.items[i].changed)
            hk_vec_push(env->arena, &fixed->files, file);
    }
    /* One after the other: both may be at the end of the file. */
    status = hk_fix_step(fix, hk_kusttree_drop(env, root, "vars"), hk_slice(NULL, 0));
    if (status != HKR_OK || !made.n)
        return status;
    struct hk_node *all = hk_kusttree_get(env, fix->source.root, "replacements");
    all = all ? all : hk_node_seq(env, HK_NOWHERE);
    for (uint32_t i = 0; i < made.n; i++)
        all = hk_edit_append(env, all, made.items[i]);
    return hk_fix_step(fix, hk_kusttree_put(env, fix->source.root, "replacements", all),
                       hk_slice(NULL, 0));
}
