/* SPDX-License-Identifier: Apache-2.0 */
/* What names stand for: revisions, merge bases, the index. */
#include "git_repo.h"

#include <string.h>

void
hk_git_id_text(const git_oid *id, char ret_text[HK_GIT_ID])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < sizeof id->id; i++) {
        ret_text[2 * i] = digits[id->id[i] >> 4];
        ret_text[2 * i + 1] = digits[id->id[i] & 15];
    }
    ret_text[HK_GIT_ID - 1] = '\0';
}

/* ---- Revisions -------------------------------------------------------------------------- */

/* The name of a reference as people write it. */
static struct hk_slice
short_name(struct hk_slice name)
{
    static const struct hk_slice folders[] = {HK_S_INIT("refs/heads/"), HK_S_INIT("refs/tags/"),
                                              HK_S_INIT("refs/remotes/")};
    for (size_t i = 0; i < HK_COUNT(folders); i++)
        if (hk_slice_starts(name, folders[i]))
            return hk_slice_from(name, folders[i].len);
    return name;
}

/* Whether @name is @branch of some remote. */
static bool
is_of_remote(struct hk_slice name, struct hk_slice branch)
{
    size_t slash = hk_slice_find(name, '/');
    return slash != SIZE_MAX && branch.len && hk_slice_eq(hk_slice_from(name, slash + 1), branch);
}

/* The branch or tag that was meant with @revision; empty when none is like it. */
static struct hk_slice
meant(struct hk_env *env, const struct hkr_git *git, struct hk_slice revision)
{
    struct hk_git_hold *hold = hk_git_hold(env->arena, &git->lib);
    if (git->lib.reference_list(&hold->names, git->repo) != 0)
        return HK_S("");
    size_t n = hold->names.count;
    struct hk_slice *names = HK_NEW_ARRAY(env->arena, n, struct hk_slice);
    for (size_t i = 0; i < n; i++) {
        names[i] = short_name(hk_slice_cstr(hold->names.strings[i]));
        if (is_of_remote(names[i], revision))
            return names[i];
    }
    return hk_diag_nearest(revision, names, n);
}

/* Ways to get what a clone does not have. */
static void
mend_unknown(struct hk_env *env, const struct hkr_git *git, struct hk_slice revision)
{
    struct hk_slice near = meant(env, git, revision);
    bool remote = hk_slice_find(revision, '/') != SIZE_MAX;
    if (near.len)
        hk_diag_mend(env->diags, "did you mean '%" PRSLICE "'?", ARGSLICE(near));
    else if (git->lib.repository_is_shallow(git->repo) > 0)
        hk_diag_mend(env->diags, "this is a shallow clone, which has but the last commits: `git "
                                 "fetch --unshallow` brings the others (in a GitHub workflow: "
                                 "actions/checkout with `fetch-depth: 0`)");
    else if (remote)
        hk_diag_mend(env->diags, "`git fetch` brings the branches of a remote; `git branch --all` "
                                 "lists them");
    else
        hk_diag_mend(env->diags, "`git branch --all` lists branches, `git log --oneline` commits");
}

static enum hkr_status
fault_revision(struct hk_env *env, struct hk_files *files, const struct hkr_git *git,
               struct hk_slice revision, int error)
{
    struct hk_place at = hk_git_place(env, files, git, NULL);
    if (error == GIT_EAMBIGUOUS) {
        (void)hk_diag_report(env->diags, HK_D_GIT_REVISION, at,
                             "'%" PRSLICE "' is the beginning of several objects",
                             ARGSLICE(revision));
        hk_diag_mend(env->diags, "write more of its digits");
        return HKR_E_INPUT;
    }
    (void)hk_diag_report(env->diags, HK_D_GIT_REVISION, at,
                         "the repository has no revision '%" PRSLICE "'", ARGSLICE(revision));
    mend_unknown(env, git, revision);
    return HKR_E_INPUT;
}

