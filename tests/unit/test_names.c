/* SPDX-License-Identifier: Apache-2.0 */
/* The names that Kubernetes takes. */
#include "check.h"

#include "res/names.h"

static const char sixty_three[] =
    "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg"; /* as many letters */

static void
test_labels(void)
{
    CHECK(hk_name_is_label(HK_S("a"), true) && hk_name_is_label(HK_S("9-a"), false));
    CHECK(!hk_name_is_label(HK_S("9-a"), true) && !hk_name_is_label(HK_S(""), false));
    CHECK(!hk_name_is_label(HK_S("a-"), false) && !hk_name_is_label(HK_S("-a"), false));
    CHECK(!hk_name_is_label(HK_S("a.b"), false) && !hk_name_is_label(HK_S("A"), false));
    CHECK(hk_name_is_label(hk_slice_cstr(sixty_three), false));
}

static void
test_subdomains(void)
{
    CHECK(hk_name_is_subdomain(HK_S("a")) && hk_name_is_subdomain(HK_S("a.b-c.9")));
    CHECK(!hk_name_is_subdomain(HK_S("")) && !hk_name_is_subdomain(HK_S(".a")));
    CHECK(!hk_name_is_subdomain(HK_S("a.")) && !hk_name_is_subdomain(HK_S("a..b")));
    CHECK(!hk_name_is_subdomain(HK_S("a-.b")) && !hk_name_is_subdomain(HK_S("a.-b")));
    CHECK(!hk_name_is_subdomain(HK_S("-")) && !hk_name_is_subdomain(HK_S("a-")));
    CHECK(!hk_name_is_subdomain(HK_S("a_b")) && !hk_name_is_subdomain(HK_S("A")));
    CHECK(hk_name_is_path_step(HK_S("system:node")) && !hk_name_is_path_step(HK_S("..")));
    CHECK(!hk_name_is_path_step(HK_S("a/b")) && !hk_name_is_path_step(HK_S("a%b")));
}

static void
test_keys(void)
{
    CHECK(hk_name_is_qualified(HK_S("app")) && hk_name_is_qualified(HK_S("a.b/A_b.c-9")));
    CHECK(!hk_name_is_qualified(HK_S("")) && !hk_name_is_qualified(HK_S("a/b/c")));
    CHECK(!hk_name_is_qualified(HK_S("/a")) && !hk_name_is_qualified(HK_S("a/")));
    CHECK(!hk_name_is_qualified(HK_S("A.b/c")) && !hk_name_is_qualified(HK_S("a b")));
    CHECK(hk_name_is_label_value(HK_S("")) && hk_name_is_label_value(HK_S("v1.0_X")));
    CHECK(!hk_name_is_label_value(HK_S("-a")) && !hk_name_is_label_value(HK_S("a:b")));
    CHECK(hk_name_is_label_value(hk_slice_cstr(sixty_three)));
    CHECK(hk_name_is_data_key(HK_S(".env")) && hk_name_is_data_key(HK_S("A_b-c.txt")));
    CHECK(!hk_name_is_data_key(HK_S("..x")) && !hk_name_is_data_key(HK_S("a/b")));
    CHECK(!hk_name_is_data_key(HK_S(".")) && !hk_name_is_data_key(HK_S("")));
    CHECK(hk_name_is_template(HK_S("a-${B}")) && hk_name_is_template(HK_S("{{ x }}")));
    CHECK(!hk_name_is_template(HK_S("a$b{")) && !hk_name_is_template(HK_S("$")));
}

int
main(void)
{
    test_labels();
    test_subdomains();
    test_keys();
    return check_done();
}
