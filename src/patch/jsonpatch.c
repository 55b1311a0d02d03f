/* SPDX-License-Identifier: Apache-2.0 */
#include "jsonpatch.h"

#include "../base/index.h"
#include "../base/vec.h"
#include "../yaml/json.h"
#include "jsonpointer.h"

/* As in kustomize (evanphx/json-patch 4.13), other than RFC 6902 says:
 *   - `replace` of a map's missing key adds it;
 *   - a missing `value` is null, and `test` for null is fine with a missing key;
 *   - list indexes may be negative, signed or padded with zeros; `add` at -1 appends;
 *   - what stands before the first slash of a path is ignored;
 *   - `copy` of a missing key gives null. */
enum op_kind { OP_ADD, OP_REMOVE, OP_REPLACE, OP_MOVE, OP_COPY, OP_TEST, OP_COUNT_ };

static const char *const op_names[OP_COUNT_] = {
    [OP_ADD] = "add",   [OP_REMOVE] = "remove", [OP_REPLACE] = "replace",
    [OP_MOVE] = "move", [OP_COPY] = "copy",     [OP_TEST] = "test",
};

/* A member that must be a string. */
struct text_member {
    bool is_there; /* and a string */
    struct hk_slice text;
    struct hk_place at; /* its value, else the whole operation */
};

struct operation {
    enum op_kind kind; /* OP_COUNT_: not known */
    struct hk_place at;
    struct text_member op;
    struct text_member path;
    struct text_member from;
    struct hk_jsonpointer path_pointer;
    struct hk_jsonpointer from_pointer;
    struct hk_node *value; /* NULL: missing or null */
};

/* Operations are looked at one by one when the patch is applied; there may be many. */
struct hk_jsonpatch {
    const struct hk_node *list; /* of maps and nulls, shared */
    bool touches_annotations;
};

/* One application of a patch. */
struct work {
    struct hk_env *env;
    const struct operation *op;
    struct hk_node *root;
    /* The large map that was asked last: its keys -> positions, of those below n_keys. */
    const struct hk_node *map;
    struct hk_index *keys;
    uint32_t n_keys;
};

/* Maps of more pairs than this are asked through an index. */
enum { FEW_PAIRS = 64 };

/* The pair with @key in @map: many operations on one large map must not walk it each time. */
static struct hk_pair *
find_pair(struct work *work, const struct hk_node *map, hk_sym key)
{
    if (map->n <= FEW_PAIRS)
        return hk_map_find(map, key);
    if (work->map != map || !work->keys) {
        work->map = map;
        work->keys = hk_index_new(work->env->arena, map->n);
        work->n_keys = 0;
    }
    for (; work->n_keys < map->n; work->n_keys++)
        hk_index_add(work->keys, map->pairs[work->n_keys].key, work->n_keys);
    uint32_t entry = hk_index_first(work->keys, key);
    return entry == HK_INDEX_END ? NULL : &map->pairs[hk_index_value(work->keys, entry)];
}

static struct text_member
text_member(struct hk_env *env, const struct hk_node *map, struct hk_slice name)
{
    struct text_member member = {.at = hk_node_place(map)};
    const struct hk_node *value = hk_map_get(map, hk_env_sym(env, name));
    if (!value)
        return member;
    member.at = hk_node_place(value);
    member.is_there = value->kind == HK_SCALAR && hk_node_is_string(value);
    if (member.is_there)
        member.text = hk_node_text(value);
    return member;
}

static struct operation
parse_operation(struct hk_env *env, struct hk_arena *arena, const struct hk_node *map)
{
    struct operation op = {.at = hk_node_place(map)};
    op.op = text_member(env, map, HK_S("op"));
    op.path = text_member(env, map, HK_S("path"));
    op.from = text_member(env, map, HK_S("from"));
    op.value = hk_map_get(map, hk_env_sym(env, HK_S("value")));
    if (op.value && op.value->kind == HK_SCALAR && hk_node_is_null(op.value))
        op.value = NULL;
    op.path_pointer = hk_jsonpointer_parse(env, arena, op.path.text);
    op.from_pointer = hk_jsonpointer_parse(env, arena, op.from.text);
    while (op.kind < OP_COUNT_ &&
           !(op.op.is_there && hk_slice_eq(op.op.text, hk_slice_cstr(op_names[op.kind]))))
        op.kind++;
    return op;
}

