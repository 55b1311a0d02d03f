/* SPDX-License-Identifier: Apache-2.0 */
/* src/api/fork.h -- a context for another thread.
 *
 * A fork begins with all that its original knows: names, sources, files that were read and what
 * was parsed of them. These are shared and never change; what comes new stays with the fork. So
 * neither takes a lock, and the original must rest while it has forks. The disk is opened anew; any
 * other file system is called by one fork at a time. Layer: api. */
#ifndef HK_API_FORK_H
#define HK_API_FORK_H

#include "ctx.h"

#include <pthread.h>

/* What the forks of one context have in common. */
struct hk_fork {
    const struct hkr_ctx *original;
    pthread_mutex_t *fs_mutex; /* of the file systems that are not the disk */
};

/* The files of a further file system. */
struct hk_ctx_files {
    struct hk_ctx_files *next;
    struct hkr_fs *fs; /* as the caller names it */
    struct hk_files *files;
};

/* Fills @ctx, in the caller's memory. HKR_OK or HKR_E_NOMEM, with nothing to be ended. */
HKR_MUST_CHECK enum hkr_status hk_fork_init(struct hkr_ctx *ctx, const struct hk_fork *fork);
void hk_fork_fini(struct hkr_ctx *ctx);

/* How @ctx, a fork or not, gets at the files of @fs. May unwind. */
struct hkr_fs *hk_fork_fs(struct hkr_ctx *ctx, struct hkr_fs *fs);
/* What the caller names when he means the file system of the context; NULL: this is no fork. */
const struct hkr_fs *hk_fork_original(const struct hkr_ctx *ctx);

#endif
