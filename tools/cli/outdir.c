/* SPDX-License-Identifier: Apache-2.0 */
/* A directory of output. It is written beside the one that is there and then takes its place, so
 * that it is whole at every moment and holds nothing from before. A file with a name of its own
 * tells that the directory was made here: no other one that has content is ever replaced. */
#include "many.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MARKER ".hkrender-output"
#define MARKER_TEXT "`hkrender build -o` made this directory. It replaces all of it each time.\n"

struct outdir {
    const struct cli_request *request;
    const char *shown; /* as the user named it */
    char *path;        /* without a link at its end, and no slash either */
    char *temporary;   /* beside it */
    bool exists;
    mode_t mode; /* of the directories */
};

static bool
is_beneath(const char *directory, const char *path)
{
    size_t len = strcmp(directory, "/") == 0 ? 0 : strlen(directory);
    return strncmp(directory, path, len) == 0 && (path[len] == '/' || !path[len]);
}

/* ---- May it be replaced? ----------------------------------------------------------------- */

/* Whether @real holds what is being built, or the place where the user stands. */
static int
check_sources(const struct cli_request *request, const struct cli_roots *roots, const char *shown,
              const char *real)
{
    char *held = NULL;
    for (size_t i = 0; i <= roots->n && !held; i++) {
        held = realpath(i < roots->n ? roots->paths[i] : ".", NULL);
        if (held && !is_beneath(real, held)) {
            free(held);
            held = NULL;
        }
    }
    int code = CLI_DONE;
    if (held)
        code = cli_complain(request, CLI_FAULT,
                            "-o %s: this directory would be replaced, and it holds %s; name "
                            "another one",
                            shown, held);
    free(held);
    return code;
}

/* Whether what is in @real was made here, or is nothing. */
static int
check_content(const struct cli_request *request, const char *shown, const char *real)
{
    DIR *dir = opendir(real);
    bool empty = true, marked = false, repository = false;
    if (!dir)
        return cli_complain(request, CLI_FAULT, "cannot list %s: %s", shown, strerror(errno));
    for (const struct dirent *entry; (entry = readdir(dir));) {
        const char *name = entry->d_name;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
            continue;
        empty = false;
        marked = marked || strcmp(name, MARKER) == 0;
        repository = repository || strcmp(name, ".git") == 0;
    }
    (void)closedir(dir);
    if (repository)
        return cli_complain(request, CLI_FAULT,
                            "-o %s: this directory would be replaced, and it holds a git "
                            "repository; name one below it",
                            shown);
    if (empty || marked)
        return CLI_DONE;
    return cli_complain(request, CLI_FAULT,
                        "-o %s: this directory is not empty, and not an earlier output; name a "
                        "new one, or empty it",
                        shown);
}

static bool
ends_like_file(const char *path)
{
    size_t len = strlen(path);
    return (len > 5 && strcmp(path + len - 5, ".yaml") == 0) ||
           (len > 4 && strcmp(path + len - 4, ".yml") == 0);
}

int
cli_outdir_check(const struct cli_request *request, const struct cli_roots *roots, const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0) {
        if (errno != ENOENT)
            return cli_complain(request, CLI_FAULT, "cannot write %s: %s", path, strerror(errno));
        if (ends_like_file(path))
            return cli_complain(request, CLI_USAGE,
                                "-o %s: several roots are written into a directory; put a slash "
                                "behind the name if it is one",
                                path);
        return CLI_DONE;
    }
    if (!S_ISDIR(info.st_mode))
        return cli_complain(request, CLI_USAGE,
                            "-o %s: several roots are written into a directory, and this is none",
                            path);
    char *real = realpath(path, NULL);
    if (!real)
        return cli_complain(request, CLI_FAULT, "cannot write %s: %s", path, strerror(errno));
    int code = check_sources(request, roots, path, real);
    if (code == CLI_DONE)
        code = check_content(request, path, real);
    free(real);
    return code;
}

