/* SPDX-License-Identifier: Apache-2.0 */
#include "git_lib.h"

#include <dlfcn.h>
#include <string.h>

#define FILE_NAME "libgit2.so." LIBGIT2_SOVERSION

static const struct {
    const char *name;
    size_t offset; /* of its member */
} functions[] = {
#define HK_GIT_ROW(name) {"git_" #name, offsetof(struct hk_git_lib, name)},
    HK_GIT_FUNCTIONS(HK_GIT_ROW)
#undef HK_GIT_ROW
};

bool
hk_git_lib_load(struct hk_git_lib *lib, const char **ret_name)
{
    *ret_name = FILE_NAME;
    /* It is never unloaded: what it links with registers calls for the end of the process. */
    void *handle = dlopen(FILE_NAME, RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
    bool found = handle != NULL;
    for (size_t i = 0; found && i < HK_COUNT(functions); i++) {
        void *function = dlsym(handle, functions[i].name);
        memcpy((char *)lib + functions[i].offset, &function, sizeof function);
        found = function != NULL;
    }
    if (handle)
        dlclose(handle);
    return found;
}

static void
release(void *resource)
{
    struct hk_git_hold *hold = resource;
    const struct hk_git_lib *lib = hold->lib;
    lib->object_free(hold->object);
    lib->tree_free(hold->tree);
    lib->commit_free(hold->commit);
    lib->index_free(hold->index);
    lib->strarray_dispose(&hold->names);
    lib->repository_free(hold->repo);
}

struct hk_git_hold *
hk_git_hold(struct hk_arena *arena, const struct hk_git_lib *lib)
{
    struct hk_git_hold *hold = HK_NEW(arena, struct hk_git_hold);
    hold->lib = lib;
    hk_arena_defer(arena, release, hold);
    return hold;
}
