/* SPDX-License-Identifier: Apache-2.0 */
/* src/render/var_text.h -- $(NAME) within texts.
 *
 * "$$" stands for "$"; what is not closed or not known stays. A text that is nothing but one var
 * becomes the value itself, with its type. Layer: render, for vars.c alone. */
#ifndef HK_RENDER_VAR_TEXT_H
#define HK_RENDER_VAR_TEXT_H

#include "../base/buf.h"
#include "../yaml/node.h"

struct hk_var_value {
    enum hk_tag tag;        /* STR, INT, FLOAT or BOOL; NONE: a map or list, never put in */
    struct hk_slice text;   /* as it stands alone */
    struct hk_slice within; /* as it stands within a text */
    bool used;
    bool is_secret;         /* it is the content of a Secret */
    struct hk_slice origin; /* for whoever traces: where it comes from */
};

/* The value of the var @name, or NULL. */
typedef struct hk_var_value *(*hk_var_find_fn)(void *user, struct hk_slice name);

/* Returns what becomes of @text: *ret_whole is not NULL when it is one var alone, else *ret_text
 * is the new text, which is @text itself (same pointer) when nothing changed. */
void hk_var_expand(struct hk_env *env, struct hk_slice text, hk_var_find_fn find, void *user,
                   const struct hk_var_value **ret_whole, struct hk_slice *ret_text);

#endif
