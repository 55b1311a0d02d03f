/* SPDX-License-Identifier: Apache-2.0 */
/* write: strings, numbers, keys and collections in the form of kustomize's output. All expected
 * texts were recorded from kustomize 5.8.1. */
#include "check.h"

#include "yaml/edit.h"
#include "yaml/write.h"

static struct hk_node *
scalar(struct hk_env *env, struct hk_slice text, enum hk_tag tag, enum hk_style style)
{
    return hk_node_scalar(env, text, tag, style, HK_NOWHERE);
}

static struct hk_node *
add(struct hk_env *env, struct hk_node *map, struct hk_slice key, enum hk_style key_style,
    struct hk_node *value)
{
    struct hk_pair pair = hk_edit_pair(hk_env_sym(env, key), value);
    pair.key_style = (uint8_t)key_style;
    return hk_edit_append_pair(env, map, pair);
}

static struct hk_node *
wrap(struct hk_env *env, struct hk_slice key, struct hk_node *value)
{
    return add(env, hk_node_map(env, HK_NOWHERE), key, HK_DOUBLE, value);
}

static void
check_yaml(struct check_env *box, const struct hk_node *root, struct hk_slice want)
{
    struct hk_buf buf = HK_BUF_INIT(&box->heap);
    enum hkr_status status = hk_write_yaml(&box->env, root, &buf);
    CHECK(status == HKR_OK);
    CHECK_TEXT(hk_buf_slice(&buf), want);
    hk_buf_fini(&buf);
}

static void
check_fault(struct check_env *box, const struct hk_node *root, enum hkr_status want_status,
            enum hk_code want)
{
    struct hk_buf buf = HK_BUF_INIT(&box->heap);
    uint32_t n = box->diags.list.n;
    CHECK(hk_write_yaml(&box->env, root, &buf) == want_status);
    CHECK(box->diags.list.n > n && box->diags.list.items[n]->code == want);
    hk_diag_rewind(&box->diags, n);
    hk_buf_fini(&buf);
}

/* ---- Values -------------------------------------------------------------------------------- */

struct sample {
    struct hk_slice text;
    enum hk_tag tag;
    enum hk_style style;
    struct hk_slice want; /* behind "x:" */
};

#define STRING(text_, want_)                                                                       \
    {                                                                                              \
        HK_S_INIT(text_), HK_TAG_NONE, HK_DOUBLE, HK_S_INIT(want_)                                 \
    }
#define PLAIN(text_, want_)                                                                        \
    {                                                                                              \
        HK_S_INIT(text_), HK_TAG_NONE, HK_PLAIN, HK_S_INIT(want_)                                  \
    }
#define TAGGED(tag_, text_, want_)                                                                 \
    {                                                                                              \
        HK_S_INIT(text_), HK_TAG_##tag_, HK_DOUBLE, HK_S_INIT(want_)                               \
    }

