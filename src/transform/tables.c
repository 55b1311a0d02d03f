/* SPDX-License-Identifier: Apache-2.0 */
#include "tables.h"

/* clang-format off */ /* one row a line */

static const struct hk_fieldspec names[] = {
    ROW(EMPTY, EMPTY, EMPTY, false, "metadata/name", STEP(metadata), STEP(name)),
};

static const struct hk_fieldspec namespaces[] = {
    ROW(EMPTY, EMPTY, Namespace, true, "metadata/name", STEP(metadata), STEP(name)),
    ROW(group_apiregistration, EMPTY, APIService, true, "spec/service/namespace", STEP(spec), STEP(service), STEP(namespace)),
    ROW(group_apiextensions, EMPTY, CustomResourceDefinition, false, "spec/conversion/webhook/clientConfig/service/namespace", STEP(spec), STEP(conversion), STEP(webhook), STEP(clientConfig), STEP(service), STEP(namespace)),
};

/* Where labels stand: the template rows, which also end the table of common labels. The row for
 * objects of all kinds is the last one in kustomize's order too, and that shows: the style of a
 * value that is already there becomes that of the values made before. */
#define METADATA_LABELS \
    ROW(EMPTY, v1, ReplicationController, true, "spec/template/metadata/labels", STEP(spec), STEP(template), STEP(metadata), STEP(labels)), \
    ROW(EMPTY, EMPTY, Deployment, true, "spec/template/metadata/labels", STEP(spec), STEP(template), STEP(metadata), STEP(labels)), \
    ROW(EMPTY, EMPTY, ReplicaSet, true, "spec/template/metadata/labels", STEP(spec), STEP(template), STEP(metadata), STEP(labels)), \
    ROW(EMPTY, EMPTY, DaemonSet, true, "spec/template/metadata/labels", STEP(spec), STEP(template), STEP(metadata), STEP(labels)), \
    ROW(group_apps, EMPTY, StatefulSet, true, "spec/template/metadata/labels", STEP(spec), STEP(template), STEP(metadata), STEP(labels)), \
    ROW(group_apps, EMPTY, StatefulSet, true, "spec/volumeClaimTemplates[]/metadata/labels", STEP(spec), LIST(volumeClaimTemplates), STEP(metadata), STEP(labels)), \
    ROW(group_batch, EMPTY, Job, true, "spec/template/metadata/labels", STEP(spec), STEP(template), STEP(metadata), STEP(labels)), \
    ROW(group_batch, EMPTY, CronJob, true, "spec/jobTemplate/metadata/labels", STEP(spec), STEP(jobTemplate), STEP(metadata), STEP(labels)), \
    ROW(group_batch, EMPTY, CronJob, true, "spec/jobTemplate/spec/template/metadata/labels", STEP(spec), STEP(jobTemplate), STEP(spec), STEP(template), STEP(metadata), STEP(labels)), \
    ROW(EMPTY, EMPTY, EMPTY, true, "metadata/labels", STEP(metadata), STEP(labels)), \