/* Whether the operation looks at or into metadata.annotations, or at metadata as a whole. */
static bool
is_near_annotations(const struct text_member *member, const struct hk_jsonpointer *pointer)
{
    if (!member->is_there || pointer->n == 0 || pointer->keys[0] != HK_SYM_metadata)
        return member->is_there && pointer->n == 0;
    return pointer->n == 1 || pointer->keys[1] == HK_SYM_annotations;
}

static bool
touches_annotations(struct hk_env *env, const struct hk_node *map)
{
    struct hk_mark mark = hk_arena_mark(env->scratch);
    struct operation op = parse_operation(env, env->scratch, map);
    bool touches = is_near_annotations(&op.path, &op.path_pointer) ||
                   is_near_annotations(&op.from, &op.from_pointer);
    hk_arena_rewind(env->scratch, mark);
    return touches;
}

static enum hkr_status
bad_shape(struct hk_env *env, const struct hk_node *node, const char *what)
{
    enum hkr_status status =
        hk_diag_report(env->diags, HK_D_JSON_PATCH_SHAPE, hk_node_place(node),
                       "a JSON patch is a list of operations; this is %s", what);
    hk_diag_mend(env->diags, "write each operation as a map with op, path and, for most, value");
    return status;
}

enum hkr_status
hk_jsonpatch_parse(struct hk_env *env, struct hk_node *list, const struct hk_jsonpatch **ret_patch)
{
    struct hk_jsonpatch *patch = HK_NEW(env->arena, struct hk_jsonpatch);
    enum hkr_status status = HKR_OK;
    if (list->kind != HK_SEQ)
        return bad_shape(env, list, list->kind == HK_MAP ? "a map" : "a scalar");
    status = hk_json_form(env, list, &list);
    if (status != HKR_OK)
        return status;
    hk_json_share(list); /* its values may go into many objects */
    for (uint32_t i = 0; i < list->n; i++) {
        const struct hk_node *item = list->items[i];
        if (item->kind != HK_MAP && !(item->kind == HK_SCALAR && hk_node_is_null(item)))
            return bad_shape(env, item, "no map");
        patch->touches_annotations = patch->touches_annotations || touches_annotations(env, item);
    }
    patch->list = list;
    *ret_patch = patch;
    return HKR_OK;
}

uint32_t
hk_jsonpatch_count(const struct hk_jsonpatch *patch)
{
    return patch->list->n;
}

bool
hk_jsonpatch_touches_annotations(const struct hk_jsonpatch *patch)
{
    return patch->touches_annotations;
}

static enum hkr_status
bad_operation(struct work *work, const struct text_member *member, const char *what)
{
    enum hkr_status status =
        hk_diag_report(work->env->diags, HK_D_JSON_PATCH_OP, member->at,
                       "this operation of a JSON patch has no %s that is a string", what);
    hk_diag_mend(work->env->diags, "add `%s`", what);
    return status;
}

static enum hkr_status
unknown_operation(struct work *work)
{
    static const struct hk_slice names[] = {HK_S_INIT("add"),     HK_S_INIT("remove"),
                                            HK_S_INIT("replace"), HK_S_INIT("move"),
                                            HK_S_INIT("copy"),    HK_S_INIT("test")};
    const struct operation *op = work->op;
    if (!op->op.is_there)
        return bad_operation(work, &op->op, "op");
    enum hkr_status status =
        hk_diag_report(work->env->diags, HK_D_JSON_PATCH_OP, op->op.at,
                       "'%" PRSLICE "' is no operation of a JSON patch", ARGSLICE(op->op.text));
    struct hk_slice nearest = hk_diag_nearest(op->op.text, names, HK_COUNT(names));
    if (nearest.len)
        hk_diag_mend(work->env->diags, "did you mean '%" PRSLICE "'?", ARGSLICE(nearest));
    else
        hk_diag_mend(work->env->diags, "use add, remove, replace, move, copy or test");
    return status;
}

/* The part of @pointer's text up to the first of its steps that was not met. */
static struct hk_slice
missing_part(const struct hk_jsonpointer *pointer, uint32_t n_met)
{
    size_t i = hk_slice_find(pointer->text, '/');
    for (uint32_t step = 0; i != SIZE_MAX && step <= n_met; step++) {
        size_t next = hk_slice_find(hk_slice_from(pointer->text, i + 1), '/');
        i = next == SIZE_MAX ? pointer->text.len : i + 1 + next;
    }
    return hk_slice_head(pointer->text, i);
}

