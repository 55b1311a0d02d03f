/* SPDX-License-Identifier: Apache-2.0 */
#include "names.h"

#define LABEL_MAX 63
#define SUBDOMAIN_MAX 253

static bool
is_lower_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool
is_alnum(char c)
{
    return is_lower_alnum(c) || (c >= 'A' && c <= 'Z');
}

bool
hk_name_is_template(struct hk_slice text)
{
    for (size_t i = 0; i + 1 < text.len; i++)
        if ((text.ptr[i] == '$' && (text.ptr[i + 1] == '{' || text.ptr[i + 1] == '(')) ||
            (text.ptr[i] == '{' && text.ptr[i + 1] == '{'))
            return true;
    return false;
}

bool
hk_name_is_label(struct hk_slice text, bool alpha)
{
    if (!text.len || text.len > LABEL_MAX || !is_lower_alnum(text.ptr[0]) ||
        !is_lower_alnum(text.ptr[text.len - 1]) || (alpha && text.ptr[0] < 'a'))
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (!is_lower_alnum(text.ptr[i]) && text.ptr[i] != '-')
            return false;
    return true;
}

bool
hk_name_is_subdomain(struct hk_slice text)
{
    if (!text.len || text.len > SUBDOMAIN_MAX)
        return false;
    for (char before = '.'; text.len; text = hk_slice_from(text, 1)) {
        char c = text.ptr[0];
        bool ends = text.len == 1 || text.ptr[1] == '.';
        if (c == '.' ? before == '.' || text.len == 1
                     : !is_lower_alnum(c) && (c != '-' || before == '.' || ends))
            return false;
        before = c;
    }
    return true;
}

bool
hk_name_is_path_step(struct hk_slice text)
{
    return text.len && !hk_slice_eq(text, HK_S(".")) && !hk_slice_eq(text, HK_S("..")) &&
           hk_slice_find(text, '/') == SIZE_MAX && hk_slice_find(text, '%') == SIZE_MAX;
}

/* Letters and digits at the ends; dashes, underscores and dots too in between. */
static bool
is_name_part(struct hk_slice text)
{
    if (!text.len || text.len > LABEL_MAX || !is_alnum(text.ptr[0]) ||
        !is_alnum(text.ptr[text.len - 1]))
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (!is_alnum(text.ptr[i]) && !memchr("-_.", text.ptr[i], 3))
            return false;
    return true;
}

bool
hk_name_is_qualified(struct hk_slice text)
{
    size_t slash = hk_slice_find(text, '/');
    if (slash == SIZE_MAX)
        return is_name_part(text);
    return hk_name_is_subdomain(hk_slice_head(text, slash)) &&
           is_name_part(hk_slice_from(text, slash + 1));
}

bool
hk_name_is_label_value(struct hk_slice text)
{
    return !text.len || is_name_part(text);
}

bool
hk_name_is_data_key(struct hk_slice text)
{
    if (!text.len || text.len > SUBDOMAIN_MAX || hk_slice_eq(text, HK_S(".")) ||
        hk_slice_starts(text, HK_S("..")))
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (!is_alnum(text.ptr[i]) && !memchr("-_.", text.ptr[i], 3))
            return false;
    return true;
}
