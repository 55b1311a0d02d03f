/* SPDX-License-Identifier: Apache-2.0 */
#include "remote.h"

#include <strings.h>

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Takes @prefix off @text whatever the case of its letters. */
static bool
take_prefix(struct hk_slice *text, const char *prefix)
{
    size_t len = strlen(prefix);
    if (text->len < len || strncasecmp(text->ptr, prefix, len) != 0)
        return false;
    *text = hk_slice_from(*text, len);
    return true;
}

static bool
has_prefix(struct hk_slice text, const char *prefix)
{
    return take_prefix(&text, prefix);
}

static size_t
find_text(struct hk_slice text, const char *part)
{
    const char *hit = text.len ? memmem(text.ptr, text.len, part, strlen(part)) : NULL;
    return hit ? (size_t)(hit - text.ptr) : SIZE_MAX;
}

bool
hk_remote_is_url(struct hk_slice entry)
{
    return has_prefix(entry, "http:") || has_prefix(entry, "https:");
}

/* Takes off "user@"; user is a letter, then letters, digits and dashes. */
static bool
take_user(struct hk_slice *text)
{
    size_t at = hk_slice_find(*text, '@');
    if (at == SIZE_MAX || at == 0 || !is_letter(text->ptr[0]))
        return false;
    for (size_t i = 1; i < at; i++) {
        char c = text->ptr[i];
        if (!is_letter(c) && !(c >= '0' && c <= '9') && c != '-')
            return false;
    }
    *text = hk_slice_from(*text, at + 1);
    return true;
}

/* Whether @path, cleaned, begins with "..". */
static bool
leaves_repository(struct hk_slice path)
{
    size_t depth = 0;
    while (path.len > 0) {
        size_t len = hk_slice_find(path, '/');
        struct hk_slice part = hk_slice_head(path, len);
        path = len == SIZE_MAX ? hk_slice(NULL, 0) : hk_slice_from(path, len + 1);
        if (part.len == 0 || hk_slice_eq(part, HK_S(".")))
            continue;
        if (!hk_slice_eq(part, HK_S("..")))
            depth++;
        else if (depth-- == 0)
            return true;
    }
    return false;
}

/* Splits what follows the host into repository and directory, and judges both. @segments: how
 * many parts name the repository when nothing marks its end; 0 for all. */
static bool
is_repository_path(struct hk_slice path, unsigned segments)
{
    size_t at = find_text(path, "_git/");
    size_t end; /* of the repository */
    if (at != SIZE_MAX) {
        size_t next = hk_slice_find(hk_slice_from(path, at + 5), '/');
        end = next == SIZE_MAX ? path.len : at + 5 + next;
    } else if ((at = find_text(path, "//")) != SIZE_MAX) {
        end = at;
    } else if ((at = find_text(path, ".git")) != SIZE_MAX) {
        end = at + 4;
    } else if (segments == 0) {
        end = path.len;
    } else {
        end = hk_slice_find(path, '/');
        if (end == SIZE_MAX)
            return false;
        size_t next = hk_slice_find(hk_slice_from(path, end + 1), '/');
        end = next == SIZE_MAX ? path.len : end + 1 + next;
    }
    return end > 0 && !leaves_repository(hk_slice_from(path, end));
}

/* Takes off the host and the '/' or (@scp) ':' after it; all of @text when there is neither. */
static bool
take_host(struct hk_slice *text, bool scp)
{
    size_t at = hk_slice_find(*text, '/');
    size_t colon = hk_slice_find(*text, ':');
    if (scp && (at == SIZE_MAX || (colon > 0 && colon < at)))
        at = colon;
    bool found = text->len > 0;
    *text = hk_slice_from(*text, at == SIZE_MAX ? text->len : at + 1);
    return found;
}

bool
hk_remote_is_repository(struct hk_slice entry)
{
    if (entry.len == 0 || entry.ptr[0] == '/')
        return false;
    struct hk_slice text = hk_slice_head(entry, hk_slice_find(entry, '?'));
    (void)take_prefix(&text, "git::");
    if (take_prefix(&text, "file://"))
        return is_repository_path(text, 0);
    bool scheme = take_prefix(&text, "ssh://") || take_prefix(&text, "https://") ||
                  take_prefix(&text, "http://");
    bool user = take_user(&text);
    bool github = has_prefix(text, "github.com/") || has_prefix(text, "github.com:");
    if (!scheme && !user && !github)
        return false;
    return take_host(&text, !scheme) && is_repository_path(text, 2);
}
