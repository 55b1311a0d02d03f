/* SPDX-License-Identifier: Apache-2.0 */
/* Texts to trees: shapes, places, and the verdicts on what is no document. */
#include "base/buf.h"
#include "check.h"
#include "yaml/read.h"

/* Trees as one line: {key:value} [item], quoted scalars in quotes, places as @offset. */
static void
dump(struct hk_buf *buf, const struct hk_env *env, const struct hk_node *node)
{
    const char *quote = node->kind == HK_SCALAR && node->style != HK_PLAIN ? "'" : "";
    if (node->kind == HK_SCALAR) {
        hk_buf_append(buf, hk_slice_cstr(quote));
        hk_buf_append(buf, hk_node_text(node));
        hk_buf_append(buf, hk_slice_cstr(quote));
        return;
    }
    hk_buf_byte(buf, node->kind == HK_MAP ? '{' : '[');
    for (uint32_t i = 0; i < node->n; i++) {
        if (i)
            hk_buf_byte(buf, ' ');
        if (node->kind == HK_MAP) {
            hk_buf_append(buf, hk_env_text(env, node->pairs[i].key));
            hk_buf_byte(buf, ':');
        }
        dump(buf, env, node->kind == HK_MAP ? node->pairs[i].value : node->items[i]);
    }
    hk_buf_byte(buf, node->kind == HK_MAP ? '}' : ']');
}

/* What came out: the documents, joined by "|", or "!code@line:column". */
static struct hk_slice
outcome(struct hk_env *env, enum hkr_status status, const struct hk_docs *docs)
{
    struct hk_buf buf = HK_BUF_INIT(hk_arena_heap(env->arena));
    if (status != HKR_OK) {
        const struct hk_diag *diag = env->diags->list.items[env->diags->list.n - 1];
        struct hk_position at = hk_sources_position(env->sources, diag->at);
        return hk_arena_printf(env->arena, "!%d@%u:%u", (int)diag->code, at.line, at.column);
    }
    for (uint32_t i = 0; i < docs->n; i++) {
        if (i)
            hk_buf_byte(&buf, '|');
        dump(&buf, env, docs->items[i]);
    }
    struct hk_slice text = hk_arena_slice(env->arena, hk_buf_slice(&buf));
    hk_buf_fini(&buf);
    return text;
}

