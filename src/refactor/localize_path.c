/* SPDX-License-Identifier: Apache-2.0 */
#include "localize_path.h"

#include "../base/path.h"

static size_t
find_last(struct hk_slice text, char byte)
{
    const char *hit = text.len ? memrchr(text.ptr, byte, text.len) : NULL;
    return hit ? (size_t)(hit - text.ptr) : SIZE_MAX;
}

/* @host without user, port and what follows it. */
static struct hk_slice
bare_host(struct hk_slice host)
{
    size_t at = find_last(host, '@');
    host = at == SIZE_MAX ? host : hk_slice_from(host, at + 1);
    while (host.len && (host.ptr[host.len - 1] == '/' || host.ptr[host.len - 1] == ':'))
        host.len--;
    size_t colon = find_last(host, ':');
    return colon == SIZE_MAX ? host : hk_slice_head(host, colon);
}

/* "localized-files/@host/@path"; neither can climb. */
static struct hk_slice
place(struct hk_arena *arena, struct hk_slice host, struct hk_slice path)
{
    struct hk_slice below = hk_arena_concat(arena, hk_arena_concat(arena, HK_S("/"), host),
                                            hk_path_resolve(arena, HK_S("/"), path));
    return hk_arena_concat(arena, HK_LOCALIZED_FILES, hk_path_clean(arena, below));
}

/* Takes "https:" and the slashes behind it off @url. */
static struct hk_slice
without_scheme(struct hk_slice url)
{
    url = hk_slice_from(url, hk_slice_find(url, ':') + 1);
    while (url.len && url.ptr[0] == '/')
        url = hk_slice_from(url, 1);
    return url;
}

static bool
has_scheme(struct hk_slice host)
{
    return hk_slice_starts(host, HK_S("https://")) || hk_slice_starts(host, HK_S("http://")) ||
           hk_slice_starts(host, HK_S("ssh://"));
}

struct hk_slice
hk_localize_path_of_url(struct hk_arena *arena, struct hk_slice url)
{
    struct hk_slice text = without_scheme(url);
    text = hk_slice_head(text, hk_slice_find(text, '?'));
    text = hk_slice_head(text, hk_slice_find(text, '#'));
    size_t slash = hk_slice_find(text, '/');
    struct hk_slice path = slash == SIZE_MAX ? hk_slice(NULL, 0) : hk_slice_from(text, slash);
    return place(arena, bare_host(hk_slice_head(text, slash)), path);
}

struct hk_slice
hk_localize_path_of_directory(struct hk_arena *arena, const struct hk_checkout *checkout,
                              struct hk_slice dir)
{
    const struct hk_remote *remote = &checkout->remote;
    struct hk_slice host = hk_slice_head(remote->clone, remote->clone.len - remote->repo.len);
    struct hk_slice repo = remote->repo;
    if (hk_slice_starts(host, HK_S("file:")))
        host = HK_S("file-schemed");
    else
        host = bare_host(has_scheme(host) ? without_scheme(host) : host);
    if (hk_slice_ends(repo, HK_S(".git")))
        repo.len -= 4;
    struct hk_slice path = hk_arena_concat(arena, repo, HK_S("/"));
    path = hk_arena_concat(arena, hk_arena_concat(arena, path, remote->ref), HK_S("/"));
    path = hk_arena_concat(arena, path, hk_path_relative(arena, checkout->root, dir));
    return place(arena, host, path);
}
