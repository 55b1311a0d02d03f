/* SPDX-License-Identifier: Apache-2.0 */
#include "../refactor/localize.h"
#include "../base/path.h"
#include "../load/files.h"
#include "../load/fs.h"
#include "../render/build.h"
#include "remotes.h"

/* What one call of hkr_localize() is given, and what it has found. */
struct localization {
    const char *target;
    const struct hkr_localize_options *options;
    struct hk_remotes *remotes;
    struct hk_slice destination; /* as the user gave it, or the default */
    struct hk_localized copy;
};

static bool
options_are_sound(const struct hkr_localize_options *options)
{
    bool sound = options->size == sizeof *options && (options->remotes || !options->n_remotes) &&
                 (options->remote_maps || !options->n_remote_maps);
    for (size_t i = 0; sound && i < options->n_remote_maps; i++)
        sound = options->remote_maps[i] != NULL;
    return sound;
}

/* ---- Verification ----------------------------------------------------------------------- */

static void
release_fs(void *fs)
{
    hk_fs_free(fs);
}

static struct hk_buf *
new_buf(struct hk_job *job)
{
    struct hk_buf *buf = HK_NEW(job->env.arena, struct hk_buf);
    *buf = (struct hk_buf)HK_BUF_INIT(&job->ctx->heap);
    hk_arena_defer(job->env.arena, hk_buf_release, buf);
    return buf;
}

/* What the kustomization at @path renders to. */
static enum hkr_status
render(struct hk_job *job, struct hk_files *files, const struct hk_remotes *remotes,
       struct hk_slice path, struct hk_slice *ret_bytes)
{
    static const struct hk_build_options options = {0};
    struct hk_loader *loader = NULL;
    struct hk_resset *set = NULL;
    size_t *starts = NULL;
    struct hk_buf *buf = new_buf(job);
    enum hkr_status status =
        hk_loader_open_root(&job->env, files, HKR_LOAD_ROOT_ONLY, remotes, path, &loader);
    if (status == HKR_OK)
        status = hk_build_run(&job->env, loader, &options, &set);
    if (status == HKR_OK)
        status = hk_build_write(&job->env, set, buf, &starts);
    *ret_bytes = hk_buf_slice(buf);
    return status;
}

/* The copy as files in memory; its destination has the name that it will have. */
static enum hkr_status
copy_to_memory(struct hk_job *job, const struct localization *work, struct hk_slice *ret_root,
               struct hk_files **ret_files)
{
    struct hk_arena *arena = job->env.arena;
    struct hkr_fs *fs = NULL;
    enum hkr_status status = hk_fs_memory_new(&job->ctx->heap.alloc, &fs);
    if (status != HKR_OK)
        return status;
    hk_arena_defer(arena, release_fs, fs);
    *ret_root = hk_path_resolve(arena, HK_S("/"), hk_path_base(work->destination));
    for (uint32_t i = 0; status == HKR_OK && i < work->copy.files.n; i++) {
        const struct hk_localized_file *file = &work->copy.files.items[i];
        status = hk_fs_memory_add(fs, hk_path_resolve(arena, *ret_root, file->path), file->bytes);
        if (status == HKR_E_USAGE)
            status = hk_diag_report(job->env.diags, HK_D_LOCALIZE_CLASH, HK_NOWHERE,
                                    "'%" PRSLICE "' would be a file and a directory in the copy",
                                    ARGSLICE(file->path));
    }
    *ret_files = hk_files_new(arena, fs, job->env.sources);
    hk_files_set_cwd(*ret_files, HK_S("/"));
    return status;
}

static enum hkr_status
fault_differs(struct hk_job *job, const struct localization *work, struct hk_slice a,
              struct hk_slice b)
{
    size_t line = 1;
    for (size_t i = 0; i < a.len && i < b.len && a.ptr[i] == b.ptr[i]; i++)
        line += a.ptr[i] == '\n';
    (void)hk_diag_report(job->env.diags, HK_D_LOCALIZE_DIFFERS, HK_NOWHERE,
                         "the copy of '%s' renders to other bytes, from line %zu on", work->target,
                         line);
    hk_diag_mend(job->env.diags, "origin annotations name other paths in a copy; --no-verify makes "
                                 "it all the same");
    return HKR_E_INPUT;
}

/* Compares what the target and its copy render to. */
static enum hkr_status
verify(struct hk_job *job, const struct localization *work, struct hk_slice want)
{
    struct hk_slice root, got;
    struct hk_files *files = NULL;
    uint32_t n_diags = job->env.diags->list.n;
    enum hkr_status status = copy_to_memory(job, work, &root, &files);
    if (status == HKR_OK)
        status = render(job, files, NULL, hk_path_resolve(job->env.arena, root, work->copy.target),
                        &got);
    if (status != HKR_OK)
        return status;
    hk_diag_rewind(job->env.diags, n_diags); /* said of the target already */
    return hk_slice_eq(want, got) ? HKR_OK : fault_differs(job, work, want, got);
}

