/* SPDX-License-Identifier: Apache-2.0 */
/* Strategic merge: the schema tables, what results share, and that long inputs stay cheap. What
 * each merge gives is in testdata/cases/merge.cases. */
#include "base/buf.h"
#include "check.h"
#include "merge/merge.h"
#include "merge/schema.h"
#include "yaml/read.h"
#include "yaml/write.h"

/* ---- Cases -------------------------------------------------------------------------------- */

/* Cuts what stands before the first line that begins with @mark off *@rest; all of it when
 * there is none. *@rest goes on behind that line; *@line is that line. */
static struct hk_slice
cut(struct hk_slice *rest, const char *mark, struct hk_slice *line)
{
    size_t at = 0;
    while (at < rest->len && !hk_slice_starts(hk_slice_from(*rest, at), hk_slice_cstr(mark))) {
        size_t end = hk_slice_find(hk_slice_from(*rest, at), '\n');
        at = end == SIZE_MAX ? rest->len : at + end + 1;
    }
    struct hk_slice head = hk_slice_head(*rest, at);
    *rest = hk_slice_from(*rest, at);
    size_t end = hk_slice_find(*rest, '\n');
    *line = hk_slice_head(*rest, end == SIZE_MAX ? rest->len : end);
    *rest = hk_slice_from(*rest, end == SIZE_MAX ? rest->len : end + 1);
    return head;
}

static struct hk_node *
read_part(struct hk_env *env, struct hk_slice text)
{
    struct hk_docs docs = {0};
    enum hkr_status status = hk_read_docs(env, HK_S("case"), text, &docs);
    CHECK(status == HKR_OK && docs.n == 1);
    return status == HKR_OK && docs.n == 1 ? docs.items[0] : NULL;
}

/* Merges the patches of a case into its resource; "fails" or the output. */
static struct hk_slice
outcome(struct hk_env *env, struct hk_slice text, struct hk_slice *ret_want)
{
    struct hk_slice line;
    struct hk_node *root = read_part(env, cut(&text, "---", &line));
    enum hkr_status status = HKR_OK;
    while (hk_slice_eq(line, HK_S("---patch"))) {
        struct hk_node *patch = read_part(env, cut(&text, "---", &line));
        if (root && status == HKR_OK)
            status = hk_merge(env, root, patch, &root);
    }
    bool fails = hk_slice_eq(line, HK_S("---fails"));
    *ret_want = fails ? HK_S("fails") : text;
    struct hk_buf buf = HK_BUF_INIT(hk_arena_heap(env->arena));
    if (status == HKR_OK && root)
        status = hk_write_yaml(env, root, &buf);
    struct hk_slice got = hk_arena_slice(env->arena, hk_buf_slice(&buf));
    hk_buf_fini(&buf);
    return status == HKR_OK ? got : HK_S("fails");
}

/* Blank lines part the cases. */
static struct hk_slice
trimmed(struct hk_slice text)
{
    while (text.len > 0 && text.ptr[text.len - 1] == '\n')
        text.len--;
    return text;
}

static void
test_cases(const char *path)
{
    static char bytes[1 << 18];
    FILE *file = fopen(path, "rb");
    CHECK(file != NULL);
    size_t len = file ? fread(bytes, 1, sizeof bytes, file) : 0;
    CHECK(len < sizeof bytes);
    if (file)
        fclose(file);
    struct hk_slice rest = {bytes, len};
    struct hk_slice name;
    (void)cut(&rest, "=== ", &name);
    int n = 0;
    while (name.len > 0) {
        struct check_env box;
        struct hk_slice next;
        struct hk_slice want;
        check_env_init(&box);
        struct hk_slice text = cut(&rest, "=== ", &next);
        int failed = check_failed;
        struct hk_slice got = outcome(&box.env, text, &want);
        CHECK_TEXT(trimmed(got), trimmed(want));
        if (check_failed > failed)
            printf("in case '%" PRSLICE "'\n", ARGSLICE(hk_slice_from(name, 4)));
        check_env_fini(&box);
        name = next;
        n++;
    }
    CHECK(n > 200);
}

/* ---- By hand ------------------------------------------------------------------------------ */

static struct hk_node *
read_one(struct hk_env *env, const char *text)
{
    struct hk_docs docs = {0};
    CHECK(hk_read_docs(env, HK_S("test"), hk_slice_cstr(text), &docs) == HKR_OK);
    CHECK(docs.n == 1);
    return docs.items[0];
}

static struct hk_node *
at(struct hk_env *env, struct hk_node *node, const char *key)
{
    return hk_map_get(node, hk_env_sym(env, hk_slice_cstr(key)));
}

static hk_schema
field(struct hk_env *env, hk_schema type, const char *name)
{
    return hk_schema_field(env, type, hk_env_sym(env, hk_slice_cstr(name)));
}

static void
test_schema(struct hk_env *env)
{
    hk_schema pod = hk_schema_find(env, HK_S("v1"), HK_S("Pod"));
    CHECK(pod != HK_SCHEMA_NONE);
    CHECK(hk_schema_find(env, HK_S("v1"), HK_S("Deployment")) == HK_SCHEMA_NONE);
    CHECK(hk_schema_find(env, HK_S("autoscaling/v2"), HK_S("HorizontalPodAutoscaler")) ==
          HK_SCHEMA_NONE);
    hk_schema spec = field(env, pod, "spec");
    hk_schema containers = field(env, spec, "containers");
    struct hk_list_rule rule = hk_schema_list_rule(env, containers);
    CHECK(rule.merges && rule.n_keys == 1);
    CHECK_TEXT(rule.keys[0], HK_S("name"));
    rule = hk_schema_list_rule(env, field(env, hk_schema_items(env, containers), "ports"));
    CHECK(rule.merges && rule.n_keys == 2);
    CHECK_TEXT(rule.keys[1], HK_S("protocol"));
    CHECK(field(env, spec, "tolerations") == HK_SCHEMA_PLAIN);
    CHECK(field(env, HK_SCHEMA_PLAIN, "any") == HK_SCHEMA_PLAIN);
    CHECK(field(env, spec, "nosuch") == HK_SCHEMA_NONE);
    hk_schema finalizers = field(env, field(env, pod, "metadata"), "finalizers");
    rule = hk_schema_list_rule(env, finalizers);
    CHECK(rule.merges && rule.n_keys == 0);
}

