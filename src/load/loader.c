/* SPDX-License-Identifier: Apache-2.0 */
#include "checkout.h"
#include "files.h"
#include "missing.h"

#include "../base/path.h"
#include "../yaml/strict.h"
#include "strict.h"

/* An entry as messages show it. */
#define QSLICE "'%" PRSLICE "'"

static struct hk_slice
fence_of(const struct hk_loader *loader)
{
    return loader->restrictor == HKR_LOAD_NONE ? hk_slice(NULL, 0) : loader->root;
}

static struct hk_slice
absolute(const struct hk_loader *loader, struct hk_slice entry)
{
    return hk_path_resolve(loader->env->arena, loader->root, entry);
}

/* ---- Faults ----------------------------------------------------------------------------- */

static enum hkr_status
fault_outside(const struct hk_loader *loader, struct hk_slice entry, struct hk_place at)
{
    struct hk_diags *diags = loader->env->diags;
    struct hk_slice root = hk_files_show(loader->files, loader->root);
    if (hk_remote_is_url(entry)) {
        (void)hk_diag_report(diags, HK_D_REMOTE_OUTSIDE, at,
                             QSLICE " leads out of the directory that is given for it",
                             ARGSLICE(entry));
        hk_diag_mend(diags,
                     "a symbolic link on the way points elsewhere; put the file itself there");
        return HKR_E_INPUT;
    }
    (void)hk_diag_report(diags, HK_D_FILE_OUTSIDE, at,
                         QSLICE " is not in or below the directory of the kustomization, " QSLICE,
                         ARGSLICE(entry), ARGSLICE(root));
    hk_diag_mend(diags,
                 "move the file below that directory, %smake the directory that holds it a "
                 "kustomization and list it in `resources`%s",
                 loader->checkout ? "or " : "",
                 loader->checkout ? "; in a remote kustomization no --load-restrictor changes that"
                                  : ", or build with --load-restrictor LoadRestrictionsNone");
    return HKR_E_INPUT;
}

/* Reports why @path, the file that @entry names, could not be had. */
static enum hkr_status
report_file(const struct hk_loader *loader, enum hkr_fs_status status, struct hk_slice entry,
            struct hk_slice path, const char *field, struct hk_place at)
{
    struct hk_diags *diags = loader->env->diags;
    struct hk_slice shown = hk_files_show(loader->files, path);
    switch (status) {
    case HKR_FS_E_OUTSIDE:
        return fault_outside(loader, entry, at);
    case HKR_FS_E_MISSING:
        return hk_loader_missing(loader, entry, path, field, at);
    case HKR_FS_E_NOT_FILE:
        (void)hk_diag_report(diags, HK_D_NOT_A_FILE, at, QSLICE " in `%s` is not a regular file",
                             ARGSLICE(shown), field);
        hk_diag_mend(diags, "name a file here; directories are not read file by file");
        return HKR_E_INPUT;
    case HKR_FS_E_LOOP:
        (void)hk_diag_report(diags, HK_D_LINK_LOOP, at,
                             QSLICE " leads through too many symbolic links", ARGSLICE(shown));
        hk_diag_mend(diags, "look where the links lead with `ls -l`");
        return HKR_E_INPUT;
    case HKR_FS_E_TOO_LARGE:
        (void)hk_diag_report(diags, HK_D_FILE_TOO_LARGE, at,
                             QSLICE " is larger than the limit of %zu bytes", ARGSLICE(shown),
                             loader->env->limits->file_bytes);
        hk_diag_mend(diags, "split the file");
        return HKR_E_LIMIT;
    case HKR_FS_E_DENIED:
        (void)hk_diag_report(diags, HK_D_FILE_DENIED, at, "there is no permission to read " QSLICE,
                             ARGSLICE(shown));
        hk_diag_mend(diags, "give the user who runs this the right to read it");
        return HKR_E_IO;
    case HKR_FS_OK:
    case HKR_FS_E_IO:
        break;
    }
    return hk_diag_report_as(diags, HKR_E_IO, HK_D_FILE_UNREADABLE, at, QSLICE " cannot be read",
                             ARGSLICE(shown));
}

/* As report_file(), with what the file system knows besides. */
static enum hkr_status
fault_file(const struct hk_loader *loader, enum hkr_fs_status status, struct hk_slice entry,
           struct hk_slice path, const char *field, struct hk_place at)
{
    const char *why = hk_files_why(loader->files); /* of the call that failed just now */
    enum hkr_status reported = report_file(loader, status, entry, path, field, at);
    if (why)
        hk_diag_mend(loader->env->diags, "%s", why);
    return reported;
}