/* ---- The call --------------------------------------------------------------------------- */

static enum hkr_status
take_scope(struct hk_job *job, const char *scope, struct hk_slice *ret_scope)
{
    struct hk_files *files = job->ctx->files;
    enum hkr_fs_kind kind = HKR_FS_MISSING;
    *ret_scope = hk_slice(NULL, 0);
    if (!scope || !scope[0])
        return HKR_OK;
    struct hk_slice path =
        hk_path_resolve(job->env.arena, hk_files_cwd(files), hk_slice_cstr(scope));
    if (hk_files_resolve(&job->env, files, path, ret_scope, &kind) == HKR_FS_OK &&
        kind == HKR_FS_DIRECTORY)
        return HKR_OK;
    return hk_diag_report(job->env.diags, HK_D_LOCALIZE_SCOPE, HK_NOWHERE,
                          "the scope, '%s', is not a directory", scope);
}

static enum hkr_status
check_destination(struct hk_job *job, struct hk_slice destination)
{
    struct hk_files *files = job->ctx->files;
    struct hk_slice canonical;
    enum hkr_fs_kind kind = HKR_FS_MISSING;
    struct hk_slice path = hk_path_resolve(job->env.arena, hk_files_cwd(files), destination);
    if (hk_files_resolve(&job->env, files, path, &canonical, &kind) == HKR_FS_E_MISSING)
        return HKR_OK;
    (void)hk_diag_report(job->env.diags, HK_D_LOCALIZE_CLASH, HK_NOWHERE,
                         "the destination, '%" PRSLICE "', is there already",
                         ARGSLICE(destination));
    hk_diag_mend(job->env.diags, "remove it, or name another");
    return HKR_E_INPUT;
}

static void
hand_out(struct hk_job *job, const struct localization *work)
{
    struct hkr_result *result = job->result;
    struct hk_arena *arena = result->arena;
    const struct hk_localized *copy = &work->copy;
    result->files = HK_NEW_ARRAY(arena, copy->files.n, struct hkr_file);
    for (uint32_t i = 0; i < copy->files.n; i++) {
        const struct hk_localized_file *file = &copy->files.items[i];
        result->files[i] =
            (struct hkr_file){.size = sizeof(struct hkr_file),
                              .path = hk_path_resolve(arena, work->destination, file->path).ptr,
                              .bytes = hk_arena_strdup(arena, file->bytes),
                              .n_bytes = file->bytes.len};
    }
    result->n_files = copy->files.n;
    result->destination = hk_arena_strdup(arena, work->destination);
    result->localized = hk_path_resolve(arena, work->destination, copy->target).ptr;
}

static enum hkr_status
localize(struct hk_job *job, void *user)
{
    struct localization *work = user;
    const struct hkr_localize_options *options = work->options;
    const struct hkr_render_options remotes = {.remotes = options->remotes,
                                               .n_remotes = options->n_remotes,
                                               .remote_maps = options->remote_maps,
                                               .n_remote_maps = options->n_remote_maps};
    struct hk_slice target = hk_slice_cstr(work->target);
    struct hk_slice scope, bytes;
    struct hk_loader *loader = NULL;
    enum hkr_status status = hk_remotes_of(job, &remotes, &work->remotes);
    if (status == HKR_OK)
        status = take_scope(job, options->scope, &scope);
    /* Before all else: what is wrong with the target is best told by a render. */
    if (status == HKR_OK && !options->no_verify)
        status = render(job, job->ctx->files, work->remotes, target, &bytes);
    if (status == HKR_OK)
        status = hk_loader_open_root(&job->env, job->ctx->files, HKR_LOAD_ROOT_ONLY, work->remotes,
                                     target, &loader);
    if (status == HKR_OK)
        status = hk_localize(&job->env, loader, target, scope, &work->copy);
    if (status != HKR_OK)
        return status;
    work->destination =
        options->destination ? hk_slice_cstr(options->destination) : work->copy.name;
    status = check_destination(job, work->destination);
    if (status == HKR_OK && !options->no_verify)
        status = verify(job, work, bytes);
    if (status == HKR_OK)
        hand_out(job, work);
    return status;
}

enum hkr_status
hkr_localize(struct hkr_ctx *ctx, const char *target, const struct hkr_localize_options *options,
             struct hkr_result **ret_result)
{
    static const struct hkr_localize_options none = {.size = sizeof none};
    options = options ? options : &none;
    if (!ctx || !target || !ret_result || !options_are_sound(options))
        return HKR_E_USAGE;
    struct localization work = {.target = target, .options = options};
    return hk_job_run(ctx, localize, &work, ret_result);
}

const char *
hkr_result_destination(const struct hkr_result *result)
{
    return result && result->destination ? result->destination : "";
}

const char *
hkr_result_localized(const struct hkr_result *result)
{
    return result && result->localized ? result->localized : "";
}
