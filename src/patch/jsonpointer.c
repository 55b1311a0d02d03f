/* SPDX-License-Identifier: Apache-2.0 */
#include "jsonpointer.h"

/* ~1 is a slash and ~0 a tilde; a tilde before anything else stands for itself. */
static struct hk_slice
unescape(struct hk_arena *arena, struct hk_slice step)
{
    if (hk_slice_find(step, '~') == SIZE_MAX)
        return step;
    char *out = hk_arena_alloc(arena, step.len);
    size_t n = 0;
    for (size_t i = 0; i < step.len; i++) {
        char next = i + 1 < step.len ? step.ptr[i + 1] : 0;
        bool escaped = step.ptr[i] == '~' && (next == '0' || next == '1');
        out[n++] = (char)(!escaped ? step.ptr[i] : next == '0' ? '~' : '/');
        i += escaped ? 1 : 0;
    }
    return hk_slice(out, n);
}

struct hk_jsonpointer
hk_jsonpointer_parse(struct hk_env *env, struct hk_arena *arena, struct hk_slice text)
{
    struct hk_jsonpointer pointer = {.text = text};
    size_t slash = hk_slice_find(text, '/');
    uint32_t n = 0;
    for (size_t i = 0; i < text.len; i++)
        n += text.ptr[i] == '/';
    pointer.steps = HK_NEW_ARRAY(arena, n, struct hk_slice);
    pointer.keys = HK_NEW_ARRAY(arena, n, hk_sym);
    while (slash != SIZE_MAX) {
        text = hk_slice_from(text, slash + 1);
        slash = hk_slice_find(text, '/');
        struct hk_slice step = unescape(arena, hk_slice_head(text, slash));
        pointer.keys[pointer.n] = hk_env_sym(env, step);
        pointer.steps[pointer.n++] = step;
    }
    return pointer;
}

/* Digits with an optional sign; *ret_value stops growing far beyond any index. */
static bool
parse_number(struct hk_slice step, int64_t *ret_value)
{
    bool negative = step.len && step.ptr[0] == '-';
    if (step.len && (step.ptr[0] == '-' || step.ptr[0] == '+'))
        step = hk_slice_from(step, 1);
    int64_t value = 0;
    for (size_t i = 0; i < step.len; i++) {
        if (step.ptr[i] < '0' || step.ptr[i] > '9')
            return false;
        if (value < INT64_MAX / 20)
            value = value * 10 + (step.ptr[i] - '0');
    }
    *ret_value = negative ? -value : value;
    return step.len > 0;
}

bool
hk_jsonpointer_is_number(struct hk_slice step)
{
    int64_t value;
    return parse_number(step, &value);
}

bool
hk_jsonpointer_index(struct hk_slice step, uint32_t n, uint32_t *ret_index)
{
    int64_t value;
    if (!parse_number(step, &value))
        return false;
    if (value < 0)
        value += n;
    if (value < 0 || value >= n)
        return false;
    *ret_index = (uint32_t)value;
    return true;
}

/* Where the child @i of @pointer's steps hangs in @node, or NULL. */
static struct hk_node **
child_slot(const struct hk_jsonpointer *pointer, uint32_t i, struct hk_node *node)
{
    uint32_t index;
    if (node->kind == HK_MAP) {
        struct hk_pair *pair = hk_map_find(node, pointer->keys[i]);
        return pair ? &pair->value : NULL;
    }
    if (node->kind == HK_SEQ && hk_jsonpointer_index(pointer->steps[i], node->n, &index))
        return &node->items[index];
    return NULL;
}

struct hk_jsonpointer_end
hk_jsonpointer_walk(struct hk_env *env, const struct hk_jsonpointer *pointer, bool own,
                    struct hk_node **root)
{
    struct hk_jsonpointer_end end = {NULL, *root, 0};
    struct hk_node **slot = root;
    if (pointer->n == 0)
        return end;
    for (uint32_t i = 0;; i++) {
        if (own)
            *slot = hk_edit_own(env, *slot);
        end.last = *slot;
        end.n_met = i;
        if (i + 1 == pointer->n) {
            end.container = (*slot)->kind == HK_SCALAR ? NULL : *slot;
            return end;
        }
        slot = child_slot(pointer, i, *slot);
        if (!slot)
            return end;
    }
}
