/* SPDX-License-Identifier: Apache-2.0 */
#include "remote.h"

#include "../base/index.h"
#include "../base/path.h"

struct hk_remotes {
    struct hk_arena *arena;
    HK_VEC(struct hk_remote_rule) rules;
    struct hk_index *by_prefix; /* key and ref -> rule */
    struct hk_index *by_key;    /* key alone -> rule */
};

struct hk_remotes *
hk_remotes_new(struct hk_arena *arena)
{
    struct hk_remotes *remotes = HK_NEW(arena, struct hk_remotes);
    remotes->arena = arena;
    remotes->by_prefix = hk_index_new(arena, 0);
    remotes->by_key = hk_index_new(arena, 0);
    return remotes;
}

static uint64_t
hash_of(struct hk_slice key, struct hk_slice ref)
{
    return hk_hash_mix(hk_hash_bytes(key), hk_hash_bytes(ref));
}

enum hkr_status
hk_remotes_add(struct hk_env *env, struct hk_remotes *remotes, struct hk_slice prefix,
               struct hk_slice directory, struct hk_slice from, struct hk_place at)
{
    struct hk_remote remote;
    if (!hk_remote_parse_prefix(remotes->arena, prefix, &remote)) {
        (void)hk_diag_report(env->diags, HK_D_REMOTE_MAP, at,
                             "'%" PRSLICE "' is not the beginning of a URL", ARGSLICE(prefix));
        hk_diag_mend(env->diags, "write PREFIX=DIR with a prefix such as "
                                 "https://github.com/org/repo?ref=v1, git@host:org/repo or "
                                 "https://host/path");
        return HKR_E_INPUT;
    }
    bool cut = hk_slice_ends(prefix, HK_S("?ref")) || hk_slice_ends(prefix, HK_S("&ref"));
    if (!directory.len || cut) { /* "https://x/y/z?ref=v1" alone was cut at its own '=' */
        (void)hk_diag_report(env->diags, HK_D_REMOTE_MAP, at,
                             "'%" PRSLICE "' is mapped to no directory", ARGSLICE(prefix));
        hk_diag_mend(env->diags, "write PREFIX=DIR");
        return HKR_E_INPUT;
    }
    struct hk_remote_rule rule = {.prefix = prefix,
                                  .directory = hk_path_resolve(remotes->arena, from, directory),
                                  .at = at,
                                  .key = remote.key,
                                  .ref = remote.ref};
    hk_vec_push(remotes->arena, &remotes->rules, rule);
    hk_index_add(remotes->by_prefix, hash_of(rule.key, rule.ref), remotes->rules.n - 1);
    hk_index_add(remotes->by_key, hk_hash_bytes(rule.key), remotes->rules.n - 1);
    return HKR_OK;
}

/* ---- Map files -------------------------------------------------------------------------- */

static size_t
find_last(struct hk_slice text, char byte)
{
    const char *hit = text.len ? memrchr(text.ptr, byte, text.len) : NULL;
    return hit ? (size_t)(hit - text.ptr) : SIZE_MAX;
}

static enum hkr_status
add_line(struct hk_env *env, struct hk_remotes *remotes, struct hk_slice line, struct hk_slice from,
         struct hk_place at)
{
    size_t equals = find_last(line, '='); /* a prefix may hold "?ref=" */
    if (equals != SIZE_MAX)
        return hk_remotes_add(env, remotes, hk_slice_trim(hk_slice_head(line, equals)),
                              hk_slice_trim(hk_slice_from(line, equals + 1)), from, at);
    (void)hk_diag_report(env->diags, HK_D_REMOTE_MAP, at, "there is no '=' in '%" PRSLICE "'",
                         ARGSLICE(line));
    hk_diag_mend(env->diags, "each line is PREFIX=DIR; one that begins with # is a comment");
    return HKR_E_INPUT;
}

enum hkr_status
hk_remotes_add_lines(struct hk_env *env, struct hk_remotes *remotes, hk_file_id file,
                     struct hk_slice from)
{
    struct hk_slice all = hk_sources_text(env->sources, file);
    struct hk_slice rest = all;
    if (hk_slice_starts(rest, HK_S("\xEF\xBB\xBF"))) /* a byte order mark */
        rest = hk_slice_from(rest, 3);
    enum hkr_status status = HKR_OK;
    while (rest.len > 0) {
        size_t end = hk_slice_find(rest, '\n');
        struct hk_slice line = hk_slice_trim(hk_slice_head(rest, end));
        rest = end == SIZE_MAX ? hk_slice(NULL, 0) : hk_slice_from(rest, end + 1);
        if (!line.len || line.ptr[0] == '#')
            continue;
        struct hk_place at = {file, (uint32_t)(line.ptr - all.ptr), (uint32_t)line.len};
        enum hkr_status added = add_line(env, remotes, line, from, at);
        status = status == HKR_OK ? added : status;
    }
    return status;
}

/* ---- Looking up ------------------------------------------------------------------------- */

/* The last rule with just this key and ref, or NULL. */
static const struct hk_remote_rule *
find_exact(const struct hk_remotes *remotes, struct hk_slice key, struct hk_slice ref)
{
    const struct hk_remote_rule *found = NULL;
    for (uint32_t i = hk_index_first(remotes->by_prefix, hash_of(key, ref)); i != HK_INDEX_END;
         i = hk_index_next(remotes->by_prefix, i)) {
        const struct hk_remote_rule *rule =
            &remotes->rules.items[hk_index_value(remotes->by_prefix, i)];
        if (hk_slice_eq(rule->key, key) && hk_slice_eq(rule->ref, ref))
            found = rule;
    }
    return found;
}

/* @key without its last part; empty when it has but one. */
static struct hk_slice
shorter(struct hk_slice key)
{
    size_t slash = find_last(key, '/');
    return slash == SIZE_MAX ? hk_slice(NULL, 0) : hk_slice_head(key, slash);
}

const struct hk_remote_rule *
hk_remotes_find(const struct hk_remotes *remotes, const struct hk_remote *remote)
{
    const struct hk_remote_rule *rule = NULL;
    if (!remotes)
        return NULL;
    for (struct hk_slice key = remote->key; key.len && !rule; key = shorter(key)) {
        rule = remote->ref.len ? find_exact(remotes, key, remote->ref) : NULL;
        if (!rule)
            rule = find_exact(remotes, key, hk_slice(NULL, 0));
    }
    return rule;
}

const struct hk_remote_rule *
hk_remotes_find_other_ref(const struct hk_remotes *remotes, const struct hk_remote *remote)
{
    if (!remotes)
        return NULL;
    for (struct hk_slice key = remote->key; key.len; key = shorter(key))
        for (uint32_t i = hk_index_first(remotes->by_key, hk_hash_bytes(key)); i != HK_INDEX_END;
             i = hk_index_next(remotes->by_key, i)) {
            const struct hk_remote_rule *rule =
                &remotes->rules.items[hk_index_value(remotes->by_key, i)];
            if (hk_slice_eq(rule->key, key))
                return rule;
        }
    return NULL;
}
