/* SPDX-License-Identifier: Apache-2.0 */
#include "vars.h"

#include "../base/number.h"
#include "../res/trace.h"
#include "../yaml/dotpath.h"
#include "../yaml/resolve.h"
#include "../yaml/scalar_style.h"
#include "var_text.h"

/* ---- Declaring ---------------------------------------------------------------------------- */

static const struct hk_var_spec *
find_var(const struct hk_vars *vars, hk_sym name, uint32_t *ret_position)
{
    uint32_t entry = vars->by_name ? hk_index_first(vars->by_name, name) : HK_INDEX_END;
    if (entry == HK_INDEX_END)
        return NULL;
    *ret_position = hk_index_value(vars->by_name, entry);
    return vars->list.items[*ret_position];
}

static enum hkr_status
add_var(struct hk_env *env, struct hk_vars *vars, const struct hk_var_spec *spec)
{
    uint32_t position = 0;
    hk_sym name = hk_env_sym(env, spec->name.text);
    const struct hk_var_spec *old = find_var(vars, name, &position);
    if (old) {
        enum hkr_status status = hk_diag_report(
            env->diags, HK_D_VAR_TWICE, spec->name.at.file ? spec->name.at : spec->at,
            "there is a var '%" PRSLICE "' already", ARGSLICE(spec->name.text));
        if (old != spec)
            hk_diag_related(env->diags, old->at, "it was declared here");
        hk_diag_mend(env->diags, old != spec ? "rename one of the two, or remove it"
                                             : "bring the base that declares it in only once");
        return status;
    }
    if (!vars->by_name)
        vars->by_name = hk_index_new(env->arena, 0);
    hk_index_add(vars->by_name, name, vars->list.n);
    hk_vec_push(env->arena, &vars->list, spec);
    return HKR_OK;
}

enum hkr_status
hk_vars_merge(struct hk_env *env, struct hk_vars *vars, const struct hk_vars *more)
{
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < more->list.n; i++)
        status = add_var(env, vars, more->list.items[i]);
    return status;
}

/* An apiVersion of one or two parts wins over group and version. */
static struct hk_gvk
gvk_of(struct hk_env *env, const struct hk_var_spec *spec)
{
    struct hk_slice text = spec->api_version.text;
    struct hk_gvk gvk = {hk_env_sym(env, spec->group.text), hk_env_sym(env, spec->version.text),
                         hk_env_sym(env, spec->kind.text)};
    size_t slash = hk_slice_find(text, '/');
    if (text.len && slash == SIZE_MAX) {
        gvk.version = hk_env_sym(env, text);
    } else if (text.len && hk_slice_find(hk_slice_from(text, slash + 1), '/') == SIZE_MAX) {
        gvk.group = hk_env_sym(env, hk_slice_head(text, slash));
        gvk.version = hk_env_sym(env, hk_slice_from(text, slash + 1));
    }
    return gvk;
}

/* Without a namespace that counts, objects of all namespaces are meant. */
static bool
is_meant(const struct hk_id *wanted, const struct hk_id *id)
{
    if (wanted->ns != HK_SYM_EMPTY || wanted->cluster)
        return hk_id_eq(wanted, id);
    return hk_gvk_eq(wanted->gvk, id->gvk) && wanted->name == id->name;
}

static bool
was_meant(const struct hk_env *env, const struct hk_id *wanted, const struct hk_resource *res)
{
    if (!res->root)
        return false;
    if (is_meant(wanted, &res->id))
        return true;
    for (uint32_t i = 0; i < res->prev.n; i++) {
        struct hk_id prev = hk_resource_prev_id(env, res, i);
        if (is_meant(wanted, &prev))
            return true;
    }
    return false;
}

