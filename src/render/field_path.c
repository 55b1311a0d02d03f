/* SPDX-License-Identifier: Apache-2.0 */
#include "field_path.h"

/* ---- Writing ------------------------------------------------------------------------------ */

static bool
is_plain(struct hk_slice key)
{
    for (size_t i = 0; i < key.len; i++) {
        char c = key.ptr[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_letter && !(c >= '0' && c <= '9') && c != '_' && c != '-' && c != '$')
            return false;
    }
    return key.len > 0;
}

static struct hk_slice
join(struct hk_env *env, struct hk_slice a, const char *between, struct hk_slice b, const char *end)
{
    a = hk_arena_concat(env->arena, a, hk_slice_cstr(between));
    b = hk_arena_concat(env->arena, b, hk_slice_cstr(end));
    return hk_arena_concat(env->arena, a, b);
}

struct hk_slice
hk_field_path_key(struct hk_env *env, struct hk_slice path, struct hk_slice key)
{
    return is_plain(key) ? join(env, path, path.len ? "." : "", key, "")
                         : join(env, path, "[\"", key, "\"]");
}

/* Whether member @key of @field is not to be shown. */
static bool
is_hidden(const struct hk_field_node *field, hk_sym key)
{
    for (uint32_t i = 0; i < field->children.n; i++) {
        const struct hk_field_node *child = field->children.items[i];
        if (child->key == key && child->values.n)
            return child->values.items[child->values.n - 1].is_secret;
    }
    return false;
}

/* How item @field is named, "name=web"; empty when nothing names it. */
static struct hk_slice
name_of(struct hk_env *env, const struct hk_field_node *field)
{
    const struct hk_node *node = field->node ? field->node : field->was;
    const struct hk_pair *pair = node ? hk_field_tree_naming(env, node) : NULL;
    if (!pair || is_hidden(field, pair->key) ||
        hk_slice_find(hk_node_text(pair->value), ']') != SIZE_MAX ||
        hk_slice_find(hk_node_text(pair->value), '\n') != SIZE_MAX)
        return HK_S("");
    return join(env, hk_env_text(env, pair->key), "=", hk_node_text(pair->value), "");
}

struct hk_slice *
hk_field_path_items(struct hk_env *env, struct hk_slice path, const struct hk_field_node *field)
{
    uint32_t n = field->children.n;
    struct hk_slice *paths = HK_NEW_ARRAY(env->arena, n, struct hk_slice);
    struct hk_index *names = hk_index_new(env->arena, n);
    for (uint32_t i = 0; i < n; i++) {
        paths[i] = name_of(env, field->children.items[i]);
        if (paths[i].len)
            hk_index_add(names, hk_hash_bytes(paths[i]), i);
    }
    for (uint32_t i = 0; i < n; i++) {
        uint32_t first =
            paths[i].len ? hk_index_first(names, hk_hash_bytes(paths[i])) : HK_INDEX_END;
        bool is_alone = first != HK_INDEX_END && hk_index_next(names, first) == HK_INDEX_END;
        if (!is_alone)
            paths[i] = hk_arena_printf(env->arena, "%u", (unsigned)i);
        paths[i] = join(env, path, "[", paths[i], "]");
    }
    return paths;
}

bool
hk_field_path_is_secret(struct hk_slice path)
{
    static const char applied[] = "metadata.annotations[\"kubectl.kubernetes.io/last-applied-";
    return hk_slice_starts(path, HK_S("data.")) || hk_slice_starts(path, HK_S("data[")) ||
           hk_slice_eq(path, HK_S("data")) || hk_slice_starts(path, HK_S("stringData")) ||
           hk_slice_starts(path, hk_slice_cstr(applied));
}

/* ---- Reading ------------------------------------------------------------------------------ */

struct search {
    struct hk_env *env;
    struct hk_field_matches *matches;
    const struct hk_field_node *deepest; /* that some beginning of the text led to, ... */
    struct hk_slice deepest_path;        /* ... where that is, ... */
    struct hk_slice deepest_rest;        /* ... and what of the text comes after it */
};

/* How much of @text is @key, where a dot of the key may have a backslash before it; 0: it is
 * another, or goes on. */
