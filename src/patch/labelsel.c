/* SPDX-License-Identifier: Apache-2.0 */
#include "labelsel.h"

#include "../base/vec.h"

enum operator{ OP_NONE, OP_EXISTS, OP_MISSING, OP_IN, OP_NOT_IN, OP_GREATER, OP_LESS };

struct requirement {
    hk_sym key;
    enum operator op;
    HK_VEC(struct hk_slice) values;
    int64_t bound; /* of OP_GREATER and OP_LESS */
};

struct hk_labelsel {
    HK_VEC(struct requirement *) all; /* joined by "and" */
};

enum token {
    TOKEN_END,
    TOKEN_WORD,
    TOKEN_IN,
    TOKEN_NOT_IN,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_COMMA,
    TOKEN_NOT,
    TOKEN_EQUAL,
    TOKEN_NOT_EQUAL,
    TOKEN_GREATER,
    TOKEN_LESS
};

struct parser {
    struct hk_env *env;
    struct hk_slice in;
    enum token token; /* the one at hand */
    struct hk_slice word;
    size_t start; /* of the token at hand */
    size_t next;  /* behind it */
    struct hk_labelsel_fault fault;
};

static bool
fail(struct parser *p, const char *message)
{
    if (!p->fault.message)
        p->fault = (struct hk_labelsel_fault){message, p->start};
    return false;
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool
is_special(char c)
{
    return c && strchr("=!(),><", c) != NULL;
}

static enum token
special_token(char c, bool equal_follows, size_t *ret_len)
{
    *ret_len = equal_follows && (c == '=' || c == '!') ? 2 : 1;
    switch (c) {
    case '(':
        return TOKEN_OPEN;
    case ')':
        return TOKEN_CLOSE;
    case ',':
        return TOKEN_COMMA;
    case '>':
        return TOKEN_GREATER;
    case '<':
        return TOKEN_LESS;
    case '!':
        return equal_follows ? TOKEN_NOT_EQUAL : TOKEN_NOT;
    default:
        return TOKEN_EQUAL;
    }
}

/* Moves to the next token. A zero byte ends the text, as in the original. */
static void
advance(struct parser *p)
{
    size_t i = p->next;
    while (i < p->in.len && is_blank(p->in.ptr[i]))
        i++;
    p->start = i;
    size_t len = 0;
    if (i >= p->in.len || !p->in.ptr[i]) {
        p->token = TOKEN_END;
    } else if (is_special(p->in.ptr[i])) {
        bool equal = i + 1 < p->in.len && p->in.ptr[i + 1] == '=';
        p->token = special_token(p->in.ptr[i], equal, &len);
    } else {
        while (i + len < p->in.len && p->in.ptr[i + len] && !is_special(p->in.ptr[i + len]) &&
               !is_blank(p->in.ptr[i + len]))
            len++;
        p->word = hk_slice(p->in.ptr + i, len);
        p->token = hk_slice_eq(p->word, HK_S("in"))      ? TOKEN_IN
                   : hk_slice_eq(p->word, HK_S("notin")) ? TOKEN_NOT_IN
                                                         : TOKEN_WORD;
    }
    p->next = i + len;
}

/* "in" and "notin" are words like any other where no operator can stand. */
static bool
at_word(const struct parser *p)
{
    return p->token == TOKEN_WORD || p->token == TOKEN_IN || p->token == TOKEN_NOT_IN;
}

static bool
is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Letters and digits at both ends, also "-", "_" and "." between. */
static bool
is_name(struct hk_slice text)
{
    if (!text.len || text.len > 63 || !is_alnum(text.ptr[0]) || !is_alnum(text.ptr[text.len - 1]))
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (!is_alnum(text.ptr[i]) && !strchr("-_.", text.ptr[i]))
            return false;
    return true;
}

/* Lower-case DNS labels joined by dots. */
static bool
is_subdomain(struct hk_slice text)
{
    if (!text.len || text.len > 253)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool edge = i == 0 || i + 1 == text.len || text.ptr[i - 1] == '.' || text.ptr[i + 1] == '.';
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!plain && (edge || (c != '-' && c != '.')))
            return false;
    }
    return true;
}

static bool
is_key(struct hk_slice text)
{
    size_t slash = hk_slice_find(text, '/');
    if (slash == SIZE_MAX)
        return is_name(text);
    return is_subdomain(hk_slice_head(text, slash)) && is_name(hk_slice_from(text, slash + 1));
}

