/* SPDX-License-Identifier: Apache-2.0 */
#include "selector.h"

#include "../base/index.h"
#include "regex_syntax.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* Words of workspace for the DFA at first, and the most that it may grow to. */
enum { WORKSPACE_MIN = 200, WORKSPACE_MAX = 1 << 20 };

struct hk_regex {
    struct hk_slice source; /* as written, for messages */
    struct hk_place at;
    /* A pattern of plain texts with bars between them needs no code: */
    HK_VEC(struct hk_slice) texts;
    struct hk_index *by_hash; /* of texts */
    const pcre2_code *code;
    size_t size; /* of the code, bytes: what one byte of text can cost at most */
    struct matcher *matcher;
};

/* What a match scribbles on. */
struct matcher {
    pcre2_match_data *data;
    pcre2_match_context *context;
    int *workspace;
    size_t n_workspace;
};

/* All memory of a compiled pattern is the arena's, so nothing needs to be released. */
static void *
take(size_t size, void *arena)
{
    return hk_arena_alloc(arena, size);
}

static void
give(void *ptr, void *arena)
{
    (void)ptr;
    (void)arena;
}

static bool
is_plain(struct hk_slice pattern)
{
    for (size_t i = 0; i < pattern.len; i++)
        if (strchr("\\.+*?()[]{}^$", pattern.ptr[i]))
            return false;
    return true;
}

static void
split_texts(struct hk_env *env, struct hk_regex *regex)
{
    struct hk_slice rest = regex->source;
    bool more = true;
    regex->by_hash = hk_index_new(env->arena, 0);
    while (more) {
        size_t bar = hk_slice_find(rest, '|');
        struct hk_slice text = hk_slice_head(rest, bar);
        hk_index_add(regex->by_hash, hk_hash_bytes(text), regex->texts.n);
        hk_vec_push(env->arena, &regex->texts, text);
        more = bar != SIZE_MAX;
        rest = hk_slice_from(rest, more ? bar + 1 : rest.len);
    }
}

static bool
is_one_of(const struct hk_regex *regex, struct hk_slice text)
{
    if (regex->texts.n == 1)
        return hk_slice_eq(regex->texts.items[0], text);
    uint32_t entry = hk_index_first(regex->by_hash, hk_hash_bytes(text));
    for (; entry != HK_INDEX_END; entry = hk_index_next(regex->by_hash, entry))
        if (hk_slice_eq(regex->texts.items[hk_index_value(regex->by_hash, entry)], text))
            return true;
    return false;
}

static enum hkr_status
bad_pattern(struct hk_env *env, const struct hk_regex *regex, const char *why, size_t offset)
{
    struct hk_slice source = regex->source;
    if (offset > source.len)
        offset = source.len;
    enum hkr_status status =
        hk_diag_report(env->diags, HK_D_REGEX, regex->at,
                       "'%" PRSLICE "' is not a regular expression: %s (character %zu)",
                       ARGSLICE(source), why, offset + 1);
    hk_diag_mend(env->diags,
                 "write it in Go's syntax (RE2), with a backslash before signs that are "
                 "meant literally");
    return status;
}

static enum hkr_status
compile_code(struct hk_env *env, struct hk_regex *regex, struct hk_slice text)
{
    int error = 0;
    size_t offset = 0;
    pcre2_general_context *memory = pcre2_general_context_create(take, give, env->arena);
    pcre2_compile_context *context = pcre2_compile_context_create(memory);
    pcre2_set_newline(context, PCRE2_NEWLINE_LF);
    pcre2_set_parens_nest_limit(context, 3000);
    regex->code = pcre2_compile((PCRE2_SPTR)text.ptr, text.len,
                                PCRE2_UTF | PCRE2_ALT_CIRCUMFLEX | PCRE2_NO_AUTO_CAPTURE |
                                    PCRE2_NO_AUTO_POSSESS,
                                &error, &offset, context);
    if (!regex->code)
        return bad_pattern(env, regex,
                           error == PCRE2_ERROR_UNKNOWN_UNICODE_PROPERTY
                               ? "it names a character class that is not known"
                               : "it is too large",
                           0);
    (void)pcre2_pattern_info(regex->code, PCRE2_INFO_SIZE, &regex->size);
    regex->matcher = HK_NEW(env->arena, struct matcher);
    regex->matcher->data = pcre2_match_data_create(1, memory);
    regex->matcher->context = pcre2_match_context_create(memory);
    pcre2_set_match_limit(regex->matcher->context, env->limits->regex_steps);
    pcre2_set_depth_limit(regex->matcher->context, env->limits->regex_steps);
    return HKR_OK;
}

