/* SPDX-License-Identifier: Apache-2.0 */
/* The data of src/transform and its pure parts. What the transformers do to manifests is pinned by
 * golden cases. */
#include "check.h"

#include "transform/image_name.h"
#include "transform/steps.h"
#include "transform/tables.h"

/* The steps of a built-in row are what parsing its text would give. */
static void
check_row(struct hk_env *env, const struct hk_fieldspec *spec)
{
    struct hk_fieldpath path = hk_fieldpath_parse(env, spec->path.text);
    bool same = path.n_steps == spec->path.n_steps;
    for (uint32_t i = 0; same && i < path.n_steps; i++)
        same = path.steps[i].key == spec->path.steps[i].key &&
               path.steps[i].is_seq == spec->path.steps[i].is_seq;
    if (!same)
        printf("row '%" PRSLICE "':\n", ARGSLICE(spec->path.text));
    CHECK(same);
}

static void
check_rows(struct hk_env *env, const struct hk_fieldspecs *specs, uint32_t want)
{
    CHECK(specs->n == want);
    for (uint32_t i = 0; i < specs->n; i++)
        check_row(env, &specs->items[i]);
}

static void
test_tables(struct hk_env *env)
{
    struct hk_transform_config config;
    hk_transform_defaults(env, &config);
    check_rows(env, &config.name_prefix, 1);
    check_rows(env, &config.name_suffix, 1);
    check_rows(env, &config.ns, 3);
    check_rows(env, &config.common_labels, 32);
    check_rows(env, &config.template_labels, 10);
    check_rows(env, &config.common_annotations, 9);
    check_rows(env, &config.images, 6);
    check_rows(env, &config.replicas, 4);
    uint32_t n = 0;
    for (uint32_t i = 0; i < config.name_references.n; i++) {
        const struct hk_fieldspecs *referrers = &config.name_references.items[i].referrers;
        check_rows(env, referrers, referrers->n);
        n += referrers->n;
    }
    CHECK(config.name_references.n == 16);
    CHECK(n == 166);
    check_row(env, &hk_transform_metadata_labels);
}

static struct hk_fieldspec
row(struct hk_env *env, const char *kind, const char *path, bool create)
{
    struct hk_fieldspec spec = {
        .path = hk_fieldpath_parse(env, hk_slice_cstr(path)), .create = create, .at = {1, 0, 0}};
    spec.gvk.kind = hk_env_sym(env, hk_slice_cstr(kind));
    return spec;
}

static void
test_merge_config(struct hk_env *env)
{
    struct hk_transform_config config, more = {0};
    hk_transform_defaults(env, &config);
    CHECK(hk_transform_merge_config(env, &config, &config) == HKR_OK);
    CHECK(config.common_labels.items == hk_transform_builtin.common_labels.items);

    hk_fieldspecs_add(env, &more.replicas, row(env, "Rollout", "spec/replicas", true));
    hk_fieldspecs_add(env, &more.replicas, row(env, "Rollout", "spec/replicas", true));
    hk_fieldspecs_add(env, &more.replicas, row(env, "", "spec/replicas", true)); /* is lost */
    hk_name_references_add(env, &more.name_references,
                           (struct hk_name_reference){.target = {.kind = HK_SYM_Namespace}});
    CHECK(hk_transform_merge_config(env, &config, &more) == HKR_OK);
    CHECK(config.replicas.n == 5);
    CHECK(config.name_references.n == 17);
    CHECK(config.name_references.items[0].target.kind == HK_SYM_Namespace);
    CHECK(config.name_references.items[16].target.kind == HK_SYM_ReplicationController);
    for (uint32_t i = 0; i < 16; i++)
        CHECK(hk_gvk_eq(config.name_references.items[i + 1].target,
                        hk_transform_name_references[i].target));

    hk_fieldspecs_add(env, &more.replicas, row(env, "Rollout", "spec/replicas", false));
    CHECK(hk_transform_merge_config(env, &config, &more) == HKR_E_INPUT);
    CHECK(env->diags->list.items[0]->code == HK_D_FIELDSPEC_CONFLICT);
    hk_diag_rewind(env->diags, 0);
}

static struct hk_str
str(const char *text)
{
    return (struct hk_str){.text = hk_slice_cstr(text ? text : "")};
}

