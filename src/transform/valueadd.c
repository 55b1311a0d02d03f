/* SPDX-License-Identifier: Apache-2.0 */
/* ValueAddTransformer: one value, by default the name of the directory, in fields of many objects.
 * Its paths are not those of field specs: every step is made when it is missing, and an item of a
 * list is named by [key=value] or its number. */
#include "steps.h"

#include "../patch/selector.h"

#include <stdlib.h>

struct step {
    struct hk_slice text;
    struct hk_slice key; /* of [key=value]; empty there: the item itself is the value */
    struct hk_slice value;
    bool is_match;
    bool is_broken; /* a match without "=" */
};

struct path {
    const struct hk_value_target *target;
    HK_VEC(struct step) steps;
};

struct value_add {
    struct hk_env *env;
    const struct hk_str *value;
    const struct path *path;
};

static struct step
make_step(struct hk_slice text)
{
    struct step step = {.text = text};
    if (text.len < 2 || text.ptr[0] != '[' || text.ptr[text.len - 1] != ']')
        return step;
    struct hk_slice inner = hk_slice(text.ptr + 1, text.len - 2);
    size_t equals = hk_slice_find(inner, '=');
    step.is_match = true;
    step.is_broken = equals == SIZE_MAX;
    if (step.is_broken)
        return step;
    step.key = hk_slice(inner.ptr, equals);
    step.value = hk_slice_from(inner, equals + 1);
    return step;
}

/* Empty steps mean nothing; a backslash before a slash keeps it. */
static struct path
split(struct hk_env *env, const struct hk_value_target *target)
{
    struct hk_slice text = target->path.text;
    struct path path = {.target = target};
    char *bytes = hk_arena_alloc(env->arena, text.len + 1);
    size_t n = 0;
    for (size_t i = 0; i <= text.len; i++) {
        if (i < text.len && text.ptr[i] == '\\' && i + 1 < text.len && text.ptr[i + 1] == '/') {
            bytes[n++] = text.ptr[++i];
        } else if (i < text.len && text.ptr[i] != '/') {
            bytes[n++] = text.ptr[i];
        } else {
            if (n)
                hk_vec_push(env->arena, &path.steps, make_step(hk_slice(bytes, n)));
            bytes += n;
            n = 0;
        }
    }
    return path;
}

static struct hk_place
place(const struct value_add *add)
{
    return add->path->target->path.at;
}

static enum hkr_status
fault(const struct value_add *add, const struct hk_node *node, const char *what)
{
    enum hkr_status status = hk_diag_report(add->env->diags, HK_D_VALUE_ADD_PATH, place(add),
                                            "the path '%" PRSLICE "' cannot be followed: %s",
                                            ARGSLICE(add->path->target->path.text), what);
    hk_diag_related(add->env->diags, hk_node_place(node), "it came to this");
    hk_diag_mend(add->env->diags, "name fields of maps, and items of lists as [key=value]");
    return status;
}

/* ---- The value -------------------------------------------------------------------------- */

/* @old as a file path with @part put in before its @position-th part (from 1), in Go's terms: an
 * absolute one stays that, and too far means the end. */
static struct hk_slice
insert_part(struct hk_env *env, struct hk_slice old, int64_t position, struct hk_slice part)
{
    struct hk_slice text = {"", 0};
    int64_t n = 0;
    bool done = false;
    bool absolute = old.len && old.ptr[0] == '/';
    while (old.len || !done) {
        size_t slash = hk_slice_find(old, '/');
        struct hk_slice head = slash == SIZE_MAX ? old : hk_slice(old.ptr, slash);
        bool mine = !done && (n == position - 1 || !old.len);
        if (!mine)
            old = slash == SIZE_MAX ? hk_slice("", 0) : hk_slice_from(old, slash + 1);
        struct hk_slice next = mine ? part : head;
        done |= mine;
        if (!next.len)
            continue;
        n++;
        if (text.len)
            text = hk_arena_concat(env->arena, text, HK_S("/"));
        text = hk_arena_concat(env->arena, text, next);
    }
    return absolute ? hk_arena_concat(env->arena, HK_S("/"), text) : text;
}

static enum hkr_status
set_value(const struct value_add *add, struct hk_node **slot)
{
    if ((*slot)->kind != HK_SCALAR)
        return fault(add, *slot, "there is no single value at its end");
    int64_t position = add->path->target->position;
    struct hk_slice text = add->value->text;
    if (position > 0)
        text = insert_part(add->env, hk_node_text(*slot), position, text);
    *slot = hk_edit_text(add->env, *slot, text, HK_TAG_NONE, add->value->at);
    return HKR_OK;
}

/* ---- The walk --------------------------------------------------------------------------- */

static bool
number_of(struct hk_slice text, uint32_t *ret_number)
{
    uint32_t number = 0;
    if (!text.len || text.len > 9)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        number = number * 10 + (uint32_t)(text.ptr[i] - '0');
    }
    *ret_number = number;
    return true;
}

/* What a missing field becomes before step @i goes on from there. */
static struct hk_node *
make_node(const struct value_add *add, uint32_t i)
{
    uint32_t number;
    if (i == add->path->steps.n)
        return hk_node_untagged(add->env, HK_S(""), place(add));
    const struct step *step = &add->path->steps.items[i];
    bool is_list = step->is_match || number_of(step->text, &number); /* not for "-" */
    return is_list ? hk_node_seq(add->env, place(add)) : hk_node_map(add->env, place(add));
}

