/* SPDX-License-Identifier: Apache-2.0 */
#include "openapi.h"

#include "../merge/schema.h"
#include "../patch/jsonread.h"

/* A file that `openapi.path` names. */
struct document {
    struct hk_loader *loader;
    struct hk_str path;
    struct hk_slice bytes;
};

#define FIELD "openapi.path"

/* Only the first byte decides between JSON and YAML, as in kustomize. */
static enum hkr_status
read_document(struct hk_env *env, void *user, struct hk_node **ret_root, bool *ret_json)
{
    static const struct hk_json_faults faults = {
        HK_D_OPENAPI_JSON, "a schema that begins with '{' is read as JSON: correct it, or write it "
                           "as YAML"};
    struct document *document = user;
    struct hk_place at = HK_NOWHERE;
    enum hkr_status status = hk_loader_source(document->loader, &document->path, FIELD, &at.file);
    if (status != HKR_OK)
        return status;
    if (!document->bytes.len) {
        status = hk_diag_report(env->diags, HK_D_OPENAPI_FORM, at, "the schema is empty");
        hk_diag_mend(env->diags, "write `definitions: {}` into it, or take `openapi` out");
        hk_diag_related(env->diags, document->path.at, "it is named here");
        return status;
    }
    *ret_json = document->bytes.ptr[0] == '{';
    if (*ret_json)
        return hk_json_parse(env, document->bytes, at, true, &faults, ret_root);
    struct hk_slice name = hk_sources_name(env->sources, at.file);
    return hk_read_config(env, name, document->bytes, &at.file, ret_root);
}

/* Objects that layers at work have read already are told apart by ids in which scopes count. */
static bool
has_others(const struct hk_build *build)
{
    if (build->has_plugins)
        return true;
    for (const struct hk_layer *layer = build->innermost; layer; layer = layer->outer)
        for (uint32_t i = 0; i < layer->acc->set->list.n; i++)
            if (hk_schema_is_other_kind(build->env, layer->acc->set->list.items[i]->id.gvk))
                return true;
    return false;
}

static void
refresh_ids(struct hk_build *build)
{
    for (const struct hk_layer *layer = build->innermost; layer; layer = layer->outer) {
        for (uint32_t i = 0; i < layer->acc->set->list.n; i++)
            hk_resource_refresh(build->env, layer->acc->set->list.items[i]);
        hk_resset_reindex(layer->acc->set);
    }
}

static enum hkr_status
choose_document(struct hk_build *build, struct hk_loader *loader,
                const struct hk_kustomization *kust, struct hk_slice bytes)
{
    struct hk_env *env = build->env;
    if (kust->has_openapi_version) {
        enum hkr_status status =
            hk_diag_report(env->diags, HK_D_OPENAPI_BOTH, kust->openapi_version.at,
                           "`openapi` has a `path` and a `version`");
        hk_diag_mend(env->diags, "remove one of the two");
        return status;
    }
    struct document *document = HK_NEW(env->arena, struct document);
    *document = (struct document){loader, kust->openapi_path, bytes};
    struct hk_schema_source source = {read_document, document, kust->openapi_path.at};
    bool others = has_others(build);
    hk_schemas_choose(env, &source, others);
    if (others)
        refresh_ids(build);
    return HKR_OK;
}

static enum hkr_status
choose_version(struct hk_env *env, const struct hk_str *version)
{
    if (hk_slice_eq(version->text, HK_S("v1.21.2")))
        return HKR_OK;
    enum hkr_status status = hk_diag_report(env->diags, HK_D_OPENAPI_VERSION, version->at,
                                            "there is no built-in schema of version '%" PRSLICE "'",
                                            ARGSLICE(version->text));
    hk_diag_mend(env->diags, "write v1.21.2, or leave `openapi` out: it is the only one");
    return status;
}

enum hkr_status
hk_openapi_choose(struct hk_build *build, struct hk_loader *loader,
                  const struct hk_kustomization *kust)
{
    struct hk_slice bytes = HK_S("");
    if (kust->has_openapi_path) { /* must be there even where it does not count */
        enum hkr_status status = hk_loader_bytes(loader, &kust->openapi_path, FIELD, false, &bytes);
        if (status != HKR_OK)
            return status;
    }
    if (build->has_schema || (!kust->has_openapi_path && !kust->openapi_version.text.len))
        return HKR_OK;
    build->has_schema = true;
    return kust->has_openapi_path ? choose_document(build, loader, kust, bytes)
                                  : choose_version(build->env, &kust->openapi_version);
}
