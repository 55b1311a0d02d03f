/* SPDX-License-Identifier: Apache-2.0 */
/* regular expressions in Go's syntax, label selectors, patch targets */
#include "check.h"

#include "patch/labelsel.h"
#include "patch/selector.h"

/* The verdicts were taken from kustomize 5.8.1, with these patterns as names of patch targets. */
struct regex_case {
    const char *pattern;
    const char *matching; /* names with blanks between; NULL: the pattern is refused */
    const char *others;
};

static const struct regex_case regex_cases[] = {
    {"web", "web", "web1 we Web"},
    {"web.*", "web web-1", "a-web"},
    {"web|db", "web db", "web-1 web|db"},
    {"a|b|c|d|e|", "a e", "f ab"},
    {"web)|(db", "web-1 web db x-db", "x"},
    {".", "x \xc3\xa9", "xx"},
    {"(?i)WEB", "web Web", "we"},
    {"(?i:W)eb", "web Web", "WEB"},
    {"w(?i)e|B", "we wE b B", "W"},
    {"\\Qa.b\\E", "a.b", "axb"},
    {"[[:alpha:]]+", "abc", "ab1"},
    {"[^[:alpha:]]+", "12", "a1"},
    {"\\pL+", "ab\xc3\xa9", "a1"},
    {"\\p{Greek}", "\xce\xb1", "a"},
    {"\\PL", "1", "a"},
    {"\\d{2,3}", "12 123", "1 1234"},
    {"a{,2}", "a{,2}", "aa"},
    {"a{2", "a{2", "aa"},
    {"[a-c]+", "abc", "d"},
    {"[]a]+", "]a", "b"},
    {"[a-]+", "a-a", "b"},
    {"(?P<n>a)(?<m>b)", "ab", "a"},
    {"a+?b*?", "ab aab", "b"},
    {"\\x61\\x{62}\\141", "aba", "ab"},
    {"^web$", "web", "webs"},
    {"\\Aweb\\z", "web", "webs"},
    {"\\bweb\\b", "web", "webs"},
    {"(?U)a+", "aa", "b"},
    {"(?s).+", "ab", ""},
    {"(^)*a", "a", "b"},
    {"()", "", "a"},
    {"(a|)b", "ab b", "a"},
    {"\\_\\-\\.", "_-.", "a"},
    {"(a)\\1", NULL, ""},
    {"(?=a)a", NULL, ""},
    {"(?!a)b", NULL, ""},
    {"(?<=a)b", NULL, ""},
    {"(?>a)b", NULL, ""},
    {"a++", NULL, ""},
    {"a**", NULL, ""},
    {"a{2}{3}", NULL, ""},
    {"*a", NULL, ""},
    {"a|*", NULL, ""},
    {"(a", NULL, ""},
    {"a)", NULL, ""},
    {"[a", NULL, ""},
    {"[b-a]", NULL, ""},
    {"a\\", NULL, ""},
    {"\\Z", NULL, ""},
    {"\\K", NULL, ""},
    {"\\C", NULL, ""},
    {"\\h", NULL, ""},
    {"\\8", NULL, ""},
    {"[[:foo:]]", NULL, ""},
    {"\\p{Foo}", NULL, ""},
    {"a{1001}", NULL, ""},
    {"(a{100}){11}", NULL, ""},
    {"a{3,2}", NULL, ""},
    {"(?P<n>a)(?P<n>b)", "ab", "a"},
    {"(?P<>a)", NULL, ""},
    {"(?R)", NULL, ""},
    {"(?#c)a", NULL, ""},
    {"(?x)a", NULL, ""},
    {"(?C1)a", NULL, ""},
    {"(*UTF)a", NULL, ""},
};

static void
check_names(struct hk_env *env, const struct regex_case *row, const struct hk_regex *regex,
            const char *names, bool want)
{
    struct hk_slice rest = hk_slice_cstr(names);
    while (rest.len) {
        struct hk_slice name = hk_slice_head(rest, hk_slice_find(rest, ' '));
        bool matches = !want;
        rest = hk_slice_from(rest, name.len + 1);
        CHECK(hk_regex_matches(env, regex, name, &matches) == HKR_OK);
        if (matches != want)
            printf("%s on %" PRSLICE "\n", row->pattern, ARGSLICE(name));
        CHECK(matches == want);
    }
}

