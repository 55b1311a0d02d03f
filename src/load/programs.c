/* SPDX-License-Identifier: Apache-2.0 */
#include "programs.h"

#include "files.h"

#include <errno.h>
#include <sys/stat.h>

#define SECONDS 300

/* The entry of the environment for @name, or NULL. The last one wins. */
static const char *
entry_of(const struct hkr_programs *programs, struct hk_slice name)
{
    for (size_t i = programs->n_environment; i-- > 0;) {
        struct hk_slice entry = hk_slice_cstr(programs->environment[i]);
        if (hk_slice_starts(entry, name) && entry.len > name.len && entry.ptr[name.len] == '=')
            return entry.ptr;
    }
    return NULL;
}

struct hk_slice
hk_programs_variable(const struct hkr_programs *programs, struct hk_slice name)
{
    const char *entry = entry_of(programs, name);
    return entry ? hk_slice_cstr(entry + name.len + 1) : (struct hk_slice){NULL, 0};
}

struct hk_slice
hk_programs_path(const struct hkr_programs *programs)
{
    struct hk_slice path = hk_programs_variable(programs, HK_S("PATH"));
    return path.len ? path : HK_S("/usr/local/bin:/usr/bin:/bin");
}

struct hk_slice
hk_programs_tempdir(const struct hkr_programs *programs)
{
    struct hk_slice dir = hk_programs_variable(programs, HK_S("TMPDIR"));
    return dir.len && dir.ptr[0] == '/' ? dir : HK_S("/tmp");
}

uint32_t
hk_programs_seconds(const struct hkr_programs *programs)
{
    return programs->seconds ? programs->seconds : SECONDS;
}

void
hk_programs_environment(struct hk_arena *arena, const struct hkr_programs *programs,
                        struct hk_words *words)
{
    for (size_t i = 0; i < programs->n_environment; i++)
        hk_words_add(arena, words, hk_slice_cstr(programs->environment[i]));
    if (!entry_of(programs, HK_S("PATH")))
        hk_words_add_pair(arena, words, HK_S("PATH"), hk_programs_path(programs));
}

void
hk_programs_own_environment(struct hk_arena *arena, const struct hkr_programs *programs,
                            struct hk_words *words)
{
    for (size_t i = 0; i < programs->n_env; i++) {
        struct hk_slice entry = hk_slice_cstr(programs->env[i]);
        if (hk_slice_find(entry, '=') != SIZE_MAX)
            hk_words_add(arena, words, entry);
    }
}

enum hk_program_file
hk_programs_file(const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0)
        return errno == ENOENT || errno == ENOTDIR ? HK_PROGRAM_MISSING : HK_PROGRAM_NOT_EXECUTABLE;
    return info.st_mode & 0111 ? HK_PROGRAM_FINE : HK_PROGRAM_NOT_EXECUTABLE;
}

enum hkr_status
hk_programs_check_disk(const struct hk_loader *loader, struct hk_place at)
{
    if (hk_files_on_disk(loader->files))
        return HKR_OK;
    enum hkr_status status =
        hk_diag_report(loader->env->diags, HK_D_PROGRAM_NEEDS_DISK, at,
                       "a program would be started, and it could not see the files of this render");
    hk_diag_mend(loader->env->diags, "render from the disk, or render what the program makes");
    return status;
}