/* ---- Directories ------------------------------------------------------------------------ */

static enum hkr_status
check_cycle(const struct hk_loader *loader, struct hk_slice root, const struct hk_str *entry)
{
    struct hk_diags *diags = loader->env->diags;
    uint32_t depth = 1;
    for (const struct hk_loader *above = loader; above; above = above->outer, depth++) {
        /* Another checkout may be the same directory, and is no part of this one. */
        if (above->checkout != loader->checkout || !hk_path_beneath(root, above->root))
            continue;
        struct hk_slice visited = hk_files_show(loader->files, above->root);
        (void)hk_diag_report(diags, HK_D_CYCLE, entry->at,
                             QSLICE " leads back to " QSLICE ", which is being built",
                             ARGSLICE(entry->text), ARGSLICE(visited));
        hk_diag_mend(diags, "a kustomization cannot contain itself or a directory above it; remove "
                            "this entry, or move what both need into a base of its own");
        return HKR_E_INPUT;
    }
    if (depth > loader->env->limits->layers) {
        (void)hk_diag_report(diags, HK_D_LAYERS, entry->at,
                             "kustomizations are nested more than %u deep",
                             loader->env->limits->layers);
        hk_diag_mend(diags, "build on fewer layers, or raise the limit if the tree can be trusted");
        return HKR_E_LIMIT;
    }
    return HKR_OK;
}

static struct hk_loader *
loader_at(const struct hk_loader *outer, struct hk_slice root, struct hk_place at)
{
    struct hk_loader *loader = HK_NEW(outer->env->arena, struct hk_loader);
    *loader = *outer;
    loader->root = root;
    loader->outer = outer;
    loader->at = at;
    return loader;
}

static enum hkr_status
fault_no_directory(const struct hk_loader *loader, const struct hk_str *entry, const char *field)
{
    struct hk_diags *diags = loader->env->diags;
    (void)hk_diag_report(diags, HK_D_NOT_A_DIRECTORY, entry->at,
                         QSLICE " in `%s` is a file, not a directory", ARGSLICE(entry->text),
                         field);
    hk_diag_mend(diags, "name the directory that holds the kustomization file");
    return HKR_E_INPUT;
}

/* What keeps @entry from being a directory whatever stands on the disk. */
static enum hkr_status
check_directory_text(const struct hk_loader *loader, const struct hk_str *entry, const char *field)
{
    struct hk_diags *diags = loader->env->diags;
    if (entry->text.len == 0) {
        (void)hk_diag_report(diags, HK_D_ENTRY_EMPTY, entry->at, "an entry of `%s` is empty",
                             field);
        hk_diag_mend(diags, "remove the entry, or name a file or directory");
        return HKR_E_INPUT;
    }
    if (!hk_remote_is_url(entry->text))
        return HKR_OK;
    struct hk_slice path, fence; /* a file, mapped or not, is no directory */
    enum hkr_status status = hk_checkout_find_file(loader, entry->text, entry->at, &path, &fence);
    return status == HKR_OK ? fault_no_directory(loader, entry, field) : status;
}

/* Whether a fault was met or a directory was entered because @entry is a git repository. */
static bool
enter_repository(const struct hk_loader *loader, const struct hk_str *entry,
                 enum hkr_status *ret_status, struct hk_loader **ret_loader)
{
    struct hk_remote remote;
    const struct hk_checkout *checkout = NULL;
    struct hk_slice dir;
    if (!hk_remote_parse_repository(loader->env->arena, entry->text, &remote))
        return false;
    *ret_status = hk_checkout_open(loader, &remote, entry->at, &checkout, &dir);
    if (*ret_status != HKR_OK)
        return true;
    if (!remote.ref.len) {
        hk_diag_remark(loader->env->diags, HK_D_REMOTE_NO_REF, entry->at,
                       "this reference names no revision, so it means another one every day");
        hk_diag_mend(loader->env->diags, "add `?ref=` with a tag or a commit");
    }
    struct hk_loader *inner = loader_at(loader, dir, entry->at);
    inner->restrictor = HKR_LOAD_ROOT_ONLY; /* whatever the build was told */
    inner->checkout = checkout;
    *ret_loader = inner;
    return true;
}

