/* SPDX-License-Identifier: Apache-2.0 */
/* src/load/helm_fields.h -- the fields of charts, for kustomizations and plugins.
 *
 * For kustomization.c and plugin.c alone; says what may stand in an entry and nothing of what is
 * done with it. Layer: load. */
#ifndef HK_LOAD_HELM_FIELDS_H
#define HK_LOAD_HELM_FIELDS_H

#include "rows.h"

/* An entry of helmChartInflationGenerator. */
struct hk_helm_inflation {
    struct hk_helm_chart chart;
    struct hk_str chart_home; /* these two are globals */
    struct hk_str helm_home;
};

struct hk_helm_inflations {
    struct hk_helm_inflation *items;
    uint32_t n;
    uint32_t cap;
};

/* Values may be secret: no line of them is shown. */
#define HK_HELM_VALUES(name, member)                                                               \
    {                                                                                              \
        name, HK_FIELD_MAP, AT(member), 0, 0, true, NULL                                           \
    }

/* The rows of a chart whose fields lie at @P of the struct T. */
#define HK_HELM_CHART_ROWS(P)                                                                      \
    STRING("name", P name), STRING("version", P version), STRING("repo", P repo),                  \
        STRING("releaseName", P release_name), STRING("namespace", P ns),                          \
        STRINGS("additionalValuesFiles", P additional_values_files),                               \
        STRING("valuesFile", P values_file), HK_HELM_VALUES("valuesInline", P values_inline),      \
        STRING("valuesMerge", P values_merge), BOOL("includeCRDs", P include_crds),                \
        BOOL("skipHooks", P skip_hooks), STRINGS("apiVersions", P api_versions),                   \
        {"kubeVersion", HK_FIELD_STRING, AT(P kube_version), 0, AT(P has_kube_version), false,     \
         NULL},                                                                                    \
        STRING("nameTemplate", P name_template), BOOL("skipTests", P skip_tests),                  \
        {"debug", HK_FIELD_BOOL, AT(P debug), 0, AT(P has_debug), false, NULL},                    \
        BOOL("devel", P devel)
#define HK_HELM_GLOBALS_ROWS(P)                                                                    \
    STRING("chartHome", P chart_home), STRING("configHome", P config_home)

extern const struct hk_table hk_helm_globals_table;   /* struct hk_helm_globals */
extern const struct hk_table hk_helm_chart_table;     /* struct hk_helm_chart */
extern const struct hk_table hk_helm_inflation_table; /* struct hk_helm_inflation */

/* Finishes the charts of @kust (what is empty is not given), and adds those of the old field: the
 * last homes count, and only when there is no `helmGlobals`. */
void hk_helm_add_charts(struct hk_arena *arena, struct hk_kustomization *kust,
                        const struct hk_helm_inflations *old, bool has_globals);

/* Whether the lines of a kustomization, the source @text, to which messages about its charts point
 * may hold values of charts. @charts and @old_charts are the two lists. */
bool hk_helm_shows_values(struct hk_slice text, const struct hk_kustomization *kust,
                          const struct hk_node *charts, const struct hk_helm_inflations *old,
                          const struct hk_node *old_charts);

#endif
