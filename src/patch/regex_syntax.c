/* SPDX-License-Identifier: Apache-2.0 */
#include "regex_syntax.h"

enum { MAX_NESTING = 1000, MAX_REPEAT = 1000, MAX_RUNE = 0x10FFFF, NO_BOUND = -1 };

enum { FLAG_S = 1, FLAG_M = 2 };

struct group {
    unsigned flags;  /* FLAG_* around the group, restored at its end */
    int32_t repeats; /* largest product of nested counts in it so far */
    size_t open;     /* offset of its parenthesis */
};

struct parser {
    struct hk_arena *arena;
    struct hk_slice in;
    size_t at; /* next byte of in */
    char *out;
    size_t n_out;
    size_t cap_out;
    struct group groups[MAX_NESTING];
    uint32_t depth;
    unsigned flags;
    int32_t repeats;  /* of the group that is open now */
    int32_t last;     /* product of counts of the newest operand */
    bool has_operand; /* there is something to repeat */
    bool was_repeat;  /* that something is a repetition */
    struct hk_regex_fault fault;
};

static bool
fail(struct parser *p, size_t offset, const char *message)
{
    p->fault = (struct hk_regex_fault){message, offset};
    return false;
}

static void
put(struct parser *p, const char *text, size_t len)
{
    if (p->cap_out - p->n_out < len) {
        size_t cap = p->cap_out * 2 + len;
        p->out = hk_arena_regrow(p->arena, p->out, p->n_out, cap, 1);
        p->cap_out = cap;
    }
    memcpy(p->out + p->n_out, text, len);
    p->n_out += len;
}

static void
put_text(struct parser *p, const char *text)
{
    put(p, text, strlen(text));
}

static void
put_rune(struct parser *p, uint32_t rune)
{
    static const char digits[] = "0123456789abcdef";
    char text[12] = "\\x{";
    size_t n = 3;
    for (int shift = 20; shift >= 0; shift -= 4)
        if (rune >> shift || shift == 0)
            text[n++] = digits[(rune >> shift) & 15];
    text[n++] = '}';
    put(p, text, n);
}

static struct hk_slice
rest(const struct parser *p)
{
    return hk_slice_from(p->in, p->at);
}

static bool
looking_at(const struct parser *p, const char *text)
{
    return hk_slice_starts(rest(p), hk_slice_cstr(text));
}

