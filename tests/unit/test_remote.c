/* SPDX-License-Identifier: Apache-2.0 */
/* load/remote: what kustomize would fetch, and what it takes for a path. */
#include "check.h"

#include "load/remote.h"

static void
test_repositories(void)
{
    static const char *const yes[] = {"https://github.com/org/repo",
                                      "https://github.com/org/repo?ref=v1",
                                      "https://github.com/org/repo//sub/dir?ref=v1",
                                      "HTTPS://git.example.org/org/repo.git/dir",
                                      "http://git.example.org/org/repo/dir",
                                      "ssh://git@example.org:2222/org/repo",
                                      "git@github.com:org/repo",
                                      "git@example.org:org/repo.git//dir",
                                      "git::https://github.com/org/repo",
                                      "github.com/org/repo",
                                      "GitHub.com/org/repo/dir",
                                      "github.com:org/repo",
                                      "file:///srv/repo.git//dir",
                                      "file:///srv/repo",
                                      "https://dev.azure.com/org/project/_git/repo/dir",
                                      "https://github.com/org/repo/a/../b",
                                      "https://x/y/z"};
    static const char *const no[] = {"",
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
    for (size_t i = 0; i < HK_COUNT(yes); i++) {
        CHECK(hk_remote_is_repository(hk_slice_cstr(yes[i])));
        if (!hk_remote_is_repository(hk_slice_cstr(yes[i])))
            printf("    %s\n", yes[i]);
    }
    for (size_t i = 0; i < HK_COUNT(no); i++) {
        CHECK(!hk_remote_is_repository(hk_slice_cstr(no[i])));
        if (hk_remote_is_repository(hk_slice_cstr(no[i])))
            printf("    %s\n", no[i]);
    }
}

static void
test_urls(void)
{
    CHECK(hk_remote_is_url(HK_S("https://example.org/a.yaml")));
    CHECK(hk_remote_is_url(HK_S("HTTP://example.org/a.yaml")));
    CHECK(!hk_remote_is_url(HK_S("httpd.yaml")));
    CHECK(!hk_remote_is_url(HK_S("ftp://example.org/a.yaml")));
    CHECK(!hk_remote_is_url(HK_S("")));
}

int
main(void)
{
    test_repositories();
    test_urls();
    return check_done();
}
