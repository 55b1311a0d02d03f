/* SPDX-License-Identifier: Apache-2.0 */
#include "remote.h"

#include "../base/path.h"

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

/* @text without the slashes at both ends. */
static struct hk_slice
trim_slashes(struct hk_slice text)
{
    while (text.len && text.ptr[0] == '/')
        text = hk_slice_from(text, 1);
    while (text.len && text.ptr[text.len - 1] == '/')
        text.len--;
    return text;
}

bool
hk_remote_is_url(struct hk_slice entry)
{
    if (!has_prefix(entry, "http:") && !has_prefix(entry, "https:"))
        return false;
    for (size_t i = 0; i < entry.len; i++) /* no URL to kustomize: inline text, most likely */
        if ((unsigned char)entry.ptr[i] < 0x20 || entry.ptr[i] == 0x7f)
            return false;
    return true;
}

/* ---- The query -------------------------------------------------------------------------- */

static int
hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* Undoes the escapes of a part of a query. False when one is malformed. */
static bool
unescape(struct hk_arena *arena, struct hk_slice text, struct hk_slice *ret_text)
{
    char *out = hk_arena_alloc(arena, text.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '%') {
            int high = i + 2 < text.len ? hex_digit(text.ptr[i + 1]) : -1;
            int low = i + 2 < text.len ? hex_digit(text.ptr[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+') {
            c = ' ';
        }
        out[n++] = c;
    }
    *ret_text = hk_slice(out, n);
    return true;
}

/* The ref that @query asks for: the first `ref`, or when that is empty the first `version`. A query
 * with any malformed part says nothing. */
static struct hk_slice
ref_of_query(struct hk_arena *arena, struct hk_slice query)
{
    struct hk_slice values[2] = {{NULL, 0}, {NULL, 0}};
    bool found[2] = {false, false};
    while (query.len > 0) {
        size_t end = hk_slice_find(query, '&');
        struct hk_slice part = hk_slice_head(query, end);
        query = end == SIZE_MAX ? hk_slice(NULL, 0) : hk_slice_from(query, end + 1);
        size_t equals = hk_slice_find(part, '=');
        struct hk_slice name, value = hk_slice(NULL, 0);
        if (hk_slice_find(part, ';') != SIZE_MAX ||
            !unescape(arena, hk_slice_head(part, equals), &name) ||
            (equals != SIZE_MAX && !unescape(arena, hk_slice_from(part, equals + 1), &value)))
            return hk_slice(NULL, 0);
        size_t which = hk_slice_eq(name, HK_S("ref"))       ? 0
                       : hk_slice_eq(name, HK_S("version")) ? 1
                                                            : 2;
        if (which < 2 && !found[which]) {
            found[which] = true;
            values[which] = value;
        }
    }
    return values[0].len ? values[0] : values[1];
}

/* ---- Repositories ----------------------------------------------------------------------- */

/* The part of a repository's URL before its path. */
struct host {
    const char *scheme;   /* "https://", or "" */
    struct hk_slice user; /* with its '@' */
    struct hk_slice name; /* with the '/' or ':' after it */
};

/* The length of "user@" at the start of @text; user is a letter, then letters, digits and dashes.
 */
static size_t
user_length(struct hk_slice text)
{
    size_t at = hk_slice_find(text, '@');
    if (at == SIZE_MAX || at == 0 || !is_letter(text.ptr[0]))
        return 0;
    for (size_t i = 1; i < at; i++) {
        char c = text.ptr[i];
        if (!is_letter(c) && !(c >= '0' && c <= '9') && c != '-')
            return 0;
    }
    return at + 1;
}

/* Takes the host off @text, which goes on with the path. False when kustomize sees none. */
static bool
take_host(struct hk_slice *text, struct host *ret_host)
{
    static const char *const schemes[] = {"ssh://", "https://", "http://", "file://"};
    struct host host = {.scheme = ""};
    (void)take_prefix(text, "git::");
    for (size_t i = 0; !host.scheme[0] && i < HK_COUNT(schemes); i++)
        if (take_prefix(text, schemes[i]))
            host.scheme = schemes[i];
    if (strcmp(host.scheme, "file://") == 0) {
        *ret_host = host;
        return true;
    }
    host.user = hk_slice_head(*text, user_length(*text));
    *text = hk_slice_from(*text, host.user.len);
    bool github = has_prefix(*text, "github.com/") || has_prefix(*text, "github.com:");
    bool scp = !host.scheme[0] && (host.user.len || github);
    if (!host.scheme[0] && !scp)
        return false;
    size_t end = hk_slice_find(*text, '/');
    size_t colon = hk_slice_find(*text, ':');
    if (scp && (end == SIZE_MAX || (colon > 0 && colon < end)))
        end = colon;
    host.name = hk_slice_head(*text, end == SIZE_MAX ? SIZE_MAX : end + 1);
    *text = hk_slice_from(*text, host.name.len);
    if (github) {
        bool ssh = strcmp(host.scheme, "ssh://") == 0 || host.user.len;
        host.scheme = ssh ? "" : "https://";
        host.name = ssh ? HK_S("github.com:") : HK_S("github.com/");
    }
    *ret_host = host;
    return host.name.len > 0;
}

/* Splits the @path of a URL into repository and directory. @segments: how many parts name the
 * repository when nothing marks its end; 0 for all. */
static bool
split_path(struct hk_slice path, unsigned segments, struct hk_slice *ret_repo,
           struct hk_slice *ret_dir)
{
    size_t at = find_text(path, "_git/");
    size_t end, skip = 0; /* of the repository; bytes that separate it from the directory */
    if (at != SIZE_MAX) {
        size_t next = hk_slice_find(hk_slice_from(path, at + 5), '/');
        end = next == SIZE_MAX ? path.len : at + 5 + next;
        skip = 1;
    } else if ((at = find_text(path, "//")) != SIZE_MAX) {
        end = at;
        skip = 2;
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
        skip = 1;
    }
    *ret_repo = hk_slice_head(path, end);
    struct hk_slice dir = hk_slice_from(path, end + skip);
    *ret_dir = dir.len && dir.ptr[0] == '/' ? hk_slice_from(dir, 1) : dir;
    return end > 0;
}

/* "GitHub.com:" is "github.com". */
static struct hk_slice
canonical_host(struct hk_arena *arena, struct hk_slice name)
{
    while (name.len && (name.ptr[name.len - 1] == '/' || name.ptr[name.len - 1] == ':'))
        name.len--;
    char *lower = hk_arena_strdup(arena, name);
    for (size_t i = 0; i < name.len; i++)
        if (lower[i] >= 'A' && lower[i] <= 'Z')
            lower[i] = (char)(lower[i] - 'A' + 'a');
    return hk_slice(lower, name.len);
}

/* @path, cleaned, behind @before; it can not climb out of it. */
static struct hk_slice
key_below(struct hk_arena *arena, struct hk_slice before, struct hk_slice path)
{
    struct hk_slice clean = hk_path_resolve(arena, HK_S("/"), trim_slashes(path));
    return clean.len == 1 ? before : hk_arena_concat(arena, before, clean);
}

/* "https://github.com/", "git@github.com:". */
static struct hk_slice
host_text(struct hk_arena *arena, const struct host *host)
{
    struct hk_slice text = hk_arena_concat(arena, hk_slice_cstr(host->scheme), host->user);
    return hk_arena_concat(arena, text, host->name);
}

bool
hk_remote_parse_repository(struct hk_arena *arena, struct hk_slice entry,
                           struct hk_remote *ret_remote)
{
    struct host host;
    struct hk_slice repo, dir;
    if (entry.len == 0 || entry.ptr[0] == '/')
        return false;
    size_t question = hk_slice_find(entry, '?');
    struct hk_slice text = hk_slice_head(entry, question);
    if (!take_host(&text, &host))
        return false;
    bool local = strcmp(host.scheme, "file://") == 0;
    if (!split_path(text, local ? 0 : 2, &repo, &dir))
        return false;
    struct hk_slice clean = hk_path_clean(arena, dir);
    if (hk_slice_eq(clean, HK_S("..")) || hk_slice_starts(clean, HK_S("../")))
        return false;
    struct hk_slice name = trim_slashes(repo);
    if (hk_slice_ends(name, HK_S(".git")))
        name.len -= 4;
    struct hk_slice key = local ? HK_S("file:") : canonical_host(arena, host.name);
    key = key_below(arena, key, name);
    *ret_remote = (struct hk_remote){
        .text = entry,
        .n_key_repo = key.len,
        .key = key_below(arena, key, dir),
        .clone = hk_arena_concat(arena, host_text(arena, &host), repo),
        .repo = repo,
        .path = dir,
        .ref = question == SIZE_MAX ? hk_slice(NULL, 0)
                                    : ref_of_query(arena, hk_slice_from(entry, question + 1)),
    };
    return true;
}

void
hk_remote_parse_url(struct hk_arena *arena, struct hk_slice entry, struct hk_remote *ret_remote)
{
    size_t question = hk_slice_find(entry, '?');
    struct hk_slice text = hk_slice_head(entry, question);
    text = hk_slice_head(text, hk_slice_find(text, '#'));
    if (!take_prefix(&text, "https:"))
        (void)take_prefix(&text, "http:");
    text = trim_slashes(text);
    size_t slash = hk_slice_find(text, '/');
    struct hk_slice host = hk_slice_head(text, slash);
    size_t at = hk_slice_find(host, '@');
    host = at == SIZE_MAX ? host : hk_slice_from(host, at + 1);
    struct hk_slice key = canonical_host(arena, host);
    struct hk_slice path = slash == SIZE_MAX ? hk_slice(NULL, 0) : hk_slice_from(text, slash);
    *ret_remote = (struct hk_remote){
        .text = entry,
        .key = key_below(arena, key, path),
        .ref = question == SIZE_MAX ? hk_slice(NULL, 0)
                                    : ref_of_query(arena, hk_slice_from(entry, question + 1)),
    };
}

bool
hk_remote_parse_prefix(struct hk_arena *arena, struct hk_slice text, struct hk_remote *ret_remote)
{
    struct host host;
    if (hk_remote_parse_repository(arena, text, ret_remote))
        return true;
    size_t question = hk_slice_find(text, '?');
    struct hk_slice rest = hk_slice_head(text, question);
    if (text.len == 0 || text.ptr[0] == '/' || !take_host(&rest, &host) || host.name.len < 2)
        return false;
    *ret_remote = (struct hk_remote){
        .text = text,
        .key = key_below(arena, canonical_host(arena, host.name), rest),
        .ref = question == SIZE_MAX ? hk_slice(NULL, 0)
                                    : ref_of_query(arena, hk_slice_from(text, question + 1)),
    };
    return true;
}
