/* SPDX-License-Identifier: Apache-2.0 */
/* src/refactor/rewrite.h -- other texts for some scalars of a file. Layer: refactor. */
#ifndef HK_REFACTOR_REWRITE_H
#define HK_REFACTOR_REWRITE_H

#include "../base/vec.h"
#include "../yaml/node.h"

struct hk_rewrites {
    HK_VEC(struct hk_rewrite {
        uint32_t offset; /* where the scalar stands in its file */
        struct hk_slice text;
    })
    list;
};

/* The text of source @file, of which hk_read_config() made @root, with @rewrites carried out and
 * all else as it was. */
HKR_MUST_CHECK enum hkr_status hk_rewrite(struct hk_env *env, hk_file_id file,
                                          const struct hk_node *root,
                                          const struct hk_rewrites *rewrites,
                                          struct hk_slice *ret_text);

#endif