static enum hkr_status
bind(struct hk_env *env, const struct hk_index *names, struct hk_resset *set,
     const struct hk_var_spec *spec)
{
    struct hk_id wanted = hk_id_make(env, gvk_of(env, spec), hk_env_sym(env, spec->object.text),
                                     hk_env_sym(env, spec->ns.text));
    struct hk_resource *found = NULL;
    for (uint32_t entry = hk_index_first(names, wanted.name); entry != HK_INDEX_END;
         entry = hk_index_next(names, entry)) {
        struct hk_resource *res = set->list.items[hk_index_value(names, entry)];
        if (res == found || !was_meant(env, &wanted, res))
            continue;
        if (found) {
            enum hkr_status status =
                hk_diag_report(env->diags, HK_D_VAR_AMBIGUOUS, spec->at,
                               "the var '%" PRSLICE "' could be taken from several objects",
                               ARGSLICE(spec->name.text));
            hk_diag_related(env->diags, found->at, "from this one");
            hk_diag_related(env->diags, res->at, "or from this one");
            hk_diag_mend(env->diags, "name the namespace in its `objref`");
            return status;
        }
        found = res;
    }
    if (found)
        hk_vec_push(env->arena, &found->vars, hk_env_sym(env, spec->name.text));
    return HKR_OK;
}

enum hkr_status
hk_vars_declare(struct hk_env *env, struct hk_vars *vars, struct hk_resset *set,
                const struct hk_kustomization *kust)
{
    struct hk_index *names = hk_index_new(env->arena, set->list.n);
    for (uint32_t i = 0; i < set->list.n; i++) {
        const struct hk_resource *res = set->list.items[i];
        for (uint32_t j = 0; j < res->prev.n; j++)
            hk_index_add(names, res->prev.items[j].name, i);
        hk_index_add(names, res->id.name, i);
    }
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < kust->vars.n; i++)
        status = bind(env, names, set, &kust->vars.items[i]);
    for (uint32_t i = 0; status == HKR_OK && i < kust->vars.n; i++)
        status = add_var(env, vars, &kust->vars.items[i]);
    return status;
}

/* ---- Values ------------------------------------------------------------------------------- */

struct resolver {
    struct hk_env *env;
    const struct hk_vars *vars;
    struct hk_var_value *values; /* in the order of vars->list */
    struct hk_slice origin;      /* where those of the text at work come from, for whoever traces */
    bool is_secret;              /* one of them is from a Secret */
};

/* A whole number as Go's Atoi reads it: decimal, however YAML would have it. */
static bool
read_int(struct hk_slice text, int64_t *ret_value)
{
    uint64_t value = 0;
    bool negative = text.len && text.ptr[0] == '-';
    size_t at = negative || (text.len && text.ptr[0] == '+');
    if (at == text.len)
        return false;
    for (; at < text.len; at++) {
        if (text.ptr[at] < '0' || text.ptr[at] > '9' || value > UINT64_MAX / 20)
            return false;
        value = value * 10 + (uint64_t)(text.ptr[at] - '0');
    }
    if (value > (uint64_t)INT64_MAX + negative)
        return false;
    *ret_value = negative ? (int64_t)(0 - value) : (int64_t)value;
    return true;
}

/* @value without an exponent: the shortest digits and zeros. */
static struct hk_slice
plain_text(struct hk_env *env, double value, const char *form, size_t n_form)
{
    struct hk_decimal dec;
    if (value == 0 || !memchr(form, 'e', n_form))
        return hk_arena_slice(env->arena, hk_slice(form, n_form));
    dec = hk_number_shortest(value);
    size_t n_zeros = (size_t)(dec.point > dec.n ? dec.point - dec.n
                              : dec.point < 0   ? -dec.point
                                                : 0);
    char *text = hk_arena_alloc(env->arena, n_zeros + dec.n + 4);
    char *at = text;
    if (dec.negative)
        *at++ = '-';
    if (dec.point <= 0) {
        *at++ = '0';
        *at++ = '.';
        memset(at, '0', n_zeros);
        at += n_zeros;
    }
    for (int i = 0; i < dec.n; i++) {
        if (i == dec.point && i > 0)
            *at++ = '.';
        *at++ = dec.digits[i];
    }
    if (dec.point > dec.n) {
        memset(at, '0', n_zeros);
        at += n_zeros;
    }
    return hk_slice(text, (size_t)(at - text));
}

