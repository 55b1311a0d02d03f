/* SPDX-License-Identifier: Apache-2.0 */
/* src/refactor/create.h -- the text of a new kustomization file.
 *
 * What `create` is asked for, in the form that kustomize gives such a file: fields in its order,
 * keys sorted. Looks at files, writes none. Layer: refactor. */
#ifndef HK_REFACTOR_CREATE_H
#define HK_REFACTOR_CREATE_H

#include "../base/buf.h"
#include "../load/files.h"

/* The file for the directory of @loader. Faults: there is one already, a pattern that matches
 * nothing, labels that are none. */
HKR_MUST_CHECK enum hkr_status hk_create(struct hk_loader *loader, const struct hkr_create *options,
                                         struct hk_buf *ret_text);

/* Appends the files below @dir (canonical) that read as resources, sorted as a walk meets them;
 * when @recursive those of directories below, too, and directories with a kustomization file as
 * a whole. Links to directories, devices and pipes are passed over. */
HKR_MUST_CHECK enum hkr_status hk_detect_resources(struct hk_env *env, struct hk_files *files,
                                                   struct hk_slice dir, bool recursive,
                                                   struct hk_slices *ret_paths);

/* Whether there is anything by one of the names of a kustomization file in @dir; the name. */
struct hk_slice hk_detect_kustomization(struct hk_env *env, struct hk_files *files,
                                        struct hk_slice dir);

#endif
