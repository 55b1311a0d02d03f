/* SPDX-License-Identifier: Apache-2.0 */
/* src/render/crds.h -- CustomResourceDefinitions as a source of merge keys and scopes.
 *
 * Which count must not depend on the order in which a tree lists things, so they are gathered
 * before the build begins: those that stand in files under `resources`, of every kustomization and
 * component that the build comes to, as they are written. Patches of them, and what generators and
 * charts make, are not looked at. Layer: render. */
#ifndef HK_RENDER_CRDS_H
#define HK_RENDER_CRDS_H

#include "../load/load.h"

/* Has env->schemas learn them. Files that cannot be read are reported, as the build would. */
HKR_MUST_CHECK enum hkr_status hk_crds_learn(struct hk_env *env, struct hk_loader *loader,
                                             const struct hk_kustomization *kust);

#endif