static bool
read_number(struct hk_env *env, enum hk_tag type, struct hk_slice text, struct hk_var_value *value)
{
    char buffer[HK_NUMBER_BUFFER];
    size_t n = 0;
    if (type == HK_TAG_INT) {
        int64_t number;
        if (!read_int(text, &number))
            return false;
        n = hk_number_write_int(number, buffer);
    } else {
        struct hk_number number;
        bool odd = hk_slice_find(text, '_') != SIZE_MAX || hk_slice_find(text, 'n') != SIZE_MAX ||
                   hk_slice_find(text, 'N') != SIZE_MAX;
        if (odd || hk_resolve(text, &number) != HK_TAG_FLOAT)
            return false;
        n = hk_number_write_g(number.f, buffer);
        value->text = plain_text(env, number.f, buffer, n);
    }
    value->within = hk_arena_slice(env->arena, hk_slice(buffer, n));
    if (type == HK_TAG_INT)
        value->text = value->within;
    value->tag = type;
    return true;
}

/* The value of a field by its type; false when kustomize's reader gives up on it. */
static bool
read_value(struct hk_env *env, const struct hk_node *node, struct hk_var_value *value)
{
    if (node->kind != HK_SCALAR)
        return true;
    struct hk_slice text = hk_node_text(node);
    enum hk_tag type = node->flags & HK_NODE_UNTAGGED ? HK_TAG_STR : hk_node_type(node);
    if (type == HK_TAG_INT || type == HK_TAG_FLOAT)
        return read_number(env, type, text, value);
    value->tag = HK_TAG_STR;
    value->text = value->within = text;
    if (type == HK_TAG_BOOL) {
        value->tag = HK_TAG_BOOL;
        value->text = value->within = hk_resolve_bool(text) ? HK_S("true") : HK_S("false");
    }
    return true;
}

static enum hkr_status
fault_field(struct resolver *resolver, const struct hk_var_spec *spec,
            const struct hk_resource *res, const struct hk_dotpath_fault *fault)
{
    struct hk_diags *diags = resolver->env->diags;
    struct hk_place at = spec->field_path.at.file ? spec->field_path.at : spec->at;
    enum hkr_status status;
    if (fault->what)
        status = hk_diag_report(diags, HK_D_VAR_FIELD, at,
                                "the field path of the var '%" PRSLICE "' does not fit: '%" PRSLICE
                                "' %s",
                                ARGSLICE(spec->name.text), ARGSLICE(fault->step), fault->what);
    else
        status = hk_diag_report(diags, HK_D_VAR_FIELD, at,
                                "the var '%" PRSLICE "' is taken from a field without a value",
                                ARGSLICE(spec->name.text));
    hk_diag_related(diags, res->at, "it is taken from this object");
    hk_diag_mend(diags, "correct its `fieldPath`, or give the field a value");
    hk_resource_blame(resolver->env, res);
    return status;
}

/* Whether @node, to which @path leads, is the content of a Secret. */
static bool
is_secret(const struct hk_resource *res, const struct hk_dotpath *path, const struct hk_node *node)
{
    if (node->kind == HK_SCALAR && node->flags & HK_NODE_SECRET)
        return true;
    return res->id.gvk.kind == HK_SYM_Secret && path->n_steps &&
           (path->steps[0].key == HK_SYM_data || path->steps[0].key == HK_SYM_stringData);
}

static enum hkr_status
read_var(struct resolver *resolver, const struct hk_var_spec *spec, const struct hk_resource *res,
         struct hk_var_value *value)
{
    struct hk_env *env = resolver->env;
    if (!res) {
        enum hkr_status status =
            hk_diag_report(env->diags, HK_D_VAR_UNBOUND, spec->at,
                           "the object that the var '%" PRSLICE "' is taken from is not there",
                           ARGSLICE(spec->name.text));
        hk_diag_mend(env->diags, "correct its `objref`: apiVersion, kind, name and namespace are "
                                 "those that the object has in this layer or had before");
        return status;
    }
    struct hk_dotpath_fault fault = {0};
    struct hk_slice path = spec->field_path.text;
    struct hk_dotpath parsed =
        hk_dotpath_parse_indexed(env, path.len ? path : HK_S("metadata.name"));
    const struct hk_node *node = hk_dotpath_find(env, &parsed, res->root, &fault);
    if (!node || !read_value(env, node, value))
        return fault_field(resolver, spec, res, &fault);
    value->is_secret = is_secret(res, &parsed, node);
    if (env->trace) {
        value->is_secret |= hk_trace_is_hidden(env->trace, node);
        value->origin = hk_trace_source(env, res, parsed.text, node);
    }
    return HKR_OK;
}

