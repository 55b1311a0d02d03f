/* SPDX-License-Identifier: Apache-2.0 */
/* src/yaml/keyorder.h -- the orders in which the keys of a map are written.
 *
 * JSON has bytewise order. YAML has go-yaml v2's natural order: letters after all else, runs of
 * digits by their number. That relation is not transitive (v2 < v10 < v1a < v2), so for some
 * sets of keys kustomize's own order changes from run to run. Ours does not: the keys are put in
 * byte order, then merge-sorted by the natural comparison, where runs of HK_KEYORDER_RUN keys
 * are sorted by insertion first and the left one of two equals stays left. For a set on which
 * the relation is an order, every sort gives the same. Layer: yaml. */
#ifndef HK_YAML_KEYORDER_H
#define HK_YAML_KEYORDER_H

#include "node.h"

enum { HK_KEYORDER_RUN = 64 };

struct hk_key {
    struct hk_slice text;
    const struct hk_pair *pair;
};

/* A stack of keys: a walk through nested maps has those of each open map on it. In an arena; the
 * array moves when it grows. */
struct hk_keystack {
    struct hk_arena *arena;
    HK_VEC(struct hk_key) keys;
};

enum hk_keyorder { HK_KEYORDER_BYTES, HK_KEYORDER_NATURAL };

/* Pushes the keys of @map, sorted; the caller pops them (n of them, even on failure). Keys that
 * stand in the map twice are reported: HKR_E_INPUT. */
HKR_MUST_CHECK enum hkr_status hk_keyorder_push(struct hk_env *env, const struct hk_node *map,
                                                enum hk_keyorder order, struct hk_keystack *stack);
static inline void
hk_keyorder_pop(struct hk_keystack *stack, const struct hk_node *map)
{
    stack->keys.n -= map->n;
}

/* Whether @a comes before @b in the natural relation. */
bool hk_keyorder_before(struct hk_slice a, struct hk_slice b);

#endif
