/* SPDX-License-Identifier: Apache-2.0 */
#include "merge.h"

#include "../base/index.h"
#include "../yaml/resolve.h"
#include "strict.h"

#include <stdlib.h>

/* Maps with more keys than this, both together, are matched by hashing. */
enum { SCAN_LIMIT = 32 };

/* ---- Scalars ------------------------------------------------------------------------------ */

/* Plain text that YAML 1.1 does not read as a string, of a scalar that is one: YAML 1.2 reads it
 * so, or it has no tag yet. */
static bool
is_ambiguous(const struct hk_node *scalar)
{
    struct hk_slice text = hk_node_text(scalar);
    if (scalar->style != HK_PLAIN || text.len == 0 || (scalar->flags & HK_NODE_TAGGED) ||
        !strchr("0123456789+-.~nNyYoOtTfF", text.ptr[0]))
        return false;
    switch (hk_resolve_yaml11(text, NULL)) {
    case HK_TAG_INT:
    case HK_TAG_FLOAT:
    case HK_TAG_BOOL:
    case HK_TAG_NULL:
        return scalar->flags & HK_NODE_UNTAGGED || hk_node_type(scalar) == HK_TAG_STR;
    case HK_TAG_NONE:
    case HK_TAG_STR:
    case HK_TAG_TIMESTAMP:
    case HK_TAG_BINARY:
    case HK_TAG_MERGE:
    case HK_TAG_OTHER:
        break;
    }
    return false;
}

struct hk_node *
hk_merge_settled(struct merge *m, struct hk_node *scalar)
{
    if (!is_ambiguous(scalar))
        return scalar;
    return hk_node_scalar(m->env, hk_node_text(scalar), HK_TAG_NONE, HK_DOUBLE,
                          hk_node_place(scalar));
}

/* @value in the style of @old, whose place it takes. A number that comes where a quoted string
 * was so becomes a string; a string that comes where a plain number was stays one. */
static struct hk_node *
restyled(struct merge *m, const struct hk_node *old, struct hk_node *value)
{
    enum hk_tag type = value->tag == HK_TAG_OTHER ? HK_TAG_OTHER : hk_node_type(value);
    enum hk_tag tag = type;
    if (!(old->flags & HK_NODE_TAGGED)) {
        bool is_implied = old->style == HK_PLAIN || type != HK_TAG_STR
                              ? hk_resolve(hk_node_text(value), NULL) == type
                              : true;
        tag = is_implied ? HK_TAG_NONE : type;
    }
    if (type != HK_TAG_STR && old->style != HK_PLAIN && !(old->flags & HK_NODE_TAGGED))
        hk_merge_strict_quoted(m, old, value);
    if (value->style == old->style && value->tag == tag && !(value->flags & HK_NODE_TAGGED))
        return value;
    struct hk_node *made = hk_node_scalar(m->env, hk_node_text(value), tag,
                                          (enum hk_style)old->style, hk_node_place(value));
    made->flags = (uint8_t)(old->flags & HK_NODE_TAGGED);
    return made;
}

/* What a map holds after @value was put where @old (may be NULL) stood, for @patch. The style of
 * what stood there stays, that of collections too: in flow style an empty value is output as a
 * string. An empty collection has the style of the patch. */
static struct hk_node *
placed(struct merge *m, const struct hk_node *old, const struct hk_node *patch,
       struct hk_node *value)
{
    if (!value)
        return NULL;
    if (value->kind == HK_SCALAR)
        return old && old != value ? restyled(m, old, value) : hk_merge_settled(m, value);
    if (!old || old == value)
        return value;
    const struct hk_node *model = old->kind != HK_SCALAR && old->n == 0 && patch ? patch : old;
    return hk_merge_in_style(m, value, model->flags);
}

struct hk_node *
hk_merge_in_style(struct merge *m, struct hk_node *collection, uint8_t flags)
{
    if (((collection->flags ^ flags) & HK_NODE_FLOW) == 0)
        return collection;
    collection = hk_edit_own(m->env, collection);
    collection->flags = (uint8_t)(collection->flags ^ HK_NODE_FLOW);
    return collection;
}

/* ---- Maps --------------------------------------------------------------------------------- */

