/* SPDX-License-Identifier: Apache-2.0 */
/* src/render/roots.h -- which directories of a tree a build would start at.
 *
 * A kustomization that no other one in the tree names, and that is no component. Renders nothing
 * and reports no fault of a kustomization: a render of that root does. Layer: render. */
#ifndef HK_RENDER_ROOTS_H
#define HK_RENDER_ROOTS_H

#include "../load/files.h"

/* The roots in and below @directory, as the user named it, sorted; paths begin with it. @others are
 * further files of the context: a kustomization that is the same in one of them is not parsed. */
HKR_MUST_CHECK enum hkr_status hk_roots_find(struct hk_env *env, struct hk_files *files,
                                             const struct hk_other_files *others,
                                             struct hk_slice directory,
                                             struct hk_slices *ret_roots);

#endif
