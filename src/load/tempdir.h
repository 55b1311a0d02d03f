/* SPDX-License-Identifier: Apache-2.0 */
/* src/load/tempdir.h -- a directory that lasts as long as an arena.
 *
 * For programs that want their input as files. Only its owner can look inside; it is removed with
 * all that was put there, by whomever, when the arena is freed or rewound. Links in it are removed,
 * never followed. Layer: load. */
#ifndef HK_LOAD_TEMPDIR_H
#define HK_LOAD_TEMPDIR_H

#include "../base/env.h"

struct hk_tempdir;

/* Makes one below the directory @parent. *ret_error: an errno. NULL on failure. */
struct hk_tempdir *hk_tempdir_new(struct hk_arena *arena, struct hk_slice parent, int *ret_error);
/* Removes it before the arena does. */
void hk_tempdir_remove(struct hk_arena *arena, struct hk_tempdir *dir);
/* Its absolute path. */
struct hk_slice hk_tempdir_path(const struct hk_tempdir *dir);
/* Writes a new file @name, which has no '/', readable by its owner alone. The path of the file, or
 * an empty slice and *ret_error. */
struct hk_slice hk_tempdir_write(struct hk_arena *arena, struct hk_tempdir *dir,
                                 struct hk_slice name, struct hk_slice bytes, int *ret_error);

#endif