static const struct sample strings[] = {
    STRING("", " \"\"\n"),
    STRING("yes", " \"yes\"\n"),
    STRING("Y", " \"Y\"\n"),
    STRING("oN", " oN\n"),
    STRING("1e3", " \"1e3\"\n"),
    STRING("1e+", " 1e+\n"),
    STRING("0o17", " \"0o17\"\n"),
    STRING("017", " \"017\"\n"),
    STRING("2020-01-01", " \"2020-01-01\"\n"),
    STRING("12:30", " \"12:30\"\n"),
    STRING("12:60", " 12:60\n"),
    STRING("~", " \"~\"\n"),
    STRING("nan", " nan\n"),
    STRING(".nan", " \".nan\"\n"),
    STRING("=", " =\n"),
    STRING("<<", " <<\n"),
    STRING(" lead", " ' lead'\n"),
    STRING("trail ", " 'trail '\n"),
    STRING("\xC3\xA9\xE6\x97\xA5", " \xC3\xA9\xE6\x97\xA5\n"),
    STRING("a: b", " 'a: b'\n"),
    STRING("a #b", " 'a #b'\n"),
    STRING("a#b", " a#b\n"),
    STRING("- a", " '- a'\n"),
    STRING("-", " '-'\n"),
    STRING("-x", " -x\n"),
    STRING("---a", " '---a'\n"),
    STRING(":a", " :a\n"),
    STRING("a:", " 'a:'\n"),
    STRING(",", " ','\n"),
    STRING("{{ x }}", " '{{ x }}'\n"),
    STRING("$(X)", " $(X)\n"),
    STRING("it's", " it's\n"),
    STRING("'x'", " '''x'''\n"),
    STRING("\"q", " '\"q'\n"),
    STRING("a\\b", " a\\b\n"),
    STRING("tab\there", " \"tab\\there\"\n"),
    STRING("\xF0\x9F\x98\x80", " \"\\U0001F600\"\n"),
    STRING("\0", " \"\\0\"\n"),
    STRING("a\nb", " |-\n  a\n  b\n"),
    STRING("a\n", " |\n  a\n"),
    STRING("a\n\n", " |+\n  a\n\n"),
    STRING("\n", " |2+\n\n"),
    STRING("\na", " |2-\n\n  a\n"),
    STRING("  a\n b\n", " |2\n    a\n   b\n"),
    STRING("a \nb", " \"a \\nb\"\n"),
    STRING("a\r\nb\n", " \"a\\r\\nb\\n\"\n"),
    STRING("a\n\tb\n", " \"a\\n\\tb\\n\"\n"),
    STRING("- x\n", " |\n  - x\n"),
    STRING("a\xC2\x85"
           "b",
           " a b\n"),
    STRING("a \xC2\x85 \xC2\x85 b", " |-\n  a\n  b\n"),
    STRING("\xC2\x85", " ' '\n"),
    STRING("a\xE2\x80\xA8"
           "b",
           " 'a\xE2\x80\xA8  b'\n"),
    STRING("a\n\xE2\x80\xA8"
           "b",
           " |-\n  a\n\xE2\x80\xA8  b\n"),
    STRING("a\xE2\x80\xA8 b", " \"a\\L b\"\n"),
    STRING("a\xEF\xBB\xBF"
           "b",
           " \"a\\uFEFFb\"\n"),
    STRING("\xEF\xBB\xBF"
           "a\xC3\xA9\xE6\x97\xA5 \n",
           " \"\\uFEFF\\x61\\xE9\\u65E5\\x20\\n\"\n"),
};

static const struct sample typed[] = {
    PLAIN("True", " true\n"),
    PLAIN("", " null\n"),
    PLAIN("yes", " \"yes\"\n"),
    PLAIN("017", " 15\n"),
    PLAIN("0x1F", " 31\n"),
    PLAIN("1_000", " 1000\n"),
    PLAIN("-0.0", " 0\n"),
    PLAIN("1.0", " 1\n"),
    PLAIN("1234567.5", " 1.2345675e+06\n"),
    PLAIN("123456789012345678901", " 1.2345678901234568e+20\n"),
    PLAIN("18446744073709551615", " 18446744073709551615\n"),
    PLAIN("9223372036854775808.0", " 9223372036854776000\n"),
    PLAIN("-9223372036854775809", " -9.223372036854776e+18\n"),
    PLAIN("1e16", " 10000000000000000\n"),
    PLAIN("1e20", " 1e+20\n"),
    PLAIN("0.000001", " 1e-06\n"),
    PLAIN("2020-01-01", " \"2020-01-01T00:00:00Z\"\n"),
    PLAIN("a\nb", " |-\n  a\n  b\n"),
    TAGGED(STR, "5", " \"5\"\n"),
    TAGGED(INT, "5", " 5\n"),
    TAGGED(FLOAT, "3", " 3\n"),
    TAGGED(OTHER, "5", " \"5\"\n"),
    TAGGED(NULL, "", " null\n"),
    TAGGED(TIMESTAMP, "2020-01-01", " \"2020-01-01T00:00:00Z\"\n"),
    TAGGED(BINARY, "aGVs\nbG8=", " hello\n"),
    TAGGED(BINARY, "/w==", " \xEF\xBF\xBD\n"),
    {HK_S_INIT("a\n b\nc\n"), HK_TAG_NONE, HK_FOLDED, HK_S_INIT(" |\n  a\n\n   b\n  c\n")},
    {HK_S_INIT("a b\n\n"), HK_TAG_NONE, HK_FOLDED, HK_S_INIT(" |+\n  a b\n\n\n")},
    {HK_S_INIT(" sp\nb\nc\n"), HK_TAG_NONE, HK_FOLDED, HK_S_INIT(" |2\n   sp\n  b c\n")},
};

