/* SPDX-License-Identifier: Apache-2.0 */
/* src/subst/expr.h -- what ${NAME} and its relatives mean: texts are parsed, then evaluated.
 *
 * The grammar is that of Flux's envsubst, with its deviations from a shell; each is pinned by a
 * case in testdata/cases/envsubst.cases:
 *
 *     template    = { text | "${" expression "}" }          in text, "$$" stands for "$"
 *     expression  = "#" name                                 length in bytes
 *                 | name [ ("=" | ":=" | ":-" | ":?" | ":+") { argument } ]
 *                 | name ":" argument [ ":" argument ]       offset and length, in bytes
 *                 | name ("^" | "^^" | "," | ",,")           letter case
 *                 | name ("#" | "##" | "%" | "%%") argument  prefix or suffix off, by pattern
 *                 | name ("/" | "//" | "/#" | "/%") argument "/" [ argument ]
 *     argument    = text | "${" expression "}"
 *
 * A text is parsed whole before anything of it is evaluated. Arguments are evaluated whether they
 * are needed or not; what is put in is not looked at again. The plain form $<NAME> is understood
 * when asked for. Knows no trees and reports nothing: faults are told. Layer: subst. */
#ifndef HK_SUBST_EXPR_H
#define HK_SUBST_EXPR_H

#include "../base/buf.h"
#include "../base/limits.h"

enum hk_expr_error {
    HK_EXPR_OK,
    HK_EXPR_BAD,      /* an operator without what belongs to it */
    HK_EXPR_BRACE,    /* something between the name and the brace */
    HK_EXPR_NAME,     /* no name behind the brace */
    HK_EXPR_ARGUMENT, /* an operator without its argument, or without a brace behind it */
    HK_EXPR_DEPTH,    /* nested too deep */
    HK_EXPR_SLICE,    /* a length that leads out of the value */
    HK_EXPR_EFFORT,   /* a pattern takes too many steps */
    HK_EXPR_SIZE      /* the result is too large */
};

/* What is wrong, as the end of a sentence; NULL for HK_EXPR_OK. */
const char *hk_expr_error_text(enum hk_expr_error error);

/* A piece of a text: text, or an expression (then it has a name). Immutable once parsed. */
struct hk_expr {
    const struct hk_expr *next; /* of its list: a template, or the arguments of an expression */
    struct hk_slice text;       /* what the piece says, escapes done */
    struct hk_slice name;       /* of the variable */
    struct hk_slice op;         /* "", "#", ":-", ... */
    const struct hk_expr *args;
    uint32_t n_args;
    uint32_t offset; /* in the text that was parsed, from the dollar sign on */
    uint32_t length;
    bool is_length; /* ${#NAME} */
};

struct hk_expr_fault {
    enum hk_expr_error error;
    uint32_t offset; /* of the outermost expression that it is in */
};

/* Whether @text holds anything that is not itself: an expression or "$$". */
bool hk_expr_is_any(struct hk_slice text, bool angles);

/* Parses @text, which must outlive the pieces, into @arena. @angles: $<NAME> is an expression.
 * False: *ret_fault tells why not. */
bool hk_expr_parse(struct hk_arena *arena, const struct hk_limits *limits, struct hk_slice text,
                   bool angles, const struct hk_expr **ret_list, struct hk_expr_fault *ret_fault);

/* Whether the expression is content with an unset variable. */
bool hk_expr_has_default(const struct hk_expr *expr);

struct hk_expr_eval {
    struct hk_arena *arena; /* for arguments */
    const struct hk_limits *limits;
    /* The value of expr->name; an unset one has none, and *ret_value stays as it is: empty. */
    void (*value)(void *user, const struct hk_expr *expr, struct hk_slice *ret_value);
    void *user;
};

/* Appends what the one piece @expr stands for to @out. */
enum hk_expr_error hk_expr_evaluate(const struct hk_expr_eval *eval, const struct hk_expr *expr,
                                    struct hk_buf *out);

/* Whether shell pattern @pattern matches all of @text: '*' any bytes, '?' one character, '[...]'
 * one of a class, '\' escapes. A pattern can be broken, which is found only when the match gets
 * there. Each comparison takes one of *@steps; with none left the answer is HK_PATTERN_EFFORT. */
enum hk_pattern_match { HK_PATTERN_NO, HK_PATTERN_YES, HK_PATTERN_BROKEN, HK_PATTERN_EFFORT };
enum hk_pattern_match hk_pattern_match(struct hk_slice pattern, struct hk_slice text,
                                       uint32_t *steps);

#endif
