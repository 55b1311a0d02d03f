/* SPDX-License-Identifier: Apache-2.0 */
/* src/yaml/dotpath.h -- dotted field paths: "spec.containers.[name=web].ports.0".
 *
 * The paths of replacements and vars. A path is split at dots once and walked in two ways, which
 * kustomize keeps apart (reference: replacements):
 *
 *   step        find                       update
 *   key         the value of the key       the same; made when asked to
 *   3           the item with that index   the same; the next free one is made when asked to
 *   -           the last item              a key
 *   [k=v]       the item whose k is v      all items whose k has the regular expression v in it
 *   [=v]        the item that is v         all items that have v in their text
 *   *           a fault                    all items
 *
 * "\." stands for a dot within a step; a step in brackets may have dots as well, and loses the
 * brackets unless it has an equal sign. What is inside a text that is itself YAML can be found, but
 * changes there do not come back: see hk_dotpath_find_text().
 *
 * Nothing outside this module splits such a path, and nothing here knows what a path is for.
 * Faults are told, not reported. Layer: yaml. */
#ifndef HK_YAML_DOTPATH_H
#define HK_YAML_DOTPATH_H

#include "edit.h"

enum hk_dotstep_kind {
    HK_DOT_KEY,
    HK_DOT_INDEX,
    HK_DOT_NEGATIVE, /* a number below zero */
    HK_DOT_LAST,     /* "-" */
    HK_DOT_ANY,      /* "*" */
    HK_DOT_MATCH,    /* "[key=value]" or "[=value]" */
    HK_DOT_NO_MATCH  /* brackets without an equal sign */
};

struct hk_dotstep {
    enum hk_dotstep_kind kind;
    struct hk_slice text;
    hk_sym key;            /* of the whole text; of MATCH: of what is before the equal sign */
    struct hk_slice value; /* of MATCH: what is behind it */
    uint32_t index;
};

struct hk_dotpath { /* immutable once parsed; lives in the arena it was parsed into */
    struct hk_slice text;
    const struct hk_dotstep *steps;
    uint32_t n_steps;
};

/* Why a path does not fit an object; what is NULL when it does. Tells nothing of the object's
 * content. */
struct hk_dotpath_fault {
    const char *what;
    struct hk_slice step;
};

/* @text is not copied. */
struct hk_dotpath hk_dotpath_parse(struct hk_env *env, struct hk_slice text);
/* The same for vars, where "ports[0]" stands for "ports.0". */
struct hk_dotpath hk_dotpath_parse_indexed(struct hk_env *env, struct hk_slice text);

/* The node at the end of @path, or NULL: it is not there, or @fault tells why not. */
struct hk_node *hk_dotpath_find(struct hk_env *env, const struct hk_dotpath *path,
                                struct hk_node *root, struct hk_dotpath_fault *fault);

/* A scalar on the way to the end of a path. */
struct hk_dotpath_spot {
    const struct hk_node *scalar;
    uint32_t *trail; /* number of the child at each level; on the scratch arena */
    uint32_t depth;
    uint32_t next; /* the step that would go into the text */
};

/* Finds the first scalar on @path that has steps behind it. */
bool hk_dotpath_find_text(struct hk_env *env, const struct hk_dotpath *path, struct hk_node *root,
                          struct hk_dotpath_spot *ret_spot);
/* @root with @node where the scalar was. */
struct hk_node *hk_dotpath_put(struct hk_env *env, struct hk_node *root,
                               const struct hk_dotpath_spot *spot, struct hk_node *node);

struct hk_dotpath_update {
    int create; /* -1, or the enum hk_kind of the node to make at the end when it is missing */
    /* Whether the regular expression of @step has a match in @text. */
    enum hkr_status (*match)(struct hk_env *env, void *user, const struct hk_dotstep *step,
                             struct hk_slice text, bool *ret_matches);
    /* Called for each node at the end of the path, in document order, with what stands there. */
    enum hkr_status (*apply)(struct hk_env *env, void *user, struct hk_node **slot);
    void *user;
};

/* Walks the steps of @path from number @first on. *ret_n: how many nodes there were. Not HKR_OK:
 * @fault tells why, or a callback has said it. */
HKR_MUST_CHECK enum hkr_status hk_dotpath_update(struct hk_env *env, const struct hk_dotpath *path,
                                                 uint32_t first,
                                                 const struct hk_dotpath_update *update,
                                                 struct hk_node **slot,
                                                 struct hk_dotpath_fault *fault, uint32_t *ret_n);

#endif
