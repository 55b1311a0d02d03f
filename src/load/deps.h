/* SPDX-License-Identifier: Apache-2.0 */
/* src/load/deps.h -- the paths that the outcome of a render hangs on.
 *
 * What was read, what was looked for in vain (a new file there would be read), what was listed. Of
 * a path with symbolic links also each link on the way, and where it ends. The set only grows. It
 * opens no file and knows nothing of renders; files.h fills it. Layer: load. */
#ifndef HK_LOAD_DEPS_H
#define HK_LOAD_DEPS_H

#include "../base/arena.h"

struct hk_dep {
    struct hk_slice path; /* absolute, clean, zero-terminated; borrowed */
    enum hkr_dep_kind kind;
};

struct hk_deps;

struct hk_deps *hk_deps_new(struct hk_arena *arena);
/* False when it is there already. @path must live as long as the set. */
bool hk_deps_add(struct hk_deps *deps, struct hk_slice path, enum hkr_dep_kind kind);
void hk_deps_add_all(struct hk_deps *deps, const struct hk_deps *more);
/* In the order in which they were first added. */
size_t hk_deps_n(const struct hk_deps *deps);
struct hk_dep hk_deps_at(const struct hk_deps *deps, size_t i);

#endif
