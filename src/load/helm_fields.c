/* SPDX-License-Identifier: Apache-2.0 */
/* The fields of charts, and how the old field for them becomes the new ones. */
#include "helm_fields.h"

#define T struct hk_helm_globals
static const struct hk_field globals_fields[] = {HK_HELM_GLOBALS_ROWS()};
const struct hk_table hk_helm_globals_table =
    TABLE("the helm globals", globals_fields, T, HK_FIELD_UNSTORED);
#undef T

#define T struct hk_helm_chart
static const struct hk_field chart_fields[] = {HK_HELM_CHART_ROWS()};
const struct hk_table hk_helm_chart_table = TABLE("a helm chart", chart_fields, T, AT(at));
#undef T

/* What is not stored is dropped by kustomize as well. */
#define T struct hk_helm_inflation
static const struct hk_field inflation_fields[] = {
    STRING("chartName", chart.name),
    STRING("chartVersion", chart.version),
    STRING("chartRepoUrl", chart.repo),
    STRING("chartHome", chart_home),
    CHECK("chartRepoName", STRING, NULL),
    CHECK("helmBin", STRING, NULL),
    STRING("helmHome", helm_home),
    STRING("values", chart.values_file),
    HK_HELM_VALUES("valuesLocal", chart.values_inline),
    STRING("valuesMerge", chart.values_merge),
    STRING("releaseName", chart.release_name),
    CHECK("releaseNamespace", STRING, NULL),
    CHECK("extraArgs", STRINGS, NULL),
};
const struct hk_table hk_helm_inflation_table =
    TABLE("a helm chart inflation generator", inflation_fields, T, AT(chart.at));
#undef T

/* Whether values stand on the line that an entry begins on, or any of its fields does. */
static bool
shows_values(struct hk_slice text, const struct hk_node *entry, const struct hk_node *values)
{
    if (!values || (entry->flags & HK_NODE_FLOW) || values->offset < entry->offset)
        return values != NULL;
    struct hk_slice between =
        hk_slice_head(hk_slice_from(text, entry->offset), values->offset - entry->offset);
    return hk_slice_find(between, '\n') == SIZE_MAX;
}

bool
hk_helm_shows_values(struct hk_slice text, const struct hk_kustomization *kust,
                     const struct hk_node *charts, const struct hk_helm_inflations *old,
                     const struct hk_node *old_charts)
{
    bool shows = false;
    for (uint32_t i = 0; i < kust->helm_charts.n; i++)
        shows |= shows_values(text, charts->items[i], kust->helm_charts.items[i].values_inline);
    for (uint32_t i = 0; i < old->n; i++)
        shows |= shows_values(text, old_charts->items[i], old->items[i].chart.values_inline);
    return shows;
}

void
hk_helm_add_charts(struct hk_arena *arena, struct hk_kustomization *kust,
                   const struct hk_helm_inflations *old, bool has_globals)
{
    for (uint32_t i = 0; i < kust->helm_charts.n; i++) {
        struct hk_helm_chart *chart = &kust->helm_charts.items[i];
        chart->has_debug = chart->debug;
        chart->has_kube_version = chart->kube_version.text.len > 0;
        chart->api_versions.present = chart->api_versions.n > 0;
    }
    for (uint32_t i = 0; i < old->n; i++) {
        const struct hk_helm_inflation *entry = &old->items[i];
        hk_vec_push(arena, &kust->helm_charts, entry->chart);
        if (!has_globals && entry->chart_home.text.len)
            kust->helm_globals.chart_home = entry->chart_home;
        if (!has_globals && entry->helm_home.text.len)
            kust->helm_globals.config_home = entry->helm_home;
    }
}
