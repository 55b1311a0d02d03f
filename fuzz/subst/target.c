/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz/subst/target.c -- variables in an object: lines NAME=VALUE, a line "---", a resource.
 *
 * Both modes must end with an object that can be written, or say why not, and do the same twice. A
 * value in the place of a plain scalar is what the reader makes of it, or refused where that makes
 * more than one value of it. */
#include "../frame.h"
#include "base/index.h"
#include "load/scalar.h"
#include "subst/plain.h"
#include "subst/subst.h"
#include "yaml/read.h"
#include "yaml/scalar_style.h"
#include "yaml/write.h"

/* The value of "k: @text" as go-yaml v2 reads it, or NULL. */
static struct hk_node *
read_value(struct hk_env *env, struct hk_slice text)
{
    struct hk_node *root = NULL;
    hk_file_id file;
    struct hk_slice line = hk_arena_printf(env->arena, "k: %.*s\n", (int)text.len, text.ptr);
    if (hk_read_config(env, HK_S("value"), line, &file, &root) != HKR_OK)
        root = NULL;
    hk_diag_rewind(env->diags, 0);
    bool is_one = root && root->kind == HK_MAP && root->n == 1;
    return is_one && hk_slice_eq(hk_env_text(env, root->pairs[0].key), HK_S("k"))
               ? root->pairs[0].value
               : NULL;
}

static void
check_plain(struct hk_env *env, struct hk_slice text)
{
    const uint32_t odd = HK_SHAPE_NEWLINE | HK_SHAPE_OTHER_BREAK | HK_SHAPE_SPECIAL | HK_SHAPE_NEL |
                         HK_SHAPE_REJECTED | HK_SHAPE_INVALID | HK_SHAPE_BOM;
    if (hk_shape_of(text) & odd || text.len > 4096)
        return;
    struct hk_node *ours = hk_plain_read(env, text, HK_NOWHERE);
    struct hk_node *read = read_value(env, text);
    if (!ours) { /* refused: it is more than a plain text, or nothing that can be read */
        FUZZ_INSIST(!read || read->kind != HK_SCALAR || read->style != HK_PLAIN ||
                    !hk_slice_eq(hk_node_text(read), hk_slice_trim(text)));
        return;
    }
    FUZZ_INSIST(read && read->kind == HK_SCALAR);
    enum hk_tag type = hk_scalar_type(read, NULL);
    FUZZ_INSIST(type == hk_scalar_type(ours, NULL));
    if (type == HK_TAG_STR)
        FUZZ_INSIST(hk_slice_eq(hk_node_text(read), hk_node_text(ours)));
    if (type == HK_TAG_BOOL)
        FUZZ_INSIST(hk_scalar_is_true(read) == hk_scalar_is_true(ours));
}

/* The YAML of @res after substitution, or a word. */
static struct hk_slice
substituted(struct hk_env *env, struct hk_variables *variables, struct hk_node *root)
{
    struct hk_resset *set = hk_resset_new(env);
    struct hk_buf *buf = HK_NEW(env->arena, struct hk_buf);
    buf->heap = hk_arena_heap(env->arena);
    hk_arena_defer(env->arena, hk_buf_release, buf);
    struct hk_resource *res = hk_resource_new(env, root);
    enum hkr_status status = hk_resset_append(env, set, res);
    if (status == HKR_OK)
        status = hk_subst_run(env, set, variables);
    fuzz_insist_told(env, status);
    if (status == HKR_OK)
        status = hk_write_yaml(env, res->root, buf);
    fuzz_insist_told(env, status);
    hk_diag_rewind(env->diags, 0);
    return status == HKR_OK ? hk_buf_slice(buf) : HK_S("refused");
}

static void
run(struct hk_env *env, struct hk_slice input)
{
    struct hk_variables variables = {.by_name = hk_index_new(env->arena, 0), .always = true};
    struct hk_slice lines = fuzz_part(&input, "---\n");
    while (lines.len) {
        struct hk_slice line = fuzz_line(&lines);
        size_t equals = hk_slice_find(line, '=');
        struct hk_variable definition = {.name = hk_slice_head(line, equals),
                                         .value =
                                             hk_slice_from(line, equals + (equals != SIZE_MAX)),
                                         .from = HK_S("--set"),
                                         .secret = line.len % 2};
        fuzz_insist_told(env, hk_variables_add(env, &variables, &definition));
        check_plain(env, definition.value);
    }
    struct hk_docs docs = {0};
    hk_diag_rewind(env->diags, 0);
    struct hk_policy policy;
    hk_policy_init(&policy);
    memset(policy.severity, HKR_WARNING, sizeof policy.severity);
    env->diags->policy = &policy;
    if (hk_read_docs(env, HK_S("resource"), hk_arena_slice(env->arena, input), &docs) != HKR_OK)
        return;
    hk_diag_rewind(env->diags, 0);
    for (uint32_t i = 0; i < docs.n; i++) {
        if (docs.items[i]->kind != HK_MAP)
            continue;
        for (int mode = HKR_VARS_TYPED; mode <= HKR_VARS_FLUX; mode++) {
            variables.mode = (enum hkr_vars_mode)mode;
            variables.lenient = i % 2;
            struct hk_slice once = substituted(env, &variables, docs.items[i]);
            FUZZ_INSIST(hk_slice_eq(once, substituted(env, &variables, docs.items[i])));
        }
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_run(data, size, run);
}
