/* SPDX-License-Identifier: Apache-2.0 */
/* load/glob: names are judged as Go's path/filepath judges them; files are found in a tree. */
#include "loading.h"

#include "load/glob.h"

enum verdict { NO, YES, BAD };

static const struct {
    const char *pattern;
    const char *name;
    enum verdict want;
} cases[] = {
    {"abc", "abc", YES},
    {"*", "abc", YES},
    {"*", "", YES},
    {"", "", YES},
    {"", "x", NO},
    {"*c", "abc", YES},
    {"a*", "ab/c", NO},
    {"a*/b", "abc/b", YES},
    {"a*/b", "a/c/b", NO},
    {"a*b*c*d*e*/f", "axbxcxdxexxx/f", YES},
    {"a*b?c*x", "abxbbxdbxebxczzy", NO},
    {"a*b?c*x", "abxbbxdbxebxczzx", YES},
    {"ab[c]", "abc", YES},
    {"ab[b-d]", "abc", YES},
    {"ab[e-g]", "abc", NO},
    {"ab[^c]", "abc", NO},
    {"ab[^e-g]", "abc", YES},
    {"a\\*b", "a*b", YES},
    {"a\\*b", "ab", NO},
    {"a?b",
     "a\xe2\x98\xba"
     "b",
     YES},
    {"a[^a]b",
     "a\xe2\x98\xba"
     "b",
     YES},
    {"a???b",
     "a\xe2\x98\xba"
     "b",
     NO},
    {"[a-\xce\xb6]*", "\xce\xb1", YES},
    {"*[a-\xce\xb6]", "A", NO},
    {"a?b", "a/b", NO},
    {"[\\]a]", "]", YES},
    {"[\\-x]", "-", YES},
    {"[x\\-]", "z", NO},
    {"[]a]", "]", BAD},
    {"[-]", "-", BAD},
    {"[x-]", "x", BAD},
    {"[-x]", "x", BAD},
    {"\\", "a", BAD},
    {"[a-b-c]", "a", BAD},
    {"[", "a", BAD},
    {"[^", "a", BAD},
    {"[^bc", "a", BAD},
    {"a[", "ab", BAD},
    {"*x", "xxx", YES},
};

static void
test_names(void)
{
    for (size_t i = 0; i < HK_COUNT(cases); i++) {
        struct hk_slice pattern = hk_slice_cstr(cases[i].pattern);
        bool sound = hk_glob_is_sound(pattern);
        bool hit = sound && hk_glob_match(pattern, hk_slice_cstr(cases[i].name));
        enum verdict got = !sound ? BAD : hit ? YES : NO;
        if (got != cases[i].want)
            printf("%s on %s: %d\n", cases[i].pattern, cases[i].name, got);
        CHECK(got == cases[i].want);
    }
}

static void
check_files(struct loading *in, const char *pattern, const char *want)
{
    struct hk_slices paths = {0};
    struct hk_slice all = {"", 0};
    hk_glob(&in->box.env, in->files, HK_S("/r"), hk_slice_cstr(pattern), &paths);
    for (uint32_t i = 0; i < paths.n; i++)
        all = hk_arena_printf(in->box.env.arena, "%" PRSLICE "%" PRSLICE " ", ARGSLICE(all),
                              ARGSLICE(paths.items[i]));
    CHECK_TEXT(all, hk_slice_cstr(want));
}

static void
test_files(void)
{
    static const char *const paths[] = {"/r/b.yaml",   "/r/a.yaml",      "/r/.hidden.yaml",
                                        "/r/d/x.yaml", "/r/d/.git/conf", "/r/e/x.yaml",
                                        "/r/e/y.json", "/other/o.yaml"};
    struct loading in;
    loading_init(&in);
    for (size_t i = 0; i < HK_COUNT(paths); i++)
        loading_add(&in, paths[i], "x: 1\n");
    check_files(&in, "*.yaml", "a.yaml b.yaml ");
    check_files(&in, ".*.yaml", ".hidden.yaml ");
    check_files(&in, "a.yaml", "a.yaml ");
    check_files(&in, "./a.yaml", "./a.yaml ");
    check_files(&in, "./*.yaml", "a.yaml b.yaml ");
    check_files(&in, "*", "a.yaml b.yaml d e ");
    check_files(&in, "*/*.yaml", "d/x.yaml e/x.yaml ");
    check_files(&in, "[e-z]/*", "e/x.yaml e/y.json ");
    check_files(&in, "../other/*", "../other/o.yaml ");
    check_files(&in, "../other", "../other ");
    check_files(&in, "..", ".. ");
    check_files(&in, "/other/*", "/other/o.yaml ");
    check_files(&in, "d/*", "d/x.yaml ");
    check_files(&in, "a.yaml/*", "");
    check_files(&in, "nope/*", "");
    check_files(&in, "nope", "");
    check_files(&in, "", "");
    loading_fini(&in);
}

int
main(void)
{
    test_names();
    test_files();
    return check_done();
}