enum hkr_status
hk_regex_compile(struct hk_env *env, struct hk_slice pattern, bool anchored, struct hk_place at,
                 const struct hk_regex **ret_regex)
{
    struct hk_regex *regex = HK_NEW(env->arena, struct hk_regex);
    struct hk_regex_fault fault = {0};
    *regex = (struct hk_regex){.source = pattern, .at = at};
    *ret_regex = regex;
    if (anchored && is_plain(pattern)) {
        split_texts(env, regex);
        return HKR_OK;
    }
    /* kustomize pastes the same frame around it, so "a)|(b" is a valid pattern. */
    struct hk_slice framed = pattern;
    if (anchored)
        framed = hk_arena_printf(env->scratch, "^(?:%.*s)$", (int)pattern.len, pattern.ptr);
    struct hk_slice text = hk_regex_translate(env->arena, framed, &fault);
    if (fault.message)
        return bad_pattern(env, regex, fault.message,
                           anchored && fault.offset >= 4 ? fault.offset - 4 : fault.offset);
    return compile_code(env, regex, text);
}

static enum hkr_status
too_much(struct hk_env *env, const struct hk_regex *regex)
{
    enum hkr_status status = hk_diag_report_as(
        env->diags, HKR_E_LIMIT, HK_D_REGEX_LIMIT, regex->at,
        "matching '%" PRSLICE "' takes more work than the limit allows", ARGSLICE(regex->source));
    hk_diag_mend(env->diags, "write a simpler pattern, or raise the limit on regular expressions");
    return status;
}

/* A DFA follows all ways at once, so what a byte of text costs is bounded by the pattern. */
static enum hkr_status
match_code(struct hk_env *env, const struct hk_regex *regex, struct hk_slice text,
           bool *ret_matches)
{
    struct matcher *m = regex->matcher;
    if (text.len && regex->size > env->limits->regex_steps / text.len)
        return too_much(env, regex);
    int got = PCRE2_ERROR_DFA_WSSIZE;
    while (got == PCRE2_ERROR_DFA_WSSIZE) {
        if (m->n_workspace)
            got =
                pcre2_dfa_match(regex->code, (PCRE2_SPTR)text.ptr, text.len, 0, PCRE2_DFA_SHORTEST,
                                m->data, m->context, m->workspace, m->n_workspace);
        if (got != PCRE2_ERROR_DFA_WSSIZE)
            break;
        size_t next = m->n_workspace ? m->n_workspace * 2 : WORKSPACE_MIN;
        if (next > WORKSPACE_MAX)
            return too_much(env, regex);
        m->workspace = HK_NEW_ARRAY(env->arena, next, int);
        m->n_workspace = next;
    }
    if (got == PCRE2_ERROR_MATCHLIMIT || got == PCRE2_ERROR_DEPTHLIMIT ||
        got == PCRE2_ERROR_HEAPLIMIT)
        return too_much(env, regex);
    *ret_matches = got >= 0;
    return HKR_OK;
}

enum hkr_status
hk_regex_matches(struct hk_env *env, const struct hk_regex *regex, struct hk_slice text,
                 bool *ret_matches)
{
    if (regex->code)
        return match_code(env, regex, text.len ? text : HK_S(""), ret_matches);
    *ret_matches = is_one_of(regex, text);
    return HKR_OK;
}

bool
hk_regex_literal(const struct hk_regex *regex, struct hk_slice *ret_text)
{
    if (regex->texts.n == 1)
        *ret_text = regex->texts.items[0];
    return regex->texts.n == 1;
}
