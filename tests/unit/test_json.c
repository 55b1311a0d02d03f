/* SPDX-License-Identifier: Apache-2.0 */
/* json: trees after their way through JSON text. Texts were recorded from kustomize 5.8.1: an item
 * of a List, and an object under a JSON patch that only tests something. */
#include "check.h"

#include "yaml/edit.h"
#include "yaml/json.h"
#include "yaml/read.h"
#include "yaml/write.h"

typedef enum hkr_status (*convert_fn)(struct hk_env *env, const struct hk_node *root,
                                      struct hk_node **ret_root);

static struct hk_node *
read_one(struct hk_env *env, struct hk_slice text)
{
    struct hk_docs docs = {0};
    CHECK(hk_read_docs(env, HK_S("test"), text, &docs) == HKR_OK && docs.n == 1);
    return docs.items[0];
}

static void
check_converted(struct check_env *box, convert_fn convert, struct hk_slice text,
                struct hk_slice want)
{
    struct hk_buf buf = HK_BUF_INIT(&box->heap);
    struct hk_node *node = NULL;
    CHECK(convert(&box->env, read_one(&box->env, text), &node) == HKR_OK);
    CHECK(hk_write_yaml(&box->env, node, &buf) == HKR_OK);
    CHECK_TEXT(hk_buf_slice(&buf), want);
    hk_buf_fini(&buf);
}

static void
check_refused(struct check_env *box, convert_fn convert, struct hk_slice text, enum hk_code want)
{
    struct hk_node *node = NULL;
    uint32_t n = box->diags.list.n;
    CHECK(convert(&box->env, read_one(&box->env, text), &node) == HKR_E_INPUT);
    CHECK(box->diags.list.n > n && box->diags.list.items[n]->code == want);
    CHECK(!node);
    hk_diag_rewind(&box->diags, n);
}

static void
test_roundtrip(struct check_env *box)
{
    check_converted(
        box, hk_json_roundtrip,
        HK_S("x: {a: , t: 2020-01-01t10:00:00Z}\nn: 9007199254740993\n"
             "f: >\n  a\n   b\n  c\nu: 18446744073709551615\nd: 1234567.0\n"),
        HK_S("d: 1234567\nf: |\n  a\n   b\n  c\n\"n\": 9007199254740993\n"
             "u: 18446744073709551615\nx:\n  a: null\n  t: \"2020-01-01T10:00:00Z\"\n"));
    check_refused(box, hk_json_roundtrip, HK_S("a: 1\na: 2\n"), HK_D_DUPLICATE_KEY);
    check_refused(box, hk_json_roundtrip, HK_S("5: 1\n"), HK_D_KEY_TYPE);
    check_refused(box, hk_json_roundtrip, HK_S("a: \"\\x7f\"\n"), HK_D_CONTROL_CHARACTER);
}

static void
test_rebuild(struct check_env *box)
{
    check_converted(
        box, hk_json_rebuild,
        HK_S("x: {a: , t: 2020-01-01t10:00:00Z}\nn: 9007199254740993\n"
             "f: >\n  a\n   b\n  c\nu: 18446744073709551615\n5: yes\n"),
        HK_S("\"5\": \"yes\"\nf: |\n  a\n\n   b\n  c\n\"n\": 9007199254740992\n"
             "u: 1.8446744073709552e+19\nx:\n  a: \"\"\n  t: \"2020-01-01t10:00:00Z\"\n"));
    check_refused(box, hk_json_rebuild, HK_S("m: {5: 1}\n"), HK_D_KEY_TYPE);
    check_refused(box, hk_json_rebuild, HK_S("a: .nan\n"), HK_D_NOT_A_NUMBER);
    check_refused(box, hk_json_rebuild, HK_S("a: \"\\tb\\nc\"\n"), HK_D_BLOCK_TAB);
}

static void
test_rebuilt_nodes(struct check_env *box)
{
    struct hk_env *env = &box->env;
    struct hk_node *node = NULL;
    CHECK(hk_json_rebuild(env,
                          read_one(env, HK_S("b: 1000000\nc: 'x'\nd: \"5\"\na: \" x\"\ny: {}\n")),
                          &node) == HKR_OK);
    const struct hk_node *number = hk_map_get(node, hk_env_sym(env, HK_S("b")));
    CHECK_TEXT(hk_node_text(number), HK_S("1e+06"));
    CHECK(number->file && number->offset == 3 && number->owner == env->owner);
    CHECK(hk_map_get(node, hk_env_sym(env, HK_S("c")))->style == HK_PLAIN);
    CHECK(hk_map_get(node, hk_env_sym(env, HK_S("d")))->style == HK_DOUBLE);
    CHECK(hk_map_get(node, hk_env_sym(env, HK_S("a")))->style == HK_SINGLE);
    CHECK(hk_map_get(node, hk_env_sym(env, HK_S("y")))->flags & HK_NODE_FLOW);
    CHECK(hk_map_find(node, hk_env_sym(env, HK_S("y")))->key_style == HK_DOUBLE);
}

int
main(void)
{
    struct check_env box;
    check_env_init(&box);
    test_roundtrip(&box);
    test_rebuild(&box);
    test_rebuilt_nodes(&box);
    check_env_fini(&box);
    return check_done();
}
