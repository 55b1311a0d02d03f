/* SPDX-License-Identifier: Apache-2.0 */
/* src/yaml/read_reader.h -- the state of one document's reading, shared by read_*.c alone.
 *
 * Layer: yaml. */
#ifndef HK_YAML_READ_READER_H
#define HK_YAML_READ_READER_H

#include "../base/index.h"
#include "../base/vec.h"
#include "read_tree.h"

#include <yaml.h>

/* A map or list that is being read. Its children are the top of the stack of pairs; those of a
 * list use only `value`. */
struct hk_frame {
    uint32_t base; /* where its children begin */
    uint32_t offset;
    uint64_t weight; /* nodes in it, aliases counted where they are used */
    uint32_t anchor; /* number of its anchor + 1; 0: none */
    uint32_t height; /* levels of its children */
    uint8_t kind;
    uint8_t flags;
    bool has_key; /* a key waits for its value */
    bool special; /* some key needs expand_map() */
    bool in_list; /* some container around it is a list */
};

struct hk_anchor {
    struct hk_slice name;
    struct hk_node *node; /* NULL while it is open */
    uint64_t weight;
    uint32_t height; /* levels of the node; 0: a scalar */
    uint32_t frame;  /* number of the open frame that it marks */
};

/* Characters to bytes, in one forward pass; a mark may lie a little behind the one before. */
struct hk_converter {
    struct hk_slice text;
    size_t index; /* characters ... */
    size_t byte;  /* ... and bytes before the cursor */
    bool ascii;
};

/* What kustomize's parser takes and libyaml does not is replaced by a character that the text
 * does not have, of the same length, and put back in the values: `\'` between double quotes,
 * and a colon before a bracket, brace or comma in a plain scalar of a flow collection. */
struct hk_mends {
    struct hk_slice text;  /* of the document; an own copy once something was mended */
    struct hk_slice quote; /* stands for an escaped quote; empty: for nothing */
    struct hk_slice colon;
    unsigned n;
};

struct hk_reader {
    struct hk_env *env;
    const struct hk_mends *mends;
    const struct hk_origin *origin;
    enum hk_read_dialect dialect;
    struct hk_converter converter;
    HK_VEC(struct hk_frame) frames;
    HK_VEC(struct hk_pair) stack;
    HK_VEC(struct hk_anchor) anchors;
    struct hk_index *anchor_index;
    struct hk_node *root;
    uint64_t weight;      /* nodes so far */
    uint64_t via_aliases; /* those of them that aliases stand for */
    yaml_parser_t parser;
    yaml_event_t event;
};

/* read_place.c */
void hk_converter_init(struct hk_converter *converter, struct hk_slice text);
/* Offset in the text of the character with number @index. */
size_t hk_converter_offset(struct hk_converter *converter, size_t index);

/* read_mend.c: mends all that can be, when that is why @parser stopped. True when the document is
 * to be read again. */
bool hk_mends_apply(struct hk_env *env, struct hk_mends *mends, const struct yaml_parser_s *parser);
/* @value as it was meant. */
struct hk_slice hk_mends_undo(struct hk_env *env, const struct hk_mends *mends,
                              struct hk_slice value);

/* read_tree.c: the place of the event, and the account of nodes. */
struct hk_place hk_reader_place(struct hk_reader *reader);
HKR_MUST_CHECK enum hkr_status hk_reader_add_weight(struct hk_reader *reader, uint64_t weight);
/* Whether aliases are lost as values of the map that is being read: hk_read_values(). */
bool hk_reader_keeps_marks(const struct hk_reader *reader);

/* read_merge.c: maps with keys that kustomize's expansion of anchors treats in its own way. */
bool hk_is_merge_key(hk_sym key, enum hk_tag tag, enum hk_style style);
bool hk_is_null_key(struct hk_slice text, enum hk_tag tag, enum hk_style style);
/* What becomes of the @n pairs of a map, on the scratch arena. */
HKR_MUST_CHECK enum hkr_status hk_reader_expand(struct hk_reader *reader,
                                                const struct hk_pair *pairs, uint32_t n,
                                                struct hk_pair **ret_pairs, uint32_t *ret_n);

#endif
