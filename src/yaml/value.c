/* SPDX-License-Identifier: Apache-2.0 */
#include "value.h"

#include "../base/path.h"
#include "resolve.h"
#include "scalar_style.h"

#include <math.h>

/* What a key or a value looks like to this module. */
struct scalar {
    struct hk_slice text;
    enum hk_tag tag;
    enum hk_style style;
    struct hk_place at;
};

static void
set_text(struct hk_value *value, struct hk_slice text)
{
    *value = (struct hk_value){.kind = HK_VALUE_STRING, .text = text};
}

/* ---- Block scalars ---------------------------------------------------------------------- */

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The length of the run of breaks at @from. */
static size_t
break_run(struct hk_slice text, size_t from)
{
    size_t i = from;
    while (i < text.len) {
        unsigned len = hk_shape_break(text.ptr + i, hk_slice_end(text));
        if (!len)
            break;
        i += len;
    }
    return i - from;
}

static size_t
line_length(struct hk_slice text, size_t from)
{
    size_t i = from;
    while (i < text.len && !hk_shape_break(text.ptr + i, hk_slice_end(text)))
        i++;
    return i - from;
}

/* The breaks between two lines, or behind the last one (@next is then 0), as they are read back.
 * The writer puts one more break before those that a reader would fold into a space, but looks
 * at the first line of the text instead of the next one, and the reader folds only between
 * lines that are not indented. */
static char *
refold_breaks(char *out, struct hk_slice breaks, char line, char next, bool first_is_blank)
{
    bool extra = !is_blank(line) && breaks.ptr[0] == '\n' && !first_is_blank;
    unsigned lead = extra ? 0 : hk_shape_break(breaks.ptr, hk_slice_end(breaks));
    bool fold = next && !is_blank(line) && !is_blank(next) && breaks.ptr[0] == '\n';
    if (fold && lead == breaks.len) {
        *out++ = ' ';
        return out;
    }
    if (fold && !extra) {
        memcpy(out, breaks.ptr + lead, breaks.len - lead);
        return out + breaks.len - lead;
    }
    /* Behind a last line with one break, only that one is kept. */
    if (!fold && extra && (next || breaks.len > 1))
        *out++ = '\n';
    memcpy(out, breaks.ptr, breaks.len);
    return out + breaks.len;
}

/* What a folded scalar is after it was written and read again. */
static struct hk_slice
refold(struct hk_env *env, struct hk_slice text)
{
    char *start = hk_arena_alloc(env->scratch, text.len * 2 + 1);
    char *out = start;
    size_t at = break_run(text, 0);
    memcpy(out, text.ptr, at);
    out += at;
    bool first_is_blank = at < text.len && is_blank(text.ptr[at]);
    while (at < text.len) {
        char line = text.ptr[at];
        size_t n = line_length(text, at);
        memcpy(out, text.ptr + at, n);
        out += n;
        at += n;
        struct hk_slice breaks = {text.ptr + at, break_run(text, at)};
        at += breaks.len;
        if (breaks.len)
            out =
                refold_breaks(out, breaks, line, at < text.len ? text.ptr[at] : 0, first_is_blank);
    }
    return hk_slice(start, (size_t)(out - start));
}

/* Strings that go-yaml v3 writes as blocks: literal and folded ones, and those with a newline
 * that are not quoted. Within flow collections there are no blocks. */
static enum hkr_status
block_value(struct hk_env *env, const struct scalar *scalar, enum hk_passage passage,
            struct hk_value *ret_value)
{
    set_text(ret_value, scalar->text);
    if (passage != HK_PASSAGE_BLOCK || !scalar->text.len ||
        (scalar->style != HK_FOLDED && scalar->text.ptr[0] != '\t'))
        return HKR_OK;
    if (!hk_shape_block_allowed(scalar->text, hk_shape_of(scalar->text)))
        return HKR_OK;
    if (scalar->text.ptr[0] == '\t') {
        enum hkr_status status = hk_diag_report(env->diags, HK_D_BLOCK_TAB, scalar->at,
                                                "this block of text begins with a tab");
        hk_diag_mend(env->diags,
                     "write it in double quotes, with \\t for the tab; begin an annotation "
                     "with another character");
        return status;
    }
    ret_value->text = refold(env, scalar->text);
    return HKR_OK;
}

