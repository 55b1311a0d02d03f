/* SPDX-License-Identifier: Apache-2.0 */
#include "reread.h"

#include "../base/utf8.h"
#include "json_text.h"
#include "scalar_style.h"

/* Longest key that a YAML reader takes for one, in characters with the quotes. */
enum { KEY_JSON_MAX = 1024 };

/* Reports the first character whose shape is among @shapes. */
static enum hkr_status
character_fault(struct hk_env *env, struct hk_place at, struct hk_slice text, uint32_t shapes)
{
    const char *end = hk_slice_end(text);
    uint32_t point = 0;
    for (const char *p = text.ptr; p < end;) {
        unsigned len;
        point = hk_utf8_decode(p, end, &len);
        if (hk_shape_of(hk_slice(p, len)) & shapes)
            break;
        p += len;
    }
    enum hkr_status status = hk_diag_report(
        env->diags, HK_D_CONTROL_CHARACTER, at,
        "this text has the character U+%04X, which can not be written", (unsigned)point);
    hk_diag_mend(env->diags, "remove it, or keep the data in binaryData");
    return status;
}

struct hk_slice
hk_reread_replace_invalid(struct hk_env *env, struct hk_slice text)
{
    char *start = hk_arena_array(env->scratch, text.len, 3);
    char *out = start;
    const char *end = hk_slice_end(text);
    for (const char *at = text.ptr; at < end;) {
        unsigned len;
        uint32_t point = hk_utf8_decode(at, end, &len);
        out += hk_utf8_encode(point, out);
        at += len;
    }
    return hk_slice(start, (size_t)(out - start));
}

/* U+0085 is a line break within a quoted scalar: with the spaces around it, it becomes a space,
 * and n of them become n - 1 newlines. */
static struct hk_slice
fold_nel(struct hk_env *env, struct hk_slice text)
{
    char *start = hk_arena_alloc(env->scratch, text.len + 1);
    char *out = start;
    for (size_t i = 0; i < text.len;) {
        size_t run = i;
        size_t n = 0;
        for (; run < text.len; run++) {
            bool nel = hk_slice_starts(hk_slice_from(text, run), HK_S("\xC2\x85"));
            if (!nel && text.ptr[run] != ' ')
                break;
            n += nel;
            run += nel;
        }
        if (n) {
            memset(out, n == 1 ? ' ' : '\n', n == 1 ? 1 : n - 1);
            out += n == 1 ? 1 : n - 1;
        } else {
            run += run == i; /* an ordinary character, or spaces alone */
            memcpy(out, text.ptr + i, run - i);
            out += run - i;
        }
        i = run;
    }
    return hk_slice(start, (size_t)(out - start));
}

/* A document marker at what U+0085 makes the start of a line ends the text. */
static bool
has_marker(struct hk_slice text)
{
    static const struct hk_slice markers[] = {HK_S_INIT("\xC2\x85---"), HK_S_INIT("\xC2\x85...")};
    for (size_t i = 0; i + 5 < text.len; i++) {
        struct hk_slice rest = hk_slice_from(text, i);
        if ((hk_slice_starts(rest, markers[0]) || hk_slice_starts(rest, markers[1])) &&
            (rest.ptr[5] == ' ' || hk_slice_starts(hk_slice_from(rest, 5), HK_S("\xC2\x85"))))
            return true;
    }
    return false;
}

static enum hkr_status
encoding_fault(struct hk_env *env, struct hk_place at)
{
    enum hkr_status status =
        hk_diag_report(env->diags, HK_D_TEXT_ENCODING, at, "this text is not UTF-8");
    hk_diag_mend(env->diags, "keep binary data in binaryData");
    return status;
}

/* Characters of the JSON form, quotes included. */
static size_t
json_length(struct hk_slice text)
{
    size_t n = 2;
    const char *end = hk_slice_end(text);
    for (const char *at = text.ptr; at < end;) {
        unsigned len;
        n += hk_json_char_length(hk_utf8_decode(at, end, &len));
        at += len;
    }
    return n;
}

static enum hkr_status
check_length(struct hk_env *env, struct hk_place at, struct hk_slice text)
{
    if (text.len <= KEY_JSON_MAX / 6 - 1 || json_length(text) <= KEY_JSON_MAX)
        return HKR_OK;
    enum hkr_status status = hk_diag_report(
        env->diags, HK_D_KEY_LENGTH, at, "this key is longer than %d characters", KEY_JSON_MAX - 2);
    hk_diag_mend(env->diags, "shorten it");
    return status;
}

enum hkr_status
hk_reread(struct hk_env *env, struct hk_place at, enum hk_reread_use use, struct hk_slice *text,
          uint32_t *ret_shape)
{
    uint32_t shape = hk_shape_of(*text);
    uint32_t bad = HK_SHAPE_REJECTED;
    if ((shape & HK_SHAPE_NEL) && (use == HK_REREAD_KEY || has_marker(*text)))
        bad |= HK_SHAPE_NEL;
    if ((shape & HK_SHAPE_INVALID) && use != HK_REREAD_BINARY)
        return encoding_fault(env, at);
    if (shape & bad)
        return character_fault(env, at, *text, bad);
    if (shape & HK_SHAPE_INVALID)
        *text = hk_reread_replace_invalid(env, *text);
    if (shape & HK_SHAPE_NEL)
        *text = fold_nel(env, *text);
    *ret_shape = shape & (HK_SHAPE_INVALID | HK_SHAPE_NEL) ? hk_shape_of(*text) : shape;
    return use == HK_REREAD_KEY ? check_length(env, at, *text) : HKR_OK;
}