/* The resource that each var is taken from, by the position of the var. */
static const struct hk_resource **
find_sources(struct hk_env *env, const struct hk_vars *vars, const struct hk_resset *set)
{
    const struct hk_resource **sources =
        HK_NEW_ARRAY(env->arena, vars->list.n, const struct hk_resource *);
    for (uint32_t i = 0; i < set->list.n; i++) {
        const struct hk_resource *res = set->list.items[i];
        for (uint32_t j = 0; res->root && j < res->vars.n; j++) {
            uint32_t position = 0;
            if (find_var(vars, res->vars.items[j], &position) && !sources[position])
                sources[position] = res;
        }
    }
    return sources;
}

/* ---- Putting them in ---------------------------------------------------------------------- */

/* Says of the text at work what a var brings into it. */
static void
add_origin(struct resolver *resolver, uint32_t position)
{
    const struct hk_var_value *value = &resolver->values[position];
    struct hk_slice name = resolver->vars->list.items[position]->name.text;
    resolver->is_secret |= value->is_secret;
    if (resolver->env->trace)
        resolver->origin =
            hk_arena_printf(resolver->env->arena, "%" PRSLICE "%s$(%" PRSLICE ") %" PRSLICE,
                            ARGSLICE(resolver->origin), resolver->origin.len ? ", " : "",
                            ARGSLICE(name), ARGSLICE(value->origin));
}

static struct hk_var_value *
find_value(void *user, struct hk_slice name)
{
    struct resolver *resolver = user;
    uint32_t position = 0;
    hk_sym sym = hk_intern_find(resolver->env->intern, name);
    if (sym == HK_SYM_NONE || !find_var(resolver->vars, sym, &position))
        return NULL;
    add_origin(resolver, position);
    return &resolver->values[position];
}

static bool
is_text(const struct hk_node *node)
{
    return node->kind == HK_SCALAR &&
           (node->flags & HK_NODE_UNTAGGED || hk_node_type(node) == HK_TAG_STR);
}

/* The node that takes the place of @old. */
static struct hk_node *
put(struct resolver *resolver, const struct hk_node *old, struct hk_slice text, enum hk_tag tag,
    enum hk_style style)
{
    struct hk_node *node = hk_node_scalar(resolver->env, text, tag, style, hk_node_place(old));
    if (resolver->is_secret)
        node->flags |= HK_NODE_SECRET;
    if (resolver->env->trace && resolver->origin.len)
        hk_trace_note(resolver->env, node, resolver->origin, resolver->is_secret);
    return node;
}

/* Every text that is looked at loses its style, also when nothing is put into it: what was
 * folded, or a block of one line, is written in another form then. */
static struct hk_node *
expand(struct resolver *resolver, struct hk_node *node)
{
    struct hk_env *env = resolver->env;
    const struct hk_var_value *whole;
    struct hk_slice text;
    resolver->origin.len = 0;
    resolver->is_secret = false;
    hk_var_expand(env, hk_node_text(node), find_value, resolver, &whole, &text);
    bool lines = !whole && hk_slice_find(text, '\n') != SIZE_MAX;
    bool block = node->style == HK_LITERAL || node->style == HK_FOLDED;
    if (!whole && text.ptr == node->text && !lines && !block && !(node->flags & HK_NODE_UNTAGGED))
        return node;
    if (whole)
        return put(resolver, node, whole->text, whole->tag, HK_PLAIN);
    bool literal = lines && hk_shape_block_allowed(text, hk_shape_of(text));
    enum hk_style style = literal ? HK_LITERAL : lines ? HK_DOUBLE : HK_PLAIN;
    return put(resolver, node, text, HK_TAG_STR, style);
}

static enum hkr_status
fault_place(struct hk_env *env, struct hk_place at, const char *what)
{
    enum hkr_status status = hk_diag_report(env->diags, HK_D_VAR_PLACE, at, "%s", what);
    hk_diag_mend(env->diags, "put it in quotes, or narrow the `varReference` that leads here");
    return status;
}

