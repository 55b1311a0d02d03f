/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "diff/worddiff.h"

static struct check_env box;

static struct hk_hunks
diff(struct hk_texts a, struct hk_texts b)
{
    return hk_linediff(box.env.arena, box.env.scratch, a, b);
}

static struct hk_texts
lines(const char *text)
{
    return hk_lines(box.env.arena, hk_slice_cstr(text));
}

/* The hunks as text: "a,n>b,n". */
static struct hk_slice
told(struct hk_hunks hunks)
{
    struct hk_slice all = {0};
    for (uint32_t i = 0; i < hunks.n; i++)
        all = hk_arena_printf(box.env.arena, "%" PRSLICE "%s%u,%u>%u,%u", ARGSLICE(all),
                              i ? " " : "", hunks.items[i].a, hunks.items[i].n_a, hunks.items[i].b,
                              hunks.items[i].n_b);
    return all;
}

static void
test_lines(void)
{
    CHECK(lines("").n == 0);
    CHECK(lines("\n").n == 1);
    CHECK(lines("a\nb").n == 2);
    CHECK(lines("a\n\n").n == 2);
    CHECK_TEXT(lines("a\nbc\n").items[1], HK_S("bc"));
}

static void
test_simple(void)
{
    CHECK_TEXT(told(diff(lines(""), lines(""))), HK_S(""));
    CHECK_TEXT(told(diff(lines("a\nb\n"), lines("a\nb\n"))), HK_S(""));
    CHECK_TEXT(told(diff(lines(""), lines("a\nb\n"))), HK_S("0,0>0,2"));
    CHECK_TEXT(told(diff(lines("a\nb\n"), lines(""))), HK_S("0,2>0,0"));
    CHECK_TEXT(told(diff(lines("a\nb\nc\n"), lines("a\nx\nc\n"))), HK_S("1,1>1,1"));
    CHECK_TEXT(told(diff(lines("a\nb\nc\nd\n"), lines("b\nc\nx\nd\n"))), HK_S("0,1>0,0 3,0>2,1"));
}

/* An item that was put into a list begins with its dash, though it could be seen as beginning
 * with the line that ends the item before. */
static void
test_settled(void)
{
    struct hk_texts a = lines("- name: a\n  image: x\n- name: c\n  image: x\n");
    struct hk_texts b =
        lines("- name: a\n  image: x\n- name: b\n  image: x\n- name: c\n  image: x\n");
    CHECK_TEXT(told(diff(a, b)), HK_S("2,0>2,2"));
    CHECK_TEXT(told(diff(b, a)), HK_S("2,2>2,0"));
}

static uint32_t state = 12345;

static uint32_t
roll(uint32_t n)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % n;
}

static struct hk_texts
random_texts(uint32_t n, uint32_t n_words)
{
    struct hk_slice *items = HK_NEW_ARRAY(box.env.arena, n, struct hk_slice);
    for (uint32_t i = 0; i < n; i++)
        items[i] = hk_arena_printf(box.env.arena, "%*s%u", (int)roll(3), "", roll(n_words));
    return (struct hk_texts){items, n};
}

/* Some of @from, with edits. */
static struct hk_texts
edited(struct hk_texts from, uint32_t one_in)
{
    struct hk_texts noise = random_texts(from.n + 1, 50);
    struct hk_slice *items = HK_NEW_ARRAY(box.env.arena, 2 * from.n + 1, struct hk_slice);
    uint32_t n = 0;
    for (uint32_t i = 0; i < from.n; i++) {
        if (roll(one_in))
            items[n++] = from.items[i];
        if (!roll(one_in))
            items[n++] = noise.items[i];
    }
    return (struct hk_texts){items, n};
}

/* Whether the hunks turn @a into @b, and do not touch. Returns how many texts are common. */
static uint32_t
common_of(struct hk_texts a, struct hk_texts b, struct hk_hunks hunks)
{
    uint32_t i = 0, j = 0, common = 0;
    bool right = true;
    for (uint32_t h = 0; h <= hunks.n; h++) {
        struct hk_hunk end = {a.n, 0, b.n, 0};
        struct hk_hunk hunk = h < hunks.n ? hunks.items[h] : end;
        right = right && hunk.a - i == hunk.b - j && hunk.a <= a.n && hunk.b <= b.n &&
                (h == 0 || h == hunks.n || hunk.a > i);
        for (; right && i < hunk.a; i++, j++, common++)
            right = hk_slice_eq(a.items[i], b.items[j]);
        i = hunk.a + hunk.n_a;
        j = hunk.b + hunk.n_b;
    }
    CHECK(right && i == a.n && j == b.n);
    return common;
}

/* The longest common subsequence, by the book. */
static uint32_t
longest_common(struct hk_texts a, struct hk_texts b)
{
    uint32_t *row = HK_NEW_ARRAY(box.env.arena, b.n + 1, uint32_t);
    for (uint32_t i = 0; i < a.n; i++) {
        uint32_t diagonal = 0;
        for (uint32_t j = 0; j < b.n; j++) {
            uint32_t above = row[j + 1];
            bool same = hk_slice_eq(a.items[i], b.items[j]);
            row[j + 1] = same ? diagonal + 1 : above > row[j] ? above : row[j];
            diagonal = above;
        }
    }
    return row[b.n];
}

