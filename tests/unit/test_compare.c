/* SPDX-License-Identifier: Apache-2.0 */
/* Comparisons as a caller sees them: sides, pairs, fields, dangers, secrets. */
#include "check.h"

#include <string.h>

/* One comparison of texts or trees, and what came of it as lines. */
struct box {
    struct hkr_fs *fs;
    struct hkr_ctx *ctx;
    struct hkr_result *result;
    char lines[8192];
    size_t n;
};

static void
begin(struct box *box)
{
    struct hkr_ctx_options options = {.size = sizeof options};
    *box = (struct box){0};
    CHECK(hkr_fs_new_memory(NULL, &box->fs) == HKR_OK);
    options.fs = box->fs;
    CHECK(hkr_ctx_new(&options, &box->ctx) == HKR_OK);
}

static void
end(struct box *box)
{
    hkr_result_free(box->result);
    hkr_ctx_free(box->ctx);
    hkr_fs_free(box->fs);
}

static void
add(struct box *box, const char *path, const char *text)
{
    CHECK(hkr_fs_memory_add(box->fs, path, text, strlen(text)) == HKR_OK);
}

static void put(struct box *box, const char *format, ...) HK_PRINTF(2, 3);

static void
put(struct box *box, const char *format, ...)
{
    size_t room = sizeof box->lines - box->n;
    va_list args;
    va_start(args, format);
    int n = vsnprintf(box->lines + box->n, room, format, args);
    va_end(args);
    box->n += n > 0 && (size_t)n < room ? (size_t)n : 0;
}

static void
put_change(struct box *box, size_t i)
{
    static const char *const kinds[] = {"?", "+", "-", "~", "moved"};
    struct hkr_object_change change = {.size = sizeof change};
    struct hkr_field_change field = {.size = sizeof field};
    struct hkr_danger danger = {.size = sizeof danger};
    CHECK(hkr_result_object_change(box->result, i, &change) == HKR_OK);
    put(box, "%s %s %s", kinds[change.kind], change.object_kind, change.name);
    if (change.before_name)
        put(box, " was %s", change.before_name);
    put(box, "%s\n", change.only_references ? " references" : "");
    for (size_t k = 0; k < change.n_fields; k++) {
        CHECK(hkr_result_field_change(box->result, i, k, &field) == HKR_OK);
        put(box, "  %s %s%s", kinds[field.kind], field.path, field.is_image ? " (image)" : "");
        put(box, ": %s -> %s%s\n", field.before ? field.before : "nothing",
            field.after ? field.after : "nothing", field.is_reference ? " (reference)" : "");
    }
    for (size_t k = 0; k < change.n_dangers; k++) {
        CHECK(hkr_result_danger(box->result, i, k, &danger) == HKR_OK);
        put(box, "  ! %s\n", danger.message);
    }
}

static struct hkr_comparison
compare_sides(struct box *box, const struct hkr_side *before, const struct hkr_side *after,
              int ignore_list_order)
{
    struct hkr_compare_options options = {.size = sizeof options,
                                          .ignore_list_order = ignore_list_order,
                                          .digests = 1,
                                          .secret_key = (const unsigned char *)"0123456789abcdef",
                                          .n_secret_key = 16};
    struct hkr_comparison head = {.size = sizeof head};
    hkr_result_free(box->result);
    box->result = NULL;
    box->n = 0;
    box->lines[0] = '\0';
    enum hkr_status status = hkr_compare(box->ctx, before, after, &options, &box->result);
    CHECK(hkr_result_comparison(box->result, &head) == HKR_OK);
    CHECK(status == (head.before_status ? head.before_status : head.after_status));
    CHECK(head.same == (status == HKR_OK && strcmp(head.digest_before, head.digest_after) == 0 &&
                        head.before_present && head.after_present));
    for (size_t i = 0; i < head.n_changes; i++)
        put_change(box, i);
    return head;
}

static struct hkr_comparison
compare_texts(struct box *box, const char *before, const char *after, int ignore_list_order)
{
    struct hkr_side a = {.size = sizeof a, .bytes = before, .name = "before"};
    struct hkr_side b = {.size = sizeof b, .bytes = after, .name = "after"};
    a.n_bytes = before ? strlen(before) : 0;
    b.n_bytes = after ? strlen(after) : 0;
    return compare_sides(box, &a, &b, ignore_list_order);
}