static void
test_regexes(struct hk_env *env)
{
    for (size_t i = 0; i < HK_COUNT(regex_cases); i++) {
        const struct regex_case *row = &regex_cases[i];
        const struct hk_regex *regex = NULL;
        enum hkr_status status =
            hk_regex_compile(env, hk_slice_cstr(row->pattern), true, HK_NOWHERE, &regex);
        if ((status == HKR_OK) != (row->matching != NULL))
            printf("%s: status %d\n", row->pattern, (int)status);
        CHECK((status == HKR_OK) == (row->matching != NULL));
        if (status != HKR_OK || !row->matching)
            continue;
        check_names(env, row, regex, row->matching, true);
        check_names(env, row, regex, row->others, false);
    }
}

/* A pattern that makes backtracking engines run for ages. */
static void
test_regex_effort(struct hk_env *env)
{
    const struct hk_regex *regex = NULL;
    struct hk_slice text = hk_arena_printf(env->arena, "%0200d!", 0);
    bool matches = true;
    CHECK(hk_regex_compile(env, HK_S("(0*)*(0|00)*1"), true, HK_NOWHERE, &regex) == HKR_OK);
    CHECK(hk_regex_matches(env, regex, text, &matches) == HKR_OK && !matches);
    uint32_t n = env->diags->list.n;
    char *big = hk_arena_alloc(env->arena, 2000000);
    memset(big, '0', 2000000);
    CHECK(hk_regex_matches(env, regex, hk_slice(big, 2000000), &matches) == HKR_E_LIMIT);
    CHECK(env->diags->list.n == n + 1);
}

static bool
get_label(const void *labels, hk_sym key, struct hk_slice *ret_value)
{
    const struct hk_node *value = hk_map_get(labels, key);
    if (value)
        *ret_value = hk_node_text(value);
    return value != NULL;
}

/* Over the labels app=web, n=5, e=(empty): 1 matches, 0 does not, -1 is refused. */
static const struct {
    const char *text;
    int verdict;
} label_cases[] = {
    {"", 1},
    {"app", 1},
    {"!app", 0},
    {"app=web", 1},
    {"app==web", 1},
    {"app!=web", 0},
    {"zz!=web", 1},
    {"app=db", 0},
    {"app in (a,web)", 1},
    {"app notin (a,b)", 1},
    {"zz notin (a)", 1},
    {"zz in (a)", 0},
    {"n>4", 1},
    {"n > 5", 0},
    {"n<6", 1},
    {"app>1", 0},
    {"e=", 1},
    {"e==", 1},
    {"e in ()", 1},
    {"e in (,)", 1},
    {"e in (a,,b)", 1},
    {"app=web,n=5", 1},
    {"app=web,n=6", 0},
    {"in", 0},
    {"in in (in)", 0},
    {"app in a", -1},
    {"app in (a b)", -1},
    {"a b", -1},
    {"app=web,", -1},
    {",app", -1},
    {"n>x", -1},
    {"app=a/b", -1},
    {"-x", -1},
    {"x.y/z", 0},
    {"X.y/z", -1},
    {"a/b/c", -1},
    {"!app=web", -1},
    {"app=-x", -1},
    {"app in (a", -1},
    {"=a", -1},
    {"a_.b", 0},
    {"!zz", 1},
    {"! zz", 1},
    {"app=!web", -1},
};

