/* SPDX-License-Identifier: Apache-2.0 */
#include "expr.h"

#include "../base/utf8.h"

const char *
hk_expr_error_text(enum hk_expr_error error)
{
    static const char *const texts[] = {
        [HK_EXPR_OK] = NULL,
        [HK_EXPR_BAD] = "has an operator that is not complete",
        [HK_EXPR_BRACE] = "has something between its name and the closing brace",
        [HK_EXPR_NAME] = "has no name behind the opening brace",
        [HK_EXPR_ARGUMENT] = "has no argument where one belongs, or no closing brace",
        [HK_EXPR_DEPTH] = "is nested too deep",
        [HK_EXPR_SLICE] = "takes a part of negative length",
        [HK_EXPR_EFFORT] = "takes too many steps to match",
        [HK_EXPR_SIZE] = "becomes too large",
    };
    return texts[error];
}

struct parser {
    struct hk_arena *arena;
    const char *begin;
    const char *at;
    const char *end;
    uint32_t depth_left;
    bool angles;
    enum hk_expr_error error;
};

/* Where a text ends, and what is unescaped in it. */
struct until {
    const char *stops;
    bool dollars; /* "$$" */
    bool slashes; /* "\/" and "\\" */
    bool angles;  /* $<NAME> ends it, where that counts */
};

static bool
looking_at(const struct parser *in, const char *text)
{
    size_t len = strlen(text);
    return (size_t)(in->end - in->at) >= len && memcmp(in->at, text, len) == 0;
}

static bool
is_at(const struct parser *in, const char *any)
{
    return in->at < in->end && *in->at && strchr(any, *in->at);
}

static bool
is_name_byte(char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26 || (unsigned char)(c - '0') < 10 || c == '_';
}

/* Length of "$<NAME>" at @at, 0 when something else stands there. */
static size_t
angle_length(const char *at, const char *end)
{
    const char *name = at + 2;
    if (end - at < 4 || at[0] != '$' || at[1] != '<' || (unsigned char)(*name - '0') < 10)
        return 0;
    while (name < end && is_name_byte(*name))
        name++;
    return name > at + 2 && name < end && *name == '>' ? (size_t)(name + 1 - at) : 0;
}

bool
hk_expr_is_any(struct hk_slice text, bool angles)
{
    const char *end = hk_slice_end(text);
    for (const char *at = text.ptr; at < end; at++) {
        at = memchr(at, '$', (size_t)(end - at));
        if (!at || at + 1 == end)
            return false;
        if (at[1] == '{' || at[1] == '$' || (angles && angle_length(at, end)))
            return true;
    }
    return false;
}

static struct hk_expr *
new_piece(struct parser *in)
{
    struct hk_expr *piece = HK_NEW(in->arena, struct hk_expr);
    piece->offset = (uint32_t)(in->at - in->begin);
    return piece;
}

static struct hk_expr *
finish_piece(struct parser *in, struct hk_expr *piece)
{
    piece->length = (uint32_t)(in->at - in->begin) - piece->offset;
    return piece;
}

static struct hk_expr *
fail(struct parser *in, enum hk_expr_error error)
{
    if (!in->error)
        in->error = error;
    return NULL;
}

static bool
is_escape(const struct parser *in, const struct until *until)
{
    return (until->dollars && looking_at(in, "$$")) ||
           (until->slashes && (looking_at(in, "\\/") || looking_at(in, "\\\\")));
}

/* Takes the text up to an expression, the end, or one of until->stops. *ret_escapes: how many bytes
 * of it are there for the sake of the next one. */
static struct hk_slice
take_text(struct parser *in, const struct until *until, size_t *ret_escapes)
{
    const char *from = in->at;
    *ret_escapes = 0;
    while (in->at < in->end && !looking_at(in, "${")) {
        if (is_escape(in, until)) {
            ++*ret_escapes;
            in->at++;
        } else if (is_at(in, until->stops) ||
                   (until->angles && in->angles && angle_length(in->at, in->end))) {
            break;
        }
        in->at++;
    }
    return hk_slice(from, (size_t)(in->at - from));
}

