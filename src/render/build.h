/* SPDX-License-Identifier: Apache-2.0 */
/* src/render/build.h -- one build from its root directory to ordered resources and bytes.
 *
 * What happens once, at the top, is here: hash suffixes, name references, local-config, order,
 * the managed-by label, clean-up of annotations, writing (reference: top level).
 * Layer: render. */
#ifndef HK_RENDER_BUILD_H
#define HK_RENDER_BUILD_H

#include "../base/buf.h"
#include "../load/load.h"
#include "../res/resset.h"

struct hk_build_options {
    enum hkr_reorder reorder;
    bool managed_by_label;
    bool schema_from_crds;
};

/* Builds the kustomization of @loader's directory. The resources are ready to be written. */
HKR_MUST_CHECK enum hkr_status hk_build_run(struct hk_env *env, struct hk_loader *loader,
                                            const struct hk_build_options *options,
                                            struct hk_resset **ret_set);

/* Between two documents of the output. */
#define HK_SEPARATOR HK_S("---\n")

/* Writes the documents, joined by separators; none may be larger than 4 GiB. *ret_starts, in the
 * arena, has where each begins, and last where a further one would. */
HKR_MUST_CHECK enum hkr_status hk_build_write(struct hk_env *env, const struct hk_resset *set,
                                              struct hk_buf *buf, size_t **ret_starts);

#endif
