/* SPDX-License-Identifier: Apache-2.0 */
#include "helm_values.h"

#include "../base/index.h"
#include "../base/number.h"
#include "../load/scalar.h"
#include "../merge/merge.h"
#include "../yaml/write.h"

#include <math.h>
#include <strings.h>

#define FEW_KEYS 16 /* so many are compared one with another */

/* Both sides are turned into trees whose scalars have their type as a tag: kustomize keeps the
 * types of values through the merge, whatever style the scalar had whose place they take. */
static struct hk_node *
typed(struct hk_env *env, const struct hk_node *like, struct hk_slice text, enum hk_tag tag)
{
    struct hk_node *node = hk_node_scalar(env, text, tag, tag == HK_TAG_STR ? HK_DOUBLE : HK_PLAIN,
                                          hk_node_place(like));
    node->flags |= HK_NODE_TAGGED;
    return node;
}

/* ---- Values in a kustomization ------------------------------------------------------------ */

static enum hkr_status from_config(struct hk_env *env, const struct hk_node *node,
                                   struct hk_node **ret_node);

/* They pass through JSON: every number is a float of 64 bits. */
static enum hkr_status
number_from_config(struct hk_env *env, const struct hk_node *node, const struct hk_number *number,
                   struct hk_node **ret_node)
{
    double value = number->kind == HK_NUMBER_INT    ? (double)number->i
                   : number->kind == HK_NUMBER_UINT ? (double)number->u
                                                    : number->f;
    if (!isfinite(value)) {
        enum hkr_status status = hk_diag_report(env->diags, HK_D_BAD_NUMBER, hk_node_place(node),
                                                "a value of a chart must be a finite number");
        hk_diag_mend(env->diags, "put it in quotes to make it a text");
        return status;
    }
    char *buffer = hk_arena_alloc(env->arena, HK_NUMBER_BUFFER);
    struct hk_slice text = hk_slice(buffer, hk_number_write_json(value, buffer));
    *ret_node = typed(env, node, text, hk_resolve(text, NULL));
    return HKR_OK;
}

static enum hkr_status
scalar_from_config(struct hk_env *env, const struct hk_node *node, struct hk_node **ret_node)
{
    struct hk_number number;
    struct hk_slice text = hk_node_text(node);
    enum hk_tag tag = hk_scalar_type(node, &number);
    if (tag == HK_TAG_INT || tag == HK_TAG_FLOAT)
        return number_from_config(env, node, &number, ret_node);
    if (tag == HK_TAG_BINARY && !hk_scalar_binary(env, node, &text)) {
        (void)hk_diag_report(env->diags, HK_D_WRONG_TYPE, hk_node_place(node),
                             "this is not the base64 of some text");
        hk_diag_mend(env->diags, "take the tag !!binary off, or encode the text as base64");
        return HKR_E_INPUT;
    }
    if (tag == HK_TAG_BINARY)
        tag = HK_TAG_STR;
    if (tag == HK_TAG_BOOL)
        text = hk_scalar_is_true(node) ? HK_S("true") : HK_S("false");
    if (tag == HK_TAG_NULL)
        text = HK_S("null");
    *ret_node = typed(env, node, text, tag);
    return HKR_OK;
}

/* Finds the pair of a map with a key; with an index when there are many. */
struct key_set {
    const struct hk_node *map; /* may be NULL */
    struct hk_index *index;
};

/* For a map that will have up to @n pairs. */
static struct key_set
key_set_for(struct hk_env *env, const struct hk_node *map, uint32_t n)
{
    return (struct key_set){map, n > FEW_KEYS ? hk_index_new(env->arena, n) : NULL};
}

static void
note_key(struct key_set *set, uint32_t at)
{
    if (set->index)
        hk_index_add(set->index, hk_hash_mix(0, set->map->pairs[at].key), at);
}

static struct key_set
key_set_of(struct hk_env *env, const struct hk_node *map)
{
    struct key_set set = key_set_for(env, map, map ? map->n : 0);
    for (uint32_t i = 0; map && i < map->n; i++)
        note_key(&set, i);
    return set;
}

static uint32_t
find_key(const struct key_set *set, hk_sym key)
{
    if (!set->index) {
        for (uint32_t i = 0; set->map && i < set->map->n; i++)
            if (set->map->pairs[i].key == key)
                return i;
        return UINT32_MAX;
    }
    for (uint32_t i = hk_index_first(set->index, hk_hash_mix(0, key)); i != HK_INDEX_END;
         i = hk_index_next(set->index, i))
        if (set->map->pairs[hk_index_value(set->index, i)].key == key)
            return hk_index_value(set->index, i);
    return UINT32_MAX;
}

