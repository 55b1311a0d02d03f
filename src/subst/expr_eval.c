/* SPDX-License-Identifier: Apache-2.0 */
/* What the operators do. Follows Flux's envsubst: offsets and lengths count bytes, replacements
 * are literal, `:?` and `:+` behave like `:-`. */
#include "expr.h"

#include "../base/utf8.h"

/* One operation at work. */
struct operation {
    const struct hk_expr_eval *eval;
    struct hk_slice value;
    const struct hk_slice *args;
    uint32_t n_args;
    struct hk_buf *out;
};

typedef enum hk_expr_error (*operator_fn)(struct operation *op);

static enum hk_expr_error
append(struct operation *op, struct hk_slice text)
{
    if (text.len > op->eval->limits->output_bytes - op->out->len)
        return HK_EXPR_SIZE;
    hk_buf_append(op->out, text);
    return HK_EXPR_OK;
}

/* ---- Values and defaults ---------------------------------------------------------------- */

static enum hk_expr_error
do_default(struct operation *op)
{
    enum hk_expr_error error = HK_EXPR_OK;
    if (op->value.len)
        return append(op, op->value);
    for (uint32_t i = 0; i < op->n_args && !error; i++)
        error = append(op, op->args[i]);
    return error;
}

static enum hk_expr_error
do_length(struct operation *op)
{
    return append(op, hk_arena_printf(op->eval->arena, "%zu", op->value.len));
}

/* ---- Letter case ------------------------------------------------------------------------ */

static enum hk_expr_error
change_case(struct operation *op, uint32_t (*change)(uint32_t), bool all)
{
    enum hk_expr_error error = HK_EXPR_OK;
    const char *end = hk_slice_end(op->value);
    for (const char *at = op->value.ptr; at < end && !error;) {
        unsigned len;
        char bytes[4];
        uint32_t point = change(hk_utf8_decode(at, end, &len));
        error = append(op, hk_slice(bytes, hk_utf8_encode(point, bytes)));
        at += len;
        if (!all && !error)
            return append(op, hk_slice(at, (size_t)(end - at)));
    }
    return error;
}

static enum hk_expr_error
do_upper_first(struct operation *op)
{
    return change_case(op, hk_utf8_upper, false);
}

static enum hk_expr_error
do_upper(struct operation *op)
{
    return change_case(op, hk_utf8_upper, true);
}

static enum hk_expr_error
do_lower_first(struct operation *op)
{
    return change_case(op, hk_utf8_lower, false);
}

static enum hk_expr_error
do_lower(struct operation *op)
{
    return change_case(op, hk_utf8_lower, true);
}

/* ---- Parts ------------------------------------------------------------------------------ */

/* A whole number of 64 bits with an optional sign, all of @text. */
static bool
parse_number(struct hk_slice text, int64_t *ret_number)
{
    bool negative = text.len && text.ptr[0] == '-';
    uint64_t most = negative ? (uint64_t)INT64_MAX + 1 : INT64_MAX;
    uint64_t number = 0;
    if (text.len && (text.ptr[0] == '-' || text.ptr[0] == '+'))
        text = hk_slice_from(text, 1);
    if (!text.len)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        unsigned digit = (unsigned char)text.ptr[i] - '0';
        if (digit > 9 || number > (most - digit) / 10)
            return false;
        number = number * 10 + digit;
    }
    *ret_number = negative ? (int64_t)(0 - number) : (int64_t)number;
    return true;
}

/* What is no number leaves the value as it is. Offsets below zero count from the end. */
static enum hk_expr_error
do_substring(struct operation *op)
{
    int64_t from, length, size = (int64_t)op->value.len;
    if (!parse_number(op->args[0], &from))
        return append(op, op->value);
    if (from < 0)
        from = from < -size ? 0 : size + from;
    if (op->n_args == 1)
        return from < size ? append(op, hk_slice_from(op->value, (size_t)from)) : HK_EXPR_OK;
    if (!parse_number(op->args[1], &length))
        return append(op, op->value);
    if (length > INT64_MAX - from) /* there the sum wraps, and Flux ends in a panic */
        return HK_EXPR_SLICE;
    if (from + length >= size)
        return from < size ? append(op, hk_slice_from(op->value, (size_t)from)) : HK_EXPR_OK;
    if (length < 0) /* a panic as well */
        return HK_EXPR_SLICE;
    return append(op, hk_slice(op->value.ptr + from, (size_t)length));
}