/* ---- Typed scalars ---------------------------------------------------------------------- */

static enum hkr_status
mismatch(struct hk_env *env, const struct scalar *scalar)
{
    static const char *const names[] = {[HK_TAG_INT] = "an integer",
                                        [HK_TAG_FLOAT] = "a number",
                                        [HK_TAG_BOOL] = "a boolean",
                                        [HK_TAG_NULL] = "null",
                                        [HK_TAG_TIMESTAMP] = "a timestamp"};
    enum hkr_status status =
        hk_diag_report(env->diags, HK_D_TAG_MISMATCH, scalar->at,
                       "this value is tagged as %s but is none", names[scalar->tag]);
    hk_diag_mend(env->diags, "correct the value, or remove the tag");
    return status;
}

static enum hkr_status
number_value(struct hk_env *env, const struct scalar *scalar, const struct hk_number *number,
             bool as_float, struct hk_value *ret_value)
{
    switch (number->kind) {
    case HK_NUMBER_INT:
        *ret_value = (struct hk_value){.kind = HK_VALUE_INT, .i = number->i};
        if (as_float)
            *ret_value = (struct hk_value){.kind = HK_VALUE_FLOAT, .f = (double)number->i};
        return HKR_OK;
    case HK_NUMBER_UINT:
        if (as_float)
            return mismatch(env, scalar);
        *ret_value = (struct hk_value){.kind = HK_VALUE_UINT, .u = number->u};
        return HKR_OK;
    case HK_NUMBER_FLOAT:
        break;
    }
    *ret_value = (struct hk_value){.kind = HK_VALUE_FLOAT, .f = number->f};
    if (isfinite(number->f))
        return HKR_OK;
    enum hkr_status status =
        hk_diag_report(env->diags, HK_D_NOT_A_NUMBER, scalar->at,
                       isnan(number->f) ? "this value is not a number" : "this value is infinite");
    hk_diag_mend(env->diags, "put it in quotes if the text is meant");
    return status;
}

static void
timestamp_value(struct hk_env *env, struct hk_slice text, struct hk_value *ret_value)
{
    char *buffer = hk_arena_alloc(env->scratch, 40);
    set_text(ret_value, hk_slice(buffer, hk_resolve_timestamp(text, buffer)));
}

/* The value of a text that was found to be of @type. */
static enum hkr_status
typed_value(struct hk_env *env, const struct scalar *scalar, enum hk_tag type,
            const struct hk_number *number, struct hk_value *ret_value)
{
    switch (type) {
    case HK_TAG_NULL:
        *ret_value = (struct hk_value){.kind = HK_VALUE_NULL};
        return HKR_OK;
    case HK_TAG_BOOL:
        *ret_value = (struct hk_value){.kind = HK_VALUE_BOOL, .b = hk_resolve_bool(scalar->text)};
        return HKR_OK;
    case HK_TAG_INT:
    case HK_TAG_FLOAT:
        return number_value(env, scalar, number, scalar->tag == HK_TAG_FLOAT, ret_value);
    case HK_TAG_TIMESTAMP:
        timestamp_value(env, scalar->text, ret_value);
        return HKR_OK;
    case HK_TAG_NONE:
    case HK_TAG_STR:
    case HK_TAG_BINARY:
    case HK_TAG_MERGE:
    case HK_TAG_OTHER:
        break;
    }
    set_text(ret_value, scalar->text);
    return HKR_OK;
}