/* @text less @n bytes that escape the one behind them. */
static struct hk_slice
unescaped(struct hk_arena *arena, struct hk_slice text, const struct until *until, size_t n)
{
    if (!n)
        return text;
    char *to = hk_arena_alloc(arena, text.len - n + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        struct parser here = {.at = text.ptr + i, .end = hk_slice_end(text)};
        i += is_escape(&here, until);
        to[len++] = text.ptr[i];
    }
    return hk_slice(to, len);
}

/* Text up to an expression or the end, with "$$" as "$". */
static struct hk_expr *
parse_text(struct parser *in)
{
    static const struct until until = {.stops = "", .dollars = true, .angles = true};
    struct hk_expr *piece = new_piece(in);
    size_t escapes;
    struct hk_slice text = take_text(in, &until, &escapes);
    piece->text = unescaped(in->arena, text, &until, escapes);
    return finish_piece(in, piece);
}

/* Text of an argument: at least one byte of it. */
static struct hk_expr *
parse_argument_text(struct parser *in, const struct until *until)
{
    struct hk_expr *piece = new_piece(in);
    size_t escapes;
    struct hk_slice text = take_text(in, until, &escapes);
    if (!text.len)
        return fail(in, HK_EXPR_ARGUMENT);
    piece->text = unescaped(in->arena, text, until, escapes);
    return finish_piece(in, piece);
}

static struct hk_expr *parse_expression(struct parser *in);

/* The arguments of an expression while they come in. */
struct arguments {
    struct hk_expr *expr;
    const struct hk_expr **tail;
};

static struct arguments
arguments_of(struct hk_expr *expr)
{
    return (struct arguments){expr, &expr->args};
}

/* False after a fault. */
static bool
take_argument(struct parser *in, struct arguments *args, const struct until *until)
{
    struct hk_expr *arg =
        looking_at(in, "${") ? parse_expression(in) : parse_argument_text(in, until);
    if (!arg)
        return false;
    *args->tail = arg;
    args->tail = &arg->next;
    args->expr->n_args++;
    return true;
}

static struct hk_expr *
close_with(struct parser *in, struct hk_expr *expr, enum hk_expr_error otherwise)
{
    if (!is_at(in, "}"))
        return fail(in, otherwise);
    in->at++;
    return finish_piece(in, expr);
}

/* Takes up to @most bytes of @bytes as the operator. */
static void
take_operator(struct parser *in, struct hk_expr *expr, const char *bytes, size_t most)
{
    const char *from = in->at;
    while ((size_t)(in->at - from) < most && is_at(in, bytes))
        in->at++;
    expr->op = hk_slice(from, (size_t)(in->at - from));
}

static struct hk_slice
take_name(struct parser *in)
{
    const char *from = in->at;
    while (in->at < in->end) {
        unsigned len;
        uint32_t point = hk_utf8_decode(in->at, in->end, &len);
        if (point != '_' && !hk_utf8_is_letter(point) && !hk_utf8_is_digit(point))
            break;
        in->at += len;
    }
    return hk_slice(from, (size_t)(in->at - from));
}

static struct hk_expr *
parse_length(struct parser *in, struct hk_expr *expr)
{
    take_operator(in, expr, "#", 1);
    expr->is_length = true;
    expr->name = take_name(in);
    return expr->name.len ? close_with(in, expr, HK_EXPR_BAD) : fail(in, HK_EXPR_BAD);
}

static struct hk_expr *
parse_default(struct parser *in, struct hk_expr *expr, size_t op_len)
{
    static const struct until until = {.stops = "}"};
    struct arguments args = arguments_of(expr);
    expr->op = hk_slice(in->at, op_len);
    in->at += op_len;
    while (!is_at(in, "}"))
        if (!take_argument(in, &args, &until))
            return NULL;
    return close_with(in, expr, HK_EXPR_ARGUMENT);
}

static struct hk_expr *
parse_substring(struct parser *in, struct hk_expr *expr)
{
    static const struct until offset = {.stops = ":}"};
    static const struct until length = {.stops = "}"};
    struct arguments args = arguments_of(expr);
    take_operator(in, expr, ":", 1);
    if (in->at == in->end || (unsigned char)*in->at >= 0x80)
        return fail(in, HK_EXPR_BAD);
    if (!take_argument(in, &args, &offset))
        return NULL;
    if (is_at(in, ":")) {
        while (is_at(in, ":")) /* several are as good as one */
            in->at++;
        if (!take_argument(in, &args, &length))
            return NULL;
    }
    return close_with(in, expr, HK_EXPR_BAD);
}