static enum hkr_status
fault_key(struct hk_env *env, const struct hk_pair *pair)
{
    enum hkr_status status = hk_diag_report(env->diags, HK_D_BAD_MAP_KEY, hk_pair_place(pair),
                                            "a map key must be text, a number or a boolean");
    hk_diag_mend(env->diags, "put it in quotes");
    return status;
}

/* Of equal keys the later one counts, and the others are not even looked at. */
static enum hkr_status
keys_from_config(struct hk_env *env, const struct hk_node *node, struct hk_node **ret_map)
{
    struct hk_node *map = hk_node_map(env, hk_node_place(node));
    struct key_set set = key_set_for(env, map, node->n);
    for (uint32_t i = 0; i < node->n; i++) {
        struct hk_pair pair = node->pairs[i];
        struct hk_slice key;
        if (!hk_scalar_key(env, &pair, &key))
            return fault_key(env, &pair);
        pair.key = hk_env_sym(env, key);
        pair.key_tag = HK_TAG_STR;
        pair.key_style = HK_DOUBLE;
        uint32_t at = find_key(&set, pair.key);
        if (at != UINT32_MAX) {
            map = hk_edit_set_at(env, map, at, pair.value);
            continue;
        }
        set.map = map = hk_edit_append_pair(env, map, pair);
        note_key(&set, map->n - 1);
    }
    *ret_map = map;
    return HKR_OK;
}

static enum hkr_status
map_from_config(struct hk_env *env, const struct hk_node *node, struct hk_node **ret_node)
{
    struct hk_node *map = NULL;
    enum hkr_status status = keys_from_config(env, node, &map);
    for (uint32_t i = 0; status == HKR_OK && i < map->n; i++) {
        struct hk_node *value = NULL;
        status = from_config(env, map->pairs[i].value, &value);
        if (status == HKR_OK)
            map = hk_edit_set_at(env, map, i, value);
    }
    *ret_node = map;
    return status;
}

static enum hkr_status
seq_from_config(struct hk_env *env, const struct hk_node *node, struct hk_node **ret_node)
{
    struct hk_node *seq = hk_node_seq(env, hk_node_place(node));
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < node->n; i++) {
        struct hk_node *item = NULL;
        status = from_config(env, node->items[i], &item);
        if (status == HKR_OK)
            seq = hk_edit_append(env, seq, item);
    }
    *ret_node = seq;
    return status;
}

/* As deep as the document was read. */
static enum hkr_status
from_config(struct hk_env *env, const struct hk_node *node, struct hk_node **ret_node)
{
    return node->kind == HK_MAP   ? map_from_config(env, node, ret_node)
           : node->kind == HK_SEQ ? seq_from_config(env, node, ret_node)
                                  : scalar_from_config(env, node, ret_node);
}

/* The texts among the fields of an entry. A value of the same name is taken for one when kustomize
 * decodes the entry: `version: 1.30` among the values is the text "1.3". */
static const char *const text_fields[] = {
    "name",       "version",     "repo",        "releaseName",  "namespace",
    "valuesFile", "valuesMerge", "kubeVersion", "nameTemplate",
};
/* The lists of texts. */
static const char *const texts_fields[] = {"additionalValuesFiles", "apiVersions"};

static bool
is_among(struct hk_slice key, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(names[i]) == key.len && strncasecmp(names[i], key.ptr, key.len) == 0)
            return true;
    return false;
}

static struct hk_node *
as_text(struct hk_env *env, struct hk_node *node)
{
    enum hk_tag tag = (enum hk_tag)node->tag;
    if (node->kind != HK_SCALAR || tag == HK_TAG_STR || tag == HK_TAG_NULL)
        return node;
    hk_diag_remark(env->diags, HK_D_HELM_VALUE_TEXT, hk_node_place(node),
                   "a value of this name is taken for a text");
    hk_diag_mend(env->diags, "put it in quotes, so that it is clear what it is");
    struct hk_node plain = *node;
    plain.tag = HK_TAG_NONE;
    plain.flags = 0;
    return typed(env, node, hk_scalar_as_text(env, &plain), HK_TAG_STR);
}

