/* SPDX-License-Identifier: Apache-2.0 */
/* Images: two ways to an image, and what all entries make of it, in one walk.
 *
 * kustomize takes the entries one after the other. For each it first searches the whole object
 * for lists called containers or initContainers, then follows the field specs. So an image that
 * both ways lead to is rewritten twice by each entry, which shows with tagSuffix. Here the
 * search counts for each image how often field specs lead to it, applies all entries at once,
 * and remembers what became of which text. */
#include "steps.h"

#include "base/index.h"
#include "image_name.h"

struct outcome { /* of all entries on one text */
    struct hk_slice before;
    uint32_t n_searched;
    uint32_t n_specs;
    struct hk_slice after;
    struct hk_place at; /* of the last entry that said something */
    bool matched;       /* an image that an entry matches is set anew, also when it says the same */
};

struct images {
    struct hk_env *env;
    const struct hk_fieldspecs *specs;
    struct hk_image_rule *rules;
    uint32_t n_rules;
    uint32_t n_hints;
    struct hk_index *known; /* hash of text and counts -> outcomes */
    HK_VEC(struct outcome) outcomes;
    const struct hk_resource *res;
    HK_VEC(hk_sym) path; /* keys from the root to where the search stands */
};

/* Strict checks of an image that an entry matches, for the @round-th time. */
static void
remark_match(struct images *images, const struct hk_image_rule *rule, struct hk_slice image,
             uint32_t round)
{
    struct hk_diags *diags = images->env->diags;
    const struct hk_str *name = &rule->spec->name;
    const struct hk_str *suffix = &rule->spec->tag_suffix;
    if (!diags->policy)
        return;
    if (!rule->is_plain || !hk_slice_starts(image, name->text)) {
        hk_diag_remark(diags, HK_D_IMAGE_PATTERN, name->at,
                       "this name is a regular expression, by which it matches '%" PRSLICE "'",
                       ARGSLICE(image));
        hk_diag_mend(diags, "put a backslash before each character that is not to mean anything "
                            "but itself");
    }
    if (round && suffix->text.len && !rule->spec->new_tag.text.len &&
        !rule->spec->digest.text.len) {
        hk_diag_remark(diags, HK_D_TAG_SUFFIX_TWICE, suffix->at,
                       "this suffix is added twice to the tag of '%" PRSLICE "'", ARGSLICE(image));
        hk_diag_mend(diags, "give the whole tag with `newTag`");
    }
}

static enum hkr_status
apply_rules(struct images *images, struct outcome *outcome)
{
    outcome->after = outcome->before;
    for (uint32_t i = 0; i < images->n_rules; i++) {
        struct hk_image_rule *rule = &images->rules[i];
        for (uint32_t round = 0; round < outcome->n_searched + outcome->n_specs; round++) {
            bool matches;
            enum hkr_status status =
                hk_image_rule_matches(images->env, rule, outcome->after, &matches);
            if (status != HKR_OK)
                return status;
            if (!matches)
                break;
            remark_match(images, rule, outcome->after, round);
            rule->was_used = true;
            outcome->matched = true;
            outcome->after = hk_image_rule_rewrite(images->env, rule, outcome->after);
            outcome->at = rule->spec->at;
        }
    }
    return HKR_OK;
}

static enum hkr_status
find_outcome(struct images *images, struct hk_slice text, uint32_t n_searched, uint32_t n_specs,
             struct outcome *ret_outcome)
{
    uint64_t hash = hk_hash_mix(hk_hash_bytes(text), n_searched * 64u + n_specs);
    for (uint32_t i = hk_index_first(images->known, hash); i != HK_INDEX_END;
         i = hk_index_next(images->known, i)) {
        const struct outcome *known = &images->outcomes.items[hk_index_value(images->known, i)];
        if (hk_slice_eq(known->before, text) && known->n_searched == n_searched &&
            known->n_specs == n_specs) {
            *ret_outcome = *known;
            return HKR_OK;
        }
    }
    struct outcome outcome = {.before = text, .n_searched = n_searched, .n_specs = n_specs};
    enum hkr_status status = apply_rules(images, &outcome);
    if (status != HKR_OK)
        return status;
    hk_index_add(images->known, hash, images->outcomes.n);
    hk_vec_push(images->env->arena, &images->outcomes, outcome);
    *ret_outcome = outcome;
    return HKR_OK;
}