static void
check_texts(const char *before, const char *after, const char *want)
{
    struct box box;
    begin(&box);
    (void)compare_texts(&box, before, after, 0);
    CHECK_TEXT(hk_slice_cstr(box.lines), hk_slice_cstr(want));
    end(&box);
}

static void
check_trees(struct box *box, const char *before, const char *after, const char *want)
{
    struct hkr_side a = {.size = sizeof a, .path = before};
    struct hkr_side b = {.size = sizeof b, .path = after};
    (void)compare_sides(box, &a, &b, 0);
    CHECK_TEXT(hk_slice_cstr(box->lines), hk_slice_cstr(want));
}

#define OBJECT(kind, rest) "apiVersion: v1\nkind: " kind "\nmetadata: {name: a}\n" rest

static void
test_values(void)
{
    check_texts(OBJECT("ConfigMap", "data: {a: b, c: d}\n"),
                "data: {c: 'd', a: \"b\"}\nmetadata:\n  name: a\nkind: ConfigMap\napiVersion: v1\n",
                "");
    check_texts(OBJECT("X", "n: 1\nf: 1.0\nh: 0x1F\nz: ~\n"),
                OBJECT("X", "n: 1\nf: 1\nh: 31\nz: null\n"), "");
    check_texts(OBJECT("X", "n: 1\n"), OBJECT("X", "n: '1'\n"), "~ X a\n  ~ n: 1 -> \"1\"\n");
    check_texts(OBJECT("X", "n: null\nm: {}\n"), OBJECT("X", "m: []\n"),
                "~ X a\n  ~ m: {} -> []\n  - n: null -> nothing\n");
    check_texts(OBJECT("X", "a.b/c: 1\n"), OBJECT("X", "a.b/c: \"x\\ny\\u0001\\\"\"\n"),
                "~ X a\n  ~ [\"a.b/c\"]: 1 -> \"x\\ny\\u0001\\\"\"\n");
}

#define POD(rest) "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n" rest

static void
test_lists(void)
{
    check_texts(POD("  template: {spec: {containers: [{name: x, image: i:1}, {name: y}]}}\n"),
                POD("  template: {spec: {containers: [{name: y}, {name: x, image: i:2}]}}\n"),
                "~ Deployment a\n"
                "  moved spec.template.spec.containers[name=y]: 1 -> 0\n"
                "  ~ spec.template.spec.containers[name=x].image (image): \"i:1\" -> \"i:2\"\n");
    check_texts(POD("  template: {spec: {containers: [{name: x, ports: [{containerPort: 80}, "
                    "{containerPort: 81, protocol: UDP}]}]}}\n"),
                POD("  template: {spec: {containers: [{name: x, ports: [{containerPort: 8080}, "
                    "{containerPort: 81, protocol: UDP}]}]}}\n"),
                "~ Deployment a\n"
                "  ~ spec.template.spec.containers[name=x].ports[containerPort=80].containerPort: "
                "80 -> 8080\n");
    check_texts(POD("  template: {spec: {containers: [{name: x, args: [a, b, c, d, e]}]}}\n"),
                POD("  template: {spec: {containers: [{name: x, args: [a, X, c, e, d, f]}]}}\n"),
                "~ Deployment a\n"
                "  ~ spec.template.spec.containers[name=x].args[1]: \"b\" -> \"X\"\n"
                "  moved spec.template.spec.containers[name=x].args[3]: 4 -> 3\n"
                "  + spec.template.spec.containers[name=x].args[5]: nothing -> \"f\"\n");
    check_texts(OBJECT("X", "l: [{id: 1, v: a}, {id: 2}]\n"),
                OBJECT("X", "l: [{id: 1, v: b}, {id: 3}]\n"),
                "~ X a\n  ~ l[id=1].v: \"a\" -> \"b\"\n  - l[id=2]: {\"id\": 2} -> nothing\n"
                "  + l[id=3]: nothing -> {\"id\": 3}\n");
}