/* ---- Prefixes and suffixes -------------------------------------------------------------- */

/* The length of the prefix of @text that @pattern matches: the longest, or the shortest that is not
 * empty. 0: none; also when the pattern turns out to be broken. */
static enum hk_expr_error
find_prefix(struct operation *op, struct hk_slice pattern, struct hk_slice text, bool longest,
            size_t *ret_len)
{
    uint32_t steps = op->eval->limits->regex_steps;
    *ret_len = 0;
    for (size_t len = text.len; len > 0; len--) {
        enum hk_pattern_match match = hk_pattern_match(pattern, hk_slice_head(text, len), &steps);
        if (match == HK_PATTERN_EFFORT)
            return HK_EXPR_EFFORT;
        if (match == HK_PATTERN_BROKEN)
            *ret_len = 0;
        else if (match == HK_PATTERN_YES)
            *ret_len = len;
        if (match == HK_PATTERN_BROKEN || (match == HK_PATTERN_YES && longest))
            break;
    }
    return HK_EXPR_OK;
}

static enum hk_expr_error
trim_prefix(struct operation *op, bool longest)
{
    size_t len;
    enum hk_expr_error error = find_prefix(op, op->args[0], op->value, longest, &len);
    return error ? error : append(op, hk_slice_from(op->value, len));
}

/* The characters of @text in reverse; bytes that are no UTF-8 become U+FFFD, as in Go. */
static struct hk_slice
reversed(struct hk_arena *arena, struct hk_slice text)
{
    size_t room = text.len * 3 + 1;
    char *bytes = hk_arena_array(arena, room, 1);
    char *to = bytes + room;
    const char *end = hk_slice_end(text);
    unsigned len;
    for (const char *at = text.ptr; at < end; at += len) {
        char character[4];
        size_t n = hk_utf8_encode(hk_utf8_decode(at, end, &len), character);
        to -= n;
        memcpy(to, character, n);
    }
    return hk_slice(to, (size_t)(bytes + room - to));
}

/* Value and pattern are reversed, and with the pattern its classes: "[a-c]" becomes "]c-a[". A '?'
 * may match the first byte of a character alone, here as there. */
static enum hk_expr_error
trim_suffix(struct operation *op, bool longest)
{
    struct hk_arena *arena = op->eval->arena;
    struct hk_slice text = reversed(arena, op->value);
    size_t len;
    enum hk_expr_error error = find_prefix(op, reversed(arena, op->args[0]), text, longest, &len);
    return error ? error : append(op, reversed(arena, hk_slice_from(text, len)));
}

static enum hk_expr_error
do_short_prefix(struct operation *op)
{
    return trim_prefix(op, false);
}

static enum hk_expr_error
do_long_prefix(struct operation *op)
{
    return trim_prefix(op, true);
}

static enum hk_expr_error
do_short_suffix(struct operation *op)
{
    return trim_suffix(op, false);
}

static enum hk_expr_error
do_long_suffix(struct operation *op)
{
    return trim_suffix(op, true);
}

/* ---- Replacements ----------------------------------------------------------------------- */

static struct hk_slice
replacement(const struct operation *op)
{
    return op->n_args > 1 ? op->args[1] : hk_slice(NULL, 0);
}

/* An empty text is found before each character, and at the end. */
static enum hk_expr_error
insert_everywhere(struct operation *op, bool all)
{
    struct hk_slice with = replacement(op);
    const char *end = hk_slice_end(op->value);
    enum hk_expr_error error = append(op, with);
    if (!all)
        return error ? error : append(op, op->value);
    unsigned len;
    for (const char *at = op->value.ptr; at < end && !error; at += len) {
        (void)hk_utf8_decode(at, end, &len);
        error = append(op, hk_slice(at, len));
        error = error ? error : append(op, with);
    }
    return error;
}

