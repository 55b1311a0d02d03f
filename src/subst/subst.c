/* SPDX-License-Identifier: Apache-2.0 */
#include "modes.h"

#include "../base/utf8.h"
#include "../res/factory.h"
#include "../res/trace.h"

static void
take_value(void *user, const struct hk_expr *expr, struct hk_slice *ret_value)
{
    struct hk_subst *subst = user;
    struct hk_variable *variable = hk_variables_find(subst->variables, expr->name);
    if (!variable) {
        if (!subst->unset.len && !hk_expr_has_default(expr))
            subst->unset = expr->name;
        return;
    }
    variable->n_uses++;
    if (variable->secret)
        subst->secret = variable;
    if (hk_utf8_invalid(variable->value) != SIZE_MAX)
        subst->broken = variable;
    else
        *ret_value = variable->value;
}

enum hk_expr_error
hk_subst_evaluate(struct hk_subst *subst, const struct hk_expr *expr)
{
    struct hk_expr_eval eval = {.arena = subst->env->scratch,
                                .limits = subst->env->limits,
                                .value = take_value,
                                .user = subst};
    subst->unset = hk_slice(NULL, 0);
    subst->secret = NULL;
    subst->broken = NULL;
    return hk_expr_evaluate(&eval, expr, subst->out);
}

hk_sym
hk_subst_keep_key(struct hk_subst_walk *walk, const struct hk_pair *pair)
{
    (void)walk;
    return pair->key;
}

/* ---- Messages --------------------------------------------------------------------------- */

void
hk_subst_fault(struct hk_subst *subst, enum hk_code code, struct hk_place at, struct hk_slice path,
               const char *what, const char *mend)
{
    struct hk_diags *diags = subst->env->diags;
    subst->status =
        hk_diag_report(diags, code, at, "what is put into %" PRSLICE " %s", ARGSLICE(path), what);
    hk_diag_mend(diags, "%s", mend);
    hk_resource_blame(subst->env, subst->res);
}

void
hk_subst_remark_secret(struct hk_subst *subst, struct hk_place at, struct hk_slice path)
{
    struct hk_diags *diags = subst->env->diags;
    if (subst->is_secret || !hk_diag_wants(diags, HK_D_SUBST_EXPOSED))
        return;
    hk_diag_remark(diags, HK_D_SUBST_EXPOSED, at,
                   "a value from a Secret is put into %" PRSLICE " of an object that is none",
                   ARGSLICE(path));
    hk_diag_mend(diags, "let the program read it from a Secret, or take the value from elsewhere");
    hk_resource_blame(subst->env, subst->res);
}

void
hk_subst_remark_retyped(struct hk_subst *subst, struct hk_place at, struct hk_slice path)
{
    struct hk_diags *diags = subst->env->diags;
    if (!hk_diag_wants(diags, HK_D_SUBST_RETYPED))
        return;
    hk_diag_remark(diags, HK_D_SUBST_RETYPED, at,
                   "%" PRSLICE " must be a string, and is none with what is put into it",
                   ARGSLICE(path));
    hk_diag_mend(diags, "use the typed mode, or put quotes into the value");
    hk_resource_blame(subst->env, subst->res);
}

/* Variables that nothing uses. */
static void
remark_unused(struct hk_env *env, const struct hk_variables *variables)
{
    if (!hk_diag_wants(env->diags, HK_D_SUBST_UNUSED))
        return;
    for (uint32_t i = 0; i < variables->list.n; i++) {
        struct hk_variable *variable = variables->list.items[i];
        if (variable->n_uses)
            continue;
        hk_diag_remark(env->diags, HK_D_SUBST_UNUSED, hk_variable_place(env, variable),
                       "the variable '%" PRSLICE "' is never used", ARGSLICE(variable->name));
        hk_diag_mend(env->diags, "remove it, or correct its name");
        hk_diag_hide_line(env->diags);
    }
}

/* ---- For explanations -------------------------------------------------------------------- */

/* "${A} from --set, ${B} from vars.env:3, ${C} by default": what @list uses, added to @detail. */
static struct hk_slice
describe(struct hk_subst *subst, const struct hk_expr *list, struct hk_slice detail)
{
    struct hk_env *env = subst->env;
    for (const struct hk_expr *expr = list; expr; expr = expr->next) {
        if (!expr->name.len)
            continue;
        const struct hk_variable *variable = hk_variables_find(subst->variables, expr->name);
        struct hk_slice from = HK_S("by default");
        if (variable && variable->at.file)
            from = hk_arena_printf(env->arena, "from %" PRSLICE ":%u", ARGSLICE(variable->from),
                                   hk_sources_line_number(env->sources, variable->at));
        else if (variable)
            from = hk_arena_concat(env->arena, HK_S("from "), variable->from);
        else if (!hk_expr_has_default(expr))
            from = HK_S("not set");
        detail =
            hk_arena_printf(env->arena, "%" PRSLICE "%s${%" PRSLICE "} %" PRSLICE, ARGSLICE(detail),
                            detail.len ? ", " : "", ARGSLICE(expr->name), ARGSLICE(from));
        detail = describe(subst, expr->args, detail);
    }
    return detail;
}

