/* SPDX-License-Identifier: Apache-2.0 */
/* Edits of single fields and maps: prefixes, the namespace, labels, annotations, buildMetadata. */
#include "kusttree.h"

#include "../base/vec.h"
#include "../load/scalar.h"

enum hkr_status
hk_kustedit_set_affix(struct hk_kusttree *tree)
{
    static const char *const fields[] = {[HKR_EDIT_SET_NAMEPREFIX] = "namePrefix",
                                         [HKR_EDIT_SET_NAMESPACE] = "namespace",
                                         [HKR_EDIT_SET_NAMESUFFIX] = "nameSuffix"};
    const char *field = fields[tree->edit->op];
    if (tree->edit->n_args != 1)
        return hk_kusttree_fault(tree, NULL, "one value for `%s` must be given", field);
    tree->root = hk_kusttree_put_text(tree->env, tree->root, field, hk_kusttree_arg(tree, 0));
    return HKR_OK;
}

/* ---- Labels and annotations ----------------------------------------------------------------- */

static bool
is_annotation(const struct hk_kusttree *tree)
{
    enum hkr_edit_op op = tree->edit->op;
    return op == HKR_EDIT_SET_ANNOTATION || op == HKR_EDIT_ADD_ANNOTATION ||
           op == HKR_EDIT_REMOVE_ANNOTATION;
}

static const char *
field_of(const struct hk_kusttree *tree)
{
    return is_annotation(tree) ? "commonAnnotations" : "commonLabels";
}

struct metadata {
    struct hk_slice key;
    struct hk_slice value;
};

struct metadatas {
    struct metadata *items;
    uint32_t n;
    uint32_t cap;
};

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_alnum(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9');
}

/* Whether @text has 1 to @max characters, letters and digits at its ends and else @others too. */
static bool
is_word(struct hk_slice text, size_t max, const char *others)
{
    if (text.len == 0 || text.len > max || !is_alnum(text.ptr[0]) ||
        !is_alnum(text.ptr[text.len - 1]))
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (!is_alnum(text.ptr[i]) && !strchr(others, text.ptr[i]))
            return false;
    return true;
}

/* What `set annotation` alone asks of a key: [PREFIX/]NAME. */
static bool
is_annotation_key(struct hk_slice key)
{
    size_t slash = hk_slice_find(key, '/');
    if (slash == SIZE_MAX)
        return is_word(key, 63, "-_.");
    struct hk_slice prefix = hk_slice(key.ptr, slash);
    return is_word(prefix, 253, "-.") && is_letter(prefix.ptr[0]) &&
           is_word(hk_slice_from(key, slash + 1), 63, "-_.");
}

/* The operands as keys and values: of equal keys the last one counts, in the place of the first. */
static enum hkr_status
parse_metadata(struct hk_kusttree *tree, struct metadatas *ret_pairs)
{
    const char *what = is_annotation(tree) ? "annotation" : "label";
    struct metadatas pairs = {0};
    if (tree->edit->n_args == 0)
        return hk_kusttree_fault(tree, "write KEY:VALUE", "no %s is given", what);
    for (size_t i = 0; i < tree->edit->n_args; i++) {
        struct hk_slice arg = hk_kusttree_arg(tree, i);
        size_t colon = hk_slice_find(arg, ':');
        struct metadata pair = {arg, HK_S("")};
        if (colon == 0)
            return hk_kusttree_fault(tree, "write KEY:VALUE", "the %s '%" PRSLICE "' has no key",
                                     what, ARGSLICE(arg));
        if (colon != SIZE_MAX) {
            pair.key.len = colon;
            pair.value = hk_slice_from(arg, colon + 1);
        }
        size_t len = pair.value.len;
        if (len >= 2 && pair.value.ptr[0] == '"' && pair.value.ptr[len - 1] == '"')
            pair.value = hk_slice(pair.value.ptr + 1, len - 2);
        if (tree->edit->op == HKR_EDIT_SET_ANNOTATION && !is_annotation_key(pair.key))
            return hk_kusttree_fault(
                tree, "a key is [PREFIX/]NAME, of letters, digits, '-', '_' and '.'",
                "'%" PRSLICE "' cannot be the key of an annotation", ARGSLICE(pair.key));
        hk_vec_push(tree->env->arena, &pairs, pair);
    }
    *ret_pairs = pairs;
    return HKR_OK;
}

static struct hk_node *
find_key(const struct hk_kusttree *tree, const struct hk_node *map, struct hk_slice key)
{
    return map && map->kind == HK_MAP ? hk_map_get(map, hk_env_sym(tree->env, key)) : NULL;
}

enum hkr_status
hk_kustedit_set_metadata(struct hk_kusttree *tree)
{
    struct metadatas pairs;
    struct hk_node *map = hk_kusttree_field(tree, field_of(tree));
    enum hkr_status status = parse_metadata(tree, &pairs);
    if (status != HKR_OK)
        return status;
    map = map ? map : hk_node_map(tree->env, HK_NOWHERE);
    for (uint32_t i = 0; i < pairs.n; i++)
        map = hk_kusttree_set(tree->env, map, pairs.items[i].key, pairs.items[i].value);
    hk_kusttree_set_field(tree, field_of(tree), map);
    return HKR_OK;
}

