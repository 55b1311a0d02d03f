/* SPDX-License-Identifier: Apache-2.0 */
#include "path.h"

/* A clean path that grows part by part, in room that is known to suffice. */
struct builder {
    char *text;
    size_t len;
    size_t floor; /* ".." removes nothing before this: the root or a run of leading ".." */
    bool absolute;
};

static void
add_part(struct builder *path, struct hk_slice part)
{
    if (path->len > 0 && path->text[path->len - 1] != '/')
        path->text[path->len++] = '/';
    memcpy(path->text + path->len, part.ptr, part.len);
    path->len += part.len;
}

static void
drop_part(struct builder *path)
{
    if (path->len > path->floor) {
        do
            path->len--;
        while (path->len > path->floor && path->text[path->len] != '/');
    } else if (!path->absolute) {
        add_part(path, HK_S(".."));
        path->floor = path->len;
    }
}

static void
add_parts(struct builder *path, struct hk_slice rest)
{
    while (rest.len > 0) {
        size_t len = hk_slice_find(rest, '/');
        struct hk_slice part = hk_slice_head(rest, len);
        rest = len == SIZE_MAX ? (struct hk_slice){NULL, 0} : hk_slice_from(rest, len + 1);
        if (part.len == 0 || hk_slice_eq(part, HK_S(".")))
            continue;
        if (hk_slice_eq(part, HK_S("..")))
            drop_part(path);
        else
            add_part(path, part);
    }
}

static struct hk_slice
clean_two(struct hk_arena *arena, struct hk_slice dir, struct hk_slice path)
{
    if (dir.len >= SIZE_MAX / 2 || path.len >= SIZE_MAX / 2 - 8)
        hk_heap_throw(hk_arena_heap(arena), HKR_E_LIMIT);
    struct builder out = {.text = hk_arena_alloc(arena, dir.len + path.len + 4),
                          .absolute = hk_path_is_absolute(dir.len ? dir : path)};
    if (out.absolute)
        out.text[out.len++] = '/';
    out.floor = out.len;
    add_parts(&out, dir);
    add_parts(&out, path);
    if (out.len == 0)
        out.text[out.len++] = '.';
    out.text[out.len] = '\0';
    return hk_slice(out.text, out.len);
}

struct hk_slice
hk_path_clean(struct hk_arena *arena, struct hk_slice path)
{
    return clean_two(arena, (struct hk_slice){NULL, 0}, path);
}

struct hk_slice
hk_path_resolve(struct hk_arena *arena, struct hk_slice dir, struct hk_slice path)
{
    return hk_path_is_absolute(path) ? hk_path_clean(arena, path) : clean_two(arena, dir, path);
}

bool
hk_path_beneath(struct hk_slice root, struct hk_slice path)
{
    if (root.len == 1 && root.ptr[0] == '/')
        return hk_path_is_absolute(path);
    return hk_slice_starts(path, root) && (path.len == root.len || path.ptr[root.len] == '/');
}

struct hk_slice
hk_path_relative(struct hk_arena *arena, struct hk_slice from, struct hk_slice path)
{
    size_t climbs = 0;
    while (!hk_path_beneath(from, path)) {
        from = hk_path_parent(from);
        climbs++;
    }
    struct hk_slice rest = hk_slice_from(path, from.len == 1 ? 1 : from.len + 1);
    if (climbs == 0 && rest.len == 0)
        return HK_S(".");
    if (climbs >= SIZE_MAX / 4)
        hk_heap_throw(hk_arena_heap(arena), HKR_E_LIMIT);
    char *text = hk_arena_alloc(arena, climbs * 3 + rest.len + 1);
    for (size_t i = 0; i < climbs; i++)
        memcpy(text + i * 3, "../", 3);
    if (rest.len)
        memcpy(text + climbs * 3, rest.ptr, rest.len);
    size_t len = climbs * 3 + rest.len;
    if (rest.len == 0)
        text[--len] = '\0';
    return hk_slice(text, len);
}

struct hk_slice
hk_path_base(struct hk_slice path)
{
    if (path.len == 0)
        return HK_S(".");
    while (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    size_t start = path.len;
    while (start > 0 && path.ptr[start - 1] != '/')
        start--;
    return start == path.len ? HK_S("/") : hk_slice_from(path, start);
}

struct hk_slice
hk_path_parent(struct hk_slice path)
{
    while (path.len > 1 && path.ptr[path.len - 1] != '/')
        path.len--;
    return path.len > 1 ? hk_slice_head(path, path.len - 1) : HK_S("/");
}
