/* SPDX-License-Identifier: Apache-2.0 */
#include "jsonread.h"

#include "../base/number.h"
#include "../yaml/resolve.h"

struct parser {
    struct hk_env *env;
    struct hk_slice in;
    size_t i;
    struct hk_place at;
    bool exact;
    const struct hk_json_faults *faults;
    uint32_t depth;
};

static enum hkr_status parse_value(struct parser *p, struct hk_node **ret_node);

static struct hk_place
place(const struct parser *p, size_t offset)
{
    struct hk_place at = p->at;
    if (p->exact) {
        at.offset += (uint32_t)offset;
        at.length = 0;
    }
    return at;
}

static enum hkr_status
fail(struct parser *p, const char *what)
{
    enum hkr_status status = hk_diag_report(p->env->diags, p->faults->code, place(p, p->i),
                                            "this is not JSON: %s", what);
    hk_diag_mend(p->env->diags, "%s", p->faults->mend);
    return status;
}

static int
peek(const struct parser *p)
{
    return p->i < p->in.len ? (unsigned char)p->in.ptr[p->i] : -1;
}

static int
skip_blanks(struct parser *p)
{
    while (p->i < p->in.len && strchr(" \t\r\n", p->in.ptr[p->i]) && p->in.ptr[p->i])
        p->i++;
    return peek(p);
}