static enum hkr_status
fault_present(struct hk_kusttree *tree, struct hk_slice key, const struct hk_node *value)
{
    (void)hk_diag_report(tree->env->diags, HK_D_EDIT_PRESENT, hk_kusttree_place(tree, value),
                         "the %s '%" PRSLICE "' is there already",
                         is_annotation(tree) ? "annotation" : "label", ARGSLICE(key));
    hk_diag_mend(tree->env->diags, "overwrite it with --force");
    return HKR_E_INPUT;
}

/* Adds @pair to @map, which becomes another one. What the same operands put there may be put again.
 */
static enum hkr_status
add_pair(struct hk_kusttree *tree, struct hk_node **map, const struct metadata *pair)
{
    struct hk_node *old = find_key(tree, *map, pair->key);
    if (old && old->file && !(tree->edit->flags & HKR_EDIT_FORCE))
        return fault_present(tree, pair->key, old);
    if (!*map)
        *map = hk_node_map(tree->env, HK_NOWHERE);
    *map = hk_kusttree_set(tree->env, *map, pair->key, pair->value);
    return HKR_OK;
}

static bool
is_on(const struct hk_kusttree *tree, const struct hk_node *map, const char *name)
{
    const struct hk_node *value = hk_kusttree_get(tree->env, map, name);
    return value && value->kind == HK_SCALAR && hk_scalar_type(value, NULL) == HK_TAG_BOOL &&
           hk_scalar_is_true(value);
}

/* The first entry of `labels` that has the same settings; UINT32_MAX: none. */
static uint32_t
find_labels(const struct hk_kusttree *tree, const struct hk_node *list)
{
    bool templates = tree->edit->flags & HKR_EDIT_INCLUDE_TEMPLATES;
    for (uint32_t i = 0; list && i < list->n; i++)
        if (!is_on(tree, list->items[i], "includeSelectors") &&
            is_on(tree, list->items[i], "includeTemplates") == templates)
            return i;
    return UINT32_MAX;
}

static enum hkr_status
add_to_labels(struct hk_kusttree *tree, const struct metadatas *pairs)
{
    struct hk_env *env = tree->env;
    struct hk_node *list = hk_kusttree_field(tree, "labels");
    uint32_t i = find_labels(tree, list);
    struct hk_node *entry = i == UINT32_MAX ? hk_node_map(env, HK_NOWHERE) : list->items[i];
    if (entry->kind != HK_MAP) /* null */
        entry = hk_node_map(env, HK_NOWHERE);
    struct hk_node *map = hk_kusttree_get(env, entry, "pairs");
    for (uint32_t k = 0; k < pairs->n; k++) {
        enum hkr_status status = add_pair(tree, &map, &pairs->items[k]);
        if (status != HKR_OK)
            return status;
    }
    entry = hk_kusttree_put(env, entry, "pairs", map);
    if (i != UINT32_MAX) {
        hk_kusttree_set_field(tree, "labels", hk_edit_set_item(env, list, i, entry));
        return HKR_OK;
    }
    if (tree->edit->flags & HKR_EDIT_INCLUDE_TEMPLATES)
        entry = hk_kusttree_put(env, entry, "includeTemplates",
                                hk_kusttree_new_plain(env, HK_S("true")));
    hk_kusttree_append(tree, "labels", entry);
    return HKR_OK;
}

enum hkr_status
hk_kustedit_add_metadata(struct hk_kusttree *tree)
{
    struct metadatas pairs;
    bool apart = tree->edit->flags & HKR_EDIT_WITHOUT_SELECTOR;
    if (!apart && (tree->edit->flags & HKR_EDIT_INCLUDE_TEMPLATES))
        return hk_kusttree_fault(tree, "add --without-selector",
                                 "--include-templates is for labels without selectors");
    enum hkr_status status = parse_metadata(tree, &pairs);
    if (status == HKR_OK && apart && !is_annotation(tree))
        return add_to_labels(tree, &pairs);
    struct hk_node *map = hk_kusttree_field(tree, field_of(tree));
    for (uint32_t i = 0; status == HKR_OK && i < pairs.n; i++)
        status = add_pair(tree, &map, &pairs.items[i]);
    if (status == HKR_OK)
        hk_kusttree_set_field(tree, field_of(tree), map);
    return status;
}

static enum hkr_status
remove_key(struct hk_kusttree *tree, struct hk_node **map, struct hk_slice key)
{
    bool ignore = tree->edit->flags & HKR_EDIT_IGNORE_MISSING;
    if (find_key(tree, *map, key)) {
        *map = hk_edit_remove(tree->env, *map, hk_env_sym(tree->env, key));
        return HKR_OK;
    }
    if (ignore)
        return HKR_OK;
    (void)hk_diag_report(tree->env->diags, HK_D_EDIT_MISSING, hk_kusttree_place(tree, *map),
                         "`%s` has no '%" PRSLICE "'", field_of(tree), ARGSLICE(key));
    hk_diag_mend(tree->env->diags, "with --ignore-non-existence that is fine");
    return HKR_E_INPUT;
}