/* Names the key of @map that @step was probably meant to be. */
static bool
suggest_key(struct hk_env *env, const struct hk_node *map, struct hk_slice step)
{
    HK_VEC(struct hk_slice) keys = {0};
    for (uint32_t i = 0; map->kind == HK_MAP && i < map->n; i++)
        hk_vec_push(env->scratch, &keys, hk_env_text(env, map->pairs[i].key));
    struct hk_slice nearest = {"", 0};
    if (step.len >= 3) /* any two short names are near each other */
        nearest = hk_diag_nearest(step, keys.items, keys.n);
    if (nearest.len)
        hk_diag_mend(env->diags, "did you mean '%" PRSLICE "'?", ARGSLICE(nearest));
    return nearest.len > 0;
}

static enum hkr_status
no_such_path(struct work *work, const struct text_member *member,
             const struct hk_jsonpointer *pointer, const struct hk_jsonpointer_end *end)
{
    struct hk_diags *diags = work->env->diags;
    if (pointer->n == 0) {
        enum hkr_status status =
            hk_diag_report(diags, HK_D_JSON_PATCH_PATH, member->at,
                           "'%" PRSLICE "' names no place in the object", ARGSLICE(pointer->text));
        hk_diag_mend(diags, "begin the path with '/'");
        return status;
    }
    struct hk_slice missing = missing_part(pointer, end->n_met);
    enum hkr_status status = hk_diag_report(
        diags, HK_D_JSON_PATCH_PATH, member->at,
        "the object has no '%" PRSLICE "' that this operation could go into", ARGSLICE(missing));
    hk_diag_related(diags, hk_node_place(end->last), "the path leads up to here");
    if (!suggest_key(work->env, end->last, pointer->steps[end->n_met]))
        hk_diag_mend(diags,
                     "check the path, or add what is missing with an operation before this one");
    return status;
}

static enum hkr_status
no_such_member(struct work *work, const struct text_member *member,
               const struct hk_jsonpointer *pointer, const struct hk_node *container)
{
    struct hk_diags *diags = work->env->diags;
    struct hk_slice step = pointer->steps[pointer->n - 1];
    enum hkr_status status;
    if (container->kind == HK_MAP)
        status =
            hk_diag_report(diags, HK_D_JSON_PATCH_PATH, member->at,
                           "the object has nothing at '%" PRSLICE "'", ARGSLICE(pointer->text));
    else if (hk_jsonpointer_is_number(step))
        status = hk_diag_report(diags, HK_D_JSON_PATCH_INDEX, member->at,
                                "'%" PRSLICE "' is past the end of a list of %u", ARGSLICE(step),
                                container->n);
    else
        status =
            hk_diag_report(diags, HK_D_JSON_PATCH_INDEX, member->at,
                           "'%" PRSLICE "' is no index, but a list stands here", ARGSLICE(step));
    hk_diag_related(diags, hk_node_place(container), "in this %s",
                    container->kind == HK_MAP ? "map" : "list");
    if (suggest_key(work->env, container, step))
        return status;
    hk_diag_mend(diags, container->kind == HK_MAP ? "check the path; keys are case-sensitive"
                                                  : "use an index of an item, or '-' to append");
    return status;
}

/* Walks to the container of @pointer's last step. */
static enum hkr_status
reach(struct work *work, const struct text_member *member, const struct hk_jsonpointer *pointer,
      bool own, struct hk_node **ret_container)
{
    if (!member->is_there)
        return bad_operation(work, member, member == &work->op->from ? "from" : "path");
    struct hk_jsonpointer_end end = hk_jsonpointer_walk(work->env, pointer, own, &work->root);
    if (!end.container)
        return no_such_path(work, member, pointer, &end);
    *ret_container = end.container;
    return HKR_OK;
}

static struct hk_node *
null_value(struct work *work, struct hk_node *value)
{
    return value ? value : hk_json_word(work->env, HK_TAG_NULL, false, work->op->at);
}

/* The last step's child. False: there is none; a missing key of a map is not a fault by itself. */
static bool
get_child(struct work *work, const struct hk_jsonpointer *pointer, struct hk_node *container,
          struct hk_node **ret)
{
    uint32_t index;
    if (container->kind == HK_MAP) {
        const struct hk_pair *pair = find_pair(work, container, pointer->keys[pointer->n - 1]);
        *ret = pair ? pair->value : NULL;
        return pair != NULL;
    }
    if (!hk_jsonpointer_index(pointer->steps[pointer->n - 1], container->n, &index))
        return false;
    *ret = container->items[index];
    return true;
}