static void
test_order(void)
{
    struct box box;
    begin(&box);
    const char *before = OBJECT("X", "l: [1, [a, b], {k: [x, y]}]\n");
    const char *after = OBJECT("X", "l: [{k: [y, x]}, 1, [b, a]]\n");
    CHECK(!compare_texts(&box, before, after, 0).same);
    CHECK(compare_texts(&box, before, after, 1).same);
    CHECK(!compare_texts(&box, before, OBJECT("X", "l: [{k: [y, x]}, 1, [b, b]]\n"), 1).same);
    CHECK_TEXT(hk_slice_cstr(box.lines), HK_S("~ X a\n  ~ l[2][0]: \"a\" -> \"b\"\n"));
    end(&box);
}

static void
test_objects(void)
{
    check_texts(OBJECT("A", "x: 1\n") "---\n" OBJECT("B", "") "---\n" OBJECT("C", ""),
                OBJECT("C", "") "---\n" OBJECT("A", "x: 2\n") "---\n" OBJECT("D", "y: 1\n"),
                "- B a\n~ A a\n  ~ x: 1 -> 2\n+ D a\n");
    check_texts("kind: List\napiVersion: v1\nitems:\n- {kind: A, metadata: {name: a}, x: 1}\n"
                "- {kind: FooList, items: [{kind: A, metadata: {name: b}}]}\n",
                "kind: A\nmetadata: {name: a}\nx: 1\n---\nkind: A\nmetadata: {name: b}\n", "");
    check_texts("{\"kind\": \"Ingress\", \"apiVersion\": \"extensions/v1beta1\", \"metadata\": "
                "{\"name\": \"a\"}}",
                "kind: Ingress\napiVersion: networking.k8s.io/v1\nmetadata: {name: a}\n",
                "~ Ingress a\n  ~ apiVersion: \"extensions/v1beta1\" -> "
                "\"networking.k8s.io/v1\"\n");
}

/* What a reader of rendered files has to live with. */
static void
test_odd_files(void)
{
    struct box box;
    struct hkr_comparison head;
    begin(&box);
    head = compare_texts(&box, "kind: Job\nmetadata: {generateName: a-}\nx: 1\n",
                         "kind: Job\nmetadata: {generateName: a-}\nx: 2\n", 0);
    CHECK_TEXT(hk_slice_cstr(box.lines), HK_S("~ Job \n  ~ x: 1 -> 2\n"));
    CHECK(hkr_result_n_diags(box.result) == 2 && head.n_before_diags == 1);
    head = compare_texts(&box, OBJECT("A", "x: 1\n") "---\n" OBJECT("A", "x: 2\n"),
                         OBJECT("A", "x: 1\n") "---\n" OBJECT("A", "x: 3\n"), 0);
    CHECK_TEXT(hk_slice_cstr(box.lines), HK_S("~ A a\n  ~ x: 2 -> 3\n"));
    CHECK(hkr_result_n_diags(box.result) == 2);
    head = compare_texts(&box, "- a\n", "", 0);
    CHECK(head.before_status == HKR_E_INPUT && head.after_status == HKR_OK && !head.same);
    head = compare_texts(&box, "", "a: [\n", 0);
    CHECK(head.after_status == HKR_E_INPUT && head.n_changes == 0 && head.n_before_diags == 0);
    head = compare_texts(&box, "", "# nothing\n---\n", 0);
    CHECK(head.same && head.n_objects_after == 0);
    end(&box);
}