/* ---- Files ------------------------------------------------------------------------------ */

static int
fault_write(const struct outdir *out, const char *path, int error)
{
    const char *below =
        path && is_beneath(out->temporary, path) ? path + strlen(out->temporary) : "";
    if (error == EEXIST)
        return cli_complain(out->request, CLI_FAULT, "-o %s: two outputs have the same name, %s",
                            out->shown, below + (*below != '\0'));
    return cli_complain(out->request, CLI_FAULT, "cannot write %s%s: %s", out->shown, below,
                        strerror(error));
}

/* Makes the directories that hold @path, which lies below @top. */
static bool
make_parents(char *path, size_t top, mode_t mode)
{
    for (char *slash = strchr(path + top + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        bool done = mkdir(path, mode) == 0 || errno == EEXIST;
        *slash = '/';
        if (!done)
            return false;
    }
    return true;
}

/* Makes the file @path, which is not there yet. Takes @path over; NULL: memory was out. */
static int
write_new(const struct outdir *out, char *path, const char *bytes, size_t size)
{
    bool done = path && make_parents(path, strlen(out->temporary), out->mode);
    int fd = done ? open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666) : -1;
    done = fd >= 0 && cli_write_all(fd, bytes, size);
    int error = errno;
    if (fd >= 0 && close(fd) != 0 && done) {
        error = errno;
        done = false;
    }
    int code = done ? CLI_DONE : fault_write(out, path, path ? error : ENOMEM);
    free(path);
    return code;
}

static char *
join(const char *directory, const char *name, const char *end)
{
    char *path = NULL;
    return asprintf(&path, "%s/%s%s", directory, name, end) < 0 ? NULL : path;
}

/* One file for each object of @result. */
static int
write_objects(const struct outdir *out, const struct hkr_result *result, const char *name)
{
    char *directory = join(out->temporary, name, "");
    bool with_namespace = cli_spans_namespaces(result);
    struct hkr_object object = {.size = sizeof object};
    int code = directory ? CLI_DONE : fault_write(out, NULL, ENOMEM);
    for (size_t i = 0; code == CLI_DONE && hkr_result_object(result, i, &object) == HKR_OK; i++)
        code = write_new(out, cli_object_path(directory, &object, with_namespace), object.bytes,
                         object.n_bytes);
    free(directory);
    return code;
}

/* How many bytes at the begin of each path of @roots say where they all lie: below the working
 * directory if they do, else below the nearest directory that holds all of them. */
static size_t
n_common(const struct cli_roots *roots, const char *cwd)
{
    size_t n = strlen(cwd);
    bool below = true;
    for (size_t i = 0; below && i < roots->n; i++)
        below = is_beneath(cwd, roots->paths[i]);
    if (below)
        return n;
    const char *first = roots->paths[0];
    n = (size_t)(strrchr(first, '/') - first);
    for (size_t i = 1; i < roots->n; i++) {
        size_t same = 0;
        while (same < n && first[same] == roots->paths[i][same])
            same++;
        while (same && (first[same] != '/' || roots->paths[i][same] != '/'))
            same--;
        n = same;
    }
    return n;
}

/* What the output of a root is called: its path from there; the directory's own name when the
 * root is the working directory itself. */
static const char *
name_of(const char *path, size_t common)
{
    const char *name = path + common + (path[common] == '/');
    const char *slash = strrchr(path, '/');
    if (*name)
        return name;
    return slash && slash[1] ? slash + 1 : "root";
}

