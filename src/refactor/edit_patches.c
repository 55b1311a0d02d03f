/* SPDX-License-Identifier: Apache-2.0 */
/* Edits of `patches`. An entry is meant when all that it says is the same. */
#include "kusttree.h"

/* The parts of a target, in the order in which they are written. */
static const char *const target_fields[] = {
    "group", "version", "kind", "name", "namespace", "labelSelector", "annotationSelector"};

#define N_TARGET HK_COUNT(target_fields)

struct wanted {
    struct hk_slice path;
    struct hk_slice patch;
    struct hk_slice target[N_TARGET];
    bool has_target;
};

static struct hk_slice
optional(const char *text)
{
    return text ? hk_slice_cstr(text) : HK_S("");
}

static struct wanted
wanted_of(const struct hkr_edit *edit)
{
    const struct hkr_edit_target *target = &edit->target;
    struct wanted wanted = {.path = optional(edit->path),
                            .patch = optional(edit->patch),
                            .target = {optional(target->group), optional(target->version),
                                       optional(target->kind), optional(target->name),
                                       optional(target->ns), optional(target->label_selector),
                                       optional(target->annotation_selector)}};
    for (size_t i = 0; i < N_TARGET; i++)
        wanted.has_target = wanted.has_target || wanted.target[i].len > 0;
    return wanted;
}

static bool
is_same(const struct hk_kusttree *tree, const struct hk_node *entry, const struct wanted *wanted)
{
    struct hk_env *env = tree->env;
    const struct hk_node *target = hk_kusttree_get(env, entry, "target");
    if (!hk_slice_eq(hk_kusttree_text(env, entry, "path"), wanted->path) ||
        !hk_slice_eq(hk_kusttree_text(env, entry, "patch"), wanted->patch) ||
        hk_kusttree_get(env, entry, "options") || (target != NULL) != wanted->has_target)
        return false;
    for (size_t i = 0; i < N_TARGET; i++)
        if (!hk_slice_eq(hk_kusttree_text(env, target, target_fields[i]), wanted->target[i]))
            return false;
    return true;
}

static enum hkr_status
check(struct hk_kusttree *tree, const struct wanted *wanted)
{
    if (wanted->path.len && wanted->patch.len)
        return hk_kusttree_fault(tree, "give one of them", "a patch has --path or --patch");
    return HKR_OK;
}

enum hkr_status
hk_kustedit_add_patch(struct hk_kusttree *tree)
{
    struct hk_env *env = tree->env;
    struct wanted wanted = wanted_of(tree->edit);
    const struct hk_node *list = hk_kusttree_field(tree, "patches");
    enum hkr_status status = check(tree, &wanted);
    if (status == HKR_OK && !wanted.path.len && !wanted.patch.len)
        return hk_kusttree_fault(tree, "give --path or --patch", "no patch is given");
    for (uint32_t i = 0; status == HKR_OK && list && i < list->n; i++) {
        if (!is_same(tree, list->items[i], &wanted))
            continue;
        (void)hk_diag_report(env->diags, HK_D_EDIT_KEPT, hk_kusttree_place(tree, list->items[i]),
                             "this patch is there already");
        return HKR_OK;
    }
    if (status != HKR_OK)
        return status;
    struct hk_node *entry = hk_node_map(env, HK_NOWHERE), *target = hk_node_map(env, HK_NOWHERE);
    entry = hk_kusttree_put_text(env, entry, "path", wanted.path);
    entry = hk_kusttree_put_text(env, entry, "patch", wanted.patch);
    for (size_t i = 0; i < N_TARGET; i++)
        target = hk_kusttree_put_text(env, target, target_fields[i], wanted.target[i]);
    if (wanted.has_target)
        entry = hk_kusttree_put(env, entry, "target", target);
    hk_kusttree_append(tree, "patches", entry);
    return HKR_OK;
}

enum hkr_status
hk_kustedit_remove_patch(struct hk_kusttree *tree)
{
    struct wanted wanted = wanted_of(tree->edit);
    struct hk_node *list = hk_kusttree_field(tree, "patches");
    uint32_t before = list ? list->n : 0;
    enum hkr_status status = check(tree, &wanted);
    for (uint32_t i = before; status == HKR_OK && i-- > 0;)
        if (is_same(tree, list->items[i], &wanted))
            list = hk_edit_remove_at(tree->env, list, i);
    if (status != HKR_OK)
        return status;
    if (list && list->n < before)
        hk_kusttree_set_field(tree, "patches", list);
    else
        (void)hk_diag_report(tree->env->diags, HK_D_EDIT_NOT_FOUND, hk_kusttree_place(tree, list),
                             "there is no such patch");
    return HKR_OK;
}
