/* SPDX-License-Identifier: Apache-2.0 */
#include "checkout.h"

#include "../base/path.h"
#include "files.h"

#include <limits.h>

/* ---- Faults ----------------------------------------------------------------------------- */

/* The prefix under which a map would serve file @remote: the directory that holds it, or what is
 * a repository's root at the host of raw files. */
static struct hk_slice
prefix_of_file(const struct hk_remote *remote)
{
    unsigned parts =
        hk_slice_starts(remote->key, HK_S("raw.githubusercontent.com/")) ? 4 : UINT_MAX;
    struct hk_slice text = hk_slice_head(remote->text, hk_slice_find(remote->text, '?'));
    size_t at = hk_slice_find(text, ':') + 1;
    while (at < text.len && text.ptr[at] == '/')
        at++;
    size_t end = text.len;
    for (; parts > 0 && at < text.len; parts--) {
        size_t len = hk_slice_find(hk_slice_from(text, at), '/');
        if (len == SIZE_MAX)
            break;
        end = at + len;
        at = end + 1;
    }
    return hk_slice_head(text, end);
}

enum hkr_status
hk_checkout_unmapped(const struct hk_loader *loader, const struct hk_remote *remote,
                     struct hk_place at)
{
    struct hk_env *env = loader->env;
    bool repository = remote->clone.len > 0;
    (void)hk_diag_report(env->diags, HK_D_REMOTE_REFERENCE, at,
                         "'%" PRSLICE "' is a %s on the network, and no directory is given for it",
                         ARGSLICE(remote->text), repository ? "git repository" : "file");
    struct hk_slice prefix = repository ? remote->clone : prefix_of_file(remote);
    if (repository && remote->ref.len)
        prefix = hk_arena_printf(env->arena, "%" PRSLICE "?ref=%" PRSLICE, ARGSLICE(prefix),
                                 ARGSLICE(remote->ref));
    const struct hk_remote_rule *other = hk_remotes_find_other_ref(loader->remotes, remote);
    hk_diag_mend(env->diags,
                 "nothing is ever fetched; if DIR has a copy, add --remote '%" PRSLICE
                 "=DIR'%s%" PRSLICE "%s",
                 ARGSLICE(prefix), other ? " ('" : "", ARGSLICE(other ? other->prefix : HK_S("")),
                 other ? "' is mapped, but has another ref)" : "");
    if (other && other->at.file)
        hk_diag_related(env->diags, other->at, "another ref is mapped here");
    return HKR_E_INPUT;
}

static enum hkr_status
fault_directory(const struct hk_loader *loader, const struct hk_remote_rule *rule,
                struct hk_slice path, struct hk_slice text, struct hk_place at)
{
    struct hk_diags *diags = loader->env->diags;
    struct hk_slice shown = hk_files_show(loader->files, path);
    (void)hk_diag_report(diags, HK_D_REMOTE_DIRECTORY, at,
                         "'%" PRSLICE "', which is given for '%" PRSLICE "', is not a directory",
                         ARGSLICE(shown), ARGSLICE(text));
    hk_diag_mend(diags, "check it out there, or correct --remote '%" PRSLICE "=...'",
                 ARGSLICE(rule->prefix));
    if (rule->at.file)
        hk_diag_related(diags, rule->at, "it is mapped here");
    return HKR_E_INPUT;
}

static enum hkr_status
fault_inside(const struct hk_loader *loader, const struct hk_remote *remote, struct hk_slice path,
             struct hk_place at)
{
    struct hk_diags *diags = loader->env->diags;
    struct hk_slice shown = hk_files_show(loader->files, path);
    (void)hk_diag_report(diags, HK_D_REMOTE_DIRECTORY, at,
                         "there is no directory '%" PRSLICE "', which '%" PRSLICE "' names",
                         ARGSLICE(shown), ARGSLICE(remote->text));
    hk_diag_mend(diags, "name a directory of the repository, or check out the ref that has it");
    return HKR_E_INPUT;
}

/* ---- Directories ------------------------------------------------------------------------ */