static struct hk_node *
decoded(struct hk_env *env, struct hk_node *root)
{
    for (uint32_t i = 0; i < root->n; i++) {
        struct hk_slice key = hk_env_text(env, root->pairs[i].key);
        struct hk_node *value = root->pairs[i].value;
        if (is_among(key, text_fields, HK_COUNT(text_fields)))
            value = as_text(env, value);
        else if (value->kind == HK_SEQ && is_among(key, texts_fields, HK_COUNT(texts_fields)))
            for (uint32_t k = 0; k < value->n; k++)
                value = hk_edit_set_item(env, value, k, as_text(env, value->items[k]));
        root = hk_edit_set_at(env, root, i, value);
    }
    return root;
}

/* ---- Values in a file ---------------------------------------------------------------------- */

/* What has become of a file's values. */
struct file_values {
    struct hk_env *env;
    bool file_wins; /* HK_VALUES_MERGE */
    bool is_charts;
    const struct hk_node *root;
    uint32_t n_lists; /* around what is looked at: in lists nothing is merged or lost */
    enum hkr_status status;
};

static enum hkr_status
fault_alias(struct hk_env *env, const struct hk_pair *pair)
{
    enum hkr_status status =
        hk_diag_report(env->diags, HK_D_HELM_VALUES, hk_pair_place(pair),
                       "an alias stands where a value is merged with another one");
    hk_diag_mend(env->diags, "write the value out, or leave `valuesMerge: merge` out");
    return status;
}

static struct hk_node *from_file(struct file_values *values, const struct hk_node *node,
                                 struct hk_node *other, struct hk_node **ret_other);

static struct hk_node *
seq_from_file(struct file_values *values, const struct hk_node *node)
{
    struct hk_node *seq = hk_node_seq(values->env, hk_node_place(node));
    values->n_lists++;
    for (uint32_t i = 0; i < node->n; i++)
        seq = hk_edit_append(values->env, seq, from_file(values, node->items[i], NULL, NULL));
    values->n_lists--;
    return seq;
}

/* What stands under a null gets lost when kustomize decodes the merged values; further down that is
 * a fault, found when they are written. */
static bool
is_null_key(const struct hk_env *env, const struct hk_pair *pair)
{
    if (pair->key_tag != HK_TAG_NONE)
        return pair->key_tag == HK_TAG_NULL;
    return pair->key_style == HK_PLAIN &&
           hk_resolve(hk_env_text(env, pair->key), NULL) == HK_TAG_NULL;
}

/* @map without the pairs that are @lost. */
static struct hk_node *
without(struct hk_env *env, const struct hk_node *map, const bool *lost)
{
    struct hk_node *rest = hk_node_map(env, hk_node_place(map));
    for (uint32_t i = 0; i < map->n; i++)
        if (!lost[i])
            rest = hk_edit_append_pair(env, rest, map->pairs[i]);
    return rest;
}

static void
note_lost(struct hk_env *env, const struct hk_pair *pair)
{
    hk_diag_remark(env->diags, HK_D_HELM_VALUE_LOST, hk_pair_place(pair),
                   "this value is an alias, and gets lost when values are merged");
    hk_diag_mend(env->diags, "write it out");
}

static struct hk_node *
map_from_file(struct file_values *values, const struct hk_node *node, struct hk_node *other,
              struct hk_node **ret_other)
{
    struct hk_env *env = values->env;
    struct hk_node *made = hk_node_map(env, hk_node_place(node));
    struct key_set set = key_set_of(env, other);
    bool *lost = NULL;
    for (uint32_t i = 0; i < node->n; i++) {
        struct hk_pair pair = node->pairs[i];
        uint32_t at = find_key(&set, pair.key);
        struct hk_node *beside = at == UINT32_MAX ? NULL : other->pairs[at].value;
        if (node == values->root && is_null_key(env, &pair))
            continue;
        if (values->n_lists || !(pair.key_flags & HK_PAIR_ALIASED)) {
            pair.value = from_file(values, pair.value, beside, &beside);
            made = hk_edit_append_pair(env, made, pair);
            if (beside)
                set.map = other = hk_edit_set_at(env, other, at, beside);
        } else if (beside && values->file_wins && !hk_node_is_null(beside)) {
            values->status = fault_alias(env, &pair);
        } else if (beside) {
            lost = lost ? lost : HK_NEW_ARRAY(env->arena, other->n, bool);
            lost[at] = true;
        }
        if (!values->n_lists && (pair.key_flags & HK_PAIR_ALIASED) &&
            (beside || !values->is_charts))
            note_lost(env, &pair);
    }
    if (other)
        *ret_other = lost ? without(env, other, lost) : other;
    return made;
}

