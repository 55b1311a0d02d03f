/* SPDX-License-Identifier: Apache-2.0 */
/* Where the value of a replacement goes. */
#include "replace.h"

#include "../patch/selector.h"
#include "../res/trace.h"
#include "../yaml/structured.h"

/* A regular expression of a path, compiled when an item is first held against it. */
struct matcher {
    const struct hk_dotstep *step;
    const struct hk_regex *regex;
};

struct field {
    const struct hk_str *text; /* of fieldPaths; NULL: the default */
    struct hk_dotpath path;
    HK_VEC(struct matcher) matchers;
};

/* One target at work. */
struct target {
    struct hk_replace *replace;
    struct hk_env *env;
    const struct hk_replacement_target *spec;
    const struct hk_selector *select;
    const struct hk_selector **rejects;
    HK_VEC(struct field) fields;
    struct field *field;     /* the one at work ... */
    struct hk_resource *res; /* ... and of which object */
    bool in_text;            /* within the text of a scalar: delimiters do not count */
};

static struct hk_place
field_place(const struct target *target)
{
    return target->field->text ? target->field->text->at : target->spec->at;
}

/* ---- Selection ---------------------------------------------------------------------------- */

static bool
names_no_id(const struct hk_selector_spec *spec)
{
    return !spec->group.text.len && !spec->version.text.len && !spec->kind.text.len &&
           !spec->name.text.len && !spec->ns.text.len;
}

/* Whether any id that the object has or had is selected. */
static enum hkr_status
any_id_matches(struct hk_env *env, const struct hk_selector *selector,
               const struct hk_resource *res, bool *ret_matches)
{
    enum hkr_status status = hk_selector_matches_id(env, selector, &res->id, ret_matches);
    for (uint32_t i = 0; status == HKR_OK && !*ret_matches && i < res->prev.n; i++) {
        struct hk_id prev = hk_resource_prev_id(env, res, i);
        status = hk_selector_matches_id(env, selector, &prev, ret_matches);
    }
    return status;
}

static enum hkr_status
is_rejected(struct target *target, const struct hk_resource *res, bool by_labels,
            bool *ret_rejected)
{
    enum hkr_status status = HKR_OK;
    *ret_rejected = false;
    for (uint32_t i = 0; status == HKR_OK && !*ret_rejected && i < target->spec->rejects.n; i++) {
        const struct hk_selector_spec *spec = &target->spec->rejects.items[i];
        bool has_labels = spec->label_selector.text.len || spec->annotation_selector.text.len;
        if (by_labels && has_labels)
            status = hk_selector_matches_labels(target->env, target->rejects[i], res, ret_rejected);
        else if (!by_labels && !names_no_id(spec))
            status = any_id_matches(target->env, target->rejects[i], res, ret_rejected);
    }
    return status;
}

static enum hkr_status
is_target(struct target *target, const struct hk_resource *res, bool *ret_is)
{
    bool rejected = false;
    *ret_is = false;
    if (!res->root)
        return HKR_OK;
    enum hkr_status status = hk_selector_matches_labels(target->env, target->select, res, ret_is);
    if (status == HKR_OK && *ret_is)
        status = is_rejected(target, res, true, &rejected);
    if (status == HKR_OK && *ret_is && !rejected)
        status = is_rejected(target, res, false, &rejected);
    if (status == HKR_OK && *ret_is && !rejected)
        return any_id_matches(target->env, target->select, res, ret_is);
    *ret_is = false;
    return status;
}

/* ---- Writing ------------------------------------------------------------------------------ */