/* kustomize compares the texts of the references, and takes any beginning of one for a cycle. */
static enum hkr_status
check_cycle(const struct hk_loader *loader, const struct hk_remote *remote, struct hk_place at)
{
    struct hk_diags *diags = loader->env->diags;
    uint32_t depth = 1;
    for (const struct hk_loader *above = loader; above; above = above->outer, depth++) {
        if (!above->checkout || !hk_slice_starts(above->checkout->remote.text, remote->text))
            continue;
        (void)hk_diag_report(diags, HK_D_CYCLE, at,
                             "'%" PRSLICE "' leads back to '%" PRSLICE "', which is being built",
                             ARGSLICE(remote->text), ARGSLICE(above->checkout->remote.text));
        hk_diag_mend(diags,
                     "a kustomization cannot contain itself; remove this entry, or move what "
                     "both need into a base of its own");
        return HKR_E_INPUT;
    }
    if (depth > loader->env->limits->layers) {
        (void)hk_diag_report(diags, HK_D_LAYERS, at, "kustomizations are nested more than %u deep",
                             loader->env->limits->layers);
        hk_diag_mend(diags, "build on fewer layers, or raise the limit if the tree can be trusted");
        return HKR_E_LIMIT;
    }
    return HKR_OK;
}

/* What is below rule->directory for the first @len bytes of @remote's key. */
static struct hk_slice
path_below(const struct hk_loader *loader, const struct hk_remote_rule *rule,
           const struct hk_remote *remote, size_t len)
{
    struct hk_slice rest = hk_slice_from(hk_slice_head(remote->key, len), rule->key.len);
    return hk_arena_concat(loader->env->arena, rule->directory, rest);
}

static bool
find_directory(const struct hk_loader *loader, struct hk_slice path, struct hk_slice *ret_canonical)
{
    enum hkr_fs_kind kind = HKR_FS_MISSING;
    return hk_files_resolve(loader->env, loader->files, path, ret_canonical, &kind) == HKR_FS_OK &&
           kind == HKR_FS_DIRECTORY;
}

enum hkr_status
hk_checkout_open(const struct hk_loader *loader, const struct hk_remote *remote, struct hk_place at,
                 const struct hk_checkout **ret_checkout, struct hk_slice *ret_dir)
{
    struct hk_env *env = loader->env;
    enum hkr_status status = check_cycle(loader, remote, at);
    if (status != HKR_OK)
        return status;
    const struct hk_remote_rule *rule = hk_remotes_find(loader->remotes, remote);
    if (!rule)
        return hk_checkout_unmapped(loader, remote, at);
    struct hk_checkout *checkout = HK_NEW(env->arena, struct hk_checkout);
    checkout->remote = *remote;
    /* A rule may stand for a host, a repository, or a directory in one. */
    struct hk_slice top = path_below(loader, rule, remote, remote->n_key_repo);
    if (!find_directory(loader, top, &checkout->root))
        return fault_directory(loader, rule, top, remote->text, at);
    struct hk_slice path = path_below(loader, rule, remote, remote->key.len);
    struct hk_slice dir;
    if (!find_directory(loader, path, &dir))
        return fault_inside(loader, remote, path, at);
    if (!hk_path_beneath(checkout->root, dir)) {
        status =
            hk_diag_report(env->diags, HK_D_REMOTE_OUTSIDE, at,
                           "'%" PRSLICE "' leads out of its repository", ARGSLICE(remote->text));
        hk_diag_mend(env->diags, "a symbolic link on the way points elsewhere; name a directory "
                                 "within the repository");
        return status;
    }
    *ret_checkout = checkout;
    *ret_dir = dir;
    return HKR_OK;
}

/* ---- Files ------------------------------------------------------------------------------ */

enum hkr_status
hk_checkout_find_file(const struct hk_loader *loader, struct hk_slice entry, struct hk_place at,
                      struct hk_slice *ret_path, struct hk_slice *ret_fence)
{
    struct hk_remote remote;
    hk_remote_parse_url(loader->env->arena, entry, &remote);
    const struct hk_remote_rule *rule = hk_remotes_find(loader->remotes, &remote);
    if (!rule)
        return hk_checkout_unmapped(loader, &remote, at);
    if (!find_directory(loader, rule->directory, ret_fence))
        return fault_directory(loader, rule, rule->directory, remote.text, at);
    *ret_path = path_below(loader, rule, &remote, remote.key.len);
    return HKR_OK;
}
