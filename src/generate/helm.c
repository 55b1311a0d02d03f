/* SPDX-License-Identifier: Apache-2.0 */
#include "helm_chart.h"

#include "../base/path.h"
#include "../load/programs.h"

/* ---- What charts share -------------------------------------------------------------------- */

/* A list to which Go has appended @n times, one at a time. */
static uint32_t
room_for(size_t n)
{
    uint32_t cap = 1;
    while (cap < n)
        cap *= 2;
    return cap;
}

struct hk_helm *
hk_helm_new(struct hk_arena *arena, const struct hkr_programs *programs)
{
    struct hk_helm *helm = HK_NEW(arena, struct hk_helm);
    helm->programs = programs;
    if (!programs || !programs->helm)
        return helm;
    helm->command = programs->helm_command ? programs->helm_command : "helm";
    helm->api_versions.cap = room_for(programs->n_helm_api_versions);
    helm->api_versions.items = HK_NEW_ARRAY(arena, helm->api_versions.cap, struct hk_slice);
    for (size_t i = 0; i < programs->n_helm_api_versions; i++)
        helm->api_versions.items[helm->api_versions.n++] =
            hk_slice_cstr(programs->helm_api_versions[i]);
    return helm;
}

/* ---- Checks ------------------------------------------------------------------------------- */

static enum hkr_status
check_allowed(const struct hk_helm *helm, const struct hk_loader *loader, struct hk_place at)
{
    enum hkr_status status;
    if (helm->command && helm->command[0])
        return hk_programs_check_disk(loader, at);
    if (helm->command) {
        status = hk_diag_report(loader->env->diags, HK_D_HELM_DISABLED, at,
                                "the name of the helm program is empty");
        hk_diag_mend(loader->env->diags, "say --helm-command PATH, or leave it out");
        return status;
    }
    status = hk_diag_report(loader->env->diags, HK_D_HELM_DISABLED, at,
                            "a chart needs the helm program, and starting it is not allowed");
    hk_diag_mend(loader->env->diags, "build with --enable-helm if the charts can be trusted");
    return status;
}

static enum hkr_status
fault_name(struct hk_env *env, struct hk_place at, const char *message)
{
    enum hkr_status status = hk_diag_report(env->diags, HK_D_HELM_CHART_NAME, at, "%s", message);
    hk_diag_mend(env->diags, "write the name of the directory that holds Chart.yaml; where that is "
                             "found is `helmGlobals.chartHome`");
    return status;
}

/* Values are handed over in a file that is called after the chart, so its name is one. */
struct hk_slice
hk_chart_values_name(struct hk_env *env, const struct hk_helm_chart *entry)
{
    struct hk_slice name =
        hk_arena_concat(env->arena, entry->name.text, HK_S("-kustomize-values.yaml"));
    return hk_path_clean(env->arena, name);
}

static enum hkr_status
check_name(struct hk_env *env, const struct hk_helm_chart *entry, struct hk_place at)
{
    if (!entry->name.text.len)
        return fault_name(env, at, "a chart has no name");
    if (hk_slice_find(hk_chart_values_name(env, entry), '/') != SIZE_MAX)
        return fault_name(env, at, "the name of a chart is no path");
    return HKR_OK;
}

static enum hkr_status
read_merge(struct hk_env *env, const struct hk_str *text, enum hk_values_merge *ret_merge)
{
    static const struct hk_slice names[] = {[HK_VALUES_OVERRIDE] = HK_S_INIT("override"),
                                            [HK_VALUES_MERGE] = HK_S_INIT("merge"),
                                            [HK_VALUES_REPLACE] = HK_S_INIT("replace")};
    *ret_merge = HK_VALUES_OVERRIDE;
    if (!text->text.len)
        return HKR_OK;
    for (size_t i = 0; i < HK_COUNT(names); i++)
        if (hk_slice_eq(text->text, names[i])) {
            *ret_merge = (enum hk_values_merge)i;
            return HKR_OK;
        }
    enum hkr_status status =
        hk_diag_report(env->diags, HK_D_HELM_VALUES_MERGE, text->at,
                       QSLICE " is no value of `valuesMerge`", ARGSLICE(text->text));
    hk_diag_mend(env->diags, "write override (the inline values win, as when it is left out), "
                             "merge (those of the file win) or replace (the file is ignored)");
    return status;
}

