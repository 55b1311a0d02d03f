/* SPDX-License-Identifier: Apache-2.0 */
#include "survey.h"

#include "../base/index.h"

struct survey {
    struct hk_env *env;
    const struct hk_variables *variables;
    const struct hk_subst_survey_options *options;
    struct hk_subst_survey *out;
    struct hk_index *seen; /* places of unset variables: a text may stand in many objects */
    struct hk_subst_walk walk;
    bool in_key;
    uint32_t n_guesses;
};

enum { GUESSES_MAX = 100 }; /* of what may have been meant: each looks at all names */

static void
note(struct survey *survey, enum hkr_status status)
{
    if (survey->out->status == HKR_OK)
        survey->out->status = status;
}

static bool
is_new(struct survey *survey, struct hk_place at, struct hk_slice name)
{
    uint64_t hash =
        hk_hash_mix(hk_hash_mix(hk_hash_bytes(name), at.file), at.file ? at.offset : UINT32_MAX);
    if (at.file && hk_index_first(survey->seen, hash) != HK_INDEX_END)
        return false;
    hk_index_add(survey->seen, hash, 0);
    return true;
}

static void
report_unset(struct survey *survey, const struct hk_expr *expr, struct hk_place at)
{
    struct hk_diags *diags = survey->env->diags;
    struct hk_slice near = {NULL, 0};
    if (!is_new(survey, at, expr->name))
        return;
    if (survey->n_guesses++ < GUESSES_MAX)
        near = hk_variables_nearest(survey->env, survey->variables, expr->name);
    note(survey, hk_diag_report(diags, HK_D_SUBST_UNSET, at,
                                "the variable '%" PRSLICE "' in %" PRSLICE " is not set",
                                ARGSLICE(expr->name), ARGSLICE(hk_subst_path(&survey->walk))));
    if (near.len)
        hk_diag_mend(diags, "set it, or did you mean '%" PRSLICE "'?", ARGSLICE(near));
    else
        hk_diag_mend(diags,
                     "set it with --set or --vars-file, give a default (${NAME:-default}), or "
                     "write $${NAME} for the text itself");
    hk_resource_blame(survey->env, survey->walk.res);
}

/* The text behind the operator of @expr, which stands in @text. */
static struct hk_slice
fallback_of(const struct hk_expr *expr, struct hk_slice text)
{
    size_t skip = 2 + expr->name.len + expr->op.len;
    return hk_slice(text.ptr + expr->offset + skip, expr->length - skip - 1);
}

static void visit_list(struct survey *survey, const struct hk_expr *list,
                       struct hk_subst_finder *finder);

static void
visit(struct survey *survey, const struct hk_expr *expr, struct hk_subst_finder *finder)
{
    struct hk_place at = hk_subst_find(finder, expr->offset, expr->length);
    struct hk_variable *variable = hk_variables_find(survey->variables, expr->name);
    bool has_default = hk_expr_has_default(expr);
    if (!variable && !has_default && survey->options->faults && !survey->options->lenient)
        report_unset(survey, expr, at);
    if (survey->options->keep) {
        struct hk_subst_use use = {.res = survey->walk.res,
                                   .path = hk_subst_path(&survey->walk),
                                   .at = at,
                                   .text = hk_slice(finder->text.ptr + expr->offset, expr->length),
                                   .name = expr->name,
                                   .fallback = has_default ? fallback_of(expr, finder->text)
                                                           : hk_slice(NULL, 0),
                                   .variable = variable,
                                   .has_default = has_default,
                                   .in_key = survey->in_key};
        hk_vec_push(survey->env->arena, &survey->out->uses, use);
    }
    visit_list(survey, expr->args, finder);
}

static void
visit_list(struct survey *survey, const struct hk_expr *list, struct hk_subst_finder *finder)
{
    for (const struct hk_expr *expr = list; expr; expr = expr->next)
        if (expr->name.len)
            visit(survey, expr, finder);
}

