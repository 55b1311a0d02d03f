/* SPDX-License-Identifier: Apache-2.0 */
/* src/generate/helm_chart.h -- a chart whose entry has been checked: for helm*.c alone.
 *
 * helm.c makes it, helm_chart.c knows its directory, helm_run.c has helm inflate it.
 * Layer: generate. */
#ifndef HK_GENERATE_HELM_CHART_H
#define HK_GENERATE_HELM_CHART_H

#include "helm.h"
#include "helm_values.h"

#define QSLICE "'%" PRSLICE "'"

/* A list of Go: its room may be shared with another list. */
struct hk_go_list {
    struct hk_slice *items;
    uint32_t n;
    uint32_t cap;
};

struct hk_helm {
    const struct hkr_programs *programs;
    const char *command; /* as the caller names it */
    const char *program; /* the file that it is; NULL until its version has been checked */
    struct hk_go_list api_versions; /* of the command line */
};

struct hk_chart {
    struct hk_loader *loader;
    const struct hk_helm_chart *entry;
    const struct hk_helm_globals *globals;
    struct hk_place at;
    struct hk_slice ns;
    struct hk_slice home;      /* the directory that holds the chart, as the entry leads there */
    struct hk_slice directory; /* of the chart: absolute */
    struct hk_str values_file;
    enum hk_values_merge merge;
    HK_VEC(struct hk_slice) values; /* the texts of additionalValuesFiles */
    struct hk_go_list api_versions;
    struct hk_slice kube_version;
    bool debug;
};

/* The name of the file by which its values are handed to helm. */
struct hk_slice hk_chart_values_name(struct hk_env *env, const struct hk_helm_chart *entry);
/* Whether its directory is there; kustomize would fetch it otherwise. */
HKR_MUST_CHECK enum hkr_status hk_chart_find(const struct hk_chart *chart);

#endif
