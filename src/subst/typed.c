/* SPDX-License-Identifier: Apache-2.0 */
/* Substitution in nodes. */
#include "modes.h"
#include "plain.h"

#include "../base/utf8.h"
#include "../yaml/value.h"

/* How the scalar at @place, which says @said, was written there: a text in quotes or a block is one
 * on purpose, also where a step of the render has rewritten its object and lost the quotes. */
static bool
is_quoted_in_source(const struct hk_env *env, struct hk_place place, struct hk_slice said)
{
    if (!place.file)
        return false;
    struct hk_slice text = hk_slice_from(hk_sources_text(env->sources, place.file), place.offset);
    while (text.len && text.ptr[0] == '&') { /* an anchor */
        size_t end = 0;
        while (end < text.len && !strchr(" \t\n", text.ptr[end]))
            end++;
        text = hk_slice_trim(hk_slice_from(hk_slice_head(text, end + 256), end));
    }
    char first = text.len ? text.ptr[0] : ' ';
    if (first == '|' || first == '>')
        text = hk_slice_trim(hk_slice_from(text, hk_slice_find(text, '\n')));
    else
        text = hk_slice_from(text, 1);
    /* A text that stands within another has the place of that one, and says something else. */
    return first && strchr("\"'|>", first) && hk_slice_starts(text, hk_slice_head(said, 16));
}

static bool
is_string(const struct hk_subst_walk *walk, const struct hk_node *node)
{
    if (node->flags & HK_NODE_TAGGED)
        return hk_node_is_string(node);
    return node->style != HK_PLAIN || node->tag == HK_TAG_STR || hk_subst_is_string_field(walk) ||
           is_quoted_in_source(walk->env, hk_node_place(node), hk_node_text(node));
}

/* The text of @node as it would be written. Lines of a folded text may join on the way. */
static struct hk_slice
text_of(const struct hk_subst_walk *walk, const struct hk_node *node)
{
    struct hk_value value;
    enum hk_passage passage = walk->in_flow ? HK_PASSAGE_FLOW : HK_PASSAGE_BLOCK;
    uint32_t n = walk->env->diags->list.n;
    if (node->style != HK_FOLDED)
        return hk_node_text(node);
    if (hk_value_of(walk->env, node, passage, &value) == HKR_OK && value.kind == HK_VALUE_STRING)
        return hk_arena_slice(walk->env->arena, value.text);
    hk_diag_rewind(walk->env->diags, n);
    return hk_node_text(node);
}

/* What @text becomes; false after a fault. */
static bool
substitute(struct hk_subst *subst, struct hk_subst_walk *walk, struct hk_slice text,
           struct hk_place at, struct hk_slice *ret_text, bool *ret_secret)
{
    struct hk_env *env = subst->env;
    struct hk_mark mark = hk_arena_mark(env->scratch);
    struct hk_subst_finder finder = hk_subst_finder(env, at, text);
    const struct hk_expr *list = NULL;
    struct hk_expr_fault fault = {HK_EXPR_OK, 0};
    enum hk_expr_error error = HK_EXPR_OK;
    *ret_secret = false;
    subst->out->len = 0;
    subst->broken = NULL;
    if (!hk_expr_parse(env->scratch, env->limits, text, walk->angles, &list, &fault))
        error = fault.error;
    for (; list && !error; list = list->next) {
        error = hk_subst_evaluate(subst, list);
        bool is_exposed = subst->secret && hk_diag_wants(env->diags, HK_D_SUBST_EXPOSED);
        bool is_fault = subst->broken || error;
        *ret_secret = *ret_secret || subst->secret;
        if (!is_exposed && !is_fault)
            continue;
        struct hk_place here = hk_subst_find(&finder, list->offset, list->length);
        if (is_exposed)
            hk_subst_remark_secret(subst, here, hk_subst_path(walk));
        if (is_fault) {
            at = here;
            break;
        }
    }
    hk_arena_rewind(env->scratch, mark);
    bool is_text = !subst->broken;
    if (is_text && !error) /* a pattern or a part can cut through a character */
        is_text = hk_utf8_invalid(hk_buf_slice(subst->out)) == SIZE_MAX;
    if (!is_text)
        hk_subst_fault(subst, HK_D_SUBST_VALUE, at, hk_subst_path(walk), "is not UTF-8 text",
                       "give text, or keep the value out of the manifests");
    else if (error)
        hk_subst_fault(subst, HK_D_SUBST_EXPRESSION, at, hk_subst_path(walk),
                       hk_expr_error_text(error), "correct the expression or the value");
    else
        *ret_text = hk_arena_slice(env->arena, hk_buf_slice(subst->out));
    return is_text && !error;
}

static struct hk_node *
put_scalar(struct hk_subst_walk *walk, struct hk_node *node)
{
    struct hk_subst *subst = walk->user;
    struct hk_place at = hk_node_place(node);
    struct hk_slice text;
    bool secret;
    if (!substitute(subst, walk, text_of(walk, node), at, &text, &secret))
        return node;
    struct hk_node *fresh;
    if (is_string(walk, node)) {
        fresh = hk_node_scalar(walk->env, text, HK_TAG_STR, HK_DOUBLE, at);
    } else if (node->flags & HK_NODE_TAGGED) {
        fresh = hk_edit_text(walk->env, node, text, (enum hk_tag)node->tag, HK_NOWHERE);
    } else {
        fresh = hk_plain_read(walk->env, text, at);
        if (!fresh) {
            hk_subst_fault(subst, HK_D_SUBST_STRUCTURE, at, hk_subst_path(walk),
                           "would be more than one value",
                           "put the expression in quotes, so that it stays a string");
            return node;
        }
    }
    if (secret)
        fresh->flags |= HK_NODE_SECRET;
    hk_subst_note(subst, fresh, hk_node_text(node), true);
    return fresh;
}

static hk_sym
put_key(struct hk_subst_walk *walk, const struct hk_pair *pair)
{
    struct hk_slice text;
    bool secret;
    if (!substitute(walk->user, walk, hk_env_text(walk->env, pair->key), hk_pair_place(pair), &text,
                    &secret))
        return pair->key;
    return hk_env_sym(walk->env, text);
}

void
hk_subst_typed(struct hk_subst *subst)
{
    struct hk_subst_walk walk = {.env = subst->env,
                                 .res = subst->res,
                                 .angles = true,
                                 .scalar = put_scalar,
                                 .key = put_key,
                                 .user = subst};
    if (!hk_subst_has_work(subst->env, subst->res->root, true))
        return;
    struct hk_node *own = hk_edit_clone(subst->env, subst->res->root);
    subst->res->root = hk_subst_walk_run(&walk, own);
}