static enum hkr_status
update_image(struct images *images, uint32_t n_searched, uint32_t n_specs, struct hk_node **slot)
{
    struct outcome outcome;
    if ((*slot)->kind != HK_SCALAR)
        return hk_transform_wrong_kind(images->env, *slot, "a single value");
    enum hkr_status status =
        find_outcome(images, hk_node_text(*slot), n_searched, n_specs, &outcome);
    if (status != HKR_OK || !outcome.matched)
        return status;
    bool same = hk_slice_eq(outcome.after, outcome.before);
    if (!same || !((*slot)->flags & HK_NODE_UNTAGGED))
        *slot = hk_edit_text(images->env, *slot, outcome.after, HK_TAG_NONE,
                             same ? HK_NOWHERE : outcome.at);
    return status;
}

static bool
is_containers(hk_sym key)
{
    return key == HK_SYM_containers || key == HK_SYM_initContainers;
}

/* Rows that lead to images which the search finds as well. */
static bool
is_searched_row(const struct hk_fieldspec *spec)
{
    const struct hk_fieldpath *path = &spec->path;
    return path->n_steps >= 2 && path->steps[path->n_steps - 1].key == HK_SYM_image &&
           is_containers(path->steps[path->n_steps - 2].key);
}

/* How many rows lead to the images of the containers where the search stands. *ret_is_list: a
 * row says that a list belongs there. */
static uint32_t
count_rows(const struct images *images, bool *ret_is_list)
{
    uint32_t n = 0;
    *ret_is_list = false;
    for (uint32_t i = 0; i < images->specs->n; i++) {
        const struct hk_fieldspec *spec = &images->specs->items[i];
        if (spec->path.n_steps != images->path.n + 1 || !is_searched_row(spec) ||
            !hk_gvk_selects(spec->gvk, images->res->id.gvk))
            continue;
        uint32_t same = 0;
        while (same < images->path.n && spec->path.steps[same].key == images->path.items[same])
            same++;
        if (same < images->path.n)
            continue;
        n++;
        *ret_is_list |= spec->path.steps[same - 1].is_seq;
    }
    return n;
}

static enum hkr_status
update_member(struct images *images, uint32_t n_searched, uint32_t n_specs, struct hk_node **slot)
{
    struct hk_node *image = hk_map_get(*slot, HK_SYM_image);
    if (!image)
        return HKR_OK;
    enum hkr_status status = update_image(images, n_searched, n_specs, &image);
    if (status == HKR_OK)
        *slot = hk_edit_set(images->env, *slot, HK_SYM_image, image);
    return status;
}

/* @slot is what stands under a key called containers or initContainers. */
static enum hkr_status
update_containers(struct images *images, struct hk_node **slot)
{
    bool is_list;
    uint32_t n_specs = count_rows(images, &is_list);
    if (hk_node_is_null(*slot) && is_list)
        *slot = hk_node_seq(images->env, hk_node_place(*slot));
    if ((*slot)->kind == HK_MAP)
        return update_member(images, 0, n_specs, slot);
    if ((*slot)->kind != HK_SEQ)
        return HKR_OK;
    for (uint32_t i = 0; i < (*slot)->n; i++) {
        struct hk_node *container = (*slot)->items[i];
        if (hk_node_is_null(container))
            continue;
        if (container->kind != HK_MAP)
            return hk_transform_wrong_kind(images->env, container, "a map");
        enum hkr_status status = update_member(images, 1, n_specs, &container);
        if (status != HKR_OK)
            return status;
        *slot = hk_edit_set_item(images->env, *slot, i, container);
    }
    return HKR_OK;
}

