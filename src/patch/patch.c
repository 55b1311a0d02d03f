/* SPDX-License-Identifier: Apache-2.0 */
#include "../merge/merge.h"
#include "../res/factory.h"
#include "../res/notes.h"
#include "../res/trace.h"
#include "patchindex.h"
#include "patchset.h"

#define HINTS_MAX 16 /* further targets that select nothing are told without a guess */

/* One of the three steps, under way. */
struct run {
    struct hk_env *env;
    struct hk_resset *set;
    struct hk_patch_index index;
    bool ids_changed; /* since the step began: the set must be indexed again */
    uint32_t n_hints;
    HK_VEC(uint32_t) changed; /* positions, since the last check for equal ids */
};

static void
run_init(struct hk_env *env, struct hk_resset *set, uint32_t n_patches, struct run *run)
{
    *run = (struct run){.env = env, .set = set};
    hk_patch_index_init(env, set, n_patches, &run->index);
}

static void
run_end(struct run *run)
{
    hk_resset_drop_deleted(run->set);
    if (run->ids_changed)
        hk_resset_reindex(run->set);
}

/* Reads the id of the resource at @position anew after a patch. */
static void
note_ids(struct run *run, uint32_t position, bool always)
{
    struct hk_resource *res = run->set->list.items[position];
    struct hk_id before = res->id;
    hk_resource_refresh(run->env, res);
    if (!always && res->root && before.ns == res->id.ns && hk_id_eq(&before, &res->id))
        return;
    run->ids_changed = true;
    hk_vec_push(run->env->arena, &run->changed, position);
    hk_patch_index_update(&run->index, position);
}

/* What kustomize keeps in annotations goes when a patch takes the annotations away. */
static void
forget_state(struct hk_resource *res)
{
    memset(&res->prev, 0, sizeof res->prev);
    memset(&res->prefixes, 0, sizeof res->prefixes);
    memset(&res->suffixes, 0, sizeof res->suffixes);
    res->behavior = HK_BEHAVIOR_NONE;
    res->needs_hash = false;
    res->helm_generated = false;
}

/* Whether @field of metadata has what kustomize's setter leaves there: a value without a tag. */
static bool
is_set(const struct hk_resource *res, hk_sym field)
{
    const struct hk_node *value = hk_map_get(hk_map_get(res->root, HK_SYM_metadata), field);
    return !value || value->kind != HK_SCALAR || value->flags & HK_NODE_UNTAGGED;
}

/* The merge may have replaced metadata as a whole. kustomize sets both in any case, and with that
 * takes their type away. @name is the name as it stood there before. */
static void
restore_names(struct hk_env *env, struct hk_resource *res, const struct hk_id *before,
              struct hk_node *name, const struct hk_resource *patch)
{
    struct hk_id now = hk_id_read(env, res->root);
    const struct hk_node *meta = hk_map_get(res->root, HK_SYM_metadata);
    bool renamed = now.name != before->name || !is_set(res, HK_SYM_name);
    if (!patch->allow_name_change && renamed && name && name->kind == HK_SCALAR)
        hk_resource_set_meta(
            env, res, HK_SYM_name,
            hk_edit_text(env, name, hk_env_text(env, before->name), HK_TAG_NONE, HK_NOWHERE));
    else if (!patch->allow_name_change && renamed)
        hk_resource_set_name(env, res, hk_env_text(env, before->name), HK_NOWHERE);
    if (now.ns != before->ns || !is_set(res, HK_SYM_namespace) ||
        (before->ns == HK_SYM_EMPTY && hk_map_find(meta, HK_SYM_namespace)))
        hk_resource_set_namespace(env, res, hk_env_text(env, before->ns), HK_NOWHERE);
}

/* A patch of another kind is merged by the schema of that kind when the target's has none, so it
 * must say its kind, under the apiVersion of the target. */
static struct hk_node *
body_for(struct hk_env *env, const struct hk_merge_patch *patch, const struct hk_resource *res)
{
    const struct hk_pair *kind = hk_map_find(patch->res->root, HK_SYM_kind);
    if (!patch->is_selected || patch->res->allow_kind_change || !kind ||
        patch->res->id.gvk.kind == res->id.gvk.kind)
        return patch->body;
    struct hk_slice version = hk_gvk_api_version(env, res->id.gvk);
    struct hk_node *node =
        hk_node_scalar(env, version, HK_TAG_NONE, HK_PLAIN, hk_node_place(kind->value));
    struct hk_node *body = hk_edit_set(env, patch->body, HK_SYM_kind, kind->value);
    return hk_edit_set(env, body, HK_SYM_apiVersion, node);
}