enum hkr_status
hk_kustedit_remove_metadata(struct hk_kusttree *tree)
{
    const char *what = is_annotation(tree) ? "annotations" : "labels";
    if (tree->edit->n_args != 1)
        return hk_kusttree_fault(tree, "separate them by commas, without spaces",
                                 "the keys of the %s must be given as one operand", what);
    struct hk_node *map = hk_kusttree_field(tree, field_of(tree));
    struct hk_slices keys = hk_kusttree_split(tree->env, hk_kusttree_arg(tree, 0), ',');
    for (uint32_t i = 0; i < keys.n; i++) {
        if (keys.items[i].len == 0)
            return hk_kusttree_fault(tree, NULL, "a key of the %s is empty", what);
        enum hkr_status status = remove_key(tree, &map, keys.items[i]);
        if (status != HKR_OK)
            return status;
    }
    if (map)
        hk_kusttree_set_field(tree, field_of(tree), map);
    return HKR_OK;
}

/* ---- buildMetadata ---------------------------------------------------------------------- */

static enum hkr_status
parse_options(struct hk_kusttree *tree, struct hk_slices *ret_options)
{
    static const struct hk_slice known[] = {HK_S_INIT("originAnnotations"),
                                            HK_S_INIT("transformerAnnotations"),
                                            HK_S_INIT("managedByLabel")};
    if (tree->edit->n_args != 1)
        return hk_kusttree_fault(tree, "separate them by commas, without spaces",
                                 "the options of `buildMetadata` must be given as one operand");
    struct hk_slices options = hk_kusttree_split(tree->env, hk_kusttree_arg(tree, 0), ',');
    for (uint32_t i = 0; i < options.n; i++) {
        size_t k = 0;
        while (k < HK_COUNT(known) && !hk_slice_eq(known[k], options.items[i]))
            k++;
        if (k == HK_COUNT(known))
            return hk_kusttree_fault(
                tree, "there are originAnnotations, transformerAnnotations and managedByLabel",
                "'%" PRSLICE "' is no option of `buildMetadata`", ARGSLICE(options.items[i]));
    }
    *ret_options = options;
    return HKR_OK;
}

static bool
has_text(const struct hk_slices *texts, struct hk_slice text)
{
    for (uint32_t i = 0; i < texts->n; i++)
        if (hk_slice_eq(texts->items[i], text))
            return true;
    return false;
}

static struct hk_node *
find_text(const struct hk_node *list, struct hk_slice text)
{
    for (uint32_t i = 0; list && i < list->n; i++)
        if (list->items[i]->kind == HK_SCALAR && hk_slice_eq(hk_node_text(list->items[i]), text))
            return list->items[i];
    return NULL;
}

/* What stays keeps its line, unless the order is another. */
enum hkr_status
hk_kustedit_set_buildmetadata(struct hk_kusttree *tree)
{
    struct hk_slices options;
    enum hkr_status status = parse_options(tree, &options);
    if (status != HKR_OK)
        return status;
    const struct hk_node *old = hk_kusttree_field(tree, "buildMetadata");
    struct hk_node *list = hk_node_seq(tree->env, HK_NOWHERE);
    bool same = old && old->n == options.n;
    for (uint32_t i = 0; i < options.n; i++) {
        struct hk_node *item = find_text(old, options.items[i]);
        same = same && item == old->items[i];
        item = item ? item : hk_kusttree_new_text(tree->env, options.items[i]);
        list = hk_edit_append(tree->env, list, item);
    }
    if (same)
        return HKR_OK;
    if (old)
        list->file = old->file, list->offset = old->offset;
    hk_kusttree_set_field(tree, "buildMetadata", list);
    return HKR_OK;
}

enum hkr_status
hk_kustedit_add_buildmetadata(struct hk_kusttree *tree)
{
    struct hk_slices options;
    enum hkr_status status = parse_options(tree, &options);
    for (uint32_t i = 0; status == HKR_OK && i < options.n; i++) {
        const struct hk_node *old =
            find_text(hk_kusttree_field(tree, "buildMetadata"), options.items[i]);
        if (old)
            return hk_diag_report(tree->env->diags, HK_D_EDIT_PRESENT, hk_kusttree_place(tree, old),
                                  "the option '%" PRSLICE "' is there already",
                                  ARGSLICE(options.items[i]));
        hk_kusttree_append(tree, "buildMetadata",
                           hk_kusttree_new_text(tree->env, options.items[i]));
    }
    return status;
}

enum hkr_status
hk_kustedit_remove_buildmetadata(struct hk_kusttree *tree)
{
    struct hk_slices options;
    enum hkr_status status = parse_options(tree, &options);
    if (status != HKR_OK)
        return status;
    struct hk_node *list = hk_kusttree_field(tree, "buildMetadata");
    for (uint32_t i = list ? list->n : 0; i-- > 0;)
        if (has_text(&options, hk_node_text(list->items[i])))
            list = hk_edit_remove_at(tree->env, list, i);
    hk_kusttree_set_field(tree, "buildMetadata", list);
    return HKR_OK;
}
