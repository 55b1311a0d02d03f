/* SPDX-License-Identifier: Apache-2.0 */
#include "glob.h"

#include "../base/path.h"
#include "../base/utf8.h"

#include <string.h>

/* ---- One name ---------------------------------------------------------------------------- */

/* The character that the pattern means at *@at, a backslash before it taken off. */
static uint32_t
take_point(const char **at, const char *end)
{
    unsigned len;
    if (**at == '\\' && *at + 1 < end)
        (*at)++;
    uint32_t point = hk_utf8_decode(*at, end, &len);
    *at += len;
    return point;
}

/* Steps over a class, *@at behind its '['; whether @point is in it. */
static bool
match_class(const char **at, const char *end, uint32_t point)
{
    bool negated = *at < end && **at == '^';
    bool found = false;
    *at += negated;
    while (*at < end && **at != ']') {
        uint32_t low = take_point(at, end);
        uint32_t high = low;
        if (*at < end && **at == '-') {
            (*at)++;
            high = take_point(at, end);
        }
        found = found || (low <= point && point <= high);
    }
    *at += *at < end;
    return found != negated;
}

/* Matches the one character at *@name with the part of the pattern at *@at, which is no star;
 * both step on. */
static bool
match_one(const char **at, const char *end, const char **name, const char *name_end)
{
    unsigned len;
    uint32_t point = hk_utf8_decode(*name, name_end, &len);
    *name += len;
    if (**at == '[') {
        (*at)++;
        return match_class(at, end, point);
    }
    if (**at == '?') {
        (*at)++;
        return point != '/';
    }
    return take_point(at, end) == point;
}

bool
hk_glob_match(struct hk_slice pattern, struct hk_slice name)
{
    const char *at = pattern.ptr, *end = at + pattern.len;
    const char *in = name.ptr, *in_end = in + name.len;
    const char *star = NULL, *star_in = NULL; /* behind the last star, and what it has taken */
    while (in < in_end || at < end) {
        if (at < end && *at == '*') {
            star = ++at;
            star_in = in;
        } else if (at < end && in < in_end && match_one(&at, end, &in, in_end)) {
            continue;
        } else if (star && star_in < in_end && *star_in != '/') {
            at = star; /* the star takes one more */
            in = ++star_in;
        } else {
            return false;
        }
    }
    return true;
}

/* Steps over one end of a range; false when there is none. */
static bool
skip_bound(const char **at, const char *end)
{
    if (*at == end || **at == '-' || **at == ']' || (**at == '\\' && *at + 1 == end))
        return false;
    take_point(at, end);
    return *at < end;
}

bool
hk_glob_is_sound(struct hk_slice pattern)
{
    const char *at = pattern.ptr, *end = at + pattern.len;
    while (at < end) {
        char c = *at++;
        if (c == '\\' && at++ == end)
            return false;
        if (c != '[')
            continue;
        at += at < end && *at == '^';
        do {
            if (!skip_bound(&at, end))
                return false;
            if (*at == '-' && (at++, !skip_bound(&at, end)))
                return false;
        } while (*at != ']');
        at++;
    }
    return true;
}

/* ---- Files ------------------------------------------------------------------------------- */

static bool
has_meta(struct hk_slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (strchr("*?[\\", text.ptr[i]))
            return true;
    return false;
}

static bool
exists(struct hk_env *env, struct hk_files *files, struct hk_slice path)
{
    struct hk_slice canonical;
    enum hkr_fs_kind kind;
    return hk_files_resolve(env, files, path, &canonical, &kind) == HKR_FS_OK;
}

/* What of directory @in (as it is written) matches the last part of a pattern. */
static void
match_names(struct hk_env *env, struct hk_files *files, struct hk_slice dir, struct hk_slice in,
            struct hk_slice last, struct hk_slices *found)
{
    struct hk_slices names = {0};
    if (hk_files_list(env, files, hk_path_resolve(env->arena, dir, in), &names) != HKR_FS_OK)
        return;
    for (uint32_t i = 0; i < names.n; i++)
        if (hk_glob_match(last, names.items[i]))
            hk_vec_push(env->arena, found, hk_path_resolve(env->arena, in, names.items[i]));
}

/* As hk_glob(), hidden ones included. Goes one level down for each '/' of the pattern. */
static void
expand(struct hk_env *env, struct hk_files *files, struct hk_slice dir, struct hk_slice pattern,
       uint32_t depth, struct hk_slices *found)
{
    size_t split = pattern.len;
    struct hk_slices dirs = {0};
    if (!has_meta(pattern)) {
        if (pattern.len && exists(env, files, hk_path_resolve(env->arena, dir, pattern)))
            hk_vec_push(env->arena, found, pattern);
        return;
    }
    while (split > 0 && pattern.ptr[split - 1] != '/')
        split--;
    struct hk_slice last = hk_slice_from(pattern, split);
    struct hk_slice before = hk_slice(pattern.ptr, split > 1 ? split - 1 : split);
    if (has_meta(before) && depth < env->limits->depth)
        expand(env, files, dir, before, depth + 1, &dirs);
    else
        hk_vec_push(env->arena, &dirs, before.len ? before : HK_S("."));
    for (uint32_t i = 0; i < dirs.n; i++)
        match_names(env, files, dir, dirs.items[i], last, found);
}

static bool
is_hidden(struct hk_slice path)
{
    return hk_path_base(path).ptr[0] == '.';
}

void
hk_glob(struct hk_env *env, struct hk_files *files, struct hk_slice dir, struct hk_slice pattern,
        struct hk_slices *ret_paths)
{
    struct hk_slices found = {0};
    expand(env, files, dir, pattern, 0, &found);
    for (uint32_t i = 0; i < found.n; i++)
        if (is_hidden(pattern) || !is_hidden(found.items[i]))
            hk_vec_push(env->arena, ret_paths, found.items[i]);
}