static enum hk_expr_error
replace(struct operation *op, bool all)
{
    struct hk_slice what = op->args[0], rest = op->value;
    enum hk_expr_error error = HK_EXPR_OK;
    if (!what.len)
        return insert_everywhere(op, all);
    for (bool more = true; more && !error && rest.len;) {
        const char *hit = memmem(rest.ptr, rest.len, what.ptr, what.len);
        if (!hit)
            break;
        size_t before = (size_t)(hit - rest.ptr);
        error = append(op, hk_slice_head(rest, before));
        error = error ? error : append(op, replacement(op));
        rest = hk_slice_from(rest, before + what.len);
        more = all;
    }
    return error ? error : append(op, rest);
}

static enum hk_expr_error
do_replace_first(struct operation *op)
{
    return replace(op, false);
}

static enum hk_expr_error
do_replace_all(struct operation *op)
{
    return replace(op, true);
}

/* Without a replacement these two do nothing. */
static enum hk_expr_error
do_replace_prefix(struct operation *op)
{
    if (op->n_args != 2 || !hk_slice_starts(op->value, op->args[0]))
        return append(op, op->value);
    return replace(op, false);
}

static enum hk_expr_error
do_replace_suffix(struct operation *op)
{
    if (op->n_args != 2 || !hk_slice_ends(op->value, op->args[0]))
        return append(op, op->value);
    enum hk_expr_error error =
        append(op, hk_slice_head(op->value, op->value.len - op->args[0].len));
    return error ? error : append(op, op->args[1]);
}

/* ---- Evaluation ------------------------------------------------------------------------- */

static const struct {
    struct hk_slice op;
    bool has_default;
    operator_fn run;
} operators[] = {
    {HK_S_INIT(":-"), true, do_default},         {HK_S_INIT(":="), true, do_default},
    {HK_S_INIT("="), true, do_default},          {HK_S_INIT(":?"), true, do_default},
    {HK_S_INIT(":+"), true, do_default},         {HK_S_INIT(":"), false, do_substring},
    {HK_S_INIT(","), false, do_lower_first},     {HK_S_INIT(",,"), false, do_lower},
    {HK_S_INIT("^"), false, do_upper_first},     {HK_S_INIT("^^"), false, do_upper},
    {HK_S_INIT("#"), false, do_short_prefix},    {HK_S_INIT("##"), false, do_long_prefix},
    {HK_S_INIT("%"), false, do_short_suffix},    {HK_S_INIT("%%"), false, do_long_suffix},
    {HK_S_INIT("/"), false, do_replace_first},   {HK_S_INIT("//"), false, do_replace_all},
    {HK_S_INIT("/#"), false, do_replace_prefix}, {HK_S_INIT("/%"), false, do_replace_suffix},
};

bool
hk_expr_has_default(const struct hk_expr *expr)
{
    for (size_t i = 0; i < HK_COUNT(operators); i++)
        if (hk_slice_eq(operators[i].op, expr->op))
            return operators[i].has_default;
    return false;
}

/* "^," and ",^" are accepted and do nothing. */
static operator_fn
find_operator(const struct hk_expr *expr)
{
    if (expr->is_length)
        return do_length;
    for (size_t i = 0; i < HK_COUNT(operators); i++)
        if (hk_slice_eq(operators[i].op, expr->op))
            return operators[i].run;
    return do_default;
}

enum hk_expr_error
hk_expr_evaluate(const struct hk_expr_eval *eval, const struct hk_expr *expr, struct hk_buf *out)
{
    struct operation op = {.eval = eval, .n_args = expr->n_args, .out = out};
    if (!expr->name.len)
        return append(&op, expr->text);
    struct hk_slice *args = HK_NEW_ARRAY(eval->arena, expr->n_args, struct hk_slice);
    size_t start = out->len;
    uint32_t i = 0;
    for (const struct hk_expr *arg = expr->args; arg; arg = arg->next) {
        enum hk_expr_error error = hk_expr_evaluate(eval, arg, out);
        if (error)
            return error;
        args[i++] = hk_arena_slice(eval->arena, hk_slice_from(hk_buf_slice(out), start));
        out->len = start;
    }
    op.args = args;
    eval->value(eval->user, expr, &op.value);
    return find_operator(expr)(&op);
}
