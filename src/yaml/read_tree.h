/* SPDX-License-Identifier: Apache-2.0 */
/* src/yaml/read_tree.h -- one document: libyaml's events to a tree.
 *
 * The inner half of read.h, for read.c alone: it knows nothing of files that hold several
 * documents. Layer: yaml. */
#ifndef HK_YAML_READ_TREE_H
#define HK_YAML_READ_TREE_H

#include "node.h"

/* Who reads such a text in kustomize; merge keys and directives differ a little. */
enum hk_read_dialect {
    HK_READ_RESOURCE, /* go-yaml v3 */
    HK_READ_CONFIG,   /* go-yaml v2 */
    HK_READ_VALUES    /* go-yaml v3, and pairs keep the mark that their value came by an alias */
};

enum hk_origin_kind {
    HK_ORIGIN_OFFSET, /* byte i of the text is byte offset + i of the file */
    HK_ORIGIN_LINES,  /* line k of the text begins at lines[k] in the file */
    HK_ORIGIN_FIXED   /* no mapping is known: everything is at offset */
};

/* Where in a file the bytes of a text stand. */
struct hk_origin {
    hk_file_id file;
    enum hk_origin_kind kind;
    uint32_t offset;
    uint32_t skip;          /* bytes of that text that come before the ones read now */
    const uint32_t *lines;  /* HK_ORIGIN_LINES: in the file ... */
    const uint32_t *starts; /* ... and the same lines in the text */
    uint32_t n_lines;       /* at least 1 */
};

struct hk_place hk_origin_place(const struct hk_origin *origin, size_t offset);

/* Reads the first document of @text. *ret_root is NULL when there is none. Bytes of @text may be
 * pointed into. Faults are reported. */
HKR_MUST_CHECK enum hkr_status hk_read_tree(struct hk_env *env, const struct hk_origin *origin,
                                            struct hk_slice text, enum hk_read_dialect dialect,
                                            struct hk_node **ret_root);

/* read_text.c: texts as the reader wants them. A byte order mark of UTF-16 is taken as the parser
 * takes it; text that is broken stays as it is, for the parser to refuse. */
bool hk_read_is_utf16(struct hk_slice text);
struct hk_slice hk_read_utf16(struct hk_env *env, struct hk_slice text);
/* @text with each "\r\n" as "\n"; itself when there is none. */
struct hk_slice hk_read_unix_lines(struct hk_env *env, struct hk_slice text);

/* Says in plain words what libyaml found wrong: see read_fault.c. */
struct yaml_parser_s;
struct hk_read_fault {
    enum hk_code code;
    const char *message;
    const char *mend;
    size_t index;  /* characters before the place, when offset is SIZE_MAX */
    size_t offset; /* bytes before the place, or SIZE_MAX */
};
struct hk_read_fault hk_read_fault(const struct yaml_parser_s *parser);
/* Looks at the place itself (offset must be known) for what people do: tabs, conflict marks. */
void hk_read_fault_refine(struct hk_read_fault *fault, struct hk_slice text);

#endif
