/* SPDX-License-Identifier: Apache-2.0 */
/* Where the value of a replacement comes from. */
#include "replace.h"

/* ---- The source --------------------------------------------------------------------------- */

struct source_query {
    struct hk_gvk gvk; /* empty parts: any */
    hk_sym name;
    hk_sym ns;
};

static bool
id_selected(const struct hk_env *env, const struct source_query *query, const struct hk_id *id)
{
    if (query->name && query->name != id->name)
        return false;
    if (!hk_gvk_selects(query->gvk, id->gvk))
        return false;
    if (!query->ns)
        return true;
    struct hk_id asked = hk_id_make(env, query->gvk, query->name, query->ns);
    return hk_id_effective_ns(&asked) == hk_id_effective_ns(id);
}

static bool
is_selected(const struct hk_env *env, const struct source_query *query,
            const struct hk_resource *res)
{
    if (!res->root)
        return false;
    if (id_selected(env, query, &res->id))
        return true;
    for (uint32_t i = 0; i < res->prev.n; i++) {
        struct hk_id prev = hk_resource_prev_id(env, res, i);
        if (id_selected(env, query, &prev))
            return true;
    }
    return false;
}

/* The first two resources that @query selects. */
static void
find_sources(const struct hk_replace *replace, const struct source_query *query,
             struct hk_resource *found[2])
{
    const struct hk_resset *set = replace->set;
    if (!query->name) {
        for (uint32_t i = 0; i < set->list.n && !found[1]; i++)
            if (is_selected(replace->env, query, set->list.items[i]))
                found[found[0] != NULL] = set->list.items[i];
        return;
    }
    for (uint32_t entry = hk_index_first(replace->names, query->name);
         entry != HK_INDEX_END && !found[1]; entry = hk_index_next(replace->names, entry)) {
        struct hk_resource *res = set->list.items[hk_index_value(replace->names, entry)];
        if (res != found[0] && is_selected(replace->env, query, res))
            found[found[0] != NULL] = res;
    }
}

/* "Deployment apps/v1 prod/web", of what was given. */
static struct hk_slice
show_source(struct hk_env *env, const struct hk_replacement_source *source)
{
    const struct hk_str *parts[] = {&source->group, &source->version, &source->kind, &source->ns,
                                    &source->name};
    static const char *const names[] = {"group", "version", "kind", "namespace", "name"};
    struct hk_slice shown = {"", 0};
    for (size_t i = 0; i < HK_COUNT(parts); i++)
        if (parts[i]->text.len)
            shown = hk_arena_printf(env->arena, "%" PRSLICE "%s%s %" PRSLICE, ARGSLICE(shown),
                                    shown.len ? ", " : "", names[i], ARGSLICE(parts[i]->text));
    return shown.len ? shown : HK_S("anything");
}

static enum hkr_status
select_source(struct hk_replace *replace)
{
    struct hk_env *env = replace->env;
    const struct hk_replacement_source *source = &replace->spec->source;
    struct source_query query = {.gvk = {hk_env_sym(env, source->group.text),
                                         hk_env_sym(env, source->version.text),
                                         hk_env_sym(env, source->kind.text)},
                                 .name = hk_env_sym(env, source->name.text),
                                 .ns = hk_env_sym(env, source->ns.text)};
    struct hk_resource *found[2] = {NULL, NULL};
    enum hkr_status status = HKR_OK;
    find_sources(replace, &query, found);
    if (!found[0]) {
        status = hk_diag_report(env->diags, HK_D_REPLACEMENT_SOURCE, source->at,
                                "the source of the replacement is not there: %" PRSLICE,
                                ARGSLICE(show_source(env, source)));
        hk_diag_mend(env->diags, "correct its kind, name and namespace, which are compared as "
                                 "exact texts");
    } else if (found[1]) {
        status = hk_diag_report(env->diags, HK_D_REPLACEMENT_SOURCE_MANY, source->at,
                                "the source of the replacement is not the only one: %" PRSLICE,
                                ARGSLICE(show_source(env, source)));
        hk_diag_related(env->diags, found[0]->at, "this object is meant");
        hk_diag_related(env->diags, found[1]->at, "so is this one");
        hk_diag_mend(env->diags, "add a kind, name or namespace that only one object has");
    }
    replace->source = found[0];
    return status;
}

/* ---- The field ---------------------------------------------------------------------------- */

static bool
is_nothing(const struct hk_node *node)
{
    return !node || hk_replace_is_null(node) || (node->kind != HK_SCALAR && !node->n);
}

