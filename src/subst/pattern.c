/* SPDX-License-Identifier: Apache-2.0 */
/* Shell patterns as Flux's envsubst has them: Go's path.Match, in which '*' also takes slashes and
 * a star at the end takes all that is left. A pattern is a run of segments, each behind a star but
 * perhaps the first; a segment is matched at the first place where it fits. */
#include "expr.h"

#include "../base/utf8.h"

struct segment {
    bool after_star;
    struct hk_slice text;
};

/* Takes the next segment off *@pattern. Within brackets a star is no star. */
static struct segment
next_segment(struct hk_slice *pattern)
{
    struct segment segment = {.after_star = false};
    while (pattern->len && pattern->ptr[0] == '*') {
        *pattern = hk_slice_from(*pattern, 1);
        segment.after_star = true;
    }
    bool in_class = false;
    size_t i = 0;
    for (; i < pattern->len; i++) {
        char c = pattern->ptr[i];
        if (c == '\\' && i + 1 < pattern->len)
            i++;
        else if (c == '[')
            in_class = true;
        else if (c == ']')
            in_class = false;
        else if (c == '*' && !in_class)
            break;
    }
    segment.text = hk_slice_head(*pattern, i);
    *pattern = hk_slice_from(*pattern, i);
    return segment;
}

/* Takes one character of a class off *@class. False: the pattern is broken; a class never ends with
 * the pattern. */
static bool
class_character(struct hk_slice *class, uint32_t *ret_point)
{
    unsigned len;
    if (!class->len || class->ptr[0] == '-' || class->ptr[0] == ']')
        return false;
    if (class->ptr[0] == '\\')
        *class = hk_slice_from(*class, 1);
    if (!class->len)
        return false;
    *ret_point = hk_utf8_decode(class->ptr, hk_slice_end(*class), &len);
    bool valid = *ret_point != HK_UTF8_REPLACEMENT || len > 1;
    *class = hk_slice_from(*class, len);
    return valid && class->len;
}

/* Takes a class, behind its bracket, off *@pattern and tells whether @point is in it. */
static enum hk_pattern_match
match_class(struct hk_slice *pattern, uint32_t point, uint32_t *steps)
{
    bool negated = pattern->len && pattern->ptr[0] == '^';
    bool found = false;
    if (negated)
        *pattern = hk_slice_from(*pattern, 1);
    for (uint32_t n = 0;; n++) {
        uint32_t low, high;
        if (n && pattern->len && pattern->ptr[0] == ']')
            break;
        if (!*steps)
            return HK_PATTERN_EFFORT;
        --*steps;
        if (!class_character(pattern, &low))
            return HK_PATTERN_BROKEN;
        high = low;
        if (pattern->ptr[0] == '-') {
            *pattern = hk_slice_from(*pattern, 1);
            if (!class_character(pattern, &high))
                return HK_PATTERN_BROKEN;
        }
        found = found || (low <= point && point <= high);
    }
    *pattern = hk_slice_from(*pattern, 1);
    return found != negated ? HK_PATTERN_YES : HK_PATTERN_NO;
}

/* Whether segment @text matches at the beginning of *@name; then takes off what it matches. */
static enum hk_pattern_match
match_segment(struct hk_slice text, struct hk_slice *name, uint32_t *steps)
{
    struct hk_slice rest = *name;
    while (text.len) {
        if (!rest.len)
            return HK_PATTERN_NO;
        if (!*steps)
            return HK_PATTERN_EFFORT;
        --*steps;
        unsigned len = 1;
        char c = text.ptr[0];
        text = hk_slice_from(text, 1);
        if (c == '[' || c == '?') {
            uint32_t point = hk_utf8_decode(rest.ptr, hk_slice_end(rest), &len);
            enum hk_pattern_match match =
                c == '[' ? match_class(&text, point, steps) : HK_PATTERN_YES;
            if (match != HK_PATTERN_YES)
                return match;
        } else {
            if (c == '\\') {
                if (!text.len)
                    return HK_PATTERN_BROKEN;
                c = text.ptr[0];
                text = hk_slice_from(text, 1);
            }
            if (c != rest.ptr[0])
                return HK_PATTERN_NO;
        }
        rest = hk_slice_from(rest, len);
    }
    *name = rest;
    return HK_PATTERN_YES;
}

/* Looks for the segment further on in *@name. */
static enum hk_pattern_match
seek_segment(struct hk_slice text, bool is_last, struct hk_slice *name, uint32_t *steps)
{
    for (size_t skip = 1; skip <= name->len; skip++) {
        struct hk_slice rest = hk_slice_from(*name, skip);
        enum hk_pattern_match match = match_segment(text, &rest, steps);
        if (match == HK_PATTERN_YES && is_last && rest.len)
            continue;
        if (match == HK_PATTERN_NO)
            continue;
        *name = rest;
        return match;
    }
    return HK_PATTERN_NO;
}

enum hk_pattern_match
hk_pattern_match(struct hk_slice pattern, struct hk_slice text, uint32_t *steps)
{
    while (pattern.len) {
        struct segment segment = next_segment(&pattern);
        if (segment.after_star && !segment.text.len)
            return HK_PATTERN_YES;
        struct hk_slice rest = text;
        enum hk_pattern_match match = match_segment(segment.text, &rest, steps);
        if (match == HK_PATTERN_YES && rest.len && !pattern.len)
            match = HK_PATTERN_NO; /* something is left behind the last segment */
        if (match == HK_PATTERN_NO && segment.after_star) {
            rest = text;
            match = seek_segment(segment.text, !pattern.len, &rest, steps);
        }
        if (match != HK_PATTERN_YES)
            return match;
        text = rest;
    }
    return text.len ? HK_PATTERN_NO : HK_PATTERN_YES;
}
