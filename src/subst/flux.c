/* SPDX-License-Identifier: Apache-2.0 */
/* Substitution in text, as Flux does it: the object as it would be written, read again by go-yaml
 * v2 and then as JSON. */
#include "modes.h"
#include "plain.h"

#include "../base/number.h"
#include "../load/scalar.h"
#include "../yaml/json.h"
#include "../yaml/read.h"
#include "../yaml/scalar_style.h"
#include "../yaml/write.h"

/* Bytes of the new text that came from one expression. */
struct span {
    size_t from;
    size_t to;
    const struct hk_variable *secret; /* or NULL */
};

struct passage {
    struct hk_subst *subst;
    struct hk_env *env;
    HK_VEC(struct span) spans; /* ascending; on the scratch arena */
    uint32_t next_span;
    uint32_t depth;
    struct hk_subst_walk walk; /* for the paths of remarks */
    const char *unreadable;    /* why the new text is no object, or NULL */
};

static void
give_up(struct passage *in, const char *why)
{
    if (!in->unreadable)
        in->unreadable = why;
}

/* Whether a secret is among the bytes from @from up to @to. Asked from front to back. */
static bool
is_secret_between(struct passage *in, size_t from, size_t to)
{
    bool secret = false;
    while (in->next_span < in->spans.n && in->spans.items[in->next_span].from < to) {
        const struct span *span = &in->spans.items[in->next_span];
        secret = secret || (span->secret && span->to > from);
        if (span->to > to)
            break;
        in->next_span++;
    }
    return secret;
}

/* ---- YAML 1.1 to JSON ------------------------------------------------------------------- */

/* Whether @node has a tag that its text is not of: go-yaml refuses to decode that. */
static bool
has_wrong_tag(const struct hk_node *node)
{
    enum hk_tag tag = (enum hk_tag)node->tag;
    if (tag != HK_TAG_INT && tag != HK_TAG_FLOAT && tag != HK_TAG_BOOL && tag != HK_TAG_NULL &&
        tag != HK_TAG_TIMESTAMP)
        return false;
    enum hk_tag resolved = hk_resolve_yaml11(hk_node_text(node), NULL);
    return resolved != tag && !(tag == HK_TAG_FLOAT && resolved == HK_TAG_INT);
}

/* The value of @node, which was read. */
static struct hk_node *
json_value(struct passage *in, const struct hk_node *node)
{
    struct hk_number number = {.kind = HK_NUMBER_INT};
    struct hk_place at = hk_node_place(node);
    char buffer[HK_NUMBER_BUFFER];
    struct hk_slice text = hk_node_text(node);
    size_t len = 0;
    if (has_wrong_tag(node))
        give_up(in, "a value is not what its tag says");
    switch (hk_scalar_type(node, &number)) {
    case HK_TAG_NULL:
        return hk_node_scalar(in->env, HK_S("null"), HK_TAG_NONE, HK_PLAIN, at);
    case HK_TAG_BOOL:
        text = hk_scalar_is_true(node) ? HK_S("true") : HK_S("false");
        return hk_node_scalar(in->env, text, HK_TAG_NONE, HK_PLAIN, at);
    case HK_TAG_INT:
    case HK_TAG_FLOAT:
        if (number.kind == HK_NUMBER_INT)
            len = hk_number_write_int(number.i, buffer);
        else if (number.kind == HK_NUMBER_UINT)
            len = hk_number_write_uint(number.u, buffer);
        else if (number.f - number.f == 0) /* finite: JSON has no other */
            len = hk_number_write_json(number.f, buffer);
        if (!len)
            give_up(in, "a number is infinite or none");
        text = hk_arena_slice(in->env->arena, hk_slice(buffer, len));
        return hk_node_scalar(in->env, text, HK_TAG_NONE, HK_PLAIN, at);
    case HK_TAG_BINARY:
        if (!hk_scalar_binary(in->env, node, &text))
            give_up(in, "a binary value is not base64 of text");
        break;
    case HK_TAG_NONE:
    case HK_TAG_STR:
    case HK_TAG_TIMESTAMP:
    case HK_TAG_MERGE:
    case HK_TAG_OTHER:
        break;
    }
    return hk_node_scalar(in->env, text, HK_TAG_STR, HK_DOUBLE, at);
}