static void
test_trees(void)
{
    struct box box;
    begin(&box);
    add(&box, "/base/d.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: "
        "{containers: [{name: c, image: web, envFrom: [{configMapRef: {name: cfg}}]}]}}}\n");
    add(&box, "/base/kustomization.yaml",
        "resources: [d.yaml]\nconfigMapGenerator:\n- name: cfg\n  literals: [a=1]\n");
    add(&box, "/one/kustomization.yaml", "resources: [../base]\n");
    add(&box, "/two/kustomization.yaml",
        "resources: [../base]\nconfigMapGenerator:\n- name: cfg\n  behavior: merge\n"
        "  literals: [a=2]\n");
    add(&box, "/three/kustomization.yaml",
        "resources: [../base]\nnamePrefix: prod-\nnamespace: prod\n");
    add(&box, "/bad/kustomization.yaml", "resources: [none.yaml]\n");
    check_trees(&box, "/one", "/one", "");
    check_trees(&box, "/one", "/two",
                "~ ConfigMap cfg-6gtghh96k8 was cfg-h29d89cmmt\n"
                "  ~ data.a: \"1\" -> \"2\"\n"
                "  ~ metadata.name: \"cfg-h29d89cmmt\" -> \"cfg-6gtghh96k8\" (reference)\n"
                "~ Deployment web references\n"
                "  ~ spec.template.spec.containers[name=c].envFrom[0].configMapRef.name: "
                "\"cfg-h29d89cmmt\" -> \"cfg-6gtghh96k8\" (reference)\n");
    check_trees(&box, "/one", "/three",
                "~ ConfigMap prod-cfg-h29d89cmmt was cfg-h29d89cmmt\n"
                "  ~ metadata.name: \"cfg-h29d89cmmt\" -> \"prod-cfg-h29d89cmmt\" (reference)\n"
                "  + metadata.namespace: nothing -> \"prod\"\n"
                "~ Deployment prod-web was web\n"
                "  ~ metadata.name: \"web\" -> \"prod-web\" (reference)\n"
                "  + metadata.namespace: nothing -> \"prod\"\n"
                "  ~ spec.template.spec.containers[name=c].envFrom[0].configMapRef.name: "
                "\"cfg-h29d89cmmt\" -> \"prod-cfg-h29d89cmmt\" (reference)\n");
    struct hkr_side one = {.size = sizeof one, .path = "/one"};
    struct hkr_side bad = {.size = sizeof bad, .path = "/bad"};
    struct hkr_side none = {.size = sizeof none};
    struct hkr_comparison head = compare_sides(&box, &one, &bad, 0);
    CHECK(head.after_status == HKR_E_INPUT && head.n_changes == 0 &&
          hkr_result_n_diags(box.result));
    head = compare_sides(&box, &one, &none, 0);
    CHECK(head.n_changes == 2 && !head.after_present && !head.same);
    end(&box);
}

static void
test_secrets(void)
{
    struct box box;
    struct hkr_object_change change = {.size = sizeof change};
    begin(&box);
    (void)compare_texts(
        &box, OBJECT("Secret", "stringData: {a: hunter2, b: same}\n"),
        OBJECT("Secret", "data: {x: c2VjcmV0}\nstringData: {a: hunter3, b: same}\n"), 0);
    CHECK(hkr_result_object_change(box.result, 0, &change) == HKR_OK);
    CHECK(!strstr(box.lines, "hunter") && !strstr(box.lines, "c2Vj") &&
          !strstr(change.before_text, "hunter") && !strstr(change.after_text, "hunter") &&
          !strstr(change.after_text, "same") && strstr(change.after_text, "b: (hidden "));
    CHECK_TEXT(hk_slice_cstr(box.lines),
               HK_S("~ Secret a\n  + data: nothing -> {\"x\": \"(hidden 7a083b31f9c8)\"}\n"
                    "  ~ stringData.a: \"(hidden 87907c1f03e3)\" -> \"(hidden cfc3112e63aa)\"\n"));
    end(&box);
}

