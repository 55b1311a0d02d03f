/* SPDX-License-Identifier: Apache-2.0 */
/* src/refactor/textedit.h -- a YAML text that follows a change of its tree.
 *
 * The change itself is made on the tree, by yaml/edit.h. Nodes keep their places there, so the
 * two trees tell what became of each part: kept, changed, removed, or new. Only those parts of the
 * text are touched. All else stays byte for byte: comments, blank lines, order, indentation,
 * quotes, line ends. A part that goes takes the comment lines right above it and the one behind it
 * along; a part that comes looks like its neighbours.
 *
 * The new text is read again and compared with the tree that was meant; when they differ, it is
 * refused. Must never write a file. Layer: refactor. */
#ifndef HK_REFACTOR_TEXTEDIT_H
#define HK_REFACTOR_TEXTEDIT_H

#include "../yaml/node.h"

/* @text is source @file, @before the tree that hk_read_config() made of it (NULL: empty), @after
 * what it is to be: made of @before by yaml/edit.h, with new nodes of file 0. New scalars with the
 * tag STR are written so that they are read as texts; others are written plain. */
HKR_MUST_CHECK enum hkr_status hk_textedit(struct hk_env *env, hk_file_id file,
                                           struct hk_slice text, struct hk_node *before,
                                           struct hk_node *after, struct hk_slice *ret_text);

#endif
