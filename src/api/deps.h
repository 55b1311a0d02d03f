/* SPDX-License-Identifier: Apache-2.0 */
/* src/api/deps.h -- what a render hangs on, as a part of its result. Layer: api. */
#ifndef HK_API_DEPS_H
#define HK_API_DEPS_H

#include "job.h"

/* Records what @job asks of @files from now on, in job->deps, until the job ends. */
void hk_deps_watch(struct hk_job *job, struct hk_files *files);
/* Puts what was recorded into the result. */
void hk_deps_keep(struct hk_job *job);

#endif
