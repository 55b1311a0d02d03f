/* SPDX-License-Identifier: Apache-2.0 */
/* src/generate/shellwords.h -- a line cut into words as a shell would, and nothing expanded.
 *
 * Quotes, backslashes and comments as kustomize's argsOneLiner has them; empty words vanish.
 * Layer: generate. */
#ifndef HK_GENERATE_SHELLWORDS_H
#define HK_GENERATE_SHELLWORDS_H

#include "../load/process.h"

/* Appends the words of @line. False when a quote is not closed. */
bool hk_shellwords(struct hk_arena *arena, struct hk_slice line, struct hk_words *words);

#endif
