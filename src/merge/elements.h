/* SPDX-License-Identifier: Apache-2.0 */
/* src/merge/elements.h -- the items of a list, found by the values of their merge keys.
 *
 * Copies three list operations of kustomize with all their oddities: finding an item, removing
 * items, and setting one (which takes the place of every item that matches, or else comes
 * last). Each of the latter two also drops all empty items that it passes. A long list is
 * indexed, so that an operation costs what it changes. Scratch memory only. Layer: merge. */
#ifndef HK_MERGE_ELEMENTS_H
#define HK_MERGE_ELEMENTS_H

#include "../base/index.h"
#include "walk.h"

#define ELEMENT_NONE UINT32_MAX

enum element_state {
    ELEMENT_GONE,
    ELEMENT_VOID, /* null or {} */
    ELEMENT_ITEM, /* a map; in a set, a scalar */
    ELEMENT_OTHER /* of a kind that has no place in the list */
};

struct element {
    struct hk_node *node;
    hk_sym text[HK_LIST_KEYS];  /* of the value of each key as it is written; a map's is empty */
    hk_sym value[HK_LIST_KEYS]; /* the same, but empty for a null */
    uint8_t present;            /* mask of the keys that the item has */
    uint8_t state;              /* enum element_state */
    uint32_t count;             /* times that the item stands here */
    uint32_t version;           /* grows when the element is entered anew into the index */
    uint32_t previous, next;    /* in the list; ELEMENT_NONE at its ends */
};

/* Elements that agree in some keys; its members are in the order of their entry. */
struct element_group {
    uint32_t first;
    uint32_t last;
};

struct element_member {
    uint32_t element;
    uint32_t version; /* other than that of the element: out of date */
    uint32_t next;    /* member of the same group, or ELEMENT_NONE */
};

struct elements {
    struct merge *m;
    hk_sym keys[HK_LIST_KEYS];
    uint8_t n_keys;             /* 0: a set of scalars, whose own text acts as that of key 0 */
    uint8_t valid;              /* mask of the keys that count */
    HK_VEC(struct element) all; /* those that are gone too */
    uint32_t first, last;       /* of the list */
    uint32_t n_void;
    uint32_t n_other;
    struct hk_index *index; /* NULL: short, scanned. Values: groups */
    HK_VEC(struct element_group) groups;
    HK_VEC(struct element_member) members;
    HK_VEC(uint32_t) found; /* by the operation that runs */
};

/* Which elements an operation means: those that have all keys in @mask with these texts; all
 * when there is none. An empty text stands for any when @is_loose. */
struct element_query {
    uint8_t mask;
    bool is_loose;
    hk_sym text[HK_LIST_KEYS];
};

void hk_elements_init(struct elements *list, struct merge *m, const struct hk_list_rule *rule);
/* Adds @node as it is at the end. */
void hk_elements_push(struct elements *list, struct hk_node *node);
/* Says which keys count, before the first operation, and how long the list may become. */
void hk_elements_ready(struct elements *list, uint8_t valid, uint32_t expected);
/* The first element that matches, or ELEMENT_NONE. */
uint32_t hk_elements_find(struct elements *list, const struct element_query *query);
/* Puts @node in the place of element @i. */
void hk_elements_replace_at(struct elements *list, uint32_t i, struct hk_node *node);
/* Puts @node in the place of @old, wherever that stands among the elements that match: a merge
 * may have set one item in several places, and it then stays one. */
void hk_elements_replace(struct elements *list, const struct element_query *query,
                         const struct hk_node *old, struct hk_node *node);
/* False: an element of a wrong kind was met, and reported. */
bool hk_elements_remove(struct elements *list, const struct element_query *query);
bool hk_elements_set(struct elements *list, const struct element_query *query,
                     struct hk_node *node);
/* Reports that @node is of a wrong kind for the list. */
void hk_elements_wrong_kind(const struct elements *list, const struct hk_node *node);

#endif
