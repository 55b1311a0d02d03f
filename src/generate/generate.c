/* SPDX-License-Identifier: Apache-2.0 */
#include "generate.h"

#include "base/utf8.h"
#include "base64.h"
#include "res/stringmap.h"

#include <stdlib.h>

static void
set_string(struct hk_env *env, struct hk_node **map, hk_sym key, const struct hk_str *value,
           struct hk_place at)
{
    struct hk_place place = value->at.file ? value->at : at;
    *map = hk_edit_set(env, *map, key, hk_string_node(env, value->text, place));
}

static struct hk_node *
plain(struct hk_env *env, const char *text, enum hk_tag tag, struct hk_place at)
{
    return hk_node_scalar(env, hk_slice_cstr(text), tag, HK_PLAIN, at);
}

/* The map of labels or annotations of an entry: its own win over those of generatorOptions. The
 * values are in single quotes, which a later patch then keeps. */
static void
set_options(struct hk_env *env, struct hk_node **meta, hk_sym key, const struct hk_str_map *common,
            const struct hk_str_map *own, struct hk_place at)
{
    const struct hk_str_map *const maps[] = {common, own};
    struct hk_string_map merged = {0};
    for (size_t i = 0; i < HK_COUNT(maps); i++)
        for (uint32_t j = 0; j < maps[i]->n; j++) {
            const struct hk_str_pair *pair = &maps[i]->items[j];
            hk_string_map_put(env, &merged, hk_env_sym(env, pair->key.text), pair->value.text,
                              pair->value.at);
        }
    struct hk_node *node = hk_string_map_node(env, &merged, at);
    if (!node)
        return;
    for (uint32_t i = 0; i < node->n; i++)
        node->pairs[i].value->style = HK_SINGLE;
    *meta = hk_edit_set(env, *meta, key, node);
}

/* Everything but the data. */
static struct hk_node *
make_object(struct hk_env *env, const char *kind, const struct hk_generator_spec *spec,
            const struct hk_generator_options *common)
{
    const struct hk_generator_options *own = &spec->options;
    struct hk_node *meta = hk_node_map(env, spec->at);
    set_string(env, &meta, HK_SYM_name, &spec->name, spec->at);
    if (spec->ns.text.len)
        set_string(env, &meta, HK_SYM_namespace, &spec->ns, spec->at);
    set_options(env, &meta, HK_SYM_labels, &common->labels, &own->labels, spec->at);
    set_options(env, &meta, HK_SYM_annotations, &common->annotations, &own->annotations, spec->at);

    struct hk_node *root = hk_node_map(env, spec->at);
    root = hk_edit_set(env, root, HK_SYM_apiVersion, plain(env, "v1", HK_TAG_NONE, spec->at));
    root = hk_edit_set(env, root, HK_SYM_kind, plain(env, kind, HK_TAG_NONE, spec->at));
    root = hk_edit_set(env, root, HK_SYM_metadata, meta);
    if (common->immutable || own->immutable) {
        struct hk_place at = own->immutable ? own->at : common->at;
        root = hk_edit_set(env, root, HK_SYM_immutable, plain(env, "true", HK_TAG_BOOL, at));
    }
    return root;
}

static int
by_key(const void *a, const void *b)
{
    return hk_slice_cmp(((const struct hk_kv *)a)->key, ((const struct hk_kv *)b)->key);
}

/* Adds one key at the end of @map; keys of one object differ. Its text is written plain, so that a
 * key which looks like a number is a fault at output, as it is in kustomize. */
static void
add_value(struct hk_env *env, struct hk_node **map, const struct hk_kv *kv, struct hk_slice text)
{
    struct hk_node *value = hk_string_node(env, text, kv->at);
    *map = hk_edit_append_pair(env, *map, hk_edit_pair(hk_env_sym(env, kv->key), value));
}

