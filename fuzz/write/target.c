/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz/write/target.c -- the writer's round trip: what was written reads as what it was.
 *
 * The input is a file of resources. What the writer makes of a document is read and written again:
 * that must give the same bytes. (Not the same JSON: a line break U+0085 becomes a space in YAML.)
 */
#include "../frame.h"
#include "yaml/read.h"
#include "yaml/write.h"

/* The YAML and the JSON of a tree. */
struct forms {
    enum hkr_status status;
    struct hk_slice yaml;
    struct hk_slice json;
};

typedef enum hkr_status (*write_fn)(struct hk_env *env, const struct hk_node *root,
                                    struct hk_buf *buf);

static struct hk_slice
written(struct hk_env *env, write_fn write, const struct hk_node *root, enum hkr_status *status)
{
    struct hk_buf buf = HK_BUF_INIT(hk_arena_heap(env->arena));
    hk_arena_defer(env->arena, (void (*)(void *))hk_buf_fini, &buf);
    *status = write(env, root, &buf);
    struct hk_slice text = hk_arena_slice(env->arena, hk_buf_slice(&buf));
    hk_arena_release(env->arena, &buf);
    return text;
}

static struct forms
forms_of(struct hk_env *env, const struct hk_node *root)
{
    struct forms forms = {0};
    forms.yaml = written(env, hk_write_yaml, root, &forms.status);
    if (forms.status == HKR_OK)
        forms.json = written(env, hk_write_json, root, &forms.status);
    fuzz_insist_told(env, forms.status);
    return forms;
}

/* !!binary may stand for bytes that are no text; they come back as U+FFFD, as in kustomize. */
static bool
is_lossy(struct hk_slice yaml)
{
    return memmem(yaml.ptr, yaml.len, "\xef\xbf\xbd", 3) != NULL;
}

/* A key that is the text "<<" is written as kustomize writes it, and reads as a merge key. */
static bool
has_merge_key(struct hk_slice yaml)
{
    return memmem(yaml.ptr, yaml.len, "<<", 2) != NULL;
}

static void
check_document(struct hk_env *env, const struct hk_node *root)
{
    struct hk_docs docs = {0};
    struct forms first = forms_of(env, root);
    if (first.status != HKR_OK || is_lossy(first.yaml) || has_merge_key(first.yaml))
        return;
    enum hkr_status status = hk_read_docs(env, HK_S("again"), first.yaml, &docs);
    fuzz_insist_told(env, status);
    FUZZ_INSIST(status == HKR_OK);
    if (docs.n == 0)
        return; /* null */
    FUZZ_INSIST(docs.n == 1);
    struct forms second = forms_of(env, docs.items[0]);
    FUZZ_INSIST(second.status == HKR_OK);
    FUZZ_INSIST(hk_slice_eq(first.yaml, second.yaml));
}

static void
run(struct hk_env *env, struct hk_slice input)
{
    struct hk_docs docs = {0};
    struct hk_slice text = hk_arena_slice(env->arena, input);
    if (hk_read_docs(env, HK_S("input"), text, &docs) != HKR_OK)
        return;
    for (uint32_t i = 0; i < docs.n; i++) {
        if (docs.items[i]->kind == HK_MAP)
            check_document(env, docs.items[i]);
        hk_diag_rewind(env->diags, 0);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_run(data, size, run);
}
