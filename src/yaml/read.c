/* SPDX-License-Identifier: Apache-2.0 */
#include "read.h"

#include "../base/vec.h"
#include "read_tree.h"

/* ---- Texts ----------------------------------------------------------------------------- */

static void
check_size(struct hk_env *env, struct hk_slice text)
{
    if (text.len >= UINT32_MAX / 2)
        hk_heap_throw(hk_arena_heap(env->arena), HKR_E_LIMIT);
}

/* ---- Documents ------------------------------------------------------------------------- */

/* A cut between two documents: "\n---" to the next line end, both line ends included. */
struct cut {
    size_t from;
    size_t to;
};

struct cuts {
    HK_VEC(struct cut) list;
};

/* Only blanks and a comment may stand behind the dashes. */
static enum hkr_status
check_cut(struct hk_env *env, const struct hk_origin *origin, struct hk_slice text,
          const struct cut *cut)
{
    size_t at = cut->from + 4;
    while (at < cut->to && strchr(" \t\n\v\f\r", text.ptr[at]) && text.ptr[at])
        at++;
    if (at == cut->to || text.ptr[at] == '#')
        return HKR_OK;
    enum hkr_status status =
        hk_diag_report(env->diags, HK_D_YAML_SEPARATOR, hk_origin_place(origin, at),
                       "only a comment may follow `---` on its line");
    hk_diag_mend(env->diags, "put the text on the next line");
    return status;
}

/* Finds all cuts, and judges them before anything is read, as kustomize does. A last line that
 * has no end is the parser's business. */
static enum hkr_status
find_cuts(struct hk_env *env, const struct hk_origin *origin, struct hk_slice text,
          struct cuts *cuts)
{
    for (size_t at = 0; at < text.len;) {
        const char *hit = memmem(text.ptr + at, text.len - at, "\n---", 4);
        if (!hit)
            break;
        size_t from = (size_t)(hit - text.ptr);
        size_t end = hk_slice_find(hk_slice_from(text, from + 4), '\n');
        if (end == SIZE_MAX)
            break;
        struct cut cut = {from, from + 4 + end + 1};
        enum hkr_status status = check_cut(env, origin, text, &cut);
        if (status != HKR_OK)
            return status;
        hk_vec_push(env->scratch, &cuts->list, cut);
        at = cut.to;
    }
    return HKR_OK;
}

struct found {
    HK_VEC(struct hk_node *) nodes; /* on the scratch arena */
    uint32_t n_chunks;
};

static enum hkr_status
read_chunk(struct hk_env *env, const struct hk_origin *origin, struct hk_slice text, size_t from,
           size_t to, struct found *found)
{
    struct hk_origin part = *origin;
    part.skip += (uint32_t)from;
    struct hk_node *root = NULL;
    hk_env_poll(env);
    enum hkr_status status =
        hk_read_tree(env, &part, hk_slice(text.ptr + from, to - from), HK_READ_RESOURCE, &root);
    found->n_chunks++;
    if (root && !hk_node_is_null(root))
        hk_vec_push(env->scratch, &found->nodes, root);
    return status;
}

/* @cut: whether separators are looked for (kustomize sees none in UTF-16). */
static enum hkr_status
read_all(struct hk_env *env, const struct hk_origin *origin, struct hk_slice text, bool cut,
         struct hk_docs *ret_docs)
{
    struct hk_mark mark = hk_arena_mark(env->scratch);
    struct found found = {0};
    struct cuts cuts = {0};
    enum hkr_status status = cut ? find_cuts(env, origin, text, &cuts) : HKR_OK;
    size_t at = 0;
    /* The line end before the dashes belongs to the document that they end. */
    for (uint32_t i = 0; status == HKR_OK && i < cuts.list.n; at = cuts.list.items[i++].to)
        status = read_chunk(env, origin, text, at, cuts.list.items[i].from + 1, &found);
    if (status == HKR_OK && text.len)
        status = read_chunk(env, origin, text, at, text.len, &found);
    if (status == HKR_OK) {
        *ret_docs = (struct hk_docs){.n = found.nodes.n, .n_chunks = found.n_chunks};
        if (found.nodes.n)
            ret_docs->items = hk_arena_regrow(env->arena, found.nodes.items, found.nodes.n,
                                              found.nodes.n, sizeof(struct hk_node *));
    }
    hk_arena_rewind(env->scratch, mark);
    return status;
}

enum hkr_status
hk_read_docs(struct hk_env *env, struct hk_slice name, struct hk_slice text,
             struct hk_docs *ret_docs)
{
    check_size(env, text);
    bool is_utf16 = hk_read_is_utf16(text);
    text = is_utf16 ? hk_read_utf16(env, text) : hk_read_unix_lines(env, text);
    struct hk_origin origin = {.file = hk_sources_add(env->sources, name, text, false)};
    return read_all(env, &origin, text, !is_utf16, ret_docs);
}

