/* SPDX-License-Identifier: Apache-2.0 */
/* load/kustomization and load/loader, on trees in memory. */
#include "loading.h"

/* Loads @text as the kustomization of a fresh tree. */
static enum hkr_status
load(struct loading *in, const char *text, const struct hk_kustomization **ret_kust)
{
    loading_init(in);
    loading_add(in, "/k/kustomization.yaml", text);
    CHECK(loading_open(in, "k") == HKR_OK);
    return hk_loader_kustomization(in->loader, ret_kust);
}

static void
expect_fault(const char *text, const char *want)
{
    struct loading in;
    const struct hk_kustomization *kust = NULL;
    CHECK(load(&in, text, &kust) == HKR_E_INPUT);
    CHECK_TEXT(loading_diags(&in), hk_slice_cstr(want));
    loading_fini(&in);
}

static void
expect_fine(const char *text, const char *want_diags)
{
    struct loading in;
    const struct hk_kustomization *kust = NULL;
    CHECK(load(&in, text, &kust) == HKR_OK && kust != NULL);
    CHECK_TEXT(loading_diags(&in), hk_slice_cstr(want_diags));
    loading_fini(&in);
}

static void
test_fields(void)
{
    struct loading in;
    const struct hk_kustomization *kust = NULL;
    CHECK(load(&in,
               "kind: Kustomization\n"
               "NAMEPREFIX: a-\n"
               "namespace: one\nnamespace: two\n"
               "nameSuffix: !!binary LWI=\n"
               "resources: [a.yaml, \"b.yaml\", null]\n"
               "labels:\n- pairs: {app: x, n: 'no', 5: five, app: z}\n  includeSelectors: yes\n"
               "  fields:\n  - {path: spec/x, kind: K, create: true}\n"
               "patches:\n- path: p.yaml\n  target: {kind: Deployment, namespace: ns}\n"
               "  options: {allowNameChange: true}\n- patch: '[]'\n"
               "replicas:\n- {name: web, count: 0x10}\n- {name: db, count: 3.0}\n"
               "images: [{name: nginx, newTag: '1.0'}]\n"
               "configMapGenerator:\n- name: cm\n  literals: [a=b]\n  env: c.env\n"
               "  options: {immutable: on}\n"
               "sortOptions: {order: fifo}\n"
               "buildMetadata: [originAnnotations, whatever]\n",
               &kust) == HKR_OK);
    CHECK_TEXT(loading_diags(&in), HK_S(""));
    if (!kust)
        return;
    CHECK_TEXT(kust->name_prefix.text, HK_S("a-"));
    CHECK_TEXT(kust->name_suffix.text, HK_S("-b"));
    CHECK_TEXT(kust->ns.text, HK_S("two"));
    CHECK(kust->resources.n == 3 && kust->resources.items[2].text.len == 0);
    CHECK_TEXT(kust->resources.items[1].text, HK_S("b.yaml"));
    CHECK(kust->labels.n == 1 && kust->labels.items[0].include_selectors);
    const struct hk_str_map *pairs = &kust->labels.items[0].pairs;
    CHECK(pairs->n == 3);
    CHECK_TEXT(pairs->items[0].value.text, HK_S("z"));
    CHECK_TEXT(pairs->items[1].key.text, HK_S("false"));
    CHECK_TEXT(pairs->items[2].key.text, HK_S("5"));
    CHECK(kust->labels.items[0].fields.n == 1 && kust->labels.items[0].fields.items[0].create);
    CHECK(kust->patches.n == 2 && kust->patches.items[0].has_target);
    CHECK(kust->patches.items[0].allow_name_change && !kust->patches.items[1].has_target);
    CHECK_TEXT(kust->patches.items[0].target.ns.text, HK_S("ns"));
    CHECK(kust->replicas.n == 2 && kust->replicas.items[0].count == 16);
    CHECK(kust->replicas.items[1].count == 3 && kust->replicas.items[1].count_at.file);
    CHECK_TEXT(kust->images.items[0].new_tag.text, HK_S("1.0"));
    CHECK(kust->config_maps.n == 1 && kust->config_maps.items[0].envs.n == 1);
    CHECK(kust->config_maps.items[0].options.immutable);
    CHECK(kust->sort_options.order == HK_SORT_FIFO && kust->build_metadata == HK_META_ORIGIN);
    CHECK_TEXT(kust->dir, HK_S("/k"));
    CHECK_TEXT(kust->file_name, HK_S("kustomization.yaml"));
    loading_fini(&in);
}

