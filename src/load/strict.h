/* SPDX-License-Identifier: Apache-2.0 */
/* src/load/strict.h -- strict checks of configuration files, for src/load/ alone.
 *
 * What kustomize reads and passes over: keys that stand twice, text behind the end, names that mean
 * nothing. Files are shared by the renders of a context, so these run on what was read, once for
 * each render, and only when one of them is wanted. Layer: load. */
#ifndef HK_LOAD_STRICT_H
#define HK_LOAD_STRICT_H

#include "decode.h"

/* All checks of a kustomization file, whose tree is @root and whose table is @table. */
void hk_strict_kustomization(struct hk_env *env, const struct hk_kustomization *kust,
                             const struct hk_table *table);
/* Those of any other file that was read with hk_read_config(). */
void hk_strict_config(struct hk_env *env, const struct hk_node *root, hk_file_id file);

#endif
