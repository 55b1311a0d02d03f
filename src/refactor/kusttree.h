/* SPDX-License-Identifier: Apache-2.0 */
/* src/refactor/kusttree.h -- the tree of a kustomization file while it is edited.
 *
 * For the operations of kustedit.h: fields and entries by name, with kustomize's idea of names, and
 * the operations themselves. Layer: refactor. */
#ifndef HK_REFACTOR_KUSTTREE_H
#define HK_REFACTOR_KUSTTREE_H

#include "kustedit.h"

#include "../load/files.h"
#include "../yaml/edit.h"

struct hk_kusttree {
    struct hk_env *env;
    struct hk_loader *loader;
    struct hk_kustomization_source source;
    struct hk_node *root;        /* never NULL: a map */
    const struct hkr_edit *edit; /* the operation in hand */
};

typedef enum hkr_status (*hk_kustedit_fn)(struct hk_kusttree *tree);

/* ---- Maps ---- */

/* The number of the pair of @map that counts as @name, or UINT32_MAX: of equal keys the later one,
 * of keys that differ in letter case the one that comes last in byte order, as in load/decode.h. */
uint32_t hk_kusttree_find(const struct hk_env *env, const struct hk_node *map, const char *name);
/* Its value; NULL when it is absent or null. */
struct hk_node *hk_kusttree_get(const struct hk_env *env, const struct hk_node *map,
                                const char *name);
/* Its text; empty when it has none. */
struct hk_slice hk_kusttree_text(const struct hk_env *env, const struct hk_node *map,
                                 const char *name);
/* These return the map that must stand in the parent. A pair that came by a merge key is not
 * changed: one of the map's own is put behind it. */
struct hk_node *hk_kusttree_put(struct hk_env *env, struct hk_node *map, const char *name,
                                struct hk_node *value);
/* Puts a text; an empty one removes the pair. A text that is there already is left as it is. */
struct hk_node *hk_kusttree_put_text(struct hk_env *env, struct hk_node *map, const char *name,
                                     struct hk_slice text);
/* As above, for maps of the user's own names: their letter case counts, and texts may be empty. */
struct hk_node *hk_kusttree_set(struct hk_env *env, struct hk_node *map, struct hk_slice name,
                                struct hk_slice text);
struct hk_node *hk_kusttree_drop(struct hk_env *env, struct hk_node *map, const char *name);

/* ---- New nodes ---- */

struct hk_node *hk_kusttree_new_text(struct hk_env *env, struct hk_slice text);
/* A plain scalar: a number or a boolean. */
struct hk_node *hk_kusttree_new_plain(struct hk_env *env, struct hk_slice text);

/* ---- Fields of the file ---- */

struct hk_node *hk_kusttree_field(const struct hk_kusttree *tree, const char *name);
/* An empty list or map, or NULL, removes the field. */
void hk_kusttree_set_field(struct hk_kusttree *tree, const char *name, struct hk_node *value);
/* How many items the list @name has. */
uint32_t hk_kusttree_count(const struct hk_kusttree *tree, const char *name);
void hk_kusttree_append(struct hk_kusttree *tree, const char *name, struct hk_node *item);

/* ---- Operands ---- */

/* The parts of @text between its commas; at least one. */
struct hk_slices hk_kusttree_split(struct hk_env *env, struct hk_slice text, char at);
/* The @i-th operand. */
struct hk_slice hk_kusttree_arg(const struct hk_kusttree *tree, size_t i);
/* Reports a fault of an operand. */
enum hkr_status hk_kusttree_fault(struct hk_kusttree *tree, const char *mend, const char *format,
                                  ...) HK_PRINTF(3, 4);
/* The place of a node of the file, or its first line. */
struct hk_place hk_kusttree_place(const struct hk_kusttree *tree, const struct hk_node *node);

/* ---- The operations ---- */

enum hkr_status hk_kustedit_set_affix(struct hk_kusttree *tree);
enum hkr_status hk_kustedit_set_metadata(struct hk_kusttree *tree);
enum hkr_status hk_kustedit_add_metadata(struct hk_kusttree *tree);
enum hkr_status hk_kustedit_remove_metadata(struct hk_kusttree *tree);
enum hkr_status hk_kustedit_set_buildmetadata(struct hk_kusttree *tree);
enum hkr_status hk_kustedit_add_buildmetadata(struct hk_kusttree *tree);
enum hkr_status hk_kustedit_remove_buildmetadata(struct hk_kusttree *tree);
enum hkr_status hk_kustedit_add_path(struct hk_kusttree *tree);
enum hkr_status hk_kustedit_add_base(struct hk_kusttree *tree);
enum hkr_status hk_kustedit_remove_path(struct hk_kusttree *tree);
enum hkr_status hk_kustedit_set_image(struct hk_kusttree *tree);
enum hkr_status hk_kustedit_set_replicas(struct hk_kusttree *tree);
enum hkr_status hk_kustedit_add_generator(struct hk_kusttree *tree);
enum hkr_status hk_kustedit_set_generator(struct hk_kusttree *tree);
enum hkr_status hk_kustedit_remove_generator(struct hk_kusttree *tree);
enum hkr_status hk_kustedit_add_patch(struct hk_kusttree *tree);
enum hkr_status hk_kustedit_remove_patch(struct hk_kusttree *tree);

#endif