static struct hk_node *
json_scalar(struct passage *in, const struct hk_node *node, size_t end)
{
    struct hk_node *to = json_value(in, node);
    if (is_secret_between(in, node->offset, end))
        to->flags |= HK_NODE_SECRET;
    return to;
}

static struct hk_node *json_node(struct passage *in, const struct hk_node *node, size_t end);

static bool
json_key(struct passage *in, const struct hk_pair *pair, struct hk_slice *ret_key)
{
    if (pair->key_tag != HK_TAG_BINARY)
        return hk_scalar_key(in->env, pair, ret_key);
    struct hk_slice text = hk_env_text(in->env, pair->key);
    const struct hk_node *key =
        hk_node_scalar(in->env, text, HK_TAG_BINARY, HK_PLAIN, hk_pair_place(pair));
    return hk_scalar_binary(in->env, key, ret_key);
}

/* Of equal keys the last one counts. */
static struct hk_node *
json_map(struct passage *in, const struct hk_node *map, size_t end)
{
    struct hk_node *to = hk_node_map(in->env, hk_node_place(map));
    struct hk_index *index = hk_index_new(in->env->scratch, map->n);
    for (uint32_t i = 0; i < map->n; i++) {
        struct hk_slice key;
        if (!json_key(in, &map->pairs[i], &key)) {
            give_up(in, "a key is no text");
            return to;
        }
        hk_sym sym = hk_env_sym(in->env, key);
        if (is_secret_between(in, map->pairs[i].key_offset, map->pairs[i].value->offset))
            hk_subst_remark_secret(in->subst, in->subst->res->at, HK_S("a key"));
        size_t next = i + 1 < map->n ? map->pairs[i + 1].key_offset : end;
        struct hk_node *value = json_node(in, map->pairs[i].value, next);
        uint32_t known = hk_index_first(index, sym);
        while (known != HK_INDEX_END && to->pairs[hk_index_value(index, known)].key != sym)
            known = hk_index_next(index, known);
        if (known != HK_INDEX_END) {
            to = hk_edit_set_at(in->env, to, hk_index_value(index, known), value);
            continue;
        }
        hk_index_add(index, sym, to->n);
        struct hk_pair pair = {.key = sym,
                               .key_tag = HK_TAG_STR,
                               .key_style = HK_DOUBLE,
                               .key_file = map->pairs[i].key_file,
                               .key_offset = map->pairs[i].key_offset,
                               .value = value};
        to = hk_edit_append_pair(in->env, to, pair);
    }
    return to;
}

/* What JSON makes of @node; @end: where what follows it begins. */
static struct hk_node *
json_node(struct passage *in, const struct hk_node *node, size_t end)
{
    if (node->kind == HK_SCALAR)
        return json_scalar(in, node, end);
    if (in->depth >= in->env->limits->depth)
        hk_heap_throw(hk_arena_heap(in->env->arena), HKR_E_LIMIT);
    if (node->kind == HK_MAP) {
        in->depth++;
        struct hk_node *map = json_map(in, node, end);
        in->depth--;
        return map;
    }
    struct hk_node *seq = hk_node_seq(in->env, hk_node_place(node));
    in->depth++;
    for (uint32_t i = 0; i < node->n; i++) {
        size_t next = i + 1 < node->n ? node->items[i + 1]->offset : end;
        seq = hk_edit_append(in->env, seq, json_node(in, node->items[i], next));
    }
    in->depth--;
    return seq;
}

/* ---- Places ----------------------------------------------------------------------------- */

