/* SPDX-License-Identifier: Apache-2.0 */
#include "compare.h"

#include "../render/build.h"
#include "../yaml/write.h"
#include "danger.h"
#include "pair.h"
#include "sorted.h"

/* ---- Sides ------------------------------------------------------------------------------ */

static enum hkr_status
write_documents(struct hk_env *env, const struct hk_resset *set, const struct hk_slice **ret)
{
    size_t *starts = NULL;
    struct hk_buf *buf = HK_NEW(env->arena, struct hk_buf);
    *buf = (struct hk_buf)HK_BUF_INIT(hk_arena_heap(env->arena));
    hk_arena_defer(env->arena, hk_buf_release, buf);
    enum hkr_status status = hk_build_write(env, set, buf, &starts);
    if (status != HKR_OK)
        return status;
    struct hk_slice *documents = HK_NEW_ARRAY(env->arena, set->list.n, struct hk_slice);
    for (uint32_t i = 0; i < set->list.n; i++)
        documents[i] = hk_slice(buf->ptr + starts[i], starts[i + 1] - starts[i]);
    for (uint32_t i = 0; i < set->list.n; i++)
        documents[i].len -= HK_SEPARATOR.len;
    *ret = documents;
    return HKR_OK;
}

enum hkr_status
hk_comparand_write(struct hk_env *env, const struct hk_resset *set, bool ignore_list_order,
                   struct hk_comparand *ret_comparand)
{
    struct hk_comparand side = {.set = set};
    enum hkr_status status = write_documents(env, set, &side.documents);
    side.normal = side.documents;
    if (status == HKR_OK && ignore_list_order)
        status = write_documents(env, hk_sorted_set(env, set), &side.normal);
    if (status == HKR_OK)
        *ret_comparand = side;
    return status;
}

void
hk_comparand_digest(struct hk_env *env, const struct hk_comparand *comparand, char *hex)
{
    uint32_t n = comparand->set->list.n;
    struct hk_mark mark = hk_arena_mark(env->scratch);
    struct hk_slice *documents = HK_NEW_ARRAY(env->scratch, n, struct hk_slice);
    if (n)
        memcpy(documents, comparand->normal, n * sizeof *documents);
    hk_digest_documents(documents, n, hex);
    hk_arena_rewind(env->scratch, mark);
}

/* ---- Objects ---------------------------------------------------------------------------- */

struct comparison {
    struct hk_diff_run *run;
    const struct hk_comparand *before;
    const struct hk_comparand *after;
    struct hk_pairs pairs;
    struct hk_diff *diff;
};

static const char *
sym_text(const struct comparison *it, hk_sym sym)
{
    return hk_arena_strdup(it->run->out, hk_env_text(it->run->canon.env, sym));
}

/* The document of an object for people to read. */
static enum hkr_status
shown(const struct comparison *it, const struct hk_comparand *side, uint32_t i, const char **ret)
{
    struct hk_env *env = it->run->canon.env;
    struct hk_node *root = side->set->list.items[i]->root;
    enum hkr_status status = HKR_OK;
    if (!hk_mask_wants(it->run->mask, root)) {
        *ret = hk_arena_strdup(it->run->out, side->documents[i]);
        return HKR_OK;
    }
    status = hk_write_yaml(env, hk_mask_tree(env, it->run->mask, root), it->run->text);
    *ret = hk_diff_take_text(it->run);
    return status;
}

static enum hkr_status
fill_side(const struct comparison *it, const struct hk_comparand *side, uint32_t i,
          const char **ret_text, struct hkr_span *ret_at)
{
    *ret_text = "";
    *ret_at = (struct hkr_span){.file = ""};
    if (i == HK_UNPAIRED)
        return HKR_OK;
    *ret_at = hk_diff_span(it->run, side->set->list.items[i]->at);
    return shown(it, side, i, ret_text);
}

static void
name_object(const struct comparison *it, const struct hk_resource *before,
            const struct hk_resource *after, struct hkr_object_change *change)
{
    const struct hk_id *id = after ? &after->id : &before->id;
    change->api_version =
        hk_arena_strdup(it->run->out, hk_gvk_api_version(it->run->canon.env, id->gvk));
    change->object_kind = sym_text(it, id->gvk.kind);
    change->ns = sym_text(it, id->ns);
    change->name = sym_text(it, id->name);
    if (before && after && before->id.name != after->id.name)
        change->before_name = sym_text(it, before->id.name);
    if (before && after && before->id.ns != after->id.ns)
        change->before_ns = sym_text(it, before->id.ns);
}

