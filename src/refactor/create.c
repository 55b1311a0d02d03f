/* SPDX-License-Identifier: Apache-2.0 */
#include "create.h"

#include "../base/path.h"
#include "../load/glob.h"
#include "../load/remote.h"
#include "../yaml/edit.h"
#include "../yaml/write.h"

struct create {
    struct hk_loader *loader;
    struct hk_env *env;
    const struct hkr_create *options;
    struct hk_slices resources;
};

static struct hk_node *
text_node(struct hk_env *env, struct hk_slice text)
{
    return hk_node_scalar(env, text, HK_TAG_STR, HK_PLAIN, HK_NOWHERE);
}

/* The part of *rest up to the next comma, and *rest behind it. */
static struct hk_slice
take_part(struct hk_slice *rest)
{
    size_t comma = hk_slice_find(*rest, ',');
    struct hk_slice part = hk_slice_head(*rest, comma == SIZE_MAX ? rest->len : comma);
    *rest = comma == SIZE_MAX ? (struct hk_slice){NULL, 0} : hk_slice_from(*rest, comma + 1);
    return part;
}

/* ---- Resources --------------------------------------------------------------------------- */

/* Nothing on the disk matches @pattern: it may be on the network. */
static enum hkr_status
add_unseen(struct create *create, struct hk_slice pattern)
{
    struct hk_env *env = create->env;
    struct hk_remote remote;
    if (!hk_remote_is_url(pattern) && !hk_remote_parse_repository(env->arena, pattern, &remote)) {
        (void)hk_diag_report(env->diags, HK_D_CREATE_NO_MATCH, HK_NOWHERE,
                             "nothing matches '%" PRSLICE "'", ARGSLICE(pattern));
        hk_diag_mend(env->diags, "paths are relative to the new kustomization file; with "
                                 "--no-verify the text is written as it is");
        return HKR_E_INPUT;
    }
    hk_diag_remark(env->diags, HK_D_EDIT_UNSEEN, HK_NOWHERE,
                   "'%" PRSLICE "' is on the network and was added without a look at it",
                   ARGSLICE(pattern));
    hk_vec_push(env->arena, &create->resources, pattern);
    return HKR_OK;
}

static enum hkr_status
add_pattern(struct create *create, struct hk_slice pattern)
{
    struct hk_env *env = create->env;
    uint32_t before = create->resources.n;
    if (create->options->no_verify) {
        hk_vec_push(env->arena, &create->resources, pattern);
        return HKR_OK;
    }
    if (!hk_glob_is_sound(pattern)) {
        (void)hk_diag_report(env->diags, HK_D_CREATE_OPERAND, HK_NOWHERE,
                             "'%" PRSLICE "' is no pattern", ARGSLICE(pattern));
        hk_diag_mend(env->diags, "close the '[', or put a backslash before it");
        return HKR_E_INPUT;
    }
    hk_glob(env, create->loader->files, create->loader->root, pattern, &create->resources);
    return create->resources.n > before ? HKR_OK : add_unseen(create, pattern);
}

static bool
has_text(const struct hk_slices *list, uint32_t n, struct hk_slice text)
{
    for (uint32_t i = 0; i < n; i++)
        if (hk_slice_eq(list->items[i], text))
            return true;
    return false;
}

/* Those that were named come first, twice if they were named twice. */
static enum hkr_status
gather_resources(struct create *create)
{
    const struct hkr_create *options = create->options;
    struct hk_slice rest = hk_slice_cstr(options->resources ? options->resources : "");
    enum hkr_status status = HKR_OK;
    bool more = rest.len > 0;
    while (more) {
        enum hkr_status found = add_pattern(create, take_part(&rest));
        status = status == HKR_OK ? found : status;
        more = rest.ptr != NULL;
    }
    if (status != HKR_OK || !options->autodetect)
        return status;
    struct hk_slices detected = {0};
    uint32_t n_named = create->resources.n;
    status = hk_detect_resources(create->env, create->loader->files, create->loader->root,
                                 options->recursive, &detected);
    for (uint32_t i = 0; i < detected.n; i++)
        if (!has_text(&create->resources, n_named, detected.items[i]))
            hk_vec_push(create->env->arena, &create->resources, detected.items[i]);
    return status;
}

/* ---- Labels and annotations -------------------------------------------------------------- */

