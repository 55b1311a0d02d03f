/* SPDX-License-Identifier: Apache-2.0 */
/* base/path: the cases are those of Go's path/filepath. */
#include "check.h"

#include "base/path.h"

static void
test_clean(struct hk_env *env)
{
    static const char *const cases[][2] = {{"", "."},
                                           {"abc", "abc"},
                                           {"abc/", "abc"},
                                           {"abc//def", "abc/def"},
                                           {"./abc", "abc"},
                                           {"abc/./def", "abc/def"},
                                           {"..", ".."},
                                           {"../../abc", "../../abc"},
                                           {"a/../..", ".."},
                                           {"a/../../b", "../b"},
                                           {"/", "/"},
                                           {"/..", "/"},
                                           {"/../abc", "/abc"},
                                           {"/a/b/../c/", "/a/c"},
                                           {"a/..", "."},
                                           {"/a/..", "/"},
                                           {"a/b/../..", "."},
                                           {"../a/..", ".."},
                                           {"//a", "/a"},
                                           {".", "."},
                                           {"a..b/..c", "a..b/..c"}};
    for (size_t i = 0; i < HK_COUNT(cases); i++)
        CHECK_TEXT(hk_path_clean(env->arena, hk_slice_cstr(cases[i][0])),
                   hk_slice_cstr(cases[i][1]));
}

static void
test_resolve(struct hk_env *env)
{
    CHECK_TEXT(hk_path_resolve(env->arena, HK_S("/r/x"), HK_S("../base")), HK_S("/r/base"));
    CHECK_TEXT(hk_path_resolve(env->arena, HK_S("/r/x"), HK_S("")), HK_S("/r/x"));
    CHECK_TEXT(hk_path_resolve(env->arena, HK_S("/r/x"), HK_S("/b/../c")), HK_S("/c"));
    CHECK_TEXT(hk_path_resolve(env->arena, HK_S("/"), HK_S("a")), HK_S("/a"));
    CHECK_TEXT(hk_path_resolve(env->arena, HK_S("/a"), HK_S("../../..")), HK_S("/"));
}

static void
test_beneath(void)
{
    CHECK(hk_path_beneath(HK_S("/a"), HK_S("/a")));
    CHECK(hk_path_beneath(HK_S("/a"), HK_S("/a/b")));
    CHECK(!hk_path_beneath(HK_S("/a"), HK_S("/ab")));
    CHECK(!hk_path_beneath(HK_S("/a/b"), HK_S("/a")));
    CHECK(hk_path_beneath(HK_S("/"), HK_S("/a")));
    CHECK(hk_path_beneath(HK_S("/"), HK_S("/")));
}

static void
test_relative(struct hk_env *env)
{
    static const char *const cases[][3] = {
        {"/a/b", "/a/b", "."},    {"/a/b", "/a/b/c/d", "c/d"},   {"/a/b", "/a", ".."},
        {"/a/b", "/a/c", "../c"}, {"/a/b", "/x/y", "../../x/y"}, {"/", "/a", "a"},
        {"/a/b", "/", "../.."},   {"/a/bc", "/a/b", "../b"},     {"/", "/", "."}};
    for (size_t i = 0; i < HK_COUNT(cases); i++)
        CHECK_TEXT(
            hk_path_relative(env->arena, hk_slice_cstr(cases[i][0]), hk_slice_cstr(cases[i][1])),
            hk_slice_cstr(cases[i][2]));
}

static void
test_parts(void)
{
    CHECK_TEXT(hk_path_base(HK_S("")), HK_S("."));
    CHECK_TEXT(hk_path_base(HK_S("/")), HK_S("/"));
    CHECK_TEXT(hk_path_base(HK_S("a/b.txt")), HK_S("b.txt"));
    CHECK_TEXT(hk_path_base(HK_S("a/b//")), HK_S("b"));
    CHECK_TEXT(hk_path_parent(HK_S("/a/b")), HK_S("/a"));
    CHECK_TEXT(hk_path_parent(HK_S("/a")), HK_S("/"));
    CHECK_TEXT(hk_path_parent(HK_S("/")), HK_S("/"));
}

int
main(void)
{
    struct check_env box;
    check_env_init(&box);
    test_clean(&box.env);
    test_resolve(&box.env);
    test_beneath();
    test_relative(&box.env);
    test_parts();
    check_env_fini(&box);
    return check_done();
}
