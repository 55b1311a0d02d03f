/* SPDX-License-Identifier: Apache-2.0 */
#include "../base/index.h"
#include "steps.h"
#include "tables.h"

#include <stdlib.h>

void
hk_transform_defaults(struct hk_env *env, struct hk_transform_config *ret_config)
{
    (void)env;
    *ret_config = hk_transform_builtin;
    ret_config->name_references =
        (struct hk_name_references){hk_transform_name_references, hk_transform_n_name_references,
                                    hk_transform_n_name_references};
    ret_config->var_references = (struct hk_fieldspecs){
        hk_transform_var_references, hk_transform_n_var_references, hk_transform_n_var_references};
}

/* The row of @specs that a further row @spec repeats. The rule is kustomize's, and is lopsided: a
 * general row counts as a repetition of a special one, and is lost. */
static const struct hk_fieldspec *
find_repeated(const struct hk_fieldspecs *specs, const struct hk_fieldspec *spec)
{
    for (uint32_t i = 0; i < specs->n; i++)
        if (hk_gvk_selects(spec->gvk, specs->items[i].gvk) &&
            hk_slice_eq(spec->path.text, specs->items[i].path.text))
            return &specs->items[i];
    return NULL;
}

/* A strict check of a row that counts as a repetition of @old. */
static void
remark_dropped(struct hk_env *env, const struct hk_fieldspec *spec, const struct hk_fieldspec *old)
{
    if (!spec->at.file || hk_gvk_eq(spec->gvk, old->gvk) ||
        !hk_diag_wants(env->diags, HK_D_FIELDSPEC_DROPPED))
        return;
    hk_diag_remark(env->diags, HK_D_FIELDSPEC_DROPPED, spec->at,
                   "this field spec has no effect: it counts as a repetition of one for kind "
                   "'%" PRSLICE "' with the same path",
                   ARGSLICE(hk_env_text(env, old->gvk.kind)));
    hk_diag_mend(env->diags, "write one field spec for each kind that is meant");
    if (old->at.file)
        hk_diag_related(env->diags, old->at, "the other one");
}

enum hkr_status
hk_transform_merge_row(struct hk_env *env, struct hk_fieldspecs *specs,
                       const struct hk_fieldspec *spec)
{
    const struct hk_fieldspec *old = find_repeated(specs, spec);
    if (!old) {
        hk_fieldspecs_add(env, specs, *spec);
        return HKR_OK;
    }
    if (old->create == spec->create) {
        remark_dropped(env, spec, old);
        return HKR_OK;
    }
    enum hkr_status status =
        hk_diag_report(env->diags, HK_D_FIELDSPEC_CONFLICT, spec->at,
                       "field spec '%" PRSLICE "' contradicts another one about `create`",
                       ARGSLICE(spec->path.text));
    if (old->at.file)
        hk_diag_related(env->diags, old->at, "the other one");
    else
        hk_diag_mend(env->diags, "write `create: %s`, as the built-in field spec has it",
                     old->create ? "true" : "false");
    return status;
}

/* Whether a `configurations` file has added to @specs. */
static bool
has_own_rows(const struct hk_fieldspecs *specs)
{
    for (uint32_t i = 0; i < specs->n; i++)
        if (specs->items[i].at.file)
            return true;
    return false;
}

enum hkr_status
hk_transform_merge_rows(struct hk_env *env, struct hk_fieldspecs *specs,
                        const struct hk_fieldspecs *more)
{
    if (specs->items == more->items && specs->n >= more->n)
        return HKR_OK;
    if (!specs->n && !has_own_rows(more)) {
        *specs = *more; /* built-in rows alone, among which there are no repetitions */
        specs->cap = specs->n;
        return HKR_OK;
    }
    specs->cap = specs->n; /* another list may share the room behind it */
    for (uint32_t i = 0; i < more->n; i++) {
        enum hkr_status status = hk_transform_merge_row(env, specs, &more->items[i]);
        if (status != HKR_OK)
            return status;
    }
    return HKR_OK;
}