/* @text with part @index replaced by @part; below zero it goes first, past the end last. */
static struct hk_slice
replace_part(struct hk_env *env, struct hk_slice text, struct hk_slice delimiter, int64_t index,
             struct hk_slice part)
{
    if (index < 0)
        return hk_arena_concat(env->arena, hk_arena_concat(env->arena, part, delimiter), text);
    size_t from = 0;
    for (size_t at = 0;;) {
        bool end = at + delimiter.len > text.len;
        if (!end && !hk_slice_starts(hk_slice_from(text, at), delimiter)) {
            at++;
            continue;
        }
        size_t to = end ? text.len : at;
        if (index-- == 0) {
            struct hk_slice head = hk_arena_concat(env->arena, hk_slice_head(text, from), part);
            return hk_arena_concat(env->arena, head, hk_slice_from(text, to));
        }
        if (end)
            break;
        from = at = at + delimiter.len;
    }
    return hk_arena_concat(env->arena, hk_arena_concat(env->arena, text, delimiter), part);
}

/* A scalar keeps its style and type; only its text changes. */
static struct hk_node *
with_text(struct target *target, struct hk_node *scalar, struct hk_slice text)
{
    enum hk_tag tag = (enum hk_tag)scalar->tag;
    if (tag == HK_TAG_NONE && scalar->style == HK_PLAIN && !(scalar->flags & HK_NODE_UNTAGGED))
        tag = hk_node_type(scalar);
    struct hk_node *changed = hk_edit_text(target->env, scalar, text, tag, field_place(target));
    changed->flags =
        (uint8_t)(scalar->flags & (HK_NODE_TAGGED | HK_NODE_UNTAGGED | HK_NODE_SECRET));
    if (hk_replace_is_secret(target->replace))
        changed->flags |= HK_NODE_SECRET;
    return changed;
}

static enum hkr_status
fault_delimiter(struct target *target)
{
    enum hkr_status status = hk_diag_report(
        target->env->diags, HK_D_REPLACEMENT_DELIMITER, target->spec->options.delimiter.at,
        "the field '%" PRSLICE "' of the target is no single value to be split",
        ARGSLICE(target->field->path.text));
    hk_diag_mend(target->env->diags, "remove the `delimiter`, or choose a field with a text");
    hk_resource_blame(target->env, target->res);
    return status;
}

/* For whoever traces: what comes from a Secret can be the source of a further replacement. */
static void
note_secret(struct hk_env *env, const struct hk_node *node)
{
    if (env->trace && env->trace->step->is_secret)
        hk_trace_hide(env, node);
}

static enum hkr_status
write_value(struct hk_env *env, void *user, struct hk_node **slot)
{
    struct target *target = user;
    const struct hk_replacement_options *options = &target->spec->options;
    const struct hk_node *value = target->replace->value;
    struct hk_slice text = hk_replace_text(value);
    if (!target->in_text && options->delimiter.text.len) {
        if ((*slot)->kind != HK_SCALAR)
            return fault_delimiter(target);
        if (hk_replace_is_null(value))
            text = HK_S("");
        text =
            replace_part(env, hk_node_text(*slot), options->delimiter.text, options->index, text);
    }
    *slot = (*slot)->kind == HK_SCALAR ? with_text(target, *slot, text) : hk_edit_clone(env, value);
    note_secret(env, *slot);
    return HKR_OK;
}

static enum hkr_status
match_step(struct hk_env *env, void *user, const struct hk_dotstep *step, struct hk_slice text,
           bool *ret_matches)
{
    struct target *target = user;
    struct field *field = target->field;
    const struct matcher *matcher = NULL;
    for (uint32_t i = 0; i < field->matchers.n && !matcher; i++)
        if (field->matchers.items[i].step == step)
            matcher = &field->matchers.items[i];
    if (!matcher) {
        struct matcher made = {.step = step};
        enum hkr_status status =
            hk_regex_compile(env, step->value, false, field_place(target), &made.regex);
        if (status != HKR_OK)
            return status;
        hk_vec_push(env->arena, &field->matchers, made);
        matcher = &field->matchers.items[field->matchers.n - 1];
    }
    return hk_regex_matches(env, matcher->regex, text, ret_matches);
}

static struct hk_dotpath_update
make_update(struct target *target)
{
    int create = target->spec->options.create ? (int)target->replace->value->kind : -1;
    return (struct hk_dotpath_update){
        .create = create, .match = match_step, .apply = write_value, .user = target};
}