/* What kustomize sets again after the merge, and what it leaves behind: it gives the patch the
 * apiVersion of its target, so a target without one has an empty one afterwards. */
static void
restore_type(struct hk_env *env, const struct hk_merge_patch *patch, struct hk_resource *res,
             const struct hk_pair *kind)
{
    if (!patch->is_selected)
        return;
    if (kind && !patch->res->allow_kind_change && hk_map_find(res->root, HK_SYM_kind))
        res->root = hk_edit_set(env, res->root, HK_SYM_kind, kind->value);
    if (!hk_map_find(res->root, HK_SYM_apiVersion))
        res->root = hk_edit_set(env, res->root, HK_SYM_apiVersion,
                                hk_node_scalar(env, HK_S(""), HK_TAG_NONE, HK_PLAIN, res->at));
}

static enum hkr_status
merge_into(struct run *run, const struct hk_merge_patch *patch, uint32_t position)
{
    struct hk_env *env = run->env;
    struct hk_resource *res = run->set->list.items[position];
    struct hk_id before = res->id;
    struct hk_node *root = res->root;
    struct hk_node *name = hk_map_get(hk_map_get(root, HK_SYM_metadata), HK_SYM_name);
    bool renames = patch->res->allow_name_change || patch->res->allow_kind_change;
    if (renames)
        hk_resource_push_id(env, res);
    const struct hk_pair *pair = hk_map_find(root, HK_SYM_kind);
    const struct hk_pair kind = pair ? *pair : (struct hk_pair){.value = NULL};
    uint32_t n_diags = env->diags->list.n;
    enum hkr_status status = hk_merge(env, root, body_for(env, patch, res), &root);
    hk_resource_blame_since(env, res, n_diags);
    if (status != HKR_OK)
        return status;
    if (patch->is_noop) { /* merged for its faults alone */
        note_ids(run, position, renames);
        return HKR_OK;
    }
    res->root = root && root->n > 0 ? root : NULL;
    if (res->root) {
        restore_type(env, patch, res, kind.value ? &kind : NULL);
        restore_names(env, res, &before, name, patch->res);
    }
    if (patch->drops_annotations)
        forget_state(res);
    hk_trace_object(env, res);
    note_ids(run, position, renames || patch->drops_annotations);
    return HKR_OK;
}

/* Whether another resource came to have the id of the one at @position. */
static bool
is_taken(struct run *run, uint32_t position)
{
    const struct hk_resource *res = run->set->list.items[position];
    struct hk_patch_lookup lookup = hk_patch_lookup_id(&run->index, &res->id);
    uint32_t other;
    while (res->root && hk_patch_lookup_next(&lookup, &other))
        if (other != position && hk_id_eq(&run->set->list.items[other]->id, &res->id))
            return true;
    return false;
}

/* Part of some patches' work in kustomize: the set must hold each id once. */
static enum hkr_status
check_ids(struct run *run)
{
    bool taken = false;
    for (uint32_t i = 0; !taken && i < run->changed.n; i++)
        taken = is_taken(run, run->changed.items[i]);
    run->changed.n = 0;
    if (!taken)
        return HKR_OK;
    struct hk_resset live = {0};
    for (uint32_t i = 0; i < run->set->list.n; i++)
        if (run->set->list.items[i]->root)
            hk_vec_push(run->env->arena, &live.list, run->set->list.items[i]);
    return hk_resset_check_unique(run->env, &live, "a patch");
}