/* kustomize's search through the whole object: the one walk that follows no path. */
static enum hkr_status
search(struct images *images, uint32_t depth, struct hk_node **slot)
{
    enum hkr_status status = HKR_OK;
    if (depth > images->env->limits->depth)
        hk_heap_throw(hk_arena_heap(images->env->arena), HKR_E_LIMIT);
    bool is_map = (*slot)->kind == HK_MAP;
    for (uint32_t i = 0; status == HKR_OK && i < (*slot)->n; i++) {
        struct hk_node *child = is_map ? (*slot)->pairs[i].value : (*slot)->items[i];
        hk_sym key = is_map ? (*slot)->pairs[i].key : HK_SYM_EMPTY;
        if (child->kind == HK_SCALAR && !is_containers(key))
            continue;
        if (is_map)
            hk_vec_push(images->env->arena, &images->path, key);
        if (child->kind != HK_SCALAR)
            status = search(images, depth + 1, &child);
        if (status == HKR_OK && is_containers(key))
            status = update_containers(images, &child);
        if (is_map)
            images->path.n--;
        if (status == HKR_OK)
            *slot = is_map ? hk_edit_set_at(images->env, *slot, i, child)
                           : hk_edit_set_item(images->env, *slot, i, child);
    }
    return status;
}

static enum hkr_status
update_by_row(struct hk_env *env, void *user, struct hk_node **slot)
{
    (void)env;
    return update_image(user, 0, 1, slot);
}

static enum hkr_status
transform_one(struct images *images, struct hk_resource *res)
{
    images->res = res;
    uint32_t n_diags = images->env->diags->list.n;
    enum hkr_status status = search(images, 0, &res->root);
    if (status != HKR_OK && images->env->diags->list.n > n_diags) {
        hk_resource_blame(images->env, res);
        if (images->env->diags->list.items[n_diags]->code == HK_D_FIELD_VALUE_KIND)
            hk_diag_mend(images->env->diags,
                         "with `images`, every list called containers or initContainers must "
                         "hold maps whose image is text");
    }
    for (uint32_t i = 0; status == HKR_OK && i < images->specs->n; i++)
        if (!is_searched_row(&images->specs->items[i]))
            status = hk_transform_apply_row(images->env, &images->specs->items[i], res, -1,
                                            update_by_row, images);
    return status;
}

#define HINTS_MAX 16 /* further entries that match nothing are told without a guess */

static void
remark_unused(struct images *images, const struct hk_str *name)
{
    struct hk_env *env = images->env;
    uint32_t n = images->n_hints++ < HINTS_MAX ? images->outcomes.n : 0;
    struct hk_slice *names = HK_NEW_ARRAY(env->arena, n, struct hk_slice);
    for (uint32_t i = 0; i < n; i++)
        names[i] = hk_image_name(images->outcomes.items[i].before);
    struct hk_slice near = hk_diag_nearest(name->text, names, n);
    hk_diag_remark(env->diags, HK_D_IMAGE_UNUSED, name->at,
                   "no object of this layer has the image '%" PRSLICE "'", ARGSLICE(name->text));
    if (near.len)
        hk_diag_mend(env->diags, "did you mean '%" PRSLICE "'?", ARGSLICE(near));
    else
        hk_diag_mend(env->diags, "write the name as the objects have it, with its registry and "
                                 "without a tag; or remove the entry");
}

enum hkr_status
hk_transform_images(struct hk_transform_run *run)
{
    struct hk_env *env = run->env;
    uint32_t n_rules = run->kust->images.n;
    struct images images = {.env = env,
                            .specs = &run->config->images,
                            .rules = HK_NEW_ARRAY(env->arena, n_rules, struct hk_image_rule),
                            .n_rules = n_rules,
                            .known = hk_index_new(env->arena, 0)};
    for (uint32_t i = 0; i < n_rules; i++)
        images.rules[i] = hk_image_rule_make(&run->kust->images.items[i]);
    for (uint32_t i = 0; i < run->set->list.n; i++) {
        struct hk_resource *res = run->set->list.items[i];
        if (!res->root || res->id.gvk.kind == HK_SYM_CustomResourceDefinition)
            continue;
        enum hkr_status status = transform_one(&images, res);
        if (status != HKR_OK)
            return status;
    }
    for (uint32_t i = 0; i < n_rules; i++)
        run->wrote_anew = run->wrote_anew || images.rules[i].was_used;
    for (uint32_t i = 0; hk_diag_wants(env->diags, HK_D_IMAGE_UNUSED) && i < n_rules; i++)
        if (!images.rules[i].was_used)
            remark_unused(&images, &images.rules[i].spec->name);
    return HKR_OK;
}