/* The pairs of a map that is being merged: what the patch has for each. */
struct pairing {
    struct hk_node **patch_values; /* by pair of dest; NULL: none */
    uint32_t *added;               /* pairs of the patch that dest does not have */
    uint32_t n_added;
};

/* Finds pairs of two maps by key, the first of equal ones. */
struct finder {
    const struct hk_node *dest;
    const struct hk_node *patch;
    struct hk_index *index; /* NULL: scan. Values: pairs of dest, then those of patch */
};

static bool
has_key(const struct finder *f, uint32_t i, hk_sym key)
{
    return i < f->dest->n ? f->dest->pairs[i].key == key
                          : f->patch->pairs[i - f->dest->n].key == key;
}

static uint32_t
find_pair(const struct finder *f, const uint32_t *added, uint32_t n_added, hk_sym key)
{
    if (f->index) {
        uint32_t entry = hk_index_first(f->index, hk_hash_mix(0, key));
        for (; entry != HK_INDEX_END; entry = hk_index_next(f->index, entry))
            if (has_key(f, hk_index_value(f->index, entry), key))
                return hk_index_value(f->index, entry);
        return UINT32_MAX;
    }
    for (uint32_t i = 0; i < f->dest->n; i++)
        if (f->dest->pairs[i].key == key)
            return i;
    for (uint32_t i = 0; i < n_added; i++)
        if (f->patch->pairs[added[i]].key == key)
            return f->dest->n + added[i];
    return UINT32_MAX;
}

static struct pairing
pair_up(struct merge *m, const struct hk_node *dest, const struct hk_node *patch)
{
    struct hk_arena *scratch = m->env->scratch;
    struct pairing p = {.patch_values = HK_NEW_ARRAY(scratch, dest->n, struct hk_node *),
                        .added = HK_NEW_ARRAY(scratch, patch->n, uint32_t)};
    struct finder f = {.dest = dest, .patch = patch};
    if (patch->n > 2 && (uint64_t)dest->n + patch->n > SCAN_LIMIT) {
        f.index = hk_index_new(scratch, (size_t)dest->n + patch->n);
        for (uint32_t i = 0; i < dest->n; i++)
            hk_index_add(f.index, hk_hash_mix(0, dest->pairs[i].key), i);
    }
    for (uint32_t j = 0; j < patch->n; j++) {
        hk_sym key = patch->pairs[j].key;
        uint32_t found = find_pair(&f, p.added, p.n_added, key);
        if (found == UINT32_MAX) {
            p.added[p.n_added++] = j;
            if (f.index)
                hk_index_add(f.index, hk_hash_mix(0, key), dest->n + j);
        } else if (found < dest->n && !p.patch_values[found]) {
            p.patch_values[found] = patch->pairs[j].value;
        }
    }
    return p;
}

/* Whether the key of pair @i stands in @map before. *@index is made when first needed. */
static bool
is_repeated(struct merge *m, const struct hk_node *map, uint32_t i, struct hk_index **index)
{
    hk_sym key = map->pairs[i].key;
    if (map->n <= SCAN_LIMIT)
        return hk_map_find(map, key) != &map->pairs[i];
    if (!*index) {
        *index = hk_index_new(m->env->scratch, map->n);
        for (uint32_t j = 0; j < map->n; j++)
            hk_index_add(*index, hk_hash_mix(0, map->pairs[j].key), j);
    }
    uint32_t entry = hk_index_first(*index, hk_hash_mix(0, key));
    while (map->pairs[hk_index_value(*index, entry)].key != key)
        entry = hk_index_next(*index, entry);
    return hk_index_value(*index, entry) != i;
}

/* @map without the pairs that are marked in @gone. */
static struct hk_node *
without(struct merge *m, struct hk_node *map, const bool *gone)
{
    struct hk_node *kept = hk_node_map(m->env, hk_node_place(map));
    kept->flags = map->flags;
    for (uint32_t i = 0; i < map->n; i++)
        if (!gone[i])
            kept = hk_edit_append_pair(m->env, kept, map->pairs[i]);
    return kept;
}

/* The pairs of a map in the order in which they are merged. */
struct turn {
    struct hk_slice key;
    uint32_t pair;
};

static int
by_key(const void *a, const void *b)
{
    const struct turn *left = a;
    const struct turn *right = b;
    int order = hk_slice_cmp(left->key, right->key);
    return order ? order : (left->pair > right->pair) - (left->pair < right->pair);
}

