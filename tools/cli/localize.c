/* SPDX-License-Identifier: Apache-2.0 */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Makes the directories above the last part of @path, from byte @from on. */
static bool
make_parents(char *path, size_t from)
{
    for (char *slash = strchr(path + from, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        bool done = mkdir(path, 0777) == 0 || errno == EEXIST;
        *slash = '/';
        if (!done)
            return false;
    }
    return true;
}

static bool
write_new(const char *path, const char *bytes, size_t size)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    bool done = fd >= 0 && cli_write_all(fd, bytes, size);
    return fd >= 0 && close(fd) == 0 && done;
}

/* Writes the files below @top in place of the destination. */
static bool
write_files(const struct hkr_result *result, const char *top)
{
    size_t n_top = strlen(top);
    size_t n_destination = strlen(hkr_result_destination(result));
    struct hkr_file file = {.size = sizeof file};
    bool done = true;
    for (size_t i = 0; done && i < hkr_result_n_files(result); i++) {
        if (hkr_result_file(result, i, &file) != HKR_OK)
            return false;
        const char *name = file.path + n_destination; /* with its slash */
        char *path = malloc(n_top + strlen(name) + 1);
        done = path != NULL;
        if (done) {
            memcpy(path, top, n_top);
            memcpy(path + n_top, name, strlen(name) + 1);
            done = make_parents(path, n_top + 1) && write_new(path, file.bytes, file.n_bytes);
        }
        free(path);
    }
    return done;
}

static int
remove_one(const char *path, const struct stat *info, int type, struct FTW *walk)
{
    (void)info;
    (void)type;
    (void)walk;
    (void)remove(path);
    return 0;
}

/* Gives directory @top the name @destination, which nothing has. */
static bool
move(const char *top, const char *destination)
{
    struct stat info;
    mode_t mask = umask(0);
    umask(mask);
    if (chmod(top, 0777 & ~mask) != 0)
        return false;
    if (renameat2(AT_FDCWD, top, AT_FDCWD, destination, RENAME_NOREPLACE) == 0)
        return true;
    if (errno != EINVAL && errno != ENOSYS) /* a file system that does not know the flag */
        return false;
    if (lstat(destination, &info) == 0) {
        errno = EEXIST;
        return false;
    }
    return rename(top, destination) == 0;
}

/* Writes the copy beside its destination and moves it there: it appears whole or not at all. */
static int
write_copy(const struct cli_request *request, const struct hkr_result *result)
{
    const char *destination = hkr_result_destination(result);
    size_t n = strlen(destination);
    char *top = malloc(n + sizeof ".XXXXXX");
    if (!top)
        return cli_complain(request, CLI_FAULT, "%s", hkr_status_name(HKR_E_NOMEM));
    memcpy(top, destination, n);
    memcpy(top + n, ".XXXXXX", sizeof ".XXXXXX");
    bool made = mkdtemp(top) != NULL;
    int code = CLI_DONE;
    if (!made || !write_files(result, top) || !move(top, destination)) {
        code =
            cli_complain(request, CLI_FAULT, "cannot write %s: %s", destination, strerror(errno));
        if (made)
            (void)nftw(top, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    }
    free(top);
    return code;
}

static void
report(const struct cli_request *request, const struct hkr_result *result, const char *target)
{
    size_t n = hkr_result_n_files(result);
    if (cli_is_chatty(request))
        fprintf(stderr, "%s: %s is a copy of %s, %zu file%s%s\n", request->program,
                hkr_result_destination(result), target, n, n == 1 ? "" : "s",
                request->given[CLI_LOCALIZE_NO_VERIFY] ? "" : "; both render to the same bytes");
}

static int
localize(const struct cli_request *request, const struct cli_remotes *remotes, struct hkr_ctx *ctx)
{
    const char *target = request->n_operands > 0 ? request->operands[0] : ".";
    const struct hkr_localize_options options = {
        .size = sizeof options,
        .scope = request->value[CLI_SCOPE],
        .destination = request->n_operands > 1 ? request->operands[1] : NULL,
        .no_verify = request->given[CLI_LOCALIZE_NO_VERIFY],
        .remotes = remotes->list,
        .n_remotes = remotes->n,
        .remote_maps = request->values[CLI_REMOTE_MAP],
        .n_remote_maps = request->n_values[CLI_REMOTE_MAP]};
    struct hkr_result *result = NULL;
    enum hkr_status status = hkr_localize(ctx, target, &options, &result);
    if (!result)
        return cli_complain(request, CLI_FAULT, "%s", hkr_status_name(status));
    cli_tell(request, result);
    int code = status == HKR_OK ? write_copy(request, result) : CLI_FAULT;
    if (code == CLI_DONE)
        report(request, result, target);
    hkr_result_free(result);
    return code;
}

int
cli_run_localize(const struct cli_request *request)
{
    struct cli_remotes remotes;
    struct hkr_ctx *ctx = NULL;
    int code = cli_remotes_init(request, &remotes);
    if (code == CLI_DONE)
        code = cli_new_context(request, &ctx);
    if (code == CLI_DONE)
        code = localize(request, &remotes, ctx);
    cli_remotes_fini(&remotes);
    hkr_ctx_free(ctx);
    return code;
}