/* Decimal, within 64 bits. */
static bool
parse_int(struct hk_slice text, int64_t *ret_value)
{
    bool negative = text.len && text.ptr[0] == '-';
    if (text.len && (text.ptr[0] == '-' || text.ptr[0] == '+'))
        text = hk_slice_from(text, 1);
    uint64_t limit = (uint64_t)INT64_MAX + (negative ? 1 : 0);
    uint64_t value = 0;
    for (size_t i = 0; i < text.len; i++) {
        uint64_t digit = (uint64_t)(unsigned char)text.ptr[i] - '0';
        if (digit > 9 || value > (limit - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *ret_value = negative ? (int64_t)(0 - value) : (int64_t)value;
    return text.len > 0;
}

static bool
add_value(struct parser *p, struct requirement *req, struct hk_slice value)
{
    for (uint32_t i = 0; i < req->values.n; i++)
        if (hk_slice_eq(req->values.items[i], value))
            return true;
    if (value.len && !is_name(value))
        return fail(p, "this is no valid label value");
    hk_vec_push(p->env->arena, &req->values, value);
    return true;
}

/* The inside of (a,b): empty places are empty values. */
static bool
value_list(struct parser *p, struct requirement *req)
{
    for (;;) {
        if (at_word(p)) {
            if (!add_value(p, req, p->word))
                return false;
            advance(p);
            if (p->token == TOKEN_CLOSE)
                return true;
            if (p->token != TOKEN_COMMA)
                return fail(p, "a ',' or ')' is expected here");
        } else if (p->token == TOKEN_COMMA) {
            bool opens = req->values.n == 0;
            advance(p);
            if ((opens || p->token == TOKEN_CLOSE || p->token == TOKEN_COMMA) &&
                !add_value(p, req, HK_S("")))
                return false;
            if (p->token == TOKEN_CLOSE)
                return true;
            if (p->token == TOKEN_COMMA)
                advance(p);
        } else {
            return fail(p, "a ',' or a value is expected here");
        }
    }
}

static bool
value_set(struct parser *p, struct requirement *req)
{
    if (p->token != TOKEN_OPEN)
        return fail(p, "a '(' is expected here");
    advance(p);
    bool ok = p->token == TOKEN_CLOSE ? add_value(p, req, HK_S("")) : value_list(p, req);
    if (ok)
        advance(p);
    return ok;
}

static bool
exact_value(struct parser *p, struct requirement *req)
{
    bool is_number = req->op == OP_GREATER || req->op == OP_LESS;
    struct hk_slice value = HK_S("");
    if (p->token != TOKEN_END && p->token != TOKEN_COMMA) {
        if (!at_word(p))
            return fail(p, "a value is expected here");
        value = p->word;
    }
    if (is_number && !parse_int(value, &req->bound))
        return fail(p, "'>' and '<' need an integer");
    if (!add_value(p, req, value))
        return false;
    if (p->token != TOKEN_END && p->token != TOKEN_COMMA)
        advance(p);
    return true;
}

static enum operator operator_of(enum token token)
{
    if (token == TOKEN_IN || token == TOKEN_EQUAL)
        return OP_IN;
    if (token == TOKEN_NOT_IN || token == TOKEN_NOT_EQUAL)
        return OP_NOT_IN;
    if (token == TOKEN_GREATER)
        return OP_GREATER;
    return token == TOKEN_LESS ? OP_LESS : OP_NONE;
}

static bool
requirement(struct parser *p, struct requirement *req)
{
    bool negative = p->token == TOKEN_NOT;
    if (negative)
        advance(p);
    if (!at_word(p))
        return fail(p, "a label name is expected here");
    if (!is_key(p->word))
        return fail(p, "this is no valid label name");
    req->key = hk_env_sym(p->env, p->word);
    advance(p);
    if (negative || p->token == TOKEN_END || p->token == TOKEN_COMMA) {
        req->op = negative ? OP_MISSING : OP_EXISTS;
        return true;
    }
    enum token token = p->token;
    req->op = operator_of(token);
    if (req->op == OP_NONE)
        return fail(p, "an operator is expected here: =, !=, in, notin, > or <");
    advance(p);
    return token == TOKEN_IN || token == TOKEN_NOT_IN ? value_set(p, req) : exact_value(p, req);
}

static bool
all_requirements(struct parser *p, struct hk_labelsel *selector)
{
    while (p->token != TOKEN_END) {
        if (!at_word(p) && p->token != TOKEN_NOT)
            return fail(p, "a label name or '!' is expected here");
        struct requirement *req = HK_NEW(p->env->arena, struct requirement);
        if (!requirement(p, req))
            return false;
        hk_vec_push(p->env->arena, &selector->all, req);
        if (p->token == TOKEN_END)
            break;
        if (p->token != TOKEN_COMMA)
            return fail(p, "a ',' or the end is expected here");
        advance(p);
        if (!at_word(p) && p->token != TOKEN_NOT)
            return fail(p, "a label name is expected after ','");
    }
    return true;
}

const struct hk_labelsel *
hk_labelsel_parse(struct hk_env *env, struct hk_slice text, struct hk_labelsel_fault *ret_fault)
{
    struct hk_labelsel *selector = HK_NEW(env->arena, struct hk_labelsel);
    struct parser p = {.env = env, .in = text};
    advance(&p);
    (void)all_requirements(&p, selector);
    *ret_fault = p.fault;
    return selector;
}

static bool
requirement_matches(const struct requirement *req, bool has, struct hk_slice value)
{
    int64_t number = 0;
    bool found = false;
    switch (req->op) {
    case OP_EXISTS:
        return has;
    case OP_MISSING:
        return !has;
    case OP_IN:
    case OP_NOT_IN:
        for (uint32_t i = 0; has && i < req->values.n && !found; i++)
            found = hk_slice_eq(req->values.items[i], value);
        return found == (req->op == OP_IN);
    case OP_GREATER:
    case OP_LESS:
        return has && parse_int(value, &number) &&
               (req->op == OP_GREATER ? number > req->bound : number < req->bound);
    case OP_NONE:
        break;
    }
    return false;
}

bool
hk_labelsel_matches(const struct hk_labelsel *selector, hk_labelsel_get_fn get, const void *labels)
{
    for (uint32_t i = 0; i < selector->all.n; i++) {
        struct hk_slice value = {"", 0};
        bool has = get(labels, selector->all.items[i]->key, &value);
        if (!requirement_matches(selector->all.items[i], has, value))
            return false;
    }
    return true;
}
