/* SPDX-License-Identifier: Apache-2.0 */
#include "sides_memory.h"

#include <stdlib.h>
#include <string.h>

/* Codes of doc/diagnostics.yaml: what is to be a directory is not there, or is none. */
enum { CODE_ROOT_MISSING = 1010, CODE_ROOT_NOT_DIRECTORY = 1011 };

/* ---- Memory ----------------------------------------------------------------------------- */

int
sides_fault_memory(const struct cli_sides_memory *memory)
{
    return cli_complain(memory->request, CLI_USAGE, "%s", hkr_status_name(HKR_E_NOMEM));
}

const char *
sides_keep(struct cli_sides_memory *memory, char *text)
{
    char **texts = realloc(memory->texts, (memory->n_texts + 1) * sizeof *texts);
    memory->texts = texts ? texts : memory->texts;
    if (!texts || !text) {
        free(text);
        return NULL;
    }
    texts[memory->n_texts++] = text;
    return text;
}

const char *
sides_join(struct cli_sides_memory *memory, const char *a, const char *b, const char *c)
{
    size_t size = strlen(a) + strlen(b) + strlen(c) + 1;
    char *text = malloc(size);
    if (text)
        (void)snprintf(text, size, "%s%s%s", a, b, c);
    return sides_keep(memory, text);
}

/* Keeps @result (NULL: memory is out). */
static int
keep_result(struct cli_sides_memory *memory, struct hkr_result *result)
{
    struct hkr_result **found = realloc(memory->found, (memory->n_found + 1) * sizeof *found);
    memory->found = found ? found : memory->found;
    if (!found || !result) {
        hkr_result_free(result);
        return sides_fault_memory(memory);
    }
    found[memory->n_found++] = result;
    return CLI_DONE;
}

int
sides_take(struct cli_sides_memory *memory, enum hkr_status status, struct hkr_result *result)
{
    if (keep_result(memory, result) != CLI_DONE)
        return CLI_USAGE;
    cli_tell(memory->request, result);
    return status == HKR_OK ? CLI_DONE : CLI_USAGE;
}

void
cli_sides_fini(struct cli_sides *sides)
{
    struct cli_sides_memory *memory = sides->memory;
    free(sides->befores);
    free(sides->afters);
    for (size_t i = 0; memory && i < memory->n_found; i++)
        hkr_result_free(memory->found[i]);
    for (size_t i = 0; memory && i < memory->n_texts; i++)
        free(memory->texts[i]);
    if (memory) {
        hkr_fs_free(memory->fs[SIDES_BEFORE]);
        hkr_fs_free(memory->fs[SIDES_AFTER]);
        hkr_git_free(memory->git);
        free(memory->found);
        free(memory->texts);
    }
    free(memory);
    *sides = (struct cli_sides){0};
}

/* ---- Pairs ------------------------------------------------------------------------------ */

static bool
add_pair(struct sides_pairs *pairs, struct sides_pair pair)
{
    struct sides_pair *items = realloc(pairs->items, (pairs->n + 1) * sizeof *items);
    pairs->items = items ? items : pairs->items;
    if (items)
        items[pairs->n++] = pair;
    return items != NULL;
}

static int
by_key(const void *a, const void *b)
{
    const struct sides_pair *x = a, *y = b;
    int order = strcmp(x->key, y->key);
    return order ? order : (x->group > y->group) - (x->group < y->group);
}

void
sides_join_pairs(struct sides_pairs *pairs)
{
    size_t n = 0;
    if (pairs->n)
        qsort(pairs->items, pairs->n, sizeof *pairs->items, by_key);
    for (size_t i = 0; i < pairs->n; i++) {
        struct sides_pair *kept = n ? &pairs->items[n - 1] : NULL;
        const struct sides_pair *pair = &pairs->items[i];
        if (!kept || strcmp(kept->key, pair->key) != 0) {
            pairs->items[n++] = *pair;
            continue;
        }
        for (int which = 0; which < 2; which++)
            if (!kept->path[which])
                kept->path[which] = pair->path[which];
    }
    pairs->n = n;
}