static enum hkr_status
fault_out_of_repository(const struct hk_loader *loader, const struct hk_str *entry)
{
    struct hk_diags *diags = loader->env->diags;
    (void)hk_diag_report(diags, HK_D_REMOTE_OUTSIDE, entry->at,
                         QSLICE " leads out of the repository of " QSLICE, ARGSLICE(entry->text),
                         ARGSLICE(loader->checkout->remote.text));
    hk_diag_mend(diags, "what a remote kustomization names must lie within its repository");
    return HKR_E_INPUT;
}

/* A strict check: what lies below the directory by its text leads elsewhere by a link. */
static void
remark_link(const struct hk_loader *loader, struct hk_slice canonical, const struct hk_str *entry)
{
    struct hk_diags *diags = loader->env->diags;
    if (!hk_diag_wants(diags, HK_D_DIRECTORY_LINK) ||
        !hk_path_beneath(loader->root, absolute(loader, entry->text)) ||
        hk_path_beneath(loader->root, canonical))
        return;
    hk_diag_remark(diags, HK_D_DIRECTORY_LINK, entry->at,
                   QSLICE " is a symbolic link that leads out of its directory, to " QSLICE,
                   ARGSLICE(entry->text), ARGSLICE(hk_files_show(loader->files, canonical)));
    hk_diag_mend(diags, "name the directory itself, or copy it to this place");
}

static enum hkr_status
enter_resolved(const struct hk_loader *loader, struct hk_slice root, const struct hk_str *entry,
               struct hk_loader **ret_loader)
{
    struct hk_diags *diags = loader->env->diags;
    if (hk_path_is_absolute(entry->text)) {
        (void)hk_diag_report(diags, HK_D_ENTRY_ABSOLUTE, entry->at,
                             "the directory " QSLICE " is named by an absolute path",
                             ARGSLICE(entry->text));
        if (hk_path_beneath(hk_files_cwd(loader->files), root)) {
            struct hk_slice relative = hk_path_relative(loader->env->arena, loader->root, root);
            hk_diag_mend(diags, "write it relative to the kustomization file: " QSLICE,
                         ARGSLICE(relative));
        } else {
            hk_diag_mend(diags, "write it relative to the kustomization file");
        }
        return HKR_E_INPUT;
    }
    if (loader->checkout && !hk_path_beneath(loader->checkout->root, root))
        return fault_out_of_repository(loader, entry);
    remark_link(loader, root, entry);
    enum hkr_status status = check_cycle(loader, root, entry);
    if (status == HKR_OK)
        *ret_loader = loader_at(loader, root, entry->at);
    return status;
}

enum hkr_status
hk_loader_enter(struct hk_loader *loader, const struct hk_str *entry, const char *field,
                struct hk_loader **ret_loader)
{
    struct hk_env *env = loader->env;
    struct hk_slice canonical;
    enum hkr_fs_kind kind = HKR_FS_MISSING;
    enum hkr_status status = HKR_OK;
    if (enter_repository(loader, entry, &status, ret_loader))
        return status;
    status = check_directory_text(loader, entry, field);
    if (status != HKR_OK)
        return status;
    struct hk_slice path = absolute(loader, entry->text);
    enum hkr_fs_status found = hk_files_resolve(env, loader->files, path, &canonical, &kind);
    if (found != HKR_FS_OK)
        return fault_file(loader, found, entry->text, path, field, entry->at);
    if (kind != HKR_FS_DIRECTORY)
        return fault_no_directory(loader, entry, field);
    return enter_resolved(loader, canonical, entry, ret_loader);
}

static enum hkr_status
fault_root(const struct hk_loader *loader, enum hkr_fs_status found, struct hk_slice path)
{
    struct hk_env *env = loader->env;
    enum hkr_status status = HKR_E_INPUT;
    if (found == HKR_FS_E_DENIED || found == HKR_FS_E_IO) {
        status = hk_diag_report_as(env->diags, HKR_E_IO, HK_D_FILE_DENIED, HK_NOWHERE,
                                   "there is no permission to read " QSLICE, ARGSLICE(path));
        hk_diag_mend(env->diags, "give the user who runs this the right to read it");
    } else if (found == HKR_FS_E_LOOP) {
        status = hk_diag_report(env->diags, HK_D_LINK_LOOP, HK_NOWHERE,
                                QSLICE " leads through too many symbolic links", ARGSLICE(path));
        hk_diag_mend(env->diags, "look where the links lead with `ls -l`");
    } else {
        (void)hk_diag_report(env->diags, HK_D_ROOT_MISSING, HK_NOWHERE,
                             "the directory to build, " QSLICE ", does not exist", ARGSLICE(path));
        hk_diag_mend(env->diags, "name a directory relative to the one where you are");
    }
    return status;
}