static void
test_labels(struct hk_env *env)
{
    struct hk_node *labels = hk_node_map(env, HK_NOWHERE);
    static const char *const pairs[][2] = {{"app", "web"}, {"n", "5"}, {"e", ""}};
    for (size_t i = 0; i < HK_COUNT(pairs); i++)
        labels = hk_edit_set(
            env, labels, hk_env_sym(env, hk_slice_cstr(pairs[i][0])),
            hk_node_scalar(env, hk_slice_cstr(pairs[i][1]), HK_TAG_STR, HK_DOUBLE, HK_NOWHERE));
    for (size_t i = 0; i < HK_COUNT(label_cases); i++) {
        struct hk_labelsel_fault fault = {0};
        const struct hk_labelsel *selector =
            hk_labelsel_parse(env, hk_slice_cstr(label_cases[i].text), &fault);
        int verdict = fault.message ? -1 : hk_labelsel_matches(selector, get_label, labels);
        if (verdict != label_cases[i].verdict)
            printf("%s: %d\n", label_cases[i].text, verdict);
        CHECK(verdict == label_cases[i].verdict);
    }
}

static struct hk_resource *
make_config_map(struct hk_env *env, const char *name)
{
    struct hk_node *meta = hk_node_map(env, HK_NOWHERE);
    struct hk_node *root = hk_node_map(env, HK_NOWHERE);
    struct hk_node *text =
        hk_node_scalar(env, hk_slice_cstr(name), HK_TAG_NONE, HK_PLAIN, HK_NOWHERE);
    meta = hk_edit_set(env, meta, HK_SYM_name, text);
    root = hk_edit_set(env, root, HK_SYM_apiVersion,
                       hk_node_scalar(env, HK_S("v1"), HK_TAG_NONE, HK_PLAIN, HK_NOWHERE));
    root = hk_edit_set(env, root, HK_SYM_kind,
                       hk_node_scalar(env, HK_S("ConfigMap"), HK_TAG_NONE, HK_PLAIN, HK_NOWHERE));
    return hk_resource_new(env, hk_edit_set(env, root, HK_SYM_metadata, meta));
}

static bool
selects(struct hk_env *env, struct hk_selector_spec spec, const struct hk_resource *res)
{
    const struct hk_selector *selector = NULL;
    bool matches = false;
    CHECK(hk_selector_compile(env, &spec, &selector) == HKR_OK);
    CHECK(hk_selector_matches(env, selector, res, &matches) == HKR_OK);
    return matches;
}

static struct hk_str
str(const char *text)
{
    return (struct hk_str){hk_slice_cstr(text), HK_NOWHERE};
}

/* First and present name count, those between do not; no namespace is "default". */
static void
test_selectors(struct hk_env *env)
{
    struct hk_resource *res = make_config_map(env, "one");
    static const char *const names[] = {"two", "three"};
    for (size_t i = 0; i < HK_COUNT(names); i++) {
        hk_resource_push_id(env, res);
        hk_resource_set_name(env, res, hk_slice_cstr(names[i]), HK_NOWHERE);
        hk_resource_refresh(env, res);
    }
    CHECK(selects(env, (struct hk_selector_spec){.name = str("one")}, res));
    CHECK(!selects(env, (struct hk_selector_spec){.name = str("two")}, res));
    CHECK(selects(env, (struct hk_selector_spec){.name = str("thr.*")}, res));
    CHECK(selects(env, (struct hk_selector_spec){.ns = str("default")}, res));
    CHECK(selects(env, (struct hk_selector_spec){.kind = str("Config.*")}, res));
    CHECK(!selects(env, (struct hk_selector_spec){.kind = str("Config")}, res));
    CHECK(selects(env, (struct hk_selector_spec){.version = str("v1")}, res));
    CHECK(!selects(env, (struct hk_selector_spec){.group = str("apps")}, res));
    const char *key = "internal.config.kubernetes.io/previousNames";
    CHECK(selects(env, (struct hk_selector_spec){.annotation_selector = str(key)}, res));
    CHECK(!selects(env, (struct hk_selector_spec){.label_selector = str("app")}, res));
}

int
main(void)
{
    struct check_env box;
    check_env_init(&box);
    test_regexes(&box.env);
    test_regex_effort(&box.env);
    test_labels(&box.env);
    test_selectors(&box.env);
    check_env_fini(&box);
    return check_done();
}