static const struct row {
    const char *text;
    const char *want;
} rows[] = {
    /* documents */
    {"", ""},
    {"# nothing\n", ""},
    {"null\n", ""},
    {"---\n~\n---\n\n---\na: 1\n", "{a:1}"},
    {"a: 1\n---\nb: 2\n--- # c\nc: 3\n---", "{a:1}|{b:2}|{c:3}"},
    {"--- {a: 1}\n", "{a:1}"},
    {"---\n---\na: 1\n", "{a:1}"},
    {"a: 1\n---\n---\nb: 1\n---\n", "{a:1}|{b:1}"},
    {"a: 1\n--- x\nb: 2\n", "!1103@2:5"},
    {"a: 1\n...\nb: 2\n", "{a:1}"},
    {"{\"a\": 1}{\"b\": 2}\n", "{a:1}"},
    {"\xEF\xBB\xBF"
     "a: 1\n",
     "{a:1}"},
    {"a: 1\r\n---\r\nb: |\r\n  x\r\n", "{a:1}|{b:'x\n'}"},
    {"a: |\n  x\n---\nb: |\n  y", "{a:'x\n'}|{b:'y'}"},
    /* scalars */
    {"a: 'it''s'\nb: \"q\\t\\u00e9\"\nc: >-\n  x\n  y\nd: x\n  y\n",
     "{a:'it's' b:'q\t\xC3\xA9' c:'x y' d:x y}"},
    {"a: {t: 2001-01-01T01:02:03Z, d: 2001-01-01, e: , n: null}\n",
     "{a:{t:2001-01-01T01:02:03Z d:2001-01-01 e: n:null}}"},
    {"t: 2001-01-01T01:02:03Z\nn:\n", "{t:2001-01-01T01:02:03Z n:}"},
    /* anchors and merges */
    {"a: &x {k: 1}\nb: *x\nc: [*x, *x]\n", "{a:{k:1} b:{k:1} c:[{k:1} {k:1}]}"},
    {"a: &x 1\nb: &x 2\nc: *x\n", "{a:1 b:2 c:2}"},
    {"a: &x {b: &x 1, c: *x}\nd: *x\n", "{a:{b:1 c:1} d:1}"},
    {"a: &x {k: 1, l: 2}\nb: {<<: *x, k: 3}\n", "{a:{k:1 l:2} b:{k:3 l:2}}"},
    {"a: &x {k: 1}\nb: &y {k: 2, l: 3}\nc: {<<: [*x, *y, {m: 4}]}\n",
     "{a:{k:1} b:{k:2 l:3} c:{k:1 l:3 m:4}}"},
    {"a: {<<: {<<: {k: 1}, l: 2}, m: 3}\n", "{a:{m:3 l:2 k:1}}"},
    {"a: {\"<<\": 1, b: 2}\n", "{a:{b:2}}"},
    {"a: {k: 1, k: 2}\n", "{a:{k:1 k:2}}"},
    {"a: {null: 1}\n", "{a:{null:1 null:1}}"},
    {"&k a: 1\nb: *k\n*k : 2\n", "{a:1 b:a a:2}"},
    {"a: *x\n", "!1104@1:4"},
    {"a: 1\n---\nb: &x 1\n---\nc: *x\n", "!1104@5:4"},
    {"a: &x [*x]\n", "!1105@1:8"},
    {"&x a: &y\n  b:\n    c: *y\n", "!1105@3:8"},
    {"a: &x 1\nb: {<<: *x}\n", "!1106@2:5"},
    {"a: &x [{k: 1}]\nb: {<<: *x}\n", "!1106@2:5"},
    {"b: {<<: [[{k: 1}]]}\n", "!1106@1:5"},
    {"b: {<<: }\n", "!1106@1:5"},
    {"b: {<<: {a: 1}, <<: {b: 1}}\n", "!1106@1:17"},
    /* what libyaml alone would refuse */
    {"a: \"it\\'s\\\\\"\nb: \"\\'\"\nc: '\\'\n", "{a:'it's\\' b:''' c:'\\'}"},
    {"\xC3\xA9: [b:, c:d:]\nx: {y:, z: a:}\n", "{\xC3\xA9:[b: c:d:] x:{y:: z:a:}}"},
    {"\xC3\xA9: [b:, \"\\'\", c] d\n", "!1101@1:18"},
    {"a: \"\\'\"\nb: *c\n", "!1104@2:4"},
    /* what is no YAML, or none to kustomize */
    {"a: [b, c?d]\n", "!1101@1:9"},
    {"a: {u: http://x/\xC3\xA9?q: 1}\n", "!1101@1:18"},
    {"a: c?d\nb: \"\\\\/?\"\n", "{a:c?d b:'\\/?'}"},
    {"a: [\"b\\tc\\/d\"]\n", "!1101@1:10"},
    {"a: b: c\n", "!1101@1:5"},
    {"a:\n\tb: 1\n", "!1101@2:1"},
    {"a: \"x\nb: 1\n", "!1101@1:4"},
    {"a: 1\nb 2\nc: 3\n", "!1101@2:1"},
    {"a:\n  b: 1\n c: 2\n", "!1101@3:2"},
    {"- a\nb: 1\n", "!1101@2:1"},
    {"a: \"x\" y\n", "!1101@1:8"},
    {"<<<<<<< HEAD\na: 1\n=======\n", "!1101@1:1"},
    {"a: [1, 2\n", "!1101@1:4"},
    {"\xC3\xA9: \"\xC3\xA9\" x\n", "!1101@1:8"},
    {"a: \"\\ud83d\\ude00\"\n", "!1101@1:7"},
    {"a: 1\nb: x\001y\n", "!1102@2:5"},
    {"a: 1\nb: \xFF\n", "!1102@2:4"},
    {"? [a]\n: 1\n", "!1107@1:3"},
    {"a: {{ b }}\n", "!1107@1:5"},
};

static void
test_docs(void)
{
    for (size_t i = 0; i < HK_COUNT(rows); i++) {
        struct check_env box;
        check_env_init(&box);
        struct hk_docs docs = {0};
        enum hkr_status status =
            hk_read_docs(&box.env, HK_S("f"), hk_slice_cstr(rows[i].text), &docs);
        CHECK_TEXT(outcome(&box.env, status, &docs), hk_slice_cstr(rows[i].want));
        check_env_fini(&box);
    }
}

