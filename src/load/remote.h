/* SPDX-License-Identifier: Apache-2.0 */
/* src/load/remote.h -- which entries of a kustomization name something on the network.
 *
 * Recognition only, from the text alone, exactly as kustomize does it (reference: remote forms);
 * nothing is ever fetched. Layer: load. */
#ifndef HK_LOAD_REMOTE_H
#define HK_LOAD_REMOTE_H

#include "../base/arena.h"

/* A file that kustomize would fetch with HTTP. */
bool hk_remote_is_url(struct hk_slice entry);
/* A git repository that kustomize would clone. */
bool hk_remote_is_repository(struct hk_slice entry);

#endif