static struct hk_slice
without_quotes(struct hk_slice text)
{
    if (text.len >= 2 && text.ptr[0] == '"' && text.ptr[text.len - 1] == '"')
        return hk_slice(text.ptr + 1, text.len - 2);
    return text;
}

/* Reads "key:value,key:value": a key alone has an empty value, the later of two counts. NULL when
 * there is nothing. */
static enum hkr_status
parse_map(struct create *create, const char *text, const char *what, struct hk_node **ret_map)
{
    struct hk_env *env = create->env;
    struct hk_slice rest = hk_slice_cstr(text ? text : "");
    *ret_map = rest.len ? hk_node_map(env, HK_NOWHERE) : NULL;
    bool more = rest.len > 0;
    while (more) {
        struct hk_slice part = take_part(&rest);
        size_t colon = hk_slice_find(part, ':');
        more = rest.ptr != NULL;
        if (colon == 0) {
            (void)hk_diag_report(env->diags, HK_D_CREATE_OPERAND, HK_NOWHERE,
                                 "the %s '%" PRSLICE "' has no key", what, ARGSLICE(part));
            hk_diag_mend(env->diags, "write key:value; the value may stand in double quotes");
            return HKR_E_INPUT;
        }
        struct hk_slice key = hk_slice_head(part, colon == SIZE_MAX ? part.len : colon);
        struct hk_slice value = hk_slice_from(part, colon == SIZE_MAX ? part.len : colon + 1);
        hk_edit_set(env, *ret_map, hk_env_sym(env, key), text_node(env, without_quotes(value)));
    }
    return HKR_OK;
}

/* ---- The file ---------------------------------------------------------------------------- */

static enum hkr_status
write_field(struct hk_env *env, const char *name, struct hk_node *value, struct hk_buf *out)
{
    struct hk_node *field = hk_node_map(env, HK_NOWHERE);
    if (!value)
        return HKR_OK;
    hk_edit_set(env, field, hk_env_sym(env, hk_slice_cstr(name)), value);
    return hk_write_yaml(env, field, out);
}

static enum hkr_status
write_text(struct hk_env *env, const char *name, const char *text, struct hk_buf *out)
{
    bool given = text && *text;
    return write_field(env, name, given ? text_node(env, hk_slice_cstr(text)) : NULL, out);
}

static struct hk_node *
resources_node(struct create *create)
{
    struct hk_node *list = hk_node_seq(create->env, HK_NOWHERE);
    for (uint32_t i = 0; i < create->resources.n; i++)
        hk_edit_append(create->env, list, text_node(create->env, create->resources.items[i]));
    return list->n ? list : NULL;
}

/* The order of fields is that of kustomize's own writer. */
static enum hkr_status
write_all(struct create *create, struct hk_node *labels, struct hk_node *annotations,
          struct hk_buf *out)
{
    struct hk_env *env = create->env;
    const struct hkr_create *options = create->options;
    hk_buf_append(out, HK_S("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"));
    enum hkr_status status = write_field(env, "resources", resources_node(create), out);
    if (status == HKR_OK)
        status = write_text(env, "namePrefix", options->name_prefix, out);
    if (status == HKR_OK)
        status = write_text(env, "nameSuffix", options->name_suffix, out);
    if (status == HKR_OK)
        status = write_text(env, "namespace", options->ns, out);
    if (status == HKR_OK)
        status = write_field(env, "commonLabels", labels, out);
    if (status == HKR_OK)
        status = write_field(env, "commonAnnotations", annotations, out);
    return status;
}

enum hkr_status
hk_create(struct hk_loader *loader, const struct hkr_create *options, struct hk_buf *ret_text)
{
    struct create create = {.loader = loader, .env = loader->env, .options = options};
    struct hk_diags *diags = loader->env->diags;
    struct hk_node *labels = NULL, *annotations = NULL;
    struct hk_slice there = hk_detect_kustomization(loader->env, loader->files, loader->root);
    enum hkr_status status = gather_resources(&create);
    if (there.len) {
        status = hk_diag_report(diags, HK_D_CREATE_EXISTS, HK_NOWHERE,
                                "there is a %" PRSLICE " already", ARGSLICE(there));
        hk_diag_mend(diags, "change it with `edit`, or remove it first");
    }
    if (status == HKR_OK)
        status = parse_map(&create, options->labels, "label", &labels);
    if (status == HKR_OK)
        status = parse_map(&create, options->annotations, "annotation", &annotations);
    return status == HKR_OK ? write_all(&create, labels, annotations, ret_text) : status;
}
