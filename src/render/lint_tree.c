/* SPDX-License-Identifier: Apache-2.0 */
/* Strict checks of what may stand anywhere in an object, in one walk. */
#include "lint.h"

#include "../base/number.h"
#include "../merge/schema.h"
#include "../res/names.h"
#include "../yaml/resolve.h"

struct tree {
    struct hk_env *env;
    struct hk_env frozen; /* the same, with the built-in schema alone: to ask for what a build
                           * brings can end it */
    const struct hk_resource *res;
};

/* ---- Scalars ---------------------------------------------------------------------------- */

static bool
is_digits(struct hk_slice text)
{
    size_t i = text.len && (text.ptr[0] == '-' || text.ptr[0] == '+');
    bool any = i < text.len;
    for (; i < text.len; i++)
        any = any && text.ptr[i] >= '0' && text.ptr[i] <= '9';
    return any;
}

/* A plain number that comes out as another text: too large for an integer, or a fraction that ends
 * in zeros ("1.10" is 1.1). */
static void
check_number(struct tree *tree, const struct hk_node *node, const struct hk_number *number)
{
    struct hk_diags *diags = tree->env->diags;
    struct hk_slice text = hk_node_text(node);
    char buffer[HK_NUMBER_BUFFER];
    if (!hk_diag_wants(diags, HK_D_NUMBER_CHANGED))
        return;
    struct hk_slice after = hk_slice(buffer, hk_number_write_g(number->f, buffer));
    bool is_version = hk_slice_find(text, '.') != SIZE_MAX && text.ptr[text.len - 1] == '0';
    if (hk_slice_eq(text, after) || (!is_version && !is_digits(text)))
        return;
    hk_diag_remark(diags, HK_D_NUMBER_CHANGED, hk_node_place(node),
                   "this number comes out as another text%s",
                   is_version ? "" : ", as it is too large to be a whole number");
    hk_diag_mend(diags, "put it in quotes if it is meant as text");
    hk_resource_blame(tree->env, tree->res);
}

static void
check_scalar(struct tree *tree, const struct hk_node *node)
{
    struct hk_diags *diags = tree->env->diags;
    struct hk_number number;
    if (node->style != HK_PLAIN || node->tag != HK_TAG_NONE)
        return;
    enum hk_tag type = hk_resolve(hk_node_text(node), &number);
    if (type == HK_TAG_FLOAT && number.kind == HK_NUMBER_FLOAT) {
        check_number(tree, node, &number);
    } else if (type == HK_TAG_TIMESTAMP) {
        char buffer[40];
        size_t n = hk_resolve_timestamp(hk_node_text(node), buffer);
        if (hk_slice_eq(hk_node_text(node), hk_slice(buffer, n)))
            return;
        hk_diag_remark(diags, HK_D_DATE_REWRITTEN, hk_node_place(node),
                       "this date comes out as another text, with a time and a zone");
        hk_diag_mend(diags, "put it in quotes");
        hk_resource_blame(tree->env, tree->res);
    }
}

/* ---- Maps ------------------------------------------------------------------------------- */

static struct hk_place
place_of(const struct hk_pair *pair)
{
    return pair->key_file ? hk_pair_place(pair) : hk_node_place(pair->value);
}

static void
check_labels(struct tree *tree, const struct hk_node *map)
{
    struct hk_env *env = tree->env;
    for (uint32_t i = 0; map->kind == HK_MAP && i < map->n; i++) {
        const struct hk_pair *pair = &map->pairs[i];
        struct hk_slice key = hk_env_text(env, pair->key);
        if (pair->value->kind != HK_SCALAR)
            continue;
        if (!hk_name_is_qualified(key) && !hk_name_is_template(key)) {
            hk_diag_remark(env->diags, HK_D_LABEL_KEY, place_of(pair),
                           "'%" PRSLICE "' is no key for a label", ARGSLICE(key));
            hk_diag_mend(env->diags,
                         "a key is a name of up to 63 letters, digits, `-`, `_` and `.`, "
                         "with a domain and a slash before it if you like");
            hk_resource_blame(env, tree->res);
        }
        struct hk_slice value = hk_node_text(pair->value);
        if (!hk_name_is_label_value(value) && !hk_name_is_template(value)) {
            hk_diag_remark(env->diags, HK_D_LABEL_VALUE, hk_node_place(pair->value),
                           "the value of '%" PRSLICE "' is none that a label can have",
                           ARGSLICE(key));
            hk_diag_mend(env->diags,
                         "use up to 63 letters, digits, `-`, `_` and `.`, with a letter "
                         "or digit at both ends; or make it an annotation");
            hk_resource_blame(env, tree->res);
        }
    }
}