static void
remark_no_match(struct run *run, const struct hk_selector_spec *target)
{
    struct hk_env *env = run->env;
    HK_VEC(struct hk_slice) names = {0};
    uint32_t n = run->n_hints++ < HINTS_MAX ? run->set->list.n : 0;
    for (uint32_t i = 0; i < n; i++)
        if (run->set->list.items[i]->root)
            hk_vec_push(env->arena, &names, hk_env_text(env, run->set->list.items[i]->id.name));
    struct hk_slice near = hk_diag_nearest(target->name.text, names.items, names.n);
    hk_diag_remark(env->diags, HK_D_PATCH_NO_MATCH, target->at,
                   "this target selects no object, so the patch has no effect");
    if (near.len && !hk_slice_eq(near, target->name.text))
        hk_diag_mend(env->diags, "did you mean the name '%" PRSLICE "'?", ARGSLICE(near));
    else
        hk_diag_mend(env->diags,
                     "select objects of this layer, by the names that they have here or "
                     "had at first; or remove the patch");
}

static enum hkr_status
apply_to_selected(struct run *run, const struct hk_patch_entry *entry,
                  enum hkr_status (*apply)(struct run *run, const struct hk_patch_entry *entry,
                                           uint32_t position))
{
    struct hk_patch_lookup lookup = hk_patch_lookup_target(&run->index, entry->selector);
    uint32_t position;
    bool found = false;
    while (hk_patch_lookup_next(&lookup, &position)) {
        bool matches = false;
        enum hkr_status status = hk_selector_matches(run->env, entry->selector,
                                                     run->set->list.items[position], &matches);
        if (status == HKR_OK && matches)
            status = apply(run, entry, position);
        found = found || matches;
        if (status != HKR_OK)
            return status;
    }
    if (!found && hk_diag_wants(run->env->diags, HK_D_PATCH_NO_MATCH))
        remark_no_match(run, &entry->spec->target);
    return HKR_OK;
}

static enum hkr_status
merge_selected(struct run *run, const struct hk_patch_entry *entry, uint32_t position)
{
    return merge_into(run, entry->merges.items[0], position);
}

/* A hint for a patch that meets nothing: the object that it probably means. */
static const struct hk_resource *
nearest_resource(struct run *run, const struct hk_id *id)
{
    HK_VEC(struct hk_slice) names = {0};
    const struct hk_resource *namesake = NULL;
    for (uint32_t i = 0; i < run->set->list.n; i++) {
        const struct hk_resource *res = run->set->list.items[i];
        if (!res->root)
            continue;
        if (res->id.name == id->name && (!namesake || res->id.gvk.kind == id->gvk.kind))
            namesake = res;
        if (res->id.gvk.kind == id->gvk.kind)
            hk_vec_push(run->env->arena, &names, hk_env_text(run->env, res->id.name));
    }
    if (namesake)
        return namesake;
    struct hk_slice nearest =
        hk_diag_nearest(hk_env_text(run->env, id->name), names.items, names.n);
    for (uint32_t i = 0; nearest.len && i < run->set->list.n; i++) {
        const struct hk_resource *res = run->set->list.items[i];
        if (res->root && res->id.gvk.kind == id->gvk.kind &&
            hk_slice_eq(hk_env_text(run->env, res->id.name), nearest))
            return res;
    }
    return NULL;
}

static enum hkr_status
no_target(struct run *run, const struct hk_merge_patch *patch, const struct hk_id *id)
{
    struct hk_env *env = run->env;
    enum hkr_status status =
        hk_diag_report(env->diags, HK_D_PATCH_TARGET_MISSING, patch->res->at,
                       "there is no %" PRSLICE " for this patch", ARGSLICE(hk_id_show(env, id)));
    const struct hk_resource *near = nearest_resource(run, id);
    if (near) {
        hk_diag_related(env->diags, near->at, "did you mean this one?");
        hk_diag_mend(env->diags,
                     "did you mean %" PRSLICE "? apiVersion, kind, name and namespace "
                     "must all be those of the object, now or in an earlier layer",
                     ARGSLICE(hk_id_show(env, &near->id)));
    } else {
        hk_diag_mend(env->diags, "name an object of this layer by its apiVersion, kind, name and "
                                 "namespace, or give the patch a `target`");
    }
    return status;
}

static enum hkr_status
many_targets(struct run *run, const struct hk_merge_patch *patch, const struct hk_id *id,
             const uint32_t *positions)
{
    struct hk_env *env = run->env;
    enum hkr_status status =
        hk_diag_report(env->diags, HK_D_PATCH_TARGET_AMBIGUOUS, patch->res->at,
                       "more than one object is or was %" PRSLICE, ARGSLICE(hk_id_show(env, id)));
    for (size_t i = 0; i < 2; i++) {
        const struct hk_resource *res = run->set->list.items[positions[i]];
        hk_diag_related(env->diags, res->at, "it could be this, now %" PRSLICE,
                        ARGSLICE(hk_id_show(env, &res->id)));
    }
    hk_diag_mend(env->diags, "name the object as it is called now, or give the patch a `target`");
    return status;
}

