/* SPDX-License-Identifier: Apache-2.0 */
/* arena, vec, buf, intern, index, source, diag */
#include "check.h"

#include "base/buf.h"
#include "base/index.h"

static void
test_arena(struct hk_env *env)
{
    struct hk_mark mark = hk_arena_mark(env->scratch);
    char *big = hk_arena_alloc(env->scratch, 100000);
    CHECK(big[99999] == 0);
    hk_arena_rewind(env->scratch, mark);
    CHECK_TEXT(hk_arena_printf(env->arena, "%s-%d", "a", 7), HK_S("a-7"));
    CHECK_TEXT(hk_arena_concat(env->arena, HK_S("ab"), HK_S("c")), HK_S("abc"));
}

static void
test_limit(void)
{
    struct hk_heap heap;
    struct hk_trap trap;
    hk_heap_init(&heap, NULL, 100000);
    struct hk_arena *arena = hk_arena_new(&heap);
    hk_heap_trap(&heap, &trap);
    if (setjmp(trap.env) == 0) {
        for (int i = 0; i < 100; i++)
            (void)hk_arena_alloc(arena, 10000);
        CHECK(false && "the budget holds");
    }
    CHECK(trap.status == HKR_E_LIMIT);
    hk_heap_untrap(&heap, &trap);
    hk_arena_free(arena);
    CHECK(heap.used == 0);
}

static void
count_release(void *counter)
{
    (*(int *)counter)++;
}

static void
test_defer(struct hk_env *env)
{
    int released = 0;
    struct hk_mark mark = hk_arena_mark(env->scratch);
    hk_arena_defer(env->scratch, count_release, &released);
    hk_arena_release(env->scratch, &released);
    CHECK(released == 1);
    hk_arena_defer(env->scratch, count_release, &released);
    hk_arena_rewind(env->scratch, mark);
    CHECK(released == 2);
}

static void
test_intern(struct hk_env *env)
{
    CHECK(hk_env_sym(env, HK_S("metadata")) == HK_SYM_metadata);
    CHECK(hk_env_sym(env, HK_S("")) == HK_SYM_EMPTY);
    for (int i = 0; i < 5000; i++)
        (void)hk_env_sym(env, hk_arena_printf(env->arena, "name-%d", i));
    hk_sym sym = hk_intern_find(env->intern, HK_S("name-4999"));
    CHECK(sym != HK_SYM_NONE);
    CHECK_TEXT(hk_env_text(env, sym), HK_S("name-4999"));
    CHECK(hk_intern_find(env->intern, HK_S("name-5000")) == HK_SYM_NONE);
}

static void
test_index(struct hk_env *env)
{
    struct hk_index *index = hk_index_new(env->arena, 0);
    for (uint32_t i = 0; i < 3000; i++)
        hk_index_add(index, hk_hash_mix(7, i % 1000), i);
    uint32_t n = 0;
    for (uint32_t e = hk_index_first(index, hk_hash_mix(7, 5)); e != HK_INDEX_END;
         e = hk_index_next(index, e))
        CHECK(hk_index_value(index, e) == 5 + 1000 * n++);
    CHECK(n == 3);
    CHECK(hk_index_first(index, hk_hash_mix(7, 1000)) == HK_INDEX_END);
}

static void
test_buf(struct hk_env *env)
{
    struct hk_buf buf = HK_BUF_INIT(hk_arena_heap(env->arena));
    for (int i = 0; i < 1000; i++)
        hk_buf_append(&buf, HK_S("abc"));
    hk_buf_fill(&buf, ' ', 2);
    CHECK(buf.len == 3002);
    hk_buf_fini(&buf);
}

/* Lines are found from marks at every 512th byte. */
static void
test_lines(struct hk_env *env)
{
    char text[6 * 512];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = i % 7 == 6 || i > 1500 ? '\n' : 'x';
    hk_file_id file = hk_sources_add(env->sources, HK_S("long.yaml"),
                                     (struct hk_slice){text, sizeof text}, false);
    uint32_t line = 1;
    uint32_t column = 1;
    for (uint32_t i = 0; i <= sizeof text; i++) {
        struct hk_place at = {file, i, 0};
        struct hk_position position = hk_sources_position(env->sources, at);
        CHECK(position.line == line && position.column == column);
        CHECK(hk_sources_line_number(env->sources, at) == line);
        bool ends = i < sizeof text && text[i] == '\n';
        line += ends;
        column = ends ? 1 : column + 1;
    }
}

static void
test_source_and_diag(struct hk_env *env)
{
    hk_file_id file =
        hk_sources_add(env->sources, HK_S("a.yaml"), HK_S("one\ntwo \xc3\xa9x\n"), false);
    struct hk_place at = {file, 10, 1};
    struct hk_position position = hk_sources_position(env->sources, at);
    CHECK(position.line == 2 && position.column == 6);
    CHECK_TEXT(hk_sources_line(env->sources, at), HK_S("two \xc3\xa9x"));
    CHECK(hk_diag_report(env->diags, HK_D_YAML_SYNTAX, at, "bad %d", 1) == HKR_E_INPUT);
    hk_diag_mend(env->diags, "mend it");
    CHECK_TEXT(env->diags->list.items[0]->message, HK_S("bad 1"));
    CHECK(env->diags->n_errors == 1);
    hk_diag_rewind(env->diags, 0);
    CHECK(env->diags->n_errors == 0);
}

static void
test_nearest(void)
{
    static const struct hk_slice names[] = {HK_S_INIT("resources"), HK_S_INIT("namePrefix")};
    CHECK_TEXT(hk_diag_nearest(HK_S("resorces"), names, 2), HK_S("resources"));
    CHECK_TEXT(hk_diag_nearest(HK_S("nameprefiks"), names, 2), HK_S("namePrefix"));
    CHECK(hk_diag_nearest(HK_S("zzz"), names, 2).len == 0);
}

int
main(void)
{
    struct check_env box;
    check_env_init(&box);
    test_arena(&box.env);
    test_limit();
    test_defer(&box.env);
    test_intern(&box.env);
    test_index(&box.env);
    test_buf(&box.env);
    test_lines(&box.env);
    test_source_and_diag(&box.env);
    test_nearest();
    check_env_fini(&box);
    return check_done();
}
