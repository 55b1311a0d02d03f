/* SPDX-License-Identifier: Apache-2.0 */
#include "reach.h"

#include "../base/index.h"
#include "../base/path.h"
#include "../load/remote.h"

struct reach {
    struct hk_env *env;
    struct hk_files *files;
    const struct hk_other_files *others;
    const struct hk_loader *top;
    struct hk_index *by_dir; /* of the directories that were entered */
    HK_VEC(struct hk_slice) entered;
    bool is_plain; /* so far: a render is not needed to tell */
};

static void enter(struct reach *reach, struct hk_slice dir, uint32_t depth);

/* ---- Entries ----------------------------------------------------------------------------- */

static void
note_text(struct reach *reach, struct hk_slice dir, struct hk_slice text)
{
    if (hk_remote_is_url(text))
        reach->is_plain = false;
    else if (text.len)
        hk_files_note(reach->files, hk_path_resolve(reach->env->arena, dir, text));
}

/* Texts that hold something inline are noted as paths, too: a render may try them. */
static void
note_all(struct reach *reach, struct hk_slice dir, const struct hk_strs *entries)
{
    for (uint32_t i = 0; i < entries->n; i++)
        note_text(reach, dir, entries->items[i].text);
}

/* Each [KEY=]PATH. */
static void
note_sources(struct reach *reach, struct hk_slice dir, const struct hk_strs *entries)
{
    for (uint32_t i = 0; i < entries->n; i++) {
        struct hk_slice text = entries->items[i].text;
        size_t equals = hk_slice_find(text, '=');
        note_text(reach, dir, text);
        if (equals != SIZE_MAX)
            note_text(reach, dir, hk_slice_from(text, equals + 1));
    }
}

/* Entries that may be directories of their own. */
static void
follow(struct reach *reach, struct hk_slice dir, const struct hk_strs *entries, uint32_t depth)
{
    struct hk_remote remote;
    for (uint32_t i = 0; i < entries->n && reach->is_plain; i++) {
        struct hk_slice text = entries->items[i].text;
        struct hk_slice canonical;
        if (hk_remote_is_url(text) || hk_remote_parse_repository(reach->env->arena, text, &remote))
            reach->is_plain = false;
        else if (text.len &&
                 hk_files_peek(reach->files, hk_path_resolve(reach->env->arena, dir, text),
                               &canonical) == HKR_FS_DIRECTORY)
            enter(reach, canonical, depth + 1);
    }
}

/* ---- Kustomizations ---------------------------------------------------------------------- */

static void
note_generators(struct reach *reach, struct hk_slice dir, const struct hk_generator_spec *specs,
                uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        note_all(reach, dir, &specs[i].envs);
        note_sources(reach, dir, &specs[i].files);
    }
}

static void
note_patches(struct reach *reach, struct hk_slice dir, const struct hk_patch_spec *specs,
             uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        note_text(reach, dir, specs[i].path.text);
}

/* All fields that name files. */
static void
note_fields(struct reach *reach, const struct hk_kustomization *kust)
{
    struct hk_slice dir = kust->dir;
    note_all(reach, dir, &kust->configurations);
    note_all(reach, dir, &kust->crds);
    note_text(reach, dir, kust->openapi_path.text);
    note_patches(reach, dir, kust->patches.items, kust->patches.n);
    note_patches(reach, dir, kust->patches_json6902.items, kust->patches_json6902.n);
    note_all(reach, dir, &kust->patches_strategic_merge);
    for (uint32_t i = 0; i < kust->replacements.n; i++)
        note_text(reach, dir, kust->replacements.items[i].path.text);
    note_generators(reach, dir, kust->config_maps.items, kust->config_maps.n);
    note_generators(reach, dir, kust->secrets.items, kust->secrets.n);
}

/* What these read, or the programs that they start, stands in files of their own. */
static bool
is_plain(const struct hk_kustomization *kust)
{
    return !kust->generators.n && !kust->transformers.n && !kust->validators.n &&
           !kust->helm_charts.n;
}

/* False when the directory @dir was entered before. */
static bool
mark_entered(struct reach *reach, struct hk_slice dir)
{
    uint64_t hash = hk_hash_bytes(dir);
    for (uint32_t i = hk_index_first(reach->by_dir, hash); i != HK_INDEX_END;
         i = hk_index_next(reach->by_dir, i))
        if (hk_slice_eq(reach->entered.items[hk_index_value(reach->by_dir, i)], dir))
            return false;
    hk_index_add(reach->by_dir, hash, reach->entered.n);
    hk_vec_push(reach->env->arena, &reach->entered, dir);
    return true;
}

static void
enter(struct reach *reach, struct hk_slice dir, uint32_t depth)
{
    const struct hk_kustomization *kust = NULL;
    if (!mark_entered(reach, dir))
        return;
    struct hk_loader *loader = HK_NEW(reach->env->arena, struct hk_loader);
    *loader = *reach->top;
    loader->root = dir;
    if (depth > reach->env->limits->layers ||
        hk_loader_kustomization_like(loader, reach->others, &kust) != HKR_OK || !is_plain(kust)) {
        reach->is_plain = false;
        return;
    }
    note_fields(reach, kust);
    follow(reach, dir, &kust->resources, depth);
    follow(reach, dir, &kust->components, depth);
}

bool
hk_reach(struct hk_loader *loader, const struct hk_other_files *others)
{
    struct hk_env *env = loader->env;
    struct reach reach = {.env = env,
                          .files = loader->files,
                          .others = others,
                          .top = loader,
                          .by_dir = hk_index_new(env->arena, 0),
                          .is_plain = !loader->checkout};
    uint32_t n_diags = env->diags->list.n;
    if (reach.is_plain)
        enter(&reach, loader->root, 0);
    hk_diag_rewind(env->diags, n_diags);
    return reach.is_plain;
}
