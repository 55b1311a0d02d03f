/* SPDX-License-Identifier: Apache-2.0 */
#include "fieldpath.h"

struct hk_fieldpath
hk_fieldpath_parse(struct hk_env *env, struct hk_slice text)
{
    HK_VEC(struct hk_fieldpath_step) steps = {0};
    struct hk_slice rest = text;
    if (rest.len && rest.ptr[0] == '/')
        rest = hk_slice_from(rest, 1);
    char *key = hk_arena_alloc(env->arena, rest.len + 1);
    bool more = rest.len > 0;
    while (more) {
        size_t n = 0;
        size_t i = 0;
        for (; i < rest.len && rest.ptr[i] != '/'; i++) {
            if (rest.ptr[i] == '\\' && i + 1 < rest.len && rest.ptr[i + 1] == '/')
                i++;
            key[n++] = rest.ptr[i];
        }
        more = i < rest.len;
        rest = hk_slice_from(rest, i + 1);
        bool is_seq = hk_slice_ends(hk_slice(key, n), HK_S("[]"));
        hk_sym sym = hk_env_sym(env, hk_slice(key, is_seq ? n - 2 : n));
        hk_vec_push(env->arena, &steps, ((struct hk_fieldpath_step){sym, is_seq}));
    }
    return (struct hk_fieldpath){text, steps.items, steps.n};
}

struct walk {
    struct hk_env *env;
    const struct hk_fieldpath *path;
    const struct hk_fieldpath_update *update;
    struct hk_slice subject;
};

static enum hkr_status walk_node(struct walk *walk, uint32_t step, uint32_t depth,
                                 struct hk_node **slot);

static enum hkr_status
walk_items(struct walk *walk, uint32_t step, uint32_t depth, struct hk_node **slot)
{
    for (uint32_t i = 0; i < (*slot)->n; i++) {
        struct hk_node *item = (*slot)->items[i];
        enum hkr_status status = walk_node(walk, step, depth + 1, &item);
        if (status != HKR_OK)
            return status;
        *slot = hk_edit_set_item(walk->env, *slot, i, item);
    }
    return HKR_OK;
}

/* The kind that a missing or null field at @step becomes; -1 for "leave it". */
static int
made_kind(const struct walk *walk, uint32_t step)
{
    if (walk->path->steps[step].is_seq)
        return HK_SEQ; /* of a null only: a missing one stays missing */
    if (!walk->update->create)
        return -1;
    return step + 1 == walk->path->n_steps ? (int)walk->update->create_kind : HK_MAP;
}

static struct hk_node *
make_node(struct hk_env *env, int kind)
{
    if (kind == HK_MAP)
        return hk_node_map(env, HK_NOWHERE);
    if (kind == HK_SEQ)
        return hk_node_seq(env, HK_NOWHERE);
    return hk_node_untagged(env, HK_S(""), HK_NOWHERE);
}

static enum hkr_status
walk_field(struct walk *walk, uint32_t step, uint32_t depth, struct hk_node **slot)
{
    const struct hk_fieldpath_step *here = &walk->path->steps[step];
    if (here->key == HK_SYM_EMPTY) {
        (void)hk_diag_report(walk->env->diags, HK_D_FIELD_PATH, hk_node_place(*slot),
                             "field path '%" PRSLICE "' has an empty step",
                             ARGSLICE(walk->path->text));
        hk_diag_mend(walk->env->diags, "write one slash between two steps, and none at the end; a "
                                       "slash within a key is `\\/`");
        return HKR_E_INPUT;
    }
    struct hk_pair *pair = hk_map_find(*slot, here->key);
    int kind = made_kind(walk, step);
    if (!pair && (kind < 0 || here->is_seq))
        return HKR_OK;
    struct hk_node *value = pair ? pair->value : NULL;
    if (!value || (kind >= 0 && hk_node_is_null(value)))
        value = make_node(walk->env, kind);
    enum hkr_status status = walk_node(walk, step + 1, depth + 1, &value);
    if (status == HKR_OK)
        *slot = pair ? hk_edit_set_at(walk->env, *slot, (uint32_t)(pair - (*slot)->pairs), value)
                     : hk_edit_append_pair(walk->env, *slot, hk_edit_pair(here->key, value));
    return status;
}

static enum hkr_status
walk_node(struct walk *walk, uint32_t step, uint32_t depth, struct hk_node **slot)
{
    if (depth > walk->env->limits->depth)
        hk_heap_throw(hk_arena_heap(walk->env->arena), HKR_E_LIMIT);
    if (step == walk->path->n_steps)
        return walk->update->apply(walk->env, walk->update->user, slot);
    if ((*slot)->kind == HK_SEQ)
        return walk_items(walk, step, depth, slot);
    if ((*slot)->kind == HK_MAP)
        return walk_field(walk, step, depth, slot);
    if (hk_node_is_null(*slot))
        return HKR_OK;
    enum hkr_status status =
        hk_diag_report(walk->env->diags, HK_D_FIELD_KIND, hk_node_place(*slot),
                       "field path '%" PRSLICE "' expects a map or a list here, not a scalar",
                       ARGSLICE(walk->path->text));
    hk_diag_mend(walk->env->diags, "correct the object, or the field path if it is yours");
    if (walk->subject.len)
        hk_diag_subject(walk->env->diags, "%" PRSLICE, ARGSLICE(walk->subject));
    return status;
}

enum hkr_status
hk_fieldpath_update(struct hk_env *env, const struct hk_fieldpath *path,
                    const struct hk_fieldpath_update *update, struct hk_slice subject,
                    struct hk_node **slot)
{
    struct walk walk = {env, path, update, subject};
    return walk_node(&walk, 0, 0, slot);
}
