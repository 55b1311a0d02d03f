/* SPDX-License-Identifier: Apache-2.0 */
/* What helm says when it fails is shown, and may quote values. */
#include "helm_values.h"

#include <strings.h>

#define SHORTEST ((size_t)4) /* shorter secrets are words by chance */
#define MOST 4096            /* secrets that are looked for */

static const char *const secret_words[] = {"pass", "secret", "token", "key",
                                           "cred", "auth",   "cert",  "private"};

struct mask {
    struct hk_env *env;
    HK_VEC(struct hk_slice) secrets;
};

/* Whether a value of this name is one that should not be seen. */
static bool
names_secret(struct hk_slice name)
{
    for (size_t i = 0; i < HK_COUNT(secret_words); i++) {
        size_t len = strlen(secret_words[i]);
        for (size_t at = 0; at + len <= name.len; at++)
            if (strncasecmp(name.ptr + at, secret_words[i], len) == 0)
                return true;
    }
    return false;
}

/* Each line is one: messages are shown line by line. */
static void
add_lines(struct mask *mask, struct hk_slice text)
{
    while (text.len && mask->secrets.n < MOST) {
        size_t end = hk_slice_find(text, '\n');
        struct hk_slice line = hk_slice_trim(hk_slice_head(text, end));
        if (line.len >= SHORTEST)
            hk_vec_push(mask->env->scratch, &mask->secrets, line);
        text = hk_slice_from(text, end == SIZE_MAX ? text.len : end + 1);
    }
}

/* As deep as the values were read. */
static void
collect(struct mask *mask, const struct hk_node *node, bool is_secret)
{
    if (node->kind == HK_SCALAR && is_secret)
        add_lines(mask, hk_node_text(node));
    for (uint32_t i = 0; node->kind == HK_SEQ && i < node->n; i++)
        collect(mask, node->items[i], is_secret);
    for (uint32_t i = 0; node->kind == HK_MAP && i < node->n; i++) {
        struct hk_slice name = hk_env_text(mask->env, node->pairs[i].key);
        collect(mask, node->pairs[i].value, is_secret || names_secret(name));
    }
}

static void
hide(bool *hidden, struct hk_slice text, struct hk_slice secret)
{
    for (size_t at = 0; at < text.len;) {
        const char *hit = memmem(text.ptr + at, text.len - at, secret.ptr, secret.len);
        if (!hit)
            return;
        at = (size_t)(hit - text.ptr);
        memset(hidden + at, true, secret.len * sizeof *hidden);
        at += secret.len;
    }
}

static struct hk_slice
without_hidden(struct hk_arena *arena, struct hk_slice text, const bool *hidden)
{
    char *shown = hk_arena_alloc(arena, text.len * 3 + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++)
        if (!hidden[i])
            shown[n++] = text.ptr[i];
        else if (i == 0 || !hidden[i - 1])
            for (unsigned k = 0; k < 3; k++)
                shown[n++] = '*';
    return hk_slice(shown, n);
}

struct hk_slice
hk_helm_masked(struct hk_env *env, const struct hk_slice *values, size_t n_values,
               struct hk_slice text)
{
    struct mask mask = {.env = env};
    uint32_t n_diags = env->diags->list.n;
    struct hk_mark mark = hk_arena_mark(env->scratch);
    for (size_t i = 0; i < n_values; i++) {
        struct hk_node *root = NULL;
        if (hk_read_values(env, 0, values[i], &root) == HKR_OK && root)
            collect(&mask, root, false);
    }
    hk_diag_rewind(env->diags, n_diags);
    bool *hidden = HK_NEW_ARRAY(env->scratch, text.len, bool);
    for (uint32_t i = 0; i < mask.secrets.n; i++)
        hide(hidden, text, mask.secrets.items[i]);
    text = without_hidden(env->arena, text, hidden);
    hk_arena_rewind(env->scratch, mark);
    return text;
}
