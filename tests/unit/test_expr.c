/* SPDX-License-Identifier: Apache-2.0 */
/* Texts with expressions, against what Flux's envsubst makes of them (the cases of argv[1]), and
 * what has no counterpart there. */
#include "check.h"

#include "subst/expr.h"

enum { MAX_VARIABLES = 16 };

struct variable {
    struct hk_slice name;
    struct hk_slice value;
};

struct table {
    struct check_env box;
    struct variable variables[MAX_VARIABLES];
    size_t n;
    struct hk_slice unset; /* the first name without a value */
};

static struct hk_slice
unescape(struct hk_arena *arena, struct hk_slice text)
{
    char *out = hk_arena_alloc(arena, text.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '\\') {
            c = text.ptr[++i];
            c = (char)(c == 'n' ? '\n' : c == 't' ? '\t' : c);
        }
        out[n++] = c;
    }
    return hk_slice(out, n);
}

static void
find_value(void *user, const struct hk_expr *expr, struct hk_slice *ret_value)
{
    struct table *table = user;
    for (size_t i = 0; i < table->n; i++) {
        if (!hk_slice_eq(table->variables[i].name, expr->name))
            continue;
        *ret_value = table->variables[i].value;
        return;
    }
    if (!hk_expr_has_default(expr) && !table->unset.len)
        table->unset = expr->name;
}

/* In the words of the cases. */
static struct hk_slice
verdict(struct table *table, struct hk_slice text, bool strict, bool angles)
{
    static const char *const words[] = {
        [HK_EXPR_BAD] = "!bad",           [HK_EXPR_BRACE] = "!brace", [HK_EXPR_NAME] = "!name",
        [HK_EXPR_ARGUMENT] = "!argument", [HK_EXPR_DEPTH] = "!depth", [HK_EXPR_SLICE] = "!slice",
        [HK_EXPR_EFFORT] = "!effort",     [HK_EXPR_SIZE] = "!size",
    };
    struct hk_arena *arena = table->box.env.arena;
    struct hk_expr_eval eval = {arena, &table->box.limits, find_value, table};
    struct hk_expr_fault fault = {HK_EXPR_OK, 0};
    const struct hk_expr *list = NULL;
    if (!hk_expr_parse(arena, &table->box.limits, text, angles, &list, &fault))
        return hk_slice_cstr(words[fault.error]);
    struct hk_buf out = HK_BUF_INIT(&table->box.heap);
    enum hk_expr_error error = HK_EXPR_OK;
    table->unset = hk_slice(NULL, 0);
    for (const struct hk_expr *expr = list; expr && !error; expr = expr->next)
        error = hk_expr_evaluate(&eval, expr, &out);
    struct hk_slice result = hk_arena_concat(arena, HK_S("="), hk_buf_slice(&out));
    hk_buf_fini(&out);
    if (strict && table->unset.len)
        return hk_arena_concat(arena, HK_S("!unset "), table->unset);
    return error ? hk_slice_cstr(words[error]) : result;
}

static struct hk_slice
next_field(struct hk_slice *line)
{
    size_t tab = hk_slice_find(*line, '\t');
    struct hk_slice field = hk_slice_head(*line, tab);
    *line = tab == SIZE_MAX ? hk_slice(NULL, 0) : hk_slice_from(*line, tab + 1);
    return field;
}

static void
run_line(struct table *table, struct hk_slice line)
{
    struct hk_arena *arena = table->box.env.arena;
    if (hk_slice_starts(line, HK_S("set "))) {
        size_t equals = hk_slice_find(line, '=');
        struct variable variable = {hk_slice_from(hk_slice_head(line, equals), 4),
                                    unescape(arena, hk_slice_from(line, equals + 1))};
        table->variables[table->n++] = variable;
        return;
    }
    struct hk_slice text = unescape(arena, next_field(&line));
    struct hk_slice lenient = unescape(arena, next_field(&line));
    struct hk_slice strict = line.len ? unescape(arena, line) : lenient;
    int failed = check_failed;
    CHECK_TEXT(verdict(table, text, false, false), lenient);
    CHECK_TEXT(verdict(table, text, true, false), strict);
    if (check_failed > failed)
        printf("  of '%" PRSLICE "'\n", ARGSLICE(text));
}

static void
run_cases(struct table *table, const char *path)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;
    CHECK(file != NULL);
    for (ssize_t len; file && (len = getline(&line, &room, file)) > 0;) {
        struct hk_slice text = hk_slice(line, (size_t)len - (line[len - 1] == '\n'));
        if (text.len && text.ptr[0] != '#')
            run_line(table, hk_arena_slice(table->box.env.arena, text));
    }
    free(line);
    if (file)
        fclose(file);
}

static void
test_angles(struct table *table)
{
    CHECK_TEXT(verdict(table, HK_S("x$<A>y"), true, true), HK_S("=xabcABCabcy"));
    CHECK_TEXT(verdict(table, HK_S("x$<A>y"), true, false), HK_S("=x$<A>y"));
    CHECK_TEXT(verdict(table, HK_S("$$<A> $$$<A>"), true, true), HK_S("=$<A> $abcABCabc"));
    CHECK_TEXT(verdict(table, HK_S("cc -c $< -o $@ $<A $<> $<1> $<A-B>"), true, true),
               HK_S("=cc -c $< -o $@ $<A $<> $<1> $<A-B>"));
    CHECK_TEXT(verdict(table, HK_S("${UNSET:-$<A>}"), true, true), HK_S("=$<A>"));
    CHECK_TEXT(verdict(table, HK_S("$<UNSET>"), true, true), HK_S("!unset UNSET"));
    CHECK(hk_expr_is_any(HK_S("a $<A>"), true) && !hk_expr_is_any(HK_S("a $<A>"), false));
    CHECK(hk_expr_is_any(HK_S("$$"), false) && hk_expr_is_any(HK_S("$a${"), false));
    CHECK(!hk_expr_is_any(HK_S("$a $"), false) && !hk_expr_is_any(HK_S(""), true));
}

static void
test_bounds(struct table *table)
{
    struct hk_limits limits = table->box.limits;
    char nested[64] = "";
    for (size_t i = 0; i < 10; i++)
        memcpy(nested + i * 4, "${A=", 4);
    table->box.limits.depth = 9;
    CHECK_TEXT(verdict(table, hk_slice(nested, 40), true, false), HK_S("!depth"));
    table->box.limits.depth = 10;
    CHECK_TEXT(verdict(table, hk_slice(nested, 40), true, false), HK_S("!argument"));
    table->box.limits.regex_steps = 20;
    CHECK_TEXT(verdict(table, HK_S("${PATHS#*x*y*z}"), true, false), HK_S("!effort"));
    table->box.limits.output_bytes = 12;
    CHECK_TEXT(verdict(table, HK_S("${A//a/bcdefgh}"), true, false), HK_S("!size"));
    CHECK_TEXT(verdict(table, HK_S("${A}${A}"), true, false), HK_S("!size"));
    table->box.limits = limits;
}

int
main(int argc, char **argv)
{
    struct table table = {.n = 0};
    check_env_init(&table.box);
    for (int i = 1; i < argc; i++)
        run_cases(&table, argv[i]);
    test_angles(&table);
    test_bounds(&table);
    check_env_fini(&table.box);
    return check_done();
}
