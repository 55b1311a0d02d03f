/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool
cli_write_all(int fd, const char *bytes, size_t size)
{
    while (size) {
        ssize_t n = write(fd, bytes, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        bytes += n;
        size -= (size_t)n;
    }
    return true;
}

int
cli_write_stdout(const struct cli_request *request, const char *bytes, size_t size)
{
    if (cli_write_all(STDOUT_FILENO, bytes, size) && close(STDOUT_FILENO) == 0)
        return CLI_DONE;
    return cli_complain(request, CLI_FAULT, "cannot write to standard output: %s", strerror(errno));
}

/* What a new file may be used for: what the umask leaves. */
static mode_t
new_mode(void)
{
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* Writes to a new file beside @path and renames it there. */
static bool
replace_file(const char *path, const char *bytes, size_t size, mode_t mode)
{
    size_t len = strlen(path);
    char *temporary = malloc(len + sizeof ".XXXXXX");
    if (!temporary)
        return false;
    memcpy(temporary, path, len);
    memcpy(temporary + len, ".XXXXXX", sizeof ".XXXXXX");
    int fd = mkstemp(temporary);
    bool done = fd >= 0 && cli_write_all(fd, bytes, size);
    if (fd >= 0) {
        done = done && fchmod(fd, mode) == 0;
        done = close(fd) == 0 && done;
        done = done && rename(temporary, path) == 0;
        int error = errno;
        if (!done)
            (void)unlink(temporary);
        errno = error;
    }
    free(temporary);
    return done;
}

/* A device or a pipe is written to as it is; a regular file is replaced. */
bool
cli_write_file(const char *path, const char *bytes, size_t size)
{
    struct stat info;
    if (stat(path, &info) != 0 || S_ISREG(info.st_mode))
        return replace_file(path, bytes, size, new_mode());
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool done = fd >= 0 && cli_write_all(fd, bytes, size);
    return fd >= 0 && close(fd) == 0 && done;
}

static const char *
namespace_of(const struct hkr_object *object)
{
    return object->ns[0] ? object->ns : "default";
}

bool
cli_spans_namespaces(const struct hkr_result *result)
{
    struct hkr_object object = {.size = sizeof object};
    const char *first = NULL;
    for (size_t i = 0; i < hkr_result_n_objects(result); i++) {
        if (hkr_result_object(result, i, &object) != HKR_OK || object.cluster_scoped)
            continue;
        if (first && strcmp(first, namespace_of(&object)) != 0)
            return true;
        first = namespace_of(&object);
    }
    return false;
}

/* Appends @text in lower case, no slash among it, and @end. */
static size_t
append_lower(char *buffer, size_t n, const char *text, const char *end)
{
    for (; *text; text++)
        buffer[n++] = *text == '/' ? '_' : (char)tolower((unsigned char)*text);
    memcpy(buffer + n, end, strlen(end) + 1);
    return n + strlen(end);
}

char *
cli_object_path(const char *directory, const struct hkr_object *object, bool with_namespace)
{
    size_t size = strlen(directory) + strlen(object->ns) + strlen(object->api_version) +
                  strlen(object->kind) + strlen(object->name) + sizeof "/default____.yaml";
    char *path = malloc(size);
    if (!path)
        return NULL;
    size_t n = (size_t)snprintf(path, size, "%s/", directory);
    if (with_namespace && !object->cluster_scoped)
        n = append_lower(path, n, namespace_of(object), "_");
    if (object->api_version[0])
        n = append_lower(path, n, object->api_version, "_");
    n = append_lower(path, n, object->kind, "_");
    (void)append_lower(path, n, object->name, ".yaml");
    return path;
}

static int
write_directory(const struct cli_request *request, const struct hkr_result *result,
                const char *directory)
{
    bool with_namespace = cli_spans_namespaces(result);
    struct hkr_object object = {.size = sizeof object};
    for (size_t i = 0; i < hkr_result_n_objects(result); i++) {
        if (hkr_result_object(result, i, &object) != HKR_OK)
            return CLI_FAULT;
        char *path = cli_object_path(directory, &object, with_namespace);
        bool done = path && replace_file(path, object.bytes, object.n_bytes, new_mode());
        int status = done ? CLI_DONE
                          : cli_complain(request, CLI_FAULT, "cannot write %s: %s",
                                         path ? path : directory, strerror(errno));
        free(path);
        if (status != CLI_DONE)
            return status;
    }
    return CLI_DONE;
}

int
cli_write_path(const struct cli_request *request, const struct hkr_result *result, const char *path)
{
    struct stat info;
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        return write_directory(request, result, path);
    if (cli_write_file(path, hkr_result_bytes(result), hkr_result_size(result)))
        return CLI_DONE;
    return cli_complain(request, CLI_FAULT, "cannot write %s: %s", path, strerror(errno));
}

/* As replace_file(), but what is there already stays the link that it is, with the mode that it
 * has, and may forbid to be written. */
static bool
rewrite_file(const char *path, const char *bytes, size_t size)
{
    struct stat info;
    if (stat(path, &info) != 0)
        return errno == ENOENT && replace_file(path, bytes, size, new_mode());
    if (access(path, W_OK) != 0)
        return false;
    char *real = realpath(path, NULL);
    bool done = real && replace_file(real, bytes, size, info.st_mode & 07777);
    free(real);
    return done;
}

/* Before each file of a dry run, when there are several. */
static bool
write_name(const char *path)
{
    return cli_write_all(STDOUT_FILENO, "# ", 2) &&
           cli_write_all(STDOUT_FILENO, path, strlen(path)) &&
           cli_write_all(STDOUT_FILENO, "\n", 1);
}

int
cli_write_files(const struct cli_request *request, const struct hkr_result *result)
{
    struct hkr_file file = {.size = sizeof file};
    for (size_t i = 0; i < hkr_result_n_files(result); i++) {
        if (hkr_result_file(result, i, &file) != HKR_OK)
            return CLI_FAULT;
        if (request->given[CLI_DRY_RUN]) {
            bool several = hkr_result_n_files(result) > 1;
            if ((several && !write_name(file.path)) ||
                !cli_write_all(STDOUT_FILENO, file.bytes, file.n_bytes))
                return cli_complain(request, CLI_FAULT, "cannot write to standard output: %s",
                                    strerror(errno));
        } else if (!rewrite_file(file.path, file.bytes, file.n_bytes)) {
            return cli_complain(request, CLI_FAULT, "cannot write %s: %s", file.path,
                                strerror(errno));
        }
    }
    return CLI_DONE;
}