static void
remark_change(struct passage *in, const struct hk_node *node, const struct hk_node *old)
{
    struct hk_subst *subst = in->subst;
    struct hk_diags *diags = in->env->diags;
    if (old->kind != HK_SCALAR || !hk_expr_is_any(hk_node_text(old), false))
        return;
    hk_subst_note(subst, node, hk_node_text(old), false);
    if (node->kind != HK_SCALAR && hk_diag_wants(diags, HK_D_SUBST_INJECTED)) {
        hk_diag_remark(diags, HK_D_SUBST_INJECTED, hk_node_place(old),
                       "the value of %" PRSLICE " becomes a %s by what is put into it",
                       ARGSLICE(hk_subst_path(&in->walk)), node->kind == HK_MAP ? "map" : "list");
        hk_diag_mend(diags, "keep structure in the manifests, or accept it with --ignore");
        hk_resource_blame(in->env, subst->res);
    } else if (node->kind == HK_SCALAR && !hk_node_is_string(node) &&
               hk_subst_is_string_field(&in->walk)) {
        hk_subst_remark_retyped(subst, hk_node_place(old), hk_subst_path(&in->walk));
    }
    if (node->kind == HK_SCALAR && node->flags & HK_NODE_SECRET)
        hk_subst_remark_secret(subst, hk_node_place(old), hk_subst_path(&in->walk));
}

static void take_places(struct passage *in, struct hk_node *node, const struct hk_node *old);

static void
take_places_of_map(struct passage *in, struct hk_node *node, const struct hk_node *old)
{
    struct hk_index *index = hk_index_new(in->env->scratch, old->n);
    for (uint32_t i = 0; i < old->n; i++)
        hk_index_add(index, old->pairs[i].key, i);
    for (uint32_t i = 0; i < node->n; i++) {
        struct hk_pair *pair = &node->pairs[i];
        const struct hk_pair *was = NULL;
        for (uint32_t at = hk_index_first(index, pair->key); at != HK_INDEX_END && !was;
             at = hk_index_next(index, at)) {
            uint32_t k = hk_index_value(index, at);
            was = old->pairs[k].key == pair->key ? &old->pairs[k] : NULL;
            hk_vec_push(in->env->scratch, &in->walk.steps, ((struct hk_subst_step){old, k}));
        }
        pair->key_file = was ? was->key_file : 0;
        pair->key_offset = was ? was->key_offset : 0;
        take_places(in, pair->value, was ? was->value : NULL);
        in->walk.steps.n -= was != NULL;
    }
}

/* The nodes of the new tree stand where those of the old one stood; what was not there stands where
 * its object does. */
static void
take_places(struct passage *in, struct hk_node *node, const struct hk_node *old)
{
    struct hk_place at = old ? hk_node_place(old) : in->subst->res->at;
    node->file = at.file;
    node->offset = at.offset;
    if (old)
        remark_change(in, node, old);
    bool alike = old && old->kind == node->kind;
    if (node->kind == HK_MAP) {
        take_places_of_map(in, node, alike ? old : hk_node_map(in->env, at));
    } else if (node->kind == HK_SEQ) {
        for (uint32_t i = 0; i < node->n; i++) {
            bool was = alike && i < old->n;
            if (was)
                hk_vec_push(in->env->scratch, &in->walk.steps, ((struct hk_subst_step){old, i}));
            take_places(in, node->items[i], was ? old->items[i] : NULL);
            in->walk.steps.n -= was;
        }
    }
}

/* ---- Texts ------------------------------------------------------------------------------ */

/* Puts the object together as text in subst->out, with its expressions evaluated. False: it cannot
 * be, and a look at its fields will tell why. */
static bool
substitute_text(struct passage *in, struct hk_slice text)
{
    struct hk_subst *subst = in->subst;
    struct hk_expr_fault fault = {HK_EXPR_OK, 0};
    const struct hk_expr *list = NULL;
    subst->out->len = 0;
    if (!hk_expr_parse(in->env->scratch, in->env->limits, text, false, &list, &fault)) {
        subst->in_text = fault.error;
        return false;
    }
    for (; list; list = list->next) {
        size_t from = subst->out->len;
        enum hk_expr_error error = hk_subst_evaluate(subst, list);
        if (error || subst->broken) {
            subst->in_text = error;
            return false;
        }
        if (subst->unset.len && !subst->variables->lenient)
            subst->has_unset = true;
        if (list->name.len)
            hk_vec_push(in->env->scratch, &in->spans,
                        ((struct span){from, subst->out->len, subst->secret}));
    }
    return !subst->has_unset;
}

