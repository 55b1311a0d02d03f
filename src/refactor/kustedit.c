/* SPDX-License-Identifier: Apache-2.0 */
#include "kustedit.h"

#include "../base/utf8.h"
#include "kusttree.h"
#include "textedit.h"

static const struct {
    enum hkr_edit_op op;
    hk_kustedit_fn run;
} operations[] = {
    {HKR_EDIT_SET_ANNOTATION, hk_kustedit_set_metadata},
    {HKR_EDIT_SET_BUILDMETADATA, hk_kustedit_set_buildmetadata},
    {HKR_EDIT_SET_CONFIGMAP, hk_kustedit_set_generator},
    {HKR_EDIT_SET_IMAGE, hk_kustedit_set_image},
    {HKR_EDIT_SET_LABEL, hk_kustedit_set_metadata},
    {HKR_EDIT_SET_NAMEPREFIX, hk_kustedit_set_affix},
    {HKR_EDIT_SET_NAMESPACE, hk_kustedit_set_affix},
    {HKR_EDIT_SET_NAMESUFFIX, hk_kustedit_set_affix},
    {HKR_EDIT_SET_REPLICAS, hk_kustedit_set_replicas},
    {HKR_EDIT_SET_SECRET, hk_kustedit_set_generator},
    {HKR_EDIT_ADD_ANNOTATION, hk_kustedit_add_metadata},
    {HKR_EDIT_ADD_BASE, hk_kustedit_add_base},
    {HKR_EDIT_ADD_BUILDMETADATA, hk_kustedit_add_buildmetadata},
    {HKR_EDIT_ADD_COMPONENT, hk_kustedit_add_path},
    {HKR_EDIT_ADD_CONFIGMAP, hk_kustedit_add_generator},
    {HKR_EDIT_ADD_GENERATOR, hk_kustedit_add_path},
    {HKR_EDIT_ADD_LABEL, hk_kustedit_add_metadata},
    {HKR_EDIT_ADD_PATCH, hk_kustedit_add_patch},
    {HKR_EDIT_ADD_RESOURCE, hk_kustedit_add_path},
    {HKR_EDIT_ADD_SECRET, hk_kustedit_add_generator},
    {HKR_EDIT_ADD_TRANSFORMER, hk_kustedit_add_path},
    {HKR_EDIT_REMOVE_ANNOTATION, hk_kustedit_remove_metadata},
    {HKR_EDIT_REMOVE_BUILDMETADATA, hk_kustedit_remove_buildmetadata},
    {HKR_EDIT_REMOVE_CONFIGMAP, hk_kustedit_remove_generator},
    {HKR_EDIT_REMOVE_LABEL, hk_kustedit_remove_metadata},
    {HKR_EDIT_REMOVE_PATCH, hk_kustedit_remove_patch},
    {HKR_EDIT_REMOVE_RESOURCE, hk_kustedit_remove_path},
    {HKR_EDIT_REMOVE_SECRET, hk_kustedit_remove_generator},
    {HKR_EDIT_REMOVE_TRANSFORMER, hk_kustedit_remove_path},
};

/* Reads the file and checks that its fields are what they are to be, so that no operation meets a
 * list where a map should be. */
static enum hkr_status
open_tree(struct hk_loader *loader, struct hk_kusttree *tree)
{
    const struct hk_kustomization *kust = NULL;
    enum hkr_status status = hk_loader_kustomization_source(loader, &tree->source);
    if (status == HKR_OK)
        status = hk_kustomization_decode(loader->env, tree->source.file, tree->source.root, &kust);
    if (status != HKR_OK)
        return status;
    struct hk_node *root = tree->source.root;
    tree->env = loader->env;
    tree->loader = loader;
    tree->root = root && root->kind == HK_MAP ? root : hk_node_map(loader->env, HK_NOWHERE);
    return HKR_OK;
}

static bool
is_utf8(struct hk_slice text)
{
    const char *end = text.ptr + text.len;
    unsigned len = 0;
    for (const char *at = text.ptr; at < end; at += len) {
        len = 1;
        if ((unsigned char)*at >= 0x80) {
            (void)hk_utf8_decode(at, end, &len);
            if (len == 1)
                return false;
        }
    }
    return true;
}

/* Texts that cannot stand in a YAML file. */
static enum hkr_status
check_operands(struct hk_kusttree *tree)
{
    const struct hkr_edit *edit = tree->edit;
    const char *const *lists[] = {edit->args, edit->literals, edit->files};
    const size_t counts[] = {edit->n_args, edit->n_literals, edit->n_files};
    for (size_t k = 0; k < HK_COUNT(lists); k++)
        for (size_t i = 0; i < counts[k]; i++)
            if (!is_utf8(hk_slice_cstr(lists[k][i])))
                return hk_kusttree_fault(tree, NULL, "an operand is not UTF-8");
    return HKR_OK;
}

static enum hkr_status
run_one(struct hk_kusttree *tree)
{
    enum hkr_status status = check_operands(tree);
    for (size_t i = 0; status == HKR_OK && i < HK_COUNT(operations); i++)
        if (operations[i].op == tree->edit->op)
            return operations[i].run(tree);
    return status;
}

enum hkr_status
hk_kustedit_run(struct hk_loader *loader, const struct hkr_edit *edits, size_t n,
                struct hk_kustedit_result *ret_result)
{
    struct hk_kusttree tree = {0};
    struct hk_slice text = {"", 0};
    enum hkr_status status = open_tree(loader, &tree);
    struct hk_node *before = tree.source.root;
    bool was_map = before && tree.root == before;
    for (size_t i = 0; status == HKR_OK && i < n; i++) {
        tree.edit = &edits[i];
        status = run_one(&tree);
    }
    if (status == HKR_OK && (was_map ? tree.root == before : !tree.root->n))
        text = tree.source.text;
    else if (status == HKR_OK)
        status = hk_textedit(loader->env, tree.source.file, tree.source.text,
                             was_map ? before : NULL, tree.root, &text);
    if (status != HKR_OK)
        return status;
    ret_result->path = tree.source.path;
    ret_result->text = text;
    ret_result->changed = !hk_slice_eq(text, tree.source.text);
    return HKR_OK;
}
