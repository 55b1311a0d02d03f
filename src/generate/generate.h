/* SPDX-License-Identifier: Apache-2.0 */
/* src/generate/generate.h -- ConfigMaps and Secrets from files, literals and env files.
 *
 * Makes resources; how they join what is there already (create, merge, replace) is
 * src/render's business (reference: 5.7, 5.8). Values of Secrets are never shown in messages.
 * Layer: generate. */
#ifndef HK_GENERATE_GENERATE_H
#define HK_GENERATE_GENERATE_H

#include "../load/plugin.h"
#include "../res/factory.h"

/* Makes the object that @spec describes, with needs_hash and behavior set. @common are the
 * generatorOptions of the kustomization. */
HKR_MUST_CHECK enum hkr_status hk_generate_config_map(struct hk_loader *loader,
                                                      const struct hk_generator_spec *spec,
                                                      const struct hk_generator_options *common,
                                                      struct hk_resource **ret_res);
HKR_MUST_CHECK enum hkr_status hk_generate_secret(struct hk_loader *loader,
                                                  const struct hk_generator_spec *spec,
                                                  const struct hk_generator_options *common,
                                                  struct hk_resource **ret_res);
/* The ServiceAccount that stands for one of a cloud. */
HKR_MUST_CHECK enum hkr_status hk_generate_iam_policy(struct hk_env *env,
                                                      const struct hk_plugin *plugin,
                                                      struct hk_resource_list *ret_list);

#endif