static int
write_all(const struct outdir *out, const struct cli_roots *roots,
          struct hkr_result *const *results)
{
    char *cwd = getcwd(NULL, 0);
    if (!cwd)
        return fault_write(out, NULL, errno);
    size_t common = roots->n ? n_common(roots, strcmp(cwd, "/") == 0 ? "" : cwd) : 0;
    int code = write_new(out, join(out->temporary, MARKER, ""), MARKER_TEXT, strlen(MARKER_TEXT));
    for (size_t i = 0; code == CLI_DONE && i < roots->n; i++) {
        const char *name = name_of(roots->paths[i], common);
        if (cli_is_interrupted())
            code =
                cli_complain(out->request, CLI_FAULT, "interrupted; %s is as it was", out->shown);
        else if (out->request->given[CLI_SPLIT])
            code = write_objects(out, results[i], name);
        else
            code = write_new(out, join(out->temporary, name, ".yaml"), hkr_result_bytes(results[i]),
                             hkr_result_size(results[i]));
    }
    free(cwd);
    return code;
}

/* ---- Changing places -------------------------------------------------------------------- */

static int
remove_one(const char *path, const struct stat *info, int type, struct FTW *ftw)
{
    (void)info;
    (void)type;
    (void)ftw;
    (void)remove(path);
    return 0;
}

static void
remove_tree(const char *path)
{
    (void)nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* Where the file system cannot exchange names: there is a moment without the directory. */
static bool
swap_in_two_steps(struct outdir *out)
{
    char *old = NULL;
    if (asprintf(&old, "%s.old", out->temporary) < 0)
        return false;
    bool moved = rename(out->path, old) == 0;
    bool done = moved && rename(out->temporary, out->path) == 0;
    int error = errno;
    if (moved && !done)
        (void)rename(old, out->path);
    if (done)
        remove_tree(old);
    free(old);
    errno = error;
    return done;
}

static bool
put_in_place(struct outdir *out)
{
    if (!out->exists)
        return renameat2(AT_FDCWD, out->temporary, AT_FDCWD, out->path, RENAME_NOREPLACE) == 0 ||
               ((errno == EINVAL || errno == ENOSYS) && rename(out->temporary, out->path) == 0);
    if (renameat2(AT_FDCWD, out->temporary, AT_FDCWD, out->path, RENAME_EXCHANGE) != 0)
        return (errno == EINVAL || errno == ENOSYS) && swap_in_two_steps(out);
    remove_tree(out->temporary); /* what was there before */
    return true;
}

/* The directory itself, when it is there; else its name as it was given. */
static char *
target_of(const char *path)
{
    char *target = realpath(path, NULL);
    if (target || errno != ENOENT)
        return target;
    target = strdup(path);
    size_t len = target ? strlen(target) : 0;
    while (len > 1 && target[len - 1] == '/')
        target[--len] = '\0';
    return target;
}

static bool
begin(struct outdir *out)
{
    struct stat info;
    out->path = target_of(out->shown);
    if (!out->path)
        return false;
    const char *slash = strrchr(out->path, '/');
    int n = slash ? (int)(slash + 1 - out->path) : 0;
    if (asprintf(&out->temporary, "%.*s.%s.XXXXXX", n, out->path, out->path + n) < 0) {
        out->temporary = NULL;
        return false;
    }
    out->exists = lstat(out->path, &info) == 0;
    mode_t mask = umask(0);
    umask(mask);
    out->mode = out->exists ? info.st_mode & 07777 : 0777 & ~mask;
    if (!mkdtemp(out->temporary)) {
        free(out->temporary);
        out->temporary = NULL;
        return false;
    }
    return true;
}

int
cli_outdir_write(const struct cli_request *request, const struct cli_roots *roots,
                 struct hkr_result *const *results, const char *path)
{
    struct outdir out = {.request = request, .shown = path};
    int code = CLI_DONE;
    if (!begin(&out))
        code = cli_complain(request, CLI_FAULT, "cannot write %s: %s", path, strerror(errno));
    if (code == CLI_DONE)
        code = write_all(&out, roots, results);
    if (code == CLI_DONE && (chmod(out.temporary, out.mode) != 0 || !put_in_place(&out)))
        code =
            cli_complain(request, CLI_FAULT, "cannot put %s in place: %s", path, strerror(errno));
    if (code != CLI_DONE && out.temporary)
        remove_tree(out.temporary);
    free(out.temporary);
    free(out.path);
    return code;
}
