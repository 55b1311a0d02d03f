/* SPDX-License-Identifier: Apache-2.0 */
/* src/diff/digest.h -- one number for all objects of a render.
 *
 * The documents of the output are the normal form: the same value, written by the writer, is the
 * same bytes. So the digest is SHA-256 over the documents in the order of their bytes, with a
 * separator between two: it can be had from the output by other means. Layer: diff. */
#ifndef HK_DIFF_DIGEST_H
#define HK_DIFF_DIGEST_H

#include "../base/slice.h"

enum { HK_DIGEST_TEXT = 65 };

/* Sorts @documents (of @n) by bytes and writes the digest in hexadecimal to @hex, which has room
 * for HK_DIGEST_TEXT. */
void hk_digest_documents(struct hk_slice *documents, size_t n, char *hex);

#endif