static void
check_sample(struct check_env *box, const struct sample *sample)
{
    struct hk_node *node = scalar(&box->env, sample->text, sample->tag, sample->style);
    struct hk_slice want = hk_arena_concat(box->env.arena, HK_S("x:"), sample->want);
    check_yaml(box, wrap(&box->env, HK_S("x"), node), want);
}

static void
test_values(struct check_env *box)
{
    for (size_t i = 0; i < HK_COUNT(strings); i++)
        check_sample(box, &strings[i]);
    for (size_t i = 0; i < HK_COUNT(typed); i++)
        check_sample(box, &typed[i]);
}

static void
test_flow(struct check_env *box)
{
    struct hk_env *env = &box->env;
    struct hk_node *map = hk_node_map(env, HK_NOWHERE);
    map->flags |= HK_NODE_FLOW;
    map = add(env, map, HK_S("a"), HK_PLAIN, scalar(env, HK_S(""), HK_TAG_NONE, HK_PLAIN));
    map = add(env, map, HK_S("b"), HK_PLAIN,
              scalar(env, HK_S("2020-01-01T00:00:00+01:00"), HK_TAG_NONE, HK_PLAIN));
    map =
        add(env, map, HK_S("c"), HK_PLAIN, scalar(env, HK_S("2020-01-01"), HK_TAG_NONE, HK_PLAIN));
    check_yaml(box, wrap(env, HK_S("x"), map),
               HK_S("x:\n  a: \"\"\n  b: \"2020-01-01T00:00:00+01:00\"\n"
                    "  c: \"2020-01-01T00:00:00Z\"\n"));
}

/* ---- Folding ------------------------------------------------------------------------------- */

static void
test_folding(struct check_env *box)
{
    struct hk_env *env = &box->env;
    char text[90];
    memset(text, 'a', sizeof text);
    memcpy(text + 77, " b", 2);
    check_yaml(box, wrap(env, HK_S("x"), scalar(env, hk_slice(text, 79), HK_TAG_STR, HK_DOUBLE)),
               hk_arena_printf(env->arena, "x: %.79s\n", text));
    memcpy(text + 77, "a b", 3);
    check_yaml(box, wrap(env, HK_S("x"), scalar(env, hk_slice(text, 80), HK_TAG_STR, HK_DOUBLE)),
               hk_arena_printf(env->arena, "x: %.78s\n  b\n", text));
    text[0] = '\'';
    check_yaml(box, wrap(env, HK_S("x"), scalar(env, hk_slice(text, 80), HK_TAG_STR, HK_DOUBLE)),
               hk_arena_printf(env->arena, "x: '''%.77s\n  b'\n", text + 1));
    memcpy(text, "\t", 1);
    memcpy(text + 78, "  b", 3);
    check_yaml(box, wrap(env, HK_S("x"), scalar(env, hk_slice(text, 81), HK_TAG_STR, HK_DOUBLE)),
               hk_arena_printf(env->arena, "x: \"\\t%.77s\n  \\ b\"\n", text + 1));
}

/* ---- Collections and keys ------------------------------------------------------------------ */

static void
test_collections(struct check_env *box)
{
    struct hk_env *env = &box->env;
    struct hk_node *one = scalar(env, HK_S("1"), HK_TAG_NONE, HK_PLAIN);
    struct hk_node *seq = hk_edit_append(env, hk_node_seq(env, HK_NOWHERE), one);
    struct hk_node *seqs = hk_edit_append(env, hk_node_seq(env, HK_NOWHERE), seq);
    seqs = hk_edit_append(env, seqs, wrap(env, HK_S("k"), seq));
    seqs = hk_edit_append(env, seqs, hk_node_map(env, HK_NOWHERE));
    seqs = hk_edit_append(env, seqs, hk_node_seq(env, HK_NOWHERE));
    check_yaml(box, wrap(env, HK_S("x"), seqs), HK_S("x:\n- - 1\n- k:\n  - 1\n- {}\n- []\n"));
    struct hk_node *map = wrap(env, HK_S("a\nb"), seq);
    map = add(env, map, HK_S("a\n"), HK_DOUBLE, wrap(env, HK_S("d"), one));
    check_yaml(box, wrap(env, HK_S("x"), map),
               HK_S("x:\n  ? |\n    a\n  : d: 1\n  ? |-\n    a\n    b\n  : - 1\n"));
}