static bool
is_alnum(int c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The next character, or -1 at the end or at bytes that are not UTF-8 (a fault). */
static int32_t
next_rune(struct parser *p)
{
    static const uint32_t lowest[] = {0, 0x80, 0x800, 0x10000};
    struct hk_slice in = rest(p);
    if (!in.len)
        return -1;
    const unsigned char *s = (const unsigned char *)in.ptr;
    size_t more = s[0] < 0x80 ? 0 : s[0] >= 0xF0 ? 3 : s[0] >= 0xE0 ? 2 : 1;
    uint32_t rune = more ? s[0] & (0x3Fu >> more) : s[0];
    bool ok = s[0] < 0x80 || (s[0] >= 0xC0 && s[0] < 0xF8 && in.len > more);
    for (size_t i = 1; ok && i <= more; i++) {
        ok = (s[i] & 0xC0) == 0x80;
        rune = rune << 6 | (s[i] & 0x3Fu);
    }
    if (!ok || rune < lowest[more] || rune > MAX_RUNE || (rune >= 0xD800 && rune < 0xE000)) {
        (void)fail(p, p->at, "it is not UTF-8");
        return -1;
    }
    p->at += more + 1;
    return (int32_t)rune;
}

static int
hex_digit(int c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* What follows "\x": two digits, or any number in braces. */
static int32_t
hex_escape(struct parser *p, size_t start)
{
    struct hk_slice in = rest(p);
    bool braces = in.len && in.ptr[0] == '{';
    size_t i = braces ? 1 : 0;
    size_t end = braces ? hk_slice_find(in, '}') : 2;
    int32_t rune = 0;
    bool ok = end != SIZE_MAX && end <= in.len && end > i;
    for (; ok && i < end; i++) {
        int digit = hex_digit(in.ptr[i]);
        ok = digit >= 0;
        rune = rune * 16 + digit;
        ok = ok && rune <= MAX_RUNE;
    }
    if (!ok) {
        (void)fail(p, start, "this \\x escape is not complete");
        return -1;
    }
    p->at += end + (braces ? 1 : 0);
    return rune;
}

static int32_t
octal_escape(struct parser *p, int first)
{
    int32_t rune = first - '0';
    for (int i = 1; i < 3 && p->at < p->in.len; i++) {
        char c = p->in.ptr[p->at];
        if (c < '0' || c > '7')
            break;
        rune = rune * 8 + (c - '0');
        p->at++;
    }
    return rune;
}

/* An escape that stands for one character; p->at is behind the backslash. -1: a fault. */
static int32_t
escaped_rune(struct parser *p)
{
    static const char names[] = "afnrtv";
    static const char values[] = "\a\f\n\r\t\v";
    size_t start = p->at - 1;
    if (p->at == p->in.len) {
        (void)fail(p, start, "a backslash stands at its end");
        return -1;
    }
    int32_t c = next_rune(p);
    if (c < 0)
        return -1;
    bool octal_follows = p->at < p->in.len && p->in.ptr[p->at] >= '0' && p->in.ptr[p->at] <= '7';
    if (c == '0' || (c > '0' && c < '8' && octal_follows))
        return octal_escape(p, c);
    if (c == 'x')
        return hex_escape(p, start);
    const char *name = c < 0x80 && c ? strchr(names, c) : NULL;
    if (name)
        return values[name - names];
    if (c < 0x80 && !is_alnum(c))
        return c;
    (void)fail(p, start,
               c >= '1' && c <= '9' ? "references back to a group are not supported"
                                    : "this escape is not known");
    return -1;
}

/* \pL, \p{Greek}, \P{^Lu}: the name goes to PCRE2, which knows the same tables. */
static bool
unicode_class(struct parser *p)
{
    size_t start = p->at;
    bool negative = p->in.ptr[start + 1] == 'P';
    struct hk_slice name = hk_slice_head(hk_slice_from(p->in, start + 2), 1);
    p->at = start + 3;
    if (name.len && name.ptr[0] == '{') {
        size_t end = hk_slice_find(hk_slice_from(p->in, start), '}');
        if (end == SIZE_MAX)
            return fail(p, start, "this character class has no end");
        name = hk_slice(p->in.ptr + start + 3, end - 3);
        p->at = start + end + 1;
    }
    if (name.len && name.ptr[0] == '^') {
        negative = !negative;
        name = hk_slice_from(name, 1);
    }
    if (!name.len || name.ptr[0] < 'A' || name.ptr[0] > 'Z')
        return fail(p, start, "this character class is not known");
    for (size_t i = 0; i < name.len; i++)
        if (!is_alnum(name.ptr[i]) && name.ptr[i] != '_')
            return fail(p, start, "this character class is not known");
    put_text(p, negative ? "\\P{" : "\\p{");
    if (name.len > 2 && !hk_slice_eq(name, HK_S("Any")))
        put_text(p, "sc:");
    put(p, name.ptr, name.len);
    put_text(p, "}");
    return true;
}

/* \d, \s, \w and their opposites; false when @c is none of them. Go's \s has no vertical tab. */
static bool
perl_class(struct parser *p, char c, bool inside)
{
    if (c == 's')
        put_text(p, inside ? "\\t\\n\\f\\r\\x20" : "[\\t\\n\\f\\r\\x20]");
    else if (c == 'S')
        put_text(p, inside ? "\\S\\x0b" : "[^\\t\\n\\f\\r\\x20]");
    else if (c == 'd' || c == 'D' || c == 'w' || c == 'W')
        put(p, (char[2]){'\\', c}, 2);
    else
        return false;
    p->at += 2;
    return true;
}

/* [:alpha:] and the like within brackets. False when it is no such thing (or a fault). */
static bool
posix_class(struct parser *p)
{
    static const char *const names[] = {"alnum", "alpha", "ascii", "blank", "cntrl",
                                        "digit", "graph", "lower", "print", "punct",
                                        "space", "upper", "word",  "xdigit"};
    struct hk_slice in = hk_slice_from(p->in, p->at + 2);
    size_t end = 0;
    while (end + 1 < in.len && !(in.ptr[end] == ':' && in.ptr[end + 1] == ']'))
        end++;
    if (end + 1 >= in.len)
        return false;
    struct hk_slice name = hk_slice_head(in, end);
    struct hk_slice bare = hk_slice_from(name, name.len && name.ptr[0] == '^' ? 1 : 0);
    for (size_t i = 0; i < HK_COUNT(names); i++) {
        if (!hk_slice_eq(bare, hk_slice_cstr(names[i])))
            continue;
        put(p, p->in.ptr + p->at, end + 4);
        p->at += end + 4;
        return true;
    }
    return fail(p, p->at, "this character class is not known");
}

static int32_t
class_rune(struct parser *p)
{
    if (p->at < p->in.len && p->in.ptr[p->at] == '\\') {
        p->at++;
        return escaped_rune(p);
    }
    return next_rune(p);
}

static bool
class_range(struct parser *p)
{
    size_t start = p->at;
    int32_t low = class_rune(p);
    int32_t high = low;
    if (low < 0)
        return false;
    struct hk_slice in = rest(p);
    if (in.len >= 2 && in.ptr[0] == '-' && in.ptr[1] != ']') {
        p->at++;
        high = class_rune(p);
        if (high < 0)
            return false;
    }
    if (high < low)
        return fail(p, start, "this character range runs backwards");
    put_rune(p, (uint32_t)low);
    if (high != low) {
        put_text(p, "-");
        put_rune(p, (uint32_t)high);
    }
    return true;
}

/* One member of a bracket expression. */
static bool
class_item(struct parser *p)
{
    struct hk_slice in = rest(p);
    if (hk_slice_starts(in, HK_S("[:")) && posix_class(p))
        return true;
    if (p->fault.message)
        return false;
    if (in.len >= 2 && in.ptr[0] == '\\') {
        if (in.ptr[1] == 'p' || in.ptr[1] == 'P')
            return unicode_class(p);
        if (perl_class(p, in.ptr[1], true))
            return true;
    }
    return class_range(p);
}

static bool
bracket(struct parser *p)
{
    size_t start = p->at++;
    put_text(p, "[");
    if (p->at < p->in.len && p->in.ptr[p->at] == '^') {
        put_text(p, "^");
        p->at++;
    }
    bool first = true;
    while (p->at < p->in.len && (first || p->in.ptr[p->at] != ']')) {
        if (!class_item(p))
            return p->fault.message ? false : fail(p, start, "a ] is missing");
        first = false;
    }
    if (p->at == p->in.len)
        return fail(p, start, "a ] is missing");
    p->at++;
    put_text(p, "]");
    return true;
}

/* Something that may be repeated has been written. */
static bool
operand(struct parser *p)
{
    p->has_operand = true;
    p->was_repeat = false;
    p->last = 1;
    return true;
}

/* Reads the number at *@i; NO_BOUND when there is none. Large ones stop growing. */
static int32_t
number(struct hk_slice in, size_t *i)
{
    size_t start = *i;
    int32_t value = 0;
    while (*i < in.len && in.ptr[*i] >= '0' && in.ptr[*i] <= '9') {
        if (value <= MAX_REPEAT)
            value = value * 10 + (in.ptr[*i] - '0');
        (*i)++;
    }
    bool padded = *i - start > 1 && in.ptr[start] == '0';
    return *i == start || padded ? NO_BOUND : value;
}

/* {n}, {n,} or {n,m} at p->at; 0 when it is something else, else its length. */
static size_t
braces(const struct parser *p, int32_t *ret_min, int32_t *ret_max)
{
    struct hk_slice in = rest(p);
    size_t i = 1;
    *ret_min = *ret_max = number(in, &i);
    if (*ret_min == NO_BOUND || i >= in.len)
        return 0;
    if (in.ptr[i] == ',') {
        i++;
        size_t before = i;
        *ret_max = number(in, &i);
        if (*ret_max == NO_BOUND && i != before)
            return 0;
    }
    return i < in.len && in.ptr[i] == '}' ? i + 1 : 0;
}

/* A repetition of @len bytes. @count: what it multiplies the operand by, for the size check. */
static bool
repeat(struct parser *p, size_t len, int32_t count)
{
    size_t start = p->at;
    if (!p->has_operand)
        return fail(p, start, "there is nothing to repeat before this sign");
    if (p->was_repeat)
        return fail(p, start, "a repetition is repeated; use parentheses");
    put(p, p->in.ptr + start, len);
    p->at += len;
    if (p->at < p->in.len && p->in.ptr[p->at] == '?')
        p->at++; /* greedy or not: the verdict is the same */
    p->was_repeat = true;
    p->last *= count > 1 ? count : 1;
    if (p->last > MAX_REPEAT)
        return fail(p, start, "it repeats something more than 1000 times");
    if (p->last > p->repeats)
        p->repeats = p->last;
    return true;
}

static bool
brace(struct parser *p)
{
    int32_t min, max;
    size_t len = braces(p, &min, &max);
    if (len == 0) {
        put_rune(p, '{');
        p->at++;
        return operand(p);
    }
    if (min > MAX_REPEAT || max > MAX_REPEAT || (max != NO_BOUND && min > max))
        return fail(p, p->at, "this repeat count is not possible");
    return repeat(p, len, max == NO_BOUND ? min : max);
}

static bool
push_group(struct parser *p, size_t start)
{
    if (p->depth == MAX_NESTING)
        return fail(p, start, "its groups nest too deeply");
    p->groups[p->depth++] = (struct group){p->flags, p->repeats, start};
    p->repeats = 1;
    p->has_operand = p->was_repeat = false;
    return true;
}

static bool
named_group(struct parser *p, size_t start, size_t prefix)
{
    struct hk_slice in = hk_slice_from(p->in, start + prefix);
    struct hk_slice name = hk_slice_head(in, hk_slice_find(in, '>'));
    bool ok = name.len > 0 && name.len < in.len;
    for (size_t i = 0; ok && i < name.len; i++)
        ok = is_alnum(name.ptr[i]) || name.ptr[i] == '_';
    if (!ok)
        return fail(p, start, "this group name is not valid");
    p->at = start + prefix + name.len + 1;
    put_text(p, "(?:");
    return push_group(p, start);
}

/* (?flags) and (?flags:...), p->at behind the question mark. */
static bool
flag_group(struct parser *p, size_t start)
{
    unsigned flags = p->flags;
    bool off = false;
    bool any = false; /* a letter since the start or the minus */
    int fold = -1;
    for (; p->at < p->in.len; p->at++) {
        char c = p->in.ptr[p->at];
        unsigned bit = c == 's' ? FLAG_S : c == 'm' ? FLAG_M : 0;
        if (c == 'i')
            fold = !off;
        else if (bit)
            flags = off ? flags & ~bit : flags | bit;
        else if (c == '-' && !off)
            off = true;
        else if (c != 'U')
            break;
        any = c != '-';
    }
    char end = p->at < p->in.len ? p->in.ptr[p->at] : 0;
    if ((end != ')' && end != ':') || (off && !any))
        return fail(p, start, end ? "this kind of group is not supported" : "a ) is missing");
    p->at++;
    const char *head = fold < 0 ? "(?" : fold ? "(?i" : "(?-i";
    if (end == ')') {
        put_text(p, fold < 0 ? "" : head);
        put_text(p, fold < 0 ? "" : ")");
        p->flags = flags;
        return true;
    }
    put_text(p, head);
    put_text(p, ":");
    bool ok = push_group(p, start);
    p->flags = flags;
    return ok;
}

static bool
open_group(struct parser *p)
{
    size_t start = p->at;
    if (looking_at(p, "(?P<"))
        return named_group(p, start, 4);
    if (looking_at(p, "(?<"))
        return named_group(p, start, 3);
    if (looking_at(p, "(?")) {
        p->at += 2;
        return flag_group(p, start);
    }
    p->at++;
    put_text(p, "(?:");
    return push_group(p, start);
}

static bool
close_group(struct parser *p)
{
    if (p->depth == 0)
        return fail(p, p->at, "a ) has no ( before it");
    const struct group *group = &p->groups[--p->depth];
    int32_t inner = p->repeats;
    p->flags = group->flags;
    p->repeats = inner > group->repeats ? inner : group->repeats;
    put_text(p, ")");
    p->at++;
    (void)operand(p);
    p->last = inner;
    return true;
}

static bool
quoted(struct parser *p)
{
    p->at += 2;
    while (p->at < p->in.len && !looking_at(p, "\\E")) {
        int32_t rune = next_rune(p);
        if (rune < 0)
            return false;
        put_rune(p, (uint32_t)rune);
        (void)operand(p);
    }
    if (p->at < p->in.len)
        p->at += 2;
    return true;
}

static bool
anchor(struct parser *p, const char *text, size_t len)
{
    put_text(p, text);
    p->at += len;
    return operand(p);
}

static bool
escape(struct parser *p)
{
    char c = p->at + 1 < p->in.len ? p->in.ptr[p->at + 1] : 0;
    switch (c) {
    case 'A':
        return anchor(p, "(?:\\A)", 2);
    case 'z':
        return anchor(p, "(?:\\z)", 2);
    case 'b':
        return anchor(p, "(?:\\b)", 2);
    case 'B':
        return anchor(p, "(?:\\B)", 2);
    case 'Q':
        return quoted(p);
    case 'p':
    case 'P':
        return unicode_class(p) && operand(p);
    default:
        break;
    }
    if (perl_class(p, c, false))
        return operand(p);
    p->at++;
    int32_t rune = escaped_rune(p);
    if (rune < 0)
        return false;
    put_rune(p, (uint32_t)rune);
    return operand(p);
}

static bool
literal(struct parser *p)
{
    size_t start = p->at;
    int32_t rune = next_rune(p);
    if (rune < 0)
        return false;
    if (rune >= 0x80 || is_alnum(rune))
        put(p, p->in.ptr + start, p->at - start);
    else
        put_rune(p, (uint32_t)rune);
    return operand(p);
}

static bool
one_item(struct parser *p)
{
    switch (p->in.ptr[p->at]) {
    case '(':
        return open_group(p);
    case ')':
        return close_group(p);
    case '|':
        put_text(p, "|");
        p->at++;
        p->has_operand = p->was_repeat = false;
        return true;
    case '[':
        return bracket(p) && operand(p);
    case '\\':
        return escape(p);
    case '^':
        return anchor(p, p->flags & FLAG_M ? "(?m:^)" : "(?:\\A)", 1);
    case '$':
        return anchor(p, p->flags & FLAG_M ? "(?m:$)" : "(?:\\z)", 1);
    case '.':
        return anchor(p, p->flags & FLAG_S ? "(?s:.)" : "[^\\n]", 1);
    case '*':
    case '+':
    case '?':
        return repeat(p, 1, 1);
    case '{':
        return brace(p);
    default:
        return literal(p);
    }
}

struct hk_slice
hk_regex_translate(struct hk_arena *arena, struct hk_slice pattern,
                   struct hk_regex_fault *ret_fault)
{
    struct parser *p = HK_NEW(arena, struct parser);
    p->arena = arena;
    p->in = pattern;
    p->cap_out = pattern.len * 2 + 32;
    p->out = hk_arena_alloc(arena, p->cap_out);
    p->repeats = 1;
    bool ok = true;
    while (ok && p->at < p->in.len)
        ok = one_item(p);
    if (ok && p->depth)
        ok = fail(p, p->groups[p->depth - 1].open, "a ) is missing");
    *ret_fault = ok ? (struct hk_regex_fault){NULL, 0} : p->fault;
    return ok ? hk_slice(p->out, p->n_out) : HK_S("");
}