static void
test_faults(void)
{
    expect_fault("resource: [a]\nimages:\n- name: x\n  newtag: 1.0\n  digst: y\nspec: {}\n",
                 "k/kustomization.yaml:1:1 HK1201 `resource` is not a field of a kustomization "
                 "(did you mean `resources`?)\n"
                 "k/kustomization.yaml:6:1 HK1201 `spec` is not a field of a kustomization "
                 "(remove it, or move it to where it belongs)\n"
                 "k/kustomization.yaml:5:3 HK1201 `digst` is not a field of an image "
                 "(did you mean `digest`?)\n"
                 "k/kustomization.yaml:4:11 HK1203 `newTag` must be text, but this is a number "
                 "(put it in quotes: \"1.0\")\n");
    expect_fault(
        "resources: a.yaml\nnamePrefix: [x]\nlabels: {a: b}\npatches: [x]\n",
        "k/kustomization.yaml:2:13 HK1202 `namePrefix` must be text, not a list (write one value "
        "behind the colon)\n"
        "k/kustomization.yaml:3:9 HK1202 `labels` must be a list, not a map (begin the line below "
        "with a dash: - value)\n"
        "k/kustomization.yaml:4:11 HK1202 an item of `patches` must be a map, not a single "
        "value (write lines `key: value` below it, indented)\n"
        "k/kustomization.yaml:1:12 HK1202 `resources` must be a list, not a single value "
        "(begin the line below with a dash: - value)\n");
    expect_fault(
        "commonLabels: {a: y, b: 1}\nreplicas: [{count: 1.5}, {count: '2'}]\n",
        "k/kustomization.yaml:1:19 HK1203 an item of `commonLabels` must be text, but this "
        "is a boolean (put it in quotes: \"y\")\n"
        "k/kustomization.yaml:1:25 HK1203 an item of `commonLabels` must be text, but this "
        "is a number (put it in quotes: \"1\")\n"
        "k/kustomization.yaml:2:20 HK1204 `count` must be a whole number of 64 bits "
        "(write digits alone, with a minus sign if need be)\n"
        "k/kustomization.yaml:2:34 HK1202 `count` must be a whole number (without quotes), "
        "but this is text (take the quotes off)\n");
    expect_fault("secretGenerator:\n- name: s\n  literals: [12345]\n",
                 "k/kustomization.yaml:3:14 HK1203 an item of `literals` must be text, but this is "
                 "a number (put it in quotes)\n");
    expect_fault("- a\n",
                 "k/kustomization.yaml:1:1 HK1202 a kustomization must be a map of fields, "
                 "not a list (write its fields as lines `name: value`)\n");
    expect_fault(
        "kind: Deployment\napiVersion: v1\nresources: []\n",
        "k/kustomization.yaml:1:7 HK1207 the kind of a kustomization file cannot be "
        "'Deployment' (write Kustomization or Component)\n"
        "k/kustomization.yaml:2:13 HK1208 the apiVersion of a Kustomization cannot be 'v1' "
        "(write kustomize.config.k8s.io/v1beta1)\n");
}

static void
test_emptiness(void)
{
    static const char empty[] = "k/kustomization.yaml:1:1 HK1206 the kustomization file is empty "
                                "(list what belongs to it under `resources`)\n";
    expect_fault("", empty);
    expect_fault("# nothing\n", empty);
    expect_fault("kind: Kustomization\nresources:\nnamePrefix: ''\n", empty);
    expect_fine("resources: []\n", "");
    expect_fine("metadata: {}\n", "");
    expect_fine("generatorOptions: {}\n", "");
    expect_fine("crds: []\nopenapi: {other: x}\nhelmGlobals: {chartHome: x}\n", "");
    expect_fault("kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\n", empty);
}

static void
test_not_built(void)
{
    expect_fine("helmChartInflationGenerator: [{}]\nhelmCharts: [{}]\n", "");
    expect_fault("replacements: [{sources: {}}]\n",
                 "k/kustomization.yaml:1:17 HK1201 `sources` is not a field of a replacement "
                 "(did you mean `source`?)\n");
    expect_fine("bases: [x]\nimageTags: []\n",
                "k/kustomization.yaml:1:1 HK1220 `bases` is deprecated; its successor is "
                "`resources`\n"
                "k/kustomization.yaml:2:1 HK1220 `imageTags` is deprecated; its successor is "
                "`images`\n");
}