static enum hkr_status
fault_unborn(struct hk_env *env, struct hk_files *files, const struct hkr_git *git)
{
    (void)hk_diag_report(env->diags, HK_D_GIT_UNBORN, hk_git_place(env, files, git, "HEAD"),
                         "the repository has no commit yet");
    hk_diag_mend(env->diags, "make the first commit; --staged without --base compares with nothing "
                             "until then");
    return HKR_E_INPUT;
}

static bool
is_unborn_head(const struct hkr_git *git, const char *revision)
{
    return (strcmp(revision, "HEAD") == 0 || strcmp(revision, "@") == 0) &&
           git->lib.repository_head_unborn(git->repo) == 1;
}

/* The object of @type that @revision is or leads to. */
static enum hkr_status
find(struct hk_env *env, struct hk_files *files, struct hkr_git *git, const char *revision,
     git_object_t type, git_oid *ret_id)
{
    git_object *object = NULL, *peeled = NULL;
    int error = git->lib.revparse_single(&object, git->repo, revision);
    bool found = error == 0;
    if (found)
        error = git->lib.object_peel(&peeled, object, type);
    if (error == 0)
        *ret_id = *git->lib.object_id(peeled);
    git->lib.object_free(peeled);
    git->lib.object_free(object);
    if (error == 0)
        return HKR_OK;
    if (!found)
        return fault_revision(env, files, git, hk_slice_cstr(revision), error);
    if (error != GIT_EPEEL && error != GIT_EINVALIDSPEC)
        return hk_git_fault_object(env, files, git);
    (void)hk_diag_report(env->diags, HK_D_GIT_REVISION, hk_git_place(env, files, git, NULL),
                         "'%s' is no %s", revision,
                         type == GIT_OBJECT_TREE ? "commit or tree" : "commit");
    hk_diag_mend(env->diags, "name a branch, a tag or a commit");
    return HKR_E_INPUT;
}

enum hkr_status
hk_git_find_tree(struct hk_env *env, struct hk_files *files, struct hkr_git *git,
                 const char *revision, git_oid *ret_id, bool *ret_empty)
{
    *ret_empty = is_unborn_head(git, revision);
    return *ret_empty ? HKR_OK : find(env, files, git, revision, GIT_OBJECT_TREE, ret_id);
}

enum hkr_status
hk_git_find_commit(struct hk_env *env, struct hk_files *files, struct hkr_git *git,
                   const char *revision, git_oid *ret_id)
{
    if (is_unborn_head(git, revision))
        return fault_unborn(env, files, git);
    return find(env, files, git, revision, GIT_OBJECT_COMMIT, ret_id);
}

/* ---- Merge bases ------------------------------------------------------------------------ */

/* A search among the commits that a shallow clone has. libgit2 takes the parents that it lacks for
 * damage, git for the beginning of history. */
struct search {
    const struct hkr_git *git;
    struct hk_arena *arena;
    struct hk_index *seen; /* hash of the id -> number in commits */
    HK_VEC(struct ancestor) commits;
    HK_VEC(uint32_t) waiting; /* numbers of commits whose parents are to be looked at */
};

struct ancestor {
    git_oid id;
    git_time_t time;
    unsigned sides; /* bit 0: the one is it or comes of it, bit 1: the other does */
};

/* The number of commit @id, or UINT32_MAX when the clone does not have it. */
static uint32_t
number_of(struct search *search, const git_oid *id)
{
    const struct hk_git_lib *lib = &search->git->lib;
    uint64_t hash = hk_hash_bytes(hk_slice((const char *)id->id, sizeof id->id));
    for (uint32_t i = hk_index_first(search->seen, hash); i != HK_INDEX_END;
         i = hk_index_next(search->seen, i)) {
        uint32_t number = hk_index_value(search->seen, i);
        if (memcmp(&search->commits.items[number].id, id, sizeof *id) == 0)
            return number;
    }
    git_commit *commit = NULL;
    if (lib->commit_lookup(&commit, search->git->repo, id) != 0)
        return UINT32_MAX;
    struct ancestor found = {.id = *id, .time = lib->commit_time(commit)};
    lib->commit_free(commit);
    hk_vec_push(search->arena, &search->commits, found);
    hk_index_add(search->seen, hash, search->commits.n - 1);
    return search->commits.n - 1;
}