/* The one resource that has or had the id of @patch. */
static enum hkr_status
find_target(struct run *run, const struct hk_merge_patch *patch, uint32_t *ret_position)
{
    struct hk_id id = hk_resource_original_id(run->env, patch->res);
    struct hk_patch_lookup lookup = hk_patch_lookup_id(&run->index, &id);
    uint32_t positions[2];
    uint32_t n = 0;
    uint32_t position;
    while (n < 2 && hk_patch_lookup_next(&lookup, &position))
        if (hk_resource_had_id(run->env, run->set->list.items[position], &id))
            positions[n++] = position;
    if (n == 0)
        return no_target(run, patch, &id);
    if (n > 1)
        return many_targets(run, patch, &id, positions);
    *ret_position = positions[0];
    return HKR_OK;
}

static enum hkr_status
merge_named(struct run *run, const struct hk_merge_patch *patch)
{
    uint32_t position = 0;
    enum hkr_status status = find_target(run, patch, &position);
    return status == HKR_OK ? merge_into(run, patch, position) : status;
}

static bool
has_state(const struct hk_resource *res)
{
    return res->prev.n || res->prefixes.n || res->suffixes.n || res->needs_hash ||
           res->behavior != HK_BEHAVIOR_NONE;
}

/* A patch that goes near the annotations meets there what kustomize keeps in them. False when
 * there is nothing to show. */
static bool
show_state(struct hk_env *env, struct hk_resource *res)
{
    struct hk_node *meta = hk_map_get(res->root, HK_SYM_metadata);
    struct hk_node *map = hk_map_get(meta, HK_SYM_annotations);
    if (!meta || meta->kind != HK_MAP || !has_state(res))
        return false;
    if (!map || map->kind != HK_MAP)
        map = hk_node_map(env, hk_node_place(meta));
    for (size_t i = 0; i < HK_NOTES_MAX; i++) {
        struct hk_slice text = hk_notes_text(env, res, i);
        if (text.len)
            map = hk_edit_set(env, map, hk_notes_keys[i],
                              hk_node_scalar(env, text, HK_TAG_STR, HK_DOUBLE, HK_NOWHERE));
    }
    meta = hk_edit_set(env, meta, HK_SYM_annotations, map);
    res->root = hk_edit_set(env, res->root, HK_SYM_metadata, meta);
    return true;
}

static void
hide_state(struct hk_env *env, struct hk_resource *res)
{
    struct hk_node *meta = hk_map_get(res->root, HK_SYM_metadata);
    struct hk_node *map = hk_map_get(meta, HK_SYM_annotations);
    if (!map || map->kind != HK_MAP)
        return;
    for (size_t i = 0; i < HK_NOTES_MAX; i++)
        if (hk_map_find(map, hk_notes_keys[i]))
            map = hk_edit_remove(env, map, hk_notes_keys[i]);
    meta = map->n ? hk_edit_set(env, meta, HK_SYM_annotations, map)
                  : hk_edit_remove(env, meta, HK_SYM_annotations);
    res->root = hk_edit_set(env, res->root, HK_SYM_metadata, meta);
}

static enum hkr_status
patch_json(struct run *run, const struct hk_patch_entry *entry, uint32_t position)
{
    struct hk_env *env = run->env;
    struct hk_resource *res = run->set->list.items[position];
    bool shown = hk_jsonpatch_touches_annotations(entry->json) && show_state(env, res);
    struct hk_node *root = res->root;
    enum hkr_status status = hk_jsonpatch_apply(env, entry->json, root, &root);
    if (status != HKR_OK) {
        hk_resource_blame(env, res);
        return status;
    }
    /* kustomize puts its notes back, and then has an object without a kind. */
    if (root->n == 0 && has_state(res))
        return hk_resource_check_meta(env, root);
    res->root = root->n ? root : NULL;
    if (shown && res->root)
        hide_state(env, res);
    hk_trace_object(env, res);
    note_ids(run, position, false);
    return HKR_OK;
}

