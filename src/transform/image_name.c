/* SPDX-License-Identifier: Apache-2.0 */
#include "image_name.h"

static bool
is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* A pattern of characters that stand for themselves, and dots. */
static bool
is_plain(struct hk_slice name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!is_alnum(name.ptr[i]) && !memchr("_-/.:@", name.ptr[i], 6))
            return false;
    return true;
}

struct hk_image_rule
hk_image_rule_make(const struct hk_image_spec *spec)
{
    return (struct hk_image_rule){.spec = spec, .is_plain = is_plain(spec->name.text)};
}

static enum hkr_status
compile(struct hk_env *env, struct hk_image_rule *rule)
{
    const struct hk_str *name = &rule->spec->name;
    uint32_t n_diags = env->diags->list.n;
    struct hk_slice pattern = hk_arena_concat(env->arena, HK_S("^"), name->text);
    pattern = hk_arena_concat(env->arena, pattern,
                              HK_S("(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$"));
    enum hkr_status status = hk_regex_compile(env, pattern, false, name->at, &rule->regex);
    if (status != HKR_E_INPUT)
        return status;
    /* Better to show what stands in the file, if that alone is at fault. */
    const struct hk_regex *alone;
    hk_diag_rewind(env->diags, n_diags);
    status = hk_regex_compile(env, name->text, false, name->at, &alone);
    return status == HKR_OK ? hk_regex_compile(env, pattern, false, name->at, &rule->regex)
                            : status;
}

/* The offset behind the part of @image that plain @name stands for, or SIZE_MAX. A dot stands
 * for any character, as in the expression that the name is to kustomize. */
static size_t
match_name(struct hk_slice name, struct hk_slice image)
{
    size_t at = 0;
    for (size_t i = 0; i < name.len; i++) {
        if (at == image.len ||
            (name.ptr[i] == '.' ? image.ptr[at] == '\n' : image.ptr[at] != name.ptr[i]))
            return SIZE_MAX;
        at++;
        while (at < image.len && (image.ptr[at] & 0xC0) == 0x80)
            at++; /* the rest of one character in UTF-8 */
    }
    return at;
}

static size_t
skip_tag_chars(struct hk_slice image, size_t at)
{
    while (at < image.len && (is_alnum(image.ptr[at]) || memchr("_.{}-", image.ptr[at], 5)))
        at++;
    return at;
}

/* Whether @image goes on from @at with an optional tag and an optional digest, and ends. */
static bool
match_rest(struct hk_slice image, size_t at)
{
    if (at < image.len && image.ptr[at] == ':')
        at = skip_tag_chars(image, at + 1);
    if (hk_slice_starts(hk_slice_from(image, at), HK_S("@sha256:")))
        at = skip_tag_chars(image, at + 8);
    return at == image.len;
}

enum hkr_status
hk_image_rule_matches(struct hk_env *env, struct hk_image_rule *rule, struct hk_slice image,
                      bool *ret_matches)
{
    if (rule->is_plain) {
        size_t at = match_name(rule->spec->name.text, image);
        *ret_matches = at != SIZE_MAX && match_rest(image, at);
        return HKR_OK;
    }
    enum hkr_status status = rule->regex ? HKR_OK : compile(env, rule);
    return status == HKR_OK ? hk_regex_matches(env, rule->regex, image, ret_matches) : status;
}

struct image_parts {
    struct hk_slice name;
    struct hk_slice tag;
    struct hk_slice digest;
};

static struct image_parts
split(struct hk_slice image)
{
    size_t slash = hk_slice_find(image, '/');
    size_t from = slash == SIZE_MAX ? 0 : slash; /* a colon before it is that of a port */
    size_t at = hk_slice_find(hk_slice_from(image, from), '@');
    size_t colon = hk_slice_find(hk_slice_from(image, from), ':');
    struct image_parts parts = {.name = image};
    if (at != SIZE_MAX && at < colon) {
        parts.name = hk_slice_head(image, from + at);
        parts.digest = hk_slice_from(image, from + at + 1);
    } else if (colon != SIZE_MAX) {
        struct hk_slice rest = hk_slice_from(image, from + colon + 1);
        parts.name = hk_slice_head(image, from + colon);
        parts.tag = at == SIZE_MAX ? rest : hk_slice_head(rest, at - colon - 1);
        if (at != SIZE_MAX)
            parts.digest = hk_slice_from(rest, at - colon);
    }
    return parts;
}

struct hk_slice
hk_image_name(struct hk_slice image)
{
    return split(image).name;
}

struct hk_slice
hk_image_rule_rewrite(struct hk_env *env, const struct hk_image_rule *rule, struct hk_slice image)
{
    const struct hk_image_spec *spec = rule->spec;
    struct image_parts parts = split(image);
    if (spec->new_name.text.len)
        parts.name = spec->new_name.text;
    if (spec->new_tag.text.len || spec->digest.text.len) {
        parts.tag = spec->new_tag.text;
        parts.digest = spec->digest.text;
    } else if (spec->tag_suffix.text.len) {
        parts.tag = hk_arena_concat(env->arena, parts.tag, spec->tag_suffix.text);
        parts.digest = (struct hk_slice){0};
    }
    size_t len = parts.name.len + parts.tag.len + parts.digest.len + 2;
    char *text = hk_arena_alloc(env->arena, len);
    size_t n = 0;
    const struct {
        const char *sign;
        struct hk_slice part;
    } pieces[] = {{"", parts.name}, {":", parts.tag}, {"@", parts.digest}};
    for (size_t i = 0; i < HK_COUNT(pieces); i++) {
        if (!pieces[i].part.len)
            continue;
        if (*pieces[i].sign)
            text[n++] = *pieces[i].sign;
        memcpy(text + n, pieces[i].part.ptr, pieces[i].part.len);
        n += pieces[i].part.len;
    }
    return hk_slice(text, n);
}