static void
test_discovery(void)
{
    struct loading in;
    const struct hk_kustomization *kust = NULL;
    loading_init(&in);
    CHECK(loading_open(&in, "nope") == HKR_E_INPUT);
    CHECK_TEXT(loading_diags(&in),
               HK_S(":0:0 HK1010 the directory to build, 'nope', does not exist "
                    "(name a directory relative to the one where you are)\n"));
    loading_add(&in, "/k/x.yaml", "");
    CHECK(loading_open(&in, "k/x.yaml") == HKR_E_INPUT);
    CHECK(loading_open(&in, "git@github.com:org/repo") == HKR_E_INPUT);
    (void)loading_diags(&in);
    CHECK(loading_open(&in, "k") == HKR_OK);
    CHECK(hk_loader_kustomization(in.loader, &kust) == HKR_E_INPUT);
    CHECK_TEXT(loading_diags(&in),
               HK_S(":0:0 HK1301 there is no kustomization file in 'k' (it must be called "
                    "kustomization.yaml, kustomization.yml or Kustomization)\n"));
    loading_add(&in, "/k/Kustomization", "resources: []\n");
    in.box.env.owner = 2;
    CHECK(hk_loader_kustomization(in.loader, &kust) == HKR_OK);
    loading_add(&in, "/l/kustomization.yml", "resources: []\n");
    loading_add(&in, "/l/kustomization.yaml/a", "this makes it a directory");
    CHECK(loading_open(&in, "l") == HKR_OK);
    CHECK(hk_loader_kustomization(in.loader, &kust) == HKR_OK);
    loading_add(&in, "/m/kustomization.yml", "resources: []\n");
    loading_add(&in, "/m/Kustomization", "resources: []\n");
    CHECK(loading_open(&in, "m") == HKR_OK);
    CHECK(hk_loader_kustomization(in.loader, &kust) == HKR_E_INPUT);
    CHECK_TEXT(loading_diags(&in), HK_S("m/Kustomization:1:1 HK1302 there is more than one "
                                        "kustomization file in 'm' (keep one of them)\n"));
    loading_fini(&in);
}

static enum hkr_status
classify(struct loading *in, const char *entry, enum hk_entry_kind *kind, struct hk_loader **sub)
{
    struct hk_str str = {hk_slice_cstr(entry), HK_NOWHERE};
    return hk_loader_classify(in->loader, &str, "resources", kind, sub);
}

static void
expect_entry_fault(struct loading *in, const char *entry, const char *code)
{
    enum hk_entry_kind kind;
    struct hk_loader *sub = NULL;
    CHECK(classify(in, entry, &kind, &sub) != HKR_OK);
    struct hk_slice diags = loading_diags(in);
    bool is = hk_slice_starts(hk_slice_from(diags, 5), hk_slice_cstr(code));
    CHECK(is);
    if (!is)
        printf("    %s: want %s, got %" PRSLICE, entry, code, ARGSLICE(diags));
}

static void
test_entries(void)
{
    struct loading in;
    enum hk_entry_kind kind;
    struct hk_loader *sub = NULL, *deeper = NULL;
    loading_init(&in);
    loading_add(&in, "/top/over/kustomization.yaml", "resources: []\n");
    loading_add(&in, "/top/over/a.yaml", "a: b\n");
    loading_add(&in, "/top/over/github.com/org/repo", "a: b\n");
    loading_add(&in, "/top/over/github.com/org/dir/x.yaml", "a: b\n");
    loading_add(&in, "/top/base/b.yaml", "");
    CHECK(loading_open(&in, "/top/over/") == HKR_OK);
    CHECK(classify(&in, "a.yaml", &kind, &sub) == HKR_OK && kind == HK_ENTRY_FILE);
    CHECK(classify(&in, "./x/../a.yaml/", &kind, &sub) == HKR_OK && kind == HK_ENTRY_FILE);
    CHECK(classify(&in, "/top/over/a.yaml", &kind, &sub) == HKR_OK && kind == HK_ENTRY_FILE);
    CHECK(classify(&in, "github.com/org/repo", &kind, &sub) == HKR_OK && kind == HK_ENTRY_FILE);
    CHECK(classify(&in, "../base", &kind, &sub) == HKR_OK && kind == HK_ENTRY_DIRECTORY);
    CHECK_TEXT(sub->root, HK_S("/top/base"));
    expect_entry_fault(&in, "", "HK1303");
    expect_entry_fault(&in, "/top/base", "HK1304");
    expect_entry_fault(&in, "nope.yaml", "HK1305");
    expect_entry_fault(&in, "../nope", "HK1305");
    expect_entry_fault(&in, "../base/b.yaml", "HK1306");
    expect_entry_fault(&in, "github.com/org/dir", "HK1310");
    expect_entry_fault(&in, "https://example.org/x.yaml", "HK1310");
    expect_entry_fault(&in, ".", "HK1311");
    expect_entry_fault(&in, "..", "HK1311");
    struct hk_str back = {HK_S("../over"), HK_NOWHERE};
    CHECK(hk_loader_enter(sub, &back, "components", &deeper) == HKR_E_INPUT);
    (void)loading_diags(&in);
    struct hk_str file = {HK_S("a.yaml"), HK_NOWHERE};
    CHECK(hk_loader_enter(in.loader, &file, "components", &deeper) == HKR_E_INPUT);
    CHECK_TEXT(loading_diags(&in),
               HK_S(":0:0 HK1308 'a.yaml' in `components` is a file, not a directory (name the "
                    "directory that holds the kustomization file)\n"));
    in.loader->restrictor = HKR_LOAD_NONE;
    CHECK(classify(&in, "../base/b.yaml", &kind, &sub) == HKR_OK && kind == HK_ENTRY_FILE);
    loading_fini(&in);
}