/* Through `patches` every JSON patch leaves an earlier id behind, even one that only tests. */
static enum hkr_status
patch_json_selected(struct run *run, const struct hk_patch_entry *entry, uint32_t position)
{
    struct hk_resource *res = run->set->list.items[position];
    hk_resource_push_id(run->env, res);
    enum hkr_status status = patch_json(run, entry, position);
    if (status == HKR_OK && res->root)
        hk_resource_settle_annotations(run->env, res);
    hk_trace_object(run->env, res);
    return status;
}

static enum hkr_status
apply_entry(struct run *run, const struct hk_patch_entry *entry)
{
    enum hkr_status status = HKR_OK;
    if (entry->json)
        return apply_to_selected(run, entry, patch_json_selected);
    if (entry->selector && entry->merges.n) {
        status = apply_to_selected(run, entry, merge_selected);
        return status == HKR_OK ? check_ids(run) : status;
    }
    for (uint32_t i = 0; status == HKR_OK && i < entry->merges.n; i++)
        status = merge_named(run, entry->merges.items[i]);
    return status;
}

/* Keeps the first fault; the patches that follow are tried all the same, for their faults. */
static void
note(enum hkr_status *first, enum hkr_status status)
{
    if (*first == HKR_OK)
        *first = status;
}

enum hkr_status
hk_patch_apply_strategic(struct hk_env *env, const struct hk_patch_set *patches,
                         struct hk_resset *set)
{
    struct run run;
    enum hkr_status status = HKR_OK;
    run_init(env, set, patches->strategic.n, &run);
    for (uint32_t i = 0; i < patches->strategic.n; i++) {
        hk_env_poll(env);
        const struct hk_merge_patch *patch = patches->strategic.items[i];
        const struct hk_via *outer =
            hk_diag_enter(env->diags, patch->source.at, HK_S("patchesStrategicMerge"));
        hk_trace_entry(env, "patchesStrategicMerge", patch->source.at);
        enum hkr_status one = merge_named(&run, patch);
        note(&status, one == HKR_OK ? check_ids(&run) : one);
        hk_diag_leave(env->diags, outer);
    }
    run_end(&run);
    return status;
}

typedef enum hkr_status (*apply_fn)(struct run *run, const struct hk_patch_entry *entry);

static uint32_t
count_lookups(struct hk_patch_entry *const *entries, uint32_t n_entries)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < n_entries; i++)
        n += entries[i]->selector ? 1 : entries[i]->merges.n;
    return n;
}

/* Applies all of @entries, which stand in @field, and goes on after a fault. */
static enum hkr_status
apply_entries(struct hk_env *env, struct hk_resset *set, struct hk_patch_entry *const *entries,
              uint32_t n, struct hk_slice field, apply_fn apply)
{
    struct run run;
    enum hkr_status status = HKR_OK;
    run_init(env, set, count_lookups(entries, n), &run);
    for (uint32_t i = 0; i < n; i++) {
        hk_env_poll(env);
        const struct hk_via *outer =
            hk_diag_enter(env->diags, hk_patch_spec_place(entries[i]->spec), field);
        hk_trace_entry(env, field.ptr, hk_patch_spec_place(entries[i]->spec));
        note(&status, apply(&run, entries[i]));
        hk_diag_leave(env->diags, outer);
    }
    run_end(&run);
    return status;
}

enum hkr_status
hk_patch_apply_patches(struct hk_env *env, const struct hk_patch_set *patches, uint32_t only,
                       struct hk_resset *set)
{
    struct hk_patch_entry **items = patches->patches.items;
    return apply_entries(env, set, only ? items + only - 1 : items, only ? 1 : patches->patches.n,
                         HK_S("patches"), apply_entry);
}

static enum hkr_status
apply_json(struct run *run, const struct hk_patch_entry *entry)
{
    return apply_to_selected(run, entry, patch_json);
}

enum hkr_status
hk_patch_apply_json6902(struct hk_env *env, const struct hk_patch_set *patches, uint32_t only,
                        struct hk_resset *set)
{
    struct hk_patch_entry **items = patches->json6902.items;
    return apply_entries(env, set, only ? items + only - 1 : items, only ? 1 : patches->json6902.n,
                         HK_S("patchesJson6902"), apply_json);
}
