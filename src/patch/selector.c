/* SPDX-License-Identifier: Apache-2.0 */
#include "selector.h"

#include "../res/notes.h"
#include "labelsel.h"

/* A label or annotation selector; a bad one is a fault only once an object is asked. */
struct label_part {
    const struct hk_str *spec; /* NULL: matches everything */
    const struct hk_labelsel *selector;
    struct hk_labelsel_fault fault;
};

struct hk_selector {
    const struct hk_regex *group; /* NULL: any */
    const struct hk_regex *version;
    const struct hk_regex *kind;
    const struct hk_regex *name;
    const struct hk_regex *ns;
    struct label_part labels;
    struct label_part annotations;
};

static enum hkr_status
compile_part(struct hk_env *env, const struct hk_str *spec, const struct hk_regex **ret_regex)
{
    if (!spec->text.len)
        return HKR_OK;
    return hk_regex_compile(env, spec->text, true, spec->at, ret_regex);
}

static void
compile_labels(struct hk_env *env, const struct hk_str *spec, struct label_part *part)
{
    if (!spec->text.len)
        return;
    part->spec = spec;
    part->selector = hk_labelsel_parse(env, spec->text, &part->fault);
}

enum hkr_status
hk_selector_compile(struct hk_env *env, const struct hk_selector_spec *spec,
                    const struct hk_selector **ret_selector)
{
    struct hk_selector *selector = HK_NEW(env->arena, struct hk_selector);
    enum hkr_status status = compile_part(env, &spec->group, &selector->group);
    if (status == HKR_OK)
        status = compile_part(env, &spec->version, &selector->version);
    if (status == HKR_OK)
        status = compile_part(env, &spec->kind, &selector->kind);
    if (status == HKR_OK)
        status = compile_part(env, &spec->name, &selector->name);
    if (status == HKR_OK)
        status = compile_part(env, &spec->ns, &selector->ns);
    if (status != HKR_OK)
        return status;
    compile_labels(env, &spec->label_selector, &selector->labels);
    compile_labels(env, &spec->annotation_selector, &selector->annotations);
    *ret_selector = selector;
    return HKR_OK;
}

static bool
literal_sym(struct hk_env *env, const struct hk_regex *regex, hk_sym *ret_sym)
{
    struct hk_slice text;
    if (!regex || !hk_regex_literal(regex, &text))
        return false;
    *ret_sym = hk_env_sym(env, text);
    return true;
}

bool
hk_selector_plain_name(struct hk_env *env, const struct hk_selector *selector, hk_sym *ret_name)
{
    return literal_sym(env, selector->name, ret_name);
}

bool
hk_selector_plain_kind(struct hk_env *env, const struct hk_selector *selector, hk_sym *ret_kind)
{
    return literal_sym(env, selector->kind, ret_kind);
}

static enum hkr_status
part_matches(struct hk_env *env, const struct hk_regex *regex, hk_sym text, bool *ret_matches)
{
    *ret_matches = true;
    return regex ? hk_regex_matches(env, regex, hk_env_text(env, text), ret_matches) : HKR_OK;
}

/* Whether either text matches. */
static enum hkr_status
either_matches(struct hk_env *env, const struct hk_regex *regex, hk_sym a, hk_sym b,
               bool *ret_matches)
{
    enum hkr_status status = part_matches(env, regex, a, ret_matches);
    if (status != HKR_OK || *ret_matches || a == b)
        return status;
    return part_matches(env, regex, b, ret_matches);
}

static bool
label_of(const void *map, hk_sym key, struct hk_slice *ret_value)
{
    const struct hk_node *value = hk_map_get(map, key);
    if (!value)
        return false;
    *ret_value = value->kind == HK_SCALAR ? hk_node_text(value) : HK_S("");
    return true;
}

/* What kustomize would have put into an annotation of its own. */
struct annotated {
    struct hk_env *env;
    const struct hk_resource *res;
};

