/* SPDX-License-Identifier: Apache-2.0 */
/* src/load/plugin.h -- the configuration of a built-in plugin as data.
 *
 * An entry of `generators`, `transformers` or `validators` stands for objects that say what is
 * to be done; apiVersion `builtin` names the program's own plugins by kind. Most say what a
 * field of a kustomization says, with field specs of their own, so that is what they are read
 * as. Unknown fields mean nothing, as in kustomize (reference: 9). Layer: load. */
#ifndef HK_LOAD_PLUGIN_H
#define HK_LOAD_PLUGIN_H

#include "../res/resource.h"
#include "load.h"

enum hk_plugin_kind {
    HK_PLUGIN_CONFIG_MAP,
    HK_PLUGIN_SECRET,
    HK_PLUGIN_IAM_POLICY,
    HK_PLUGIN_HELM,
    HK_PLUGIN_ANNOTATIONS,
    HK_PLUGIN_HASH,
    HK_PLUGIN_IMAGE,
    HK_PLUGIN_LABEL,
    HK_PLUGIN_NAMESPACE,
    HK_PLUGIN_JSON6902,
    HK_PLUGIN_STRATEGIC_MERGE,
    HK_PLUGIN_PATCH,
    HK_PLUGIN_PREFIX,
    HK_PLUGIN_SUFFIX,
    HK_PLUGIN_PREFIX_SUFFIX,
    HK_PLUGIN_REPLACEMENT,
    HK_PLUGIN_REPLICAS,
    HK_PLUGIN_VALUE_ADD,
    HK_PLUGIN_COUNT_
};

struct hk_value_target {
    struct hk_place at;
    bool has_selector; /* without one all objects are meant */
    struct hk_selector_spec selector;
    struct hk_str path;
    int64_t position; /* in the path that stands there; 0: the value replaces it */
    struct hk_place position_at;
};

struct hk_value_add {
    struct hk_str value;
    HK_VEC(struct hk_value_target) targets; /* those of the file follow */
    struct hk_str file;
};

struct hk_iam_policy {
    struct hk_str cloud;
    struct hk_str name; /* of the Kubernetes service account */
    struct hk_str ns;
    struct hk_str account;
    struct hk_str project;
};

struct hk_plugin {
    enum hk_plugin_kind kind;
    struct hk_place at;
    struct hk_kustomization kust;      /* the field that says the same */
    struct hk_transform_config config; /* its field specs and no others */
    struct hk_generator_spec generator;
    bool unset_only; /* of a namespace */
    enum hk_subjects subjects;
    struct hk_value_add value_add;
    struct hk_iam_policy iam_policy;
    struct hk_helm_chart chart;
    struct hk_helm_globals helm_globals;
};

/* Reads @res as one. @generates: what the field that led here asks for. */
HKR_MUST_CHECK enum hkr_status hk_loader_plugin(struct hk_loader *loader,
                                                const struct hk_resource *res, bool generates,
                                                const struct hk_plugin **ret_plugin);

/* What the configuration of an exec plugin says of its arguments. */
struct hk_plugin_args {
    struct hk_str one_liner;
    struct hk_str from_file;
};

HKR_MUST_CHECK enum hkr_status hk_loader_plugin_args(struct hk_loader *loader,
                                                     const struct hk_resource *res,
                                                     struct hk_plugin_args *ret_args);

#endif