/* A map and a list of @n entries, each of which the patch changes or deletes: with all-pairs
 * matching this would take minutes. */
static void
test_long(struct hk_env *env)
{
    enum { N = 60000 };
    struct hk_buf base = HK_BUF_INIT(hk_arena_heap(env->arena));
    struct hk_buf patch = HK_BUF_INIT(hk_arena_heap(env->arena));
    hk_buf_append(&base, HK_S("apiVersion: v1\nkind: Service\nspec:\n  ports:\n"));
    hk_buf_append(&patch, HK_S("spec:\n  ports:\n"));
    for (int i = 0; i < N; i++) {
        const char *rest = i % 2 ? ", protocol: TCP" : "";
        hk_buf_append(&base, hk_arena_printf(env->arena, "  - {port: %d%s}\n", i, rest));
        hk_buf_append(&patch, hk_arena_printf(env->arena, "  - {port: %d, protocol: TCP%s}\n", i,
                                              i % 4 == 1 ? ", $patch: delete" : ""));
    }
    hk_buf_append(&base, HK_S("data:\n"));
    hk_buf_append(&patch, HK_S("data:\n"));
    for (int i = 0; i < N; i++) {
        hk_buf_append(&base, hk_arena_printf(env->arena, "  k%d: a\n", i));
        hk_buf_append(&patch,
                      hk_arena_printf(env->arena, "  k%d: %s\n", N - i, i % 2 ? "b" : "null"));
    }
    struct hk_node *dest = read_one(env, hk_arena_strdup(env->arena, hk_buf_slice(&base)));
    struct hk_node *change = read_one(env, hk_arena_strdup(env->arena, hk_buf_slice(&patch)));
    hk_buf_fini(&base);
    hk_buf_fini(&patch);
    struct hk_node *merged = NULL;
    CHECK(hk_merge(env, dest, change, &merged) == HKR_OK);
    CHECK(at(env, merged, "data")->n == N / 2 + 1);
    CHECK(at(env, at(env, merged, "spec"), "ports")->n == N / 4 * 3);
}

/* The inputs stay as they were; untouched parts of both are shared. */
static void
test_sharing(struct hk_env *env)
{
    struct hk_node *base = read_one(env, "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"
                                         "data:\n  a: '1'\n  b: x\n");
    struct hk_node *patch = read_one(env, "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"
                                          "  labels:\n    l: m\ndata:\n  a: 2\n");
    struct hk_node *base_data = at(env, base, "data");
    struct hk_node *merged = NULL;
    CHECK(hk_merge(env, base, patch, &merged) == HKR_OK);
    CHECK(merged != base && at(env, base, "data") == base_data);
    CHECK_TEXT(hk_node_text(at(env, base_data, "a")), HK_S("1"));
    struct hk_node *data = at(env, merged, "data");
    CHECK_TEXT(hk_node_text(at(env, data, "a")), HK_S("2"));
    CHECK(hk_node_is_string(at(env, data, "a")));
    CHECK(at(env, data, "b") == at(env, base_data, "b"));
    CHECK(at(env, at(env, merged, "metadata"), "labels") ==
          at(env, at(env, patch, "metadata"), "labels"));

    struct hk_node *again = NULL; /* the result belongs to the render: changed in place */
    CHECK(hk_merge(env, merged, patch, &again) == HKR_OK);
    CHECK(again == merged);

    struct hk_node *none = read_one(env, "metadata:\n  name: a\n");
    CHECK(hk_merge(env, base, none, &merged) == HKR_OK);
    CHECK(at(env, merged, "data") == base_data);
}

static void
test_faults(struct hk_env *env)
{
    struct hk_node *base = read_one(env, "metadata:\n  name: a\na: 1\nb:\n  c: 1\n");
    struct hk_node *patch = read_one(env, "a: [1]\nb: x\n");
    struct hk_node *merged = NULL;
    CHECK(hk_merge(env, base, patch, &merged) == HKR_E_INPUT);
    CHECK(merged == NULL);
    CHECK(env->diags->n_errors == 2);
    CHECK(env->diags->list.items[0]->code == HK_D_MERGE_KIND);
    CHECK(env->diags->list.items[0]->related != NULL);
    hk_diag_rewind(env->diags, 0);
    CHECK(hk_merge(env, base, read_one(env, "$patch: delete"), &merged) == HKR_OK);
    CHECK(merged == NULL);
    CHECK(hk_merge(env, base, read_one(env, "b:\n  $patch: no"), &merged) == HKR_E_INPUT);
    CHECK(env->diags->list.items[0]->code == HK_D_MERGE_DIRECTIVE);
    hk_diag_rewind(env->diags, 0);
}

int
main(int argc, char **argv)
{
    struct check_env box;
    check_env_init(&box);
    CHECK(argc == 2);
    if (argc == 2)
        test_cases(argv[1]);
    test_schema(&box.env);
    test_sharing(&box.env);
    test_faults(&box.env);
    test_long(&box.env);
    check_env_fini(&box);
    return check_done();
}
