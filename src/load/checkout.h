/* SPDX-License-Identifier: Apache-2.0 */
/* src/load/checkout.h -- remote references of a loader, served from local directories.
 *
 * A directory that a rule of the map names is a fence of its own: nothing that is reached through
 * it may lie outside (reference: remote forms). Layer: load. */
#ifndef HK_LOAD_CHECKOUT_H
#define HK_LOAD_CHECKOUT_H

#include "load.h"
#include "remote.h"

/* A repository that is being built. */
struct hk_checkout {
    struct hk_remote remote; /* the reference that led here */
    struct hk_slice root;    /* canonical: what stands for the clone */
};

/* Opens the directory that repository reference @remote at @at names. */
HKR_MUST_CHECK enum hkr_status hk_checkout_open(const struct hk_loader *loader,
                                                const struct hk_remote *remote, struct hk_place at,
                                                const struct hk_checkout **ret_checkout,
                                                struct hk_slice *ret_dir);
/* The path that stands for file URL @entry, and the directory that it must not leave. */
HKR_MUST_CHECK enum hkr_status hk_checkout_find_file(const struct hk_loader *loader,
                                                     struct hk_slice entry, struct hk_place at,
                                                     struct hk_slice *ret_path,
                                                     struct hk_slice *ret_fence);

/* Reports that nothing stands for @remote, and the line that would change that. */
enum hkr_status hk_checkout_unmapped(const struct hk_loader *loader, const struct hk_remote *remote,
                                     struct hk_place at);

#endif