/* ---- Configuration ------------------------------------------------------------------------ */

/* kustomize decodes the entry's list into the room of the command line's: it overwrites that for
 * the charts to come, and for those before that did the same. */
static struct hk_go_list
api_versions_of(struct hk_helm *helm, struct hk_arena *arena, const struct hk_strs *own)
{
    struct hk_go_list list = helm->api_versions;
    if (!own->present)
        return list;
    if (!helm->api_versions.n || own->n > list.cap) {
        for (uint32_t i = 0; helm->api_versions.n && i < list.cap; i++)
            list.items[i] = own->items[i].text;
        list.items = HK_NEW_ARRAY(arena, own->n, struct hk_slice);
    }
    for (uint32_t i = 0; i < own->n; i++)
        list.items[i] = own->items[i].text;
    list.n = own->n;
    return list;
}

/* Where the chart is, and its values when the entry names none. */
static void
locate(struct hk_chart *chart)
{
    struct hk_arena *arena = chart->loader->env->arena;
    const struct hk_helm_chart *entry = chart->entry;
    struct hk_slice home = chart->globals->chart_home.text;
    home = home.len ? home : HK_S("charts");
    if (entry->version.text.len && entry->repo.text.len)
        home = hk_arena_printf(arena, "%" PRSLICE "/%" PRSLICE "-%" PRSLICE, ARGSLICE(home),
                               ARGSLICE(entry->name.text), ARGSLICE(entry->version.text));
    chart->home = hk_path_clean(arena, home);
    struct hk_slice directory = hk_arena_printf(arena, "%" PRSLICE "/%" PRSLICE, ARGSLICE(home),
                                                ARGSLICE(entry->name.text));
    chart->directory = hk_path_resolve(arena, chart->loader->root, directory);
    chart->values_file = entry->values_file;
    if (!chart->values_file.text.len)
        chart->values_file = (struct hk_str){
            hk_path_clean(arena, hk_arena_concat(arena, directory, HK_S("/values.yaml"))),
            chart->at};
}

enum hkr_status
hk_helm_configure(struct hk_helm *helm, struct hk_loader *loader, const struct hk_helm_chart *entry,
                  const struct hk_helm_globals *globals, struct hk_slice ns,
                  struct hk_chart **ret_chart)
{
    struct hk_env *env = loader->env;
    struct hk_chart *chart = HK_NEW(env->arena, struct hk_chart);
    *chart = (struct hk_chart){.loader = loader, .entry = entry, .globals = globals, .ns = ns};
    chart->at = entry->name.at.file ? entry->name.at : entry->at;
    enum hkr_status status = check_allowed(helm, loader, chart->at);
    if (status == HKR_OK)
        status = check_name(env, entry, chart->at);
    for (uint32_t i = 0; status == HKR_OK && i < entry->additional_values_files.n; i++) {
        struct hk_slice bytes;
        status = hk_loader_bytes(loader, &entry->additional_values_files.items[i],
                                 "additionalValuesFiles", true, &bytes);
        if (status == HKR_OK)
            hk_vec_push(env->arena, &chart->values, bytes);
    }
    if (status == HKR_OK)
        status = read_merge(env, &entry->values_merge, &chart->merge);
    if (status != HKR_OK)
        return status;
    if (entry->ns.text.len)
        chart->ns = entry->ns.text;
    chart->api_versions = api_versions_of(helm, env->arena, &entry->api_versions);
    chart->debug = entry->has_debug ? entry->debug : helm->programs->helm_debug != 0;
    const char *kube_version = helm->programs->helm_kube_version;
    chart->kube_version = entry->has_kube_version ? entry->kube_version.text
                          : kube_version          ? hk_slice_cstr(kube_version)
                                                  : HK_S("");
    locate(chart);
    hk_helm_strict_version(loader, entry, chart->directory);
    *ret_chart = chart;
    return HKR_OK;
}
