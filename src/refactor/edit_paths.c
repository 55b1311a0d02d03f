/* SPDX-License-Identifier: Apache-2.0 */
/* Edits of the lists of paths: resources, components, generators, transformers. */
#include "kusttree.h"

#include "../base/index.h"
#include "../base/path.h"
#include "../base/vec.h"
#include "../load/glob.h"
#include "../load/remote.h"

/* `bases` is the older name of a part of `resources`, and comes behind it. */
static const char *
field_of(enum hkr_edit_op op)
{
    switch ((int)op) {
    case HKR_EDIT_ADD_COMPONENT:
        return "components";
    case HKR_EDIT_ADD_GENERATOR:
        return "generators";
    case HKR_EDIT_ADD_TRANSFORMER:
    case HKR_EDIT_REMOVE_TRANSFORMER:
        return "transformers";
    default:
        return "resources";
    }
}

static bool
has_bases(const struct hk_kusttree *tree, const char *field)
{
    return strcmp(field, "resources") == 0 && hk_kusttree_count(tree, "bases") > 0;
}

/* The texts of a list and of its older part, for questions whether one is among them. */
struct present {
    struct hk_index *index;
    HK_VEC(const struct hk_node *) nodes;
};

static void
note_present(const struct hk_kusttree *tree, const char *name, struct present *present)
{
    const struct hk_node *list = hk_kusttree_field(tree, name);
    for (uint32_t i = 0; list && i < list->n; i++) {
        hk_index_add(present->index, hk_hash_bytes(hk_node_text(list->items[i])), present->nodes.n);
        hk_vec_push(tree->env->arena, &present->nodes, list->items[i]);
    }
}

static const struct hk_node *
find_present(const struct present *present, struct hk_slice text)
{
    for (uint32_t i = hk_index_first(present->index, hk_hash_bytes(text)); i != HK_INDEX_END;
         i = hk_index_next(present->index, i)) {
        const struct hk_node *node = present->nodes.items[hk_index_value(present->index, i)];
        if (hk_slice_eq(hk_node_text(node), text))
            return node;
    }
    return NULL;
}

static struct present
take_present(const struct hk_kusttree *tree, const char *field)
{
    struct present present = {.index = hk_index_new(tree->env->arena, 0)};
    note_present(tree, field, &present);
    if (has_bases(tree, field))
        note_present(tree, "bases", &present);
    return present;
}

/* ---- What a pattern stands for -------------------------------------------------------------- */

static enum hkr_status
fault_pattern(struct hk_kusttree *tree, struct hk_slice pattern)
{
    return hk_kusttree_fault(tree, "a '[' needs a ']', and a '\\' a character behind it",
                             "'%" PRSLICE "' is no pattern", ARGSLICE(pattern));
}

static enum hkr_status
expand_remote(struct hk_kusttree *tree, struct hk_slice pattern, struct hk_slices *paths)
{
    struct hk_remote remote;
    struct hk_env *env = tree->env;
    if (!hk_remote_is_url(pattern) && !hk_remote_parse_repository(env->arena, pattern, &remote)) {
        (void)hk_diag_report(env->diags, HK_D_EDIT_NO_SUCH_FILE, HK_NOWHERE,
                             "there is no '%" PRSLICE "'", ARGSLICE(pattern));
        hk_diag_mend(env->diags, tree->edit->op == HKR_EDIT_ADD_RESOURCE
                                     ? "paths are relative to the kustomization file; with "
                                       "--no-verify the text is added as it is"
                                     : "paths are relative to the kustomization file");
        return HKR_E_INPUT;
    }
    (void)hk_diag_report(env->diags, HK_D_EDIT_UNSEEN, HK_NOWHERE,
                         "'%" PRSLICE "' is on the network and was added without a look at it",
                         ARGSLICE(pattern));
    hk_vec_push(env->arena, paths, pattern);
    return HKR_OK;
}

/* Appends what the operand @pattern stands for. */
static enum hkr_status
expand(struct hk_kusttree *tree, struct hk_slice pattern, struct hk_slices *paths)
{
    struct hk_env *env = tree->env;
    bool must_be =
        tree->edit->op == HKR_EDIT_ADD_RESOURCE || tree->edit->op == HKR_EDIT_ADD_COMPONENT;
    if (tree->edit->flags & HKR_EDIT_NO_VERIFY) {
        hk_vec_push(env->arena, paths, pattern);
        return HKR_OK;
    }
    uint32_t before = paths->n;
    if (!hk_glob_is_sound(pattern))
        return fault_pattern(tree, pattern);
    hk_glob(env, tree->loader->files, tree->loader->root, pattern, paths);
    if (paths->n > before)
        return HKR_OK;
    if (must_be)
        return expand_remote(tree, pattern, paths);
    (void)hk_diag_report(env->diags, HK_D_EDIT_NO_MATCH, HK_NOWHERE,
                         "'%" PRSLICE "' matches no file", ARGSLICE(pattern));
    return HKR_OK;
}

/* ---- Operations ------------------------------------------------------------------------- */