/* The same tree with types as tags; @other is what the inline values have here, or NULL; what
 * becomes of it goes to *ret_other. A value that is an alias gets lost: where the inline values
 * win, theirs gets lost as well; where the file wins, the two do not fit. */
static struct hk_node *
from_file(struct file_values *values, const struct hk_node *node, struct hk_node *other,
          struct hk_node **ret_other)
{
    if (node->kind == HK_MAP)
        return map_from_file(values, node, other && other->kind == HK_MAP ? other : NULL,
                             ret_other);
    if (node->kind == HK_SEQ)
        return seq_from_file(values, node);
    return typed(values->env, node, hk_node_text(node), hk_node_type(node));
}

static enum hkr_status
read_file(struct hk_env *env, const struct hk_values_file *file, struct hk_node **ret_root)
{
    struct hk_place at = {file->id, 0, 0};
    enum hkr_status status = hk_read_values(env, file->id, file->text, ret_root);
    if (status != HKR_OK)
        return status;
    if (!*ret_root) {
        status = hk_diag_report(env->diags, HK_D_HELM_VALUES, at,
                                "there is nothing in this values file, and it cannot be merged "
                                "with `valuesInline`");
        hk_diag_mend(env->diags, "write {} into it, or say `valuesMerge: replace`");
    } else if ((*ret_root)->kind != HK_MAP && !hk_node_is_null(*ret_root)) {
        status = hk_diag_report(env->diags, HK_D_HELM_VALUES, at,
                                "a values file must be a map of values, not a %s",
                                (*ret_root)->kind == HK_SEQ ? "list" : "single value");
        hk_diag_mend(env->diags, "see that it is the right file");
    }
    return status;
}

/* ---- Both ---------------------------------------------------------------------------------- */

static enum hkr_status
merge(struct hk_env *env, bool file_wins, struct hk_node *inline_root,
      const struct hk_values_file *file, struct hk_node **ret_root)
{
    struct hk_node *file_root = NULL, *typed_root = NULL;
    enum hkr_status status = read_file(env, file, &file_root);
    if (status != HKR_OK)
        return status;
    if (file_root->kind != HK_MAP) {
        /* A null takes away all that it is merged into, and is nothing to merge into. */
        file_root = inline_root;
        inline_root = hk_node_map(env, hk_node_place(inline_root));
        if (!file_wins)
            return hk_merge_values(env, inline_root, file_root, ret_root);
        *ret_root = inline_root;
        return HKR_OK;
    }
    struct file_values values = {
        .env = env, .file_wins = file_wins, .is_charts = file->is_charts, .root = file_root};
    typed_root = from_file(&values, file_root, inline_root, &inline_root);
    if (values.status != HKR_OK)
        return values.status;
    return file_wins ? hk_merge_values(env, inline_root, typed_root, ret_root)
                     : hk_merge_values(env, typed_root, inline_root, ret_root);
}

static enum hkr_status
write(struct hk_env *env, const struct hk_node *root, struct hk_slice *ret_text)
{
    struct hk_mark mark = hk_arena_mark(env->scratch);
    struct hk_buf *buf = HK_NEW(env->scratch, struct hk_buf);
    *buf = (struct hk_buf)HK_BUF_INIT(hk_arena_heap(env->scratch));
    hk_arena_defer(env->scratch, hk_buf_release, buf);
    enum hkr_status status = hk_write_yaml(env, root, buf);
    if (status == HKR_OK)
        *ret_text = hk_arena_slice(env->arena, hk_buf_slice(buf));
    hk_arena_rewind(env->scratch, mark);
    return status;
}

enum hkr_status
hk_helm_values(struct hk_env *env, enum hk_values_merge how, const struct hk_node *inline_values,
               const struct hk_values_file *file, struct hk_slice *ret_text)
{
    uint32_t n_diags = env->diags->list.n;
    struct hk_node *root = NULL;
    enum hkr_status status = from_config(env, inline_values, &root);
    if (status == HKR_OK)
        root = decoded(env, root);
    if (status == HKR_OK && how != HK_VALUES_REPLACE)
        status = merge(env, how == HK_VALUES_MERGE, root, file, &root);
    if (status == HKR_OK)
        status = root ? write(env, root, ret_text) : HKR_OK;
    if (status == HKR_OK && !root)
        *ret_text = HK_S("{}\n");
    for (uint32_t i = n_diags; i < env->diags->list.n; i++)
        for (struct hk_diag *diag = env->diags->list.items[i]; diag; diag = diag->related)
            diag->hide_line = true;
    return status;
}
