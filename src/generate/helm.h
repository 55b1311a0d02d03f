/* SPDX-License-Identifier: Apache-2.0 */
/* src/generate/helm.h -- charts, inflated by the helm that is installed.
 *
 * Starts helm only where the caller has given the power to, and never so that it would fetch
 * anything: a chart that is not on the disk is a fault, whose mend is the command that fetches it.
 * Arguments and values are kustomize's to the letter (reference: 5.10). Layer: generate. */
#ifndef HK_GENERATE_HELM_H
#define HK_GENERATE_HELM_H

#include "../load/load.h"
#include "../res/factory.h"

struct hk_helm; /* of one build: which helm there is, and what charts share */

struct hk_helm *hk_helm_new(struct hk_arena *arena, const struct hkr_programs *programs);

/* A chart whose entry has been checked. */
struct hk_chart;

/* Checks @chart, and reads what must be there besides it. All charts of a kustomization are
 * configured before the first is run. @ns is the namespace for one that names none. */
HKR_MUST_CHECK enum hkr_status hk_helm_configure(struct hk_helm *helm, struct hk_loader *loader,
                                                 const struct hk_helm_chart *chart,
                                                 const struct hk_helm_globals *globals,
                                                 struct hk_slice ns, struct hk_chart **ret_chart);

/* helm_strict.c: remarks on a chart in @directory of another version than @chart asks for. */
void hk_helm_strict_version(struct hk_loader *loader, const struct hk_helm_chart *chart,
                            struct hk_slice directory);

/* The objects that the chart makes; namespaces are not set on them later. */
HKR_MUST_CHECK enum hkr_status hk_helm_run(struct hk_helm *helm, const struct hk_chart *chart,
                                           struct hk_resource_list *ret_list);

#endif
