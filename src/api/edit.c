/* SPDX-License-Identifier: Apache-2.0 */
#include "ctx.h"

/* Operations move out of here as they are built. */
static bool
edits_are_sound(const struct hkr_edit *edits, size_t n)
{
    (void)edits;
    return n == 0;
}

enum hkr_status
hkr_edit(struct hkr_ctx *ctx, const char *dir, const struct hkr_edit *edits, size_t n_edits,
         struct hkr_result **ret_result)
{
    if (!ctx || !dir || !ret_result || !edits_are_sound(edits, n_edits))
        return HKR_E_USAGE;
    *ret_result = hk_result_new(&ctx->heap.alloc);
    return *ret_result ? HKR_OK : HKR_E_NOMEM;
}
