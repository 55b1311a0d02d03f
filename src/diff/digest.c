/* SPDX-License-Identifier: Apache-2.0 */
#include "digest.h"

#include "../render/build.h"

#include <sodium.h>
#include <stdlib.h>

static int
by_bytes(const void *a, const void *b)
{
    const struct hk_slice *x = a, *y = b;
    return hk_slice_cmp(*x, *y);
}

static void
update(crypto_hash_sha256_state *state, struct hk_slice text)
{
    crypto_hash_sha256_update(state, (const unsigned char *)text.ptr, text.len);
}

void
hk_digest_documents(struct hk_slice *documents, size_t n, char *hex)
{
    crypto_hash_sha256_state state;
    unsigned char digest[crypto_hash_sha256_BYTES];
    if (n)
        qsort(documents, n, sizeof *documents, by_bytes);
    crypto_hash_sha256_init(&state);
    for (size_t i = 0; i < n; i++) {
        if (i)
            update(&state, HK_SEPARATOR);
        update(&state, documents[i]);
    }
    crypto_hash_sha256_final(&state, digest);
    (void)sodium_bin2hex(hex, HK_DIGEST_TEXT, digest, sizeof digest);
}