static void
test_documents(void)
{
    struct loading in;
    struct hk_docs docs, again;
    struct hk_slice bytes;
    loading_init(&in);
    loading_add(&in, "/k/a.yaml", "a: 1\n---\nb: 2\n");
    loading_add(&in, "/k/sub/x", "");
    CHECK(loading_open(&in, "k") == HKR_OK);
    struct hk_str path = {HK_S("a.yaml"), HK_NOWHERE}, dir = {HK_S("sub"), HK_NOWHERE};
    CHECK(hk_loader_docs(in.loader, &path, "resources", &docs) == HKR_OK && docs.n == 2);
    CHECK(hk_loader_docs(in.loader, &path, "resources", &again) == HKR_OK);
    CHECK(docs.items == again.items);
    CHECK(hk_loader_bytes(in.loader, &path, "files", false, &bytes) == HKR_OK && bytes.len == 14);
    CHECK(hk_loader_bytes(in.loader, &dir, "files", false, &bytes) == HKR_E_INPUT);
    loading_fini(&in);
}

static void
test_configurations(void)
{
    struct loading in;
    struct hk_transform_config config = {0};
    loading_init(&in);
    loading_add(&in, "/k/c.yaml",
                "namePrefix:\n- {path: 5, kind: K, create: true}\n"
                "nameReference:\n- kind: Foo\n  version: v1\n  fieldSpecs: [{path: spec/foo}]\n");
    loading_add(&in, "/k/bad.yaml", "namePrefix: []\nnamePrefix: []\nnameref: []\n");
    CHECK(loading_open(&in, "k") == HKR_OK);
    struct hk_str good = {HK_S("c.yaml"), HK_NOWHERE}, bad = {HK_S("bad.yaml"), HK_NOWHERE};
    CHECK(hk_loader_configuration(in.loader, &good, &config) == HKR_OK);
    CHECK(config.name_prefix.n == 1 && config.name_prefix.items[0].create);
    CHECK_TEXT(hk_env_text(&in.box.env, config.name_prefix.items[0].gvk.kind), HK_S("K"));
    CHECK_TEXT(config.name_prefix.items[0].path.text, HK_S("5"));
    CHECK(config.name_references.n == 1 && config.name_references.items[0].referrers.n == 1);
    CHECK(hk_loader_configuration(in.loader, &bad, &config) == HKR_E_INPUT);
    CHECK_TEXT(loading_diags(&in),
               HK_S("k/bad.yaml:2:1 HK1210 `namePrefix` stands here for the second time "
                    "(make one of the two)\n"
                    "k/bad.yaml:3:1 HK1201 `nameref` is not a field of a transformer configuration "
                    "(the fields that it can have are `namePrefix`, `nameSuffix`, `namespace`, "
                    "`commonLabels`, `labels`, `templateLabels`, `commonAnnotations`, "
                    "`nameReference`, `varReference`, `images`, `replicas`)\n"));
    loading_fini(&in);
}

int
main(void)
{
    test_fields();
    test_faults();
    test_emptiness();
    test_not_built();
    test_discovery();
    test_entries();
    test_documents();
    test_configurations();
    return check_done();
}
