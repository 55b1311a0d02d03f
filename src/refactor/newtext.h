/* SPDX-License-Identifier: Apache-2.0 */
/* src/refactor/newtext.h -- new nodes as text that looks like the file they go into.
 *
 * Lines end with "\n" here; the caller makes them those of its file. Layer: refactor. */
#ifndef HK_REFACTOR_NEWTEXT_H
#define HK_REFACTOR_NEWTEXT_H

#include "../base/buf.h"
#include "../yaml/node.h"

/* How the author of a file writes. */
struct hk_habits {
    uint32_t map_indent; /* of a map below its key */
    uint32_t seq_indent; /* of the dashes below their key: 0 or more */
    bool json;           /* all in braces, all texts in double quotes */
};

struct hk_newtext {
    struct hk_env *env;
    struct hk_buf buf;
    const struct hk_habits *habits;
    bool no_blocks; /* what follows could be taken for lines of a block: texts of several lines
                     * are quoted */
};

/* Appends a scalar. @wish is the style that it would best have; it gets another where that cannot
 * carry the text. @indent is that of the map or list around it; UINT32_MAX: all on one line. */
void hk_newtext_scalar(struct hk_newtext *out, const struct hk_node *scalar, enum hk_style wish,
                       uint32_t indent, bool flow);
/* Appends @node on one line; collections in flow form when @flow, else they must be empty. */
void hk_newtext_inline(struct hk_newtext *out, const struct hk_node *node, enum hk_style wish,
                       bool flow);
/* Appends "key: value" in flow form. */
void hk_newtext_flow_pair(struct hk_newtext *out, const struct hk_pair *pair, enum hk_style wish);
/* Appends the pairs of a map, or the items of a list, as lines in column @indent; the indentation
 * of the first line is left out, and so is the end of the last. */
void hk_newtext_block(struct hk_newtext *out, const struct hk_node *node, uint32_t indent);
/* One pair or item of those. @gap: spaces behind the dash. */
void hk_newtext_pair(struct hk_newtext *out, const struct hk_pair *pair, enum hk_style wish,
                     uint32_t indent);
void hk_newtext_item(struct hk_newtext *out, const struct hk_node *node, enum hk_style wish,
                     uint32_t indent, uint32_t gap);
/* Where the lines of a collection begin that is the value of a key in column @indent. */
uint32_t hk_newtext_below(const struct hk_habits *habits, const struct hk_node *node,
                          uint32_t indent);

/* Whether @node is a map or list with something in it. */
static inline bool
hk_newtext_is_tall(const struct hk_node *node)
{
    return node->kind != HK_SCALAR && node->n > 0;
}

#endif