/* The container is owned, so it is changed in place and stays where it hangs. It was written as {}
 * or [] when it was empty, and is not any more. */
static struct hk_node *
opened(struct hk_node *container)
{
    container->flags = (uint8_t)(container->flags & ~HK_NODE_FLOW);
    return container;
}

static void
set_key(struct work *work, struct hk_node *map, hk_sym key, struct hk_node *value)
{
    const struct hk_pair *pair = find_pair(work, map, key);
    if (pair)
        (void)hk_edit_set_at(work->env, map, (uint32_t)(pair - map->pairs), value);
    else
        (void)hk_edit_append_pair(work->env, opened(map),
                                  hk_json_pair(work->env, key, work->op->path.at, value));
}

static enum hkr_status
put_value(struct work *work, struct hk_node *value)
{
    const struct operation *op = work->op;
    const struct hk_jsonpointer *pointer = &op->path_pointer;
    struct hk_node *container = NULL;
    enum hkr_status status = reach(work, &op->path, pointer, true, &container);
    if (status != HKR_OK)
        return status;
    value = null_value(work, value);
    if (container->kind == HK_MAP) {
        set_key(work, container, pointer->keys[pointer->n - 1], value);
        return HKR_OK;
    }
    struct hk_slice step = pointer->steps[pointer->n - 1];
    uint32_t index = container->n;
    if (!hk_slice_eq(step, HK_S("-")) && !hk_jsonpointer_index(step, container->n + 1, &index))
        return no_such_member(work, &op->path, pointer, container);
    (void)hk_edit_insert(work->env, opened(container), index, value);
    return HKR_OK;
}

static enum hkr_status
take_value(struct work *work, const struct text_member *member,
           const struct hk_jsonpointer *pointer, struct hk_node **ret_value)
{
    struct hk_node *container = NULL;
    enum hkr_status status = reach(work, member, pointer, true, &container);
    if (status != HKR_OK)
        return status;
    if (!get_child(work, pointer, container, ret_value))
        return no_such_member(work, member, pointer, container);
    uint32_t index = 0;
    work->keys = NULL; /* positions move */
    if (container->kind == HK_MAP)
        (void)hk_edit_remove(work->env, container, pointer->keys[pointer->n - 1]);
    else if (hk_jsonpointer_index(pointer->steps[pointer->n - 1], container->n, &index))
        (void)hk_edit_remove_at(work->env, container, index);
    return HKR_OK;
}

static enum hkr_status
apply_add(struct work *work)
{
    return put_value(work, work->op->value);
}

static enum hkr_status
apply_remove(struct work *work)
{
    struct hk_node *value = NULL;
    return take_value(work, &work->op->path, &work->op->path_pointer, &value);
}

static enum hkr_status
replace_root(struct work *work)
{
    if (!work->op->value || work->op->value->kind != HK_MAP) {
        enum hkr_status status =
            hk_diag_report(work->env->diags, HK_D_JSON_PATCH_PATH, work->op->path.at,
                           "an object can only be replaced by a map");
        hk_diag_mend(work->env->diags, "give the whole object as `value`, or a path");
        return status;
    }
    work->root = work->op->value;
    work->keys = NULL;
    return HKR_OK;
}

/* The standard wants the key to be there; kustomize makes it. */
static void
remark_new_key(struct work *work, const struct hk_node *container)
{
    const struct operation *op = work->op;
    struct hk_diags *diags = work->env->diags;
    if (!hk_diag_wants(diags, HK_D_REPLACE_ADDS) ||
        hk_map_find(container, op->path_pointer.keys[op->path_pointer.n - 1]))
        return;
    hk_diag_remark(diags, HK_D_REPLACE_ADDS, op->path.at,
                   "there is nothing at '%" PRSLICE "' to replace, so the value is added",
                   ARGSLICE(op->path.text));
    hk_diag_mend(diags, "correct the path, or say `op: add`");
}

