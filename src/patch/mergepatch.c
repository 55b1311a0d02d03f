/* SPDX-License-Identifier: Apache-2.0 */
#include "../res/stringmap.h"
#include "patchset.h"

static bool
has_directive(const struct hk_node *map, struct hk_slice directive)
{
    const struct hk_node *value = hk_map_get(map, HK_SYM_patch_directive);
    return value && value->kind == HK_SCALAR && hk_slice_eq(hk_node_text(value), directive);
}

static bool
is_wiped(const struct hk_node *map)
{
    return has_directive(map, HK_S("replace")) || has_directive(map, HK_S("delete"));
}

/* kustomize reads labels and annotations of such a patch into maps of strings and writes them
 * back: a null becomes the string "null", and `labels: null` nothing at all. */
static struct hk_node *
as_strings(struct hk_env *env, struct hk_node *meta, hk_sym field)
{
    const struct hk_pair *pair = hk_map_find(meta, field);
    struct hk_string_map map = {0};
    if (!pair)
        return meta;
    hk_string_map_read(env, &map, pair->value);
    struct hk_node *strings = hk_string_map_node(env, &map, hk_node_place(pair->value));
    return strings ? hk_edit_set(env, meta, field, strings) : hk_edit_remove(env, meta, field);
}

static struct hk_node *
without(struct hk_env *env, struct hk_node *map, hk_sym key)
{
    return hk_map_find(map, key) ? hk_edit_remove(env, map, key) : map;
}

/* Name, kind and namespace of the target are restored after the merge, and apiVersion is the
 * target's from the start; so they are left out. */
void
hk_merge_patch_prepare(struct hk_env *env, struct hk_merge_patch *patch, bool is_selected)
{
    const struct hk_resource *res = patch->res;
    struct hk_node *body = without(env, res->root, HK_SYM_apiVersion);
    struct hk_node *meta = hk_map_get(body, HK_SYM_metadata);
    if (!res->allow_kind_change)
        body = without(env, body, HK_SYM_kind);
    if (meta && meta->kind == HK_MAP) {
        meta = without(env, meta, HK_SYM_namespace);
        if (!res->allow_name_change)
            meta = without(env, meta, HK_SYM_name);
        if (is_selected)
            meta = as_strings(env, meta, HK_SYM_labels);
        if (is_selected || res->allow_name_change || res->allow_kind_change)
            meta = as_strings(env, meta, HK_SYM_annotations);
        const struct hk_pair *annotations = hk_map_find(meta, HK_SYM_annotations);
        patch->drops_annotations =
            is_wiped(meta) ||
            (annotations && (hk_node_is_null(annotations->value) || is_wiped(annotations->value)));
        body = hk_edit_set(env, body, HK_SYM_metadata, meta);
    }
    patch->is_selected = is_selected;
    patch->is_noop = has_directive(body, HK_S("replace"));
    patch->body = body;
    hk_json_share(body);
}
