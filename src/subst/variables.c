/* SPDX-License-Identifier: Apache-2.0 */
#include "variables.h"

#include "../base/index.h"

static bool
is_letter(char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26 || c == '_';
}

static bool
is_name(struct hk_slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!is_letter(text.ptr[i]) && (i == 0 || (unsigned char)(text.ptr[i] - '0') > 9))
            return false;
    return text.len > 0;
}

bool
hk_variables_are_sound(const struct hkr_variables *given)
{
    bool sound = given->size == sizeof *given && given->mode <= HKR_VARS_FLUX &&
                 (given->list || !given->n_list) && (given->files || !given->n_files);
    for (size_t i = 0; sound && i < given->n_list; i++)
        sound = given->list[i].name != NULL;
    for (size_t i = 0; sound && i < given->n_files; i++)
        sound = given->files[i] != NULL;
    return sound;
}

static uint32_t
find(const struct hk_variables *variables, struct hk_slice name)
{
    for (uint32_t i = hk_index_first(variables->by_name, hk_hash_bytes(name)); i != HK_INDEX_END;
         i = hk_index_next(variables->by_name, i)) {
        uint32_t at = hk_index_value(variables->by_name, i);
        if (hk_slice_eq(variables->list.items[at]->name, name))
            return at;
    }
    return UINT32_MAX;
}

struct hk_variable *
hk_variables_find(const struct hk_variables *variables, struct hk_slice name)
{
    uint32_t at = find(variables, name);
    return at == UINT32_MAX ? NULL : variables->list.items[at];
}

struct hk_slice
hk_variables_nearest(struct hk_env *env, const struct hk_variables *variables, struct hk_slice typo)
{
    struct hk_slice *names = HK_NEW_ARRAY(env->arena, variables->list.n, struct hk_slice);
    for (uint32_t i = 0; i < variables->list.n; i++)
        names[i] = variables->list.items[i]->name;
    return hk_diag_nearest(typo, names, variables->list.n);
}

/* @text less its line feeds. */
static struct hk_slice
without_line_ends(struct hk_arena *arena, struct hk_slice text)
{
    if (hk_slice_find(text, '\n') == SIZE_MAX)
        return text;
    char *out = hk_arena_alloc(arena, text.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != '\n')
            out[n++] = text.ptr[i];
    return hk_slice(out, n);
}

struct hk_place
hk_variable_place(struct hk_env *env, const struct hk_variable *variable)
{
    if (variable->at.file)
        return variable->at;
    struct hk_sources_loan *loan = hk_sources_lend(env->sources, env->arena);
    struct hk_slice text = hk_arena_slice(env->arena, variable->name);
    hk_file_id file = hk_sources_add(env->sources, variable->from, text, variable->secret);
    hk_sources_lent(loan, variable->secret);
    return (struct hk_place){file, 0, (uint32_t)text.len};
}

enum hkr_status
hk_variables_add(struct hk_env *env, struct hk_variables *variables,
                 const struct hk_variable *definition)
{
    if (!is_name(definition->name)) {
        enum hkr_status status = hk_diag_report(
            env->diags, HK_D_SUBST_NAME, hk_variable_place(env, definition),
            "'%" PRSLICE "' cannot be the name of a variable", ARGSLICE(definition->name));
        hk_diag_mend(env->diags, "use letters, digits and underscores, with no digit first; every "
                                 "key of the source must be such a name, used or not");
        hk_diag_hide_line(env->diags);
        return status;
    }
    struct hk_variable *variable = HK_NEW(env->arena, struct hk_variable);
    uint32_t known = find(variables, definition->name);
    *variable = *definition;
    variable->value = without_line_ends(env->arena, definition->value);
    if (known != UINT32_MAX) {
        variable->hides = variables->list.items[known];
        variables->list.items[known] = variable;
        return HKR_OK;
    }
    hk_index_add(variables->by_name, hk_hash_bytes(variable->name), variables->list.n);
    hk_vec_push(env->arena, &variables->list, variable);
    return HKR_OK;
}

static enum hkr_status
add_given(struct hk_env *env, struct hk_variables *variables, const struct hkr_variable *given)
{
    struct hk_variable definition = {
        .name = hk_slice_cstr(given->name),
        .value = hk_slice_cstr(given->value),
        .from = hk_slice_cstr(given->from ? given->from : "a given variable"),
        .secret = given->secret != 0};
    return given->value ? hk_variables_add(env, variables, &definition) : HKR_OK;
}

enum hkr_status
hk_variables_load(struct hk_env *env, struct hk_files *files, const struct hkr_variables *given,
                  struct hk_variables **ret_variables)
{
    struct hk_variables *variables = HK_NEW(env->arena, struct hk_variables);
    enum hkr_status status = HKR_OK;
    variables->by_name = hk_index_new(env->arena, given->n_list);
    variables->mode = given->mode;
    variables->lenient = given->lenient != 0;
    variables->always = given->always != 0;
    for (size_t i = 0; i < given->n_files; i++) {
        enum hkr_status added =
            hk_variables_add_file(env, files, variables, hk_slice_cstr(given->files[i]));
        status = status == HKR_OK ? added : status;
    }
    for (size_t i = 0; i < given->n_list; i++) {
        enum hkr_status added = add_given(env, variables, &given->list[i]);
        status = status == HKR_OK ? added : status;
    }
    *ret_variables = variables;
    return status;
}
