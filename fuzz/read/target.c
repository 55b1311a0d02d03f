/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz/read/target.c -- the reader: any bytes as resources, as a configuration, as an inline text.
 *
 * Whatever comes in, each node that comes out points into its source, and a refusal says why. */
#include "../frame.h"
#include "yaml/read.h"

static void
insist_place(const struct hk_env *env, hk_file_id file, uint32_t offset)
{
    FUZZ_INSIST(file != 0 && offset <= hk_sources_text(env->sources, file).len);
}

static void
check_tree(const struct hk_env *env, const struct hk_node *node)
{
    insist_place(env, node->file, node->offset);
    FUZZ_INSIST(node->owner == 0);
    for (uint32_t i = 0; i < node->n && node->kind != HK_SCALAR; i++) {
        if (node->kind == HK_MAP)
            insist_place(env, node->pairs[i].key_file, node->pairs[i].key_offset);
        check_tree(env, node->kind == HK_MAP ? node->pairs[i].value : node->items[i]);
    }
}

static void
check_docs(struct hk_env *env, enum hkr_status status, const struct hk_docs *docs)
{
    fuzz_insist_told(env, status);
    for (uint32_t i = 0; status == HKR_OK && i < docs->n; i++)
        check_tree(env, docs->items[i]);
    hk_diag_rewind(env->diags, 0);
}

static void
run(struct hk_env *env, struct hk_slice input)
{
    struct hk_docs docs = {0};
    struct hk_docs inner = {0};
    struct hk_node *root = NULL;
    hk_file_id file = 0;
    struct hk_slice text = hk_arena_slice(env->arena, input); /* zero-terminated, as files are */
    enum hkr_status status = hk_read_docs(env, HK_S("docs"), text, &docs);
    check_docs(env, status, &docs);
    status = hk_read_config(env, HK_S("config"), text, &file, &root);
    fuzz_insist_told(env, status);
    if (status == HKR_OK && root)
        check_tree(env, root);
    hk_diag_rewind(env->diags, 0);
    status = hk_read_inline(env, (struct hk_place){file, 0, 0}, text, &inner);
    check_docs(env, status, &inner);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_run(data, size, run);
}
