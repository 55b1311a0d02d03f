/* SPDX-License-Identifier: Apache-2.0 */
/* src/load/kustomization.h -- a kustomization file as data.
 *
 * Every value keeps its place, so that a fault that shows up stages later still points at the
 * line. Parsing has kustomize's strictness: unknown fields at any depth and wrong types are
 * faults, all of one file are reported in one run; letter case of field names does not count;
 * scalars are typed as YAML 1.1 (reference: 1.2-1.4). Fields that this version does not
 * carry out are refused when they say something. Layer: load. */
#ifndef HK_LOAD_KUSTOMIZATION_H
#define HK_LOAD_KUSTOMIZATION_H

#include "../base/vec.h"
#include "../res/fieldspec.h"

struct hk_str { /* a string value; text empty when absent or null */
    struct hk_slice text;
    struct hk_place at; /* nowhere when absent */
};

struct hk_strs {
    struct hk_str *items;
    uint32_t n;
    bool present; /* the field stands there and is not null, even if empty */
};

struct hk_str_pair {
    struct hk_str key;
    struct hk_str value;
};

struct hk_str_map { /* keys are unique, in source order (the last of equal ones counts) */
    struct hk_str_pair *items;
    uint32_t n;
    bool present;
};

struct hk_selector_spec { /* texts are regular expressions (anchored by the user of this) */
    struct hk_place at;
    struct hk_str group;
    struct hk_str version;
    struct hk_str kind;
    struct hk_str name;
    struct hk_str ns;
    struct hk_str label_selector;
    struct hk_str annotation_selector;
};

struct hk_patch_spec {
    struct hk_place at;
    struct hk_str path;  /* file, or */
    struct hk_str patch; /* inline text */
    bool has_target;
    struct hk_selector_spec target;
    bool allow_name_change;
    bool allow_kind_change;
};

struct hk_label_spec {
    struct hk_place at;
    struct hk_str_map pairs;
    bool include_selectors;
    bool include_templates;
    struct hk_fieldspecs fields;
};

struct hk_image_spec {
    struct hk_place at;
    struct hk_str name;
    struct hk_str new_name;
    struct hk_str new_tag;
    struct hk_str digest;
    struct hk_str tag_suffix;
};

struct hk_replica_spec {
    struct hk_place at;
    struct hk_str name;
    int64_t count;
    struct hk_place count_at;
};

struct hk_replacement_options { /* of a source or a target */
    struct hk_str delimiter;
    int64_t index;
    struct hk_place index_at;
    struct hk_str encoding; /* means nothing to kustomize */
    bool create;
};

struct hk_replacement_source {
    struct hk_place at;
    struct hk_str group; /* exact texts, empty: any */
    struct hk_str version;
    struct hk_str kind;
    struct hk_str name;
    struct hk_str ns;
    struct hk_str field_path;
    struct hk_replacement_options options;
};

struct hk_replacement_target {
    struct hk_place at;
    bool has_select;
    struct hk_selector_spec select;
    HK_VEC(struct hk_selector_spec) rejects;
    struct hk_strs field_paths;
    struct hk_replacement_options options;
};

struct hk_replacement_spec {
    struct hk_place at;
    struct hk_str path; /* file with replacements, or */
    bool has_source;
    struct hk_replacement_source source;
    bool has_source_value;
    struct hk_str source_value;
    bool has_targets;
    HK_VEC(struct hk_replacement_target) targets;
};

struct hk_replacements {
    HK_VEC(struct hk_replacement_spec) list;
};

struct hk_var_spec { /* one entry of `vars` */
    struct hk_place at;
    struct hk_str name;
    struct hk_str api_version; /* of the object that it is taken from; wins over ... */
    struct hk_str group;       /* ... these two */
    struct hk_str version;
    struct hk_str kind;
    struct hk_str object;
    struct hk_str ns;
    struct hk_str field_path;
};

struct hk_generator_options {
    struct hk_place at;
    struct hk_str_map labels;
    struct hk_str_map annotations;
    bool disable_name_suffix_hash;
    bool immutable;
};

