/* SPDX-License-Identifier: Apache-2.0 */
/* Many jobs of one kind in one call. */
#include "job.h"

bool
hk_batch_options_are_sound(const struct hkr_batch_options *batch)
{
    return !batch || batch->size == sizeof *batch;
}

static void
drop_results(struct hkr_result **results, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        hkr_result_free(results[i]);
        results[i] = NULL;
    }
}

enum hkr_status
hk_job_run_many(struct hkr_ctx *ctx, hk_job_fn work, size_t n, void *user,
                const struct hkr_batch_options *batch, struct hkr_result **results)
{
    enum hkr_status first = HKR_OK;
    for (size_t i = 0; i < n; i++)
        results[i] = NULL;
    for (size_t i = 0; i < n; i++) {
        enum hkr_status status = hk_job_run_at(ctx, i, work, user, &results[i]);
        if (status == HKR_E_NOMEM) {
            drop_results(results, n);
            return status;
        }
        first = first == HKR_OK ? status : first;
        if (batch && batch->progress)
            batch->progress(batch->user, i + 1, n);
    }
    return first;
}
