/* SPDX-License-Identifier: Apache-2.0 */
/* Edits of the generators of ConfigMaps and Secrets. No message shows a value of theirs. */
#include "kusttree.h"

#include "../base/vec.h"
#include "../load/glob.h"

static bool
is_secret(const struct hk_kusttree *tree)
{
    enum hkr_edit_op op = tree->edit->op;
    return op == HKR_EDIT_ADD_SECRET || op == HKR_EDIT_SET_SECRET || op == HKR_EDIT_REMOVE_SECRET;
}

static const char *
field_of(const struct hk_kusttree *tree)
{
    return is_secret(tree) ? "secretGenerator" : "configMapGenerator";
}

/* What a message calls one of them. */
static const char *
what_of(const struct hk_kusttree *tree)
{
    return is_secret(tree) ? "secret generator" : "config map generator";
}

static bool
same_namespace(struct hk_slice a, struct hk_slice b)
{
    a = a.len ? a : HK_S("default");
    b = b.len ? b : HK_S("default");
    return hk_slice_eq(a, b);
}

static bool
is_entry(const struct hk_kusttree *tree, const struct hk_node *entry, struct hk_slice name)
{
    return hk_slice_eq(hk_kusttree_text(tree->env, entry, "name"), name) &&
           same_namespace(hk_kusttree_text(tree->env, entry, "namespace"),
                          hk_slice_cstr(tree->edit->ns));
}

/* The first entry called @name in the namespace that was given, or UINT32_MAX. */
static uint32_t
find_entry(const struct hk_kusttree *tree, struct hk_slice name)
{
    const struct hk_node *list = hk_kusttree_field(tree, field_of(tree));
    for (uint32_t i = 0; list && i < list->n; i++)
        if (list->items[i]->kind == HK_MAP && is_entry(tree, list->items[i], name))
            return i;
    return UINT32_MAX;
}

static void
put_entry(struct hk_kusttree *tree, uint32_t i, struct hk_node *entry)
{
    struct hk_node *list = hk_kusttree_field(tree, field_of(tree));
    if (i == UINT32_MAX)
        hk_kusttree_append(tree, field_of(tree), entry);
    else
        hk_kusttree_set_field(tree, field_of(tree), hk_edit_set_item(tree->env, list, i, entry));
}

static struct hk_slice
optional(const char *text)
{
    return text ? hk_slice_cstr(text) : HK_S("");
}

/* ---- Adding ------------------------------------------------------------------------------- */

/* Appends what the operand of --from-file stands for: [KEY=]PATTERN. */
static enum hkr_status
expand_file(struct hk_kusttree *tree, struct hk_slice source, struct hk_slices *files)
{
    struct hk_env *env = tree->env;
    struct hk_slices parts = hk_kusttree_split(env, source, '=');
    bool keyed = parts.n == 2;
    struct hk_slice key = keyed ? parts.items[0] : HK_S("");
    struct hk_slice pattern = parts.items[keyed ? 1 : 0];
    struct hk_slices found = {0};
    if (!hk_glob_is_sound(pattern))
        return hk_kusttree_fault(tree, "a '[' needs a ']', and a '\\' a character behind it",
                                 "'%" PRSLICE "' is no pattern", ARGSLICE(pattern));
    hk_glob(env, tree->loader->files, tree->loader->root, pattern, &found);
    if (found.n == 0)
        (void)hk_diag_report(env->diags, HK_D_EDIT_NO_MATCH, HK_NOWHERE,
                             "'%" PRSLICE "' matches no file", ARGSLICE(pattern));
    if (key.len && found.n != 1)
        return hk_kusttree_fault(tree, "name one file for a key",
                                 "'%" PRSLICE "' must match one file, and matches %u",
                                 ARGSLICE(pattern), found.n);
    for (uint32_t i = 0; i < found.n; i++)
        hk_vec_push(env->arena, files,
                    key.len ? hk_arena_printf(env->arena, "%" PRSLICE "=%" PRSLICE, ARGSLICE(key),
                                              ARGSLICE(found.items[i]))
                            : found.items[i]);
    return HKR_OK;
}

