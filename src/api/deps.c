/* SPDX-License-Identifier: Apache-2.0 */
#include "deps.h"

#include "../load/files.h"

#include <stdlib.h>

static void
unwatch(void *files)
{
    (void)hk_files_watch(files, NULL);
}

void
hk_deps_watch(struct hk_job *job, struct hk_files *files)
{
    if (job->deps)
        return;
    struct hk_deps *deps = hk_deps_new(job->env.arena);
    hk_arena_defer(job->env.arena, unwatch, files);
    job->deps = deps;
    job->deps_of = files;
    (void)hk_files_watch(files, deps);
}

static int
by_path(const void *a, const void *b)
{
    const struct hkr_dep *x = a, *y = b;
    int order = strcmp(x->path, y->path);
    return order ? order : (int)x->kind - (int)y->kind;
}

void
hk_deps_keep(struct hk_job *job)
{
    struct hkr_result *result = job->result;
    size_t n = hk_deps_n(job->deps);
    result->deps = HK_NEW_ARRAY(result->arena, n, struct hkr_dep);
    for (size_t i = 0; i < n; i++) {
        struct hk_dep dep = hk_deps_at(job->deps, i);
        struct hk_slice shown = hk_files_show_in(job->deps_of, job->env.arena, dep.path);
        result->deps[i] = (struct hkr_dep){.size = sizeof(struct hkr_dep),
                                           .path = hk_arena_strdup(result->arena, shown),
                                           .kind = dep.kind};
    }
    if (n)
        qsort(result->deps, n, sizeof *result->deps, by_path);
    result->n_deps = n;
}

size_t
hkr_result_n_deps(const struct hkr_result *result)
{
    return result ? result->n_deps : 0;
}

enum hkr_status
hkr_result_dep(const struct hkr_result *result, size_t index, struct hkr_dep *ret_dep)
{
    if (!result || !ret_dep || index >= result->n_deps || ret_dep->size != sizeof *ret_dep)
        return HKR_E_USAGE;
    *ret_dep = result->deps[index];
    return HKR_OK;
}
