/* SPDX-License-Identifier: Apache-2.0 */
/* load/remote: what kustomize would fetch, what it takes for a path, and which directory of a map
 * stands for it. */
#include "check.h"

#include "load/remote.h"

static struct hk_slice
text(const char *chars)
{
    return hk_slice_cstr(chars);
}

/* What kustomize makes of a reference, and the key under which the map knows it. */
static const struct {
    const char *entry, *clone, *path, *ref, *key;
} repositories[] = {
    {"https://github.com/org/repo", "https://github.com/org/repo", "", "", "github.com/org/repo"},
    {"https://github.com/org/repo?ref=v1", "https://github.com/org/repo", "", "v1",
     "github.com/org/repo"},
    {"https://github.com/org/repo//sub/dir?ref=v1", "https://github.com/org/repo", "sub/dir", "v1",
     "github.com/org/repo/sub/dir"},
    {"https://github.com/org/repo/sub/dir?version=v1", "https://github.com/org/repo", "sub/dir",
     "v1", "github.com/org/repo/sub/dir"},
    {"HTTPS://git.example.org/org/repo.git/dir", "https://git.example.org/org/repo.git", "dir", "",
     "git.example.org/org/repo/dir"},
    {"http://git.example.org/org/repo/dir", "http://git.example.org/org/repo", "dir", "",
     "git.example.org/org/repo/dir"},
    {"ssh://git@example.org:2222/org/repo", "ssh://git@example.org:2222/org/repo", "", "",
     "example.org:2222/org/repo"},
    {"git@github.com:org/repo", "git@github.com:org/repo", "", "", "github.com/org/repo"},
    {"ssh://git@github.com/org/repo.git//dir?ref=a%2Fb", "git@github.com:org/repo.git", "dir",
     "a/b", "github.com/org/repo/dir"},
    {"git@example.org:org/repo.git//dir", "git@example.org:org/repo.git", "dir", "",
     "example.org/org/repo/dir"},
    {"git::https://github.com/org/repo", "https://github.com/org/repo", "", "",
     "github.com/org/repo"},
    {"github.com/org/repo", "https://github.com/org/repo", "", "", "github.com/org/repo"},
    {"GitHub.com/org/repo/dir", "https://github.com/org/repo", "dir", "",
     "github.com/org/repo/dir"},
    {"github.com:org/repo", "https://github.com/org/repo", "", "", "github.com/org/repo"},
    {"file:///srv/repo.git//dir", "file:///srv/repo.git", "dir", "", "file:/srv/repo/dir"},
    {"file:///srv/repo", "file:///srv/repo", "", "", "file:/srv/repo"},
    {"https://dev.azure.com/org/project/_git/repo/dir",
     "https://dev.azure.com/org/project/_git/repo", "dir", "",
     "dev.azure.com/org/project/_git/repo/dir"},
    {"https://github.com/org/repo/a/../b", "https://github.com/org/repo", "a/../b", "",
     "github.com/org/repo/b"},
    {"https://x/_git/y///z", "https://x/_git/y", "/z", "", "x/_git/y/z"},
    {"https://x/y/z", "https://x/y/z", "", "", "x/y/z"},
    {"https://x/y/z?ref=1&ref=2&version=3", "https://x/y/z", "", "1", "x/y/z"},
    {"https://x/y/z?ref=&version=3", "https://x/y/z", "", "3", "x/y/z"},
    {"https://x/y/z?ref=1&timeout=%zz", "https://x/y/z", "", "", "x/y/z"},
    {"https://x/y/z?ref=1;b=2", "https://x/y/z", "", "", "x/y/z"},
    {"https://x/y/z?submodules=false&ref=a+b", "https://x/y/z", "", "a b", "x/y/z"},
};

static const char *const no_repositories[] = {"",
                                              "../base",
                                              "base",
                                              "/srv/github.com/org/repo",
                                              "foo.com/a/b",
                                              "gh:a/b",
                                              "s3://bucket/a",
                                              "oci://registry/a/b",
                                              "github.com",
                                              "github.com/org",
                                              "https://github.com/org",
                                              "https://example.org",
                                              "https://",
                                              "file://",
                                              "1git@example.org:org/repo",
                                              "a_b@example.org:org/repo",
                                              "https://github.com/org/repo//../../x",
                                              "https://github.com/org/repo/../x",
                                              "git@example.org"};

