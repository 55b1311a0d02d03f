/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz/json6902/target.c -- a JSON patch on an object, without files and YAML around it.
 *
 * The first line is the object, the rest the patch, both JSON. */
#include "../frame.h"
#include "patch/jsonpatch.h"
#include "patch/jsonread.h"

/* The patch twice on the same object: the first must leave object and patch as they were. */
static void
run(struct hk_env *env, struct hk_slice text)
{
    struct hk_slice object = fuzz_line(&text);
    const struct hk_jsonpatch *patch = NULL;
    struct hk_node *root = NULL;
    struct hk_node *list = NULL;
    struct hk_node *one = NULL;
    struct hk_node *two = NULL;
    if (hk_json_read(env, object, HK_NOWHERE, false, &root) != HKR_OK || root->kind != HK_MAP)
        return;
    hk_json_share(root);
    if (hk_json_read(env, text, HK_NOWHERE, false, &list) != HKR_OK ||
        hk_jsonpatch_parse(env, list, &patch) != HKR_OK)
        return;
    enum hkr_status status = hk_jsonpatch_apply(env, patch, root, &one);
    FUZZ_INSIST(status == hk_jsonpatch_apply(env, patch, root, &two));
    FUZZ_INSIST(status != HKR_OK || hk_json_equal(one, two));
    fuzz_insist_told(env, status);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_run(data, size, run);
}
