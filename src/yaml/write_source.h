/* SPDX-License-Identifier: Apache-2.0 */
/* src/yaml/write_source.h -- trees to text as go-yaml v3 writes them: as they were read.
 *
 * Order, quotes, flow and block forms and tags stay as they are, where the text allows it; lines
 * are not folded. Not what output looks like (write.h): kustomize uses it for the text in a scalar
 * and for the texts that list matchers see. Layer: yaml. */
#ifndef HK_YAML_WRITE_SOURCE_H
#define HK_YAML_WRITE_SOURCE_H

#include "../base/buf.h"
#include "node.h"

/* Appends @root, ending in a newline. */
void hk_write_source(struct hk_env *env, const struct hk_node *root, struct hk_buf *buf);

#endif