static size_t
match_key(struct hk_slice text, struct hk_slice key)
{
    size_t at = 0;
    for (size_t i = 0; i < key.len; i++) {
        if (at + 1 < text.len && text.ptr[at] == '\\' && text.ptr[at + 1] == '.')
            at++;
        if (at >= text.len || text.ptr[at] != key.ptr[i])
            return 0;
        at++;
    }
    return at == text.len || text.ptr[at] == '.' || text.ptr[at] == '[' ? at : 0;
}

/* Takes "[...]" off @rest; without quotes that stand around it. */
static bool
take_brackets(struct hk_slice *rest, struct hk_slice *ret_inner)
{
    bool quoted = rest->len > 1 && (rest->ptr[1] == '"' || rest->ptr[1] == '\'');
    size_t start = quoted ? 2 : 1;
    struct hk_slice tail = hk_slice_from(*rest, start);
    size_t end = hk_slice_find(tail, quoted ? rest->ptr[1] : ']');
    size_t after = start + end + (quoted ? 2 : 1);
    if (end == SIZE_MAX || after > rest->len || rest->ptr[after - 1] != ']')
        return false;
    *ret_inner = hk_slice_head(tail, end);
    *rest = hk_slice_from(*rest, after);
    return true;
}

static bool
is_number(struct hk_slice text, uint32_t number)
{
    uint64_t value = 0;
    for (size_t i = 0; i < text.len && value <= UINT32_MAX; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        value = value * 10 + (uint64_t)(text.ptr[i] - '0');
    }
    return text.len && value == number;
}

/* Whether @item has all members that @pairs, "name=web,protocol=TCP", says it has. */
static bool
has_members(const struct search *search, const struct hk_node *item, struct hk_slice pairs)
{
    while (pairs.len) {
        struct hk_slice pair = hk_slice_head(pairs, hk_slice_find(pairs, ','));
        struct hk_slice name = hk_slice_head(pair, hk_slice_find(pair, '='));
        struct hk_slice want = hk_slice_from(pair, name.len + 1);
        hk_sym key = hk_intern_find(search->env->intern, name);
        const struct hk_node *value = key == HK_SYM_NONE ? NULL : hk_map_get(item, key);
        if (!value || value->kind != HK_SCALAR ||
            (!hk_slice_eq(hk_node_text(value), want) &&
             !hk_slice_eq(hk_node_text(value), hk_slice_from(pairs, name.len + 1))))
            return false;
        if (!hk_slice_eq(hk_node_text(value), want))
            return true; /* a value with a comma in it, up to the end */
        pairs = hk_slice_from(pairs, pair.len + 1);
    }
    return true;
}

/* Whether @item, number @i of its list, is what @inner says: a number, "*", or "name=web". */
static bool
is_item(const struct search *search, const struct hk_field_node *item, uint32_t i,
        struct hk_slice inner)
{
    const struct hk_node *node = item->node ? item->node : item->was;
    if (!inner.len || hk_slice_eq(inner, HK_S("*")) || is_number(inner, i))
        return true;
    return node && hk_slice_find(inner, '=') != SIZE_MAX && has_members(search, node, inner);
}

static void find(struct search *search, const struct hk_field_node *field, struct hk_slice path,
                 struct hk_slice rest, uint32_t depth);

static void
find_items(struct search *search, const struct hk_field_node *field, struct hk_slice path,
           struct hk_slice rest, uint32_t depth)
{
    struct hk_slice inner;
    if (rest.ptr[0] == '[') {
        if (!take_brackets(&rest, &inner))
            return;
    } else {
        size_t end = hk_slice_find(rest, '.');
        inner = hk_slice_head(rest, end);
        rest = hk_slice_from(rest, inner.len);
    }
    struct hk_slice *paths = hk_field_path_items(search->env, path, field);
    for (uint32_t i = 0; i < field->children.n; i++)
        if (is_item(search, field->children.items[i], i, inner))
            find(search, field->children.items[i], paths[i], rest, depth + 1);
}