/* A plain scalar without a tag. */
static enum hkr_status
plain_value(struct hk_env *env, const struct scalar *scalar, enum hk_passage passage,
            struct hk_value *ret_value)
{
    struct hk_number number;
    enum hk_tag type = hk_resolve(scalar->text, &number);
    if (type == HK_TAG_STR) {
        set_text(ret_value, scalar->text);
        if (hk_slice_find(scalar->text, '\n') != SIZE_MAX)
            return block_value(env, scalar, passage, ret_value);
        return HKR_OK;
    }
    /* What can not be plain in a flow collection is quoted there, hence a string. */
    if (passage == HK_PASSAGE_FLOW &&
        (!scalar->text.len || hk_slice_find(scalar->text, ':') != SIZE_MAX)) {
        set_text(ret_value, scalar->text);
        return HKR_OK;
    }
    return typed_value(env, scalar, type, &number, ret_value);
}

/* ---- Explicit tags ---------------------------------------------------------------------- */

static int
base64_digit(char c)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(alphabet, c) : NULL;
    return at ? (int)(at - alphabet) : -1;
}

/* Standard base64 with padding; line breaks are skipped. False when it is not that. */
static bool
decode_base64(struct hk_slice text, char *out, size_t *ret_len)
{
    uint32_t group = 0;
    unsigned n = 0;
    unsigned padding = 0;
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '\n' || c == '\r')
            continue;
        int digit = c == '=' && n >= 2 ? 0 : base64_digit(c);
        padding += c == '=';
        if (digit < 0 || n == 4 || (padding && c != '='))
            return false;
        group = group << 6 | (uint32_t)digit;
        if (++n < 4)
            continue;
        for (unsigned k = 0; k < 3 - padding; k++)
            out[len++] = (char)(group >> (16 - 8 * k) & 0xFF);
        group = 0;
        n = padding ? 4 : 0; /* nothing comes after padding */
    }
    *ret_len = len;
    return n == 0 || n == 4;
}

static enum hkr_status
binary_value(struct hk_env *env, const struct scalar *scalar, struct hk_value *ret_value)
{
    char *out = hk_arena_alloc(env->scratch, scalar->text.len + 3);
    size_t len;
    if (!decode_base64(scalar->text, out, &len)) {
        enum hkr_status status = hk_diag_report(env->diags, HK_D_BINARY_TEXT, scalar->at,
                                                "this !!binary value is not base64");
        hk_diag_mend(env->diags, "correct the value, or remove the tag");
        return status;
    }
    set_text(ret_value, hk_slice(out, len));
    ret_value->is_binary = true;
    return HKR_OK;
}

static enum hkr_status
tagged_value(struct hk_env *env, const struct scalar *scalar, struct hk_value *ret_value)
{
    struct hk_number number;
    enum hk_tag type = hk_resolve(scalar->text, &number);
    if (type != scalar->tag && !(type == HK_TAG_INT && scalar->tag == HK_TAG_FLOAT))
        return mismatch(env, scalar);
    return typed_value(env, scalar, type, &number, ret_value);
}

static enum hkr_status
scalar_value(struct hk_env *env, const struct scalar *scalar, enum hk_passage passage,
             struct hk_value *ret_value)
{
    switch (scalar->tag) {
    case HK_TAG_NONE:
        if (scalar->style == HK_PLAIN)
            return plain_value(env, scalar, passage, ret_value);
        break;
    case HK_TAG_BINARY:
        return binary_value(env, scalar, ret_value);
    case HK_TAG_INT:
    case HK_TAG_FLOAT:
    case HK_TAG_BOOL:
    case HK_TAG_NULL:
    case HK_TAG_TIMESTAMP:
        return tagged_value(env, scalar, ret_value);
    case HK_TAG_STR:
    case HK_TAG_MERGE:
    case HK_TAG_OTHER:
        break;
    }
    set_text(ret_value, scalar->text);
    if (scalar->style == HK_LITERAL || scalar->style == HK_FOLDED ||
        (scalar->style == HK_PLAIN && hk_slice_find(scalar->text, '\n') != SIZE_MAX))
        return block_value(env, scalar, passage, ret_value);
    return HKR_OK;
}

enum hkr_status
hk_value_of(struct hk_env *env, const struct hk_node *node, enum hk_passage passage,
            struct hk_value *ret_value)
{
    struct scalar scalar = {hk_node_text(node), (enum hk_tag)node->tag, (enum hk_style)node->style,
                            hk_node_place(node)};
    return scalar_value(env, &scalar, passage, ret_value);
}