static bool
has_only_references(const struct hk_field_changes *fields)
{
    bool all = fields->n > 0;
    for (uint32_t i = 0; all && i < fields->n; i++)
        all = fields->items[i].is_reference;
    return all;
}

static void *
kept(const struct comparison *it, const void *items, uint32_t n, size_t size)
{
    void *copy = hk_arena_array(it->run->out, n, size);
    if (n)
        memcpy(copy, items, n * size);
    return copy;
}

/* Records the change of one object; either index may be HK_UNPAIRED. */
static enum hkr_status
add_object(struct comparison *it, uint32_t before, uint32_t after)
{
    bool is_pair = before != HK_UNPAIRED && after != HK_UNPAIRED;
    struct hk_resource *a = before == HK_UNPAIRED ? NULL : it->before->set->list.items[before];
    struct hk_resource *b = after == HK_UNPAIRED ? NULL : it->after->set->list.items[after];
    struct hk_field_changes fields = {0};
    struct hk_dangers dangers = {0};
    struct hk_object_diff diff = {
        .change = {.size = sizeof diff.change,
                   .kind = is_pair ? HKR_CHANGE_CHANGED
                           : a     ? HKR_CHANGE_REMOVED
                                   : HKR_CHANGE_ADDED,
                   .pairing = is_pair ? (enum hkr_pairing)it->pairs.how[after] : HKR_PAIRED_BY_ID}};
    struct hkr_object_change *change = &diff.change;
    name_object(it, a, b, change);
    enum hkr_status status =
        fill_side(it, it->before, before, &change->before_text, &change->before_at);
    if (status == HKR_OK)
        status = fill_side(it, it->after, after, &change->after_text, &change->after_at);
    if (is_pair)
        hk_fields_compare(it->run, a, b, &fields);
    struct hk_danger_case danger_case = {it->run, a, b, &fields, change->pairing};
    hk_dangers_find(&danger_case, &dangers);
    change->only_references = has_only_references(&fields);
    change->n_fields = fields.n;
    change->n_dangers = dangers.n;
    diff.fields = kept(it, fields.items, fields.n, sizeof *fields.items);
    diff.dangers = kept(it, dangers.items, dangers.n, sizeof *dangers.items);
    hk_vec_push(it->run->out, &it->diff->objects, diff);
    return status;
}

static bool
is_same(const struct comparison *it, uint32_t before, uint32_t after)
{
    return hk_slice_eq(it->before->normal[before], it->after->normal[after]);
}

static void
find_renames(const struct comparison *it, struct hk_renames *renames)
{
    const struct hk_resset *before = it->before->set, *after = it->after->set;
    for (uint32_t i = 0; i < after->list.n; i++) {
        uint32_t k = it->pairs.of_after[i];
        if (k == HK_UNPAIRED)
            continue;
        hk_renames_add(renames, before->list.items[k]->id.name, after->list.items[i]->id.name);
        if (before->list.items[k]->id.ns != HK_SYM_EMPTY)
            hk_renames_add(renames, before->list.items[k]->id.ns, after->list.items[i]->id.ns);
    }
}

/* In the order of the output: what was removed comes before the first object behind which it stood.
 */
static enum hkr_status
list_changes(struct comparison *it)
{
    uint32_t n = it->before->set->list.n, next = 0;
    enum hkr_status status = HKR_OK;
    for (uint32_t i = 0; status == HKR_OK && i < it->after->set->list.n; i++) {
        uint32_t k = it->pairs.of_after[i];
        for (; status == HKR_OK && k != HK_UNPAIRED && next < k; next++)
            if (it->pairs.of_before[next] == HK_UNPAIRED)
                status = add_object(it, next, HK_UNPAIRED);
        if (status == HKR_OK && (k == HK_UNPAIRED || !is_same(it, k, i)))
            status = add_object(it, k, i);
    }
    for (; status == HKR_OK && next < n; next++)
        if (it->pairs.of_before[next] == HK_UNPAIRED)
            status = add_object(it, next, HK_UNPAIRED);
    return status;
}

enum hkr_status
hk_compare(struct hk_diff_run *run, const struct hk_comparand *before,
           const struct hk_comparand *after, struct hk_diff *ret_diff)
{
    struct hk_env *env = run->canon.env;
    struct hk_renames renames = {.env = env};
    struct comparison it = {.run = run, .before = before, .after = after, .diff = ret_diff};
    hk_diff_begin(run);
    hk_pair_objects(&run->canon, before->set, after->set, &it.pairs);
    find_renames(&it, &renames);
    run->renames = &renames;
    return list_changes(&it);
}