/* Notes that commit @id is an ancestor of the sides in @side. */
static void
reach(struct search *search, const git_oid *id, unsigned side)
{
    uint32_t number = number_of(search, id);
    if (number == UINT32_MAX || (search->commits.items[number].sides & side))
        return;
    search->commits.items[number].sides |= side;
    hk_vec_push(search->arena, &search->waiting, number);
}

static void
reach_all(struct hk_env *env, struct search *search, const git_oid *id, unsigned side)
{
    const struct hk_git_lib *lib = &search->git->lib;
    struct hk_git_hold *hold = hk_git_hold(search->arena, lib);
    reach(search, id, side);
    while (search->waiting.n) {
        uint32_t number = search->waiting.items[--search->waiting.n];
        git_oid at = search->commits.items[number].id;
        hk_env_poll(env);
        if (lib->commit_lookup(&hold->commit, search->git->repo, &at) != 0)
            continue;
        for (unsigned i = 0; i < lib->commit_parentcount(hold->commit); i++) {
            git_oid parent = *lib->commit_parent_id(hold->commit, i);
            reach(search, &parent, side);
        }
        lib->commit_free(hold->commit);
        hold->commit = NULL;
    }
}

/* The newest commit that both come of; false when the clone has none. */
static bool
search_base(struct hk_env *env, const struct hkr_git *git, const git_oid *one, const git_oid *two,
            git_oid *ret_id)
{
    struct search search = {.git = git, .arena = env->arena, .seen = hk_index_new(env->arena, 0)};
    const struct ancestor *best = NULL;
    reach_all(env, &search, one, 1);
    reach_all(env, &search, two, 2);
    for (uint32_t i = 0; i < search.commits.n; i++) {
        const struct ancestor *commit = &search.commits.items[i];
        if (commit->sides == 3 && (!best || commit->time > best->time))
            best = commit;
    }
    if (best)
        *ret_id = best->id;
    return best != NULL;
}

static enum hkr_status
fault_shallow(struct hk_env *env, struct hk_files *files, const struct hkr_git *git,
              const char *one, const char *two)
{
    (void)hk_diag_report(
        env->diags, HK_D_GIT_SHALLOW, hk_git_place(env, files, git, "shallow"),
        "this clone is shallow and does not have the commit where '%s' and '%s' part", one, two);
    hk_diag_mend(env->diags, "`git fetch --unshallow` brings it, or `git fetch --deepen=100` (in a "
                             "GitHub workflow: actions/checkout with `fetch-depth: 0`)");
    return HKR_E_INPUT;
}

static enum hkr_status
fault_unrelated(struct hk_env *env, struct hk_files *files, const struct hkr_git *git,
                const char *one, const char *two)
{
    (void)hk_diag_report(env->diags, HK_D_GIT_UNRELATED, hk_git_place(env, files, git, NULL),
                         "'%s' and '%s' have no commit in common", one, two);
    hk_diag_mend(env->diags, "compare the two revisions themselves: diff %s:./ %s:./", one, two);
    return HKR_E_INPUT;
}