static void
find_members(struct search *search, const struct hk_field_node *field, struct hk_slice path,
             struct hk_slice rest, uint32_t depth)
{
    struct hk_slice inner = {"", 0};
    struct hk_slice after = rest;
    bool in_brackets = rest.ptr[0] == '[' && take_brackets(&after, &inner);
    for (uint32_t i = 0; i < field->children.n; i++) {
        const struct hk_field_node *child = field->children.items[i];
        struct hk_slice key = hk_env_text(search->env, child->key);
        size_t n = in_brackets ? 0 : match_key(rest, key);
        if (!n && !(in_brackets && hk_slice_eq(inner, key)))
            continue;
        find(search, child, hk_field_path_key(search->env, path, key),
             in_brackets ? after : hk_slice_from(rest, n), depth + 1);
    }
}

static void
find(struct search *search, const struct hk_field_node *field, struct hk_slice path,
     struct hk_slice rest, uint32_t depth)
{
    if (depth > search->env->limits->depth)
        hk_heap_throw(hk_arena_heap(search->env->arena), HKR_E_LIMIT);
    if (rest.len && rest.ptr[0] == '.')
        rest = hk_slice_from(rest, 1);
    if (!search->deepest || rest.len < search->deepest_rest.len) {
        search->deepest = field;
        search->deepest_path = path;
        search->deepest_rest = rest;
    }
    if (!rest.len)
        hk_vec_push(search->env->arena, &search->matches->list,
                    ((struct hk_field_match){field, path}));
    else if (field->kind == HK_SEQ)
        find_items(search, field, path, rest, depth);
    else if (field->kind == HK_MAP)
        find_members(search, field, path, rest, depth);
}

#define SHOWN_MAX 12 /* keys that are told */

/* What is in @field, whose keys are @names. */
static struct hk_slice
show_names(struct hk_env *env, const struct hk_field_node *field, const struct hk_slice *names,
           uint32_t n)
{
    struct hk_slice shown = {"", 0};
    if (field->kind == HK_SEQ)
        return hk_arena_printf(env->arena, "%u items", (unsigned)field->children.n);
    if (!n)
        return HK_S("nothing below it");
    for (uint32_t i = 0; i < n && i < SHOWN_MAX; i++)
        shown = hk_arena_printf(env->arena, "%" PRSLICE "%s'%" PRSLICE "'", ARGSLICE(shown),
                                i ? ", " : "", ARGSLICE(names[i]));
    return n > SHOWN_MAX ? hk_arena_concat(env->arena, shown, HK_S(" and more")) : shown;
}

static enum hkr_status
fault(struct search *search, const struct hk_resource *res, struct hk_slice text)
{
    struct hk_env *env = search->env;
    const struct hk_field_node *deepest = search->deepest;
    struct hk_slice rest = search->deepest_rest;
    struct hk_slice step = hk_slice_head(rest, hk_slice_find(rest, '.'));
    HK_VEC(struct hk_slice) names = {0};
    step = step.len && step.ptr[0] != '[' ? hk_slice_head(step, hk_slice_find(step, '[')) : step;
    for (uint32_t i = 0; deepest->kind == HK_MAP && i < deepest->children.n; i++)
        hk_vec_push(env->arena, &names, hk_env_text(env, deepest->children.items[i]->key));
    struct hk_slice near = hk_diag_nearest(step, names.items, names.n);
    (void)hk_diag_report(env->diags, HK_D_EXPLAIN_FIELD, res->at,
                         "the object has no field '%" PRSLICE "', and never had", ARGSLICE(text));
    if (near.len)
        hk_diag_mend(env->diags, "did you mean '%" PRSLICE "'?",
                     ARGSLICE(hk_field_path_key(env, search->deepest_path, near)));
    else if (search->deepest_path.len)
        hk_diag_mend(env->diags, "'%" PRSLICE "' is there, and has %" PRSLICE,
                     ARGSLICE(search->deepest_path),
                     ARGSLICE(show_names(env, deepest, names.items, names.n)));
    else
        hk_diag_mend(env->diags, "it has %" PRSLICE,
                     ARGSLICE(show_names(env, deepest, names.items, names.n)));
    hk_resource_blame(env, res);
    return HKR_E_INPUT;
}

enum hkr_status
hk_field_path_find(struct hk_env *env, const struct hk_resource *res,
                   const struct hk_field_node *root, struct hk_slice text,
                   struct hk_field_matches *ret_matches)
{
    struct search search = {.env = env, .matches = ret_matches};
    find(&search, root, HK_S(""), text, 0);
    return ret_matches->list.n ? HKR_OK : fault(&search, res, text);
}
