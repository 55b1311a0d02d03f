/* SPDX-License-Identifier: Apache-2.0 */
/* src/refactor/positions.h -- where in a text each part of its YAML tree stands, to the byte.
 *
 * Nodes know where they begin; to change a text one must know where everything ends as well, what
 * is an alias, where the dashes and colons are. libfyaml tells. It has no verdict here: the text
 * has been read by yaml/read.h before, and whatever the two see differently is left alone.
 * Must never be part of a render. Layer: refactor. */
#ifndef HK_REFACTOR_POSITIONS_H
#define HK_REFACTOR_POSITIONS_H

#include "../yaml/node.h"

enum hk_form { HK_FORM_SCALAR, HK_FORM_MAP, HK_FORM_SEQ, HK_FORM_ALIAS };

/* All offsets are bytes from the beginning of the text, its byte order mark included. */
struct hk_spot {
    uint8_t form;    /* enum hk_form */
    uint8_t style;   /* enum hk_style of a scalar */
    bool flow;       /* a collection within braces or brackets */
    bool absent;     /* nothing is written here: a null; start and end are the same */
    bool odd;        /* written in a way that is not edited: `? key`, a pair without braces */
    bool shared;     /* has an anchor that an alias names */
    bool in_flow;    /* stands within brackets */
    bool gone;       /* an alias that an edit takes away */
    uint32_t lead;   /* the first byte of its entry: its key, or its dash */
    uint32_t mark;   /* where the '-' of an item, or the ':' of a value stands, if there is one */
    uint32_t outset; /* where it begins, anchor and tag included */
    uint32_t start;  /* the value alone: its first byte, quotes and brackets included ... */
    uint32_t end;    /* ... and the one after its last */
    struct hk_slice name;   /* of its anchor, or of the alias; empty: none */
    struct hk_spot *target; /* of an alias; NULL: unknown */
    struct hk_spot *alias;  /* of an anchor: the latest alias of it; of an alias: the one before */
    struct hk_spot **items; /* of a map: key, value, key, value */
    uint32_t n;
};

/* The spots of the first document of @text, which is the file @file. *ret_root is NULL when nothing
 * is written there. Reports a fault when libfyaml does not read it. */
HKR_MUST_CHECK enum hkr_status hk_positions_read(struct hk_env *env, hk_file_id file,
                                                 struct hk_slice text, struct hk_spot **ret_root);

/* The first byte from @at on that is no space, line break or comment; the length at the end. */
uint32_t hk_positions_skip(struct hk_slice text, uint32_t at);

#endif