/* Bytewise order, as in kustomize: with nodes that stand at several places, the last change
 * counts. Such nodes are labels, so in large maps only what the patch changes is sorted. */
static struct turn *
turns_of(struct merge *m, const struct hk_node *dest, struct hk_node *const *patch_values)
{
    struct turn *turns = HK_NEW_ARRAY(m->env->scratch, dest->n, struct turn);
    bool is_large = dest->n > SCAN_LIMIT;
    uint32_t n = 0;
    for (uint32_t i = 0; i < dest->n; i++)
        if (!is_large || patch_values[i])
            turns[n++] = (struct turn){hk_env_text(m->env, dest->pairs[i].key), i};
    qsort(turns, n, sizeof *turns, by_key);
    for (uint32_t i = 0; is_large && i < dest->n; i++)
        if (!patch_values[i])
            turns[n++].pair = i;
    return turns;
}

/* Merges what @dest has with @patch_values, or with itself when @is_new, else with nothing. A
 * key that stands twice is merged where it stands first. */
static struct hk_node *
merge_present(struct merge *m, struct hk_node *dest, struct hk_node *const *patch_values,
              bool is_new, hk_schema type, uint32_t depth)
{
    const struct turn *turns = patch_values ? turns_of(m, dest, patch_values) : NULL;
    bool *gone = NULL;
    struct hk_index *index = NULL;
    uint32_t n = dest->n;
    for (uint32_t turn = 0; turn < n; turn++) {
        uint32_t i = turns ? turns[turn].pair : turn;
        struct hk_node *old = dest->pairs[i].value;
        struct hk_node *patch = is_new ? old : patch_values ? patch_values[i] : NULL;
        hk_schema field = hk_schema_field(m->env, type, dest->pairs[i].key);
        struct hk_node *value = hk_merge_pair(m, old, patch, field, depth + 1);
        value = placed(m, old, patch, value);
        if (value == old || ((is_new || !patch) && is_repeated(m, dest, i, &index)))
            continue;
        if (value) {
            dest = hk_edit_set_at(m->env, dest, i, value);
            continue;
        }
        if (!gone)
            gone = HK_NEW_ARRAY(m->env->scratch, n, bool);
        gone[i] = true;
    }
    return gone ? without(m, dest, gone) : dest;
}

static struct hk_node *
merge_fields(struct merge *m, struct hk_node *dest, struct hk_node *patch, hk_schema type,
             uint32_t depth)
{
    if (!patch || patch == dest)
        return merge_present(m, dest, NULL, patch != NULL, type, depth);
    struct pairing p = pair_up(m, dest, patch);
    dest = merge_present(m, dest, p.patch_values, false, type, depth);
    for (uint32_t i = 0; i < p.n_added; i++) {
        struct hk_pair pair = patch->pairs[p.added[i]];
        hk_schema field = hk_schema_field(m->env, type, pair.key);
        struct hk_node *value = hk_merge_pair(m, NULL, pair.value, field, depth + 1);
        pair.value = placed(m, NULL, pair.value, value);
        pair.key_tag = HK_TAG_NONE;
        if (pair.value)
            dest = hk_edit_append_pair(m->env, dest, pair);
    }
    return dest;
}

/* @dest or @patch is a map, the other is one too, null or NULL. */
static struct hk_node *
merge_map(struct merge *m, struct hk_node *dest, struct hk_node *patch, hk_schema type,
          uint32_t depth)
{
    bool is_new = hk_node_is_null(dest) || dest == patch;
    if (patch && hk_node_is_null(patch))
        return NULL;
    enum directive directive = hk_merge_map_directive(patch);
    if (directive == DIRECTIVE_DELETE)
        return NULL;
    if (directive == DIRECTIVE_UNKNOWN) {
        /* Nothing stands there: kustomize then overlooks the fault, and the directive stays. */
        if (!hk_node_is_null(dest)) {
            hk_merge_bad_directive(m, patch);
            return dest;
        }
    } else if (directive != DIRECTIVE_NONE) {
        patch = hk_merge_strip_map(m, patch);
    }
    if (is_new || directive == DIRECTIVE_REPLACE)
        dest = patch;
    return merge_fields(m, dest, patch, type, depth);
}

/* ---- Pairs -------------------------------------------------------------------------------- */

