/* SPDX-License-Identifier: Apache-2.0 */
/* src/load/glob.h -- the patterns of the edit verbs: which names and which files they match.
 *
 * The grammar is that of Go's path/filepath: `*` and `?` stay within one name, `[a-z]` and
 * `[^a-z]` are classes, a backslash takes the next character as it is. Layer: load. */
#ifndef HK_LOAD_GLOB_H
#define HK_LOAD_GLOB_H

#include "files.h"

/* Whether @pattern is a pattern at all: its brackets close and hold something. */
bool hk_glob_is_sound(struct hk_slice pattern);
/* Whether @pattern, a sound one, matches all of @name. */
bool hk_glob_match(struct hk_slice pattern, struct hk_slice name);

/* Appends the paths below directory @dir (absolute) that the sound @pattern matches, relative
 * ones as they are written from there, those of each directory sorted. What begins with a dot
 * is left out unless the last part of the pattern does, too. Directories that cannot be read hold
 * nothing. */
void hk_glob(struct hk_env *env, struct hk_files *files, struct hk_slice dir,
             struct hk_slice pattern, struct hk_slices *ret_paths);

#endif