static const struct hk_fieldspec common_labels[] = {
    ROW(EMPTY, v1, Service, true, "spec/selector", STEP(spec), STEP(selector)),
    ROW(EMPTY, v1, ReplicationController, true, "spec/selector", STEP(spec), STEP(selector)),
    ROW(EMPTY, EMPTY, Deployment, true, "spec/selector/matchLabels", STEP(spec), STEP(selector), STEP(matchLabels)),
    ROW(group_apps, EMPTY, Deployment, false, "spec/template/spec/affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels", STEP(spec), STEP(template), STEP(spec), STEP(affinity), STEP(podAffinity), STEP(preferredDuringSchedulingIgnoredDuringExecution), STEP(podAffinityTerm), STEP(labelSelector), STEP(matchLabels)),
    ROW(group_apps, EMPTY, Deployment, false, "spec/template/spec/affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels", STEP(spec), STEP(template), STEP(spec), STEP(affinity), STEP(podAffinity), STEP(requiredDuringSchedulingIgnoredDuringExecution), STEP(labelSelector), STEP(matchLabels)),
    ROW(group_apps, EMPTY, Deployment, false, "spec/template/spec/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels", STEP(spec), STEP(template), STEP(spec), STEP(affinity), STEP(podAntiAffinity), STEP(preferredDuringSchedulingIgnoredDuringExecution), STEP(podAffinityTerm), STEP(labelSelector), STEP(matchLabels)),
    ROW(group_apps, EMPTY, Deployment, false, "spec/template/spec/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels", STEP(spec), STEP(template), STEP(spec), STEP(affinity), STEP(podAntiAffinity), STEP(requiredDuringSchedulingIgnoredDuringExecution), STEP(labelSelector), STEP(matchLabels)),
    ROW(group_apps, EMPTY, Deployment, false, "spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels", STEP(spec), STEP(template), STEP(spec), STEP(topologySpreadConstraints), STEP(labelSelector), STEP(matchLabels)),
    ROW(EMPTY, EMPTY, ReplicaSet, true, "spec/selector/matchLabels", STEP(spec), STEP(selector), STEP(matchLabels)),
    ROW(EMPTY, EMPTY, DaemonSet, true, "spec/selector/matchLabels", STEP(spec), STEP(selector), STEP(matchLabels)),
    ROW(group_apps, EMPTY, StatefulSet, true, "spec/selector/matchLabels", STEP(spec), STEP(selector), STEP(matchLabels)),
    ROW(group_apps, EMPTY, StatefulSet, false, "spec/template/spec/affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels", STEP(spec), STEP(template), STEP(spec), STEP(affinity), STEP(podAffinity), STEP(preferredDuringSchedulingIgnoredDuringExecution), STEP(podAffinityTerm), STEP(labelSelector), STEP(matchLabels)),
    ROW(group_apps, EMPTY, StatefulSet, false, "spec/template/spec/affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels", STEP(spec), STEP(template), STEP(spec), STEP(affinity), STEP(podAffinity), STEP(requiredDuringSchedulingIgnoredDuringExecution), STEP(labelSelector), STEP(matchLabels)),
    ROW(group_apps, EMPTY, StatefulSet, false, "spec/template/spec/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels", STEP(spec), STEP(template), STEP(spec), STEP(affinity), STEP(podAntiAffinity), STEP(preferredDuringSchedulingIgnoredDuringExecution), STEP(podAffinityTerm), STEP(labelSelector), STEP(matchLabels)),
    ROW(group_apps, EMPTY, StatefulSet, false, "spec/template/spec/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels", STEP(spec), STEP(template), STEP(spec), STEP(affinity), STEP(podAntiAffinity), STEP(requiredDuringSchedulingIgnoredDuringExecution), STEP(labelSelector), STEP(matchLabels)),
    ROW(group_apps, EMPTY, StatefulSet, false, "spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels", STEP(spec), STEP(template), STEP(spec), STEP(topologySpreadConstraints), STEP(labelSelector), STEP(matchLabels)),
    ROW(group_batch, EMPTY, Job, false, "spec/selector/matchLabels", STEP(spec), STEP(selector), STEP(matchLabels)),
    ROW(group_batch, EMPTY, CronJob, false, "spec/jobTemplate/spec/selector/matchLabels", STEP(spec), STEP(jobTemplate), STEP(spec), STEP(selector), STEP(matchLabels)),
    ROW(group_policy, EMPTY, PodDisruptionBudget, false, "spec/selector/matchLabels", STEP(spec), STEP(selector), STEP(matchLabels)),
    ROW(group_networking, EMPTY, NetworkPolicy, false, "spec/podSelector/matchLabels", STEP(spec), STEP(podSelector), STEP(matchLabels)),
    ROW(group_networking, EMPTY, NetworkPolicy, false, "spec/ingress/from/podSelector/matchLabels", STEP(spec), STEP(ingress), STEP(from), STEP(podSelector), STEP(matchLabels)),
    ROW(group_networking, EMPTY, NetworkPolicy, false, "spec/egress/to/podSelector/matchLabels", STEP(spec), STEP(egress), STEP(to), STEP(podSelector), STEP(matchLabels)),
    METADATA_LABELS
};

