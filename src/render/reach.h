/* SPDX-License-Identifier: Apache-2.0 */
/* src/render/reach.h -- which paths a render can look at, told from the kustomizations alone.
 *
 * Nothing is rendered, and no file but the kustomizations is read. What is noted is all that a
 * render notes, and where it would stop at a fault, also what it would look at next. Layer:
 * render. */
#ifndef HK_RENDER_REACH_H
#define HK_RENDER_REACH_H

#include "../load/files.h"

/* Notes the paths for the kustomization of @loader's directory and all that it builds on, into the
 * watch of loader->files. False when only a render can tell: plugins, charts, remote references,
 * and kustomizations with faults. Leaves no diagnostics. @others: as for hk_roots_find(). */
bool hk_reach(struct hk_loader *loader, const struct hk_other_files *others);

#endif
