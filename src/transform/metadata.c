/* SPDX-License-Identifier: Apache-2.0 */
/* Labels and annotations: the same pairs put into a map at several places of each object. */
#include "steps.h"

#include "../res/trace.h"
#include "tables.h"
#include "yaml/resolve.h"

/* One pair to set. When a resource has more than one place for it, kustomize puts one and the
 * same node at all places that have no such key yet: a cell. Its style is a bycatch there: it is
 * that of the last place that had the key. */
struct pair {
    hk_sym key;
    struct hk_slice text;
    struct hk_place at;
    bool is_misread;        /* YAML 1.1 takes the plain text for something else than a string */
    struct hk_node *shared; /* for resources with one place; immutable */
    struct hk_node *cell;   /* for the resource at hand; NULL until it is needed */
};

struct step {
    struct hk_resource *res;
    struct pair *pairs;
    uint32_t n;
    bool use_cells;
    bool is_tracked; /* metadata.annotations is written anew after each transformer */
};

static struct hk_node *
new_node(struct hk_env *env, const struct pair *pair)
{
    return hk_node_scalar(env, pair->text, HK_TAG_STR, pair->is_misread ? HK_DOUBLE : HK_PLAIN,
                          pair->at);
}

static struct hk_node *
node_to_add(struct hk_env *env, struct step *step, struct pair *pair)
{
    if (!step->use_cells) {
        if (!pair->shared) {
            pair->shared = new_node(env, pair);
            pair->shared->owner = 0;
        }
        return pair->shared;
    }
    if (!pair->cell) {
        pair->cell = new_node(env, pair);
        pair->cell->flags |= HK_NODE_CELL;
        step->res->has_cells = true;
    }
    if (pair->is_misread && pair->cell->style == HK_PLAIN)
        pair->cell->style = HK_DOUBLE;
    return pair->cell;
}

static void
remark_overwritten(struct hk_env *env, const struct pair *pair, const struct hk_pair *old)
{
    if (!hk_diag_wants(env->diags, HK_D_LABEL_OVERWRITTEN))
        return;
    hk_diag_remark(env->diags, HK_D_LABEL_OVERWRITTEN, pair->at,
                   "this overwrites another value of '%" PRSLICE "'",
                   ARGSLICE(hk_env_text(env, pair->key)));
    hk_diag_mend(env->diags, "use another key, or take it out of one of the two");
    hk_diag_related(env->diags, hk_node_place(old->value), "the value that is overwritten");
}

static struct hk_node *
set_pair(struct hk_env *env, struct step *step, struct pair *pair, struct hk_node *map)
{
    const struct hk_pair *old = hk_map_find(map, pair->key);
    if (!old)
        return hk_edit_append_pair(env, map, hk_edit_pair(pair->key, node_to_add(env, step, pair)));
    if (old->value == pair->cell)
        return map;
    if (pair->cell)
        pair->cell->style = old->value->style;
    if (old->value->kind == HK_SCALAR && hk_node_type(old->value) == HK_TAG_STR &&
        hk_slice_eq(hk_node_text(old->value), pair->text))
        return map;
    remark_overwritten(env, pair, old);
    struct hk_node *value = old->value->kind == HK_SCALAR
                                ? hk_edit_text(env, old->value, pair->text, HK_TAG_STR, pair->at)
                                : new_node(env, pair);
    return hk_edit_set_at(env, map, (uint32_t)(old - map->pairs), value);
}

/* The map at *@slot receives all pairs. */
static enum hkr_status
set_pairs(struct hk_env *env, void *user, struct hk_node **slot)
{
    struct step *step = user;
    if (hk_node_is_null(*slot))
        return HKR_OK;
    if ((*slot)->kind != HK_MAP)
        return hk_transform_wrong_kind(env, *slot, "a map");
    uint32_t n_missing = 0;
    for (uint32_t i = 0; i < step->n; i++)
        n_missing += hk_map_find(*slot, step->pairs[i].key) == NULL;
    if (n_missing)
        *slot = hk_edit_own_with_room(env, *slot, n_missing);
    for (uint32_t i = 0; i < step->n; i++)
        *slot = set_pair(env, step, &step->pairs[i], *slot);
    return HKR_OK;
}