/* go-yaml v2 merges in the order of the text, and the later of two equal keys counts. */
static void
test_config(void)
{
    static const struct row config[] = {
        {"a: &x {k: 1}\nb: {k: 2, <<: *x, l: 3}\n", "{a:{k:1} b:{k:2 k:1 l:3}}"},
        {"a: {<<: [{k: 1}, {k: 2}], \"<<\": 3}\n", "{a:{k:2 k:1 <<:3}}"},
        {"a: 1\n---\nb: 2\n", "{a:1}"},
        {"a: {b: , 2: 3}\r\nc: 4\r\n", "{a:{b: 2:3} c:4}"},
        {"\r\n# c\r\na: x: y\r\n", "!1101@3:5"},
    };
    for (size_t i = 0; i < HK_COUNT(config); i++) {
        struct check_env box;
        check_env_init(&box);
        struct hk_node *root = NULL;
        hk_file_id file = 0;
        enum hkr_status status =
            hk_read_config(&box.env, HK_S("f"), hk_slice_cstr(config[i].text), &file, &root);
        struct hk_docs docs = {.items = &root, .n = 1};
        CHECK(file == 1);
        CHECK_TEXT(outcome(&box.env, status, &docs), hk_slice_cstr(config[i].want));
        check_env_fini(&box);
    }
}

static void
test_tags(void)
{
    static const struct {
        const char *text;
        enum hk_tag tag, type;
    } tags[] = {
        {"a: 5\n", HK_TAG_NONE, HK_TAG_INT},
        {"a: !!str 5\n", HK_TAG_STR, HK_TAG_STR},
        {"a: !!int \"5\"\n", HK_TAG_INT, HK_TAG_INT},
        {"a: !<tag:yaml.org,2002:float> 5\n", HK_TAG_FLOAT, HK_TAG_FLOAT},
        {"a: !!binary aGk=\n", HK_TAG_BINARY, HK_TAG_BINARY},
        {"a: !!null x\n", HK_TAG_NULL, HK_TAG_NULL},
        {"a: !!timestamp 2001-01-01\n", HK_TAG_TIMESTAMP, HK_TAG_TIMESTAMP},
        {"a: !!merge x\n", HK_TAG_MERGE, HK_TAG_MERGE},
        {"a: !!bool true\n", HK_TAG_BOOL, HK_TAG_BOOL},
        {"a: !!foo 5\n", HK_TAG_OTHER, HK_TAG_STR},
        {"a: !foo 5\n", HK_TAG_OTHER, HK_TAG_STR},
        {"a: ! 5\n", HK_TAG_NONE, HK_TAG_INT},
        {"a: !\n", HK_TAG_NONE, HK_TAG_NULL},
    };
    for (size_t i = 0; i < HK_COUNT(tags); i++) {
        struct check_env box;
        check_env_init(&box);
        struct hk_docs docs = {0};
        CHECK(hk_read_docs(&box.env, HK_S("f"), hk_slice_cstr(tags[i].text), &docs) == HKR_OK);
        const struct hk_node *value = docs.items[0]->pairs[0].value;
        CHECK(value->tag == tags[i].tag && hk_node_type(value) == tags[i].type);
        check_env_fini(&box);
    }
}

static void
test_places(void)
{
    struct check_env box;
    check_env_init(&box);
    struct hk_slice text = HK_S("\xEF\xBB\xBF"
                                "\xC3\xA9: 'x'\nb: {c: d}\n---\n# \xE6\x97\xA5\ne:\n- |\n  t\n");
    struct hk_docs docs = {0};
    CHECK(hk_read_docs(&box.env, HK_S("f"), text, &docs) == HKR_OK);
    CHECK(docs.n == 2 && docs.n_chunks == 2);
    const struct hk_node *a = docs.items[0], *b = docs.items[1];
    CHECK(a->offset == 3 && a->pairs[0].key_offset == 3 && a->pairs[0].value->offset == 7);
    CHECK(a->pairs[0].value->text == text.ptr + 8); /* points into the source */
    CHECK(a->pairs[1].key_offset == 11 && a->pairs[1].value->offset == 14);
    CHECK(a->pairs[1].value->pairs[0].key_offset == 15);
    CHECK(a->pairs[1].value->flags == HK_NODE_FLOW);
    CHECK(b->offset == text.len - 11 && b->pairs[0].value->items[0]->offset == text.len - 6);
    CHECK(b->owner == 0 && b->file == a->file);
    check_env_fini(&box);
}