static struct hkr_side
side_of(struct cli_sides_memory *memory, const struct sides_pair *pair, int which)
{
    const char *other = pair->path[!which];
    const char *path = pair->path[which];
    return (struct hkr_side){.size = sizeof(struct hkr_side),
                             .fs = memory->fs[which],
                             .path = path,
                             .name = sides_name(memory, which, path ? path : other)};
}

int
sides_fill(struct cli_sides *sides, const struct sides_pairs *pairs)
{
    sides->befores = calloc(pairs->n + 1, sizeof *sides->befores);
    sides->afters = calloc(pairs->n + 1, sizeof *sides->afters);
    if (!sides->befores || !sides->afters)
        return sides_fault_memory(sides->memory);
    for (size_t i = 0; i < pairs->n; i++) {
        sides->befores[i] = side_of(sides->memory, &pairs->items[i], SIDES_BEFORE);
        sides->afters[i] = side_of(sides->memory, &pairs->items[i], SIDES_AFTER);
        if (!sides->befores[i].name || !sides->afters[i].name)
            return sides_fault_memory(sides->memory);
    }
    sides->n = pairs->n;
    return CLI_DONE;
}

/* ---- Roots ------------------------------------------------------------------------------ */

int
sides_find_roots(struct cli_sides_memory *memory, int which, const char *directory,
                 struct sides_roots *ret_roots)
{
    struct hkr_result *result = NULL;
    enum hkr_status status = hkr_find_roots(memory->ctx, memory->fs[which], directory, &result);
    if (keep_result(memory, result) != CLI_DONE)
        return CLI_USAGE;
    const struct hkr_diag *diag = hkr_result_diag(result, 0);
    *ret_roots = (struct sides_roots){
        .search = result,
        .n = status == HKR_OK ? hkr_result_n_roots(result) : 0,
        .missing = status != HKR_OK && diag && diag->code == CODE_ROOT_MISSING,
        .is_file = status != HKR_OK && diag && diag->code == CODE_ROOT_NOT_DIRECTORY};
    if (status == HKR_OK || ret_roots->missing || ret_roots->is_file)
        return CLI_DONE;
    cli_tell(memory->request, result);
    return CLI_USAGE;
}

bool
sides_is_no_directory(const struct cli_sides_memory *memory, int which, const char *path)
{
    struct hkr_result *result = NULL;
    enum hkr_status status = hkr_find_roots(memory->ctx, memory->fs[which], path, &result);
    const struct hkr_diag *diag = result ? hkr_result_diag(result, 0) : NULL;
    bool is_none = status != HKR_OK && diag &&
                   (diag->code == CODE_ROOT_MISSING || diag->code == CODE_ROOT_NOT_DIRECTORY);
    hkr_result_free(result);
    return is_none;
}

int
sides_add_roots(struct cli_sides_memory *memory, struct sides_pairs *pairs,
                const struct sides_roots *roots, size_t group, int which, size_t skip)
{
    for (size_t i = 0; i < roots->n; i++) {
        struct sides_pair pair = {.group = group};
        pair.path[which] = hkr_result_root(roots->search, i);
        pair.key = pair.path[which] + skip;
        if (!add_pair(pairs, pair))
            return sides_fault_memory(memory);
    }
    return CLI_DONE;
}

bool
sides_has_root(const struct sides_roots *roots, const char *path)
{
    for (size_t i = 0; i < roots->n; i++)
        if (strcmp(hkr_result_root(roots->search, i), path) == 0)
            return true;
    return false;
}

/* ---- --base and --staged ---------------------------------------------------------------- */

