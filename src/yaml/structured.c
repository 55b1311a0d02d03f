/* SPDX-License-Identifier: Apache-2.0 */
#include "structured.h"

#include "../base/buf.h"
#include "read_tree.h"
#include "write.h"
#include "write_source.h"

#include <yaml.h>

bool
hk_structured_read(struct hk_env *env, const struct hk_node *scalar, struct hk_node **ret_root)
{
    struct hk_origin origin = {
        .file = scalar->file, .kind = HK_ORIGIN_FIXED, .offset = scalar->offset};
    uint32_t n = env->diags->list.n;
    struct hk_node *root = NULL;
    enum hkr_status status =
        hk_read_tree(env, &origin, hk_node_text(scalar), HK_READ_RESOURCE, &root);
    if (status != HKR_OK) {
        hk_diag_rewind(env->diags, n);
        return false;
    }
    *ret_root = root;
    return true;
}

/* ---- What would be lost ------------------------------------------------------------------- */

static bool
has_hash(struct hk_slice text, size_t from, size_t to)
{
    return from < to && to <= text.len &&
           hk_slice_find(hk_slice(text.ptr + from, to - from), '#') != SIZE_MAX;
}

static bool
is_lossy_token(const yaml_token_t *token)
{
    return token->type == YAML_ANCHOR_TOKEN || token->type == YAML_ALIAS_TOKEN ||
           token->type == YAML_TAG_TOKEN ||
           (token->type == YAML_SCALAR_TOKEN &&
            token->data.scalar.style == YAML_FOLDED_SCALAR_STYLE);
}

/* Whether @text (ASCII, or there is no "#" in it) has what a tree does not keep. A "#" between
 * two tokens is a comment; one behind a block scalar's indicator counts as part of the token. */
static bool
is_lossy(struct hk_slice text)
{
    yaml_parser_t parser;
    yaml_token_t token;
    size_t end = 0;
    bool lossy = false;
    if (!yaml_parser_initialize(&parser))
        return true;
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.ptr, text.len);
    for (bool more = true; more && !lossy;) {
        if (!yaml_parser_scan(&parser, &token)) {
            lossy = true;
            break;
        }
        lossy = is_lossy_token(&token) || has_hash(text, end, token.start_mark.index);
        if (token.end_mark.index > end)
            end = token.end_mark.index;
        more = token.type != YAML_STREAM_END_TOKEN && token.type != YAML_NO_TOKEN;
        yaml_token_delete(&token);
    }
    yaml_parser_delete(&parser);
    return lossy || has_hash(text, end, text.len);
}

/* Marks count characters: each one becomes one byte. */
static struct hk_slice
as_ascii(struct hk_env *env, struct hk_slice text)
{
    char *ascii = hk_arena_alloc(env->scratch, text.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c < 0x80)
            ascii[n++] = (char)c;
        else if (c >= 0xC0)
            ascii[n++] = 'x';
    }
    return hk_slice(ascii, n);
}

/* ---- Writing ------------------------------------------------------------------------------ */

static void
new_line(struct hk_buf *buf, uint32_t depth)
{
    hk_buf_byte(buf, '\n');
    hk_buf_fill(buf, ' ', (size_t)depth * 2);
}

/* Compact JSON with one member a line, as Go's json.Indent writes it. */
static void
indent_json(struct hk_buf *buf, struct hk_slice json)
{
    uint32_t depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < json.len; i++) {
        char c = json.ptr[i];
        char next = i + 1 < json.len ? json.ptr[i + 1] : '\0';
        if (quoted) {
            hk_buf_byte(buf, c);
            if (c == '\\')
                hk_buf_byte(buf, json.ptr[++i]);
            quoted = c != '"';
            continue;
        }
        if (c == '}' || c == ']')
            new_line(buf, --depth);
        hk_buf_byte(buf, c);
        quoted = c == '"';
        if ((c == '{' && next == '}') || (c == '[' && next == ']')) {
            hk_buf_byte(buf, next);
            i++;
        } else if (c == '{' || c == '[') {
            new_line(buf, ++depth);
        } else if (c == ',') {
            new_line(buf, depth);
        } else if (c == ':') {
            hk_buf_byte(buf, ' ');
        }
    }
}

static bool
is_pretty(struct hk_slice text)
{
    bool spaces = false;
    for (size_t i = 0; i + 1 < text.len && !spaces; i++)
        spaces = text.ptr[i] == ' ' && text.ptr[i + 1] == ' ';
    return spaces && hk_slice_find(text, '\n') != SIZE_MAX;
}

struct buffers {
    struct hk_buf text;
    struct hk_buf pretty;
};

static void
release_buffers(void *user)
{
    struct buffers *buffers = user;
    hk_buf_fini(&buffers->text);
    hk_buf_fini(&buffers->pretty);
}

static enum hk_structured_result
write_json(struct hk_env *env, const struct hk_node *root, struct hk_slice old,
           struct buffers *buffers, struct hk_slice *ret_text)
{
    uint32_t n = env->diags->list.n;
    if (hk_write_json(env, root, &buffers->text) != HKR_OK) {
        hk_diag_rewind(env->diags, n);
        return HK_STRUCTURED_NO_JSON;
    }
    bool pretty = is_pretty(old);
    if (pretty)
        indent_json(&buffers->pretty, hk_buf_slice(&buffers->text));
    *ret_text =
        hk_arena_slice(env->arena, hk_buf_slice(pretty ? &buffers->pretty : &buffers->text));
    return HK_STRUCTURED_OK;
}

enum hk_structured_result
hk_structured_write(struct hk_env *env, const struct hk_node *root, struct hk_slice old,
                    struct hk_slice *ret_text)
{
    struct hk_slice start = hk_slice_trim(old);
    struct hk_heap *heap = hk_arena_heap(env->arena);
    struct buffers *buffers = HK_NEW(env->scratch, struct buffers);
    *buffers = (struct buffers){HK_BUF_INIT(heap), HK_BUF_INIT(heap)};
    hk_arena_defer(env->scratch, release_buffers, buffers);
    enum hk_structured_result result = HK_STRUCTURED_OK;
    if (start.len && (start.ptr[0] == '{' || start.ptr[0] == '[')) {
        result = write_json(env, root, old, buffers, ret_text);
    } else if (is_lossy(as_ascii(env, old))) {
        result = HK_STRUCTURED_LOSSY;
    } else {
        hk_write_source(env, root, &buffers->text);
        *ret_text = hk_arena_slice(env->arena, hk_slice_trim(hk_buf_slice(&buffers->text)));
    }
    hk_arena_release(env->scratch, buffers);
    return result;
}
