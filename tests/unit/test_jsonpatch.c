/* SPDX-License-Identifier: Apache-2.0 */
/* JSON patches: testdata/cases/json6902.cases, and what text can not show */
#include "check.h"

#include "patch/jsonpatch.h"
#include "patch/jsonread.h"

static struct hk_slice
next_line(struct hk_slice *rest)
{
    struct hk_slice line = hk_slice_head(*rest, hk_slice_find(*rest, '\n'));
    *rest = hk_slice_from(*rest, line.len + 1);
    return line;
}

static struct hk_node *
object_of(struct hk_env *env, struct hk_slice member)
{
    struct hk_node *value = NULL;
    CHECK(hk_json_read(env, member, HK_NOWHERE, false, &value) == HKR_OK);
    return hk_edit_append_pair(env, hk_node_map(env, HK_NOWHERE),
                               hk_edit_pair(hk_env_sym(env, HK_S("o")), value));
}

static enum hkr_status
run_patch(struct hk_env *env, struct hk_slice text, struct hk_node *root, struct hk_node **ret_root)
{
    const struct hk_jsonpatch *patch = NULL;
    struct hk_node *list = NULL;
    enum hkr_status status = hk_json_read(env, text, HK_NOWHERE, false, &list);
    if (status == HKR_OK)
        status = hk_jsonpatch_parse(env, list, &patch);
    if (status == HKR_OK)
        status = hk_jsonpatch_apply(env, patch, root, ret_root);
    return status;
}

static void
run_case(struct hk_env *env, struct hk_slice name, struct hk_slice *rest)
{
    struct hk_node *root = object_of(env, next_line(rest));
    hk_json_share(root); /* as it comes from a file: nobody's */
    struct hk_slice patch = next_line(rest);
    struct hk_slice want = next_line(rest);
    uint32_t n = env->diags->list.n;
    enum hkr_status status = run_patch(env, patch, root, &root);
    bool ok = (status == HKR_OK) == (want.ptr[0] != '!');
    if (ok && status == HKR_OK)
        ok = hk_json_equal(root, object_of(env, want));
    else if (ok)
        ok = env->diags->list.n == n + 1 &&
             (int)env->diags->list.items[n]->code == strtol(want.ptr + 1, NULL, 10);
    if (!ok)
        printf("case: %" PRSLICE "\n", ARGSLICE(name));
    CHECK(ok);
    hk_diag_rewind(env->diags, 0);
}

static void
test_cases(struct hk_env *env, const char *path)
{
    static char text[1 << 16];
    FILE *file = fopen(path, "rb");
    CHECK(file != NULL);
    if (!file)
        return;
    struct hk_slice rest = hk_slice(text, fread(text, 1, sizeof text, file));
    fclose(file);
    while (rest.len) {
        struct hk_slice line = next_line(&rest);
        if (hk_slice_starts(line, HK_S("=== ")))
            run_case(env, hk_slice_from(line, 4), &rest);
    }
}

/* The object stays as it was, and so does the patch: two objects must not share a value. */
static void
test_sharing(struct hk_env *env)
{
    struct hk_slice text = HK_S("[{\"op\":\"add\",\"path\":\"/o/a\",\"value\":{\"x\":1}},"
                                "{\"op\":\"add\",\"path\":\"/o/a/y\",\"value\":2}]");
    const struct hk_jsonpatch *patch = NULL;
    struct hk_node *list = NULL;
    struct hk_node *one = object_of(env, HK_S("{}"));
    struct hk_node *two = object_of(env, HK_S("{}"));
    hk_json_share(one);
    struct hk_node *before = one;
    CHECK(hk_json_read(env, text, HK_NOWHERE, false, &list) == HKR_OK);
    CHECK(hk_jsonpatch_parse(env, list, &patch) == HKR_OK);
    CHECK(hk_jsonpatch_apply(env, patch, one, &one) == HKR_OK);
    CHECK(hk_jsonpatch_apply(env, patch, two, &two) == HKR_OK);
    CHECK(hk_json_equal(one, object_of(env, HK_S("{\"a\":{\"x\":1,\"y\":2}}"))));
    CHECK(hk_json_equal(two, one));
    CHECK(hk_json_equal(before, object_of(env, HK_S("{}"))));
    CHECK(one != before);
}

/* Keys become text, the later of equal ones counts, and there is no not-a-number. */
static void
test_keys(struct hk_env *env)
{
    struct hk_node *one = hk_node_scalar(env, HK_S("1"), HK_TAG_NONE, HK_PLAIN, HK_NOWHERE);
    struct hk_node *nan = hk_node_scalar(env, HK_S(".nan"), HK_TAG_NONE, HK_PLAIN, HK_NOWHERE);
    struct hk_node *root = hk_node_map(env, HK_NOWHERE);
    struct hk_node *got = NULL;
    root = hk_edit_append_pair(env, root, hk_edit_pair(hk_env_sym(env, HK_S("0x10")), one));
    root = hk_edit_append_pair(env, root, hk_edit_pair(HK_SYM_name, nan));
    root = hk_edit_append_pair(env, root, hk_edit_pair(HK_SYM_name, one));
    CHECK(hk_json_form(env, root, &got) == HKR_OK && got->n == 2);
    CHECK(got->pairs[0].key == hk_env_sym(env, HK_S("16")));
    CHECK(got->pairs[0].key_style != HK_PLAIN);
    CHECK(hk_json_form(env, nan, &got) == HKR_E_INPUT);
}

/* The words of YAML 1.1, float64, and quotes only where they are needed. */
static void
test_forms(struct hk_env *env)
{
    static const struct {
        const char *text;
        enum hk_style style;
        const char *want;
        enum hk_style want_style;
    } rows[] = {
        {"yes", HK_PLAIN, "true", HK_PLAIN},      {"yes", HK_DOUBLE, "yes", HK_DOUBLE},
        {"0o7", HK_PLAIN, "7", HK_PLAIN},         {"010", HK_PLAIN, "8", HK_PLAIN},
        {"1000000", HK_PLAIN, "1e+06", HK_PLAIN}, {"word", HK_DOUBLE, "word", HK_PLAIN},
        {"~", HK_PLAIN, "null", HK_PLAIN},        {"2020-01-01", HK_PLAIN, "2020-01-01", HK_DOUBLE},
    };
    for (size_t i = 0; i < HK_COUNT(rows); i++) {
        struct hk_node *got = NULL;
        struct hk_node *node = hk_node_scalar(env, hk_slice_cstr(rows[i].text), HK_TAG_NONE,
                                              rows[i].style, HK_NOWHERE);
        CHECK(hk_json_form(env, node, &got) == HKR_OK);
        CHECK_TEXT(hk_node_text(got), hk_slice_cstr(rows[i].want));
        CHECK(got->style == rows[i].want_style);
    }
}

int
main(int argc, char **argv)
{
    struct check_env box;
    check_env_init(&box);
    CHECK(argc == 2);
    if (argc == 2)
        test_cases(&box.env, argv[1]);
    test_sharing(&box.env);
    test_keys(&box.env);
    test_forms(&box.env);
    check_env_fini(&box);
    return check_done();
}
