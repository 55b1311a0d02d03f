/* SPDX-License-Identifier: Apache-2.0 */
/* src/api/render.h -- a render as a part of another call. Layer: api. */
#ifndef HK_API_RENDER_H
#define HK_API_RENDER_H

#include "../res/resset.h"
#include "job.h"

/* Whether @items (of @n) is a list of texts that a caller may give. */
bool hk_is_text_list(const char *const *items, size_t n);
bool hk_render_options_are_sound(const struct hkr_render_options *options);
/* Lets the options say what becomes of each diagnostic. */
void hk_render_set_policy(struct hk_job *job, const struct hkr_render_options *options);

/* The objects of the kustomization in directory @root of @files, ready to be written. */
HKR_MUST_CHECK enum hkr_status hk_render_resources(struct hk_job *job, struct hk_files *files,
                                                   const char *root,
                                                   const struct hkr_render_options *options,
                                                   struct hk_resset **ret_set);

/* Renders @root with all that @options say, and fills the result of @job with bytes and objects. */
HKR_MUST_CHECK enum hkr_status hk_render_run(struct hk_job *job, const char *root,
                                             const struct hkr_render_options *options,
                                             struct hk_resset **ret_set);

#endif
