/* SPDX-License-Identifier: Apache-2.0 */
/* Which lines are never shown. */
#include "check.h"

#include "api/secrecy.h"

/* Whether the line that holds @word is covered. */
static bool
covered(const char *text, const char *word)
{
    return hk_secrecy_covers(hk_slice_cstr(text), (size_t)(strstr(text, word) - text));
}

int
main(void)
{
    static const char two_docs[] = "kind: ConfigMap\ndata:\n  a: open\n---\napiVersion: v1\n"
                                   "kind: Secret\nstringData:\n  b: hidden\n";
    static const char kustomization[] =
        "secretGenerator:\n- name: s\n  literals:\n  - p=hidden\n"
        "namePrefix: open\npatches:\n- patch: |-\n    kind: Secret\n    data: {p: covert}\n";
    static const char list[] = "kind: List\nitems:\n- kind: Secret\n  data: {p: hidden}\n";
    static const char json[] = "{\"kind\": \"Secret\", \"data\": {\"p\": \"hidden\"}}";
    CHECK(!covered(two_docs, "open"));
    CHECK(covered(two_docs, "hidden"));
    CHECK(covered(kustomization, "hidden"));
    CHECK(covered(kustomization, "covert"));
    CHECK(!covered(kustomization, "open"));
    CHECK(covered(list, "hidden"));
    CHECK(covered(json, "hidden"));
    CHECK(covered("kind: !!str Secret\ndata: {p: hidden}\n", "hidden"));
    CHECK(covered("kind: &k\n  Secret\ndata: {p: hidden}\n", "hidden"));
    CHECK(covered("\"\\x6bind\": Secret\ndata: {p: hidden}\n", "hidden"));
    CHECK(covered("data: {p: hidden}\n", "hidden")); /* a patch that names no kind */
    CHECK(!covered("kind: Deployment\nspec: {p: open}\n", "open"));
    CHECK(!hk_secrecy_covers(HK_S(""), 0));
    return check_done();
}
