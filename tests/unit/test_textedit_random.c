/* SPDX-License-Identifier: Apache-2.0 */
/* refactor/textedit on the files that it is given: random edits must give the tree that was meant,
 * which hk_textedit() checks itself, and may touch no line beyond those of the change.
 *
 * usage: test_textedit_random ROUNDS FILE... */
#include "check.h"

#include "refactor/textedit.h"
#include "treeedit.h"

static uint64_t seed;

static uint32_t
roll(uint32_t n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return n ? (uint32_t)(seed >> 33) % n : 0;
}

/* What is put somewhere: as text of YAML. */
static const char *const values[] = {
    "x",
    "\"5\"",
    "\"a: b\"",
    "\" lead\"",
    "\"l1\\nl2\"",
    "\"\"",
    "7",
    "true",
    "\"yes\"",
    "{k: v}",
    "[a, b]",
    "{k: [1, {m: n}], l: \"#\"}",
    "[{a: b, c: d}]",
    "\"l1\\n\\n  l2\\n\\n\"",
    "\"{a, b\"",
    "\"it's\"",
    "\"\\t\\\"q\\\"\"",
    "[]",
    "{}",
};

/* A change of one place: what it did, for the checks. */
enum deed { DEED_NONE, DEED_SET, DEED_ADD, DEED_REMOVE };

static char story[1024]; /* what was done, for the one who looks into a failure */

static void
tell(const char *what, uint32_t i, const char *value)
{
    size_t n = strlen(story);
    (void)snprintf(story + n, sizeof story - n, " %s %u %s", what, i, value);
}

static struct hk_node *
any_value(struct hk_env *env, const char *what, uint32_t i)
{
    const char *value = values[roll(HK_COUNT(values))];
    tell(what, i, value);
    return treeedit_value(env, hk_slice_cstr(value));
}

static struct hk_node *
add_child(struct hk_env *env, struct hk_node *node)
{
    uint32_t at = roll(3) ? node->n : roll(node->n + 1);
    struct hk_node *value = any_value(env, "add", at);
    if (node->kind == HK_SEQ)
        return hk_edit_insert(env, node, at, value);
    struct hk_slice key = hk_arena_printf(env->arena, "new%u", roll(1000000));
    return hk_edit_append_pair(env, node, hk_edit_pair(hk_env_sym(env, key), value));
}

/* Changes something at or below @node. */
static struct hk_node *
mutate(struct hk_env *env, struct hk_node *node, enum deed *deed)
{
    if (node->kind == HK_SCALAR) {
        struct hk_node *value = any_value(env, "set", 0);
        *deed = DEED_SET;
        return treeedit_set(env, node, value);
    }
    uint32_t i = roll(node->n);
    uint32_t what = node->n ? roll(8) : 0;
    if (what == 0) {
        *deed = DEED_ADD;
        return add_child(env, node);
    }
    if (what == 1) {
        *deed = DEED_REMOVE;
        tell("remove", i, "");
        return hk_edit_remove_at(env, node, i);
    }
    tell("in", i, "");
    if (node->kind == HK_MAP)
        return hk_edit_set_at(env, node, i, mutate(env, node->pairs[i].value, deed));
    return hk_edit_set_item(env, node, i, mutate(env, node->items[i], deed));
}

static uint32_t
count_lines(struct hk_slice text)
{
    uint32_t n = 0;
    for (size_t i = 0; i < text.len; i++)
        n += text.ptr[i] == '\n';
    return n;
}

/* The lines from the first to the last that differ, in both texts. */
static void
differing(struct hk_slice a, struct hk_slice b, struct hk_slice *ret_a, struct hk_slice *ret_b)
{
    size_t head = 0, tail = 0;
    while (head < a.len && head < b.len && a.ptr[head] == b.ptr[head])
        head++;
    while (head > 0 && a.ptr[head - 1] != '\n')
        head--;
    while (tail < a.len - head && tail < b.len - head &&
           a.ptr[a.len - 1 - tail] == b.ptr[b.len - 1 - tail])
        tail++;
    *ret_a = hk_slice(a.ptr + head, a.len - head - tail);
    *ret_b = hk_slice(b.ptr + head, b.len - head - tail);
}

static bool
is_refusal(const struct hk_env *env)
{
    enum hk_code code = env->diags->list.n ? env->diags->list.items[0]->code : HK_D_EDIT_REFUSED;
    return code == HK_D_EDIT_UNREADABLE || code == HK_D_EDIT_SHARED;
}

static void
show(const char *name, struct hk_slice text, struct hk_slice got)
{
    printf("    in %s:%s\n---- before\n%" PRSLICE "\n---- after\n%" PRSLICE "\n----\n", name, story,
           ARGSLICE(text), ARGSLICE(got));
}

static void
try_edit(struct hk_env *env, const char *name, struct hk_slice text, uint32_t n_deeds,
         uint32_t *refusals)
{
    struct hk_node *root = NULL, *next;
    hk_file_id file = 0;
    struct hk_slice got = {"", 0}, old, new;
    enum deed deed = DEED_NONE;
    int failed = check_failed;
    env->owner++;
    story[0] = '\0';
    if (hk_read_config(env, HK_S("k.yaml"), text, &file, &root) != HKR_OK || !root ||
        root->kind != HK_MAP) {
        hk_diag_rewind(env->diags, 0);
        return;
    }
    next = root;
    for (uint32_t i = 0; i < n_deeds; i++) {
        tell(";", i, "");
        next = mutate(env, next, &deed);
    }
    enum hkr_status status = hk_textedit(env, file, text, root, next, &got);
    CHECK(status == HKR_OK || is_refusal(env));
    *refusals += status != HKR_OK;
    if (status == HKR_OK && n_deeds == 1 && hk_slice_find(text, '&') == SIZE_MAX) {
        differing(text, got, &old, &new);
        CHECK(deed != DEED_ADD || count_lines(old) <= 1);
        CHECK(deed != DEED_REMOVE || count_lines(new) <= 1);
    }
    if (failed != check_failed)
        show(name, text, got);
    hk_diag_rewind(env->diags, 0);
}

static struct hk_slice
read_all(struct hk_env *env, const char *path)
{
    FILE *file = fopen(path, "rb");
    char *bytes = hk_arena_alloc(env->arena, 1 << 16);
    size_t n = file ? fread(bytes, 1, (1 << 16) - 1, file) : 0;
    CHECK(file);
    if (file)
        (void)fclose(file);
    return hk_slice(bytes, n);
}

int
main(int argc, char **argv)
{
    uint32_t rounds = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 0, refusals = 0, tries = 0;
    for (int i = 2; i < argc && check_failed < 5; i++) {
        struct check_env box;
        check_env_init(&box);
        struct hk_slice text = read_all(&box.env, argv[i]);
        for (uint32_t round = 0; round < rounds && check_failed < 5; round++, tries++) {
            seed = ((uint64_t)round << 32) + (uint64_t)i;
            try_edit(&box.env, argv[i], text, 1 + round % 3, &refusals);
        }
        check_env_fini(&box);
    }
    CHECK(refusals * 5 <= tries); /* most of what people write can be edited */
    printf("%u edits, %u refused\n", tries, refusals);
    return check_done();
}
