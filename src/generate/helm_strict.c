/* SPDX-License-Identifier: Apache-2.0 */
/* A strict check of charts: that the chart on the disk is the one that the entry asks for.
 * kustomize looks at the version only when it fetches a chart. */
#include "helm.h"

/* Whether @version names one version, and no range of them. */
static bool
is_one_version(struct hk_slice version)
{
    for (size_t i = 0; i < version.len; i++)
        if (memchr(" <>=~^*|,xX", version.ptr[i], 11))
            return false;
    return version.len > 0;
}

static struct hk_slice
without_v(struct hk_slice version)
{
    return hk_slice_starts(version, HK_S("v")) ? hk_slice_from(version, 1) : version;
}

void
hk_helm_strict_version(struct hk_loader *loader, const struct hk_helm_chart *entry,
                       struct hk_slice directory)
{
    struct hk_env *env = loader->env;
    if (!hk_diag_wants(env->diags, HK_D_HELM_OTHER_VERSION) || !is_one_version(entry->version.text))
        return;
    struct hk_str path = {hk_arena_concat(env->arena, directory, HK_S("/Chart.yaml")),
                          entry->version.at};
    struct hk_docs docs = {0};
    uint32_t n_diags = env->diags->list.n;
    if (hk_loader_docs(loader, &path, "helmCharts", &docs) != HKR_OK || !docs.n) {
        hk_diag_rewind(env->diags, n_diags); /* helm says what is wrong with it */
        return;
    }
    const struct hk_node *is = hk_map_get(docs.items[0], hk_env_sym(env, HK_S("version")));
    if (!is || is->kind != HK_SCALAR ||
        hk_slice_eq(without_v(hk_node_text(is)), without_v(entry->version.text)))
        return;
    hk_diag_remark(env->diags, HK_D_HELM_OTHER_VERSION, entry->version.at,
                   "version '%" PRSLICE "' of the chart is asked for, but '%" PRSLICE
                   "' is there and is used",
                   ARGSLICE(entry->version.text), ARGSLICE(hk_node_text(is)));
    hk_diag_mend(env->diags, "fetch that version anew, or correct `version`");
    hk_diag_related(env->diags, hk_node_place(is), "the version of the chart");
}