static struct hk_expr *
parse_remove(struct parser *in, struct hk_expr *expr, const char *byte)
{
    static const struct until until = {.stops = "}"};
    struct arguments args = arguments_of(expr);
    take_operator(in, expr, byte, 2);
    return take_argument(in, &args, &until) ? close_with(in, expr, HK_EXPR_BAD) : NULL;
}

static struct hk_expr *
parse_replace(struct parser *in, struct hk_expr *expr)
{
    static const struct until what = {"/", true, true, false};
    static const struct until with = {"}", true, true, false};
    struct arguments args = arguments_of(expr);
    const char *from = in->at++;
    if (is_at(in, "/#%"))
        in->at++;
    expr->op = hk_slice(from, (size_t)(in->at - from));
    if (!take_argument(in, &args, &what))
        return NULL;
    if (!is_at(in, "/"))
        return fail(in, HK_EXPR_BAD);
    while (is_at(in, "/"))
        in->at++;
    if (!is_at(in, "}") && !take_argument(in, &args, &with))
        return NULL;
    return close_with(in, expr, HK_EXPR_BAD);
}

/* What stands behind the name. */
static struct hk_expr *
parse_operator(struct parser *in, struct hk_expr *expr)
{
    if (is_at(in, ":")) {
        bool is_default = in->end - in->at > 1 && in->at[1] && strchr("=-?+", in->at[1]);
        return is_default ? parse_default(in, expr, 2) : parse_substring(in, expr);
    }
    if (is_at(in, "="))
        return parse_default(in, expr, 1);
    if (is_at(in, ",^")) {
        take_operator(in, expr, ",^", 2);
        return close_with(in, expr, HK_EXPR_BAD);
    }
    if (is_at(in, "/"))
        return parse_replace(in, expr);
    if (is_at(in, "#"))
        return parse_remove(in, expr, "#");
    if (is_at(in, "%"))
        return parse_remove(in, expr, "%");
    return close_with(in, expr, HK_EXPR_BRACE);
}

/* The parser stands at "${". */
static struct hk_expr *
parse_expression(struct parser *in)
{
    struct hk_expr *expr = new_piece(in);
    if (!in->depth_left)
        return fail(in, HK_EXPR_DEPTH);
    in->depth_left--;
    in->at += 2;
    struct hk_expr *done;
    if (is_at(in, "#")) {
        done = parse_length(in, expr);
    } else {
        expr->name = take_name(in);
        done = expr->name.len ? parse_operator(in, expr) : fail(in, HK_EXPR_NAME);
    }
    in->depth_left++;
    return done;
}

static struct hk_expr *
parse_angles(struct parser *in)
{
    struct hk_expr *expr = new_piece(in);
    size_t len = angle_length(in->at, in->end);
    expr->name = hk_slice(in->at + 2, len - 3);
    in->at += len;
    return finish_piece(in, expr);
}

bool
hk_expr_parse(struct hk_arena *arena, const struct hk_limits *limits, struct hk_slice text,
              bool angles, const struct hk_expr **ret_list, struct hk_expr_fault *ret_fault)
{
    struct parser in = {.arena = arena,
                        .begin = text.ptr,
                        .at = text.ptr,
                        .end = hk_slice_end(text),
                        .depth_left = limits->depth,
                        .angles = angles};
    const struct hk_expr *list = NULL;
    const struct hk_expr **tail = &list;
    while (in.at < in.end) {
        uint32_t offset = (uint32_t)(in.at - in.begin);
        bool is_angles = angles && angle_length(in.at, in.end);
        struct hk_expr *piece = looking_at(&in, "${") ? parse_expression(&in)
                                : is_angles           ? parse_angles(&in)
                                                      : parse_text(&in);
        if (!piece) {
            *ret_fault = (struct hk_expr_fault){in.error, offset};
            return false;
        }
        *tail = piece;
        tail = &piece->next;
    }
    *ret_list = list;
    return true;
}