enum hkr_status
hk_read_config(struct hk_env *env, struct hk_slice name, struct hk_slice text, hk_file_id *ret_file,
               struct hk_node **ret_root)
{
    check_size(env, text);
    if (hk_read_is_utf16(text))
        text = hk_read_utf16(env, text);
    struct hk_origin origin = {.file = hk_sources_add(env->sources, name, text, false)};
    *ret_file = origin.file;
    return hk_read_tree(env, &origin, text, HK_READ_CONFIG, ret_root);
}

enum hkr_status
hk_read_values(struct hk_env *env, hk_file_id file, struct hk_slice text, struct hk_node **ret_root)
{
    struct hk_origin origin = {.file = file};
    *ret_root = NULL;
    if (!text.len)
        return HKR_OK;
    check_size(env, text);
    if (hk_read_is_utf16(text))
        text = hk_read_utf16(env, text);
    return hk_read_tree(env, &origin, text, HK_READ_VALUES, ret_root);
}

/* ---- Texts within texts ---------------------------------------------------------------- */

static size_t
line_end(struct hk_slice text, size_t at)
{
    size_t end = hk_slice_find(hk_slice_from(text, at), '\n');
    return end == SIZE_MAX ? text.len : at + end;
}

static size_t
count_lines(struct hk_slice text)
{
    size_t n = 1;
    for (size_t i = 0; i < text.len; i++)
        n += text.ptr[i] == '\n';
    return n;
}

/* Spaces at the beginning of the first line from @at on that has anything else. */
static size_t
find_indent(struct hk_slice outer, size_t at)
{
    while (at < outer.len) {
        size_t end = line_end(outer, at), first = at;
        while (first < end && outer.ptr[first] == ' ')
            first++;
        if (first < end)
            return first - at;
        at = end + 1;
    }
    return 0;
}

/* Finds the lines of @text in @outer from @from on, less the indentation of the first one;
 * lines[i] is where line i stands. */
static bool
match_lines(struct hk_slice outer, size_t from, size_t indent, struct hk_slice text,
            uint32_t *lines, uint32_t *starts)
{
    size_t i = 0;
    for (size_t at = 0; at <= text.len; i++) {
        struct hk_slice line = hk_slice(text.ptr + at, line_end(text, at) - at);
        size_t end = line_end(outer, from);
        size_t cut = from;
        while (cut < end && cut - from < indent && outer.ptr[cut] == ' ')
            cut++;
        struct hk_slice found = hk_slice(outer.ptr + cut, end - cut);
        if (found.len && found.ptr[found.len - 1] == '\r')
            found.len--;
        if (!hk_slice_eq(line, found) && !(line.len == 0 && at == text.len))
            return false;
        lines[i] = (uint32_t)cut;
        starts[i] = (uint32_t)at;
        at += line.len + 1;
        from = end < outer.len ? end + 1 : end;
    }
    return true;
}

/* Where @text stands in the file of @at, line by line; on the scratch arena. */
static struct hk_origin
find_origin(struct hk_env *env, struct hk_place at, struct hk_slice text)
{
    struct hk_origin origin = {.file = at.file, .kind = HK_ORIGIN_FIXED, .offset = at.offset};
    if (!at.file)
        return origin;
    struct hk_slice outer = hk_sources_text(env->sources, at.file);
    for (size_t skip = 0; skip < 2; skip++) {
        struct hk_slice there = hk_slice_from(outer, (size_t)at.offset + skip); /* 1: a quote */
        if (text.len && hk_slice_find(text, '\n') == SIZE_MAX && hk_slice_starts(there, text)) {
            origin.kind = HK_ORIGIN_OFFSET;
            origin.offset += (uint32_t)skip;
            return origin;
        }
    }
    size_t from = line_end(outer, at.offset) + 1;
    if (from >= outer.len)
        return origin;
    size_t n = count_lines(text);
    uint32_t *lines = HK_NEW_ARRAY(env->scratch, n, uint32_t);
    uint32_t *starts = HK_NEW_ARRAY(env->scratch, n, uint32_t);
    if (!match_lines(outer, from, find_indent(outer, from), text, lines, starts))
        return origin;
    origin.kind = HK_ORIGIN_LINES;
    origin.offset = 0;
    origin.lines = lines;
    origin.starts = starts;
    origin.n_lines = (uint32_t)n;
    return origin;
}

enum hkr_status
hk_read_inline(struct hk_env *env, struct hk_place at, struct hk_slice text,
               struct hk_docs *ret_docs)
{
    check_size(env, text);
    text = hk_read_unix_lines(env, text);
    struct hk_mark mark = hk_arena_mark(env->scratch);
    struct hk_origin origin = find_origin(env, at, text);
    enum hkr_status status = read_all(env, &origin, text, true, ret_docs);
    hk_arena_rewind(env->scratch, mark);
    return status;
}