static struct hk_node *
make_item(const struct value_add *add, const struct step *step)
{
    struct hk_env *env = add->env;
    struct hk_node *value = hk_node_untagged(env, step->value, place(add));
    if (!step->key.len)
        return value;
    return hk_edit_set(env, hk_node_map(env, place(add)), hk_env_sym(env, step->key), value);
}

/* The item that @step means; *ret_i is the length of the list, or more, when it is not there. */
static enum hkr_status
find_item(const struct value_add *add, const struct hk_node *list, const struct step *step,
          uint32_t *ret_i)
{
    hk_sym key = hk_env_sym(add->env, step->key);
    if (list->kind != HK_SEQ)
        return fault(add, list, "there is no list for an item");
    if (!step->is_match) {
        uint32_t number = list->n ? list->n - 1 : 0;
        (void)number_of(step->text, &number);
        *ret_i = number;
        return HKR_OK;
    }
    if (step->is_broken)
        return fault(add, list, "an item is named without a value");
    for (*ret_i = 0; *ret_i < list->n; ++*ret_i) {
        const struct hk_node *item = list->items[*ret_i];
        const struct hk_node *found = step->key.len ? hk_map_get(item, key) : item;
        if (found && found->kind == HK_SCALAR && hk_slice_eq(hk_node_text(found), step->value))
            break;
    }
    return HKR_OK;
}

/* Follows the path from step @i on; as deep as the path is long. */
static enum hkr_status
follow(const struct value_add *add, uint32_t i, struct hk_node **slot)
{
    struct hk_env *env = add->env;
    uint32_t at = 0;
    if (i == add->path->steps.n)
        return set_value(add, slot);
    if (i > env->limits->depth)
        hk_heap_throw(hk_arena_heap(env->arena), HKR_E_LIMIT);
    const struct step *step = &add->path->steps.items[i];
    if (step->is_match || hk_slice_eq(step->text, HK_S("-")) || number_of(step->text, &at)) {
        enum hkr_status status = find_item(add, *slot, step, &at);
        if (status != HKR_OK)
            return status;
        if (at >= (*slot)->n && !step->is_match)
            return HKR_OK; /* kustomize lets it pass, with the list that it made on the way */
        if (at == (*slot)->n)
            *slot = hk_edit_append(env, *slot, make_item(add, step));
        struct hk_node *item = (*slot)->items[at];
        status = follow(add, i + 1, &item);
        *slot = status == HKR_OK ? hk_edit_set_item(env, *slot, at, item) : *slot;
        return status;
    }
    if ((*slot)->kind != HK_MAP)
        return fault(add, *slot, "there is no map for a field");
    hk_sym key = hk_env_sym(env, step->text);
    struct hk_node *value = hk_map_get(*slot, key);
    if (hk_node_is_null(value))
        value = make_node(add, i + 1);
    enum hkr_status status = follow(add, i + 1, &value);
    *slot = status == HKR_OK ? hk_edit_set(env, *slot, key, value) : *slot;
    return status;
}

static enum hkr_status
add_to(struct hk_transform_run *run, const struct path *path, struct hk_resource *res)
{
    const struct hk_str *text = &run->plugin->value_add.value;
    struct value_add add = {run->env, text, path};
    uint32_t n_diags = run->env->diags->list.n;
    if (hk_slice_eq(path->target->path.text, HK_S("metadata/namespace"))) {
        struct hk_transform_value value = {.text = text->text, .tag = HK_TAG_STR, .at = text->at};
        return hk_transform_namespace_of(run, res, &value);
    }
    enum hkr_status status = follow(&add, 0, &res->root);
    if (status != HKR_OK && run->env->diags->list.n > n_diags)
        hk_resource_blame(run->env, res);
    hk_resource_refresh(run->env, res);
    return status;
}

static enum hkr_status
run_target(struct hk_transform_run *run, const struct hk_value_target *target)
{
    struct path path = split(run->env, target);
    const struct hk_selector *selector = NULL;
    enum hkr_status status = HKR_OK;
    if (target->has_selector)
        status = hk_selector_compile(run->env, &target->selector, &selector);
    bool *chosen = HK_NEW_ARRAY(run->env->arena, run->set->list.n, bool);
    for (uint32_t i = 0; status == HKR_OK && i < run->set->list.n; i++) {
        chosen[i] = run->set->list.items[i]->root && !selector;
        if (run->set->list.items[i]->root && selector)
            status = hk_selector_matches(run->env, selector, run->set->list.items[i], &chosen[i]);
    }
    for (uint32_t i = 0; status == HKR_OK && i < run->set->list.n; i++)
        if (chosen[i])
            status = add_to(run, &path, run->set->list.items[i]);
    return status;
}

enum hkr_status
hk_transform_value_add(struct hk_transform_run *run)
{
    const struct hk_value_add *add = &run->plugin->value_add;
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < add->targets.n; i++)
        status = run_target(run, &add->targets.items[i]);
    hk_resset_reindex(run->set);
    return status;
}