/* What a replacement copies out of a Secret stays secret. */
static void
test_copied_secrets(void)
{
    struct box box;
    begin(&box);
    add(&box, "/a/all.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {p: hunter2}\n---\n"
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {p: x, q: y}\n");
    add(&box, "/a/kustomization.yaml",
        "resources: [all.yaml]\nreplacements:\n- source: {kind: Secret, name: s, fieldPath: "
        "stringData.p}\n  targets:\n  - select: {kind: ConfigMap}\n    fieldPaths: [data.p]\n");
    add(&box, "/b/kustomization.yaml", "resources: [all.yaml]\n");
    add(&box, "/b/all.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {p: hunter2}\n---\n"
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {p: x, q: y}\n");
    check_trees(&box, "/b", "/a",
                "~ ConfigMap c\n  ~ data.p: \"x\" -> \"(hidden 87907c1f03e3)\"\n");
    end(&box);
}

#define ROLE(rules)                                                                                \
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: r}\nrules:\n"   \
    "- {apiGroups: [''], resources: [pods, '*/log'], verbs: [get, list]}\n"                        \
    "- {apiGroups: [apps], resources: ['*'], verbs: ['*']}\n"                                      \
    "- {apiGroups: [''], resources: [secrets], resourceNames: [a], verbs: [get]}\n"                \
    "- {nonResourceURLs: [/metrics], verbs: [get]}\n" rules
#define BINDING(subjects)                                                                          \
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: b}\n"           \
    "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}\n"                 \
    "subjects: [" subjects "]\n"

/* The first danger of the only change, or "". */
static const char *
danger_of(struct box *box, const char *before, const char *after)
{
    static struct hkr_danger danger;
    danger = (struct hkr_danger){.size = sizeof danger};
    CHECK(compare_texts(box, before, after, 0).n_changes == 1);
    return hkr_result_danger(box->result, 0, 0, &danger) == HKR_OK ? danger.message : "";
}

static void
check_rights(const char *added, const char *want)
{
    struct box box;
    char after[2048];
    begin(&box);
    (void)snprintf(after, sizeof after, "%s%s\n", ROLE(""), added);
    CHECK_TEXT(hk_slice_cstr(danger_of(&box, ROLE(""), after)), hk_slice_cstr(want));
    end(&box);
}

static void
test_rights(void)
{
    check_rights("- {apiGroups: [''], resources: [pods], verbs: [get]}", "");
    check_rights("- {apiGroups: [''], resources: [pods/log], verbs: [list]}", "");
    check_rights("- {apiGroups: [apps], resources: [deployments/scale], verbs: [patch]}", "");
    check_rights("- {apiGroups: [apps], resources: ['*'], verbs: ['*']}", "");
    check_rights("- {apiGroups: [''], resources: [secrets], resourceNames: [a], verbs: [get]}", "");
    check_rights("- {apiGroups: [''], resources: [secrets], verbs: [get]}",
                 "this role now allows what it did not: get secrets");
    check_rights("- {apiGroups: [apps], resources: [x], resourceNames: [b], verbs: [get]}", "");
    check_rights("- {apiGroups: ['', '*'], resources: [pods], verbs: [get, delete]}",
                 "this role now allows what it did not: get pods.* and 2 more");
    check_rights("- {nonResourceURLs: [/metrics, /x], verbs: [get]}",
                 "this role now allows what it did not: get /x");
    struct box box;
    begin(&box);
    CHECK_TEXT(hk_slice_cstr(danger_of(&box,
                                       ROLE("- {apiGroups: [x], verbs: [y], resources: "
                                            "[z]}\n"),
                                       ROLE(""))),
               HK_S(""));
    CHECK_TEXT(hk_slice_cstr(danger_of(&box, BINDING("{kind: User, name: a}"),
                                       BINDING("{kind: User, name: a}, {kind: ServiceAccount, "
                                               "name: b, namespace: n}"))),
               HK_S("the ServiceAccount n/b gets the rights of the ClusterRole r"));
    CHECK_TEXT(hk_slice_cstr(danger_of(&box,
                                       BINDING("{kind: User, name: a}, {kind: User, name: "
                                               "b}"),
                                       BINDING("{kind: User, name: b}"))),
               HK_S(""));
    CHECK_TEXT(hk_slice_cstr(danger_of(&box, "", ROLE(""))), HK_S("this new role allows * *.apps"));
    end(&box);
}

static void
test_dangers(void)
{
    check_texts("apiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n", "",
                "- Namespace n\n  ! everything in this namespace is deleted with it\n");
    check_texts(
        POD("  replicas: 3\n  selector: {matchLabels: {a: b}}\n"),
        POD("  replicas: 0\n  selector: {matchLabels: {a: c}}\n"),
        "~ Deployment a\n  ~ spec.replicas: 3 -> 0\n"
        "  ~ spec.selector.matchLabels.a: \"b\" -> \"c\"\n"
        "  ! the field 'spec.selector.matchLabels.a' of a Deployment cannot be changed; the "
        "object must be deleted first\n"
        "  ! no pod of this Deployment runs any more\n");
}