static enum hkr_status
expand_map(struct resolver *resolver, struct hk_node **slot)
{
    for (uint32_t i = 0; i < (*slot)->n; i++) {
        const struct hk_pair *pair = &(*slot)->pairs[i];
        struct hk_slice key = hk_env_text(resolver->env, pair->key);
        enum hk_tag type = (enum hk_tag)pair->key_tag;
        if (type == HK_TAG_NONE)
            type = pair->key_style == HK_PLAIN ? hk_resolve(key, NULL) : HK_TAG_STR;
        if (type != HK_TAG_STR)
            return fault_place(resolver->env, hk_pair_place(pair),
                               "a key of a map that is searched for vars is no text");
        if (is_text(pair->value))
            *slot =
                hk_edit_set_at(resolver->env, *slot, i, expand(resolver, (*slot)->pairs[i].value));
    }
    return HKR_OK;
}

static enum hkr_status
expand_field(struct hk_env *env, void *user, struct hk_node **slot)
{
    struct resolver *resolver = user;
    if ((*slot)->kind == HK_MAP)
        return expand_map(resolver, slot);
    if ((*slot)->kind == HK_SCALAR) {
        if (is_text(*slot))
            *slot = expand(resolver, *slot);
        return HKR_OK;
    }
    for (uint32_t i = 0; i < (*slot)->n; i++) {
        struct hk_node *item = (*slot)->items[i];
        if (!is_text(item))
            return fault_place(env, hk_node_place(item),
                               "an item of a list that is searched for vars is no text");
        *slot = hk_edit_set_item(env, *slot, i, expand(resolver, item));
    }
    return HKR_OK;
}

static enum hkr_status
expand_resource(struct resolver *resolver, struct hk_resource *res,
                const struct hk_fieldspecs *places)
{
    struct hk_fieldpath_update update = {.apply = expand_field, .user = resolver};
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < places->n; i++) {
        const struct hk_fieldspec *spec = &places->items[i];
        if (!hk_gvk_selects(spec->gvk, res->id.gvk))
            continue;
        status = hk_fieldspec_update(resolver->env, spec, &update, &res->root);
    }
    if (status != HKR_OK)
        hk_resource_blame(resolver->env, res);
    return status;
}

/* Vars that are maps or lists, and those that no field had. */
static enum hkr_status
warn(struct resolver *resolver)
{
    struct hk_diags *diags = resolver->env->diags;
    for (uint32_t i = 0; i < resolver->vars->list.n; i++) {
        const struct hk_var_spec *spec = resolver->vars->list.items[i];
        const struct hk_var_value *value = &resolver->values[i];
        struct hk_place at = spec->name.at.file ? spec->name.at : spec->at;
        if (value->tag == HK_TAG_NONE) {
            hk_diag_remark(diags, HK_D_VAR_NOT_PRIMITIVE, at,
                           "the var '%" PRSLICE "' is a map or a list and is not put in",
                           ARGSLICE(spec->name.text));
            hk_diag_mend(diags, "let its `fieldPath` lead to a single value");
        } else if (!value->used) {
            hk_diag_remark(diags, HK_D_VAR_UNUSED, at, "the var '%" PRSLICE "' is never used",
                           ARGSLICE(spec->name.text));
            hk_diag_mend(diags, "remove it, or name the field that has it under `varReference`");
        }
    }
    return HKR_OK;
}

enum hkr_status
hk_vars_resolve(struct hk_env *env, const struct hk_vars *vars, struct hk_resset *set,
                const struct hk_fieldspecs *places)
{
    if (!vars->list.n)
        return HKR_OK;
    struct resolver resolver = {.env = env,
                                .vars = vars,
                                .values =
                                    HK_NEW_ARRAY(env->arena, vars->list.n, struct hk_var_value)};
    const struct hk_resource **sources = find_sources(env, vars, set);
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < vars->list.n; i++)
        status = read_var(&resolver, vars->list.items[i], sources[i], &resolver.values[i]);
    for (uint32_t i = 0; status == HKR_OK && i < set->list.n; i++) {
        hk_env_poll(env);
        if (set->list.items[i]->root)
            status = expand_resource(&resolver, set->list.items[i], places);
    }
    return status == HKR_OK ? warn(&resolver) : status;
}