/* Whether more than one place of @res may receive the pairs. */
static bool
has_many_places(const struct hk_fieldspecs *specs, const struct hk_resource *res)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < specs->n; i++)
        if (hk_gvk_selects(specs->items[i].gvk, res->id.gvk))
            n += specs->items[i].path.n_steps > 2 ? 2 : 1;
    return n > 1;
}

static bool
is_metadata_annotations(const struct hk_fieldspec *spec)
{
    return hk_slice_eq(spec->path.text, HK_S("metadata/annotations"));
}

static enum hkr_status
transform_one(struct hk_env *env, const struct hk_fieldspecs *specs, struct step *step)
{
    bool many = has_many_places(specs, step->res);
    for (uint32_t i = 0; i < step->n; i++)
        step->pairs[i].cell = NULL;
    for (uint32_t i = 0; i < specs->n; i++) {
        step->use_cells = many && !(step->is_tracked && is_metadata_annotations(&specs->items[i]));
        enum hkr_status status =
            hk_transform_apply_row(env, &specs->items[i], step->res, HK_MAP, set_pairs, step);
        if (status != HKR_OK)
            return status;
    }
    return HKR_OK;
}

/* Puts @map at all places that @specs name. */
static enum hkr_status
transform_all(struct hk_transform_run *run, const struct hk_str_map *map,
              const struct hk_fieldspecs *specs)
{
    struct hk_env *env = run->env;
    struct step step = {.pairs = HK_NEW_ARRAY(env->arena, map->n, struct pair),
                        .n = map->n,
                        .is_tracked = run->after != NULL};
    for (uint32_t i = 0; i < map->n; i++)
        step.pairs[i] = (struct pair){.key = hk_env_sym(env, map->items[i].key.text),
                                      .text = map->items[i].value.text,
                                      .at = map->items[i].value.at,
                                      .is_misread = hk_resolve_misread(map->items[i].value.text)};
    for (uint32_t i = 0; map->n && i < run->set->list.n; i++) {
        step.res = run->set->list.items[i];
        if (!step.res->root)
            continue;
        enum hkr_status status = transform_one(env, specs, &step);
        hk_trace_object(env, step.res);
        if (status != HKR_OK)
            return status;
    }
    return HKR_OK;
}

/* The rows of one entry of `labels`. */
static enum hkr_status
rows_of_entry(struct hk_env *env, const struct hk_label_spec *entry,
              const struct hk_transform_config *config, struct hk_fieldspecs *ret_specs)
{
    struct hk_fieldspecs specs = {0};
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < entry->fields.n; i++)
        hk_fieldspecs_add(env, &specs, entry->fields.items[i]); /* as they stand */
    status = hk_transform_merge_rows(env, &specs, &config->labels);
    if (status == HKR_OK && entry->include_selectors)
        status = hk_transform_merge_rows(env, &specs, &config->common_labels);
    if (status == HKR_OK && !entry->include_selectors && entry->include_templates)
        status = hk_transform_merge_rows(env, &specs, &config->template_labels);
    if (status == HKR_OK && !entry->include_selectors)
        status = hk_transform_merge_row(env, &specs, &hk_transform_metadata_labels);
    if (status == HKR_OK)
        *ret_specs = specs;
    return status;
}

enum hkr_status
hk_transform_labels(struct hk_transform_run *run)
{
    for (uint32_t i = 0; i < run->kust->labels.n; i++) {
        const struct hk_label_spec *entry = &run->kust->labels.items[i];
        struct hk_fieldspecs specs;
        enum hkr_status status = rows_of_entry(run->env, entry, run->config, &specs);
        hk_trace_entry(run->env, "labels", entry->at);
        if (status == HKR_OK)
            status = transform_all(run, &entry->pairs, &specs);
        if (status != HKR_OK)
            return status;
    }
    hk_trace_entry(run->env, "commonLabels", HK_NOWHERE);
    return transform_all(run, &run->kust->common_labels, &run->config->common_labels);
}

enum hkr_status
hk_transform_annotations(struct hk_transform_run *run)
{
    hk_trace_entry(run->env, "commonAnnotations", HK_NOWHERE);
    return transform_all(run, &run->kust->common_annotations, &run->config->common_annotations);
}