static void
test_inline(void)
{
    struct check_env box;
    check_env_init(&box);
    struct hk_env *env = &box.env;
    struct hk_slice outer = HK_S("patches:\n- patch: |-\n    a: 1\n\n    b: {c: 2}\n"
                                 "    ---\n    d: *x\n- patch: 'e: 3'\n- patch: \"f: \\t4\"\n");
    struct hk_node *root = NULL;
    hk_file_id file = 0;
    CHECK(hk_read_config(env, HK_S("f"), outer, &file, &root) == HKR_OK);
    const struct hk_node *list = root->pairs[0].value;
    const struct hk_node *literal = list->items[0]->pairs[0].value;
    struct hk_docs docs = {0};
    struct hk_slice body = hk_node_text(literal);
    enum hkr_status status = hk_read_inline(env, hk_node_place(literal), body, &docs);
    CHECK_TEXT(outcome(env, status, &docs), HK_S("!1104@7:8"));
    body.len -= 5;
    status = hk_read_inline(env, hk_node_place(literal), body, &docs);
    CHECK(status == HKR_OK && docs.n == 1 && docs.n_chunks == 2);
    struct hk_position at =
        hk_sources_position(env->sources, hk_node_place(docs.items[0]->pairs[1].value));
    CHECK(at.line == 5 && at.column == 8);
    const struct hk_node *quoted = list->items[1]->pairs[0].value;
    status = hk_read_inline(env, hk_node_place(quoted), hk_node_text(quoted), &docs);
    at = hk_sources_position(env->sources, hk_node_place(docs.items[0]->pairs[0].value));
    CHECK(status == HKR_OK && at.line == 8 && at.column == 14);
    const struct hk_node *escaped = list->items[2]->pairs[0].value;
    status = hk_read_inline(env, hk_node_place(escaped), hk_node_text(escaped), &docs);
    CHECK(status == HKR_OK && docs.items[0]->pairs[0].value->offset == escaped->offset);
    check_env_fini(&box);
}

/* A text in UTF-16 is one chunk, whatever it holds. */
static void
test_utf16(void)
{
    static const char little[] = "\xFF\xFE"
                                 "a\0:\0 \0\xE9\0=\xD8\0\xDE\n\0-\0-\0-\0\n\0b\0:\0 \0*\0c\0";
    struct check_env box;
    check_env_init(&box);
    struct hk_docs docs = {0};
    enum hkr_status status =
        hk_read_docs(&box.env, HK_S("f"), hk_slice(little, sizeof little - 1), &docs);
    CHECK_TEXT(outcome(&box.env, status, &docs), HK_S("{a:\xC3\xA9\xF0\x9F\x98\x80}"));
    CHECK(docs.n_chunks == 1 && docs.items[0]->pairs[0].value->offset == 3);
    status = hk_read_docs(&box.env, HK_S("f"), HK_S("\xFE\xFF\0a\xD8=\0b"), &docs);
    CHECK(status == HKR_E_INPUT);
    status = hk_read_docs(&box.env, HK_S("f"), HK_S("\xFE\xFF\0"), &docs);
    CHECK(status == HKR_E_INPUT);
    check_env_fini(&box);
}

static void
test_limits(void)
{
    struct check_env box;
    check_env_init(&box);
    struct hk_docs docs = {0};
    char deep[20000];
    memset(deep, '[', sizeof deep);
    CHECK(hk_read_docs(&box.env, HK_S("f"), hk_slice(deep, sizeof deep), &docs) == HKR_E_LIMIT);
    for (size_t i = 0; i < sizeof deep; i += 2)
        memcpy(deep + i, "- ", 2);
    CHECK(hk_read_docs(&box.env, HK_S("f"), hk_slice(deep, sizeof deep), &docs) == HKR_E_LIMIT);
    struct hk_buf chain = HK_BUF_INIT(&box.heap); /* each line nests the one before */
    hk_buf_append(&chain, HK_S("- &a0 x\n"));
    for (int i = 1; i < 2000; i++)
        hk_buf_append(&chain, hk_arena_printf(box.env.arena, "- &a%d [[*a%d]]\n", i, i - 1));
    CHECK(hk_read_docs(&box.env, HK_S("f"), hk_buf_slice(&chain), &docs) == HKR_E_LIMIT);
    CHECK_TEXT(outcome(&box.env, HKR_E_LIMIT, &docs), HK_S("!1108@501:11"));
    hk_buf_fini(&chain);
    static const char bomb[] = "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
                               "b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
                               "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
                               "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
                               "e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n"
                               "f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\n"
                               "g: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f,*f]\n"
                               "h: &h [*g,*g,*g,*g,*g,*g,*g,*g,*g,*g]\n";
    CHECK(hk_read_docs(&box.env, HK_S("f"), hk_slice(bomb, sizeof bomb - 1), &docs) == HKR_E_LIMIT);
    CHECK_TEXT(outcome(&box.env, HKR_E_LIMIT, &docs), HK_S("!1109@8:8"));
    struct hk_node *root = NULL;
    hk_file_id file = 0;
    CHECK(hk_read_config(&box.env, HK_S("f"), hk_slice(bomb, sizeof bomb - 1), &file, &root) ==
          HKR_E_INPUT);
    check_env_fini(&box);
}

int
main(void)
{
    test_docs();
    test_config();
    test_tags();
    test_places();
    test_inline();
    test_utf16();
    test_limits();
    return check_done();
}
