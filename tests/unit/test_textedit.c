/* SPDX-License-Identifier: Apache-2.0 */
/* refactor/textedit: texts that follow a change of their tree. */
#include "check.h"

#include "refactor/textedit.h"
#include "treeedit.h"

struct edit_case {
    const char *name;
    const char *text;
    const char *script; /* see treeedit_run() */
    const char *want;   /* NULL: refused, with ... */
    enum hk_code code;
};

static const struct edit_case cases[] = {
#include "textedit_cases.inc"
};

static void
run(struct check_env *box, const struct edit_case *c)
{
    struct hk_env *env = &box->env;
    struct hk_node *root = NULL;
    hk_file_id file = 0;
    struct hk_slice text = hk_slice_cstr(c->text), got = {"", 0};
    int failed = check_failed;
    env->owner++;
    CHECK(hk_read_config(env, HK_S("k.yaml"), text, &file, &root) == HKR_OK);
    struct hk_node *next = treeedit_run(env, root, hk_slice_cstr(c->script));
    enum hkr_status status = hk_textedit(env, file, text, root, next, &got);
    if (c->want) {
        CHECK(status == HKR_OK);
        CHECK_TEXT(got, hk_slice_cstr(c->want));
    } else {
        CHECK(status == HKR_E_INPUT && env->diags->list.n == 1);
        CHECK(env->diags->list.n && env->diags->list.items[0]->code == c->code);
    }
    for (uint32_t i = 0; i < env->diags->list.n && failed != check_failed; i++)
        printf("    HK%u at %u: %.200s\n", (unsigned)env->diags->list.items[i]->code,
               env->diags->list.items[i]->at.offset, env->diags->list.items[i]->message.ptr);
    if (failed != check_failed)
        printf("    in case '%s'\n", c->name);
    hk_diag_rewind(env->diags, 0);
}

int
main(void)
{
    struct check_env box;
    check_env_init(&box);
    for (size_t i = 0; i < HK_COUNT(cases); i++)
        run(&box, &cases[i]);
    check_env_fini(&box);
    return check_done();
}
