/* SPDX-License-Identifier: Apache-2.0 */
/* src/load/changes.h -- paths that changed, appeared or vanished, to be asked whether a path that a
 * render hangs on is among them.
 *
 * A changed path stands for all below it: a link or a file may have taken the place of a directory.
 * Immutable once made, so threads may share it. Layer: load. */
#ifndef HK_LOAD_CHANGES_H
#define HK_LOAD_CHANGES_H

#include "files.h"

struct hk_changes;

/* Paths of @paths (of @n) that are relative are taken from the working directory. Each is known as
 * it is written, and as where it leads when directories on the way are links. Lives in
 * env->arena, and borrows the texts. */
struct hk_changes *hk_changes_new(struct hk_env *env, struct hk_files *files,
                                  const char *const *paths, size_t n);
/* The change, as it was given, that touches @deps: the first for the first of them that is touched.
 * NULL: none, so that a render with these outcomes comes out the same. */
const char *hk_changes_touch(const struct hk_changes *changes, const struct hk_deps *deps);

#endif
