/* SPDX-License-Identifier: Apache-2.0 */
#include "function.h"

#include "rows.h"

#define T struct hk_mount
static const struct hk_field mount_fields[] = {
    TEXT("type", type),
    TEXT("src", source),
    TEXT("dst", target),
    BOOL("rw", writable),
};
static const struct hk_table mount_table = TABLE("a mount", mount_fields, T, AT(at));
#undef T

#define T struct hk_function_container
static const struct hk_field container_fields[] = {
    TEXT("image", image),
    {"network", HK_FIELD_BOOL, AT(network), AT(network_at), 0, false, NULL},
    LIST("mounts", mounts, &mount_table),
    STRINGS("envs", env),
};
static const struct hk_table container_table =
    TABLE("the container of a function", container_fields, T, HK_FIELD_UNSTORED);
#undef T

#define T struct hk_function_exec
static const struct hk_field exec_fields[] = {
    TEXT("path", path),
    STRINGS("args", args),
    STRINGS("envs", env),
};
static const struct hk_table exec_table =
    TABLE("the program of a function", exec_fields, T, HK_FIELD_UNSTORED);
#undef T

#define T struct hk_function_spec
static const struct hk_field spec_fields[] = {
    BOOL("deferFailure", defer_failure),
    STRUCT("container", container, &container_table),
    STRUCT("exec", exec, &exec_table),
};
static const struct hk_table spec_table = TABLE("a function", spec_fields, T, AT(at));
#undef T

/* ---- Where it stands ---------------------------------------------------------------------- */

static const struct hk_node *
annotation(struct hk_env *env, const struct hk_resource *res, struct hk_slice key)
{
    const struct hk_node *node = hk_map_get(hk_resource_annotations(res), hk_env_sym(env, key));
    return node && node->kind == HK_SCALAR && node->n ? node : NULL;
}

static enum hkr_status
decode(struct hk_env *env, const struct hk_node *root, struct hk_function_spec *spec)
{
    struct hk_decode_options options = {.strict_keys = true, .stringify = true};
    return root ? hk_decode(env, root, &spec_table, &options, spec) : HKR_OK;
}

/* The text is a small file of its own: places in it are counted from its first line. */
static enum hkr_status
decode_text(struct hk_env *env, const struct hk_node *text, struct hk_slice key,
            struct hk_function_spec *spec)
{
    hk_file_id file = 0;
    struct hk_node *root = NULL;
    struct hk_slice name =
        hk_arena_printf(env->arena, "%" PRSLICE " (%" PRSLICE ")",
                        ARGSLICE(hk_sources_name(env->sources, text->file)), ARGSLICE(key));
    struct hk_sources_loan *loan = hk_sources_lend(env->sources, env->arena);
    enum hkr_status status =
        hk_read_config(env, name, hk_arena_slice(env->arena, hk_node_text(text)), &file, &root);
    hk_sources_lent(loan, false);
    return status == HKR_OK ? decode(env, root, spec) : status;
}

enum hkr_status
hk_loader_function(struct hk_loader *loader, const struct hk_resource *res,
                   const struct hk_function_spec **ret_spec)
{
    static const struct hk_slice keys[] = {HK_S_INIT("config.kubernetes.io/function"),
                                           HK_S_INIT("config.k8s.io/function")};
    struct hk_env *env = loader->env;
    struct hk_function_spec *spec = HK_NEW(env->arena, struct hk_function_spec);
    spec->at = res->at;
    *ret_spec = spec;
    for (size_t i = 0; i < HK_COUNT(keys); i++) {
        const struct hk_node *text = annotation(env, res, keys[i]);
        if (text)
            return decode_text(env, text, keys[i], spec);
    }
    const struct hk_node *inner =
        hk_map_get(hk_map_get(res->root, HK_SYM_metadata), hk_env_sym(env, HK_S("configFn")));
    if (inner && !hk_node_is_null(inner))
        return decode(env, inner, spec);
    const struct hk_node *image = annotation(env, res, HK_S("config.kubernetes.io/container"));
    if (image)
        spec->container.image = (struct hk_str){hk_node_text(image), hk_node_place(image)};
    else
        *ret_spec = NULL;
    return HKR_OK;
}

/* ---- Mounts ------------------------------------------------------------------------------- */

static void
set_mount(struct hk_mount *mount, struct hk_slice key, struct hk_slice value)
{
    if (hk_slice_eq(key, HK_S("type")))
        mount->type.text = value;
    else if (hk_slice_eq(key, HK_S("src")) || hk_slice_eq(key, HK_S("source")))
        mount->source.text = value;
    else if (hk_slice_eq(key, HK_S("dst")) || hk_slice_eq(key, HK_S("target")))
        mount->target.text = value;
    else if (hk_slice_eq(key, HK_S("rw")))
        mount->writable = hk_slice_eq(value, HK_S("true"));
}

struct hk_mount
hk_mount_parse(struct hk_slice text)
{
    struct hk_mount mount = {.at = HK_NOWHERE};
    while (text.len) {
        size_t comma = hk_slice_find(text, ',');
        struct hk_slice option = hk_slice_head(text, comma);
        size_t equals = hk_slice_find(option, '=');
        text = comma == SIZE_MAX ? hk_slice_from(text, text.len) : hk_slice_from(text, comma + 1);
        if (equals != SIZE_MAX)
            set_mount(&mount, hk_slice_head(option, equals), hk_slice_from(option, equals + 1));
    }
    return mount;
}
