/* SPDX-License-Identifier: Apache-2.0 */
/* src/generate/stream.h -- objects as the texts that programs read, and back.
 *
 * kustomize keeps what it knows of an object in annotations, so that is how a program sees it: they
 * are put into copies of the trees here, and what comes back is read from them again. Changes no
 * tree of the render. Layer: generate. */
#ifndef HK_GENERATE_STREAM_H
#define HK_GENERATE_STREAM_H

#include "../base/buf.h"
#include "../res/factory.h"
#include "../res/resset.h"

/* The annotation by which kustomize itself tells objects apart on the way. */
#define HK_STREAM_ID HK_S("kustomize.config.k8s.io/id")

/* Appends the configuration of a plugin as its program sees it. */
HKR_MUST_CHECK enum hkr_status hk_stream_config(struct hk_env *env, const struct hk_resource *res,
                                                struct hk_buf *buf);
/* Appends all objects of @set as documents, each with its id in an annotation. */
HKR_MUST_CHECK enum hkr_status hk_stream_objects(struct hk_env *env, const struct hk_resset *set,
                                                 struct hk_buf *buf);
/* Appends a ResourceList of @objects (documents; empty: the configuration is the one object) with
 * @config as its functionConfig. Faults are reported at @at. */
HKR_MUST_CHECK enum hkr_status hk_stream_resource_list(struct hk_env *env, struct hk_slice objects,
                                                       struct hk_slice config, struct hk_place at,
                                                       struct hk_buf *buf);
/* The objects of @text, which was written by what @name calls it. @secret: no line is shown. */
HKR_MUST_CHECK enum hkr_status hk_stream_read(struct hk_env *env, struct hk_slice name,
                                              struct hk_slice text, bool secret,
                                              struct hk_resource_list *ret_list);
/* The same for what a function wrote: an empty map or list is no object there, and not nothing. */
HKR_MUST_CHECK enum hkr_status hk_stream_read_list(struct hk_env *env, struct hk_slice name,
                                                   struct hk_slice text, bool secret,
                                                   struct hk_resource_list *ret_list);
/* Takes out what a ResourceList had put in: indexes and ids. */
void hk_stream_unmark(struct hk_env *env, struct hk_resource *res);
/* Takes out one annotation; the others come back sorted, every value a string. */
void hk_stream_drop(struct hk_env *env, struct hk_resource *res, hk_sym key);

#endif