static void
wrong_kind(struct merge *m, const struct hk_node *dest, const struct hk_node *patch)
{
    static const char *const names[] = {
        [HK_SCALAR] = "a scalar", [HK_MAP] = "a map", [HK_SEQ] = "a list"};
    m->status = hk_diag_report(m->env->diags, HK_D_MERGE_KIND, hk_node_place(patch),
                               "the patch has %s where the resource has %s", names[patch->kind],
                               names[dest->kind]);
    hk_diag_related(m->env->diags, hk_node_place(dest), "the resource has %s here",
                    names[dest->kind]);
    hk_diag_mend(m->env->diags, "give it the same shape, or remove the field with null first");
}

static hk_schema
object_type(const struct hk_env *env, const struct hk_node *map)
{
    if (!map || map->kind != HK_MAP)
        return HK_SCHEMA_NONE;
    struct hk_slice kind = hk_map_text(map, HK_SYM_kind);
    if (kind.len == 0)
        return HK_SCHEMA_NONE;
    return hk_schema_find(env, hk_map_text(map, HK_SYM_apiVersion), kind);
}

struct hk_node *
hk_merge_pair(struct merge *m, struct hk_node *dest, struct hk_node *patch, hk_schema type,
              uint32_t depth)
{
    bool has_dest = !hk_node_is_null(dest);
    bool has_patch = !hk_node_is_null(patch);
    if (!has_dest && !has_patch) /* a null that is spelled out is kept, `key:` is not */
        return dest && !patch && dest->n > 0 ? dest : NULL;
    if (depth > m->env->limits->depth) /* what was read is not that deep */
        hk_heap_throw(hk_arena_heap(m->env->arena), HKR_E_LIMIT);
    if (has_dest && has_patch && dest->kind != patch->kind) {
        wrong_kind(m, dest, patch);
        return dest;
    }
    enum hk_kind kind = (enum hk_kind)(has_dest ? dest : patch)->kind;
    if (kind == HK_SCALAR)
        return !patch ? dest : has_patch ? patch : NULL;
    /* An object within an object of unknown type is merged as what it says that it is. */
    if (type == HK_SCHEMA_NONE)
        type = object_type(m->env, dest);
    if (type == HK_SCHEMA_NONE)
        type = object_type(m->env, patch);
    if (kind == HK_MAP)
        return merge_map(m, dest, patch, type, depth);
    if (hk_schema_list_rule(m->env, type).merges)
        return hk_merge_list(m, dest, patch, type, depth);
    if (has_dest && has_patch)
        hk_merge_strict_replaced(m, dest, patch, type);
    return !patch ? dest : has_patch ? patch : NULL;
}

static enum hkr_status
merge_roots(struct merge *m, struct hk_node *dest, struct hk_node *patch, struct hk_node **ret_root)
{
    struct hk_env *env = m->env;
    struct hk_mark mark = hk_arena_mark(env->scratch);
    /* Owned nodes hang in one tree only; those of a patch end up in many. */
    if (patch->owner == env->owner)
        patch = hk_edit_clone(env, patch);
    struct hk_node *root = hk_merge_pair(m, dest, patch, HK_SCHEMA_NONE, 0);
    hk_arena_rewind(env->scratch, mark);
    if (m->status == HKR_OK)
        *ret_root = root;
    return m->status;
}

enum hkr_status
hk_merge(struct hk_env *env, struct hk_node *dest, struct hk_node *patch, struct hk_node **ret_root)
{
    struct merge m = {.env = env, .status = HKR_OK};
    enum directive directive = hk_merge_map_directive(patch);
    enum hkr_status status = merge_roots(&m, dest, patch, ret_root);
    if (status == HKR_OK && directive == DIRECTIVE_REPLACE)
        *ret_root = dest; /* kustomize drops the result of replacing the root */
    return status;
}

enum hkr_status
hk_merge_values(struct hk_env *env, struct hk_node *dest, struct hk_node *patch,
                struct hk_node **ret_root)
{
    struct merge m = {.env = env, .appends = true, .status = HKR_OK};
    const struct hk_policy *policy = env->diags->policy;
    env->diags->policy = NULL;
    enum hkr_status status = merge_roots(&m, dest, patch, ret_root);
    env->diags->policy = policy;
    return status;
}