static enum hkr_status
open_local_root(struct hk_loader *loader, struct hk_slice path)
{
    struct hk_env *env = loader->env;
    enum hkr_fs_kind kind = HKR_FS_MISSING;
    struct hk_slice cwd = hk_files_cwd(loader->files);
    if (path.len == 0 || (!hk_path_is_absolute(path) && cwd.len == 0))
        return fault_root(loader, HKR_FS_E_MISSING, path);
    enum hkr_fs_status found = hk_files_resolve(
        env, loader->files, hk_path_resolve(env->arena, cwd, path), &loader->root, &kind);
    if (found != HKR_FS_OK)
        return fault_root(loader, found, path);
    if (kind == HKR_FS_DIRECTORY)
        return HKR_OK;
    (void)hk_diag_report(env->diags, HK_D_ROOT_NOT_DIRECTORY, HK_NOWHERE,
                         QSLICE " is not a directory", ARGSLICE(path));
    hk_diag_mend(env->diags, "name the directory that holds the kustomization file");
    return HKR_E_INPUT;
}

enum hkr_status
hk_loader_open_root(struct hk_env *env, struct hk_files *files, enum hkr_load_restrictor restrictor,
                    const struct hk_remotes *remotes, struct hk_slice path,
                    struct hk_loader **ret_loader)
{
    struct hk_remote remote;
    struct hk_loader *loader = HK_NEW(env->arena, struct hk_loader);
    enum hkr_status status;
    *loader = (struct hk_loader){
        .env = env, .files = files, .restrictor = restrictor, .remotes = remotes};
    if (hk_remote_parse_repository(env->arena, path, &remote)) {
        loader->restrictor = HKR_LOAD_ROOT_ONLY;
        status = hk_checkout_open(loader, &remote, HK_NOWHERE, &loader->checkout, &loader->root);
    } else {
        status = open_local_root(loader, path);
    }
    if (status == HKR_OK)
        *ret_loader = loader;
    return status;
}

struct hk_slice
hk_loader_absolute(const struct hk_loader *loader, struct hk_slice path)
{
    return hk_path_resolve(loader->env->arena, hk_files_cwd(loader->files), path);
}

bool
hk_loader_leaves_root(const struct hk_loader *loader, struct hk_slice path)
{
    struct hk_env *env = loader->env;
    struct hk_slice canonical;
    enum hkr_fs_kind kind = HKR_FS_MISSING;
    path = hk_path_resolve(env->arena, loader->root, path);
    return hk_files_resolve(env, loader->files, path, &canonical, &kind) == HKR_FS_OK &&
           !hk_path_beneath(loader->root, canonical);
}

struct hk_slice
hk_loader_show(const struct hk_loader *loader, struct hk_slice path)
{
    return hk_files_show(loader->files, path);
}

/* ---- Files ------------------------------------------------------------------------------ */

static enum hkr_fs_status
try_file(const struct hk_loader *loader, struct hk_slice path, struct hk_file **ret_file)
{
    return hk_files_read(loader->env, loader->files, fence_of(loader), path, ret_file);
}

/* Whether a URL, which may also be a repository, looks like that of a manifest. */
static bool
ends_like_file(struct hk_slice url)
{
    struct hk_slice text = hk_slice_head(url, hk_slice_find(url, '?'));
    return hk_slice_ends(text, HK_S(".yaml")) || hk_slice_ends(text, HK_S(".yml")) ||
           hk_slice_ends(text, HK_S(".json"));
}

