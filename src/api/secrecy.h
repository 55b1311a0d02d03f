/* SPDX-License-Identifier: Apache-2.0 */
/* src/api/secrecy.h -- which lines of a source are never shown.
 *
 * A diagnostic shows the line that it is about, unless that line could hold the content of a
 * Secret. The judgement is made on the text alone, since the text may be what is broken, and it
 * errs on the side of silence. Layer: api. */
#ifndef HK_API_SECRECY_H
#define HK_API_SECRECY_H

#include "../base/slice.h"

/* Whether byte @offset of @text may belong to a Secret: its document says `kind: Secret` at the
 * top level, or may say so (the value stands elsewhere or is escaped), or says no kind at all and
 * has fields of a Secret; or the top-level field that it stands in says so deeper down, or is
 * secretGenerator. */
bool hk_secrecy_covers(struct hk_slice text, size_t offset);

#endif