static void
test_random_small(void)
{
    for (int i = 0; i < 4000; i++) {
        struct hk_mark mark = hk_arena_mark(box.env.arena);
        struct hk_texts a = random_texts(roll(14), 1 + roll(6));
        struct hk_texts b = roll(2) ? random_texts(roll(14), 1 + roll(6)) : edited(a, 4);
        CHECK(common_of(a, b, diff(a, b)) == longest_common(a, b));
        hk_arena_rewind(box.env.arena, mark);
    }
}

/* Past the cost limit the answer is right, though not the shortest. */
static void
test_random_large(void)
{
    for (int i = 0; i < 8; i++) {
        struct hk_mark mark = hk_arena_mark(box.env.arena);
        struct hk_texts a = random_texts(5000, i < 4 ? 40 : 4000);
        struct hk_texts b = i % 2 ? random_texts(4000, 400) : edited(a, 10);
        uint32_t common = common_of(a, b, diff(a, b));
        if (i % 2 == 0) /* not so when the two have nothing to do with each other */
            CHECK(common * 100 >= longest_common(a, b) * 95);
        hk_arena_rewind(box.env.arena, mark);
    }
}

static struct hk_slice
marked(struct hk_slice line, struct hk_marks marks)
{
    struct hk_slice out = {0};
    uint32_t at = 0;
    for (uint32_t i = 0; i < marks.n; i++) {
        struct hk_slice before = hk_slice(line.ptr + at, marks.items[i].start - at);
        struct hk_slice in =
            hk_slice(line.ptr + marks.items[i].start, marks.items[i].end - marks.items[i].start);
        out = hk_arena_printf(box.env.arena, "%" PRSLICE "%" PRSLICE "[%" PRSLICE "]",
                              ARGSLICE(out), ARGSLICE(before), ARGSLICE(in));
        at = marks.items[i].end;
    }
    return hk_arena_concat(box.env.arena, out, hk_slice_from(line, at));
}

static void
check_words(const char *a, const char *b, const char *want_a, const char *want_b)
{
    struct hk_marks marks_a, marks_b;
    (void)hk_worddiff(box.env.arena, box.env.scratch, hk_slice_cstr(a), hk_slice_cstr(b), &marks_a,
                      &marks_b);
    CHECK_TEXT(marked(hk_slice_cstr(a), marks_a), hk_slice_cstr(want_a));
    CHECK_TEXT(marked(hk_slice_cstr(b), marks_b), hk_slice_cstr(want_b));
}

static void
test_words(void)
{
    check_words("  replicas: 2", "  replicas: 3", "  replicas: [2]", "  replicas: [3]");
    check_words("image: nginx:1.25.3", "image: nginx:1.27.0", "image: nginx:1.[25.3]",
                "image: nginx:1.[27.0]");
    check_words("image: nginx", "image: nginx:1", "image: nginx", "image: nginx[:1]");
    check_words("abc", "xyz", "abc", "xyz");
    check_words("x: \xc3\xa4hnlich gut", "x: \xc3\xa4hnlich schlecht", "x: \xc3\xa4hnlich [gut]",
                "x: \xc3\xa4hnlich [schlecht]");
    char *large = hk_arena_alloc(box.env.arena, 10001);
    memset(large, 'x', 10000);
    struct hk_marks marks;
    CHECK(!hk_worddiff(box.env.arena, box.env.scratch, hk_slice_cstr(large), HK_S("x"), &marks,
                       &marks));
}

static void
check_rows(const char *a, const char *b, const char *want)
{
    struct hk_texts lines_a = lines(a), lines_b = lines(b);
    struct hk_rows rows =
        hk_side_by_side(box.env.arena, box.env.scratch, lines_a, lines_b, diff(lines_a, lines_b));
    struct hk_slice all = {0};
    for (uint32_t i = 0; i < rows.n; i++)
        all = hk_arena_printf(box.env.arena, "%" PRSLICE "%c%u:%u ", ARGSLICE(all),
                              "=~-+"[rows.items[i].kind], rows.items[i].a, rows.items[i].b);
    CHECK_TEXT(all, hk_slice_cstr(want));
}

static void
test_rows(void)
{
    check_rows("", "", "");
    check_rows("a\n", "", "-0:0 ");
    check_rows("", "a\n", "+0:0 ");
    check_rows("x\na: 1\nb: 2\ny\n", "x\nb: 3\ny\n", "=0:0 -1:0 ~2:1 =3:2 ");
    check_rows("a: 1\nb: 2\n", "c: 1\nb: 3\nd: 4\n", "~0:0 ~1:1 +0:2 ");
}

int
main(void)
{
    check_env_init(&box);
    test_lines();
    test_simple();
    test_settled();
    test_random_small();
    test_random_large();
    test_words();
    test_rows();
    check_env_fini(&box);
    return check_done();
}