void
hk_subst_note(struct hk_subst *subst, const struct hk_node *node, struct hk_slice text, bool angles)
{
    struct hk_env *env = subst->env;
    struct hk_expr_fault fault;
    const struct hk_expr *list = NULL;
    if (!env->trace || !hk_expr_parse(env->arena, env->limits, text, angles, &list, &fault))
        return;
    struct hk_slice detail = describe(subst, list, hk_slice(NULL, 0));
    hk_trace_note(env, node, detail, node->flags & HK_NODE_SECRET);
}

/* ---- All objects ------------------------------------------------------------------------ */

/* @faults: those are reported, too; the strict checks are made in any case. */
static enum hkr_status
survey(struct hk_env *env, const struct hk_resset *set, const struct hk_variables *variables,
       bool faults)
{
    struct hk_subst_survey_options options = {.faults = faults, .lenient = variables->lenient};
    struct hk_subst_survey found;
    hk_subst_survey(env, set, variables, &options, &found);
    return found.status;
}

/* A fault that only the text as a whole has: an expression that goes on in the next field. */
static void
report_in_text(struct hk_subst *subst)
{
    struct hk_diags *diags = subst->env->diags;
    const char *what = hk_expr_error_text(subst->in_text);
    subst->status = hk_diag_report(diags, HK_D_SUBST_EXPRESSION, subst->res->at,
                                   "an expression of this object %s",
                                   subst->broken ? "uses a value that is not UTF-8 text"
                                   : what        ? what
                                                 : "uses a variable that is not set");
    hk_diag_mend(diags, "look for `${` in its values");
    hk_resource_blame(subst->env, subst->res);
}

/* An object keeps its kind and its name. */
static void
put_typed(struct hk_subst *subst)
{
    hk_subst_typed(subst);
    if (subst->status != HKR_OK)
        return;
    subst->status = hk_resource_check_meta(subst->env, subst->res->root);
    if (subst->status != HKR_OK)
        hk_resource_blame(subst->env, subst->res);
}

static enum hkr_status
run_each(struct hk_subst *subst, struct hk_resset *set)
{
    enum hkr_status status = HKR_OK;
    bool is_flux = subst->variables->mode == HKR_VARS_FLUX;
    struct hk_slice secret = HK_S("Secret");
    for (uint32_t i = 0; i < set->list.n; i++) {
        hk_env_poll(subst->env);
        subst->res = set->list.items[i];
        if (hk_subst_is_disabled(subst->env, subst->res))
            continue;
        subst->is_secret = hk_slice_eq(hk_env_text(subst->env, subst->res->id.gvk.kind), secret);
        subst->status = HKR_OK;
        subst->in_text = HK_EXPR_OK;
        subst->has_unset = false;
        subst->broken = NULL;
        if (is_flux)
            hk_subst_flux(subst);
        else
            put_typed(subst);
        bool failed = subst->in_text || subst->has_unset || (is_flux && subst->broken);
        if (failed && subst->status == HKR_OK) {
            struct hk_resset one = {.list = {&subst->res, 1, 1}};
            subst->status = survey(subst->env, &one, subst->variables, true);
        }
        if (failed && subst->status == HKR_OK)
            report_in_text(subst);
        status = status == HKR_OK ? subst->status : status;
        hk_resource_refresh(subst->env, subst->res);
    }
    return status;
}

enum hkr_status
hk_subst_run(struct hk_env *env, struct hk_resset *set, struct hk_variables *variables)
{
    bool is_flux = variables->mode == HKR_VARS_FLUX;
    if (is_flux && !variables->list.n && !variables->always)
        return HKR_OK;
    enum hkr_status status = HKR_OK;
    if (!is_flux || hk_diag_wants(env->diags, HK_D_SUBST_DOLLARS))
        status = survey(env, set, variables, !is_flux);
    if (status != HKR_OK)
        return status;
    struct hk_buf *out = HK_NEW(env->arena, struct hk_buf);
    out->heap = hk_arena_heap(env->arena);
    hk_arena_defer(env->arena, hk_buf_release, out);
    struct hk_subst subst = {.env = env, .variables = variables, .out = out};
    status = run_each(&subst, set);
    if (status == HKR_OK)
        remark_unused(env, variables);
    if (status != HKR_OK)
        return status;
    hk_resset_reindex(set);
    return hk_resset_check_unique(env, set, "the substitution of variables");
}