static uint64_t
target_hash(struct hk_gvk gvk)
{
    return hk_hash_mix(((uint64_t)gvk.group << 32) | gvk.version, gvk.kind);
}

/* The position in @items of the reference to @target, or HK_INDEX_END. */
static uint32_t
find_target(const struct hk_index *by_target, const struct hk_name_reference *items,
            struct hk_gvk target)
{
    uint32_t entry = hk_index_first(by_target, target_hash(target));
    for (; entry != HK_INDEX_END; entry = hk_index_next(by_target, entry))
        if (hk_gvk_eq(items[hk_index_value(by_target, entry)].target, target))
            return hk_index_value(by_target, entry);
    return HK_INDEX_END;
}

/* Merges @more into @items (of *@n, with room for all): the rows of a target that is there already
 * join its rows. */
static enum hkr_status
merge_targets(struct hk_env *env, struct hk_name_reference *items, uint32_t *n,
              const struct hk_name_references *more)
{
    struct hk_index *by_target = hk_index_new(env->scratch, (size_t)*n + more->n);
    for (uint32_t i = 0; i < *n; i++)
        hk_index_add(by_target, target_hash(items[i].target), i);
    for (uint32_t i = 0; i < more->n; i++) {
        const struct hk_name_reference *reference = &more->items[i];
        uint32_t at = find_target(by_target, items, reference->target);
        if (at == HK_INDEX_END) {
            hk_index_add(by_target, target_hash(reference->target), *n);
            items[(*n)++] = *reference;
            continue;
        }
        enum hkr_status status =
            hk_transform_merge_rows(env, &items[at].referrers, &reference->referrers);
        if (status != HKR_OK)
            return status;
    }
    return HKR_OK;
}

/* Kinds that kustomize puts first and last wherever it sorts. */
static const hk_sym kinds_first[] = {HK_SYM_Namespace,
                                     HK_SYM_ResourceQuota,
                                     HK_SYM_StorageClass,
                                     HK_SYM_CustomResourceDefinition,
                                     HK_SYM_ServiceAccount,
                                     HK_SYM_PodSecurityPolicy,
                                     HK_SYM_Role,
                                     HK_SYM_ClusterRole,
                                     HK_SYM_RoleBinding,
                                     HK_SYM_ClusterRoleBinding,
                                     HK_SYM_ConfigMap,
                                     HK_SYM_Secret,
                                     HK_SYM_Endpoints,
                                     HK_SYM_Service,
                                     HK_SYM_LimitRange,
                                     HK_SYM_PriorityClass,
                                     HK_SYM_PersistentVolume,
                                     HK_SYM_PersistentVolumeClaim,
                                     HK_SYM_Deployment,
                                     HK_SYM_StatefulSet,
                                     HK_SYM_CronJob,
                                     HK_SYM_PodDisruptionBudget};

static int
kind_rank(hk_sym kind)
{
    for (size_t i = 0; i < HK_COUNT(kinds_first); i++)
        if (kinds_first[i] == kind)
            return (int)i - (int)HK_COUNT(kinds_first);
    return kind == HK_SYM_MutatingWebhookConfiguration     ? 1
           : kind == HK_SYM_ValidatingWebhookConfiguration ? 2
                                                           : 0;
}

/* "group_version_kind" with a stand-in for what is empty: kustomize compares such texts. In the
 * scratch arena. */
static struct hk_slice
sort_text(struct hk_env *env, struct hk_gvk gvk)
{
    return hk_arena_printf(env->scratch, "%s_%s_%s",
                           gvk.group ? hk_env_text(env, gvk.group).ptr : "~G",
                           gvk.version ? hk_env_text(env, gvk.version).ptr : "~V",
                           gvk.kind ? hk_env_text(env, gvk.kind).ptr : "~K");
}

struct sort_key {
    int rank;
    uint32_t from; /* where it stood, so that equals stay in order */
    struct hk_slice text;
};

