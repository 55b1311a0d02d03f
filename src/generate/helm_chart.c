/* SPDX-License-Identifier: Apache-2.0 */
/* The directory of a chart. */
#include "helm_chart.h"

#include "../base/path.h"
#include "../load/files.h"

/* @word so that a shell takes it as one, whoever wrote it. */
static struct hk_slice
shell_word(struct hk_arena *arena, struct hk_slice word)
{
    static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                               "-_./:@%+=,";
    bool is_safe = word.len > 0 && word.ptr[0] != '-';
    size_t n_quotes = 0;
    for (size_t i = 0; i < word.len; i++) {
        is_safe = is_safe && memchr(safe, word.ptr[i], sizeof safe - 1);
        n_quotes += word.ptr[i] == '\'';
    }
    if (is_safe)
        return word;
    char *text = hk_arena_alloc(arena, word.len + 2 + n_quotes * 3);
    size_t n = 0;
    text[n++] = '\'';
    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] == '\'') {
            memcpy(text + n, "'\\'", 3);
            n += 3;
        }
        text[n++] = (unsigned char)word.ptr[i] < ' ' ? '?' : word.ptr[i];
    }
    text[n++] = '\'';
    return hk_slice(text, n);
}

/* The one command that fetches the chart to where it is looked for. */
static void
mend_pull(struct hk_env *env, const struct hk_chart *chart)
{
    const struct hk_helm_chart *entry = chart->entry;
    struct hk_arena *arena = env->arena;
    struct hk_slice home = hk_path_resolve(arena, chart->loader->root, chart->home);
    struct hk_slice repo = entry->repo.text, name = entry->name.text, version = HK_S("");
    home = shell_word(arena, hk_files_show(chart->loader->files, home));
    if (hk_slice_starts(repo, HK_S("oci://"))) {
        repo.len -= hk_slice_ends(repo, HK_S("/"));
        repo = hk_arena_printf(arena, "%" PRSLICE "/%" PRSLICE, ARGSLICE(repo), ARGSLICE(name));
        repo = shell_word(arena, repo);
    } else {
        repo = shell_word(arena, repo);
        name = shell_word(arena, name);
        repo =
            hk_arena_printf(arena, "--repo %" PRSLICE " %" PRSLICE, ARGSLICE(repo), ARGSLICE(name));
    }
    if (entry->version.text.len)
        version = hk_arena_printf(arena, " --version %" PRSLICE,
                                  ARGSLICE(shell_word(arena, entry->version.text)));
    hk_diag_mend(env->diags,
                 "nothing is ever fetched here: run `helm pull --untar --untardir %" PRSLICE
                 " %" PRSLICE "%" PRSLICE "%s`",
                 ARGSLICE(home), ARGSLICE(repo), ARGSLICE(version), entry->devel ? " --devel" : "");
}

enum hkr_status
hk_chart_find(const struct hk_chart *chart)
{
    struct hk_env *env = chart->loader->env;
    struct hk_slice canonical;
    enum hkr_fs_kind kind = HKR_FS_MISSING;
    enum hkr_fs_status found =
        hk_files_resolve(env, chart->loader->files, chart->directory, &canonical, &kind);
    if (found == HKR_FS_OK && kind == HKR_FS_DIRECTORY)
        return HKR_OK;
    struct hk_slice shown = hk_files_show(chart->loader->files, chart->directory);
    enum hkr_status status =
        hk_diag_report(env->diags, HK_D_HELM_CHART_MISSING, chart->at,
                       "there is no directory of the chart, " QSLICE, ARGSLICE(shown));
    if (chart->entry->repo.text.len)
        mend_pull(env, chart);
    else
        hk_diag_mend(env->diags, "put the chart there, or say where it is by "
                                 "`helmGlobals.chartHome`");
    return status;
}