static void
test_key_order(struct check_env *box)
{
    static const struct hk_slice order[] = {
        HK_S_INIT(""),
        HK_S_INIT("$y"),
        HK_S_INIT("-x"),
        HK_S_INIT("_x"),
        HK_S_INIT("~"),
        HK_S_INIT("1"),
        HK_S_INIT("2"),
        HK_S_INIT("2a"),
        HK_S_INIT("02"),
        HK_S_INIT("10"),
        HK_S_INIT("A"),
        HK_S_INIT("B"),
        HK_S_INIT("a"),
        HK_S_INIT("a 1"),
        HK_S_INIT("a-b"),
        HK_S_INIT("a.b"),
        HK_S_INIT("a/b"),
        HK_S_INIT("a_b"),
        HK_S_INIT("a1"),
        HK_S_INIT("a1.5"),
        HK_S_INIT("aB"),
        HK_S_INIT("ab"),
        HK_S_INIT("b"),
        HK_S_INIT("\xC3\xA9"),
        HK_S_INIT("\xE6\x97\xA5"),
    };
    struct hk_env *env = &box->env;
    struct hk_node *one = scalar(env, HK_S("1"), HK_TAG_NONE, HK_PLAIN);
    struct hk_node *map = hk_node_map(env, HK_NOWHERE);
    for (size_t i = 0; i < HK_COUNT(order); i++)
        map = add(env, map, order[i * 7 % HK_COUNT(order)], HK_DOUBLE, one);
    check_yaml(box, map,
               HK_S("\"\": 1\n$y: 1\n-x: 1\n_x: 1\n\"~\": 1\n\"1\": 1\n\"2\": 1\n2a: 1\n"
                    "\"02\": 1\n\"10\": 1\nA: 1\nB: 1\na: 1\na 1: 1\na-b: 1\na.b: 1\na/b: 1\n"
                    "a_b: 1\na1: 1\na1.5: 1\naB: 1\nab: 1\nb: 1\n\xC3\xA9: 1\n\xE6\x97\xA5: 1\n"));
}

/* ---- Faults -------------------------------------------------------------------------------- */

static void
check_value_fault(struct check_env *box, struct hk_slice text, enum hk_tag tag, enum hk_code want)
{
    enum hk_style style = tag == HK_TAG_NONE ? HK_PLAIN : HK_DOUBLE;
    check_fault(box, wrap(&box->env, HK_S("x"), scalar(&box->env, text, tag, style)), HKR_E_INPUT,
                want);
}

static void
test_faults(struct check_env *box)
{
    struct hk_env *env = &box->env;
    struct hk_node *one = scalar(env, HK_S("1"), HK_TAG_NONE, HK_PLAIN);
    check_value_fault(box, HK_S(".inf"), HK_TAG_NONE, HK_D_NOT_A_NUMBER);
    check_value_fault(box, HK_S("d"), HK_TAG_INT, HK_D_TAG_MISMATCH);
    check_value_fault(box, HK_S("yes"), HK_TAG_BOOL, HK_D_TAG_MISMATCH);
    check_value_fault(box, HK_S("!!"), HK_TAG_BINARY, HK_D_BINARY_TEXT);
    check_value_fault(box, HK_S("AAA=="), HK_TAG_BINARY, HK_D_BINARY_TEXT);
    check_value_fault(box, HK_S("a\x7F"), HK_TAG_STR, HK_D_CONTROL_CHARACTER);
    check_value_fault(box, HK_S("a\xEF\xBF\xBE"), HK_TAG_STR, HK_D_CONTROL_CHARACTER);
    check_value_fault(box, HK_S("a\xC2\x85--- "), HK_TAG_STR, HK_D_CONTROL_CHARACTER);
    check_value_fault(box, HK_S("a\xFF"), HK_TAG_STR, HK_D_TEXT_ENCODING);
    check_value_fault(box, HK_S("\ta\nb"), HK_TAG_NONE, HK_D_BLOCK_TAB);
    struct hk_node *map = wrap(env, HK_S("k"), one);
    check_fault(box, add(env, map, HK_S("k"), HK_PLAIN, one), HKR_E_INPUT, HK_D_DUPLICATE_KEY);
    map = add(env, hk_node_map(env, HK_NOWHERE), HK_S("5"), HK_PLAIN, one);
    check_yaml(box, map, HK_S("\"5\": 1\n")); /* the object's own keys are strings in any case */
    check_fault(box, wrap(env, HK_S("m"), map), HKR_E_INPUT, HK_D_KEY_TYPE);
    check_fault(box, add(env, hk_node_map(env, HK_NOWHERE), HK_S("~"), HK_PLAIN, one), HKR_E_INPUT,
                HK_D_KEY_TYPE);
    map = add(env, hk_node_map(env, HK_NOWHERE), HK_S("yes"), HK_PLAIN, one);
    check_yaml(box, wrap(env, HK_S("m"), map), HK_S("m:\n  \"yes\": 1\n"));
    check_fault(box, wrap(env, HK_S("a\xC2\x85z"), one), HKR_E_INPUT, HK_D_CONTROL_CHARACTER);
    box->limits.depth = 3;
    map = wrap(env, HK_S("a"), wrap(env, HK_S("b"), wrap(env, HK_S("c"), one)));
    check_yaml(box, map, HK_S("a:\n  b:\n    c: 1\n"));
    check_fault(box, wrap(env, HK_S("d"), map), HKR_E_LIMIT, HK_D_OUTPUT_DEPTH);
    box->limits.output_bytes = 10;
    check_fault(box, map, HKR_E_LIMIT, HK_D_OUTPUT_LIMIT);
    box->limits = (struct hk_limits)HK_LIMITS_DEFAULT;
}

