/* SPDX-License-Identifier: Apache-2.0 */
/* src/merge/walk.h -- what the parts of the strategic merge share.
 *
 * The model is described in doc/model.md. A walk is over a pair of nodes: what stands in the
 * resource (@dest) and what the patch has for it (@patch). Either may be NULL: not there. Both
 * are the same pointer within a part that is wholly new, which the patch is then merged into
 * itself: that is how kustomize rids new parts of nulls and directives. Layer: merge. */
#ifndef HK_MERGE_WALK_H
#define HK_MERGE_WALK_H

#include "../yaml/edit.h"
#include "schema.h"

struct merge {
    struct hk_env *env;
    bool appends;           /* new items of a list come last, not first */
    enum hkr_status status; /* HKR_OK until a fault was reported; the walk goes on after one */
    uint64_t n_more; /* items by which lists became longer than both of what they were made of */
};

/* What "$patch" says about the map or list that it stands in. */
enum directive {
    DIRECTIVE_NONE,
    DIRECTIVE_MERGE,
    DIRECTIVE_REPLACE,
    DIRECTIVE_DELETE,
    DIRECTIVE_UNKNOWN
};

/* What becomes of a pair; NULL: nothing stands there any more. */
struct hk_node *hk_merge_pair(struct merge *m, struct hk_node *dest, struct hk_node *patch,
                              hk_schema type, uint32_t depth);

/* The same for two lists that merge; @dest or @patch may be NULL, not both. */
struct hk_node *hk_merge_list(struct merge *m, struct hk_node *dest, struct hk_node *patch,
                              hk_schema type, uint32_t depth);

/* The directive of a map. */
enum directive hk_merge_map_directive(const struct hk_node *map);
/* @map without its first "$patch". */
struct hk_node *hk_merge_strip_map(struct merge *m, struct hk_node *map);
/* The directive of a list: that of its first item with "$patch", when that is all it has. */
enum directive hk_merge_list_directive(const struct hk_node *list);
/* @list without the items whose "$patch" reads like that of its directive. */
struct hk_node *hk_merge_strip_list(struct merge *m, struct hk_node *list);

/* Reports an unknown directive in @where, a map or list. */
void hk_merge_bad_directive(struct merge *m, const struct hk_node *where);

/* A scalar as kustomize leaves it where it is put: plain text that is a string to YAML 1.2 and
 * something else to YAML 1.1 ("yes") becomes quoted, which later patches then keep. */
struct hk_node *hk_merge_settled(struct merge *m, struct hk_node *scalar);
/* @collection, block or flow as @flags say. */
struct hk_node *hk_merge_in_style(struct merge *m, struct hk_node *collection, uint8_t flags);

#endif
