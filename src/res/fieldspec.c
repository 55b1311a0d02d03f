/* SPDX-License-Identifier: Apache-2.0 */
#include "fieldspec.h"

/* @items with room for one more behind its @n; the old array may be a built-in table. */
static void *
room(struct hk_env *env, const void *items, uint32_t n, uint32_t *cap, size_t size)
{
    if (n < *cap)
        return (void *)items;
    size_t next = n ? (size_t)n * 2 : 8;
    if (next > UINT32_MAX)
        hk_heap_throw(hk_arena_heap(env->arena), HKR_E_LIMIT);
    *cap = (uint32_t)next;
    return hk_arena_regrow(env->arena, items, n, next, size);
}

enum hkr_status
hk_fieldspec_update(struct hk_env *env, const struct hk_fieldspec *spec,
                    const struct hk_fieldpath_update *update, struct hk_node **slot)
{
    if (spec->path.n_steps)
        return hk_fieldpath_update(env, &spec->path, update, (struct hk_slice){0}, slot);
    (void)hk_diag_report(env->diags, HK_D_FIELD_PATH,
                         spec->at.file ? spec->at : hk_node_place(*slot),
                         "this field spec has no path");
    hk_diag_mend(env->diags, "add one, such as `path: metadata/name`");
    return HKR_E_INPUT;
}

void
hk_fieldspecs_add(struct hk_env *env, struct hk_fieldspecs *specs, struct hk_fieldspec spec)
{
    struct hk_fieldspec *items = room(env, specs->items, specs->n, &specs->cap, sizeof spec);
    items[specs->n++] = spec;
    specs->items = items;
}

void
hk_name_references_add(struct hk_env *env, struct hk_name_references *references,
                       struct hk_name_reference reference)
{
    struct hk_name_reference *items =
        room(env, references->items, references->n, &references->cap, sizeof reference);
    items[references->n++] = reference;
    references->items = items;
}