/* The four digits at @i, or -1. */
static int32_t
hex4(const struct parser *p, size_t i)
{
    int32_t value = 0;
    for (size_t k = i; k < i + 4; k++) {
        int digit = k < p->in.len ? hk_hex_value(p->in.ptr[k]) : -1;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

static size_t
put_utf8(char *out, uint32_t rune)
{
    if (rune < 0x80) {
        out[0] = (char)rune;
        return 1;
    }
    size_t more = rune < 0x800 ? 1 : rune < 0x10000 ? 2 : 3;
    static const unsigned char lead[] = {0, 0xC0, 0xE0, 0xF0};
    for (size_t k = more; k > 0; k--, rune >>= 6)
        out[k] = (char)(0x80 | (rune & 0x3F));
    out[0] = (char)(lead[more] | rune);
    return more + 1;
}

/* \uXXXX, with a second one for characters above U+FFFF; halves of pairs become U+FFFD. */
static bool
unicode_escape(struct parser *p, char *out, size_t *n)
{
    int32_t rune = hex4(p, p->i);
    if (rune < 0)
        return false;
    p->i += 4;
    if (rune >= 0xD800 && rune < 0xE000) {
        int32_t low = -1;
        if (p->i + 1 < p->in.len && p->in.ptr[p->i] == '\\' && p->in.ptr[p->i + 1] == 'u')
            low = hex4(p, p->i + 2);
        if (rune < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
            rune = 0x10000 + ((rune - 0xD800) << 10) + (low - 0xDC00);
            p->i += 6;
        } else {
            rune = 0xFFFD;
        }
    }
    *n += put_utf8(out + *n, (uint32_t)rune);
    return true;
}

static bool
string_escape(struct parser *p, char *out, size_t *n)
{
    static const char names[] = "\"\\/bfnrt";
    static const char values[] = "\"\\/\b\f\n\r\t";
    int c = peek(p);
    p->i++;
    if (c == 'u')
        return unicode_escape(p, out, n);
    const char *name = c > 0 ? strchr(names, c) : NULL;
    if (name)
        out[(*n)++] = values[name - names];
    return name != NULL;
}

/* Whether the escape at @at, behind its backslash, is the one that Go writes. */
static bool
is_go_escape(struct hk_slice at)
{
    static const char *const always[] = {"003c", "003e", "0026", "2028", "2029"};
    static const char *const shorts[] = {"0008", "0009", "000a", "000c", "000d"};
    if (!at.len || at.ptr[0] != 'u')
        return at.len && at.ptr[0] != '/';
    struct hk_slice hex = hk_slice_head(hk_slice_from(at, 1), 4);
    for (size_t i = 0; i < HK_COUNT(always); i++)
        if (hk_slice_eq(hex, hk_slice_cstr(always[i])))
            return true;
    for (size_t i = 0; i < HK_COUNT(shorts); i++)
        if (hk_slice_eq(hex, hk_slice_cstr(shorts[i])))
            return false;
    return hk_slice_starts(hex, HK_S("000")) || hk_slice_starts(hex, HK_S("001"));
}

/* Whether Go's encoding/json would write the inside of a string as @raw. A `test` of a JSON patch
 * compares these texts, not what they stand for. */
static bool
is_go_text(struct hk_slice raw)
{
    for (size_t i = 0; i < raw.len; i++) {
        struct hk_slice rest = hk_slice_from(raw, i);
        if (memchr("<>&", raw.ptr[i], 3) || hk_slice_starts(rest, HK_S("\xE2\x80\xA8")) ||
            hk_slice_starts(rest, HK_S("\xE2\x80\xA9")))
            return false;
        if (raw.ptr[i] == '\\' && !is_go_escape(hk_slice_from(raw, ++i)))
            return false;
    }
    return true;
}

/* A string, p->i at its opening quote. No escape is shorter than what it stands for. */
static enum hkr_status
parse_string(struct parser *p, struct hk_slice *ret_text)
{
    size_t end = p->i + 1;
    while (end < p->in.len && p->in.ptr[end] != '"')
        end += p->in.ptr[end] == '\\' ? 2 : 1;
    if (end >= p->in.len)
        return fail(p, "a string has no end");
    char *out = hk_arena_alloc(p->env->arena, end - p->i);
    size_t n = 0;
    p->i++;
    while (p->in.ptr[p->i] != '"') {
        unsigned char c = (unsigned char)p->in.ptr[p->i];
        if (c < 0x20)
            return fail(p, "a string holds a control character");
        p->i++;
        if (c != '\\')
            out[n++] = (char)c;
        else if (!string_escape(p, out, &n))
            return fail(p, "this escape is not known");
    }
    p->i++;
    *ret_text = hk_slice(out, n);
    return HKR_OK;
}

static bool
digits(struct parser *p)
{
    size_t start = p->i;
    while (peek(p) >= '0' && peek(p) <= '9')
        p->i++;
    return p->i > start;
}

static enum hkr_status
parse_number(struct parser *p, struct hk_node **ret_node)
{
    size_t start = p->i;
    struct hk_number number = {HK_NUMBER_INT, {0}};
    if (peek(p) == '-')
        p->i++;
    bool zero = peek(p) == '0';
    bool ok = digits(p) && (!zero || p->i - start == (p->in.ptr[start] == '-' ? 2u : 1u));
    if (ok && peek(p) == '.') {
        p->i++;
        ok = digits(p);
    }
    if (ok && (peek(p) == 'e' || peek(p) == 'E')) {
        p->i++;
        if (peek(p) == '+' || peek(p) == '-')
            p->i++;
        ok = digits(p);
    }
    struct hk_slice text = hk_slice(p->in.ptr + start, p->i - start);
    enum hk_tag type = ok ? hk_resolve(text, &number) : HK_TAG_STR;
    if (type != HK_TAG_INT && type != HK_TAG_FLOAT)
        return fail(p, "this is no number");
    *ret_node = hk_json_number(p->env, number, place(p, start));
    char buffer[HK_NUMBER_BUFFER];
    bool is_go = type == HK_TAG_INT && !hk_slice_eq(text, HK_S("-0"));
    if (number.kind == HK_NUMBER_FLOAT)
        is_go = hk_slice_eq(text, hk_slice(buffer, hk_number_write_json(number.f, buffer)));
    if (!is_go)
        (*ret_node)->flags |= HK_NODE_ESCAPED;
    return HKR_OK;
}

static enum hkr_status
parse_word(struct parser *p, struct hk_node **ret_node)
{
    struct hk_slice in = hk_slice_from(p->in, p->i);
    struct hk_place at = place(p, p->i);
    bool truth = hk_slice_starts(in, HK_S("true"));
    bool is_null = hk_slice_starts(in, HK_S("null"));
    if (!truth && !is_null && !hk_slice_starts(in, HK_S("false")))
        return fail(p, "a value is expected here");
    p->i += truth || is_null ? 4 : 5;
    *ret_node = hk_json_word(p->env, is_null ? HK_TAG_NULL : HK_TAG_BOOL, truth, at);
    return HKR_OK;
}

static enum hkr_status
parse_list(struct parser *p, struct hk_node **ret_node)
{
    struct hk_node *list = hk_node_seq(p->env, place(p, p->i));
    p->i++;
    bool more = skip_blanks(p) != ']';
    while (more) {
        struct hk_node *item = NULL;
        enum hkr_status status = parse_value(p, &item);
        if (status != HKR_OK)
            return status;
        list = hk_edit_append(p->env, list, item);
        more = skip_blanks(p) == ',';
        if (more)
            p->i++;
    }
    if (peek(p) != ']')
        return fail(p, "a ',' or ']' is expected here");
    p->i++;
    *ret_node = list;
    return HKR_OK;
}

static enum hkr_status
parse_member(struct parser *p, struct hk_node **map)
{
    struct hk_place key_at = place(p, p->i);
    struct hk_slice key;
    struct hk_node *value = NULL;
    if (skip_blanks(p) != '"')
        return fail(p, "a name in double quotes is expected here");
    enum hkr_status status = parse_string(p, &key);
    if (status != HKR_OK)
        return status;
    if (skip_blanks(p) != ':')
        return fail(p, "a ':' is expected here");
    p->i++;
    status = parse_value(p, &value);
    if (status == HKR_OK)
        *map = hk_edit_append_pair(p->env, *map,
                                   hk_json_pair(p->env, hk_env_sym(p->env, key), key_at, value));
    return status;
}

static enum hkr_status
parse_map(struct parser *p, struct hk_node **ret_node)
{
    struct hk_node *map = hk_node_map(p->env, place(p, p->i));
    p->i++;
    bool more = skip_blanks(p) != '}';
    while (more) {
        (void)skip_blanks(p);
        enum hkr_status status = parse_member(p, &map);
        if (status != HKR_OK)
            return status;
        more = skip_blanks(p) == ',';
        if (more)
            p->i++;
    }
    if (peek(p) != '}')
        return fail(p, "a ',' or '}' is expected here");
    p->i++;
    *ret_node = map;
    return HKR_OK;
}

static enum hkr_status
too_deep(struct parser *p)
{
    enum hkr_status status = hk_diag_report_as(
        p->env->diags, HKR_E_LIMIT, HK_D_YAML_DEPTH, place(p, p->i),
        "the document is nested more than %u levels deep here", p->env->limits->depth);
    hk_diag_mend(p->env->diags, "flatten the document, or raise the limit");
    return status;
}

static enum hkr_status
parse_value(struct parser *p, struct hk_node **ret_node)
{
    if (++p->depth > p->env->limits->depth)
        return too_deep(p);
    int c = skip_blanks(p);
    enum hkr_status status;
    if (c == '{') {
        status = parse_map(p, ret_node);
    } else if (c == '[') {
        status = parse_list(p, ret_node);
    } else if (c == '"') {
        struct hk_place at = place(p, p->i);
        struct hk_slice text;
        size_t start = p->i + 1;
        status = parse_string(p, &text);
        if (status == HKR_OK)
            *ret_node = hk_json_string(p->env, text, at);
        if (status == HKR_OK && !is_go_text(hk_slice(p->in.ptr + start, p->i - 1 - start)))
            (*ret_node)->flags |= HK_NODE_ESCAPED;
    } else if (c == '-' || (c >= '0' && c <= '9')) {
        status = parse_number(p, ret_node);
    } else {
        status = parse_word(p, ret_node);
    }
    p->depth--;
    return status;
}

enum hkr_status
hk_json_parse(struct hk_env *env, struct hk_slice text, struct hk_place at, bool exact,
              const struct hk_json_faults *faults, struct hk_node **ret_node)
{
    struct parser p = {.env = env, .in = text, .at = at, .exact = exact, .faults = faults};
    struct hk_node *node = NULL;
    enum hkr_status status = parse_value(&p, &node);
    if (status == HKR_OK && skip_blanks(&p) != -1)
        status = fail(&p, "something stands behind its end");
    if (status == HKR_OK)
        *ret_node = node;
    return status;
}

enum hkr_status
hk_json_read(struct hk_env *env, struct hk_slice text, struct hk_place at, bool exact,
             struct hk_node **ret_node)
{
    static const struct hk_json_faults faults = {
        HK_D_JSON_PATCH_SYNTAX, "a patch that begins with '[' is read as JSON: quote all names and "
                                "strings, or write it as a YAML list with '-'"};
    struct hk_node *node = NULL;
    enum hkr_status status = hk_json_parse(env, text, at, exact, &faults, &node);
    /* The later of equal names counts. */
    return status == HKR_OK ? hk_json_form(env, node, ret_node) : status;
}

void
hk_json_place(struct hk_node *node, const struct hk_node *like)
{
    if (node->kind != like->kind || (node->kind != HK_SCALAR && node->n != like->n))
        return;
    node->file = like->file;
    node->offset = like->offset;
    for (uint32_t i = 0; node->kind == HK_SEQ && i < node->n; i++)
        hk_json_place(node->items[i], like->items[i]);
    for (uint32_t i = 0; node->kind == HK_MAP && i < node->n; i++) {
        node->pairs[i].key_file = like->pairs[i].key_file;
        node->pairs[i].key_offset = like->pairs[i].key_offset;
        hk_json_place(node->pairs[i].value, like->pairs[i].value);
    }
}
