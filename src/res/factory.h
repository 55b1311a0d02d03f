/* SPDX-License-Identifier: Apache-2.0 */
/* src/res/factory.h -- documents to resources.
 *
 * Drops empty documents, takes Lists apart and insists on kind and name, as kustomize's resource
 * factory does (reference: document splitting, last points). Layer: res. */
#ifndef HK_RES_FACTORY_H
#define HK_RES_FACTORY_H

#include "../yaml/read.h"
#include "resource.h"

struct hk_resource_list {
    HK_VEC(struct hk_resource *) list;
};

/* Appends the resources that @docs stand for. The items of a List in a text of several documents
 * come after all the other documents, as kustomize has it. */
HKR_MUST_CHECK enum hkr_status hk_resources_from_docs(struct hk_env *env,
                                                      const struct hk_docs *docs,
                                                      struct hk_resource_list *ret_list);

/* The same for what helm wrote where that was a fault: documents are objects as they stand, but for
 * those that are annotated as local configuration. One List that is all there is is taken apart. */
HKR_MUST_CHECK enum hkr_status hk_resources_as_they_stand(struct hk_env *env,
                                                          const struct hk_docs *docs,
                                                          struct hk_resource_list *ret_list);

/* The checks alone, for an object that may have lost its kind or name on the way. */
HKR_MUST_CHECK enum hkr_status hk_resource_check_meta(struct hk_env *env,
                                                      const struct hk_node *root);

#endif
