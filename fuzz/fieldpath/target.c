/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz/fieldpath/target.c -- both path engines: the first line is a path, the rest a document.
 *
 * A walk that changes nothing leaves the tree as it is; one that writes puts its value where a
 * second walk finds it; and the tree that was read never changes. */
#include "../frame.h"
#include "yaml/dotpath.h"
#include "yaml/fieldpath.h"
#include "yaml/read.h"
#include "yaml/write.h"

#define MARK HK_S("written")

struct visit {
    bool writes;
    uint32_t n;
    uint32_t n_marked;
};

static enum hkr_status
visit(struct hk_env *env, void *user, struct hk_node **slot)
{
    struct visit *v = user;
    v->n++;
    v->n_marked += (*slot)->kind == HK_SCALAR && hk_slice_eq(hk_node_text(*slot), MARK);
    if (v->writes)
        *slot = hk_node_scalar(env, MARK, HK_TAG_STR, HK_PLAIN, HK_NOWHERE);
    return HKR_OK;
}

static enum hkr_status
contains(struct hk_env *env, void *user, const struct hk_dotstep *step, struct hk_slice text,
         bool *ret_matches)
{
    (void)env;
    (void)user;
    *ret_matches = step->value.len == 0 ||
                   (text.len && memmem(text.ptr, text.len, step->value.ptr, step->value.len));
    return HKR_OK;
}

static enum hkr_status
walk_slashes(struct hk_env *env, const struct hk_fieldpath *path, bool create, struct visit *v,
             struct hk_node **root)
{
    struct hk_fieldpath_update update = {
        .create = create, .create_kind = HK_SCALAR, .apply = visit, .user = v};
    enum hkr_status status = hk_fieldpath_update(env, path, &update, HK_S("it"), root);
    fuzz_insist_told(env, status);
    return status;
}

static enum hkr_status
walk_dots(struct hk_env *env, const struct hk_dotpath *path, int create, struct visit *v,
          struct hk_node **root)
{
    struct hk_dotpath_update update = {
        .create = create, .match = contains, .apply = visit, .user = v};
    struct hk_dotpath_fault fault = {0};
    uint32_t n = 0;
    enum hkr_status status = hk_dotpath_update(env, path, 0, &update, root, &fault, &n);
    FUZZ_INSIST(status != HKR_OK || n == v->n);
    return status;
}

/* Such a step makes an empty list of a null, whether or not anything is to be made. */
static bool
has_list_step(const struct hk_fieldpath *path)
{
    for (uint32_t i = 0; i < path->n_steps; i++)
        if (path->steps[i].is_seq)
            return true;
    return false;
}

static void
check_slashes(struct hk_env *env, struct hk_slice text, struct hk_node *root)
{
    struct hk_fieldpath path = hk_fieldpath_parse(env, text);
    struct hk_node *same = root;
    struct hk_node *changed = root;
    struct visit looks = {0};
    struct visit writes = {.writes = true};
    struct visit again = {0};
    enum hkr_status status = walk_slashes(env, &path, false, &looks, &same);
    FUZZ_INSIST(status != HKR_OK || has_list_step(&path) || same == root);
    if (walk_slashes(env, &path, true, &writes, &changed) != HKR_OK)
        return;
    FUZZ_INSIST(writes.n >= looks.n);
    status = walk_slashes(env, &path, false, &again, &changed);
    if (path.n_steps)
        FUZZ_INSIST(status == HKR_OK && again.n == writes.n && again.n_marked == again.n);
}

static void
check_dots(struct hk_env *env, const struct hk_dotpath *path, struct hk_node *root)
{
    struct hk_node *same = root;
    struct hk_node *changed = root;
    struct hk_dotpath_fault fault = {0};
    struct hk_dotpath_spot spot;
    struct visit looks = {0};
    struct visit writes = {.writes = true};
    (void)hk_dotpath_find(env, path, root, &fault);
    if (hk_dotpath_find_text(env, path, root, &spot)) {
        FUZZ_INSIST(spot.next < path->n_steps && spot.scalar->kind == HK_SCALAR);
        (void)hk_dotpath_put(env, root, &spot, hk_edit_clone(env, spot.scalar));
    }
    if (walk_dots(env, path, -1, &looks, &same) == HKR_OK)
        FUZZ_INSIST(same == root);
    (void)walk_dots(env, path, HK_SCALAR, &writes, &changed);
}

/* The JSON of the tree, which is a fault for some. */
static struct hk_slice
text_of(struct hk_env *env, const struct hk_node *root)
{
    struct hk_buf buf = HK_BUF_INIT(hk_arena_heap(env->arena));
    hk_arena_defer(env->arena, (void (*)(void *))hk_buf_fini, &buf);
    enum hkr_status status = hk_write_json(env, root, &buf);
    struct hk_slice text =
        status == HKR_OK ? hk_arena_slice(env->arena, hk_buf_slice(&buf)) : HK_S("");
    hk_arena_release(env->arena, &buf);
    return text;
}

static void
run(struct hk_env *env, struct hk_slice input)
{
    struct hk_slice line = fuzz_line(&input);
    struct hk_docs docs = {0};
    struct hk_slice text = hk_arena_slice(env->arena, input);
    if (hk_read_docs(env, HK_S("input"), text, &docs) != HKR_OK || docs.n == 0)
        return;
    struct hk_node *root = docs.items[0];
    struct hk_slice before = text_of(env, root);
    struct hk_dotpath dots = hk_dotpath_parse(env, line);
    struct hk_dotpath indexed = hk_dotpath_parse_indexed(env, line);
    hk_diag_rewind(env->diags, 0);
    check_slashes(env, line, root);
    check_dots(env, &dots, root);
    check_dots(env, &indexed, root);
    FUZZ_INSIST(hk_slice_eq(before, text_of(env, root)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_run(data, size, run);
}