/* A list of @n items, @step apart from one another, as one line of JSON. */
static char *
long_list(unsigned n, unsigned first, unsigned step)
{
    size_t size = (size_t)n * 24 + 100, len = 0;
    char *text = malloc(size);
    CHECK(text != NULL);
    if (!text)
        exit(1);
    len += (size_t)snprintf(text, size, "{kind: X, metadata: {name: a}, l: [");
    for (unsigned i = 0; i < n; i++)
        len += (size_t)snprintf(text + len, size - len, "{\"v\": \"i%u\"},",
                                (first + (unsigned)((uint64_t)i * step % n)));
    (void)snprintf(text + len, size - len, "]}\n");
    return text;
}

/* What looks at all pairs of items, or counts columns from the beginning of a line, takes minutes
 * for these. */
static void
test_long_lists(void)
{
    enum { N = 100000 };
    struct box box;
    begin(&box);
    char *a = long_list(N, 0, 1), *b = long_list(N, 0, 99991), *c = long_list(N, N, 1);
    struct hkr_side x = {.size = sizeof x, .bytes = a, .n_bytes = strlen(a)};
    struct hkr_side y = {.size = sizeof y, .bytes = b, .n_bytes = strlen(b)};
    struct hkr_side z = {.size = sizeof z, .bytes = c, .n_bytes = strlen(c)};
    struct hkr_object_change change = {.size = sizeof change};
    struct hkr_compare_options options = {.size = sizeof options, .ignore_list_order = 1};
    CHECK(hkr_compare(box.ctx, &x, &y, NULL, &box.result) == HKR_OK);
    CHECK(hkr_result_object_change(box.result, 0, &change) == HKR_OK && change.n_fields > N / 2);
    hkr_result_free(box.result);
    CHECK(hkr_compare(box.ctx, &x, &z, NULL, &box.result) == HKR_OK);
    CHECK(hkr_result_object_change(box.result, 0, &change) == HKR_OK && change.n_fields == N);
    hkr_result_free(box.result);
    CHECK(hkr_compare(box.ctx, &x, &y, &options, &box.result) == HKR_OK);
    CHECK(hkr_result_object_change(box.result, 0, &change) == HKR_E_USAGE);
    free(a);
    free(b);
    free(c);
    end(&box);
}

/* The results of many are those of one by one, whatever the number of threads. */
static void
test_many(void)
{
    enum { N = 12 };
    struct box box;
    char paths[N][16], text[256];
    struct hkr_side befores[N], afters[N];
    struct hkr_result *one[N], *four[N];
    begin(&box);
    add(&box, "/base/kustomization.yaml", "resources: [a.yaml]\n");
    add(&box, "/base/a.yaml", OBJECT("ConfigMap", "data: {a: b}\n"));
    for (int i = 0; i < N; i++) {
        (void)snprintf(paths[i], sizeof paths[i], "/r%d", i);
        (void)snprintf(text, sizeof text, "resources: [../base]\nnamePrefix: p%d-\n%s", i / 2,
                       i == 7 ? "bad: 1\n" : "");
        char file[64];
        (void)snprintf(file, sizeof file, "/r%d/kustomization.yaml", i);
        add(&box, file, text);
        befores[i] = (struct hkr_side){.size = sizeof befores[i], .path = paths[i]};
        afters[i] = (struct hkr_side){.size = sizeof afters[i], .path = paths[(i + 1) % N]};
        befores[i].path = paths[i];
    }
    struct hkr_batch_options batch = {.size = sizeof batch, .threads = 1};
    CHECK(hkr_compare_many(box.ctx, befores, afters, N, NULL, &batch, one) == HKR_E_INPUT);
    batch.threads = 4;
    CHECK(hkr_compare_many(box.ctx, befores, afters, N, NULL, &batch, four) == HKR_E_INPUT);
    for (int i = 0; i < N; i++) {
        struct hkr_comparison a = {.size = sizeof a}, b = {.size = sizeof b};
        CHECK(hkr_result_comparison(one[i], &a) == HKR_OK);
        CHECK(hkr_result_comparison(four[i], &b) == HKR_OK);
        CHECK(a.same == b.same && a.n_changes == b.n_changes && a.after_status == b.after_status);
        CHECK(a.same == (i % 2 == 0 && i != 6));
        CHECK((a.before_status == HKR_OK) == (i != 7) && (a.after_status == HKR_OK) == (i != 6));
        hkr_result_free(one[i]);
        hkr_result_free(four[i]);
    }
    end(&box);
}

