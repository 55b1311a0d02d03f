/* SPDX-License-Identifier: Apache-2.0 */
/* src/diff/objects.h -- the objects of a rendered file.
 *
 * Such a file is what some program wrote: more is taken than from the files of a kustomization.
 * Lists of any kind are taken apart, however deep. Objects without a name, and two with the same
 * id, are told as warnings and compared by their order. Layer: diff. */
#ifndef HK_DIFF_OBJECTS_H
#define HK_DIFF_OBJECTS_H

#include "../res/resset.h"

/* Reads the documents of @text, which is shown as @name and need not outlive the job. */
HKR_MUST_CHECK enum hkr_status hk_objects_read(struct hk_env *env, struct hk_slice name,
                                               struct hk_slice text, struct hk_resset **ret_set);

#endif