/* Looks for the field whose value is no single value any more. */
static struct hk_node *
look_for_culprit(struct hk_subst_walk *walk, struct hk_node *node)
{
    struct hk_subst *subst = walk->user;
    struct hk_expr_fault fault = {HK_EXPR_OK, 0};
    const struct hk_expr *list = NULL;
    struct hk_slice text = hk_node_text(node);
    if (hk_shape_style(text, hk_shape_of(text), false) != HK_PLAIN) /* it is written in quotes */
        return node;
    subst->out->len = 0;
    (void)hk_expr_parse(walk->env->scratch, walk->env->limits, text, false, &list, &fault);
    for (; list; list = list->next)
        if (hk_subst_evaluate(subst, list))
            return node;
    if (hk_plain_read(walk->env, hk_buf_slice(subst->out), hk_node_place(node)))
        return node;
    hk_subst_fault(subst, HK_D_SUBST_READ_BACK, hk_node_place(node), hk_subst_path(walk),
                   "makes the text of its object unreadable",
                   "let the value have no `: `, ` #`, brackets or quotes of its own, or take the "
                   "typed mode");
    return NULL;
}

static void
report_unreadable(struct passage *in)
{
    struct hk_subst *subst = in->subst;
    struct hk_subst_walk walk = {.env = in->env,
                                 .res = subst->res,
                                 .scalar = look_for_culprit,
                                 .key = hk_subst_keep_key,
                                 .user = subst};
    if (!hk_subst_walk_run(&walk, subst->res->root))
        return;
    subst->status =
        hk_diag_report(in->env->diags, HK_D_SUBST_READ_BACK, subst->res->at,
                       "after substitution, the object cannot be read again: %s", in->unreadable);
    hk_diag_mend(in->env->diags,
                 "look for values that have `: `, ` #`, brackets or quotes of their "
                 "own");
    hk_resource_blame(in->env, subst->res);
}

/* Reads subst->out as an object. NULL: it is none. */
static struct hk_node *
read_back(struct passage *in)
{
    struct hk_env *env = in->env;
    struct hk_slice text = hk_arena_slice(env->arena, hk_buf_slice(in->subst->out));
    uint32_t n_diags = env->diags->list.n;
    struct hk_node *root = NULL;
    hk_file_id file;
    struct hk_sources_loan *loan = hk_sources_lend(env->sources, env->arena);
    enum hkr_status status = hk_read_config(env, HK_S("<substituted text>"), text, &file, &root);
    hk_sources_lent(loan, true);
    if (status == HKR_OK && root && root->kind == HK_MAP) {
        root = json_node(in, root, text.len);
        if (!in->unreadable)
            status = hk_json_rebuild(env, root, &root);
    } else {
        give_up(in, "it is no YAML, or no map");
    }
    if (status != HKR_OK) {
        hk_diag_rewind(env->diags, n_diags);
        give_up(in, "a value in it cannot be written");
    }
    return in->unreadable ? NULL : root;
}

void
hk_subst_flux(struct hk_subst *subst)
{
    struct hk_env *env = subst->env;
    struct hk_mark mark = hk_arena_mark(env->scratch);
    struct hk_env inner = *env;
    inner.scratch = hk_arena_within(env->scratch);
    struct passage in = {.subst = subst, .env = &inner};
    in.walk = (struct hk_subst_walk){.env = &inner, .res = subst->res};
    struct hk_buf *buf = HK_NEW(inner.scratch, struct hk_buf);
    buf->heap = hk_arena_heap(env->arena);
    hk_arena_defer(inner.scratch, hk_buf_release, buf);
    enum hkr_status status = hk_write_yaml(&inner, subst->res->root, buf);
    if (status != HKR_OK) {
        hk_resource_blame(env, subst->res);
        subst->status = status;
    } else if (substitute_text(&in, hk_buf_slice(buf))) {
        struct hk_node *root = read_back(&in);
        if (root) {
            take_places(&in, root, subst->res->root);
            subst->res->root = root;
        } else {
            report_unreadable(&in);
        }
    }
    hk_arena_rewind(env->scratch, mark);
}