static void
test_repositories(void)
{
    struct check_env box;
    struct hk_remote remote;
    check_env_init(&box);
    for (size_t i = 0; i < HK_COUNT(repositories); i++) {
        bool is = hk_remote_parse_repository(box.env.arena, text(repositories[i].entry), &remote);
        CHECK(is);
        if (!is) {
            printf("    %s\n", repositories[i].entry);
            continue;
        }
        CHECK_TEXT(remote.clone, text(repositories[i].clone));
        CHECK_TEXT(remote.path, text(repositories[i].path));
        CHECK_TEXT(remote.ref, text(repositories[i].ref));
        CHECK_TEXT(remote.key, text(repositories[i].key));
    }
    for (size_t i = 0; i < HK_COUNT(no_repositories); i++) {
        bool is = hk_remote_parse_repository(box.env.arena, text(no_repositories[i]), &remote);
        CHECK(!is);
        if (is)
            printf("    %s\n", no_repositories[i]);
    }
    check_env_fini(&box);
}

static void
test_urls(void)
{
    CHECK(hk_remote_is_url(HK_S("https://example.org/a.yaml")));
    CHECK(hk_remote_is_url(HK_S("HTTP://example.org/a.yaml")));
    CHECK(!hk_remote_is_url(HK_S("httpd.yaml")));
    CHECK(!hk_remote_is_url(HK_S("ftp://example.org/a.yaml")));
    CHECK(!hk_remote_is_url(HK_S("http: x\na: b\n")));
    CHECK(!hk_remote_is_url(HK_S("")));
}

/* The directory that @remotes has for @entry, "" when none. */
static struct hk_slice
directory_of(struct check_env *box, const struct hk_remotes *remotes, const char *entry)
{
    struct hk_remote remote;
    if (!hk_remote_parse_repository(box->env.arena, text(entry), &remote))
        hk_remote_parse_url(box->env.arena, text(entry), &remote);
    const struct hk_remote_rule *rule = hk_remotes_find(remotes, &remote);
    return rule ? rule->directory : HK_S("");
}

static void
test_map(void)
{
    static const char *const lines[][2] = {{"https://github.com/o/r", "any"},
                                           {"github.com/o/r?ref=v1", "one"},
                                           {"git@github.com:o/r//deep?ref=v1", "/deep"},
                                           {"https://files.example.org", "old"},
                                           {"http://files.example.org/", "files"},
                                           {"git@example.org:team", "team"}};
    static const char *const want[][2] = {
        {"https://github.com/o/r?ref=v2", "/w/any"},
        {"git@github.com:o/r.git//x?ref=v1", "/w/one"},
        {"github.com/o/r", "/w/any"},
        {"https://github.com/o/r/deep/er?ref=v1", "/deep"},
        {"https://github.com/o/r/deeper?ref=v1", "/w/one"},
        {"https://github.com/o/rr", ""},
        {"https://files.example.org/a/b.yaml", "/w/files"},
        {"https://user:pw@FILES.example.org/b.yaml?x=1", "/w/files"},
        {"https://example.org/team/r?ref=x", "/w/team"},
        {"https://example.org:81/team/r", ""}};
    struct check_env box;
    check_env_init(&box);
    struct hk_remotes *remotes = hk_remotes_new(box.env.arena);
    for (size_t i = 0; i < HK_COUNT(lines); i++)
        CHECK(hk_remotes_add(&box.env, remotes, text(lines[i][0]), text(lines[i][1]), HK_S("/w"),
                             HK_NOWHERE) == HKR_OK);
    for (size_t i = 0; i < HK_COUNT(want); i++)
        CHECK_TEXT(directory_of(&box, remotes, want[i][0]), text(want[i][1]));
    CHECK_TEXT(directory_of(&box, NULL, "https://x/y/z"), HK_S(""));
    static const char *const bad[] = {"", "x", "../r", "example.org/o/r", "https://", "/a"};
    for (size_t i = 0; i < HK_COUNT(bad); i++)
        CHECK(hk_remotes_add(&box.env, remotes, text(bad[i]), HK_S("d"), HK_S("/"), HK_NOWHERE) ==
              HKR_E_INPUT);
    check_env_fini(&box);
}

int
main(void)
{
    test_repositories();
    test_urls();
    test_map();
    return check_done();
}