static enum hkr_status
check_add(struct hk_kusttree *tree, const struct hk_slices *files)
{
    const struct hkr_edit *edit = tree->edit;
    static const char *const behaviors[] = {"create", "merge", "replace"};
    bool env_file = edit->env_file && *edit->env_file;
    if (edit->n_args != 1)
        return hk_kusttree_fault(tree, NULL, "one name of a %s must be given", what_of(tree));
    if (!env_file && !files->n && !edit->n_literals)
        return hk_kusttree_fault(tree, "give --from-file, --from-literal or --from-env-file",
                                 "there is nothing to make the %s of", what_of(tree));
    if (env_file && (files->n || edit->n_literals))
        return hk_kusttree_fault(
            tree, "use two commands",
            "--from-env-file cannot be combined with --from-file or --from-literal");
    if (!edit->behavior || !*edit->behavior)
        return HKR_OK;
    for (size_t i = 0; i < HK_COUNT(behaviors); i++)
        if (strcmp(edit->behavior, behaviors[i]) == 0)
            return HKR_OK;
    return hk_kusttree_fault(tree, "write create, merge or replace", "'%s' is no behavior",
                             edit->behavior);
}

/* @entry with @n texts behind its list @name. */
static struct hk_node *
append_texts(struct hk_kusttree *tree, struct hk_node *entry, const char *name,
             const struct hk_slice *texts, size_t n)
{
    struct hk_node *list = hk_kusttree_get(tree->env, entry, name);
    if (n == 0)
        return entry;
    list = list ? list : hk_node_seq(tree->env, HK_NOWHERE);
    for (size_t i = 0; i < n; i++)
        list = hk_edit_append(tree->env, list, hk_kusttree_new_text(tree->env, texts[i]));
    return hk_kusttree_put(tree->env, entry, name, list);
}

static struct hk_node *
new_entry(struct hk_kusttree *tree)
{
    struct hk_env *env = tree->env;
    struct hk_node *entry = hk_node_map(env, HK_NOWHERE);
    const char *type = tree->edit->type ? tree->edit->type : "Opaque";
    entry = hk_kusttree_put_text(env, entry, "name", hk_kusttree_arg(tree, 0));
    entry = hk_kusttree_put_text(env, entry, "namespace", optional(tree->edit->ns));
    if (is_secret(tree))
        entry = hk_kusttree_put_text(env, entry, "type", hk_slice_cstr(type));
    return entry;
}

static struct hk_node *
disable_hash(struct hk_env *env, struct hk_node *entry)
{
    struct hk_node *options = hk_kusttree_get(env, entry, "options");
    const char *name = "disableNameSuffixHash";
    if (hk_slice_eq(hk_kusttree_text(env, options, name), HK_S("true")))
        return entry;
    options = options ? options : hk_node_map(env, HK_NOWHERE);
    options = hk_kusttree_put(env, options, name, hk_kusttree_new_plain(env, HK_S("true")));
    return hk_kusttree_put(env, entry, "options", options);
}

/* Tries the inputs of the entry as a build would: missing files, repeated keys. */
static enum hkr_status
try_entry(struct hk_kusttree *tree, struct hk_slice name, struct hk_slice ns)
{
    const struct hk_kustomization *kust = NULL;
    enum hkr_status status =
        hk_kustomization_decode(tree->env, tree->source.file, tree->root, &kust);
    bool secret = is_secret(tree);
    uint32_t n = status != HKR_OK ? 0 : secret ? kust->secrets.n : kust->config_maps.n;
    for (uint32_t i = 0; i < n; i++) {
        const struct hk_generator_spec *spec =
            secret ? &kust->secrets.items[i] : &kust->config_maps.items[i];
        struct hk_kvs kvs;
        if (!hk_slice_eq(spec->name.text, name) || !same_namespace(spec->ns.text, ns))
            continue;
        return hk_loader_generator_inputs(tree->loader, spec, secret, &kvs);
    }
    return status;
}