static enum hkr_status
fault_lossy(struct target *target)
{
    enum hkr_status status =
        hk_diag_report(target->env->diags, HK_D_REPLACEMENT_TEXT, field_place(target),
                       "'%" PRSLICE "' leads into a text with comments, anchors, tags or folded "
                       "lines, which would be lost",
                       ARGSLICE(target->field->path.text));
    hk_diag_mend(target->env->diags, "remove them from the text, or replace all of it");
    hk_resource_blame(target->env, target->res);
    return status;
}

/* Tries the path as one that leads into the text of a scalar. What goes wrong here is no fault:
 * the path is then tried as an ordinary one. */
static enum hkr_status
write_into_text(struct target *target, bool *ret_done)
{
    struct hk_env *env = target->env;
    struct hk_dotpath_update update = make_update(target);
    struct hk_dotpath_fault fault = {0};
    struct hk_dotpath_spot spot = {0};
    struct hk_node *inner = NULL;
    struct hk_slice text;
    uint32_t found = 0;
    uint32_t n_diags = env->diags->list.n;
    if (!hk_dotpath_find_text(env, &target->field->path, target->res->root, &spot) ||
        !hk_structured_read(env, spot.scalar, &inner) || !inner)
        return HKR_OK;
    target->in_text = true;
    enum hkr_status status =
        hk_dotpath_update(env, &target->field->path, spot.next, &update, &inner, &fault, &found);
    target->in_text = false;
    if (status != HKR_OK || !found) {
        hk_diag_rewind(env->diags, n_diags);
        return status == HKR_E_INPUT ? HKR_OK : status;
    }
    switch (hk_structured_write(env, inner, hk_node_text(spot.scalar), &text)) {
    case HK_STRUCTURED_NO_JSON:
        return HKR_OK;
    case HK_STRUCTURED_LOSSY:
        return fault_lossy(target);
    case HK_STRUCTURED_OK:
        break;
    }
    struct hk_node *changed = with_text(target, hk_edit_clone(env, spot.scalar), text);
    note_secret(env, changed);
    target->res->root = hk_dotpath_put(env, target->res->root, &spot, changed);
    *ret_done = true;
    return HKR_OK;
}

static enum hkr_status
fault_field(struct target *target, const struct hk_dotpath_fault *fault)
{
    struct hk_diags *diags = target->env->diags;
    struct hk_slice path = target->field->path.text;
    bool create = target->spec->options.create;
    enum hkr_status status;
    if (fault->what)
        status =
            hk_diag_report(diags, HK_D_REPLACEMENT_TARGET_FIELD, field_place(target),
                           "the field path '%" PRSLICE "' does not fit a target: '%" PRSLICE "' %s",
                           ARGSLICE(path), ARGSLICE(fault->step), fault->what);
    else
        status = hk_diag_report(diags, HK_D_REPLACEMENT_TARGET_FIELD, field_place(target),
                                create ? "the field '%" PRSLICE
                                         "' of a target is not there and cannot be made"
                                       : "a target has no field '%" PRSLICE "'",
                                ARGSLICE(path));
    hk_diag_related(diags, target->res->at, "this is the target");
    hk_diag_mend(diags,
                 fault->what || create
                     ? "correct the path, or narrow `select` to the objects that it fits"
                     : "correct the path, narrow `select`, or say `options: {create: true}`");
    hk_resource_blame(target->env, target->res);
    return status;
}

static enum hkr_status
write_field(struct target *target)
{
    struct hk_env *env = target->env;
    struct hk_dotpath_update update = make_update(target);
    struct hk_dotpath_fault fault = {0};
    uint32_t found = 0;
    bool done = false;
    struct hk_mark mark = hk_arena_mark(env->scratch);
    enum hkr_status status = write_into_text(target, &done);
    hk_arena_rewind(env->scratch, mark);
    if (status != HKR_OK || done)
        return status;
    status = hk_dotpath_update(env, &target->field->path, 0, &update, &target->res->root, &fault,
                               &found);
    if ((status == HKR_OK && !found) || fault.what)
        return fault_field(target, &fault);
    return status;
}