static void
warn_kept(struct hk_kusttree *tree, struct hk_slice path, const struct hk_node *old)
{
    (void)hk_diag_report(tree->env->diags, HK_D_EDIT_KEPT, hk_kusttree_place(tree, old),
                         "'%" PRSLICE "' is there already", ARGSLICE(path));
}

/* New entries go behind those of `bases` when there are any: that is where they count. */
static void
append_path(struct hk_kusttree *tree, const char *field, struct present *present,
            struct hk_slice path)
{
    struct hk_node *node = hk_kusttree_new_text(tree->env, path);
    hk_kusttree_append(tree, has_bases(tree, field) ? "bases" : field, node);
    hk_index_add(present->index, hk_hash_bytes(path), present->nodes.n);
    hk_vec_push(tree->env->arena, &present->nodes, node);
}

enum hkr_status
hk_kustedit_add_path(struct hk_kusttree *tree)
{
    const char *field = field_of(tree->edit->op);
    struct hk_slices paths = {0};
    if (tree->edit->n_args == 0)
        return hk_kusttree_fault(tree, NULL, "no path for `%s` is given", field);
    for (size_t i = 0; i < tree->edit->n_args; i++) {
        enum hkr_status status = expand(tree, hk_kusttree_arg(tree, i), &paths);
        if (status != HKR_OK)
            return status;
    }
    struct present present = take_present(tree, field);
    struct hk_slice self = hk_path_base(tree->source.path);
    for (uint32_t i = 0; i < paths.n; i++) {
        const struct hk_node *old = find_present(&present, paths.items[i]);
        if (old)
            warn_kept(tree, paths.items[i], old);
        else if (!hk_slice_eq(paths.items[i], self))
            append_path(tree, field, &present, paths.items[i]);
    }
    return HKR_OK;
}

enum hkr_status
hk_kustedit_add_base(struct hk_kusttree *tree)
{
    struct hk_env *env = tree->env;
    if (tree->edit->n_args != 1)
        return hk_kusttree_fault(tree, "separate them by commas, without spaces",
                                 "the directories must be given as one operand");
    struct hk_slices paths = hk_kusttree_split(env, hk_kusttree_arg(tree, 0), ',');
    struct present present = take_present(tree, "resources");
    for (uint32_t i = 0; i < paths.n; i++) {
        struct hk_slice full = hk_path_resolve(env->arena, tree->loader->root, paths.items[i]);
        struct hk_slice canonical;
        enum hkr_fs_kind kind = HKR_FS_MISSING;
        const struct hk_node *old = find_present(&present, paths.items[i]);
        if (paths.items[i].len == 0 ||
            hk_files_resolve(env, tree->loader->files, full, &canonical, &kind) != HKR_FS_OK)
            return hk_diag_report(env->diags, HK_D_EDIT_NO_SUCH_FILE, HK_NOWHERE,
                                  "there is no '%" PRSLICE "'", ARGSLICE(paths.items[i]));
        if (old)
            return hk_diag_report(env->diags, HK_D_EDIT_PRESENT, hk_kusttree_place(tree, old),
                                  "the base '%" PRSLICE "' is there already",
                                  ARGSLICE(paths.items[i]));
        append_path(tree, "resources", &present, paths.items[i]);
    }
    return HKR_OK;
}

/* Takes what @pattern matches out of list @name; how many entries that were. */
static uint32_t
remove_matches(struct hk_kusttree *tree, const char *name, struct hk_slice pattern)
{
    struct hk_node *list = hk_kusttree_field(tree, name);
    struct hk_node *rest = hk_node_seq(tree->env, HK_NOWHERE);
    for (uint32_t i = 0; list && i < list->n; i++)
        if (!hk_glob_match(pattern, hk_node_text(list->items[i])))
            rest = hk_edit_append(tree->env, rest, list->items[i]);
    uint32_t n = list ? list->n - rest->n : 0;
    if (n == 0)
        return 0;
    rest->file = list->file;
    rest->offset = list->offset;
    hk_kusttree_set_field(tree, name, rest);
    return n;
}

enum hkr_status
hk_kustedit_remove_path(struct hk_kusttree *tree)
{
    const char *field = field_of(tree->edit->op);
    if (tree->edit->n_args == 0)
        return hk_kusttree_fault(tree, NULL, "no path in `%s` is given", field);
    for (size_t i = 0; i < tree->edit->n_args; i++) {
        struct hk_slice pattern = hk_kusttree_arg(tree, i);
        if (!hk_glob_is_sound(pattern))
            return fault_pattern(tree, pattern);
        uint32_t n = remove_matches(tree, field, pattern);
        if (strcmp(field, "resources") == 0)
            n += remove_matches(tree, "bases", pattern);
        if (n == 0)
            (void)hk_diag_report(tree->env->diags, HK_D_EDIT_NOT_FOUND,
                                 hk_kusttree_place(tree, hk_kusttree_field(tree, field)),
                                 "'%" PRSLICE "' matches nothing in `%s`", ARGSLICE(pattern),
                                 field);
    }
    return HKR_OK;
}