static struct hk_resource *
make_resource(struct hk_env *env, struct hk_node *root, const struct hk_generator_spec *spec,
              const struct hk_generator_options *common)
{
    struct hk_resource *res = hk_resource_new(env, root);
    struct hk_slice behavior = spec->behavior.text;
    res->needs_hash = !common->disable_name_suffix_hash && !spec->options.disable_name_suffix_hash;
    res->behavior = hk_slice_eq(behavior, HK_S("create"))    ? HK_BEHAVIOR_CREATE
                    : hk_slice_eq(behavior, HK_S("replace")) ? HK_BEHAVIOR_REPLACE
                    : hk_slice_eq(behavior, HK_S("merge"))   ? HK_BEHAVIOR_MERGE
                                                             : HK_BEHAVIOR_UNSPECIFIED;
    return res;
}

/* The inputs, sorted by key. */
static enum hkr_status
read_inputs(struct hk_loader *loader, const struct hk_generator_spec *spec, bool secret,
            struct hk_kvs *ret_kvs)
{
    struct hk_kvs kvs = {0};
    if (!spec->name.text.len) {
        enum hkr_status status = hk_diag_report(loader->env->diags, HK_D_GENERATOR_NAME, spec->at,
                                                "a generator entry has no name");
        hk_diag_mend(loader->env->diags, "add `name:` to the entry");
        return status;
    }
    enum hkr_status status = hk_loader_generator_inputs(loader, spec, secret, &kvs);
    if (status != HKR_OK)
        return status;
    if (kvs.n)
        qsort(kvs.items, kvs.n, sizeof *kvs.items, by_key);
    *ret_kvs = kvs;
    return HKR_OK;
}

enum hkr_status
hk_generate_config_map(struct hk_loader *loader, const struct hk_generator_spec *spec,
                       const struct hk_generator_options *common, struct hk_resource **ret_res)
{
    struct hk_env *env = loader->env;
    struct hk_kvs kvs = {0};
    enum hkr_status status = read_inputs(loader, spec, false, &kvs);
    if (status != HKR_OK)
        return status;
    struct hk_node *root = make_object(env, "ConfigMap", spec, common);
    struct hk_node *data = hk_node_map(env, spec->at);
    struct hk_node *binary = hk_node_map(env, spec->at);
    for (uint32_t i = 0; i < kvs.n; i++) {
        struct hk_slice value = kvs.items[i].value;
        if (hk_utf8_invalid(value) == SIZE_MAX)
            add_value(env, &data, &kvs.items[i], value);
        else
            add_value(env, &binary, &kvs.items[i], hk_base64_lines(env->arena, value));
    }
    if (data->n)
        root = hk_edit_set(env, root, HK_SYM_data, data);
    if (binary->n)
        root = hk_edit_set(env, root, HK_SYM_binaryData, binary);
    *ret_res = make_resource(env, root, spec, common);
    return HKR_OK;
}

enum hkr_status
hk_generate_secret(struct hk_loader *loader, const struct hk_generator_spec *spec,
                   const struct hk_generator_options *common, struct hk_resource **ret_res)
{
    struct hk_env *env = loader->env;
    struct hk_kvs kvs = {0};
    enum hkr_status status = read_inputs(loader, spec, true, &kvs);
    if (status != HKR_OK)
        return status;
    const struct hk_str opaque = {.text = HK_S_INIT("Opaque")};
    struct hk_node *root = make_object(env, "Secret", spec, common);
    set_string(env, &root, HK_SYM_type, spec->type.text.len ? &spec->type : &opaque, spec->at);
    struct hk_node *data = hk_node_map(env, spec->at);
    for (uint32_t i = 0; i < kvs.n; i++)
        add_value(env, &data, &kvs.items[i], hk_base64_lines(env->arena, kvs.items[i].value));
    root = hk_edit_set(env, root, HK_SYM_data, data);
    *ret_res = make_resource(env, root, spec, common);
    return HKR_OK;
}