static enum hkr_status
fault_field(struct hk_replace *replace, const struct hk_dotpath_fault *fault, bool found)
{
    struct hk_env *env = replace->env;
    const struct hk_replacement_source *source = &replace->spec->source;
    struct hk_place at = source->field_path.at.file ? source->field_path.at : source->at;
    struct hk_slice path = replace->source_path.text;
    enum hkr_status status;
    if (fault->what)
        status = hk_diag_report(env->diags, HK_D_REPLACEMENT_SOURCE_FIELD, at,
                                "the field path '%" PRSLICE "' does not fit the source: '%" PRSLICE
                                "' %s",
                                ARGSLICE(path), ARGSLICE(fault->step), fault->what);
    else
        status = hk_diag_report(env->diags, HK_D_REPLACEMENT_SOURCE_FIELD, at,
                                found ? "the field '%" PRSLICE "' of the source is empty"
                                      : "the source has no field '%" PRSLICE "'",
                                ARGSLICE(path));
    hk_diag_related(env->diags, replace->source->at, "this is the source");
    hk_diag_mend(env->diags, "correct the path, or give the field a value");
    hk_resource_blame(env, replace->source);
    return status;
}

static enum hkr_status
fault_delimiter(struct hk_replace *replace, const struct hk_replacement_options *options,
                bool scalar)
{
    struct hk_env *env = replace->env;
    bool index = scalar && options->index_at.file;
    enum hkr_status status = hk_diag_report(
        env->diags, HK_D_REPLACEMENT_DELIMITER, index ? options->index_at : options->delimiter.at,
        scalar ? "the source has no part %lld" : "the source is no single value to be split",
        (long long)options->index);
    hk_diag_mend(env->diags, scalar ? "choose an `index` that it has, counted from 0"
                                    : "remove the `delimiter`, or choose a field with a text");
    hk_resource_blame(env, replace->source);
    return status;
}

/* Part @index of @text; false when there are not so many. */
static bool
cut_part(struct hk_slice text, struct hk_slice delimiter, int64_t index, struct hk_slice *ret_part)
{
    size_t from = 0;
    for (size_t at = 0; at <= text.len && index >= 0;) {
        bool end = at + delimiter.len > text.len;
        if (!end && !hk_slice_starts(hk_slice_from(text, at), delimiter)) {
            at++;
            continue;
        }
        size_t to = end ? text.len : at;
        if (index-- == 0) {
            *ret_part = hk_slice(text.ptr + from, to - from);
            return true;
        }
        if (end)
            return false;
        from = at = at + delimiter.len;
    }
    return false;
}

/* The value that a part of the source makes, of the source's type. */
static enum hkr_status
refine(struct hk_replace *replace)
{
    const struct hk_replacement_options *options = &replace->spec->source.options;
    struct hk_slice part;
    replace->is_part = options->delimiter.text.len > 0;
    if (!replace->is_part)
        return HKR_OK;
    if (replace->value->kind != HK_SCALAR)
        return fault_delimiter(replace, options, false);
    if (!cut_part(hk_node_text(replace->value), options->delimiter.text, options->index, &part))
        return fault_delimiter(replace, options, true);
    struct hk_node *old = replace->value;
    enum hk_tag tag = old->flags & HK_NODE_UNTAGGED ? HK_TAG_NONE : hk_node_type(old);
    replace->value = hk_edit_text(replace->env, old, part, tag, HK_NOWHERE);
    replace->value->flags = (uint8_t)(old->flags & ~HK_NODE_CELL);
    return HKR_OK;
}

enum hkr_status
hk_replace_find_value(struct hk_replace *replace)
{
    struct hk_env *env = replace->env;
    const struct hk_replacement_spec *spec = replace->spec;
    replace->source = NULL;
    replace->is_part = false;
    if (spec->has_source_value && spec->has_source) {
        enum hkr_status status =
            hk_diag_report(env->diags, HK_D_REPLACEMENT_CONFLICT, spec->source_value.at,
                           "this replacement has a `source` and a `sourceValue`");
        hk_diag_mend(env->diags, "remove one of the two");
        return status;
    }
    if (spec->has_source_value) {
        replace->value = hk_node_untagged(env, spec->source_value.text, spec->source_value.at);
        return HKR_OK;
    }
    enum hkr_status status = select_source(replace);
    if (status != HKR_OK)
        return status;
    struct hk_slice path = spec->source.field_path.text;
    struct hk_dotpath_fault fault = {0};
    replace->source_path = hk_dotpath_parse(env, path.len ? path : HK_S("metadata.name"));
    replace->value = hk_dotpath_find(env, &replace->source_path, replace->source->root, &fault);
    if (is_nothing(replace->value))
        return fault_field(replace, &fault, replace->value != NULL);
    return refine(replace);
}

void
hk_replace_refresh_value(struct hk_replace *replace)
{
    struct hk_dotpath_fault fault = {0};
    if (!replace->source || replace->is_part)
        return;
    struct hk_node *node =
        hk_dotpath_find(replace->env, &replace->source_path, replace->source->root, &fault);
    if (node)
        replace->value = node;
}
