/* SPDX-License-Identifier: Apache-2.0 */
/* src/base/path.h -- paths as text.
 *
 * Everything here is lexical, with '/' between the parts, as kustomize's own joining is: "a/../b"
 * is "b" even where "a" is a link. No file is ever looked at. Layer: base. */
#ifndef HK_BASE_PATH_H
#define HK_BASE_PATH_H

#include "arena.h"

static inline bool
hk_path_is_absolute(struct hk_slice path)
{
    return path.len > 0 && path.ptr[0] == '/';
}

/* The shortest equal path: no "//", "." or inner "..", no slash at the end; "." for an empty one.
 * Zero-terminated, as all results here. */
struct hk_slice hk_path_clean(struct hk_arena *arena, struct hk_slice path);
/* @path itself when it is absolute, else @path below @dir; cleaned. */
struct hk_slice hk_path_resolve(struct hk_arena *arena, struct hk_slice dir, struct hk_slice path);
/* Whether the clean path @path is the clean directory @root or lies below it. */
bool hk_path_beneath(struct hk_slice root, struct hk_slice path);
/* How to write @path for somebody in directory @from. Both are absolute and clean. */
struct hk_slice hk_path_relative(struct hk_arena *arena, struct hk_slice from,
                                 struct hk_slice path);
/* The last part, without slashes at the end; "." for an empty path, "/" for the root. */
struct hk_slice hk_path_base(struct hk_slice path);
/* The directory that holds the absolute clean path @path; "/" for the root. */
struct hk_slice hk_path_parent(struct hk_slice path);

#endif