static void
test_key_length(struct check_env *box)
{
    char key[1025];
    memset(key, 'a', sizeof key);
    struct hk_node *one = scalar(&box->env, HK_S("1"), HK_TAG_NONE, HK_PLAIN);
    check_yaml(box, wrap(&box->env, hk_slice(key, 128), one),
               hk_arena_printf(box->env.arena, "%.128s: 1\n", key));
    check_yaml(box, wrap(&box->env, hk_slice(key, 1022), one),
               hk_arena_printf(box->env.arena, "? %.1022s\n: 1\n", key));
    check_fault(box, wrap(&box->env, hk_slice(key, 1023), one), HKR_E_INPUT, HK_D_KEY_LENGTH);
}

/* ---- JSON ---------------------------------------------------------------------------------- */

static void
test_json(struct check_env *box)
{
    struct hk_env *env = &box->env;
    struct hk_buf buf = HK_BUF_INIT(&box->heap);
    hk_write_json_string(&buf, HK_S("a\"\\\b\f\n\r\t\v<>&/\x7F\xE2\x80\xA8\xC3\xA9\xFF"));
    CHECK_TEXT(hk_buf_slice(&buf),
               HK_S("\"a\\\"\\\\\\b\\f\\n\\r\\t\\u000b\\u003c\\u003e\\u0026/\x7F"
                    "\\u2028\xC3\xA9\\ufffd\""));
    buf.len = 0;
    struct hk_node *seq = hk_node_seq(env, HK_NOWHERE);
    seq = hk_edit_append(env, seq, scalar(env, HK_S("1e21"), HK_TAG_NONE, HK_PLAIN));
    seq = hk_edit_append(env, seq, scalar(env, HK_S("1234567.5"), HK_TAG_NONE, HK_PLAIN));
    seq = hk_edit_append(env, seq, scalar(env, HK_S("~"), HK_TAG_NONE, HK_PLAIN));
    seq = hk_edit_append(env, seq, scalar(env, HK_S("TRUE"), HK_TAG_NONE, HK_PLAIN));
    struct hk_node *map = wrap(env, HK_S("k10"), seq);
    map = add(env, map, HK_S("k2"), HK_PLAIN, hk_node_map(env, HK_NOWHERE));
    map = add(env, map, HK_S("Z"), HK_PLAIN, hk_node_seq(env, HK_NOWHERE));
    CHECK(hk_write_json(env, map, &buf) == HKR_OK);
    CHECK_TEXT(hk_buf_slice(&buf),
               HK_S("{\"Z\":[],\"k10\":[1e+21,1234567.5,null,true],\"k2\":{}}"));
    hk_buf_fini(&buf);
}

int
main(void)
{
    struct check_env box;
    check_env_init(&box);
    test_values(&box);
    test_flow(&box);
    test_folding(&box);
    test_collections(&box);
    test_key_order(&box);
    test_faults(&box);
    test_key_length(&box);
    test_json(&box);
    check_env_fini(&box);
    return check_done();
}