/* Adds the roots in and below @directory of both sides. @is_same: they are known to be the same. */
static int
add_directory(struct cli_sides_memory *memory, struct sides_pairs *pairs, const char *directory,
              size_t group, bool is_same)
{
    struct sides_roots roots[2];
    int code = sides_check_inside(memory, directory);
    if (code == CLI_DONE)
        code = sides_find_roots(memory, SIDES_AFTER, directory, &roots[SIDES_AFTER]);
    if (code == CLI_DONE && is_same && roots[SIDES_AFTER].n)
        roots[SIDES_BEFORE] = roots[SIDES_AFTER];
    else if (code == CLI_DONE)
        code = sides_find_roots(memory, SIDES_BEFORE, directory, &roots[SIDES_BEFORE]);
    if (code != CLI_DONE)
        return code;
    if (roots[SIDES_AFTER].is_file || (roots[SIDES_AFTER].missing && roots[SIDES_BEFORE].missing)) {
        cli_tell(memory->request, roots[SIDES_AFTER].search);
        return CLI_USAGE;
    }
    if (!roots[SIDES_BEFORE].n && !roots[SIDES_AFTER].n)
        return cli_complain(memory->request, CLI_USAGE,
                            "there is no kustomization in or below '%s', neither in %s nor in %s",
                            directory, memory->revision[SIDES_BEFORE],
                            memory->revision[SIDES_AFTER] ? "the index" : "the work tree");
    for (int which = 0; code == CLI_DONE && which < 2; which++)
        code = sides_add_roots(memory, pairs, &roots[which], group, which, 0);
    return code;
}

/* Looks whether what is a root on one side alone is there on the other, be it as a part of another
 * root. */
static int
find_other_side(struct cli_sides_memory *memory, struct sides_pair *pair)
{
    struct sides_roots roots;
    int which = pair->path[SIDES_BEFORE] ? SIDES_AFTER : SIDES_BEFORE;
    int code = sides_find_roots(memory, which, pair->path[!which], &roots);
    if (code == CLI_DONE && sides_has_root(&roots, pair->path[!which]))
        pair->path[which] = pair->path[!which];
    return code;
}

/* Whether a root of the base is not in the work tree, and yet was not removed: a sparse checkout
 * leaves it out. A diagnostic of the changes tells of such. */
static bool
is_left_out(struct cli_sides_memory *memory, const struct sides_pair *pair, int *ret_code)
{
    return !memory->revision[SIDES_AFTER] && !pair->path[SIDES_AFTER] &&
           !sides_has_changed(memory, pair->path[SIDES_BEFORE], ret_code);
}

static int
complete_pairs(struct cli_sides_memory *memory, struct sides_pairs *pairs)
{
    size_t n = 0;
    int code = CLI_DONE;
    for (size_t i = 0; code == CLI_DONE && i < pairs->n; i++) {
        struct sides_pair pair = pairs->items[i];
        if (!pair.path[SIDES_BEFORE] || !pair.path[SIDES_AFTER])
            code = find_other_side(memory, &pair);
        if (code == CLI_DONE && !is_left_out(memory, &pair, &code))
            pairs->items[n++] = pair;
    }
    pairs->n = n;
    return code;
}

static int
add_directories(struct cli_sides_memory *memory, struct sides_pairs *pairs)
{
    const struct cli_request *request = memory->request;
    int code = sides_open_base(memory);
    if (code == CLI_DONE && !request->n_operands) {
        bool is_same = sides_have_same_roots(memory, &code);
        code = code == CLI_DONE ? add_directory(memory, pairs, ".", 0, is_same) : code;
    }
    for (int i = 0; code == CLI_DONE && i < request->n_operands; i++)
        code = add_directory(memory, pairs, request->operands[i], (size_t)i, false);
    sides_join_pairs(pairs);
    return code == CLI_DONE ? complete_pairs(memory, pairs) : code;
}

/* ---- Both ------------------------------------------------------------------------------- */

bool
cli_sides_in_git(const struct cli_request *request)
{
    return request->given[CLI_BASE] || request->given[CLI_STAGED];
}

int
cli_sides_init(const struct cli_request *request, struct hkr_ctx *ctx, struct cli_sides *ret_sides)
{
    struct sides_pairs pairs = {0};
    int code;
    *ret_sides = (struct cli_sides){.memory = calloc(1, sizeof *ret_sides->memory)};
    if (!ret_sides->memory)
        return cli_complain(request, CLI_USAGE, "%s", hkr_status_name(HKR_E_NOMEM));
    ret_sides->memory->request = request;
    ret_sides->memory->ctx = ctx;
    if (cli_sides_in_git(request)) {
        code = add_directories(ret_sides->memory, &pairs);
        code = code == CLI_DONE ? sides_fill(ret_sides, &pairs) : code;
    } else {
        code = sides_from_operands(ret_sides, &pairs);
    }
    free(pairs.items);
    return code;
}
