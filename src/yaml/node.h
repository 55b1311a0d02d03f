/* SPDX-License-Identifier: Apache-2.0 */
/* src/yaml/node.h -- the tree that documents are read into and output is written from.
 *
 * One node type for reading and changing. A node that was read is immutable and may hang in
 * many trees at once; only src/yaml/edit.h changes trees. Every node and every key keeps the
 * file and byte offset that it came from. Maps keep the order of their source and may hold the
 * same key twice (the verdict on that falls at output, as kustomize has it).
 *
 * A scalar is its text, its style and its tag. HK_TAG_NONE means: untagged, so a plain scalar
 * takes the type that its text resolves to (src/yaml/resolve.h) and a quoted one is a string.
 * An explicit tag wins over both. Layer: yaml. */
#ifndef HK_YAML_NODE_H
#define HK_YAML_NODE_H

#include "../base/env.h"

enum hk_kind { HK_SCALAR, HK_MAP, HK_SEQ };

enum hk_tag {
    HK_TAG_NONE, /* resolve by style and text */
    HK_TAG_STR,
    HK_TAG_INT,
    HK_TAG_FLOAT,
    HK_TAG_BOOL,
    HK_TAG_NULL,
    HK_TAG_TIMESTAMP,
    HK_TAG_BINARY,
    HK_TAG_MERGE, /* a plain << key */
    HK_TAG_OTHER  /* an application's own tag: a value is a string whatever it looks like */
};

enum hk_style { HK_PLAIN, HK_SINGLE, HK_DOUBLE, HK_LITERAL, HK_FOLDED };

struct hk_node {
    uint8_t kind;    /* enum hk_kind */
    uint8_t tag;     /* enum hk_tag, of a scalar */
    uint8_t style;   /* enum hk_style, of a scalar */
    uint8_t flags;   /* HK_NODE_* */
    uint32_t owner;  /* render that may change this node in place; 0: shared */
    hk_file_id file; /* source; 0: made by the program */
    uint32_t offset; /* byte offset in it */
    union {
        const char *text; /* scalar: not zero-terminated */
        struct hk_pair *pairs;
        struct hk_node **items;
    };
    uint32_t n;   /* bytes of text, pairs or items */
    uint32_t cap; /* room behind pairs or items; of owned nodes only */
};

#define HK_NODE_FLOW 1u     /* written in flow style in its source */
#define HK_NODE_CELL 2u     /* stands at several places of one tree: src/yaml/edit.h */
#define HK_NODE_TAGGED 4u   /* a scalar whose tag is written in its source */
#define HK_NODE_UNTAGGED 8u /* a scalar made without a tag: its type follows its text */
#define HK_NODE_ESCAPED 16u /* a scalar of JSON text that Go would write in another way */
#define HK_NODE_SECRET 32u  /* a scalar with something out of a Secret: never to be shown */

struct hk_pair {
    hk_sym key;         /* the text of the key */
    uint8_t key_tag;    /* enum hk_tag; what the key resolves to matters at output */
    uint8_t key_style;  /* enum hk_style */
    uint16_t key_flags; /* HK_PAIR_ALIASED */
    hk_file_id key_file;
    uint32_t key_offset;
    struct hk_node *value; /* never NULL */
};

#define HK_PAIR_ALIASED 1u /* the value came by an alias; hk_read_values() tells */

static inline struct hk_slice
hk_node_text(const struct hk_node *node)
{
    return (struct hk_slice){node->text, node->n};
}

static inline struct hk_place
hk_node_place(const struct hk_node *node)
{
    return (struct hk_place){node->file, node->offset, node->kind == HK_SCALAR ? node->n : 0};
}

static inline struct hk_place
hk_pair_place(const struct hk_pair *pair)
{
    return (struct hk_place){pair->key_file, pair->key_offset, 0};
}

/* The type of a scalar as kustomize's reader sees it: an explicit tag, else a string when
 * quoted, else what the text resolves to. Never HK_TAG_NONE or HK_TAG_OTHER. */
enum hk_tag hk_node_type(const struct hk_node *node);
/* A scalar of type null (`~`, `null`, nothing at all). NULL counts as null; a text without a tag
 * does not, whatever it will be read as. */
bool hk_node_is_null(const struct hk_node *node);
/* A scalar of type string. */
bool hk_node_is_string(const struct hk_node *node);

/* The first pair of map @node with @key, or NULL (also when @node is NULL or no map). */
struct hk_pair *hk_map_find(const struct hk_node *node, hk_sym key);
/* The value of that pair, or NULL. */
struct hk_node *hk_map_get(const struct hk_node *node, hk_sym key);
/* The text of a scalar member, whatever its type; empty when absent, null or no scalar. */
struct hk_slice hk_map_text(const struct hk_node *node, hk_sym key);

/* New nodes, owned by env->owner, made at @at. The text is not copied. */
struct hk_node *hk_node_scalar(struct hk_env *env, struct hk_slice text, enum hk_tag tag,
                               enum hk_style style, struct hk_place at);
/* A plain scalar whose type follows its text, whatever text it gets: what kustomize's setters make.
 */
struct hk_node *hk_node_untagged(struct hk_env *env, struct hk_slice text, struct hk_place at);
struct hk_node *hk_node_map(struct hk_env *env, struct hk_place at);
struct hk_node *hk_node_seq(struct hk_env *env, struct hk_place at);

#endif
