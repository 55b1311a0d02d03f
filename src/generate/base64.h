/* SPDX-License-Identifier: Apache-2.0 */
/* src/generate/base64.h -- bytes as kustomize puts them into Secrets. Layer: generate. */
#ifndef HK_GENERATE_BASE64_H
#define HK_GENERATE_BASE64_H

#include "../base/arena.h"

/* Standard alphabet with padding. From 70 characters on the text is broken into lines of 70,
 * each ended by a newline, the last one too. */
struct hk_slice hk_base64_lines(struct hk_arena *arena, struct hk_slice bytes);

#endif