/* Brings the ids up to date after the object was changed. */
static void
refresh(struct target *target, uint32_t position)
{
    struct hk_resource *res = target->res;
    struct hk_id old = res->id;
    hk_resource_refresh(target->env, res);
    if (old.name != res->id.name)
        hk_index_add(target->replace->names, res->id.name, position);
    if (!hk_id_eq(&old, &res->id) || old.ns != res->id.ns)
        target->replace->ids_changed = true;
}

static enum hkr_status
write_resource(struct target *target, uint32_t position)
{
    enum hkr_status status = HKR_OK;
    target->res = target->replace->set->list.items[position];
    for (uint32_t i = 0; status == HKR_OK && i < target->fields.n; i++) {
        target->field = &target->fields.items[i];
        status = write_field(target);
        if (target->res == target->replace->source)
            hk_replace_refresh_value(target->replace);
    }
    hk_trace_object(target->env, target->res);
    refresh(target, position);
    return status;
}

/* ---- One target --------------------------------------------------------------------------- */

static enum hkr_status
compile(struct target *target)
{
    struct hk_env *env = target->env;
    const struct hk_replacement_target *spec = target->spec;
    enum hkr_status status = hk_selector_compile(env, &spec->select, &target->select);
    target->rejects = HK_NEW_ARRAY(env->arena, spec->rejects.n, const struct hk_selector *);
    for (uint32_t i = 0; status == HKR_OK && i < spec->rejects.n; i++)
        status = hk_selector_compile(env, &spec->rejects.items[i], &target->rejects[i]);
    for (uint32_t i = 0; i < spec->field_paths.n; i++) {
        struct field field = {.text = &spec->field_paths.items[i]};
        field.path = hk_dotpath_parse(env, field.text->text);
        hk_vec_push(env->arena, &target->fields, field);
    }
    if (!spec->field_paths.n) {
        struct field field = {.path = hk_dotpath_parse(env, HK_S("metadata.name"))};
        hk_vec_push(env->arena, &target->fields, field);
    }
    return status;
}

struct positions {
    HK_VEC(uint32_t) list; /* ascending */
};

/* Where resources that have or had @name stand; their numbers come nearly sorted. */
static void
find_named(const struct target *target, hk_sym name, struct positions *positions)
{
    const struct hk_index *names = target->replace->names;
    for (uint32_t entry = hk_index_first(names, name); entry != HK_INDEX_END;
         entry = hk_index_next(names, entry)) {
        uint32_t position = hk_index_value(names, entry);
        uint32_t i = positions->list.n;
        while (i && positions->list.items[i - 1] > position)
            i--;
        if (i && positions->list.items[i - 1] == position)
            continue;
        hk_vec_push(target->env->arena, &positions->list, position);
        for (uint32_t j = positions->list.n - 1; j > i; j--)
            positions->list.items[j] = positions->list.items[j - 1];
        positions->list.items[i] = position;
    }
}

enum hkr_status
hk_replace_apply(struct hk_replace *replace, const struct hk_replacement_target *spec)
{
    struct target target = {.replace = replace, .env = replace->env, .spec = spec};
    struct positions named = {0};
    hk_sym name;
    enum hkr_status status = compile(&target);
    if (status != HKR_OK)
        return status;
    /* A bad label selector is a fault for any object, so that all are asked. */
    bool plain = hk_selector_plain_name(replace->env, target.select, &name) &&
                 !spec->select.label_selector.text.len &&
                 !spec->select.annotation_selector.text.len && !spec->rejects.n;
    if (plain)
        find_named(&target, name, &named);
    uint32_t n = plain ? named.list.n : replace->set->list.n;
    for (uint32_t i = 0; status == HKR_OK && i < n; i++) {
        uint32_t position = plain ? named.list.items[i] : i;
        bool is = false;
        status = is_target(&target, replace->set->list.items[position], &is);
        if (status == HKR_OK && is)
            status = write_resource(&target, position);
    }
    return status;
}
