/* SPDX-License-Identifier: Apache-2.0 */
#include "notes.h"

enum note {
    NOTE_NAMES,
    NOTE_NAMESPACES,
    NOTE_KINDS,
    NOTE_PREFIXES,
    NOTE_SUFFIXES,
    NOTE_HASH,
    NOTE_BEHAVIOR,
    NOTE_NAME_CHANGE,
    NOTE_KIND_CHANGE,
    NOTE_HELM
};

const hk_sym hk_notes_keys[HK_NOTES_MAX] = {
    [NOTE_NAMES] = HK_SYM_internal_previousNames,
    [NOTE_NAMESPACES] = HK_SYM_internal_previousNamespaces,
    [NOTE_KINDS] = HK_SYM_internal_previousKinds,
    [NOTE_PREFIXES] = HK_SYM_internal_prefixes,
    [NOTE_SUFFIXES] = HK_SYM_internal_suffixes,
    [NOTE_HASH] = HK_SYM_internal_needsHashSuffix,
    [NOTE_BEHAVIOR] = HK_SYM_internal_generatorBehavior,
    [NOTE_NAME_CHANGE] = HK_SYM_internal_allowNameChange,
    [NOTE_KIND_CHANGE] = HK_SYM_internal_allowKindChange,
    [NOTE_HELM] = HK_SYM_internal_helm_generated,
};

static struct hk_slice
flag(bool up, struct hk_slice text)
{
    return up ? text : HK_S("");
}

static struct hk_slice
behavior_text(enum hk_behavior behavior)
{
    static const struct hk_slice texts[] = {
        [HK_BEHAVIOR_NONE] = HK_S_INIT(""),
        [HK_BEHAVIOR_UNSPECIFIED] = HK_S_INIT("unspecified"),
        [HK_BEHAVIOR_CREATE] = HK_S_INIT("create"),
        [HK_BEHAVIOR_REPLACE] = HK_S_INIT("replace"),
        [HK_BEHAVIOR_MERGE] = HK_S_INIT("merge"),
    };
    return texts[behavior];
}

static hk_sym
item(const struct hk_resource *res, enum note note, uint32_t i)
{
    return note == NOTE_PREFIXES     ? res->prefixes.items[i]
           : note == NOTE_SUFFIXES   ? res->suffixes.items[i]
           : note == NOTE_NAMES      ? res->prev.items[i].name
           : note == NOTE_NAMESPACES ? res->prev.items[i].ns
                                     : res->prev.items[i].kind;
}

/* A list with commas between. */
static struct hk_slice
list_text(struct hk_env *env, const struct hk_resource *res, enum note note)
{
    uint32_t n = note == NOTE_PREFIXES   ? res->prefixes.n
                 : note == NOTE_SUFFIXES ? res->suffixes.n
                                         : res->prev.n;
    size_t len = 0;
    for (uint32_t i = 0; i < n; i++)
        len += hk_env_text(env, item(res, note, i)).len + 1;
    char *text = hk_arena_alloc(env->arena, len);
    size_t at = 0;
    for (uint32_t i = 0; i < n; i++) {
        struct hk_slice part = hk_env_text(env, item(res, note, i));
        if (i)
            text[at++] = ',';
        memcpy(text + at, part.ptr, part.len);
        at += part.len;
    }
    return hk_slice(text, at);
}

struct hk_slice
hk_notes_text(struct hk_env *env, const struct hk_resource *res, size_t i)
{
    switch ((enum note)i) {
    case NOTE_HASH:
        return flag(res->needs_hash, HK_S("enabled"));
    case NOTE_BEHAVIOR:
        return behavior_text(res->behavior);
    case NOTE_NAME_CHANGE:
        return flag(res->allow_name_change, HK_S("enabled"));
    case NOTE_KIND_CHANGE:
        return flag(res->allow_kind_change, HK_S("enabled"));
    case NOTE_HELM:
        return flag(res->helm_generated, HK_S("true"));
    case NOTE_NAMES:
    case NOTE_NAMESPACES:
    case NOTE_KINDS:
    case NOTE_PREFIXES:
    case NOTE_SUFFIXES:
        break;
    }
    return list_text(env, res, (enum note)i);
}