struct failing {
    size_t left; /* calls that still succeed */
    size_t held;
};

static void *
failing_realloc(void *user, void *ptr, size_t old_size, size_t new_size)
{
    struct failing *failing = user;
    if (new_size && !failing->left--) {
        failing->left = 0;
        return NULL;
    }
    failing->held += new_size;
    failing->held -= old_size;
    if (new_size)
        return realloc(ptr, new_size);
    free(ptr);
    return NULL;
}

/* Whatever allocation fails, nothing is lost. */
static void
test_out_of_memory(void)
{
    struct failing failing = {0};
    struct hkr_allocator allocator = {failing_realloc, &failing};
    struct hkr_ctx_options options = {.size = sizeof options, .allocator = &allocator};
    const char *before = OBJECT("Secret", "data: {a: b}\n") "---\n" ROLE("");
    const char *after = OBJECT("Secret", "data: {a: c}\n") "---\n" OBJECT("X", "l: [1, 2]\n");
    struct hkr_side a = {.size = sizeof a, .bytes = before, .n_bytes = strlen(before)};
    struct hkr_side b = {.size = sizeof b, .bytes = after, .n_bytes = strlen(after)};
    enum hkr_status status = HKR_E_NOMEM;
    for (size_t n = 0; status == HKR_E_NOMEM && n < 10000; n++) {
        struct hkr_ctx *ctx = NULL;
        struct hkr_result *result = NULL;
        failing = (struct failing){.left = n};
        status = hkr_ctx_new(&options, &ctx);
        if (status == HKR_OK)
            status = hkr_compare(ctx, &a, &b, NULL, &result);
        CHECK((status == HKR_E_NOMEM) == (result == NULL));
        hkr_result_free(result);
        hkr_ctx_free(ctx);
        CHECK(failing.held == 0);
    }
    CHECK(status == HKR_OK);
}

/* A comparison that is ended says so of both sides: neither is one without objects. */
static void
test_cancelled(void)
{
    struct box box;
    volatile int cancel = 1;
    struct hkr_ctx_options options = {.size = sizeof options, .cancel = &cancel};
    struct hkr_ctx *ctx = NULL;
    struct hkr_result *result = NULL;
    struct hkr_comparison head = {.size = sizeof head};
    begin(&box);
    add(&box, "/a/kustomization.yaml", "resources: [a.yaml]\n");
    add(&box, "/a/a.yaml", OBJECT("ConfigMap", ""));
    options.fs = box.fs;
    struct hkr_side side = {.size = sizeof side, .path = "/a"};
    CHECK(hkr_ctx_new(&options, &ctx) == HKR_OK);
    CHECK(hkr_compare(ctx, &side, &side, NULL, &result) == HKR_E_CANCELLED);
    CHECK(hkr_result_comparison(result, &head) == HKR_OK && !head.same && !head.n_changes);
    CHECK(head.before_status == HKR_E_CANCELLED && head.after_status == HKR_E_CANCELLED);
    CHECK(head.before_present && head.after_present && hkr_result_n_diags(result) == 1);
    hkr_result_free(result);
    hkr_ctx_free(ctx);
    end(&box);
}

int
main(void)
{
    test_values();
    test_lists();
    test_order();
    test_objects();
    test_odd_files();
    test_trees();
    test_secrets();
    test_copied_secrets();
    test_rights();
    test_dangers();
    test_long_lists();
    test_many();
    test_out_of_memory();
    test_cancelled();
    return check_done();
}
