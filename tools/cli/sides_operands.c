/* SPDX-License-Identifier: Apache-2.0 */
/* Two operands: directories, files, standard input, revisions. */
#include "sides_memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* One side as it was named. */
struct operand {
    const char *text;
    const char *path; /* "" : as the other operand; NULL: standard input */
    bool is_file;     /* known to be no directory */
    char *bytes;      /* of standard input or a pipe */
    size_t n_bytes;
};

/* All that can be read from @fd, to be freed; NULL with errno set. */
static char *
read_all(int fd, size_t *ret_n)
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
        got = read(fd, bytes + n, capacity - n);
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

static int
no_such(const struct cli_sides_memory *memory, const char *text)
{
    return cli_complain(memory->request, CLI_USAGE,
                        "there is no file or directory '%s' either, so it was taken for a revision",
                        text);
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
    if (code != CLI_DONE && n != 0 && !colon)
        return no_such(memory, operand->text);
    bool from_here = !colon || path[0] == '/' || strcmp(path, ".") == 0 ||
                     strcmp(path, "..") == 0 || strncmp(path, "./", 2) == 0 ||
                     strncmp(path, "../", 3) == 0;
    operand->path = from_here ? path : sides_join(memory, hkr_git_top(memory->git), "/", path);
    return operand->path ? code : sides_fault_memory(memory);
}

/* Takes what comes out of @fd as the bytes of @operand. */
static int
take_bytes(struct cli_sides_memory *memory, struct operand *operand, int fd, const char *name)
{
    operand->bytes = fd < 0 ? NULL : read_all(fd, &operand->n_bytes);
    if (!operand->bytes)
        return cli_complain(memory->request, CLI_USAGE, "cannot read %s: %s", name,
                            strerror(errno));
    return sides_keep(memory, operand->bytes) ? CLI_DONE : sides_fault_memory(memory);
}

/* A pipe, as a shell makes of `<(command)`, can be read once only, and by no file system. */
static int
open_pipe(struct cli_sides_memory *memory, struct operand *operand)
{
    int fd = open(operand->text, O_RDONLY | O_CLOEXEC);
    int code = take_bytes(memory, operand, fd, operand->text);
    if (fd >= 0)
        (void)close(fd);
    return code;
}

static int
open_operand(struct cli_sides_memory *memory, int which, struct operand *operand)
{
    struct stat info;
    operand->text = memory->request->operands[which];
    if (strcmp(operand->text, "-") == 0)
        return take_bytes(memory, operand, STDIN_FILENO, "standard input");
    operand->path = operand->text;
    if (stat(operand->text, &info) == 0) {
        operand->is_file = !S_ISDIR(info.st_mode);
        return S_ISFIFO(info.st_mode) ? open_pipe(memory, operand) : CLI_DONE;
    }
    if (errno != ENOENT && errno != ENOTDIR)
        return cli_complain(memory->request, CLI_USAGE, "cannot read '%s': %s", operand->text,
                            strerror(errno));
    return open_revision(memory, which, operand);
}

const char *
sides_clean(struct cli_sides_memory *memory, const char *path)
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
    const struct sides_pair pair = {.key = "", .path = {operands[0].path, operands[1].path}};
    struct sides_pairs pairs = {(struct sides_pair[]){pair}, 1};
    for (int which = 0; which < 2; which++) /* a name for standard input, too */
        if (!operands[which].path)
            pairs.items[0].path[which] = "standard input";
    int code = sides_fill(sides, &pairs);
    for (int which = 0; code == CLI_DONE && which < 2; which++) {
        struct hkr_side *side = which == SIDES_BEFORE ? sides->befores : sides->afters;
        if (!operands[which].path)
            side->path = NULL;
        side->bytes = operands[which].bytes;
        side->n_bytes = operands[which].n_bytes;
    }
    return code;
}

/* The roots of two directories: both themselves when one is a root, else all below them. */
static int
make_trees(struct cli_sides *sides, struct operand *operands, struct sides_pairs *pairs)
{
    struct cli_sides_memory *memory = sides->memory;
    struct sides_roots roots[2];
    const char *path[2];
    int code = CLI_DONE;
    for (int which = 0; code == CLI_DONE && which < 2; which++) {
        path[which] = sides_clean(memory, operands[which].path);
        code = path[which] ? sides_find_roots(memory, which, path[which], &roots[which])
                           : sides_fault_memory(memory);
        if (code == CLI_DONE && roots[which].missing)
            return cli_complain(memory->request, CLI_USAGE, "there is no directory '%s'",
                                sides_name(memory, which, path[which]));
    }
    if (code != CLI_DONE)
        return code;
    if (roots[0].is_file || roots[1].is_file || sides_has_root(&roots[0], path[0]) ||
        sides_has_root(&roots[1], path[1]))
        return make_single(sides, operands);
    for (int which = 0; code == CLI_DONE && which < 2; which++) {
        size_t n = strcmp(path[which], ".") == 0 ? 0 : strlen(path[which]) + 1;
        if (!roots[which].n)
            code = cli_complain(memory->request, CLI_USAGE,
                                "there is no kustomization in or below '%s'", operands[which].text);
        else
            code = sides_add_roots(memory, pairs, &roots[which], 0, which, n);
    }
    sides_join_pairs(pairs);
    return code == CLI_DONE ? sides_fill(sides, pairs) : code;
}

int
sides_from_operands(struct cli_sides *sides, struct sides_pairs *pairs)
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