enum hkr_status
hk_git_merge_base(struct hk_env *env, struct hk_files *files, struct hkr_git *git, const char *one,
                  const char *two, char ret_id[HK_GIT_ID])
{
    git_oid a, b, base;
    enum hkr_status status = hk_git_find_commit(env, files, git, one, &a);
    if (status == HKR_OK)
        status = hk_git_find_commit(env, files, git, two, &b);
    if (status != HKR_OK)
        return status;
    if (git->lib.repository_is_shallow(git->repo) > 0) {
        if (!search_base(env, git, &a, &b, &base))
            return fault_shallow(env, files, git, one, two);
    } else {
        int error = git->lib.merge_base(&base, git->repo, &a, &b);
        if (error != 0)
            return error == GIT_ENOTFOUND ? fault_unrelated(env, files, git, one, two)
                                          : hk_git_fault_object(env, files, git);
    }
    hk_git_id_text(&base, ret_id);
    return HKR_OK;
}

enum hkr_status
hk_git_check_work_tree(struct hk_env *env, struct hk_files *files, const struct hkr_git *git)
{
    if (!git->lib.repository_is_bare(git->repo))
        return HKR_OK;
    (void)hk_diag_report(env->diags, HK_D_GIT_BARE, hk_git_place(env, files, git, NULL),
                         "the repository is bare: it has no work tree to compare with");
    hk_diag_mend(env->diags, "compare two revisions, `diff main:DIR topic:DIR`, or go to a clone");
    return HKR_E_INPUT;
}

/* ---- The index -------------------------------------------------------------------------- */

static bool
is_conflict(const git_index_entry *entry)
{
    return (entry->flags & GIT_INDEX_ENTRY_STAGEMASK) != 0;
}

/* Names the first files with conflicts, and says how many there are. */
static enum hkr_status
check_conflicts(struct hk_env *env, struct hk_files *files, const struct hkr_git *git)
{
    const char *last = "";
    size_t n = 0;
    struct hk_slice named = HK_S("");
    for (size_t i = 0; i < git->lib.index_entrycount(git->index); i++) {
        const git_index_entry *entry = git->lib.index_get_byindex(git->index, i);
        if (!is_conflict(entry) || strcmp(entry->path, last) == 0)
            continue;
        last = entry->path;
        if (n++ < 3)
            named = hk_arena_printf(env->arena, "%" PRSLICE "%s'%s'", ARGSLICE(named),
                                    n > 1 ? ", " : "", entry->path);
    }
    if (!n)
        return HKR_OK;
    (void)hk_diag_report(env->diags, HK_D_GIT_CONFLICT, hk_git_place(env, files, git, "index"),
                         "the index has conflicts that nobody resolved: %" PRSLICE "%s",
                         ARGSLICE(named), n > 3 ? " and more" : "");
    hk_diag_mend(env->diags, "resolve them and `git add` the files, or end the merge with `git "
                             "merge --abort`");
    return HKR_E_INPUT;
}

static enum hkr_status
fault_index(struct hk_env *env, struct hk_files *files, const struct hkr_git *git)
{
    struct hk_slice said = hk_arena_slice(env->arena, hk_slice_cstr(hk_git_last(git)));
    (void)hk_diag_report_as(env->diags, HKR_E_IO, HK_D_GIT_INDEX,
                            hk_git_place(env, files, git, "index"),
                            "the index cannot be read: %" PRSLICE, ARGSLICE(said));
    hk_diag_mend(env->diags, "a split or a sparse index is beyond libgit2: `git update-index "
                             "--no-split-index`, `git sparse-checkout reapply --no-sparse-index`");
    return HKR_E_IO;
}

enum hkr_status
hk_git_read_index(struct hk_env *env, struct hk_files *files, struct hkr_git *git,
                  bool conflicts_are_fine, git_index **ret_index)
{
    const struct hk_git_lib *lib = &git->lib;
    int error = 0;
    if (!git->index)
        error = git->index_file[0] ? lib->index_open(&git->index, git->index_file)
                                   : lib->repository_index(&git->index, git->repo);
    if (error != 0)
        return fault_index(env, files, git);
    enum hkr_status status = conflicts_are_fine ? HKR_OK : check_conflicts(env, files, git);
    if (status == HKR_OK)
        *ret_index = git->index;
    return status;
}