struct hk_generator_spec { /* one entry of configMapGenerator or secretGenerator */
    struct hk_place at;
    struct hk_str name;
    struct hk_str ns;
    struct hk_str behavior;
    struct hk_str type; /* of a Secret */
    struct hk_strs literals;
    struct hk_strs files;
    struct hk_strs envs;                 /* with the single `env` at the end */
    struct hk_generator_options options; /* of the entry alone, not merged */
};

struct hk_helm_globals {
    struct hk_str chart_home;  /* empty: "charts" */
    struct hk_str config_home; /* empty: a directory that goes afterwards */
};

struct hk_helm_chart { /* one entry of helmCharts */
    struct hk_place at;
    struct hk_str name;
    struct hk_str version;
    struct hk_str repo;
    struct hk_str release_name;
    struct hk_str ns;
    struct hk_strs additional_values_files;
    struct hk_str values_file;
    const struct hk_node *values_inline; /* a map as it was read, or NULL */
    struct hk_str values_merge;
    struct hk_strs api_versions;
    struct hk_str kube_version;
    struct hk_str name_template;
    bool include_crds;
    bool skip_hooks;
    bool skip_tests;
    bool debug;
    bool devel;
    bool has_kube_version; /* these two are given, whatever they say */
    bool has_debug;
};

enum hk_sort_order {
    HK_SORT_UNSET,
    HK_SORT_LEGACY,
    HK_SORT_FIFO,
    HK_SORT_OTHER /* neither: a fault, but only of the kustomization that a build starts at */
};

struct hk_sort_options {
    struct hk_place at;
    enum hk_sort_order order; /* UNSET: no sortOptions */
    struct hk_str order_text; /* as written */
    bool has_legacy_options;
    struct hk_strs order_first;
    struct hk_strs order_last;
};

enum hk_build_metadata { /* bits */
                         HK_META_ORIGIN = 1u,
                         HK_META_TRANSFORMATIONS = 2u,
                         HK_META_MANAGED_BY = 4u
};

struct hk_deprecated { /* a field that stands there and should not */
    struct hk_place at;
    const char *name;
    const char *successor;
};

/* Which subjects of role bindings follow the namespace. */
enum hk_subjects { HK_SUBJECTS_DEFAULT, HK_SUBJECTS_SERVICE_ACCOUNTS, HK_SUBJECTS_NONE };

struct hk_kustomization {
    hk_file_id file;
    struct hk_slice dir;       /* canonical path of its directory */
    struct hk_slice file_name; /* "kustomization.yaml" */
    bool is_component;
    struct hk_strs resources; /* `bases` follow */
    struct hk_strs components;
    struct hk_strs configurations;
    struct hk_strs crds;
    struct hk_str openapi_path; /* at nowhere: there is none */
    struct hk_str openapi_version;
    bool has_openapi_path;
    bool has_openapi_version;
    struct hk_strs generators; /* each inline text or a path; so are these: */
    struct hk_strs transformers;
    struct hk_strs validators;
    struct hk_str name_prefix;
    struct hk_str name_suffix;
    struct hk_str ns;
    struct hk_str_map common_labels;
    struct hk_str_map common_annotations;
    HK_VEC(struct hk_label_spec) labels;
    HK_VEC(struct hk_patch_spec) patches;
    HK_VEC(struct hk_patch_spec) patches_json6902;
    struct hk_strs patches_strategic_merge; /* each a path or inline text */
    HK_VEC(struct hk_image_spec) images;    /* `imageTags` follow */
    HK_VEC(struct hk_replica_spec) replicas;
    HK_VEC(struct hk_replacement_spec) replacements;
    HK_VEC(struct hk_var_spec) vars;
    HK_VEC(struct hk_generator_spec) config_maps;
    HK_VEC(struct hk_generator_spec) secrets;
    HK_VEC(struct hk_helm_chart) helm_charts; /* `helmChartInflationGenerator` follows */
    struct hk_helm_globals helm_globals;
    struct hk_generator_options generator_options;
    struct hk_sort_options sort_options;
    unsigned build_metadata;             /* enum hk_build_metadata */
    struct hk_strs build_metadata_names; /* as they are written */
    const struct hk_node *root;          /* what all this was read from; NULL: nothing */
    struct hk_deprecated *deprecated;
    uint32_t n_deprecated;
};

#endif