/* kustomize asks for a file first, and takes what is none for a repository. */
static enum hkr_status
classify_url(struct hk_loader *loader, const struct hk_str *entry, const char *field,
             enum hk_entry_kind *ret_kind, struct hk_loader **ret_loader)
{
    struct hk_diags *diags = loader->env->diags;
    uint32_t n_diags = diags->list.n;
    struct hk_slice path, fence;
    struct hk_file *file = NULL;
    enum hkr_status status = hk_checkout_find_file(loader, entry->text, entry->at, &path, &fence);
    enum hkr_fs_status found = status == HKR_OK
                                   ? hk_files_read(loader->env, loader->files, fence, path, &file)
                                   : HKR_FS_E_MISSING;
    if (found == HKR_FS_OK) {
        *ret_kind = HK_ENTRY_FILE;
        return HKR_OK;
    }
    if (!ends_like_file(entry->text) || found == HKR_FS_E_NOT_FILE) {
        hk_diag_rewind(diags, n_diags);
        *ret_kind = HK_ENTRY_DIRECTORY;
        if (enter_repository(loader, entry, &status, ret_loader))
            return status;
        return status != HKR_OK
                   ? hk_checkout_find_file(loader, entry->text, entry->at, &path, &fence)
                   : fault_file(loader, found, entry->text, path, field, entry->at);
    }
    return status != HKR_OK ? status
                            : fault_file(loader, found, entry->text, path, field, entry->at);
}

enum hkr_status
hk_loader_classify(struct hk_loader *loader, const struct hk_str *entry, const char *field,
                   enum hk_entry_kind *ret_kind, struct hk_loader **ret_loader)
{
    struct hk_env *env = loader->env;
    struct hk_slice path = absolute(loader, entry->text);
    struct hk_slice canonical;
    struct hk_file *file = NULL;
    enum hkr_fs_kind kind = HKR_FS_MISSING;
    enum hkr_fs_status found = HKR_FS_E_OUTSIDE;
    if (hk_remote_is_url(entry->text))
        return classify_url(loader, entry, field, ret_kind, ret_loader);
    /* A path out of the fence is most likely a base: there, ask for a directory first. */
    bool inside = loader->restrictor == HKR_LOAD_NONE || hk_path_beneath(loader->root, path);
    if (inside)
        found = try_file(loader, path, &file);
    if (found != HKR_FS_OK && !inside &&
        hk_files_resolve(env, loader->files, path, &canonical, &kind) == HKR_FS_OK &&
        kind != HKR_FS_DIRECTORY)
        found = try_file(loader, path, &file);
    *ret_kind = found == HKR_FS_OK ? HK_ENTRY_FILE : HK_ENTRY_DIRECTORY;
    if (found == HKR_FS_OK)
        return HKR_OK;
    enum hkr_status status = HKR_OK;
    if (enter_repository(loader, entry, &status, ret_loader))
        return status;
    status = check_directory_text(loader, entry, field);
    if (status != HKR_OK)
        return status;
    enum hkr_fs_status resolved = hk_files_resolve(env, loader->files, path, &canonical, &kind);
    if (resolved != HKR_FS_OK || kind != HKR_FS_DIRECTORY)
        return fault_file(loader, resolved != HKR_FS_OK ? resolved : found, entry->text, path,
                          field, entry->at);
    return enter_resolved(loader, canonical, entry, ret_loader);
}

/* A checkout or a revision may have what Git LFS puts in place of a large file. kustomize takes it
 * for the file. */
static void
remark_pointer(const struct hk_loader *loader, const struct hk_file *file,
               const struct hk_str *entry)
{
    if (!hk_slice_starts(file->bytes, HK_S("version https://git-lfs.github.com/spec/v1\n")))
        return;
    hk_diag_remark(loader->env->diags, HK_D_GIT_POINTER, entry->at,
                   QSLICE " is a pointer of Git LFS, not the file that it stands for",
                   ARGSLICE(hk_files_show(loader->files, file->path)));
    hk_diag_mend(loader->env->diags, "`git lfs pull` brings the file; a revision and the index "
                                     "never have more than the pointer");
}

static enum hkr_status
get_file(struct hk_loader *loader, const struct hk_str *entry, const char *field,
         struct hk_file **ret_file)
{
    struct hk_slice path = absolute(loader, entry->text);
    struct hk_slice fence = fence_of(loader);
    enum hkr_status status = HKR_OK;
    if (hk_remote_is_url(entry->text))
        status = hk_checkout_find_file(loader, entry->text, entry->at, &path, &fence);
    if (status != HKR_OK)
        return status;
    if (entry->text.len == 0) {
        (void)hk_diag_report(loader->env->diags, HK_D_ENTRY_EMPTY, entry->at,
                             "an entry of `%s` is empty", field);
        hk_diag_mend(loader->env->diags, "remove the entry, or name a file");
        return HKR_E_INPUT;
    }
    enum hkr_fs_status found = hk_files_read(loader->env, loader->files, fence, path, ret_file);
    if (found != HKR_FS_OK)
        return fault_file(loader, found, entry->text, path, field, entry->at);
    remark_pointer(loader, *ret_file, entry);
    return HKR_OK;
}

