/* SPDX-License-Identifier: Apache-2.0 */
#include "fieldspec.h"

#include "../base/vec.h"

void
hk_fieldspecs_add(struct hk_env *env, struct hk_fieldspecs *specs, struct hk_fieldspec spec)
{
    hk_vec_push(env->arena, specs, spec);
}

static hk_sym
sym_of(struct hk_env *env, const char *text)
{
    return text ? hk_env_sym(env, hk_slice_cstr(text)) : (hk_sym)HK_SYM_EMPTY;
}

void
hk_fieldspecs_add_rows(struct hk_env *env, struct hk_fieldspecs *specs,
                       const struct hk_fieldspec_row *rows, size_t n_rows)
{
    hk_vec_reserve(env->arena, specs, n_rows);
    for (size_t i = 0; i < n_rows; i++) {
        struct hk_gvk gvk = {sym_of(env, rows[i].group), sym_of(env, rows[i].version),
                             sym_of(env, rows[i].kind)};
        struct hk_fieldpath path = hk_fieldpath_parse(env, hk_slice_cstr(rows[i].path));
        hk_fieldspecs_add(
            env, specs, (struct hk_fieldspec){.gvk = gvk, .path = path, .create = rows[i].create});
    }
}