/* Directives of patches that mean nothing to a cluster. */
static void
check_directive(struct tree *tree, const struct hk_pair *pair)
{
    static const struct hk_slice names[] = {HK_S_INIT("$patch"), HK_S_INIT("$retainKeys"),
                                            HK_S_INIT("$setElementOrder/"),
                                            HK_S_INIT("$deleteFromPrimitiveList/")};
    struct hk_env *env = tree->env;
    struct hk_slice key = hk_env_text(env, pair->key);
    if (!key.len || key.ptr[0] != '$')
        return;
    for (size_t i = 0; i < HK_COUNT(names); i++) {
        bool is_prefix = names[i].ptr[names[i].len - 1] == '/';
        if (is_prefix ? !hk_slice_starts(key, names[i]) : !hk_slice_eq(key, names[i]))
            continue;
        hk_diag_remark(env->diags, HK_D_DIRECTIVE_LEFT, place_of(pair),
                       "the directive `%" PRSLICE "` is not carried out and stays in the output",
                       ARGSLICE(key));
        hk_diag_mend(env->diags, i ? "remove it: kustomize does not know it"
                                   : "put it where kustomize merges, or remove it");
        hk_resource_blame(env, tree->res);
    }
}

/* ---- Lists ------------------------------------------------------------------------------ */

/* The values of the merge keys of @item as one hash; false when the first is missing. */
static bool
hash_keys(struct tree *tree, const struct hk_list_rule *rule, const struct hk_node *item,
          uint64_t *ret_hash)
{
    uint64_t hash = 0;
    for (uint8_t k = 0; k < rule->n_keys; k++) {
        struct hk_slice text = hk_map_text(item, hk_env_sym(tree->env, rule->keys[k]));
        if (!text.len && k == 0)
            return false;
        hash = hk_hash_mix(hash, hk_env_sym(tree->env, text));
    }
    *ret_hash = hash;
    return true;
}

static bool
same_keys(struct tree *tree, const struct hk_list_rule *rule, const struct hk_node *a,
          const struct hk_node *b)
{
    for (uint8_t k = 0; k < rule->n_keys; k++) {
        hk_sym key = hk_env_sym(tree->env, rule->keys[k]);
        if (!hk_slice_eq(hk_map_text(a, key), hk_map_text(b, key)))
            return false;
    }
    return true;
}

static void
check_items(struct tree *tree, const struct hk_node *list, const struct hk_list_rule *rule)
{
    struct hk_env *env = tree->env;
    struct hk_mark mark = hk_arena_mark(env->scratch);
    struct hk_index *seen = hk_index_new(env->scratch, list->n);
    for (uint32_t i = 0; i < list->n; i++) {
        uint64_t hash;
        if (!hash_keys(tree, rule, list->items[i], &hash))
            continue;
        uint32_t entry = hk_index_first(seen, hash);
        const struct hk_node *first =
            entry == HK_INDEX_END ? NULL : list->items[hk_index_value(seen, entry)];
        if (!first || !same_keys(tree, rule, first, list->items[i])) {
            hk_index_add(seen, hash, i);
            continue;
        }
        hk_diag_remark(env->diags, HK_D_LIST_KEY_TWICE, hk_node_place(list->items[i]),
                       "two items of this list have the same `%" PRSLICE "`%s",
                       ARGSLICE(rule->keys[0]), rule->n_keys > 1 ? " (and all other keys)" : "");
        hk_diag_mend(env->diags, "keep one of them");
        hk_diag_related(env->diags, hk_node_place(first), "the other one");
        hk_resource_blame(env, tree->res);
    }
    hk_arena_rewind(env->scratch, mark);
}

/* ---- The walk --------------------------------------------------------------------------- */

/* The labels that @pair holds, be it metadata or a selector. */
static void
check_label_maps(struct tree *tree, const struct hk_pair *pair)
{
    const struct hk_node *labels = pair->key == HK_SYM_matchLabels ? pair->value
                                   : pair->key == HK_SYM_metadata
                                       ? hk_map_get(pair->value, HK_SYM_labels)
                                       : NULL;
    if (labels)
        check_labels(tree, labels);
}

static void
visit(struct tree *tree, const struct hk_node *node, hk_schema type)
{
    struct hk_env *env = tree->env;
    if (node->kind == HK_SCALAR) {
        check_scalar(tree, node);
        return;
    }
    if (node->kind == HK_SEQ) {
        struct hk_list_rule rule = hk_schema_list_rule(&tree->frozen, type);
        if (rule.merges && rule.n_keys && hk_diag_wants(env->diags, HK_D_LIST_KEY_TWICE))
            check_items(tree, node, &rule);
        for (uint32_t i = 0; i < node->n; i++)
            visit(tree, node->items[i], hk_schema_items(&tree->frozen, type));
        return;
    }
    /* In a definition the names of fields are data. */
    bool is_schema = tree->res->id.gvk.kind == HK_SYM_CustomResourceDefinition;
    for (uint32_t i = 0; i < node->n; i++) {
        const struct hk_pair *pair = &node->pairs[i];
        check_directive(tree, pair);
        if (!is_schema || node == tree->res->root)
            check_label_maps(tree, pair);
        visit(tree, pair->value, hk_schema_field(&tree->frozen, type, pair->key));
    }
}

void
hk_lint_tree(struct hk_env *env, const struct hk_resource *res)
{
    struct tree tree = {.env = env, .frozen = *env, .res = res};
    const struct hk_node *root = res->root;
    tree.frozen.schemas = NULL;
    visit(&tree, root,
          hk_schema_find(&tree.frozen, hk_map_text(root, HK_SYM_apiVersion),
                         hk_map_text(root, HK_SYM_kind)));
}