enum hkr_status
hk_loader_remote_map(struct hk_env *env, struct hk_files *files, struct hk_slice path,
                     struct hk_remotes *remotes)
{
    struct hk_loader loader = {.env = env, .files = files, .root = hk_files_cwd(files)};
    struct hk_slice full = absolute(&loader, path);
    struct hk_file *file = NULL;
    enum hkr_fs_status found = hk_files_read(env, files, hk_slice(NULL, 0), full, &file);
    if (found == HKR_FS_E_MISSING) {
        (void)hk_diag_report(env->diags, HK_D_REMOTE_MAP, HK_NOWHERE,
                             "the map " QSLICE " does not exist", ARGSLICE(path));
        hk_diag_mend(env->diags, "name a file relative to the directory where you are");
        return HKR_E_INPUT;
    }
    if (found != HKR_FS_OK)
        return fault_file(&loader, found, path, full, "--remote-map", HK_NOWHERE);
    return hk_remotes_add_lines(env, remotes, hk_files_lines(files, file), hk_path_parent(full));
}

enum hkr_status
hk_loader_file_(struct hk_loader *loader, const struct hk_str *path, const char *field, bool secret,
                struct hk_file **ret_file)
{
    enum hkr_status status = get_file(loader, path, field, ret_file);
    if (status == HKR_OK && secret && !(*ret_file)->secret) {
        struct hk_file *file = *ret_file;
        file->secret = true;
        if (file->lines)
            hk_sources_hide(loader->env->sources, file->lines);
        if (file->docs.n)
            hk_sources_hide(loader->env->sources, file->docs.items[0]->file);
    }
    return status;
}

enum hkr_status
hk_loader_config_(struct hk_loader *loader, const struct hk_str *path, const char *field,
                  hk_file_id *ret_id, struct hk_node **ret_root)
{
    struct hk_env *env = loader->env;
    struct hk_file *file = NULL;
    enum hkr_status status = hk_loader_file_(loader, path, field, false, &file);
    if (status == HKR_OK && !file->has_config) {
        struct hk_env shared = hk_files_env(env, loader->files);
        struct hk_slice name = hk_files_show(loader->files, file->path);
        status = hk_read_config(&shared, name, file->bytes, &file->config_lines, &file->config);
        file->has_config = status == HKR_OK;
    }
    if (status != HKR_OK)
        return status;
    *ret_id = file->config_lines;
    *ret_root = file->config;
    hk_strict_config(env, *ret_root, *ret_id);
    return HKR_OK;
}

enum hkr_status
hk_loader_bytes(struct hk_loader *loader, const struct hk_str *path, const char *field, bool secret,
                struct hk_slice *ret_bytes)
{
    struct hk_file *file = NULL;
    enum hkr_status status = hk_loader_file_(loader, path, field, secret, &file);
    if (status == HKR_OK)
        *ret_bytes = file->bytes;
    return status;
}

enum hkr_status
hk_loader_source(struct hk_loader *loader, const struct hk_str *path, const char *field,
                 hk_file_id *ret_file)
{
    struct hk_file *file = NULL;
    enum hkr_status status = hk_loader_file_(loader, path, field, false, &file);
    if (status == HKR_OK)
        *ret_file = hk_files_lines(loader->files, file);
    return status;
}

enum hkr_status
hk_loader_docs(struct hk_loader *loader, const struct hk_str *path, const char *field,
               struct hk_docs *ret_docs)
{
    struct hk_file *file = NULL;
    enum hkr_status status = get_file(loader, path, field, &file);
    if (status != HKR_OK)
        return status;
    if (!file->has_docs) {
        struct hk_env shared = hk_files_env(loader->env, loader->files);
        struct hk_slice name = hk_files_show(loader->files, file->path);
        status = hk_read_docs(&shared, name, file->bytes, &file->docs);
        if (status != HKR_OK)
            return status;
        file->has_docs = true;
        if (file->secret && file->docs.n)
            hk_sources_hide(shared.sources, file->docs.items[0]->file);
    }
    if (file->docs.n)
        hk_strict_leftovers(loader->env, file->docs.items[0]->file);
    *ret_docs = file->docs;
    return HKR_OK;
}