static const struct hk_fieldspec template_labels[] = {
    METADATA_LABELS
};

const struct hk_fieldspec hk_transform_metadata_labels =
    ROW(EMPTY, EMPTY, EMPTY, true, "metadata/labels", STEP(metadata), STEP(labels));

static const struct hk_fieldspec common_annotations[] = {
    ROW(EMPTY, v1, ReplicationController, true, "spec/template/metadata/annotations", STEP(spec), STEP(template), STEP(metadata), STEP(annotations)),
    ROW(EMPTY, EMPTY, Deployment, true, "spec/template/metadata/annotations", STEP(spec), STEP(template), STEP(metadata), STEP(annotations)),
    ROW(EMPTY, EMPTY, ReplicaSet, true, "spec/template/metadata/annotations", STEP(spec), STEP(template), STEP(metadata), STEP(annotations)),
    ROW(EMPTY, EMPTY, DaemonSet, true, "spec/template/metadata/annotations", STEP(spec), STEP(template), STEP(metadata), STEP(annotations)),
    ROW(EMPTY, EMPTY, StatefulSet, true, "spec/template/metadata/annotations", STEP(spec), STEP(template), STEP(metadata), STEP(annotations)),
    ROW(group_batch, EMPTY, Job, true, "spec/template/metadata/annotations", STEP(spec), STEP(template), STEP(metadata), STEP(annotations)),
    ROW(group_batch, EMPTY, CronJob, true, "spec/jobTemplate/metadata/annotations", STEP(spec), STEP(jobTemplate), STEP(metadata), STEP(annotations)),
    ROW(group_batch, EMPTY, CronJob, true, "spec/jobTemplate/spec/template/metadata/annotations", STEP(spec), STEP(jobTemplate), STEP(spec), STEP(template), STEP(metadata), STEP(annotations)),
    ROW(EMPTY, EMPTY, EMPTY, true, "metadata/annotations", STEP(metadata), STEP(annotations)),
};

static const struct hk_fieldspec images[] = {
    ROW(EMPTY, EMPTY, EMPTY, true, "spec/containers[]/image", STEP(spec), LIST(containers), STEP(image)),
    ROW(EMPTY, EMPTY, EMPTY, true, "spec/initContainers[]/image", STEP(spec), LIST(initContainers), STEP(image)),
    ROW(EMPTY, EMPTY, EMPTY, true, "spec/volumes[]/image/reference", STEP(spec), LIST(volumes), STEP(image), STEP(reference)),
    ROW(EMPTY, EMPTY, EMPTY, true, "spec/template/spec/containers[]/image", STEP(spec), STEP(template), STEP(spec), LIST(containers), STEP(image)),
    ROW(EMPTY, EMPTY, EMPTY, true, "spec/template/spec/initContainers[]/image", STEP(spec), STEP(template), STEP(spec), LIST(initContainers), STEP(image)),
    ROW(EMPTY, EMPTY, EMPTY, true, "spec/template/spec/volumes[]/image/reference", STEP(spec), STEP(template), STEP(spec), LIST(volumes), STEP(image), STEP(reference)),
};

static const struct hk_fieldspec replicas[] = {
    ROW(EMPTY, EMPTY, Deployment, true, "spec/replicas", STEP(spec), STEP(replicas)),
    ROW(EMPTY, EMPTY, ReplicationController, true, "spec/replicas", STEP(spec), STEP(replicas)),
    ROW(EMPTY, EMPTY, ReplicaSet, true, "spec/replicas", STEP(spec), STEP(replicas)),
    ROW(EMPTY, EMPTY, StatefulSet, true, "spec/replicas", STEP(spec), STEP(replicas)),
};

/* clang-format on */

const struct hk_transform_config hk_transform_builtin = {
    .name_prefix = TABLE(names),
    .name_suffix = TABLE(names),
    .ns = TABLE(namespaces),
    .common_labels = TABLE(common_labels),
    .template_labels = TABLE(template_labels),
    .common_annotations = TABLE(common_annotations),
    .images = TABLE(images),
    .replicas = TABLE(replicas),
};