/* "$$" that is not there for the sake of an expression: it comes out as "$". */
static void
remark_dollars(struct survey *survey, const struct hk_expr *list, struct hk_subst_finder *finder)
{
    struct hk_diags *diags = survey->env->diags;
    const struct hk_variables *variables = survey->variables;
    const char *end = hk_slice_end(finder->text);
    for (const struct hk_expr *expr = list; expr; expr = expr->next) {
        if (expr->name.len || expr->text.len == expr->length)
            continue;
        const char *at = finder->text.ptr + expr->offset;
        const char *last = at + expr->length;
        for (; last - at >= 2; at++) {
            if (at[0] != '$' || at[1] != '$')
                continue;
            at++;
            char next = at + 1 < end ? at[1] : ' ';
            if (next == '{' || (next == '<' && variables->mode == HKR_VARS_TYPED))
                continue;
            uint32_t offset = (uint32_t)(at - 1 - finder->text.ptr);
            hk_diag_remark(diags, HK_D_SUBST_DOLLARS, hk_subst_find(finder, offset, 2),
                           "`$$` in %" PRSLICE " comes out as `$`",
                           ARGSLICE(hk_subst_path(&survey->walk)));
            hk_diag_mend(diags, "write `$$$$` for both, or exclude the object from substitution");
            hk_resource_blame(survey->env, survey->walk.res);
            return;
        }
    }
}

static void
visit_text(struct survey *survey, struct hk_slice text, struct hk_place at)
{
    struct hk_env *env = survey->env;
    struct hk_diags *diags = env->diags;
    const struct hk_expr *list = NULL;
    struct hk_expr_fault fault;
    struct hk_subst_finder finder = hk_subst_finder(env, at, text);
    if (!hk_expr_parse(env->arena, env->limits, text, survey->walk.angles, &list, &fault)) {
        struct hk_place place = hk_subst_find(&finder, fault.offset, 2);
        if (!survey->options->faults)
            return;
        note(survey, hk_diag_report(
                         diags, HK_D_SUBST_EXPRESSION, place, "an expression in %" PRSLICE " %s",
                         ARGSLICE(hk_subst_path(&survey->walk)), hk_expr_error_text(fault.error)));
        hk_diag_mend(diags, "correct it, or write $${ where the text itself is meant");
        hk_resource_blame(env, survey->walk.res);
        return;
    }
    if (hk_diag_wants(diags, HK_D_SUBST_DOLLARS))
        remark_dollars(survey, list, &finder);
    visit_list(survey, list, &finder);
}

static struct hk_node *
visit_scalar(struct hk_subst_walk *walk, struct hk_node *scalar)
{
    struct survey *survey = walk->user;
    survey->in_key = false;
    visit_text(survey, hk_node_text(scalar), hk_node_place(scalar));
    return scalar;
}

static hk_sym
visit_key(struct hk_subst_walk *walk, const struct hk_pair *pair)
{
    struct survey *survey = walk->user;
    survey->in_key = true;
    visit_text(survey, hk_env_text(walk->env, pair->key), hk_pair_place(pair));
    return pair->key;
}

void
hk_subst_survey(struct hk_env *env, const struct hk_resset *set,
                const struct hk_variables *variables, const struct hk_subst_survey_options *options,
                struct hk_subst_survey *ret_survey)
{
    struct survey survey = {.env = env,
                            .variables = variables,
                            .options = options,
                            .out = ret_survey,
                            .seen = hk_index_new(env->arena, 0)};
    survey.walk = (struct hk_subst_walk){.env = env,
                                         .angles = variables->mode == HKR_VARS_TYPED,
                                         .scalar = visit_scalar,
                                         .key = visit_key,
                                         .user = &survey};
    *ret_survey = (struct hk_subst_survey){.status = HKR_OK};
    for (uint32_t i = 0; i < set->list.n; i++) {
        hk_env_poll(env);
        survey.walk.res = set->list.items[i];
        if (!hk_subst_is_disabled(env, survey.walk.res))
            (void)hk_subst_walk_run(&survey.walk, set->list.items[i]->root);
    }
}