enum hkr_status
hk_kustedit_add_generator(struct hk_kusttree *tree)
{
    struct hk_env *env = tree->env;
    const struct hkr_edit *edit = tree->edit;
    struct hk_slices files = {0}, literals = {0};
    for (size_t i = 0; i < edit->n_files; i++) {
        enum hkr_status status = expand_file(tree, hk_slice_cstr(edit->files[i]), &files);
        if (status != HKR_OK)
            return status;
    }
    enum hkr_status status = check_add(tree, &files);
    if (status != HKR_OK)
        return status;
    for (size_t i = 0; i < edit->n_literals; i++)
        hk_vec_push(env->arena, &literals, hk_slice_cstr(edit->literals[i]));
    struct hk_slice env_file = optional(edit->env_file);
    uint32_t i = find_entry(tree, hk_kusttree_arg(tree, 0));
    const struct hk_node *list = hk_kusttree_field(tree, field_of(tree));
    struct hk_node *entry = i == UINT32_MAX ? new_entry(tree) : list->items[i];
    if (edit->behavior && *edit->behavior)
        entry = hk_kusttree_put_text(env, entry, "behavior", hk_slice_cstr(edit->behavior));
    entry = append_texts(tree, entry, "literals", literals.items, literals.n);
    entry = append_texts(tree, entry, "files", files.items, files.n);
    entry = append_texts(tree, entry, "envs", &env_file, env_file.len > 0);
    if (edit->flags & HKR_EDIT_NO_HASH)
        entry = disable_hash(env, entry);
    put_entry(tree, i, entry);
    return try_entry(tree, hk_kusttree_arg(tree, 0), optional(edit->ns));
}

/* ---- Setting ------------------------------------------------------------------------------ */

/* The key of a literal KEY=VALUE with one '='; empty, with a false answer, for any other. */
static bool
literal_key(struct hk_slice literal, struct hk_slice *ret_key)
{
    size_t equals = hk_slice_find(literal, '=');
    if (equals == SIZE_MAX || hk_slice_find(hk_slice_from(literal, equals + 1), '=') != SIZE_MAX)
        return false;
    *ret_key = hk_slice(literal.ptr, equals);
    return true;
}

static enum hkr_status
check_literals(struct hk_kusttree *tree, const struct hk_node *list)
{
    struct hk_slice key;
    for (uint32_t i = 0; list && i < list->n; i++) {
        if (literal_key(hk_node_text(list->items[i]), &key))
            continue;
        (void)hk_diag_report(tree->env->diags, HK_D_EDIT_UNREADABLE,
                             hk_kusttree_place(tree, list->items[i]),
                             "a literal that is not KEY=VALUE with one '=' keeps the others from "
                             "being set");
        hk_diag_hide_line(tree->env->diags);
        hk_diag_mend(tree->env->diags, "kustomize refuses it as well: edit the file by hand");
        return HKR_E_INPUT;
    }
    return HKR_OK;
}

/* Sets one literal in @list, which becomes another one. Of equal keys the last one is meant. */
static enum hkr_status
set_literal(struct hk_kusttree *tree, struct hk_node **list, struct hk_slice literal)
{
    struct hk_slice key, other;
    if (!literal_key(literal, &key))
        return hk_kusttree_fault(tree, "write KEY=VALUE, with one '='",
                                 "a value of --from-literal is not KEY=VALUE");
    for (uint32_t i = *list ? (*list)->n : 0; i-- > 0;) {
        struct hk_node *old = (*list)->items[i];
        if (!literal_key(hk_node_text(old), &other) || !hk_slice_eq(key, other))
            continue;
        if (!hk_slice_eq(hk_node_text(old), literal))
            *list = hk_edit_set_item(tree->env, *list, i,
                                     hk_edit_text(tree->env, old, literal, HK_TAG_STR, HK_NOWHERE));
        return HKR_OK;
    }
    (void)hk_diag_report(tree->env->diags, HK_D_EDIT_MISSING, hk_kusttree_place(tree, *list),
                         "the %s has no literal '%" PRSLICE "'", what_of(tree), ARGSLICE(key));
    hk_diag_mend(tree->env->diags, "`edit add` adds one");
    return HKR_E_INPUT;
}

