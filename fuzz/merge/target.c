/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz/merge/target.c -- a strategic merge: a resource, a line "---patch", a patch.
 *
 * A merge is pure: done twice it gives the same, and neither resource nor patch has changed. */
#include "../frame.h"
#include "merge/merge.h"
#include "yaml/read.h"
#include "yaml/write.h"

static struct hk_node *
read_one(struct hk_env *env, struct hk_slice name, struct hk_slice text)
{
    struct hk_docs docs = {0};
    text = hk_arena_slice(env->arena, text);
    if (hk_read_docs(env, name, text, &docs) != HKR_OK || docs.n == 0)
        return NULL;
    return docs.items[0]->kind == HK_MAP ? docs.items[0] : NULL;
}

/* The YAML of @root, or the word for there being none. */
static struct hk_slice
text_of(struct hk_env *env, const struct hk_node *root)
{
    struct hk_buf buf = HK_BUF_INIT(hk_arena_heap(env->arena));
    if (!root)
        return HK_S("deleted");
    hk_arena_defer(env->arena, (void (*)(void *))hk_buf_fini, &buf);
    enum hkr_status status = hk_write_yaml(env, root, &buf);
    fuzz_insist_told(env, status);
    struct hk_slice text =
        status == HKR_OK ? hk_arena_slice(env->arena, hk_buf_slice(&buf)) : HK_S("not writable");
    hk_arena_release(env->arena, &buf);
    return text;
}

static void
run(struct hk_env *env, struct hk_slice input)
{
    struct hk_slice head = fuzz_part(&input, "---patch\n");
    struct hk_node *dest = read_one(env, HK_S("resource"), head);
    struct hk_node *patch = read_one(env, HK_S("patch"), input);
    struct hk_node *one = NULL;
    struct hk_node *two = NULL;
    if (!dest || !patch)
        return;
    struct hk_slice dest_text = text_of(env, dest);
    struct hk_slice patch_text = text_of(env, patch);
    hk_diag_rewind(env->diags, 0);
    enum hkr_status status = hk_merge(env, dest, patch, &one);
    fuzz_insist_told(env, status);
    FUZZ_INSIST(status == hk_merge(env, dest, patch, &two));
    FUZZ_INSIST(hk_slice_eq(dest_text, text_of(env, dest)));
    FUZZ_INSIST(hk_slice_eq(patch_text, text_of(env, patch)));
    if (status == HKR_OK)
        FUZZ_INSIST(hk_slice_eq(text_of(env, one), text_of(env, two)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_run(data, size, run);
}