static void
test_image_names(struct hk_env *env)
{
    static const struct {
        const char *name, *new_name, *new_tag, *digest, *tag_suffix, *image, *want;
    } cases[] = {
        {"nginx", NULL, "1.2", NULL, NULL, "nginx", "nginx:1.2"},
        {"nginx", NULL, "1.2", NULL, NULL, "nginx:1.1@sha256:00ff", "nginx:1.2"},
        {"nginx", NULL, NULL, "sha256:aa", NULL, "nginx:1.1", "nginx@sha256:aa"},
        {"nginx", NULL, "2", "sha256:aa", NULL, "nginx", "nginx:2@sha256:aa"},
        {"nginx", "x/y", NULL, NULL, NULL, "nginx:", "x/y"},
        {"nginx", "x/y", NULL, NULL, NULL, "nginx:1@sha256:00", "x/y:1@sha256:00"},
        {"nginx", NULL, NULL, NULL, "-s", "nginx:1.0@sha256:00", "nginx:1.0-s"},
        {"nginx", NULL, "2", NULL, NULL, "nginx2", NULL},
        {"nginx", NULL, "2", NULL, NULL, "library/nginx", NULL},
        {"nginx", NULL, "2", NULL, NULL, "nginx:a/b", NULL},
        {"nginx", NULL, "2", NULL, NULL, "nginx@sha512:00", NULL},
        {"h:5/a.b", NULL, "2", NULL, NULL, "h:5/axb:1", "h:5/axb:2"},
        {"a.b", NULL, "2", NULL, NULL,
         "a\xc3\xa9"
         "b",
         "a\xc3\xa9"
         "b:2"},
        {"ng.*", NULL, "2", NULL, NULL, "nginx:1", "nginx:2"},
        {"*", NULL, "2", NULL, NULL, "any", "any:2"},
        {"", NULL, "2", NULL, NULL, ":1", ":2"},
        {"", NULL, "2", NULL, NULL, "x", NULL},
    };
    for (size_t i = 0; i < HK_COUNT(cases); i++) {
        struct hk_image_spec spec = {.name = str(cases[i].name),
                                     .new_name = str(cases[i].new_name),
                                     .new_tag = str(cases[i].new_tag),
                                     .digest = str(cases[i].digest),
                                     .tag_suffix = str(cases[i].tag_suffix)};
        struct hk_image_rule rule = hk_image_rule_make(&spec);
        struct hk_slice image = hk_slice_cstr(cases[i].image);
        bool matches = false;
        CHECK(hk_image_rule_matches(env, &rule, image, &matches) == HKR_OK);
        if (matches != (cases[i].want != NULL))
            printf("case %zu:\n", i);
        CHECK(matches == (cases[i].want != NULL));
        if (matches && cases[i].want)
            CHECK_TEXT(hk_image_rule_rewrite(env, &rule, image), hk_slice_cstr(cases[i].want));
    }
}

static struct hk_node *
scalar(struct hk_env *env, const char *text)
{
    return hk_node_scalar(env, hk_slice_cstr(text), HK_TAG_NONE, HK_PLAIN, HK_NOWHERE);
}

static void
test_cells(struct hk_env *env)
{
    hk_sym a = hk_env_sym(env, HK_S("a"));
    hk_sym b = hk_env_sym(env, HK_S("b"));
    struct hk_node *cell = scalar(env, "one");
    cell->flags |= HK_NODE_CELL;
    struct hk_node *map = hk_edit_set(env, hk_node_map(env, HK_NOWHERE), a, cell);
    map = hk_edit_set(env, map, b, cell);
    map = hk_edit_set(env, map, a, scalar(env, "two"));
    CHECK_TEXT(hk_map_text(map, b), HK_S("two"));

    env->owner++;
    struct hk_node *copy = hk_edit_copy_cells(env, map);
    copy = hk_edit_set(env, copy, b, scalar(env, "three"));
    CHECK_TEXT(hk_map_text(copy, a), HK_S("three"));
    CHECK_TEXT(hk_map_text(map, a), HK_S("two"));
    map = hk_edit_set(env, map, a, scalar(env, "four")); /* of another render: a place alone */
    CHECK_TEXT(hk_map_text(map, a), HK_S("four"));
    CHECK_TEXT(hk_map_text(map, b), HK_S("two"));
}

int
main(void)
{
    struct check_env box;
    check_env_init(&box);
    test_tables(&box.env);
    test_merge_config(&box.env);
    test_image_names(&box.env);
    test_cells(&box.env);
    check_env_fini(&box);
    return check_done();
}
