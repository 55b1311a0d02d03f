/* SPDX-License-Identifier: Apache-2.0 */
#include "sides_memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

/* A root in one of the sides, or in both. */
struct pair {
    const char *key;     /* what both have in common: the path below the operand */
    size_t group;        /* the operand that it was found in */
    const char *path[2]; /* NULL: not there */
};

struct pairs {
    struct pair *items;
    size_t n;
};

static bool
add_pair(struct pairs *pairs, struct pair pair)
{
    struct pair *items = realloc(pairs->items, (pairs->n + 1) * sizeof *items);
    pairs->items = items ? items : pairs->items;
    if (items)
        items[pairs->n++] = pair;
    return items != NULL;
}

static int
by_key(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    int order = strcmp(x->key, y->key);
    return order ? order : (x->group > y->group) - (x->group < y->group);
}

/* Puts what has the same key together. Operands may lie within one another. */
static void
join_pairs(struct pairs *pairs)
{
    size_t n = 0;
    if (pairs->n)
        qsort(pairs->items, pairs->n, sizeof *pairs->items, by_key);
    for (size_t i = 0; i < pairs->n; i++) {
        struct pair *kept = n ? &pairs->items[n - 1] : NULL;
        const struct pair *pair = &pairs->items[i];
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
side_of(struct cli_sides_memory *memory, const struct pair *pair, int which)
{
    const char *other = pair->path[!which];
    const char *path = pair->path[which];
    return (struct hkr_side){.size = sizeof(struct hkr_side),
                             .fs = memory->fs[which],
                             .path = path,
                             .name = sides_name(memory, which, path ? path : other)};
}

/* Makes the sides of @pairs. */
static int
fill_sides(struct cli_sides *sides, const struct pairs *pairs)
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

/* What was found in a directory. */
struct roots {
    const struct hkr_result *search;
    size_t n;
    bool missing; /* there is nothing of that name */
    bool is_file; /* there is, and it is no directory */
};

/* Looks for roots in and below @directory of side @which. That it is not there, or is no directory,
 * is no fault yet; *ret_roots has the search, to be told. */
static int
find_roots(struct cli_sides_memory *memory, int which, const char *directory,
           struct roots *ret_roots)
{
    struct hkr_result *result = NULL;
    enum hkr_status status = hkr_find_roots(memory->ctx, memory->fs[which], directory, &result);
    if (keep_result(memory, result) != CLI_DONE)
        return CLI_USAGE;
    const struct hkr_diag *diag = hkr_result_diag(result, 0);
    *ret_roots = (struct roots){
        .search = result,
        .n = status == HKR_OK ? hkr_result_n_roots(result) : 0,
        .missing = status != HKR_OK && diag && diag->code == CODE_ROOT_MISSING,
        .is_file = status != HKR_OK && diag && diag->code == CODE_ROOT_NOT_DIRECTORY};
    if (status == HKR_OK || ret_roots->missing || ret_roots->is_file)
        return CLI_DONE;
    cli_tell(memory->request, result);
    return CLI_USAGE;
}

static int
add_roots(struct cli_sides_memory *memory, struct pairs *pairs, const struct roots *roots,
          size_t group, int which, size_t skip)
{
    for (size_t i = 0; i < roots->n; i++) {
        struct pair pair = {.group = group};
        pair.path[which] = hkr_result_root(roots->search, i);
        pair.key = pair.path[which] + skip;
        if (!add_pair(pairs, pair))
            return sides_fault_memory(memory);
    }
    return CLI_DONE;
}

/* ---- --base and --staged ---------------------------------------------------------------- */

/* Adds the roots in and below @directory of both sides. */
static int
add_directory(struct cli_sides_memory *memory, struct pairs *pairs, const char *directory,
              size_t group)
{
    struct roots roots[2];
    int code = sides_check_inside(memory, directory);
    for (int which = 0; code == CLI_DONE && which < 2; which++)
        code = find_roots(memory, which, directory, &roots[which]);
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
        code = add_roots(memory, pairs, &roots[which], group, which, 0);
    return code;
}

static int
add_directories(struct cli_sides_memory *memory, struct pairs *pairs)
{
    const struct cli_request *request = memory->request;
    int code = sides_open_base(memory);
    if (code == CLI_DONE && !request->n_operands)
        code = add_directory(memory, pairs, ".", 0);
    for (int i = 0; code == CLI_DONE && i < request->n_operands; i++)
        code = add_directory(memory, pairs, request->operands[i], (size_t)i);
    join_pairs(pairs);
    return code;
}

/* ---- Two operands ----------------------------------------------------------------------- */

/* One side as it was named. */
struct operand {
    const char *text;
    const char *path; /* "" : as the other operand; NULL: standard input */
    bool is_file;     /* known to be no directory */
    char *bytes;      /* of standard input */
    size_t n_bytes;
};

/* All of standard input, to be freed; NULL with errno set. */
static char *
read_stdin(size_t *ret_n)
{
    size_t n = 0, capacity = 1 << 16;
    char *bytes = malloc(capacity);
    ssize_t got = 1;
    while (bytes && got != 0) {
        if (n == capacity) {
            char *more = realloc(bytes, capacity *= 2);
            if (!more)
                free(bytes);
            bytes = more;
            continue;
        }
        got = read(STDIN_FILENO, bytes + n, capacity - n);
        if (got < 0 && errno != EINTR) {
            int error = errno;
            free(bytes);
            errno = error;
            return NULL;
        }
        n += got > 0 ? (size_t)got : 0;
    }
    *ret_n = n;
    return bytes;
}

/* Takes @text for a revision, as git writes them: REV, REV:PATH from the top of the repository,
 * REV:./PATH from here. */
static int
open_revision(struct cli_sides_memory *memory, int which, struct operand *operand)
{
    const char *colon = strchr(operand->text, ':');
    size_t n = colon ? (size_t)(colon - operand->text) : strlen(operand->text);
    const char *path = colon ? colon + 1 : "";
    const char *revision =
        n ? sides_keep(memory, strndup(operand->text, n)) : sides_join(memory, ":", "", "");
    if (!revision)
        return sides_fault_memory(memory);
    if (!memory->git && sides_open_git(memory) != CLI_DONE)
        return cli_complain(
            memory->request, CLI_USAGE,
            "there is no file or directory '%s', and so it was taken for a revision",
            operand->text);
    int code = sides_open_revision(memory, which, revision);
    bool from_here = !colon || path[0] == '/' || strcmp(path, ".") == 0 ||
                     strcmp(path, "..") == 0 || strncmp(path, "./", 2) == 0 ||
                     strncmp(path, "../", 3) == 0;
    operand->path = from_here ? path : sides_join(memory, hkr_git_top(memory->git), "/", path);
    return operand->path ? code : sides_fault_memory(memory);
}

static int
open_operand(struct cli_sides_memory *memory, int which, struct operand *operand)
{
    struct stat info;
    operand->text = memory->request->operands[which];
    if (strcmp(operand->text, "-") == 0) {
        operand->bytes = read_stdin(&operand->n_bytes);
        if (!operand->bytes)
            return cli_complain(memory->request, CLI_USAGE, "cannot read standard input: %s",
                                strerror(errno));
        return sides_keep(memory, operand->bytes) ? CLI_DONE : sides_fault_memory(memory);
    }
    operand->path = operand->text;
    if (stat(operand->text, &info) == 0) {
        operand->is_file = !S_ISDIR(info.st_mode);
        return CLI_DONE;
    }
    if (errno != ENOENT && errno != ENOTDIR)
        return cli_complain(memory->request, CLI_USAGE, "cannot read '%s': %s", operand->text,
                            strerror(errno));
    return open_revision(memory, which, operand);
}

/* The shortest equal path, as the library begins those of roots with it. */
static const char *
clean(struct cli_sides_memory *memory, const char *path)
{
    size_t n = 0, n_ups = 0; /* the first bytes of the result are "../" over and over */
    char *out = malloc(strlen(path) + 2);
    const char *kept = sides_keep(memory, out);
    bool absolute = path[0] == '/';
    for (const char *part = path; kept && *part; part += strspn(part, "/")) {
        size_t len = strcspn(part, "/");
        bool up = len == 2 && strncmp(part, "..", 2) == 0;
        if (up && n > n_ups) {
            while (n > n_ups && out[--n] != '/')
                ;
        } else if (len && !(len == 1 && *part == '.') && !(up && absolute)) {
            if (n || absolute)
                out[n++] = '/';
            memcpy(out + n, part, len);
            n += len;
            n_ups = up ? n : n_ups;
        }
        part += len;
    }
    if (kept && !n)
        out[n++] = absolute ? '/' : '.';
    if (kept)
        out[n] = '\0';
    return kept;
}

/* Two sides that are compared as they are. */
static int
make_single(struct cli_sides *sides, const struct operand *operands)
{
    const struct pair pair = {.key = "", .path = {operands[0].path, operands[1].path}};
    struct pairs pairs = {(struct pair[]){pair}, 1};
    for (int which = 0; which < 2; which++) /* a name for standard input, too */
        if (!operands[which].path)
            pairs.items[0].path[which] = "standard input";
    int code = fill_sides(sides, &pairs);
    for (int which = 0; code == CLI_DONE && which < 2; which++) {
        struct hkr_side *side = which == SIDES_BEFORE ? sides->befores : sides->afters;
        if (!operands[which].path)
            side->path = NULL;
        side->bytes = operands[which].bytes;
        side->n_bytes = operands[which].n_bytes;
    }
    return code;
}

static bool
has_root(const struct roots *roots, const char *path)
{
    for (size_t i = 0; i < roots->n; i++)
        if (strcmp(hkr_result_root(roots->search, i), path) == 0)
            return true;
    return false;
}

/* The roots of two directories: both themselves when one is a root, else all below them. */
static int
make_trees(struct cli_sides *sides, struct operand *operands, struct pairs *pairs)
{
    struct cli_sides_memory *memory = sides->memory;
    struct roots roots[2];
    const char *path[2];
    int code = CLI_DONE;
    for (int which = 0; code == CLI_DONE && which < 2; which++) {
        path[which] = clean(memory, operands[which].path);
        code = path[which] ? find_roots(memory, which, path[which], &roots[which])
                           : sides_fault_memory(memory);
        if (code == CLI_DONE && roots[which].missing)
            return cli_complain(memory->request, CLI_USAGE, "there is no directory '%s'",
                                sides_name(memory, which, path[which]));
    }
    if (code != CLI_DONE)
        return code;
    if (roots[0].is_file || roots[1].is_file || has_root(&roots[0], path[0]) ||
        has_root(&roots[1], path[1]))
        return make_single(sides, operands);
    for (int which = 0; code == CLI_DONE && which < 2; which++) {
        size_t n = strcmp(path[which], ".") == 0 ? 0 : strlen(path[which]) + 1;
        if (!roots[which].n)
            code = cli_complain(memory->request, CLI_USAGE,
                                "there is no kustomization in or below '%s'", operands[which].text);
        else
            code = add_roots(memory, pairs, &roots[which], 0, which, n);
    }
    join_pairs(pairs);
    return code == CLI_DONE ? fill_sides(sides, pairs) : code;
}

static int
make_from_operands(struct cli_sides *sides, struct pairs *pairs)
{
    struct cli_sides_memory *memory = sides->memory;
    const struct cli_request *request = memory->request;
    struct operand operands[2] = {0};
    if (request->n_operands != 2)
        return cli_complain(request, CLI_USAGE,
                            "%s takes two sides, or --base REV or --staged and directories",
                            request->verb->name);
    if (strcmp(request->operands[0], "-") == 0 && strcmp(request->operands[1], "-") == 0)
        return cli_complain(request, CLI_USAGE, "only one side can be standard input");
    int code = open_operand(memory, SIDES_BEFORE, &operands[0]);
    if (code == CLI_DONE)
        code = open_operand(memory, SIDES_AFTER, &operands[1]);
    if (code != CLI_DONE)
        return code;
    for (int which = 0; which < 2; which++) { /* REV alone: what the other side names, there */
        const char *other = operands[!which].path;
        if (operands[which].path && !operands[which].path[0])
            operands[which].path = other && other[0] ? other : ".";
    }
    if (!operands[0].path || !operands[1].path || operands[0].is_file || operands[1].is_file)
        return make_single(sides, operands);
    return make_trees(sides, operands, pairs);
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
    struct pairs pairs = {0};
    int code;
    *ret_sides = (struct cli_sides){.memory = calloc(1, sizeof *ret_sides->memory)};
    if (!ret_sides->memory)
        return cli_complain(request, CLI_USAGE, "%s", hkr_status_name(HKR_E_NOMEM));
    ret_sides->memory->request = request;
    ret_sides->memory->ctx = ctx;
    if (cli_sides_in_git(request)) {
        code = add_directories(ret_sides->memory, &pairs);
        code = code == CLI_DONE ? fill_sides(ret_sides, &pairs) : code;
    } else {
        code = make_from_operands(ret_sides, &pairs);
    }
    free(pairs.items);
    return code;
}
