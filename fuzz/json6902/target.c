/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz/json6902/target.c -- a JSON patch on an object, without files and YAML around it.
 *
 * The first line is the object, the rest the patch, both JSON. */
#include "base/env.h"
#include "patch/jsonpatch.h"
#include "patch/jsonread.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The patch twice on the same object: the first must leave object and patch as they were. */
static void
run(struct hk_env *env, struct hk_slice object, struct hk_slice text)
{
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
    if (status != hk_jsonpatch_apply(env, patch, root, &two))
        abort();
    if (status == HKR_OK && !hk_json_equal(one, two))
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hk_slice input = {(const char *)data, size};
    struct hk_slice object = hk_slice_head(input, hk_slice_find(input, '\n'));
    struct hk_limits limits = HK_LIMITS_DEFAULT;
    struct hk_heap heap;
    struct hk_trap trap;
    hk_heap_init(&heap, NULL, 64u << 20);
    struct hk_arena *arena = hk_arena_new(&heap);
    struct hk_arena *scratch = hk_arena_new(&heap);
    if (!arena || !scratch)
        abort();
    hk_heap_trap(&heap, &trap);
    if (setjmp(trap.env) == 0) {
        struct hk_diags diags = {.arena = arena};
        struct hk_env env = {.arena = arena,
                             .scratch = scratch,
                             .intern = hk_intern_new(arena),
                             .sources = hk_sources_new(arena),
                             .diags = &diags,
                             .limits = &limits,
                             .owner = 1};
        run(&env, object, hk_slice_from(input, object.len + 1));
    }
    hk_heap_untrap(&heap, &trap);
    hk_arena_free(scratch);
    hk_arena_free(arena);
    return 0;
}