/* ---- Keys ------------------------------------------------------------------------------- */

/* Quotes help where the key itself stands in a source. They do not where a kustomization adds it,
 * as a label or the name of a literal: kustomize writes such keys plain. */
static const char *
key_mend(const struct hk_env *env, const struct scalar *key)
{
    if (!key->at.file)
        return "choose another key";
    struct hk_slice there =
        hk_slice_from(hk_sources_text(env->sources, key->at.file), key->at.offset);
    size_t after = key->text.len;
    while (after < there.len && there.ptr[after] == ' ')
        after++;
    if (!hk_slice_starts(there, key->text) || after == there.len || there.ptr[after] != ':')
        return "choose another key";
    struct hk_slice name = hk_path_base(hk_sources_name(env->sources, key->at.file));
    return hk_slice_starts(name, HK_S("kustomization.")) || hk_slice_eq(name, HK_S("Kustomization"))
               ? "put it in quotes when it stands in a patch; choose another key when it is one "
                 "that "
                 "the kustomization adds"
               : "put it in quotes";
}

static enum hkr_status
key_type_fault(struct hk_env *env, const struct scalar *key, const char *what)
{
    enum hkr_status status =
        hk_diag_report(env->diags, HK_D_KEY_TYPE, key->at,
                       "the key '%" PRSLICE "' is %s, not a string", ARGSLICE(key->text), what);
    hk_diag_mend(env->diags, "%s", key_mend(env, key));
    return status;
}

static enum hkr_status
merge_key_fault(struct hk_env *env, const struct scalar *key)
{
    enum hkr_status status = hk_diag_report(env->diags, HK_D_MERGE_KEY_MADE, key->at,
                                            "the key '<<' was added, which means a merge");
    hk_diag_mend(env->diags, "choose another key");
    return status;
}

/* The type of a key that may be no string. */
static enum hk_tag
key_type(const struct scalar *key, enum hk_passage passage)
{
    if (key->tag != HK_TAG_NONE)
        return key->tag;
    if (key->style != HK_PLAIN)
        return HK_TAG_STR;
    if (!key->text.len && passage != HK_PASSAGE_NONE) /* an empty key is quoted on the way */
        return HK_TAG_STR;
    if (passage == HK_PASSAGE_FLOW && hk_slice_find(key->text, ':') != SIZE_MAX)
        return HK_TAG_STR;
    return hk_resolve(key->text, NULL);
}

enum hkr_status
hk_value_of_key(struct hk_env *env, const struct hk_pair *pair, enum hk_passage passage, bool root,
                struct hk_slice *ret_text)
{
    static const char *const names[] = {
        [HK_TAG_INT] = "a number",    [HK_TAG_FLOAT] = "a number",   [HK_TAG_BOOL] = "a boolean",
        [HK_TAG_BINARY] = "a binary", [HK_TAG_TIMESTAMP] = "a date", [HK_TAG_NULL] = "null",
        [HK_TAG_MERGE] = "a merge",   [HK_TAG_OTHER] = "tagged"};
    struct scalar key = {hk_env_text(env, pair->key), (enum hk_tag)pair->key_tag,
                         (enum hk_style)pair->key_style, hk_pair_place(pair)};
    if (key.tag == HK_TAG_NONE && key.style != HK_PLAIN && key.style != HK_FOLDED) {
        *ret_text = key.text;
        return HKR_OK;
    }
    if (key.style == HK_PLAIN && hk_slice_eq(key.text, HK_S("<<")))
        return merge_key_fault(env, &key);
    enum hk_tag type = key_type(&key, passage);
    if (type == HK_TAG_NULL || (type != HK_TAG_STR && !root))
        return key_type_fault(env, &key, names[type]);
    struct hk_value value = {.text = key.text};
    if (type == HK_TAG_STR || type == HK_TAG_BINARY) {
        enum hkr_status status = scalar_value(env, &key, passage, &value);
        if (status != HKR_OK)
            return status;
    }
    *ret_text = value.kind == HK_VALUE_STRING ? value.text : key.text;
    return HKR_OK;
}
