/* SPDX-License-Identifier: Apache-2.0 */
/* Which roots the operands of a command stand for. */
#include "many.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool
make_room(struct cli_roots *roots, size_t n)
{
    const char **list = realloc(roots->list, (n + 1) * sizeof *list);
    roots->list = list ? list : roots->list;
    char **paths = realloc(roots->paths, (n + 1) * sizeof *paths);
    roots->paths = paths ? paths : roots->paths;
    return list && paths;
}

/* @root as an absolute path without "." and ".."; to be freed. */
static char *
absolute(const char *cwd, const char *root)
{
    char *path = NULL;
    if (asprintf(&path, "%s/%s", root[0] == '/' ? "" : cwd, root) < 0)
        return NULL;
    cli_tidy_path(path);
    return path;
}

static bool
add(struct cli_roots *roots, const char *cwd, const char *root)
{
    roots->list[roots->n] = root;
    roots->paths[roots->n] = absolute(cwd, root);
    return roots->paths[roots->n] && ++roots->n;
}

static bool
add_found(struct cli_roots *roots, const char *cwd, const struct hkr_result *found)
{
    size_t n = hkr_result_n_roots(found);
    bool done = make_room(roots, roots->n + n);
    for (size_t i = 0; done && i < n; i++)
        done = add(roots, cwd, hkr_result_root(found, i));
    return done;
}

static int
fault_memory(const struct cli_request *request)
{
    return cli_complain(request, CLI_FAULT, "%s", hkr_status_name(HKR_E_NOMEM));
}

/* Those in and below @folder. */
static int
search(const struct cli_request *request, struct hkr_ctx *ctx, struct cli_roots *roots,
       const char *cwd, const char *folder)
{
    struct hkr_result *found = NULL;
    enum hkr_status status = hkr_find_roots(ctx, NULL, folder, &found);
    if (!found)
        return cli_complain(request, CLI_FAULT, "%s", hkr_status_name(status));
    roots->found[roots->n_found++] = found;
    cli_tell(request, found);
    if (status != HKR_OK)
        return CLI_FAULT;
    if (!hkr_result_n_roots(found))
        return cli_complain(request, CLI_FAULT,
                            "there is no kustomization to build in or below '%s'", folder);
    return add_found(roots, cwd, found) ? CLI_DONE : fault_memory(request);
}

static int
by_path(const void *a, const void *b, void *paths)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    int order = strcmp(((char **)paths)[x], ((char **)paths)[y]);
    return order ? order : (x > y) - (x < y);
}

/* Of roots that stand there twice, the first stays. */
static bool
drop_repeated(struct cli_roots *roots)
{
    size_t *order = calloc(roots->n + 1, sizeof *order);
    bool *repeated = calloc(roots->n + 1, sizeof *repeated);
    size_t kept = 0;
    for (size_t i = 0; order && i < roots->n; i++)
        order[i] = i;
    if (order && repeated)
        qsort_r(order, roots->n, sizeof *order, by_path, roots->paths);
    for (size_t i = 1; order && repeated && i < roots->n; i++)
        repeated[order[i]] = strcmp(roots->paths[order[i - 1]], roots->paths[order[i]]) == 0;
    for (size_t i = 0; order && repeated && i < roots->n; i++) {
        if (repeated[i]) {
            free(roots->paths[i]);
            continue;
        }
        roots->list[kept] = roots->list[i];
        roots->paths[kept++] = roots->paths[i];
    }
    bool done = order && repeated;
    roots->n = done ? kept : roots->n;
    free(order);
    free(repeated);
    return done;
}

static int
gather(const struct cli_request *request, struct hkr_ctx *ctx, struct cli_roots *roots,
       const char *cwd)
{
    static const char *const here[] = {"."};
    const char *const *operands = request->n_operands ? request->operands : here;
    size_t n = request->n_operands ? (size_t)request->n_operands : 1;
    int code = CLI_DONE;
    bool done = true;
    roots->found = calloc(n, sizeof(struct hkr_result *));
    if (!roots->found || !make_room(roots, n))
        return fault_memory(request);
    for (size_t i = 0; done && i < n; i++) {
        if (request->given[CLI_ALL]) {
            int one = search(request, ctx, roots, cwd, operands[i]);
            code = code == CLI_DONE ? one : code;
        } else {
            done = add(roots, cwd, operands[i]);
        }
    }
    return done && drop_repeated(roots) ? code : fault_memory(request);
}

int
cli_roots_init(const struct cli_request *request, struct hkr_ctx *ctx, struct cli_roots *ret_roots)
{
    *ret_roots = (struct cli_roots){0};
    char *cwd = getcwd(NULL, 0);
    if (!cwd)
        return cli_complain(request, CLI_FAULT, "cannot tell the working directory: %s",
                            strerror(errno));
    int code = gather(request, ctx, ret_roots, cwd);
    free(cwd);
    return code;
}

void
cli_roots_fini(struct cli_roots *roots)
{
    for (size_t i = 0; i < roots->n; i++)
        free(roots->paths[i]);
    for (size_t i = 0; i < roots->n_found; i++)
        hkr_result_free(roots->found[i]);
    free(roots->found);
    free(roots->list);
    free(roots->paths);
}