static bool
annotation_of(const void *user, hk_sym key, struct hk_slice *ret_value)
{
    const struct annotated *it = user;
    struct hk_env scratch = *it->env;
    struct hk_slice value = {"", 0};
    scratch.arena = it->env->scratch;
    for (size_t i = 0; i < HK_NOTES_MAX && !value.len; i++)
        if (hk_notes_keys[i] == key)
            value = hk_notes_text(&scratch, it->res, i);
    if (!value.len)
        return label_of(hk_resource_annotations(it->res), key, ret_value);
    *ret_value = value;
    return true;
}

static enum hkr_status
check_labels(struct hk_env *env, const struct label_part *part)
{
    if (!part->fault.message)
        return HKR_OK;
    enum hkr_status status =
        hk_diag_report(env->diags, HK_D_LABEL_SELECTOR, part->spec->at,
                       "'%" PRSLICE "' is not a label selector: %s (character %zu)",
                       ARGSLICE(part->spec->text), part->fault.message, part->fault.offset + 1);
    hk_diag_mend(env->diags, "write it as in `app in (web,api), tier!=db, !legacy`");
    return status;
}

static enum hkr_status
labels_match(struct hk_env *env, const struct hk_selector *selector, const struct hk_resource *res,
             bool *ret_matches)
{
    if (selector->labels.spec) {
        enum hkr_status status = check_labels(env, &selector->labels);
        if (status != HKR_OK)
            return status;
        *ret_matches =
            hk_labelsel_matches(selector->labels.selector, label_of, hk_resource_labels(res));
    }
    if (*ret_matches && selector->annotations.spec) {
        enum hkr_status status = check_labels(env, &selector->annotations);
        if (status != HKR_OK)
            return status;
        struct hk_mark mark = hk_arena_mark(env->scratch);
        struct annotated it = {env, res};
        *ret_matches = hk_labelsel_matches(selector->annotations.selector, annotation_of, &it);
        hk_arena_rewind(env->scratch, mark);
    }
    return HKR_OK;
}

/* Name and namespace may be the first or the present ones, in any mix; kind, group and version
 * are the present ones. */
enum hkr_status
hk_selector_matches(struct hk_env *env, const struct hk_selector *selector,
                    const struct hk_resource *res, bool *ret_matches)
{
    const struct hk_gvk *gvk = &res->id.gvk;
    struct hk_id first = hk_resource_original_id(env, res);
    enum hkr_status status = either_matches(env, selector->ns, hk_id_effective_ns(&first),
                                            hk_id_effective_ns(&res->id), ret_matches);
    if (status == HKR_OK && *ret_matches)
        status = either_matches(env, selector->name, first.name, res->id.name, ret_matches);
    if (status == HKR_OK && *ret_matches)
        status = part_matches(env, selector->group, gvk->group, ret_matches);
    if (status == HKR_OK && *ret_matches)
        status = part_matches(env, selector->version, gvk->version, ret_matches);
    if (status == HKR_OK && *ret_matches)
        status = part_matches(env, selector->kind, gvk->kind, ret_matches);
    if (status == HKR_OK && *ret_matches)
        status = labels_match(env, selector, res, ret_matches);
    return status;
}

enum hkr_status
hk_selector_matches_id(struct hk_env *env, const struct hk_selector *selector,
                       const struct hk_id *id, bool *ret_matches)
{
    enum hkr_status status = part_matches(env, selector->group, id->gvk.group, ret_matches);
    if (status == HKR_OK && *ret_matches)
        status = part_matches(env, selector->version, id->gvk.version, ret_matches);
    if (status == HKR_OK && *ret_matches)
        status = part_matches(env, selector->kind, id->gvk.kind, ret_matches);
    if (status == HKR_OK && *ret_matches)
        status = part_matches(env, selector->name, id->name, ret_matches);
    if (status == HKR_OK && *ret_matches)
        status = part_matches(env, selector->ns, id->ns, ret_matches);
    return status;
}

enum hkr_status
hk_selector_matches_labels(struct hk_env *env, const struct hk_selector *selector,
                           const struct hk_resource *res, bool *ret_matches)
{
    *ret_matches = true;
    return labels_match(env, selector, res, ret_matches);
}
