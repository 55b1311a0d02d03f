/* SPDX-License-Identifier: Apache-2.0 */
/* src/subst/plain.h -- what a text is that comes to stand in the place of a plain scalar.
 *
 * Flux writes an object, substitutes in the text and reads it again, by the rules of YAML 1.1. This
 * gives the same value without the way through text, and tells when the text would turn out to be
 * more than one value: a map, an alias, a comment. Layer: subst. */
#ifndef HK_SUBST_PLAIN_H
#define HK_SUBST_PLAIN_H

#include "../yaml/node.h"

/* The scalar that @text is, made at @at. NULL: it would change the structure around it. */
struct hk_node *hk_plain_read(struct hk_env *env, struct hk_slice text, struct hk_place at);

#endif