static enum hkr_status
apply_replace(struct work *work)
{
    const struct operation *op = work->op;
    const struct hk_jsonpointer *pointer = &op->path_pointer;
    struct hk_node *container = NULL;
    uint32_t index = 0;
    if (op->path.is_there && op->path.text.len == 0)
        return replace_root(work);
    enum hkr_status status = reach(work, &op->path, pointer, true, &container);
    if (status != HKR_OK)
        return status;
    if (container->kind == HK_MAP) {
        remark_new_key(work, container);
        return put_value(work, op->value);
    }
    if (!hk_jsonpointer_index(pointer->steps[pointer->n - 1], container->n, &index))
        return no_such_member(work, &op->path, pointer, container);
    (void)hk_edit_set_item(work->env, container, index, null_value(work, op->value));
    return HKR_OK;
}

static enum hkr_status
apply_move(struct work *work)
{
    struct hk_node *value = NULL;
    enum hkr_status status = take_value(work, &work->op->from, &work->op->from_pointer, &value);
    return status == HKR_OK ? put_value(work, value) : status;
}

static enum hkr_status
apply_copy(struct work *work)
{
    const struct hk_jsonpointer *pointer = &work->op->from_pointer;
    struct hk_node *container = NULL;
    struct hk_node *value = NULL;
    enum hkr_status status = reach(work, &work->op->from, pointer, false, &container);
    if (status != HKR_OK)
        return status;
    if (!get_child(work, pointer, container, &value) && container->kind == HK_SEQ)
        return no_such_member(work, &work->op->from, pointer, container);
    /* Owned nodes may be changed in place, so two places must not share one. */
    return put_value(work, value ? hk_edit_clone(work->env, value) : NULL);
}

static enum hkr_status
test_failed(struct work *work, const struct hk_node *found)
{
    enum hkr_status status = hk_diag_report(
        work->env->diags, HK_D_JSON_PATCH_TEST, work->op->at,
        "the object does not have the value that this test expects at '%" PRSLICE "'",
        ARGSLICE(work->op->path.text));
    hk_diag_related(work->env->diags, hk_node_place(found), "the object has this");
    if (found->kind == HK_SCALAR && work->op->value && work->op->value->flags & HK_NODE_ESCAPED) {
        hk_diag_mend(
            work->env->diags,
            "a test compares the texts of JSON, not what they stand for: write the patch "
            "as YAML, or the value without escapes that it does not need, < > & as \\u003c "
            "\\u003e \\u0026, and numbers in their shortest form");
        return status;
    }
    hk_diag_mend(work->env->diags, "a test guards the operations around it: check whether they are "
                                   "still right for this object");
    return status;
}

static enum hkr_status
apply_test(struct work *work)
{
    const struct operation *op = work->op;
    struct hk_node *container = NULL;
    struct hk_node *found = NULL;
    if (op->path.is_there && op->path.text.len == 0)
        return op->value && hk_json_equal(work->root, op->value) ? HKR_OK
                                                                 : test_failed(work, work->root);
    enum hkr_status status = reach(work, &op->path, &op->path_pointer, false, &container);
    if (status != HKR_OK)
        return status;
    if (!get_child(work, &op->path_pointer, container, &found) && container->kind == HK_SEQ)
        return no_such_member(work, &op->path, &op->path_pointer, container);
    if (found && found->kind == HK_SCALAR && hk_node_is_null(found))
        found = NULL;
    if (!found || !op->value)
        return !found && !op->value ? HKR_OK : test_failed(work, found ? found : container);
    return hk_json_equal(found, op->value) ? HKR_OK : test_failed(work, found);
}

enum hkr_status
hk_jsonpatch_apply(struct hk_env *env, const struct hk_jsonpatch *patch, struct hk_node *root,
                   struct hk_node **ret_root)
{
    static enum hkr_status (*const appliers[OP_COUNT_ + 1])(struct work *) = {
        [OP_ADD] = apply_add,
        [OP_REMOVE] = apply_remove,
        [OP_REPLACE] = apply_replace,
        [OP_MOVE] = apply_move,
        [OP_COPY] = apply_copy,
        [OP_TEST] = apply_test,
        [OP_COUNT_] = unknown_operation,
    };
    struct work work = {.env = env};
    enum hkr_status status = hk_json_rebuild(env, root, &work.root);
    for (uint32_t i = 0; status == HKR_OK && i < patch->list->n; i++) {
        struct hk_mark mark = hk_arena_mark(env->scratch);
        struct operation op = parse_operation(env, env->scratch, patch->list->items[i]);
        work.op = &op;
        status = appliers[op.kind](&work);
        hk_arena_rewind(env->scratch, mark);
    }
    if (status == HKR_OK)
        *ret_root = work.root;
    return status;
}