static struct sort_key
key_of(struct hk_env *env, struct hk_gvk gvk, uint32_t from)
{
    return (struct sort_key){kind_rank(gvk.kind), from, sort_text(env, gvk)};
}

static int
compare_keys(const void *left, const void *right)
{
    const struct sort_key *a = left;
    const struct sort_key *b = right;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    int order = hk_slice_cmp(a->text, b->text);
    return order ? order : a->from < b->from ? -1 : 1;
}

/* References are resolved target by target, so their order tells. */
static void
sort_references(struct hk_env *env, struct hk_name_reference *items, uint32_t n)
{
    struct hk_mark mark = hk_arena_mark(env->scratch);
    struct hk_name_reference *old = hk_arena_regrow(env->scratch, items, n, n, sizeof *old);
    struct sort_key *keys = HK_NEW_ARRAY(env->scratch, n, struct sort_key);
    for (uint32_t i = 0; i < n; i++)
        keys[i] = key_of(env, items[i].target, i);
    if (n)
        qsort(keys, n, sizeof *keys, compare_keys);
    for (uint32_t i = 0; i < n; i++)
        items[i] = old[keys[i].from];
    hk_arena_rewind(env->scratch, mark);
}

/* kustomize sorts all rows after each merge. That tells when they are merged again, since the rule
 * for repetitions goes by order. Built-in rows alone are in an order that has none. */
static void
sort_rows(struct hk_env *env, struct hk_fieldspecs *specs)
{
    if (!has_own_rows(specs))
        return;
    struct hk_mark mark = hk_arena_mark(env->scratch);
    struct hk_fieldspec *items = HK_NEW_ARRAY(env->arena, specs->n, struct hk_fieldspec);
    struct sort_key *keys = HK_NEW_ARRAY(env->scratch, specs->n, struct sort_key);
    for (uint32_t i = 0; i < specs->n; i++)
        keys[i] = key_of(env, specs->items[i].gvk, i);
    qsort(keys, specs->n, sizeof *keys, compare_keys);
    for (uint32_t i = 0; i < specs->n; i++)
        items[i] = specs->items[keys[i].from];
    hk_arena_rewind(env->scratch, mark);
    *specs = (struct hk_fieldspecs){items, specs->n, specs->n};
}

static enum hkr_status
merge_references(struct hk_env *env, struct hk_name_references *references,
                 const struct hk_name_references *more)
{
    if (references->items == more->items && references->n >= more->n)
        return HKR_OK;
    size_t room = (size_t)references->n + more->n;
    struct hk_mark mark = hk_arena_mark(env->scratch);
    struct hk_name_reference *items =
        hk_arena_regrow(env->arena, references->items, references->n, room, sizeof *items);
    uint32_t n = references->n;
    enum hkr_status status = merge_targets(env, items, &n, more);
    hk_arena_rewind(env->scratch, mark);
    if (status != HKR_OK)
        return status;
    sort_references(env, items, n);
    *references = (struct hk_name_references){items, n, n};
    return HKR_OK;
}

enum hkr_status
hk_transform_merge_config(struct hk_env *env, struct hk_transform_config *config,
                          const struct hk_transform_config *more)
{
    struct {
        struct hk_fieldspecs *into;
        const struct hk_fieldspecs *from;
    } const lists[] = {
        {&config->name_prefix, &more->name_prefix},
        {&config->name_suffix, &more->name_suffix},
        {&config->ns, &more->ns},
        {&config->common_annotations, &more->common_annotations},
        {&config->common_labels, &more->common_labels},
        {&config->labels, &more->labels},
        {&config->template_labels, &more->template_labels},
        {&config->var_references, &more->var_references},
        {&config->images, &more->images},
        {&config->replicas, &more->replicas},
    };
    for (size_t i = 0; i < HK_COUNT(lists); i++) {
        enum hkr_status status = hk_transform_merge_rows(env, lists[i].into, lists[i].from);
        if (status != HKR_OK)
            return status;
        sort_rows(env, lists[i].into);
    }
    return merge_references(env, &config->name_references, &more->name_references);
}
