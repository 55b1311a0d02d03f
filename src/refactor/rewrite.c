/* SPDX-License-Identifier: Apache-2.0 */
#include "rewrite.h"

#include "../base/index.h"
#include "../yaml/edit.h"
#include "textedit.h"

struct rewriting {
    struct hk_env *env;
    const struct hk_rewrites *rewrites;
    struct hk_index *by_offset;
};

static struct hk_node *
rewrite_scalar(const struct rewriting *work, struct hk_node *scalar)
{
    uint32_t at = hk_index_first(work->by_offset, scalar->offset);
    if (at == HK_INDEX_END)
        return scalar;
    const struct hk_rewrite *rewrite =
        &work->rewrites->list.items[hk_index_value(work->by_offset, at)];
    return hk_edit_text(work->env, scalar, rewrite->text, HK_TAG_STR, HK_NOWHERE);
}

/* The depth of @node is that to which the reader goes. */
static struct hk_node *
rewrite_node(const struct rewriting *work, struct hk_node *node)
{
    if (node->kind == HK_SCALAR)
        return rewrite_scalar(work, node);
    for (uint32_t i = 0; i < node->n; i++) {
        struct hk_node *old = node->kind == HK_MAP ? node->pairs[i].value : node->items[i];
        struct hk_node *next = rewrite_node(work, old);
        if (next != old)
            node = node->kind == HK_MAP ? hk_edit_set_at(work->env, node, i, next)
                                        : hk_edit_set_item(work->env, node, i, next);
    }
    return node;
}

enum hkr_status
hk_rewrite(struct hk_env *env, hk_file_id file, const struct hk_node *root,
           const struct hk_rewrites *rewrites, struct hk_slice *ret_text)
{
    struct hk_slice text = hk_sources_text(env->sources, file);
    struct hk_node *before =
        (struct hk_node *)(uintptr_t)root; /* shared: it is copied, not changed */
    if (!rewrites->list.n) {
        *ret_text = text;
        return HKR_OK;
    }
    struct rewriting work = {env, rewrites, hk_index_new(env->arena, rewrites->list.n)};
    for (uint32_t i = 0; i < rewrites->list.n; i++)
        hk_index_add(work.by_offset, rewrites->list.items[i].offset, i);
    return hk_textedit(env, file, text, before, rewrite_node(&work, before), ret_text);
}