static enum hkr_status
fault_no_entry(struct hk_kusttree *tree, struct hk_slice name)
{
    (void)hk_diag_report(tree->env->diags, HK_D_EDIT_MISSING,
                         hk_kusttree_place(tree, hk_kusttree_field(tree, field_of(tree))),
                         "there is no %s '%" PRSLICE "' in the namespace '%s'", what_of(tree),
                         ARGSLICE(name),
                         tree->edit->ns && *tree->edit->ns ? tree->edit->ns : "default");
    hk_diag_mend(tree->env->diags, "name the namespace of the entry with --namespace");
    return HKR_E_INPUT;
}

enum hkr_status
hk_kustedit_set_generator(struct hk_kusttree *tree)
{
    struct hk_env *env = tree->env;
    const struct hkr_edit *edit = tree->edit;
    struct hk_slice new_ns = optional(edit->new_ns);
    if (edit->n_args != 1)
        return hk_kusttree_fault(tree, NULL, "one name of a %s must be given", what_of(tree));
    if (!edit->n_literals && !new_ns.len)
        return hk_kusttree_fault(tree, "give --from-literal or --new-namespace",
                                 "there is nothing to set in the %s", what_of(tree));
    uint32_t i = find_entry(tree, hk_kusttree_arg(tree, 0));
    if (i == UINT32_MAX)
        return fault_no_entry(tree, hk_kusttree_arg(tree, 0));
    struct hk_node *entry = hk_kusttree_field(tree, field_of(tree))->items[i];
    struct hk_node *list = hk_kusttree_get(env, entry, "literals");
    enum hkr_status status = edit->n_literals ? check_literals(tree, list) : HKR_OK;
    for (size_t k = 0; status == HKR_OK && k < edit->n_literals; k++)
        status = set_literal(tree, &list, hk_slice_cstr(edit->literals[k]));
    if (status != HKR_OK)
        return status;
    if (list && edit->n_literals)
        entry = hk_kusttree_put(env, entry, "literals", list);
    if (new_ns.len)
        entry = hk_kusttree_put_text(env, entry, "namespace", new_ns);
    put_entry(tree, i, entry);
    return try_entry(tree, hk_kusttree_arg(tree, 0), new_ns.len ? new_ns : optional(edit->ns));
}

/* ---- Removing ----------------------------------------------------------------------------- */

enum hkr_status
hk_kustedit_remove_generator(struct hk_kusttree *tree)
{
    struct hk_env *env = tree->env;
    if (tree->edit->n_args != 1)
        return hk_kusttree_fault(tree, "separate them by commas, without spaces",
                                 "the names must be given as one operand");
    struct hk_slices names = hk_kusttree_split(env, hk_kusttree_arg(tree, 0), ',');
    struct hk_slices missing = {0};
    for (uint32_t k = 0; k < names.n; k++) {
        struct hk_node *list = hk_kusttree_field(tree, field_of(tree));
        uint32_t before = list ? list->n : 0;
        for (uint32_t i = before; i-- > 0;)
            if (list->items[i]->kind == HK_MAP && is_entry(tree, list->items[i], names.items[k]))
                list = hk_edit_remove_at(env, list, i);
        if (list && list->n < before)
            hk_kusttree_set_field(tree, field_of(tree), list);
        else
            hk_vec_push(env->arena, &missing, names.items[k]);
    }
    if (missing.n == names.n)
        return fault_no_entry(tree, missing.items[0]);
    for (uint32_t k = 0; k < missing.n; k++)
        (void)hk_diag_report(env->diags, HK_D_EDIT_NOT_FOUND,
                             hk_kusttree_place(tree, hk_kusttree_field(tree, field_of(tree))),
                             "there is no %s '%" PRSLICE "'", what_of(tree),
                             ARGSLICE(missing.items[k]));
    return HKR_OK;
}
